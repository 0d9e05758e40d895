"""Answers that are saved: what many people send at one moment takes a few statements, whatever their number.

On a server each statement is a journey, so that a statement for each answer would be what people wait for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from participation.model.answers import Given, check_answer
from participation.model.questionnaire import Cell
from participation.storage.campaigns import campaign_from, known_form, taking_answers
from participation.storage.refusals import NOTHING, AbsentError, NotNowError, Saved, StaleError
from participation.storage.tables import answer, response
from participation.storage.tables import campaign as campaigns

GONE = "Cette réponse n’existe pas, ou a été effacée."
Place = tuple[str, Cell]
"""A response, and a place of its answers."""
_OF_ANSWER = (
    answer.c.response == bindparam("at_response"),
    answer.c.question == bindparam("at_question"),
    answer.c.row == bindparam("at_row"),
)
_CHANGED = update(answer).where(*_OF_ANSWER)
_WEEK = update(response).where(response.c.id == bindparam("at_response"))


@dataclass(frozen=True, slots=True)
class Change:
    """One answer, as a screen sends it.

    Attributes
    ----------
    cell : Cell
    raw : object
        As `check_answer` takes it.
    seen : int
        The revision that the screen shows; 0 for nothing.
    does_not_know : bool
    """

    cell: Cell
    raw: object
    seen: int
    does_not_know: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person saves at once, of one response, on one day."""

    response: str
    changes: tuple[Change, ...]
    day: date


_Rows = Mapping[str, Row[Any]]
Outcome = list[Saved | StaleError]
"""Of each change of a sheet: what is kept, or why it is not."""


def week_of(day: date) -> date:
    """Return the Monday of a day's week, the finest time that answers keep."""
    return day - timedelta(days=day.weekday())


def saved_of(row: Row[Any]) -> Saved:
    """Return what a row of answers keeps."""
    return Saved(Given(row.kind, json.loads(row.value), row.fault), row.revision)


def keep_sheets(connection: Connection, sheets: Sequence[Sheet]) -> list[Outcome | Exception]:
    """Keep what people save, each sheet whole or not at all, in the order in which they came.

    Parameters
    ----------
    connection : Connection
    sheets : sequence of Sheet

    Returns
    -------
    list
        Of each sheet, what it comes to; or the exception that refuses it, and then nothing of it is kept.
    """
    rows = _responses(connection, sheets)
    before = _kept(connection, sheets)
    kept, weeks = dict(before), {identifier: row.week for identifier, row in rows.items()}
    outcomes: list[Outcome | Exception] = []
    for sheet in sheets:
        try:
            outcomes.append(_applied(connection, rows, kept, weeks, sheet))
        except SQLAlchemyError:
            raise
        except Exception as refusal:
            outcomes.append(refusal)
    _write(connection, before, kept)
    if moved := [{"at_response": one, "week": week} for one, week in sorted(weeks.items()) if week != rows[one].week]:
        connection.execute(_WEEK, moved)
    return outcomes


def _responses(connection: Connection, sheets: Sequence[Sheet]) -> _Rows:
    """Return the responses, kept from other processes until the transaction ends, always in the same order."""
    asked = (
        select(response.c.id, response.c.state, response.c.week, campaigns.c.body)
        .join(campaigns, campaigns.c.id == response.c.campaign)
        .where(response.c.id.in_(_padded(sheet.response for sheet in sheets)))
        .order_by(response.c.id)
        .with_for_update(of=response, key_share=True)
    )
    found: list[Row[Any]] = list(connection.execute(asked))
    return {row.id: row for row in found}


def _kept(connection: Connection, sheets: Sequence[Sheet]) -> dict[Place, Saved]:
    """Return what is kept of the questions that are answered."""
    asked = select(answer).where(
        answer.c.response.in_(_padded(sheet.response for sheet in sheets)),
        answer.c.question.in_(_padded(change.cell.question for sheet in sheets for change in sheet.changes)),
    )
    return {(row.response, Cell(row.question, row.row)): saved_of(row) for row in connection.execute(asked)}


def _padded(values: Iterable[str]) -> list[str]:
    """Return distinct values, the last one repeated up to a power of two: few statements for a server to prepare."""
    found = sorted(set(values))
    return found + found[-1:] * ((1 << (len(found) - 1).bit_length()) - len(found)) if found else []


def _applied(
    connection: Connection, rows: _Rows, kept: dict[Place, Saved], weeks: dict[str, date], sheet: Sheet
) -> Outcome:
    """Put a sheet among what is kept; return what each of its changes comes to, or raise, with nothing put.

    Parameters
    ----------
    connection : Connection
    rows : dict
        Responses.
    kept, weeks : dict
        Answers, and weeks of responses, both changed.
    sheet : Sheet
    """
    row = rows.get(sheet.response)
    if row is None:
        raise AbsentError(GONE)
    if row.state != "draft":
        raise NotNowError("Cette réponse a été envoyée : elle ne change plus. Vous pouvez la retirer.")
    form = known_form(connection, taking_answers(campaign_from(row.body), sheet.day))
    given = [check_answer(form, one.cell, one.raw, does_not_know=one.does_not_know) for one in sheet.changes]
    outcome: Outcome = []
    for change, one in zip(sheet.changes, given, strict=True):
        place = (sheet.response, change.cell)
        stored = kept.get(place, NOTHING)
        if stored.given == one:
            outcome.append(stored)
        elif stored.revision != change.seen:
            outcome.append(StaleError(stored, one))
        else:
            kept[place] = Saved(one, change.seen + 1)
            weeks[sheet.response] = week_of(sheet.day)
            outcome.append(kept[place])
    return outcome


def _write(connection: Connection, before: dict[Place, Saved], kept: dict[Place, Saved]) -> None:
    """Write what differs from before, in the order of keys, which is none of time."""
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for (identifier, cell), saved in sorted(
        kept.items(), key=lambda one: (one[0][0], one[0][1].question, one[0][1].row)
    ):
        stored = before.get((identifier, cell))
        if stored is saved:
            continue
        values = {
            "kind": saved.given.state, "value": json.dumps(saved.given.value, ensure_ascii=False),
            "fault": saved.given.fault, "revision": saved.revision,
        }  # fmt: skip
        if stored is None:
            new.append({"response": identifier, "question": cell.question, "row": cell.row, **values})
        else:
            at = {"at_response": identifier, "at_question": cell.question, "at_row": cell.row}
            changed.append(at | values)
    if new:
        connection.execute(insert(answer), new)
    if changed:
        connection.execute(_CHANGED, changed)
