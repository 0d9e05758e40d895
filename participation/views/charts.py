"""A group of a question as a picture to take away: where each bar, range and text goes; a template writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from observatoire.exports.maps.svg_text import FONT, wrapped
from observatoire.views.french.wording import spaced
from observatoire.views.style.tokens import ACCENT, INK, MUTED, PAPER, RULE, SURFACE
from participation.views.html.pages import render
from participation.views.spreads import Spread
from participation.views.tables import GroupShown, Line

WIDTH: Final = 860
_MARGIN: Final = 28
_LEFT, _RIGHT = 300, 690
"""Where bars begin and end."""
_TOLD: Final = _RIGHT + 14
_STEP: Final = 19
"""Between two lines of text."""
KEYS: Final = {
    "value": "part, et sa fourchette",
    "few": "presque aucune (pas à l’échelle)",
    "nearly_all": "presque toutes (pas à l’échelle)",
    "hidden": "non communiqué",
}
"""What each way of drawing a line means."""


@dataclass(frozen=True)
class Text:
    """A line of text: where its baseline begins or ends (`anchor`), its size, whether it is bold, its colour."""

    text: str
    x: float
    y: float
    size: float = 15
    bold: bool = False
    colour: str = INK
    anchor: str = "start"


@dataclass(frozen=True)
class Drawn:
    """One line of the chart, in pixels.

    Attributes
    ----------
    y : float
        Of its middle.
    shown : str
        As `Line.shown`.
    value, low, high : float or None
        Where a bar ends, and its range; None where the share is withheld.
    beside : float or None
        Where the share of all collectivités is.
    """

    y: float
    shown: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    beside: float | None = None


@dataclass(frozen=True)
class Span:
    """A number on its line, in pixels: the middle half, the median, the mean and its range; None where not told."""

    y: float
    middle: tuple[float, float, float] | None
    mean: tuple[float, float, float] | None


@dataclass(frozen=True)
class Head:
    """What stands around a chart: its title, what it is of, and, under it, the sentence, the source and the notice."""

    title: str
    subtitle: str
    sentence: str
    credits: Sequence[str]
    notice: str = ""


def chart_svg(head: Head, group: GroupShown) -> Markup:
    """Return the picture of a group: bars with their ranges, or a number on its line, all in words too.

    Parameters
    ----------
    head : Head
    group : GroupShown
    """
    texts, y = _top(head)
    left, right = _LEFT, _RIGHT
    drawn: list[Drawn] = []
    span = None
    if group.spread is not None:
        left, right = _MARGIN, WIDTH - _MARGIN
        span, more, y = _span(group.spread, y)
        texts += more
    for line in group.lines:
        one, more, y = _bar(line, y)
        drawn.append(one)
        texts += more
    keys, more, y = _legend(drawn, y)
    texts += more
    told, y = _foot(head, y)
    return render(
        "drawings/chart", width=WIDTH, height=round(y), texts=[*texts, *told], drawn=drawn, span=span, keys=keys,
        left=left, right=right, title=f"{head.title} · {head.subtitle}", sentence=head.sentence, font=FONT, ink=INK,
        muted=MUTED, paper=PAPER, surface=SURFACE, rule=RULE, accent=ACCENT,
    )  # fmt: skip


def _lines(text: str, x: float, y: float, room: float, **look: object) -> tuple[list[Text], float]:
    """Return a text cut in lines, and where the next one goes."""
    size = float(str(look.get("size", 15)))
    step = size * 1.3
    cut = wrapped(text, size, room, bold=bool(look.get("bold"))) if text else []
    texts = [
        Text(line, x, round(y + rank * step, 1), size, bool(look.get("bold")), str(look.get("colour", INK)))
        for rank, line in enumerate(cut)
    ]
    return texts, y + len(cut) * step


def _top(head: Head) -> tuple[list[Text], float]:
    room = WIDTH - 2 * _MARGIN
    y = _MARGIN + 14.0
    notice, y = _lines(head.notice, _MARGIN, y, room, size=15, bold=True, colour=ACCENT)
    title, y = _lines(head.title, _MARGIN, y + 8, room, size=22, bold=True)
    subtitle, y = _lines(head.subtitle, _MARGIN, y, room, size=15, colour=MUTED)
    return [*notice, *title, *subtitle], y + 10


def _x(hundredths: float) -> float:
    return round(_LEFT + hundredths * (_RIGHT - _LEFT) / 100, 1)


def _bar(line: Line, y: float) -> tuple[Drawn, list[Text], float]:
    label, end = _lines(line.label, _MARGIN, y + 14, _LEFT - _MARGIN - 16)
    told = Text(line.told, _TOLD, y + 14, 15, bold=line.bar is not None)
    middle = y + 9
    end = max(end, y + 14 + _STEP) - 8
    bar = line.bar
    beside = None if line.beside is None else _x(line.beside.value)
    if bar is None:
        return Drawn(middle, line.shown, beside=beside), [*label, told], end + 8
    return (
        Drawn(middle, line.shown, _x(bar.value), _x(bar.low), _x(bar.high), beside),
        [*label, told],
        end + 8,
    )


def _span(spread: Spread, y: float) -> tuple[Span, list[Text], float]:
    """Return a number on a line as wide as the picture, both ends under it, and what its marks are in words."""
    end = WIDTH - _MARGIN

    def at(values: Sequence[float]) -> tuple[float, float, float]:
        first, second, third = (round(_MARGIN + value * (end - _MARGIN) / 100, 1) for value in values)
        return first, second, third

    mean = spread.mean
    average, _, first, median, third, _ = spread.cells
    told = []
    if spread.middle is not None:
        told += [f"Cadre : du premier au troisième quart, de {first} à {third}.", f"Trait coupé : médiane, {median}."]
    if mean is not None:
        ranged = mean.low < mean.high
        told.append(f"{'Rond et trait plein : moyenne et sa fourchette' if ranged else 'Rond : moyenne'}, {average}.")
    ends = [
        Text(spread.ends[0], _MARGIN, y + 62, 13, colour=MUTED),
        Text(spread.ends[1], end, y + 62, 13, colour=MUTED, anchor="end"),
    ]
    words, below = _lines(spaced(" ".join(told)), _MARGIN, y + 88, end - _MARGIN, size=13, colour=MUTED)
    span = Span(
        y + 24,
        None if spread.middle is None else at(spread.middle),
        None if mean is None else at((mean.value, mean.low, mean.high)),
    )
    return span, [*ends, *words], below


def _legend(drawn: Sequence[Drawn], y: float) -> tuple[list[tuple[str, float, float]], list[Text], float]:
    """Return the keys of what is drawn: its kind and its place; then their words."""
    keys: list[tuple[str, float, float]] = []
    texts: list[Text] = []
    x = float(_MARGIN)
    ranged = any(one.low != one.high for one in drawn)
    for kind in [kind for kind in KEYS if any(one.shown == kind for one in drawn)]:
        keys.append((kind, x, y + 4))
        words = KEYS[kind] if kind != "value" or ranged else "part"
        texts.append(Text(words, x + 38, y + 15, 13, colour=MUTED))
        x += 60 + 7.2 * len(words)
    return keys, texts, y + (30 if keys else 0)


def _foot(head: Head, y: float) -> tuple[list[Text], float]:
    room = WIDTH - 2 * _MARGIN
    texts, y = _lines(head.sentence, _MARGIN, y + 16, room, size=15)
    y += 4
    for line in head.credits:
        told, y = _lines(line, _MARGIN, y + 2, room, size=12.5, colour=MUTED)
        texts += told
    return texts, y + 8
