"""How surely each measure is known: families of errors, their constants, which pairs make a figure.

Declared in `data/catalog/errors.toml`, explained by `docs/uncertainty.md`. What the loader estimates from the data (the
dispersion of events, how well years repeat each other) is in the manifest of an edition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from observatoire.model.catalog import Indicator
    from observatoire.model.measures import Measure

Family = Literal["census", "census_extra", "census_work", "population", "events", "exact", "rounded", "model"]
FAMILIES: tuple[Family, ...] = get_args(Family)
Method = Literal["sampled", "rate", "events", "exact", "rounded", "unknown"]
Shape = Literal["single", "share", "odds", "ratio", "change"]
SIZES = (0, 500, 2_000, 5_000, 10_000, 50_000)
"""Inhabitants from which each class of size begins, in which repeatability is estimated."""
_Text = Annotated[str, Field(min_length=1)]
_Positive = Annotated[float, Field(gt=0)]


class ErrorFamily(BaseModel):
    """A family of errors, `[errors.<family>]`.

    Attributes
    ----------
    title : str
        What it is, in French.
    source : str
        Where its constants come from, or that they are ours.
    alone : Method
        How a figure of this family without denominator is judged.
    over : dict of Family to Method
        How one is judged against a denominator of another family: a pair that is not there is a fault.
    cv : tuple of tuple of float
        Of the census: counts, falling, and the coefficient of variation (0-1) from each of them up.
    beyond : float
        Below the last of these counts, the coefficient is that of the last times (count / last) to the power -beyond.
    threshold, window : int
        Inhabitants from which a commune is sampled, and years around in which it is enough to have had them.
    surveyed, cluster : float
        Of complementary processing: share of dwellings, and how much more persons of one dwelling resemble each other.
    unit_variance : float
        Of populations: variance for each inhabitant of a sampled commune.
    windows : tuple of int
        Of events: numbers of years that may be taken together.
    fewest : float
        Of events: below this number, expected and counted, nothing is said.
    repeatability : float
        Of events: correlation of two periods below which a period says nothing lasting of a place.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: Family
    title: _Text
    source: _Text
    alone: Method
    over: dict[Family, Method]
    cv: Annotated[tuple[Annotated[tuple[float, float], Field(strict=False)], ...], Field(strict=False)] = ()
    beyond: float = 0.5
    threshold: Annotated[int, Field(gt=0)] = 10_000
    window: Annotated[int, Field(gt=0)] = 5
    surveyed: _Positive = 1.0
    cluster: _Positive = 1.0
    unit_variance: _Positive = 1.0
    windows: tuple[int, ...] = Field(default=(), strict=False)
    fewest: _Positive = 5.0
    repeatability: _Positive = 0.5


@dataclass(frozen=True, slots=True)
class Precision:
    """How an indicator is known, inferred from its measures. Copies that a cache gives back are equal to it.

    Attributes
    ----------
    method : Method
        How its gaps are judged.
    shape : Shape
        `share` when the numerator is a part of the denominator, `odds` when both are parts of one whole.
    families : tuple of Family
        Of the numerator, then of the denominator if any.
    turnover : bool
        Whether it is a share of people or of occupied dwellings, which change from a year to the next by chance.
    step, floor : float or None
        Of rounded figures: what they are rounded to, the value below which none is published.
    window : int
        Years of collection behind one numerator: two that are nearer share answers.
    events : tuple of str
        Measures of events: the numerator's, then the denominator's if it counts events too.
    noun : str
        What the numerator counts, in the plural, as its measure says: "logements", "hab.".
    constants : mapping of Family to ErrorFamily
        All of the catalogue.
    """

    method: Method
    shape: Shape
    families: tuple[Family, ...]
    turnover: bool
    step: float | None
    floor: float | None
    window: int
    events: tuple[str, ...]
    noun: str
    constants: Mapping[str, ErrorFamily] = field(compare=False)


def precision_of(
    indicator: Indicator, measures: Mapping[str, Measure], errors: Mapping[str, ErrorFamily], windows: Mapping[str, int]
) -> Precision | None:
    """Return how an indicator is known; None where the catalogue does not say it of its measures.

    Parameters
    ----------
    indicator, measures, errors
        Of a catalogue without fault.
    windows : mapping of str to int
        Years of collection behind one figure, by measure.
    """
    used = [measures[name] for name in indicator.used_measures]
    found = _families(indicator, measures)
    if not errors or any(family is None for family in found):
        return None
    families = tuple(family for family in found if family is not None)
    over = found[1] if len(found) > 1 else None
    method = errors[families[0]].alone if over is None else errors[families[0]].over[over]
    shape = _shape(indicator, measures)
    people = families[0] in ("census", "census_extra", "census_work")
    counted = [measures[name] for _, name in indicator.numerator_terms]
    if counted[0].weighted:
        method = "exact"
    own_window = max(windows[measure.id] for measure in counted)
    return Precision(
        method=method,
        shape=shape,
        families=families,
        turnover=people and shape in ("share", "odds") and not any(m.lasting for m in used),
        step=counted[0].step if shape == "single" else None,
        floor=counted[0].floor,
        window=max(own_window, errors["census"].window) if people or families[0] == "population" else own_window,
        events=tuple(dict.fromkeys(m.id for m in used if m.error == "events")),
        noun=counted[0].unit,
        constants=errors,
    )


def _families(indicator: Indicator, measures: Mapping[str, Measure]) -> list[Family | None]:
    """Return the family of the numerator, then of the denominator; `model` where terms of several are mixed."""
    found: list[Family | None] = []
    for terms in (indicator.numerator_terms, indicator.denominator_terms):
        families = {measures[name].error for _, name in terms if name in measures}
        if terms:
            found.append(families.pop() if len(families) == 1 else "model" if None not in families else None)
    # The difference of two counts of events is not a count of events: its dispersion is that of neither.
    if found[0] == "events" and any(sign < 0 for sign, _ in indicator.numerator_terms):
        found[0] = "model"
    # A rate that the producer computed from a sample: its counts are not known, nor is its margin.
    additive = all(measures[name].additive for name in indicator.used_measures if name in measures)
    return found if additive or found[0] in ("exact", "rounded") else ["model", *found[1:]]


def _shape(indicator: Indicator, measures: Mapping[str, Measure]) -> Shape:
    if indicator.kind != "ratio":
        return "change" if indicator.kind == "change" else "single"
    numerator, denominator = dict(_by_name(indicator.numerator_terms)), dict(_by_name(indicator.denominator_terms))
    over = set(denominator)
    added = all(sign > 0 for sign in (*numerator.values(), *denominator.values()))
    if added and (set(numerator) <= over or all(over & set(_wholes(name, measures)) for name in numerator)):
        return "share"
    # What is left of a whole, over what was taken from it.
    left = {name for name, sign in numerator.items() if sign < 0}
    if left and left == over and len(numerator) == len(left) + 1:
        return "odds"
    parts = [set(group) for measure in measures.values() for group in measure.parts]
    return "odds" if added and any({*numerator, *over} <= group for group in parts) else "ratio"


def _by_name(terms: tuple[tuple[int, str], ...]) -> Iterator[tuple[str, int]]:
    return ((name, sign) for sign, name in terms)


def _wholes(name: str, measures: Mapping[str, Measure]) -> list[str]:
    """Return the measures that one never exceeds, nearest first."""
    found: list[str] = []
    while name in measures and (whole := measures[name].part_of) and whole not in found:
        found.append(whole)
        name = whole
    return found


def error_faults(entries: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield the faults of what the catalogue says of errors; a catalogue of before it said anything has none.

    Parameters
    ----------
    entries : dict
        Valid entries by section.
    """
    errors, measures = entries["errors"], entries["measures"]
    if not errors:
        return
    for measure in measures.values():
        where = f"[measures.{measure.id}]"
        if measure.error is None:
            yield f"{where} error: this field is required; write one of {', '.join(FAMILIES)}"
        elif measure.error not in errors:
            yield f"{where} error: no [errors.{measure.error}]; add it to errors.toml"
        if (measure.step is not None or measure.floor is not None) and measure.error != "rounded":
            yield f'{where} step, floor: only beside error = "rounded"; remove them'
        elif measure.error == "rounded" and measure.step is None:
            yield f'{where} step: this field is required beside error = "rounded"; add it'
        if measure.lasting and measure.error != "census":
            yield f'{where} lasting: only beside error = "census"; remove it'
    for indicator in entries["indicators"].values():
        yield from _pair_faults(indicator, measures, errors)


def _pair_faults(
    indicator: Indicator, measures: Mapping[str, Measure], errors: Mapping[str, ErrorFamily]
) -> Iterator[str]:
    try:
        names = indicator.used_measures
    except ValueError:  # an ill-formed formula is said elsewhere
        return
    if any(name not in measures for name in names):
        return
    found = _families(indicator, measures)
    own, over = found[0], found[-1]
    if len(found) == 2 and own in errors and own and over and over not in errors[own].over:
        yield (
            f"[indicators.{indicator.id}] a figure of {own!r} over {over!r} is not in errors.toml; "
            f"add the pair to [errors.{own}] over"
        )
