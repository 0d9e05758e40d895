"""One view of a workshop, drawn large: what its page shows, with its figure, one sentence and its source."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers import PeerGroup
from observatoire.views.charts.drawing import Drawing
from observatoire.views.compare.panorama import panorama_html, panorama_sentence
from observatoire.views.compare.side_by_side import side_html, side_sentence
from observatoire.views.french.circularity import circular_marks, circular_note, compared_in_series
from observatoire.views.french.groups import group_explanation
from observatoire.views.french.sentences import period
from observatoire.views.french.wording import number, spaced
from observatoire.views.html.tables import key_value_html, map_legend_html
from observatoire.views.portrait.cards import cards, identity, locator_html
from observatoire.views.style.tokens import SCENE_WIDTH
from observatoire.views.workshop.html import figure_html, names_html, standout_lines_html, theme_html, told_html
from pages.parts.map_frame import draw_map
from pages.parts.workshop import figure_of_view
from pages.server.routes import locator_url
from pages.state.data import peers_explained
from pages.state.links import links_to_one
from pages.state.models.carte import ShownMap, shown_map
from pages.state.models.comparer import shown_comparison, shown_cross, shown_panorama, shown_sides
from pages.state.models.evolution import ShownSeries, shown_series
from pages.state.models.portrait import shown_portrait
from pages.state.options.comparer import compare_options
from pages.state.selection import Selection

MOST_STANDOUTS = 3
TALL_FONT = 17
NOT_FOR_A_ROOM = ("Nom", "Siren", "Code Insee", "Code postal")
"""Lines of the identity that are already on the screen, or that nobody needs there."""
NO_PEERS = "La France n’a pas de pairs ici."


def draw_scene(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    """Draw a view whose values are shown.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    """
    {
        "portrait": _portrait,
        "pairs": _pairs,
        "comparer": _compared,
        "carte": _map,
        "evolution": _series,
    }[selection.page](store, catalog, selection, place)


def draw_large(drawing: Drawing, tall: bool = False) -> None:
    """Draw a chart of a fixed width, which the style sheet enlarges as a picture: its texts with it.

    Parameters
    ----------
    drawing : Drawing
    tall : bool
        Whether the height of the screen, not its width, bounds the picture: its texts are then made larger first.
    """
    config = drawing.spec["config"]
    if tall:
        sizes = {"labelFontSize": TALL_FONT, "titleFontSize": TALL_FONT}
        larger = {"axis": sizes, "text": {"fontSize": TALL_FONT}, "title": {"fontSize": TALL_FONT, "lineHeight": 22}}
        config = config | {name: config[name] | more for name, more in larger.items()}
    with st.container(key="otc-dessin-scene"):
        spec = drawing.spec | {"width": SCENE_WIDTH, "config": config}
        st.vega_lite_chart(spec, theme=None, key="scene", width="content")


def _compared(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    """Draw a view of Comparer: one indicator, a theme, two indicators, places side by side."""
    view = compare_options(store, catalog, selection, place).view
    if view == "indicateur":
        _one(store, catalog, selection, place)
        return
    {"theme": _theme, "croiser": _cross, "cote": _sides}[view](store, catalog, selection, place)


def _one(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    left, right = st.columns([4, 7], gap="large")
    figure, shown = figure_of_view(store, catalog, selection), shown_comparison(store, selection, place, in_a_room=True)
    if figure is not None:
        left.html(figure_html(figure))
    with right:
        if shown is None:
            st.html(told_html(NO_PEERS))
        elif shown.drawing is not None:
            draw_large(shown.drawing)


def _theme(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    shown = shown_panorama(store, catalog, selection, place)
    if shown is None:
        st.html(told_html(NO_PEERS))
        return
    st.html(told_html(spaced(panorama_sentence(shown.view, shown.title))))
    indicators = [indicator for indicator, _ in shown.shown]
    circular = circular_marks(catalog, indicators, place, shown.group)
    st.html(panorama_html(shown.view, shown.title, links_to_one(selection, indicators), circular))
    _say_circular(catalog, indicators, place, shown.group)


def _sides(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    shown = shown_sides(store, catalog, selection, place)
    if shown is None:
        st.html(told_html(NO_PEERS))
        return
    st.html(told_html(spaced(side_sentence(shown.rows, shown.places))))
    indicators = [indicator for indicator, _ in shown.shown]
    st.html(side_html(shown.rows, shown.places, shown.title, links_to_one(selection, indicators), shown.group.ids))
    _say_circular(catalog, indicators, place, shown.group)


def _cross(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    shown = shown_cross(store, catalog, selection, place)
    if shown is None:
        st.html(told_html(NO_PEERS))
        return
    st.html(told_html(spaced(shown.sentence)))
    _say_circular(catalog, [indicator for indicator, _ in shown.axes], place, shown.group)
    if shown.view.association.n:
        draw_large(shown.drawing)


def _say_circular(catalog: Catalog, indicators: list[Indicator], place: Territory, group: PeerGroup | None) -> None:
    """Say which of the indicators drawn chose the peers, as their page does."""
    if note := circular_note(catalog, indicators, place, group):
        st.html(told_html(note))


def _series(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    shown, figure = shown_series(store, catalog, selection, place), figure_of_view(store, catalog, selection)
    left, right = st.columns([4, 7], gap="large")
    if figure is not None:
        compared = compared_in_series(catalog, shown.options.indicator, shown.options.based)
        told = _told(shown, circular_note(catalog, compared, place, shown.group))
        left.html(figure_html(figure, told, shown.index_in(figure.year)))
    if shown.drawing is not None:
        with right:
            draw_large(shown.drawing, tall=True)


def _told(shown: ShownSeries, circular: str) -> str:
    """Say what the series shows, whether it chose the peers and, where a period was chosen, the change over it."""
    told = [shown.options.replaced, shown.sentence, circular]
    if shown.options.period_asked:
        told += [*shown.caveats, *([shown.change.sentence] if shown.change else [])]
    return spaced(" ".join(sentence for sentence in told if sentence))


def _map(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    """Draw the map. The background of the IGN, which asks another site, stays off."""
    shown, figure = shown_map(store, catalog, selection, place), figure_of_view(store, catalog, selection)
    told = figure_html(figure) if figure is not None else ""
    if shown.second is not None:
        _two_maps(store, selection, shown, told)
        return
    left, right = st.columns([4, 7], gap="large")
    left.html(told + map_legend_html(shown.legend(shown.model)))
    with right, st.container(key="otc-carte"):
        draw_map(store, selection, shown.model, shown.label, key="carte-presentee")


def _two_maps(store: Store, selection: Selection, shown: ShownMap, told: str) -> None:
    """Draw two maps of the same shapes, each over its legend."""
    left, *columns = st.columns([3, 4, 4], gap="medium")
    left.html(told)
    for column, model, key in zip(columns, shown.models, ("carte-presentee", "carte-presentee-2"), strict=True):
        with column:
            st.markdown(f"**{model.indicator.title} ({period(model.indicator, model.year)})**")
            draw_map(store, selection, model, shown.label, key=key)
            st.html(map_legend_html(shown.legend(model)))


def _portrait(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    shown = shown_portrait(store, catalog, selection, place)
    left, right = st.columns([7, 4], gap="large")
    facts = [("Habitants", number(place.population)), *identity(store, place)]
    left.html(key_value_html([fact for fact in facts if fact[0] not in NOT_FOR_A_ROOM]))
    right.html(locator_html(place, locator_url(store.edition, place.id)))
    if shown.one_theme:
        for theme in shown.themes:
            drawn = cards(store, catalog, place, catalog.of_theme(theme), shown.group, shown.label, {})
            st.html(theme_html(catalog.themes[theme].title, drawn))
    elif shown.stands is not None and shown.stands.found:
        st.html(standout_lines_html(shown.stands.found[:MOST_STANDOUTS], shown.label))


def _pairs(store: Store, _catalog: Catalog, selection: Selection, place: Territory) -> None:
    if selection.peers is None:
        st.html(told_html(NO_PEERS))
        return
    reasons = peers_explained(place.id, selection.peers)
    for sentence in (reasons.verdict, spaced(group_explanation(store, place, reasons.group))):
        if sentence:
            st.html(told_html(sentence))
    st.html(names_html(store, reasons.group))
