"""The figures at the head of a comparison: the place, the verdict, the rank, the median, the group taken as one."""

from __future__ import annotations

import math

from markupsafe import Markup

from observatoire.model.catalog import Indicator
from observatoire.model.territory import Territory
from observatoire.statistics.comparison import Comparison
from observatoire.statistics.figures import Figure
from observatoire.statistics.uncertainty.judgement import NOTHING, Judgement
from observatoire.views.french.grammar import short_label
from observatoire.views.french.landmarks import middle_text, rank_text
from observatoire.views.french.numerals import ordinal
from observatoire.views.french.sentences import has_middle_half, rests_on, value_text
from observatoire.views.french.verdicts import margin_text, rank_cell, rank_sentence_of, reason_text, verdict_text
from observatoire.views.french.wording import number
from observatoire.views.html.frames import NO_FIGURE
from observatoire.views.html.rendering import render


def key_figures(
    indicator: Indicator,
    territory: Territory,
    own: Figure,
    result: Comparison,
    together: float,
    judged: Judgement = NOTHING,
) -> list[tuple[str, str, str]]:
    """Return the figures at the head of a comparison: what it is, the figure, a word on it.

    Parameters
    ----------
    indicator, territory, own, result
        The place's figure and its comparison.
    together : float
        The group's own value; NaN when it has none.
    judged : Judgement
        Whether the gap to the peers is more than chance.
    """

    def text(value: float) -> str:
        return value_text(indicator, value) if math.isfinite(value) else NO_FIGURE

    rank = rank_text(result.rank, result.n, result.ties) if result.rank else "non classé"
    if result.rank:
        rank = rank_cell(judged, result.n, rank)
    of_median = middle_text(result.peers_ranked, result.over_median, result.under_median)
    return [
        (
            short_label(territory),
            value_text(indicator, own.value, own.status),
            "" if own.members == 1 else rests_on(own),
        ),
        *_gap(indicator, judged),
        ("Rang", rank, "1 = valeur la plus élevée"),
        ("Médiane du groupe", text(result.median), of_median),
        *_middle_half(indicator, result),
        ("Le groupe entier", text(together), "ensemble, comme un seul territoire"),
    ]


def rank_segment_html(judged: Judgement, n: int) -> Markup:
    """Return the ranks between which a place lies as a segment of a line from 1 to n; nothing for one rank alone.

    Hidden to who does not see: `verdicts.rank_sentence_of`, which stands beside it, says it all.

    Parameters
    ----------
    judged : Judgement
    n : int
        How many are ranked, the place included.
    """
    low, high = judged.rank_low, judged.rank_high
    if low is None or high is None or not rank_sentence_of(judged, n):
        return Markup()
    left, width = 100 * (low - 1) / n, 100 * (high - low + 1) / n
    ends = (f"{ordinal(1)} (valeur la plus élevée)", ordinal(n))
    return render("compare/segment", left=f"{left:.4g}", width=f"{width:.4g}", ends=ends)


def _middle_half(indicator: Indicator, result: Comparison) -> list[tuple[str, str, str]]:
    """Return the key figure of the middle half; none of a group too small to have one."""
    if not has_middle_half(result.peers_ranked):
        return []
    signed, unit = indicator.kind == "change", f"{indicator.unit}, " if indicator.unit else ""
    ends = dict.fromkeys(number(q, indicator.decimals, signed) for q in (result.q1, result.q3))
    return [("Moitié centrale", " à ".join(ends), f"{unit}du 1er au 3e quartile")]


def _gap(indicator: Indicator, judged: Judgement) -> list[tuple[str, str, str]]:
    """Return the key figure of the verdict, with its margin; none without verdict."""
    if judged.verdict is None:
        return []
    why = " · ".join(filter(None, [margin_text(indicator, judged), reason_text(judged)]))
    return [("Face à ses pairs", verdict_text(judged), why)]
