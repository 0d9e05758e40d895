"""`/valeurs`: figures of territories, or of a level, a row each, with all that is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatoire.api.asked import Asked, Reply
from observatoire.api.limits import MOST_ROWS, MOST_SERIES
from observatoire.api.problems import ProblemError
from observatoire.api.reading import Places, read_indicators, read_places, read_years, series_of
from observatoire.exports.tables.columns import (
    BASE,
    PLACE,
    STATE,
    WHEN,
    caveats_of,
    caveats_of_all,
    coverage_words,
    figures_frame,
    member_caveats,
    sources_of,
)
from observatoire.exports.tables.table import Column, Export
from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Floats, Store
from observatoire.model.territory import Level, is_composed
from observatoire.statistics.figures import Figures, panel
from observatoire.statistics.uncertainty.chance import WIDE
from observatoire.statistics.uncertainty.variances import errors_of
from observatoire.views.french.editions import edition_text
from observatoire.views.french.wording import number

LEVEL: Final = Column("niveau", "Niveau", description="commune, epci, departement, region, france ou compose.")
MARGIN: Final = Column(
    "marge_valeur", "Marge de la valeur", "number", 2,
    description="Ce dont le seul hasard déplace la valeur, 95 fois sur 100 ; vide sans marge connue.",
)  # fmt: skip
PRECISION: Final = Column(
    "precision",
    "Précision",
    description="estimee : connue à la marge près ; exacte ; arrondie par le producteur ; inconnue ; vide sans valeur.",
)
CITED: Final = (
    Column("titre", "Titre", description="Titre de l’indicateur."),
    Column("unite", "Unité"),
    Column("source", "Source", description="Comment citer."),
    Column("licence", "Licence", description="Des données du producteur."),
)
COMPOSED_LEVEL: Final = "compose"
ESTIMATED, EXACT, ROUNDED, UNKNOWN = "estimee", "exacte", "arrondie", "inconnue"


def values_reply(store: Store, catalog: Catalog, asked: Asked) -> Reply:
    """Return the figures that a request asks for: by indicator, then year, then territory in the order asked.

    Parameters
    ----------
    store, catalog
        The edition and its catalogue.
    asked : Asked
        `territoire` or `niveau` (and `dans`), `indicateur`, `annee`.

    Raises
    ------
    ProblemError
        When something that it names does not exist, or it asks for too much.
    """
    places, indicators, wanted = read_places(store, asked), read_indicators(catalog, asked), read_years(asked)
    remarks = list(places.remarks)
    series = {level: series_of(store, indicators, level, wanted, remarks) for level in places.ids}
    _bounded(sum(map(len, series.values())), sum(len(places.ids[level]) * len(one) for level, one in series.items()))
    found = {level: panel(store, one, level, _ids(store, level, places)) for level, one in series.items()}
    records = [one for of_level in found.values() for one in of_level]
    return Reply(
        _export(store, catalog, indicators, _in_order(_table(store, found), indicators, places), places, asked.link),
        tuple(dict.fromkeys([*remarks, *_of_members(store, records, places)])),
        with_years(indicators, records),
        cube=True,
    )


def _bounded(series: int, rows: int) -> None:
    if series > MOST_SERIES:
        raise ProblemError(
            "trop-demande",
            f"Une demande porte au plus sur {MOST_SERIES} indicateurs et années\u202f; celle-ci en a {number(series)}.",
            limite=MOST_SERIES,
        )
    if rows > MOST_ROWS:
        raise ProblemError(
            "trop-demande",
            f"Une réponse a au plus {number(MOST_ROWS)} lignes\u202f; celle-ci en aurait {number(rows)}.",
            limite=MOST_ROWS,
        )


def _ids(store: Store, level: Level, places: Places) -> list[str] | None:
    """Return the territories of a level; None for all of it, whose figures are kept."""
    ids = places.ids[level]
    return None if ids == list(store.index(level)) else ids


def _table(store: Store, found: Mapping[Level, Sequence[Figures]]) -> pd.DataFrame:
    """Return the figures as rows, level after level, each with its margin."""
    table = figures_frame(store, *(one for records in found.values() for one in records))
    chance = [_chance(store, one, level) for level, records in found.items() for one in records]
    table["marge_valeur"] = np.concatenate([margin for margin, _ in chance])
    table["precision"] = np.concatenate([words for _, words in chance])
    levels = [level for level, records in found.items() for one in records for _ in range(len(one))]
    made = [is_composed(identifier) for identifier in table["identifiant"]]
    table["niveau"] = np.where(made, COMPOSED_LEVEL, np.array(levels, dtype=object))
    return table


def _chance(store: Store, one: Figures, level: Level) -> tuple[Floats, npt.NDArray[np.object_]]:
    """Return the margins of figures, NaN where there is none, and how each of them is known."""
    variance, known = errors_of(store, one, level).variance, one.known
    estimated = known & (variance > 0)
    precision = one.indicator.precision
    exact = ROUNDED if precision is not None and precision.method == "rounded" else EXACT
    words = np.select([~known, estimated, variance == 0], ["", ESTIMATED, exact], UNKNOWN).astype(object)
    return np.where(estimated, WIDE * np.sqrt(np.where(estimated, variance, 0.0)), np.nan), words


def _in_order(table: pd.DataFrame, indicators: Sequence[Indicator], places: Places) -> pd.DataFrame:
    """Put rows in the order of the indicators, of the years, and of the territories as they were asked."""
    if len(places.ids) == 1:
        return table  # it is theirs already
    of_indicator = {indicator.id: at for at, indicator in enumerate(indicators)}
    of_place = {identifier: at for at, identifier in enumerate(places.order)}
    keys = (table["identifiant"].map(of_place), table["annee"], table["indicateur"].map(of_indicator))
    return table.iloc[np.lexsort([key.to_numpy() for key in keys])].reset_index(drop=True)


def with_years(
    indicators: Sequence[Indicator], found: Sequence[Figures]
) -> tuple[tuple[Indicator, tuple[int, ...]], ...]:
    """Return the indicators of some figures, each with the years of these."""
    held = {(one.indicator.id, one.year) for one in found}
    told = [(indicator, tuple(sorted(year for name, year in held if name == indicator.id))) for indicator in indicators]
    return tuple((indicator, years) for indicator, years in told if years)


def _of_members(store: Store, found: Sequence[Figures], places: Places) -> tuple[str, ...]:
    """Return what the members of composed territories have, where these have no value of their own."""
    made = [store.territory(identifier) for identifier in places.order if is_composed(identifier)]
    held = dict.fromkeys((one.indicator.id, one.year) for one in found)
    by_name = {one.indicator.id: one.indicator for one in found}
    return member_caveats(store, [(by_name[name], year) for name, year in held], made) if made else ()


def _export(
    store: Store, catalog: Catalog, indicators: Sequence[Indicator], table: pd.DataFrame, places: Places, link: str
) -> Export:
    held = set(table["indicateur"].unique())
    shown = [one for one in indicators if one.id in held]
    for column, texts in cited(catalog, shown).items():
        table[column] = table["indicateur"].map(texts).to_numpy()
    alone = shown[0] if len(shown) == 1 else None
    span = years_words(table)
    return Export(
        title=f"{alone.title}, {span}" if alone else f"{len(shown)} indicateurs",
        territory=places.title,
        peers="",
        years=span,
        unit=(alone.unit or alone.unit_spoken) if alone else "celle de chaque indicateur",
        definition=alone.description if alone else "Une ligne par territoire, indicateur et année.",
        coverage=coverage_words(
            table["statut_code"], table["fragile"], noun=("chiffre", "chiffres") if not alone else _NOUN
        ),
        sources=sources_of(catalog, shown),
        link=link,
        edition=edition_text(store),
        columns=columns_of(alone),
        frame=table[[column.name for column in columns_of(alone)]],
        caveats=caveats_of(alone) if alone else caveats_of_all(shown),
    )


def cited(catalog: Catalog, indicators: Sequence[Indicator]) -> dict[str, dict[str, str]]:
    """Return the texts with which a row cites its figure, by column and indicator."""
    sources = {one.id: catalog.sources_of(one) for one in indicators}
    return {
        "titre": {one.id: one.title for one in indicators},
        "unite": {one.id: one.unit for one in indicators},
        "source": {name: " ; ".join(source.citation for source in known) for name, known in sources.items()},
        "licence": {
            name: " ; ".join(dict.fromkeys(source.licence for source in known)) for name, known in sources.items()
        },
    }


_NOUN: Final = ("territoire", "territoires")


def years_words(table: pd.DataFrame) -> str:
    """Return the periods of a table, in words: "2021", "2015-2021" for a change, "2006 à 2023" for many."""
    known = table.drop_duplicates("annee").sort_values("annee")["periode"].tolist()
    return str(known[0]) if len(known) == 1 else f"{known[0][:4]} à {known[-1][-4:]}"


def columns_of(indicator: Indicator | None) -> tuple[Column, ...]:
    """Return the columns of figures, the value described as that of the only indicator, if there is only one."""
    value = (
        Column("valeur", "Valeur", "number", indicator.decimals, indicator.unit, indicator.title)
        if indicator
        else Column("valeur", "Valeur", "number", 2, "", "Dans l’unité de la colonne unite.")
    )
    margin = replace(MARGIN, decimals=indicator.decimals + 1, unit=indicator.unit) if indicator else MARGIN
    named = Column("indicateur", "Indicateur", description=indicator.title if indicator else "Identifiant.")
    return (*PLACE, LEVEL, named, *WHEN, value, *STATE, margin, PRECISION, *BASE, *CITED)
