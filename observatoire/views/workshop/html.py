"""A workshop as HTML: the large figure, what is asked before it appears, the head of a view, the list of views."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.model.workshop.record import LOCAL_PAGE, View, Workshop
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.statistics.standout import Standout
from observatoire.views.french.grammar import short_label
from observatoire.views.french.groups import short_labels
from observatoire.views.french.sentences import period
from observatoire.views.french.standouts import standout_line
from observatoire.views.french.wording import LOCAL_BADGE, NARROW, plural, spaced
from observatoire.views.html.cards import Card, cards_grid_html
from observatoire.views.html.rendering import render
from observatoire.views.workshop.figure import ShownFigure

PAGE_NAMES = {
    "portrait": "Portrait",
    "pairs": "Territoires semblables",
    "comparer": "Comparaison",
    "carte": "Carte",
    "evolution": "Évolution",
    LOCAL_PAGE: LOCAL_BADGE,
}

OF_A_THEME = ("theme", "cote")
"""Views of Comparer that show a whole theme."""

MOST_NAMES = 30
"""Names of peers that fit on a screen."""

MOST_REFUSED = 12
"""Lines of estimates that are said one by one."""


def heading_of(view: View, catalog: Catalog) -> str:
    """Return what a view is called: the facilitator's heading, else what it shows."""
    if view.heading:
        return view.heading
    if view.page == LOCAL_PAGE:
        return LOCAL_BADGE
    if view.page in ("portrait", "pairs"):
        return "Portrait du territoire" if view.page == "portrait" else "Les pairs et leurs raisons"
    try:
        indicator = catalog.indicator(view.parameters.get("indicateur", ""))
    except KeyError:
        return PAGE_NAMES[view.page]
    if view.page == "comparer" and view.parameters.get("vue") in OF_A_THEME:
        asked = view.parameters.get("theme", "")
        return catalog.themes[asked if asked in catalog.themes else indicator.theme].title
    return indicator.title


def scene_head_html(workshop: Workshop, position: int, heading: str, place: str) -> Markup:
    """Return the head of a view: place, heading, where one is in the workshop; said aloud at each change.

    Parameters
    ----------
    workshop : Workshop
        All its views.
    position : int
        Of the view shown, from 0.
    heading : str
        What the view is called.
    place
        The place.
    """
    count = f"{position + 1} sur {len(workshop.views)}"
    return render("workshop/scene_head", title=workshop.title, count=count, heading=heading, place=place)


def timer_html(minutes: int, of: str = "", workshop: str = "") -> Markup:
    """Return the timer; `browser/base.js` counts and says each fifth minute aloud.

    Parameters
    ----------
    minutes : int
    of : str
        Key of the view whose own it is; empty for that of the whole workshop, which goes on from a view to the next.
    workshop : str
        Key of the workshop: the browser keeps its timers over a reload, and those of another one apart.
    """
    return render("workshop/timer", minutes=minutes, of=of, workshop=workshop)


def kept_html(key: str, content: str, known: str) -> Markup:
    """Return what `browser/kept.js` copies to the browser's own store, hidden: the workshop's file.

    Parameters
    ----------
    key : str
        Of the workshop; empty without one.
    content : str
        Its file, as JSON. Signs that close an element are written as JSON can: the framework drops an attribute that
        holds them.
    known : str
        Whether the application has been told what the browser kept before: "no" asks for it, "refused" for it to go.
    """
    return render(
        "workshop/kept", key=key, known=known, content=content.replace("<", r"\u003c").replace(">", r"\u003e")
    )


def kept_list_html() -> Markup:
    """Return the place where `browser/kept.js` lists what this browser keeps; hidden while that is nothing."""
    return render("workshop/kept_list")


def run_html(run: str, address: str) -> Markup:
    """Return what says, hidden, which run drew all that is above: `browser/base.js` looks before it presses a key.

    Parameters
    ----------
    run : str
        Another one at each run.
    address : str
        What of the address it drew.
    """
    return render("workshop/run", run=run, address=address)


def full_screen_html() -> Markup:
    """Return the button that fills the screen: the browser only lets a key or a click of the visitor do it."""
    return render("workshop/full_screen")


def figure_html(figure: ShownFigure, sentence: str = "", index: tuple[int, str] | None = None) -> Markup:
    """Return a figure shown large: title, value, sentence, source.

    Parameters
    ----------
    figure : ShownFigure
    sentence : str
        Another than its own.
    index : tuple of (int, str), optional
        The year that is 100 and the index, to show large in place of the value, which the title then gives.
    """
    title, text = figure.title, figure.text
    if index is not None:
        title = f"{figure.indicator.title}, base 100 en {index[0]} ({figure.year}\u202f: {text})"
        text = index[1]
    return render(
        "workshop/figure",
        title=title,
        is_state=not math.isfinite(figure.measured),
        text=text,
        mention=figure.mention,
        sentence=sentence or figure.sentence,
        source=spaced(figure.source),
    )


def question_html(figure: ShownFigure) -> Markup:
    """Return a figure that is still hidden: what is asked, without any value."""
    unit = figure.indicator.unit.rstrip(".")  # "hab." ends with its own
    return render("workshop/question", title=figure.title, indicator=figure.indicator, unit=unit)


def refused_html(sentences: Sequence[str]) -> Markup:
    """Return the lines of estimates that could not be kept, a sentence each."""
    more = len(sentences) - MOST_REFUSED
    rest = f"Et {plural(more, 'autre ligne', 'autres lignes')} à corriger." if more > 0 else ""
    return render("workshop/refused", sentences=sentences[:MOST_REFUSED], rest=rest)


def hidden_html() -> Markup:
    """Return what stands for a view whose values are hidden."""
    return render("workshop/hidden")


def told_html(sentence: str) -> Markup:
    """Return a sentence at the size of a room."""
    return render("workshop/told", sentence=sentence)


def standout_lines_html(found: Sequence[Standout], label: str) -> Markup:
    """Return what stands out of a place as a list of sentences, without links."""
    lines = []
    for item in found:
        told = standout_line(item, label)
        lines.append((told.sign, item.indicator.title, f"{NARROW}: {told.figure} ({told.period}). {told.standing}"))
    return render("workshop/standouts", lines=lines) if lines else Markup()


def theme_html(title: str, cards: Sequence[Card]) -> Markup:
    """Return the cards of a theme under its title."""
    return render("workshop/theme", title=title, cards=cards_grid_html(cards))


def names_html(store: Store, group: PeerGroup) -> Markup:
    """Return the names of a group of peers, the first ones when they are many."""
    names = short_labels(store.places(group.ids[:MOST_NAMES]))
    if len(group.ids) > MOST_NAMES:
        names.append(f"et {plural(len(group.ids) - MOST_NAMES, 'autre', 'autres')}")
    return render("workshop/names", names=names)


def view_line_html(view: View, catalog: Catalog, place: Territory | None) -> Markup:
    """Return one line on a view, for the list of the Atelier."""
    where = short_label(place) if place else "territoire inconnu"
    shown = [PAGE_NAMES[view.page], where]
    if view.page == LOCAL_PAGE:
        shown += [when] if (when := view.parameters.get("quand")) else []
    elif view.page not in ("portrait", "pairs"):
        year = view.parameters.get("annee", "")
        try:
            indicator = catalog.indicator(view.parameters.get("indicateur", ""))
            shown.append(indicator.title)
            year = period(indicator, int(year)) if year.isdecimal() else year
        except KeyError:
            shown.append("indicateur inconnu")
        if year:
            shown.append(year)
    return render("workshop/view_line", shown=shown)


def view_number_html(number: int) -> Markup:
    """Return the rank of a view in the list of the Atelier."""
    return render("workshop/view_number", number=number)
