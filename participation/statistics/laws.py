"""The beta and Student laws, without any library at run time: ranges of shares rest on their quantiles."""

from __future__ import annotations

import math
from functools import lru_cache

_STEPS = 200
"""Far more than the bits of a float, which is how often halving may be needed."""
_NEAR = 1e-12
_LARGEST_LOG = 700.0


def beta_below(x: float, a: float, b: float) -> float:
    """Return the probability that a beta variable is at most `x` (the regularised incomplete beta function).

    Parameters
    ----------
    x : float
        From 0 to 1.
    a, b : float
        Shapes, above 0.

    Notes
    -----
    Continued fraction of Abramowitz and Stegun, 26.5.8, evaluated by the method of Lentz (1976), on the side where it
    converges fast.
    """
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_below(1 - x, b, a)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )  # fmt: skip
    return front * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d or tiny)
    value = d
    for m in range(1, 10_000):
        for top in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / ((1 + top * d) or tiny)
            c = (1 + top / c) or tiny
            value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value


def beta_quantile(level: float, a: float, b: float) -> float:
    """Return the value that a beta variable stays below with probability `level`: Newton's steps between two bounds.

    Parameters
    ----------
    level : float
        From 0 to 1.
    a, b : float
        Shapes; a first shape of 0 puts all at 0, a second one of 0 all at 1.
    """
    if a <= 0:
        return 0.0
    if b <= 0:
        return 1.0
    low, high, x = 0.0, 1.0, min(max(a / (a + b), _NEAR), 1 - _NEAR)
    whole = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    for _ in range(_STEPS):
        over = beta_below(x, a, b) - level
        low, high = (x, high) if over < 0 else (low, x)
        slope = math.exp(min(whole + (a - 1) * math.log(x) + (b - 1) * math.log1p(-x), _LARGEST_LOG))
        after = x - over / slope if slope > 0 else low
        if not low < after < high:
            after = (low + high) / 2
        if abs(after - x) <= _NEAR * x or after in (low, high):
            return after
        x = after
    return x


@lru_cache(maxsize=4_096)
def student_quantile(level: float, freedom: float) -> float:
    """Return the quantile of Student's law, from that of the beta law that its square follows.

    Parameters
    ----------
    level : float
        Above 0.5.
    freedom : float
        Degrees of freedom, at least 1.
    """
    x = beta_quantile(2 * (1 - level), freedom / 2, 0.5)
    return math.sqrt(freedom * (1 - x) / x)
