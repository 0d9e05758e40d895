"""The catalogue: what every source, measure, indicator and term means, read from TOML and validated.

All faults are found in one run and reported together, each with its mend.
"""

from __future__ import annotations

import tomllib
from functools import cache
from math import inf
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SkipValidation, ValidationError, model_validator

from observatoire.model.breaks import Break, range_in
from observatoire.model.catalog_faults import READING_VARIABLES as READING_VARIABLES
from observatoire.model.catalog_faults import cross_faults
from observatoire.model.errors import ErrorFamily, Precision, precision_of
from observatoire.model.features import BestPeers, Feature, Nearness
from observatoire.model.measures import Measure
from observatoire.model.measures import parse_terms as parse_terms
from observatoire.model.questions import Question
from observatoire.model.territory import Level
from observatoire.model.vocabulary import Awaited, Uncovered, UsualName
from observatoire.model.vocabulary import Term as Term

CATALOG_DIR = Path(__file__).parents[2] / "data" / "catalog"

Text = Annotated[str, Field(min_length=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


class CatalogError(ValueError):
    """The catalogue is faulty; the message lists every fault with its mend."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__(f"{len(faults)} fault(s) in the catalogue:\n" + "\n".join(f"- {f}" for f in faults))


class AbsentIndicatorError(KeyError):
    """The catalogue knows the indicator, and the opened edition has no data for it."""

    def __init__(self, indicator: Indicator) -> None:
        self.indicator = indicator
        super().__init__(indicator.id)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Source(_Entry):
    """Where figures come from: producer, edition, licence, and how to cite them."""

    id: Slug
    producer: Text
    title: Text
    licence: Text
    edition: Text
    published: Text
    geography: Text
    page: Annotated[str, Field(pattern=r"^(https://|$)")]
    """Of the producer; empty when nobody knows who that is."""
    citation: Text
    note: str
    window: Annotated[int, Field(ge=1)] = 1
    """Years of collection behind one figure: two figures closer than that share answers."""
    official: bool = False
    """Whether its files are added by `python -m loaders official`: the release that ships does not hold it."""


class Indicator(_Entry):
    """What a citizen sees: a question, a formula on measures, and the words that go with it."""

    id: Slug
    theme: Slug
    aliases: tuple[Slug, ...] = Field(default=(), strict=False)
    title: Annotated[str, Field(min_length=3, max_length=60)]
    short_title: Annotated[str, Field(min_length=2, max_length=28)]
    words: tuple[Text, ...] = Field(default=(), strict=False)
    """Other words with which citizens look for it; those of its titles are known."""
    question: Text
    description: Text
    caveats: tuple[Text, ...] = Field(strict=False)
    not_said: Text
    kind: Literal["count", "ratio", "change"]
    numerator: Text
    denominator: str | None = None
    denominator_year: int | None = None
    denominator_until: int | None = None
    base_year: int | None = None
    annual: bool = False
    scale: float = 1.0
    unit: str
    unit_spoken: Text
    decimals: Annotated[int, Field(ge=0, le=4)]
    levels: tuple[Level, ...] = Field(strict=False, min_length=1)
    min_base: Annotated[float, Field(ge=0)]
    plausible: tuple[float, float] | None = Field(default=None, strict=False)
    """Range beyond which a figure is shown with a remark, and enters no rank, class or « ce qui ressort »."""
    weight: Annotated[float, Field(ge=0, le=1)] = 1.0
    """How much it counts among what stands out of a place: 0 keeps what is no news (mail providers) out of it."""
    least_gap: Annotated[float, Field(ge=0)] | None = None
    """Gap to the median, in its unit, below which it is no news; a point for shares where none is declared."""
    map_scale: Literal["sequential", "diverging", "symbols"]
    reading: Text
    breaks: tuple[Break, ...] = Field(default=(), strict=False)
    additive: bool = True
    only_complete: bool = False
    """Inferred, both: whether all its measures add up over communes, and whether some do only when every one has it."""
    precision: SkipValidation[Precision | None] = None
    """Inferred: how surely it is known; None in a catalogue that says nothing of errors."""

    @model_validator(mode="after")
    def _kind_fits_fields(self) -> Indicator:
        if (self.kind == "ratio") != (self.denominator is not None):
            raise ValueError("`denominator` is required for kind = ratio, and only there")
        if (self.kind == "change") != (self.base_year is not None):
            raise ValueError("`base_year` is required for kind = change, and only there")
        ranges = (self.plausible, *(b.plausible for b in self.breaks))
        if any(known is not None and known[0] >= known[1] for known in ranges):
            raise ValueError("`plausible` is [lowest, highest]")
        if self.annual and self.kind != "change":
            raise ValueError("`annual` only goes with kind = change")
        return self

    def plausible_in(self, year: int) -> tuple[float, float]:
        """Return the range of a year: that of the last break that gives one, else the indicator's; any without."""
        return range_in(year, self.breaks) or self.plausible or (-inf, inf)

    @property
    def numerator_terms(self) -> tuple[tuple[int, str], ...]:
        """The numerator as (sign, measure) pairs."""
        return parse_terms(self.numerator)

    @property
    def denominator_terms(self) -> tuple[tuple[int, str], ...]:
        """The denominator as (sign, measure) pairs; empty when there is none."""
        return parse_terms(self.denominator) if self.denominator else ()

    @property
    def used_measures(self) -> tuple[str, ...]:
        """The measures of the formula, numerator first."""
        return tuple(measure for _, measure in self.numerator_terms + self.denominator_terms)


class Theme(_Entry):
    """A chapter of the menu; its file's rank in the folder is its rank on screen."""

    id: Slug
    title: Text
    description: Text


class Correction(_Entry):
    """An error known in a source: what it is, how we know, what we do about it, what a reader sees of it.

    `measures` names those that it bears on: absent, all of the source; empty, no figure that is shown.
    """

    id: Slug
    source: Slug
    measures: tuple[Slug, ...] | None = Field(default=None, strict=False)
    status: Literal["corrigée", "contournée", "signalée", "à vérifier"]
    what: Text
    reason: Text
    effect: Text


class Catalog(_Entry):
    """The whole catalogue, validated. Dictionaries keep file order."""

    themes: dict[str, Theme]
    indicators: dict[str, Indicator]
    measures: dict[str, Measure]
    sources: dict[str, Source]
    terms: dict[str, Term]
    corrections: dict[str, Correction]
    features: dict[str, Feature]
    nearness: dict[str, Nearness]
    best_peers: dict[str, BestPeers]
    questions: dict[str, Question]
    usual_names: dict[str, UsualName]
    uncovered: dict[str, Uncovered]
    awaited: dict[str, Awaited]
    errors: dict[str, ErrorFamily]
    absent: dict[str, Indicator] = {}
    """Those that the opened edition has no data for (`statistics.offering`); none in the catalogue as written."""

    def indicator(self, identifier: str) -> Indicator:
        """Return the indicator of this id or alias.

        Raises
        ------
        KeyError
            When no indicator has, or ever had, this id: an `AbsentIndicatorError` when the opened edition lacks it.
        """
        if absent := _named(self.absent, identifier):
            raise AbsentIndicatorError(absent)
        if found := _named(self.indicators, identifier):
            return found
        raise KeyError(identifier)

    def of_theme(self, theme: str) -> list[Indicator]:
        """Return a theme's indicators, in file order."""
        return [i for i in self.indicators.values() if i.theme == theme]

    def sources_of(self, indicator: Indicator) -> list[Source]:
        """Return the sources behind an indicator, numerator first, without repeats."""
        ids = dict.fromkeys(self.measures[measure].source for measure in indicator.used_measures)
        return [self.sources[i] for i in ids]

    def corrections_of(self, indicator: Indicator) -> list[Correction]:
        """Return the errors of the sources that bear on an indicator's measures, those of its numerator first."""
        found: dict[str, Correction] = {}
        for name in indicator.used_measures:
            source = self.measures[name].source
            for error in self.corrections.values():
                if error.source == source if error.measures is None else name in error.measures:
                    found[error.id] = error
        return list(found.values())


def _named(indicators: dict[str, Indicator], identifier: str) -> Indicator | None:
    """Return the indicator of this id, else the one of this alias."""
    return indicators.get(identifier) or next((i for i in indicators.values() if identifier in i.aliases), None)


_SECTIONS: dict[str, type[BaseModel]] = {
    "themes": Theme, "indicators": Indicator, "measures": Measure, "sources": Source, "terms": Term,
    "corrections": Correction, "features": Feature, "nearness": Nearness, "best_peers": BestPeers,
    "questions": Question, "usual_names": UsualName, "uncovered": Uncovered, "awaited": Awaited, "errors": ErrorFamily,
}  # fmt: skip
"""Section of the files -> what its entries are."""
_INFERRED = ("id", "theme", "additive", "only_complete", "precision")
_UNKNOWN_KEY = "unknown key; remove it or correct its spelling"
_MENDS = {"missing": "this field is required; add it", "extra_forbidden": _UNKNOWN_KEY}


@cache
def load_catalog(directory: Path = CATALOG_DIR) -> Catalog:
    """Read and validate every TOML file of a catalogue folder.

    Raises
    ------
    CatalogError
        When anything is wrong; its message lists every fault with its mend.
    """
    faults: list[str] = []
    raw: dict[str, dict[str, Any]] = {section: {} for section in _SECTIONS}
    for path in sorted(directory.glob("*.toml")):
        _read_file(path, raw, faults)
    entries = {key: _validate(key, kind, raw[key], faults) for key, kind in _SECTIONS.items()}
    faults.extend(cross_faults(entries, raw))
    if faults:
        raise CatalogError(faults)
    measures, errors = entries["measures"], entries["errors"]
    windows = {name: entries["sources"][measure.source].window for name, measure in measures.items()}
    for key, indicator in entries["indicators"].items():
        used = [measures[name] for name in indicator.used_measures]
        told = {"additive": all(m.additive for m in used), "only_complete": any(m.only_complete for m in used)}
        known = precision_of(indicator, measures, errors, windows)
        entries["indicators"][key] = indicator.model_copy(update={**told, "precision": known})
    return Catalog.model_construct(None, **entries, absent={})


def _read_file(path: Path, raw: dict[str, dict[str, Any]], faults: list[str]) -> None:
    """Collect one file's tables; a theme file has a [theme] table that its indicators belong to."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        faults.append(f"{path.name}: not valid TOML in UTF-8 ({error}); mend the line it names")
        return
    if (theme := content.pop("theme", None)) is not None:
        raw["themes"][str(theme.get("id", path.stem))] = theme
    for section, tables in content.items():
        if section not in raw:
            faults.append(f"{path.name}: unknown section [{section}]; known: theme, {', '.join(raw)}")
            continue
        for key, table in tables.items():
            if key in raw[section]:
                faults.append(f"{path.name}: [{section}.{key}] exists already; ids are never reused")
            for name in (n for n in _INFERRED if section == "indicators" and n in table):
                faults.append(f"[{section}.{key}] {name}: inferred, never written; remove it")
            extra = {"theme": theme.get("id") if theme else "?"} if section == "indicators" else {}
            raw[section][key] = {"id": key, **extra, **table}


def _validate(section: str, kind: type[BaseModel], tables: dict[str, Any], faults: list[str]) -> dict[str, Any]:
    valid = {}
    for key, table in tables.items():
        try:
            valid[key] = kind.model_validate(table)
        except ValidationError as error:
            for fault in error.errors():
                where, mend = ".".join(map(str, fault["loc"])), _MENDS.get(fault["type"], fault["msg"])
                faults.append(f"[{section}.{key}] {where}: {mend}".replace(" :", ":"))
    return valid
