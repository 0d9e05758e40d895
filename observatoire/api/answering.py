"""The one function that makes an answer: all that is heavy is in it, and it crosses to another process as it is."""

from __future__ import annotations

from dataclasses import dataclass

from observatoire.api.asked import Asked
from observatoire.api.catalogue import IndicatorFinder, catalogue_reply
from observatoire.api.comparing import comparison_reply, peers_reply
from observatoire.api.formats import FORMS, GEOJSON
from observatoire.api.limits import LIGHT_ROWS, LIGHT_SERIES
from observatoire.api.outlines import outlines_bytes
from observatoire.api.places import Finder, places_reply
from observatoire.api.reading import LATEST
from observatoire.api.values import values_reply
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store

TABLES = ("territoires", "indicateurs", "valeurs", "comparaison", "pairs")
OUTLINES = "contours"


@dataclass(frozen=True, slots=True)
class Finders:
    """What answers searches: of territories, of indicators."""

    places: Finder
    indicators: IndicatorFinder


def answer_bytes(store: Store, catalog: Catalog, finders: Finders, asked: Asked) -> bytes:
    """Return the body of the answer to a request.

    Parameters
    ----------
    store, catalog
        The edition and its catalogue.
    finders : Finders
    asked : Asked
        `asked.what` is one of `TABLES`, or `OUTLINES`.

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
    indicators = len(asked.several("indicateur")) or len(catalog.indicators)
    years = 1 if (asked.one("annee") or LATEST) == LATEST else 6
    if asked.what == "valeurs" and indicators * years > LIGHT_SERIES:
        return True
    composed = sum(one.startswith("compose") for one in asked.several("territoire"))
    places = len(store.index("commune")) if asked.one("niveau") == "commune" else len(asked.several("territoire"))
    weight = places + 50 * composed
    if asked.what == OUTLINES:
        return bool(asked.one("niveau")) or weight > LIGHT_ROWS // 20
    return (
        asked.what in ("valeurs", "territoires")
        and weight * (indicators * years if asked.what == "valeurs" else 1) > LIGHT_ROWS
    )
