"""`/territoires`: who answers a name or a code, or all of a level, with what tells them apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from observatoire.api.asked import Asked, Reply
from observatoire.api.limits import MOST_FOUND
from observatoire.api.problems import ProblemError, quoted
from observatoire.api.reading import read_places
from observatoire.api.values import COMPOSED_LEVEL, LEVEL
from observatoire.exports.tables.columns import PLACE
from observatoire.exports.tables.table import Column, Export
from observatoire.model.catalog import Catalog, Source
from observatoire.model.composed.names import bare_id
from observatoire.model.search.answers import Answer
from observatoire.model.store import Store
from observatoire.model.territory import is_composed
from observatoire.views.french.editions import edition_text
from observatoire.views.french.searching import remark_sentence
from observatoire.views.french.wording import plural, spaced

Finder = Callable[[str, int], Answer]
"""What answers a search: text, how many at most."""

SOURCES: Final = ("insee_cog_2026", "dgcl_epci_2026", "insee_populations_legales")
USUAL_FOUND: Final = 15
DESCRIBED: Final = (
    Column("departement", "Département", description="Code ; pour un EPCI, celui où vit le plus de sa population."),
    Column("region", "Région", description="Code."),
    Column("epci", "EPCI", description="Siren de celui d’une commune."),
    Column("nature", "Nature", description="D’un EPCI : CC, CA, CU ou METRO."),
    Column("population", "Population", "integer", 0, "hab.", "Population municipale de 2023 (2017 à Mayotte)."),
    Column("communes", "Communes", "integer", description="Communes du territoire."),
    Column("superficie_km2", "Superficie", "number", 2, "km²"),
    Column("longitude", "Longitude", "number", 5, "°", "D’un point à l’intérieur, WGS84."),
    Column("latitude", "Latitude", "number", 5, "°"),
)
_FOUND: Final = (
    Column(
        "trouve_par", "Trouvé par",
        description="name, usual, postcode, code, siren, district, former, instead ou fuzzy : les mots de la commande "
        "search.",
    ),
    Column("reconnu", "Reconnu", description="Ce qui a été reconnu dans la recherche."),
    Column("certain", "Certain", "flag", description="non : seulement proposé."),
)  # fmt: skip
_COLUMNS: Final = {
    "departement": "departement", "region": "region", "epci": "epci", "nature": "nature", "population": "population",
    "communes": "members", "superficie_km2": "area_km2", "longitude": "lon", "latitude": "lat",
}  # fmt: skip


def places_reply(store: Store, catalog: Catalog, find: Finder, asked: Asked) -> Reply:
    """Return the territories that answer a search, that are named, or that are of a level.

    Parameters
    ----------
    store, catalog
        The edition and its catalogue.
    find : callable
        What answers a search.
    asked : Asked
        `q` (and `limite`), or `territoire`, or `niveau` (and `dans`).

    Raises
    ------
    ProblemError
        When something that it names does not exist.
    """
    if "q" in asked.parameters:
        return _found(store, catalog, find, asked)
    if asked.one("limite"):
        raise ProblemError("parametres-incompatibles", "Le paramètre limite ne va qu’avec q.")
    places = read_places(store, asked)
    frame = places_frame(store, places.order)
    title = f"Territoires\u202f: {places.title}"
    return Reply(places_export(store, catalog, frame, title, (*PLACE, LEVEL, *DESCRIBED), asked.link), places.remarks)


def _found(store: Store, catalog: Catalog, find: Finder, asked: Asked) -> Reply:
    text = asked.one("q")
    if not text or asked.several("territoire") or asked.one("niveau"):
        raise ProblemError(
            "parametres-incompatibles" if text else "parametre-illisible",
            "Une recherche (q=cognac) ne se combine ni avec territoire ni avec niveau, et n’est pas vide.",
        )
    answer = find(text, _limit(asked.one("limite")))
    frame = places_frame(store, [match.id for match in answer.matches])
    frame["trouve_par"] = [match.reason for match in answer.matches]
    frame["reconnu"] = [match.matched for match in answer.matches]
    frame["certain"] = pd.array([match.certain for match in answer.matches], dtype=bool)
    remarks = tuple(remark_sentence(store, catalog, remark) for remark in answer.remarks)
    title = f"Recherche de territoires\u202f: {quoted(text)}"
    columns = (*PLACE, LEVEL, *DESCRIBED, *_FOUND)
    return Reply(places_export(store, catalog, frame, title, columns, asked.link), remarks)


def _limit(text: str) -> int:
    if not text:
        return USUAL_FOUND
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MOST_FOUND):
        raise ProblemError(
            "parametre-illisible",
            spaced(f"La limite {quoted(text)} est illisible : écrivez un entier de 1 à {MOST_FOUND}."),
            limite=MOST_FOUND,
        )
    return int(text)


def places_frame(store: Store, ids: Sequence[str]) -> pd.DataFrame:
    """Return territories as rows, in the order given: who they are, how many live there, where they lie."""
    rows = store.places(list(ids))
    composed = [at for at, identifier in enumerate(ids) if is_composed(identifier)]
    identifiers, levels = list(ids), rows["level"].to_numpy(copy=True)
    for at in composed:
        identifiers[at], levels[at] = bare_id(ids[at]), COMPOSED_LEVEL
    table: dict[str, Any] = {
        "identifiant": identifiers,
        "code": rows["code"].to_numpy(),
        "nom": rows["name"].to_numpy(),
        "niveau": levels,
    }
    for name, column in _COLUMNS.items():
        cells = rows[column]
        table[name] = cells.fillna("").to_numpy() if cells.dtype == object else cells.to_numpy()
    return pd.DataFrame(table)


def places_sources(catalog: Catalog, names: Sequence[str] = SOURCES) -> tuple[Source, ...]:
    """Return who says which territories there are."""
    return tuple(catalog.sources[name] for name in names if name in catalog.sources)


def places_export(
    store: Store, catalog: Catalog, frame: pd.DataFrame, title: str, columns: Sequence[Column], link: str
) -> Export:
    """Return a table of territories.

    Parameters
    ----------
    store, catalog
        The edition and its catalogue.
    frame : DataFrame
        As `places_frame` returns it, with more columns or not.
    title, columns, link
        As `Export` has them.
    """
    vintage: Mapping[str, Any] = store.manifest
    return Export(
        title=title,
        territory=plural(len(frame), "territoire", "territoires"),
        peers="",
        years=f"géographie au 1er janvier {vintage['cog']}",
        unit="",
        definition="Une ligne par territoire.",
        coverage="",
        sources=places_sources(catalog),
        link=link,
        edition=edition_text(store),
        columns=tuple(columns),
        frame=frame[[column.name for column in columns]],
    )
