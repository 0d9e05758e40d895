"""Whole sentences about a figure: what it says, where it stands, what it rests on, where it comes from."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.territory import Territory
from observatoire.statistics.comparison import Comparison
from observatoire.statistics.figures import Figure, Figures
from observatoire.statistics.uncertainty.judgement import NOTHING, Judgement
from observatoire.views.french.grammar import at_place, of_place, short_label, the_place, typographic
from observatoire.views.french.landmarks import middle_half_text
from observatoire.views.french.verdicts import rank_range_text, verdict_sentence
from observatoire.views.french.wording import (
    STATES,
    agreeing,
    coverage_sentence,
    figure,
    gap_sentence,
    number,
    plural,
    quantity,
    rank_sentence,
    reading_sentence,
    spaced,
)

FEWEST_FOR_QUARTILES: Final = 4
"""Values of a group from which its quartiles are said and drawn: those of fewer only restate them."""


def has_middle_half(known: int) -> bool:
    """Tell whether a group of so many values that count has a middle half."""
    return known >= FEWEST_FOR_QUARTILES


def value_text(indicator: Indicator, value: float, status: str = "value") -> str:
    """Return a value of an indicator in French, with its unit; signed for a change."""
    return figure(value, status, indicator.unit, indicator.decimals, signed=indicator.kind == "change")


def gap_text(indicator: Indicator, gap: float) -> str:
    """Return a gap between two values in a cell: "+2,1 pt", "−1 commune"."""
    unit = "pt" if indicator.unit.startswith("%") else indicator.unit
    return quantity(gap, unit, indicator.decimals, signed=True)


def reading(indicator: Indicator, territory: Territory, row: Figure, year: int) -> str:
    """Return the indicator's reading sentence for one territory, or why there is no value.

    Parameters
    ----------
    indicator, territory, row, year
        The figure, one of `Figures`.
    """
    if row.status != "value":
        return why(row)
    sentence = reading_sentence(
        agreeing(indicator.reading, row.value, indicator.decimals),
        year=str(year),
        base_year=str(indicator.base_year or ""),
        value=value_text(indicator, row.value),
        value_plain=number(row.value, indicator.decimals, signed=indicator.kind == "change"),
        of_place=of_place(territory),
        at_place=at_place(territory),
        place=the_place(territory),
        numerator=_count(row.numerator),
        denominator=_count(row.denominator),
    )
    return " ".join([sentence, *cautions(indicator, row)])


def _count(total: float) -> str:
    return number(total) if math.isfinite(total) else "?"


def why(figure: Figure) -> str:
    """Say why a figure has no value: the reason that the edition gives, else what its state means."""
    return typeset(figure.reason) or STATES[figure.status].explanation


def remark(figure: Figure) -> str:
    """Return what the edition says of a value that no survey of its year gave as it is; empty for the others."""
    if not figure.flagged:
        return ""
    told = typeset(figure.reason) or "Une partie de ce chiffre est estimée, ou reprise d’une autre année."
    return told if figure.members == 1 or figure.repeated else f"Pour une partie de ses communes\u202f: {told}"


def cautions(indicator: Indicator, figure: Figure) -> list[str]:
    """Return the sentences that must be read with a value: why it has no rank. None for a value that counts."""
    told = [STATES["implausible"].explanation] if figure.implausible else []
    return [*told, fragile_sentence(indicator)] if figure.fragile else told


def caution(figure: Figure) -> str:
    """Return the word that stands beside a value which does not count: "ordre de grandeur", "à vérifier"; or ""."""
    kind = "implausible" if figure.implausible else "fragile" if figure.fragile else ""
    return STATES[kind].label if kind else ""


def reason(indicator: Indicator, figure: Figure) -> str:
    """Return all that must be known of a figure: why it is missing, or what its value needs; "" for a plain value."""
    if figure.status != "value":
        return why(figure)
    return " ".join(filter(None, [*cautions(indicator, figure), remark(figure)]))


def reasons(figures: Figures) -> list[str]:
    """Return `reason` for each territory."""
    keys = zip(
        figures.codes.tolist(), figures.reasons.tolist(), figures.fragile.tolist(), figures.implausible.tolist(),
        figures.flagged.tolist(), figures.repeated.tolist(), (figures.members == 1).tolist(), strict=True,
    )  # fmt: skip
    told: dict[tuple[object, ...], str] = {}
    found = []
    for at, key in enumerate(keys):
        if key not in told:
            told[key] = reason(figures.indicator, figures.figure(at))
        found.append(told[key])
    return found


def typeset(text: str) -> str:
    """Return a sentence of the edition in French typography."""
    return spaced(typographic(text))


def fragile_sentence(indicator: Indicator) -> str:
    """Say why a figure is but an order of magnitude."""
    return (
        f"Ordre de grandeur seulement\u202f: ce chiffre repose sur moins de "
        f"{plural(indicator.min_base, 'unité', 'unités')}, "
        "trop peu pour le classer."
    )


def standing(indicator: Indicator, comparison: Comparison, group: str, judged: Judgement = NOTHING) -> str:
    """Say where a place stands: rank, gap to the median, whether it is more than chance; or why it has no rank.

    Parameters
    ----------
    indicator : Indicator
    comparison : Comparison
    group : str
        The peers, as `groups.group_label` names them.
    judged : Judgement
        Whether the gap is more than chance.
    """
    verdict = verdict_sentence(indicator, judged)
    if comparison.status != "value":
        return "Sans valeur, pas de rang."
    if comparison.implausible:
        return "Pas de rang\u202f: ce chiffre est à vérifier."
    if comparison.fragile:
        return f"Pas de rang\u202f: la base de ce chiffre est trop petite. {verdict}".rstrip()
    if comparison.rank is None or not comparison.peers_ranked:
        return f"Aucune valeur comparable parmi les {group}."
    gap = gap_sentence(comparison.gap, indicator.unit, indicator.decimals)
    place = rank_range_text(judged, comparison.n) or rank_sentence(comparison.rank, comparison.n, comparison.ties)
    median = value_text(indicator, comparison.median)
    return f"{place[:1].upper()}{place[1:]}\u202f; {gap} ({median}). {verdict}".rstrip()


def left_out(comparison: Comparison) -> str:
    """Say which peers do not count, and why; empty when all do."""
    clauses = []
    if comparison.peers_fragile:
        clauses.append(f"{plural(comparison.peers_fragile, 'pair', 'pairs')} à la base trop petite")
    if comparison.peers_implausible:
        clauses.append(f"{plural(comparison.peers_implausible, 'pair', 'pairs')} au chiffre à vérifier")
    if comparison.peers_missing:
        clauses.append(f"{plural(comparison.peers_missing, 'pair', 'pairs')} sans valeur")
    quartiles = has_middle_half(comparison.peers_ranked)
    what = "du rang, de la médiane et des quartiles" if quartiles else "du rang et de la médiane"
    return f"Hors {what}\u202f: {', '.join(clauses)}." if clauses else ""


def rests_on(row: Figure) -> str:
    """Say on how many communes a figure rests."""
    return coverage_sentence(row.members, row.members_with_data, row.population_covered_pct)


def source_line(catalog: Catalog, indicator: Indicator, year: int, since: int | None = None) -> str:
    """Return year (or period, from `since`) and producers: "2021 · Insee, recensement de la population".

    Parameters
    ----------
    catalog, indicator, year
        The catalogue, the indicator and its year.
    since : int, optional
        First year, when the figure is about a period.
    """
    return f"{period(indicator, year, since)} · {producers(catalog, indicator)}"


def producers(catalog: Catalog, indicator: Indicator) -> str:
    """Return who produced the figures behind an indicator, and in which data set."""
    return "\u202f; ".join(f"{s.producer}, {s.title}" for s in catalog.sources_of(indicator))


def period(indicator: Indicator, year: int, since: int | None = None) -> str:
    """Return the year of a figure, or the years that it spans: "2021", "2017-2023"."""
    start = since or indicator.base_year
    return f"{start}-{year}" if start else str(year)


def comparison_sentence(
    indicator: Indicator, territory: Territory, comparison: Comparison, group: str, group_value: float
) -> str:
    """Say the whole comparison in words: the place, the median, the middle half, the group's own value.

    Parameters
    ----------
    indicator, territory, comparison
        What is compared, and where it stands.
    group : str
        The peers, in words.
    group_value : float
        The value of the peers taken as one; NaN without any.
    """
    name = short_label(territory)
    if not comparison.peers_ranked:
        return f"Aucune valeur comparable parmi les {group}."
    own = f"{name}\u202f: {value_text(indicator, comparison.value, comparison.status)}."
    median = value_text(indicator, comparison.median)
    half = ""
    if has_middle_half(comparison.peers_ranked):
        q1, q3 = (value_text(indicator, quartile) for quartile in (comparison.q1, comparison.q3))
        half = f"\u202f; {middle_half_text(q1, q3)}"
    if comparison.peers_ranked == 1:
        middle = f"Parmi les {group}, un seul pair est comparable\u202f: {median}."
    elif comparison.peers_ranked < comparison.peers:
        middle = (
            f"Parmi les {group}, {number(comparison.peers_ranked)} pairs sur {number(comparison.peers)} sont "
            f"comparables\u202f: leur médiane est de {median}{half}."
        )
    else:
        middle = f"Parmi les {number(comparison.peers_ranked)} {group}, la médiane est de {median}{half}."
    if comparison.peers == 1 or not (indicator.additive and math.isfinite(group_value)):  # no sum stands for a median
        return f"{own} {middle}"
    whole = {
        "count": "Tous ensemble, ils totalisent",
        "ratio": "Pris tous ensemble, comme un seul territoire, leur valeur est de",
        "change": "Pris tous ensemble, comme un seul territoire, leur évolution est de",
    }[indicator.kind]
    return f"{own} {middle} {whole} {value_text(indicator, group_value)}."


def series_sentence(
    indicator: Indicator, territory: Territory, lines: pd.DataFrame, middle: pd.DataFrame, label: str, based: bool
) -> str:
    """Say how a place moved from the first to the last known year, and how its peers' median did.

    Parameters
    ----------
    indicator, territory
        What is drawn.
    lines, middle : DataFrame
        As `series.series_frames` returns them.
    label : str
        The peers' name; empty when there are none.
    based : bool
        Whether values are indices, base 100.
    """
    known_years = lines[(lines["id"] == territory.id) & lines["value"].notna()]
    own = known_years[known_years["flag"] != "carried"]
    name = short_label(territory)
    if own.empty:
        return f"{name}\u202f: aucune valeur que l’on puisse suivre dans le temps pour cet indicateur."
    first, last = own.iloc[0], own.iloc[-1]
    if len(own) == 1:
        sentence = f"{name}\u202f: {first['text']} en {first['year']}, seule année que l’on puisse retenir"
        if len(known_years) > 1:
            sentence += " (les autres reprennent ce chiffre)"
    else:
        sentence = f"{name}\u202f: {first['text']} en {first['year']}, {last['text']} en {last['year']}"
    if first["communes"] != last["communes"]:
        sentence += (
            f" (chiffres de {plural(int(first['communes']), 'commune', 'communes')}, puis de "
            f"{number(int(last['communes']))}\u202f: l’écart n’est pas tout entier une évolution)"
        )
    elif not based and indicator.kind == "count" and first["value"] and len(own) > 1:
        change = 100 * (last["value"] / first["value"] - 1)
        sentence += f", soit {figure(change, 'value', '%', 1, signed=True)}"
    known = middle[middle["median"].notna()]
    if label and len(known):
        start, end = known.iloc[0], known.iloc[-1]
        base = f" (base 100 en {start['year']})" if based else ""
        n = int(end["n"])
        whom = f"la médiane des {number(n)} que l’on peut suivre" if n > 1 else "le seul pair que l’on peut suivre"
        sentence += f". Parmi les {label}, {whom} passe de {start['median_text']} à {end['median_text']}{base}"
    # "hab." ends with its own full stop.
    return sentence if sentence.endswith(".") else f"{sentence}."
