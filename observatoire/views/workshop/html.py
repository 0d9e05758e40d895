"""A workshop as HTML: the large figure, what is asked before it appears, the head of a view, the list of views."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.model.workshop import View, Workshop
from observatoire.statistics.peers import PeerGroup
from observatoire.statistics.standout import Standout
from observatoire.views.french.grammar import short_label
from observatoire.views.french.groups import short_labels
from observatoire.views.french.sentences import period
from observatoire.views.french.standouts import standout_line
from observatoire.views.french.wording import NARROW, plural, spaced
from observatoire.views.workshop.figure import ShownFigure

PAGE_NAMES = {
    "portrait": "Portrait",
    "pairs": "Pairs",
    "comparer": "Comparaison",
    "carte": "Carte",
    "evolution": "Évolution",
}

MOST_NAMES = 30
"""Names of peers that fit on a screen."""


def heading_of(view: View, catalog: Catalog) -> str:
    """Return what a view is called: the facilitator's heading, else what it shows."""
    if view.heading:
        return view.heading
    if view.page in ("portrait", "pairs"):
        return "Portrait du territoire" if view.page == "portrait" else "Les pairs et leurs raisons"
    try:
        return catalog.indicator(view.parameters.get("indicateur", "")).title
    except KeyError:
        return PAGE_NAMES[view.page]


def scene_head_html(workshop: Workshop, position: int, heading: str, place: str) -> str:
    """Return the head of a view: place, heading, where one is in the workshop; said aloud at each change."""
    count = f"{position + 1} sur {len(workshop.views)}"
    title = f"{escape(workshop.title)} · " if workshop.title else ""
    return (
        f'<header class="otc-scene-head"><p>{title}{count} · <strong>{escape(place)}</strong></p>'
        f"<h1>{escape(heading)}</h1>"
        f'<p class="otc-hidden" role="status">Vue {count}{NARROW}: {escape(heading)}</p></header>'
    )


def timer_html(minutes: int) -> str:
    """Return the timer; `browser/base.js` counts and says each fifth minute aloud."""
    return (
        f'<div class="otc-timer" data-otc-minutes="{minutes}"><span class="otc-timer-left" aria-hidden="true">'
        f'{minutes}:00</span><button type="button" class="otc-copy" data-otc-timer aria-pressed="false">Minuterie (T)'
        '</button><span class="otc-hidden" role="status" aria-live="polite"></span></div>'
    )


def full_screen_html() -> str:
    """Return the button that fills the screen: the browser only lets a key or a click of the visitor do it."""
    return '<button type="button" class="otc-copy" data-otc-full-screen>Plein écran (F)</button>'


def figure_html(figure: ShownFigure, sentence: str = "") -> str:
    """Return a figure shown large: title, value, sentence (its own unless another is given), source."""
    state = "" if math.isfinite(figure.measured) else " otc-scene-state"
    return (
        f'<div class="otc-scene"><h2>{escape(figure.title)}</h2>'
        f'<p class="otc-scene-value{state}">{escape(figure.text)}</p>'
        f"<p>{escape(sentence or figure.sentence)}</p>{_source(figure)}</div>"
    )


def question_html(figure: ShownFigure) -> str:
    """Return a figure that is still hidden: what is asked, without any value."""
    unit = f", en {figure.indicator.unit.rstrip('.')}" if figure.indicator.unit else ""  # "hab." ends with its own
    return (
        f'<div class="otc-scene"><h2>{escape(figure.title)}</h2>'
        f'<p class="otc-scene-value" aria-label="Valeur cachée">?</p>'
        f"<p>{escape(figure.indicator.question)}</p>"
        f'<p class="otc-scene-source">{escape(figure.indicator.description)} À deviner{escape(unit)}.</p></div>'
    )


def hidden_html() -> str:
    """Return what stands for a view whose values are hidden."""
    return '<p class="otc-scene-value" aria-label="Valeurs cachées">?</p>'


def _source(figure: ShownFigure) -> str:
    return f'<p class="otc-scene-source">Source{NARROW}: {escape(spaced(figure.source))}</p>'


def told_html(sentence: str) -> str:
    """Return a sentence at the size of a room."""
    return f'<p class="otc-told">{escape(sentence)}</p>'


def standout_lines_html(found: Sequence[Standout], label: str) -> str:
    """Return what stands out of a place as a list of sentences, without links."""
    lines = []
    for item in found:
        told = standout_line(item, label)
        lines.append(
            f'<li><span aria-hidden="true">{told.sign}</span> <strong>{escape(item.indicator.title)}</strong>'
            f"{escape(f'{NARROW}: {told.figure} ({told.period}). {told.standing}')}</li>"
        )
    return f'<div class="otc-stands"><h2>Ce qui ressort</h2><ul>{"".join(lines)}</ul></div>' if lines else ""


def names_html(store: Store, group: PeerGroup) -> str:
    """Return the names of a group of peers, the first ones when they are many."""
    names = short_labels(store.level(group.level).loc[list(group.ids[:MOST_NAMES])])
    if len(group.ids) > MOST_NAMES:
        names.append(f"et {plural(len(group.ids) - MOST_NAMES, 'autre', 'autres')}")
    return f'<ul class="otc-names">{"".join(f"<li>{escape(name)}</li>" for name in names)}</ul>'


def view_line_html(view: View, catalog: Catalog, place: Territory | None) -> str:
    """Return one line on a view, for the list of the Atelier."""
    where = short_label(place) if place else "territoire inconnu"
    shown = [PAGE_NAMES[view.page], where]
    if view.page not in ("portrait", "pairs"):
        year = view.parameters.get("annee", "")
        try:
            indicator = catalog.indicator(view.parameters.get("indicateur", ""))
            shown.append(indicator.title)
            year = period(indicator, int(year)) if year.isdecimal() else year
        except KeyError:
            shown.append("indicateur inconnu")
        if year:
            shown.append(year)
    return f'<p class="otc-view-line">{escape(" · ".join(shown))}</p>'
