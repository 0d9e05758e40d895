"""A middle half is drawn and named only of a group that has one: four values that count."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from observatoire.__main__ import main
from observatoire.exports.tables.themes import theme_export
from observatoire.statistics.change import change_figures, period_of
from observatoire.statistics.comparison import Comparison, compare
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerRequest, peer_group
from observatoire.views.charts.distribution import distribution_chart
from observatoire.views.charts.guesses import GuessChart, guesses_chart
from observatoire.views.charts.ranking import ranking_chart
from observatoire.views.charts.series import series_chart
from observatoire.views.compare.panorama import key_html, panorama
from observatoire.views.compare.side_by_side import landmark_words, side_rows
from observatoire.views.evolution.words import change_key_figures
from observatoire.views.french.sentences import comparison_sentence, left_out
from observatoire.views.html.frames import ranked_table, reference_of
from observatoire.views.html.key_figures import key_figures
from observatoire.views.html.series import series_frames
from observatoire.views.html.strips import Strip, strip_html
from tests.views.test_charts import texts

STORE, CATALOG = open_offered()
SHARE = CATALOG.indicator("part_65_ans_plus")
PLACE = STORE.territory("epci-200070514")
PEERS = peer_group(STORE, CATALOG, PLACE, PeerRequest("departement")).ids
FRAME = figures(STORE, SHARE, "epci", 2021)
sizes = pytest.mark.parametrize(("n", "has"), [(1, False), (3, False), (4, True)])


def among(n: int) -> Comparison:
    return compare(FRAME, PLACE.id, PEERS[:n])


@sizes
def test_words_and_key_figures(n: int, has: bool) -> None:
    result = among(n)
    assert ("moitié centrale" in comparison_sentence(SHARE, PLACE, result, "EPCI", math.nan)) is has
    shown = {label: told for label, _, told in key_figures(SHARE, PLACE, FRAME.of(PLACE.id), result, 20.0)}
    assert ("Moitié centrale" in shown) is has
    assert (shown["Médiane du groupe"] == "le seul pair comparable") is (n == 1)
    missing = compare(FRAME, PLACE.id, [*PEERS[:n], *FRAME.ids[~FRAME.known][:1]])
    assert ("quartiles" in left_out(missing)) is has


@sizes
def test_charts_and_strips(n: int, has: bool) -> None:
    reference = reference_of(SHARE, among(n), "EPCI")
    table = ranked_table(STORE, FRAME, [PLACE.id, *PEERS[:n]])
    for chart in (ranking_chart, distribution_chart):
        seen = texts(chart(table, PLACE.id, [], reference, unit="%", decimals=1))
        assert any(text.startswith("Bande") for text in seen) is has
        assert f"médiane {reference.median_text}" in seen
    found = FRAME.value[FRAME.positions(PEERS[:n])]
    strip = strip_html(Strip("Ici", 25.0, "25\u00a0%", found, reference))
    assert ("otc-band" in strip) is has
    assert ("moitié centrale" in strip) is has
    view = GuessChart("Ici", "25\u00a0%", 25.0, False, (), None, found, reference)
    answer = guesses_chart(view, unit="%", decimals=1, write=str)
    assert any("q1" in row for layer in answer.spec["layer"] for row in layer["data"].get("values", [])) is has
    assert f"médiane {reference.median_text}" in texts(answer)


@sizes
def test_a_series_of_few_peers_has_their_median_alone(n: int, has: bool) -> None:
    lines, band = series_frames(STORE, SHARE, [PLACE], PEERS[:n], based=False)
    drawing = series_chart(lines, PLACE.id, [], band, unit="%", decimals=1)
    assert any(layer["mark"]["type"] == "area" for layer in drawing.spec["layer"]) is has
    footnote = next(text for text in texts(drawing, 900) if text.startswith("Tirets"))
    assert ("moitié centrale" in footnote) is has
    assert "Médiane du groupe" in " ".join(texts(drawing, 900))


@sizes
def test_the_keys_of_tables_of_a_theme(n: int, has: bool) -> None:
    theme = CATALOG.of_theme("logement")
    view = panorama(STORE, theme, PLACE, PEERS[:n], "EPCI")
    assert ("moitié centrale" in key_html(PLACE, banded=view.banded)) is has
    rows = side_rows(STORE, theme, [PLACE], PEERS[:n], "EPCI")
    assert ("moitié centrale" in landmark_words(rows, PLACE)) is has
    assert "médiane" in landmark_words(rows, PLACE)


@sizes
def test_exports_and_the_command_line_leave_quartiles_blank(
    n: int, has: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    request = PeerRequest("choisis", chosen=PEERS[:n])
    group = peer_group(STORE, CATALOG, PLACE, request)
    view = panorama(STORE, [SHARE], PLACE, group.ids, "EPCI")
    row = theme_export(STORE, CATALOG, view, "Essai", group).frame.iloc[0]
    assert row["pairs_comptes"] == n
    assert [bool(np.isfinite(row[name])) for name in ("q1_des_pairs", "q3_des_pairs")] == [has] * 2
    chosen = ("--peers", "choisis", "--list", ",".join(PEERS[:n]))
    assert main(["compare", PLACE.id, "--indicator", SHARE.id, *chosen, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [told[name] is not None for name in ("median", "q1", "q3")] == [True, has, has]


@sizes
def test_a_change_among_few_peers(n: int, has: bool) -> None:
    population = CATALOG.indicator("population")
    period = period_of(CATALOG, population, 2016, 2023)
    moved = change_figures(STORE, population, "epci", [PLACE.id, *PEERS[:n]], 2016, 2023)
    labels = [
        label for label, _, _ in change_key_figures(population, PLACE, period, compare(moved, PLACE.id, PEERS[:n]))
    ]
    assert ("Moitié centrale" in labels) is has
    assert "Médiane des pairs" in labels
