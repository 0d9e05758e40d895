"""What the portrait of a place says: its identity, and one card an indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Floats, Store
from observatoire.model.territory import Territory, territory_id
from observatoire.statistics.comparison import Comparison, compare_first
from observatoire.statistics.figures import Figure, Figures, latest, panel
from observatoire.statistics.peers.circularity import Circularity
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.statistics.standout import Standout
from observatoire.statistics.uncertainty.judgement import NOTHING, Judgement
from observatoire.statistics.uncertainty.verdicts import judge_first
from observatoire.views.french.circularity import circular_mark, circular_marks, circular_sentence
from observatoire.views.french.composing import listed_names
from observatoire.views.french.grammar import at_place, display_name, short_label
from observatoire.views.french.groups import COMPOSED, NATURES
from observatoire.views.french.sentences import (
    fragile_sentence,
    period,
    producers,
    reading,
    remark,
    rests_on,
    standing,
    value_text,
    why,
)
from observatoire.views.french.standouts import standout_line
from observatoire.views.french.wording import SEMICOLON, STATES, number, with_unit
from observatoire.views.html.cards import Card, Chip
from observatoire.views.html.frames import reference_of
from observatoire.views.html.rendering import render
from observatoire.views.html.strips import Strip, own_margin

ESTIMATED, REPEATED = "en partie estimé", "repris d’une autre année"
PARTIAL = "données partielles"
"""Caution on a figure that rests on a part of its communes."""


def identity(store: Store, territory: Territory) -> list[tuple[str, str]]:
    """Return the lines of the identity block: label and text."""
    lines = [("Nom", display_name(territory))]
    if territory.level == "commune":
        epci = display_name(store.territory(territory_id("epci", territory.epci))) if territory.epci else "aucune"
        lines += [("Intercommunalité", epci), ("Département", _name(store, "departement", territory.departement))]
        lines.append(("Code postal", ", ".join(territory.postcodes) or "–"))
    if territory.level == "epci":
        nature = NATURES.get(territory.nature or "", ("EPCI", ""))[0]
        lines += [("Nature", COMPOSED if territory.composed else nature[:1].upper() + nature[1:])]
        if territory.composed:
            lines.append(("Membres", listed_names([store.territory(i).short_name for i in territory.composed])))
        names = [_name(store, "departement", code) for code in territory.departements]
        lines.append(("Département" if len(names) == 1 else "Départements", ", ".join(names)))
    if territory.level in ("commune", "epci", "departement"):
        lines.append(("Région", _name(store, "region", territory.region)))
    if territory.level != "commune":
        lines.append(("Communes", number(territory.members)))
    lines.append(("Superficie", with_unit(number(territory.area_km2, 1), "km²")))
    code = {"commune": "Code Insee", "epci": "Siren"}.get(territory.level)
    return [*lines, (code, territory.code)] if code and not territory.composed else lines


def _name(store: Store, level: str, code: str | None) -> str:
    return short_label(store.territory(territory_id(level, code))) if code else "–"  # type: ignore[arg-type]


def locator_html(territory: Territory, url: str) -> Markup:
    """Return the locator drawing, with a text for those who cannot see it."""
    alt = (
        f"Situation {at_place(territory)} sur la carte de France"
        if territory.level == "france"
        else (f"Situation sur la carte de France\u202f: {display_name(territory)}")
    )
    return render("portrait/locator", url=url, alt=alt)


def cards(
    store: Store,
    catalog: Catalog,
    territory: Territory,
    indicators: Sequence[Indicator],
    group: PeerGroup | None,
    label: str,
    links: Mapping[str, str],
) -> list[Card]:
    """Return the card of each indicator, latest year, among the peers.

    Parameters
    ----------
    store, catalog, territory, indicators
        What to show of whom.
    group : PeerGroup or None
        The peers; None for France, which has none.
    label : str
        Their name.
    links : mapping of str to str
        Address of the comparison page by indicator id; "" for none.
    """
    ids = [territory.id, *(group.ids if group else ())]
    found = panel(store, latest(store, indicators, territory.level), territory.level, ids)
    marks = circular_marks(catalog, list(indicators), territory, group)
    cards = [_card(store, catalog, territory, figures, group is not None, label, links) for figures in found]
    return [
        replace(card, chips=(*card.chips, circular_chip(marks[i.id], territory))) if i.id in marks else card
        for card, i in zip(cards, (figures.indicator for figures in found), strict=True)
    ]


def circular_chip(found: Circularity, territory: Territory) -> Chip:
    """Return the word of caution on an indicator that chose the peers it is compared with."""
    return Chip("circular", circular_mark(found), circular_sentence(found, territory.level))


def absent_sentences(cards: Sequence[Card]) -> list[str]:
    """Return, reason by reason, which indicators have no figure: one line in place of as many empty cards.

    Parameters
    ----------
    cards : sequence of Card
        Those of a theme; the known ones are passed over.
    """
    by_reason: dict[str, list[str]] = {}
    for card in cards:
        if not card.known:
            by_reason.setdefault(f"{card.figure}. {card.reading}", []).append(card.title)
    return [f"{SEMICOLON.join(titles)}\u202f: {reason}" for reason, titles in by_reason.items()]


def _card(
    store: Store,
    catalog: Catalog,
    territory: Territory,
    figures: Figures,
    with_peers: bool,
    label: str,
    links: Mapping[str, str],
) -> Card:
    """Return the card of one indicator: `figures` are the place's, then its peers'."""
    indicator, row = figures.indicator, figures.figure(0)
    result = compare_first(figures) if with_peers else None
    judged = judge_first(store, figures) if with_peers else NOTHING
    href = links.get(indicator.id, "")
    card = told_card(catalog, territory, indicator, figures.year, row, result, label, href, judged)
    if result is None or not result.peers_ranked:
        return card
    strip = _strip(territory, indicator, row, result, figures.value[1:][figures.counts[1:]], label)
    return replace(card, strip=replace(strip, margin=own_margin(judged)))


def told_card(
    catalog: Catalog,
    territory: Territory,
    indicator: Indicator,
    year: int,
    row: Figure,
    result: Comparison | None,
    label: str,
    href: str,
    judged: Judgement = NOTHING,
) -> Card:
    """Return the card of one indicator in words, without its drawing.

    Parameters
    ----------
    catalog, territory, indicator, year
        What is told of whom.
    row : Figure
        Its figure.
    result : Comparison or None
        With its peers; None without.
    label : str
        Their name.
    href : str
        Address of the comparison; "" for none.
    judged : Judgement
        Whether the gap to the peers is more than chance.
    """
    return Card(
        title=indicator.title,
        question=indicator.question,
        figure=value_text(indicator, row.value, row.status),
        year=period(indicator, year),
        known=row.status == "value",
        chips=_chips(indicator, row, year),
        reading=reading(indicator, territory, row, year),
        rank=standing(indicator, result, label, judged) if result else "",
        source=producers(catalog, indicator),
        href=href,
        own=row,
        comparison=result,
        judged=judged,
    )


def _strip(
    territory: Territory, indicator: Indicator, row: Figure, result: Comparison, peers: Floats, label: str
) -> Strip:
    has_value = row.status == "value"
    return Strip(
        place_name=short_label(territory),
        place=row.value if has_value and not row.implausible else None,
        place_text=value_text(indicator, row.value, row.status),
        peers=peers,
        reference=reference_of(indicator, result, label),
        unit=indicator.unit,
        decimals=indicator.decimals,
        fragile=row.fragile,
    )


def _chips(indicator: Indicator, row: Figure, year: int) -> tuple[Chip, ...]:
    """Return the words of caution that a figure needs."""
    chips = []
    if row.status != "value":
        chips.append(Chip("missing", STATES[row.status].label, why(row)))
    if row.implausible:
        chips.append(Chip("missing", STATES["implausible"].label, STATES["implausible"].explanation))
    if row.fragile:
        chips.append(Chip("fragile", STATES["fragile"].label, fragile_sentence(indicator)))
    if row.flagged:
        chips.append(Chip("provisional", REPEATED if row.repeated else ESTIMATED, remark(row)))
    if row.status == "value" and row.members_with_data < row.members:
        chips.append(Chip("provisional", PARTIAL, f"{rests_on(row)}."))
    for rupture in indicator.breaks:
        if row.status == "value" and rupture.year <= year:
            chips.append(Chip("partial", f"rupture de série en {rupture.year}", rupture.note))
    return tuple(chips)


def standouts_html(found: Sequence[Standout], label: str, links: Mapping[str, str]) -> Markup:
    """Return what stands out as a list of sentences: figure, year, rank, gap to the median; each leads to Comparer."""
    lines = []
    for item in found:
        told = standout_line(item, label)
        sentence = f"\u202f: {told.figure} ({told.period}). {told.standing}"
        lines.append((told.sign, links[item.indicator.id], item.indicator.title, sentence))
    return render("portrait/standouts", lines=lines)
