"""What the portrait of a place says: its identity, and one card an indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory, territory_id
from observatoire.statistics.comparison import Comparison, compare, ranked_peers
from observatoire.statistics.indicators import Figure, figure_of, values, years
from observatoire.statistics.peers import PeerGroup
from observatoire.statistics.standout import Standout
from observatoire.views.cards import Card, Chip
from observatoire.views.frames import reference_of
from observatoire.views.grammar import at_place, display_name, short_label
from observatoire.views.peer_words import NATURES
from observatoire.views.sentences import fragile_sentence, period, reading, rests_on, source_line, standing, value_text
from observatoire.views.strips import Strip
from observatoire.views.wording import STATES, number, with_unit

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
        lines += [("Nature", nature[:1].upper() + nature[1:])]
        names = [_name(store, "departement", code) for code in territory.departements]
        lines.append(("Département" if len(names) == 1 else "Départements", ", ".join(names)))
    if territory.level in ("commune", "epci", "departement"):
        lines.append(("Région", _name(store, "region", territory.region)))
    if territory.level != "commune":
        lines.append(("Communes", number(territory.members)))
    lines.append(("Superficie", with_unit(number(territory.area_km2, 1), "km²")))
    code = {"commune": "Code Insee", "epci": "Siren"}.get(territory.level)
    return [*lines, (code, territory.code)] if code else lines


def _name(store: Store, level: str, code: str | None) -> str:
    return short_label(store.territory(territory_id(level, code))) if code else "–"  # type: ignore[arg-type]


def locator_html(territory: Territory, url: str) -> str:
    """Return the locator drawing, with a text for those who cannot see it."""
    alt = (
        f"Situation {at_place(territory)} sur la carte de France"
        if territory.level == "france"
        else (f"Situation sur la carte de France : {display_name(territory)}")
    )
    return f'<img class="otc-locator" src="{escape(url)}" alt="{escape(alt)}">'


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
    return [_card(store, catalog, territory, i, group, label, links.get(i.id, "")) for i in indicators]


def _card(
    store: Store,
    catalog: Catalog,
    territory: Territory,
    indicator: Indicator,
    group: PeerGroup | None,
    label: str,
    link: str,
) -> Card:
    year = years(store, indicator)[-1]
    frame = values(store, indicator, territory.level, year)
    row = figure_of(frame, territory.id)
    strip, rank = None, ""
    if group is not None:
        result = compare(frame, territory.id, group.ids)
        rank = standing(indicator, result, label)
        if result.peers_ranked:
            peers = ranked_peers(frame, group.ids).tolist()
            strip = _strip(territory, indicator, row, result, peers, label)
    period, _, source = source_line(catalog, indicator, year).partition(" · ")
    return Card(
        title=indicator.title,
        question=indicator.question,
        figure=value_text(indicator, row.value, row.status),
        year=period,
        known=row.status == "value",
        chips=_chips(indicator, row, year),
        strip=strip,
        reading=reading(indicator, territory, row, year),
        rank=rank,
        source=source,
        href=link,
    )


def _strip(
    territory: Territory, indicator: Indicator, row: Figure, result: Comparison, peers: list[float], label: str
) -> Strip:
    has_value = row.status == "value"
    return Strip(
        place_name=short_label(territory),
        place=row.value if has_value else None,
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
        words = STATES[row.status]
        chips.append(Chip("missing", words.label, words.explanation))
    if row.fragile:
        chips.append(Chip("fragile", STATES["fragile"].label, fragile_sentence(indicator)))
    if row.flagged:
        chips.append(Chip("provisional", "en partie estimé", "Une commune scindée, ou Mayotte figée à 2017."))
    if row.status == "value" and row.members_with_data < row.members:
        chips.append(Chip("provisional", PARTIAL, f"{rests_on(row)}."))
    for rupture in indicator.breaks:
        if row.status == "value" and rupture.year <= year:
            chips.append(Chip("partial", f"rupture de série en {rupture.year}", rupture.note))
    return tuple(chips)


def standouts_html(
    store: Store,
    territory: Territory,
    found: Sequence[Standout],
    group: PeerGroup,
    label: str,
    links: Mapping[str, str],
) -> str:
    """Return what stands out as a list of sentences: figure, year, rank, gap to the median; each leads to Comparer."""
    lines = []
    for item in found:
        frame = values(store, item.indicator, territory.level, item.year)
        row, result = figure_of(frame, territory.id), compare(frame, territory.id, group.ids)
        figure = value_text(item.indicator, row.value, row.status)
        sentence = f" : {figure} ({period(item.indicator, item.year)}). {standing(item.indicator, result, label)}"
        sign = "▲" if item.score > 0 else "▼"
        lines.append(
            f'<li><span class="otc-sign" aria-hidden="true">{sign}</span> '
            f'<a href="{escape(links[item.indicator.id])}" target="_self">{escape(item.indicator.title)}</a>'
            f"{escape(sentence)}</li>"
        )
    return f'<ul class="otc-standouts">{"".join(lines)}</ul>'
