"""The tables that pages and the command line let people take away, built from the store and the catalogue."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from observatoire.exports.tables.changes import with_change
from observatoire.exports.tables.columns import (
    BASE,
    PLACE,
    ROLE,
    STATE,
    WHEN,
    caveats_of,
    circular_caveats,
    coverage_words,
    figures_frame,
    member_caveats,
    peers_words,
    role_of,
)
from observatoire.exports.tables.landmarks import LANDMARK_NOTE, landmark_frame
from observatoire.exports.tables.table import Column, Export
from observatoire.exports.tables.texts import state_label
from observatoire.exports.tables.verdicts import (
    VERDICT_NOTE,
    value_cells,
    value_columns,
    verdict_cells,
    verdict_columns,
)
from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Level, Territory
from observatoire.statistics.comparison import figures_beside, ranked
from observatoire.statistics.components import years
from observatoire.statistics.figures import figures
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.statistics.series import band, series, yearly
from observatoire.statistics.uncertainty.verdicts import judge
from observatoire.views.french.circularity import compared_in_series
from observatoire.views.french.editions import edition_text
from observatoire.views.french.grammar import display_name, full_name
from observatoire.views.french.groups import LEVEL_NOUNS
from observatoire.views.french.sentences import period, reason, rests_on
from observatoire.views.french.wording import plural
from observatoire.views.html.series import series_frames

RANKS = (
    Column("rang", "Rang", "integer", description="1 = valeur la plus élevée du territoire et de ses pairs."),
    Column("rang_sur", "Rang sur", "integer", description="Combien de territoires ont un rang."),
)


def _value_column(indicator: Indicator) -> Column:
    return Column("valeur", "Valeur", "number", indicator.decimals, indicator.unit, indicator.title)


def indicator_export(
    store: Store,
    catalog: Catalog,
    indicator: Indicator,
    level: Level,
    year: int,
    ids: Sequence[str] | None = None,
    *,
    territory: Territory | None = None,
    group: PeerGroup | None = None,
    link: str = "",
) -> Export:
    """Return one indicator of one year: a row a territory.

    Parameters
    ----------
    store, catalog, indicator, level, year
        What to export; `year` is one of `indicators.years(...)`.
    ids : sequence of str, optional
        Only these territories, in this order; all of the level without it.
    territory, group : optional
        Whom the view is about, and its peers: they are named in the footnotes, the rank among them (ties share the
        best one; empty when missing or fragile) is a column, and the landmarks of the view are the last rows.
    link : str
        Address of the view.
    """
    asked = figures(store, indicator, level, year, ids)
    table = figures_frame(store, asked)
    told = coverage_words(table["statut_code"], table["fragile"], _own(store, indicator, year, territory))
    ranks: tuple[Column, ...] = ()
    notes = [
        *member_caveats(store, [(indicator, year)], [territory] if territory else []),
        *circular_caveats(catalog, [indicator], territory, group),
        *caveats_of(indicator),
    ]
    if territory is not None and group is not None:
        compared = [territory.id, *group.ids]
        of_all = figures_beside(store, indicator, level, year, compared)
        named, _, ranks_of = ranked(of_all, compared)
        known = dict(zip(named, ranks_of.tolist(), strict=True))
        table["rang"] = [known.get(identifier, np.nan) for identifier in table["identifiant"]]
        table["rang_sur"] = table["rang"].where(table["rang"].isna(), len(known))
        judged = judge(store, of_all, territory.id, group.ids)
        own = table["identifiant"] == territory.id
        for name, cell in verdict_cells(judged).items():
            table[name] = pd.Series(
                [cell if here else type(cell)() if isinstance(cell, str) else np.nan for here in own]
            )
        table["role"] = [role_of(identifier, territory.id, group) for identifier in table["identifiant"]]
        table = pd.concat([table, landmark_frame(store, indicator, year, territory, group)], ignore_index=True)
        ranks = (*RANKS, *verdict_columns(indicator.decimals, indicator.unit), ROLE)
        notes = [LANDMARK_NOTE, VERDICT_NOTE, *notes]
    else:
        table["marge_valeur"], table["verdict_mediane"] = value_cells(store, asked, level)
        ranks = value_columns(indicator.decimals, indicator.unit)
    columns = (
        *PLACE,
        Column("indicateur", "Indicateur", description=indicator.title),
        *WHEN,
        _value_column(indicator),
        *STATE,
        *ranks,
        *BASE,
    )
    return Export(
        title=f"{indicator.title}, {period(indicator, year)}",
        territory=full_name(territory) if territory else all_of(level, len(table)),
        peers=peers_words(store, territory, group),
        years=period(indicator, year),
        unit=indicator.unit or indicator.unit_spoken,
        definition=indicator.description,
        coverage=told,
        sources=tuple(catalog.sources_of(indicator)),
        link=link,
        edition=edition_text(store),
        columns=columns,
        frame=table[[column.name for column in columns]],
        caveats=tuple(notes),
    )


def all_of(level: Level, count: int) -> str:
    return f"{plural(count, LEVEL_NOUNS[level][0], LEVEL_NOUNS[level][1])} de France"


def _own(store: Store, indicator: Indicator, year: int, territory: Territory | None) -> str:
    if territory is None:
        return ""
    row = figures(store, indicator, territory.level, year, [territory.id]).figure(0)
    return f"{full_name(territory)} : {rests_on(row)}. "


def series_export(
    store: Store,
    catalog: Catalog,
    indicator: Indicator,
    places: Sequence[Territory],
    group: PeerGroup | None,
    *,
    based: bool = False,
    link: str = "",
) -> Export:
    """Return the values of some places over the years, beside the median of the peers: a row a place and year.

    Parameters
    ----------
    store, catalog, indicator
        The edition, the catalogue and the indicator.
    places : sequence of Territory
        The place first; all of one level.
    group : PeerGroup or None
        Its peers; None leaves the median out.
    based : bool
        Add each place's index, base 100 in its first year (empty when it cannot be followed).
    link : str, optional
        Address that shows it again.
    """
    level, known = places[0].level, years(store, indicator)
    rows = [
        (place.id, place.code, display_name(place), indicator.id, year, period(indicator, year), row.value,
         state_label(row.status), row.status,
         reason(indicator, row), row.fragile, row.implausible, row.flagged)
        for at, place in enumerate(places)
        for year, of_year in zip(known, yearly(store, indicator, level, [p.id for p in places]), strict=True)
        for row in [of_year.figure(at)]
    ]  # fmt: skip
    names = [
        *(
            "identifiant",
            "code",
            "nom",
            "indicateur",
            "annee",
            "periode",
            "valeur",
            "statut",
            "statut_code",
            "motif",
            "fragile",
        ),
        *("a_verifier", "en_partie_estimee"),
    ]
    table = pd.DataFrame(rows, columns=names)
    columns = [
        *PLACE,
        Column("indicateur", "Indicateur", description=indicator.title),
        *WHEN,
        _value_column(indicator),
        *STATE,
        BASE[-1],
    ]
    if group is not None and group.ids:
        medians = band(series(yearly(store, indicator, level, group.ids), group.ids))["median"]
        table["mediane_des_pairs"] = table["annee"].map(medians).astype(np.float64)
        columns.append(Column("mediane_des_pairs", "Médiane des pairs", "number", indicator.decimals, indicator.unit))
    if based:
        lines, _ = series_frames(store, indicator, places, [], based=True)
        index = lines.set_index(["id", "year"])["value"]
        table["indice_base_100"] = index.reindex(pd.MultiIndex.from_frame(table[["identifiant", "annee"]])).to_numpy()
        columns.append(Column("indice_base_100", f"Indice, base 100 en {known[0]}", "number", 1))
    table, described = with_change(store, indicator, places, table)
    columns += described
    span = period(indicator, known[0]) if len(known) == 1 else f"{known[0]}-{known[-1]}"
    return Export(
        title=f"{indicator.title}, {span}",
        territory=" ; ".join(full_name(place) for place in places),
        peers=peers_words(store, places[0], group),
        years=", ".join(period(indicator, year) for year in known),
        unit=indicator.unit or indicator.unit_spoken,
        definition=indicator.description,
        coverage=coverage_words(table["statut_code"], table["fragile"], _own(store, indicator, known[-1], places[0])),
        sources=tuple(catalog.sources_of(indicator)),
        link=link,
        edition=edition_text(store),
        columns=tuple(columns),
        frame=table,
        caveats=(*_circular_in_series(catalog, indicator, places[0], group, based), *caveats_of(indicator)),
    )


def _circular_in_series(
    catalog: Catalog, indicator: Indicator, place: Territory, group: PeerGroup | None, based: bool
) -> tuple[str, ...]:
    """Return what to say of a series beside that of peers chosen by it, for the values and for the index."""
    values, index = (compared_in_series(catalog, indicator, based=mode) for mode in (False, True))
    return circular_caveats(catalog, [*values, *(index if based else [])], place, group)
