"""Classes of population and of density, within which territories are called of the same size."""

from __future__ import annotations

from bisect import bisect_right

COMMUNE_STRATA = (
    0, 500, 1_000, 2_000, 3_500, 5_000, 7_500, 10_000,
    15_000, 20_000, 35_000, 50_000, 75_000, 100_000, 200_000,
)  # fmt: skip
"""Lower bounds of the fifteen strata of the code général des collectivités territoriales (art. L2334-3)."""

EPCI_STRATA = (0, 15_000, 30_000, 50_000, 100_000, 250_000)
"""Lower bounds of our size classes of CC and CA: 15 000 is the legal minimum of an EPCI (art. L5210-1-1),
50 000 the threshold from which a conseil de développement is due (art. L5211-10-1)."""

SIZED_NATURES = ("CC", "CA")
"""Legal forms numerous enough to be split by size; CU and métropoles are compared as one category."""

DENSITY_BOUNDS = (0, 15, 50, 150, 300, 750, 1_500, 5_000)
"""Lower bounds of our density classes, in inhabitants per km²: 300 and 1 500 are the thresholds of Eurostat's urban
clusters and urban centres, here applied to the whole territory, not to a grid."""


def class_of(value: float, bounds: tuple[int, ...]) -> tuple[int, int | None]:
    """Return the class (lower bound included, upper excluded or None) that holds a population or a density."""
    position = bisect_right(bounds, value) - 1
    return bounds[position], bounds[position + 1] if position + 1 < len(bounds) else None
