"""The beta and Student laws, without any library at run time: ranges of shares rest on their quantiles."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from participation.statistics.cells import Floats

_NORMAL = NormalDist()
_STEPS = 200
"""Far more than the bits of a float, which is how often halving may be needed."""
_NEAR = 1e-12
_NEAR_MANY = 1e-9
"""Of a step of Newton after which the next would be as much nearer again: far below any digit that is told."""
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


def beta_quantiles(levels: Floats, a: Floats, b: Floats) -> Floats:
    """Return what `beta_quantile` does, of many laws at once.

    Parameters
    ----------
    levels, a, b : ndarray of float, shape (n,)
        Levels and shapes; a first shape of 0 puts all at 0, a second one of 0 all at 1.

    Notes
    -----
    Where a shape is 1 the law has a closed form. Newton's steps begin at the approximation of Abramowitz and Stegun,
    26.5.22, and are halved whenever they leave the bounds found so far.
    """
    with np.errstate(all="ignore"):  # of the branches that are not taken
        found = np.select(
            [a <= 0, b <= 0, a == 1, b == 1],
            [np.zeros_like(a), np.ones_like(a), -np.expm1(np.log1p(-levels) / b), levels ** (1 / a)],
            np.nan,
        )
        left = np.flatnonzero(np.isnan(found))
        if len(left):
            found[left] = _newton(levels[left], a[left], b[left])
    return found


def _newton(levels: Floats, a: Floats, b: Floats) -> Floats:
    whole = np.array([math.lgamma(p + q) - math.lgamma(p) - math.lgamma(q) for p, q in zip(a, b, strict=True)])
    x = _start(levels, a, b)
    low, high, at = np.zeros(len(a)), np.ones(len(a)), np.arange(len(a))
    for _ in range(_STEPS):
        p, q, here = a[at], b[at], x[at]
        over = _below(here, p, q, whole[at]) - levels[at]
        low[at], high[at] = np.where(over < 0, here, low[at]), np.where(over < 0, high[at], here)
        slope = np.exp(np.minimum(whole[at] + (p - 1) * np.log(here) + (q - 1) * np.log1p(-here), _LARGEST_LOG))
        after = here - over / slope
        inside = (low[at] < after) & (after < high[at])
        after = np.where(inside, after, (low[at] + high[at]) / 2)
        x[at] = after
        at = at[(np.abs(after - here) > _NEAR_MANY * here) & (after != low[at]) & (after != high[at])]
        if not len(at):
            break
    return x


def _start(levels: Floats, a: Floats, b: Floats) -> Floats:
    """Return where to begin: near the quantile where both shapes are above 1, the mean elsewhere."""
    normal = np.array([-_NORMAL.inv_cdf(level) for level in levels.tolist()])
    inverse_a, inverse_b = 1 / (2 * a - 1), 1 / (2 * b - 1)
    lift, middle = (normal**2 - 3) / 6, 2 / (inverse_a + inverse_b)
    step = normal * np.sqrt(middle + lift) / middle
    step -= (inverse_b - inverse_a) * (lift + 5 / 6 - 2 / (3 * middle))
    near = a / (a + b * np.exp(2 * step))
    return np.clip(np.where((a > 1) & (b > 1) & np.isfinite(near), near, a / (a + b)), _NEAR, 1 - _NEAR)


def _below(x: Floats, a: Floats, b: Floats, whole: Floats) -> Floats:
    """Return `beta_below` of many laws at once, `whole` being the logarithms of their constants."""
    turned = x > (a + 1) / (a + b + 2)
    x, a, b = np.where(turned, 1 - x, x), np.where(turned, b, a), np.where(turned, a, b)
    below = np.exp(whole + a * np.log(x) + b * np.log1p(-x)) * _fractions(x, a, b) / a
    return np.where(turned, 1 - below, below)


def _fractions(x: Floats, a: Floats, b: Floats) -> Floats:
    c, d = np.ones(len(x)), 1 / (1 - (a + b) * x / (a + 1))
    value, at = d.copy(), np.arange(len(x))
    for m in range(1, 10_000):
        p, q, here, below, over = a[at], b[at], x[at], c[at], d[at]
        for top in (
            m * (q - m) * here / ((p + 2 * m - 1) * (p + 2 * m)),
            -(p + m) * (p + q + m) * here / ((p + 2 * m) * (p + 2 * m + 1)),
        ):
            over, below = 1 / (1 + top * over), 1 + top / below
            step = below * over
            value[at] *= step
        c[at], d[at] = below, over
        at = at[np.abs(step - 1) >= 1e-15]
        if not len(at):
            break
    return value
