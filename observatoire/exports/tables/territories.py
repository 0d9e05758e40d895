"""The tables of views on a few figures of many territories, a row a territory: two indicators, peers, communes."""

from __future__ import annotations

import math
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
    peers_words,
    role_of,
    sources_of,
    states_in_words,
)
from observatoire.exports.tables.table import Column, Export
from observatoire.exports.tables.texts import figure_name, state_label
from observatoire.model.catalog import Catalog, Indicator, Source
from observatoire.model.features import Feature
from observatoire.model.store import STATUSES, Store
from observatoire.model.territory import Territory
from observatoire.statistics.figures import Figures, panel
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.statistics.peers.neighbours import Neighbours
from observatoire.statistics.peers.resemblance import FeatureFigures, feature_figures, usual_gaps
from observatoire.statistics.trace import member_measures, trace
from observatoire.views.french.editions import edition_text
from observatoire.views.french.grammar import full_name, of_place, short_label
from observatoire.views.french.sentences import period, reasons, rests_on, typeset
from observatoire.views.french.trace import calculation
from observatoire.views.french.wording import SEMICOLON, STATES, number, plural
from observatoire.views.peers.neighbour_words import feature_period, proximity, remarks, settings, verdict
from observatoire.views.peers.reasons import neighbours_of
from observatoire.views.peers.tables import figure_texts, reason_words

_POPULATION = "pop_mun"
_STATE_BESIDE = "« valeur », suivie d’« ordre de grandeur » si elle ne compte pas, ou pourquoi il n’y en a pas."


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
    table = {**_who(store, ids), "role": roles, "compte": found[0].counts & found[1].counts}
    counted = Column("compte", "Compté", "flag", description="oui : deux chiffres connus, sur une base suffisante.")
    columns, told = [*PLACE, ROLE, counted], []
    for one in found:
        cells, described = _of_one(one)
        table |= cells
        columns += described
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


def _who(store: Store, ids: Sequence[str]) -> dict[str, object]:
    places = store.places(ids)
    return {"identifiant": list(ids), "code": places["code"].to_numpy(), "nom": places["name"].to_numpy()}


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


def peers_export(store: Store, catalog: Catalog, place: Territory, group: PeerGroup, link: str = "") -> Export:
    """Return a place and its peers, with the figures by which places are found alike.

    Of statistical neighbours, also the distance, what brings each one close, what sets it apart, and on each feature
    the scaled difference that the chart draws.

    Parameters
    ----------
    store, catalog, place
        The edition, the catalogue and the place.
    group : PeerGroup
    link : str
        Address of the view.
    """
    ids = [place.id, *group.ids]
    figures = feature_figures(store, catalog, ids)
    found = neighbours_of(store, catalog, place, group.request)
    places = store.places(ids)
    table = _who(store, ids) | {
        "role": ["territoire", *["pair"] * len(group.ids)],
        "departement": places["departement"].fillna("").to_numpy(),
        "population": places["population"].to_numpy(),
    }
    columns = [
        *PLACE,
        ROLE,
        Column("departement", "Département", description="Code."),
        Column("population", "Population", "integer", 0, "hab.", "Population municipale."),
    ]
    if found is not None:
        usual, texts = usual_gaps(store, catalog, place), figure_texts(catalog, figures)
        table |= _closeness(found, reason_words(catalog, found, usual, figures, texts))
        columns += [
            Column("distance", "Distance", "number", 2, "", "0 : identique ; 1 : un écart type sur chaque critère."),
            Column("proximite", "Proximité"),
            Column("ressemble_par", f"Ressemble à {short_label(place)} par"),
            Column("se_distingue_par", "S’en distingue par", description="Ce pair contre le territoire."),
        ]
    for name, one in figures.items():
        cells, described = _of_feature(catalog, catalog.features[name], one, found)
        table |= cells
        columns += described
    known = {feature_period(catalog, catalog.features[name]) for name in figures} | {str(store.years(_POPULATION)[-1])}
    missing = sum(status != "value" for one in figures.values() for status in one.statuses)
    said = [verdict(place, found), *remarks(store, catalog, place, found)] if found else []
    return Export(
        title=f"Les pairs {of_place(place, apart=True)}" + (", et pourquoi eux" if found else ""),
        territory=full_name(place),
        peers=peers_words(store, place, group),
        years=", ".join(sorted(known)),
        unit="celle de chaque critère, dans l’en-tête de sa colonne" if figures else "",
        definition="Une ligne par territoire, le premier puis ses pairs."
        + (
            " Pour chaque critère de ressemblance, son chiffre (à cinq chiffres significatifs, comme la recherche "
            "l’emploie) et son statut" + (", puis l’écart qui entre dans la distance." if found else ".")
            if figures
            else ""
        ),
        coverage=_missing_words(missing, len(ids) * len(figures)) if figures else "",
        sources=feature_sources(catalog, list(figures)),
        link=link,
        edition=edition_text(store),
        columns=tuple(columns),
        frame=pd.DataFrame(table),
        caveats=tuple(words for words in (settings(catalog, group.request), *said) if words),
    )


def _missing_words(missing: int, cells: int) -> str:
    return f"{plural(missing, 'case', 'cases')} sans valeur sur {number(cells)} : le statut dit pourquoi."


def feature_sources(catalog: Catalog, features: Sequence[str]) -> tuple[Source, ...]:
    """Return the sources of features, each once; populations, from which some are computed, come first."""
    asked = [catalog.features[name].indicator for name in features]
    known = sources_of(catalog, [catalog.indicator(name) for name in asked if name is not None])
    population = catalog.sources[catalog.measures[_POPULATION].source]
    return population, *(source for source in known if source.id != population.id)


def _closeness(found: Neighbours, reasons: Sequence[tuple[str, str]]) -> dict[str, object]:
    """Return the columns that say how close each neighbour is and why; the place’s own cells are empty."""
    distances = [peer.distance for peer in found.neighbours]
    return {
        "distance": [math.nan, *distances],
        "proximite": ["", *(proximity(distance, found.enough) for distance in distances)],
        "ressemble_par": ["", *(near for near, _ in reasons)],
        "se_distingue_par": ["", *(far for _, far in reasons)],
    }


def _of_feature(
    catalog: Catalog, feature: Feature, figures: FeatureFigures, found: Neighbours | None
) -> tuple[dict[str, object], list[Column]]:
    """Return the columns of one feature: figure, state and, of statistical neighbours, scaled difference."""
    name = f"{feature.id}_{feature_period(catalog, feature).replace('-', '_')}"
    indicator = catalog.indicator(feature.indicator) if feature.indicator is not None else None
    unit, decimals = feature.unit or "", feature.decimals or 0
    if indicator is not None:
        unit, decimals = indicator.unit or indicator.unit_spoken, indicator.decimals
    told = feature.reason
    if feature.computed == "outre_mer":
        told = f"1 : oui, 0 : non. {told}"
    elif indicator is not None:
        told += f" Source : {' ; '.join(source.citation for source in catalog.sources_of(indicator))}."
    aside = [
        STATES["fragile"].label if status == "value" and not counts else ""
        for status, counts in zip(figures.statuses, figures.counts.tolist(), strict=True)
    ]
    table: dict[str, object] = {name: figures.amounts, f"{name}_statut": states_in_words(figures.statuses, aside)}
    columns = [
        Column(name, f"{feature.title}, {feature_period(catalog, feature)}", "number", decimals, unit, told),
        Column(f"{name}_statut", f"Statut : {feature.short_title}", description=_STATE_BESIDE),
    ]
    if found is not None:
        gaps = [peer.differences.get(feature.id, math.nan) for peer in found.neighbours]
        table[f"{name}_ecart"] = [math.nan, *gaps]
        what = "Écart réduit au territoire, en écarts types : positif, ce pair a plus ; vide, le critère ne compte pas."
        columns.append(Column(f"{name}_ecart", f"Écart : {feature.short_title}", "number", 2, description=what))
    return table, columns


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
    table, columns = _who(store, ids), list(PLACE)
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
        coverage=f"{communes} ; {_missing_words(missing, cells)} Le chiffre repose sur {rests_on(found.figure)}.",
        sources=sources_of(catalog, [indicator]),
        link=link,
        edition=edition_text(store),
        columns=tuple(columns),
        frame=pd.DataFrame(table),
        caveats=(f"Calcul : {calculation(indicator, year, found)}", *caveats_of(indicator)),
    )
