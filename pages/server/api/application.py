"""The API as FastAPI has it: its addresses, what they take and give, from which the OpenAPI document is made.

Imported at the first request, or a few seconds after the server has started: the first page does not wait for it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from observatoire.api.answering import media_type_of
from observatoire.api.asked import Asked
from observatoire.api.formats import FORMS, GEOJSON, PARQUET, accepted, chosen_form
from observatoire.api.limits import LIMITS
from observatoire.api.problems import ProblemError
from pages.server.api import schemas
from pages.server.api.document import EXAMPLES, document
from pages.server.api.documentation import documentation_page
from pages.server.api.queries import (
    ComparaisonQuery,
    ContoursQuery,
    IndicateursQuery,
    PairsQuery,
    TerritoiresQuery,
    ValeursQuery,
)
from pages.server.api.queries import Query as Parameters
from pages.server.api.refusals import of_framework, of_parameters
from pages.server.api.sending import described, refused, sent
from pages.server.api.working import Made, packed_answer
from pages.server.first_view import origin
from pages.server.packed import pack
from pages.state.data import shared_data

TITLE: Final = "API de l’Observatoire territorial citoyen"
VERSION: Final = "1.0.0"
"""The first number changes when a parameter or a field loses its name or its meaning."""
DOCUMENTATION, OPENAPI = "documentation", "openapi.json"

router = APIRouter()


def build(made: Made | None = None) -> FastAPI:
    """Return the application, to mount under `/api/v1`; `made` has heavy answers made by another process."""
    app = FastAPI(
        title=TITLE,
        version=VERSION,
        summary="Les chiffres des communes, des EPCI, des départements et des régions, avec leurs sources.",
        openapi_url=None,
        docs_url=None,  # the framework's own pages load scripts from other sites
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.made = made
    app.include_router(router)
    app.add_exception_handler(ProblemError, _refuse)
    app.add_exception_handler(RequestValidationError, _refuse_parameters)
    app.add_exception_handler(HTTPException, _refuse_otherwise)
    app.add_exception_handler(Exception, _fail)
    return app


def _described(model: Any, more: Sequence[str]) -> dict[int | str, dict[str, Any]]:
    """Return what an address answers, for the document: the model as JSON, other media types as text or bytes."""
    content = {
        kind: {"schema": {"type": "string"} | ({"format": "binary"} if kind == PARQUET else {})} for kind in more
    }
    refusal = {"model": schemas.Probleme}
    return {
        200: {"model": model, "description": "La réponse.", "content": content},
        304: {"description": "Le lecteur l’a déjà\u202f: son en-tête If-None-Match porte la même étiquette."},
        "4XX": {"description": "Demande refusée, en une phrase.", **refusal},
        503: {"description": "Trop de demandes à la fois, ou données absentes.", **refusal},
    }


_CUBE = _described(schemas.Tableau | schemas.JsonStat, ("text/csv", PARQUET))
_TABLE = _described(schemas.Tableau, ("text/csv", PARQUET))


@router.get("/territoires", summary="Chercher ou lister des territoires", responses=_TABLE, response_model=None)
async def territoires(request: Request, query: Annotated[TerritoiresQuery, Query()]) -> Response:
    """Qui répond à un nom, un code postal ou un code\u202f; ou les territoires nommés\u202f; ou tout un niveau."""
    return await _table(request, "territoires", query)


@router.get("/indicateurs", summary="Chercher ou lister des indicateurs", responses=_TABLE, response_model=None)
async def indicateurs(request: Request, query: Annotated[IndicateursQuery, Query()]) -> Response:
    """Ce que chaque indicateur dit et ne dit pas, son unité, ses années, ses niveaux, sa source."""
    return await _table(request, "indicateurs", query)


@router.get("/valeurs", summary="Lire des chiffres", responses=_CUBE, response_model=None)
async def valeurs(request: Request, query: Annotated[ValeursQuery, Query()]) -> Response:
    """Un chiffre par territoire, indicateur et année\u202f: valeur ou motif d’absence, réserves, marge, couverture."""
    return await _table(request, "valeurs", query)


@router.get("/comparaison", summary="Situer un territoire parmi ses pairs", responses=_CUBE, response_model=None)
async def comparaison(request: Request, query: Annotated[ComparaisonQuery, Query()]) -> Response:
    """Une ligne par territoire, son rang\u202f; l’écart aux pairs, sa marge, et s’il est plus que du hasard."""
    return await _table(request, "comparaison", query)


@router.get("/pairs", summary="Savoir qui sont les pairs, et pourquoi eux", responses=_TABLE, response_model=None)
async def pairs(request: Request, query: Annotated[PairsQuery, Query()]) -> Response:
    """Les territoires avec qui l’on compare, et les critères qui les ont fait trouver."""
    return await _table(request, "pairs", query)


@router.get(
    "/contours", summary="Dessiner des territoires", response_model=None,
    responses={
        **_TABLE,
        200: {"description": "Les contours.", "content": {GEOJSON: {"schema": schemas.Contours.model_json_schema(
            ref_template="#/components/schemas/{model}")}}},
    },
)  # fmt: skip
async def contours(request: Request, query: Annotated[ContoursQuery, Query()]) -> Response:
    """Les contours de territoires en GeoJSON, longitudes et latitudes WGS 84."""
    if accepted(request.headers.get("accept", ""), (GEOJSON, "application/json")) is None:
        raise ProblemError("format-impossible", f"Les contours sont en {GEOJSON} seulement.", choix=[GEOJSON])
    return await _answered(request, Asked("contours", query.given(), link=_link(request, "contours", query)))


@router.get("/", summary="Savoir ce que l’API offre", response_model=schemas.Accueil)
def accueil(request: Request) -> Response:
    """Les adresses, les formats, les limites, l’édition des données."""
    here = f"{origin(request.scope)}{request.scope['root_path']}"
    store, _ = shared_data()
    told = {
        "nom": TITLE,
        "version": VERSION,
        "edition_des_donnees": store.edition,
        "documentation": f"{here}/{DOCUMENTATION}",
        "openapi": f"{here}/{OPENAPI}",
        "adresses": {path: f"{here}/{path}?{urlencode(given)}" for path, given in EXAMPLES.items()},
        "formats": {name: form.label for name, form in FORMS.items()},
        "limites": dict(LIMITS),
    }
    return _said(request, json.dumps(told, ensure_ascii=False), "application/json")


@router.get(f"/{OPENAPI}", include_in_schema=False)
def openapi(request: Request) -> Response:
    """Answer with the OpenAPI document."""
    told = document(request.app, request.scope["root_path"])
    return _said(request, json.dumps(told, ensure_ascii=False), "application/json")


@router.get(f"/{DOCUMENTATION}", include_in_schema=False)
def documentation(request: Request) -> Response:
    """Answer with the page for people."""
    root = request.scope["root_path"]
    edition = shared_data()[0].edition
    page = documentation_page(document(request.app, root), f"{origin(request.scope)}{root}", root, edition)
    return _said(request, page, "text/html; charset=utf-8")


def _said(request: Request, text: str, media_type: str) -> Response:
    """Answer with what the API says of itself."""
    headers = described(request, shared_data()[0].edition)
    return sent(request, pack(text.encode()), media_type, headers, packable=True)


async def _table(request: Request, what: str, query: Parameters) -> Response:
    given = query.given()
    form = chosen_form("".join(given.pop("format", ())), request.headers.get("accept", ""))
    return await _answered(request, Asked(what, given, form, _link(request, what, query)))


def _link(request: Request, what: str, query: Parameters) -> str:
    asked = urlencode(query.given(), doseq=True, safe=",~")
    return f"{origin(request.scope)}{request.scope['root_path']}/{what}" + (f"?{asked}" if asked else "")


async def _answered(request: Request, asked: Asked) -> Response:
    packed = await packed_answer(request, asked, request.app.state.made)
    store, _ = shared_data()
    headers = described(request, store.edition)
    form = FORMS[asked.form]
    if form.extension and asked.what != "contours":
        headers["Content-Disposition"] = f'inline; filename="{asked.what}.{form.extension}"'
    return sent(request, packed, media_type_of(asked), headers, packable=asked.form != "parquet")


def _documentation(request: Request) -> str:
    return f"{request.scope['root_path']}/{DOCUMENTATION}"


def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return refused(error, _documentation(request))


def _refuse_parameters(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return refused(of_parameters(_parameters(request), error.errors()), _documentation(request))


def _parameters(request: Request) -> list[dict[str, Any]]:
    """Return the parameters of the address that is asked, as the OpenAPI document describes them."""
    root = request.scope["root_path"]
    path = request.url.path.removeprefix(root)
    found: list[dict[str, Any]] = document(request.app, root)["paths"][path]["get"]["parameters"]
    return found


def _refuse_otherwise(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return refused(of_framework(error.status_code), _documentation(request), error.headers)


def _fail(request: Request, _error: Exception) -> Response:
    return refused(ProblemError("erreur", "La réponse n’a pas pu être faite."), _documentation(request))
