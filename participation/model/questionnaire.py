"""The questionnaire: a document that is frozen before anybody answers it.

Written in TOML (`data/questionnaires/`), read by `reading`, stored and exchanged as canonical JSON whose SHA-256
identifies it (docs/decisions/0041-participation-storage.md). Ids of questions, rows and options identify answers;
order and wording identify nothing.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from participation.model.conditions import Condition
from participation.model.typography import punctuated

Kind = Literal["one", "several", "yes_no", "number", "text", "rank", "grid"]
"""Of a question. §4 of the specification writes them U, M, B, N, O, R and X; P and E are `one` or `grid` on a scale."""

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
OptionId = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]
Text = Annotated[str, Field(min_length=1, max_length=600), AfterValidator(punctuated)]
OptionalText = Annotated[str, Field(max_length=1_000), AfterValidator(punctuated)]

PROGRESS = (("en_place", "En place"), ("prevu", "Prévu sous 12 mois"), ("non", "Non"))
YES_NO = (("oui", "Oui"), ("non", "Non"))
CHOSEN = ("one", "several", "rank", "grid")
LONGEST_TEXT = 10_000
"""Signs of a written answer."""


class FrozenDocumentError(ValueError):
    """A frozen document is not what its digest says; the message is a French sentence."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


WORDS = "words:"
"""Begins the row of a cell that holds the words that an open option or row asks for."""


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """The place of one answer: a question, and a row of it.

    `row` is "" for a question that is no grid, the row's id in a grid, and `words:` followed by the id of an open
    option or row for the words that it asks for.
    """

    question: str
    row: str = ""

    @property
    def words_of(self) -> str:
        """The open option or row whose words it holds; "" for another cell."""
        return self.row.removeprefix(WORDS) if self.row.startswith(WORDS) else ""


class Option(_Entry):
    """One answer on offer.

    Attributes
    ----------
    open : bool
        It asks for a few words (« Autre »), kept in a cell of their own.
    exclusive : bool
        Of several choices: it goes with no other (« Aucun »).
    """

    id: OptionId
    label: Text
    help: OptionalText = ""
    open: bool = False
    exclusive: bool = False


class Row(_Entry):
    """One line of a grid.

    Attributes
    ----------
    open : bool
        It asks which thing it is about (« Autre domaine »), in words that have a cell of their own.
    open_if : tuple of str
        Answers to the line after which these words are asked: « Non » is about nothing. Empty for any answer.
    """

    id: OptionId
    label: Text
    help: OptionalText = ""
    open: bool = False
    open_if: tuple[OptionId, ...] = ()


class Question(_Entry):
    """One question.

    Attributes
    ----------
    id : str
        Never reused in later versions for anything else.
    text, help : str
        What is asked, and what helps who hesitates ("" for none).
    options : tuple of Option
        In the order shown. Written for `one`, `several`, `rank`, `grid`; put there by `scale` and by `yes_no`.
    scale : {"progress", "degree"} or None
        P (en place, prévu, non) or E (1 to 5, its ends named by `low` and `high`).
    rows : tuple of Row
        Of a grid.
    top : int
        Of a ranking: how many options are ranked at most.
    unit, minimum, maximum, decimals
        Of a number: what it counts, its bounds (included), how many digits after the comma.
    required : bool
        Where it is asked, it must have an answer or « ne sait pas ».
    sensitive : bool
        Unanimity on it is never published as such.
    shown_if : Condition or None
        On earlier questions.
    mirror_of : str
        `questionnaire.question`: the question that this one puts to citizens; "" for none.
    """

    id: Id
    kind: Kind
    text: Text
    help: OptionalText = ""
    options: tuple[Option, ...] = ()
    scale: Literal["progress", "degree"] | None = None
    low: str = ""
    high: str = ""
    rows: tuple[Row, ...] = ()
    top: int = Field(default=0, ge=0, le=10)
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    decimals: int = Field(default=0, ge=0, le=3)
    required: bool = False
    sensitive: bool = False
    shown_if: Condition | None = None
    mirror_of: str = Field(default="", pattern=r"^([a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)?$")

    @model_validator(mode="before")
    @classmethod
    def _with_scale(cls, raw: Any) -> Any:
        """Write the options of a scale out: a frozen document says all that was on screen."""
        if not isinstance(raw, dict) or raw.get("options"):
            return raw
        scales = {"progress": PROGRESS, "degree": _degrees(raw)}
        named = YES_NO if raw.get("kind") == "yes_no" else scales.get(str(raw.get("scale")), ())
        return raw | {"options": [{"id": identifier, "label": label} for identifier, label in named]} if named else raw

    @cached_property
    def option_ids(self) -> tuple[str, ...]:
        """The ids of the options, in the order shown."""
        return tuple(option.id for option in self.options)

    @property
    def closed(self) -> bool:
        """Whether it offers « ne sait pas »: every question but those that ask for words."""
        return self.kind != "text"

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The places of its answers: itself or each row, then the words that open options and rows ask for."""
        rows = [row.id for row in self.rows] if self.kind == "grid" else [""]
        entries: tuple[Option | Row, ...] = (*self.options, *self.rows)
        texts = [f"{WORDS}{entry.id}" for entry in entries if entry.open]
        return tuple(Cell(self.id, row) for row in (*rows, *texts))


def _degrees(raw: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    ends = {1: raw.get("low"), 5: raw.get("high")}
    return tuple((str(n), f"{n} ({ends[n]})" if ends.get(n) else str(n)) for n in range(1, 6))


class Section(_Entry):
    """A screen of questions; `minutes` is how long it takes, as tried."""

    id: Id
    title: Text
    intro: OptionalText = ""
    minutes: float = Field(gt=0, le=60)
    shown_if: Condition | None = None
    questions: tuple[Question, ...] = Field(min_length=1)


class Comparison(_Entry):
    """Whether a question may be held against the one of the edition before: declared, never guessed.

    Attributes
    ----------
    question, earlier : str
        Its id here, and there ("" for the same).
    options : tuple of str
        Those that mean the same in both, by their id; empty for all that both have.
    broken : str
        Why it cannot be compared; "" where it can.
    """

    question: Id
    earlier: str = ""
    options: tuple[OptionId, ...] = ()
    broken: OptionalText = ""


class Questionnaire(_Entry):
    """A whole form.

    Attributes
    ----------
    id, version : str, int
        Which form, and which of its versions: answers of two versions are joined on ids.
    purpose : str
        One sentence that says what the answers are for.
    sittings : int
        In how many sittings it is meant to be filled.
    retired : tuple of str
        Ids of questions, `question.option` and `question.row` of earlier versions that may never be used again.
    compared : tuple of Comparison
        With the edition before; a question that it does not name is not compared.
    """

    id: Id
    version: int = Field(ge=1)
    title: Text
    purpose: Text
    sittings: int = Field(default=1, ge=1, le=10)
    retired: tuple[str, ...] = ()
    compared: tuple[Comparison, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """All questions by id, in the order asked."""
        return {question.id: question for section in self.sections for question in section.questions}

    @cached_property
    def cells(self) -> dict[Cell, Question]:
        """All places of answers, in the order asked."""
        return {cell: question for question in self.questions.values() for cell in question.cells}

    @property
    def minutes(self) -> float:
        """How long it takes, every section shown."""
        return sum(section.minutes for section in self.sections)

    def in_order(self) -> Iterator[tuple[Section, Question]]:
        """Give the questions with their section, in the order asked."""
        for section in self.sections:
            for question in section.questions:
                yield section, question

    @cached_property
    def canonical(self) -> str:
        """The document as canonical JSON: keys sorted, no space, NFC. Layout in TOML counts for nothing."""
        body = self.model_dump(mode="json", by_alias=True)
        # Forms that were frozen before something could be said keep their digest.
        if not self.compared:
            del body["compared"]
        for row in (row for section in body["sections"] for one in section["questions"] for row in one["rows"]):
            if not row["open_if"]:
                del row["open_if"]
        text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return unicodedata.normalize("NFC", text)

    @cached_property
    def sha(self) -> str:
        """SHA-256 of the canonical JSON in UTF-8, in hexadecimal."""
        return digest(self.canonical)


def digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def thaw(canonical: str, sha: str) -> Questionnaire:
    """Return the questionnaire of a frozen document.

    Raises
    ------
    FrozenDocumentError
        When the document is not the one that the digest names: nothing of it may then be shown or answered.
    """
    if digest(canonical) != sha:
        raise FrozenDocumentError("Le questionnaire enregistré n’est plus celui qui a été ouvert aux réponses.")
    return Questionnaire.model_validate_json(canonical)
