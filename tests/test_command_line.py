"""The command line as outside checks use it: shapes, published figures, bad input."""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from observatoire.__main__ import _parser, main
from observatoire.model.catalog import load_catalog
from observatoire.model.store import open_store
from observatoire.statistics.peers.groups import METHODS

ROOT = Path(__file__).parents[1]
CHECKS = list(csv.DictReader((ROOT / "tests" / "data" / "check_values.csv").open(encoding="utf-8")))
PLACES = ("com-16102", "epci-200070514", "dep-16", "epci-243500139", "france")

DEPARTURES = {
    (line["id"], line["year"], line["place"]): float(line["ours"])
    for line in csv.DictReader((ROOT / "tests" / "data" / "departures.csv").open(encoding="utf-8"))
}
"""Where we know better than the prototype, each with its reason: docs/decisions/0003-where-we-differ.md."""

WITHHELD = {
    (line["id"], place)
    for line in csv.DictReader((ROOT / "tests" / "data" / "withheld.csv").open(encoding="utf-8"))
    for place in line["places"].split()
}
"""Never shown: they would be about too few persons (docs/decisions/0006-counts-of-persons.md)."""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> object:
    """Run a command in this process; return what it prints, read as JSON."""
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command that must be refused; return its sentence."""
    assert main(arguments) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err.count("\n") == 1, "one sentence"
    return streams.err


def test_search_gives_the_best_first(capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, "search", "saint etienne")
    assert found[0]["id"] == "com-42218"  # type: ignore[index]
    assert {"id", "name", "level", "departement"} <= set(found[0])  # type: ignore[index]
    assert found[0]["certain"] is True  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "ids", "said"),
    [
        ("Nouméa", [], "La Nouvelle-Calédonie n’est pas dans ces données"),
        ("97150", [], "L’île de Saint-Martin, collectivité d’outre-mer"),
        ("97262", ["dep-972"], "97262 n’est le code postal d’aucune commune"),
        ("75112", ["com-75056"], "Les arrondissements de Paris n’ont pas de page ici"),
        ("grand rodez", ["epci-241200187"], ""),
    ],
)
def test_search_says_what_is_not_sure_and_what_is_not_here(
    capsys: pytest.CaptureFixture[str], text: str, ids: list[str], said: str
) -> None:
    assert main(["search", text, "--json"]) == 0
    streams = capsys.readouterr()
    rows = json.loads(streams.out)
    assert [row["id"] for row in rows] == ids
    assert [row["certain"] for row in rows] == [text == "75112"] * len(ids)
    assert streams.err.startswith(said)
    assert streams.err.count("\n") == bool(said), "one sentence"


@pytest.mark.parametrize(
    ("asked", "identifier", "said"),
    [
        ("com-74011", "com-74010", "Annecy-le-Vieux fait aujourd’hui partie de la commune\u202f: Annecy"),
        ("COM-75112", "com-75056", "Les arrondissements de Paris n’ont pas de page ici"),
        ("COM-16102", "com-16102", ""),
        ("2a004", "com-2A004", ""),
    ],
)
def test_a_command_takes_what_a_link_takes(
    capsys: pytest.CaptureFixture[str], asked: str, identifier: str, said: str
) -> None:
    assert main(["show", asked, "--indicator", "population", "--year", "2023", "--json"]) == 0
    streams = capsys.readouterr()
    assert [row["territory"] for row in json.loads(streams.out)] == [identifier]
    assert streams.err.startswith(said)
    assert streams.err.count("\n") == bool(said), "one sentence"


@pytest.mark.parametrize(
    ("place", "indicator", "year", "told"),
    [
        (
            "com-01001",
            "part_femmes_conseil_communautaire",
            2026,
            "Trop peu de personnes\u202f: ce chiffre, ou celui d’un territoire voisin",
        ),
        ("com-01026", "altitude_moyenne", None, "plus petite que la maille du modèle"),
        ("com-97611", "population", 2023, "Population légale de 2017"),
        ("com-97411", "altitude_moyenne", None, "ne couvre que l’Europe"),
        ("com-16102", "part_femmes_maires", 2026, "ensemble de communes"),
    ],
)
def test_the_true_reason_is_given(
    capsys: pytest.CaptureFixture[str], place: str, indicator: str, year: int | None, told: str
) -> None:
    asked = ["--indicator", indicator, *(["--year", str(year)] if year else [])]
    [*_, row] = run(capsys, "show", place, *asked)  # type: ignore[misc]
    assert told in row["reason"]
    compared = run(capsys, "compare", place, "--peers", "departement", *asked)
    assert compared["reason"] == row["reason"]  # type: ignore[index]


def test_a_plain_value_has_no_reason_and_every_other_figure_has_one(capsys: pytest.CaptureFixture[str]) -> None:
    [plain] = run(capsys, "show", "epci-200070514", "--indicator", "part_65_ans_plus", "--year", "2021")  # type: ignore[misc]
    assert plain["reason"] is None
    for place in ("com-97611", "com-55050", "dep-976", "com-26274"):
        for row in run(capsys, "show", place):  # type: ignore[attr-defined]
            aside = row["status"] != "value" or row["fragile"] or row["implausible"]
            assert bool(row["reason"]) >= aside, row


def test_show_has_the_published_fields(capsys: pytest.CaptureFixture[str]) -> None:
    rows = run(capsys, "show", "com-16102", "--indicator", "population", "--year", "2023")
    assert [list(row) for row in rows] == [  # type: ignore[attr-defined]
        [
            "territory", "indicator", "year", "period", "value", "status", "reason", "unit", "members",
            "members_with_data", "population_covered_pct", "fragile", "implausible", "source",
        ]
    ]  # fmt: skip
    assert rows[0]["value"] == 18532  # type: ignore[index]


@pytest.mark.parametrize("place", PLACES)
def test_show_agrees_with_the_published_figures(capsys: pytest.CaptureFixture[str], place: str) -> None:
    shown = {(row["indicator"], str(row["year"])): row for row in run(capsys, "show", place)}  # type: ignore[attr-defined]
    known = [line for line in CHECKS if line["id"] in load_catalog().indicators and line[place]]
    assert len(known) >= 270, "all 284 lines, but those that say nothing of this place"
    for line in known:
        row = shown[line["id"], line["year"]]
        if (line["id"], place) in WITHHELD:
            level = open_store().territory(place).level
            told = level in load_catalog().indicator(line["id"]).levels  # else it is asked of nobody at this level
            assert (row["status"], row["value"]) == ("secret" if told else "not_applicable", None)
            continue
        expected = DEPARTURES.get((line["id"], line["year"], place), float(line[place]))
        assert row["status"] == "value"
        # The figures are printed with six significant digits.
        assert math.isclose(row["value"], expected, rel_tol=6e-6, abs_tol=1e-9), (line["id"], line["year"])


@pytest.mark.parametrize(
    ("place", "indicator", "year", "expected"),
    [
        # Insee, « populations de référence 2022 », file of the edition of January 2025.
        ("com-05023", "population", 2022, 10_748),
        ("com-2A004", "population", 2022, 75_343),
        ("com-35238", "population", 2022, 227_830),
        ("com-59350", "population", 2022, 238_695),
        ("com-97411", "population", 2022, 156_149),
        # Insee, « comparateur de territoires », file of January 2022 (census of 2018).
        ("com-35238", "population", 2018, 217_728),
        ("com-75056", "population", 2018, 2_175_601),
        ("com-97411", "population", 2018, 150_535),
        # INSEE, COG.
        ("epci-200093201", "nombre_communes", 2026, 95),
        ("reg-94", "nombre_communes", 2026, 360),
    ],
)
def test_show_agrees_elsewhere(
    capsys: pytest.CaptureFixture[str], place: str, indicator: str, year: int, expected: int
) -> None:
    rows = run(capsys, "show", place, "--indicator", indicator, "--year", str(year))
    assert rows[0]["value"] == expected  # type: ignore[index]


def test_a_place_without_inhabitants_divides_by_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    rows = run(capsys, "show", "com-55039")
    by_indicator = {row["indicator"]: row for row in rows}  # type: ignore[attr-defined]
    assert by_indicator["part_65_ans_plus"]["status"] == "not_computable"
    assert by_indicator["part_65_ans_plus"]["value"] is None
    assert by_indicator["population"]["value"] == 0
    assert by_indicator["population"]["status"] == "value"


def test_mayotte_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    rows = {(r["indicator"], r["year"]): r for r in run(capsys, "show", "dep-976")}  # type: ignore[attr-defined]
    assert rows["part_65_ans_plus", 2021]["status"] == "not_published"
    assert rows["population", 2016]["status"] == "not_published"
    assert rows["evolution_population_6_ans", 2023]["status"] == "not_computable"
    assert rows["population", 2023]["value"] == 256_518


def test_compare(capsys: pytest.CaptureFixture[str]) -> None:
    result = run(capsys, "compare", "epci-200070514", "--indicator", "part_65_ans_plus", "--peers", "departement")
    assert (result["rank"], result["n"]) == (8, 9)  # type: ignore[index]
    members = result["members"]  # type: ignore[index]
    assert "epci-200070514" not in {m["id"] for m in members}
    values = sorted(m["value"] for m in members)
    assert result["median"] == pytest.approx((values[3] + values[4]) / 2)  # type: ignore[index]
    assert result["percentile"] == 12.5  # type: ignore[index]
    # The group's own value: people of 65 and more of all eight, over all their people.
    store = open_store()
    over = store.measure("rp_pop_65p", 2021)
    people = store.measure("rp_pop", 2021)
    positions = [p for m in members for p in store.members(m["id"])]
    assert result["group_value"] == pytest.approx(100 * over[positions].sum() / people[positions].sum())  # type: ignore[index]


def ids(result: object) -> list[str]:
    """Return the peers that a `peers` command gave."""
    return [peer["id"] for peer in result["peers"]]  # type: ignore[index]


PEER_FIELDS = [
    *("id", "name", "distance", "structure", "kilometres", "same_departement", "remoteness", "contributions"),
]


def test_peers_near_and_alike_say_how_far(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("peers", "epci-200070514", "--peers", "similaires_proches", "--n", "5", "--drop", "altitude")
    result = run(capsys, *asked)
    assert (result["method"], result["asked"], result["found"]) == ("similaires_proches", 5, 5)  # type: ignore[index]
    assert "cachent" in result["explanation"]  # type: ignore[index]
    assert "altitude" not in result["features"]  # type: ignore[index]
    peers = result["peers"]  # type: ignore[index]
    assert [peer["id"] for peer in peers[:2]] == ["epci-200071827", "epci-200036473"]  # Grand Angoulême, Saintes
    assert [peer["same_departement"] for peer in peers[:2]] == [True, False]
    assert [peer["distance"] for peer in peers] == sorted(peer["distance"] for peer in peers)
    for peer in peers:
        assert list(peer) == PEER_FIELDS
        assert peer["structure"] < peer["distance"]
        assert peer["kilometres"] > 10
        assert peer["remoteness"] + sum(peer["contributions"].values()) == pytest.approx(1.0)


def test_peers_say_why(capsys: pytest.CaptureFixture[str]) -> None:
    result = run(capsys, "peers", "epci-200070514", "--peers", "similaires", "--n", "20")
    assert list(result) == [
        "territory",
        "method",
        "asked",
        "found",
        "explanation",
        "features",
        "missing",
        "enough",
        "close",
        "peers",
    ]  # type: ignore[call-overload]
    assert (result["territory"], result["method"], result["close"]) == ("epci-200070514", "similaires", True)  # type: ignore[index]
    known = [f.id for f in load_catalog().features.values() if "epci" in f.levels]
    assert (result["features"], result["missing"]) == (known, [])  # type: ignore[index]
    peers = result["peers"]  # type: ignore[index]
    assert len(set(ids(result)) - {"epci-200070514"}) == 20
    assert [p["distance"] for p in peers] == sorted(p["distance"] for p in peers)
    for peer in peers:
        assert list(peer) == PEER_FIELDS
        assert peer["structure"] == peer["distance"]
        assert (peer["kilometres"], peer["same_departement"], peer["remoteness"]) == (None, None, None)
        assert peer["name"] == open_store().territory(peer["id"]).name
        assert peer["distance"] > 0
        assert set(peer["contributions"]) <= set(known)
        assert sum(peer["contributions"].values()) == pytest.approx(1)
    # Twenty statistical neighbours are what comes unasked.
    assert run(capsys, "peers", "epci-200070514") == result


def test_peers_of_paris_are_not_close(capsys: pytest.CaptureFixture[str]) -> None:
    result = run(capsys, "peers", "com-75056", "--n", "5")
    assert result["close"] is False  # type: ignore[index]
    assert len(ids(result)) == 5


def test_features_dropped_doubled_and_peers_removed(capsys: pytest.CaptureFixture[str]) -> None:
    first = run(capsys, "peers", "epci-200070514")
    asked = run(
        capsys, "peers", "epci-200070514", "--drop", "population", "--drop", "revenu", "--double", "densite",
        "--remove", ids(first)[0], "--remove", ids(first)[1],
    )  # fmt: skip
    assert set(first["features"]) - set(asked["features"]) == {"population", "revenu"}  # type: ignore[index]
    assert not set(ids(first)[:2]) & set(ids(asked))
    assert len(ids(asked)) == 20
    assert all(set(p["contributions"]) <= set(asked["features"]) for p in asked["peers"])  # type: ignore[index]
    doubled = run(capsys, "peers", "epci-200070514", "--double", "densite")
    both = set(ids(first)) & set(ids(doubled))
    shares = [{p["id"]: p["contributions"]["densite"] for p in r["peers"]} for r in (first, doubled)]  # type: ignore[index]
    assert all(shares[1][peer] >= shares[0][peer] for peer in both)
    assert any(shares[1][peer] > shares[0][peer] for peer in both)


@pytest.mark.parametrize("within", ["region", "nature"])
def test_peers_within(capsys: pytest.CaptureFixture[str], within: str) -> None:
    result = run(capsys, "peers", "epci-200070514", "--within", within)
    frame = open_store().level("epci")
    assert set(frame.loc[ids(result), within]) == {frame.loc["epci-200070514", within]}


@pytest.mark.parametrize(
    ("place", "method", "count"),
    [
        ("com-16102", "categorie", 176),
        ("com-16102", "densite", 629),
        ("com-16102", "limitrophes", 6),
        ("com-29155", "limitrophes", 0),
        ("epci-200070514", "departement", 8),
        ("epci-200070514", "france", 1_252),
        ("dep-16", "limitrophes", 5),
        ("reg-75", "france", 17),
    ],
)
def test_groups_without_distance(capsys: pytest.CaptureFixture[str], place: str, method: str, count: int) -> None:
    result = run(capsys, "peers", place, "--peers", method)
    assert (result["method"], result["features"], result["missing"], result["close"]) == (method, [], [], None)  # type: ignore[index]
    assert len(result["peers"]) == count  # type: ignore[index]
    assert all((p["distance"], p["contributions"]) == (None, {}) for p in result["peers"])  # type: ignore[index]


def test_a_list_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    asked = "com-17415,com-16102,com-16015,com-17415"
    result = run(capsys, "peers", "com-16102", "--list", asked)
    assert result["method"] == "choisis"  # type: ignore[index]
    assert ids(result) == ["com-17415", "com-16015"]
    assert ids(run(capsys, "peers", "com-16102", "--list", asked, "--remove", "com-17415")) == ["com-16015"]
    compared = run(capsys, "compare", "com-16102", "--indicator", "population", "--peers", "choisis", "--list", asked)
    assert (compared["peers"], compared["peers_total"]) == ("choisis", 2)  # type: ignore[index]


@pytest.mark.parametrize("method", METHODS["commune"])
def test_compare_accepts_every_group(capsys: pytest.CaptureFixture[str], method: str) -> None:
    options = ["--list", "com-17415,com-16015"] if method == "choisis" else []
    listed = run(capsys, "peers", "com-16102", "--peers", method, *options)
    compared = run(capsys, "compare", "com-16102", "--indicator", "part_65_ans_plus", "--peers", method, *options)
    assert compared["peers"] == method  # type: ignore[index]
    assert {m["id"] for m in compared["members"]} == set(ids(listed))  # type: ignore[index]


def test_compare_takes_the_options_of_peers(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--n", "7", "--drop", "revenu", "--within", "region")
    listed = run(capsys, "peers", "com-16102", *options)
    compared = run(capsys, "compare", "com-16102", "--indicator", "part_65_ans_plus", *options)
    assert len(ids(listed)) == 7
    assert {m["id"] for m in compared["members"]} == set(ids(listed))  # type: ignore[index]


def test_the_former_name_of_an_option_is_still_read(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("com-16102", "epci")
    one, other = (run(capsys, "peers", asked[0], name, asked[1]) for name in ("--peers", "--method"))
    assert one == other
    assert one["method"] == "epci"  # type: ignore[index]


VALLEY = "compose-200070514.241600303"


def test_a_composed_territory_is_shown_compared_and_has_peers(capsys: pytest.CaptureFixture[str]) -> None:
    [shown] = run(capsys, "show", "compose-241600303.200070514", "--indicator", "part_65_ans_plus", "--year", "2021")  # type: ignore[misc]
    assert (shown["territory"], shown["members"]) == (VALLEY, 67)
    assert shown["value"] == pytest.approx(100 * 19_826 / 78_793)
    peers = run(capsys, "peers", VALLEY, "--n", "5")
    assert peers["territory"] == VALLEY  # type: ignore[index]
    assert len(ids(peers)) == 5
    assert not {"epci-200070514", "epci-241600303"} & set(ids(peers))
    found = run(
        capsys, "compare", VALLEY, "--name", "Vallée", "--indicator", "part_65_ans_plus",
        "--list", "epci-200070514,compose-16.17",
    )  # fmt: skip
    assert (found["territory"], found["rank"], found["n"]) == (VALLEY, 2, 3)  # type: ignore[index]
    assert {member["name"] for member in found["members"]} == {  # type: ignore[index]
        "Communauté d'agglomération du Grand Cognac", "Charente-Maritime et Charente",
    }  # fmt: skip


def test_a_list_of_codes_finds_what_it_composes(capsys: pytest.CaptureFixture[str]) -> None:
    [found] = run(capsys, "search", "241600303 200070514")  # type: ignore[misc]
    assert (found["id"], found["level"], found["reason"]) == (VALLEY, "compose", "code")


def test_members_that_are_not_kept_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", f"{VALLEY}.16102.99999", "--indicator", "population", "--year", "2023", "--json"]) == 0
    told = capsys.readouterr().err
    assert "99999" in told
    assert "Cognac" in told
    assert refused(capsys, "show", "compose-99999").startswith("Territoire inconnu")


def _commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for under in action.choices.values():
                yield from _commands(under)


def test_help_says_what_each_argument_is() -> None:
    arguments = [action for command in _commands(_parser()) for action in command._actions]
    assert len(arguments) > 40
    named = [action for action in arguments if not isinstance(action, argparse._SubParsersAction)]
    assert not [action.dest for action in named if not action.help]


def test_plain_text_has_a_line_a_peer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["peers", "com-16102", "--peers", "limitrophes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 7
    assert lines[0].startswith("territory=com-16102")
    assert lines[2].startswith("id=com-16089\tname=Châteaubernard")


def test_plain_text_leaves_empty_what_is_absent(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "com-55039", "--indicator", "part_65_ans_plus"]) == 0
    told = capsys.readouterr().out
    assert "value=\tstatus=not_computable\treason=Le nombre auquel" in told
    assert "None" not in told


ALL_FEATURES = [
    part for f in load_catalog().features.values() if "commune" in f.levels for part in ("--drop", f.id)
]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("peers", "com-99999"), "Territoire inconnu : « com-99999 »"),
        (
            ("peers", "com-16102", "--peers", "amis"),
            "Groupes possibles : similaires, similaires_proches, categorie, densite, limitrophes, ",
        ),
        (("peers", "com-29155", "--peers", "epci"), "Groupe de comparaison inconnu pour ce territoire"),
        (("peers", "dep-16", "--peers", "similaires"), "Groupes possibles : france, region, limitrophes, choisis."),
        (("peers", "france"), "Groupes possibles : aucun."),
        (("peers", "com-16102", "--n", "4"), "un entier de 5 à 30"),
        (("peers", "com-16102", "--n", "31"), "un entier de 5 à 30"),
        (("peers", "com-16102", "--n", "00200"), "un entier de 5 à 30"),
        (("peers", "com-16102", "--n", "vingt"), "Nombre de pairs impossible : « vingt »"),
        (("peers", "com-16102", "--n", "٢٠"), "Nombre de pairs impossible"),
        (
            ("peers", "com-16102", "--drop", "bonheur"),
            "Critère de ressemblance inconnu : « bonheur ». Critères possibles : pop",
        ),
        (("peers", "com-16102", "--double", ""), "Critère de ressemblance inconnu"),
        (
            ("peers", "com-16102", "--drop", "densite", "--double", "densite"),
            "Le critère « densite » ne peut pas à la fois",
        ),
        (("peers", "com-16102", *ALL_FEATURES), "Sans aucun critère"),
        (("peers", "com-16102", "--remove", "epci-200070514"), "territoires de même niveau"),
        (("peers", "com-16102", "--remove", "com-0"), "Territoire inconnu"),
        (("peers", "com-16102", "--within", "nature"), "Restriction inconnue"),
        (("peers", "com-16102", "--within", "ici"), "Restriction inconnue"),
        (("peers", "com-16102", "--list", "com-17415,dep-16"), "Charente (dep-16) n’est pas du niveau de Cognac"),
        (("peers", "com-16102", "--list", "com-17415,com-0"), "Territoire inconnu : « com-0 »"),
        (("peers", "com-16102", "--list", ","), "se donne par --list"),
        (("peers", "com-16102", "--peers", "choisis"), "se donne par --list"),
        (("peers", "com-16102", "--peers", "epci", "--list", "com-17415"), "se donne par --list"),
        (
            ("peers", "com-16102", "--peers", "epci", "--n", "12"),
            "L’option --n ne vaut que pour les groupes similaires et ",
        ),
        (("peers", "com-16102", "--peers", "region", "--drop", "densite"), "L’option --drop ne vaut que"),
        (("compare", "com-16102", "--indicator", "densite", "--n", "100"), "un entier de 5 à 30"),
        (("compare", "com-16102", "--indicator", "densite", "--list", "reg-75"), "territoires de même niveau"),
        (("peers",), "Commande incomplète"),
    ],
)
def test_peers_that_cannot_be_had(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str) -> None:
    assert words in refused(capsys, *arguments)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "com-99999"), "Territoire inconnu"),
        (("show", "com-16102", "--indicator", "bonheur"), "Indicateur inconnu"),
        (("show", "com-16102", "--year", "1789"), "Aucune donnée pour l'année 1789"),
        (("show", "com-16102", "--year", "١٦"), "Année illisible"),
        (("search", "   "), "Recherche vide"),
        (("compare", "epci-200070514", "--indicator", "densite", "--peers", "amis"), "Groupe de comparaison inconnu"),
        (("compare", "france", "--indicator", "densite"), "Groupe de comparaison inconnu"),
        (("compare", "com-16102", "--indicator", "densite", "--year", "1789"), "Aucune donnée"),
        (("compare", "com-16102"), "Commande incomplète"),
        (("dance",), "Commande incomplète"),
        ((), "Commande incomplète"),
    ],
)
def test_bad_input_gets_status_2_and_one_french_sentence(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    assert words in refused(capsys, *arguments)


def test_the_module_runs_as_a_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "observatoire", "show", "com-0", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("Territoire inconnu")


@pytest.mark.parametrize(
    "command",
    [
        ("observatoire", "search", "Cognac"),
        ("participation", "check", "data/questionnaires/barometre_outils.toml"),
        ("loaders", "official", "list"),
    ],
)
def test_a_reader_that_has_seen_enough_gets_no_traceback(command: tuple[str, ...]) -> None:
    """`| head`: nobody reads any more. What is left in the buffer is written as Python ends, which must say nothing."""
    unread, written = os.pipe()
    os.close(unread)
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, stdout=written, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(written)
    assert (done.returncode, done.stderr) == (141, "")


def test_without_data_a_command_says_so_in_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("observatoire.statistics.offering.open_store", lambda: open_store(tmp_path))
    assert main(["search", "cognac"]) == 1
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err.startswith("Les données ne peuvent pas être lues\u202f: ")
    assert "manifest.json" in streams.err
    assert streams.err.count("\n") == 1
