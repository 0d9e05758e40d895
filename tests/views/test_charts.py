"""Charts: encodings, texts, the five states, outliers, determinism."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
import vl_convert as vlc

from observatoire.views.charts import vega
from observatoire.views.charts.distribution import distribution_chart
from observatoire.views.charts.drawing import Drawing
from observatoire.views.charts.ranking import ranking_chart
from observatoire.views.charts.series import Break, series_chart
from observatoire.views.layout.distribution import dot_rows
from observatoire.views.layout.positions import Reference, beyond_footnote, bins, nice_step, pack, spread_labels, window
from observatoire.views.layout.territories import Doubt, sorted_items
from observatoire.views.style import tokens as style
from tests.views.specifications import inlined, rows_drawn

REFERENCE = Reference("communes de test", 5.0, 3.0, 7.0, "5,0\u00a0%", "3,0\u00a0%", "7,0\u00a0%")


def frame(values: list[float | None], fragile: tuple[int, ...] = ()) -> pd.DataFrame:
    out = pd.DataFrame({"id": [f"com-{i:05d}" for i in range(len(values))], "value": values}, dtype=object)
    out["value"] = out["value"].astype(float)
    out["name"] = [f"Ville {i}" for i in range(len(values))]
    out["fragile"] = [i in fragile for i in range(len(values))]
    out["rank"] = out["value"].where(~out["fragile"]).rank(ascending=False, method="min").astype("Int64")
    out["text"] = [f"{v:.1f}\u00a0%".replace(".", ",") if v == v else "secret statistique" for v in out["value"]]
    return out


def texts(drawing: Drawing, width: int = 700) -> list[str]:
    svg = vlc.vegalite_to_svg(inlined(drawing) | {"width": width})
    return re.findall(r">([^<>]+)</(?:text|tspan)>", svg)


def rank(values: list[float | None], picked: tuple[str, ...] = (), fragile: tuple[int, ...] = ()) -> Drawing:
    return ranking_chart(frame(values, fragile), "com-00001", picked, REFERENCE, unit="%", decimals=1)


# --- Layout ------------------------------------------------------------------------------------


def test_window_leaves_out_only_what_would_squash_the_rest() -> None:
    calm = window([1, 2, 3, 4, 9])
    assert (calm.low, calm.high, calm.below, calm.above) == (1, 9, 0, 0)
    wild = window([1, 2, 3, 4, 5, 900, None, float("nan")])
    assert (wild.low, wild.high, wild.above, wild.largest) == (1, 5, 1, 900)


def test_window_brings_the_place_in_when_it_is_cheap() -> None:
    peers = [float(v) for v in range(100)] + [5000.0]
    assert window(peers).high == 99
    assert window(peers, [150]).high == 150
    assert window(peers, [4000]).high == 99
    assert window(peers, [4000]).share(4000) == 1


@pytest.mark.parametrize("values", [[], [3.0], [3.0, 3.0], [0.0, 0.0], [None]])
def test_window_never_has_no_width(values: list[float | None]) -> None:
    shown = window(values)
    assert shown.high > shown.low


def test_packed_dots_do_not_touch() -> None:
    rng = np.random.default_rng(1)
    shares = rng.random(200).tolist()
    levels = pack(shares, 40)
    for level in set(levels):
        row = sorted(s for s, k in zip(shares, levels, strict=True) if k == level)
        assert all(b - a >= 1 / 40 - 1e-9 for a, b in pairwise(row))
    assert pack([0.5, 0.5, 0.5], 40) == [0, 1, 2]


def test_bins_are_round_and_count_all_inside() -> None:
    values = [0.4, 1.2, 1.9, 7.7, 500.0]
    shown = window(values)
    edges, counts = bins(values, shown)
    assert counts.sum() == 4
    assert np.allclose(edges / nice_step(shown.high - shown.low, 35) % 1, 0)


def test_labels_are_spread_inside_their_bounds() -> None:
    placed = spread_labels([10, 10, 300, 299], 20, 0, 300)
    assert sorted(placed) == [10, 30, 280, 300]
    assert placed[3] < placed[2]


def test_beyond_footnote_says_how_many_and_how_far() -> None:
    footnote = beyond_footnote(window([*range(100), 5000.0, 6000.0]), lambda v: f"{v:.0f} €")
    assert footnote == "Hors du cadre\u202f: 2\u00a0valeurs au-delà (jusqu’à 6000 €)."
    assert beyond_footnote(window([1, 2, 3]), str) == ""


# --- Ranking -----------------------------------------------------------------------------------


def test_ranking_sorts_and_names_everyone() -> None:
    drawing = rank([1.0, 9.0, 4.0])
    seen = texts(drawing)
    assert [t for t in seen if t.startswith("Ville")][:3] == ["Ville 1", "Ville 2", "Ville 0"]
    assert "médiane 5,0\u00a0%" in seen
    assert "9,0\u00a0%" in seen


def test_ranking_keeps_missing_and_fragile_apart() -> None:
    drawing = rank([1.0, 9.0, None, 5.0], fragile=(3,))
    seen = texts(drawing)
    names = [t for t in seen if t.startswith("Ville")]
    assert list(dict.fromkeys(names)) == ["Ville 1", "Ville 0", "Ville 3", "Ville 2"]
    assert "secret statistique" in seen
    assert "Non classés\u202f: valeur fragile ou absente" in seen
    assert any("Marque creuse" in t for t in seen)


def test_the_place_differs_by_shape_weight_and_colour() -> None:
    drawing = rank([1.0, 9.0, 4.0, 2.0], picked=("com-00002", "com-00003"))
    rows = next(rows for rows in rows_drawn(drawing) if "role" in rows[0] and "name" in rows[0])
    assert {r["id"]: r["role"] for r in rows} == {
        "com-00000": "peer", "com-00001": "place", "com-00002": "second", "com-00003": "third",
    }  # fmt: skip
    spec = json.dumps(inlined(drawing))
    assert all(shape in spec for shape in style.SHAPES)


def test_ranking_points_to_a_value_out_of_frame() -> None:
    drawing = rank([1.0, 900.0, 2.0, 3.0, 4.0, 5.0])
    assert "900,0\u00a0% →" in texts(drawing)
    assert "Flèche\u202f: valeur hors du cadre." in texts(drawing)


@pytest.mark.parametrize("n", [0, 41])
def test_ranking_refuses_what_it_cannot_show(n: int) -> None:
    with pytest.raises(ValueError, match="1 to 40"):
        rank([1.0] * n)


def test_ranking_with_nothing_but_missing_values_is_drawn() -> None:
    drawing = rank([None, None])
    assert texts(drawing).count("secret statistique") >= 2
    assert "secret statistique" in drawing.description


def test_description_says_rank_and_median() -> None:
    drawing = rank([1.0, 9.0, 4.0])
    assert drawing.description == (
        "Classement de 3 territoires (communes de test), de la plus haute valeur à la plus basse. "
        "Ville 1\u202f: 9,0\u00a0%, rang 1 sur 3. Médiane du groupe\u202f: 5,0\u00a0%."
    )
    assert inlined(drawing)["description"] == drawing.description


def test_the_band_is_said_with_one_full_stop() -> None:
    marks = Reference("communes", 5.0, 3.0, 7.0, "5\u00a0hab.", "3\u00a0hab.", "7\u00a0hab.")
    drawing = ranking_chart(frame([1.0, 9.0]), "com-00001", (), marks, unit="hab.", decimals=0)
    footnote = next(text for text in texts(drawing) if text.startswith("Bande"))
    assert footnote.endswith("de 3\u00a0hab. à 7\u00a0hab.")
    assert ".." not in footnote


def test_layout_changes_on_a_phone() -> None:
    spec = json.dumps(inlined(rank([1.0, 9.0])))
    assert '"width": "container"' in spec
    assert vega.NARROW in spec


# --- Distribution ------------------------------------------------------------------------------


def distribution(values: list[float | None], fragile: tuple[int, ...] = ()) -> Drawing:
    picked = ("com-00002",)
    return distribution_chart(
        frame(values, fragile), "com-00001", picked, REFERENCE, unit="%", decimals=1, noun="communes"
    )


def marks(drawing: Drawing) -> set[str]:
    return {layer["mark"]["type"] for layer in inlined(drawing)["layer"]}


@pytest.mark.parametrize("count", [60, 500])
def test_a_pale_ground_holds_the_place_and_those_too_near_to_be_told_from_it(count: int) -> None:
    values = [float(v) for v in np.linspace(0, 12, count)]
    at = 1
    values[at] = 6.0
    near = [i for i, value in enumerate(values) if i != at and abs(value - 5.5) <= 1]
    doubt = Doubt(0.8, frozenset(f"com-{i:05d}" for i in near))

    def draw(shown: Doubt) -> Drawing:
        table = frame(values, (count - 1,))
        return distribution_chart(table, "com-00001", (), REFERENCE, unit="%", decimals=1, doubt=shown)

    [ground] = [row for rows in rows_drawn(draw(doubt)) for row in rows if {"low", "high", "top"} <= set(row)
                and "count" not in row]  # fmt: skip
    assert ground["low"] == pytest.approx(min(values[i] for i in near))
    assert ground["high"] == pytest.approx(max(values[i] for i in near))
    assert ground["low"] < 6.0 < ground["high"]
    assert "trop proches pour départager" in " ".join(texts(draw(doubt)))
    assert json.dumps(draw(doubt).spec["layer"], sort_keys=True) == json.dumps(
        draw(doubt).spec["layer"], sort_keys=True
    )
    assert "trop proche" not in " ".join(texts(draw(Doubt(0.8))))
    alone = Doubt(0.8, frozenset({f"com-{near[0]:05d}", f"com-{count - 1:05d}"}))
    [ground] = [row for rows in rows_drawn(draw(alone)) for row in rows if {"low", "high", "top"} <= set(row)
                and "count" not in row]  # fmt: skip
    assert ground["high"] == 6.0, "it reaches the place, and no fragile value"


def test_each_territory_is_a_mark_up_to_400() -> None:
    values = [float(v) for v in np.random.default_rng(2).normal(5, 2, 400)]
    drawing = distribution(values)
    assert "point" in marks(drawing)
    assert max(len(rows) for rows in rows_drawn(drawing)) == 400


def test_above_400_a_histogram_with_the_place_marked() -> None:
    values = [float(v) for v in np.random.default_rng(2).normal(5, 2, 35_000)]
    drawing = distribution(values)
    assert "point" not in marks(drawing)
    assert max(len(rows) for rows in rows_drawn(drawing)) <= 40
    assert any(t.startswith("◆ Ville 1 ") for t in texts(drawing))
    assert len(json.dumps(inlined(drawing))) < 30_000
    assert "35\u202f000 valeurs" in drawing.description


def test_distribution_says_what_is_out_of_frame() -> None:
    values = [float(v) for v in np.random.default_rng(2).normal(50, 2, 80)] + [4000.0]
    drawing = distribution(values)
    assert any("Hors du cadre\u202f: 1\u00a0valeur au-delà (jusqu’à 4\u202f000,0\u00a0%)" in t for t in texts(drawing))


def test_named_dots_stay_at_their_exact_place_in_a_crowd() -> None:
    items = sorted_items(frame([float(v) / 7 for v in range(200)]), "com-00001", ())
    dots, _ = dot_rows(items, window([item.value for item in items]))
    assert [dot["x"] == dot["value"] for dot in dots].count(True) == 1
    assert (dots[-1]["role"], dots[-1]["x"]) == ("place", 1 / 7)  # drawn last, on top


def test_a_crowd_stands_in_columns_the_named_below_then_the_lowest() -> None:
    # 60 columns over 0 to 60: the first holds 0.5, 0.2 and 0.9, the last one 60.
    values = [0.5, 0.9, 0.2, *(float(v) for v in range(1, 61)), 0.0]
    items = sorted_items(frame(values), "com-00001", ())
    dots, levels = dot_rows(items, window(values))
    at = {dot["id"]: (dot["x"], dot["level"]) for dot in dots}
    first = {"com-00001": (0.9, 0), "com-00063": (0.5, 1), "com-00002": (0.5, 2), "com-00000": (0.5, 3)}
    assert {identifier: at[identifier] for identifier in first} == first
    assert levels == 4


def test_peers_out_of_frame_are_not_drawn_the_named_stand_at_the_edge() -> None:
    items = sorted_items(frame([1.0, 900.0, 2.0, 800.0, 3.0]), "com-00001", ())
    dots, _ = dot_rows(items, window([1.0, 2.0, 3.0]))
    assert {dot["id"]: dot["x"] for dot in dots} == {
        "com-00000": 1.0, "com-00002": 2.0, "com-00004": 3.0, "com-00001": 3.0,
    }  # fmt: skip


def test_items_are_sorted_ranked_then_fragile_then_missing_equals_by_name() -> None:
    table = frame([5.0, 9.0, 5.0, None, 7.0], fragile=(4,)).assign(name=["b", "e", "a", "c", "d"])
    items = sorted_items(table, "com-00001", ["com-00003"])
    assert [item.name for item in items] == ["e", "a", "b", "d", "c"]
    assert [item.rank_text for item in items] == ["1 sur 3", "2 sur 3", "2 sur 3", "non classé", "non classé"]
    assert [item.role for item in items] == ["place", "peer", "peer", "peer", "second"]


def test_a_histogram_has_no_hollow_mark_to_explain() -> None:
    values = [float(v) for v in np.random.default_rng(2).normal(5, 2, 500)]
    assert not any("Marque creuse" in t for t in texts(distribution(values, fragile=(1, 7))))


def test_charts_share_their_layers_not_their_figures() -> None:
    first, second = rank([1.0, 9.0, 4.0]), rank([100.0, 900.0, 400.0])
    assert first.spec["layer"][4]["mark"] is second.spec["layer"][4]["mark"]
    assert [t for t in texts(first) if t.startswith("400")] == []
    assert "400,0\u00a0%" in texts(second)
    domains = [drawing.spec["layer"][1]["encoding"]["x"]["scale"]["domain"] for drawing in (first, second)]
    assert domains == [[1.0, 9.0], [3.0, 900.0]]  # the quartiles come inside: 3 to 7


# --- Series ------------------------------------------------------------------------------------


def lines() -> pd.DataFrame:
    rows = [
        ("com-00001", "Cognac", year, value, f"{value}\u00a0%", flag)
        for year, value, flag in ((2016, 8.0, ""), (2017, 8.5, ""), (2018, float("nan"), ""), (2019, 9.0, "estimated"))
    ]
    rows += [("com-00002", "Jarnac", year, 7.0, "7\u00a0%", "") for year in (2016, 2017, 2018, 2019)]
    rows += [("com-00003", "Personne", 2016, 99.0, "99\u00a0%", "")]
    return pd.DataFrame(rows, columns=["id", "name", "year", "value", "text", "flag"])


def band() -> pd.DataFrame:
    years = [2016, 2017, 2018, 2019]
    return pd.DataFrame({"year": years, "median": 8.2, "q1": 7.0, "q3": 9.0, "n": 8, "median_text": "8,2\u00a0%"})


def series(**options: Any) -> Drawing:
    return series_chart(lines(), "com-00001", ["com-00002"], band(), unit="%", decimals=1, **options)


def test_lines_are_labelled_at_their_end() -> None:
    seen = " ".join(texts(series()))
    for words in ("◆ Cognac", "■ Jarnac", "Médiane du groupe", "8,2\u00a0%"):
        assert words in seen
    assert "Personne" not in seen


def test_years_have_no_separator() -> None:
    seen = texts(series())
    assert {"2016", "2017", "2018", "2019"} <= set(seen)
    assert not any("2\u202f0" in t for t in seen)


def test_breaks_are_drawn_between_the_years_and_told() -> None:
    drawing = series(breaks=[Break(2018, "le questionnaire change"), Break(1999, "trop ancien")])
    seen = texts(drawing)
    assert "rupture 2018" in seen
    assert any("Rupture de série en 2018\u202f: le questionnaire change" in t for t in seen)
    assert any(rows[0].get("year") == 2017.5 for rows in rows_drawn(drawing))


def test_estimated_points_are_told() -> None:
    assert any("Point creux" in t for t in texts(series()))


def test_base_100_has_its_line() -> None:
    assert "100 = niveau de 2016" in texts(series(base_year=2016))


def test_series_of_nothing_is_refused() -> None:
    empty = lines().assign(value=float("nan"))
    with pytest.raises(ValueError, match="without any value"):
        series_chart(empty, "com-00001", [], None, unit="%", decimals=1)


def test_one_year_is_drawn() -> None:
    one = lines().query("year == 2016")
    drawing = series_chart(one, "com-00001", [], None, unit="%", decimals=1)
    assert "Valeurs de 2016." in drawing.description
    assert "2016" in texts(drawing)


@pytest.mark.parametrize("build", [lambda: rank([1.0, 9.0, 4.0]), lambda: distribution([1.0, 2.0, 3.0]), series])
def test_specifications_are_deterministic(build: Any) -> None:
    assert json.dumps(inlined(build())) == json.dumps(inlined(build()))


def test_hostile_names_stay_text() -> None:
    hostile = frame([1.0, 2.0, 3.0]).assign(name="<script>alert(1)</script>")
    drawing = ranking_chart(hostile, "com-00001", (), REFERENCE, unit="%", decimals=1)
    svg = vlc.vegalite_to_svg(inlined(drawing) | {"width": 400})
    assert "<script" not in svg
