"""« Emporter » of Pairs: the list, with what makes them peers, and the chart."""

from __future__ import annotations

from functools import partial

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.views.charts.drawing import Drawing
from observatoire.views.french.grammar import of_place
from pages.parts.offers import Offer, chart_offers, named, table_offers
from pages.parts.share import view_address
from pages.parts.takeaway import offer_files
from pages.state.selection import Selection


def peers_files(
    store: Store, catalog: Catalog, selection: Selection, place: Territory, group: PeerGroup, drawing: Drawing | None
) -> None:
    """Offer the list of peers, with what makes them peers, and the chart of what sets them apart.

    Parameters
    ----------
    store, catalog, selection, place, group
        The edition, the catalogue, what the visitor looks at, the place and its peers.
    drawing : Drawing or None
        The chart; None when there is none to draw.
    """
    link = view_address(selection, store.edition, "pairs")
    name = named(place, "liste-des-pairs", group.method)

    def offers() -> list[Offer]:
        from observatoire.exports.pictures.charts import view_caption
        from observatoire.exports.tables.peers import feature_sources, peers_export

        table = partial(peers_export, store, catalog, place, group, link)
        title = f"En quoi les pairs {of_place(place, apart=True)} s’en écartent"
        features = [feature.id for feature in catalog.features.values() if place.level in feature.levels]
        caption = partial(view_caption, store, title, feature_sources(catalog, features), place, group, link)
        return [*(chart_offers(drawing, caption, name) if drawing else []), *table_offers(table, name)]

    offer_files("Emporter cette liste et ce graphique" if drawing else "Emporter cette liste", "emporter", offers)
