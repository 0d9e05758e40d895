"""Every indicator of a level in one table."""

from __future__ import annotations

import pandas as pd

from observatoire.exports.tables.columns import PLACE, asides, states_in_words
from observatoire.exports.tables.indicators import all_of
from observatoire.exports.tables.table import Column, Export
from observatoire.exports.tables.texts import figure_name
from observatoire.exports.tables.verdicts import value_cells, value_columns
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Level
from observatoire.statistics.components import latest_year
from observatoire.statistics.figures import figures
from observatoire.views.french.editions import edition_text
from observatoire.views.french.groups import LEVEL_NOUNS
from observatoire.views.french.sentences import period
from observatoire.views.french.wording import number, plural


def level_cells(store: Store, catalog: Catalog, level: Level) -> int:
    """Return how many cells `level_export` has: three an indicator, and those that name the territory."""
    return len(store.index(level)) * (len(PLACE) + 3 * len(catalog.indicators))


def level_export(store: Store, catalog: Catalog, level: Level, link: str = "") -> Export:
    """Return every indicator of a level, latest year: a row a territory, three columns an indicator.

    The second one, `<id>_<year>_statut`, says « valeur », alone or with the word that says why it does not count, or
    why there is none; the third, `<id>_<year>_marge_valeur`, how far chance alone moves it.

    Parameters
    ----------
    store, catalog, level
        The edition, the catalogue and the level.
    link : str, optional
        Address of the view that it leaves.
    """
    places = store.level(level)
    table: dict[str, object] = {
        "identifiant": places.index.to_numpy(), "code": places["code"].to_numpy(), "nom": places["name"].to_numpy(),
    }  # fmt: skip
    columns: list[Column] = list(PLACE)
    for indicator in catalog.indicators.values():
        year = latest_year(store, indicator, level)
        of_level = figures(store, indicator, level, year)
        name = figure_name(indicator, year)
        table[name] = of_level.value
        table[f"{name}_statut"] = states_in_words(of_level.statuses, asides(of_level))
        table[f"{name}_marge_valeur"], _ = value_cells(store, of_level, level)
        title = f"{indicator.title}, {period(indicator, year)}"
        source = " ; ".join(s.citation for s in catalog.sources_of(indicator))
        columns += [
            Column(
                name, title, "number", indicator.decimals, indicator.unit, f"{indicator.description} Source : {source}."
            ),
            Column(f"{name}_statut", f"Statut : {indicator.short_title}"),
            *value_columns(indicator.decimals, indicator.unit, f"{name}_", f" : {indicator.short_title}"),
        ]
    known = [c.name for c in columns if c.name.endswith("_statut")]
    missing = sum(int((~pd.Series(table[n]).str.startswith("valeur")).sum()) for n in known)
    used = dict.fromkeys(s.id for i in catalog.indicators.values() for s in catalog.sources_of(i))
    return Export(
        title=f"Tous les indicateurs, dernière année : {LEVEL_NOUNS[level][1]}",
        territory=all_of(level, len(places)),
        peers="",
        years="dernière année de chaque indicateur, dans le nom de sa colonne",
        unit="",
        definition="Une ligne par territoire ; pour chaque indicateur, sa valeur, son statut, sa marge.",
        coverage=f"{plural(missing, 'case', 'cases')} sans valeur sur {number(len(places) * len(known))} : le "
        "statut dit pourquoi",
        sources=tuple(catalog.sources[i] for i in used),
        link=link,
        edition=edition_text(store),
        columns=tuple(columns),
        frame=pd.DataFrame(table),
    )
