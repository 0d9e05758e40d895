"""The result of each question, group by group, as it may be published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from participation.model.conditions import Is, leaves
from participation.model.questionnaire import Cell, Questionnaire
from participation.results.columns import UNKNOWN, Column, Submission, columns_of, places_of
from participation.results.groups import Cut, Group, Grouping, grouping
from participation.statistics.cells import Bools, Floats, Frame
from participation.statistics.disclosure import Shown, States, Table, protect
from participation.statistics.estimates import Estimate, average, borda, quantiles
from participation.statistics.shares import shares
from participation.statistics.small_groups import small_groups
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
        The same without « ne sait pas »; None for « ne sait pas » itself.
    of_inhabitants : Estimate or None
        Share of the inhabitants who live in such a collectivité; None for a group of several kinds.
    points : Estimate or None
        Of a ranking: points of Borda, on average.
    """

    option: str
    shown: Shown
    share: Estimate | None = None
    of_those_who_know: Estimate | None = None
    of_inhabitants: Estimate | None = None
    points: Estimate | None = None


@dataclass(frozen=True)
class NumberResult:
    """What is told of a number in one group.

    Attributes
    ----------
    quartiles : tuple of float or None
        First, median, third; None where fewer than twice the threshold answered, since they are somebody's number.
    mean : Estimate or None
    """

    quartiles: tuple[float, ...] | None
    mean: Estimate | None


@dataclass(frozen=True)
class GroupResult:
    """What is told of one question in one group.

    Attributes
    ----------
    group : Group
    withheld : bool
        Nothing is told: too few answers, or it would give such a group back.
    answers : int or None
        Who saw the question and answered it; None where withheld.
    rounded : bool
        `answers` is the multiple of `STEP` below, and shares are to be told to the whole percent.
    options : tuple of OptionResult
        Empty for a number.
    number : NumberResult or None
    """

    group: Group
    withheld: bool
    answers: int | None
    rounded: bool
    options: tuple[OptionResult, ...]
    number: NumberResult | None


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
    """

    questions: tuple[QuestionResult, ...]
    weighting: Weighting
    grouping: Grouping
    apart: int


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
    How many answered a question that was asked only after a certain answer is how many gave that answer: such a
    question tells nothing of a group in which that answer is not told, and its bases are rounded in a group in which
    nearly all gave it.
    """
    places, quintiles = places_of(submissions)
    inhabitants = np.array([one.inhabitants for one in submissions], dtype=float)
    weighting, groups = weigh(frame, places), grouping(frame, places, cuts, quintiles)
    states: dict[Cell, States] = {}
    told = []
    for column in columns_of(form, submissions):
        closed, rounded = _after(form, column, states, len(groups.groups))
        table = _table(column, groups)
        found = protect(table, least) if column.options else _numbers_shown(table, least)
        found[closed] = Shown.TOO_FEW
        states[column.cell] = found
        told.append(_result(column, weighting, groups, found, rounded, inhabitants, least))
    return Results(tuple(told), weighting, groups, int(np.isnan(weighting.weights).sum()))


def _table(column: Column, groups: Grouping) -> Table:
    base = groups.by_atom(column.base)
    counts = groups.by_atom(column.said) if column.options else base[:, None]
    return Table(groups.of_atoms, base, counts, column.exclusive, column.question.sensitive)


def _numbers_shown(table: Table, least: int) -> States:
    withheld = small_groups(table.groups, table.bases, least)
    return np.where(withheld, Shown.TOO_FEW, Shown.VALUE).astype(np.int8)[:, None]


def _after(form: Questionnaire, column: Column, states: dict[Cell, States], groups: int) -> tuple[Bools, Bools]:
    """Tell in which groups a question must be withheld, or rounded, for what its base says of those before it."""
    closed, rounded = np.zeros(groups, dtype=bool), np.zeros(groups, dtype=bool)
    for cell, option in _led_by(form, column):
        before = states.get(cell)
        if before is None:
            continue
        told = before[:, option]
        closed |= (told != Shown.VALUE) & (told != Shown.NEARLY_ALL)
        rounded |= told == Shown.NEARLY_ALL
    return closed, rounded & ~closed


def _led_by(form: Questionnaire, column: Column) -> Iterator[tuple[Cell, int]]:
    """Give the options that lead to a question: place, and number of the option."""
    section = next(section for section, question in form.in_order() if question.id == column.question.id)
    for condition in (section.shown_if, column.question.shown_if):
        for leaf in leaves(condition):
            if isinstance(leaf, Is):
                for option in leaf.options:
                    yield Cell(leaf.question, leaf.row), form.questions[leaf.question].option_ids.index(option)


@dataclass(frozen=True)
class _Readings:
    """The estimates of a question by group, then option."""

    share: Estimates
    of_those_who_know: Estimates
    of_inhabitants: Estimates


def _readings(column: Column, weighting: Weighting, groups: Grouping, told: Bools, sizes: Floats) -> _Readings:
    def of(base: Bools, which: Bools, each: Floats | None = None) -> Estimates:
        made: Estimates = [[]] * len(which)
        if column.options and which.any():
            found = shares(weighting, groups.of_atoms[which], groups.atom, column.said, base, each)
            for group, estimates in zip(np.flatnonzero(which), found, strict=True):
                made[group] = estimates
        return made

    one_kind = np.array([group.one_kind for group in groups.groups])
    return _Readings(of(column.base, told), of(column.answered, told), of(column.base, told & one_kind, sizes))


def _result(
    column: Column, weighting: Weighting, groups: Grouping, states: States, rounded: Bools, sizes: Floats, least: int
) -> QuestionResult:
    withheld = (states == Shown.TOO_FEW).all(axis=1)
    readings = _readings(column, weighting, groups, ~withheld, sizes)
    points = borda(column.ranks, column.question.top) if column.question.kind == "rank" else None
    told = []
    for number, group in enumerate(groups.groups):
        if withheld[number]:
            told.append(GroupResult(group, True, None, False, (), None))
            continue
        inside = groups.of_answers[number]
        answers = int((inside & column.base).sum())
        if rounded[number]:
            answers -= answers % STEP
        options = tuple(
            _option(option, Shown(states[number, at]), readings, (number, at), one_kind=group.one_kind)
            for at, option in enumerate(column.options)
        )
        if points is not None:
            options = tuple(
                replace(one, points=average(weighting, points[:, at], inside & column.answered))
                if one.share is not None and one.option != UNKNOWN
                else one
                for at, one in enumerate(options)
            )
        numbers = None if column.options else _number(column, weighting, inside, least)
        told.append(GroupResult(group, False, answers, bool(rounded[number]), options, numbers))
    return QuestionResult(column.cell, tuple(told))


def _option(option: str, shown: Shown, found: _Readings, at: tuple[int, int], *, one_kind: bool) -> OptionResult:
    if shown != Shown.VALUE:
        return OptionResult(option, shown)
    group, column = at
    return OptionResult(
        option,
        shown,
        found.share[group][column],
        found.of_those_who_know[group][column] if option != UNKNOWN else None,
        found.of_inhabitants[group][column] if one_kind else None,
    )


def _number(column: Column, weighting: Weighting, inside: Bools, least: int) -> NumberResult:
    given = inside & column.answered
    quartiles = quantiles(weighting, column.numbers, given, (0.25, 0.5, 0.75)) if given.sum() >= 2 * least else None
    return NumberResult(quartiles, average(weighting, column.numbers, given) if given.sum() >= least else None)
