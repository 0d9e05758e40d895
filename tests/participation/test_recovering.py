"""An attacker's second hour: withheld numbers sought by who knows the rules, in editions, polls, means, two surveys.

Every attack takes the published document alone, and what anybody knows: who may have answered, and how documents are
made. Most make every set of answers that there may be, and see whether a withheld number is the same in all of those
that leave one document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from participation.model.answers import check_answer, review
from participation.model.campaigns import Campaign
from participation.model.questionnaire import Cell, Questionnaire
from participation.organising.overlaps import overlap_sentence
from participation.results.columns import Submission
from participation.results.editions import Edition, comparisons
from participation.results.groups import grouping
from participation.results.poll import poll_document
from participation.results.publication import document, frozen
from participation.results.tables import results
from participation.statistics.cells import Frame
from participation.statistics.means import means_told, step_of_mean
from participation.statistics.protection.disclosure import Shown, Table, protect
from tests.participation.adversary import found_out
from tests.participation.conftest import campaign_fields
from tests.participation.test_adversary import TOLD, published
from tests.participation.test_editions import answers, compared, edition, later
from tests.participation.test_poll import TOLD as POLL
from tests.participation.test_results import LARGE, SMALL, submission

Answers = tuple[int, ...]


def every(answers: int, options: int) -> Iterator[Answers]:
    """Give all ways in which so many answers may part among options."""
    if options == 1:
        yield (answers,)
        return
    for first in range(answers + 1):
        yield from ((first, *rest) for rest in every(answers - first, options - 1))


def found_again(worlds: Iterable[Answers], table: Table, made: Any) -> list[tuple[Any, Answers]]:
    """Return the documents, and what made them, that withhold a small number which all that make them agree on.

    Parameters
    ----------
    worlds : iterable of tuple of int
        Every set of answers: how many of each atom said each option.
    table : Table
        Of any of them: its groups and bases.
    made : callable
        From a table to its states.
    """
    by_document = defaultdict(list)
    for world in worlds:
        counts = np.array(world).reshape(len(table.bases), -1)
        one = replace(table, counts=counts, one_each=True)
        states, totals = made(one), table.groups.astype(np.int64) @ counts
        by_document[np.where(states == Shown.VALUE, totals, -states).tobytes()].append((states, totals))
    bases, found = (table.groups @ table.bases)[:, None], []
    for alike in by_document.values():
        states, totals = alike[0]
        same = np.array([(one == totals) for _, one in alike]).all(axis=0) & (states != Shown.VALUE)
        least = 1 - int(table.sensitive)
        small = ((totals >= least) & (totals < 3)) | ((bases - totals >= least) & (bases - totals < 3))
        if (same & small).any():
            found.append((states.tolist(), tuple(totals.ravel().tolist())))
    return found


ONE = np.array([[True]])
WITH_PARTS = np.array([[True, True], [True, False], [False, True]])


# --- What is withheld, how it is called, and why ---


@pytest.mark.parametrize("sensitive", [False, True])
@pytest.mark.parametrize(("base", "options"), [(7, 4), (8, 3), (18, 3), (5, 5), (14, 3)])
def test_who_knows_the_rules_finds_no_withheld_number_of_a_group(base: int, options: int, sensitive: bool) -> None:
    """Of 1, 3 and 14 the second was withheld for the first's sake, and « few » was said of the first: 1, and no 2.

    The sum of both was 4, and the second three at least; of 2, 8 and 8 it was 10, and the second 8 at most.
    """
    table = Table(ONE, np.array([base]), np.zeros((1, options), dtype=int), True, sensitive)
    assert found_again(every(base, options), table, protect) == []


def test_answers_to_several_choices_that_cover_all_who_answered_leave_a_few_in_doubt() -> None:
    """Of eleven who chose one at least, five and four were told: two chose the third, and « fewer than 3 » said so."""
    table = Table(ONE, np.array([11]), np.array([[5, 4, 2]]), False, one_each=True)
    assert protect(table).tolist() == [[Shown.VALUE, Shown.HIDDEN, Shown.HIDDEN]]
    worlds = [one for one in product(range(9), repeat=3) if sum(one) >= 8]
    table = Table(ONE, np.array([8]), np.zeros((1, 3), dtype=int), False, one_each=True)
    assert found_again(worlds, table, protect) == []


CROSSED = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]], dtype=bool)
NESTED = np.vstack([CROSSED[:3], np.eye(4, dtype=bool)])
TWO, THREE_OF, KINDS, SIZES = ((0, (1, 2)),), ((0, (1, 2, 3)),), ((0, (1, 2)), (0, (3, 4))), (
    (0, (1, 2)), (0, (3, 4, 5, 6)), (1, (3, 4)), (2, (5, 6)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("groups", "parts", "bases", "options", "sensitive"),
    [
        (WITH_PARTS, TWO, (5, 8), 2, False),
        (WITH_PARTS, TWO, (4, 6), 3, False),
        (np.vstack([np.ones(3), np.eye(3)]) > 0, THREE_OF, (5, 6, 8), 2, False),
        (WITH_PARTS, TWO, (5, 5), 3, True),
        (CROSSED, KINDS, (3, 4, 5, 3), 2, False),
        (NESTED, SIZES, (5, 3, 3, 5), 2, False),
    ],
)
def test_who_knows_the_rules_finds_no_withheld_number_of_groups_that_add_up(
    groups: Any, parts: Any, bases: tuple[int, ...], options: int, *, sensitive: bool
) -> None:
    """« Few » of all and of both halves was one each; 19 of all, few of 5 and nearly all of 20 were 1 and 18."""
    table = Table(groups, np.array(bases), np.zeros((len(bases), options), dtype=int), True, sensitive, parts=parts)
    worlds = (tuple(np.ravel(one)) for one in product(*(list(every(base, options)) for base in bases)))
    assert found_again(worlds, table, protect) == []


@pytest.mark.parametrize("told", [(0, 7, 5), (6, 3, 3), (6, 6, 0)])
def test_what_sums_of_two_cuts_give_back_is_not_found_from_what_they_take_along(told: tuple[int, int, int]) -> None:
    """Nobody of a kind gave the third answer, all of a région did: their crossings are known, and so is the rest.

    Of what all gave, which is told, every world: sums of both cuts give a withheld number back in a few of them.
    """
    bases = (2, 3, 4, 3)
    table = Table(CROSSED, np.array(bases), np.zeros((4, 3), dtype=int), True, parts=KINDS)
    each = product(*(list(every(base, 3)) for base in bases))
    worlds = [tuple(np.ravel(one)) for one in each if tuple(np.sum(one, axis=0)) == told]
    assert found_again(worlds, table, protect) == []


def test_who_answered_chose_one_at_least_of_each_part() -> None:
    """Five who chose one alone: the second choice is what the first leaves, and all less one half the other half."""
    table = Table(WITH_PARTS, np.array([5, 5]), np.zeros((2, 2), dtype=int), False, one_each=True, parts=TWO)
    each = [one for one in product(range(6), repeat=2) if sum(one) >= 5]
    assert found_again((tuple(np.ravel(one)) for one in product(each, repeat=2)), table, protect) == []


def test_groups_add_up_as_they_are_cut() -> None:
    frame = Frame(("commune", "epci"), ("0-499", "500-"), ("11", "24"), *2 * [np.full((2, 2, 2), 100)])
    places = np.array(list(product(range(2), repeat=3)))
    groups = grouping(frame, places, ("all", "kind", "kind_size", "region"))
    assert groups.parts == ((0, (1, 2)), (0, (3, 4, 5, 6)), (0, (7, 8)), (1, (3, 4)), (2, (5, 6)))
    assert grouping(frame, places[:1], ("all", "kind", "region")).parts == ()


# --- Whole documents: weights, steps, ranges, flags ---


def short(options: int) -> Questionnaire:
    """One question."""
    told = [{"id": name, "label": name.upper()} for name in "abcd"[:options]]
    asked = {"id": "q", "kind": "one", "text": "Q ?", "options": told}
    section = {"id": "s", "title": "S", "minutes": 1, "questions": [asked]}
    return Questionnaire.model_validate(
        {"id": "court", "version": 1, "title": "C", "purpose": "Essayer.", "sections": [section]}
    )


def one_answer(form: Questionnaire, place: tuple[int, int, int], option: str) -> Submission:
    given = {Cell("q"): check_answer(form, Cell("q"), option, does_not_know=False)}
    return Submission(place, 100.0, review(form, given))


def test_whole_documents_of_two_weights_tell_no_lone_answer_of_a_cell() -> None:
    """Five of 37 and twelve of 100: all 78 sets of answers, their shares, ranges, effective numbers and flags."""
    form, by_document = short(2), defaultdict(list)
    frame = Frame(("commune",), ("0-499", "500-"), ("11",), *2 * [np.array([[[37], [100]]])])
    each = {(place, name): one_answer(form, place, name) for place in (SMALL, LARGE) for name in "ab"}
    for few, many in product(range(6), range(13)):
        given = [each[SMALL, "a" if at < few else "b"] for at in range(5)]
        given += [each[LARGE, "a" if at < many else "b"] for at in range(12)]
        made = document(TOLD, form, frame, results(form, given, frame, ("all",), 5), ())
        by_document[frozen(made)[1]].append((few, many))
    assert len(by_document) < 40, "documents say less than answers"
    for worlds in by_document.values():
        for cell, of in ((0, 5), (1, 12)):
            counts = {one[cell] for one in worlds}
            assert len(counts) > 1 or counts & {0, of} or min(*counts, of - max(counts)) >= 3, worlds


def test_a_poll_tells_no_number_that_it_withholds() -> None:
    """Eleven answers to three choices, all 78 polls: counts are exact, as nothing else of them is."""
    form, by_document = short(3), defaultdict(list)
    each = [one_answer(form, SMALL, name).review for name in "abc"]
    for counts in every(11, 3):
        given = [each[at] for at, many in enumerate(counts) for _ in range(many)]
        made = poll_document(POLL, form, given, "")
        by_document[frozen(made)[1]].append((counts, made["questions"][0]["groups"][0]["options"]))
    for alike in by_document.values():
        counts, options = alike[0]
        for at in range(3):
            if options[at]["count"] is None:
                assert len({one[at] for one, _ in alike}) > 1, counts
            else:
                assert options[at]["count"] == counts[at]


# --- Who answered twice ---


def panel_of(then: str, since: str, others: tuple[str, str] = ("", "")) -> list[dict[str, Any]]:
    """Return the panel of sites, a letter an organisation; others answer one edition alone."""
    sites = {"p": "propre", "t": "partage", "a": "aucun"}

    def given(first: str, alone: str, name: str) -> list[tuple[str, tuple[int, int, int], str]]:
        both = [(str(at), SMALL, sites[one]) for at, one in enumerate(first)]
        return both + [(f"{name}{at}", SMALL, sites[one]) for at, one in enumerate(alone)]

    before = edition(short_editions(), given(then, others[0], "before"))
    panel: list[dict[str, Any]] = compared(edition(later(), given(since, others[1], "since")), before)["panel"]
    return panel


def short_editions() -> Questionnaire:
    return later(version=1, compared=[])


def test_who_answered_one_edition_alone_is_not_found_by_taking_the_panel_away() -> None:
    """Six answer since alone, one of them « propre »: 16 of all less 15 of the panel would say so."""
    then, since = "p" * 12 + "a" * 8, "p" * 15 + "a" * 5
    assert panel_of(then, since, ("", "pppaaa")) != []
    assert panel_of(then, since, ("", "paaaaa")) == []
    assert panel_of(then, since, ("paaaaa", "")) == []


def test_one_who_went_from_an_answer_to_another_is_not_found_from_the_others() -> None:
    """From t to a went one: nobody came to t, so that all that a gained and p did not lose came from there.

    Told of each answer alone, three lost and five gained of p, three lost of t, three lost and four gained of a.
    """
    moved = {"pp": 6, "tt": 6, "aa": 6, "pa": 3, "ap": 3, "tp": 2, "ta": 1}
    both = "".join(one * many for one, many in moved.items())
    told = panel_of(both[::2], both[1::2])
    assert [one["option"] for one in told] == ["aucun"], "one of them alone, which leaves the others in doubt"
    moved |= {"tp": 3, "ta": 3}
    both = "".join(one * many for one, many in moved.items())
    assert len(panel_of(both[::2], both[1::2])) == 4


def test_no_panel_of_a_question_that_only_some_are_asked() -> None:
    """Two of forty have lost their site, which no panel tells; 38 that were asked twice what follows would."""
    form = later(compared=[{"question": "site"}, {"question": "francais"}])
    before = edition(short_editions(), answers(SMALL, 0, propre=48))
    now = edition(form, answers(SMALL, 0, propre=38, aucun=2) + answers(SMALL, 100, propre=8))
    assert compared(now, before)["panel"] == []
    assert compared(now, before, "francais")["panel"] == []


def test_a_third_edition_tells_no_panel_of_what_the_second_told_one_of() -> None:
    """Of forty who answered twice, 39 answer a third time: both panels of the second edition would tell the one."""
    sites = answers(SMALL, 0, propre=20, aucun=20)
    first, second = edition(short_editions(), sites), edition(later(), sites)
    third = edition(later(version=3), sites[:-1])
    assert compared(third, second)["panel"] == [], "all of them less one"
    third = edition(later(version=3), sites)
    assert compared(third, second)["panel"] != []
    second.made["edition"] = {"questions": comparisons(second, first, 5)}  # type: ignore[index]
    assert compared(third, second)["panel"] == []


def test_changes_say_no_more_than_the_two_documents(form: Questionnaire) -> None:
    """They are the same with no answer at hand."""
    before = edition(form, answers(SMALL, 0, propre=9, aucun=8, partage=1) + answers(LARGE, 0, propre=7, aucun=3))
    now = edition(later(), answers(SMALL, 5, propre=12, aucun=5) + answers(LARGE, 9, propre=4, aucun=6))
    bare = [Edition(one.form, one.made, one.frame, one.cuts, (), ()) for one in (now, before)]
    assert compared(*bare)["groups"] == compared(now, before)["groups"] != []


# --- Numbers ---

THREE = np.array([[True, True, True], [True, False, False], [False, True, False], [False, False, True]])


def told_means(*numbers: list[float], sensitive: bool = False, groups: int = 4) -> list[bool]:
    """Return of which of all, and three parts, or as many as are declared, a mean is told."""
    atom = np.repeat(range(3), [len(one) for one in numbers])
    parts = np.concatenate(numbers)
    alike = np.unique(parts, return_inverse=True)[1] if sensitive else None
    found: list[bool] = means_told(THREE[:groups], atom, parts, np.ones(groups, dtype=bool), alike).tolist()
    return found


def test_the_mean_of_a_part_that_one_makes_is_not_given_back_by_the_others() -> None:
    """Five, of whom one gave 500: their mean was withheld, and is that of all less those of the two other parts."""
    usual = [40.0, 50.0, 60.0, 70.0, 80.0, 90.0]
    assert told_means([100.0] * 9, usual, [500.0, 1.0, 1.0, 1.0, 1.0]) == [True, True, False, False]
    assert told_means([100.0] * 9, usual, usual) == [True] * 4
    assert told_means([100.0] * 9, [1.0] * 6, [500.0, 1.0], groups=2) == [True, False], "though nobody told of the rest"


def test_nor_is_that_of_two_parts_of_which_nothing_is_told() -> None:
    """Nine, six, and two parts of two and three: all less both that are told are 504, of which one gave 500."""
    atom, usual = np.repeat(range(4), [9, 6, 2, 3]), [40.0, 50.0, 60.0, 70.0, 80.0, 90.0]
    groups = np.vstack([np.ones(4, dtype=bool), np.eye(4, dtype=bool)])
    large = np.array([True, True, True, False, False])
    for one, told in ((500.0, [True, True, False]), (5.0, [True, True, True])):
        parts = np.array([100.0] * 9 + usual + [one, 1.0, 1.0, 1.0, 1.0])
        assert means_told(groups, atom, parts, large).tolist() == [*told, False, False]


def test_a_mean_says_of_no_one_that_they_alone_gave_something() -> None:
    """0.2 of ten whole numbers is two in all: of two who gave one each, since one alone would not be told."""
    assert told_means([0.0] * 8 + [1.0] * 2, [5.0] * 6, [3.0] * 6) == [True, False, False, True]
    assert told_means([7.0] * 9 + [8.0], [5.0, 6.0, 7.0] * 3, [1.0, 2.0, 3.0] * 3, sensitive=True)[1] is False


def test_the_range_of_a_mean_waits_for_as_many_answers_as_its_quartiles(form: Questionnaire) -> None:
    """Of five whole numbers from 0 to 9, sum and spread are those of one set alone in 422 of 2 002 cases."""
    frame = Frame(("commune",), ("0-499",), ("11",), *2 * [np.array([[[100]]])])
    for answered, has_range in ((9, False), (10, True)):
        given = [submission(form, SMALL, heures=at) for at in range(answered)]
        made = document(TOLD, form, frame, results(form, given, frame, ("all",), 5), ())
        [group] = next(one for one in made["questions"] if one["question"] == "heures")["groups"]
        assert group["mean"]["value"] == (answered - 1) / 2
        assert [group["mean"][end] is not None for end in ("low", "high")] == [has_range] * 2
        assert (group["quartiles"] is not None) == has_range


def test_a_mean_does_not_tell_the_sum_of_its_heavy_answers(form: Questionnaire) -> None:
    """Five of 300 and twelve of 100 gave 0 or 1: to a hundredth the mean is digits, by steps it has many readings."""
    weights = np.repeat([60.0, 25 / 3], [5, 12])
    exact: dict[float, set[int]] = defaultdict(set)
    stepped: dict[float, set[int]] = defaultdict(set)
    for few, many in product(range(6), range(13)):
        numbers = np.concatenate([np.arange(5) < few, np.arange(12) < many]).astype(float)
        mean = float(weights @ numbers / weights.sum())
        exact[round(mean, 2)].add(few)
        step = step_of_mean(weights, numbers)
        stepped[round(mean / step) * step].add(few)
    assert sum(len(one) == 1 for one in exact.values()) == 18
    assert sum(len(one) == 1 for one in stepped.values()) <= 2, "nobody, or everybody"
    thousands = np.concatenate([np.arange(5) < 2, np.arange(12) < 5]) * 1_000.0
    assert step_of_mean(weights, thousands) == 100.0, "a thousand is to amounts what one is to a few"
    frame = Frame(("commune",), ("0-499", "500-"), ("11",), *2 * [np.array([[[300], [100]]])])
    given = [submission(form, SMALL, heures=at) for at in range(5)]
    given += [submission(form, LARGE, heures=at) for at in range(12)]
    found = next(one for one in results(form, given, frame, ("all",), 5).questions if one.cell.question == "heures")
    number = found.groups[0].number
    assert number is not None
    assert number.mean is not None
    assert (number.step, number.mean.value, number.mean.low % number.step) == (0.5, 3.0, 0.0)


# --- Fifths, and other surveys ---


def test_fifths_beside_kinds_sizes_and_regions_tell_nothing_that_is_withheld(form: Questionnaire) -> None:
    made = published(form, 7, fifths=True)
    groups = [group for table in made["questions"] for group in table["groups"] if group["cut"] == "covariate"]
    assert any(not one["withheld"] for one in groups)
    assert found_out(made, form) == []


def test_two_surveys_of_the_same_collectivites_subtract_and_who_publishes_is_told(form: Questionnaire) -> None:
    """Thirty of a département, 31 of its région: the one more said « propre », and both documents tell it."""
    sites = ["propre"] * 12 + ["aucun"] * 18
    told = []
    for given in (sites, [*sites, "propre"]):
        frame = Frame(("commune",), ("0-499",), ("11",), *2 * [np.array([[[len(given)]]])])
        answered = [submission(form, SMALL, site=site) for site in given]
        made = document(TOLD, form, frame, results(form, answered, frame, ("all",), 5), ())
        [group] = next(one for one in made["questions"] if one["question"] == "site")["groups"]
        told.append(round(group["options"][0]["share"]["value"] * group["answers"]))
    assert told[1] - told[0] == 1, "no document can know of the other: people must"

    one, other = (Campaign.model_validate(campaign_fields(id=name, title=name)) for name in ("une", "autre"))
    those = {str(at) for at in range(30)}
    said = overlap_sentence(one, other, those | {"x"}, those)
    assert "«\u00a0autre\u00a0»" in said
    assert "1 organisation n’a répondu qu’à l’une" in said.replace("\u00a0", " ")
    assert "Mieux vaut ne pas publier" in said
    assert "Mieux vaut" not in overlap_sentence(one, other, those | {f"x{at}" for at in range(5)}, those)
    assert "Mieux vaut" not in overlap_sentence(one, other, {"x"}, those), "nobody answered both"
    assert "à vous d’en juger" in overlap_sentence(one, other, set(), those)
