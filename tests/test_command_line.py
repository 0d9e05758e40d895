"""The command line as outside checks use it: shapes, published figures, bad input."""

from __future__ import annotations

import csv
import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from observatoire.__main__ import main
from observatoire.model.catalog import load_catalog
from observatoire.model.store import open_store

ROOT = Path(__file__).parents[1]
CHECKS = list(csv.DictReader((ROOT / "tests" / "data" / "check_values.csv").open(encoding="utf-8")))
PLACES = ("com-16102", "epci-200070514", "dep-16", "epci-243500139", "france")

DEPARTURES = {
    (line["id"], line["year"], line["place"]): float(line["ours"])
    for line in csv.DictReader((ROOT / "tests" / "data" / "departures.csv").open(encoding="utf-8"))
}
"""Where we know better than the prototype, each with its reason: docs/decisions/0003-where-we-differ.md."""

ABOUT_ONE_MAYOR = {"part_femmes_maires", "age_moyen_maires", "part_maires_reconduits"}
"""Never shown for a commune: they would be about a person."""


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


def test_show_has_the_published_fields(capsys: pytest.CaptureFixture[str]) -> None:
    rows = run(capsys, "show", "com-16102", "--indicator", "population", "--year", "2023")
    assert [list(row) for row in rows] == [  # type: ignore[attr-defined]
        [
            "territory", "indicator", "year", "value", "status", "unit", "members", "members_with_data",
            "population_covered_pct", "fragile", "source",
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
        if place.startswith("com-") and line["id"] in ABOUT_ONE_MAYOR:
            assert (row["status"], row["value"]) == ("not_applicable", None)
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
