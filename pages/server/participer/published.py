"""What all pages of results share: the publication of an address, read once, and how its answers may be kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from pages.server.participer.beginning import refused_page
from pages.server.participer.desk import storage
from pages.server.shell import SHARED_FOR
from pages.state.data import shared_data
from participation.model.beside import Beside
from participation.model.questionnaire import Questionnaire
from participation.model.reading import BESIDE, load_questionnaires, read_beside
from participation.results.publication import PublicationError, thawed
from participation.storage.campaigns import campaign_of, form_of
from participation.storage.publishing import published_bytes, published_sha
from participation.storage.refusals import AbsentError
from participation.views.words import RegionNames, regions_of

PATH = "/participer"
Published = tuple[dict[str, Any], Questionnaire, str]
"""A publication, the questionnaire that was answered, the digest."""
Work = Callable[[Request, str], Response]
"""Makes the answer to a request; it is told the address of the list of surveys."""


def answered(work: Work, request: Request, home: str) -> Response:
    """Answer with a page of results, or with the sentence of what is not there; nobody's cookie is read for it.

    Parameters
    ----------
    work : callable
    request : Request
    home : str
        Address of the list of surveys.
    """
    try:
        return work(request, home)
    except AbsentError as absent:
        return refused_page(home, str(absent), 404)
    except PublicationError as changed:
        return refused_page(home, str(changed), 500)


def shared(page: str) -> Response:
    """Return a page of a publication: the same for all, so a proxy may give it; a browser asks again each time."""
    return HTMLResponse(page, headers={"Cache-Control": "no-cache", "X-Accel-Expires": SHARED_FOR})


def publication(request: Request) -> Published:
    """Return the publication that an address names.

    Raises
    ------
    AbsentError
        When there is none.
    PublicationError
        When its bytes are no longer those that were published.
    """
    return publication_of_campaign(request.path_params["campaign"][:60])


def publication_of_campaign(identifier: str) -> Published:
    """Return the publication of a campaign; errors are those of `publication`."""
    return _thawed(identifier, published_sha(storage(), identifier))


@lru_cache(maxsize=4)
def _thawed(identifier: str, sha: str) -> Published:
    """Return a publication, read once for all who ask for it: its digest names its bytes."""
    made = thawed(published_bytes(storage(), identifier), sha)
    return made, form_of(storage(), campaign_of(storage(), identifier)), sha


def regions() -> RegionNames:
    """Return the names of régions of the edition that is served."""
    return regions_of(shared_data()[0])


@lru_cache(maxsize=1)
def measures() -> tuple[Beside, ...]:
    """Return what stands beside questions, of the questionnaires that ship."""
    from observatoire.model.catalog import load_catalog

    return read_beside(BESIDE, load_questionnaires(), load_catalog())


def title_of(made: dict[str, Any]) -> str:
    """Return the title of the results of a publication."""
    return f"Résultats – {made['campaign']['title']}"
