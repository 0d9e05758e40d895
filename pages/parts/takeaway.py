"""« Emporter »: what a view gives away, in the format that a visitor chooses; made when asked for, not before.

The libraries that write workbooks, pictures and documents are loaded at the first file only: they are heavy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from observatoire.exports.tables.texts import file_name
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.views.french.grammar import short_label
from observatoire.views.french.sentences import period
from pages.parts.share import view_address
from pages.state.models.carte import ShownMap
from pages.state.models.comparer import ShownComparison
from pages.state.models.evolution import ShownSeries
from pages.state.selection import Selection

if TYPE_CHECKING:
    from observatoire.views.charts.drawing import Drawing

WORKBOOKS: Final = ("xlsx", "ods")
LONGEST_PLACE: Final = 40
"""Characters of a place's name at the head of a file's name."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One file: what a visitor reads, its name, its media type, and how its bytes are made."""

    label: str
    name: str
    mime: str
    write: Callable[[], bytes]


def offer_files(title: str, key: str, offers: Callable[[], Sequence[Offer]], remark: str = "") -> None:
    """Draw a menu of files; its buttons exist, and each file is made, only when asked for.

    Parameters
    ----------
    title, key : str
        Of the menu.
    offers : callable
        Gives the files.
    remark : str
        What the visitor must know of them, under the buttons.
    """
    menu = st.popover(title, icon=":material/download:", key=key, on_change="rerun")
    if menu.open:
        with menu:
            for rank, offer in enumerate(offers()):
                st.download_button(
                    offer.label,
                    data=offer.write,
                    file_name=offer.name,
                    mime=offer.mime,
                    key=f"{key}-{rank}",
                    on_click="ignore",
                    width="stretch",
                )
            if remark:
                st.caption(remark)


def named(place: Territory, *pieces: str) -> tuple[str, ...]:
    """Return the pieces of a file's name that begins with the place: readable first, then its identifier."""
    return *dict.fromkeys((short_label(place).lower()[:LONGEST_PLACE], place.id)), *pieces


def table_offers(export: Callable[[], object], name: Sequence[str], *, workbooks: bool = True) -> list[Offer]:
    """Return the files of a table: CSV twice, workbooks, Parquet, its notice as a text.

    Parameters
    ----------
    export : callable
        Makes the `Export`.
    name : sequence of str
        Parts of the files' name.
    workbooks : bool
        Whether a workbook bears the table.
    """
    from observatoire.exports.formats.registry import FORMATS

    return [
        Offer(
            f"Tableau\u202f: {kind.label}",
            file_name(*name, kind.variant, extension=kind.extension),
            kind.mime,
            lambda kind=kind: kind.write(export()),  # type: ignore[misc]
        )
        for code, kind in FORMATS.items()
        if workbooks or code not in WORKBOOKS
    ]


def chart_offers(drawing: Drawing, caption: Callable[[], object], name: Sequence[str]) -> list[Offer]:
    """Return the pictures of a chart; `caption` makes the `Caption` around it."""
    from observatoire.exports.pictures.charts import chart_png, chart_svg

    return [
        Offer("Graphique\u202f: image (PNG)", file_name(*name, extension="png"), "image/png",
              lambda: chart_png(drawing, caption())),  # type: ignore[arg-type]
        Offer("Graphique\u202f: dessin (SVG)", file_name(*name, extension="svg"), "image/svg+xml",
              lambda: chart_svg(drawing, caption()).encode("utf-8")),  # type: ignore[arg-type]
    ]  # fmt: skip


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
        from observatoire.exports.tables.indicators import indicator_export

        table = partial(
            indicator_export,
            *(store, catalog, indicator, place.level, year, ids),
            territory=place, group=group, link=link,
        )  # fmt: skip
        caption = partial(caption_of, store, catalog, indicator, period(indicator, year), place, group, link)
        return [*table_offers(table, name), *(chart_offers(drawing, caption, name) if drawing else [])]

    offer_files("Emporter ce tableau et ce graphique", "emporter", offers)


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
        from observatoire.exports.tables.indicators import series_export

        table = partial(
            series_export, store, catalog, indicator, shown.places, group, based=shown.options.based, link=link
        )
        span = f"{years[0]}-{years[-1]}"
        caption = partial(caption_of, store, catalog, indicator, span, place, group, link)
        return [*table_offers(table, name), *(chart_offers(drawing, caption, name) if drawing else [])]

    offer_files("Emporter ce tableau et ce graphique", "emporter", offers)


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
        from observatoire.exports.tables.indicators import indicator_export

        sheet = map_sheet(
            store, catalog, model.indicator, model.year, model, shown.legend(model), label,
            sentence=shown.sentence(model), selected=shown.outlined(model), link=link,
        )  # fmt: skip
        files: list[tuple[str, str, str, Callable[[], bytes]]] = [
            ("Carte\u202f: image (PNG)", "png", "image/png", lambda: map_png(map_svg(store, sheet))),
            ("Carte\u202f: dessin (SVG)", "svg", "image/svg+xml", lambda: map_svg(store, sheet).encode("utf-8")),
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
        table = partial(
            indicator_export,
            *(store, catalog, model.indicator, model.scope.level, model.year, list(model.ids)),
            territory=selection.territory, link=link,
        )  # fmt: skip
        name = (label, model.indicator.id, period(model.indicator, model.year))
        return [
            *(Offer(words, map_file_name(sheet, end), mime, write) for words, end, mime, write in files),
            *table_offers(table, name),
        ]

    offer_files("Emporter cette carte et ses valeurs", "emporter", offers)


def fiche_files(
    store: Store,
    catalog: Catalog,
    selection: Selection,
    place: Territory,
    group: PeerGroup | None,
    usual: Sequence[str],
) -> None:
    """Offer the fiche of the place: PDF, HTML, DOCX, on the themes that the visitor chooses.

    Parameters
    ----------
    store, catalog, selection, place, group
        The edition, the catalogue, what the visitor looks at, the place and its peers.
    usual : sequence of str
        Themes chosen unless the visitor says otherwise.
    """
    link = view_address(selection, store.edition, "portrait")
    menu = st.popover("Emporter la fiche", icon=":material/description:", key="emporter-fiche", on_change="rerun")
    if not menu.open:
        return
    with menu:
        themes = st.multiselect(
            "Thèmes de la fiche",
            list(catalog.themes),
            default=list(usual),
            format_func=lambda theme: catalog.themes[theme].title,
            placeholder="Choisir au moins un thème",
            key="themes-de-la-fiche",
        )
        if not themes:
            st.caption("Choisissez au moins un thème.")
            return
        from observatoire.exports.fiche.content import fiche_of
        from observatoire.exports.fiche.files import FICHE_FORMATS

        for code, kind in FICHE_FORMATS.items():
            st.download_button(
                kind.label,
                data=lambda kind=kind: kind.write(fiche_of(store, catalog, place, group, themes, link)),  # type: ignore[misc]
                file_name=file_name("fiche", place.short_name, place.id, store.edition, extension=kind.extension),
                mime=kind.mime,
                key=f"fiche-{code}",
                on_click="ignore",
                width="stretch",
            )
