"""What the base of a question that only some are asked tells of the answers that lead to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from participation.model.conditions import Answered, Is, Leaf, leaves
from participation.model.questionnaire import Cell, Questionnaire
from participation.results.columns import Column
from participation.results.groups import Grouping
from participation.statistics.cells import Bools, Ints
from participation.statistics.protection.disclosure import Shown, States, Table, protect
from participation.statistics.protection.rare_answers import LEAST_COUNT

LEAST_ROUNDED = 200
"""Answers from which a rounded base and whole percents no longer tell each other: k of n and k of n − 1 look alike."""


@dataclass(frozen=True)
class Before:
    """What is known of the questions before one.

    Attributes
    ----------
    columns : mapping of Cell to Column
    states : mapping of Cell to ndarray
        What is told of each, by group and option.
    """

    columns: Mapping[Cell, Column]
    states: Mapping[Cell, States]


@dataclass(frozen=True)
class Following:
    """What must not be told of a question, for what it says of those before it.

    Attributes
    ----------
    closed : ndarray of bool, shape (groups,)
        Nothing is told of these groups.
    rounded : ndarray of bool, shape (groups,)
        Nearly all of these groups were asked: their base is told rounded down.
    most : ndarray of int, shape (groups,)
        The largest base that a rounded group may tell: the least that « nearly all » may be.
    """

    closed: Bools
    rounded: Bools
    most: Ints


def following(
    form: Questionnaire, column: Column, before: Before, groups: Grouping, silenced: Bools, least: int
) -> Following:
    """Tell in which groups a question must be withheld, or rounded; in none where all are asked.

    Parameters
    ----------
    form : Questionnaire
    column : Column
        Of the question.
    before : Before
    groups : Grouping
    silenced : ndarray of bool, shape (groups,)
        Groups of which nothing is told at all.
    least : int

    Notes
    -----
    Who was asked is read as an answer of its own, held back as others are: of all who took part, of those who gave an
    answer that leads there, and where several do, of each crossing of one with having been asked.
    """
    closed, rounded = silenced.copy(), np.zeros(len(silenced), dtype=bool)
    most = np.full(len(silenced), np.iinfo(np.int64).max)
    led, parts = list(_leaves(form, column)), groups.parts
    if not led:
        return Following(closed, rounded, most)
    asked = column.base | column.unanswered | column.unknown
    everybody = np.ones(len(asked), dtype=bool)
    sensitive = any(form.questions[leaf.question].sensitive for leaf in led)
    parted = [(everybody, asked)]
    for leaf in led:
        cell = Cell(leaf.question, leaf.row)
        if cell not in before.columns:
            continue
        parent, given = before.columns[cell], _given(before.columns[cell], leaf)
        parted.append((parent.base, given))
        if isinstance(leaf, Is):
            for option in leaf.options:
                told = before.states[cell][:, parent.options.index(option)]
                closed |= (told != Shown.VALUE) & (told != Shown.NEARLY_ALL)
                rounded |= told == Shown.NEARLY_ALL
        if len(led) > 1:
            crossed = np.stack([asked & given, asked & ~given, ~asked & given, ~asked & ~given], axis=1)
            table = Table(
                groups.of_atoms, groups.by_atom(everybody), groups.by_atom(crossed), True, sensitive, parts=parts
            )
            closed |= (protect(table, least, withheld=silenced) != Shown.VALUE).any(axis=1)
    for base, chosen in parted:
        counts = groups.by_atom(np.stack([chosen, base & ~chosen], axis=1))
        table = Table(groups.of_atoms, groups.by_atom(base), counts, True, sensitive, parts=parts)
        told = protect(table, least, withheld=silenced)[:, 0]
        closed |= (told != Shown.VALUE) & (told != Shown.NEARLY_ALL)
        rounded |= told == Shown.NEARLY_ALL
        most = np.minimum(most, groups.of_atoms @ table.bases - LEAST_COUNT + 1)
    closed |= rounded & (groups.of_atoms @ groups.by_atom(column.base) < LEAST_ROUNDED)
    return Following(closed, rounded & ~closed, most)


def is_led_to(form: Questionnaire, column: Column) -> bool:
    """Tell whether only some are asked a question."""
    return any(True for _ in _leaves(form, column))


def _leaves(form: Questionnaire, column: Column) -> Iterator[Leaf]:
    section = next(section for section, question in form.in_order() if question.id == column.question.id)
    yield from leaves(section.shown_if)
    yield from leaves(column.question.shown_if)


def _given(parent: Column, leaf: Leaf) -> Bools:
    """Tell who gave an answer that fits a leaf."""
    if isinstance(leaf, Is):
        return np.asarray(parent.said[:, [parent.options.index(option) for option in leaf.options]].any(axis=1))
    if isinstance(leaf, Answered):
        return parent.answered
    low = -np.inf if leaf.at_least is None else leaf.at_least
    high = np.inf if leaf.at_most is None else leaf.at_most
    return np.asarray((parent.numbers >= low) & (parent.numbers <= high))
