"""Comparer: one indicator, a whole theme. Each view: title, sentence, chart, table, source, download."""

from __future__ import annotations

import streamlit as st

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.comparison import compare
from observatoire.statistics.enclosing import enclosing_figures
from observatoire.statistics.figures import figures
from observatoire.statistics.peers import PeerGroup
from observatoire.views.compare.panorama import (
    absent_sentence,
    key_html,
    panorama_html,
    panorama_sentence,
)
from observatoire.views.compare.words import EXACT, reference_figures, reference_rows, small_numbers_rule, source_lines
from observatoire.views.french.circularity import circular_marks
from observatoire.views.french.grammar import of_place
from observatoire.views.french.groups import group_explanation, group_label
from observatoire.views.french.sentences import comparison_sentence, left_out, period, reading, source_line, standing
from observatoire.views.french.wording import spaced
from observatoire.views.html.frames import around, key_figures, ranked_table, ranking_rows
from observatoire.views.html.tables import key_figures_html, table_html
from observatoire.views.style.tokens import GLYPHS
from pages.parts.blocks import (
    choose_indicator,
    choose_peers,
    choose_picked,
    choose_year,
    group_of,
    offer_epci,
    place_reading,
)
from pages.parts.circular import say_circular
from pages.parts.embedding import main_drawing
from pages.parts.explanations import explain_figure
from pages.parts.takeaway import comparison_files
from pages.parts.view_files import theme_files
from pages.state.data import comparison_drawing, theme_panorama
from pages.state.links import links_to_one
from pages.state.selection import Selection, bound, quoted, write_back

NO_PEERS = (
    "La France n’a pas de pairs ici. Choisissez une région, un département, un EPCI ou une commune pour comparer."
)

HOW_TO_READ = (
    "Chaque ligne a sa propre échelle\u202f: les positions ne se comparent pas d’une ligne à l’autre. L’ordre suit "
    "l’écart à la médiane, rapporté à la dispersion du groupe\u202f; s’écarter n’est ni bien ni mal. Rang 1\u202f: la "
    "valeur la plus élevée."
)


def one_indicator(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    """Draw one indicator: the place among its peers, and the wider territories around it."""
    indicator, year = selection.indicator, selection.year
    with st.container(key="otc-choix"):
        first, second, third = st.columns([3, 1, 2])
        with first:
            choose_indicator(catalog, selection)
        with second:
            choose_year(store, selection)
        with third:
            choose_peers(selection)
    st.header(f"{indicator.title} ({period(indicator, year)})", anchor=False)
    group = group_of(selection)
    if group is None:
        place_reading(store, selection)
        st.info(NO_PEERS)
    else:
        _among_peers(store, catalog, selection, place, group)
    st.caption(source_line(catalog, indicator, year))
    explain_figure(store, catalog, selection)


def _among_peers(store: Store, catalog: Catalog, selection: Selection, place: Territory, group: PeerGroup) -> None:
    """Draw the comparison: sentence, key figures, wider references, chart, table, download."""
    indicator, year = selection.indicator, selection.year
    label = group_label(store, group)
    of_all = figures(store, indicator, place.level, year)
    own, result = of_all.of(place.id), compare(of_all, place.id, group.ids)
    together = of_all.together(of_all.positions(group.ids))
    wider = enclosing_figures(store, indicator, year, place)
    st.markdown(f"{reading(indicator, place, own, year)} {standing(indicator, result, label)}")
    if own.status == "value" and not own.counts:
        offer_epci(store, selection)
    beside = key_figures_html(reference_figures(indicator, wider)) if wider else ""
    st.html(
        f'{key_figures_html(key_figures(indicator, place, own, result, together))}<div class="otc-wider">{beside}</div>'
    )
    st.caption(group_explanation(store, place, group))
    say_circular(catalog, selection, [indicator], place, group)
    choose_picked(selection, "Mettre en avant d’autres territoires (les deux premiers sont marqués)")

    picked = [t.id for t in selection.marked]
    table = ranked_table(store, of_all, [place.id, *group.ids, *picked])
    sentence = comparison_sentence(indicator, place, result, label, together)
    drawing = None
    if result.peers_ranked:
        drawing = comparison_drawing(place.id, group.request, indicator.id, year, tuple(picked), table, result)
        title = f"{indicator.title} {of_place(place, apart=True)}, {period(indicator, year)}"
        with main_drawing(selection, title, sentence, source_line(catalog, indicator, year)):
            st.vega_lite_chart(drawing.spec, theme=None, key="comparaison")
    st.markdown(sentence)
    rule = small_numbers_rule(catalog, [indicator])
    st.caption(f"{left_out(result) or 'Tous les pairs ont une valeur et comptent.'} {rule} {EXACT}")

    st.subheader("Le classement en tableau", anchor=False)
    extract = around(table, [place.id, *picked], int(table["rank"].notna().sum()))
    columns, rows = ranking_rows(extract, result.median, indicator)
    rows += reference_rows(indicator, wider, together, result.median, len(columns))
    caption = (
        f"{indicator.title}, {period(indicator, year)}, de la valeur la plus élevée à la plus faible, puis les repères"
    )
    marks = dict(zip(picked, GLYPHS[1:], strict=False))
    st.html(table_html(caption, columns, rows, highlight_id=place.id, marks=marks))
    comparison_files(store, catalog, selection, place, group, table["id"].tolist(), drawing)


def whole_theme(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> None:
    """Draw all the indicators of a theme, each on its own scale, furthest from the peers' median first."""
    with st.container(key="otc-choix"):
        first, second = st.columns([3, 2])
        with first:
            theme = choose_theme(catalog, selection)
        with second:
            choose_peers(selection)
    title = catalog.themes[theme].title
    st.header(f"{title}\u202f: tout le thème", anchor=False)
    group = group_of(selection)
    if group is None:
        st.info(NO_PEERS)
        return
    view = theme_panorama(place.id, group.request, theme)
    st.markdown(spaced(panorama_sentence(view, title)))
    if any(row.section == "fragile" for row in view.rows):
        offer_epci(store, selection)
    st.caption(group_explanation(store, place, group))
    shown = [(row.indicator, row.year) for row in view.rows]
    st.html(
        key_html(place, banded=view.banded)
        + panorama_html(
            view,
            f"{title}, dernière année connue de chaque indicateur, du plus au moins écarté de la médiane",
            links_to_one(selection, shown),
            circular_marks(catalog, [indicator for indicator, _ in shown], place, group),
        )
    )
    st.caption(spaced(f"{HOW_TO_READ} {absent_sentence(view)}"))
    say_circular(catalog, selection, [indicator for indicator, _ in shown], place, group)
    st.caption(small_numbers_rule(catalog, [indicator for indicator, _ in shown]))
    theme_files(store, catalog, selection, view, theme, group)
    st.caption(source_lines(catalog, shown))


def choose_theme(catalog: Catalog, selection: Selection) -> str:
    """Draw the menu of themes and return the chosen one; the theme of the indicator unless the URL names another."""
    asked = selection.option("theme")
    theme = asked if asked in catalog.themes else selection.indicator.theme
    if asked and asked not in catalog.themes and asked not in ("essentiel", "tout"):  # the Portrait's own choices
        st.warning(
            f"Le thème «\u00a0{quoted(asked)}\u00a0» n’existe pas\u202f; en voici un autre, choisissez dans la liste.",
            icon=":material/info:",
        )
    st.selectbox(
        "Thème",
        list(catalog.themes),
        key=bound("theme-compare", theme),
        format_func=lambda name: catalog.themes[name].title,
        on_change=write_back,
        args=("theme", "theme-compare"),
    )
    return theme
