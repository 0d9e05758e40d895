"""Fields of the plain form: their names, what they show, and what a browser sends of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from observatoire.views.french.numerals import number, plural
from participation.model.answers import Given, Value
from participation.model.questionnaire import Cell, Option, Question
from participation.results.columns import UNKNOWN

BOTH = "« Ne sait pas » ne va pas avec une autre réponse\u202f: gardez l’un ou l’autre."
Sent = Mapping[str, Sequence[str]]
"""What a browser sends: each name, and its values."""


def name_of(cell: Cell) -> str:
    """Return the name of the field of a place; `fields` of nothing else begin so."""
    return f"{cell.question}.{cell.row}"


def seen_name(cell: Cell) -> str:
    """Return the name of the hidden field that holds the revision that the page shows."""
    return f"vu.{name_of(cell)}"


def unknown_name(cell: Cell) -> str:
    """Return the name of « Ne sait pas » where it stands apart from the options."""
    return f"ns.{name_of(cell)}"


def rank_name(question: str, option: str) -> str:
    """Return the name of the field of an option's rank."""
    return f"rang.{question}.{option}"


def text_of(given: Given) -> str:
    """Return an answer as a text field shows it."""
    value = given.value
    if isinstance(value, float | int):
        return f"{value!r}".replace(".", ",")  # all its digits: what is shown is sent back
    return value if isinstance(value, str) else ""


def rule_of(question: Question) -> str:
    """Return what an answer may be, as it stands by its fields: how many ranks, which numbers; "" for others."""
    if question.kind == "rank":
        return f"{plural(question.top, 'réponse', 'réponses')} au plus."
    if question.kind != "number":
        return ""
    low, high = (
        "" if bound is None else number(bound, 0 if bound.is_integer() else question.decimals)
        for bound in (question.minimum, question.maximum)
    )
    bounds = " de {} à {}" if low and high else " à partir de {}" if low else " jusqu’à {1}" if high else ""
    bounds = bounds.format(low, high)
    if not question.decimals:
        return f"Un nombre entier{bounds}."
    return f"Un nombre{bounds}, à virgule si besoin\u202f: 2,5."


@dataclass(frozen=True)
class Shown:
    """What the page shows of one place of answers.

    Attributes
    ----------
    cell : Cell
    label : str
        Of a row of a grid, or of the words that an option asks for; "" where the question itself says it.
    given : Given
        What is kept, or was typed and could not be kept.
    revision : int
        That is kept.
    notice : str
        What is to be said of it: a fault, a change made elsewhere.
    help : str
        What helps who hesitates at a row of a grid; "" for none.
    """

    cell: Cell
    label: str
    given: Given
    revision: int
    notice: str = ""
    help: str = ""

    @property
    def name(self) -> str:
        return name_of(self.cell)

    @property
    def seen(self) -> str:
        return seen_name(self.cell)

    @property
    def unknown(self) -> str:
        return unknown_name(self.cell)

    @property
    def does_not_know(self) -> bool:
        return self.given.state == "does_not_know"

    @property
    def text(self) -> str:
        """Its value as a text field shows it."""
        return text_of(self.given)

    def has(self, option: str) -> bool:
        """Tell whether an option is chosen."""
        if option == UNKNOWN:
            return self.does_not_know
        value = self.given.value
        return option in value if isinstance(value, list | dict) else option == value

    def rank(self, option: str) -> int:
        """Return the rank of an option; 0 without one."""
        value = self.given.value
        return value.get(option, 0) if isinstance(value, dict) else 0


@dataclass(frozen=True)
class Asked:
    """One question as the page asks it.

    Attributes
    ----------
    question : Question
    places : tuple of Shown
        Itself, or its rows.
    words : tuple of Shown
        Of options and rows that ask for words.
    """

    question: Question
    places: tuple[Shown, ...]
    words: tuple[Shown, ...]

    @property
    def options(self) -> tuple[Option, ...]:
        """The options, « Ne sait pas » not among them."""
        return self.question.options

    @property
    def rule(self) -> str:
        """What an answer may be."""
        return rule_of(self.question)

    @property
    def ranks(self) -> range:
        """The ranks that can be given."""
        return range(1, self.question.top + 1)


@dataclass(frozen=True)
class Typed:
    """What a browser sent for one place.

    Attributes
    ----------
    cell : Cell
    raw : object
        As `check_answer` takes it.
    does_not_know : bool
    seen : int
        Revision that the page showed.
    notice : str
        Why it cannot even be saved; "" where it can.
    """

    cell: Cell
    raw: object
    does_not_know: bool = False
    seen: int = 0
    notice: str = field(default="")


def typed(question: Question, sent: Sent) -> list[Typed]:
    """Return what a browser sent for a question: of the places that its page showed, and of no other.

    Parameters
    ----------
    question : Question
    sent : mapping of str to sequence of str
    """
    return [_typed(question, cell, sent) for cell in question.cells if seen_name(cell) in sent]


def _typed(question: Question, cell: Cell, sent: Sent) -> Typed:
    seen_text = sent[seen_name(cell)][-1]
    seen = int(seen_text) if seen_text.isascii() and seen_text.isdigit() and len(seen_text) < 7 else 0
    values = [value for value in sent.get(name_of(cell), ()) if value]
    if cell.words_of or question.kind == "text":
        return Typed(cell, values[-1] if values else None, seen=seen)
    if question.kind in ("one", "yes_no", "grid"):
        chosen = values[-1] if values else None
        unknown = chosen == UNKNOWN
        return Typed(cell, None if unknown else chosen, does_not_know=unknown, seen=seen)
    raw: Value
    if question.kind == "several":
        raw = values
    elif question.kind == "rank":
        ranks = {option: sent.get(rank_name(question.id, option), ("",))[-1] for option in question.option_ids}
        raw = {option: int(rank) for option, rank in ranks.items() if rank.isascii() and rank.isdigit()}
    else:
        raw = values[-1] if values else None
    unknown = unknown_name(cell) in sent
    return Typed(cell, raw, does_not_know=unknown, seen=seen, notice=BOTH if unknown and raw else "")
