"""Answers: what one may be, and what a whole set of them comes to against a frozen questionnaire.

Five states, never mixed: `answered`, `does_not_know` (said so), `unanswered` (asked, left empty), `not_asked` (hidden
by a condition, whatever was given before), `invalid` (kept in the draft, flagged, never submitted).

| Kind | Value |
|---|---|
| `one`, `yes_no`, a row of a `grid` | the id of an option |
| `several` | list of ids, in the order of the questionnaire |
| `number` | int, or float with decimals |
| `text`, words of « Autre » | str, at most 10 000 signs |
| `rank` | dict from id to rank, 1 the first, no tie, no rank left out |
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from participation.model.conditions import holds
from participation.model.questionnaire import LONGEST_TEXT, Cell, Question, Questionnaire
from participation.model.typography import punctuated

State = Literal["answered", "does_not_know", "unanswered", "not_asked", "invalid"]
GivenState = Literal["answered", "does_not_know", "unanswered", "invalid"]
Value = str | int | float | list[str] | dict[str, int] | None

LONGEST_KEPT = 4 * LONGEST_TEXT
"""Signs of a written answer that is too long and yet kept, for its author to shorten."""
_NUMBER = re.compile(r"[+\-\u2212]?\d{1,15}(?:[.,]\d{1,6})?")
_DIGITS = (
    "un nombre entier", "au plus un chiffre après la virgule", "au plus deux chiffres après la virgule",
    "au plus trois chiffres après la virgule",
)  # fmt: skip
_MISSING = punctuated("Cette question attend une réponse, ou « ne sait pas ».")
_HALVES = re.compile("[\ud800-\udfff]")
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009")


class ForgedAnswerError(ValueError):
    """An answer that no form of ours can send: to a question that is not there, with an option that is not offered."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a respondent gave at one place.

    Attributes
    ----------
    state : str
        `answered`, `does_not_know`, `unanswered` or `invalid`.
    value : Value
        In the form of the module's table; as typed when invalid; None for the other two.
    fault : str
        Of an invalid one: a French sentence; "" for others.
    """

    state: GivenState
    value: Value = None
    fault: str = ""


UNANSWERED = Given("unanswered")
DOES_NOT_KNOW = Given("does_not_know")


@dataclass(frozen=True, slots=True)
class Review:
    """A set of answers against its questionnaire.

    Attributes
    ----------
    states : dict of Cell to State
        Of every place of the questionnaire, in its order.
    values : dict of Cell to Value
        Of the places that are `answered`, and of no other.
    faults : dict of Cell to str
        What stops a submission, a French sentence each: invalid answers, required ones that are missing.
    set_aside : tuple of Cell
        Places with something given that is not asked any more: never counted, never exported.
    """

    states: dict[Cell, State]
    values: dict[Cell, Value]
    faults: dict[Cell, str] = field(default_factory=dict)
    set_aside: tuple[Cell, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing at all was answered, « ne sait pas » not counting."""
        return not self.values

    @property
    def asked(self) -> tuple[Cell, ...]:
        """The places that are asked."""
        return tuple(cell for cell, state in self.states.items() if state != "not_asked")

    def progress(self) -> tuple[int, int]:
        """Return how many questions are done (answered or not known, each row of a grid) and how many are asked."""
        asked = {cell.question for cell in self.asked}
        left = {c.question for c in self.asked if self.states[c] in ("unanswered", "invalid") and not c.words_of}
        return len(asked - left), len(asked)


def check_answer(form: Questionnaire, cell: Cell, raw: object, *, does_not_know: bool = False) -> Given:
    """Return what a respondent gave at a place, checked against the questionnaire.

    Parameters
    ----------
    form : Questionnaire
        The frozen version.
    cell : Cell
    raw : object
        As a form or a page sends it: a value of the module's table; a number may be a text written in French, its unit
        after it or not. None, "" and empty lists are `unanswered`.
    does_not_know : bool
        « Ne sait pas »: it excludes a value.

    Raises
    ------
    ForgedAnswerError
        When no form of ours can have sent it. Nothing is to be kept of it.
    """
    question = form.cells.get(cell)
    if question is None:
        raise ForgedAnswerError(f"Cette question n’existe pas dans le questionnaire : {cell.question[:40]}.")
    if does_not_know:
        if not question.closed or cell.words_of or raw not in (None, "", [], {}):
            raise ForgedAnswerError("« Ne sait pas » ne va ni avec une réponse, ni avec une question ouverte.")
        return DOES_NOT_KNOW
    if raw is None or raw in ("", [], {}, ()) or (isinstance(raw, str) and not raw.strip()):
        return UNANSWERED
    if cell.words_of or question.kind == "text":
        return _text(raw)
    return _CHECKS[question.kind](question, raw)


def _text(raw: object) -> Given:
    if not isinstance(raw, str) or len(raw) > LONGEST_KEPT or _broken(raw):
        raise ForgedAnswerError(
            "Ce texte n’en est pas un, ou dépasse de très loin ce qu’une réponse peut contenir : revenez en arrière et "
            "raccourcissez-le."
        )
    text = raw.replace("\r\n", "\n").replace("\x00", "").strip()
    if (length := len(text)) > LONGEST_TEXT:
        return _refused(
            text, f"Votre texte compte {_shown(length)} signes, 10 000 au plus. Raccourcissez-le : rien n’est coupé."
        )
    return Given("answered", text)


def _broken(text: str) -> bool:
    """Tell whether a text holds halves of signs, which no database takes."""
    return _HALVES.search(text) is not None


def _option(question: Question, raw: object) -> Given:
    return Given("answered", _known(question, raw))


def _known(question: Question, raw: object) -> str:
    if not isinstance(raw, str) or raw not in question.option_ids:
        raise ForgedAnswerError(f"Cette réponse n’est pas proposée à la question {question.id}.")
    return raw


def _several(question: Question, raw: object) -> Given:
    if not isinstance(raw, list | tuple | set | frozenset):
        raise ForgedAnswerError(f"La question {question.id} attend une liste de réponses.")
    ticked = {_known(question, option) for option in raw}
    value = [option for option in question.option_ids if option in ticked]
    alone = [option.label for option in question.options if option.exclusive and option.id in ticked]
    if alone and len(value) > 1:
        return _refused(value, f"« {alone[0]} » ne va avec aucune autre réponse : gardez l’un ou les autres.")
    return Given("answered", value)


def _number(question: Question, raw: object) -> Given:
    if isinstance(raw, str) and _broken(raw):
        raise ForgedAnswerError(f"La question {question.id} attend un nombre.")
    if isinstance(raw, str):
        typed = raw.translate(_SPACES).removesuffix(question.unit.translate(_SPACES))
        if not _NUMBER.fullmatch(typed):
            return _refused(raw[:200], "Écrivez un nombre en chiffres, sans unité.")
        raw = float(typed.replace(",", ".").replace("\u2212", "-"))
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise ForgedAnswerError(f"La question {question.id} attend un nombre.")
    if not math.isfinite(raw) or abs(raw) >= 1e15:
        raise ForgedAnswerError(f"La question {question.id} attend un nombre fini.")
    whole = float(raw).is_integer()
    value = int(raw) if whole else float(raw)
    if not whole and round(float(raw), question.decimals) != raw:
        return _refused(value, f"Écrivez {_DIGITS[question.decimals]}.")
    if question.minimum is not None and value < question.minimum:
        return _refused(value, f"Le plus petit nombre possible est {_shown(question.minimum)}.")
    if question.maximum is not None and value > question.maximum:
        return _refused(value, f"Le plus grand nombre possible est {_shown(question.maximum)}.")
    return Given("answered", value)


def _refused(value: Value, fault: str) -> Given:
    return Given("invalid", value, punctuated(fault))


def _shown(bound: float) -> str:
    return f"{bound:,.10g}".replace(",", "\u202f").replace(".", ",")


def _rank(question: Question, raw: object) -> Given:
    if not isinstance(raw, Mapping) or not all(
        isinstance(rank, int) and not isinstance(rank, bool) for rank in raw.values()
    ):
        raise ForgedAnswerError(f"La question {question.id} attend un rang pour chaque réponse.")
    ranks = {_known(question, option): int(rank) for option, rank in raw.items()}
    value = dict(sorted(ranks.items(), key=lambda item: (item[1], question.option_ids.index(item[0]))))
    given = list(value.values())
    if any(not 1 <= rank <= question.top for rank in given):
        return _refused(value, f"Donnez des rangs de 1 à {question.top}.")
    if len(set(given)) < len(given):
        return _refused(value, "Deux réponses ont le même rang : donnez à chacune le sien.")
    if given != list(range(1, len(given) + 1)):
        return _refused(value, "Il manque un rang : commencez par 1, sans en sauter.")
    return Given("answered", value)


_CHECKS = {"one": _option, "yes_no": _option, "grid": _option, "several": _several, "number": _number, "rank": _rank}


def review(form: Questionnaire, given: Mapping[Cell, Given]) -> Review:
    """Return what a set of answers comes to: what is asked, answered, missing, set aside.

    Conditions bear on earlier questions only, and an answer that is set aside counts for none: one pass in the order of
    the questionnaire is the fixpoint, whatever the depth (a question hidden by one that is itself hidden is hidden).

    Parameters
    ----------
    form : Questionnaire
        The frozen version.
    given : mapping of Cell to Given
        What was saved, checked again here; places that the questionnaire does not have are refused.

    Raises
    ------
    ForgedAnswerError
        When an answer is none that the questionnaire allows.
    """
    states: dict[Cell, State] = {}
    values: dict[Cell, Value] = {}
    faults: dict[Cell, str] = {}
    checked = {cell: _again(form, cell, one) for cell, one in given.items()}

    def known(question: str, row: str) -> object:
        return values.get(Cell(question, row))

    for section, question in form.in_order():
        shown = holds(section.shown_if, known) and holds(question.shown_if, known)
        for cell in question.cells:
            one = checked.get(cell, UNANSWERED)
            asked = shown and (not cell.words_of or _opened(question, cell, values))
            states[cell] = one.state if asked else "not_asked"
            if states[cell] == "answered":
                values[cell] = one.value
            elif states[cell] == "invalid":
                faults[cell] = one.fault
            elif states[cell] == "unanswered" and question.required and not cell.words_of:
                faults[cell] = _MISSING
    hidden = (cell for cell, one in checked.items() if states[cell] == "not_asked" and one.state != "unanswered")
    return Review(states, values, faults, tuple(hidden))


def _again(form: Questionnaire, cell: Cell, one: Given) -> Given:
    """Check what was saved once more: a draft may have been written by anything."""
    return check_answer(form, cell, one.value, does_not_know=one.state == "does_not_know")


def _opened(question: Question, cell: Cell, values: Mapping[Cell, Value]) -> bool:
    """Tell whether the option whose words a cell holds is chosen, or its row has an answer that leads to them."""
    if question.kind == "grid":
        [row] = (row for row in question.rows if row.id == cell.words_of)
        given = values.get(Cell(question.id, row.id))
        return given is not None and (not row.open_if or given in row.open_if)
    value: Any = values.get(Cell(question.id))
    return cell.words_of in (
        value if isinstance(value, Sequence | Mapping) and not isinstance(value, str) else (value,)
    )
