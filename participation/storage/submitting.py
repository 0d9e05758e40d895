"""Responses that are submitted, withdrawn, counted: all checked again against the frozen questionnaire."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from participation.model.answers import Review
from participation.model.campaigns import Respondents, slot_of
from participation.model.questionnaire import Cell, Questionnaire
from participation.model.strata import Stratum
from participation.storage.campaigns import campaign_in, form_in, taking_answers
from participation.storage.opening import Storage
from participation.storage.refusals import AlreadyAnsweredError, NotNowError, NotReadyError, Saved
from participation.storage.responses import (
    Draft,
    counted_in_slot,
    draft_of,
    organisation_of,
    row_of,
    strata_of,
)
from participation.storage.saving import saved_of, week_of
from participation.storage.tables import answer, consent, response

FUNCTION = Cell("fonction")
"""The question that tells respondents of one organisation apart, where that is declared."""

ALREADY: dict[Respondents, str] = {
    "one": "Votre organisation a déjà répondu à cette enquête.",
    "by_function": "Votre organisation a déjà répondu à cette enquête pour cette fonction.",
}
"""What a second one is told, by how many of one organisation may answer; the last one replaces the others."""


def review_to_submit(storage: Storage, identifier: str) -> Review:
    """Return what a draft comes to.

    Raises
    ------
    NotReadyError
        When it may not be submitted: it lacks something, has something invalid, or is empty.
    """
    with storage.answers.read() as connection:
        row = row_of(connection, identifier)
        form = form_in(connection, campaign_in(connection, row.campaign))
        return _ready(form, draft_of(connection, row))


def _ready(form: Questionnaire, draft: Draft) -> Review:
    found = draft.review(form)
    if found.faults:
        raise NotReadyError(found, "Il reste des réponses à corriger ou à compléter avant l’envoi.")
    if found.empty:
        raise NotReadyError(found, "Aucune question n’a de réponse : il n’y a rien à envoyer.")
    return found


def submit_response(storage: Storage, identifier: str, *, day: date, strata: Stratum | None = None) -> Review:
    """Submit a response, all of it checked again against the frozen questionnaire; what is not asked is erased.

    Parameters
    ----------
    storage, identifier
    day : date
    strata : tuple of str or None
        The class of who sends an anonymous response; None leaves the one that it has.

    Raises
    ------
    NotReadyError
        As `review_to_submit`.
    AlreadyAnsweredError
        When the organisation, which may answer once, has submitted.
    NotNowError
        When it was submitted already, or the campaign is closed.
    """

    def work(connection: Connection) -> Review:
        row = row_of(connection, identifier, lock=True)
        if row.state != "draft":
            raise NotNowError("Cette réponse a déjà été envoyée.")
        campaign = taking_answers(campaign_in(connection, row.campaign), day)
        found = _ready(form_in(connection, campaign), draft_of(connection, row))
        slot = slot_of(campaign, organisation_of(row), str(found.values.get(FUNCTION, "")))
        if slot and (earlier := counted_in_slot(connection, row.campaign, slot)):
            if campaign.respondents != "last":
                raise AlreadyAnsweredError(ALREADY[campaign.respondents])
            connection.execute(update(response).where(response.c.id == earlier).values(state="withdrawn"))
        _erase_places(connection, identifier, found)
        # The vault knows on which day a token was spent. An anonymous answer keeps no week of its own that would tell
        # it apart when few come: that of the opening, for all.
        week = week_of(campaign.opens if campaign.mode == "anonyme" else day)
        values = {"state": "submitted", "slot": slot, "week": week, "revision": row.revision + 1}
        if strata is not None:
            values["strata"] = json.dumps(strata)
        connection.execute(update(consent).where(consent.c.response == identifier).values(given=week))
        connection.execute(update(response).where(response.c.id == identifier).values(**values))
        return found

    try:
        return storage.answers.writer.do(work)
    except IntegrityError:  # another process was first
        raise AlreadyAnsweredError("Votre organisation a déjà répondu à cette enquête.") from None


def _erase_places(connection: Connection, identifier: str, found: Review) -> None:
    """Erase what is not asked, so that nothing that reads answers later can take it for one."""
    for cell in found.set_aside:
        place = (answer.c.response == identifier, answer.c.question == cell.question, answer.c.row == cell.row)
        connection.execute(delete(answer).where(*place))


def withdraw_response(storage: Storage, identifier: str) -> None:
    """Withdraw what was submitted: it counts no more, its place is free; until the campaign is published.

    Raises
    ------
    NotNowError
        When it was not submitted, or is published.
    """

    def work(connection: Connection) -> None:
        row = row_of(connection, identifier, lock=True)
        if row.state != "submitted":
            raise NotNowError("Seule une réponse envoyée, et pas encore publiée, peut être retirée.")
        values = {"state": "withdrawn", "revision": row.revision + 1}
        connection.execute(update(response).where(response.c.id == identifier).values(**values))

    storage.answers.writer.do(work)


def submitted(storage: Storage, campaign: str) -> Iterator[tuple[Draft, Review]]:
    """Give the responses that count, drafts and withdrawn ones left out, each with what its answers come to.

    In the order of their random keys, which is none. The one way from here to statistics.
    """
    counted = (response.c.campaign == campaign, response.c.state.in_(("submitted", "published")))
    with storage.answers.read() as connection:
        form = form_in(connection, campaign_in(connection, campaign))
        kept: dict[str, dict[Cell, Saved]] = {}
        asked = select(answer).join(response, response.c.id == answer.c.response).where(*counted)
        for one in connection.execute(asked):
            kept.setdefault(one.response, {})[Cell(one.question, one.row)] = saved_of(one)
        rows = connection.execute(select(response).where(*counted).order_by(response.c.id)).all()
    for row in rows:
        saved = kept.get(row.id, {})
        draft = Draft(row.id, row.campaign, row.state, organisation_of(row), strata_of(row), saved)
        yield draft, draft.review(form)


def counts_by_state(storage: Storage, campaign: str) -> dict[str, int]:
    """Return how many responses of a campaign are in each state; a state that none is in is not there."""
    mine = response.c.campaign == campaign
    with storage.answers.read() as connection:
        asked = select(response.c.state, func.count()).where(mine).group_by(response.c.state)
        return {str(row[0]): int(row[1]) for row in connection.execute(asked)}


def sent_by_class(storage: Storage, campaign: str) -> Counter[Stratum | None]:
    """Return how many responses of each class were sent and not erased, those that are withdrawn among them."""
    sent = (response.c.campaign == campaign, response.c.state != "draft")
    with storage.answers.read() as connection:
        return Counter(strata_of(row) for row in connection.execute(select(response).where(*sent)))


def submitted_organisations(storage: Storage, campaign: str) -> frozenset[str]:
    """Return the organisations whose responses count; none where responses are tied to nobody."""
    counted = (response.c.campaign == campaign, response.c.state.in_(("submitted", "published")))
    with storage.answers.read() as connection:
        asked = select(response.c.organisation).where(*counted, response.c.organisation.is_not(None))
        return frozenset(connection.scalars(asked))
