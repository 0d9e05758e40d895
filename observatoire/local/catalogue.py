"""Local indicators as entries of a catalogue: one visitor's, never the one that all share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from observatoire.local.matching import level_of
from observatoire.local.record import Kind, LocalIndicator
from observatoire.model.catalog import Catalog, Indicator, Source, Theme
from observatoire.model.measures import Measure
from observatoire.model.store import Store
from observatoire.model.territory import LEVELS, Level
from observatoire.statistics.components import years

THEME: Final = Theme(
    id="donnees_locales",
    title="Données locales",
    description="Des chiffres apportés par un visiteur ou par ceux qui tiennent ce site.",
)
BOUND: Final = 1e15
LONGEST_SHORT: Final = 28
USUAL_BASE: Final = 50
"""Denominator below which one more or one less moves a share by two points: usual where no official ratio has it."""
NOT_OFFICIAL: Final = (
    "Ce chiffre n’est pas officiel : l’observatoire l’a lu dans un fichier, et n’a vérifié que sa forme."
)


@dataclass(frozen=True, eq=False)
class Entry:
    """A local indicator and what the rest of the house knows it by.

    Attributes
    ----------
    local : LocalIndicator
    indicator : Indicator
        Of theme `THEME`: title, unit, words.
    over : Indicator or None
        The official one whose numerator is its denominator.
    """

    local: LocalIndicator
    indicator: Indicator
    over: Indicator | None = None


def countable(catalog: Catalog) -> list[Indicator]:
    """Return the official indicators that a local numerator can be set over: counts that add up, of every commune."""
    return [
        one
        for one in catalog.indicators.values()
        if one.kind == "count" and one.additive and not one.only_complete and "commune" in one.levels
    ]


def usual_base(catalog: Catalog, kind: Kind, over: str = "") -> int:
    """Return the base below which figures of a local indicator are usually fragile, to be changed by who brings them.

    Over an official count, that of the official ratios which rest on it too, as most of them have it.

    Parameters
    ----------
    catalog : Catalog
        The official one.
    kind : Kind
        Of the local indicator: only a ratio has a base that is not itself.
    over : str
        Id of the official count that it is set over; empty for none.
    """
    if kind != "ratio":
        return 0
    if not over:
        return USUAL_BASE
    below = next((one.numerator for one in countable(catalog) if one.id == over), None)
    ratios = [one for one in catalog.indicators.values() if one.kind == "ratio" and one.denominator == below]
    bases = Counter(int(one.min_base) for one in ratios if one.min_base)
    return bases.most_common(1)[0][0] if bases else 0 if ratios else USUAL_BASE


def entry_of(catalog: Catalog, local: LocalIndicator) -> Entry | None:
    """Return a local indicator as an entry; None when this edition has not the official count that it is set over.

    Parameters
    ----------
    catalog : Catalog
        The official one.
    local : LocalIndicator
        As it was brought.
    """
    over = next((one for one in countable(catalog) if one.id == local.over), None) if local.over else None
    if local.over and over is None:
        return None
    told = local.description
    bottom = over.numerator if over else f"{local.id}_d" if local.kind == "ratio" else None
    caveats = [f"{told.answers} en répond. Licence : {told.licence}.", NOT_OFFICIAL]
    if over:
        caveats.append(
            f"Numérateur local ({told.source}) ; dénominateur officiel : {over.title} ("
            + " ; ".join(f"{source.producer}, {source.title}" for source in catalog.sources_of(over))
            + ")."
        )
    indicator = Indicator(
        id=local.id,
        theme=THEME.id,
        title=told.title,
        short_title=_short(told.title),
        question=told.counted,
        description=f"{told.counted} Observé : {told.observed}.",
        caveats=tuple(caveats),
        not_said="Rien d’autre que ce que dit sa description.",
        kind="ratio" if local.kind == "ratio" else "count",
        numerator=local.id,
        denominator=bottom,
        scale=local.scale if local.kind == "ratio" else 1.0,
        unit=told.unit,
        unit_spoken=told.unit or "sans unité",
        decimals=local.decimals,
        levels=tuple(LEVELS),
        min_base=local.min_base,
        map_scale="symbols" if local.kind == "count" else "sequential",
        reading=_reading(told.title),
        additive=local.kind != "value",
    )
    return Entry(local, indicator, over)


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_SHORT else f"{title[: LONGEST_SHORT - 1].rstrip()}…"


def _reading(title: str) -> str:
    """Return the reading sentence of a title, whose braces and brackets are no variables of ours."""
    plain = title.replace("{", "{{").replace("}", "}}").replace("[", "(").replace("]", ")").replace("|", "/")
    return f"{plain}, {{year}}, {{place}} : {{value}} (donnée locale)."


def with_local(catalog: Catalog, entries: Iterable[Entry]) -> Catalog:
    """Return a catalogue that knows local indicators beside the official ones, for the views of one visitor alone.

    The official catalogue is left as it is.

    Parameters
    ----------
    catalog : Catalog
        The official one.
    entries : iterable of Entry
        As `entry_of` makes them.
    """
    indicators, measures, sources = dict(catalog.indicators), dict(catalog.measures), dict(catalog.sources)
    for entry in entries:
        told, name = entry.local.description, entry.indicator.id
        indicators[name] = entry.indicator
        sources[name] = Source(
            id=name,
            producer=told.source,
            title=f"donnée locale ({told.title})",
            licence=told.licence,
            edition=told.observed,
            published=f"Apportée par un visiteur ; {told.answers} en répond.",
            geography="COG 2026",
            page="",
            citation=f"{told.source}, {told.title}, {told.observed} (donnée locale)",
            note=NOT_OFFICIAL,
        )
        for measure in (name, f"{name}_d"):
            measures[measure] = Measure(
                id=measure, source=name, label=told.title, unit=told.unit, additive=entry.indicator.additive,
                min=-BOUND, max=BOUND,
            )  # fmt: skip
    themes = {**catalog.themes, THEME.id: THEME}
    return catalog.model_copy(
        update={"indicators": indicators, "measures": measures, "sources": sources, "themes": themes}
    )


def is_local(indicator: Indicator) -> bool:
    """Tell whether an indicator is a local one."""
    return indicator.theme == THEME.id


def local_years(store: Store, entry: Entry) -> tuple[int, ...]:
    """Return the years in which a local indicator has a value somewhere, ascending.

    Parameters
    ----------
    store : Store
        The edition.
    entry : Entry
        As `entry_of` makes it.
    """
    known = entry.local.cells.known_years
    if entry.local.denominator is not None:
        below = set(entry.local.denominator.known_years)
        known = tuple(year for year in known if year in below)
    if entry.over is not None and not years(store, entry.over):
        return ()
    return known


def official_year(store: Store, entry: Entry, year: int) -> int:
    """Return the year of the official denominator of a local figure: its own, else the nearest, the earlier of two."""
    assert entry.over is not None
    return min(years(store, entry.over), key=lambda known: (abs(known - year), known))


def levels_of(entry: Entry) -> tuple[Level, ...]:
    """Return the levels at which a local indicator may have figures, the lowest first."""
    held = {level_of(place) for place in entry.local.cells.ids}
    adds_up = entry.indicator.additive and "commune" in held
    return tuple(level for level in LEVELS if level in held or (adds_up and level != "commune"))
