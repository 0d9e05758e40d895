"""« Emporter » of Mes données: the picture of what is shown, and its table, both named as local data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from observatoire.exports.tables.texts import file_name
from observatoire.exports.work import Work
from observatoire.local.figures import local_yearly
from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.views.french.wording import LOCAL_BADGE, SEMICOLON
from observatoire.views.html.tables import MapLegend
from observatoire.views.maps.model import MapModel
from observatoire.views.maps.scopes import Outlined
from observatoire.views.maps.words import map_sentence
from pages.explorer.mesdonnees.compared import Compared
from pages.parts.offers import Offer, chart_offers, named, table_offers
from pages.parts.takeaway import offer_files

if TYPE_CHECKING:
    from observatoire.views.charts.drawing import Drawing

Pictures = Callable[[], list[Offer]]
"""Makes the pictures of what is shown; none where nothing is drawn."""


def chart_pictures(one: Compared, drawing: Drawing | None, shown: Sequence[tuple[Indicator, str]]) -> Pictures:
    """Return what makes the pictures of a chart, its title bearing the badge.

    Parameters
    ----------
    one : Compared
    drawing : Drawing or None
        The chart; None when there is none.
    shown : sequence of (Indicator, str)
        What it shows, and of when.
    """

    def pictures() -> list[Offer]:
        from observatoire.exports.pictures.charts import view_caption
        from observatoire.exports.tables.columns import sources_of

        if drawing is None:
            return []
        titles = SEMICOLON.join(f"{indicator.title}, {when}" for indicator, when in shown)
        sources = sources_of(one.mine, [indicator for indicator, _ in shown])
        caption = partial(view_caption, one.store, f"{titles} ({LOCAL_BADGE.lower()})", sources, one.place, one.group)
        return chart_offers(drawing, caption, named(one.place, "donnee-locale", shown[-1][0].id))

    return pictures


def map_pictures(
    store: Store, mine: Catalog, model: MapModel, legend: MapLegend, label: str, found: Outlined
) -> Pictures:
    """Return what makes the pictures of a map.

    Parameters
    ----------
    store, mine
        The edition and the visitor's own catalogue.
    model, legend, found
        The map, what its legend lists, what it outlines.
    label : str
        Its name, which bears the badge.
    """

    def pictures() -> list[Offer]:
        from observatoire.exports.maps.registry import MAP_FORMATS, map_document
        from observatoire.exports.maps.sheet import map_sheet

        told = map_sentence(model, label)
        sheet = map_sheet(store, mine, model.indicator, model.year, model, legend, label, sentence=told, outlined=found)
        name = ("donnee-locale", model.indicator.id, label)
        return [
            Offer(kind.label, file_name(*name, extension=code), kind.mime, Work(map_document, code, store, sheet, ""))
            for code, kind in MAP_FORMATS.items()
            if code in {"png", "svg"}
        ]  # fmt: skip

    return pictures


def local_files(one: Compared, pictures: Pictures) -> None:
    """Offer the pictures of what is shown of a local indicator, and its table, every year in it."""

    def offers() -> list[Offer]:
        from observatoire.exports.tables.given import given_export

        place, group = one.place, one.group
        ids = [place.id, *(peer for peer in group.ids if peer != place.id)]
        found = local_yearly(one.store, one.entry, place.level, ids)
        export = partial(given_export, one.store, one.mine, found, place, group, LOCAL_BADGE.lower())
        return [*pictures(), *table_offers(export, named(place, "donnee-locale", one.entry.indicator.id))]

    offer_files("Emporter cette image et ce tableau", "local-emporter", offers)
