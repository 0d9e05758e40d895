"""Three communes are called Dury: wherever names of a view are read, their département tells them apart."""

from __future__ import annotations

from observatoire.exports.fiche.content import fiche_of
from observatoire.exports.maps.sheet import shown_names
from observatoire.exports.pictures.charts import caption_of
from observatoire.exports.tables.indicators import indicator_export, series_export
from observatoire.exports.tables.peers import peers_export
from observatoire.exports.tables.territories import scatter_export
from observatoire.exports.tables.themes import side_export
from observatoire.model.workshop.record import View
from observatoire.statistics.change import Period
from observatoire.statistics.comparison import compare
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerRequest, peer_group
from observatoire.views.compare.scatter import scatter
from observatoire.views.compare.side_by_side import side_html, side_rows
from observatoire.views.evolution.words import change_key_figures, change_table
from observatoire.views.french.grammar import full_name, of_place, short_label
from observatoire.views.french.groups import short_labels
from observatoire.views.html.frames import ranked_table
from observatoire.views.html.key_figures import key_figures
from observatoire.views.html.series import series_frames, series_table
from observatoire.views.layout.scatter import label_rows
from observatoire.views.maps.file import map_names
from observatoire.views.maps.geometry import Scope
from observatoire.views.peers.tables import members_table
from observatoire.views.workshop.html import names_html, view_line_html
from tests.exports.map_cases import sheet_of
from tests.pages.test_pages import run, words

STORE, CATALOG = open_offered()
IDS = ("com-02273", "com-62280", "com-80261")
PLACES = [STORE.territory(identifier) for identifier in IDS]
NAMES = ["Dury (02)", "Dury (62)", "Dury (80)"]
SHARE = CATALOG.indicator("part_65_ans_plus")
POPULATION = CATALOG.indicator("population")
GROUP = peer_group(STORE, CATALOG, PLACES[0], PeerRequest("choisis", chosen=IDS[1:]))


def test_a_name_borne_elsewhere_says_its_departement() -> None:
    assert [short_label(place) for place in PLACES] == [full_name(place) for place in PLACES] == NAMES
    assert [of_place(place, apart=True) for place in PLACES] == [f"de {name}" for name in NAMES]
    assert of_place(PLACES[0]) == "de Dury", "in a sentence of its own page"
    assert short_label(STORE.territory("com-16102")) == "Cognac"
    assert short_label(STORE.territory("epci-246000772")) == "Deux Vallées (60)"


def test_every_homonym_of_the_edition_is_told_apart() -> None:
    communes = STORE.level("commune")
    assert int(communes["homonym"].sum()) == 3_670
    assert len(set(short_labels(communes))) == len(communes)
    assert len(set(short_labels(STORE.level("epci")))) == len(STORE.level("epci"))


def test_in_the_views_of_comparer() -> None:
    of_all = figures(STORE, SHARE, "commune", 2021)
    assert sorted(ranked_table(STORE, of_all, IDS)["name"]) == NAMES
    result = compare(of_all, IDS[0], IDS[1:])
    assert key_figures(SHARE, PLACES[0], of_all.of(IDS[0]), result, 0.0)[0][0] == NAMES[0]
    rows = side_rows(STORE, [SHARE], PLACES, GROUP.ids, "communes")
    html = side_html(rows, PLACES, "Titre", {SHARE.id: "comparer"}, GROUP.ids)
    assert all(html.count(name) >= 1 for name in NAMES)
    view = scatter(STORE, (SHARE, 2021), (POPULATION, 2023), PLACES[0], GROUP.ids, IDS[1:])
    assert sorted(row["label"][2:11] for row in label_rows(view)) == NAMES
    assert {point.short for point in view.points} == set(NAMES)


def test_in_the_views_of_evolution() -> None:
    lines, middle = series_frames(STORE, POPULATION, PLACES, [], based=False)
    columns, _ = series_table(lines, middle, with_peers=False)
    assert [column.label for column in columns[1:]] == NAMES
    of_all = figures(STORE, POPULATION, "commune", 2023)
    own = [of_all.of(identifier) for identifier in IDS]
    result, period = compare(of_all, IDS[0], IDS[1:]), Period(2017, 2023, (), 0)
    rows = change_table(POPULATION, period, [(p, f, f, f) for p, f in zip(PLACES, own, strict=True)], result, IDS)[1]
    assert [row.cells[0] for row in rows[:3]] == NAMES
    assert change_key_figures(POPULATION, PLACES[0], period, result)[0][0] == NAMES[0]


def test_in_the_workshop_and_among_peers() -> None:
    assert all(name in names_html(STORE, GROUP) for name in NAMES[1:])
    assert NAMES[2] in view_line_html(View("portrait", {}), CATALOG, PLACES[2])
    assert all(name in str(members_table(STORE, PLACES[0], GROUP)) for name in NAMES[1:])


def test_in_what_is_taken_away() -> None:
    assert caption_of(STORE, CATALOG, SHARE, "2021", PLACES[0], GROUP).subtitle.startswith(NAMES[0])
    assert indicator_export(
        STORE, CATALOG, SHARE, "commune", 2021, IDS, territory=PLACES[0], group=GROUP
    ).territory == NAMES[0]  # fmt: skip
    assert series_export(STORE, CATALOG, SHARE, PLACES, None).territory == " ; ".join(NAMES)
    asked = [(SHARE, 2021), (POPULATION, 2023)]
    assert scatter_export(STORE, CATALOG, asked, PLACES[0], IDS[1:], GROUP).territory == " ; ".join(NAMES)
    rows = side_rows(STORE, [SHARE], PLACES, GROUP.ids, "communes")
    assert side_export(STORE, CATALOG, rows, PLACES, "Titre", GROUP).territory == " ; ".join(NAMES)
    assert peers_export(STORE, CATALOG, PLACES[0], GROUP).title == f"Les pairs de {NAMES[0]}"
    fiche = fiche_of(STORE, CATALOG, PLACES[0], GROUP)
    assert (fiche.name, fiche.peers) == (NAMES[0], tuple(NAMES[1:]))


def test_on_maps() -> None:
    homonym = short_label(STORE.territory("epci-246000772"))
    scope = Scope.parse("epci-departement-60")
    assert homonym in shown_names(STORE, sheet_of(scope))
    names = map_names(STORE, Scope("commune", "departement", "80")).decode().splitlines()
    assert NAMES[2] in names
    assert "Amiens" in names


def test_on_the_pages() -> None:
    others = ",".join(IDS[1:])
    for page, options in (
        ("comparer", {"vue": "cote"}),
        ("comparer", {"vue": "croiser"}),
        ("comparer", {}),
        ("evolution", {"indicateur": "population"}),
    ):
        text = words(run(page, territoire=IDS[0], pairs="departement", avec=others, **options))
        for name in NAMES:
            assert name in text, (page, options, name)
        assert "Dury, Dury" not in text
