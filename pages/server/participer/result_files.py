"""Files of results to take away: the tables, the frozen document, the picture of a chart or of the map."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from observatoire.exports.tables.texts import csv_bytes, file_name
from observatoire.exports.work import Work as Apart
from pages.server.apart.line import RefusedError
from pages.server.apart.pool import NOT_MADE, NotMadeError, made
from pages.server.apart.turns import asker, in_turn, too_many
from pages.server.first_view import origin
from pages.server.participer.around import notice_of
from pages.server.participer.beginning import refused_page
from pages.server.participer.desk import storage
from pages.server.participer.published import Work, answered, publication, regions
from pages.state.data import shared_data
from participation.storage.publishing import published_bytes
from participation.storage.refusals import AbsentError
from participation.views.answer_map import map_svg, places_told
from participation.views.charts import Head, chart_svg
from participation.views.files import HEADER, csv_of, rows
from participation.views.groups import ALL, group_of, same_group
from participation.views.reading import source_sentence
from participation.views.tables import groups_shown
from participation.views.taking_part import map_sentence

A_DAY = "public, max-age=86400"
NO_CHART = "Ce dessin n’existe pas dans ces résultats."
SYNTHESES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""Forms of the synthesis, by their ending."""
SCALE = 2.0
"""Pixels of a picture for each unit of its drawing."""
CSV, SVG = "text/csv; charset=utf-8", "image/svg+xml; charset=utf-8"


def file_routes(home: str) -> list[BaseRoute]:
    """Return the addresses of files, which come before those of pages.

    Parameters
    ----------
    home : str
        Address of the list of surveys.
    """
    here = f"{home}/resultats/{{campaign}}"

    def get(work: Work) -> Callable[[Request], Awaitable[Response]]:
        return in_turn(lambda request: answered(work, request, home))

    def png(draw: Work) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            return await _painted(draw, request, home)

        return endpoint

    async def synthesis(request: Request) -> Response:
        return await _synthesis(request, home)

    return [
        Route(f"{here}.csv", get(_csv)),
        Route(f"{here}.json", get(_json)),
        Route(f"{here}/synthese.{{form}}", synthesis),
        Route(f"{here}/qui-a-repondu.svg", get(_map)),
        Route(f"{here}/qui-a-repondu.png", png(_map)),
        Route(f"{here}/{{question}}.csv", get(_question_csv)),
        Route(f"{here}/{{question}}.svg", get(_chart)),
        Route(f"{here}/{{question}}.png", png(_chart)),
    ]


def _csv(request: Request, _home: str) -> Response:
    told, form, _ = publication(request)
    return _file(told, csv_of(told, form, regions()), "csv", CSV)


def _json(request: Request, _home: str) -> Response:
    told, _, _ = publication(request)
    return _file(told, published_bytes(storage(), told["campaign"]["id"]), "json", "application/json")


def _question_csv(request: Request, _home: str) -> Response:
    told, form, _ = publication(request)
    question = request.path_params["question"]
    lines = [line for line in rows(told, form, regions()) if line[HEADER.index("question")] == question]
    if not lines:
        raise AbsentError(NO_CHART)
    return _file(told, csv_bytes(lines, HEADER), "csv", CSV, question)


def _chart(request: Request, home: str) -> Response:
    """Answer with the picture of a question for one group: `?groupe=`, and `?ligne=` of a grid."""
    told, form, sha = publication(request)
    question, key = request.path_params["question"], request.query_params.get("groupe", ALL)[:60]
    row, group = request.query_params.get("ligne", ""), group_of(told, key)
    table = next((one for one in told["questions"] if (one["question"], one["row"]) == (question, row)), None)
    if table is None or group is None:
        raise AbsentError(NO_CHART)
    asked = form.questions[question]
    [shown] = groups_shown(told, asked, [same_group(table, group)], regions())
    label = next((f" – {one.label}" for one in asked.rows if one.id == row), "")
    page = f"{origin(request.scope)}{home}/resultats/{told['campaign']['id']}/{question}"
    sources = (source_sentence(told, sha, page),)
    head = Head(f"{asked.text}{label}", f"{shown.name}, {shown.answers}", shown.sentence, sources, notice_of(told))
    return _file(told, str(chart_svg(head, shown)).encode(), "svg", SVG, question, *filter(None, (row, key)))


def _map(request: Request, home: str) -> Response:
    told, _, sha = publication(request)
    found = places_told(told, regions())
    page = f"{origin(request.scope)}{home}/resultats/{told['campaign']['id']}/qui-a-repondu"
    within = told["frame"].get("within", {}).get("territories", ())
    drawn = map_svg(shared_data()[0], found, map_sentence(found), source_sentence(told, sha, page), within)
    if not drawn:
        raise AbsentError(NO_CHART)
    return _file(told, str(drawn).encode(), "svg", SVG, "qui-a-repondu")


def _file(told: dict[str, Any], content: bytes, extension: str, kind: str, *about: str) -> Response:
    mark = ("demonstration",) if told["demonstration"] else ()
    name = file_name(*mark, "resultats", told["campaign"]["id"], *about, extension=extension)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": A_DAY}
    return Response(content, media_type=kind, headers=headers)


async def _painted(draw: Work, request: Request, home: str) -> Response:
    """Answer with a drawing in pixels, which another process paints, in a line fair between visitors."""
    drawn = await anyio.to_thread.run_sync(lambda: answered(draw, request, home))
    if drawn.status_code != 200:
        return drawn
    from observatoire.exports.pictures.pixels import svg_png  # what paints is heavy: not for the first page to wait for

    headers = {name: drawn.headers[name].replace(".svg", ".png") for name in ("content-disposition", "cache-control")}
    return await _apart(request, Apart(svg_png, bytes(drawn.body).decode(), SCALE), "image/png", headers)


async def _synthesis(request: Request, home: str) -> Response:
    """Answer with the synthesis of a campaign, to print or to edit."""
    extension = request.path_params["form"]
    if extension not in SYNTHESES:
        return refused_page(home, NO_CHART, 404)
    works: list[Apart] = []

    def gather(asked: Request, _home: str) -> Response:
        from observatoire.exports.reports.docx import report_docx
        from observatoire.exports.reports.pdf import report_pdf
        from participation.views.synthesis.content import synthesis

        told, form, sha = publication(asked)
        write = report_pdf if extension == "pdf" else report_docx
        works.append(Apart(write, synthesis(told, form, regions(), sha)))
        return _file(told, b"", extension, SYNTHESES[extension], "synthese")

    found = await anyio.to_thread.run_sync(lambda: answered(gather, request, home))
    if not works:
        return found
    headers = {name: found.headers[name] for name in ("content-disposition", "cache-control")}
    return await _apart(request, works[0], SYNTHESES[extension], headers)


async def _apart(request: Request, work: Apart, kind: str, headers: dict[str, str]) -> Response:
    """Answer with what another process makes."""

    async def is_there() -> bool:
        return not await request.is_disconnected()

    try:
        body = await made(asker(request), work, is_there)
    except RefusedError:
        return too_many()
    except NotMadeError:
        logging.getLogger(__name__).exception("no file for %s", request.url.path)
        return PlainTextResponse(NOT_MADE, status_code=503)
    return Response(body, media_type=kind, headers=headers)
