"""Respondents in the application: each begins once, then changes widgets, and notes what it was told."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from benchmarks.participation.lines import Line
from benchmarks.participation.respondents import FORM, Respondent
from benchmarks.participation.tabs import UNKNOWN, AnswerTab
from participation.model.questionnaire import Cell, Question
from participation.model.reading import load_questionnaires
from participation.storage.opening import Storage
from participation.storage.refusals import NOTHING
from participation.storage.responses import Draft, find_response, read_draft
from participation.views.html.fields import text_of

SECTIONS = ("publics", "aide", "vous")
"""Those of `FORM`, in the order in which they are gone through again and again."""
IN_A_SECTION = 6
"""Saves before the next one."""


@dataclass(slots=True)
class Answerer:
    """Somebody who answers in a tab.

    Attributes
    ----------
    number : int
        Which of them.
    line : Line
        By which they began: it holds the ticket.
    code : str
    acknowledged, refused : int
        Changes for which « Enregistré » came, and for which it did not.
    pending : int
        1 while a change is sent and not answered for: it may be kept or not, nobody was told.
    saves, moves : list of float
        Seconds from each click to « Enregistré »; from each « Continuer » to the next section.
    """

    number: int
    line: Line
    code: str = ""
    acknowledged: int = 0
    refused: int = 0
    pending: int = 0
    saves: list[float] = field(default_factory=list)
    moves: list[float] = field(default_factory=list)
    _dice: random.Random = field(default_factory=random.Random)

    async def begin(self) -> None:
        """Begin a response by the plain form, whose ticket the tab sends too."""
        one = Respondent(self.number, self.line)
        await one.begin()
        self.line.cut()
        self.code, self._dice = one.code, random.Random(self.number)

    async def come(self, tab: AnswerTab) -> float:
        """Open the page where this person is; return the seconds until it is drawn."""
        return await tab.open(f"partie={self._section()}")

    async def save(self, tab: AnswerTab) -> bool:
        """Change one answer; every few of them, go on to the next section first."""
        if (self.acknowledged + self.refused) % IN_A_SECTION == IN_A_SECTION - 1:
            self.moves.append(await self.come(tab))
        key = self._dice.choice(tab.choices())
        self.pending = 1
        seconds = await tab.answer(key, tab.fields[key].another(self._dice))
        self.pending = 0
        if seconds:
            self.acknowledged += 1
            self.saves.append(seconds)
        else:
            self.refused += 1
        return bool(seconds)

    def _section(self) -> str:
        return SECTIONS[(self.number + (self.acknowledged + self.refused) // IN_A_SECTION) % len(SECTIONS)]

    def found(self, storage: Storage) -> tuple[int, Draft]:
        """Return how many changes are kept, and all that is."""
        identifier = find_response(storage, self.code)
        assert identifier is not None
        draft = read_draft(storage, identifier)
        return sum(saved.revision for saved in draft.saved.values()), draft


def differing(tab: AnswerTab, draft: Draft) -> list[str]:
    """Return the keys of the widgets of a tab that do not show what is kept."""
    form = load_questionnaires()[FORM]
    kept: dict[str, object] = {}
    for question in form.questions.values():
        for cell in question.cells:
            kept |= _shown(question, cell, draft)
    return [key for key, one in tab.fields.items() if (one.value or None) != (kept[key] or None)]


def _shown(question: Question, cell: Cell, draft: Draft) -> dict[str, object]:
    """Return what the widgets of a place show of what is kept, by their keys."""
    given = draft.saved.get(cell, NOTHING).given
    key = "-".join(filter(None, ("otc-r", cell.question, cell.row.replace(":", "-"))))
    unknown, value = given.state == "does_not_know", given.value
    labels = {option.id: option.label for option in question.options} | {UNKNOWN: "Ne sait pas"}
    if cell.words_of or question.kind in ("text", "number"):
        return {key: text_of(given), f"{key}-{UNKNOWN}": unknown}
    if question.kind == "several":
        chosen = value if isinstance(value, list) else []
        return {f"{key}-{one}": one in chosen for one in question.option_ids} | {f"{key}-{UNKNOWN}": unknown}
    if question.kind == "rank":
        ranks = {rank: labels[one] for one, rank in value.items()} if isinstance(value, dict) else {}
        return {f"{key}-{at}": ranks.get(at) for at in range(1, question.top + 1)} | {f"{key}-{UNKNOWN}": unknown}
    return {key: labels[UNKNOWN] if unknown else labels.get(str(value))}
