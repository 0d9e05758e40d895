"""What every answer says of itself, whatever its rows: sources, licence, edition, definitions, columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from observatoire.api.asked import Reply
from observatoire.api.values import CITED
from observatoire.exports.tables.columns import caveats_of
from observatoire.exports.tables.table import Column, Export
from observatoire.model.catalog import Catalog, Indicator, Source
from observatoire.views.french.wording import spaced


def source_fields(source: Source) -> dict[str, str]:
    """Return a source as answers name it."""
    return {
        "source": source.id, "producteur": source.producer, "titre": source.title, "edition": source.edition,
        "publication": source.published, "licence": source.licence, "citation": source.citation, "page": source.page,
    }  # fmt: skip


def head_of(reply: Reply, catalog: Catalog) -> dict[str, Any]:
    """Return all that an answer says beside its rows; what does not apply is "" or an empty list.

    Parameters
    ----------
    reply : Reply
        The answer.
    catalog : Catalog
        That knows the sources of its indicators.
    """
    table = reply.territories
    return {
        "titre": table.title,
        "territoire": table.territory,
        "pairs": table.peers,
        "annees": table.years,
        "couverture": spaced(table.coverage),
        "remarques": list(reply.remarks),
        "a_savoir": [] if reply.indicators and not reply.summary else [spaced(text) for text in table.caveats],
        "indicateurs": [_indicator_fields(catalog, one, years) for one, years in reply.indicators],
        "sources": [source_fields(source) for source in table.sources],
        "edition_des_donnees": table.edition,
        "lien": table.link,
        "resume": dict(reply.summary) or None,
    }


def _indicator_fields(catalog: Catalog, one: Indicator, years: tuple[int, ...]) -> dict[str, Any]:
    return {
        "indicateur": one.id,
        "titre": one.title,
        "unite": one.unit,
        "unite_dite": one.unit_spoken,
        "decimales": one.decimals,
        "definition": one.description,
        "a_savoir": [spaced(text) for text in caveats_of(one)],
        "annees": list(years),
        "sources": [source.id for source in catalog.sources_of(one)],
    }


def shown_columns(table: Export) -> tuple[Column, ...]:
    """Return the columns that rows of JSON have: what the head says of each indicator is not repeated there."""
    said = {column.name for column in CITED}
    cube = {column.name for column in table.columns} >= {"valeur", "indicateur"}
    return tuple(column for column in table.columns if not (cube and column.name in said))


def column_fields(column: Column) -> Mapping[str, str]:
    """Return a column as the head describes it."""
    return {
        "nom": column.name, "libelle": column.label, "genre": column.kind, "unite": column.unit,
        "description": spaced(column.description),
    }  # fmt: skip
