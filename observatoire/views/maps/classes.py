"""How the values of a map are cut into classes, in which colours, and the words that say so."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from observatoire.model.catalog import Indicator
from observatoire.model.store import Floats
from observatoire.statistics.classes import breaks_around, equal_breaks, hand_breaks, quantile_breaks
from observatoire.statistics.natural_breaks import natural_breaks
from observatoire.views.french.wording import number, quantity
from observatoire.views.style.tokens import DIVERGING, SEQUENTIAL, SURFACE

ClassMethod = Literal["quantiles", "naturelles", "egales", "mediane", "zero", "manuelles"]

CLASS_LABELS: Final[dict[ClassMethod, str]] = {
    "quantiles": "Effectifs égaux (quantiles)",
    "naturelles": "Seuils naturels (Jenks)",
    "egales": "Intervalles égaux",
    "mediane": "Autour de la médiane",
    "zero": "Autour de zéro",
    "manuelles": "Seuils que je choisis",
}
"""Choices of the menu « Classes »."""

FEWEST, MOST, USUAL = 3, 7, 5
TWO_HUES: Final[tuple[ClassMethod, ...]] = ("mediane", "zero")


@dataclass(frozen=True, slots=True)
class Muted:
    """A class painted muted and hatched: of a fragile value, which is not counted in it, or of one not surely extreme.

    Attributes
    ----------
    rank : int
        Of the class; a value beyond the limits, which solid values alone set, is in the nearest.
    doubtful : bool
        Whether the value is solid, and chance alone may have put it in an end class.
    """

    rank: int
    doubtful: bool = False


DOUBTFUL: Final = "trop proche du milieu de la carte pour l’en distinguer"
"""Said of a value of an end class that chance alone may have put there."""
Mark = int | Muted | str
"""Of a territory on a map: the rank of its class, its class muted, or the state that stands for a value."""


@dataclass(frozen=True)
class ClassChoice:
    """How to cut a map into classes.

    Attributes
    ----------
    method : ClassMethod or None
        None for the indicator's own: around zero for a change, else quantiles.
    classes : int
        3 to 7; fewer come back when the values do not part so far. Not read by `manuelles`.
    breaks : tuple of float
        Limits between classes typed by the visitor, ascending (method manuelles).
    reference : float
        Median that the two hues part at (method mediane); NaN for that of the territories shown.
    reference_name : str
        Whose median it is: "la médiane des pairs".
    years : tuple of int
        Years whose values are cut together, so that their maps can be compared; none for the year shown alone.
    """

    method: ClassMethod | None = None
    classes: int = USUAL
    breaks: tuple[float, ...] = ()
    reference: float = math.nan
    reference_name: str = "la médiane des territoires de la carte"
    years: tuple[int, ...] = ()

    def method_for(self, indicator: Indicator) -> ClassMethod:
        """Return the method that applies to an indicator."""
        if self.method == "manuelles" and not self.breaks:
            return "quantiles"
        return self.method or ("zero" if indicator.map_scale == "diverging" else "quantiles")

    def for_another(self) -> ClassChoice:
        """Return the choice for another indicator beside the first: limits and medians of one mean nothing to it."""
        own = self.method in ("manuelles", "mediane", "zero")
        return ClassChoice(method=None if own else self.method, classes=self.classes)


def class_bounds(indicator: Indicator, choice: ClassChoice, values: Floats) -> tuple[Floats, float]:
    """Return the limits of the classes, and the reference that two hues part at (NaN for one hue).

    Parameters
    ----------
    values : ndarray of float
        Plain values, of the year shown or of all the choice's years; NaN are ignored.
    """
    method = choice.method_for(indicator)
    if indicator.map_scale == "symbols":
        # One class for all: the circles say the value, a colour would say it of the surface.
        return quantile_breaks(values, 1), math.nan
    if method in TWO_HUES:
        known = values[~np.isnan(values)]
        middle = float(np.median(known)) if known.size else math.nan
        reference = 0.0 if method == "zero" else choice.reference if math.isfinite(choice.reference) else middle
        usual = 4 if choice.classes == USUAL and method == "zero" else choice.classes
        return breaks_around(values, reference, usual), reference
    if method == "manuelles":
        return hand_breaks(values, choice.breaks), math.nan
    cuts: dict[ClassMethod, Callable[[Floats, int], Floats]] = {
        "naturelles": natural_breaks,
        "egales": equal_breaks,
        "quantiles": quantile_breaks,
    }
    return cuts[method](values, choice.classes), math.nan


def class_palette(indicator: Indicator, bounds: Floats, reference: float) -> tuple[str, ...]:
    """Return a colour for each class; around a reference, the palest of each hue lies next to it."""
    size = max(bounds.size - 1, 0)
    if indicator.map_scale == "symbols":
        return (SURFACE,) * size
    if not math.isfinite(reference):
        return SEQUENTIAL[max(size, 3)][:size]
    below = int((bounds[1:] <= reference).sum())
    above = int((bounds[:-1] >= reference).sum())
    middle = size - below - above
    half = max(below, above, 1 if middle else 2)
    return DIVERGING[2 * half + middle][half - below : half + middle + above]


def class_footnote(indicator: Indicator, choice: ClassChoice, reference: float) -> str:
    """Say in one or two sentences how the classes were cut."""
    method = choice.method_for(indicator)
    if indicator.map_scale == "symbols":
        told = "La surface de chaque cercle suit la valeur."
    elif method in TWO_HUES:
        where = (
            "zéro"
            if method == "zero"
            else f"{choice.reference_name} ({quantity(reference, indicator.unit, indicator.decimals)})"
        )
        told = (
            f"Deux couleurs se séparent à {where}\u202f: brun en dessous, bleu au-dessus\u202f; plus elles sont "
            "foncées, plus l’écart est grand."
        )
    else:
        told = _ONE_HUE[method]
    if choice.years:
        what = "Même échelle" if indicator.map_scale == "symbols" else "Mêmes classes"
        told += f" {what} pour toutes les années, de {choice.years[0]} à {choice.years[-1]}."
    return told


def fragile_footnote(symbols: bool) -> str:
    """Say how fragile values are painted: in their class, or as a hollow circle."""
    if symbols:
        return "Cercle creux et hachures\u202f: valeur fragile, un ordre de grandeur."
    return (
        "Hachures sur une couleur pâlie\u202f: valeur fragile, un ordre de grandeur, dans sa classe ou dans la plus "
        "proche\u202f; les limites des classes ne tiennent pas compte de ces valeurs."
    )


def doubtful_footnote(count: int, noun: str) -> str:
    """Say which solid values are hatched: those of an end class that chance alone could have put there."""
    return (
        f"Hachures pour {number(count)} {noun} de la première ou de la dernière classe, que leur marge ne permet "
        "pas de distinguer du milieu de la carte."
    )


_ONE_HUE: Final[dict[ClassMethod, str]] = {
    "quantiles": "Chaque couleur rassemble à peu près le même nombre de territoires, sauf où beaucoup ont la même "
    "valeur\u202f; plus elle est foncée, plus la valeur est élevée.",
    "naturelles": "Les limites suivent les creux entre les valeurs\u202f: dans une même couleur, elles se ressemblent "
    "le plus possible\u202f; plus la couleur est foncée, plus la valeur est élevée.",
    "egales": "Toutes les classes ont la même largeur\u202f; certaines peuvent être presque vides. Plus la couleur est "
    "foncée, plus la valeur est élevée.",
    "manuelles": "Les limites entre les classes ont été choisies à la main\u202f; plus la couleur est foncée, plus la "
    "valeur est élevée.",
}


def read_breaks(text: str) -> tuple[float, ...] | None:
    """Read limits between classes as a visitor types them, "5 ; 10 ; 15,5"; None when they cannot be read."""
    limits = [limit.strip().replace("\u202f", "").replace("\u2212", "-") for limit in text[:200].split(";")]
    if not all(limit.isascii() for limit in limits):
        return None
    try:
        numbers = sorted({float(limit.replace(",", ".").replace(" ", "")) for limit in limits if limit})
    except ValueError:
        return None
    fits = FEWEST - 1 <= len(numbers) <= MOST - 1 and all(abs(number) < 1e12 for number in numbers)
    return tuple(numbers) if fits else None
