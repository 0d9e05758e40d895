"""Answers as arrays: one column for each question, row of a grid, or number, in the order of the submissions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from participation.model.answers import Review
from participation.model.questionnaire import Cell, Question, Questionnaire
from participation.statistics.cells import Bools, Floats, Ints

UNKNOWN = "ne_sait_pas"
"""Id of « Ne sait pas » among the options of a table; no option of a form is called so."""


@dataclass(frozen=True)
class Submission:
    """One submitted set of answers.

    Attributes
    ----------
    place : tuple of int
        Kind, size and région, of the frame; the kind is `APART` outside it.
    inhabitants : float
        The mean of the collectivités of its kind and size: what its answer counts for in a share of inhabitants.
    review : Review
        Against the frozen questionnaire: what is not asked any more is in it as such, and counts for nothing.
    quintiles : tuple of int
        Of each covariate, from 1; 0 where it is not known.
    """

    place: tuple[int, int, int]
    inhabitants: float
    review: Review
    quintiles: tuple[int, ...] = ()


def places_of(submissions: Sequence[Submission]) -> tuple[Ints, Ints]:
    """Return the places of submissions, shape (n, 3), and their quintiles, shape (n, covariates)."""
    places = np.array([one.place for one in submissions], dtype=np.int64).reshape(-1, 3)
    return places, np.array([one.quintiles for one in submissions], dtype=np.int64).reshape(len(submissions), -1)


@dataclass(frozen=True)
class Column:
    """The answers at one place of a form.

    Attributes
    ----------
    question : Question
    cell : Cell
    options : tuple of str
        Ids, « ne sait pas » last; empty for a number.
    answered, unknown, unanswered : ndarray of bool, shape (n,)
        Who gave a value, who said « ne sait pas », who was asked and left it empty. Who was not asked is in none.
    said : ndarray of bool, shape (n, options)
        Who chose each; for a ranking, who ranks it at all.
    numbers : ndarray of float, shape (n,)
        NaN where no number was given.
    ranks : ndarray of int, shape (n, options)
        From 1; 0 for what is not ranked, and all 0 for what is no ranking.
    """

    question: Question
    cell: Cell
    options: tuple[str, ...]
    answered: Bools
    unknown: Bools
    unanswered: Bools
    said: Bools
    numbers: Floats
    ranks: Ints

    @property
    def base(self) -> Bools:
        """Who saw the question and said something, « ne sait pas » included; of a number, who gave one.

        How many do not know a number is told nowhere, so that no base may tell it.
        """
        return self.answered | self.unknown if self.options else self.answered

    @property
    def exclusive(self) -> bool:
        """Whether the options of an answer exclude each other."""
        return self.question.kind in ("one", "yes_no", "grid")

    @property
    def unknown_told(self) -> bool:
        """Whether « ne sait pas » is told however few said so: not where other options would be found from it.

        Where options do not exclude each other it is like leaving the question empty, but for a sensitive one.
        """
        return not (self.exclusive or self.question.sensitive)


def columns_of(form: Questionnaire, submissions: Sequence[Submission]) -> list[Column]:
    """Return a column for each place of a form that can be counted: not words, which are read and coded by people.

    Parameters
    ----------
    form : Questionnaire
        The frozen version.
    submissions : sequence of Submission
    """
    return [
        _column(question, cell, submissions)
        for cell, question in form.cells.items()
        if question.kind != "text" and not cell.words_of
    ]


def _column(question: Question, cell: Cell, submissions: Sequence[Submission]) -> Column:
    n = len(submissions)
    options = (*question.option_ids, UNKNOWN) if question.option_ids else ()
    states = np.array([one.review.states[cell] for one in submissions], dtype=object)
    said, ranks = np.zeros((n, len(options)), dtype=bool), np.zeros((n, len(options)), dtype=np.int64)
    numbers = np.full(n, np.nan)
    for i, one in enumerate(submissions):
        value = one.review.values.get(cell)
        if isinstance(value, dict):
            for option, rank in value.items():
                said[i, options.index(option)] = True
                ranks[i, options.index(option)] = rank
        elif isinstance(value, list):
            said[i, [options.index(option) for option in value]] = True
        elif isinstance(value, str):
            said[i, options.index(value)] = True
        elif value is not None:
            numbers[i] = value
    unknown = states == "does_not_know"
    if options:
        said[unknown, -1] = True
    return Column(question, cell, options, states == "answered", unknown, states == "unanswered", said, numbers, ranks)
