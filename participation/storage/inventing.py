"""Invented answers of a demonstration, kept in one transaction as if they had been submitted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Connection, insert

from participation.model.answers import Given, review
from participation.model.campaigns import slot_of
from participation.model.codes import keyed, new_code, new_key
from participation.model.organisations import Organisation
from participation.model.questionnaire import Cell
from participation.storage.campaigns import campaign_in, form_in
from participation.storage.opening import Storage
from participation.storage.refusals import NotNowError
from participation.storage.saving import week_of
from participation.storage.tables import answer, response


def keep_invented(
    storage: Storage, campaign: str, invented: Iterable[tuple[Organisation | None, Mapping[Cell, Given]]], *, day: date
) -> int:
    """Keep invented responses, each checked against the frozen questionnaire; return how many.

    Their codes are thrown away: nobody resumes or withdraws what nobody answered.

    Parameters
    ----------
    storage : Storage
    campaign : str
    invented : iterable
        Organisations and what is answered for each; nobody, in an open poll.
    day : date

    Raises
    ------
    NotNowError
        When the campaign is no demonstration, does not take answers that day, or an answer could not be submitted.
    """

    def work(connection: Connection) -> int:
        held = campaign_in(connection, campaign)
        if not held.demonstration or not held.takes_answers(day):
            raise NotNowError("Seule une démonstration ouverte reçoit des réponses inventées.")
        form, kept = form_in(connection, held), 0
        for organisation, given in invented:
            found = review(form, given)
            if found.faults or found.set_aside or found.empty:
                raise NotNowError("Une réponse inventée ne respecte pas le questionnaire.")
            identifier, kept = new_key(), kept + 1
            connection.execute(insert(response).values(
                id=identifier, campaign=campaign, code_hmac=keyed(storage.key, "resume", new_code()),
                state="submitted", slot=slot_of(held, organisation, ""), week=week_of(day), revision=1,
                channel="invented", **_named(organisation),
            ))  # fmt: skip
            connection.execute(insert(answer), [
                {
                    "response": identifier, "question": cell.question, "row": cell.row, "kind": one.state,
                    "value": json.dumps(one.value, ensure_ascii=False), "fault": "", "revision": 1,
                }
                for cell, one in given.items()
            ])  # fmt: skip
        return kept

    return storage.answers.writer.do(work)


def _named(organisation: Organisation | None) -> dict[str, str | None]:
    """Return what a response keeps of its organisation; nothing in an open poll."""
    if organisation is None:
        return {}
    return {
        "organisation": organisation.id, "name": organisation.name, "type": organisation.type,
        "siren": organisation.siren, "territory": organisation.territory,
    }  # fmt: skip
