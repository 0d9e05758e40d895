"""Whether those who answered look like all: the banner above every result."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from participation.statistics.cells import Bools, Floats, Frame, Ints, answered
from participation.statistics.ranges import worth
from participation.statistics.weights import Weighting, design_effect

LEAST_EFFECTIVE = 50.0
LARGE = 0.10
"""Part of all collectivités from which a stratum matters."""
LEAST_ANSWERS = 5
OFF = 2.0
"""Times too many, or too few, answers of a région."""


class Doubt(StrEnum):
    """Why a result is to be read with care."""

    FEW = "few"
    """Effective answers that say less than `LEAST_EFFECTIVE` would of endless collectivités: 40 of 54 say more."""
    SILENT = "silent"
    """A stratum of `LARGE` of all collectivités or more has fewer than `LEAST_ANSWERS` answers."""
    REGION = "region"
    """A région is there `OFF` times too often, or too seldom."""
    MISSING = "missing"
    """Nobody of a kind answered: no figure speaks of it."""


@dataclass(frozen=True)
class Reservation:
    """One reason to be careful.

    Attributes
    ----------
    doubt : Doubt
    place : tuple of int
        Kind and size of a silent stratum, the région, or the missing kind; empty otherwise.
    measured : float
        Effective answers, answers of the stratum, or times the share of the answers is that of the collectivités.
    expected : float
        What it is held against: the least, or the collectivités there.
    """

    doubt: Doubt
    place: tuple[int, ...]
    measured: float
    expected: float


def reservations(frame: Frame, places: Ints, weighting: Weighting) -> tuple[Reservation, ...]:
    """Return the reasons to be careful with all results of a campaign; empty where there is none.

    Parameters
    ----------
    frame : Frame
    places : ndarray of int, shape (n, 3)
        Kind, size and région of each answer; the kind is `APART` outside the frame.
    weighting : Weighting
        Of these answers.
    """
    counts = answered(frame, places)
    known = weighting.weights[~np.isnan(weighting.weights)]
    effective = len(known) / design_effect(known) if len(known) else 0.0
    found = [
        Reservation(Doubt.MISSING, (kind,), 0, float(frame.counts[kind].sum())) for kind in weighting.cells.missing
    ]
    if worth(effective, int(frame.counts.sum())) < LEAST_EFFECTIVE and len(known) < frame.counts.sum():
        found.append(Reservation(Doubt.FEW, (), effective, LEAST_EFFECTIVE))
    strata, given = frame.counts.sum(axis=2), counts.sum(axis=2)
    for kind, size in np.argwhere((strata >= LARGE * frame.counts.sum()) & (given < LEAST_ANSWERS)):
        place = (int(kind), int(size))
        found.append(Reservation(Doubt.SILENT, place, float(given[place]), float(strata[place])))
    for region, times in enumerate(_times(frame.counts.sum(axis=(0, 1)), counts.sum(axis=(0, 1)))):
        if times >= OFF or times <= 1 / OFF:
            found.append(Reservation(Doubt.REGION, (region,), float(times), float(frame.counts[..., region].sum())))
    return tuple(found)


def _times(totals: Ints, answers: Ints) -> Floats:
    """Return how many times its due share of the answers each région has; NaN without collectivités or answers."""
    with np.errstate(invalid="ignore", divide="ignore"):
        times: Floats = (answers / answers.sum()) / np.where(totals > 0, totals / totals.sum(), np.nan)
    return times


@dataclass(frozen=True)
class Rates:
    """How many of those invited took part, by group.

    Attributes
    ----------
    invited, taken_part : ndarray of int, shape (groups,)
    rate : ndarray of float, shape (groups,)
        NaN where nobody was invited.
    """

    invited: Ints
    taken_part: Ints
    rate: Floats


def rates(group: Ints, taken_part: Bools, groups: int) -> Rates:
    """Return the rate of answers by group: from invitations, never from answers, which know no organisation.

    Parameters
    ----------
    group : ndarray of int, shape (invitations,)
        Département, kind or size of each organisation that was invited.
    taken_part : ndarray of bool, shape (invitations,)
        Whether its invitation was spent.
    groups : int
        How many groups there are.
    """
    invited = np.bincount(group, minlength=groups)
    spent = np.bincount(group[taken_part], minlength=groups)
    rate = np.divide(spent, invited, out=np.full(groups, np.nan), where=invited > 0)
    return Rates(invited, spent, rate)
