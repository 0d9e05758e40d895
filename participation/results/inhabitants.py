"""Shares of inhabitants that are taken out of a publication, where they would tell who gave an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from participation.model.questionnaire import Questionnaire
from participation.results.columns import Column, Submission, columns_of
from participation.results.tables import Results
from participation.statistics.cells import Bools, Floats
from participation.statistics.inhabitants import is_decided


def without_decided(
    questions: Sequence[dict[str, Any]], form: Questionnaire, submissions: Sequence[Submission], found: Results
) -> list[dict[str, Any]]:
    """Return the tables of a publication without the shares of inhabitants by which somebody could be found.

    Where answers exclude each other their shares come to one: those that are withheld are enough to hide who gave one
    of them. Régions come to all: they are withheld together. Of a class of size there are none: its collectivités are
    so alike that they say what the shares of collectivités do.

    Parameters
    ----------
    questions : sequence of dict
        Of the document.
    form : Questionnaire
    submissions : sequence of Submission
    found : Results
        Of which the tables are made.
    """
    sizes = np.array([one.inhabitants for one in submissions], dtype=float) * found.weighting.weights
    return [
        {**table, "groups": _groups(table["groups"], column, found, sizes)}
        for table, column in zip(questions, columns_of(form, submissions), strict=True)
    ]


def _groups(groups: list[dict[str, Any]], column: Column, found: Results, sizes: Floats) -> list[dict[str, Any]]:
    made, region = [], False
    for at, group in enumerate(groups):
        told = {one["option"] for one in group["options"] if one["of_inhabitants"] is not None}
        kept = told
        if group["cut"] == "kind_size":
            kept = set()
        elif told:
            inside = found.grouping.of_answers[at] & column.base
            kept = told - _hidden(told, column, sizes[inside], column.said[inside])
        region |= group["cut"] == "region" and kept != told
        made.append(_keeping(group, kept))
    return [_keeping(group, set()) if region and group["cut"] == "region" else group for group in made]


def _hidden(told: set[str], column: Column, sizes: Floats, said: Bools) -> set[str]:
    """Return the options whose share of inhabitants is withheld in a group, of those that would be told."""
    hidden = {one for one in told if is_decided(sizes, said[:, column.options.index(one)])}
    if not column.exclusive:
        return hidden
    counts = {one: int(said[:, at].sum()) for at, one in enumerate(column.options)}
    left = sorted((one for one in column.options if one in told - hidden and counts[one]), key=counts.__getitem__)
    while left:
        absent = [at for at, option in enumerate(column.options) if option not in told or option in hidden]
        together: Bools = np.asarray(said[:, absent].any(axis=1))
        if not is_decided(sizes, together):
            return hidden
        hidden.add(left.pop(0))
    return hidden


def _keeping(group: dict[str, Any], kept: set[str]) -> dict[str, Any]:
    options = [one if one["option"] in kept else {**one, "of_inhabitants": None} for one in group["options"]]
    return {**group, "options": options}
