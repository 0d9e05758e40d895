"""What the legend of a map lists: classes, circles, states, the outlined place, how the classes were cut."""

from __future__ import annotations

from collections.abc import Sequence

from observatoire.views.french.groups import LEVEL_NOUNS
from observatoire.views.french.sentences import period
from observatoire.views.french.wording import number
from observatoire.views.html.tables import MapLegend, class_labels
from observatoire.views.maps.classes import class_footnote, doubtful_footnote, fragile_footnote
from observatoire.views.maps.model import LARGEST, MapModel

MOST_MORE = 3
"""Digits that the limits of a legend may have beyond those of the figures."""


def legend_of(model: MapModel, place_name: str) -> MapLegend:
    """Return what the legend lists: classes, counts, states met, the outlined place, how the classes were cut.

    `place_name` is empty when no place is outlined.
    """
    indicator = model.indicator
    unit = f" ({indicator.unit})" if indicator.unit else ""
    symbols = model.radii is not None
    decimals = bound_decimals(model.bounds, indicator.decimals)
    labels = class_labels(model.bounds, lambda x: number(x, decimals)) if model.bounds else ()
    cut = class_footnote(indicator, model.choice, model.reference) if model.bounds else ""
    fragile = fragile_footnote(symbols) if model.missing.get("fragile") and model.bounds else ""
    nouns = LEVEL_NOUNS[model.scope.level]
    doubtful = doubtful_footnote(model.doubtful, nouns[model.doubtful > 1]) if model.doubtful else ""
    return MapLegend(
        title=f"{indicator.title}{unit}, {period(indicator, model.year)}",
        labels=() if symbols else labels,
        counts=() if symbols else model.counts,
        palette=() if symbols else model.palette,
        missing=model.missing,
        noun=LEVEL_NOUNS[model.scope.level][1],
        place_name=place_name,
        circles=tuple(circle_sizes(model)) if symbols else (),
        footnote=" ".join(filter(None, [cut, fragile, doubtful])),
        circle_colour=model.symbol_colour,
        doubtful=model.doubtful,
    )


def bound_decimals(bounds: Sequence[float], decimals: int) -> int:
    """Return the digits that tell the limits of classes apart: those of the figures, and at most three more."""
    apart = len(set(bounds))
    for more in range(MOST_MORE):
        if len({number(bound, decimals + more) for bound in bounds}) == apart:
            return decimals + more
    return decimals + MOST_MORE


def circle_sizes(model: MapModel) -> list[tuple[float, str]]:
    """Return the circles of a legend: radius in pixels and value, for the largest value, its quarter, its 25th."""
    if not model.bounds or model.bounds[-1] <= 0:
        return []
    top = model.bounds[-1]
    sizes = dict.fromkeys(round(top * share) for share in (1, 1 / 4, 1 / 25))
    return [
        (LARGEST * (size / top) ** 0.5, number(size, 0 if size >= 1 else model.indicator.decimals))
        for size in sizes
        if size > 0
    ]
