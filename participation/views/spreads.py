"""A number of a group on its line: the middle half, the median, the mean and its range."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from observatoire.views.french.numerals import number, quantity
from participation.model.questionnaire import Question
from participation.views.precision import mean_digits

SHARE: Final = (0.0, 100.0)
"""The line of a share, the same for all groups."""


@dataclass(frozen=True)
class Mean:
    """A mean and its range, in hundredths of the line."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Spread:
    """A number in one group, drawn on a line: positions in hundredths of its width, None where it is not told.

    Attributes
    ----------
    middle : tuple of float or None
        First quartile, median, third one.
    mean : Mean or None
        The mean and its range.
    mine : float or None
        The number of who reads.
    ends : tuple of str
        What both ends of the line stand for.
    own_scale : bool
        Whether the line is drawn for this group alone.
    cells : tuple of str
        Of the table: mean, range, quartiles, effective answers; "" for what is not told.
    """

    middle: tuple[float, float, float] | None
    mean: Mean | None
    mine: float | None
    ends: tuple[str, str]
    own_scale: bool
    cells: tuple[str, ...]


def bounded(question: Question, group: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a group whose mean has no range beyond the numbers that the question takes."""
    mean = group.get("mean")
    if mean is None or mean["low"] is None:
        return group
    least = -math.inf if question.minimum is None else question.minimum
    most = math.inf if question.maximum is None else question.maximum
    return {**group, "mean": {**mean, "low": max(mean["low"], least), "high": min(mean["high"], most)}}


def line_of(question: Question, group: Mapping[str, Any], mine: float | None) -> tuple[float, float]:
    """Return both ends of the line on which a number of a group is drawn: a share is drawn from 0 to 100.

    Parameters
    ----------
    question : Question
    group : mapping
        Of the publication.
    mine : float or None
        The number of who reads, which the line reaches.
    """
    if question.unit == "%" and (question.minimum, question.maximum) == SHARE:
        return SHARE
    told = [0.0] if mine is None else [0.0, mine]
    told += group.get("quartiles") or ()
    mean = group.get("mean")
    told += _reach(mean) if mean else ()
    return min(told), max(told) if max(told) > min(told) else min(told) + 1.0


def _reach(mean: Mapping[str, Any]) -> tuple[float, float]:
    """Return the range of a mean; that of an open poll, which has none, is the mean itself."""
    ends = [mean["value"] if mean[end] is None else mean[end] for end in ("low", "high")]
    return ends[0], ends[1]


def spread_of(
    question: Question, group: Mapping[str, Any], line: tuple[float, float], mine: float | None
) -> Spread | None:
    """Return how a number of a group is drawn; None where nothing of it is told.

    Parameters
    ----------
    question : Question
    group : mapping
        Of the publication.
    line : tuple of float
        Both ends of the line.
    mine : float or None
        The number of who reads.
    """
    quartiles, mean = group["quartiles"], group["mean"]
    if quartiles is None and mean is None:
        return None
    low, high = line

    def at(value: float) -> float:
        return round(100 * (min(max(value, low), high) - low) / (high - low), 1)

    def told(value: float, decimals: int = question.decimals) -> str:
        return quantity(value, question.unit, decimals)

    cells = ["", "", "", "", "", ""]
    if mean is not None:
        fine = mean_digits(mean, question.decimals)
        cells[0] = told(mean["value"], fine)
        if mean["low"] is not None:
            cells[1] = f"de {told(mean['low'], fine)} à {told(mean['high'], fine)}"
            cells[5] = number(mean["effective"])
    if quartiles is not None:
        cells[2:5] = [told(value) for value in quartiles]
    return Spread(
        None if quartiles is None else (at(quartiles[0]), at(quartiles[1]), at(quartiles[2])),
        None if mean is None else Mean(at(mean["value"]), *(at(end) for end in _reach(mean))),
        None if mine is None else at(mine),
        (told(low), told(high)),
        line != SHARE,
        tuple(cells),
    )
