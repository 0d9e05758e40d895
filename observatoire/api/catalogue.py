"""`/indicateurs`: every indicator of the edition, what it says and does not say, its years, its source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import pandas as pd

from observatoire.api.asked import Asked, Reply
from observatoire.api.problems import ProblemError, quoted
from observatoire.api.reading import read_indicators
from observatoire.exports.tables.columns import sources_of
from observatoire.exports.tables.table import Column, Export
from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.statistics.components import years
from observatoire.views.french.editions import edition_text
from observatoire.views.french.wording import plural, spaced

IndicatorFinder = Callable[[str], Sequence[Indicator]]
"""What answers a search for indicators."""

_COLUMNS: Final = (
    Column("indicateur", "Indicateur", description="Identifiant, le même dans les liens du site."),
    Column("titre", "Titre"),
    Column("theme", "Thème", description="Identifiant."),
    Column("theme_titre", "Titre du thème"),
    Column("question", "Question", description="Celle à laquelle il répond."),
    Column("definition", "Définition"),
    Column("ne_dit_pas", "Ce qu’il ne dit pas"),
    Column("a_savoir", "À savoir"),
    Column(
        "genre", "Genre", description="count : un effectif ; ratio : un rapport de sommes ; change : une évolution."
    ),
    Column("unite", "Unité"),
    Column("decimales", "Décimales", "integer", description="Celles que les pages montrent."),
    Column("niveaux", "Niveaux", description="Ceux où il a un sens, séparés par des virgules."),
    Column("annees", "Années", description="Séparées par des virgules."),
    Column("base_minimale", "Base minimale", "number", description="En dessous, la valeur est fragile."),
    Column("s_additionne", "S’additionne", "flag", description="non : une médiane, par exemple."),
    Column("source", "Source", description="Comment citer."),
    Column("licence", "Licence", description="Des données du producteur."),
)


def catalogue_reply(store: Store, catalog: Catalog, find: IndicatorFinder, asked: Asked) -> Reply:
    """Return the indicators that answer a search, that are named, that are of a theme; all without any of these.

    Parameters
    ----------
    store, catalog
        The edition and its catalogue.
    find : callable
        What answers a search.
    asked : Asked
        `q`, `indicateur`, `theme`.

    Raises
    ------
    ProblemError
        When something that it names does not exist.
    """
    theme = asked.one("theme")
    if theme and theme not in catalog.themes:
        raise ProblemError(
            "choix-inconnu",
            spaced(f"Le thème {quoted(theme)} n’existe pas : écrivez {', '.join(catalog.themes)}."),
            choix=list(catalog.themes),
        )
    kept = read_indicators(catalog, asked)
    if text := asked.one("q"):
        held = {indicator.id for indicator in kept}
        kept = [indicator for indicator in find(text) if indicator.id in held]
    kept = [indicator for indicator in kept if theme in ("", indicator.theme)]
    return Reply(_export(store, catalog, kept, asked.link))


def _export(store: Store, catalog: Catalog, kept: Sequence[Indicator], link: str) -> Export:
    rows = [_row(store, catalog, indicator) for indicator in kept]
    return Export(
        title="Indicateurs",
        territory="",
        peers="",
        years="",
        unit="",
        definition="Une ligne par indicateur.",
        coverage=plural(len(kept), "indicateur", "indicateurs"),
        sources=sources_of(catalog, kept),
        link=link,
        edition=edition_text(store),
        columns=_COLUMNS,
        frame=pd.DataFrame(rows, columns=[column.name for column in _COLUMNS]),
    )


def _row(store: Store, catalog: Catalog, one: Indicator) -> tuple[object, ...]:
    sources = catalog.sources_of(one)
    return (
        one.id, one.title, one.theme, catalog.themes[one.theme].title, one.question, one.description, one.not_said,
        " ".join(one.caveats), one.kind, one.unit, one.decimals, ",".join(one.levels),
        ",".join(map(str, years(store, one))), float(one.min_base), one.additive,
        " ; ".join(source.citation for source in sources), " ; ".join(dict.fromkeys(s.licence for s in sources)),
    )  # fmt: skip
