"""Peers as tables: who they are and why, their figures, the place beside their median."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from markupsafe import Markup

from observatoire.model.catalog import Catalog
from observatoire.model.features import Feature
from observatoire.model.store import Floats, Store
from observatoire.model.territory import Level, Territory, territory_id
from observatoire.statistics.peers.groups import PeerGroup, PeerRequest
from observatoire.statistics.peers.neighbours import Neighbour, Neighbours
from observatoire.statistics.peers.resemblance import FeatureFigures, alike, apart
from observatoire.views.french.grammar import lowered, of_place, short_label
from observatoire.views.french.groups import group_label, option_labels, short_labels
from observatoire.views.french.wording import number, plural, spaced
from observatoire.views.html.tables import Heading, Row, table_html
from observatoire.views.layout.neighbours import Cell
from observatoire.views.peers.neighbour_words import (
    closeness,
    distinguished,
    feature_period,
    feature_text,
    remoteness_text,
)

MOST_LISTED = 40
"""Rows of a table of peers; larger groups show those whose population is nearest."""

Figures = Mapping[str, FeatureFigures]
"""As `resemblance.feature_figures` returns them, the place first, then its peers in their order."""
Texts = Mapping[str, Sequence[str]]
"""The same in French, as `figure_texts` returns them."""


@dataclass(frozen=True, slots=True)
class PeerTable:
    """A table whose rows are territories, ready to draw where it is known where their names lead."""

    caption: str
    columns: tuple[Heading, ...]
    rows: tuple[Row, ...]
    highlight_id: str = ""
    stacked: bool = False

    def html(self, link: Callable[[str], str]) -> Markup:
        """Return the table, each name a link to what `link` gives for its id."""
        rows = [replace(row, href=link(row.id)) for row in self.rows]
        return table_html(self.caption, self.columns, rows, highlight_id=self.highlight_id, stacked=self.stacked)


def figure_texts(catalog: Catalog, figures: Figures) -> dict[str, list[str]]:
    """Return the figures of each feature in French, or their states; those of a small base are marked ≈."""
    return {
        name: [_text(catalog, catalog.features[name], found, at) for at in range(len(found.amounts))]
        for name, found in figures.items()
    }


def _text(catalog: Catalog, feature: Feature, found: FeatureFigures, at: int) -> str:
    text = feature_text(catalog, feature, float(found.amounts[at]), found.statuses[at])
    return text if found.counts[at] or found.statuses[at] != "value" else f"≈ {text}"


def neighbours_table(
    store: Store,
    catalog: Catalog,
    place: Territory,
    found: Neighbours,
    usual: dict[str, float],
    figures: Figures,
    texts: Texts,
) -> PeerTable:
    """Return the table of statistical neighbours: who, how close, alike by what, apart by what.

    Parameters
    ----------
    store, catalog, place
        The edition, the catalogue and the place.
    usual : dict of str to float
        As `resemblance.usual_gaps` returns it.
    figures, texts : mapping
        Of the place, then its neighbours.
    found : Neighbours
        Its neighbours.
    """
    name = short_label(place)
    near = any(peer.remoteness for peer in found.neighbours)
    columns = [
        *_who_columns(place),
        Heading("Ressemblance" if near else "Proximité"),
        *([Heading("Sur la carte (part de la distance)")] if near else []),
        Heading(f"Ressemble à {name} par", wide=True),
        Heading(f"S’en distingue par (ce pair contre {name})", wide=True),
    ]
    who = _who(store, [peer.id for peer in found.neighbours])
    reasons = reason_words(catalog, found, usual, figures, texts)
    rows = [
        Row(peer.id, (*who[peer.id], closeness(peer, found.enough), *_lying(peer), *why))
        for peer, why in zip(found.neighbours, reasons, strict=True)
    ]
    known = "" if found.enough else " sur les seuls critères connus"
    caption = (
        f"Les pairs {of_place(place, apart=True)}, du plus proche au moins proche{known}\u202f; distance 0\u202f: "
        "identique, 1\u202f: éloigné"
    )
    if near:
        caption += "\u202f; la carte compte dans l’ordre\u202f: entre parenthèses, la part de la distance qui en vient"
    return PeerTable(spaced(caption), tuple(columns), tuple(rows), stacked=True)


def _lying(peer: Neighbour) -> tuple[str, ...]:
    return (remoteness_text(peer.remoteness),) if peer.remoteness else ()


def reason_words(
    catalog: Catalog, found: Neighbours, usual: dict[str, float], figures: Figures, texts: Texts
) -> list[tuple[str, str]]:
    """Return, for each statistical neighbour, what brings it close to the place and what sets it apart.

    Parameters
    ----------
    catalog
        The catalogue.
    usual, figures, texts
        As `neighbours_table` takes them.
    found : Neighbours
        Its neighbours.
    """
    reasons = []
    for at, peer in enumerate(found.neighbours, start=1):
        near = [catalog.features[f].short_title for f in alike(peer, usual)]
        far = [
            distinguished(
                catalog.features[f],
                peer.differences[f] > 0,
                (float(figures[f].amounts[at]), texts[f][at]),
                (float(figures[f].amounts[0]), texts[f][0]),
            )
            for f in apart(peer)
        ]
        reasons.append((_sentence(near), _sentence(far) or "Rien de net"))
    return reasons


def _sentence(words: Sequence[str]) -> str:
    text = "\u202f; ".join([words[0], *map(lowered, words[1:])]) if words else ""
    return spaced(text[:1].upper() + text[1:])


def members_table(store: Store, place: Territory, group: PeerGroup) -> PeerTable:
    """Return the table of any other group: its members nearest in population, at most 40, the largest first."""
    people = dict(zip(group.ids, store.places(group.ids)["population"].tolist(), strict=True))
    nearest = sorted(people, key=lambda i: (abs(people[i] - place.population), i))[:MOST_LISTED]
    shown = sorted(nearest, key=lambda i: (-people[i], i))
    who = _who(store, shown)
    rows = [Row(i, who[i]) for i in shown]
    label = group_label(store, group)
    caption = f"{plural(len(group.ids), 'pair', 'pairs')}\u202f: {label}"
    if len(shown) < len(group.ids):
        caption += f" ; ici les {MOST_LISTED} dont la population est la plus proche"
    return PeerTable(spaced(caption), _who_columns(place), tuple(rows))


def _who_columns(place: Territory) -> tuple[Heading, ...]:
    where = {"commune": [Heading("Département")], "epci": [Heading("Département")], "departement": [Heading("Région")]}
    return Heading("Pair"), *where.get(place.level, []), Heading("Population", numeric=True)


def _who(store: Store, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return name, département (région for a département; nothing for a région) and population of territories."""
    places = store.places(ids)
    parent: Level | None = {"departement": "region", "region": None}.get(places["level"].iloc[0], "departement")
    codes = list(places[parent]) if parent else [""] * len(places)
    parents = {code: (_named(store, parent, code),) if parent else () for code in set(codes)}
    return {
        str(identifier): (name, *parents[code], number(population))
        for identifier, name, code, population in zip(
            places.index, short_labels(places), codes, places["population"], strict=True
        )
    }


def _named(store: Store, level: Level, code: str) -> str:
    name = short_label(store.territory(territory_id(level, code)))
    return f"{name} ({code})" if level == "departement" else name


def profile_html(
    catalog: Catalog, place: Territory, figures: Figures, request: PeerRequest, judged: Mapping[str, str]
) -> str:
    """Return the place beside the median of its peers, feature by feature, and why each feature is there.

    Parameters
    ----------
    catalog, place
        The catalogue and the place.
    figures : Figures
        Of the features: of the place and of its peers.
    request
        How its peers are asked for.
    judged : mapping of str to str
        By feature, whether its gap to the median is more than chance, in words.
    """
    searched = request.searched
    rows = []
    for name, found in figures.items():
        feature, solid = catalog.features[name], found.amounts[1:][found.counts[1:]]
        cells = [
            f"{feature.title} ({feature_period(catalog, feature)})",
            _text(catalog, feature, found, 0),
            _median(catalog, feature, solid),
            judged.get(name, "–"),
            f"{number(len(solid))} sur {number(len(found.amounts) - 1)}",
            *([_weight(feature, request)] if searched else []),
            feature.reason,
        ]
        rows.append(Row(name, tuple(cells)))
    columns = (
        Heading("Critère (année)"), Heading(short_label(place), numeric=True),
        Heading("Médiane des pairs", numeric=True), Heading("Face à ses pairs"), Heading("Pairs comptés", numeric=True),
        *([Heading("Dans la recherche", wide=True)] if searched else []),
        Heading("Pourquoi ce critère", wide=True),
    )  # fmt: skip
    caption = f"Les critères\u202f: {short_label(place)} et la médiane de ses pairs"
    return table_html(spaced(caption), columns, rows, stacked=True)


def _median(catalog: Catalog, feature: Feature, solid: Floats) -> str:
    if feature.computed == "outre_mer":
        return f"oui pour {number(int(solid.sum()))} sur {number(len(solid))}"
    return feature_text(catalog, feature, float(np.median(solid))) if len(solid) else "–"


def _weight(feature: Feature, request: PeerRequest) -> str:
    """Say how much a feature counts, the visitor's wish included."""
    if feature.id in request.dropped:
        return "ne compte pas"
    weight = feature.weight * (2 if feature.id in request.doubled else 1)
    return "compte" if weight == 1 else f"compte × {number(weight, 0 if weight == round(weight) else 1)}"


def figures_table(store: Store, catalog: Catalog, place: Territory, ids: Sequence[str], texts: Texts) -> PeerTable:
    """Return the figures of the place and its peers, a column a feature: the chart as a table.

    Parameters
    ----------
    store, catalog, place
        The edition, the catalogue and the place.
    ids : sequence of str
        Its peers, in order.
    texts : Texts
        Figures of the features, written in French.
    """
    order = [place.id, *ids]
    names = option_labels(store.places(order))
    columns = [Heading("Territoire"), *(Heading(catalog.features[f].short_title, numeric=True) for f in texts)]
    rows = [
        Row(identifier, (names[identifier], *cells)) for identifier, *cells in zip(order, *texts.values(), strict=True)
    ]
    caption = "Les chiffres de chaque pair\u202f; ≈ : ordre de grandeur, la base est petite"
    return PeerTable(spaced(caption), tuple(columns), tuple(rows), highlight_id=place.id)


def matrix_cells(store: Store, catalog: Catalog, place: Territory, found: Neighbours, texts: Texts) -> list[Cell]:
    """Return one cell per neighbour and feature, for `charts.neighbours.matrix_chart`.

    Features on which nobody differs in the least (overseas, mountains) are left out.

    Parameters
    ----------
    store, catalog, place
        The edition, the catalogue and the place.
    found : Neighbours
        Its neighbours.
    texts : Texts
        Figures of the features, written in French.
    """
    peers = found.neighbours
    names = option_labels(store.places([peer.id for peer in peers]))
    telling = [f for f in found.features if any(peer.differences.get(f, 1.0) for peer in peers)] or found.features
    own = spaced(f" ; {short_label(place)}\u202f: ")
    return [
        Cell(
            row=row,
            name=names[peer.id],
            column=column,
            label=catalog.features[name].short_title,
            gap=peer.differences.get(name, math.nan),
            text=f"{texts[name][row + 1]}{own}{texts[name][0]}",
        )
        for column, name in enumerate(telling)
        for row, peer in enumerate(peers)
    ]
