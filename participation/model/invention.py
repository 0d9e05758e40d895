"""Invented answers of a demonstration, by a rule that is stated in docs/participation.md and by nothing else.

`random.Random` alone, of which only `random()` is used: the same seed invents the same in every version of Python.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from observatoire.model.store import Store
from participation.model.answers import DOES_NOT_KNOW, Given, check_answer, review
from participation.model.questionnaire import Cell, Question, Questionnaire
from participation.model.within import inside

UNANSWERED_SHARE, UNKNOWN_SHARE, WRITTEN_SHARE = 0.04, 0.06, 0.3
"""Of the questions left empty, of « ne sait pas », of the texts that are written."""
WRITTEN = "Texte inventé."
LARGEST_PLACE = 10_000_000
"""Inhabitants of a place whose numbers would be about the greatest that a question takes."""
PERCENT = 100
"""Greatest number up to which all are as likely; above it, numbers grow with the inhabitants."""


def drawn(store: Store, kinds: Sequence[str], count: int, seed: int, within: tuple[str, ...] = ()) -> dict[str, int]:
    """Draw collectivités without replacement, large ones more often; return their inhabitants by territory id.

    Parameters
    ----------
    store : Store
    kinds : sequence of str
        Levels.
    count : int
        How many; all of them where there are fewer.
    seed : int
    within : tuple of str, optional
        The territories that they are drawn inside of; empty for all of France.

    Notes
    -----
    Chances in proportion to the square root of the inhabitants, by the keys of Efraimidis and Spirakis (2006).
    """
    random = Random(f"organisations {seed}")
    table = store.territories
    table = table[table["level"].isin(list(kinds)) & (table["population"] > 0)].sort_index()
    if within:
        table = table[table.index.isin(inside(store, within))]
    inhabitants = {str(one): int(n) for one, n in zip(table.index, table["population"], strict=True)}
    keys = {one: math.log(1 - random.random()) / math.sqrt(n) for one, n in inhabitants.items()}
    return {one: inhabitants[one] for one in sorted(keys, key=lambda one: (-keys[one], one))[:count]}


def invented(form: Questionnaire, inhabitants: int, seed: int, number: int) -> dict[Cell, Given]:
    """Invent the answers of one organisation: only those that are asked, and enough to be submitted.

    Parameters
    ----------
    form : Questionnaire
    inhabitants : int
    seed : int
        Of the demonstration.
    number : int
        Of the organisation in it.
    """
    random = Random(f"answers {seed} {number}")
    size = min(max(math.log10(max(inhabitants, 1)) - 2, 0) / 4, 1)  # 0 up to 100 inhabitants, 1 from a million
    given = {}
    for cell, question in form.cells.items():
        leanings = Random(f"question {seed} {question.id}")
        one = _one(form, cell, question, [0.5 + leanings.random() for _ in question.options], size, inhabitants, random)
        if one is not None:
            given[cell] = one
    aside = review(form, given).set_aside
    return {cell: one for cell, one in given.items() if cell not in aside}


def _one(
    form: Questionnaire,
    cell: Cell,
    question: Question,
    leanings: Sequence[float],
    size: float,
    inhabitants: int,
    random: Random,
) -> Given | None:
    chance = random.random()
    if cell.words_of:
        return Given("answered", WRITTEN)
    if question.kind == "text":
        return Given("answered", WRITTEN) if chance < WRITTEN_SHARE or question.required else None
    if chance < UNANSWERED_SHARE and not question.required:
        return None
    if UNANSWERED_SHARE <= chance < UNANSWERED_SHARE + UNKNOWN_SHARE:
        return DOES_NOT_KNOW
    raw: object
    if question.kind == "number":
        raw = _number(question, inhabitants, random)
    elif question.kind == "several":
        raw = _several(question, leanings, random)
    elif question.kind == "rank":
        raw = {option: rank for rank, option in enumerate(_ranked(question, leanings, random), 1)}
    else:
        chances = [leaning * (1 + 2 * size * (at == 0)) for at, leaning in enumerate(leanings)]
        raw = _ordered(question, chances, random)[0]
    found = check_answer(form, cell, raw)
    return found if found.state == "answered" else None


def _ordered(question: Question, chances: Sequence[float], random: Random) -> list[str]:
    """Return the options in a random order, the likelier ones sooner."""
    keys = [math.log(1 - random.random()) / chance for chance in chances]
    return [question.option_ids[at] for at in sorted(range(len(keys)), key=lambda at: -keys[at])]


def _ranked(question: Question, leanings: Sequence[float], random: Random) -> list[str]:
    return _ordered(question, leanings, random)[: question.top]


def _several(question: Question, leanings: Sequence[float], random: Random) -> list[str]:
    """Tick each option with a third of its leaning as chance; without any, the one that goes with no other."""
    ticked = [
        option.id
        for option, leaning in zip(question.options, leanings, strict=True)
        if random.random() < leaning / 3 and not option.exclusive
    ]
    return ticked or [option.id for option in question.options if option.exclusive][:1]


def _number(question: Question, inhabitants: int, random: Random) -> float:
    low = question.minimum or 0
    high = PERCENT if question.maximum is None else question.maximum
    if high <= PERCENT:
        value = low + (high - low) * random.random()
    else:
        value = min(high, max(low, high * inhabitants / LARGEST_PLACE * 4 ** (2 * random.random() - 1)))
    return round(value, question.decimals)
