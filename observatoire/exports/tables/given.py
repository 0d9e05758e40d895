"""The table of figures that its caller computed: a row a territory and year, whoever brought them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from observatoire.exports.tables.columns import (
    BASE,
    PLACE,
    ROLE,
    STATE,
    WHEN,
    caveats_of,
    coverage_words,
    figures_frame,
    peers_words,
    role_of,
)
from observatoire.exports.tables.table import Column, Export
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.comparison import ranked
from observatoire.statistics.figures import Figures
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.views.french.editions import edition_text
from observatoire.views.french.grammar import full_name


def given_export(
    store: Store, catalog: Catalog, asked: Sequence[Figures], territory: Territory, group: PeerGroup, mention: str
) -> Export:
    """Return figures of a place and its peers, with the rank of each year.

    Parameters
    ----------
    store : Store
        The edition.
    catalog : Catalog
        That knows the indicator and its sources.
    asked : sequence of Figures
        Of one indicator, a record a year, of the place and its peers.
    territory, group
        The place and its peers.
    mention : str
        Written in each row and in the footnotes: what sort of data they are.
    """
    indicator = asked[0].indicator
    table = pd.concat([_of_year(store, one, territory, group) for one in asked], ignore_index=True)
    table["mention"] = mention
    columns = (
        *PLACE,
        Column("indicateur", "Indicateur", description=indicator.title),
        Column("mention", "Mention", description="Ce que sont ces chiffres : ils ne sont pas officiels."),
        *WHEN,
        Column("valeur", "Valeur", "number", indicator.decimals, indicator.unit, indicator.title),
        *STATE,
        Column("rang", "Rang", "integer", description="1 = valeur la plus élevée du territoire et de ses pairs."),
        ROLE,
        *BASE,
    )
    years = ", ".join(str(one.year) for one in asked)
    return Export(
        title=f"{indicator.title}, {years} ({mention})",
        territory=full_name(territory),
        peers=peers_words(store, territory, group),
        years=years,
        unit=indicator.unit or indicator.unit_spoken,
        definition=indicator.description,
        coverage=coverage_words(table["statut_code"], table["fragile"]),
        sources=tuple(catalog.sources_of(indicator)),
        link="",
        edition=edition_text(store),
        columns=columns,
        frame=table[[column.name for column in columns]],
        caveats=caveats_of(indicator),
    )


def _of_year(store: Store, figures: Figures, territory: Territory, group: PeerGroup) -> pd.DataFrame:
    table = figures_frame(store, figures)
    named, _, ranks = ranked(figures, [territory.id, *group.ids])
    known = dict(zip(named, ranks.tolist(), strict=True))
    table["rang"] = [known.get(identifier, np.nan) for identifier in table["identifiant"]]
    table["role"] = [role_of(identifier, territory.id, group) for identifier in table["identifiant"]]
    return table
