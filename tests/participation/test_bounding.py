"""Near-census surveys: how many are asked is known, so that what is told must leave open how many of each answered."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import Any

import numpy as np
import pytest

from participation.model.questionnaire import Questionnaire
from participation.results import taking_part as groups_told
from participation.results.groups import Cut, grouping
from participation.results.publication import Told, document
from participation.results.tables import results
from participation.results.taking_part import taking_part
from participation.results.territories import parts as parts_told
from participation.results.territories.parts import told_of_parts
from participation.statistics.cells import Frame, Ints
from participation.statistics.representativeness import reservations
from participation.statistics.weights import weigh
from tests.participation.adversary import counts_pinned
from tests.participation.test_results import submission

TOLD = Told("essai", "Essai", "organisation", "2026-09-01", "2026-12-01", "2026-12-10", 5, False)
CUTS: tuple[Cut, ...] = ("all", "kind", "kind_size", "region")
NAMES = (("commune", "epci", "region"), ("0-499", "500-999", "1000-1999", "2000-4999", "5000-"), ("11", "24", "94"))


def frame_of(counts: Any) -> Frame:
    made = np.array(counts)
    kinds, sizes, regions = (names[:n] for names, n in zip(NAMES, made.shape, strict=True))
    return Frame(kinds, sizes, regions, made, made * 100.0)


def published(
    form: Questionnaire, frame: Frame, answers: Ints, cuts: tuple[Cut, ...] = CUTS, by_part: Ints | None = None
) -> dict[str, Any]:
    """A document of so many answers of each place, and part where there are any, all to the same question."""
    who = np.repeat(np.argwhere(answers), answers[answers > 0], axis=0)
    given = [submission(form, (int(one[0]), int(one[1]), int(one[2])), site="aucun") for one in who]
    found = results(form, given, frame, cuts, 5)
    made = document(TOLD, form, frame, found, reservations(frame, who[:, :3], found.weighting))
    told = [] if by_part is None else told_of_parts(by_part, who[:, 3], found, 5)
    return made | {"participation": [*made["participation"], *told]}


def undone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all be told that gives no small set back, as before anybody thought of how many are asked."""

    for module in (groups_told, parts_told):
        monkeypatch.setattr(module, "protected", lambda _asked, withheld, _least, **_: withheld)


def test_in_a_near_census_what_is_told_leaves_open_how_many_of_each_answered(
    form: Questionnaire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Belfort: of 90 answers of 104, 40, 35 and 6 were told, and nine of nine are left: all of the sizes withheld."""
    frame = frame_of([[[52], [37], [5], [6], [1]], [[0], [2], [1], [0], [0]]])
    answers = np.array([[[40], [35], [5], [6], [1]], [[0], [2], [1], [0], [0]]])
    assert counts_pinned(published(form, frame, answers, CUTS[:3]), frame) == []
    undone(monkeypatch)
    found = counts_pinned(published(form, frame, answers, CUTS[:3]), frame)
    assert {"kind [1]: 3 of 3", "kind [0]: 87 of 101", "kind_size [0, 2]: 5 of 5"} <= set(found)


def near_census(form: Questionnaire, seed: int) -> list[str]:
    """Two kinds, two sizes, three régions, two parts of few, most of which answered: what integer programming finds."""
    draw = np.random.default_rng(seed)
    by_part = draw.choice([1, 2, 6, 20], (2, 2, 3, 3))
    by_part[..., 2] = 0
    answers, frame = draw.binomial(by_part, draw.choice([0.9, 0.97])), frame_of(by_part.sum(axis=3))
    return counts_pinned(published(form, frame, answers, CUTS, by_part), frame, by_part)


def test_no_count_is_found_by_integer_programming(form: Questionnaire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Groups, cells and parts together."""
    assert [near_census(form, seed) for seed in range(8)] == [[]] * 8
    undone(monkeypatch)
    assert any(near_census(form, seed) for seed in range(8))


def test_who_runs_the_rule_on_every_world_of_two_kinds_and_two_regions() -> None:
    """Which groups are told, and their numbers: of all worlds that they may be of, a withheld one is never the same.

    Of 425 worlds 142 were found before, and of 1 225 of five each 372. Left are two of 337 of 1, 6, 3 and 6: fourteen
    answered, and nothing but that is told.
    """
    assert found_in_worlds((1, 3, 5, 9)) == []
    assert found_in_worlds((1, 6, 3, 6)) == [(14, -1, -1, -1, -1)]


def found_in_worlds(asked: tuple[int, ...]) -> list[tuple[int, ...]]:
    frame = frame_of(np.array(asked).reshape(2, 1, 2))
    by_document: dict[tuple[int, ...], list[Ints]] = defaultdict(list)
    for world in product(*(range(one + 1) for one in asked)):
        if 5 <= sum(world) < sum(asked):
            places = np.repeat(np.argwhere(frame.counts), world, axis=0)
            groups = grouping(frame, places, ("all", "kind", "region"))
            found = taking_part(frame, weigh(frame, places), groups, 5)
            counts = (found.asked.groups @ found.asked.answers)[1 : 1 + len(groups.groups)]
            by_document[tuple(np.where(found.silenced, -1, counts).tolist())].append(counts)
    return [
        told
        for told, worlds in by_document.items()
        if any(one == -1 and len({int(world[at]) for world in worlds}) == 1 for at, one in enumerate(told))
    ]


def test_whether_the_one_region_answered_is_in_no_count(form: Questionnaire) -> None:
    """Forty communes and thirteen more: twelve EPCI and the one région, or thirteen EPCI."""
    frame = frame_of([[[300], [60]], [[30], [0]], [[1], [0]]])
    with_it, without = (
        published(form, frame, np.array([[[30], [10]], [[epci], [0]], [[region], [0]]]), CUTS[:3])
        for epci, region in ((12, 1), (13, 0))
    )
    for key in ("participation", "weights", "reservations", "answers"):
        assert with_it[key] == without[key], key
    assert [one["answers"] for one in with_it["participation"]] == [53, 40, None, None]
    region = {"kind": 2, "sizes": [0], "regions": [0], "total": 1, "answers": None, "silent": []}
    assert with_it["weights"]["cells"][-1] == region
    told = [group for made in (with_it, without) for table in made["questions"] for group in table["groups"]]
    shares = [option["share"] for group in told for option in group["options"] if option["share"]]
    assert {one["weakest"]["kind"] for one in shares if one["weakest"]} == {0}, "whose cells are all told"
    assert {one["weakest"] is None for one in shares} == {True, False}
