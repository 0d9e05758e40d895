"""Formats and sentences, checked character by character: spaces and signs are the point."""

from __future__ import annotations

import math
import re
from datetime import date

import numpy as np
import pytest

from observatoire.model import catalog
from observatoire.views.french.wording import (
    CAUTIONS,
    READING_VARIABLES,
    STATES,
    ReadingError,
    UnknownStateError,
    agreeing,
    coverage_sentence,
    figure,
    gap_sentence,
    long_date,
    number,
    ordinal,
    plural,
    quantity,
    rank_sentence,
    reading_sentence,
    with_unit,
)
from observatoire.views.local.words import plain_markdown

N, B, M = "\u202f", "\u00a0", "\u2212"


@pytest.mark.parametrize(
    ("x", "decimals", "signed", "text"),
    [
        (0, 0, False, "0"),
        (12345.6, 1, False, f"12{N}345,6"),
        (1234567, 0, False, f"1{N}234{N}567"),
        (1000, 0, False, f"1{N}000"),
        (999.96, 1, False, f"1{N}000,0"),
        (-3.14, 1, False, f"{M}3,1"),
        (-0.04, 1, False, f"{M}0,04"),
        (-0.0, 0, True, "0"),
        (0.04, 1, True, "+0,04"),
        (0.00038, 1, False, "0,0004"),
        (0.4, 0, False, "0,4"),
        (0.096, 0, False, "0,10"),
        (1e-13, 1, False, "0,0"),
        (2.5, 0, False, "3"),
        (-2.5, 0, False, f"{M}3"),
        (1.005, 2, False, "1,01"),
        (0.35, 1, False, "0,4"),
        (4.2, 1, True, "+4,2"),
        (np.float64(1.5), 1, False, "1,5"),
        (np.int64(12), 0, False, "12"),
        (1e21, 0, False, f"1{N}" + N.join(["000"] * 7)),
    ],
)
def test_number(x: float, decimals: int, signed: bool, text: str) -> None:
    assert number(x, decimals, signed) == text


@pytest.mark.parametrize("x", [math.nan, math.inf, -math.inf])
def test_number_refuses_what_is_no_number(x: float) -> None:
    with pytest.raises(ValueError, match="state"):
        number(x)


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("%", f"3{B}%"),
        ("hab./km²", f"3{B}hab./km²"),
        ("%/an", f"3{B}%/an"),
        ("", "3"),
        ("€", f"3{B}€"),
        ("pour 100", f"3{B}pour{B}100"),
    ],
)
def test_unit_never_parts_from_its_number(unit: str, text: str) -> None:
    assert with_unit("3", unit) == text


def test_figure_in_its_five_states() -> None:
    assert figure(0.0, "value", "%", 1) == f"0,0{B}%"
    assert figure(12.34, "value", "%", 1, signed=True) == f"+12,3{B}%"
    assert figure(math.nan, "secret", "%", 1) == "secret"
    assert figure(None, "not_published", "%", 1) == "non publié"
    assert figure(5.0, "not_applicable", "%", 1) == "sans objet"
    assert figure(math.nan, "not_computable", "%", 1) == "non calculable"


def test_a_value_that_is_no_number_never_passes_for_one() -> None:
    assert figure(math.nan, "value", "%", 1) == figure(math.inf, "value", "%", 1) == "non calculable"
    assert figure(None, "value", "%", 1) == "non calculable"


@pytest.mark.parametrize("status", ["hidden", "", "fragile"])
def test_unknown_state(status: str) -> None:
    with pytest.raises(UnknownStateError, match="unknown state"):
        figure(1.0, status, "%", 1)


def test_states_are_told_apart() -> None:
    from observatoire.model.store import STATUSES

    assert {*STATES} == {*STATUSES} - {"value"} | {*CAUTIONS}
    for words in STATES.values():
        assert re.fullmatch(r"[a-zàé][a-zé ]+", words.label)
        assert re.fullmatch(r"≈|!|s|[a-z]\.[a-z]\.", words.mark)
        assert words.explanation.endswith(".")
    for name in ("label", "mark", "explanation"):
        assert len({getattr(words, name) for words in STATES.values()}) == len(STATES)


def test_ordinal() -> None:
    assert [ordinal(1), ordinal(1, feminine=True), ordinal(2), ordinal(1200)] == ["1er", "1re", "2e", f"1{N}200e"]


def test_plural_starts_at_two() -> None:
    counts = [plural(n, "commune", "communes") for n in (0, 1, 1.4, 1.5, 2, -2, 1253)]
    assert counts == [
        f"0{B}commune",
        f"1{B}commune",
        f"1{B}commune",
        f"2{B}communes",  # as it is written, and not « 2 commune »
        f"2{B}communes",
        f"−2{B}communes",
        f"1{N}253{B}communes",
    ]


@pytest.mark.parametrize(
    ("x", "unit", "decimals", "text"),
    [
        (0, "communes", 0, f"0{B}commune"),
        (1, "communes", 0, f"1{B}commune"),
        (1.5, "élus", 1, f"1,5{B}élu"),
        (1.96, "élus", 1, f"2,0{B}élus"),
        (-1, "lycées", 0, f"{M}1{B}lycée"),
        (2, "ans", 0, f"2{B}ans"),
        (1, "équivalents temps plein", 0, f"1{B}équivalent{B}temps{B}plein"),
        (1.5, "heures par semaine", 1, f"1,5{B}heure{B}par{B}semaine"),
        (2, "heures par semaine", 0, f"2{B}heures{B}par{B}semaine"),
        (1, "jeux de données", 0, f"1{B}jeu{B}de{B}données"),
        (1, "points postaux", 0, f"1{B}point{B}postal"),
        (1, "grandes surfaces", 0, f"1{B}grande{B}surface"),
        (1, "lieux d’accueil", 0, f"1{B}lieu{B}d’accueil"),
        (1, "décès", 0, f"1{B}décès"),
        (1, "jours ouvrés", 0, f"1{B}jour{B}ouvré"),
        (1, "réseaux", 0, f"1{B}réseau"),
        (1.94, "reçus", 1, f"1,9{B}reçu"),
        (1, "ETP pour 100 hab.", 0, f"1{B}ETP{B}pour{B}100{B}hab."),
        (1, "t éq. CO2", 0, f"1{B}t{B}éq.{B}CO2"),
        (1, "hab.", 0, f"1{B}hab."),
        (1, "hab./km²", 0, f"1{B}hab./km²"),
        (1, "pour 100", 0, f"1{B}pour{B}100"),
        (0.04, "%", 1, f"0,04{B}%"),
    ],
)
def test_a_unit_agrees_with_its_number(x: float, unit: str, decimals: int, text: str) -> None:
    assert quantity(x, unit, decimals) == figure(x, "value", unit, decimals) == text


def test_nouns_of_a_reading_agree_with_what_counts_them() -> None:
    template = "On compte {value_plain} [élu municipal|élus municipaux]."
    assert agreeing(template, 1.94, 1) == "On compte {value_plain} élu municipal."
    assert agreeing(template, 1.96, 1) == "On compte {value_plain} élus municipaux."
    assert agreeing("{value}.", 1, 0) == "{value}."


def test_long_date() -> None:
    assert long_date(date(2026, 11, 22)) == f"22{B}novembre 2026"
    assert long_date("2026-01-01") == f"1er{B}janvier 2026"
    assert long_date("2026-08-05T10:00:00") == f"5{B}août 2026"


@pytest.mark.parametrize(
    ("rank", "n", "ties", "group", "text"),
    [
        (1, 9, 0, "", "valeur la plus élevée sur 9"),
        (3, 9, 0, "", "3e valeur la plus élevée sur 9"),
        (5, 9, 0, "", "au milieu des 9"),
        (7, 9, 0, "", "3e valeur la plus faible sur 9"),
        (9, 9, 0, "", "valeur la plus faible sur 9"),
        (2, 2, 0, "", "valeur la plus faible sur 2"),
        (1, 9, 1, "", f"valeur la plus élevée sur 9, ex æquo avec 1{B}autre"),
        (8, 9, 1, "", f"valeur la plus faible sur 9, ex æquo avec 1{B}autre"),
        (2, 9, 2, "", f"2e valeur la plus élevée sur 9, ex æquo avec 2{B}autres"),
        (1, 9, 8, "", "même valeur pour les 9"),
        (1, 1, 0, "", "seule valeur connue du groupe"),
        (3, 1253, 0, "EPCI de France", f"3e valeur la plus élevée sur 1{N}253 EPCI de France"),
        (1, 3, 2, "communes", "même valeur pour les 3 communes"),
    ],
)
def test_rank_is_counted_from_the_nearer_end(rank: int, n: int, ties: int, group: str, text: str) -> None:
    assert rank_sentence(rank, n, ties, group) == text


@pytest.mark.parametrize(
    ("gap", "unit", "decimals", "text"),
    [
        (2.1, "%", 1, f"2,1{B}points de plus que la médiane"),
        (-1.0, "%", 1, f"1,0{B}point de moins que la médiane"),
        (1.99, "%", 1, f"2,0{B}points de plus que la médiane"),
        (0.3, "%/an", 2, f"0,30{B}point{B}par{B}an de plus que la médiane"),
        (-12.0, "hab./km²", 0, f"12{B}hab./km² de moins que la médiane"),
        (-1234.0, "€", 0, f"1{N}234{B}€ de moins que la médiane"),
        (0.04, "%", 1, "à peine plus que la médiane"),
        (-0.04, "%", 1, "à peine moins que la médiane"),
        (0.0, "%", 1, "au niveau de la médiane"),
        (-1e-13, "%", 1, "au niveau de la médiane"),
        (1.0, "communes", 0, f"1{B}commune de plus que la médiane"),
        (-2.0, "communes", 0, f"2{B}communes de moins que la médiane"),
        (math.nan, "%", 1, ""),
    ],
)
def test_gap(gap: float, unit: str, decimals: int, text: str) -> None:
    assert gap_sentence(gap, unit, decimals) == text


def test_gap_to_another_reference() -> None:
    assert gap_sentence(2, "", 0, "le département") == "2 de plus que le département"
    assert gap_sentence(0, "", 0, "le département") == "au niveau du département"
    assert gap_sentence(0, "", 0, "les voisines") == "au niveau des voisines"


@pytest.mark.parametrize(
    ("members", "with_data", "pct", "text"),
    [
        (54, 52, 99.1, f"52{B}communes sur 54, 99,1{B}% de la population"),
        (54, 54, 100.0, f"54{B}communes sur 54, 100{B}% de la population"),
        (54, 53, 99.97, f"53{B}communes sur 54, plus de 99,9{B}% de la population"),
        (54, 0, 0.0, f"0{B}commune sur 54, 0,0{B}% de la population"),
        (54, 1, math.nan, f"1{B}commune sur 54"),
    ],
)
def test_coverage(members: int, with_data: int, pct: float, text: str) -> None:
    assert coverage_sentence(members, with_data, pct) == text


def test_reading_sentence() -> None:
    template = "{place} compte {value} en {year}."
    sentence = reading_sentence(template, place="la Charente", value="3 %", year=2021, of_place="de la Charente")
    assert sentence == "La Charente compte 3 % en 2021."


def test_reading_names_all_faults_at_once() -> None:
    template = "{valeur} {at_place} {year.__class__} {value!r} {year:>9} {} {0}"
    with pytest.raises(ReadingError) as caught:
        reading_sentence(template, year=2021, commune="Cognac")
    assert caught.value.unknown == ("", "0", "commune", "valeur", "value!r", "year.__class__", "year:>9")
    assert caught.value.missing == ("at_place",)
    for name in ("valeur", "commune", "at_place", "of_place"):
        assert name in str(caught.value)


@pytest.mark.parametrize("template", ["{value", "value}", "{va{lue}"])
def test_reading_with_an_unbalanced_brace(template: str) -> None:
    with pytest.raises(ReadingError, match="brace"):
        reading_sentence(template, value="1")


def test_a_value_is_never_read_as_a_template() -> None:
    assert reading_sentence("{value}.", value="{year}") == "{year}."


def test_the_variables_are_those_of_the_catalogue() -> None:
    assert READING_VARIABLES is catalog.READING_VARIABLES


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Autre domaine\u202f: précisez (SIG)", "Autre domaine\u202f: précisez (SIG)"),
        ("[ici](x) *gras* `code`", r"\[ici\](x) \*gras\* \`code\`"),
        (":material/home: :smile: 12:30", ":\u2060material/home: :\u2060smile: 12:\u206030"),
        ("http://exemple.fr", r"http\://exemple.fr"),
    ],
)
def test_what_a_visitor_writes_is_no_markdown_and_bears_no_mark_that_is_not_needed(typed: str, written: str) -> None:
    assert plain_markdown(typed) == written, "a label is read aloud as it is written"
