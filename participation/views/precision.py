"""Shares as they are read: with no more digits than they are told by, and how finely that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from observatoire.views.french.numerals import number, plural, quantity
from observatoire.views.french.wording import spaced

WHOLE: Final = 0.01
"""Step from which shares are read in whole percents."""
_HALF: Final = 0.25
"""Of a step: a value further than that from any multiple of it is half of one, told of a few who are not nobody."""


def percent(value: float, *, coarse: bool = False) -> str:
    """Return a share from 0 to 1 as a percentage; a whole one where its base is rounded."""
    return quantity(100 * value, "%", 0 if coarse else 1)


def is_coarse(group: Mapping[str, Any]) -> bool:
    """Tell whether the shares of a group are read in whole percents: its base is rounded, or an answer weighs as much.

    Parameters
    ----------
    group : mapping
        Of a publication; one that was made before steps were told has none.
    """
    return bool(group["rounded"] or (group.get("step") or 0.0) >= WHOLE)


def share_text(estimate: Mapping[str, Any], *, coarse: bool = False) -> str:
    """Return a share by its own step: « 40 % », « moins de 5 % » of a few by steps of ten points, who are not nobody.

    Parameters
    ----------
    estimate : mapping
        Of the publication; one that was made before each share told its step has none.
    coarse : bool
        Whether the others of its group are read in whole percents.
    """
    value, step = float(estimate["value"]), float(estimate.get("step") or 0.0)
    if step and abs(value / step - round(value / step)) > _HALF:
        words = "moins de" if value < 0.5 else "plus de"
        digits = next((digits for digits in (0, 1) if abs(round(100 * value, digits) - 100 * value) < 1e-9), 2)
        return f"{words} {quantity(100 * value, '%', digits)}"
    return percent(value, coarse=coarse or step >= WHOLE)


def points_text(estimate: Mapping[str, Any]) -> str:
    """Return the points of a ranking; to a tenth where they are told no finer."""
    return number(estimate["value"], 1 if (estimate.get("step") or 0.0) >= 0.1 else 2)


def mean_digits(mean: Mapping[str, Any], decimals: int) -> int:
    """Return with how many digits a mean is read: one more than whole numbers have, none where its step is whole."""
    return 0 if (mean.get("step") or 0.0) >= 1 else max(decimals, 1)


def within_step(mean: Mapping[str, Any], unit: str, decimals: int) -> str:
    """Return how finely a mean is known: « à 2 postes près »; "" where that is below the digits that are read.

    Parameters
    ----------
    mean : mapping
        Of the publication.
    unit : str
        Of the number.
    decimals : int
        With which it was asked.
    """
    step, digits = mean.get("step") or 0.0, mean_digits(mean, decimals)
    return f"à {quantity(step, unit, digits)} près" if step > 10.0**-digits else ""


def within_points(step: float) -> str:
    """Return how finely shares are known: « à 10 points près »; "" where that is below the digits that are read."""
    return f"à {plural(round(100 * step), 'point', 'points')} près" if step >= WHOLE else ""


def precision_note(group: Mapping[str, Any]) -> str:
    """Return how finely the shares of a group are told, and what follows from it; "" where nothing does.

    Parameters
    ----------
    group : mapping
        Of a publication, with options.
    """
    shares = within_points(group.get("step") or 0.0)
    found = (one["of_inhabitants"] for one in group["options"])
    inhabitants = within_points(max((one.get("step") or 0.0 for one in found if one is not None), default=0.0))
    told = []
    if shares:
        told.append(
            f"Parts dites {shares}, ce qu’une seule réponse peut y peser : des écarts plus petits ne se lisent pas, et "
            "leur somme peut s’éloigner de 100\u00a0%."
        )
    if inhabitants and inhabitants != shares:
        told.append(f"Parts des habitants dites {inhabitants}.")
    return spaced(" ".join(told))
