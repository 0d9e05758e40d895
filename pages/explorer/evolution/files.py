"""« Emporter » of Évolution: the table and the chart of the years."""

from __future__ import annotations

from functools import partial

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from pages.parts.offers import Offer, chart_offers, named, table_offers
from pages.parts.share import view_address
from pages.parts.takeaway import offer_files
from pages.state.models.evolution import ShownSeries
from pages.state.selection import Selection


def series_files(store: Store, catalog: Catalog, selection: Selection, shown: ShownSeries) -> None:
    """Offer the table and the chart of an indicator over the years.

    Parameters
    ----------
    store, catalog, selection
        The edition, the catalogue and what the visitor looks at.
    shown : ShownSeries
        What the page shows.
    """
    indicator, years, group = shown.options.indicator, shown.options.known, shown.group
    place, drawing = shown.places[0], shown.drawing
    link = view_address(selection, store.edition, "evolution", indicateur=indicator.id)
    name = named(place, indicator.id, "evolution")

    def offers() -> list[Offer]:
        from observatoire.exports.pictures.charts import caption_of
        from observatoire.exports.pictures.docx import drawn_words
        from observatoire.exports.tables.indicators import series_export

        table = partial(
            series_export, store, catalog, indicator, shown.places, group, based=shown.options.based, link=link
        )
        span = f"{years[0]}-{years[-1]}"
        caption = partial(caption_of, store, catalog, indicator, span, place, group, link)
        if drawing is None:
            return table_offers(table, name)

        told = f"{shown.sentence} {shown.change.sentence if shown.change else ''}".strip()
        counted = drawn_words(shown.places, len(group.ids) if group else 0)
        return [*chart_offers(drawing, caption, name, (span, counted, told)), *table_offers(table, name)]

    offer_files("Emporter ce graphique et ce tableau", "emporter", offers)
