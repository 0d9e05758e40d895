"""« Devinez »: estimates as people write them, gaps in words, the chart of the answer."""

from __future__ import annotations

import math

import numpy as np
import pytest

from observatoire.model.catalog import load_catalog
from observatoire.model.workshop.record import Guess
from observatoire.views.charts.guesses import GuessChart, guesses_chart
from observatoire.views.layout.positions import Reference
from observatoire.views.workshop.guess_words import (
    GuessError,
    guess_rows,
    middle_guess,
    read_guess,
    read_guesses,
    room_sentence,
)
from observatoire.views.workshop.html import MOST_REFUSED, refused_html
from tests.views.specifications import inlined, rows_drawn

SHARE = load_catalog().indicator("part_65_ans_plus")
PEOPLE = load_catalog().indicator("population")
CHANGE = load_catalog().indicator("evolution_population_6_ans")
SHARES = np.array([10.0, 25.0, 40.0])
COUNTS = np.array([100.0, 70_000.0])
REFERENCE = Reference("EPCI de test", 25.0, 20.0, 30.0, "25,0\u00a0%", "20,0\u00a0%", "30,0\u00a0%")


@pytest.mark.parametrize(
    ("text", "value"),
    [("12,5", 12.5), ("12.5", 12.5), (" 12 % ", 12.0), ("≈ 12\u00a0%", 12.0), ("+3", 3.0), ("0", 0.0), ("100", 100.0)],
)
def test_a_share_is_read_as_people_write_it(text: str, value: float) -> None:
    assert read_guess(text, SHARE, SHARES) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("12 000", 12_000.0), ("12\u202f000 hab.", 12_000.0), ("12000 habitants", 12_000.0), ("1 200 000", 1_200_000.0)],
)
def test_a_count_is_read_with_its_thousands(text: str, value: float) -> None:
    assert read_guess(text, PEOPLE, COUNTS) == value


@pytest.mark.parametrize(
    "text", ["", "douze", "12 ou 13", "1,234.5", "12-13", "nan", "inf", "1e5", "١٢x", "12 km", "%"]
)
def test_what_is_no_number_gets_a_sentence(text: str) -> None:
    with pytest.raises(GuessError, match="Écrivez un nombre, par exemple 12 ou 12,5"):
        read_guess(text, SHARE, SHARES)


def test_what_cannot_be_gets_a_sentence() -> None:
    with pytest.raises(GuessError, match="négatif"):
        read_guess("−3", SHARE, SHARES)
    assert read_guess("−3", CHANGE, np.array([-5.0, 5.0])) == -3.0
    with pytest.raises(GuessError, match="100"):
        read_guess("101", SHARE, SHARES)
    assert read_guess("101", SHARE, np.array([140.0])) == 101.0, "a rate that does pass 100 somewhere"
    with pytest.raises(GuessError, match="hors de toute mesure"):
        read_guess("70 000 001", PEOPLE, COUNTS)


def test_many_estimates_are_read_one_a_line_and_refused_one_by_one() -> None:
    text = "Table 1 ; 12,5\n\nTable\t2\t18 %\n22.1\r\nTable 4 ; beaucoup\nTable 5;120\n Les <b>jeunes</b>; −3\nTable 7;"
    found, lines, sentences = read_guesses(text, SHARE, SHARES, 60)
    assert found == [Guess("Table 1", 12.5), Guess("Table 2", 18.0), Guess("", 22.1)]
    assert lines == ["Table 4 ; beaucoup", "Table 5;120", " Les <b>jeunes</b>; −3", "Table 7;"]
    assert [sentence.partition("\u202f: ")[0] for sentence in sentences] == [
        "Ligne 5 («\u00a0Table 4 ; beaucoup\u00a0»)", "Ligne 6 («\u00a0Table 5;120\u00a0»)",
        "Ligne 7 («\u00a0Les <b>jeunes</b>; −3\u00a0»)", "Ligne 8 («\u00a0Table 7;\u00a0»)",
    ]  # fmt: skip
    for sentence, expected in zip(sentences, ("un nombre", "dépasser 100", "négatif", "un nombre"), strict=True):
        assert expected in sentence
    page = str(refused_html(sentences))
    assert "<b>" not in page
    assert page.count("<li>") == 4


def test_no_more_estimates_are_read_than_a_view_keeps() -> None:
    found, lines, sentences = read_guesses("\n".join(f"T{n};{n}" for n in range(40)), SHARE, SHARES, 3)
    assert [guess.value for guess in found] == [0.0, 1.0, 2.0]
    assert len(lines) == len(sentences) == 37
    assert "au plus 60 estimations" in sentences[0]
    page = str(refused_html(sentences))
    assert page.count("<li>") == MOST_REFUSED + 1
    assert "Et 25\u00a0autres lignes à corriger." in page


def test_the_room_is_its_median_and_its_gap_is_in_points() -> None:
    guesses = (Guess("a", 10.0), Guess("b", 20.0), Guess("c", 90.0))
    assert middle_guess(guesses) == 20.0
    assert math.isnan(middle_guess(()))
    sentence = room_sentence(SHARE, guesses, 25.0, fragile=False)
    assert sentence.endswith("20,0\u00a0%, soit 5,0\u00a0points de moins que le chiffre mesuré.")
    assert "(ordre de grandeur)" in room_sentence(SHARE, guesses, 25.0, fragile=True)
    assert "pas d’écart" in room_sentence(SHARE, guesses, math.nan, fragile=False)
    assert "pas donné" in room_sentence(SHARE, (), 25.0, fragile=False)
    assert "au niveau du chiffre mesuré" in room_sentence(SHARE, (Guess("", 25.0),), 25.0, fragile=False)
    assert "à peine plus que le chiffre mesuré" in room_sentence(SHARE, (Guess("", 25.01),), 25.0, fragile=False)
    columns, rows = guess_rows(SHARE, guesses, 25.0)
    assert [row.cells[0] for row in rows] == ["b", "a", "c"]
    assert len(columns) == 3
    assert len(guess_rows(SHARE, guesses, math.nan)[0]) == 2


def chart(n: int, guesses: list[float], place: float | None = 25.0) -> GuessChart:
    listed = [(f"Table {i}", value, f"{value}\u00a0%") for i, value in enumerate(guesses)]
    peers = np.linspace(20.0, 30.0, n)
    middle = (float(np.median(guesses)), "médiane") if guesses else None
    return GuessChart("Ici", "25,0\u00a0%", place, False, listed, middle, peers, REFERENCE)


@pytest.mark.parametrize("n", [1, 20, 900])
@pytest.mark.parametrize("guesses", [[], [18.0], [18.0, 22.0, 22.0, 55.0], [5_000.0]])
@pytest.mark.parametrize("place", [25.0, None])
def test_the_chart_is_sound_and_marks_each_estimate_once(n: int, guesses: list[float], place: float | None) -> None:
    drawing = guesses_chart(chart(n, guesses, place), unit="%", decimals=1, write=lambda v: f"{v:.1f}\u00a0%")
    inlined(drawing)
    marked = [row["who"] for rows in rows_drawn(drawing) for row in rows if "who" in row]
    assert marked == [f"Table {i}" for i in range(len(guesses))]
    drawn = [row["x"] for rows in rows_drawn(drawing) for row in rows if "who" in row]
    if guesses == [5_000.0]:
        assert drawn[0] < 100, "one absurd estimate does not squash the rest"
        assert "estimation hors du cadre" in str(drawing.spec["title"])
    elif n > 1:
        assert drawn == guesses


def test_peers_outside_the_frame_are_counted() -> None:
    peers = np.array([*np.linspace(20.0, 30.0, 30), 9_000.0, 9_500.0])
    view = GuessChart("Ici", "25,0\u00a0%", 25.0, False, (), None, peers, REFERENCE)
    drawing = guesses_chart(view, unit="%", decimals=1, write=str)
    assert "Hors du cadre\u202f: 2\u00a0pairs." in drawing.spec["title"]["text"]["expr"]
    assert max(len(rows) for rows in rows_drawn(drawing)) == 30
    assert "title" not in guesses_chart(chart(20, []), unit="%", decimals=1, write=str).spec
