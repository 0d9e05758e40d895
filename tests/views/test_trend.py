"""A change in three words, and the room that names have beside a ranking."""

from __future__ import annotations

import pytest

from observatoire.model.catalog import load_catalog
from observatoire.model.store import open_store
from observatoire.views.evolution.trend import since_text, trend_text
from observatoire.views.layout.ranking import NAMES, names_room
from observatoire.views.layout.series import end_labels
from observatoire.views.layout.territories import Item

POPULATION = load_catalog().indicators["population"]
SHARE = load_catalog().indicators["part_65_ans_plus"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (-0.754, "−0,8\u00a0% depuis 2016"),
        (2.6, "+2,6\u00a0% depuis 2016"),
        (-0.06, "−0,1\u00a0% depuis 2016"),
        (-0.04, "presque stable depuis 2016"),
        (0.02, "presque stable depuis 2016"),
        (0.0, "stable depuis 2016"),
    ],
)
def test_a_change_that_a_line_does_not_show_is_said(change: float, told: str) -> None:
    assert since_text(POPULATION, change, 2016) == told


def test_a_share_moves_by_points() -> None:
    assert since_text(SHARE, 2.4, 2016) == "+2,4\u00a0pt depuis 2016"


def test_the_trend_of_grand_cognac_is_that_of_its_two_ends() -> None:
    # 69 775 inhabitants in 2016, 69 249 in 2023: −0,754 %.
    store = open_store()
    assert trend_text(store, POPULATION, store.territory("epci-200070514")) == "−0,8\u00a0% depuis 2016"


def test_the_end_of_the_line_of_the_place_says_how_it_moved_and_no_other_line() -> None:
    rows = [
        {"name": name, "year": 2023, "value": value, "text": f"{value}", "role": role}
        for name, value, role in (("Grand Cognac", 69_249, "place"), ("Grand Angoulême", 141_000, "second"))
    ]
    own, other = end_labels(rows, [], "−0,8\u00a0% depuis 2016")
    assert own["wide"].endswith("\n−0,8\u00a0% depuis 2016")
    assert own["narrow"].split("\n")[-2:] == ["−0,8\u00a0% depuis", "2016"]
    assert "depuis" not in other["wide"] + other["narrow"]


def test_a_name_of_the_length_of_the_longest_epci_is_not_cut_at_the_end_of_a_line() -> None:
    name = "Guingamp-Paimpol Agglomération de l’Armor à l’Argoat"
    [label] = end_labels([{"name": name, "year": 2023, "value": 1, "text": "1", "role": "place"}], [])
    assert "…" not in label["wide"]
    assert label["wide"].replace("\n", " ").startswith(f"◆ {name}")


@pytest.mark.parametrize(
    ("name", "room"),
    [("Cognac", NAMES[0]), ("Épernay, Coteaux et Plaine de Champagne", 290), ("x" * 90, NAMES[1])],
)
def test_names_beside_a_ranking_have_the_room_of_the_longest(name: str, room: int) -> None:
    items = [
        Item("a", name, 1.0, False, "1", "peer", "1 sur 2"),
        Item("b", "Jarnac", 2.0, False, "2", "place", "2 sur 2"),
    ]
    assert names_room(items) == room
