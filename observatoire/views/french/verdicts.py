"""Whether a gap is more than chance, in plain words: the verdict, its margin, why, and how one knows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.uncertainty.differences import Difference
from observatoire.statistics.uncertainty.judgement import Judgement, Reason, Verdict
from observatoire.statistics.uncertainty.pooling import pooled_figures, pooled_years
from observatoire.statistics.uncertainty.verdicts import judge_first
from observatoire.views.french.grammar import lowered
from observatoire.views.french.numerals import number, ordinal, plural, quantity
from observatoire.views.french.wording import amount_of_gap

CLOSE: Final = "trop proche pour départager"
VERDICTS: Final[Mapping[Verdict, str]] = {
    "clear": "écart net",
    "noise": CLOSE,
    "unknown": "on ne peut pas dire",
    "exact": "écart exact",
}
"""A verdict in a cell."""
REASONS: Final[Mapping[Reason, str]] = {
    "sampling": "recensement par sondage",
    "turnover": "allées et venues d’une année à l’autre",
    "events": "hasard des événements",
    "rounding": "chiffre arrondi",
    "model": "estimation sans marge publiée",
    "few": "trop peu de cas",
    "repeat": "une période ne présage pas de la suivante",
    "spread": "marge plus large que les écarts habituels",
    "overlap": "années qui partagent des réponses",
    "none": "",
}
"""A reason in a cell."""
_NOUNS: Final = {"hab.": "habitants"}
_YEARS: Final = {2: "deux", 3: "trois", 4: "quatre", 5: "cinq"}


def verdict_text(judged: Judgement | Difference) -> str:
    """Return a verdict in a few words; "" when there is none."""
    return VERDICTS[judged.verdict] if judged.verdict else ""


def reason_text(judged: Judgement | Difference) -> str:
    """Return what makes the margin, or why nothing can be said, in a few words; "" for none."""
    return REASONS[judged.reason] if judged.verdict else ""


def margin_text(indicator: Indicator, judged: Judgement | Difference) -> str:
    """Return a margin in a cell: "± 1,2 point"; "" for none."""
    if not math.isfinite(judged.margin):
        return ""
    return f"±\u00a0{amount_of_gap(judged.margin, indicator.unit, indicator.decimals)}"


def rank_range_text(judged: Judgement, n: int) -> str:
    """Return between which ranks a place lies: "entre la 3e et la 14e valeur la plus élevée sur 21".

    Counted from the lowest where none of them is nearer to the highest: "entre la 2e et la 4e valeur la plus faible
    sur 21".
    Empty when there is one rank alone, or none.

    Parameters
    ----------
    judged : Judgement
    n : int
        How many are ranked, the place included.
    """
    low, high = judged.rank_low, judged.rank_high
    if judged.reason in ("few", "repeat") and judged.verdict and n > 1:
        return f"rang impossible à dire parmi {number(n)}"
    if low is None or high is None or low == high or judged.verdict == "exact":
        return ""
    if low == 1 and high == n:
        return f"rang impossible à dire parmi {number(n)}"
    lowest = 2 * low >= n + 1
    ranks = (n + 1 - high, n + 1 - low) if lowest else (low, high)
    first, last = (ordinal(rank, feminine=True) for rank in ranks)
    return f"entre la {first} et la {last} valeur la plus {'faible' if lowest else 'élevée'} sur {number(n)}"


def rank_cell(judged: Judgement, n: int, otherwise: str) -> str:
    """Return ranks in a cell: "3 à 14 sur 21", else the one rank (`landmarks.rank_text`)."""
    if not rank_range_text(judged, n):
        return otherwise
    return f"{number(judged.rank_low or 1)} à {number(judged.rank_high or n)} sur {number(n)}"


def rank_sentence_of(judged: Judgement, n: int) -> str:
    """Say between which ranks a place lies, and how many peers are surely above and below; "" for one rank alone.

    Parameters
    ----------
    judged, n
        As `rank_range_text` takes them.
    """
    if not rank_range_text(judged, n) or judged.rank_low is None:
        return ""
    close = n - 1 - judged.above - judged.below
    mark = "s" if close > 1 else ""
    near = f"{number(close)} trop proche{mark} pour être départagé{mark}"
    return (
        f"Entre le {ordinal(judged.rank_low or 1)} et le {ordinal(judged.rank_high or n)} rang sur {number(n)}\u202f: "
        f"{plural(judged.above, 'pair', 'pairs')} nettement au-dessus, {number(judged.below)} nettement en dessous, "
        f"{near}."
    )


def verdict_sentence(indicator: Indicator, judged: Judgement) -> str:
    """Say whether a gap is more than chance, with its margin and why; "" without verdict.

    Parameters
    ----------
    indicator : Indicator
    judged : Judgement
    """
    return _said(indicator, judged).replace("..", ".")  # after « hab. »


def _said(indicator: Indicator, judged: Judgement) -> str:
    if judged.verdict is None:
        return ""
    if judged.verdict == "exact":
        if judged.gap == 0:
            return ""  # no gap, of which nothing is exact
        if judged.reason == "rounding":
            return "L’écart dépasse l’arrondi."
        counted = indicator.precision is not None and indicator.precision.method == "sampled"
        told = "Tout est compté ici, sans sondage\u202f: l’écart est exact." if counted else "L’écart est exact."
        return f"{told}{_in_heads(indicator, judged)}"
    if judged.verdict == "unknown":
        return _unknown(indicator, judged)
    if judged.reason == "events":
        return _of_events(indicator, judged)
    if judged.verdict == "clear":
        return f"L’écart est net\u202f: {_source_of(judged.reason)} une marge de {margin_of(indicator, judged)}."
    return (
        f"Cet écart tient dans la marge, de {margin_of(indicator, judged)}\u202f: on ne peut pas dire que ce "
        f"territoire diffère de ses pairs.{_in_heads(indicator, judged)}"
    )


def _source_of(reason: Reason) -> str:
    if reason == "sampling":
        return "le recensement par sondage laisse"
    return "les allées et venues d’une année à l’autre laissent"


def _digits(indicator: Indicator, judged: Judgement | Difference) -> int:
    """Return the digits with which a gap and its margin do not read alike."""
    written = [amount_of_gap(x, indicator.unit, indicator.decimals) for x in (judged.gap, judged.margin)]
    return indicator.decimals + (written[0] == written[1])


def margin_of(indicator: Indicator, judged: Judgement | Difference) -> str:
    """Return how much a margin is, with digits that tell it from the gap."""
    return amount_of_gap(judged.margin, indicator.unit, _digits(indicator, judged))


def _in_heads(indicator: Indicator, judged: Judgement) -> str:
    """Say how many persons or dwellings make a gap, where they are so few that it matters."""
    heads = round(judged.heads) if math.isfinite(judged.heads) else 0
    if 0 < judged.heads < 1 and judged.verdict == "exact":
        return f" Il tient à moins de {_counted(indicator, 1)} sur {number(judged.base)}."
    if not 0 < heads < judged.base:
        return ""
    return f" Il tient à {_counted(indicator, heads)} sur {number(judged.base)}."


def _counted(indicator: Indicator, count: float) -> str:
    noun = indicator.precision.noun if indicator.precision else ""
    return quantity(round(count), _NOUNS.get(noun, noun))


def _of_events(indicator: Indicator, judged: Judgement) -> str:
    """Say how many were counted, how many the peers would give, and between what chance moves that."""
    during = f" en {_YEARS.get(judged.years, number(judged.years))} ans" if judged.years > 1 else ""
    counted = f"{_counted(indicator, judged.counted)}{during}\u202f; {number(judged.expected)} si ce territoire "
    counted += "était comme ses pairs."
    low, high = math.ceil(judged.low), math.floor(judged.high)
    chance = f"Le hasard seul fait varier ce nombre de {number(low)} à {number(high)}"
    if judged.verdict == "clear":
        return f"L’écart est net\u202f: {counted} {chance}."
    return f"{counted} {chance}\u202f: on ne peut pas dire qu’il diffère."


def _unknown(indicator: Indicator, judged: Judgement | Difference) -> str:
    """Say why nothing can be said of a gap."""
    if judged.reason == "rounding":
        return "Chiffre arrondi\u202f: un si petit écart ne dit rien."
    if judged.reason == "spread":
        return (
            f"La marge ({margin_of(indicator, judged)}) dépasse les écarts habituels entre pairs\u202f: ce chiffre ne "
            "permet pas de les départager."
        )
    return {
        "model": "Chiffre estimé, dont la marge n’est pas connue\u202f: on ne peut rien dire de cet écart.",
        "few": "Trop peu de cas pour comparer\u202f: voir plusieurs années ensemble, ou l’intercommunalité.",
        "repeat": (
            "À cette taille, une période ne présage pas de la suivante\u202f: voir plusieurs années ensemble, ou "
            "l’intercommunalité."
        ),
        "events": "Trop peu d’années connues pour dire combien ce nombre varie par hasard.",
        "overlap": "Ces deux années partagent des réponses au recensement\u202f: leur différence ne dit rien de sûr.",
    }[judged.reason]


def pooled_sentence(
    store: Store, indicator: Indicator, place: Territory, peers: Sequence[str], judged: Judgement
) -> str:
    """Return what several years together say of events of which one says nothing; "" where it is of no help.

    Parameters
    ----------
    store, indicator
        What is compared.
    place : Territory
    peers : sequence of str
        Ids of its peers.
    judged : Judgement
        What one year says.
    """
    precision, helped = indicator.precision, judged.reason in ("few", "repeat", "spread")
    if precision is None or not helped or precision.method not in ("rate", "events"):
        return ""
    for together in sorted(precision.constants["events"].windows, reverse=True):
        taken = pooled_years(store, indicator, together) if together > 1 else ()
        if not taken:
            continue
        summed = pooled_figures(store, indicator, place.level, taken, [place.id, *peers])
        found = judge_first(store, summed, together)
        if found.verdict is None:
            return ""
        told = verdict_sentence(indicator, found)
        return f"De {taken[0]} à {taken[-1]}\u202f: {lowered(told)}"
    return ""


def change_verdict(indicator: Indicator, found: Difference) -> str:
    """Say whether a change of one place is more than chance; "" without verdict.

    Parameters
    ----------
    indicator : Indicator
    found : Difference
        The last year minus the first.
    """
    if found.verdict is None or found.gap == 0:
        return ""
    if found.verdict == "exact":
        return "Le changement dépasse l’arrondi." if found.reason == "rounding" else "Le changement est exact."
    if found.verdict == "unknown":
        return _unknown(indicator, found)
    if found.verdict == "clear":
        return f"Le changement est net\u202f: il dépasse la marge, de {margin_of(indicator, found)}."
    if found.reason == "events":
        way = "baisse" if found.gap < 0 else "hausse"
        return f"Une telle {way} arrive par hasard (marge\u202f: {margin_of(indicator, found)})."
    return (
        f"Le changement tient dans la marge, de {margin_of(indicator, found)}\u202f: on ne peut pas dire que le "
        "chiffre a bougé."
    )
