"""« Emporter » of a whole theme: the table of a place among its peers, or of several places side by side."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.views.compare.panorama import Panorama
from observatoire.views.compare.side_by_side import SideRow
from pages.parts.offers import Offer, named, table_offers
from pages.parts.share import view_address
from pages.parts.takeaway import TAKE_TABLE, offer_files
from pages.state.selection import Selection


def theme_files(
    store: Store, catalog: Catalog, selection: Selection, view: Panorama, theme: str, group: PeerGroup
) -> None:
    """Offer the table of a whole theme.

    Parameters
    ----------
    store, catalog, selection
        The edition, the catalogue and what the visitor looks at.
    view : Panorama
        The rows that the page shows.
    theme : str
        Its id.
    group
        Its peers.
    """
    link = view_address(selection, store.edition, "comparer")
    title = catalog.themes[theme].title

    def offers() -> list[Offer]:
        from observatoire.exports.tables.themes import theme_export

        table = partial(theme_export, store, catalog, view, title, group, link)
        return table_offers(table, named(view.place, "theme", theme, "pairs", group.method))

    offer_files(TAKE_TABLE, "emporter", offers)


def side_files(
    store: Store,
    catalog: Catalog,
    selection: Selection,
    rows: Sequence[SideRow],
    places: Sequence[Territory],
    theme: str,
    group: PeerGroup,
) -> None:
    """Offer the table of places side by side.

    Parameters
    ----------
    store, catalog, selection
        The edition, the catalogue and what the visitor looks at.
    rows : sequence of SideRow
        The rows that the page shows.
    places : sequence of Territory
        The place, and those set beside it.
    theme : str
        Its id.
    group
        Its peers.
    """
    link = view_address(selection, store.edition, "comparer")
    title = catalog.themes[theme].title

    def offers() -> list[Offer]:
        from observatoire.exports.tables.themes import side_export

        table = partial(side_export, store, catalog, rows, places, title, group, link)
        return table_offers(table, named(places[0], "cote-a-cote", theme))

    offer_files(TAKE_TABLE, "emporter", offers)
