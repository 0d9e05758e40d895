"""« Emporter » of Carte: pictures, a page, geographic data, a table."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.views.french.sentences import period
from observatoire.views.maps.words import standing_sentence
from pages.parts.share import view_address
from pages.parts.takeaway import DOCX, WORD_PAGE, Offer, offer_files, table_offers
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
        from observatoire.exports.maps.files import map_geojson, map_geopackage, map_png
        from observatoire.exports.maps.html import map_html
        from observatoire.exports.maps.sheet import map_file_name, map_sheet
        from observatoire.exports.maps.svg import map_svg
        from observatoire.exports.pictures.docx import map_page, view_docx
        from observatoire.exports.tables.indicators import indicator_export

        sheet = map_sheet(
            store, catalog, model.indicator, model.year, model, shown.legend(model), label,
            sentence=shown.sentence(model), outlined=shown.outlined, link=link,
        )  # fmt: skip
        files: list[tuple[str, str, str, Callable[[], bytes]]] = [
            ("Carte\u202f: image (PNG)", "png", "image/png", lambda: map_png(map_svg(store, sheet))),
            ("Carte\u202f: dessin (SVG)", "svg", "image/svg+xml", lambda: map_svg(store, sheet).encode("utf-8")),
            (
                WORD_PAGE,
                "docx",
                DOCX,
                lambda: view_docx(map_page(store, sheet, stands)),
            ),
            (
                "Carte\u202f: page HTML, à lire hors ligne",
                "html",
                "text/html",
                lambda: map_html(store, sheet).encode("utf-8"),
            ),
            ("Données\u202f: GeoJSON", "geojson", "application/geo+json", lambda: map_geojson(store, sheet)),
            (
                "Données\u202f: GeoPackage",
                "gpkg",
                "application/geopackage+sqlite3",
                lambda: map_geopackage(store, sheet),
            ),
        ]
        stands = standing_sentence(model, shown.place)
        table = partial(
            indicator_export,
            *(store, catalog, model.indicator, model.scope.level, model.year, list(model.ids)),
            territory=selection.territory, link=link,
        )  # fmt: skip
        name = (label, model.indicator.id, period(model.indicator, model.year))
        # The table is that of a year: those of several years, or smoothed rates, are in the map's own files alone.
        return [
            *(Offer(words, map_file_name(sheet, end), mime, write) for words, end, mime, write in files),
            *([] if shown.options.rare else table_offers(table, name)),
        ]

    offer_files("Emporter cette carte et ses valeurs", "emporter", offers)
