"""The chart of « Devinez »: the estimates of the room above, the place, its peers below, on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import altair as alt
import numpy as np

from observatoire.views.charts import vega
from observatoire.views.charts.distribution import MOST_DOTS
from observatoire.views.charts.drawing import Drawing
from observatoire.views.charts.encodings import by_width, expr, figures_x, pixel_y, tips
from observatoire.views.charts.landmarks import landmark_lane
from observatoire.views.charts.vega import Layer, bound, drawn, finished
from observatoire.views.french.wording import plural
from observatoire.views.layout.positions import Floats, Reference, Window, Write, bins, pack, window
from observatoire.views.layout.territories import Align, centred
from observatoire.views.style import tokens as style

SLOTS: Final = 44
MARK, DOT, BARS = 15.0, 8.0, 90.0
"""Heights in pixels: of an estimate, of a peer, of the histogram of many peers."""
MOST_WIDER: Final = 6
"""Estimates stretch the scale up to so many times the width of the peers; those beyond stand at its edge."""


@dataclass(frozen=True, slots=True)
class GuessChart:
    """What the chart shows, with its French texts.

    Attributes
    ----------
    place_name, place_text : str
    place : float or None
        The measured figure; None without any.
    fragile : bool
    guesses : sequence of (str, float, str)
        Who, how much, and that in French.
    middle : tuple of (float, str)
        The median of the estimates.
    peers : array of float
        Values that count.
    reference : Reference
    """

    place_name: str
    place_text: str
    place: float | None
    fragile: bool
    guesses: Sequence[tuple[str, float, str]]
    middle: tuple[float, str] | None
    peers: Floats
    reference: Reference


def guesses_chart(view: GuessChart, *, unit: str, decimals: int, write: Write) -> Drawing:
    """Draw the estimates above the peers, the place between them.

    Parameters
    ----------
    view : GuessChart
    unit, decimals
        How figures are written on the axis.
    write : callable
        A figure in French.
    """
    shown = _shown(view)
    x = figures_x(shown.low, shown.high, unit, decimals, by_width(8, 14), "width - 18")
    guesses, floor = _guess_marks(view, shown, x) if view.guesses else ([], 26.0)
    place_y = floor + 22
    peers, base = _peer_marks(view, shown, x, place_y + 40, write)
    above, below, sign = _place_marks(view, shown, x, place_y, base)
    titles = bound(_lane_title(), _titles(view, place_y + 32))
    layers = [*above, *guesses, *peers, *below, *titles, *sign, *landmark_lane(view.reference, shown, x, base + 12)]
    outside = sum(1 for _, value, _ in view.guesses if shown.outside(value))
    verb = "est" if outside == 1 else "sont"
    footnote = f"{plural(outside, 'estimation', 'estimations')} hors du cadre {verb} au bord." if outside else ""
    hollow = "Marque creuse\u202f: ordre de grandeur." if view.fragile else ""
    description = _sentence(view)
    beyond = int(sum(map(abs, map(shown.outside, view.peers.tolist()))))
    peers_footnote = f"Hors du cadre\u202f: {plural(beyond, 'pair', 'pairs')}." if beyond else ""
    return Drawing(finished(layers, base + 46, description, [footnote, peers_footnote, hollow]), description)


def _shown(view: GuessChart) -> Window:
    """Return the part of the line to draw: the peers, then the place and the estimates that are not too far."""
    marks = [view.reference.q1, view.reference.median, view.reference.q3]
    shown = window(view.peers, [view.place, *marks])
    low, high = shown.low, shown.high
    wanted = [] if view.place is None else [[view.place]]
    for values in (*wanted, [guess[1] for guess in view.guesses]):
        most, near = MOST_WIDER * (high - low), (low, high)
        for value in sorted(values, key=lambda v: max(near[0] - v, v - near[1])):
            if max(high, value) - min(low, value) <= most:
                low, high = min(low, value), max(high, value)
    pad = 0.02 * (high - low)
    at_zero = low >= 0 and low - pad < 0
    return Window(0.0 if at_zero else low - pad, high + pad, 0, 0, shown.smallest, shown.largest)


def _guess_marks(view: GuessChart, shown: Window, x: Layer) -> tuple[list[Layer], float]:
    """Return the lane of the estimates and the `y` of its floor."""
    at = [shown.clip(value) for _, value, _ in view.guesses]
    levels = pack([shown.share(value) for value in at], SLOTS)
    head = 46.0
    floor = head + (max(levels) + 1) * MARK
    rows = [
        {"who": who or "Sans nom", "text": text, "x": value, "y": floor - (level + 0.5) * MARK}
        for (who, _, text), value, level in zip(view.guesses, at, levels, strict=True)
    ]
    layers: list[Layer] = []
    if view.middle is not None and len(rows) > 1:
        label = f"médiane {view.middle[1]}"
        align = centred(shown.share(view.middle[0]), label)
        row = {"x": shown.clip(view.middle[0]), "y": head - 4, "end": floor, "label": label}
        layers += bound(_middle_layers(align), [row], x=x)
    return [*layers, *bound(_guess_layer(), rows, x=x)], floor


def _titles(view: GuessChart, y: float) -> list[dict[str, Any]]:
    """Return the titles of the lanes: the room's, the peers'."""
    titles = [{"y": y, "label": f"Les pairs\u202f: {view.reference.label}", "ink": style.MEDIAN}]
    if not view.guesses:
        return titles
    label = "Estimation de la salle" if len(view.guesses) == 1 else "Estimations de la salle"
    return [{"y": 8.0, "label": label, "ink": style.SECOND}, *titles]


@cache
def _lane_title() -> tuple[Layer, ...]:
    look: dict[str, Any] = {"align": "left", "x": 0, "fontWeight": 700, "fontSize": 14}
    halo = alt.Chart().mark_text(**look, stroke=style.PAPER, strokeWidth=5)
    text = alt.Chart().mark_text(**look, color=expr("datum.ink"))
    return drawn(*(part.encode(y=pixel_y(), text=alt.Text("label:N")) for part in (halo, text)))


@cache
def _guess_layer() -> tuple[Layer, ...]:
    mark = alt.Chart().mark_point(
        shape="triangle-down", size=by_width(80, 120), fill=style.SECOND, stroke=style.PAPER, strokeWidth=1, opacity=1
    )
    return drawn(mark.encode(x=alt.X("x:Q"), y=pixel_y(), tooltip=tips(who="Qui", text="Estimation")))


@cache
def _middle_layers(align: Align) -> tuple[Layer, ...]:
    base, x = alt.Chart(), alt.X("x:Q")
    rule = base.mark_rule(color=style.SECOND, strokeDash=[5, 3], strokeWidth=1.5)
    look: dict[str, Any] = {"fontWeight": 600, "dy": -9, "align": align}
    halo = base.mark_text(**look, stroke=style.PAPER, strokeWidth=5)
    texts = (halo, base.mark_text(**look, color=style.SECOND))
    return drawn(
        rule.encode(x=x, y=pixel_y(), y2=alt.Y2("end:Q")),
        *(part.encode(x=x, y=pixel_y(), text=alt.Text("label:N")) for part in texts),
    )


def _place_marks(
    view: GuessChart, shown: Window, x: Layer, y: float, base: float
) -> tuple[list[Layer], list[Layer], list[Layer]]:
    """Return the place: a thin line over the room's lane, one over the peers', then its sign, name and figure."""
    label = f"{view.place_name}\u202f: {view.place_text}"
    if view.place is None:
        return [], [], bound(_lane_title(), [{"y": y, "label": label, "ink": style.ACCENT}])
    right = shown.share(view.place) > 0.55
    row = {
        "x": shown.clip(view.place), "y": y, "top": 26.0, "end": y, "fragile": view.fragile, "label": label,
    }  # fmt: skip
    below = row | {"top": y, "end": base}
    return bound(_place_line(), [row], x=x), bound(_place_line(), [below], x=x), bound(_place_sign(right), [row], x=x)


@cache
def _place_line() -> tuple[Layer, ...]:
    line = alt.Chart().mark_rule(color=style.ACCENT, strokeWidth=1.5)
    return drawn(line.encode(x=alt.X("x:Q"), y=pixel_y(field="top"), y2=alt.Y2("end:Q")))


@cache
def _place_sign(right: bool) -> tuple[Layer, ...]:
    base, x = alt.Chart(), alt.X("x:Q")
    look: dict[str, Any] = {"align": "right" if right else "left", "dx": -14 if right else 14, "fontWeight": 700}
    look |= {"fontSize": 15, "limit": expr(f"{vega.NARROW}\u202f? width * 0.75\u202f: width * 0.6")}
    halo = base.mark_text(**look, stroke=style.PAPER, strokeWidth=5)
    text = base.mark_text(**look, color=style.ACCENT)
    mark = base.mark_point(shape="diamond", size=by_width(150, 210), stroke=style.ACCENT, strokeWidth=2, opacity=1)
    fill: Any = alt.condition("datum.fragile", alt.value(style.PAPER), alt.value(style.ACCENT))
    return drawn(
        halo.encode(x=x, y=pixel_y(), text=alt.Text("label:N")),
        text.encode(x=x, y=pixel_y(), text=alt.Text("label:N")),
        mark.encode(x=x, y=pixel_y(), fill=fill),
    )


def _peer_marks(view: GuessChart, shown: Window, x: Layer, top: float, write: Write) -> tuple[list[Layer], float]:
    """Return the lane of the peers and the `y` of its floor."""
    inside = view.peers[(view.peers >= shown.low) & (view.peers <= shown.high)]
    if not len(inside):
        return [], top + 10
    if len(inside) > MOST_DOTS:
        edges, counts = bins(inside, shown)
        floor = top + 10 + BARS
        rows = [
            {"x": max(low, shown.low), "x2": min(high, shown.high), "y": floor - BARS * n / counts.max(), "end": floor,
             "text": f"de {write(low)} à {write(high)}", "count_text": plural(n, "territoire", "territoires")}
            for low, high, n in zip(edges[:-1].tolist(), edges[1:].tolist(), counts.tolist(), strict=True)
        ]  # fmt: skip
        return bound(_bar_layer(), rows, x=x), floor
    levels = pack([shown.share(value) for value in inside.tolist()], SLOTS + 16)
    step = min(DOT, BARS / (max(levels) + 1))
    floor = top + 12 + (max(levels) + 1) * step
    rows = [
        {"x": value, "y": floor - (level + 0.5) * step, "text": write(value)}
        for value, level in zip(inside.tolist(), levels, strict=True)
    ]
    return bound(_dot_layer(), rows, x=x), floor


@cache
def _dot_layer() -> tuple[Layer, ...]:
    mark = alt.Chart().mark_point(
        size=by_width(26, 40), fill=style.PEERS, stroke=style.PAPER, strokeWidth=0.6, opacity=1
    )
    return drawn(mark.encode(x=alt.X("x:Q"), y=pixel_y(), tooltip=tips(text="Un pair")))


@cache
def _bar_layer() -> tuple[Layer, ...]:
    mark = alt.Chart().mark_rect(color=style.PEERS_SOFT, stroke=style.PEERS, strokeWidth=0.8)
    x, x2, y, y2 = alt.X("x:Q"), alt.X2("x2:Q"), pixel_y(), alt.Y2("end:Q")
    return drawn(mark.encode(x=x, x2=x2, y=y, y2=y2, tooltip=tips(text="Valeurs", count_text="Effectif")))


def _sentence(view: GuessChart) -> str:
    told = [f"{view.place_name}\u202f: {view.place_text}."]
    if view.middle is not None:
        told.append(f"{plural(len(view.guesses), 'estimation', 'estimations')}, médiane {view.middle[1]}.")
    if view.reference.median is not None and np.size(view.peers):
        told.append(f"{plural(len(view.peers), 'pair', 'pairs')}, médiane {view.reference.median_text}.")
    return " ".join(told)
