"""Passage to today's communes: mergers add up, restored communes get a marked share, nothing is lost."""

from __future__ import annotations

import pandas as pd
import pytest

from loaders.pipeline.passage import Passage, PassageError, apportion, build_passage, convert

COG = pd.DataFrame(
    [
        ("01001", "commune-actuelle", None, None, "01002 01003", "300"),
        ("01004", "commune-actuelle", None, None, None, "60"),
        ("01005", "commune-actuelle", None, None, None, "40"),
        ("01006", "commune-actuelle", None, None, "01007", "10"),
        ("01007", "commune-deleguee", "01001", None, None, None),
        ("75056", "commune-actuelle", None, None, None, "900"),
        ("75101", "arrondissement-municipal", None, "75056", None, "900"),
    ],
    columns=["code", "type", "chefLieu", "commune", "anciensCodes", "population"],
    dtype="str",
)
SPLITS = {"01004": ("01004", "01005")}


@pytest.fixture
def passage() -> Passage:
    return build_passage(COG, SPLITS)


def counts(**values: int) -> pd.DataFrame:
    return pd.DataFrame({"people": values}).rename(index=lambda name: name.removeprefix("c"))


def test_members_of_a_merger_add_up(passage: Passage) -> None:
    converted = convert(counts(c01001=100, c01002=50, c01003=7, c01004=30, c01005=20), passage)
    assert converted.counts["people"].to_dict() == {"01001": 157, "01004": 30, "01005": 20}
    assert converted.estimated == ()


def test_a_restored_commune_gets_its_share_by_population_and_is_marked(passage: Passage) -> None:
    converted = convert(counts(c01001=1, c01004=101), passage)
    assert converted.counts["people"].to_dict() == {"01001": 1, "01004": 61, "01005": 40}
    assert converted.estimated == ("01004", "01005")


def test_the_total_is_unchanged(passage: Passage) -> None:
    before = counts(c01001=11, c01002=22, c01003=33, c01004=997, c75101=5)
    assert convert(before, passage).counts["people"].sum() == before["people"].sum()


def test_the_living_link_wins_over_the_list_of_old_codes(passage: Passage) -> None:
    assert passage.successors["01007"] == "01001"


def test_municipal_arrondissements_lead_to_their_commune(passage: Passage) -> None:
    assert convert(counts(c75101=5), passage).counts["people"].to_dict() == {"75056": 5}


def test_an_unknown_code_stops_the_passage_and_is_named(passage: Passage) -> None:
    with pytest.raises(PassageError, match="99999"):
        convert(counts(c01001=1, c99999=1), passage)


def test_a_vintage_tells_which_communes_it_does_not_know_yet(passage: Passage) -> None:
    assert passage.undone(pd.Index(["01001", "01004"])) == ["01004", "01005"]
    assert passage.undone(pd.Index(["01004", "01005"])) == []


@pytest.mark.parametrize(("total", "expected"), [(0, [0, 0, 0]), (1, [1, 0, 0]), (10, [4, 3, 3]), (11, [4, 4, 3])])
def test_shares_are_whole_and_add_up_ties_to_the_first_code(total: int, expected: list[int]) -> None:
    weights = pd.Series([1.0, 1.0, 1.0], index=["a", "b", "c"])
    assert apportion(total, weights).tolist() == expected
