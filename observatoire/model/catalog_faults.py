"""The faults of a catalogue that only show between its entries: references, formulas, variables, aliases."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from observatoire.model.errors import error_faults
from observatoire.model.features import best_peers_faults, feature_faults
from observatoire.model.measures import Measure, measure_faults
from observatoire.model.questions import question_faults
from observatoire.model.vocabulary import vocabulary_faults

if TYPE_CHECKING:
    from observatoire.model.catalog import Correction, Indicator

_COUNTED = re.compile(r"\{value_plain\}\s([^\W\d_]{2,}[sx])\b")
_AGREEING = re.compile(r"\[[^\[\]|]+\|[^\[\]|]+\]")
READING_VARIABLES = frozenset(
    {"year", "base_year", "value", "value_plain", "of_place", "at_place", "place", "numerator", "denominator"}
)


def cross_faults(entries: dict[str, dict[str, Any]], raw: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield the faults of valid entries (`entries`, by section) against all that was read (`raw`)."""
    yield from measure_faults(entries["measures"], raw["measures"], raw["sources"])
    for measure in entries["measures"].values():
        if measure.decided_by is not None and measure.decided_by not in raw["indicators"]:
            yield f"[measures.{measure.id}] decided_by: no indicator {measure.decided_by!r}; add it or correct it"
    for indicator in entries["indicators"].values():
        yield from _formula_faults(indicator, raw["measures"])
        yield from _sum_faults(indicator, entries["measures"], raw["sources"])
        yield from _reading_faults(indicator)
        if indicator.theme not in raw["themes"]:
            yield f"[indicators.{indicator.id}] its file has no [theme] table; add one"
    for correction in entries["corrections"].values():
        yield from _correction_faults(correction, raw)
    yield from feature_faults(entries["features"], entries["indicators"])
    yield from best_peers_faults(entries["best_peers"], entries["indicators"])
    yield from question_faults(entries["questions"], entries["indicators"])
    yield from vocabulary_faults(entries)
    yield from error_faults(entries)
    yield from _alias_faults(entries["indicators"])


def _sum_faults(indicator: Indicator, measures: dict[str, Measure], sources: dict[str, Any]) -> Iterator[str]:
    """Refuse to sum over communes what does not add up: a median, a rate. Official sources publish it by level."""
    try:
        names = dict.fromkeys(indicator.used_measures)
    except ValueError:  # said by `_formula_faults`
        return
    above = [level for level in indicator.levels if level != "commune"]
    for name in names:
        published = name in measures and sources.get(measures[name].source, {}).get("official")
        if above and name in measures and not measures[name].additive and not published:
            yield (
                f"[indicators.{indicator.id}] levels: {name!r} is not additive, {', '.join(above)} would sum it "
                'over communes; write levels = ["commune"]'
            )


def _formula_faults(indicator: Indicator, measures: dict[str, Any]) -> Iterator[str]:
    if indicator.denominator_until and (indicator.denominator is None or indicator.denominator_year):
        yield f"[indicators.{indicator.id}] denominator_until: only beside a denominator without its year; remove it"
    for field in ("numerator", "denominator"):
        try:
            terms = getattr(indicator, f"{field}_terms")
        except ValueError as error:
            yield f"[indicators.{indicator.id}] {field}: {error}"
            continue
        for _, name in terms:
            if name not in measures:
                yield f"[indicators.{indicator.id}] {field}: no measure {name!r}; add it or correct it"


def _reading_faults(indicator: Indicator) -> Iterator[str]:
    try:
        names = {name for _, name, _, _ in string.Formatter().parse(indicator.reading) if name is not None}
    except ValueError as error:
        yield f"[indicators.{indicator.id}] reading: {error}; close every brace"
        return
    for name in sorted(names - READING_VARIABLES):
        known = ", ".join(sorted(READING_VARIABLES))
        yield f"[indicators.{indicator.id}] reading: unknown variable {{{name}}}; use one of {known}"

    if noun := _COUNTED.search(indicator.reading):
        yield (
            f"[indicators.{indicator.id}] reading: {noun[1]!r} does not agree with 1; write both forms, "
            f"[{noun[1].removesuffix('s')}|{noun[1]}]"
        )
    if re.search(r"[\[\]|]", _AGREEING.sub("", indicator.reading)):
        yield f"[indicators.{indicator.id}] reading: write the two forms of a noun as [habitant|habitants]"


def _correction_faults(correction: Correction, raw: dict[str, dict[str, Any]]) -> Iterator[str]:
    if correction.source not in raw["sources"]:
        yield f"[corrections.{correction.id}] source: no source {correction.source!r}; write an id of sources.toml"
    for name in correction.measures or ():
        if name not in raw["measures"]:
            yield f"[corrections.{correction.id}] measures: no measure {name!r}; add it or correct it"


def _alias_faults(indicators: dict[str, Indicator]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for indicator in indicators.values():
        for alias in indicator.aliases:
            if alias in indicators:
                yield f"[indicators.{indicator.id}] alias {alias!r} is a living id (a loop); remove the alias"
            elif alias in seen:
                yield f"[indicators.{indicator.id}] alias {alias!r} already leads to {seen[alias]}; keep one"
            seen[alias] = indicator.id
