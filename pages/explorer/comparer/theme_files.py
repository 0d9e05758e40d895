"""« Emporter » of a whole theme: the table of a place among its peers, or of several places side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.views.compare.panorama import Panorama
from observatoire.views.compare.side_by_side import SideRow
from pages.parts.offers import named, table_offers
from pages.parts.share import view_address
from pages.parts.takeaway import TAKE_TABLE, offer_files
from pages.state.selection import Selection

if TYPE_CHECKING:
    from observatoire.exports.tables.table import Export


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

    def table(title: str, link: str) -> partial[Export]:
        from observatoire.exports.tables.themes import theme_export

        return partial(theme_export, store, catalog, view, title, group, link)

    _offer_table(store, catalog, selection, theme, table, named(view.place, "theme", theme, "pairs", group.method))


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

    def table(title: str, link: str) -> partial[Export]:
        from observatoire.exports.tables.themes import side_export

        return partial(side_export, store, catalog, rows, places, title, group, link)

    _offer_table(store, catalog, selection, theme, table, named(places[0], "cote-a-cote", theme))


def _offer_table(
    store: Store,
    catalog: Catalog,
    selection: Selection,
    theme: str,
    table: Callable[[str, str], partial[Export]],
    name: Sequence[str],
) -> None:
    """Offer a table of a theme, which is told the title of the theme and the address of the view."""
    title, link = catalog.themes[theme].title, view_address(selection, store.edition, "comparer")
    offer_files(TAKE_TABLE, "emporter", lambda: table_offers(table(title, link), name))
