"""The OpenAPI 3.1 document: FastAPI makes it from the code; what FastAPI does not know of our answers is put right."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI

from observatoire.api.limits import LIMITS
from observatoire.api.problems import MEDIA_TYPE
from pages.server.api import schemas

EXAMPLES: Final[dict[str, dict[str, str]]] = {
    "territoires": {"q": "cognac"},
    "indicateurs": {"theme": "logement"},
    "valeurs": {"territoire": "com-16102,epci-200070514", "indicateur": "part_65_ans_plus", "annee": "toutes"},
    "comparaison": {"territoire": "com-16102", "indicateur": "part_65_ans_plus"},
    "pairs": {"territoire": "com-16102"},
    "contours": {"niveau": "commune", "dans": "epci-200070514"},
}
"""A request to each address, by its last part: those of the documentation and of the API's root."""

_HEADERS: Final = {
    "ETag": "Étiquette de la réponse, à renvoyer dans If-None-Match.",
    "Cache-Control": "Combien de temps la garder.",
    "Observatoire-Edition": "Édition des données.",
    "Observatoire-Limites": "Limites d’une demande.",
    "Access-Control-Allow-Origin": "Toute page peut lire l’API.",
}
_RETRY: Final = {"Retry-After": "Secondes à attendre."}


def document(app: FastAPI, root: str) -> dict[str, Any]:
    """Return the OpenAPI document of the API.

    Parameters
    ----------
    app : FastAPI
    root : str
        Path that it is mounted under.
    """
    kept: dict[str, dict[str, Any]] = app.state.__dict__.setdefault("documents", {})
    if root not in kept:
        kept[root] = _made(app, root)
    return kept[root]


def _made(app: FastAPI, root: str) -> dict[str, Any]:
    found = dict(app.openapi())
    found["servers"] = [{"url": root or "/", "description": "Ce site."}]
    told = ", ".join(f"{name.replace('-', ' ')} {most}" for name, most in LIMITS.items())
    found["info"] = {
        **found["info"],
        "description": "En lecture seule, sans clé, ouverte à toute page. Chaque réponse porte ses sources, leurs "
        f"licences et l’édition des données. Limites d’une demande\u202f: {told}.",
        "license": {"name": "Code\u202f: EUPL 1.2. Données\u202f: licences de leurs producteurs, dans chaque réponse."},
    }
    # Outlines are no JSON for the framework: their models are not found by it.
    models = schemas.Contours.model_json_schema(ref_template="#/components/schemas/{model}").pop("$defs")
    found["components"]["schemas"] |= models
    for operations in found["paths"].values():
        for operation in operations.values():
            _put_right(operation)
    return found


def _put_right(operation: dict[str, Any]) -> None:
    """Say the media type of refusals, the headers of answers; unlike FastAPI, we refuse parameters by 400."""
    responses: dict[str, Any] = operation["responses"]
    responses.pop("422", None)
    for status, response in responses.items():
        if status == "200":
            response["headers"] = _described(_HEADERS)
            for media in response["content"].values():
                media["schema"].pop("$defs", None)
        elif "application/json" in response.get("content", {}):
            schema = response["content"].pop("application/json")
            response["content"] = {MEDIA_TYPE: schema}
            response["headers"] = _described(_RETRY) if status == "503" else {}


def _described(headers: dict[str, str]) -> dict[str, Any]:
    return {name: {"description": told, "schema": {"type": "string"}} for name, told in headers.items()}
