"""Change over a period in words and cells: both ends named, breaks refused, overlapping census years said."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from observatoire.model.catalog import Indicator
from observatoire.model.territory import Territory
from observatoire.statistics.change import Period, is_relative
from observatoire.statistics.comparison import Comparison
from observatoire.statistics.figures import Figure
from observatoire.views.compare.panorama import bare_text, short_unit
from observatoire.views.french.grammar import short_label
from observatoire.views.french.landmarks import middle_half_text, rank_text
from observatoire.views.french.sentences import caution, fragile_sentence, has_middle_half, value_text
from observatoire.views.french.wording import (
    STATES,
    number,
    plural,
    quantity,
    rank_sentence,
)
from observatoire.views.html.tables import Heading, Row
from observatoire.views.layout.territories import OUTSIDE

SMALL = 2_000
"""Inhabitants below which Insee advises against comparing small territories on the census."""

UNKNOWN = {
    "secret": "L’évolution est secrète\u202f: l’un des deux chiffres n’est pas montré.",
    "not_published": "L’évolution n’est pas connue\u202f: l’un des deux chiffres n’est pas publié.",
    "not_applicable": "L’évolution est sans objet pour ce territoire.",
    "not_computable": "L’évolution n’est pas calculable.",
}
"""Why there is no change, by state."""


def change_unit(indicator: Indicator) -> str:
    """Return the unit of a change: per cent, points for shares, else the indicator's own."""
    if is_relative(indicator):
        return "%"
    return "pt" if indicator.unit.startswith("%") else indicator.unit


def change_text(indicator: Indicator, value: float, status: str = "value") -> str:
    """Return a change in French, signed: "−1,9 %", "+2,4 pt"; its state when there is none."""
    if status != "value" or not math.isfinite(value):
        return STATES[status if status != "value" else "not_computable"].label
    decimals = 1 if is_relative(indicator) else max(indicator.decimals, 1)
    return quantity(value, change_unit(indicator), decimals, signed=True)


def change_sentence(
    indicator: Indicator,
    place: Territory,
    period: Period,
    ends: tuple[Figure, Figure],
    result: Comparison,
    label: str,
    same_communes: bool = True,
) -> str:
    """Say how a place moved over a period, both ends named, and how its peers did.

    Parameters
    ----------
    indicator, place, period
        What is followed.
    ends : tuple of Figure
        The place's figures of the first and of the last year.
    result : Comparison
        The place's change among its peers'.
    label : str
        The peers, as `groups.group_label` names them; empty when there are none.
    same_communes : bool
        Whether the change is that of the communes known in both years (`change.follows_same_communes`).
    """
    first, last = (value_text(indicator, end.value, end.status) for end in ends)
    sentence = f"{short_label(place)}\u202f: {first} en {period.start}, {last} en {period.end}"
    if result.status != "value":
        return f"{sentence}. {UNKNOWN[result.status]}"
    sentence += f", soit {change_text(indicator, result.value)}"
    counted = [end.members_with_data for end in ends]
    if counted[0] != counted[1]:
        sentence += f" (chiffres de {plural(counted[0], 'commune', 'communes')}, puis de {number(counted[1])}" + (
            "\u202f; évolution de celles qui sont connues aux deux dates)" if same_communes else ")"
        )
    sentence += "."
    if result.implausible:
        return f"{sentence} {STATES['implausible'].explanation}"
    if result.fragile:
        return f"{sentence} {fragile_sentence(indicator)}"
    if not label or not result.peers_ranked:
        return sentence
    middle = ""
    if has_middle_half(result.peers_ranked):
        low, high = change_text(indicator, result.q1), change_text(indicator, result.q3)
        middle = f"\u202f; {middle_half_text(low, high)}"
    rank = rank_sentence(result.rank, result.n, result.ties) if result.rank else ""
    median = change_text(indicator, result.median)
    peers = f"Parmi les {number(result.peers_ranked)} {label} que l’on peut suivre, l’évolution médiane est de {median}"
    if result.peers_ranked == 1:
        peers = f"Parmi les {label}, un seul pair peut être suivi\u202f: {median}"
    return f"{sentence} {peers}{middle}. {rank[:1].upper()}{rank[1:]}."


def period_caveats(period: Period, place: Territory) -> list[str]:
    """Return what must be known before reading a change over a period; empty when there is nothing to fear."""
    caveats = [
        f"Une rupture de série en {b.year} sépare ces deux années ({b.note}) L’évolution mêlerait deux méthodes\u202f: "
        "elle n’est pas calculée. Choisissez deux années du même côté de la rupture."
        for b in period.breaks
    ]
    if period.overlap:
        caveats.append(
            f"Chaque chiffre du recensement rassemble {period.overlap} années d’enquête\u202f: deux années séparées de "
            f"moins de {period.overlap} ans partagent une partie de leurs réponses. L’Insee conseille de comparer des "
            f"années distantes d’au moins {period.overlap} ans."
        )
        if place.level == "commune" and place.population < SMALL:
            caveats.append(
                f"{short_label(place)} compte moins de {number(SMALL)} habitants\u202f: sur une période si courte, "
                "l’évolution peut n’être que l’effet de l’enquête."
            )
    return caveats


def change_key_figures(
    indicator: Indicator, place: Territory, period: Period, result: Comparison
) -> list[tuple[str, str, str]]:
    """Return the figures at the head of a change: what it is, the figure, a word on it.

    Parameters
    ----------
    indicator, place
        The indicator and the place.
    period : Period
        First and last year, and what must be known of them.
    result : Comparison
        The change of the place among those of its peers.
    """
    span = f"de {period.start} à {period.end}"
    rank = rank_text(result.rank, result.n, result.ties) if result.rank else "non classé"
    figures = [(short_label(place), change_text(indicator, result.value, result.status), span)]
    if result.peers_ranked:
        figures += [
            ("Rang", rank, "1 = évolution la plus élevée"),
            ("Médiane des pairs", change_text(indicator, result.median), plural(result.peers_ranked, "pair", "pairs")),
        ]
    if has_middle_half(result.peers_ranked):
        middle = " à ".join(dict.fromkeys(change_text(indicator, q) for q in (result.q1, result.q3)))
        figures.append(("Moitié centrale", middle, "du 1er au 3e quartile"))
    return figures


def change_caption(indicator: Indicator, period: Period) -> str:
    """Return the title of the table of changes: "Population municipale (hab.), évolution de 2016 à 2023"."""
    unit = "" if short_unit(indicator) == indicator.unit else f" ({indicator.unit})"
    return f"{indicator.title}{unit}, évolution de {period.start} à {period.end}"


def change_table(
    indicator: Indicator,
    period: Period,
    rows: Sequence[tuple[Territory, Figure, Figure, Figure]],
    result: Comparison,
    peers: Collection[str],
) -> tuple[list[Heading], list[Row]]:
    """Return the table of changes: a row a place (first value, last value, change), then the peers' median change.

    A long unit is not repeated in each cell, for a phone to show the three columns: `change_caption` says it.

    Parameters
    ----------
    indicator
        The indicator.
    rows : sequence of (Territory, Figure, Figure, Figure)
        A place, its figures of both ends, its change.
    result : Comparison
        Of the first place among its peers.
    peers : collection of str
        Their ids: another place that is none of them is said to be outside the group.
    period : Period
        First and last year, and what must be known of them.
    """
    columns = [
        Heading("Territoire"),
        *(Heading(text, numeric=True) for text in (str(period.start), str(period.end), "Évolution")),
    ]
    table = []
    for place, first, last, change in rows:
        texts = [
            bare_text(indicator, end.value) if end.status == "value" else value_text(indicator, math.nan, end.status)
            for end in (first, last)
        ]
        odd = caution(change)
        doubt = f" ({odd})" if odd else ""
        name = short_label(place)
        if peers and place.id not in (rows[0][0].id, *peers):
            name += f" ({OUTSIDE})"
        table.append(Row(place.id, (name, *texts, change_text(indicator, change.value, change.status) + doubt)))
    if result.peers_ranked:
        table.append(Row("", ("Médiane des évolutions des pairs", "", "", change_text(indicator, result.median))))
    return columns, table
