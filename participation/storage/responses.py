"""Responses: begun, found again by their code, saved answer by answer. Nothing here knows of the vault."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select

from participation.model.answers import Review, review
from participation.model.campaigns import Campaign, is_eligible, is_inside, slot_of
from participation.model.codes import keyed, new_code, new_key
from participation.model.organisations import Organisation, Type
from participation.model.questionnaire import Cell, Questionnaire, digest
from participation.model.strata import Stratum
from participation.storage.campaigns import campaign_in, taking_answers
from participation.storage.opening import Storage
from participation.storage.refusals import (
    AbsentError,
    AlreadyAnsweredError,
    NotNowError,
    Saved,
    StaleError,
)
from participation.storage.saving import GONE, Change, Sheet, keep_sheets, saved_of, week_of
from participation.storage.tables import answer, consent, response

_ANSWERS = select(answer).where(answer.c.response == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Started:
    """A response that has just begun: its id, and the code to come back, which is nowhere else."""

    id: str
    code: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A response as it is kept.

    Attributes
    ----------
    id, campaign, state : str
    organisation : Organisation or None
        None in `anonyme` and `citoyenne`.
    strata : tuple of str or None
        In `anonyme`.
    saved : dict of Cell to Saved
        What was given, hidden answers included, with its revision.
    """

    id: str
    campaign: str
    state: str
    organisation: Organisation | None
    strata: Stratum | None
    saved: dict[Cell, Saved]

    def review(self, form: Questionnaire) -> Review:
        """Return what its answers come to."""
        return review(form, {cell: one.given for cell, one in self.saved.items()})


def start_response(
    storage: Storage,
    campaign: str,
    *,
    organisation: Organisation | None = None,
    strata: Stratum | None = None,
    channel: str = "web",
    day: date,
) -> Started:
    """Begin a response, with consent to the campaign's notice, and return its code.

    Parameters
    ----------
    storage : Storage
    campaign : str
    organisation : Organisation or None
        Of the respondent, in the modes `organisation` and `signee`, and in no other.
    strata : tuple of str or None
        In `anonyme`: the class of `participation.model.strata`, all that is kept of the organisation.
    channel : str
        web, plain or paper.
    day : date

    Raises
    ------
    NotNowError
        When the campaign takes no answers, or none of this organisation.
    AlreadyAnsweredError
        When the organisation, which may answer once, has submitted.
    """
    code = new_code()
    begun = Started(new_key(), code)

    def work(connection: Connection) -> Started:
        found = taking_answers(campaign_in(connection, campaign), day)
        _refuse_wrong_respondent(found, organisation, strata)
        slot = slot_of(found, organisation, "")
        if found.respondents == "one" and slot and counted_in_slot(connection, campaign, slot):
            raise AlreadyAnsweredError("Votre organisation a déjà répondu à cette enquête.")
        told = _organisation_columns(organisation)
        connection.execute(
            insert(response).values(
                id=begun.id, campaign=campaign, code_hmac=keyed(storage.key, "resume", code), state="draft",
                strata=None if strata is None else json.dumps(strata), week=week_of(day), revision=0, channel=channel,
                **told,
            )
        )  # fmt: skip
        connection.execute(
            insert(consent).values(
                response=begun.id, purpose="answers", text_sha=digest(found.notice), given=week_of(day)
            )
        )
        return begun

    return storage.answers.writer.do(work)


def _refuse_wrong_respondent(campaign: Campaign, organisation: Organisation | None, strata: Stratum | None) -> None:
    if campaign.named != (organisation is not None) or (campaign.mode == "anonyme") != (strata is not None):
        raise NotNowError("Cette enquête ne garde pas cela de qui répond.")
    if organisation is not None and not is_inside(campaign, organisation):
        raise NotNowError(f"{organisation.name} n’est pas dans le territoire de cette enquête.")
    if organisation is not None and not is_eligible(campaign, organisation):
        raise NotNowError(f"Cette enquête ne s’adresse pas à {organisation.name}.")


def _organisation_columns(organisation: Organisation | None) -> dict[str, object]:
    if organisation is None:
        return {}
    return {
        "organisation": organisation.id, "name": organisation.name, "type": organisation.type,
        "siren": organisation.siren, "territory": organisation.territory,
    }  # fmt: skip


def counted_in_slot(connection: Connection, campaign: str, slot: str) -> str | None:
    """Return the response that holds a place, of those that count."""
    counted = response.c.state.in_(("submitted", "published"))
    where = (response.c.campaign == campaign, response.c.slot == slot, counted)
    return connection.scalar(select(response.c.id).where(*where))


def find_response(storage: Storage, code: str) -> str | None:
    """Return the response that a code (as `read_code` returns it) resumes; None for a code that is none."""
    asked = select(response.c.id).where(response.c.code_hmac == keyed(storage.key, "resume", code))
    with storage.answers.read() as connection:
        return connection.scalar(asked)


def read_draft(storage: Storage, identifier: str) -> Draft:
    """Return a response as it is kept.

    Raises
    ------
    AbsentError
        When it is there no more.
    """
    with storage.answers.read() as connection:
        return draft_of(connection, row_of(connection, identifier))


def row_of(connection: Connection, identifier: str, *, lock: bool = False) -> Row[Any]:
    """Return the row of a response, kept from other processes until the transaction ends when `lock` is true."""
    asked = select(response).where(response.c.id == identifier)
    row = connection.execute(asked.with_for_update() if lock else asked).first()
    if row is None:
        raise AbsentError(GONE)
    return row


def draft_of(connection: Connection, row: Row[Any]) -> Draft:
    """Return the response of a row, with its answers."""
    saved = {Cell(one.question, one.row): saved_of(one) for one in connection.execute(_ANSWERS, {"of": row.id})}
    return Draft(row.id, row.campaign, row.state, organisation_of(row), strata_of(row), saved)


def organisation_of(row: Row[Any]) -> Organisation | None:
    """Return the organisation of a row of responses."""
    if row.organisation is None:
        return None
    kind: Type = row.type
    return Organisation(row.organisation, row.name, kind, row.siren, row.territory, "", row.territory is not None)


def strata_of(row: Row[Any]) -> Stratum | None:
    """Return the class of a row of responses."""
    return None if row.strata is None else tuple(json.loads(row.strata))


def save_answer(
    storage: Storage,
    identifier: str,
    cell: Cell,
    raw: object,
    *,
    seen: int,
    day: date,
    does_not_know: bool = False,
) -> Saved:
    """Save one answer; return it with its new revision once it is on the disk.

    Parameters
    ----------
    storage, identifier
        The response.
    cell : Cell
    raw : object
        As `check_answer` takes it; an invalid value is kept, flagged.
    seen : int
        The revision that the respondent's screen shows; 0 for nothing.
    day : date
    does_not_know : bool

    Raises
    ------
    StaleError
        When another tab has written since; writing once more what is kept already is no conflict.
    ForgedAnswerError, NotNowError, UnavailableError
        As `save_answers`.
    """
    [outcome] = save_answers(storage, identifier, [Change(cell, raw, seen, does_not_know)], day=day)
    if isinstance(outcome, StaleError):
        raise outcome
    return outcome


def save_answers(
    storage: Storage, identifier: str, changes: Iterable[Change], *, day: date
) -> list[Saved | StaleError]:
    """Save several answers at once, a section; return what each comes to once all are on the disk.

    Parameters
    ----------
    storage, identifier
        The response.
    changes : iterable of Change
    day : date

    Returns
    -------
    list of Saved or StaleError
        In their order: what is kept, or both values where another tab has written since, and nothing is changed.

    Raises
    ------
    ForgedAnswerError
        When no form of ours sends one of them: none is kept.
    NotNowError
        When the response was submitted, or the campaign is closed.
    UnavailableError
        When the database cannot write: none is kept.
    """
    return storage.answers.writer.do_together(keep_sheets, Sheet(identifier, tuple(changes), day))
