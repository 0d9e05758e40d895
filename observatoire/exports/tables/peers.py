"""The table of the peers of a place, with the figures by which they were found alike."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from observatoire.exports.tables.columns import (
    PLACE,
    ROLE,
    missing_words,
    peers_words,
    sources_of,
    states_in_words,
    territory_cells,
)
from observatoire.exports.tables.table import Column, Export
from observatoire.model.catalog import Catalog, Source
from observatoire.model.features import Feature
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import PeerGroup, similar
from observatoire.statistics.peers.nearness import Remoteness
from observatoire.statistics.peers.neighbours import Neighbours
from observatoire.statistics.peers.resemblance import FeatureFigures, feature_figures, usual_gaps
from observatoire.views.french.editions import edition_text
from observatoire.views.french.grammar import full_name, of_place, short_label
from observatoire.views.french.wording import STATES
from observatoire.views.peers.neighbour_words import feature_period, proximity, remarks, settings, verdict
from observatoire.views.peers.tables import figure_texts, reason_words

_POPULATION = "pop_mun"
_STATE_BESIDE = "« valeur », suivie d’« ordre de grandeur » si elle ne compte pas, ou pourquoi il n’y en a pas."
_REMOTENESS = (
    Column("structure", "Distance de structure", "number", 2, "", "La même, sans ce que l’éloignement y ajoute."),
    Column("kilometres", "Distance sur la carte", "number", 1, "km", "À vol d’oiseau, entre un point de chacun."),
    Column("meme_departement", "Même département", description="Celui où vit la plus grande part de la population."),
    Column("part_eloignement_pct", "Part de l’éloignement", "number", 0, "%", "Dans le carré de la distance."),
)


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
    found = similar(store, catalog, place, group.request)
    places = store.places(ids)
    table = territory_cells(store, ids) | {
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
            *(_REMOTENESS if group.method == "similaires_proches" else ()),
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
        coverage=missing_words(missing, len(ids) * len(figures)) if figures else "",
        sources=feature_sources(catalog, list(figures)),
        link=link,
        edition=edition_text(store),
        columns=tuple(columns),
        frame=pd.DataFrame(table),
        caveats=tuple(words for words in (settings(catalog, group.request), *said) if words),
    )


def feature_sources(catalog: Catalog, features: Sequence[str]) -> tuple[Source, ...]:
    """Return the sources of features, each once; populations, from which some are computed, come first."""
    asked = [catalog.features[name].indicator for name in features]
    known = sources_of(catalog, [catalog.indicator(name) for name in asked if name is not None])
    population = catalog.sources[catalog.measures[_POPULATION].source]
    return population, *(source for source in known if source.id != population.id)


def _closeness(found: Neighbours, reasons: Sequence[tuple[str, str]]) -> dict[str, object]:
    """Return the columns that say how close each neighbour is and why; the place’s own cells are empty."""
    structures = [peer.structure for peer in found.neighbours]
    return {
        "distance": [math.nan, *(peer.distance for peer in found.neighbours)],
        **_lying([peer.remoteness for peer in found.neighbours], structures),
        "proximite": ["", *(proximity(peer, found.enough) for peer in found.neighbours)],
        "ressemble_par": ["", *(near for near, _ in reasons)],
        "se_distingue_par": ["", *(far for _, far in reasons)],
    }


def _lying(remote: Sequence[Remoteness | None], structures: Sequence[float]) -> dict[str, object]:
    """Return the columns on where neighbours near and alike lie; none for others."""
    known = [lying for lying in remote if lying is not None]
    if not known:
        return {}
    return {
        "structure": [math.nan, *structures],
        "kilometres": [math.nan, *(lying.kilometres for lying in known)],
        "meme_departement": ["", *("oui" if lying.same_departement else "non" for lying in known)],
        "part_eloignement_pct": [math.nan, *(100 * lying.share for lying in known)],
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
