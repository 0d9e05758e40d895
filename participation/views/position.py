"""« Ma position »: one's own answers marked in the published groups that one belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from observatoire.views.french.numerals import quantity
from observatoire.views.french.wording import spaced
from participation.model.answers import Review
from participation.model.questionnaire import Cell, Question, Questionnaire
from participation.results.columns import UNKNOWN
from participation.results.country import Place
from participation.statistics.cells import APART
from participation.statistics.position import LEAST_OTHERS, comparable
from participation.views.tables import GroupShown, Line, groups_shown
from participation.views.words import SHOWN, RegionNames, answers_text, group_name

MINE: Final = "votre réponse"
NO_GROUP: Final = (
    f"Trop peu de réponses comparables : il en faut {LEAST_OTHERS} autres que la vôtre pour que votre position se "
    "montre sans faire reconnaître personne."
)
ALL_ALONE: Final = (
    f"Trop peu de collectivités comparables à la vôtre ont répondu : il en faut {LEAST_OTHERS} autres pour que votre "
    "position se montre sans faire reconnaître personne, et aucune question n’en a autant. Voici vos réponses seules."
)
"""Where no question has a position: said once, and of none of them."""
WIDER: Final = (
    "Celles de votre taille sont trop peu nombreuses, ou rien n’en est communiqué : voici un groupe plus large."
)
OUTSIDE: Final = "Votre organisation n’est d’aucun type que les résultats décrivent : la voici à côté de toutes."
RULE: Final = (
    "Votre réponse est marquée dans un groupe déjà publié, le plus proche du vôtre qui compte au moins cinq autres "
    "réponses. Rien d’autre n’est calculé pour vous : ce qui n’est communiqué à personne ne l’est pas ici non plus."
)
"""What is said of all positions at once."""


@dataclass(frozen=True)
class Placed:
    """One question, or one row of a grid, as its respondent sees it.

    Attributes
    ----------
    cell : Cell
    text, row : str
        The question, and the row ("" for no grid).
    answer : str
        Their own, in words.
    sentence : str
        Where it stands, or why that is not told.
    about : str
        Which group, with how many answers; "" where none is shown.
    wider : str
        Why it is no finer one; "" where it is the finest.
    group : GroupShown or None
        With their answer marked.
    """

    cell: Cell
    text: str
    row: str
    answer: str
    sentence: str
    about: str
    wider: str
    group: GroupShown | None


def positions(
    made: Mapping[str, Any],
    form: Questionnaire,
    review: Review,
    place: Place,
    regions: RegionNames,
    words: Callable[[Question, Cell], str],
) -> dict[str, list[Placed]]:
    """Return where the answers of a respondent stand, by section: of what was asked of them, and is published.

    Parameters
    ----------
    made : mapping
        The publication.
    form : Questionnaire
        Whose digest it names.
    review : Review
        Of their answers.
    place : tuple of int
        Their kind, size and région, of the frame; the kind is `APART` outside it.
    regions : callable
        From the code of a région to its name.
    words : callable
        From a question and a place of answers to their answer in words.
    """
    section_of = {question.id: section.id for section, question in form.in_order()}
    found: dict[str, list[Placed]] = {}
    for table in made["questions"]:
        cell, question = Cell(table["question"], table["row"]), form.questions[table["question"]]
        if review.states[cell] == "not_asked":
            continue
        placed = _placed(made, table, question, review, place, regions)
        row = next((one.label for one in question.rows if one.id == cell.row), "")
        told = Placed(cell, question.text, row, _answer(question, cell, review, words), *placed)
        found.setdefault(section_of[question.id], []).append(told)
    return {section: _said_once(placed) for section, placed in found.items()}


def _said_once(placed: Sequence[Placed]) -> list[Placed]:
    """Return the questions of a section, each without what is said of its group under the one before it."""
    found, wider, notes = [], "", tuple[str, ...]()
    for one in placed:
        if one.group is None:
            found.append(one)
            continue
        group = replace(one.group, notes=tuple(note for note in one.group.notes if note not in notes))
        found.append(replace(one, group=group, wider="" if one.wider == wider else one.wider))
        wider, notes = one.wider, one.group.notes
    return found


def is_alone(found: Mapping[str, Sequence[Placed]]) -> bool:
    """Tell whether no answer of a respondent is shown in any group."""
    return not any(one.group for placed in found.values() for one in placed)


def _answer(question: Question, cell: Cell, review: Review, words: Callable[[Question, Cell], str]) -> str:
    value = review.values.get(cell)
    if question.kind == "number" and isinstance(value, int | float):
        return quantity(value, question.unit, question.decimals)
    return words(question, cell)


def _placed(
    made: Mapping[str, Any],
    table: Mapping[str, Any],
    question: Question,
    review: Review,
    place: Place,
    regions: RegionNames,
) -> tuple[str, str, str, GroupShown | None]:
    """Return the sentence, the words for the group and for why it is no finer one, and the group."""
    cell = Cell(table["question"], table["row"])
    inside = place[0] != APART
    own = inside and review.states[cell] in ("answered", "does_not_know")
    groups = _groups_of(table, place)
    at = comparable([one["answers"] if _tells(one) else None for one in groups], own=own)
    if at is None:
        return spaced(NO_GROUP), "", "", None
    said = _said(review, cell)
    value = review.values.get(cell)
    mine = float(value) if question.kind == "number" and isinstance(value, int | float) else None
    [shown] = groups_shown(made, question, [groups[at]], regions, mine)
    lines = tuple(replace(line, mine=said.get(line.option, "")) for line in shown.lines)
    with_mine = ", la vôtre comprise" if own else ""
    about = f"{group_name(made['frame'], groups[at], regions)} : {answers_text(groups[at])}{with_mine}."
    wider = OUTSIDE if not inside else WIDER if groups[at]["cut"] != groups[0]["cut"] else ""
    if mine is not None:
        sentence = _number_sentence(mine, question, groups[at])
    else:
        sentence = _sentence([line for line in lines if line.mine]) if question.kind != "rank" else ""
    return spaced(sentence), spaced(about), spaced(wider), replace(shown, lines=lines)


def _tells(group: Mapping[str, Any]) -> bool:
    """Tell whether a group says anything of a question: one whose shares are all withheld is no place to stand in."""
    if "quartiles" in group:
        return group["quartiles"] is not None or group["mean"] is not None
    return any(one["shown"] != "hidden" for one in group["options"])


def _groups_of(table: Mapping[str, Any], place: Place) -> list[Mapping[str, Any]]:
    """Return the groups that hold a place, from the finest to the widest."""
    kind, size, _ = place
    wanted = [("kind_size", [kind, size]), ("kind", [kind]), ("all", [])]
    found = {(one["cut"], tuple(one["place"])): one for one in table["groups"]}
    return [found[cut, tuple(at)] for cut, at in wanted if (cut, tuple(at)) in found]


def _said(review: Review, cell: Cell) -> dict[str, str]:
    """Return the options that a respondent chose, and what is said of each."""
    if review.states[cell] == "does_not_know":
        return {UNKNOWN: MINE}
    value = review.values.get(cell)
    if isinstance(value, dict):
        return {option: f"votre choix nº\u00a0{rank}" for option, rank in value.items()}
    if isinstance(value, list):
        return dict.fromkeys(value, MINE)
    return {value: MINE} if isinstance(value, str) else {}


def _sentence(mine: list[Line]) -> str:
    """Return what is told of the one answer that was given; "" for none, or for several."""
    if len(mine) != 1:
        return ""
    [line] = mine
    if line.shown == "value":
        return f"Votre réponse, « {line.label} », est celle de {line.told} du groupe."
    if line.shown in ("few", "nearly_all"):
        return f"Votre réponse, « {line.label} » : {SHOWN[line.shown]} du groupe."
    return f"Combien d’autres ont répondu « {line.label} » n’est pas communiqué."


def _number_sentence(mine: float, question: Question, group: Mapping[str, Any]) -> str:
    """Return where a number stands between the quartiles that are told."""
    told = quantity(mine, question.unit, question.decimals)
    if group["quartiles"] is None:
        return ""
    first, _, third = group["quartiles"]
    if mine < first:
        return f"Votre nombre, {told}, est plus bas que celui des trois quarts du groupe."
    if mine > third:
        return f"Votre nombre, {told}, est plus haut que celui des trois quarts du groupe."
    return f"Votre nombre, {told}, est dans la moitié du milieu du groupe."
