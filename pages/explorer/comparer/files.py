"""« Emporter » of Comparer, where there is a chart: one indicator among peers, two indicators."""

from __future__ import annotations

from functools import partial

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.charts.drawing import Drawing
from observatoire.views.french.sentences import period, reading, standing
from observatoire.views.french.wording import SEMICOLON
from pages.parts.offers import Offer, chart_offers, named, table_offers
from pages.parts.share import view_address
from pages.parts.takeaway import TAKE_TABLE, offer_files
from pages.state.models.comparer import ShownComparison, ShownCross
from pages.state.selection import Selection


def comparison_files(
    store: Store, catalog: Catalog, selection: Selection, place: Territory, shown: ShownComparison
) -> None:
    """Offer the table and the chart of one indicator among peers.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    shown : ShownComparison
        What the page shows.
    """
    group, drawing, ids = shown.group, shown.drawing, shown.table["id"].tolist()
    indicator, year = selection.indicator, selection.year
    link = view_address(selection, store.edition, "comparer")
    name = named(place, "pairs", group.method, indicator.id, period(indicator, year))

    def offers() -> list[Offer]:
        from observatoire.exports.pictures.charts import caption_of
        from observatoire.exports.pictures.docx import drawn_words
        from observatoire.exports.tables.indicators import indicator_export

        table = partial(
            indicator_export,
            *(store, catalog, indicator, place.level, year, ids),
            territory=place, group=group, link=link,
        )  # fmt: skip
        when = period(indicator, year)
        caption = partial(caption_of, store, catalog, indicator, when, place, group, link)
        if drawing is None:
            return table_offers(table, name)

        stands = standing(indicator, shown.result, shown.label, shown.judged)
        told = f"{reading(indicator, place, shown.own, year)} {stands}"
        counted = drawn_words([place, *selection.marked], shown.result.peers, shown.result.peers_ranked)
        return [*chart_offers(drawing, caption, name, (when, counted, told)), *table_offers(table, name)]

    offer_files("Emporter ce graphique et ce tableau", "emporter", offers)


def scatter_files(
    store: Store,
    catalog: Catalog,
    selection: Selection,
    place: Territory,
    shown: ShownCross,
    drawing: Drawing | None,
) -> None:
    """Offer the table and the chart of two indicators; the table has all the peers.

    Parameters
    ----------
    store, catalog, selection
        The edition, the catalogue and what the visitor looks at.
    place : Territory
    shown : ShownCross
        What the page shows.
    drawing : Drawing or None
        The chart; None when there is none to draw.
    """
    link = view_address(selection, store.edition, "comparer")
    picked, asked, group = [territory.id for territory in selection.picked], shown.axes, shown.group
    name = (place.id, *(indicator.id for indicator, _ in asked), group.method)

    def offers() -> list[Offer]:
        from observatoire.exports.pictures.charts import view_caption
        from observatoire.exports.pictures.docx import drawn_words
        from observatoire.exports.tables.columns import sources_of
        from observatoire.exports.tables.territories import scatter_export

        table = partial(scatter_export, store, catalog, asked, place, picked, group, link)
        title = SEMICOLON.join(f"{indicator.title}, {period(indicator, year)}" for indicator, year in asked)
        sources = sources_of(catalog, [indicator for indicator, _ in asked])
        caption = partial(view_caption, store, title, sources, place, group, link)
        if drawing is None:
            return table_offers(table, name)

        years = SEMICOLON.join(dict.fromkeys(period(indicator, year) for indicator, year in asked))
        counted = drawn_words([place, *selection.picked], len(group.ids), shown.view.association.n)
        return [*chart_offers(drawing, caption, name, (years, counted, shown.sentence)), *table_offers(table, name)]

    offer_files("Emporter ce graphique et ce tableau" if drawing else TAKE_TABLE, "emporter", offers)
