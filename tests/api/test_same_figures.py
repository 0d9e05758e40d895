"""The API says what the command line, the tables to take away and the published figures say."""

from __future__ import annotations

import json

import pytest

from observatoire.__main__ import main
from observatoire.api.comparing import COMPARED, GROUPED
from observatoire.statistics.figures import figures
from observatoire.statistics.uncertainty.variances import errors_of
from tests.api.asking import CATALOG, STORE, told
from tests.test_command_line import CHECKS, DEPARTURES, PLACES, WITHHELD

COMPOSED = "compose-17415.200070514"
SAME = {
    "territory": "identifiant", "indicator": "indicateur", "year": "annee", "period": "periode", "value": "valeur",
    "status": "statut_code", "members": "communes", "members_with_data": "communes_avec_donnee",
    "fragile": "fragile", "implausible": "a_verifier",
}  # fmt: skip


def command(capsys: pytest.CaptureFixture[str], *arguments: str):
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("place", ["com-55039", COMPOSED])
def test_every_figure_of_a_place_is_that_of_the_command_line(place, capsys):
    shown = {(row["indicator"], row["year"]): row for row in command(capsys, "show", place)}
    names = sorted({name for name, _ in shown})
    rows = [
        row
        for start in range(0, len(names), 20)
        for row in told("valeurs", territoire=place, indicateur=",".join(names[start : start + 20]), annee="toutes")[
            "lignes"
        ]
    ]
    assert {(row["indicateur"], row["annee"]) for row in rows} == set(shown)
    assert len(rows) == len(shown)
    for row in rows:
        other = shown[row["indicateur"], row["annee"]]
        assert {name: row[french] for name, french in SAME.items()} == {name: other[name] for name in SAME}
        assert row["motif"] == (other["reason"] or "")
        assert row["population_couverte_pct"] == pytest.approx(other["population_covered_pct"], abs=6e-4)
        assert row["niveau"] == ("compose" if place == COMPOSED else STORE.territory(place).level)


def test_figures_are_those_that_were_checked():
    checks = [check for check in CHECKS if (check["id"], PLACES[0]) not in WITHHELD or check["epci-200070514"]]
    asked = {(check["id"], check["year"]) for check in checks}
    found = {}
    for year in sorted({year for _, year in asked}):
        names = ",".join(sorted(name for name, of in asked if of == year))
        for row in told("valeurs", territoire=",".join(PLACES), indicateur=names, annee=year)["lignes"]:
            found[row["indicateur"], year, row["identifiant"]] = row["valeur"]
    checked = 0
    for check in checks:
        for place in PLACES:
            key = (check["id"], check["year"], place)
            if not check[place] or (check["id"], place) in WITHHELD:
                assert key in found
                continue
            known = DEPARTURES.get(key, float(check[place]))
            assert found[key] == pytest.approx(known, rel=2e-4, abs=1e-3), key
            checked += 1
    assert checked > 800


@pytest.mark.parametrize(
    "options",
    [
        ("com-16102", "part_65_ans_plus", {}),
        ("com-16102", "accidents_corporels", {"pairs": "departement"}),
        ("epci-200070514", "part_logements_vacants", {"pairs": "similaires", "nombre": "12", "sans": "population"}),
        ("com-05101", "part_femmes_elus_municipaux", {"pairs": "epci", "annee": "2021"}),
        (COMPOSED, "densite", {"pairs": "choisis", "liste": "epci-241600303,epci-200023737"}),
        ("dep-16", "densite", {}),
    ],
    ids=lambda options: "-".join(map(str, options[:2])),
)
def test_a_comparison_is_that_of_the_command_line(options, capsys):
    place, indicator, more = options
    names = {"pairs": "--peers", "nombre": "--n", "sans": "--drop", "annee": "--year", "liste": "--list"}
    given = [word for name, value in more.items() for word in (names[name], value)]
    compared = command(capsys, "compare", place, "--indicator", indicator, *given)
    answer = told("comparaison", territoire=place, indicateur=indicator, **more)
    assert answer["resume"] == {french: compared[name] for name, french in COMPARED.items()}
    assert set(compared) == {*COMPARED, "members"}
    rows = {row["identifiant"]: row for row in answer["lignes"]}
    assert set(rows) == {place, *(member["id"] for member in compared["members"])}
    for member in compared["members"]:
        row = rows[member["id"]]
        assert (row["valeur"], row["statut_code"]) == (member["value"], member["status"])
        assert row["motif"] == (member["reason"] or "")
    assert rows[place]["rang"] == compared["rank"]
    assert not [row for row in answer["lignes"] if row["nom"].startswith("Repère")]


def test_peers_are_those_of_the_command_line(capsys):
    for place, given, more in (
        ("com-16102", [], {}),
        (
            "epci-200070514",
            ["--peers", "similaires_proches", "--n", "9"],
            {"pairs": "similaires_proches", "nombre": "9"},
        ),
        ("dep-16", ["--peers", "region"], {"pairs": "region"}),
    ):
        found = command(capsys, "peers", place, *given)
        answer = told("pairs", territoire=place, **more)
        assert answer["resume"] == {french: found[name] for name, french in GROUPED.items()}
        rows = [row for row in answer["lignes"] if row["role"] == "pair"]
        assert [row["identifiant"] for row in rows] == [peer["id"] for peer in found["peers"]]
        assert [row.get("distance") for row in rows] == [peer["distance"] for peer in found["peers"]]


def test_the_margin_of_a_value_is_1_96_standard_errors_and_its_precision_says_how_it_is_known():
    names = "part_65_ans_plus,population,part_femmes_elus_municipaux"
    rows = {row["indicateur"]: row for row in told("valeurs", territoire="com-16102", indicateur=names)["lignes"]}
    share = figures(STORE, CATALOG.indicator("part_65_ans_plus"), "commune", 2021, ["com-16102"])
    variance = float(errors_of(STORE, share, "commune").variance[0])
    assert rows["part_65_ans_plus"]["marge_valeur"] == pytest.approx(1.96 * variance**0.5)
    assert rows["part_65_ans_plus"]["precision"] == "estimee"
    assert rows["part_femmes_elus_municipaux"]["precision"] == "exacte"
    assert rows["part_femmes_elus_municipaux"]["marge_valeur"] is None, "no margin is no margin of zero"
