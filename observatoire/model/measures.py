"""The measures: what each stored column is, its years, its bounds, what it is a part of; declared once, in TOML.

A formula is measures joined by + and -.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from observatoire.model.errors import Family
from observatoire.model.territory import Level

if TYPE_CHECKING:
    import pandas as pd

_SLUG = r"^[a-z][a-z0-9_]*$"
_TERM = re.compile(r"\s*([+-]?)\s*([a-z][a-z0-9_]*)")
ROUNDING = 1e-6
REST, MOST_WITH_MORE, FEWEST = 0.03, 0.05, 200
"""Parts make up their whole when the rest is below 3 % of it in 95 communes of 100, those of 200 or more."""
_Slug = Annotated[str, Field(pattern=_SLUG, max_length=60)]


class Measure(BaseModel):
    """A stored column by commune and year. The contracts of the prepared data are made of this declaration.

    Attributes
    ----------
    years : tuple of int
        Those that ship, ascending. Of an official source, none is written: it has those that its files hold.
    additive : bool
        Whether its sum over communes means something: that of a median does not.
    only_complete : bool
        Of an additive measure that is hidden where it is small: whether its sum is told only when every commune has it,
        since those that are hidden are not like the others.
    min, max : float
        Plausible bounds for one commune.
    part_of : str or None
        The measure that it never exceeds.
    part_of_year : int or None
        The year of the whole, where it is not that of the part.
    parts : tuple of tuple of str
        Measures that together make up this one, or nearly: each is known when it and the others are.
    decided_by : str or None
        The indicator that decides, for one commune, whether this is all of `part_of` or nothing (a threshold).
    told_from : str or None
        Only of a measure about persons: the lowest level at which it is told (by commune, where they are not too
        few). Its sums above the communes are counted and ship apart from the communes' cells.
    error : Family or None
        How surely it is known (`errors.toml`); None only in catalogues of before that was said.
    step, floor : float or None
        Of a rounded one: what it is rounded to, and the value below which the producer gives none.
    lasting : bool
        Of the census: whether it counts buildings, that do not change from a year to the next as people do.
    weighted : bool
        Whether it is a rate times the denominator it goes with, a step of a weighted mean: as exact as the rate.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: _Slug
    source: _Slug
    label: Annotated[str, Field(min_length=1)]
    unit: str
    years: Annotated[tuple[int, ...], Field(strict=False)] = ()
    additive: bool
    only_complete: bool = False
    min: float
    max: float
    part_of: _Slug | None = None
    part_of_year: int | None = None
    parts: Annotated[tuple[Annotated[tuple[_Slug, ...], Field(strict=False)], ...], Field(strict=False)] = ()
    decided_by: _Slug | None = None
    told_from: Level | None = None
    error: Family | None = None
    step: float | None = None
    floor: float | None = None
    lasting: bool = False
    weighted: bool = False

    @property
    def by_commune(self) -> bool:
        """Whether it ships by commune."""
        return self.told_from in (None, "commune")

    def held_against(self, whole: Measure) -> list[tuple[str, str]]:
        """Return the stored columns of this part and of its whole that are compared, `<measure>__<year>`."""
        pairs = ((year, self.part_of_year or year) for year in self.years)
        return [(f"{self.id}__{own}", f"{whole.id}__{its}") for own, its in pairs if its in whole.years]


@cache
def parse_terms(formula: str) -> tuple[tuple[int, str], ...]:
    """Split "a + b - c" into ((1, "a"), (1, "b"), (-1, "c")).

    Raises
    ------
    ValueError
        When the text is anything but measures joined by + and -.
    """
    terms: list[tuple[int, str]] = []
    position = 0
    while position < len(formula):
        match = _TERM.match(formula, position)
        if match is None or (terms and not match[1]):
            raise ValueError(f"formula {formula!r}: write measure ids joined by + and -")
        terms.append((-1 if match[1] == "-" else 1, match[2]))
        position = match.end()
        if not formula[position:].strip():
            break
    if not terms:
        raise ValueError("empty formula: write measure ids joined by + and -")
    return tuple(terms)


def excesses(table: pd.DataFrame, measures: Mapping[str, Measure]) -> list[str]:
    """Return « part exceeds whole in so many » for each stored column that is above its whole in some row.

    Parameters
    ----------
    table : DataFrame
        With the columns of all the measures.
    measures : mapping of str to Measure
        Those of the table: a whole that is not among them is not compared.
    """
    wholes = [(part, measures.get(part.part_of or "")) for part in measures.values()]
    pairs = [columns for part, whole in wholes if whole for columns in part.held_against(whole)]
    numbers = {(part, whole): int((table[part] > table[whole] + ROUNDING).sum()) for part, whole in pairs}
    return [f"{part} exceeds {whole} in {number}" for (part, whole), number in numbers.items() if number]


def remainders(table: pd.DataFrame, measures: Mapping[str, Measure]) -> list[str]:
    """Return « parts leave more than 3 % of the whole in so many » for the parts that do not make up their whole.

    Parameters
    ----------
    table : DataFrame
        With the columns of all the measures.
    measures : mapping of str to Measure
        Those of the table.
    """
    found = []
    for whole in measures.values():
        for parts, year in ((parts, year) for parts in whole.parts for year in whole.years):
            total = table[f"{whole.id}__{year}"]
            rest = (total - sum(table[f"{part}__{year}"] for part in parts)).abs()[total >= FEWEST]
            number = int((rest > REST * total[total >= FEWEST]).sum())
            if number > MOST_WITH_MORE * int(rest.notna().sum()):
                found.append(f"{' and '.join(parts)} leave more than {REST:.0%} of {whole.id}__{year} in {number}")
    return found


def measure_faults(
    measures: Mapping[str, Measure], known: Container[str], sources: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    """Yield the faults of valid measures that only show against other entries.

    Parameters
    ----------
    measures : mapping of str to Measure
        The well-formed ones.
    known : container of str
        Ids of all measures, the ill-formed ones too.
    sources : mapping of str to mapping
        All sources as they are written.
    """
    for measure in measures.values():
        where = f"[measures.{measure.id}]"
        yield from _year_faults(measure, sources)
        if measure.min > measure.max:
            yield f"{where} min is above max; swap them"
        for part in dict.fromkeys(part for parts in measure.parts for part in parts):
            if part not in known:
                yield f"{where} parts: no measure {part!r}; add it or correct it"
            elif part in measures and measures[part].years != measure.years:
                yield f"{where} parts: {part!r} has other years; leave it out"
        if measure.decided_by is not None and measure.part_of is None:
            yield f"{where} decided_by: only beside `part_of`; add the whole or remove it"
        if measure.part_of is None and measure.part_of_year is not None:
            yield f"{where} part_of_year: only beside `part_of`; add the whole or remove the year"
        if measure.part_of is not None and (measure.part_of == measure.id or measure.part_of not in known):
            yield f"{where} part_of: no other measure {measure.part_of!r}; add it or correct it"
        elif (whole := measures.get(measure.part_of or "")) and not whole.years and measure.years:
            yield f"{where} part_of: {whole.id!r} has the years of its files, this one does not; remove it"
        elif whole and whole.years and not measure.held_against(whole):
            yield f"{where} part_of: {whole.id!r} has no such year; write one of its own as part_of_year"


def _year_faults(measure: Measure, sources: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    where = f"[measures.{measure.id}]"
    if measure.source not in sources:
        yield f"{where} source: no source {measure.source!r}; add it to sources.toml"
    elif sources[measure.source].get("official"):
        if measure.years:
            yield f"{where} years: those that the files of an official source hold, never written; remove them"
        if measure.told_from:
            yield f"{where} told_from: not of an official source, which withholds what it must; remove it"
    elif not measure.years:
        yield f"{where} years: this field is required; add it"
    if list(measure.years) != sorted(set(measure.years)):
        yield f"{where} years: not ascending, each once; sort them"
