"""What is offered: the catalogue without what the opened edition has no data for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from observatoire.model.catalog import Catalog, Source, load_catalog
from observatoire.model.files import column_names, refused
from observatoire.model.store import Store, open_store
from observatoire.statistics.components import years


def open_offered() -> tuple[Store, Catalog]:
    """Return the process-wide store, and the catalogue that goes with it.

    Raises
    ------
    DataNotReadableError, CatalogError
        When they cannot be read.
    """
    store = open_store()
    return store, _offered_of(store)


@cache
def _offered_of(store: Store) -> Catalog:
    catalog = load_catalog()
    refuse_other_features(catalog, store.directory / "features.parquet")
    return offered(catalog, store)


def refuse_other_features(catalog: Catalog, path: Path) -> None:
    """Refuse an edition whose features are not those of the catalogue: peers could not be found in it.

    Parameters
    ----------
    catalog : Catalog
    path : Path
        The table of features; an edition that has none is let in.

    Raises
    ------
    DataNotReadableError
        With the first feature that it lacks.
    """
    held = column_names(path) if path.is_file() else list(catalog.features)
    absent = [name for name in catalog.features if name not in held]
    if absent:
        raise refused(path.parent, [f"{path.name} n’a pas le critère «\u00a0{absent[0]}\u00a0» du catalogue"])


def offered(catalog: Catalog, store: Store) -> Catalog:
    """Return a catalogue of what a store has data for: menus, search, exports and addresses are made of it.

    Parameters
    ----------
    catalog : Catalog
        All that is known.
    store : Store
        The edition that is opened.

    Returns
    -------
    Catalog
        Without the indicators that the edition does not hold, which `absent` keeps, nor themes and questions that
        only they have; what is awaited, without what is there.
    """
    held = {name: known for name, known in catalog.indicators.items() if years(store, known)}
    themes = {known.theme for known in held.values()}
    questions = {}
    for name, question in catalog.questions.items():
        if kept := tuple(i for i in question.indicators if i in held):
            questions[name] = question.model_copy(update={"indicators": kept})
    return catalog.model_copy(
        update={
            "indicators": held,
            "absent": {name: known for name, known in catalog.indicators.items() if name not in held},
            "themes": {name: theme for name, theme in catalog.themes.items() if name in themes},
            "questions": questions,
            "awaited": {
                name: entry.model_copy(update={"near": tuple(i for i in entry.near if i in held)})
                for name, entry in catalog.awaited.items()
                if not held.keys() & set(entry.indicators)
            },
        }
    )


def sources_shown(catalog: Catalog) -> list[Source]:
    """Return the sources of an offered catalogue: those of official files that are not here are not cited."""
    used = {catalog.measures[name].source for known in catalog.indicators.values() for name in known.used_measures}
    return [source for source in catalog.sources.values() if not source.official or source.id in used]
