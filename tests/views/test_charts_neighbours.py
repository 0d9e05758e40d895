"""The chart of neighbours: a valid specification, signs by shape and not colour alone, missing figures marked."""

from __future__ import annotations

import re

import pytest
import vl_convert as vlc

from observatoire.views.charts.neighbours import COLOURS, SHAPES, matrix_chart
from observatoire.views.layout.neighbours import Cell
from tests.views.specifications import inlined


def cells(gaps: list[float]) -> list[Cell]:
    return [Cell(n, f"Ville {n} (16)", 0, "Densité", gap, "10 ; Cognac : 20") for n, gap in enumerate(gaps)]


def kinds(gaps: list[float]) -> list[str]:
    drawing = matrix_chart(cells(gaps), "Une phrase.")
    rows = next(rows for rows in inlined(drawing)["datasets"].values() if "kind" in rows[0])
    return [row["kind"] for row in rows]


def test_signs_follow_the_gap() -> None:
    assert kinds([0.51, -0.51, 0.5, -0.5, 0.0, float("nan")]) == ["more", "less", "near", "near", "near", "none"]


def test_each_sign_has_its_own_shape_and_colour() -> None:
    assert len(set(SHAPES.values())) == len(SHAPES)
    assert set(COLOURS) == set(SHAPES)


def test_larger_gaps_have_larger_marks_up_to_a_limit() -> None:
    drawing = matrix_chart(cells([0.6, 1.5, 2.5, 40.0, float("nan")]), "Une phrase.")
    rows = next(rows for rows in inlined(drawing)["datasets"].values() if "kind" in rows[0])
    sizes = [row["size"] for row in rows]
    assert sizes[0] < sizes[1] < sizes[2] == sizes[3] == 1.0
    assert sizes[4] == 0.0


@pytest.mark.parametrize("width", [358, 1180])
def test_the_names_and_the_key_are_drawn(width: int) -> None:
    drawing = matrix_chart(cells([1.0, -1.0, float("nan")]), "Une phrase.")
    svg = vlc.vegalite_to_svg(inlined(drawing) | {"width": width})
    texts = " ".join(re.findall(r">([^<>]+)</(?:text|tspan)>", svg))
    for expected in ("Ville 0 (16)", "Ville 2 (16)", "Densité", "▲", "▼", "chiffre absent"):
        assert expected in texts
    assert drawing.spec["description"] == "Une phrase."


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        matrix_chart(cells([]), "")
