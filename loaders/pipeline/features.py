"""The features by which territories are found alike: indicators' figures, and what populations and places say."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
import pandas as pd

from loaders.pipeline.manifest import add_table
from observatoire.model.catalog import Catalog, load_catalog
from observatoire.model.contracts import FEATURE_LEVELS, table_violations
from observatoire.model.features import SHRUNK, Feature
from observatoire.model.store import Floats, Store
from observatoire.model.territory import Level
from observatoire.statistics.figures import figures
from observatoire.statistics.peers.sphere import EARTH_RADIUS_KM, on_the_sphere, squared_chords

TABLE = "features"
SIGNIFICANT_DIGITS = 5
OVERSEAS = "97"


def write_features(prepared: Path) -> list[str]:
    """Compute the features of a prepared edition, write their table and its line of the manifest.

    Parameters
    ----------
    prepared : Path
        Holds every other table.

    Returns
    -------
    list of str
        One sentence.
    """
    table = features_table(Store(prepared), load_catalog())
    return add_table(TABLE, table, prepared, table_violations(TABLE, table))


def features_table(store: Store, catalog: Catalog) -> pd.DataFrame:
    """Compute every feature of the catalogue for every territory of the levels that have neighbours.

    Parameters
    ----------
    store : Store
    catalog : Catalog

    Returns
    -------
    DataFrame
        `id`, one column a feature (NaN: none), then `<feature>__shrunk` for those that lend their communes inhabitants
        of their EPCI. Rows ordered by level, then code. Five significant digits, and all those before the point.
    """
    raw = {level: _of_level(store, catalog, level) for level in FEATURE_LEVELS}
    frames = [
        frame.join(_shrunk(store, catalog, level, frame, raw["epci"]).add_suffix(SHRUNK))
        for level, frame in raw.items()
    ]
    table = pd.concat(frames).apply(_rounded)
    return table.rename_axis("id").reset_index().astype({"id": "str"})


def _of_level(store: Store, catalog: Catalog, level: Level) -> pd.DataFrame:
    """Return the figures as published, indexed by id."""
    columns = {}
    for feature in catalog.features.values():
        if level not in feature.levels:
            columns[feature.id] = np.full(len(store.level(level)), np.nan)
        elif feature.indicator is not None:
            columns[feature.id] = figures(store, catalog.indicator(feature.indicator), level, feature.year).value
        else:
            columns[feature.id] = _computed(store, feature, level)
    return pd.DataFrame(columns, index=store.level(level).index)


def _shrunk(store: Store, catalog: Catalog, level: Level, raw: pd.DataFrame, epci: pd.DataFrame) -> pd.DataFrame:
    """Return (base x figure + lent x figure of the EPCI) / (base + lent) for communes, the figure itself above them."""
    columns = {}
    parents = store.membership("epci")
    for feature in catalog.features.values():
        if not feature.shrink or feature.indicator is None:
            continue
        own = raw[feature.id].to_numpy()
        if level == "commune":
            base = figures(store, catalog.indicator(feature.indicator), level, feature.year).denominator
            theirs = np.where(parents >= 0, epci[feature.id].to_numpy()[parents], np.nan)
            # Outside any EPCI, or in one without a figure, a commune keeps its own.
            theirs = np.where(np.isnan(theirs), own, theirs)
            own = (base * own + feature.shrink * theirs) / (base + feature.shrink)
        columns[feature.id] = own
    return pd.DataFrame(columns, index=raw.index)


def _rounded(column: pd.Series) -> pd.Series:
    """Keep what says something: the file is smaller, and no processor's last bit shows in it."""
    exact = 10 ** (SIGNIFICANT_DIGITS - 1)
    return column.map(
        lambda value: float(round(value)) if abs(value) >= exact else float(f"{value:.{SIGNIFICANT_DIGITS}g}")
    ).astype("float64")


def _computed(store: Store, feature: Feature, level: Level) -> Floats:
    """Return a feature that populations and places give (`Feature.computed`), by territory of a level."""
    if feature.computed == "potentiel":
        return _as_inhabitants_have_it(store, _potential(store, cast(float, feature.radius)), level)
    if feature.computed == "eloignement":
        return _as_inhabitants_have_it(store, _remoteness(store, cast(float, feature.town)), level)
    if feature.computed == "poids":
        return _largest_share(store, level)
    return np.asarray(store.level(level)["departement"].str.startswith(OVERSEAS), dtype=np.float64)


def _potential(store: Store, radius: float) -> Floats:
    """Return, by commune, the population within a radius of its point, its own included."""
    communes = store.level("commune")
    lon, lat = (communes[axis].to_numpy(dtype=np.float64) for axis in ("lon", "lat"))
    return population_within(lon, lat, store.reference_population, radius)


def _remoteness(store: Store, town: float) -> Floats:
    """Return, by commune, the kilometres to the nearest commune of so many inhabitants: 0 for such a town."""
    communes = store.level("commune")
    points = on_the_sphere(*(communes[axis].to_numpy(dtype=np.float64) for axis in ("lon", "lat")))
    nearest = np.full(len(points), np.inf)
    for position in np.flatnonzero(store.reference_population >= town):
        nearest = np.minimum(nearest, squared_chords(points, points[position]))
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(nearest) / 2), dtype=np.float64)


def _largest_share(store: Store, level: Level) -> Floats:
    """Return the share (0-100) of a territory's population that lives in its largest commune."""
    population, parents = store.reference_population, store.membership(level)
    inside, size = parents >= 0, len(store.level(level))
    largest = np.zeros(size)
    np.maximum.at(largest, parents[inside], population[inside])
    return 100 * largest / np.bincount(parents[inside], weights=population[inside], minlength=size)


def _as_inhabitants_have_it(store: Store, of_communes: Floats, level: Level) -> Floats:
    """Return a figure of communes, or its mean weighted by population over the communes of each territory."""
    if level == "commune":
        return of_communes
    population, parents = store.reference_population, store.membership(level)
    inside, size = parents >= 0, len(store.level(level))
    weighted = np.bincount(parents[inside], weights=(population * of_communes)[inside], minlength=size)
    return weighted / np.bincount(parents[inside], weights=population[inside], minlength=size)


def population_within(lon: Floats, lat: Floats, population: Floats, radius: float) -> Floats:
    """Return, for each point, the population of the points within a great-circle distance, its own included.

    Parameters
    ----------
    lon, lat : ndarray of float, shape (points,)
        Degrees, WGS84.
    population : ndarray of float, shape (points,)
    radius : float
        Kilometres.

    Returns
    -------
    ndarray of float, shape (points,)
    """
    order = np.argsort(lat, kind="stable")
    points, people, north = on_the_sphere(lon, lat)[order], population[order], lat[order]
    reach = np.degrees(radius / EARTH_RADIUS_KM)
    first = np.searchsorted(north, north - reach - 1e-9, side="left")
    last = np.searchsorted(north, north + reach + 1e-9, side="right")
    found = np.empty(len(order))
    limit = (2 * np.sin(radius / EARTH_RADIUS_KM / 2)) ** 2
    for position, commune in enumerate(order):
        band = slice(first[position], last[position])
        found[commune] = people[band][squared_chords(points[band], points[position]) <= limit].sum()
    return found
