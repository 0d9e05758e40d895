"""« Emporter » of Carte: pictures, a page, geographic data, a table."""

from __future__ import annotations

from functools import partial

from observatoire.exports.work import Work
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.views.french.sentences import period
from observatoire.views.maps.words import standing_sentence
from pages.parts.offers import Offer, table_offers
from pages.parts.share import view_address
from pages.parts.takeaway import offer_files
from pages.state.models.carte import ShownMap
from pages.state.selection import Selection


def map_files(store: Store, catalog: Catalog, selection: Selection, shown: ShownMap) -> None:
    """Offer a map as pictures, page and geographic data, and its values as a table.

    Parameters
    ----------
    store, catalog, selection
        The edition, the catalogue and what the visitor looks at.
    shown : ShownMap
        What the page shows.
    """
    model, label = shown.model, shown.label
    link = view_address(selection, store.edition, "carte")

    def offers() -> list[Offer]:
        from observatoire.exports.maps.registry import MAP_FORMATS, map_document
        from observatoire.exports.maps.sheet import map_file_name, map_sheet
        from observatoire.exports.tables.indicators import indicator_export

        sheet = map_sheet(
            store, catalog, model.indicator, model.year, model, shown.legend(model), label,
            sentence=shown.sentence(model), outlined=shown.outlined, link=link,
        )  # fmt: skip
        stands = standing_sentence(model, shown.place)
        files = [
            Offer(kind.label, map_file_name(sheet, kind.extension), kind.mime,
                  Work(map_document, code, store, sheet, stands))
            for code, kind in MAP_FORMATS.items()
        ]  # fmt: skip
        table = partial(
            indicator_export,
            *(store, catalog, model.indicator, model.scope.level, model.year, list(model.ids)),
            territory=selection.territory, link=link,
        )  # fmt: skip
        name = (label, model.indicator.id, period(model.indicator, model.year))
        # The table is that of a year: those of several years, or smoothed rates, are in the map's own files alone.
        return [*files, *([] if shown.options.rare else table_offers(table, name))]

    offer_files("Emporter cette carte et ses valeurs", "emporter", offers)
