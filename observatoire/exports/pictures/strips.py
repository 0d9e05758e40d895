"""The distribution strip as a small picture for paper: shapes only, told apart without colour."""

from __future__ import annotations

import numpy as np

from observatoire.views.html.strips import COLUMNS, DOT_LEVELS, MOST_DOTS, Strip
from observatoire.views.layout.positions import Floats, Window, finite, pack, window
from observatoire.views.style.tokens import ACCENT, BAND, MEDIAN, PEERS, RULE

WIDTH, HEIGHT = 200, 30
_SIDE, _FLOOR = 6, 23
_DOT_SLOTS = 34


def strip_svg(strip: Strip) -> str:
    """Return a strip as SVG, 200 x 30: quartiles, peers, median (dashes), the place (lozenge; hollow when fragile).

    Its ends and its sentence are written beside it: `strip_ends`, `strips.strip_sentence`.
    """
    peers = finite(strip.peers)
    shown = strip_window(strip)
    band, *others = [_band(strip, shown), _peers(peers, shown), _median(strip, shown), _place(strip, shown)]
    floor = f'<path d="M{_SIDE - 4} {_FLOOR + 0.5}H{WIDTH - _SIDE + 4}" stroke="{PEERS}" stroke-width="1"/>'
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{band}{floor}{"".join(others)}</svg>'


def strip_window(strip: Strip) -> Window:
    """Return the part of the line that the strip shows, as on screen."""
    peers = finite(strip.peers).tolist()
    kept = [strip.place, strip.reference.q1, strip.reference.median, strip.reference.q3]
    return window([*peers, *([] if strip.place is None else [strip.place])], kept)


def strip_ends(strip: Strip) -> tuple[str, str]:
    """Return what both ends of the line stand for; an arrow when values lie beyond."""
    shown = strip_window(strip)
    if shown.smallest == shown.largest:
        return f"partout {strip.write(shown.smallest)}", ""
    low = f"← {strip.write(shown.smallest)}" if shown.below else strip.write(max(shown.low, shown.smallest))
    return low, f"{strip.write(shown.largest)} →" if shown.above else strip.write(min(shown.high, shown.largest))


def _x(shown: Window, value: float) -> float:
    return round(_SIDE + shown.share(value) * (WIDTH - 2 * _SIDE), 1)


def _band(strip: Strip, shown: Window) -> str:
    q1, q3 = strip.reference.q1, strip.reference.q3
    if q1 is None or q3 is None:
        return ""
    left, right = _x(shown, q1), _x(shown, q3)
    return f'<rect x="{left}" y="1" width="{right - left:.1f}" height="{_FLOOR - 1}" fill="{BAND}" stroke="{RULE}"/>'


def _peers(peers: Floats, shown: Window) -> str:
    inside = peers[(peers >= shown.low) & (peers <= shown.high)]
    if len(inside) <= MOST_DOTS:
        levels = pack([shown.share(float(v)) for v in inside], _DOT_SLOTS)
        if max(levels, default=0) < DOT_LEVELS:
            return "".join(
                f'<circle cx="{_x(shown, float(v))}" cy="{_FLOOR - 3 - 5 * level}" r="2.4" fill="{PEERS}"/>'
                for v, level in zip(inside, levels, strict=True)
            )
    counts, _ = np.histogram([shown.share(float(v)) for v in inside], bins=COLUMNS, range=(0, 1))
    wide = (WIDTH - 2 * _SIDE) / COLUMNS
    heights = np.maximum(2, np.round((_FLOOR - 4) * counts / counts.max(), 1))
    return "".join(
        f'<rect x="{_SIDE + i * wide:.1f}" y="{_FLOOR - h:g}" width="{wide - 0.8:.1f}" height="{h:g}" fill="{PEERS}"/>'
        for i, (n, h) in enumerate(zip(counts, heights, strict=True))
        if n
    )


def _median(strip: Strip, shown: Window) -> str:
    if strip.reference.median is None:
        return ""
    x = _x(shown, strip.reference.median)
    return f'<path d="M{x} 0V{_FLOOR}" stroke="{MEDIAN}" stroke-width="1.4" stroke-dasharray="3 2"/>'


def _place(strip: Strip, shown: Window) -> str:
    if strip.place is None:
        return ""
    x = _x(shown, strip.place)
    lozenge = f'<path d="M{x} {_FLOOR - 6}l6 6.5-6 6.5-6-6.5z"'
    if strip.fragile:
        return f'{lozenge} fill="#FFFFFF" stroke="{ACCENT}" stroke-width="1.6" stroke-dasharray="2 1.4"/>'
    line = f'<path d="M{x} 2V{_FLOOR}" stroke="#FFFFFF" stroke-width="4"/>'
    line += f'<path d="M{x} 2V{_FLOOR}" stroke="{ACCENT}" stroke-width="2"/>'
    return f'{line}{lozenge} fill="{ACCENT}" stroke="#FFFFFF" stroke-width="1"/>'
