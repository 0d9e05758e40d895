"""What can be said of the gap of a place to its peers: the record of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["clear", "noise", "unknown", "exact"]
Reason = Literal[
    "sampling", "turnover", "events", "rounding", "model",
    "few", "repeat", "spread", "overlap", "none",
]  # fmt: skip
"""What makes the margin (the first three), or why nothing is said: rounding, a model, too few events (`few`), periods
that do not repeat each other (`repeat`), a margin wider than usual gaps (`spread`), shared answers (`overlap`).
`none`: nothing is uncertain."""


@dataclass(frozen=True)
class Judgement:
    """What can be said of the gap of a place to its peers, on one indicator.

    Attributes
    ----------
    verdict : Verdict or None
        None for a figure that is missing or fragile, or without peer.
    reason : Reason
    reference, gap, margin : float
        What the place is set against (the peers' median; for events their own value, taken together), value minus
        that, and how far chance alone moves the gap, 95 times in 100; in the unit; NaN for none.
    own_error, reference_error : float
        Standard errors of the place's value and of what it is set against, of which the margin is made; NaN for none.
    shared_error : float
        What both have in common, whose square the margin leaves out: 0 for places that share no commune with it.
    heads, base : float
        The persons, dwellings or events that make the gap, and of how many: the denominator of a share, the numerator
        of a growth or of a ratio of two counts of the census; NaN for others.
    counted, expected, low, high : float
        Of events: counted, expected if the place were as its peers, and between what and what chance moves that.
    tail : float
        How often chance alone gives such a gap, 0-1; NaN without margin.
    rank_low, rank_high : int or None
        Ranks between which the place lies, 5 % of doubt for all peers together; None when it has no rank.
    apart : tuple of int
        By peer, in the order given: 1 surely above the place, -1 surely below, 0 neither.
    solidity : float
        Part (0-1) of the spread of peers that is no chance of the place: 1 for an exact figure.
    years : int
        Years taken together.
    """

    verdict: Verdict | None
    reason: Reason = "none"
    reference: float = math.nan
    gap: float = math.nan
    margin: float = math.nan
    own_error: float = math.nan
    reference_error: float = math.nan
    shared_error: float = 0.0
    heads: float = math.nan
    base: float = math.nan
    counted: float = math.nan
    expected: float = math.nan
    low: float = math.nan
    high: float = math.nan
    tail: float = math.nan
    rank_low: int | None = None
    rank_high: int | None = None
    apart: tuple[int, ...] = ()
    solidity: float = 1.0
    years: int = 1

    @property
    def above(self) -> int:
        """How many peers are surely above the place."""
        return sum(side > 0 for side in self.apart)

    @property
    def below(self) -> int:
        """How many are surely below."""
        return sum(side < 0 for side in self.apart)


NOTHING = Judgement(None)
