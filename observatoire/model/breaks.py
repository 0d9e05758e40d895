"""Breaks in series: from a year on, an indicator's figures do not compare with earlier ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Break(BaseModel):
    """A break in series.

    Attributes
    ----------
    year : int
        The first one after it.
    note : str
        Why, in French.
    plausible : tuple of float or None
        The indicator's range from this year on, where what broke the series moved it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    year: int
    note: Annotated[str, Field(min_length=1)]
    plausible: tuple[float, float] | None = Field(default=None, strict=False)


def range_in(year: int, breaks: Iterable[Break]) -> tuple[float, float] | None:
    """Return the range that the last break before or in a year gives; None when none gives any."""
    given = [b for b in breaks if b.year <= year and b.plausible is not None]
    return max(given, key=lambda b: b.year).plausible if given else None
