"""The routes of a respondent: surveys, beginning, sections, reading through, sending, taking away, withdrawing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from observatoire.exports.tables.texts import csv_bytes, file_name, safe_cell
from pages.server.participer.beginning import begin, begin_page, refused_page, surveys_page
from pages.server.participer.desk import (
    CODES,
    COOKIE,
    TOO_MANY,
    Answering,
    answering,
    now,
    set_ticket,
    storage,
    today,
)
from pages.server.participer.sections import answer_text, asked_of, is_done, label_of, save_section, sections_of
from participation.model.answers import ForgedAnswerError, Given, review
from participation.model.codes import CodeError, read_code
from participation.model.questionnaire import Cell, Section
from participation.storage.answering import close_ticket, open_ticket, submit
from participation.storage.refusals import NotReadyError, RefusedError, UnavailableError
from participation.storage.responses import NOTHING, find_response
from participation.storage.submitting import withdraw_response
from participation.views.html.fields import Sent
from participation.views.html.pages import Step, page_html, render

LARGEST = 400_000
"""Bytes that one section may send: ten written answers of the greatest length."""
UNKNOWN_CODE = "Ce code n’ouvre aucune réponse. Vérifiez chaque signe\u202f: il en compte dix-sept, sans O ni I."
TOO_LARGE = "Ce que vous envoyez est trop long."
NO_TICKET = "Reprenez votre réponse avec son code\u202f: cet appareil ne la connaît pas, ou plus."
SENT = "Votre réponse est envoyée. Merci."
PATH = "/participer"


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
            sent = await _sent(request)
            if sent is None:
                return PlainTextResponse(TOO_LARGE, status_code=413)
            return await anyio.to_thread.run_sync(
                lambda: _answered(lambda asked, path: work(asked, path, sent), request, home)
            )

        return endpoint

    return [
        Route(f"{home}/", get(surveys_page)),
        Route(home, lambda _: RedirectResponse(f"{home}/")),
        Route(f"{home}/reprise", post(_resume), methods=["POST"]),
        Route(f"{home}/quitter", post(_leave), methods=["POST"]),
        Route(f"{home}/relire", get(_review_page)),
        Route(f"{home}/envoyer", post(_send), methods=["POST"]),
        Route(f"{home}/retirer", post(_withdraw), methods=["POST"]),
        Route(f"{home}/mes-reponses.csv", get(_csv)),
        Route(f"{home}/repondre/{{section}}", get(_section_page)),
        Route(f"{home}/repondre/{{section}}", post(_save), methods=["POST"]),
        Route(f"{home}/{{campaign}}", get(begin_page)),
        Route(f"{home}/{{campaign}}/commencer", post(begin), methods=["POST"]),
    ]


async def _sent(request: Request) -> Sent | None:
    """Return the fields of a form; None where they are too many or too long."""
    if int(request.headers.get("content-length") or LARGEST + 1) > LARGEST:
        return None
    form = await request.form(max_files=0, max_fields=2_000)
    sent: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            sent.setdefault(name, []).append(value)
    return sent


def _answered(work: Callable[[Request, str], Response], request: Request, home: str) -> Response:
    """Answer with a page, or with the sentence of what is refused; nothing of a respondent's is ever cached."""
    try:
        response = work(request, home)
    except (RefusedError, ForgedAnswerError) as refusal:
        lost = isinstance(refusal, UnavailableError)  # a disk that is full, a server lost: the same may be asked again
        response = refused_page(home, str(refusal), 503 if lost else 409)
    response.headers["Cache-Control"] = "no-store"
    return response


def _resume(request: Request, home: str, sent: Sent) -> Response:
    host = request.client.host if request.client else ""
    if CODES.refused(host):
        return surveys_page(request, home, TOO_MANY, status=429)
    try:
        code = read_code(sent.get("code", ("",))[-1][:60])
    except CodeError as error:
        CODES.note(host, right=False)
        return surveys_page(request, home, str(error), status=422)
    identifier = find_response(storage(), code)
    CODES.note(host, right=identifier is not None)
    if identifier is None:
        return surveys_page(request, home, UNKNOWN_CODE, status=422)
    response = RedirectResponse(f"{home}/relire", status_code=303)
    set_ticket(response, open_ticket(storage(), identifier, datetime.now(UTC)), request, home)
    return response


def _leave(request: Request, home: str, _sent: Sent) -> Response:
    close_ticket(storage(), request.cookies.get(COOKIE, ""))
    response = RedirectResponse(f"{home}/", status_code=303)
    response.delete_cookie(COOKIE, path=home)
    return response


def _mine(request: Request, home: str) -> Answering | Response:
    found = answering(request)
    return surveys_page(request, home, NO_TICKET, status=403) if found is None else found


def _section_page(request: Request, home: str) -> Response:
    mine = _mine(request, home)
    return mine if isinstance(mine, Response) else _drawn(request, mine, home, {}, "")


def _drawn(
    request: Request, mine: Answering, home: str, told: dict[Cell, tuple[Given, int, str]], problem: str
) -> Response:
    """Return the page of a section; `told` holds what was typed in it and is not kept, `problem` why nothing was."""
    found = mine.draft.review(mine.form)
    sections = sections_of(mine.form, found)
    at = _at(sections, request.path_params["section"])
    if at is None or mine.draft.state != "draft":
        return RedirectResponse(f"{home}/relire", status_code=303)
    done, asked = found.progress()
    page = page_html(
        "section", mine.campaign.title, f"{home}/",
        section=sections[at], questions=asked_of(sections[at], found, mine.draft, told), first=at == 0,
        steps=[
            Step(section.title, f"{home}/repondre/{section.id}", section is sections[at], is_done(section, found))
            for section in sections
        ] + [Step("Relire et envoyer", f"{home}/relire", False, False)],
        progress=f"{done} questions sur {asked} ont une réponse.", here=f"{home}/repondre/{sections[at].id}",
        saved=_saved(request), problem=problem, foot=render("foot", leave=f"{home}/quitter"),
    )  # fmt: skip
    return HTMLResponse(page, status_code=422 if told or problem else 200)


def _at(sections: list[Section], identifier: str) -> int | None:
    return next((at for at, section in enumerate(sections) if section.id == identifier), None)


def _saved(request: Request) -> str:
    """Return the time that an address says something was saved at; "" for anything else."""
    said = request.query_params.get("enregistre", "")
    hours, _, minutes = said.partition("-")
    fits = hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit() and len(said) <= 5
    return f"{int(hours)}\u00a0h\u00a0{int(minutes):02d}" if fits and int(hours) < 24 and int(minutes) < 60 else ""


def _save(request: Request, home: str, sent: Sent) -> Response:
    mine = _mine(request, home)
    if isinstance(mine, Response):
        return mine
    section = next((one for one in mine.form.sections if one.id == request.path_params["section"]), None)
    if section is None:
        return RedirectResponse(f"{home}/relire", status_code=303)
    before = mine.draft.review(mine.form).asked
    told = save_section(storage(), mine.identifier, section, sent, today())
    again = answering(request)
    assert again is not None, "its ticket held a moment ago"
    if told:
        return _drawn(request, again, home, told, "")
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


def _review_page(request: Request, home: str, problem: str = "", status: int = 200) -> Response:
    mine = _mine(request, home)
    if isinstance(mine, Response):
        return mine
    found = mine.draft.review(mine.form)
    section_of = {question.id: section.id for section, question in mine.form.in_order()}
    faults = [
        {
            "question": mine.form.questions[cell.question].text, "fault": fault,
            "address": f"{home}/repondre/{section_of[cell.question]}#{cell.question}",
        }
        for cell, fault in found.faults.items()
    ]  # fmt: skip
    parts = [
        {
            "title": section.title, "address": f"{home}/repondre/{section.id}",
            "lines": [dict(zip(("question", "answer"), line, strict=True)) for line in _lines(mine, section)],
        }
        for section in sections_of(mine.form, found)
    ]  # fmt: skip
    page = page_html(
        "review", f"{mine.campaign.title}\u202f: relire", f"{home}/", parts=parts, faults=faults, problem=problem,
        open=mine.draft.state == "draft", invited=mine.campaign.invited, csv=f"{home}/mes-reponses.csv",
        send=f"{home}/envoyer", withdraw=f"{home}/retirer", saved=_saved(request),
        foot=render("foot", leave=f"{home}/quitter"),
    )  # fmt: skip
    return HTMLResponse(page, status_code=status)


def _lines(mine: Answering, section: Section) -> list[tuple[str, str]]:
    """Return the questions of a section that are asked, and their answers, in words."""
    asked = set(review(mine.form, {cell: one.given for cell, one in mine.draft.saved.items()}).asked)
    return [
        (
            " – ".join(filter(None, (question.text, label_of(question, cell)))),
            answer_text(question, cell, mine.draft.saved.get(cell, NOTHING)),
        )
        for question in section.questions
        for cell in question.cells
        if cell in asked
    ]


def _send(request: Request, home: str, sent: Sent) -> Response:
    mine = _mine(request, home)
    if isinstance(mine, Response):
        return mine
    typed = sent.get("invitation", ("",))[-1]
    try:
        token = read_code(typed) if typed else ""
        submit(storage(), mine.identifier, day=today(), token=token)
    except (NotReadyError, CodeError) as error:
        return _review_page(request, home, str(error), 422)
    page = page_html(
        "said", mine.campaign.title, f"{home}/", sentence=SENT, address=f"{home}/relire", label="Relire ma réponse",
    )  # fmt: skip
    return HTMLResponse(page)


def _withdraw(request: Request, home: str, sent: Sent) -> Response:
    mine = _mine(request, home)
    if isinstance(mine, Response):
        return mine
    if sent.get("sur", ("",))[-1] != "oui":
        return _review_page(request, home, "Cochez la case pour retirer votre réponse.", 422)
    withdraw_response(storage(), mine.identifier)
    page = page_html(
        "said", mine.campaign.title, f"{home}/", sentence="Votre réponse est retirée\u202f: elle ne comptera pas.",
        address=f"{home}/", label="Revenir aux enquêtes",
    )  # fmt: skip
    return HTMLResponse(page)


def _csv(request: Request, home: str) -> Response:
    mine = _mine(request, home)
    if isinstance(mine, Response):
        return mine
    sections = sections_of(mine.form, mine.draft.review(mine.form))
    rows = [
        [safe_cell(cell) for cell in (section.title, *line)] for section in sections for line in _lines(mine, section)
    ]
    content = csv_bytes(rows, ("partie", "question", "reponse"))
    name = file_name("mes-reponses", mine.campaign.id)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)
