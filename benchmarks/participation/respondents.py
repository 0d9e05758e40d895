"""Respondents of the plain form: each begins once, then saves a text again and again, and notes what it was told."""

from __future__ import annotations

import asyncio
import random
import re
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from benchmarks.participation.lines import Line
from participation.model.campaigns import Campaign
from participation.model.codes import read_code
from participation.model.questionnaire import Cell
from participation.model.reading import load_questionnaires
from participation.storage.campaigns import advance_campaign, create_campaign
from participation.storage.opening import Storage
from participation.storage.responses import find_response, read_draft

CAMPAIGN = "essai_de_charge"
FORM = "barometre_inclusion"
CELL = Cell("reussite")
DAY = date.today()


def open_campaign(storage: Storage) -> str:
    """Open a campaign that anybody with a SIREN may answer; return the address of the section of `CELL`."""
    form = load_questionnaires()[FORM]
    campaign = Campaign(
        id=CAMPAIGN, title="Essai de charge", questionnaire=form.id, version=form.version, mode="organisation",
        eligible=("autre",), opens=DAY - timedelta(days=30), closes=DAY + timedelta(days=30),
        purge_on=DAY + timedelta(days=365), notice="Essai.",
    )  # fmt: skip
    create_campaign(storage, campaign, form, day=DAY, actor="essai")
    advance_campaign(storage, CAMPAIGN, "open", day=DAY, actor="essai")
    section = next(section.id for section, question in form.in_order() if question.id == CELL.question)
    return f"/participer/repondre/{section}"


def siren(number: int) -> str:
    """Return a number that has the form of a SIREN, its check digit right."""
    digits = f"{number:08d}"
    total = sum(sum(divmod(int(digit) * (2 if at % 2 else 1), 10)) for at, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def code_in(page: str) -> str:
    """Return the code that a page shows, this once."""
    found = re.search(r'class="otc-code"[^>]*>([^<]+)<', page)
    assert found, page[-1_000:]
    return read_code(found[1])


@cache
def _rest_of_section() -> dict[str, str]:
    """Return what a browser sends of the questions beside: that they are shown, and empty."""
    form = load_questionnaires()[FORM]
    section = next(one for one in form.sections if any(question.id == CELL.question for question in one.questions))
    return {f"vu.{cell.question}.{cell.row}": "0" for question in section.questions for cell in question.cells}


@dataclass(slots=True)
class Respondent:
    """Somebody who answers.

    Attributes
    ----------
    number : int
        Which of them.
    line : Line
    code : str
    revision, sent : int
        Of the last save that was acknowledged; of the last one that was sent.
    saves, pages : list of float
        Seconds of each save, until « enregistré »; of each page that follows.
    refused : int
        Saves that were refused, or cut.
    """

    number: int
    line: Line
    code: str = ""
    revision: int = 0
    sent: int = 0
    saves: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    refused: int = 0

    def text(self, revision: int) -> str:
        """Return what is written at a revision: of any length, the same each time."""
        dice = random.Random(self.number * 10_000 + revision)
        return (f"Réponse {revision} de {self.number}. " * dice.randint(1, 40)).strip()

    async def begin(self) -> None:
        """Begin a response, keep its code."""
        fields = {
            "siren": siren(80_000_000 + self.number),
            "nom": f"Essai {self.number}",
            "type": "autre",
            "accord": "oui",
        }
        answer = await self.line.ask(f"/participer/{CAMPAIGN}/commencer", fields)
        self.code = code_in(answer.text)

    async def save(self, section: str) -> bool:
        """Save once, then see the page that follows, as a browser does; tell whether it was acknowledged."""
        self.sent = self.revision + 1
        fields = _rest_of_section() | {
            f"{CELL.question}.": self.text(self.sent), f"vu.{CELL.question}.": str(self.revision), "aller": "ici",
        }  # fmt: skip
        start = time.perf_counter()
        try:
            answer = await self.line.ask(section, fields)
            if answer.status != 303 or "enregistre=" not in answer.headers["location"]:
                self.refused += 1
                return False
            self.revision = self.sent
            done = time.perf_counter()
            self.saves.append(done - start)
            await self.line.ask(answer.headers["location"].partition("#")[0])
            self.pages.append(time.perf_counter() - done)
        except (OSError, EOFError, asyncio.IncompleteReadError):
            self.refused += 1
            return False
        return True

    def kept(self, storage: Storage) -> tuple[int, bool]:
        """Return the revision that is kept; and whether it is whole, and nothing acknowledged is lost."""
        identifier = find_response(storage, self.code)
        saved = read_draft(storage, identifier).saved.get(CELL) if identifier else None
        revision = saved.revision if saved else 0
        value = saved.given.value if saved else None
        # What was sent and never answered may be kept: nobody was told so, nor otherwise.
        whole = self.revision <= revision <= max(self.revision, self.sent) and (
            revision == 0 or value == self.text(revision)
        )
        return revision, whole
