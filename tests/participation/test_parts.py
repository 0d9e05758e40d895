"""Who took part by the parts of a territory: which parts those are, and that no small number is found from them."""

from __future__ import annotations

import dataclasses
from itertools import product
from typing import Any

import numpy as np
import pytest

from observatoire.model.store import open_store
from participation.model.questionnaire import Questionnaire
from participation.model.within import inside
from participation.results.groups import Cut
from participation.results.publication import Told, document
from participation.results.tables import results
from participation.results.territories.parts import Parts, parts_of, told_of_parts
from participation.statistics.cells import APART, Frame
from participation.statistics.protection.parting import widened
from participation.statistics.protection.small_groups import small_groups
from participation.views.answer_map import UNTOLD, WORDS, map_svg, places_told
from participation.views.taking_part import map_sentence, silence_sentences
from tests.participation.adversary import found_out
from tests.participation.test_results import submission
from tests.participation.test_within import campaign, published

STORE = open_store()
TOLD = Told("essai", "Essai", "organisation", "2026-09-01", "2026-12-01", "2026-12-10", 5, False)
CUTS: tuple[Cut, ...] = ("all", "kind", "kind_size")
EVERYBODY = ["commune", "epci", "departement", "region"]


def parts(*within: str, **values: Any) -> Parts | None:
    return parts_of(STORE, campaign(*within, **{"eligible": EVERYBODY} | values))


# --- Which parts ---


@pytest.mark.parametrize(
    ("within", "first", "how_many"),
    [
        (["reg-53"], "dep-22", 4),
        (["dep-16", "dep-17"], "dep-16", 2),
        (["dep-17"], "epci-200036473", 13),
        (["reg-01"], "epci-200018653", 6),  # one département alone
        (["compose-200070514.16374"], "epci-200070514", 2),
    ],
)
def test_a_territory_is_told_by_the_widest_parts_of_which_it_has_several(
    within: list[str], first: str, how_many: int
) -> None:
    found = parts(*within)
    assert found is not None
    assert (found.ids[0], len(found.ids)) == (first, how_many)


def test_every_collectivite_is_of_one_part_a_region_of_where_its_seat_is() -> None:
    bretagne = parts("reg-53")
    assert bretagne is not None
    [rennes] = {bretagne.of[one] for one in ("reg-53", "com-35238", "dep-35")}
    assert bretagne.ids[rennes] == "dep-35"
    assert len(bretagne.of) == 1_267, "1 202 communes, 60 EPCI, 4 départements, the région"
    charente = parts("dep-16")
    assert charente is not None
    assert charente.ids[charente.of["dep-16"]] == charente.ids[charente.of["com-16015"]] == "epci-200071827"


def test_nothing_is_cut_where_regions_are_told_where_communes_alone_are_left_nor_of_who_is_not_named() -> None:
    assert parts("dep-16", "dep-44") is None
    assert parts() is None
    assert parts("reg-53", mode="anonyme", invited=True) is None
    assert parts("epci-200070514") == Parts((), {})


@pytest.fixture(scope="module")
def of_charente(form: Questionnaire) -> dict[str, Any]:
    """Of the Charente: seven communes of Grand Cognac answer, six of the Grand Angoulême, two of the Rouillacais."""
    charente = campaign("dep-16", eligible=["commune"])
    every = parts("dep-16", eligible=["commune"])
    assert every is not None
    answers = {"epci-200070514": 7, "epci-200071827": 6, "epci-241600303": 2}
    who = [
        place
        for epci, times in answers.items()
        for place in [one for one, part in every.of.items() if every.ids[part] == epci][:times]
    ]
    return published(charente, form, dict.fromkeys(who, "aucun"))


def test_a_publication_names_the_parts_and_tells_how_many_of_each_answered(of_charente: dict[str, Any]) -> None:
    made = of_charente
    assert {"territory": "epci-200070514", "name": "Grand Cognac"} in made["frame"]["parts"]
    told = {
        made["frame"]["parts"][one["place"][0]]["territory"]: (one["total"], one["answers"])
        for one in made["participation"]
        if one["cut"] == "part"
    }
    assert len(told) == 9
    assert told["epci-200070514"] == (54, 7)
    assert told["epci-200071827"] == (38, None), "with the two of the Rouillacais, which all but seven would tell"
    assert told["epci-241600303"] == (13, None)


def test_the_map_of_parts_says_who_answered_and_hatches_who_is_not_told_of(of_charente: dict[str, Any]) -> None:
    """Seven answers of fifteen, 54 communes of 359: three times their share."""
    made, within = of_charente, ("dep-16",)
    found = places_told(made, str)
    assert [one.name for one in found][:3] == ["4B Sud Charente", "Charente Limousine", "Cœur de Charente"]
    [cognac] = [one for one in found if one.name == "Grand Cognac"]
    assert (cognac.total, cognac.answers, cognac.rate, cognac.standing) == ("54", "7", "13,0\u00a0%", WORDS[4])
    assert [one.answers for one in found].count(UNTOLD) == 8
    sentence = map_sentence(found)
    assert sentence.startswith("Plus de réponses que leur part\u202f: Grand Cognac. Non communiqué\u202f: 4B Sud")
    drawn = map_svg(STORE, found, sentence, within=within)
    assert "Carte des réponses par EPCI" in drawn
    assert drawn.count('fill="url(#tu)"') == 8 + 1, "and the legend"
    assert "hors de l’enquête" not in drawn
    said = " ".join(silence_sentences(made, found))
    assert "La part d’un EPCI est" in said
    assert "un EPCI hachuré peut n’avoir eu aucune réponse" in said
    gone = [dataclasses.replace(one, id=one.id.replace("epci-2", "epci-9")) for one in found]
    assert map_svg(STORE, gone, sentence, within=within) == "", "an edition that has lost them has the table alone"


def test_who_is_in_no_part_is_asked_all_the_same() -> None:
    """Ten answers of fifty in a part, of twenty of a hundred in all: its share, whatever an island of forty is of."""
    frame = {
        "collectivites": 100,
        "parts": [{"territory": "epci-1", "name": "Un"}, {"territory": "epci-2", "name": "Deux"}],
    }
    counts = [{"cut": "part", "place": [at], "total": n, "answers": 10 - at} for at, n in enumerate((50, 10))]
    first, _ = sorted(
        places_told({"frame": frame, "participation": counts, "answers": 20}, str), key=lambda one: one.id
    )
    assert first.standing == "à peu près autant"


def test_nothing_is_drawn_where_no_part_is_told_of(of_charente: dict[str, Any]) -> None:
    untold = [one | {"answers": None} if one["cut"] == "part" else one for one in of_charente["participation"]]
    found = places_told(of_charente | {"participation": untold}, str)
    assert map_svg(STORE, found, "", within=("dep-16",)) == ""
    assert map_sentence(found) == "Aucun EPCI n’a assez de réponses pour que leur nombre soit communiqué."
    assert "hachuré" in " ".join(silence_sentences(of_charente, found)), "of the table"


def test_a_publication_says_why_it_has_no_map(form: Questionnaire) -> None:
    alone = campaign("epci-200070514", eligible=["commune"])
    every = [one for one in inside(STORE, ("epci-200070514",)) if one.startswith("com-")]
    made = published(alone, form, dict.fromkeys(sorted(every)[:7], "aucun"))
    assert made["frame"]["parts"] == []
    assert places_told(made, str) == []
    assert map_sentence([]) == ""
    assert "une commune ne donne qu’une réponse" in silence_sentences(made, [])[0]
    unnamed = made | {"campaign": made["campaign"] | {"mode": "anonyme"}}
    assert "l’enquête est anonyme" in silence_sentences(unnamed, [])[0]
    before = made | {"frame": {name: one for name, one in made["frame"].items() if name != "parts"}}
    assert "pas de carte des régions" in silence_sentences(before, [])[0]


# --- What is told ---


def told(form: Questionnaire, seed: int) -> dict[str, Any]:
    """Two kinds, two sizes, four parts, one région; strata and parts that are silent, or have any number."""
    draw = np.random.default_rng(seed)
    frame = Frame(("commune", "epci"), ("0-499", "500-"), ("53",), *2 * [np.full((2, 2, 1), 400)])
    given, of_answers = [], []
    for kind, size, part in np.ndindex(2, 2, 4):
        for _ in range(min(draw.poisson(draw.choice([0, 1, 4, 9])), 30)):
            given.append(submission(form, (kind, size, 0), site="aucun"))
            of_answers.append(part)
    found = results(form, given, frame, CUTS, 5)
    made = document(TOLD, form, frame, found, ())
    counts = told_of_parts(np.array([400] * 4 + [0]), np.array(of_answers), found, 5)
    known = [int((np.array(of_answers) == one["place"][0]).sum()) for one in counts]
    assert all(one["answers"] in (None, n) for one, n in zip(counts, known, strict=True))
    names = [{"territory": f"dep-{code}", "name": code} for code in (22, 29, 35, 56)]
    return made | {"frame": made["frame"] | {"parts": names}, "participation": [*made["participation"], *counts]}


@pytest.mark.parametrize("seed", range(2))
def test_an_adversary_finds_nothing_small_from_parts(form: Questionnaire, seed: int) -> None:
    made = told(form, seed)
    assert [one for one in made["participation"] if one["cut"] == "part"]
    assert found_out(made, form) == []


def test_an_adversary_finds_what_withholding_the_small_ones_alone_would_tell(form: Questionnaire) -> None:
    """Sixty answers, 30, 27 and 3 of three parts: the three are found from the others, if those are told."""
    frame = Frame(("commune",), ("0-499",), ("53",), *2 * [np.full((1, 1, 1), 400)])
    given = [submission(form, (0, 0, 0), site="aucun")] * 60
    found = results(form, given, frame, ("all",), 5)
    of_answers = np.repeat([0, 1, 2], [30, 27, 3])
    counts = told_of_parts(np.array([100, 200, 100, 0]), of_answers, found, 5)
    assert [one["answers"] for one in counts] == [30, None, None]
    made = document(TOLD, form, frame, found, ())
    frame_told = made["frame"] | {"parts": [{"territory": f"dep-{at}", "name": ""} for at in range(3)]}
    naive = [one | {"answers": n} for one, n in zip(counts, (30, 27, None), strict=True)]
    safe, unsafe = (
        found_out(made | {"frame": frame_told, "participation": [*made["participation"], *parts]}, form)
        for parts in (counts, naive)
    )
    assert safe == []
    assert any(line.endswith(": 3") for line in unsafe)


def test_a_lone_answer_outside_of_all_parts_is_not_found_from_them(form: Questionnaire) -> None:
    frame = Frame(("commune",), ("0-499",), ("52",), *2 * [np.full((1, 1, 1), 400)])
    found = results(form, [submission(form, (0, 0, 0), site="aucun")] * 31, frame, ("all",), 5)
    counts = told_of_parts(np.array([100, 200, 100]), np.array([0] * 10 + [1] * 20 + [APART]), found, 5)
    assert [one["answers"] for one in counts] == [None, 20]


def withheld_of(totals: tuple[int, ...], answers: tuple[int, ...]) -> np.ndarray:
    """Which parts are withheld where nothing but the whole is told beside."""
    count = len(totals)
    every = np.vstack([np.ones((1, count), dtype=bool), np.eye(count, dtype=bool)])
    hidden = small_groups(every, np.array(answers), 5, known=np.arange(count + 1) < 1)[1:]
    return widened(np.array(totals), np.array(answers), hidden, 5)


def test_twelve_answers_of_three_parts_that_are_withheld_are_not_four_of_each() -> None:
    """As in a demonstration of the Charente-Maritime: 4, 4, 4 were withheld, 5 told; none of more than 5 would be."""
    assert withheld_of((11, 19, 9, 7, 17), (4, 4, 5, 4, 6)).tolist() == [True, True, True, True, False]
    assert withheld_of((11, 19, 9, 7, 17), (4, 3, 5, 4, 6)).tolist() == [True, True, False, True, False]
    assert withheld_of((12, 12, 12), (7, 7, 4)).all(), "the order of two that are alike would tell them apart"


@pytest.mark.parametrize("totals", [(7, 7, 7), (3, 4, 20), (1, 8, 8), (1, 20, 21), (5, 5, 9), (4, 4, 4, 9), (5, 6)])
def test_who_runs_the_rule_on_every_world_finds_no_number_of_a_part(totals: tuple[int, ...]) -> None:
    """None at all, but that nobody of many answered, and but where all answered: this is told of the whole.

    Without `LEAST_SILENT` a full part gives another away; 1 and 20 and 21 need all withheld where any is (6 and 6 of
    them, beside 1, were alone); 5, 5, 9 where the smallest is 5.
    """
    alike: dict[tuple[int, tuple[int | None, ...]], list[tuple[int, ...]]] = {}
    for answers in product(*(range(one + 1) for one in totals)):
        if 5 <= sum(answers) < sum(totals):
            hidden = withheld_of(totals, answers)
            told = tuple(None if withheld else n for withheld, n in zip(hidden, answers, strict=True))
            alike.setdefault((sum(answers), told), []).append(answers)
    assert len(alike) >= 6
    for (_, told), worlds in alike.items():
        for at in (at for at, n in enumerate(told) if n is None):
            numbers = {world[at] for world in worlds}
            assert len(numbers) > 1 or (numbers == {0} and totals[at] >= 5), (told, worlds)
