"""The distribution strip: where a place stands in its group, in plain HTML that `st.html` lets through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import numpy as np

from observatoire.views.french.wording import plural, quantity
from observatoire.views.layout.positions import Floats, Reference, Values, Window, beyond_note, finite, pack, window
from observatoire.views.style.marks import MARKS

MOST_DOTS: Final = 30
DOT_SLOTS: Final = 38  # dots side by side in the narrowest card
DOT_LEVELS: Final = 5
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
    """

    place_name: str
    place: float | None
    place_text: str
    peers: Values
    reference: Reference
    unit: str = ""
    decimals: int = 0
    fragile: bool = False

    def write(self, value: float) -> str:
        """Return a value in French with its unit."""
        return quantity(value, self.unit, self.decimals)


def strip_html(strip: Strip, small: bool = False) -> str:
    """Return the strip: peers, quartiles, median, the place, both ends, and a sentence for those who cannot see it.

    Parameters
    ----------
    strip : Strip
    small : bool
        For a row of a table that gives the figures in words: without the label of the median and the notes.
    """
    peers = finite(strip.peers)
    if not len(peers):
        return '<p class="otc-note">Aucune valeur connue dans le groupe\u202f: pas de comparaison possible.</p>'
    kept = [strip.place, strip.reference.q1, strip.reference.median, strip.reference.q3]
    shown = window(peers if strip.place is None else np.append(peers, strip.place), kept)
    parts = (_band(strip, shown), _marks(peers, shown), _landmarks(strip, shown), _place(strip, shown))
    notes = [] if small else [strip_missing(strip), beyond_note(shown, strip.write)]
    top = "" if small else f'<div class="otc-strip-top">{_median_label(strip, shown)}</div>'
    return (
        f'<div class="otc-strip" role="img" aria-label="{escape(strip_sentence(strip))}">{top}'
        f'<div class="otc-strip-plot">{"".join(parts)}</div>'
        f'<div class="otc-strip-ends">{_ends(strip, shown)}</div></div>'
        + "".join(f'<p class="otc-note">{escape(note)}</p>' for note in notes if note)
    )


def marks_html(values: Sequence[float | None], fragile: Sequence[bool], strip: Strip) -> str:
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
        return ""
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
    signs = "".join(
        f'<b class="otc-at" style="{_left(share)};bottom:{SIGN * level}px;color:{colour}">{glyph}</b>'
        for (share, glyph, colour), level in zip(placed, levels, strict=True)
    )
    height = SIGN * max(levels, default=0) + 24
    return (
        '<div class="otc-strip" aria-hidden="true">'
        f'<div class="otc-strip-plot" style="height:{height}px">{_band(strip, shown)}{_landmarks(strip, shown)}'
        f'{signs}</div><div class="otc-strip-ends">{_ends(strip, shown)}</div></div>'
    )


def strip_missing(strip: Strip) -> str:
    """Say why the place has no mark, or nothing."""
    if strip.place is not None:
        return ""
    return f"{strip.place_name} n’a pas de marque\u202f: {strip.place_text}."


def strip_sentence(strip: Strip) -> str:
    """Return in words what the strip shows."""
    peers = finite(strip.peers)
    n = plural(len(peers), "valeur", "valeurs")
    ends = f"de {strip.write(peers[0])} à {strip.write(peers[-1])}"
    words = [f"{strip.place_name}\u202f: {strip.place_text}.", f"Groupe\u202f: {strip.reference.label}, {n}, {ends}."]
    if strip.reference.median is not None:
        words.append(f"Médiane\u202f: {strip.reference.median_text}.")
    if strip.reference.q1_text and strip.reference.q3_text:
        words.append(f"La moitié centrale va de {strip.reference.q1_text} à {strip.reference.q3_text}.")
    return " ".join(words)


def _left(share: float) -> str:
    return f"left:{100 * share:.4g}%"


def _band(strip: Strip, shown: Window) -> str:
    q1, q3 = strip.reference.q1, strip.reference.q3
    if q1 is None or q3 is None:
        return ""
    width = f"width:{100 * (shown.share(q3) - shown.share(q1)):.4g}%"
    return f'<i class="otc-band" style="{_left(shown.share(q1))};{width}"></i>'


def _marks(peers: Floats, shown: Window) -> str:
    """Return one dot a peer when they are few and do not pile up, else columns."""
    inside = peers[(peers >= shown.low) & (peers <= shown.high)]
    shares = (inside - shown.low) / (shown.high - shown.low)
    if len(shares) <= MOST_DOTS:
        levels = pack(shares.tolist(), DOT_SLOTS)
        if max(levels, default=0) < DOT_LEVELS:
            pairs = zip(shares.tolist(), levels, strict=True)
            return "".join(f'<i class="otc-dot" style="{_left(s)};bottom:{7 * k}px"></i>' for s, k in pairs)
    counts, _ = np.histogram(shares, bins=COLUMNS, range=(0, 1))
    heights = np.maximum(8, np.round(100 * counts / counts.max()))
    return "".join(
        f'<i class="otc-col" style="{_left(i / COLUMNS)};height:{int(h)}%"></i>'
        for i, (n, h) in enumerate(zip(counts, heights, strict=True))
        if n
    )


def _landmarks(strip: Strip, shown: Window) -> str:
    if strip.reference.median is None:
        return ""
    return f'<i class="otc-median" style="{_left(shown.share(strip.reference.median))}"></i>'


def _median_label(strip: Strip, shown: Window) -> str:
    if strip.reference.median is None:
        return ""
    return _held(shown.share(strip.reference.median), f"médiane {strip.reference.median_text}")


def _held(share: float, text: str) -> str:
    """Return a label at its place on the line, never beyond its ends."""
    shift = f"transform:translateX(-{100 * share:.4g}%)"
    return f'<span style="{_left(share)};{shift}">{escape(text)}</span>'


def _place(strip: Strip, shown: Window) -> str:
    if strip.place is None:
        return ""
    kind = "otc-place otc-hollow" if strip.fragile else "otc-place"
    return f'<b class="{kind}" style="{_left(shown.share(strip.place))}"></b>'


def _ends(strip: Strip, shown: Window) -> str:
    low = f"← {strip.write(shown.smallest)}" if shown.below else strip.write(shown.low)
    high = f"{strip.write(shown.largest)} →" if shown.above else strip.write(shown.high)
    return f"<span>{escape(low)}</span><span>{escape(high)}</span>"
