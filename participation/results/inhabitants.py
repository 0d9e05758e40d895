"""Shares of inhabitants that are taken out of a publication, where they would tell what it withholds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from participation.model.questionnaire import Questionnaire
from participation.results.columns import Column, Submission, columns_of
from participation.results.tables import Results
from participation.statistics.cells import Bools, Floats, Ints
from participation.statistics.inhabitants import Unknown, is_decided
from participation.statistics.protection.rare_answers import LEAST_COUNT

Told = Mapping[int, Mapping[str, str]]
"""What is told of each option, by class of size; nothing of a size that is withheld."""


@dataclass(frozen=True)
class _Answers:
    """The answers of a group to a question.

    Attributes
    ----------
    parts : ndarray of float, shape (n,)
        Of the inhabitants of the group, what each stands for: a part of 1.
    sizes : ndarray of int, shape (n,)
    said : ndarray of bool, shape (n, options)
    column : Column
    """

    parts: Floats
    sizes: Ints
    said: Bools
    column: Column


def without_decided(
    questions: Sequence[dict[str, Any]], form: Questionnaire, submissions: Sequence[Submission], found: Results
) -> list[dict[str, Any]]:
    """Return the tables of a publication without the shares of inhabitants by which something could be found.

    Where an answer is told in every class of size, its share of inhabitants says no more than they do. Elsewhere it is
    told as far as it leaves in doubt what they withhold. Where answers exclude each other their shares come to one:
    those that are withheld are enough to hide who gave one of them.

    Parameters
    ----------
    questions : sequence of dict
        Of the document.
    form : Questionnaire
    submissions : sequence of Submission
    found : Results
        Of which the tables are made.
    """
    inhabitants = np.array([one.inhabitants for one in submissions], dtype=float) * found.weighting.weights
    sizes = np.array([one.place[1] for one in submissions], dtype=np.int64)
    made = []
    for table, column in zip(questions, columns_of(form, submissions), strict=True):
        groups = []
        for at, group in enumerate(table["groups"]):
            if any(one["of_inhabitants"] is not None for one in group["options"]):
                inside = found.grouping.of_answers[at] & column.base
                parts = inhabitants[inside] / inhabitants[inside].sum()
                answers = _Answers(parts, sizes[inside], column.said[inside], column)
                group = _keeping(group, answers, _told_by_size(table["groups"], group))
            groups.append(group)
        made.append({**table, "groups": groups})
    return made


def _told_by_size(groups: Sequence[dict[str, Any]], group: dict[str, Any]) -> Told:
    """Return what is told of the sizes of the kind that a group is of; all are of one kind where it is of all."""
    return {
        one["place"][1]: {option["option"]: option["shown"] for option in one["options"]}
        for one in groups
        if one["cut"] == "kind_size" and one["place"][:1] == (group["place"] or one["place"][:1])
    }


def _keeping(group: dict[str, Any], answers: _Answers, told: Told) -> dict[str, Any]:
    shown = {one["option"] for one in group["options"] if one["of_inhabitants"] is not None}
    kept = shown - _hidden(shown, answers, told)
    options = [one if one["option"] in kept else {**one, "of_inhabitants": None} for one in group["options"]]
    return {**group, "options": options}


def _hidden(shown: set[str], answers: _Answers, told: Told) -> set[str]:
    """Return the options whose share of inhabitants is withheld in a group, of those that would be told."""
    options = answers.column.options
    hidden = {one for one in shown if _is_found(answers, told, one)}
    if not answers.column.exclusive:
        return hidden
    counts = {one: int(answers.said[:, at].sum()) for at, one in enumerate(options)}
    left = sorted((one for one in options if one in shown - hidden and counts[one]), key=counts.__getitem__)
    while left:
        kept = shown - hidden
        rest: Bools = np.asarray(answers.said[:, [at for at, one in enumerate(options) if one not in kept]].any(axis=1))
        if not _is_decided(answers, _withheld(answers, told, kept), {}, rest):
            return hidden
        hidden.add(left.pop(0))
    return hidden


def _is_found(answers: _Answers, told: Told, option: str) -> bool:
    """Tell whether what is withheld of an option is found from its share of inhabitants."""
    withheld = _withheld(answers, told, {option})
    bounds = {}
    for size in withheld:
        number, shown = int((answers.sizes == size).sum()), told.get(size, {}).get(option)
        least = 1 - int(answers.column.question.sensitive)  # nobody is told as such, but on a sensitive question
        if shown == "few":
            bounds[size] = (least, LEAST_COUNT - 1)
        elif shown == "nearly_all":
            bounds[size] = (number - LEAST_COUNT + 1, number - least)
    said = answers.said[:, answers.column.options.index(option)]
    return _is_decided(answers, withheld, bounds, said)


def _withheld(answers: _Answers, told: Told, options: set[str]) -> set[int]:
    """Return the classes of size of which one of some options is not told."""
    held = np.unique(answers.sizes).tolist()
    return {size for size in held if any(told.get(size, {}).get(option) != "value" for option in options)}


def _is_decided(answers: _Answers, withheld: set[int], bounds: dict[int, tuple[int, int]], said: Bools) -> bool:
    """Ask of the answers of some sizes alone: those of the others are told, and can be taken away."""
    at = np.isin(answers.sizes, sorted(withheld))
    return is_decided(Unknown(answers.parts[at], answers.sizes[at], bounds), said[at])
