"""« Emporter » on the views of several indicators: themes, two indicators, side by side, peers, whole levels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from observatoire.exports.tables.indicators import level_cells, level_export
from observatoire.exports.tables.table import MOST_CELLS
from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Level, Territory
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.views.charts.drawing import Drawing
from observatoire.views.compare.panorama import Panorama
from observatoire.views.compare.side_by_side import SideRow
from observatoire.views.french.grammar import of_place
from observatoire.views.french.groups import LEVEL_NOUNS
from observatoire.views.french.sentences import period
from observatoire.views.french.wording import SEMICOLON
from pages.parts.share import view_address
from pages.parts.takeaway import Offer, chart_offers, named, offer_files, table_offers
from pages.state.parameters import USUAL_VIEW
from pages.state.selection import Selection

TAKE_TABLE = "Emporter ce tableau"


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


def scatter_files(
    store: Store,
    catalog: Catalog,
    selection: Selection,
    asked: Sequence[tuple[Indicator, int]],
    place: Territory,
    group: PeerGroup,
    drawing: Drawing | None,
) -> None:
    """Offer the table and the chart of two indicators; the table has all the peers.

    Parameters
    ----------
    store, catalog, selection
        The edition, the catalogue and what the visitor looks at.
    asked : sequence of Indicator and int
        The two indicators, each with its year.
    place, group
        The place and its peers.
    drawing : Drawing or None
        The chart; None when there is none to draw.
    """
    link = view_address(selection, store.edition, "comparer")
    picked = [territory.id for territory in selection.picked]
    name = (place.id, *(indicator.id for indicator, _ in asked), group.method)

    def offers() -> list[Offer]:
        from observatoire.exports.pictures.charts import view_caption
        from observatoire.exports.tables.columns import sources_of
        from observatoire.exports.tables.territories import scatter_export

        table = partial(scatter_export, store, catalog, asked, place, picked, group, link)
        title = SEMICOLON.join(f"{indicator.title}, {period(indicator, year)}" for indicator, year in asked)
        sources = sources_of(catalog, [indicator for indicator, _ in asked])
        caption = partial(view_caption, store, title, sources, place, group, link)
        return [*table_offers(table, name), *(chart_offers(drawing, caption, name) if drawing else [])]

    offer_files("Emporter ce tableau et ce graphique" if drawing else TAKE_TABLE, "emporter", offers)


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
        from observatoire.exports.tables.territories import feature_sources, peers_export

        table = partial(peers_export, store, catalog, place, group, link)
        title = f"En quoi les pairs {of_place(place, apart=True)} s’en écartent"
        features = [feature.id for feature in catalog.features.values() if place.level in feature.levels]
        caption = partial(view_caption, store, title, feature_sources(catalog, features), place, group, link)
        return [*table_offers(table, name), *(chart_offers(drawing, caption, name) if drawing else [])]

    offer_files("Emporter cette liste et ce graphique" if drawing else "Emporter cette liste", "emporter", offers)


def portrait_files(
    store: Store,
    catalog: Catalog,
    selection: Selection,
    place: Territory,
    group: PeerGroup | None,
    themes: Sequence[str],
    title: str,
) -> None:
    """Offer the figures of the themes shown, among the peers.

    Parameters
    ----------
    store, catalog, selection, place, group
        The edition, the catalogue, what the visitor looks at, the place and its peers.
    themes : sequence of str
        Ids of those shown.
    title : str
        Of the table.
    """
    link = view_address(selection, store.edition, "portrait")
    part = themes[0] if len(themes) == 1 else title.lower()

    def offers() -> list[Offer]:
        from observatoire.exports.tables.themes import portrait_export

        shown = [indicator for theme in themes for indicator in catalog.of_theme(theme)]
        table = partial(portrait_export, store, catalog, place, shown, title, group, link)
        peers = ("pairs", group.method) if group else ()
        return table_offers(table, named(place, "portrait", part, *peers))

    offer_files("Emporter ces chiffres", "emporter", offers)


def level_files(store: Store, catalog: Catalog, selection: Selection, level: Level) -> None:
    """Offer every indicator of a level; as a workbook too when one bears so many cells.

    Parameters
    ----------
    store, catalog, selection, level
        The edition, the catalogue, what the visitor looks at and the level.
    """
    link = view_address(selection, store.edition, "donnees")
    noun, fits = LEVEL_NOUNS[level][1], level_cells(store, catalog, level) <= MOST_CELLS

    def offers() -> list[Offer]:
        table = partial(level_export, store, catalog, level, link)
        return table_offers(table, ("observatoire", "tous-les-indicateurs", noun, store.edition), workbooks=fits)

    remark = "" if fits else "Trop de cases pour un classeur\u202f: en CSV et en Parquet seulement."
    offer_files(noun[:1].upper() + noun[1:], f"emporter-{level}", offers, remark)


def members_files(
    store: Store, catalog: Catalog, selection: Selection, indicator: Indicator, place: Territory, year: int
) -> None:
    """Offer the communes behind a figure.

    Parameters
    ----------
    store, catalog, selection, indicator, place, year
        The edition, the catalogue, what the visitor looks at, the indicator, the place and its year.
    """
    link = view_address(selection, store.edition, "comparer", USUAL_VIEW, indicateur=indicator.id, annee=str(year))

    def offers() -> list[Offer]:
        from observatoire.exports.tables.territories import members_export

        table = partial(members_export, store, catalog, indicator, place, year, link)
        return table_offers(table, named(place, indicator.id, period(indicator, year), "calcul"))

    offer_files("Emporter les communes qui le composent", "emporter-calcul", offers)
