"""Bars for paper: shares with their range, parts of a whole, halves of a distribution; told apart without colour."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from observatoire.views.style.tokens import ACCENT, BAND, INK, MUTED, RULE, SEQUENTIAL, SURFACE

WIDTH: Final = 700
_LABELS, _FIGURES = 268, 96
_LINE, _GAP, _BAR = 16, 9, 14
_LETTERS: Final = 40
"""Signs of a line of a label: as many as its place holds of the widest words of our questionnaires."""
_LEAST_WRITTEN: Final = 0.08
"""Part of the width from which a figure has room in its segment."""
_FACE: Final = 'font-family="Source Sans Pro, Arial, sans-serif" font-size="13"'
_UNKNOWN: Final = "#E4E1D8"
_FILLED: Final = f'fill="{ACCENT}"'


@dataclass(frozen=True, slots=True)
class BarLine:
    """One line of a drawing of shares.

    Attributes
    ----------
    label, told : str
        What it is of; its figure in words, or the words for one that is withheld.
    value, low, high : float or None
        In parts of the width, from 0 to 1; None where the figure is withheld.
    """

    label: str
    told: str
    value: float | None = None
    low: float | None = None
    high: float | None = None


def bars_svg(lines: Sequence[BarLine], *, middles: bool = False) -> str:
    """Return lines as SVG: a bar up to each value, and its range as a line with two ends.

    Parameters
    ----------
    lines : sequence of BarLine
    middles : bool
        Draw a band from `low` to `high` and a mark at `value` instead: the middle half of a distribution, its median.
    """
    left, wide = _LABELS + 12, WIDTH - _LABELS - _FIGURES - 24
    drawn: list[str] = []
    top = 4.0
    for line in lines:
        rows = _wrapped(line.label)
        height = max(_LINE * len(rows), _BAR)
        middle = top + height / 2
        drawn.append(_label(rows, top))
        if line.value is None:
            drawn.append(_text(left, middle + 4.5, line.told, fill=MUTED, style="italic"))
        else:
            drawn.append(
                f'<rect x="{left}" y="{middle - _BAR / 2:g}" width="{wide}" height="{_BAR}" fill="{SURFACE}"/>'
            )
            mark = _middle if middles else _bar
            drawn.append(mark(line, left, wide, middle))
            drawn.append(_text(WIDTH - 2, middle + 4.5, line.told, anchor="end", weight="600"))
        top += height + _GAP
    return _svg(drawn, top)


def _bar(line: BarLine, left: float, wide: float, middle: float) -> str:
    value, low, high = (wide * (part or 0) for part in (line.value, line.low, line.high))
    ends = "".join(f"M{left + end:.1f} {middle - 5:g}v10" for end in (low, high))
    path = f'<path d="M{left + low:.1f} {middle:g}H{left + high:.1f}{ends}"'
    # A line on the bar and beside it: white under dark, seen on both.
    under = f'{path} stroke="#FFFFFF" stroke-width="3.6"/>'
    return f'{_box(left, middle, value, _FILLED)}{under}{path} stroke="{INK}" stroke-width="1.6"/>'


def _middle(line: BarLine, left: float, wide: float, middle: float) -> str:
    value, low, high = (wide * (part or 0) for part in (line.value, line.low, line.high))
    box = _box(left + low, middle, max(high - low, 1), f'fill="{BAND}" stroke="{MUTED}"')
    mark = f'<path d="M{left + value:.1f} {middle - _BAR / 2 - 2:g}v{_BAR + 4}" stroke="{ACCENT}" stroke-width="3"/>'
    return box + mark


def _box(x: float, middle: float, wide: float, look: str, height: float = _BAR) -> str:
    return f'<rect x="{x:.1f}" y="{middle - height / 2:g}" width="{max(wide, 0):.1f}" height="{height:g}" {look}/>'


@dataclass(frozen=True, slots=True)
class StackedLine:
    """One line of parts of a whole.

    Attributes
    ----------
    label : str
    parts : tuple of float or None
        From 0 to 1, in the order of the names; None for a part that is withheld.
    told : tuple of str
        Each in words.
    """

    label: str
    parts: tuple[float | None, ...]
    told: tuple[str, ...]


def stacked_svg(lines: Sequence[StackedLine], names: Sequence[str], withheld: str) -> str:
    """Return lines as SVG, each cut into its parts, the last one pale: under them what each tone stands for.

    Parameters
    ----------
    lines : sequence of StackedLine
    names : sequence of str
        Of the parts, the last of which is apart: « Ne sait pas ».
    withheld : str
        What is written where a part is not told: the rest of the line.
    """
    tones = [*_tones(len(names) - 1), _UNKNOWN]
    left, wide = _LABELS + 12, WIDTH - _LABELS - 14
    drawn: list[str] = []
    top = 4.0
    for line in lines:
        rows = _wrapped(line.label)
        height = max(_LINE * len(rows), _BAR + 6)
        middle = top + height / 2
        drawn.append(_label(rows, top + (height - _LINE * len(rows)) / 2))
        at = 0.0
        for part, told, tone in zip(line.parts, line.told, tones, strict=True):
            if part is not None:
                drawn.append(
                    _segment(left + wide * at, wide * part, middle, tone, told if part >= _LEAST_WRITTEN else "")
                )
                at += part
        if not any(part is not None for part in line.parts) or (None in line.parts and 1 - at >= 0.2):
            drawn.append(_text(left + wide * at + 6, middle + 4.5, withheld, fill=MUTED, style="italic"))
        drawn.append(_box(left, middle, wide, f'fill="none" stroke="{RULE}"', 20))
        top += height + _GAP
    keys, top = _keys(names, tones, top + 4)
    return _svg([*drawn, *keys], top)


def _tones(count: int) -> tuple[str, ...]:
    """Return as many tones of one hue, dark to light: their order is seen in greyscale."""
    return tuple(reversed(SEQUENTIAL[min(max(count, 3), 7)]))[:count] if count <= 7 else (MUTED,) * count


def _segment(x: float, wide: float, middle: float, tone: str, told: str) -> str:
    box = (
        f'<rect x="{x:.1f}" y="{middle - 10:g}" width="{max(wide, 0):.1f}" height="20" fill="{tone}" stroke="#FFFFFF"/>'
    )
    return box + (_text(x + wide / 2, middle + 4.5, told, anchor="middle", fill=_on(tone)) if told else "")


def _on(tone: str) -> str:
    """Return the colour of a text that is read on a tone."""
    red, green, blue = (int(tone[at : at + 2], 16) for at in (1, 3, 5))
    return "#FFFFFF" if 0.299 * red + 0.587 * green + 0.114 * blue < 120 else INK


def _keys(names: Sequence[str], tones: Sequence[str], top: float) -> tuple[list[str], float]:
    """Return the keys of the tones, on as many lines as they need, and where they end."""
    drawn, x = [], 0.0
    for name, tone in zip(names, tones, strict=True):
        wide = 22 + 6.4 * len(name) + 18
        if x and x + wide > WIDTH:
            x, top = 0.0, top + 20
        drawn.append(f'<rect x="{x:g}" y="{top:g}" width="13" height="13" fill="{tone}" stroke="{MUTED}"/>')
        drawn.append(_text(x + 19, top + 11, name, fill=MUTED))
        x += wide
    return drawn, top + 22


def _wrapped(label: str) -> list[str]:
    return textwrap.wrap(label, _LETTERS, max_lines=3, placeholder="…") or [""]


def _label(rows: Sequence[str], top: float) -> str:
    return "".join(_text(_LABELS, top + _LINE * at + 12, row, anchor="end") for at, row in enumerate(rows))


def _text(
    x: float, y: float, told: str, *, anchor: str = "start", fill: str = INK, weight: str = "400", style: str = "normal"
) -> str:
    look = f'text-anchor="{anchor}" fill="{fill}" font-weight="{weight}" font-style="{style}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(told)}</text>'


def _svg(drawn: Sequence[str], height: float) -> str:
    size = f'width="{WIDTH}" height="{height:g}" viewBox="0 0 {WIDTH} {height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {_FACE}>{"".join(drawn)}</svg>'
