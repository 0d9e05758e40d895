"""The one function that makes an answer, and its outcome as bytes alone, for another process to make it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from observatoire.api.asked import Asked
from observatoire.api.catalogue import IndicatorFinder, catalogue_reply
from observatoire.api.comparing import comparison_reply, peers_reply
from observatoire.api.formats import FORMS, GEOJSON
from observatoire.api.limits import LIGHT_OUTLINES, LIGHT_ROWS, LIGHT_SERIES, USUAL_YEARS
from observatoire.api.outlines import outlines_bytes
from observatoire.api.places import Finder, places_reply
from observatoire.api.problems import ProblemError
from observatoire.api.reading import LATEST
from observatoire.api.values import values_reply
from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.search.answers import Answer
from observatoire.model.store import Store
from observatoire.model.territory import LEVELS, canonical_id, is_composed

TABLES = ("territoires", "indicateurs", "valeurs", "comparaison", "pairs")
OUTLINES = "contours"


@dataclass(frozen=True, slots=True)
class Finders:
    """What answers searches: of territories, of indicators."""

    places: Finder
    indicators: IndicatorFinder


def _nothing(_text: str, _limit: int) -> Answer:
    return Answer((), ())


def _none(_text: str) -> Sequence[Indicator]:
    return ()


NO_FINDERS: Final = Finders(_nothing, _none)
"""For answers that search for nothing."""
_BODY, _REFUSAL = b"+", b"-"
_FAST: Final = 4
"""Level of compression: a whole level of communes in a tenth of a second."""


def outcome_bytes(store: Store, catalog: Catalog, asked: Asked) -> bytes:
    """Return the answer to a request that searches for nothing, or why it is refused: another process can make it.

    Parameters
    ----------
    store, catalog
        The edition and its catalogue.
    asked : Asked
        What `is_heavy` says yes to.

    Returns
    -------
    bytes
        For `packed_of`.
    """
    try:
        return _BODY + gzip.compress(answer_bytes(store, catalog, asked), _FAST, mtime=0)
    except ProblemError as problem:
        return _REFUSAL + json.dumps([problem.kind, problem.detail, problem.more]).encode()


def packed_of(outcome: bytes) -> bytes:
    """Return the body that `outcome_bytes` made, compressed by gzip.

    Raises
    ------
    ProblemError
        When it was a refusal.
    """
    if outcome.startswith(_BODY):
        return outcome.removeprefix(_BODY)
    kind, detail, more = json.loads(outcome.removeprefix(_REFUSAL))
    raise ProblemError(kind, detail, **more)


def answer_bytes(store: Store, catalog: Catalog, asked: Asked, finders: Finders = NO_FINDERS) -> bytes:
    """Return the body of the answer to a request.

    Parameters
    ----------
    store, catalog
        The edition and its catalogue.
    asked : Asked
        `asked.what` is one of `TABLES`, or `OUTLINES`.
    finders : Finders
        What answers its search, if it is one.

    Raises
    ------
    ProblemError
        When the request is refused.
    """
    match asked.what:
        case "contours":
            return outlines_bytes(store, catalog, asked)
        case "territoires":
            reply = places_reply(store, catalog, finders.places, asked)
        case "indicateurs":
            reply = catalogue_reply(store, catalog, finders.indicators, asked)
        case "comparaison":
            reply = comparison_reply(store, catalog, asked)
        case "pairs":
            reply = peers_reply(store, catalog, asked)
        case _:
            reply = values_reply(store, catalog, asked)
    return FORMS[asked.form].write(reply, catalog)


def media_type_of(asked: Asked) -> str:
    """Return the media type of the answer to a request."""
    return GEOJSON if asked.what == OUTLINES else FORMS[asked.form].media_type


def is_heavy(store: Store, catalog: Catalog, asked: Asked) -> bool:
    """Tell whether an answer takes more than some hundredths of a second, before anything of it is made.

    Parameters
    ----------
    store, catalog
        The edition and its catalogue.
    asked : Asked
        Not yet checked: what it names may not exist.
    """
    given, level = asked.several("territoire"), asked.one("niveau")
    places = len(given) + 50 * sum(is_composed(canonical_id(one)) for one in given)  # thousands of communes to add up
    if level in LEVELS:
        places += len(store.index(level))
    if asked.what == OUTLINES:
        return places > LIGHT_OUTLINES
    if asked.what != "valeurs":
        return places > LIGHT_ROWS
    years = 1 if (asked.one("annee") or LATEST) == LATEST else USUAL_YEARS
    series = (len(asked.several("indicateur")) or len(catalog.indicators)) * years
    return series > LIGHT_SERIES or places * series > LIGHT_ROWS
