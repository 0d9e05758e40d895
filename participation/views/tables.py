"""What a page of results shows of a publication: each group as a sentence, bars, and the lines of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from observatoire.views.french.grammar import lowered
from observatoire.views.french.numerals import number
from observatoire.views.french.wording import spaced
from participation.model.questionnaire import Question, Questionnaire
from participation.results.columns import UNKNOWN
from participation.results.groups import Cut
from participation.views.groups import full_name, group_key
from participation.views.precision import is_coarse, points_text, precision_note, share_text
from participation.views.spreads import Spread, bounded, line_of, spread_of
from participation.views.words import (
    SHOWN,
    WHY,
    RegionNames,
    answers_text,
    number_sentence,
    of_group,
    option_label,
    option_sentence,
    range_text,
    shown_text,
    weakest_text,
)

VIEWS: Final[dict[str, tuple[str, tuple[Cut, ...]]]] = {
    "": ("Ensemble et types", ("all", "kind")),
    "taille": ("Types et tailles", ("kind_size",)),
    "region": ("Régions", ("region",)),
    "mesure": ("Selon ce que mesure l’observatoire", ("covariate",)),
}
"""The parts that a question is read in: what an address says, its words, its cuts."""


@dataclass(frozen=True)
class Bar:
    """A share and its range, in hundredths of the width; both ends are the share where it has no range."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Line:
    """One option of one group.

    Attributes
    ----------
    label, told : str
        The option, and its share or the words for what is withheld.
    bar : Bar or None
        None where the share is withheld.
    cells : tuple of str
        Of the table: range, share of those who know, share of inhabitants, effective answers, weakest stratum, and the
        points of a ranking; "" where there is no such figure.
    why : str
        Of what is withheld.
    option : str
        Its id.
    shown : str
        `value`, `few`, `nearly_all`, `hidden`: each is drawn in its own way.
    mine : str
        What is said of it where it is the answer of who reads: « votre réponse »; "" elsewhere.
    beside : Bar or None
        The same of all collectivités, where it is set beside.
    """

    label: str
    told: str
    bar: Bar | None
    cells: tuple[str, ...]
    why: str
    option: str = ""
    shown: str = "value"
    mine: str = ""
    beside: Bar | None = None


@dataclass(frozen=True)
class GroupShown:
    """One group.

    Attributes
    ----------
    name, answers, sentence : str
    lines : tuple of Line
        Empty for a number, and where all is withheld.
    notes : tuple of str
        What is withheld and why, each reason once; that numbers are rounded, how finely; the weakest stratum of a mean.
    key : str
        Its word in an address.
    spread : Spread or None
        None but for a number that is told.
    """

    name: str
    answers: str
    sentence: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    key: str = ""
    spread: Spread | None = None


@dataclass(frozen=True)
class QuestionShown:
    """The groups of a question, or of one row of a grid, whose label is "" for no grid."""

    row: str
    groups: tuple[GroupShown, ...]
    row_id: str = ""


ROUNDED = "Réponses et parts sont arrondies : exactes, elles feraient retrouver une réponse à la question d’avant."


def question_shown(
    made: Mapping[str, Any], form: Questionnaire, question: str, cuts: Sequence[Cut], regions: RegionNames
) -> tuple[QuestionShown, ...]:
    """Return what is shown of a question of a publication; empty where it tells nothing of it.

    Parameters
    ----------
    made : mapping
        The publication.
    form : Questionnaire
        Whose digest it names.
    question : str
        Its id.
    cuts : sequence of str
        Which groups.
    regions : callable
        From the code of a région to its name.
    """
    asked, cuts = form.questions[question], [one for one in cuts if one != "all" or not _alone(made, cuts)]
    labels = {row.id: row.label for row in asked.rows}
    return tuple(
        QuestionShown(
            labels.get(table["row"], ""),
            groups_shown(made, asked, [one for one in table["groups"] if one["cut"] in cuts], regions),
            table["row"],
        )
        for table in made["questions"]
        if table["question"] == question
    )


def said_once(shown: Sequence[QuestionShown]) -> tuple[QuestionShown, ...]:
    """Return the rows of a question, each group without the notes that stand under the one before it."""
    before: tuple[str, ...] = ()
    found = []
    for part in shown:
        groups = []
        for group in part.groups:
            groups.append(replace(group, notes=tuple(note for note in group.notes if note not in before)))
            before = group.notes
        found.append(replace(part, groups=tuple(groups)))
    return tuple(found)


def _alone(made: Mapping[str, Any], cuts: Sequence[Cut]) -> bool:
    """Tell whether the one kind that was asked is shown as such: all of them would be the same figures again."""
    return "kind" in cuts and len(made["frame"]["kinds"]) == 1 and "kind" in cuts_of(made)


def cuts_of(made: Mapping[str, Any]) -> set[str]:
    """Return the cuts that a publication declares."""
    return {group["cut"] for table in made["questions"][:1] for group in table["groups"]}


def groups_shown(
    made: Mapping[str, Any],
    question: Question,
    groups: Sequence[Mapping[str, Any]],
    regions: RegionNames,
    mine: float | None = None,
) -> tuple[GroupShown, ...]:
    """Return what is shown of some groups.

    Parameters
    ----------
    made : mapping
        The publication.
    question : Question
    groups : sequence of mapping
        Of the publication.
    regions : callable
        From the code of a région to its name.
    mine : float, optional
        The number of who reads.
    """
    return tuple(_group(made, question, bounded(question, group), regions, mine) for group in groups)


def _group(
    made: Mapping[str, Any],
    question: Question,
    group: Mapping[str, Any],
    regions: RegionNames,
    mine: float | None,
) -> GroupShown:
    name, who = full_name(made, group, regions), of_group(made["frame"], group, regions)
    key = group_key(made["frame"], group)
    if group["withheld"]:
        return GroupShown(name, answers_text(group), WHY["too_few"], (), (), key)
    rounded = (spaced(ROUNDED),) if group["rounded"] else ()
    if "quartiles" in group:
        weakest = weakest_text(made, group["mean"], regions)
        notes = (*((f"Groupe le moins représenté\u202f: {weakest}.",) if weakest else ()), *rounded)
        sentence = number_sentence(who, question.unit, group, question.decimals)
        spread = spread_of(question, group, line_of(question, group, mine), mine)
        return GroupShown(name, answers_text(group), sentence, (), notes, key, spread)
    if all(option["shown"] == "hidden" for option in group["options"]):
        return GroupShown(name, answers_text(group), WHY["hidden"], (), (), key)
    lines = tuple(_line(made, question, option, group, regions) for option in group["options"])
    precise = (note,) if (note := precision_note(group)) else ()
    notes = tuple(dict.fromkeys(f"«\u00a0{line.told}\u00a0»\u202f: {lowered(line.why)}" for line in lines if line.why))
    return GroupShown(name, answers_text(group), _takeaway(question, group, who), lines, notes + rounded + precise, key)


def beside_all(group: GroupShown, every: GroupShown) -> GroupShown:
    """Return a group with what all collectivités said marked in each of its lines; unchanged where it is not told."""
    bars = {line.option: line.bar for line in every.lines}
    return replace(group, lines=tuple(replace(line, beside=bars.get(line.option)) for line in group.lines))


def _takeaway(question: Question, group: Mapping[str, Any], who: str) -> str:
    """Return the sentence of the answer that is given most, among those that are told, and which are told as much."""
    told = [one for one in group["options"] if one["share"] is not None and one["option"] != UNKNOWN]
    if not told:
        return WHY["hidden"]
    first = max(told, key=lambda one: one["share"]["value"])
    alike = [one for one in told if one is not first and one["share"]["value"] == first["share"]["value"] > 0]
    sentence = option_sentence(option_label(question, first["option"]), who, first, group)
    named = ", ".join(f"«\u00a0{option_label(question, one['option'])}\u00a0»" for one in alike)
    return f"{sentence} À égalité\u202f: {named}." if named else sentence


def _line(
    made: Mapping[str, Any],
    question: Question,
    option: Mapping[str, Any],
    group: Mapping[str, Any],
    regions: RegionNames,
) -> Line:
    label, coarse = option_label(question, option["option"]), is_coarse(group)
    name, shown, share = option["option"], option["shown"], option["share"]
    if share is None:
        return Line(label, SHOWN[shown], None, ("",) * 6, WHY[shown], name, shown)
    two = [option[key] for key in ("of_those_who_know", "of_inhabitants")]
    cells = (
        range_text(share, coarse=coarse),
        *("" if one is None else share_text(one, coarse=coarse) for one in two),
        "" if share["effective"] is None else number(share["effective"]),
        weakest_text(made, share, regions),
        "" if option["points"] is None else points_text(option["points"]),
    )
    bar = Bar(
        *(round(100 * (share["value"] if share[key] is None else share[key]), 1) for key in ("value", "low", "high"))
    )
    return Line(label, shown_text(option, coarse=coarse), bar, cells, "", name, shown)
