"""The result of each question, group by group, as it may be published."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from participation.model.questionnaire import Cell, Questionnaire
from participation.results.columns import UNKNOWN, Column, Submission, columns_of, places_of
from participation.results.following import Before, Following, following
from participation.results.groups import Cut, Group, Grouping, grouping
from participation.results.steps import FinestSteps, Steps, steps_of
from participation.results.taking_part import TakingPart, taking_part, weakest_told
from participation.statistics.cells import Bools, Floats, Frame
from participation.statistics.estimates import Estimate, average, borda
from participation.statistics.means import NumberResult, Numbers, number_results
from participation.statistics.protection.disclosure import Shown, States, Table, protect
from participation.statistics.protection.small_groups import small_groups
from participation.statistics.shares import shares
from participation.statistics.weights import Weighting, weigh

Estimates = list[list[Estimate | None]]
STEP = 5
"""Answers are told down to a multiple of it where their exact number would tell an answer to the question before."""


@dataclass(frozen=True)
class OptionResult:
    """What is told of one option in one group.

    Attributes
    ----------
    option : str
        Its id, or `UNKNOWN`.
    shown : Shown
        Whether it is told; all that follows is None where it is not.
    share : Estimate or None
        Of the collectivités that saw the question and answered it, « ne sait pas » included; of a ranking, those that
        give it one of the ranks on offer.
    of_those_who_know : Estimate or None
        The same without « ne sait pas »; None for « ne sait pas » itself, and where its number is withheld: the two
        shares together would tell it.
    of_inhabitants : Estimate or None
        Share of the inhabitants who live in such a collectivité; None for a group of several kinds, and of one size,
        where it says the same as `share`.
    points : Estimate or None
        Of a ranking: points of Borda, on average, of those who know; None as `of_those_who_know`.
    """

    option: str
    shown: Shown
    share: Estimate | None = None
    of_those_who_know: Estimate | None = None
    of_inhabitants: Estimate | None = None
    points: Estimate | None = None


@dataclass(frozen=True)
class GroupResult:
    """What is told of one question in one group.

    Attributes
    ----------
    group : Group
    withheld : bool
        Nothing is told: too few answers, or it would give such a group back.
    answers : int or None
        Who saw the question and answered it, « ne sait pas » included but for a number; None where withheld.
    rounded : bool
        `answers` is the multiple of `STEP` below, and shares are to be told to the whole percent.
    options : tuple of OptionResult
        Empty for a number.
    number : NumberResult or None
    weakest_told : bool
        How many answers its weakest cell has may be told.
    steps : FinestSteps
        How finely its figures are told.
    """

    group: Group
    withheld: bool
    answers: int | None
    rounded: bool
    options: tuple[OptionResult, ...]
    number: NumberResult | None
    weakest_told: bool
    steps: FinestSteps


@dataclass(frozen=True)
class QuestionResult:
    """The table of one question, or of one row of a grid."""

    cell: Cell
    groups: tuple[GroupResult, ...]


@dataclass(frozen=True)
class Results:
    """All that a campaign may tell.

    Attributes
    ----------
    questions : tuple of QuestionResult
    weighting : Weighting
    grouping : Grouping
    apart : int
        Organisations that answered and are in no weighted figure.
    took_part : TakingPart
        Who did, and what of it may be told.
    """

    questions: tuple[QuestionResult, ...]
    weighting: Weighting
    grouping: Grouping
    apart: int
    took_part: TakingPart


def results(
    form: Questionnaire, submissions: Sequence[Submission], frame: Frame, cuts: tuple[Cut, ...], least: int
) -> Results:
    """Return the tables of a campaign, protected together.

    Parameters
    ----------
    form : Questionnaire
        The frozen version.
    submissions : sequence of Submission
        Submitted answers; a draft or a withdrawn response is none.
    frame : Frame
        All collectivités that the campaign speaks of.
    cuts : tuple of str
        Declared groups.
    least : int
        The threshold that the campaign declared.

    Notes
    -----
    Questions do not choose apart what they withhold: two of them that all answered would give back together what each
    of them hides. So groups are first withheld from all alike, on who took part; each question then adds its own.

    How many answered a question that was asked only after a certain answer is how many gave that answer: such a
    question tells nothing of a group in which that answer is not told (`following`).
    """
    places, quintiles = places_of(submissions)
    inhabitants = np.array([one.inhabitants for one in submissions], dtype=float)
    weighting, groups = weigh(frame, places), grouping(frame, places, cuts, quintiles)
    took_part = taking_part(weighting, groups, least)
    columns: dict[Cell, Column] = {}
    states: dict[Cell, States] = {}
    before, told = Before(columns, states), []
    for column in columns_of(form, submissions):
        after = following(form, column, before, groups, took_part.silenced, least)
        steps = steps_of(column, weighting, groups, inhabitants)
        found = _shown(_table(column, groups), least, after.closed | np.isnan(steps.share))
        columns[column.cell], states[column.cell] = column, found
        told.append(_result(column, weighting, groups, took_part, found, after, steps, inhabitants, least))
    return Results(tuple(told), weighting, groups, int(np.isnan(weighting.weights).sum()), took_part)


def _table(column: Column, groups: Grouping) -> Table:
    base = groups.by_atom(column.base)
    counts = groups.by_atom(column.said) if column.options else base[:, None]
    sensitive, unknown = column.question.sensitive, column.unknown_told
    return Table(groups.of_atoms, base, counts, column.exclusive, sensitive, unknown, True, groups.parts)


def _shown(table: Table, least: int, withheld: Bools) -> States:
    if table.counts.shape[1] > 1:
        return protect(table, least, withheld=withheld)
    small = small_groups(table.groups, table.bases, least, withheld)
    return np.where(small, Shown.TOO_FEW, Shown.VALUE).astype(np.int8)[:, None]


@dataclass(frozen=True)
class _Readings:
    """The estimates of a question by group, then option."""

    share: Estimates
    of_those_who_know: Estimates
    of_inhabitants: Estimates


def _readings(
    column: Column, weighting: Weighting, groups: Grouping, told: Bools, steps: Steps, sizes: Floats
) -> _Readings:
    def of(base: Bools, which: Bools, each: Floats | None = None) -> Estimates:
        made: Estimates = [[]] * len(which)
        if column.options and which.any():
            found = shares(weighting, groups.of_atoms[which], groups.atom, column.said, base, each)
            for group, estimates in zip(np.flatnonzero(which), found, strict=True):
                made[group] = estimates
        return made

    inhabited = np.array([group.inhabited for group in groups.groups]) & ~np.isnan(steps.of_inhabitants)
    known = told & ~np.isnan(steps.of_those_who_know)
    return _Readings(of(column.base, told), of(column.answered, known), of(column.base, told & inhabited, sizes))


def _result(
    column: Column,
    weighting: Weighting,
    groups: Grouping,
    took_part: TakingPart,
    states: States,
    after: Following,
    steps: Steps,
    sizes: Floats,
    least: int,
) -> QuestionResult:
    withheld = (states == Shown.TOO_FEW).all(axis=1)
    weakest = weakest_told(column, groups, took_part, ~withheld & ~after.rounded, least)
    readings = _readings(column, weighting, groups, ~withheld, steps, sizes)
    numbers: list[NumberResult | None] = [None] * len(withheld)
    if not column.options:
        low, high = column.question.minimum, column.question.maximum
        bounds = -math.inf if low is None else low, math.inf if high is None else high
        asked = Numbers(column.numbers, column.answered, groups.atom, column.question.sensitive, bounds)
        numbers = number_results(asked, weighting, groups.of_atoms, ~withheld, steps.alike, least)
    points = borda(column.ranks, column.question.top) if column.question.kind == "rank" else None
    told = []
    for number, group in enumerate(groups.groups):
        if withheld[number]:
            told.append(GroupResult(group, True, None, False, (), None, False, steps.of(number)))
            continue
        inside = groups.of_answers[number]
        answers = int((inside & column.base).sum())
        if after.rounded[number]:
            answers = min(answers, int(after.most[number])) // STEP * STEP
        options = tuple(
            _option(option, Shown(states[number, at]), readings, (number, at), unknown=Shown(states[number, -1]))
            for at, option in enumerate(column.options)
        )
        if points is not None and states[number, -1] == Shown.VALUE and readings.of_those_who_know[number]:
            options = tuple(
                replace(one, points=average(weighting, points[:, at], inside & column.answered))
                if one.share is not None and one.option != UNKNOWN
                else one
                for at, one in enumerate(options)
            )
        told.append(
            GroupResult(
                group,
                False,
                answers,
                bool(after.rounded[number]),
                options,
                numbers[number],
                bool(weakest[number]),
                steps.of(number),
            )
        )
    return QuestionResult(column.cell, tuple(told))


def _option(option: str, shown: Shown, found: _Readings, at: tuple[int, int], *, unknown: Shown) -> OptionResult:
    if shown != Shown.VALUE:
        return OptionResult(option, shown)
    group, column = at
    knows = unknown == Shown.VALUE and found.of_those_who_know[group]
    return OptionResult(
        option,
        shown,
        found.share[group][column],
        found.of_those_who_know[group][column] if option != UNKNOWN and knows else None,
        found.of_inhabitants[group][column] if found.of_inhabitants[group] else None,
    )
