"""An open poll: what those who wished to answer said, and of nobody else. No weight, no range: it is no survey."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from participation.model.answers import Review
from participation.model.questionnaire import Questionnaire
from participation.model.strata import MERGED
from participation.results.columns import Submission
from participation.results.publication import Told, document
from participation.results.tables import GroupResult, OptionResult, results
from participation.statistics.cells import Frame

POLL_KIND = "reponse"
"""Stands where a kind of collectivité does: each answer is one of those who answered, and counts for itself alone."""
UNTOLD = ("low", "high", "effective", "weakest", "weakest_answers")
"""Of an estimate: what would have it speak of others than those who answered."""


def poll_document(told: Told, form: Questionnaire, reviews: Iterable[Review], mirror_of: str) -> dict[str, Any]:
    """Return the publication of an open poll: counts and shares of its answers, protected as others are.

    Parameters
    ----------
    told : Told
    form : Questionnaire
    reviews : iterable of Review
    mirror_of : str
        The campaign whose questions it puts to citizens; "" for none.
    """
    given = [Submission((0, 0, 0), 0.0, one) for one in reviews]
    counts = np.full((1, 1, 1), len(given))
    frame = Frame((POLL_KIND,), (MERGED,), (MERGED,), counts, np.zeros((1, 1, 1)))
    found = results(form, given, frame, ("all",), told.least)
    made = document(told, form, frame, found, ())
    made["questions"] = [
        table | {"groups": [_bare(*both) for both in zip(table["groups"], one.groups, strict=True)]}
        for table, one in zip(made["questions"], found.questions, strict=True)
    ]
    made["weights"] = {"method": "none", "capped": 0, "missing": [], "cells": []}
    made["poll"] = {"mirror_of": mirror_of}
    return made


def _bare(group: Mapping[str, Any], found: GroupResult) -> dict[str, Any]:
    """Return a group without what a survey alone can say; shares get the number of answers that they are."""
    pairs = zip(group["options"], found.options, strict=True)
    made = {**group, "options": [_bare_option(one, its, found) for one, its in pairs]}
    if group.get("mean") is not None:
        made["mean"] = _alone(group["mean"])
    return made


def _bare_option(one: Mapping[str, Any], its: OptionResult, group: GroupResult) -> dict[str, Any]:
    bare = {**one, "of_inhabitants": None, "count": None}
    for name in ("share", "of_those_who_know", "points"):
        bare[name] = _alone(one[name])
    if its.share is not None and not group.rounded:
        bare["count"] = round(its.share.value * its.share.answers)
    return bare


def _alone(estimate: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if estimate is None else {**estimate, **dict.fromkeys(UNTOLD)}
