"""Published results: all of a page and of a file comes from the frozen document."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from observatoire.exports.tables.texts import file_name
from observatoire.views.french.numerals import number
from pages.server.participer.beginning import refused_page
from pages.server.participer.desk import storage
from pages.state.data import shared_data
from participation.model.questionnaire import Questionnaire
from participation.results.publication import INVENTED, PublicationError, thawed
from participation.storage.campaigns import campaign_of, form_of
from participation.storage.publishing import published_bytes, published_campaigns, published_sha
from participation.storage.refusals import AbsentError
from participation.views.files import csv_of
from participation.views.html.pages import page_html
from participation.views.reading import facts_sentence, reading_sentences, weights_sentences
from participation.views.tables import VIEWS, cuts_of, question_shown
from participation.views.words import RegionNames, answers_text, cell_name, regions_of, reservation_sentence

PATH = "/participer"
NO_QUESTION = "Cette question n’a pas de résultat publié."
Published = tuple[dict[str, Any], Questionnaire, str]
"""A publication, the questionnaire that was answered, the digest."""


def result_routes(base: str) -> list[BaseRoute]:
    """Return the addresses of published results, which come before those of surveys.

    Parameters
    ----------
    base : str
        Path that the application is installed under.
    """
    home = f"{base}{PATH}"
    here = f"{home}/resultats"

    def get(work: Callable[[Request, str], Response]) -> Callable[[Request], Response]:
        return lambda request: _answered(work, request, home)

    return [
        Route(f"{here}/", get(_publications_page)),
        Route(here, lambda _: RedirectResponse(f"{here}/")),
        Route(f"{here}/{{campaign}}.csv", get(_csv)),
        Route(f"{here}/{{campaign}}.json", get(_json)),
        Route(f"{here}/{{campaign}}", get(_campaign_page)),
        Route(f"{here}/{{campaign}}/{{question}}", get(_question_page)),
    ]


def _answered(work: Callable[[Request, str], Response], request: Request, home: str) -> Response:
    try:
        return work(request, home)
    except AbsentError as absent:
        return refused_page(home, str(absent), 404)
    except PublicationError as changed:
        return refused_page(home, str(changed), 500)


def _published(request: Request) -> Published:
    identifier = request.path_params["campaign"][:60]
    return _thawed(identifier, published_sha(storage(), identifier))


@lru_cache(maxsize=2)
def _thawed(identifier: str, sha: str) -> Published:
    """Return a publication, read once for all who ask for it: its digest names its bytes."""
    made = thawed(published_bytes(storage(), identifier), sha)
    return made, form_of(storage(), campaign_of(storage(), identifier)), sha


def _regions() -> RegionNames:
    return regions_of(shared_data()[0])


def _publications_page(_request: Request, home: str) -> Response:
    publications = [
        {
            "title": one.title, "address": f"{home}/resultats/{one.id}",
            "notice": INVENTED if one.demonstration else "",
            "facts": facts_sentence(_thawed(one.id, published_sha(storage(), one.id))[0]),
        }
        for one in published_campaigns(storage())
    ]  # fmt: skip
    return HTMLResponse(
        page_html("published", "Résultats des enquêtes", f"{home}/", notice="", publications=publications)
    )


def _campaign_page(request: Request, home: str) -> Response:
    made, form, sha = _published(request)
    address, regions = f"{home}/resultats/{made['campaign']['id']}", _regions()
    page = page_html(
        "campaign_results", _title(made), f"{home}/", notice=made["notice"],
        facts=facts_sentence(made), sha=sha, weights=weights_sentences(made),
        doubts=[reservation_sentence(one, made["frame"], regions) for one in made["reservations"]],
        sections=_sections(made, form, address), csv=f"{address}.csv", json=f"{address}.json",
        cells=[
            {
                "name": cell_name(made, one, regions), "total": number(one["total"]),
                "answers": "non communiqué" if one["answers"] is None else number(one["answers"]),
            }
            for one in made["weights"]["cells"]
        ],
    )  # fmt: skip
    return HTMLResponse(page)


def _title(made: dict[str, Any]) -> str:
    return f"Résultats – {made['campaign']['title']}"


def _sections(made: dict[str, Any], form: Questionnaire, address: str) -> list[dict[str, Any]]:
    """Return the questions that have results by section, with how many answers the first group has."""
    first = {table["question"]: table["groups"][0] for table in reversed(made["questions"])}
    parts = [
        {
            "title": section.title,
            "questions": [
                {"text": one.text, "address": f"{address}/{one.id}", "answers": answers_text(first[one.id])}
                for one in section.questions
                if one.id in first
            ],
        }
        for section in form.sections
    ]  # fmt: skip
    return [part for part in parts if part["questions"]]


def _question_page(request: Request, home: str) -> Response:
    made, form, _ = _published(request)
    identifier, part = request.path_params["question"], request.query_params.get("par", "")
    told = list(dict.fromkeys(table["question"] for table in made["questions"]))
    if identifier not in told or part not in VIEWS:
        raise AbsentError(NO_QUESTION)
    address = f"{home}/resultats/{made['campaign']['id']}"
    around = [
        {"text": form.questions[told[at]].text, "address": f"{address}/{told[at]}"} if 0 <= at < len(told) else None
        for at in (told.index(identifier) - 1, told.index(identifier) + 1)
    ]
    page = page_html(
        "question_results", form.questions[identifier].text, f"{home}/", notice=made["notice"],
        campaign=_title(made), campaign_address=address,
        views=[
            {
                "label": label, "address": f"{address}/{identifier}{f'?par={name}' if name else ''}",
                "current": name == part,
            }
            for name, (label, cuts) in VIEWS.items()
            if set(cuts) & cuts_of(made)
        ],
        shown=question_shown(made, form, identifier, VIEWS[part][1], _regions()),
        ranking=form.questions[identifier].kind == "rank", reading=reading_sentences(form.questions[identifier]),
        csv=f"{address}.csv", json=f"{address}.json", previous=around[0], next=around[1],
    )  # fmt: skip
    return HTMLResponse(page)


def _csv(request: Request, _home: str) -> Response:
    made, form, _ = _published(request)
    return _file(made, csv_of(made, form, _regions()), "csv", "text/csv; charset=utf-8")


def _json(request: Request, _home: str) -> Response:
    made, _, _ = _published(request)
    return _file(made, published_bytes(storage(), made["campaign"]["id"]), "json", "application/json")


def _file(made: dict[str, Any], content: bytes, extension: str, kind: str) -> Response:
    mark = ("demonstration",) if made["demonstration"] else ()
    name = file_name(*mark, "resultats", made["campaign"]["id"], extension=extension)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)
