"""The distribution strip: where a place stands in its group, in plain HTML that `st.html` lets through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import numpy as np

from observatoire.views.distributions import Reference, Window, beyond_note, finite, pack, window
from observatoire.views.wording import number, plural, with_unit

MOST_DOTS: Final = 30
DOT_SLOTS: Final = 38  # dots side by side in the narrowest card
DOT_LEVELS: Final = 5
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
    peers : sequence of float or None
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
    peers: Sequence[float | None]
    reference: Reference
    unit: str = ""
    decimals: int = 0
    fragile: bool = False

    def write(self, value: float) -> str:
        """Return a value in French with its unit."""
        return with_unit(number(value, self.decimals), self.unit)


def strip_html(strip: Strip) -> str:
    """Return the strip: peers, quartiles, median, the place, both ends, and a sentence for those who cannot see it."""
    peers = finite(strip.peers)
    if not len(peers):
        return '<p class="otc-note">Aucune valeur connue dans le groupe : pas de comparaison possible.</p>'
    kept = [strip.place, strip.reference.q1, strip.reference.median, strip.reference.q3]
    everyone = [*peers.tolist(), *([] if strip.place is None else [strip.place])]
    shown = window(everyone, kept)
    parts = (_band(strip, shown), _marks(peers, shown), _landmarks(strip, shown), _place(strip, shown))
    notes = [strip_missing(strip), beyond_note(shown, strip.write)]
    return (
        f'<div class="otc-strip" role="img" aria-label="{escape(strip_sentence(strip))}">'
        f'<div class="otc-strip-top">{_median_label(strip, shown)}</div>'
        f'<div class="otc-strip-plot">{"".join(parts)}</div>'
        f'<div class="otc-strip-ends">{_ends(strip, shown)}</div></div>'
        + "".join(f'<p class="otc-note">{escape(note)}</p>' for note in notes if note)
    )


def strip_missing(strip: Strip) -> str:
    """Say why the place has no mark, or nothing."""
    if strip.place is not None:
        return ""
    return f"{strip.place_name} n’a pas de marque : {strip.place_text}."


def strip_sentence(strip: Strip) -> str:
    """Return in words what the strip shows."""
    peers = finite(strip.peers)
    n = plural(len(peers), "valeur", "valeurs")
    ends = f"de {strip.write(peers[0])} à {strip.write(peers[-1])}"
    words = [f"{strip.place_name} : {strip.place_text}.", f"Groupe : {strip.reference.label}, {n}, {ends}."]
    if strip.reference.median is not None:
        words.append(f"Médiane : {strip.reference.median_text}.")
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


def _marks(peers: np.ndarray[tuple[int], np.dtype[np.float64]], shown: Window) -> str:
    """Return one dot a peer when they are few and do not pile up, else columns."""
    inside = peers[(peers >= shown.low) & (peers <= shown.high)]
    shares = [shown.share(float(v)) for v in inside]
    if len(shares) <= MOST_DOTS:
        levels = pack(shares, DOT_SLOTS)
        if max(levels, default=0) < DOT_LEVELS:
            pairs = zip(shares, levels, strict=True)
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
