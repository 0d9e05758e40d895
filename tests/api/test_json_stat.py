"""JSON-stat, by a reader written from the standard (https://json-stat.org/full/) and not from our writer."""

from __future__ import annotations

import itertools
import json
import math

import pytest

from observatoire.api.problems import ProblemError
from tests.api.asking import ask, told


def cube(dataset):
    """Give each cell of a dataset: its categories by dimension, its value, its status."""
    assert dataset["version"] == "2.0"
    assert dataset["class"] == "dataset"
    keys = []
    for name, size in zip(dataset["id"], dataset["size"], strict=True):
        category = dataset["dimension"][name]["category"]
        index = category["index"]
        ordered = index if isinstance(index, list) else sorted(index, key=index.get)
        assert len(ordered) == len(set(ordered)) == size
        assert set(category["label"]) == set(ordered)
        keys.append(ordered)
    assert sum(len(names) for names in dataset["role"].values()) == len(dataset["id"])
    assert {name for names in dataset["role"].values() for name in names} == set(dataset["id"])
    assert len(dataset["value"]) == math.prod(dataset["size"])  # row-major: the last dimension runs fastest
    for at, categories in enumerate(itertools.product(*keys)):
        yield dict(zip(dataset["id"], categories, strict=True)), dataset["value"][at], dataset["status"].get(str(at))


ASKED = {
    "territoire": "com-16102,epci-200070514,com-55039,compose-17415.200070514,com-97608",
    "indicateur": "part_65_ans_plus,densite,part_femmes_elus_municipaux,part_femmes_maires,accidents_corporels",
    "annee": "2019,2021,2023",
}


def test_a_reader_of_the_standard_finds_the_figures_of_the_rows():
    rows = {
        (row["identifiant"], row["indicateur"], str(row["annee"])): row for row in told("valeurs", **ASKED)["lignes"]
    }
    cells = list(cube(told("valeurs", "json-stat", **ASKED)))
    assert len(cells) == 5 * len({name for _, name, _ in rows}) * len({year for *_, year in rows})
    absent = 0
    for place, value, status in cells:
        row = rows.get((place["territoire"], place["indicateur"], place["annee"]))
        if row is None:
            absent += 1
            assert (value, status) == (None, "sans_annee")
            continue
        assert value == row["valeur"]
        if row["statut_code"] != "value":
            assert status == row["statut_code"]
        else:
            flags = [name for name in ("a_verifier", "fragile", "en_partie_estimee") if row[name]]
            assert status == (flags[0] if flags else None)
    assert absent
    assert absent == len(cells) - len(rows)
    assert {row["statut_code"] for row in rows.values()} >= {"value", "not_applicable"}


def test_what_is_known_of_each_cell_stands_beside_it_in_the_same_order():
    dataset = told("valeurs", "json-stat", **ASKED)
    rows = {
        (row["identifiant"], row["indicateur"], str(row["annee"])): row for row in told("valeurs", **ASKED)["lignes"]
    }
    beside = dataset["extension"]["cellules"]
    assert set(beside) >= {"motif", "marge_valeur", "numerateur", "denominateur", "population_couverte_pct"}
    assert {column["nom"] for column in dataset["extension"]["colonnes_des_cellules"]} == set(beside)
    for at, (place, _, _) in enumerate(cube(dataset)):
        row = rows.get((place["territoire"], place["indicateur"], place["annee"]))
        for name, held in beside.items():
            assert held[at] == (row[name] if row else None), name
    assert set(dataset["status"].values()) <= set(dataset["extension"]["statuts"])
    assert dataset["extension"]["sources"][0]["licence"]
    assert dataset["extension"]["edition_des_donnees"]


def test_a_comparison_is_a_cube_too_its_landmarks_apart():
    dataset = told("comparaison", "json-stat", territoire="com-16102", indicateur="densite")
    cells = list(cube(dataset))
    assert len(cells) == 21
    roles = dataset["extension"]["cellules"]["role"]
    assert roles[0] == "territoire"
    assert set(roles[1:]) == {"pair"}
    assert dataset["extension"]["resume"]["mediane"] is not None


@pytest.mark.parametrize("what", ["territoires", "pairs"])
def test_what_is_no_cube_is_refused(what):
    with pytest.raises(ProblemError) as refused:
        ask(what, "json-stat", territoire="com-16102")
    assert refused.value.status == 406


def test_a_whole_level_has_every_territory_once():
    dataset = json.loads(ask("valeurs", "json-stat", niveau="commune", indicateur="part_65_ans_plus"))
    cells = list(cube(dataset))
    assert len(cells) == 34_875
    by_place = {place["territoire"]: (value, status) for place, value, status in cells}
    assert by_place["com-16102"] == (pytest.approx(23.14614), None)
    fragile = sum(status == "fragile" for _, status in by_place.values())
    assert fragile > 1_000
    assert all(value is None for value, status in by_place.values() if status in ("secret", "not_published"))
