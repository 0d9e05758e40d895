"""What a visitor points at: told in, partly in or out, taken in and out, by hand-made cases on what ships."""

from __future__ import annotations

import numpy as np

from observatoire.model.composed.changing import held, whole_of, with_added, without
from observatoire.model.composed.members import communes_of, compose
from observatoire.model.store import open_store

STORE = open_store()
COGNAC, ROUILLAC, CHARENTE = "epci-200070514", "epci-241600303", "dep-16"
TOWN, VILLAGE = "com-16102", "com-16089"


def test_a_territory_is_in_in_part_or_out_by_its_communes() -> None:
    assert held(STORE, [COGNAC], [COGNAC, ROUILLAC, CHARENTE, TOWN]) == ["in", "out", "part", "in"]
    assert held(STORE, [CHARENTE], [COGNAC, TOWN]) == ["in", "in"]
    assert held(STORE, [], [TOWN, "com-75056"]) == ["out", "out"]
    assert held(STORE, [TOWN], [TOWN, VILLAGE]) == ["in", "out"]
    assert held(STORE, [TOWN], []) == []


def test_an_epci_without_one_commune_is_its_other_communes_and_that_is_said() -> None:
    all_of_it = STORE.members(COGNAC)
    changed = without(STORE, compose(STORE, [COGNAC, ROUILLAC], "Vallée"), TOWN)
    assert changed.name == "Vallée"
    assert TOWN not in changed.members
    assert ROUILLAC in changed.members
    assert len(changed.members) == len(all_of_it)  # those left, and the other EPCI
    own = communes_of(STORE, changed.members)
    both = np.union1d(all_of_it, STORE.members(ROUILLAC))
    assert np.setdiff1d(both, own).tolist() == STORE.positions("commune", [TOWN]).tolist()
    [remark] = changed.remarks
    assert (remark.kind, remark.others) == ("parted", ("Cognac",))


def test_a_departement_without_an_epci_is_its_other_epci_whole() -> None:
    changed = without(STORE, compose(STORE, [CHARENTE], ""), COGNAC)
    left = np.setdiff1d(STORE.members(CHARENTE), STORE.members(COGNAC))
    assert communes_of(STORE, changed.members).tolist() == left.tolist()
    assert ROUILLAC in changed.members
    assert sum(member.startswith("epci-") for member in changed.members) > 5
    assert len(changed.members) < 60


def test_a_member_is_taken_out_as_it_came_in() -> None:
    one = compose(STORE, [COGNAC, ROUILLAC, "com-16015"], "A")
    assert without(STORE, one, ROUILLAC).members == (COGNAC, "com-16015")
    assert without(STORE, without(STORE, one, ROUILLAC), COGNAC).members == ("com-16015",)
    assert without(STORE, compose(STORE, [TOWN]), TOWN).id == ""
    assert without(STORE, one, "com-75056").members == one.members


def test_what_would_leave_too_many_members_changes_nothing() -> None:
    many = [f"com-{code}" for code in STORE.level("commune")["code"].iloc[STORE.members("dep-24")][:399]]
    full = compose(STORE, [*many, COGNAC])
    refused = without(STORE, full, TOWN)
    assert refused.members == full.members
    assert [remark.kind for remark in refused.remarks] == ["unparted"]


def test_what_is_added_within_a_member_is_counted_once() -> None:
    changed = with_added(STORE, compose(STORE, [COGNAC], "A"), [TOWN, ROUILLAC])
    assert changed.members == (COGNAC, ROUILLAC)
    assert [remark.kind for remark in changed.remarks] == ["contained"]


def test_the_fewest_members_hold_some_communes_and_no_other() -> None:
    communes = np.union1d(STORE.members(COGNAC), STORE.positions("commune", ["com-75056", "com-85113"]))
    assert sorted(whole_of(STORE, communes)) == ["com-75056", "com-85113", COGNAC]  # Yeu has no EPCI
    assert whole_of(STORE, STORE.positions("commune", [TOWN])) == [TOWN]
