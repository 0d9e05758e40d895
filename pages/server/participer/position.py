"""« Ma position »: one's own answers among the published ones, for who holds the code; never kept by anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from observatoire.model.territory import Territory
from observatoire.views.french.wording import spaced
from pages.server.participer.around import is_poll, notice_of
from pages.server.participer.beginning import refused_page
from pages.server.participer.beside import beside_question, place_ways
from pages.server.participer.desk import COOKIE, Answering, answering, set_ticket, storage
from pages.server.participer.posted import WRITING, received
from pages.server.participer.published import publication_of_campaign, regions, title_of
from pages.server.participer.resuming import response_of_code
from pages.server.participer.sections import answer_text
from pages.state.data import shared_data
from participation.model.questionnaire import Cell, Question
from participation.model.strata import Stratum
from participation.results.country import Country, Place, country_of
from participation.results.gathering import classes_of
from participation.results.publication import PublicationError
from participation.statistics.cells import APART
from participation.storage.answering import open_ticket
from participation.storage.campaigns import campaign_of
from participation.storage.refusals import NOTHING, RefusedError
from participation.views.html.fields import Sent
from participation.views.html.pages import page_html, render
from participation.views.position import ALL_ALONE, RULE, is_alone, positions
from participation.views.reading import reservation_sentences
from participation.views.words import answers_text

ASK = "Donnez le code que vous avez noté en commençant à répondre\u202f: il n’y a pas d’autre entrée."
NOT_YET = "Les résultats de cette enquête ne sont pas encore publiés\u202f: votre position se verra alors."
NOT_SENT = "Cette réponse n’a pas été envoyée, ou a été retirée\u202f: elle n’est dans aucun résultat."
NOBODY = (
    "Votre réponse n’est rattachée à aucune organisation\u202f: ce que l’observatoire mesure de la vôtre ne peut pas "
    "être mis à côté."
)


def position_routes(home: str) -> list[BaseRoute]:
    """Return the addresses of « Ma position ».

    Parameters
    ----------
    home : str
        Address of the list of surveys.
    """

    async def enter(request: Request) -> Response:
        sent = await received(request)
        if isinstance(sent, Response):
            return sent
        return await anyio.to_thread.run_sync(
            lambda: _private(lambda: _entered(request, home, sent), home), limiter=WRITING
        )

    here = f"{home}/ma-position"
    return [
        Route(here, lambda request: _private(lambda: _position_page(request, home), home)),
        Route(here, enter, methods=["POST"]),
    ]


def _private(work: Callable[[], Response], home: str) -> Response:
    """Answer to one respondent alone: nothing between their browser and us may keep it."""
    try:
        response = work()
    except (RefusedError, PublicationError) as refusal:
        response = refused_page(home, str(refusal))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Cookie"
    return response


def _entered(request: Request, home: str, sent: Sent) -> Response:
    """Give this browser its ticket, for the code that it sends; tries are counted with those of the plain form."""
    found = response_of_code(request, sent, lambda _, sentence, status: _entry(home, sentence, status))
    if isinstance(found, Response):
        return found
    response = RedirectResponse(f"{home}/ma-position", status_code=303)
    set_ticket(response, open_ticket(storage(), found, datetime.now(UTC)), request, home)
    return response


def _entry(home: str, notice: str, status: int) -> Response:
    page = page_html("position_entry", "Ma position", f"{home}/", notice=notice, here=f"{home}/ma-position", ask=ASK)
    return HTMLResponse(page, status_code=status)


def _position_page(request: Request, home: str) -> Response:
    mine = answering(request.cookies.get(COOKIE, ""))
    if mine is None:
        return _entry(home, "", 200)
    if mine.draft.state not in ("submitted", "published"):
        return _said(home, NOT_SENT)
    if mine.campaign.state not in ("published", "purged"):
        return _said(home, NOT_YET)
    made, form, _ = publication_of_campaign(mine.campaign.id)
    place = _place(mine, made)

    def words(question: Question, cell: Cell) -> str:
        return answer_text(question, cell, mine.draft.saved.get(cell, NOTHING))

    review = mine.draft.review(form)
    found = positions(made, form, review, place, regions(), words)
    alone, territory = is_alone(found), _territory(mine)
    parts = [
        {
            "title": section.title,
            "questions": [
                (one, _measures(mine, one.cell, home, territory) if territory is not None else [])
                for one in found[section.id]
            ],
        }
        for section in form.sections
        if section.id in found
    ]
    page = page_html(
        "position", "Ma position", f"{home}/", notice=notice_of(made), campaign=title_of(made),
        campaign_address=f"{home}/resultats/{mine.campaign.id}", rule=spaced(ALL_ALONE if alone else RULE),
        alone=alone, parts=parts, who=_who(mine),
        doubts=reservation_sentences(made, regions()),
        ways=place_ways(territory, home) if territory is not None else (), anonymous=territory is None,
        answers=answers_text({"withheld": False, "answers": made["answers"], "rounded": False}),
        foot=render("foot", leave=f"{home}/quitter"),
    )  # fmt: skip
    return HTMLResponse(page)


def _said(home: str, sentence: str) -> Response:
    page = page_html(
        "said", "Ma position", f"{home}/", sentence=sentence, address=f"{home}/resultats/",
        label="Les résultats des enquêtes",
    )  # fmt: skip
    return HTMLResponse(page)


def _who(mine: Answering) -> str:
    organisation = mine.draft.organisation
    if organisation is None:
        return NOBODY
    return f"{organisation.name} ({organisation.place})" if organisation.place else organisation.name


def _territory(mine: Answering) -> Territory | None:
    """Return the collectivité that answered; None in `anonyme`, or where the observatory ignores it."""
    organisation = mine.draft.organisation
    if organisation is None or organisation.territory is None:
        return None
    store = shared_data()[0]
    return store.territory(organisation.territory) if organisation.territory in store.territories.index else None


def _measures(mine: Answering, cell: Cell, home: str, territory: Territory) -> list[Any]:
    given = mine.draft.saved.get(cell, NOTHING).given
    return beside_question(mine.form.id, cell.question, home, territory, given.value, cell.row)


def _place(mine: Answering, made: dict[str, Any]) -> Place:
    """Return where a response is in the frame of the publication, by the names that both have."""
    if is_poll(made):
        return 0, 0, 0  # one group, of all answers
    country, classes = _country(mine.campaign.id)
    territory = mine.draft.organisation.territory if mine.draft.organisation is not None else None
    kind, size, region = country.place(mine.draft.strata if territory is None else classes.get(territory))
    frame = made["frame"]
    if kind == APART or country.frame.kinds[kind] not in frame["kinds"]:
        return APART, 0, 0
    if country.frame.sizes[size] not in frame["sizes"] or country.frame.regions[region] not in frame["regions"]:
        return APART, 0, 0
    return (
        frame["kinds"].index(country.frame.kinds[kind]),
        frame["sizes"].index(country.frame.sizes[size]),
        frame["regions"].index(country.frame.regions[region]),
    )


@lru_cache(maxsize=2)
def _country(campaign: str) -> tuple[Country, dict[str, Stratum]]:
    """Return the frame of a campaign, and the class of each collectivité: the same for all who ask for theirs."""
    store, asked = shared_data()[0], campaign_of(storage(), campaign)
    classes = classes_of(store, asked)
    return country_of(store, classes, asked.strata), classes
