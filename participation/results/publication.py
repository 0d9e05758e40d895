"""A publication: the frozen document of all that a campaign tells."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from participation.model.questionnaire import Questionnaire
from participation.results.tables import STEP, GroupResult, OptionResult, QuestionResult, Results
from participation.results.taking_part import collectivites_of, told_of_groups
from participation.statistics.cells import Bools, Frame
from participation.statistics.estimates import Estimate
from participation.statistics.protection.disclosure import LEAST_BASE
from participation.statistics.ranges import SLACK, points_by_steps, range_by_steps, stepped, worth
from participation.statistics.representativeness import Doubt, Reservation
from participation.statistics.weights import Weighting

ROUNDED_STEP, NUMBER_STEP = 0.01, 0.01
"""Of shares whose base is rounded; of numbers."""
FORMAT = "observatoire-resultats"
VERSION = 1
INVENTED = "Démonstration\u202f: réponses inventées"
"""What each page and file of a demonstration bears."""


class PublicationError(ValueError):
    """A document that is no publication of ours, or was changed since; the message is a French sentence."""


@dataclass(frozen=True)
class Told:
    """What a campaign says of itself beside its figures.

    Attributes
    ----------
    campaign, title : str
    mode : str
    opens, closes, published : str
        Days, as `2026-12-01`.
    least : int
        Threshold.
    demonstration : bool
        Invented answers: each page and file of them says so.
    within : mapping
        The territories that it is kept within, and how they are called; empty for all of France.
    """

    campaign: str
    title: str
    mode: str
    opens: str
    closes: str
    published: str
    least: int
    demonstration: bool
    within: Mapping[str, Any] = field(default_factory=dict)


def document(
    told: Told, form: Questionnaire, frame: Frame, found: Results, doubts: tuple[Reservation, ...]
) -> dict[str, Any]:
    """Return a publication as plain values, nothing in it that is withheld.

    Parameters
    ----------
    told : Told
    form : Questionnaire
        The frozen version that was answered.
    frame : Frame
    found : Results
    doubts : tuple of Reservation
        The banner.
    """
    weighting = found.weighting
    took_part = found.took_part
    participation = told_of_groups(frame, found.grouping, took_part)
    return {
        "format": FORMAT,
        "format_version": VERSION,
        "demonstration": told.demonstration,
        "notice": INVENTED if told.demonstration else "",
        "campaign": {
            "id": told.campaign, "title": told.title, "mode": told.mode, "opens": told.opens, "closes": told.closes,
            "published": told.published, "least": told.least,
        },
        "questionnaire": {"id": form.id, "version": form.version, "sha": form.sha},
        "frame": {
            "kinds": list(frame.kinds), "sizes": list(frame.sizes), "regions": list(frame.regions),
            "collectivites": int(frame.counts.sum()), **({"within": dict(told.within)} if told.within else {}),
        },
        "weights": {
            "method": weighting.method.value,
            "capped": took_part.capped,
            "missing": list(weighting.cells.missing),
            "cells": _cells(weighting, took_part.hidden_cells),
        },
        "participation": participation,
        "answers": len(weighting.weights) - found.apart,
        "apart": found.apart if found.apart == 0 or found.apart >= told.least else None,
        "reservations": [
            {"doubt": one.doubt.value, "place": list(one.place), "expected": _number(one.expected, 2),
             "measured": _measured(one, frame, len(weighting.weights) - found.apart, told.least, participation)}
            for one in doubts
        ],
        "questions": [_question(one, frame) for one in found.questions],
    }  # fmt: skip


def _cells(weighting: Weighting, withheld: Bools) -> list[dict[str, Any]]:
    """Return the cells, with their answers where those may be told."""
    return [
        {
            "kind": cell.kind, "sizes": list(cell.sizes), "regions": list(cell.regions), "total": cell.total,
            "answers": None if hidden else cell.answers, "silent": [] if hidden else list(cell.silent),
        }
        for cell, hidden in zip(weighting.cells.cells, withheld, strict=True)
    ]  # fmt: skip


def _measured(
    one: Reservation, frame: Frame, answers: int, least: int, participation: list[dict[str, Any]]
) -> float | int | None:
    """Return what a reservation rests on; None where it is, or tells, answers that may not be told.

    That nobody of a région answered is told no more than that few did: neither is in the table of who answered.
    """
    if one.doubt == Doubt.SILENT:
        return None
    if one.doubt == Doubt.REGION:
        withheld = [part["place"] for part in participation if part["cut"] == "region" and part["answers"] is None]
        given = round(one.measured * one.expected / frame.counts.sum() * answers)
        if list(one.place) in withheld or given < least:
            return None
    return _number(_in_fives(one.measured) if one.doubt == Doubt.FEW else one.measured, 2)


def _question(one: QuestionResult, frame: Frame) -> dict[str, Any]:
    groups = [_group(group, collectivites_of(frame, group.group)) for group in one.groups]
    return {"question": one.cell.question, "row": one.cell.row, "groups": groups}


def _group(one: GroupResult, collectivites: int | None) -> dict[str, Any]:
    made: dict[str, Any] = {
        "cut": one.group.cut, "place": list(one.group.place), "withheld": one.withheld, "answers": one.answers,
        "rounded": one.rounded, "step": None if one.withheld else _fineness(one, collectivites).step,
        "options": [_option(option, one, collectivites) for option in one.options],
    }  # fmt: skip
    if one.number is not None:
        made["quartiles"] = [_number(value, 2) for value in quartiles] if (quartiles := one.number.quartiles) else None
        mean = _estimate(one.number.mean, one, NUMBER_STEP, one.steps.alike)  # by its steps already
        told = {"step": _number(one.number.step, 4)} | dict.fromkeys(() if quartiles else ("low", "high"))
        made["mean"] = mean and mean | told
    return made


@dataclass(frozen=True)
class _Fineness:
    """How finely a share is told.

    Attributes
    ----------
    step : float
    exact : bool
        Its number of answers is told, and all weigh the same: its exact range says no more than they do.
    collectivites : int or None
        That the share is of; None where their number is not known, or inhabitants are counted.
    """

    step: float
    exact: bool
    collectivites: int | None


def _fineness(group: GroupResult, collectivites: int | None) -> _Fineness:
    """Return how finely the shares of a group are told."""
    steps = group.steps
    step = max(steps.share, ROUNDED_STEP) if group.rounded else steps.share
    return _Fineness(step, steps.alike and not group.rounded, collectivites)


def _option(one: OptionResult, group: GroupResult, collectivites: int | None) -> dict[str, Any]:
    steps, coarse = group.steps, ROUNDED_STEP if group.rounded else 0.0
    share = _fineness(group, collectivites)
    known = replace(share, step=max(steps.of_those_who_know, coarse))
    inhabitants = _Fineness(
        max(steps.of_inhabitants, coarse), steps.inhabitants_alike and not group.rounded, collectivites=None
    )
    return {
        "option": one.option,
        "shown": one.shown.name.lower(),
        "share": _share(one.share, group, share),
        # Their weakest cell, beside that of the share, would tell how many of it said « ne sait pas ».
        "of_those_who_know": _without_cell(_share(one.of_those_who_know, group, known)),
        "of_inhabitants": _without_cell(_share(one.of_inhabitants, group, inhabitants)),
        "points": _without_cell(_points(one.points, group)),
    }


def _estimate(one: Estimate | None, group: GroupResult, step: float, alike: bool) -> dict[str, Any] | None:
    """Return an estimate as plain values, by steps, its range no narrower for it; None where there is none.

    How many answers it is worth is told down to fives where answers weigh differently: it would tell how many of them
    each cell has.

    Parameters
    ----------
    one : Estimate or None
    group : GroupResult
    step : float
    alike : bool
        Whether all its answers weigh the same.
    """
    if one is None:
        return None
    effective = min(one.effective, group.answers or 0) if group.rounded else one.effective
    if group.rounded or not alike:
        effective = _in_fives(effective)
    low, high = one.low / step, one.high / step
    if step > NUMBER_STEP:
        low, high = math.floor(low + SLACK), math.ceil(high - SLACK)
    return {
        "value": _number(round(one.value / step) * step, 4),
        "low": _number(round(low) * step, 4),
        "high": _number(round(high) * step, 4),
        "effective": _number(effective, 0),
        "weakest_answers": one.weakest_answers if one.weakest_answers >= LEAST_BASE and group.weakest_told else None,
        "weakest": None if one.weakest is None else {
            "kind": one.weakest.kind, "sizes": list(one.weakest.sizes), "regions": list(one.weakest.regions),
        },
        "step": _number(step, 4),
    }  # fmt: skip


def _points(one: Estimate | None, group: GroupResult) -> dict[str, Any] | None:
    """Return the points of a ranking as `_estimate`; their range of what is told of them where that of a share is."""
    made = _estimate(one, group, group.steps.points, group.steps.alike)
    if made is None or (group.steps.alike and not group.rounded):
        return made
    low, high = points_by_steps(made["value"], made["effective"], group.steps.points, group.steps.top)
    return {**made, "low": _number(low, 4), "high": _number(high, 4)}


def _share(one: Estimate | None, group: GroupResult, told: _Fineness) -> dict[str, Any] | None:
    """Return a share as `_estimate`: one that is neither nobody nor everybody is told as neither, by half a step.

    Unless all its answers weigh the same its range is made of what is told of it, or it would tell more finely what
    they do not.
    """
    made = _estimate(one, group, told.step, told.exact)
    if one is None or made is None:
        return None
    step, whole = told.step, one.value in (0, 1)
    value = stepped(one.value, step)
    if value in (0, 1) and not whole:
        value = _number(step / 2 if one.value < 0.5 else 1 - step / 2, 4)
    low, high = made["low"], made["high"]
    if not told.exact and one.low == one.high and not whole:  # everybody answered
        low, high = max(value - step, 0.0), min(value + step, 1.0)
    elif not told.exact and one.low < one.high:
        low, high = range_by_steps(value, worth(made["effective"], told.collectivites), step)
    return {**made, "value": value, "low": _number(min(low, value), 4), "high": _number(max(high, value), 4)}


def _in_fives(effective: float) -> float:
    return effective // STEP * STEP if effective >= STEP else effective


def _without_cell(estimate: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if estimate is None else {**estimate, "weakest": None, "weakest_answers": None}


def _number(value: float, digits: int) -> float | int:
    rounded = round(float(value), digits)
    return int(rounded) if digits == 0 else rounded


def frozen(made: Mapping[str, Any]) -> tuple[bytes, str]:
    """Return a publication as the bytes that are kept, and their SHA-256: the same document, the same bytes."""
    content = json.dumps(made, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    return content, hashlib.sha256(content).hexdigest()


def thawed(content: bytes, sha: str) -> dict[str, Any]:
    """Return the publication of frozen bytes.

    Raises
    ------
    PublicationError
        When they are not those that the digest names, or of another format.
    """
    if hashlib.sha256(content).hexdigest() != sha:
        raise PublicationError("Ces résultats ne sont plus ceux qui ont été publiés.")
    made: dict[str, Any] = json.loads(content)
    if made.get("format") != FORMAT or made.get("format_version") != VERSION:
        raise PublicationError("Ce fichier n’est pas une publication de résultats que ce programme sait lire.")
    return made
