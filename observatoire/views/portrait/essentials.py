"""The six figures that open a portrait: the place, how it moves, its peers, its département, France."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.comparison import compare_first
from observatoire.statistics.enclosing import enclosing_figures
from observatoire.statistics.figures import Figure, latest, panel
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.statistics.uncertainty.verdicts import judge_first
from observatoire.views.evolution.trend import trend_text
from observatoire.views.french.grammar import short_label
from observatoire.views.french.sentences import caution, period, producers, remark, value_text, why
from observatoire.views.french.verdicts import CLOSE
from observatoire.views.html.rendering import render

ESSENTIALS = (
    "population",
    "part_65_ans_plus",
    "part_moins_20_ans",
    "part_logements_vacants",
    "part_residences_secondaires",
    "revenu_imposable_par_habitant",
)
"""What most people ask first of a place, in this order."""

AROUND = ("departement", "region", "france")


@dataclass(frozen=True)
class Essential:
    """One of the figures that open a portrait, in words.

    Attributes
    ----------
    indicator : Indicator
    figure, year : str
        "34,1 %", "2021"; the state where there is no value.
    caution : str
        "ordre de grandeur"; the reason of a missing value, or of an estimated one; "" for a plain one.
    trend : str
        "+2,4 pt depuis 2016"; "" where no change can be said.
    references : tuple of (str, str)
        Whose figure, and the figure: the median of the peers, the département, France; of a count, whose size says
        nothing beside a wider territory's, the median alone.
    """

    indicator: Indicator
    figure: str
    year: str
    caution: str
    trend: str
    references: tuple[tuple[str, str], ...]


def essentials(store: Store, catalog: Catalog, place: Territory, group: PeerGroup | None) -> list[Essential]:
    """Return the figures that open the portrait of a place.

    Parameters
    ----------
    store, catalog, place
        The edition, the catalogue and the place.
    group : PeerGroup or None
        Its peers; None for France, which has none.
    """
    indicators = [catalog.indicators[name] for name in ESSENTIALS if name in catalog.indicators]
    ids = [place.id, *(group.ids if group else ())]
    found = panel(store, latest(store, indicators, place.level), place.level, ids)
    rows = []
    for of_all in found:
        indicator, own = of_all.indicator, of_all.figure(0)
        references = []
        if group is not None and (compared := compare_first(of_all)).peers_ranked:
            said = f" ({CLOSE})" if judge_first(store, of_all).verdict == "noise" else ""
            references.append(("Pairs (médiane)", value_text(indicator, compared.median) + said))
        for around, figure in _around(store, indicator, of_all.year, place) if indicator.kind != "count" else ():
            references.append((short_label(around), value_text(indicator, figure.value, figure.status)))
        rows.append(
            Essential(
                indicator=indicator,
                figure=value_text(indicator, own.value, own.status),
                year=period(indicator, of_all.year),
                caution=(caution(own) or remark(own)) if own.status == "value" else why(own),
                trend=trend_text(store, indicator, place),
                references=tuple(references),
            )
        )
    return rows


def _around(store: Store, indicator: Indicator, year: int, place: Territory) -> list[tuple[Territory, Figure]]:
    """Return the département (its région for a département) and France, with their figures."""
    found = [pair for pair in enclosing_figures(store, indicator, year, place) if pair[0].level in AROUND]
    return [*found[:1], *found[-1:]] if len(found) > 1 else found


def essentials_html(catalog: Catalog, rows: list[Essential], links: Mapping[str, str]) -> Markup:
    """Return the figures that open a portrait as HTML; each leads to its comparison.

    Parameters
    ----------
    catalog : Catalog
    rows : list of Essential
    links : mapping of str to str
        Address of the comparison by indicator id; "" for none.
    """
    sources = "\u202f; ".join(dict.fromkeys(producers(catalog, row.indicator) for row in rows))
    return render("portrait/essentials", rows=rows, links=links, sources=sources)
