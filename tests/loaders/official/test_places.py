"""From the communes of a file to today's: merged, parted, of Paris, of abroad; counts add up, medians do not."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from loaders.official.edition.places import CHANGED, Places, bring, bring_zones, places_of
from loaders.official.reading import COLUMNS, Unexpected
from loaders.official.values import DISTRICTS
from loaders.pipeline.passage import SPLITS, Passage

ADDITIVE = {"n": True, "median": False}

# 14666 left 14712 (Saline), 300 people against 700; 01009 is now part of 01003; 01010 only changed its code, to 01020.
TODAY = {"01001": 100, "01003": 500, "01020": 50, "14712": 700, "14666": 300, "75056": 2_000_000}
FORMER = [
    ("01009", "Ancienne", "absorbee", "01003"),
    ("01003", "Chef-lieu", "deleguee", "01003"),
    ("01010", "Renommée", "ancien_code", "01020"),
]


@pytest.fixture(scope="module")
def places() -> Places:
    communes = [("commune", code, people) for code, people in TODAY.items()]
    others = [("epci", "200000001", 0), ("departement", "01", 0), ("region", "84", 0), ("france", "france", 0)]
    territories = pd.DataFrame([*communes, *others], columns=["level", "code", "population"])
    return places_of(territories, pd.DataFrame(FORMER, columns=["code", "name", "kind", "current"]))


def values(*rows: tuple[str, str, float | str], measure: str = "n") -> pd.DataFrame:
    """Return rows of a reading: level, code, and a value or a state."""
    return pd.DataFrame(
        [
            (level, code, measure, 2024, math.nan if isinstance(told, str) else told,
             told if isinstance(told, str) else "value", "")
            for level, code, told in rows
        ],
        columns=list(COLUMNS),
    )  # fmt: skip


def brought(places: Places, frame: pd.DataFrame, *, zero: bool = False) -> pd.DataFrame:
    return bring(frame, places, ADDITIVE, "f.csv", zero=zero).values.set_index(["level", "code"])


def test_merged_communes_add_up(places: Places) -> None:
    found = brought(places, values(("commune", "01003", 5.0), ("commune", "01009", 2.0), ("commune", "01001", 1.0)))
    assert found["value"].to_dict() == {("commune", "01003"): 7.0, ("commune", "01001"): 1.0}


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([("commune", "01003", 5.0), ("commune", "01009", "secret")], "secret"),
        ([("commune", "01003", "not_published"), ("commune", "01009", 2.0)], "not_published"),
        ([("commune", "01009", 2.0)], "not_published"),
    ],
    ids=["one secret", "one absent", "without its head"],
)
def test_a_merged_commune_is_not_known_by_a_part_of_it(
    places: Places, rows: list[tuple[str, str, float | str]], status: str
) -> None:
    row = brought(places, values(*rows)).loc[("commune", "01003")]
    assert row["status"] == status
    assert math.isnan(row["value"])


def test_a_part_that_another_measure_has_is_awaited_unless_absent_is_zero(places: Places) -> None:
    both = pd.concat(
        [values(("commune", "01003", 5.0)), values(("commune", "01009", 2.0), measure="median")], ignore_index=True
    )
    for zero, status in ((False, "not_published"), (True, "value")):
        found = brought(places, both, zero=zero).reset_index().set_index("measure")
        assert found.loc["n", "status"] == status


def test_a_commune_that_only_changed_its_code_keeps_its_counts(places: Places) -> None:
    assert brought(places, values(("commune", "01010", 4.0)))["value"].to_dict() == {("commune", "01020"): 4.0}


def test_a_median_is_kept_only_where_the_commune_did_not_change(places: Places) -> None:
    frame = values(("commune", "01003", 20.0), ("commune", "01009", 22.0), ("commune", "01001", 21.0), measure="median")
    result = bring(frame, places, ADDITIVE, "f.csv", zero=False)
    found = result.values.set_index("code")
    assert found.loc["01001", "value"] == 21
    assert found.loc["01003", ["status", "reason"]].tolist() == ["not_published", CHANGED]
    assert result.notes == ["1\u00a0commune nouvelle\u202f: médianes, taux et prix ne s’additionnent pas"]


def test_a_commune_parted_since_shares_its_counts_by_population_and_says_so(places: Places) -> None:
    found = brought(places, values(("commune", "14712", 10.0)))
    assert found["value"].to_dict() == {("commune", "14712"): 7.0, ("commune", "14666"): 3.0}
    assert found["estimated"].all()
    weights = brought(places, values(("commune", "14712", 10.5)))["value"]
    assert weights[("commune", "14666")] == pytest.approx(3.15)
    lost = brought(places, values(("commune", "14712", 20.0), measure="median"))
    assert lost["status"].tolist() == ["not_published", "not_published"]


def test_a_vintage_that_knows_the_parts_is_left_as_it_is(places: Places) -> None:
    found = brought(places, values(("commune", "14712", 8.0), ("commune", "14666", 1.0)))
    assert found["value"].to_dict() == {("commune", "14712"): 8.0, ("commune", "14666"): 1.0}
    assert not found["estimated"].any()


def test_paris_is_the_sum_of_its_arrondissements_where_only_they_are_published(places: Places) -> None:
    districts = [("commune", code, 10.0) for code in DISTRICTS["75056"]]
    assert brought(places, values(*districts))["value"].to_dict() == {("commune", "75056"): 200.0}
    assert brought(places, values(*districts, ("commune", "75056", 205.0)))["value"].to_dict() == {
        ("commune", "75056"): 205.0
    }
    apart = [("arrondissement", code, told) for _, code, told in districts]
    assert brought(places, values(*apart))["value"].to_dict() == {("commune", "75056"): 200.0}
    one = ("commune", "01001", 3.0)
    assert list(brought(places, values(*districts[:-1], one)).index) == [("commune", "01001")]
    assert list(brought(places, values(*districts, one, measure="median")).index) == [("commune", "01001")]


def test_territories_that_the_edition_has_not_are_said_and_left(places: Places) -> None:
    frame = values(
        ("epci", "200000001", 5.0), ("epci", "299999999", 6.0), ("commune", "98735", 1.0), ("commune", "01001", 2.0)
    )
    result = bring(frame, places, ADDITIVE, "f.csv", zero=False)
    assert sorted(result.values["code"]) == ["01001", "200000001"]
    assert [note.split(",")[0] for note in result.notes] == [
        "1\u00a0EPCI hors de l’édition", "1\u00a0code d’aucune commune d’ici",
    ]  # fmt: skip


def test_codes_that_lost_their_zero_are_refused(places: Places) -> None:
    rows = [("commune", f"{code}", 1.0) for code in range(1001, 1030)]
    with pytest.raises(Unexpected, match="29 codes ne sont d’aucune commune"):
        brought(places, values(*rows))
    with pytest.raises(Unexpected, match="aucun code de region n’est connu"):
        brought(places, values(("region", "Bretagne", 1.0)))


def test_zones_follow_the_communes_to_those_of_today(places: Places) -> None:
    rows = [("01001", "a"), ("01003", "a"), ("01009", "b"), ("01010", "b"), ("14712", "c"), ("98701", "c")]
    zones = pd.DataFrame(rows, columns=["commune", "code"]).assign(zoning="bassin_vie", name="Nom")
    notes: list[str] = []
    found = bring_zones(zones, places, "f.xlsx", notes).set_index("commune")["code"].to_dict()
    # 01003 keeps its zone, whatever that of the commune which joined it; both parts of 14712 are in its zone.
    assert found == {"01001": "a", "01003": "a", "01020": "b", "14712": "c", "14666": "c"}
    assert notes == ["1\u00a0code d’aucune commune d’ici, par exemple 98701"]


def test_a_new_commune_whose_parts_were_in_two_zones_is_in_none(places: Places) -> None:
    torn = Places(
        Passage(places.passage.successors | {"01011": "01020"}, places.passage.weights, SPLITS), {}, frozenset()
    )
    zones = pd.DataFrame([("01010", "a"), ("01011", "b")], columns=["commune", "code"]).assign(zoning="z", name="Nom")
    notes: list[str] = []
    assert bring_zones(zones, torn, "f.xlsx", notes).empty
    assert notes == ["1\u00a0commune nouvelle de parties de zones différentes\u202f: sans zone"]
