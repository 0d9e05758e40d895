"""The tables of views on a few figures of many territories, a row a territory: two indicators, communes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from observatoire.exports.tables.columns import (
    BASE,
    PLACE,
    REASON,
    ROLE,
    STATE,
    caveats_of,
    caveats_of_all,
    circular_caveats,
    coverage_words,
    missing_words,
    peers_words,
    role_of,
    sources_of,
    territory_cells,
)
from observatoire.exports.tables.table import Column, Export
from observatoire.exports.tables.texts import figure_name, state_label
from observatoire.exports.tables.verdicts import difference_cells, difference_columns
from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import STATUSES, Store
from observatoire.model.territory import Territory
from observatoire.statistics.figures import Figures, panel
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.statistics.trace import member_measures, trace
from observatoire.statistics.uncertainty.differences import Difference
from observatoire.statistics.uncertainty.verdicts import judge
from observatoire.views.french.editions import edition_text
from observatoire.views.french.grammar import full_name
from observatoire.views.french.sentences import period, reasons, rests_on, typeset
from observatoire.views.french.trace import calculation
from observatoire.views.french.wording import SEMICOLON, plural


def scatter_export(
    store: Store,
    catalog: Catalog,
    asked: Sequence[tuple[Indicator, int]],
    place: Territory,
    picked: Sequence[str],
    group: PeerGroup,
    link: str = "",
) -> Export:
    """Return two indicators of a place, of those picked and of its peers.

    Parameters
    ----------
    store, catalog, place, group
        The edition, the catalogue, the place and its peers.
    asked : sequence of (Indicator, int)
        Both indicators, each with its year.
    picked : sequence of str
        Ids of the territories named on the chart.
    link : str
        Address of the view.
    """
    named = list(dict.fromkeys([place.id, *picked]))
    ids = [*named, *(peer for peer in group.ids if peer not in named)]
    found = panel(store, asked, place.level, ids)
    roles = [role_of(identifier, place.id, group, picked) for identifier in ids]
    table = {**territory_cells(store, ids), "role": roles, "compte": found[0].counts & found[1].counts}
    counted = Column("compte", "Compté", "flag", description="oui : deux chiffres connus, sur une base suffisante.")
    columns, told = [*PLACE, ROLE, counted], []
    for one in found:
        cells, described = _of_one(one)
        judged, verdict = _of_place(store, one, group)
        table |= cells | judged
        columns += [*described, *verdict]
        own = f"{full_name(place)} : {rests_on(one.figure(0))}. "
        status = pd.Series(cells[f"{figure_name(one.indicator, one.year)}_statut_code"])
        told.append(f"{one.indicator.title}. {coverage_words(status, pd.Series(one.fragile), own)}")
    both = [indicator for indicator, _ in asked]
    return Export(
        title=SEMICOLON.join(f"{indicator.title}, {period(indicator, year)}" for indicator, year in asked),
        territory=" ; ".join(full_name(store.territory(identifier)) for identifier in named),
        peers=peers_words(store, place, group),
        years=", ".join(dict.fromkeys(period(indicator, year) for indicator, year in asked)),
        unit=" ; ".join(f"{i.short_title} : {i.unit or i.unit_spoken}" for i in both),
        definition=" ".join(f"{i.title} : {i.description}" for i in both),
        coverage=" ".join(told),
        sources=sources_of(catalog, both),
        link=link,
        edition=edition_text(store),
        columns=tuple(columns),
        frame=pd.DataFrame(table),
        caveats=(*circular_caveats(catalog, both, place, group), *caveats_of_all(both)),
    )


def _of_one(one: Figures) -> tuple[dict[str, object], list[Column]]:
    """Return the columns of one indicator: its value, its state, what it rests on, all named after it."""
    indicator, name = one.indicator, figure_name(one.indicator, one.year)
    status = np.array(STATUSES, dtype=object)[one.codes]
    cells = {
        "statut": [state_label(s) for s in status], "statut_code": status, "motif": reasons(one),
        "fragile": one.fragile, "a_verifier": one.implausible,
        "numerateur": one.numerator, "denominateur": one.denominator, "communes": one.members,
        "communes_avec_donnee": one.members_with_data, "population_couverte_pct": np.round(one.covered, 3),
        "en_partie_estimee": one.flagged,
    }  # fmt: skip
    title = f"{indicator.title}, {period(indicator, one.year)}"
    unit = indicator.unit or indicator.unit_spoken
    columns = [
        Column(name, title, "number", indicator.decimals, unit, indicator.description),
        *(replace(c, name=f"{name}_{c.name}", label=f"{c.label} : {indicator.short_title}") for c in (*STATE, *BASE)),
    ]
    return {name: one.value} | {f"{name}_{end}": values for end, values in cells.items()}, columns


def _of_place(store: Store, one: Figures, group: PeerGroup) -> tuple[dict[str, object], tuple[Column, ...]]:
    """Return the columns that say whether the place, the first row, differs from its peers; other rows have none."""
    indicator, name = one.indicator, f"{figure_name(one.indicator, one.year)}_ecart"
    what = f"Écart aux pairs : {indicator.short_title}"
    columns = difference_columns(name, what, indicator.decimals, indicator.unit or indicator.unit_spoken)
    own = difference_cells(name, judge(store, one, str(one.ids[0]), group.ids))
    rows = [own, *[difference_cells(name, Difference(None))] * (len(one) - 1)]
    return {column.name: [row[column.name] for row in rows] for column in columns}, columns


def members_export(
    store: Store, catalog: Catalog, indicator: Indicator, place: Territory, year: int, link: str = ""
) -> Export:
    """Return the communes behind a figure: each measure that enters it, and its state.

    Parameters
    ----------
    store, catalog
        The edition and the catalogue.
    indicator, place, year
        The figure.
    link : str
        Address of the view.
    """
    members, found = member_measures(store, indicator, place, year), trace(store, indicator, place, year)
    ids = [str(identifier) for identifier in members.index]
    table, columns = territory_cells(store, ids), list(PLACE)
    measured = [column for column in members.columns if f"{column}__statut" in members.columns]
    missing = 0
    for column in measured:
        measure, at = column.rsplit("__", 1)
        entry, status = catalog.measures[measure], members[f"{column}__statut"].astype(str)
        name = f"{measure}_{at}"
        table[name] = members[column].to_numpy()
        table[f"{name}_statut"] = [state_label(s) for s in status]
        table[f"{name}_motif"] = [typeset(told) for told in members[f"{column}__motif"]]
        citation = catalog.sources[entry.source].citation
        columns += [
            Column(name, f"{entry.label}, {at}", "number", 1, entry.unit, f"Source : {citation}."),
            Column(f"{name}_statut", f"Statut : {entry.label}, {at}"),
            Column(f"{name}_motif", f"Motif : {entry.label}, {at}", description=REASON.description),
        ]
        missing += int((status != "value").sum())
    communes, cells = plural(len(ids), "commune", "communes"), len(ids) * len(measured)
    return Export(
        title=f"{indicator.title}, {period(indicator, year)}\u202f: les communes qui composent ce chiffre",
        territory=full_name(place),
        peers="",
        years=period(indicator, year),
        unit="celle de chaque mesure, dans l’en-tête de sa colonne",
        definition=indicator.description,
        coverage=f"{communes} ; {missing_words(missing, cells)} Le chiffre repose sur {rests_on(found.figure)}.",
        sources=sources_of(catalog, [indicator]),
        link=link,
        edition=edition_text(store),
        columns=tuple(columns),
        frame=pd.DataFrame(table),
        caveats=(f"Calcul : {calculation(indicator, year, found)}", *caveats_of(indicator)),
    )
