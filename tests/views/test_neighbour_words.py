"""Neighbours in words: every feature has its two directions, verdicts fit distances, Paris is told plainly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from observatoire.model.catalog import Catalog, load_catalog
from observatoire.model.store import Store, open_store
from observatoire.statistics.components import years
from observatoire.statistics.figures import figures
from observatoire.statistics.peers.groups import METHODS, PeerRequest, offered_methods, peer_group
from observatoire.statistics.peers.nearness import Remoteness
from observatoire.statistics.peers.neighbours import FAR, Neighbour, Neighbours, nearest
from observatoire.statistics.peers.resemblance import feature_figures, usual_gaps
from observatoire.statistics.uncertainty.verdicts import judge_first
from observatoire.views.french.verdicts import verdict_text
from observatoire.views.html.tables import Heading, Row, table_html
from observatoire.views.peers import neighbour_words as words
from observatoire.views.peers.reasons import feature_verdicts, peer_reasons
from observatoire.views.peers.tables import (
    MOST_LISTED,
    figure_texts,
    matrix_cells,
    neighbours_table,
    profile_html,
)

NB = "\u00a0"


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store()


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def found(*distances: float, missing: tuple[str, ...] = (), features: tuple[str, ...] = ("population",)) -> Neighbours:
    peers = tuple(
        Neighbour(f"com-{n:05d}", d, {"population": 1.0}, {"population": d}, d) for n, d in enumerate(distances)
    )
    enough = len(missing) < len(features)
    close = peers[len(peers) // 2].distance <= FAR if peers and enough else None
    return Neighbours("com-16102", "commune", features, missing, peers, enough, close)


def test_every_feature_of_the_catalogue_has_its_two_directions(catalog: Catalog) -> None:
    for name, feature in catalog.features.items():
        more, less = words.DIRECTIONS[name]
        assert more != less
        assert words.direction(feature, True) == more
        assert words.direction(feature, False) == less


def test_words_are_neutral() -> None:
    text = " ".join(word for pair in words.DIRECTIONS.values() for word in pair)
    for judged in ("mieux", "pire", "bon", "mauvais", "riche", "pauvre", "retard", "favorable"):
        assert judged not in text


def test_a_feature_without_words_still_reads(catalog: Catalog) -> None:
    new = catalog.features["population"].model_copy(update={"id": "nouveau", "short_title": "Nouveau"})
    assert words.direction(new, True) == "Nouveau\u202f: plus"


@pytest.mark.parametrize(
    ("distance", "said"),
    [(0.5, "très proche (0,50)"), (0.51, "proche (0,51)"), (0.9, "assez proche (0,90)"), (1.01, "peu proche (1,01)")],
)
def test_closeness(distance: float, said: str) -> None:
    [peer] = found(distance).neighbours
    assert words.closeness(peer) == said
    # Near on the map or not is another matter: the words are then of resemblance.
    lying = replace(peer, remoteness=Remoteness(12.0, True, 0.4), distance=distance + 0.3)
    assert words.closeness(lying) == said.replace("proche", "semblable")
    assert (
        words.remoteness_text(Remoteness(1_234.4, False, 0.626)) == "1\u202f234\u00a0km, autre département (63\u202f%)"
    )


def test_the_verdict_rests_on_the_middle_neighbour(store: Store) -> None:
    place = store.territory("com-16102")
    assert "très proches (distance 0,40" in words.verdict(place, found(0.1, 0.4, 9.0))
    assert "proches (distance 0,70" in words.verdict(place, found(0.1, 0.7, 0.8))
    assert "assez proches (distance 1,00" in words.verdict(place, found(0.1, 1.0, 1.0))
    assert words.verdict(place, found(0.1, 1.1, 1.2)).startswith("Aucune commune ne ressemble vraiment à Cognac")
    assert words.verdict(place, found()).startswith("Aucun territoire ne remplit ces conditions")


def test_too_few_features_are_no_resemblance(store: Store) -> None:
    verdict = words.verdict(store.territory("com-16102"), found(0.0, missing=("densite",)))
    assert (
        verdict
        == f"On ne peut guère dire à qui Cognac ressemble\u202f: il n’y a de chiffres que pour 1{NB}critère sur 2."
    )


def test_nobody_resembles_paris_and_it_is_said(store: Store, catalog: Catalog) -> None:
    paris = store.territory("com-75056")
    assert words.verdict(paris, nearest(store, catalog, paris)).startswith(
        "Aucune commune ne ressemble vraiment à Paris"
    )


def test_remarks_name_what_is_missing_and_count_overseas_peers(store: Store, catalog: Catalog) -> None:
    place = store.territory("com-97411")
    peers = nearest(store, catalog, place)
    here = sum(store.territory(peer.id).code.startswith("97") for peer in peers.neighbours)
    missing, overseas, nearness, criteria = words.remarks(store, catalog, place, peers)
    assert "le cachent" in nearness
    assert "altitude moyenne" in missing
    assert f"{here} de ses 20\u00a0pairs" in overseas
    assert "n’apprend rien" in criteria
    assert words.remarks(
        store, catalog, store.territory("com-16102"), nearest(store, catalog, store.territory("com-16102"))
    ) == [nearness, criteria]
    near = nearest(store, catalog, place, nearness=catalog.nearness["similaires_proches"])
    assert words.remarks(store, catalog, place, near)[-1] == criteria
    assert nearness not in words.remarks(store, catalog, place, near)  # the group's own explanation says it


def test_small_numbers_are_said(store: Store, catalog: Catalog) -> None:
    hamlet = store.territory("com-26274")
    assert [r for r in words.remarks(store, catalog, hamlet, nearest(store, catalog, hamlet)) if "Moins de 200" in r]


def test_the_chart_in_a_sentence_counts_both_sides(store: Store, catalog: Catalog) -> None:
    peers = tuple(
        Neighbour(f"com-{n:05d}", 1.0, {"densite": 0.8, "population": 0.2}, {"densite": gap, "population": 0.1}, 1.0)
        for n, gap in enumerate((1.0, -1.0, -2.0, 0.2))
    )
    group = replace(found(1.0), features=("population", "densite"), neighbours=peers)
    sentence = words.overall(catalog, store.territory("com-16102"), group)
    assert "densité (2 pairs sur 4 au-dessous, 1 au-dessus)" in sentence
    assert "population" not in sentence


def test_what_sets_apart_gives_both_figures_and_does_not_contradict_them(catalog: Catalog) -> None:
    flats = catalog.features["appartements"]
    assert words.distinguished(flats, True, (45.2, "45,2 %"), (30.1, "30,1 %")) == (
        "plus d’appartements (45,2 % contre 30,1 %)"
    )
    # The distance of a small commune leans on its EPCI: its own figure may say the contrary.
    assert (
        words.distinguished(flats, True, (10.0, "10 %"), (30.0, "30 %"))
        == "plus d’appartements (petits nombres lissés)"
    )
    assert (
        words.distinguished(catalog.features["outre_mer"], False, (0.0, "non"), (1.0, "oui")) == "hors de l’outre-mer"
    )


@pytest.mark.parametrize(
    "identifier", ["com-16102", "epci-200070514", "epci-200054781", "dep-16", "reg-75", "com-85113"]
)
def test_every_method_has_its_line(store: Store, identifier: str) -> None:
    place = store.territory(identifier)
    for method in offered_methods(place):
        caption = words.method_caption(place, method)
        assert caption.endswith(".")
        assert len(caption) < 120
    assert METHODS["france"] == ()


def test_strata_are_named_with_their_bounds(store: Store) -> None:
    narrow = "\u202f"
    assert f"de 15{narrow}000 à 19{narrow}999 habitants" in words.method_caption(
        store.territory("com-16102"), "categorie"
    )
    assert "de 50 à 150 habitants au km²" in words.method_caption(store.territory("epci-200070514"), "densite")


def test_settings_say_what_is_not_usual(catalog: Catalog) -> None:
    request = PeerRequest("similaires", 10, ("revenu",), ("densite",), ("com-16015", "com-16073"), "region")
    said = words.settings(catalog, request)
    for part in (
        "10 pairs demandés",
        "même région",
        "sans «\u00a0Revenu imposable\u00a0»",
        "«\u00a0Densité\u00a0» compte double",
        f"2{NB}territoires retirés",
    ):
        assert part in said


# --- Tables ------------------------------------------------------------------------------------


def test_the_table_of_neighbours_links_and_explains(store: Store, catalog: Catalog) -> None:
    place = store.territory("com-16102")
    peers = nearest(store, catalog, place)
    figures = feature_figures(store, catalog, [place.id, *(peer.id for peer in peers.neighbours)])
    texts = figure_texts(catalog, figures)
    table = neighbours_table(store, catalog, place, peers, usual_gaps(store, catalog, place), figures, texts)
    html = table.html(lambda identifier: f"portrait?territoire={identifier}")
    assert html.count("<tr") == 21
    for peer in peers.neighbours:
        assert f"portrait?territoire={peer.id}" in html
    cells = matrix_cells(store, catalog, place, peers, texts)
    assert len(cells) == 20 * len({cell.column for cell in cells})
    assert "Outre-mer" not in {cell.label for cell in cells}  # nobody differs


def test_the_profile_leaves_small_bases_out_of_the_median(store: Store, catalog: Catalog) -> None:
    place = store.territory("com-26274")  # 2 inhabitants
    peers = nearest(store, catalog, place)
    of_features = feature_figures(store, catalog, [place.id, *(peer.id for peer in peers.neighbours)])
    request = PeerRequest("similaires", doubled=("densite",), dropped=("revenu",))
    html = profile_html(catalog, place, of_features, request, {})
    row = next(part for part in html.split("<tr") if "moins de 20 ans" in part)
    assert "≈" in row
    assert "0 sur 20" in row
    assert "ne compte pas" in next(part for part in html.split("<tr") if "Revenu imposable" in part)


def test_the_profile_says_whether_each_gap_is_more_than_chance(store: Store, catalog: Catalog) -> None:
    place = store.territory("com-16102")
    reasons = peer_reasons(store, catalog, place, PeerRequest("similaires"))
    ids = [place.id, *reasons.group.ids]
    features = {name: catalog.features[name] for name in feature_figures(store, catalog, ids)}
    judged = feature_verdicts(store, catalog, place, reasons.group.ids, features)
    shown = 0
    for name, feature in features.items():
        if feature.indicator is None or feature.year not in years(store, catalog.indicator(feature.indicator)):
            assert name not in judged
            continue
        told = judge_first(store, figures(store, catalog.indicator(feature.indicator), "commune", feature.year, ids))
        assert judged.get(name, "") == (verdict_text(told) if told.gap else "")
        [row] = [part for part in reasons.profile.split("<tr") if f"{feature.title} (" in part]
        assert judged.get(name, "–") in row
        shown += name in judged
    assert shown >= 8
    assert {"écart net", "trop proche pour départager"} <= set(judged.values())
    assert "Face à ses pairs" in reasons.profile


def test_a_large_group_shows_those_of_near_population(store: Store, catalog: Catalog) -> None:
    place = store.territory("com-16102")
    request = PeerRequest("departement")
    reasons = peer_reasons(store, catalog, place, request)
    group = peer_group(store, catalog, place, request)
    assert len(group.ids) > MOST_LISTED
    assert len(reasons.members.rows) == MOST_LISTED
    assert reasons.figures is None


def test_a_stacked_table_says_its_roles_itself() -> None:
    columns = [Heading("Qui"), Heading("Combien", numeric=True), Heading("Pourquoi", wide=True)]
    html = table_html("Essai", columns, [Row("a", ("<A>", "1", "parce que"), "portrait?territoire=a")], stacked=True)
    assert '<td role="cell" class="otc-num">' in html
    assert '<th role="rowheader" scope="row"><a href="portrait?territoire=a" target="_self">&lt;A&gt;</a>' in html
    assert html.count('role="columnheader"') == 3
    assert (
        '<td role="cell" class="otc-wide"><span class="otc-label" aria-hidden="true">Pourquoi</span>parce que' in html
    )


def test_an_empty_group_is_no_error(store: Store, catalog: Catalog) -> None:
    place = store.territory("com-16102")
    reasons = peer_reasons(store, catalog, place, PeerRequest("choisis"))
    assert reasons.group.ids == ()
    assert (reasons.members, reasons.profile) == (None, "")
