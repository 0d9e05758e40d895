"""What every visitor shares: the only `st.cache_*` of the application.

Drawings and texts are kept as bytes (`cache_data`: 10 to 90 kB, read back in 0.4 to 1.5 ms), not as objects: these take
three times as much room, and collections of garbage walk them.
"""

from __future__ import annotations

import gc
import logging
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from observatoire.local.bounds import LocalDataError
from observatoire.local.file import read_local
from observatoire.local.matching import Places
from observatoire.local.record import LocalData
from observatoire.model.catalog import Catalog, CatalogError
from observatoire.model.composed.members import listed
from observatoire.model.folders.editions import EditionNotReadableError, open_edition
from observatoire.model.folders.installed import installed_files, local_directory
from observatoire.model.search.answers import Answer, Match
from observatoire.model.search.index import SearchIndex
from observatoire.model.search.indicators import IndicatorIndex
from observatoire.model.store import Store
from observatoire.statistics.comparison import Comparison
from observatoire.statistics.components import years
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerGroup, PeerRequest, peer_group
from observatoire.statistics.standout import StandingOut, standing_out
from observatoire.views.compare.panorama import Panorama, panorama
from observatoire.views.compare.scatter import ScatterView, scatter
from observatoire.views.compare.scatter_words import behind_words, scatter_sentence
from observatoire.views.compare.side_by_side import SideRow, side_rows
from observatoire.views.french.circularity import circular_marks
from observatoire.views.french.groups import group_label, option_labels
from observatoire.views.french.methods import indicator_markdown
from observatoire.views.html.editions import then_and_now_html
from observatoire.views.html.frames import reference_of
from observatoire.views.layout.territories import Doubt
from observatoire.views.maps.model import MapModel
from observatoire.views.maps.spatial_words import map_resemblance
from observatoire.views.peers.reasons import PeerReasons, peer_reasons
from observatoire.views.portrait.essentials import Essential, essentials
from observatoire.views.portrait.themes import ShownTheme, portrait_theme
from pages.server.memory import give_back_memory

if TYPE_CHECKING:
    from observatoire.views.charts.drawing import Drawing

logger = logging.getLogger(__name__)

MOST_ROWS_OF_A_ROOM = 9
"""Territories that a screen before a room holds one a row, in letters that are read from its end."""


@st.cache_resource(show_spinner="Chargement des données…")
def shared_data() -> tuple[Store, Catalog]:
    """Return the store and the catalogue, loaded once for the whole process.

    Raises
    ------
    DataNotReadableError, CatalogError
        When they cannot be.
    """
    loaded = open_offered()
    if not loaded[1].indicators:
        raise CatalogError(["data/catalog: no indicator; the folder is missing or empty"])
    give_back_memory()
    # These stay for good: without this, each full collection of garbage would walk them all.
    gc.collect()
    gc.freeze()
    return loaded


@st.cache_resource(show_spinner=False)
def search_index() -> SearchIndex:
    """Return the index of names and codes, made once: half a second, in which the first page is already there."""
    store, catalog = shared_data()
    return SearchIndex(store.territories, store.former_communes, catalog)


def find_places(text: str, limit: int) -> Answer:
    """Return the territories that answer a text: what a list of codes composes, else what the index finds."""
    store, _ = shared_data()
    if composition := listed(store, text):
        return Answer((Match(composition.id, "code", text.strip(), 1.0),))
    return search_index().answer(text, limit=limit)


@st.cache_resource(show_spinner=False)
def known_places() -> Places:
    """Return what finds the territories of a visitor's table by code and name, made once: a second."""
    return Places(shared_data()[0])


@st.cache_resource(show_spinner=False)
def installed_local() -> LocalData:
    """Return the local data that the operator installed for all; a file that cannot be read is left out, and logged."""
    found = LocalData()
    for name, content in installed_files(local_directory()).items():
        try:
            found = found.joined(read_local(content))
        except LocalDataError as error:
            logger.warning("%s: %s", name, error)
    return found


@st.cache_resource(show_spinner=False)
def indicator_index() -> IndicatorIndex:
    """Return the index of indicators by citizens' words."""
    return IndicatorIndex(shared_data()[1])


@st.cache_resource(show_spinner=False, max_entries=400)
def about_text(indicator_id: str) -> str:
    """Return all that the catalogue says of an indicator, its words linked to the lexique: made once."""
    store, catalog = shared_data()
    indicator = catalog.indicator(indicator_id)
    return indicator_markdown(catalog, indicator, years(store, indicator))


@st.cache_resource(show_spinner=False, max_entries=100, hash_funcs={PeerRequest: repr})
def shared_group(place: str, peers: PeerRequest) -> PeerGroup:
    """Return the peers of a place, found once for all visitors."""
    store, catalog = shared_data()
    return peer_group(store, catalog, store.territory(place), peers)


@st.cache_resource(show_spinner=False, max_entries=50, hash_funcs={PeerRequest: repr})
def peer_labels(place: str, peers: PeerRequest, most: int) -> dict[str, str]:
    """Return the most populated peers of a place as a menu names them, in order of name. Treat as read-only."""
    store, _ = shared_data()
    group = shared_group(place, peers)
    places = store.places(group.ids)
    if len(places) > most:
        places = places.nlargest(most, "population")
    return option_labels(places.sort_values("short_name"))


@st.cache_data(show_spinner=False, max_entries=150, hash_funcs={PeerRequest: repr})
def comparison_drawing(
    place: str,
    peers: PeerRequest,
    indicator_id: str,
    year: int,  # noqa: ARG001 - tells drawings apart
    picked: tuple[str, ...],
    in_a_room: bool,
    *,
    _table: pd.DataFrame,
    _result: Comparison,
    _doubt: Doubt,
) -> Drawing:
    """Return the chart of a comparison, made once for all visitors.

    The table, the comparison and its doubt follow from the other arguments: who asks has them at hand.

    Parameters
    ----------
    place, peers, indicator_id, year
        What is compared.
    picked : tuple of str
        Territories marked beside the group, of it or not.
    in_a_room : bool
        Whether it must hold on one screen, whatever the size of the group.
    """
    from observatoire.views.charts.distribution import distribution_chart  # Altair: a quarter of a second that
    from observatoire.views.charts.ranking import MOST_ROWS, ranking_chart  # the first page does not need

    store, catalog = shared_data()
    indicator = catalog.indicator(indicator_id)
    landmarks = reference_of(indicator, _result, group_label(store, shared_group(place, peers)))
    rows = MOST_ROWS_OF_A_ROOM if in_a_room else MOST_ROWS
    chart = ranking_chart if len(_table) <= rows else distribution_chart
    return chart(_table, place, picked, landmarks, unit=indicator.unit, decimals=indicator.decimals, doubt=_doubt)


@st.cache_data(show_spinner=False, max_entries=60, hash_funcs={PeerRequest: repr})
def peers_explained(place: str, peers: PeerRequest) -> PeerReasons:
    """Return why a place has these peers: sentences, tables and chart, made once for all visitors."""
    store, catalog = shared_data()
    return peer_reasons(store, catalog, store.territory(place), peers)


@st.cache_data(show_spinner=False, max_entries=100, hash_funcs={PeerRequest: repr})
def theme_panorama(place: str, peers: PeerRequest, theme: str) -> Panorama:
    """Return a theme of a place among its peers, its drawings made once for all visitors."""
    store, catalog = shared_data()
    territory = store.territory(place)
    group = shared_group(place, peers)
    return panorama(store, catalog.of_theme(theme), territory, group.ids, group_label(store, group))


@st.cache_data(show_spinner=False, max_entries=150, hash_funcs={PeerRequest: repr})
def theme_of_portrait(place: str, peers: PeerRequest, theme: str) -> ShownTheme:
    """Return a theme of a portrait: its rows, drawn and in words, made once for all visitors."""
    store, catalog = shared_data()
    territory, group = store.territory(place), shared_group(place, peers)
    circular = circular_marks(catalog, catalog.of_theme(theme), territory, group)
    return portrait_theme(catalog, theme_panorama(place, peers, theme), group_label(store, group), circular)


@st.cache_resource(show_spinner=False, max_entries=150, hash_funcs={PeerRequest: repr})
def portrait_figures(place: str, peers: PeerRequest) -> tuple[list[Essential], StandingOut]:
    """Return the figures that open a portrait, and what stands out of it, computed once. Treat as read-only."""
    given = (*shared_data(), shared_data()[0].territory(place), shared_group(place, peers))
    return essentials(*given), standing_out(*given)


@st.cache_data(show_spinner=False, max_entries=100, hash_funcs={PeerRequest: repr})
def places_side_by_side(place: str, peers: PeerRequest, theme: str, picked: tuple[str, ...]) -> list[SideRow]:
    """Return a theme of a place and of those picked, with its drawings.

    Parameters
    ----------
    place
        The place.
    peers : PeerRequest
        How its peers are asked for.
    theme : str
        Its id.
    picked : tuple of str
        Ids of the other places.
    """
    store, catalog = shared_data()
    places = [store.territory(identifier) for identifier in (place, *picked)]
    group = shared_group(place, peers)
    return side_rows(store, catalog.of_theme(theme), places, group.ids, group_label(store, group))


@st.cache_data(show_spinner=False, max_entries=100, hash_funcs={PeerRequest: repr})
def scatter_drawing(
    place: str, peers: PeerRequest, first: tuple[str, int], second: tuple[str, int], picked: tuple[str, ...]
) -> tuple[ScatterView, Drawing, str]:
    """Return two indicators of a place among its peers: the data, the chart, the sentence.

    Parameters
    ----------
    place
        The place.
    peers : PeerRequest
        How its peers are asked for.
    first, second : tuple of str and int
        Two indicators, each an id and a year.
    picked : tuple of str
        Ids of the places named on it.
    """
    from observatoire.views.charts.scatter import scatter_chart

    store, catalog = shared_data()
    territory = store.territory(place)
    group = shared_group(place, peers)
    axes = [(catalog.indicator(identifier), year) for identifier, year in (first, second)]
    view = scatter(store, axes[0], axes[1], territory, group.ids, picked)
    sentence = scatter_sentence(catalog, view, territory, group_label(store, group))
    return view, scatter_chart(view, behind_words(view, territory), sentence), sentence


@st.cache_data(
    show_spinner=False,
    max_entries=300,
    hash_funcs={MapModel: lambda model: (str(model.scope), model.scope.ids, model.indicator.title, model.year)},
)
def alike_sentence(model: MapModel) -> str:
    """Return how clustered a map is, in words; empty when there is nothing to say. All communes take 0.2 s, once."""
    return map_resemblance(shared_data()[0], model)


@st.cache_resource(show_spinner="Ouverture de l’édition d’alors…", max_entries=200, hash_funcs={PeerRequest: repr})
def then_and_now(
    place: str, peers: PeerRequest | None, edition: str, asked: tuple[str, str], shown: tuple[str, int]
) -> str:
    """Return the figure of an earlier edition beside today's, as HTML; empty when that edition cannot be read.

    Parameters
    ----------
    place
        The place.
    peers : PeerRequest or None
        How its peers are asked for; None for France.
    edition : str
        Name of the earlier edition.
    asked : tuple of str and str
        Indicator and year as the link names them.
    shown : tuple of str and int
        Id of the indicator and year shown today.
    """
    store, catalog = shared_data()
    try:
        earlier = open_edition(edition)
    except EditionNotReadableError:
        return ""
    territory, indicator = store.territory(place), catalog.indicator(shown[0])
    ids = shared_group(place, peers).ids if peers else ()
    return then_and_now_html(earlier, store, indicator, asked, territory, shown[1], ids)
