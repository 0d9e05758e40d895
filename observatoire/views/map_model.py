"""What a map shows, before any drawing: its shapes' classes, tooltips and legend, and the maps on offer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from observatoire.model.catalog import Indicator
from observatoire.model.store import STATUSES, Floats, Store
from observatoire.model.territory import Territory, territory_id
from observatoire.statistics.classes import breaks_around, classify, quantile_breaks
from observatoire.statistics.indicators import values
from observatoire.views.geometry import Scope, scope_ids
from observatoire.views.grammar import of_place, short_label
from observatoire.views.html_tables import MapLegend, class_labels
from observatoire.views.peer_words import LEVEL_NOUNS
from observatoire.views.sentences import value_text
from observatoire.views.style import DIVERGING, SEQUENTIAL, SURFACE
from observatoire.views.wording import STATES, number

LARGEST = 30.0
"""Radius in pixels of the largest circle of a map of counts."""


@dataclass(frozen=True)
class MapModel:
    """One indicator on the shapes of one map.

    Attributes
    ----------
    scope : Scope
    ids : tuple of str
        Territories shown, in the order of the geometry.
    classes : tuple of int or str
        For each: the rank of its class, `fragile`, or the state that stands for its value.
    tooltips : tuple of str
        For each: its value in words.
    bounds : tuple of float
        Ascending limits of the classes, one more than there are classes; empty without any value.
    counts : tuple of int
        How many territories each class holds.
    palette : tuple of str
        Colour of each class: one hue, or for a change two hues that part at zero.
    radii : tuple of float or None
        For a count: radius in pixels of each territory's circle, whose surface follows the value.
    missing : dict of str to int
        How many territories are in each state other than a plain value (only those that occur).
    frame : DataFrame
        The rows of `indicators.values` for `ids`.
    """

    scope: Scope
    ids: tuple[str, ...]
    classes: tuple[int | str, ...]
    tooltips: tuple[str, ...]
    bounds: tuple[float, ...]
    counts: tuple[int, ...]
    palette: tuple[str, ...]
    radii: tuple[float, ...] | None
    missing: dict[str, int]
    frame: pd.DataFrame


def map_model(store: Store, indicator: Indicator, year: int, scope: Scope, classes: int = 5) -> MapModel:
    """Classify an indicator on a map: quantiles of the territories shown, fragile ones left out.

    Raises
    ------
    UnknownScopeError
        When this release has no such territory.
    """
    ids = scope_ids(store, scope)
    frame = values(store, indicator, scope.level, year).loc[ids]
    plain = ((frame["status"] == "value") & ~frame["fragile"]).to_numpy()
    shown = np.where(plain, frame["value"].to_numpy(dtype=np.float64), np.nan)
    symbols = indicator.map_scale == "symbols"
    if symbols:
        # One class for all: the circles say the value, a colour would say it of the surface.
        bounds = quantile_breaks(shown, 1)
    elif indicator.map_scale == "diverging":
        bounds = breaks_around(shown, 0.0)
    else:
        bounds = quantile_breaks(shown, classes)
    ranks = classify(shown, bounds) if bounds.size else np.full(len(ids), -1)
    states = np.where(frame["status"] == "value", "fragile", frame["status"].astype(str))
    marks: list[int | str] = [int(r) if r >= 0 else str(s) for r, s in zip(ranks, states, strict=True)]
    counts = np.bincount(ranks[ranks >= 0], minlength=max(bounds.size - 1, 0))
    kinds = [*STATUSES[1:], "fragile"]
    missing = {kind: marks.count(kind) for kind in kinds if kind in marks}
    return MapModel(
        scope=scope,
        ids=tuple(ids),
        classes=tuple(marks),
        tooltips=tuple(_tooltips(indicator, frame)),
        bounds=tuple(float(b) for b in bounds),
        counts=tuple(int(c) for c in counts),
        palette=_palette(indicator, bounds),
        radii=tuple(_radii(shown)) if symbols else None,
        missing=missing,
        frame=frame,
    )


def _radii(shown: Floats) -> list[float]:
    """Return a radius for each value: surfaces in proportion, the largest value at `LARGEST` pixels."""
    top = float(np.nanmax(shown)) if np.isfinite(shown).any() else 0.0
    if top <= 0:
        return [0.0] * len(shown)
    return [float(r) for r in LARGEST * np.sqrt(np.nan_to_num(np.clip(shown, 0, None)) / top)]


def _palette(indicator: Indicator, bounds: Floats) -> tuple[str, ...]:
    """Return a colour for each class; around zero, the palest of each hue lies next to it."""
    size = max(bounds.size - 1, 0)
    if indicator.map_scale == "symbols":
        return (SURFACE,) * size
    if indicator.map_scale != "diverging":
        return SEQUENTIAL[max(size, 3)][:size]
    below = int((bounds[:-1] < 0).sum())
    return DIVERGING[4][2 - below : 2] + DIVERGING[4][2 : 2 + size - below]


def _tooltips(indicator: Indicator, frame: pd.DataFrame) -> list[str]:
    texts = []
    for value, status, fragile in zip(frame["value"], frame["status"], frame["fragile"], strict=True):
        text = value_text(indicator, value, str(status))
        texts.append(f"{text} ({STATES['fragile'].label})" if fragile else text)
    return texts


def offered_scopes(territory: Territory) -> list[Scope]:
    """Return the maps that make sense for a territory; the first is the one a page opens with."""
    near: dict[str, list[tuple[str, str, str | None]]] = {
        "commune": [("commune", "epci", territory.epci), ("commune", "departement", territory.departement)],
        "epci": [
            ("commune", "epci", territory.code),
            ("epci", "departement", territory.departement),
            ("epci", "region", territory.region),
            ("commune", "departement", territory.departement),
        ],
        "departement": [
            ("commune", "departement", territory.code),
            ("epci", "departement", territory.code),
            ("departement", "france", ""),
        ],
        "region": [("epci", "region", territory.code), ("departement", "france", "")],
        "france": [("departement", "france", "")],
    }
    wanted = [*near[territory.level], ("epci", "france", "")]
    return [Scope(level, within, code) for level, within, code in wanted if code is not None]  # type: ignore[arg-type]


def scope_label(store: Store, scope: Scope) -> str:
    """Name a map: "Communes de la Charente", "EPCI de France"."""
    noun = LEVEL_NOUNS[scope.level][1]
    plural_noun = noun[:1].upper() + noun[1:]
    if scope.nationwide:
        return f"{plural_noun} de France"
    holder = store.territory(territory_id(scope.within, scope.code))
    # An EPCI's name in full does not fit the menu.
    return f"{plural_noun} {f'de l’EPCI {short_label(holder)}' if scope.within == 'epci' else of_place(holder)}"


def shape_of(scope: Scope, ids: tuple[str, ...], territory: Territory) -> int | None:
    """Return the rank of the shape that is, or holds, a territory; None when it is not on the map."""
    holder = territory.id
    if territory.level == "commune" and scope.level == "epci" and territory.epci:
        holder = territory_id("epci", territory.epci)
    elif territory.level in ("commune", "epci") and scope.level == "departement" and territory.departement:
        holder = territory_id("departement", territory.departement)
    return ids.index(holder) if holder in ids else None


def legend_of(indicator: Indicator, model: MapModel, year: int, place_name: str) -> MapLegend:
    """Return what the legend lists: classes, counts, states met, the outlined place."""
    unit = f" ({indicator.unit})" if indicator.unit else ""
    if model.radii is not None:
        return MapLegend(
            title=f"{indicator.title}{unit}, {year}",
            labels=(),
            counts=(),
            palette=(),
            missing=model.missing,
            noun=LEVEL_NOUNS[model.scope.level][1],
            place_name=place_name,
            circles=tuple(circle_sizes(model, indicator)),
        )
    return MapLegend(
        title=f"{indicator.title}{unit}, {year}",
        labels=class_labels(model.bounds, lambda x: number(x, indicator.decimals)) if model.bounds else (),
        counts=model.counts,
        palette=model.palette,
        missing=model.missing,
        noun=LEVEL_NOUNS[model.scope.level][1],
        place_name=place_name,
    )


def circle_sizes(model: MapModel, indicator: Indicator) -> list[tuple[float, str]]:
    """Return the circles of a legend: radius in pixels and value, for the largest value, its quarter, its 25th."""
    if not model.bounds or model.bounds[-1] <= 0:
        return []
    top = model.bounds[-1]
    sizes = dict.fromkeys(round(top * share) for share in (1, 1 / 4, 1 / 25))
    return [
        (LARGEST * (size / top) ** 0.5, number(size, 0 if size >= 1 else indicator.decimals))
        for size in sizes
        if size > 0
    ]


def map_sentence(indicator: Indicator, model: MapModel, year: int, label: str) -> str:
    """Say what a map shows: range, number of territories, those without a plain value."""
    noun = LEVEL_NOUNS[model.scope.level][1]
    if not model.bounds:
        return f"Aucune valeur à colorer sur cette carte ({label}, {year})."
    low, high = value_text(indicator, model.bounds[0]), value_text(indicator, model.bounds[-1])
    colours = (
        "La surface de chaque cercle suit la valeur."
        if model.radii is not None
        else "Deux couleurs se séparent à zéro : l’une pour les baisses, l’autre pour les hausses ; plus elle est "
        "foncée, plus l’évolution est forte."
        if indicator.map_scale == "diverging"
        else "Chaque couleur rassemble à peu près le même nombre de territoires ; plus elle est foncée, plus la "
        "valeur est élevée."
    )
    sentence = f"{label}, {year} : de {low} à {high} pour {number(sum(model.counts))} {noun}. {colours}"
    others = [f"{number(count)} {STATES[kind].label}" for kind, count in model.missing.items()]
    return f"{sentence} Sans couleur : {', '.join(others)}." if others else sentence
