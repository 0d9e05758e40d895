"""The tables and the chart of the page Comparer: order, words, signs, states, sizes."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from observatoire.statistics.components import years
from observatoire.statistics.figures import Figure
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerGroup, PeerRequest, peer_group
from observatoire.views.charts.scatter import scatter_chart
from observatoire.views.charts.vega import unpacked
from observatoire.views.compare.panorama import panorama, panorama_html
from observatoire.views.compare.panorama_words import panorama_sentence
from observatoire.views.compare.scatter import MOST_DOTS, ScatterView, scatter, scatter_rows
from observatoire.views.compare.scatter_words import (
    behind_words,
    extract_words,
    left_out_of_both,
    link_sentence,
    scatter_sentence,
)
from observatoire.views.compare.side_by_side import left_out_words, side_html, side_rows, side_sentence
from observatoire.views.compare.words import reference_figures, reference_rows, small_numbers_rule, source_lines
from observatoire.views.french.wording import number
from observatoire.views.html.strips import Strip, marks_html, strip_html
from observatoire.views.layout.positions import Reference
from observatoire.views.layout.scatter import NAMED
from observatoire.views.style.marks import MARKS
from tests.conftest import values
from tests.views.specifications import inlined, rows_drawn
from tests.views.test_strips import Balance

STORE, CATALOG = open_offered()
LINKS = {i: f"comparer?indicateur={i}" for i in CATALOG.indicators}
HOUSING = CATALOG.of_theme("logement")


def group_of(place: str, method: str) -> PeerGroup:
    return peer_group(STORE, CATALOG, STORE.territory(place), PeerRequest(method))  # type: ignore[arg-type]


def cloud(place: str, method: str, first: str, second: str, picked: tuple[str, ...] = ()) -> ScatterView:
    one, two = CATALOG.indicator(first), CATALOG.indicator(second)
    peers = group_of(place, method).ids
    return scatter(
        STORE, (one, years(STORE, one)[-1]), (two, years(STORE, two)[-1]), STORE.territory(place), peers, picked
    )


def test_a_theme_is_ordered_by_distance_counts_then_fragile_then_missing() -> None:
    place = STORE.territory("epci-200070514")
    peers = group_of(place.id, "departement").ids
    view = panorama(STORE, CATALOG.of_theme("democratie"), place, peers, "EPCI")
    order = ["rates", "counts", "fragile", "missing"]
    sections = [row.section for row in view.rows]
    assert sections == sorted(sections, key=order.index)
    assert len(view.rows) == sum("epci" in indicator.levels for indicator in CATALOG.of_theme("democratie"))
    scores = [abs(row.score) for row in view.rows if row.score is not None]
    assert scores == sorted(scores, reverse=True)
    assert all(row.score is None for row in view.rows if row.section != "rates")


def test_the_scores_are_those_of_a_hand_calculation() -> None:
    place = STORE.territory("epci-200070514")
    view = panorama(STORE, HOUSING, place, group_of(place.id, "departement").ids, "EPCI")
    row = next(r for r in view.rows if r.indicator.id == "part_maisons")
    assert row.score == pytest.approx(
        (row.figure.value - row.result.median) / ((row.result.q3 - row.result.q1) / 1.349)
    )
    assert row.result.n == 9


def test_a_theme_table_is_well_formed_and_says_it_all_in_words() -> None:
    place = STORE.territory("epci-200070514")
    view = panorama(STORE, HOUSING, place, group_of(place.id, "departement").ids, "EPCI de la Charente")
    html = Balance(panorama_html(view, "Logement", LINKS))
    assert html.text.count("sur 9") == len([r for r in view.rows if r.result.rank])
    for row in view.rows:
        assert row.indicator.title in html.text
    drawings = html.classed("otc-strip")
    assert len(drawings) == len([r for r in view.rows if "otc-strip" in r.strip])
    assert all("Médiane" in (d["aria-label"] or "") for d in drawings)
    above = sum(r.stands_out and (r.score or 0) > 0 for r in view.rows)
    assert html.text.count("nettement au-dessus") == above
    assert [a["href"] for tag, a in html.tags if tag == "a"] == [LINKS[r.indicator.id] for r in view.rows]


def test_in_a_hamlet_nothing_stands_out_and_fragile_figures_have_no_rank() -> None:
    place = STORE.territory("com-26274")  # one inhabitant
    view = panorama(STORE, HOUSING, place, group_of(place.id, "epci").ids, "communes")
    assert not [row for row in view.rows if row.stands_out]
    assert "moins de 200 habitants" in panorama_sentence(view, "Logement")
    fragile = [row for row in view.rows if row.section == "fragile"]
    assert fragile
    html = panorama_html(view, "Logement", LINKS)
    assert html.count("ordre de grandeur") == len(fragile)
    assert html.count("<strong>≈ ") == len(fragile)
    assert all(row.result.rank is None for row in fragile)
    assert "otc-far" not in html


def test_indicators_of_groups_of_communes_are_named_and_not_drawn_for_a_commune() -> None:
    place = STORE.territory("com-16102")
    view = panorama(STORE, CATALOG.of_theme("democratie"), place, group_of(place.id, "epci").ids, "communes")
    assert [i.id for i in view.absent] == [i.id for i in CATALOG.of_theme("democratie") if "commune" not in i.levels]
    assert len(view.absent) == 15
    assert len(view.rows) + len(view.absent) == len(CATALOG.of_theme("democratie"))


def test_no_value_keeps_its_state_in_the_table() -> None:
    place = STORE.territory("com-97611")  # Mamoudzou: the census of 2021 is not published
    view = panorama(STORE, HOUSING, place, group_of(place.id, "categorie").ids, "communes")
    missing = [row for row in view.rows if row.section == "missing"]
    assert missing
    assert panorama_html(view, "Logement", LINKS).count("<strong>non publié</strong>") == len(missing)


def test_a_value_shared_by_all_is_said_not_drawn() -> None:
    place = STORE.territory("com-16139")
    view = panorama(STORE, HOUSING, place, group_of(place.id, "epci").ids, "communes")
    row = next(r for r in view.rows if r.result.low == r.result.high == r.figure.value)
    assert "la même valeur" in row.strip
    assert "otc-strip" not in row.strip
    assert "1 ex æquo sur" in panorama_html(view, "Logement", LINKS)


def test_places_side_by_side_have_a_column_and_a_sign_each() -> None:
    places = [STORE.territory(i) for i in ("com-16102", "com-16089", "com-16167", "com-16058", "com-16015")]
    rows = side_rows(STORE, HOUSING, places, group_of("com-16102", "departement").ids, "communes")
    html = Balance(side_html(rows, places, "Logement", LINKS, group_of("com-16102", "departement").ids))
    heads = [a for tag, a in html.tags if tag == "th" and a.get("scope") == "col"]
    assert len(heads) == 2 + 5 + 1
    for mark, place in zip(MARKS, places, strict=True):
        assert f"{mark.glyph} {place.short_name}" in html.text
    cells = [tag for tag, _ in html.tags if tag == "td"]
    assert len(cells) == len(rows) * 7
    assert "Ce qui les écarte le plus" in side_sentence(rows, places)


def test_the_widest_spread_is_said_with_its_two_ends() -> None:
    places = [STORE.territory(i) for i in ("com-16102", "com-16167")]
    rows = side_rows(STORE, HOUSING, places, group_of("com-16102", "departement").ids, "communes")
    told = max((r for r in rows if r.spread is not None), key=lambda r: r.spread or 0)
    assert told.spread == pytest.approx(
        abs(told.figures.value[0] - told.figures.value[1]) / ((told.group.q3 - told.group.q1) / 1.349)
    )
    assert f"Ce qui les écarte le plus\u202f: {told.figures.indicator.title} (" in side_sentence(rows, places)
    assert side_sentence(rows, places[:1]).startswith("Choisissez")


def test_the_median_beside_the_places_is_the_first_places_peers_and_those_left_out_are_counted() -> None:
    places = [STORE.territory(i) for i in ("com-26274", "com-26113")]
    rows = side_rows(STORE, HOUSING, places, group_of("com-26274", "epci").ids, "communes")
    most = max(row.group.peers_fragile + row.group.peers_missing for row in rows)
    assert most > 0
    assert f"jusqu’à {most}\u00a0pairs sur" in left_out_words(rows)
    html = side_html(rows, places, "Logement", LINKS, group_of("com-26274", "epci").ids)
    assert "◇" in html, "fragile signs are hollow"


REFERENCE = Reference("communes", 5.0, 3.0, 7.0)


def test_all_places_are_on_the_line_even_far_from_the_peers() -> None:
    strip = Strip("Cognac", None, "", [3.0, 4.0, 5.0, 6.0, 7.0, 900.0], REFERENCE)
    html = marks_html([5.0, 100.0, None], [False, True, False], strip)
    lefts = [float(x) for x in re.findall(r'otc-at" style="left:([\d.]+)%', html)]
    assert lefts[-1] == 100
    assert 0 < lefts[0] < 5
    assert "900 →" in html, "the peer beyond has its arrow"
    assert "□" in html
    assert "■" not in html
    assert "▲" not in html, "a missing value has no sign"
    assert marks_html([None, None], [False, False], strip) == ""
    assert marks_html([2.0, 2.0], [False, False], Strip("", None, "", [], REFERENCE)) == ""


def test_signs_that_would_overlap_are_stacked() -> None:
    strip = Strip("Cognac", None, "", [1.0, 2.0, 3.0, 9.0], REFERENCE)
    bottoms = re.findall(r"bottom:(\d+)px;color", marks_html([5.0, 5.0, 9.0], [False] * 3, strip))
    assert sorted(bottoms) == ["0", "0", "16"]


def test_a_small_strip_has_no_label_nor_footnote() -> None:
    strip = Strip("Cognac", None, "secret statistique", [3.0, 5.0, 7.0, 900.0], REFERENCE)
    small = strip_html(strip, small=True)
    assert "otc-strip-top" not in small
    assert "otc-footnote" not in small
    assert "otc-footnote" in strip_html(strip)


def test_the_cloud_names_peers_and_leaves_fragile_ones_out() -> None:
    view = cloud("com-26274", "epci", "part_65_ans_plus", "part_logements_vacants", ("com-26113",))
    peers = [point for point in view.points if point.role == NAMED]
    assert not any(peer.fragile for peer in peers)
    # Die, picked, is a peer too: named once.
    ids = [point.id for point in view.points]
    assert len(set(ids)) == len(ids)
    assert len(peers) + ids.count("com-26113") == view.association.n
    assert "à la base trop petite" in left_out_of_both(view.association)
    assert "≈" in scatter_sentence(CATALOG, view, STORE.territory("com-26274"), "communes")
    drawing = scatter_chart(view, "Fond.", "Phrase.")
    spec = inlined(drawing)
    assert "creuse" in json.dumps(spec, ensure_ascii=False)


def test_behind_35_000_communes_is_a_density_and_never_a_list() -> None:
    view = cloud("com-16102", "similaires", "part_65_ans_plus", "part_logements_vacants")
    assert view.behind.dense
    shades = view.behind.columns["shade"]
    assert len(shades) <= 36 * 24
    assert view.behind.n > 10_000
    assert set(shades.tolist()) <= {1, 2, 3, 4, 5}
    drawing = scatter_chart(view, behind_words(view, STORE.territory("com-16102")), "Phrase.")
    assert sum(map(len, map(unpacked, drawing.spec["datasets"].values()))) < 1_000
    inlined(drawing)


def test_behind_the_epci_each_one_is_a_point() -> None:
    view = cloud("epci-200070514", "similaires", "part_65_ans_plus", "part_logements_vacants")
    assert not view.behind.dense
    assert view.behind.n <= MOST_DOTS
    drawn = len(view.behind.columns["x"])
    assert view.behind.n == drawn + view.behind.outside > drawn
    words = behind_words(view, STORE.territory("epci-200070514"))
    assert f"\u202f; {drawn} dans le cadre (un point chacun), {view.behind.outside} au-dehors." in words


def test_what_lies_behind_is_counted_inside_and_outside_the_frame() -> None:
    """The similar EPCI are alike, those of France are not: a third of them fit in their frame."""
    place = STORE.territory("epci-200070514")
    view = cloud(place.id, "similaires", "part_65_ans_plus", "part_logements_vacants")
    x, y = view.x.shown, view.y.shown
    frames = [values(STORE, side.indicator, "epci", side.year) for side in (view.x, view.y)]
    both = [frame.loc[(frame["status"] == "value") & ~frame["fragile"], "value"] for frame in frames]
    pairs = [(a, both[1][i]) for i, a in both[0].items() if i in both[1].index]
    inside = sum(x.low <= a <= x.high and y.low <= b <= y.high for a, b in pairs)
    assert (view.behind.n, view.behind.outside) == (len(pairs), len(pairs) - inside)
    assert 0 < inside < len(pairs)
    whole = replace(view, behind=replace(view.behind, outside=0))
    assert behind_words(whole, place) == (
        f"Fond\u202f: les {number(len(pairs))} EPCI de France dont les deux chiffres sont connus et solides, "
        "un point chacun."
    )
    empty = replace(view, behind=replace(view.behind, outside=view.behind.n))
    assert behind_words(empty, place).endswith(f"\u202f; aucun dans le cadre, {number(len(pairs))} au-dehors.")


def test_a_named_place_outside_the_frame_has_an_arrow_that_is_explained() -> None:
    view = cloud("epci-200070514", "departement", "densite", "part_65_ans_plus", ("epci-200054781",))
    assert [point.id for point in view.named if view.beyond(point)] == ["epci-200054781"], "Grand Paris"
    drawing = scatter_chart(view, "", "")
    labels = {row["label"] for rows in rows_drawn(drawing) for row in rows if "ink" in row}
    assert len(labels) == 2
    assert [label for label in labels if "→" in label] == [label for label in labels if "Grand Paris" in label] != []
    assert "Flèche\u202f: valeur hors du cadre." in drawing.spec["title"]["text"]["expr"]
    alone = cloud("epci-200070514", "departement", "densite", "part_65_ans_plus")
    assert "Flèche" not in scatter_chart(alone, "", "").spec["title"]["text"]["expr"]


def test_a_group_too_large_for_marks_is_the_background() -> None:
    view = cloud("com-16102", "region", "part_65_ans_plus", "part_logements_vacants", ("com-16089",))
    assert view.behind.grouped
    assert [point.id for point in view.points] == ["com-16089", "com-16102"]
    assert view.behind.n == view.association.n + 1, "the place is among the territories counted"
    rows = scatter_rows(view)
    assert len(rows) <= 63
    assert rows[-1].cells[0].startswith("Marge de l’écart")
    assert all(cell.startswith("±") for cell in rows[-1].cells[1:]), "both indicators are of the census, and sampled"
    assert {"com-16102", "com-16089"} <= {row.id for row in rows}
    assert f"{view.left:,}".replace(",", "\u202f") in extract_words(view)
    assert view.left + len(view.rows) == len(group_of("com-16102", "region").ids) + 1, "Châteaubernard is a peer"
    assert all(len(row.cells) == len(view.columns) for row in rows)
    assert len(view.own[0].value) == 2, "a cached view must not hold thousands of figures"
    inlined(scatter_chart(view, "Fond.", "Phrase."))


def test_outliers_do_not_squash_the_cloud_and_are_counted() -> None:
    view = cloud("epci-200070514", "france", "densite", "part_65_ans_plus")
    frames = [values(STORE, side.indicator, "epci", side.year) for side in (view.x, view.y)]
    counted = (frames[0]["status"] == "value") & (frames[1]["status"] == "value")
    counted &= ~frames[0]["fragile"] & ~frames[1]["fragile"] & (frames[0].index != "epci-200070514")
    group = [frame.loc[counted, "value"] for frame in frames]
    inside = group[0].between(view.x.shown.low, view.x.shown.high)
    inside &= group[1].between(view.y.shown.low, view.y.shown.high)
    assert view.outside == int((~inside).sum()) > 0
    assert view.x.shown.high < group[0].max() / 3
    footnotes = scatter_chart(view, "", "").spec["title"]["text"]["expr"]
    assert f"Hors du cadre\u202f: {view.outside}\u00a0pairs." in footnotes


def test_the_sentence_of_a_cloud_places_and_never_says_cause() -> None:
    place = STORE.territory("dep-16")
    view = cloud("dep-16", "france", "part_65_ans_plus", "part_logements_vacants")
    text = scatter_sentence(CATALOG, view, place, "départements de France")
    same = view.association.same_sides
    assert (
        f"au-dessus des deux médianes\u202f; de ses {view.association.n}\u00a0pairs comptés, {same} le sont aussi."
        in text
    )
    assert view.association.link == 1
    assert "souvent de pair" in text
    assert text.count("ne dit pas que l’un cause l’autre") == 1
    assert f"{view.association.rho:.1f}".replace(".", ",") not in link_sentence(view.association)


def test_indicators_from_the_same_data_are_warned_of() -> None:
    place = STORE.territory("epci-200070514")
    same = cloud(place.id, "departement", "part_maisons", "part_appartements")
    assert "mêmes données" in scatter_sentence(CATALOG, same, place, "EPCI")
    other = cloud(place.id, "departement", "part_maisons", "part_65_ans_plus")
    assert "mêmes données" not in scatter_sentence(CATALOG, other, place, "EPCI")


def test_the_rule_on_small_numbers_names_its_threshold() -> None:
    one = small_numbers_rule(CATALOG, [CATALOG.indicator("part_65_ans_plus")])
    assert "(habitants au recensement) est inférieure à 200" in one
    assert "ordre de grandeur" in one
    assert "chaque indicateur" in small_numbers_rule(CATALOG, HOUSING)
    free = next(i for i in CATALOG.indicators.values() if not i.min_base)
    assert small_numbers_rule(CATALOG, [free]) == ""


def test_wider_references_have_no_rank_and_keep_their_state() -> None:
    indicator = CATALOG.indicator("part_65_ans_plus")
    region, france = STORE.territory("reg-75"), STORE.territory("france")
    whole = Figure(24.5, "value", "", 1, 1, 10, 10, 100.0, False, False, False, False)
    part = Figure(float("nan"), "secret", "", 1, 1, 10, 4, 40.0, False, False, False, False)
    around = [(region, whole), (france, part)]
    assert reference_figures(indicator, around)[0] == ("Région\u202f: Nouvelle-Aquitaine", "24,5\u00a0%", "")
    assert reference_figures(indicator, around)[1][1:] == (
        "secret", "4\u00a0communes sur 10, 40,0\u00a0% de la population",
    )  # fmt: skip
    rows = reference_rows(indicator, around, 25.0, 25.5, 4)
    assert [row.cells[1] for row in rows] == ["repère"] * 3
    assert [row.cells[3] for row in rows] == ["−0,5\u00a0pt", "−1,0\u00a0pt", "–"]
    assert [len(row.cells) for row in reference_rows(indicator, around, float("nan"), float("nan"), 3)] == [3, 3]


def test_the_sources_of_a_theme_are_each_named_once() -> None:
    line = source_lines(CATALOG, [(i, years(STORE, i)[-1]) for i in HOUSING])
    producers = line.split(" · ")[1].split("\u202f; ")
    assert len(producers) == len(set(producers)) > 1
    assert "de 2021 à 2024" in line
