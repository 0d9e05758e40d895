"""The lane under the marks of a group: its median, and its middle half when it is large enough to have one."""

from __future__ import annotations

from functools import cache

import altair as alt

from observatoire.views.charts.encodings import pixel_y
from observatoire.views.charts.vega import Layer, bound, drawn
from observatoire.views.layout.positions import Reference, Window
from observatoire.views.layout.territories import PHONE, Align, centred
from observatoire.views.style import tokens as style


def landmark_lane(reference: Reference, shown: Window, x: Layer, y: float, figures: bool = False) -> list[Layer]:
    """Return the lane: quartiles as a bar, the median as a tick with its figure.

    Parameters
    ----------
    reference : Reference
        Without quartiles, no bar; without median, nothing.
    shown : Window
    x : dict
        Scale and axis of the figures, for `bound`.
    y : float
        Pixels from the top.
    figures : bool
        Whether the quartiles have their figures, where there is room.
    """
    if reference.median is None:
        return []
    label = f"médiane {reference.median_text}"
    row = {"median": reference.median, "y": y, "label": label}
    median = bound(_median_tick(centred(shown.share(reference.median), label)), [row], x=x)
    if reference.q1 is None or reference.q3 is None:
        return median
    layers = [*bound(_middle_half(), [{"q1": reference.q1, "q3": reference.q3, "y": y}], x=x), *median]
    sides = ((reference.q1, reference.q1_text, True), (reference.q3, reference.q3_text, False))
    for value, words, left in sides if figures else ():
        room = shown.share(value) if left else 1 - shown.share(value)
        if room > (7 * len(words) + 8) / PHONE:
            layers += bound(_side_figure(left), [{"at": value, "y": y, "label": words}], x=x)
    return layers


@cache
def _middle_half() -> tuple[Layer, ...]:
    bar = alt.Chart().mark_rule(color=style.PEERS, strokeWidth=9, opacity=0.55)
    return drawn(bar.encode(x=alt.X("q1:Q"), x2=alt.X2("q3:Q"), y=pixel_y()))


@cache
def _median_tick(align: Align) -> tuple[Layer, ...]:
    base, y, x = alt.Chart(), pixel_y(), alt.X("median:Q")
    tick = base.mark_tick(color=style.MEDIAN, thickness=3, size=19, orient="vertical")
    name = base.mark_text(color=style.MEDIAN, fontWeight=600, dy=20, align=align)
    return drawn(tick.encode(x=x, y=y), name.encode(x=x, y=y, text=alt.Text("label:N")))


@cache
def _side_figure(left: bool) -> tuple[Layer, ...]:
    side = alt.Chart().mark_text(color=style.MUTED, align="right" if left else "left", dx=-6 if left else 6)
    return drawn(side.encode(x=alt.X("at:Q"), y=pixel_y(), text=alt.Text("label:N")))
