"""What a map shows, before any drawing: its shapes' classes, figures and legend."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from observatoire.model.catalog import Indicator
from observatoire.model.store import STATUSES, Bools, Floats, Store
from observatoire.statistics.classes import classify
from observatoire.statistics.figures import Figures, figures
from observatoire.statistics.uncertainty.differences import near_median
from observatoire.views.french.sentences import caution, value_text
from observatoire.views.french.wording import CAUTIONS, agreed, quantity
from observatoire.views.maps.classes import (
    DOUBTFUL,
    ClassChoice,
    Mark,
    Muted,
    class_bounds,
    class_palette,
)
from observatoire.views.maps.file import joined
from observatoire.views.maps.geometry import Scope, scope_ids
from observatoire.views.style.tokens import MISSING, SECOND, MissingStyle, muted

LARGEST = 30.0
"""Radius in pixels of the largest circle of a map of counts."""


@dataclass(frozen=True)
class MapModel:
    """One indicator on the shapes of one map.

    Attributes
    ----------
    scope : Scope
    indicator : Indicator
    year : int
    choice : ClassChoice
        How the classes were asked for.
    ids : tuple of str
        Territories shown, in the order of the geometry.
    classes : tuple of int, Muted or str
        For each: the rank of its class; for a fragile value that of its class, muted, or `fragile` on a map without
        classes; `implausible`, or the state that stands for its value.
    bounds : tuple of float
        Ascending limits of the classes, one more than there are classes; empty without any value.
    counts : tuple of int
        How many solid values each class holds.
    palette : tuple of str
        Colour of each class: one hue, or two hues that part at a reference.
    reference : float
        That reference; NaN for one hue.
    radii : tuple of float or None
        For a count: radius in pixels of each territory's circle, whose surface follows the value.
    missing : dict of str to int
        How many territories are in each state other than a plain value (only those that occur).
    doubtful : int
        How many solid values of an end class are painted muted: chance alone could part them from the median.
    data : Figures
        Those of `ids`, in their order.
    symbol_colour : str
        Of the circles.
    beside : tuple of str
        For each territory, what must be read beside its value: the raw count of a smoothed rate. Empty where values
        are what was counted: they alone have ranks.
    derived : bool
        Whether the values are not those of the year, but of several together, or smoothed.
    """

    scope: Scope
    indicator: Indicator
    year: int
    choice: ClassChoice
    ids: tuple[str, ...]
    classes: tuple[Mark, ...]
    bounds: tuple[float, ...]
    counts: tuple[int, ...]
    palette: tuple[str, ...]
    reference: float
    radii: tuple[float, ...] | None
    missing: dict[str, int]
    doubtful: int
    data: Figures
    symbol_colour: str = SECOND
    beside: tuple[str, ...] = ()
    derived: bool = False

    @property
    def unit(self) -> str:
        """The unit that follows each figure; "" when `figures` have it: a noun, which agrees, or words after it."""
        unit = self.indicator.unit
        return unit if agreed(unit, 1) == unit and not self.beside else ""

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """For each territory: its figure in French without `unit`, empty when it has none."""
        decimals, signed = self.indicator.decimals, self.indicator.kind == "change"
        noun = "" if self.unit else self.indicator.unit
        rows = zip(self.data.value.tolist(), self.data.known.tolist(), strict=True)
        words = [quantity(value, noun, decimals, signed) if known else "" for value, known in rows]
        return tuple(word and word + self._after(at) for at, word in enumerate(words))

    def _after(self, at: int) -> str:
        return f" ({self.beside[at]})" if self.beside else ""

    def text_of(self, at: int) -> str:
        """Return the value in words, with its unit, of the territory at one place of `ids`; or its state."""
        figure = self.data.figure(at)
        text, odd = value_text(self.indicator, figure.value, figure.status), caution(figure)
        text += self._after(at) if figure.status == "value" else ""
        mark = self.classes[at]
        if isinstance(mark, Muted) and mark.doubtful:
            odd = DOUBTFUL
        return f"{text} ({odd})" if odd else text

    @property
    def mostly_fragile(self) -> bool:
        """Whether more than half of the territories have a fragile value."""
        return 2 * self.missing.get("fragile", 0) > len(self.ids)

    @property
    def looks(self) -> dict[Muted | str, MissingStyle]:
        """How each mark that is met and is no plain class is drawn, in the order of the legend."""
        met = set(self.classes)
        looks: dict[Muted | str, MissingStyle] = {}
        for doubtful in (False, True):
            looks.update((Muted(rank, doubtful), muted(colour)) for rank, colour in enumerate(self.palette))
        looks.update(MISSING)
        return {mark: look for mark, look in looks.items() if mark in met}

    @cached_property
    def tooltips(self) -> tuple[str, ...]:
        """For each territory, `text_of`."""
        return tuple(map(self.text_of, range(len(self.ids))))


def map_model(
    store: Store, indicator: Indicator, year: int, scope: Scope, choice: ClassChoice | None = None
) -> MapModel:
    """Classify an indicator on a map; fragile figures have a class too, but no say in where classes are cut.

    Parameters
    ----------
    store, indicator, year
        The edition, the indicator and its year.
    scope : Scope
        Which map.
    choice : ClassChoice, optional
        How its classes are cut; quantiles by default.

    Raises
    ------
    UnknownScopeError
        When this edition has no such territory.
    """
    choice = choice or ClassChoice()
    ids = scope_ids(store, scope)
    data = _data(store, indicator, year, scope, ids)
    together = data.counted
    if choice.years:
        together = np.concatenate([_data(store, indicator, each, scope, ids).counted for each in choice.years])
    return map_of(data, scope, choice, together, near_median(store, data, scope.level))


def map_of(data: Figures, scope: Scope, choice: ClassChoice, together: Floats, unsure: Bools | None = None) -> MapModel:
    """Classify figures on a map, whoever computed them.

    Parameters
    ----------
    data : Figures
        Of the territories of the map, in the order of its geometry.
    scope : Scope
        Which map.
    choice : ClassChoice
        How its classes are cut.
    together : ndarray of float
        Values on which they are cut: those shown that count, or those of several years.
    unsure : ndarray of bool, optional
        Which of them chance alone could part from the median; without it, none is known to be.
    """
    indicator, ids, shown = data.indicator, data.ids, data.counted
    bounds, reference = class_bounds(indicator, choice, together)
    ranks = classify(shown, bounds) if bounds.size else np.full(len(ids), -1)
    kinds, size = [*STATUSES[1:], *CAUTIONS], max(bounds.size - 1, 0)
    names: list[Mark] = [*range(size), *kinds, *map(Muted, range(size)), *(Muted(rank, True) for rank in range(size))]
    beside = np.where(data.implausible, kinds.index("implausible"), kinds.index("fragile"))
    states = np.where(data.known, beside, data.codes - 1)
    marks = np.where(ranks >= 0, ranks, size + states)
    held = np.bincount(marks, minlength=size + len(kinds))
    fragile = marks == size + kinds.index("fragile")
    symbols = indicator.map_scale == "symbols"
    doubtful = np.zeros(len(ids), dtype=bool)
    if bounds.size and not symbols:
        if unsure is not None and size > 2:
            doubtful = ((ranks == 0) | (ranks == size - 1)) & unsure
        painted = size + len(kinds) + classify(data.value, bounds)
        marks = np.where(fragile, painted, np.where(doubtful, painted + size, marks))
    return MapModel(
        scope=scope,
        indicator=indicator,
        year=data.year,
        choice=choice,
        ids=tuple(ids),
        classes=tuple(names[mark] for mark in marks.tolist()),
        bounds=tuple(float(b) for b in bounds),
        counts=tuple(int(c) for c in held[:size]),
        palette=class_palette(indicator, bounds, reference),
        reference=reference,
        radii=tuple(_radii(np.where(fragile, data.value, shown), bounds)) if symbols else None,
        missing={kind: int(count) for kind, count in zip(kinds, held[size:], strict=True) if count},
        doubtful=int(doubtful.sum()),
        data=data,
    )


def map_figures(store: Store, indicator: Indicator, year: int, scope: Scope) -> str:
    """Return the figures of a map as the browser reads them (`folium_map.Layer.figures_url`).

    Parameters
    ----------
    store, indicator, year
        The edition, the indicator and its year.
    scope : Scope
        Which map.

    Raises
    ------
    KeyError
        When the indicator has no such year.
    UnknownScopeError
        When this edition has no such territory.
    """
    return joined(map_model(store, indicator, year, scope).figures)


def _data(store: Store, indicator: Indicator, year: int, scope: Scope, ids: list[str]) -> Figures:
    whole = len(ids) == len(store.index(scope.level))
    return figures(store, indicator, scope.level, year, None if whole else ids)


def _radii(shown: Floats, bounds: Floats) -> list[float]:
    """Return a radius for each value: surfaces in proportion, the largest value at `LARGEST` pixels."""
    top = float(bounds[-1]) if bounds.size else float(np.nanmax(shown, initial=0.0))
    if top <= 0:
        return [0.0] * len(shown)
    return [float(r) for r in LARGEST * np.sqrt(np.nan_to_num(np.clip(shown, 0, None)) / top)]
