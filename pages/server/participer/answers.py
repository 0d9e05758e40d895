"""The addresses of a respondent, and the pages of a section: shown, saved answer by answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from pages.server.apart.turns import in_turn
from pages.server.participer.beginning import begin, begin_page, refused_page, surveys_page
from pages.server.participer.desk import COOKIE, Answering, answering, mark_of, now, set_ticket, storage, today
from pages.server.participer.posted import WRITING, fresh, given_back, received, typed_page
from pages.server.participer.resuming import (
    ANOTHER_SINCE,
    NO_TICKET,
    erase,
    in_hand,
    is_of,
    leave,
    response_of_code,
    resume,
    resume_page,
)
from pages.server.participer.reviewing import (
    contact_given,
    contact_page,
    own_file,
    review_page,
    sent_page,
    whose,
    withdrawn_page,
)
from pages.server.participer.sections import asked_of, save_section, save_typed, sections_of, way_through
from participation.model.answers import ForgedAnswerError, Given
from participation.model.questionnaire import Cell, Section
from participation.storage.answering import open_ticket
from participation.storage.refusals import RefusedError, UnavailableError
from participation.views.html.blocks import progress_sentence
from participation.views.html.fields import Sent
from participation.views.html.pages import page_html, render

PATH = "/participer"
ANOTHER_CODE = (
    "Ce code est celui d’une autre réponse que celle où vous avez écrit ceci\u202f: rien n’est enregistré. Donnez "
    "celui de la première."
)
SENDING = ("envoyer", "retirer", "effacer", "mots")
"""Addresses to which forms are sent: a browser that opens its last page again asks for them as pages."""


def answer_routes(base: str) -> list[BaseRoute]:
    """Return the routes to give to `st.App(routes=…)` where participation is on.

    Parameters
    ----------
    base : str
        Path that the application is installed under.
    """
    home = f"{base}{PATH}"

    def get(work: Callable[[Request, str], Response]) -> Callable[[Request], Response]:
        return lambda request: _answered(work, request, home)

    def post(work: Callable[[Request, str, Sent], Response]) -> Callable[[Request], object]:
        async def endpoint(request: Request) -> Response:
            sent = await received(request)
            if isinstance(sent, Response):
                return sent
            return await anyio.to_thread.run_sync(
                lambda: _answered(lambda asked, path: given_back(work, asked, path, sent), request, home),
                limiter=WRITING,
            )

        return endpoint

    return [
        Route(f"{home}/", get(surveys_page)),
        Route(home, lambda _: RedirectResponse(f"{home}/")),
        Route(f"{home}/reprise", get(resume_page)),
        Route(f"{home}/reprise", post(resume), methods=["POST"]),
        Route(f"{home}/quitter", post(leave), methods=["POST"]),
        Route(f"{home}/relire", get(_review)),
        Route(f"{home}/envoyer", post(sent_page), methods=["POST"]),
        Route(f"{home}/retirer", post(withdrawn_page), methods=["POST"]),
        Route(f"{home}/effacer", post(erase), methods=["POST"]),
        Route(f"{home}/synthese", get(contact_page)),
        Route(f"{home}/synthese", post(contact_given), methods=["POST"]),
        Route(f"{home}/mes-reponses.{{kind}}", in_turn(get(own_file))),
        Route(f"{home}/mots", post(_keep_typed), methods=["POST"]),
        Route(f"{home}/repondre/{{section}}", get(_section_page)),
        Route(f"{home}/repondre/{{section}}", post(_save), methods=["POST"]),
        *(Route(f"{home}/{sending}", lambda _: RedirectResponse(f"{home}/relire")) for sending in SENDING),
        Route(f"{home}/{{campaign}}", get(begin_page)),
        Route(f"{home}/{{campaign}}/commencer", lambda one: RedirectResponse(f"{home}/{one.path_params['campaign']}")),
        Route(f"{home}/{{campaign}}/commencer", post(begin), methods=["POST"]),
    ]


def _answered(work: Callable[[Request, str], Response], request: Request, home: str) -> Response:
    """Answer with a page, or with the sentence of what is refused; nothing of a respondent's is ever cached."""
    try:
        response = work(request, home)
    except (RefusedError, ForgedAnswerError) as refusal:
        response = refused_page(home, str(refusal), 503 if isinstance(refusal, UnavailableError) else 409)
    response.headers["Cache-Control"] = "no-store"
    return response


def _section_page(request: Request, home: str) -> Response:
    mine = in_hand(request, home)
    return mine if isinstance(mine, Response) else _drawn(request, mine, home, {})


def _drawn(request: Request, mine: Answering, home: str, told: dict[Cell, tuple[Given, int, str]]) -> Response:
    """Return the page of a section; `told` holds what was typed in it and is not kept, and why."""
    found = mine.draft.review(mine.form)
    sections = sections_of(mine.form, found)
    at = _at(sections, request.path_params["section"])
    if at is None or mine.draft.state != "draft" or not mine.campaign.takes_answers(today()):
        return RedirectResponse(f"{home}/relire", status_code=303)
    done, asked = found.progress()
    page = page_html(
        "section", mine.campaign.title, f"{home}/",
        section=sections[at], questions=asked_of(sections[at], found, mine.draft, told), first=at == 0,
        steps=way_through(sections, found, sections[at].id, f"{home}/repondre/", f"{home}/relire"),
        whose=whose(mine), mark=mine.mark, progress=progress_sentence(done, asked),
        here=fresh(f"{home}/repondre/{sections[at].id}"), refused=_first_told(sections[at], told),
        saved=_saved(request), foot=render("foot", leave=f"{home}/quitter"),
    )  # fmt: skip
    return HTMLResponse(page, status_code=422 if told else 200)


def _at(sections: list[Section], identifier: str) -> int | None:
    return next((at for at, section in enumerate(sections) if section.id == identifier), None)


def _first_told(section: Section, told: Iterable[Cell]) -> str:
    """Return the first question of which something is not kept, to which the browser goes; "" for none."""
    questions = {cell.question for cell in told}
    return next((question.id for question in section.questions if question.id in questions), "")


def _saved(request: Request) -> str:
    """Return the time that an address says something was saved at; "" for anything else."""
    said = request.query_params.get("enregistre", "")
    hours, _, minutes = said.partition("-")
    fits = hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit() and len(said) <= 5
    return f"{int(hours)}\u00a0h\u00a0{int(minutes):02d}" if fits and int(hours) < 24 and int(minutes) < 60 else ""


def _save(request: Request, home: str, sent: Sent) -> Response:
    """Save a section; who has no ticket any more gives their code, and loses nothing of what they typed.

    So does who has opened another response since: what was typed in one is never saved in another.
    """
    mine = answering(request.cookies.get(COOKIE, ""))
    if mine is not None and is_of(mine.mark, sent):
        return _saved_section(request, mine, home, sent)

    def asked(_: str, sentence: str, status: int) -> Response:
        return typed_page(request, home, sent, sentence, code=True, status=status)

    if "code" not in sent:
        return asked("", NO_TICKET, 403) if mine is None else asked("", ANOTHER_SINCE, 409)
    identifier = response_of_code(request, sent, asked)
    if isinstance(identifier, Response):
        return identifier
    if not is_of(mark_of(identifier), sent):
        return asked("", ANOTHER_CODE, 409)
    ticket = open_ticket(storage(), identifier, datetime.now(UTC))
    again = answering(ticket)
    response = asked("", NO_TICKET, 403) if again is None else _saved_section(request, again, home, sent)
    set_ticket(response, ticket, request, home)
    return response


def _saved_section(request: Request, mine: Answering, home: str, sent: Sent) -> Response:
    section = next((one for one in mine.form.sections if one.id == request.path_params["section"]), None)
    if section is None:
        return RedirectResponse(f"{home}/relire", status_code=303)
    before = mine.draft.review(mine.form).asked
    draft, told = save_section(storage(), mine.draft, section, sent, today())
    again = replace(mine, draft=draft)
    if told:
        return _drawn(request, again, home, told)
    found = again.draft.review(again.form)
    here = [cell for question in section.questions for cell in question.cells]
    invalid = [cell for cell in here if found.states[cell] == "invalid"]
    new = [cell for cell in here if cell in found.asked and cell not in before]
    sections = sections_of(again.form, found)
    at = _at(sections, section.id)
    where = sent.get("aller", ("suite",))[-1]
    if at is None or (where == "suite" and at + 1 == len(sections) and not invalid and not new):
        address = f"{home}/relire"
    elif where == "ici" or invalid or new:
        address = f"{home}/repondre/{section.id}"
    else:
        address = f"{home}/repondre/{sections[max(at + (1 if where == 'suite' else -1), 0)].id}"
    anchor = "".join(f"#{cell.question}" for cell in [*invalid, *new][:1])
    time = urlencode({"enregistre": f"{now():%H-%M}"})
    return RedirectResponse(f"{address}?{time}{anchor}", status_code=303)


def _keep_typed(request: Request, home: str, sent: Sent) -> Response:
    """Save what was being typed in the application as its page was closed (`browser/answers.js`)."""
    mine = in_hand(request, home, sent)
    if isinstance(mine, Response):
        return mine
    save_typed(mine, sent, today())
    return Response(status_code=204)


def _review(request: Request, home: str) -> Response:
    return review_page(request, home, saved=_saved(request))
