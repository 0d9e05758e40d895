"""What all charts share: one route, specifications that are sound and deterministic, French under the pointer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import vl_convert as vlc

from observatoire.views.charts.drawing import Drawing
from observatoire.views.charts.guesses import guesses_chart
from observatoire.views.charts.neighbours import matrix_chart
from observatoire.views.charts.scatter import scatter_chart
from tests.views.specifications import inlined, rows_drawn
from tests.views.test_charts import distribution, rank, series
from tests.views.test_charts_neighbours import cells
from tests.views.test_compare_views import cloud
from tests.views.test_guesses import chart

SHARES = ("part_65_ans_plus", "part_logements_vacants")


def guesses(n: int) -> Drawing:
    return guesses_chart(chart(n, [18.0, 22.0]), unit="%", decimals=1, write=lambda v: f"{v:.1f}\u00a0%")


def scatter(place: str, method: str) -> Drawing:
    return scatter_chart(cloud(place, method, *SHARES), "Fond.", "Phrase.")


CHARTS: dict[str, Callable[[], Drawing]] = {
    "ranking": lambda: rank([1.0, 9.0, None, 4.0], ("com-00002",), (3,)),
    "dots": lambda: distribution([1.0, 2.0, 3.0]),
    "histogram": lambda: distribution([float(n % 37) for n in range(500)]),
    "series": lambda: series(base_year=2016),
    "scatter, dots behind": lambda: scatter("epci-200070514", "similaires"),
    "scatter, density behind": lambda: scatter("com-16102", "similaires"),
    "scatter, the group behind": lambda: scatter("com-16102", "region"),
    "estimates, dots": lambda: guesses(20),
    "estimates, histogram": lambda: guesses(900),
    "neighbours": lambda: matrix_chart(cells([1.0, -1.0, 0.0, float("nan")]), "Phrase."),
}
every_chart = pytest.mark.parametrize("draw", CHARTS.values(), ids=list(CHARTS))


def tooltips(marks: list[dict[str, Any]]) -> list[str]:
    """Return the expressions of the tooltips of compiled marks, at any depth."""
    found = []
    for mark in marks:
        shown = mark.get("encode", {}).get("update", {}).get("tooltip")
        found += [json.dumps(shown, ensure_ascii=False)] if shown else []
        found += tooltips(mark.get("marks", []))
    return found


@every_chart
def test_a_specification_is_sound_and_deterministic(draw: Callable[[], Drawing]) -> None:
    first, second = draw(), draw()
    assert json.dumps(inlined(first)) == json.dumps(inlined(second))
    assert inlined(first)["description"] == first.description


@every_chart
def test_layers_are_drawn_once_and_never_changed(draw: Callable[[], Drawing]) -> None:
    first = draw()
    before = json.dumps(first.spec["layer"], default=str)
    second = draw()
    assert [layer["mark"] for layer in first.spec["layer"]]
    assert all(a["mark"] is b["mark"] for a, b in zip(first.spec["layer"], second.spec["layer"], strict=True))
    assert json.dumps(first.spec["layer"], default=str) == before


@every_chart
def test_under_the_pointer_are_french_texts_only(draw: Callable[[], Drawing]) -> None:
    drawing = draw()
    spec = inlined(drawing)
    rows = [row for rows in rows_drawn(drawing) for row in rows]
    lines = [line for layer in spec["layer"] for line in layer["encoding"].get("tooltip", [])]
    assert lines
    for line in lines:
        assert not line["title"][0].islower(), "a name of ours"
        assert line["type"] == "nominal"
        assert all(isinstance(row[line["field"]], str) for row in rows if line["field"] in row)
    assert spec["config"]["mark"]["tooltip"] is None, "the browser shows columns otherwise"
    titled = [layer for layer in spec["layer"] if "tooltip" in layer["encoding"]]
    assert len(tooltips(vlc.vegalite_to_vega(spec)["marks"])) == len(titled), "a mark without titles says nothing"


@every_chart
def test_vega_names_no_column_and_no_mark(draw: Callable[[], Drawing]) -> None:
    svg = vlc.vegalite_to_svg(inlined(draw()) | {"width": 700})
    said = set(re.findall(r'aria-(?:label|roledescription)="([^"]*)"', svg))
    said = {words for words in said if not words.startswith("Title text")}  # the footnotes, in French
    assert said <= {"group mark container", "title"}, "the frame around all, and the footnotes"
