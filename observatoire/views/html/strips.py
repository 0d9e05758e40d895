"""The distribution strip: where a place stands in its group, in plain HTML that `st.html` lets through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from markupsafe import Markup

from observatoire.statistics.uncertainty.chance import WIDE
from observatoire.statistics.uncertainty.judgement import Judgement
from observatoire.views.french.landmarks import middle_half_text
from observatoire.views.french.wording import plural, quantity
from observatoire.views.html.rendering import footnote_html, render
from observatoire.views.layout.positions import Floats, Reference, Values, Window, beyond_footnote, finite, pack, window
from observatoire.views.style.marks import MARKS

MOST_DOTS: Final = 30
DOT_SLOTS: Final = 38  # dots side by side in the narrowest card
DOT_LEVELS: Final = 5
LOWEST_DOT: Final = 32  # centre of a dot that stands on the line, in a plot 36 high
SIGN_SLOTS: Final = 14  # signs of places side by side in the narrowest cell
SIGN: Final = 16  # height of a sign, in pixels
COLUMNS: Final = 36


@dataclass(frozen=True, slots=True)
class Strip:
    """What a distribution strip shows.

    Attributes
    ----------
    place_name : str
        Who is marked.
    place : float or None
        Its value; None when it has none: the strip then shows its peers and says why in words.
    place_text : str
        Its figure in French with its unit, or the reason why there is none ("secret statistique").
    peers : array of float, or floats and None
        Values of the group; missing ones are ignored.
    reference : Reference
        Landmarks of the group, with its label.
    unit, decimals
        How the ends of the line are written.
    fragile : bool
        Draw the mark hollow.
    margin : float or None
        How far chance alone moves the place's value, either way, in its unit; None for an exact one.
    """

    place_name: str
    place: float | None
    place_text: str
    peers: Values
    reference: Reference
    unit: str = ""
    decimals: int = 0
    fragile: bool = False
    margin: float | None = None

    def write(self, value: float) -> str:
        """Return a value in French with its unit."""
        return quantity(value, self.unit, self.decimals)


def own_margin(judged: Judgement) -> float | None:
    """Return how far chance alone moves the value of a place, either way; None where it does not."""
    return WIDE * judged.own_error if judged.own_error > 0 else None


def strip_html(strip: Strip, small: bool = False) -> Markup:
    """Return the strip: peers, quartiles, median, the place, both ends, and a sentence for those who cannot see it.

    Parameters
    ----------
    strip : Strip
    small : bool
        For a row of a table that gives the figures in words: without the label of the median and the footnotes.
    """
    peers = finite(strip.peers)
    if not len(peers):
        return footnote_html("Aucune valeur connue dans le groupe\u202f: pas de comparaison possible.")
    kept = [strip.place, strip.reference.q1, strip.reference.median, strip.reference.q3]
    shown = window(peers if strip.place is None else np.append(peers, strip.place), kept)
    footnotes = [] if small else [strip_missing(strip), beyond_footnote(shown, strip.write)]
    dots, columns = _marks(peers, shown)
    has_label = not small and strip.reference.median is not None
    return render(
        "blocks/strip",
        sentence=_sentence(strip, peers),
        with_top=not small,
        median_label=f"médiane {strip.reference.median_text}" if has_label else "",
        dots=dots,
        columns=columns,
        place="" if strip.place is None else _percent(shown.share(strip.place)),
        hollow=strip.fragile,
        reach=_reach(strip, shown),
        signs=(),
        height=0,
        footnotes=[line for line in footnotes if line],
        **_landmarks(strip, shown),
    )


def marks_html(values: Sequence[float | None], fragile: Sequence[bool], strip: Strip) -> Markup:
    """Return several places on one line: their signs, the middle half of the peers, the median, both ends.

    The line always reaches all the places; peers beyond it are counted by the arrows of its ends.

    Parameters
    ----------
    values : sequence of float or None
        One a place, in the order of `MARKS`; missing ones have no sign.
    fragile : sequence of bool
        Which signs are hollow.
    strip : Strip
        The peers and their landmarks; its own place is not drawn.
    """
    peers, known = finite(strip.peers), finite(values)
    everyone = finite([*peers, *known])
    if not len(known) or everyone[0] == everyone[-1]:
        return Markup()
    bulk = window(peers if len(peers) else known, [strip.reference.q1, strip.reference.median, strip.reference.q3])
    low, high = min(bulk.low, float(known[0])), max(bulk.high, float(known[-1]))
    below, above = int((peers < low).sum()), int((peers > high).sum())
    shown = Window(low, high, below, above, float(everyone[0]), float(everyone[-1]))
    placed = [
        (shown.share(value), mark.hollow if hollow else mark.glyph, mark.colour)
        for value, hollow, mark in zip(values, fragile, MARKS, strict=False)
        if value is not None
    ]
    levels = pack([share for share, _, _ in placed], SIGN_SLOTS)
    signs = [
        (_percent(share), SIGN * level, colour, glyph)
        for (share, glyph, colour), level in zip(placed, levels, strict=True)
    ]
    return render(
        "blocks/strip",
        sentence="",
        with_top=False,
        median_label="",
        dots=(),
        columns=(),
        place="",
        hollow=False,
        reach=None,
        signs=signs,
        height=SIGN * max(levels, default=0) + 24,
        footnotes=(),
        **_landmarks(strip, shown),
    )


def strip_missing(strip: Strip) -> str:
    """Say why the place has no mark, or nothing."""
    if strip.place is not None:
        return ""
    return f"{strip.place_name} n’a pas de marque\u202f: {strip.place_text}."


def strip_sentence(strip: Strip) -> str:
    """Return in words what the strip shows."""
    return _sentence(strip, finite(strip.peers))


def _sentence(strip: Strip, peers: Floats) -> str:
    n = plural(len(peers), "valeur", "valeurs")
    ends = f"de {strip.write(peers[0])} à {strip.write(peers[-1])}"
    margin = "" if strip.margin is None else f", à {strip.write(strip.margin)} près"
    words = [
        f"{strip.place_name}\u202f: {strip.place_text}{margin}.",
        f"Groupe\u202f: {strip.reference.label}, {n}, {ends}.",
    ]
    if strip.reference.median is not None:
        words.append(f"Médiane\u202f: {strip.reference.median_text}.")
    if strip.reference.q1_text and strip.reference.q3_text:
        half = middle_half_text(strip.reference.q1_text, strip.reference.q3_text)
        words.append(f"{half[:1].upper()}{half[1:]}.")
    return " ".join(words)


def _reach(strip: Strip, shown: Window) -> tuple[str, str] | None:
    """Return where the thin line of the place's margin begins, and how wide it is; None without margin."""
    if strip.place is None or strip.margin is None:
        return None
    low, high = (shown.share(shown.clip(strip.place + side * strip.margin)) for side in (-1, 1))
    return _percent(low), _percent(high - low)


def _percent(share: float) -> str:
    return f"{100 * share:.4g}"


def _landmarks(strip: Strip, shown: Window) -> dict[str, object]:
    """Return the middle half, the median and both ends of a line, as the template takes them."""
    q1, median, q3 = strip.reference.q1, strip.reference.median, strip.reference.q3
    band = None
    if q1 is not None and q3 is not None:
        band = (_percent(shown.share(q1)), _percent(shown.share(q3) - shown.share(q1)))
    low = f"← {strip.write(shown.smallest)}" if shown.below else strip.write(shown.low)
    high = f"{strip.write(shown.largest)} →" if shown.above else strip.write(shown.high)
    return {"band": band, "median": "" if median is None else _percent(shown.share(median)), "ends": (low, high)}


def _marks(peers: Floats, shown: Window) -> tuple[list[tuple[str, str, int]], list[str]]:
    """Return one dot a peer when they are few and do not pile up, else columns: from the left, and from the top.

    The dots of a strip are layers of one background: as elements, which the framework purifies one by one, those of a
    portrait are more than all the rest of it.
    """
    inside = peers[(peers >= shown.low) & (peers <= shown.high)]
    shares = (inside - shown.low) / (shown.high - shown.low)
    if len(shares) <= MOST_DOTS:
        levels = pack(shares.tolist(), DOT_SLOTS)
        if max(levels, default=0) < DOT_LEVELS:
            # Their box is wider than the line by half a dot on either side.
            lefts = [(_percent(share), f"{4 - 8 * share:.0f}") for share in np.round(shares, 3)]
            return [(*left, LOWEST_DOT - 7 * level) for left, level in zip(lefts, levels, strict=True)], []
    counts = np.bincount(np.minimum((shares * COLUMNS).astype(int), COLUMNS - 1), minlength=COLUMNS)
    heights = np.maximum(8, np.round(100 * counts / counts.max())).astype(int).tolist()
    places = zip(_COLUMN_LEFTS, heights, counts.tolist(), strict=True)
    return [], [f"left:{left}%;height:{tall}%" for left, tall, n in places if n]


_COLUMN_LEFTS: Final = tuple(round(100 * at / COLUMNS, 2) for at in range(COLUMNS))
