"""What a fiche says of a territory, gathered from the store and the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from observatoire.exports.fiche.record import Fiche, FicheLine, FicheStandout, FicheTheme
from observatoire.model.catalog import Catalog, Indicator, Theme
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.comparison import Comparison
from observatoire.statistics.components import latest_year
from observatoire.statistics.enclosing import member_figures
from observatoire.statistics.figures import figures
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.statistics.standout import standing_out
from observatoire.statistics.uncertainty.judgement import Judgement
from observatoire.views.french.composing import member_values_sentence
from observatoire.views.french.editions import edition_text
from observatoire.views.french.grammar import full_name, short_label
from observatoire.views.french.groups import group_explanation, group_label, option_label, what_it_is
from observatoire.views.french.landmarks import rank_text
from observatoire.views.french.standouts import standing_out_sentence, standout_line
from observatoire.views.french.verdicts import rank_cell, rank_range_text
from observatoire.views.french.wording import STATES, number, quantity
from observatoire.views.maps.locator import locator_svg
from observatoire.views.portrait.cards import PARTIAL, cards, identity

ESSENTIAL: Final = ("demographie", "logement", "territoire")
"""Themes of a fiche whose reader chose none: those with which the portrait opens."""
MOST_LINES: Final = 36
"""Indicators of all themes together, less one a theme for its heading: more would need a fifth page."""
MOST_NAMES: Final = 40
"""Peers named; beyond, those nearest in population."""
POPULATION: Final = "population"


class UnknownThemeError(ValueError):
    """The catalogue has no such theme; its name is the message."""


def fiche_of(
    store: Store,
    catalog: Catalog,
    territory: Territory,
    group: PeerGroup | None,
    themes: Sequence[str] = ESSENTIAL,
    link: str = "",
) -> Fiche:
    """Gather all that the fiche of a territory says, latest year of each indicator.

    Parameters
    ----------
    store, catalog, territory
        What to show of whom.
    group : PeerGroup or None
        Its peers; None for France, or to compare with nobody.
    themes : sequence of str
        Ids of themes, in the order to show; lines are shared between them, `MOST_LINES` in all.
    link : str
        Address that the QR code opens: http(s), or "" for none.

    Raises
    ------
    UnknownThemeError
        When a theme is not in the catalogue.
    ValueError
        When the link is not an http(s) address.
    """
    if link and not link.startswith(("https://", "http://")):
        raise ValueError(f"not an address of a site: {link[:40]!r}")
    label = group_label(store, group) if group else ""
    blocks = _blocks(store, catalog, territory, group, label, themes)
    lines = [line for block in blocks for line in block.lines]
    found, footnote = _standing_out(store, catalog, territory, group, label)
    names, left_out = _named(store, territory, group.ids if group else ())
    used = dict.fromkeys(s.id for line in lines for s in catalog.sources_of(catalog.indicator(line.indicator)))
    return Fiche(
        id=territory.id,
        name=full_name(territory),
        short_name=short_label(territory),
        what=what_it_is(store, territory),
        identity=tuple(_identity(store, catalog, territory)),
        members=_members(store, territory),
        locator=locator_svg(store, territory),
        locator_alt=f"Carte\u202f: où se trouve le territoire «\u00a0{short_label(territory)}\u00a0»",
        standouts=found,
        standouts_footnote=footnote,
        themes=blocks,
        peers_label=label,
        peers_explanation=group_explanation(store, territory, group) if group else "",
        peers=names,
        peers_left_out=left_out,
        key=(*_key(lines), *_of_members(store, catalog, territory, lines)),
        sources=tuple(catalog.sources[i] for i in used),
        link=link,
        edition=edition_text(store),
    )


def _identity(store: Store, catalog: Catalog, territory: Territory) -> list[tuple[str, str]]:
    """Return the identity of the portrait, its name (the title) replaced by its population."""
    indicator = catalog.indicator(POPULATION)
    year = latest_year(store, indicator, territory.level)
    row = figures(store, indicator, territory.level, year, [territory.id]).figure(0)
    people = quantity(row.value, "habitants") if row.status == "value" else STATES[row.status].label
    when = f"{year}, reprise d’une autre année" if row.repeated else str(year)
    lines = [line for line in identity(store, territory) if line[0] != "Nom"]
    return [(f"Population municipale ({when})", people), *lines]


def _members(store: Store, territory: Territory) -> tuple[str, ...]:
    if territory.level != "epci":
        return ()
    names = store.index("commune")[store.members(territory.id)]
    return tuple(sorted((short_label(store.territory(str(i))) for i in names), key=str.casefold))


def _of_members(
    store: Store, catalog: Catalog, territory: Territory, lines: Sequence[FicheLine]
) -> list[tuple[str, str]]:
    """Return what the members of a composed place have, indicator by indicator, where it has no figure of its own."""
    told = []
    for line in lines:
        indicator, own = catalog.indicator(line.indicator), line.card.own
        if not territory.composed or own is None or own.status == "value":
            continue
        year = latest_year(store, indicator, territory.level)
        said = member_values_sentence(indicator, year, member_figures(store, indicator, year, territory))
        if said:
            told.append((indicator.title, said))
    return told


def _named(store: Store, territory: Territory, ids: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """Return the names of the peers, at most `MOST_NAMES`: then those nearest in population."""
    people = store.places(ids)["population"]
    nearest = (people - territory.population).abs().sort_values(kind="stable").index[:MOST_NAMES]
    kept = set(nearest)
    places = [store.territory(i) for i in ids if i in kept]
    names = [option_label(place) if territory.level == "commune" else short_label(place) for place in places]
    return tuple(sorted(names, key=str.casefold)), len(ids) - len(names)


def _blocks(
    store: Store, catalog: Catalog, territory: Territory, group: PeerGroup | None, label: str, themes: Sequence[str]
) -> tuple[FicheTheme, ...]:
    chosen = [_theme(catalog, name) for name in dict.fromkeys(themes)]
    asked = [[i for i in catalog.of_theme(theme.id) if territory.level in i.levels] for theme in chosen]
    shares = shared_out([len(indicators) for indicators in asked], MOST_LINES - len(asked))
    return tuple(
        FicheTheme(
            theme.title,
            theme.description,
            tuple(_lines(store, catalog, territory, indicators[:share], group, label)),
            len(indicators) - share,
        )
        for theme, indicators, share in zip(chosen, asked, shares, strict=True)
        if indicators
    )


def _theme(catalog: Catalog, name: str) -> Theme:
    if name not in catalog.themes:
        raise UnknownThemeError(name)
    return catalog.themes[name]


def shared_out(wanted: Sequence[int], most: int) -> list[int]:
    """Share lines between blocks: each gets what it wants or an equal part of what the others leave.

    Examples
    --------
    >>> shared_out([12, 3, 22], 20)
    [9, 3, 8]
    """
    shares = [0] * len(wanted)
    left = most
    while left and any(share < want for share, want in zip(shares, wanted, strict=True)):
        for position, want in enumerate(wanted):
            if shares[position] < want and left:
                shares[position] += 1
                left -= 1
    return shares


def _lines(
    store: Store,
    catalog: Catalog,
    territory: Territory,
    indicators: Sequence[Indicator],
    group: PeerGroup | None,
    label: str,
) -> list[FicheLine]:
    lines = []
    for indicator, card in zip(indicators, cards(store, catalog, territory, indicators, group, label, {}), strict=True):
        own = card.own
        figure = _bare(indicator, own.value) if own is not None and own.status == "value" else card.figure
        median, rank, among = _landmarks(indicator, card.comparison, card.judged)
        lines.append(FicheLine(indicator.id, card, figure, indicator.unit, median, rank, among))
    return lines


def _bare(indicator: Indicator, value: float) -> str:
    return number(value, indicator.decimals, signed=indicator.kind == "change")


def _landmarks(indicator: Indicator, result: Comparison | None, judged: Judgement) -> tuple[str, str, str]:
    """Return median, rank (or the ranks between which the place lies) and number ranked."""
    if result is None or not result.peers_ranked:
        return "–", "–", ""
    median = _bare(indicator, result.median)
    if result.status != "value":
        return median, "–", ""
    if result.rank is None:
        return median, "non classé", ""
    if rank_range_text(judged, result.n):
        return median, rank_cell(judged, result.n, "").partition(" sur ")[0], f"sur {number(result.n)}"
    rank, among = rank_text(result.rank, result.n, result.ties).split(" ", maxsplit=1)
    return median, rank, among


def _standing_out(
    store: Store, catalog: Catalog, territory: Territory, group: PeerGroup | None, label: str
) -> tuple[tuple[FicheStandout, ...], str]:
    """Return what stands out, and the sentence that says how it was found, or why nothing was."""
    if group is None:
        return (), ""
    stands = standing_out(store, catalog, territory, group)
    found = []
    for item in stands.found:
        told = standout_line(item, label)
        title = f"{item.indicator.title} ({told.period})"
        found.append(FicheStandout(told.sign, title, told.figure, told.standing))
    return tuple(found), standing_out_sentence(stands)


def _key(lines: Sequence[FicheLine]) -> tuple[tuple[str, str], ...]:
    """Return the states and words of caution met in the lines, each with its explanation."""
    met = {(chip.text, chip.title): chip.kind for line in lines for chip in line.card.chips}
    words = {text for text, _ in met}
    states = [(state.label, state.explanation) for state in STATES.values() if state.label in words]
    cautions = [told for told, kind in met.items() if kind not in ("missing", "fragile") and told[0] != PARTIAL]
    return (*states, *sorted(cautions))
