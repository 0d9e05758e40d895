"""All that the page « Pairs » shows of a group, ready to draw: made once, whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.components import years
from observatoire.statistics.figures import panel
from observatoire.statistics.peers.groups import PeerGroup, PeerRequest, peer_group, similar, similar_group
from observatoire.statistics.peers.resemblance import feature_figures, usual_gaps
from observatoire.statistics.uncertainty.verdicts import judge_first
from observatoire.views.french.verdicts import verdict_text
from observatoire.views.french.wording import spaced
from observatoire.views.peers.neighbour_words import overall, remarks, verdict
from observatoire.views.peers.tables import (
    MOST_LISTED,
    PeerTable,
    figure_texts,
    figures_table,
    matrix_cells,
    members_table,
    neighbours_table,
    profile_html,
)

if TYPE_CHECKING:
    from observatoire.views.charts.drawing import Drawing


@dataclass(frozen=True, slots=True)
class PeerReasons:
    """Sentences, tables and chart of a group of peers; "" for what does not apply.

    Attributes
    ----------
    group : PeerGroup
    close : bool
        False when nobody resembles the place, or that cannot be told (statistical neighbours only).
    verdict : str
        How close the statistical neighbours are.
    remarks : tuple of str
        What weakens them.
    members : PeerTable or None
        The peers; None without any.
    overall : str
        The chart in a sentence.
    drawing : Drawing or None
        Neighbours against features.
    figures : PeerTable or None
        The chart as a table, for groups of at most `MOST_LISTED`.
    profile : str
        Table of the place beside the median of its peers.
    """

    group: PeerGroup
    close: bool
    verdict: str
    remarks: tuple[str, ...]
    members: PeerTable | None
    overall: str
    drawing: Drawing | None
    figures: PeerTable | None
    profile: str


def feature_verdicts(
    store: Store, catalog: Catalog, place: Territory, peers: Sequence[str], features: Iterable[str]
) -> dict[str, str]:
    """Return, by feature that is an indicator, whether the gap of a place to its peers is more than chance, in words.

    Parameters
    ----------
    store, catalog, place
        The edition, the catalogue and the place.
    peers : sequence of str
        Their ids.
    features : iterable of str
        Ids; those that are computed otherwise, or have no verdict or no gap, are left out.
    """
    known = {name: catalog.features[name] for name in features}
    asked = {
        name: (catalog.indicator(feature.indicator), feature.year)
        for name, feature in known.items()
        if feature.indicator is not None
    }
    asked = {name: one for name, one in asked.items() if one[1] in years(store, one[0])}
    found = panel(store, list(asked.values()), place.level, [place.id, *peers])
    judged = {name: judge_first(store, one) for name, one in zip(asked, found, strict=True)}
    return {name: verdict_text(one) for name, one in judged.items() if one.verdict is not None and one.gap != 0}


def peer_reasons(store: Store, catalog: Catalog, place: Territory, request: PeerRequest) -> PeerReasons:
    """Return all that explains the peers of a place.

    Parameters
    ----------
    store, catalog, place, request
        The edition, the catalogue, the place and how its peers are asked for.
    """
    from observatoire.views.charts.neighbours import matrix_chart  # Altair: not for the first page to wait for

    found = similar(store, catalog, place, request)
    if found is None:
        group = peer_group(store, catalog, place, request)
    else:  # the same peers, found once
        group = similar_group(catalog, place, request, found)
    said = spaced(verdict(place, found)) if found else ""
    if not group.ids:
        return PeerReasons(group, found is None, said, (), None, "", None, None, "")
    figures = feature_figures(store, catalog, [place.id, *group.ids])
    judged = feature_verdicts(store, catalog, place, group.ids, figures)
    profile = profile_html(catalog, place, figures, request, judged) if figures else ""
    texts = figure_texts(catalog, figures) if len(group.ids) <= MOST_LISTED else {}
    table = figures_table(store, catalog, place, group.ids, texts) if texts else None
    if found is None:
        return PeerReasons(group, True, "", (), members_table(store, place, group), "", None, table, profile)
    usual = usual_gaps(store, catalog, place)
    sentence = spaced(overall(catalog, place, found))
    return PeerReasons(
        group=group,
        close=bool(found.close),
        verdict=said,
        remarks=tuple(spaced(remark) for remark in remarks(store, catalog, place, found)),
        members=neighbours_table(store, catalog, place, found, usual, figures, texts),
        overall=sentence,
        drawing=matrix_chart(matrix_cells(store, catalog, place, found, texts), sentence),
        figures=table,
        profile=profile,
    )
