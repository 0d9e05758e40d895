"""One view of a workshop, drawn large: place, figure, sentence, main drawing, source."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.model.workshop import View
from observatoire.statistics.parts import years
from observatoire.statistics.standout import standing_out
from observatoire.views.charts.drawing import Drawing
from observatoire.views.charts.series import Break, series_chart
from observatoire.views.compare.panorama import panorama_html, panorama_sentence
from observatoire.views.compare.side_by_side import side_html, side_sentence
from observatoire.views.french.groups import group_explanation, group_label
from observatoire.views.french.sentences import series_sentence
from observatoire.views.french.wording import number, spaced
from observatoire.views.html.frames import series_frames
from observatoire.views.html.tables import key_value_html, map_legend_html
from observatoire.views.maps.classes import CLASS_LABELS, FEWEST, MOST, USUAL, ClassChoice, read_breaks
from observatoire.views.maps.geometry import Scope, UnknownScopeError, scope_ids
from observatoire.views.maps.model import legend_of, map_model
from observatoire.views.maps.scopes import offered_scopes, scope_label
from observatoire.views.portrait.cards import identity, locator_html
from observatoire.views.style.compare_css import compare_stylesheet
from observatoire.views.style.workshop_css import SCENE_WIDTH
from observatoire.views.workshop.figure import ShownFigure, answer_drawing
from observatoire.views.workshop.html import figure_html, names_html, standout_lines_html, told_html
from pages.parts.blocks import group_of, peers_of
from pages.parts.map_frame import draw_map
from pages.parts.workshop import figure_of_view
from pages.server.routes import locator_url
from pages.state.data import peers_explained, places_side_by_side, scatter_drawing, shared_group, theme_panorama
from pages.state.links import links_to_one
from pages.state.selection import Selection

MOST_STANDOUTS = 3
TALL_FONT = 17
NOT_FOR_A_ROOM = ("Nom", "Siren", "Code Insee", "Code postal")
"""Lines of the identity that are already on the screen, or that nobody needs there."""


def draw_scene(store: Store, catalog: Catalog, view: View, selection: Selection, place: Territory) -> None:
    """Draw a view whose values are shown."""
    figure = figure_of_view(store, catalog, view, selection)
    if figure is None:
        {"portrait": _portrait, "pairs": _pairs}.get(view.page, _several)(store, catalog, selection, place)
        return
    left, right = st.columns([4, 7], gap="large")
    with left:
        told = st.empty()
    with right:
        if view.page == "carte":
            legend = _map(store, selection, place)
            told.html(figure_html(figure) + legend)
        elif view.page == "evolution":
            told.html(figure_html(figure, _series(store, selection, place)))
        else:
            told.html(figure_html(figure))
            _peers(figure)


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


def _peers(figure: ShownFigure) -> None:
    drawing = answer_drawing(figure, ())
    if drawing is not None:
        draw_large(drawing)
    if figure.result is None:
        st.html(told_html("La France n’a pas de pairs ici."))


def _series(store: Store, selection: Selection, place: Territory) -> str:
    """Draw the series; return its sentence."""
    indicator, known = selection.indicator, years(store, selection.indicator)
    if len(known) == 1:
        return f"Ce chiffre n’a qu’une année\u202f: {known[0]}."
    group = shared_group(place.id, selection.peers) if selection.peers else None
    peers, label = (group.ids, group_label(store, group)) if group else ((), "")
    based = selection.option("mode") == "base100"
    places = [place, *selection.marked]
    lines, band = series_frames(store, indicator, places, peers, based)
    if lines["value"].notna().any():
        drawing = series_chart(
            lines,
            place.id,
            [t.id for t in selection.marked],
            band if band["n"].max() else None,
            unit="indice" if based else indicator.unit,
            decimals=1 if based else indicator.decimals,
            breaks=[Break(b.year, b.note) for b in indicator.breaks],
            base_year=known[0] if based else None,
        )
        draw_large(drawing, tall=True)
    return spaced(series_sentence(indicator, place, lines, band, label, based))


def _map(store: Store, selection: Selection, place: Territory) -> str:
    """Draw the map; return its legend as HTML. The background of the IGN, which asks another site, stays off."""
    scope = _scope(store, selection, place)
    label = scope_label(store, scope)
    model = map_model(store, selection.indicator, selection.year, scope, _classes(selection))
    with st.container(key="otc-carte"):
        draw_map(store, selection, model, label, key="carte-presentee")
    return map_legend_html(legend_of(selection.indicator, model, selection.year, ""))


def _scope(store: Store, selection: Selection, place: Territory) -> Scope:
    """Return the map that a view names, else the territory's first."""
    offered, peers = list(offered_scopes(place)), peers_of(selection)
    if peers:
        offered.append(Scope(place.level, "pairs", ids=tuple(sorted({place.id, *peers}))))
    named = {str(scope): scope for scope in offered}
    asked = selection.option("perimetre")
    try:
        scope = named.get(asked) or (Scope.parse(asked) if asked else offered[0])
        scope_ids(store, scope)
    except UnknownScopeError:
        return offered[0]
    return scope


def _classes(selection: Selection) -> ClassChoice:
    method = next((method for method in CLASS_LABELS if method == selection.option("methode")), None)
    asked = selection.option("classes")
    count = int(asked) if asked in {str(n) for n in range(FEWEST, MOST + 1)} else USUAL
    return ClassChoice(method, count, read_breaks(selection.option("bornes")) or ())


def _portrait(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    left, right = st.columns([7, 4], gap="large")
    facts = [("Habitants", number(place.population)), *identity(store, place)]
    left.html(key_value_html([fact for fact in facts if fact[0] not in NOT_FOR_A_ROOM]))
    right.html(locator_html(place, locator_url(store.release, place.id)))
    group = group_of(selection)
    if group is not None:
        found = standing_out(store, catalog, place, group).found[:MOST_STANDOUTS]
        if found:
            st.html(standout_lines_html(found, group_label(store, group)))


def _pairs(store: Store, _catalog: Catalog, selection: Selection, place: Territory) -> None:
    group = group_of(selection)
    if group is None or selection.peers is None:
        st.html(told_html("La France n’a pas de pairs ici."))
        return
    reasons = peers_explained(place.id, selection.peers)
    for sentence in (reasons.verdict, spaced(group_explanation(store, place, group))):
        if sentence:
            st.html(told_html(sentence))
    st.html(names_html(store, group))


def _several(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    """Draw a view of Comparer with several figures: a theme, two indicators, places side by side."""
    st.html(compare_stylesheet())
    if selection.peers is None:
        st.html(told_html("La France n’a pas de pairs ici."))
        return
    asked, picked = selection.option("vue"), tuple(t.id for t in selection.picked)
    theme = selection.option("theme") if selection.option("theme") in catalog.themes else selection.indicator.theme
    if asked == "croiser":
        _crossed(store, catalog, selection, place)
    elif asked == "cote":
        places = [place, *selection.picked]
        rows = places_side_by_side(place.id, selection.peers, theme, picked)
        st.html(told_html(spaced(side_sentence(rows, places))))
        shown = [(row.figures.indicator, row.figures.year) for row in rows]
        st.html(side_html(rows, places, catalog.themes[theme].title, links_to_one(selection, shown)))
    else:
        view = theme_panorama(place.id, selection.peers, theme)
        st.html(told_html(spaced(panorama_sentence(view, catalog.themes[theme].title))))
        shown = [(row.indicator, row.year) for row in view.rows]
        st.html(panorama_html(view, catalog.themes[theme].title, links_to_one(selection, shown)))


def _crossed(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    try:
        second = catalog.indicator(selection.option("second"))
    except KeyError:
        st.html(told_html("Le second indicateur de cette vue n’existe pas."))
        return
    if selection.peers is None:
        return
    axes = (selection.indicator.id, selection.year), (second.id, years(store, second)[-1])
    picked = tuple(t.id for t in selection.picked)
    _, drawing, sentence = scatter_drawing(place.id, selection.peers, *axes, picked)
    st.html(told_html(spaced(sentence)))
    draw_large(drawing)
