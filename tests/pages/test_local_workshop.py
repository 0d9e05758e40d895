"""Views of local data in a workshop: added, presented, guessed, noted; here with the data, and where they are not."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from observatoire.local.cells import Cells
from observatoire.local.file import write_local
from observatoire.local.record import LocalData, LocalIndicator
from observatoire.model.workshop.files import read_link, write_file, write_link
from observatoire.model.workshop.record import LOCAL_PAGE, Gathered, Guess, Notes, View, Workshop
from observatoire.views.local.words import NOT_HERE
from observatoire.views.style.tokens import ACCENT, LOCAL
from pages.parts.brought import FIELD
from pages.parts.workshop import figure_of_view
from pages.state import local
from pages.state.options.local import local_options
from pages.state.parameters import VIEW_PARAMETERS
from pages.state.selection import parse
from pages.state.workshop import GATHERED, selection_of
from tests.local.test_figures import CATALOG, MEMBERS, STORE
from tests.local.test_file import DATA, DESCRIPTION
from tests.pages.test_pages import at_page, held, run, unfolded, words

YEARS = Cells.made(
    MEMBERS[:12] * 2, [2022] * 12 + [2023] * 12, [float(at) for at in range(24)], [0] * 24
)  # of the first commune: 0 in 2022, 12 in 2023
TREES = LocalIndicator(DESCRIPTION, "ratio", YEARS, over="population", scale=1000.0, min_base=1)
BROUGHT = LocalData((TREES,), DATA.points)
PLACE = MEMBERS[0]


def view_of_data(vue: str, **more: str) -> View:
    named = BROUGHT.points[0].id if vue == "lieux" else TREES.id
    return View(LOCAL_PAGE, {"territoire": PLACE, "local": named, "vue": vue, **more}, "Arbres (donnée locale)")


def with_data(page: str, **parameters: str) -> AppTest:
    app = at_page(page)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.session_state[local.DATA] = BROUGHT
    app.run()
    assert not app.exception, app.exception
    return app


def presented(view: View, **parameters: str) -> AppTest:
    return with_data("presenter", seance=write_link(Workshop(views=(view,))), **parameters)


@pytest.mark.parametrize("vue", ["pairs", "carte", "temps", "croiser", "lieux"])
def test_what_mes_donnees_shows_joins_a_workshop_and_is_presented_as_it_was(vue: str) -> None:
    app = with_data("mes-donnees", **dict(view_of_data(vue).parameters))
    link = next(one.proto for one in app.get("page_link") if one.proto.label.startswith("Ajouter à la séance"))
    seance = dict(pair.split("=", 1) for pair in link.query_string.split("&"))["seance"]
    [added] = read_link(seance, VIEW_PARAMETERS).views
    assert (added.page, added.parameters["vue"]) == (LOCAL_PAGE, vue)
    assert added.heading.endswith("(donnée locale)")
    scene = presented(added)
    text = words(scene)
    assert not scene.warning
    assert "otc-local-badge" in text
    assert DESCRIPTION.source in text
    charts = [json.dumps(json.loads(one.proto.spec)["layer"]) for one in scene.get("vega_lite_chart")]
    assert len(charts) == (vue in ("pairs", "temps", "croiser"))
    assert all(LOCAL in chart and ACCENT not in chart for chart in charts)


def test_a_room_guesses_a_local_figure_before_it_appears() -> None:
    view = View(LOCAL_PAGE, view_of_data("pairs", quand="2022").parameters, "Arbres", guess=True)
    here = local.brought_of(CATALOG, [BROUGHT])
    figure = figure_of_view(STORE, CATALOG, selection_of(view, STORE, CATALOG), here)
    assert figure is not None
    assert (figure.own.numerator, figure.mention) == (0.0, "Donnée locale")
    assert figure_of_view(STORE, CATALOG, selection_of(view, STORE, CATALOG)) is None, "of data that are not here"
    app = presented(view)
    assert f">{figure.text}<" not in words(app), "the answer is not sent before it is asked for"
    app.text_input(key="devinez-combien").set_value("4")
    next(button for button in app.button if button.label == "Ajouter l’estimation").click().run()
    app.button(key="otc-valeurs").click().run()
    assert not app.exception, app.exception
    assert f">{figure.text}<" in words(app)
    assert app.session_state[GATHERED].guesses[view.key] == (Guess("", 4.0),)
    [chart] = [json.loads(one.proto.spec) for one in app.get("vega_lite_chart")]
    assert "Donnée locale" in json.dumps(chart["layer"], ensure_ascii=False)


@pytest.mark.parametrize("page", ["presenter", "mes-donnees", "atelier"])
def test_who_has_not_the_data_of_a_link_is_told_whom_to_ask_and_where_to_bring_them(page: str) -> None:
    view = view_of_data("carte")
    asked = {"seance": write_link(Workshop(views=(view,)))}
    app = run(page, **(asked | (dict(view.parameters) if page == "mes-donnees" else {"territoire": PLACE})))
    assert NOT_HERE in [one.value for one in (*app.warning, *app.info)]
    if page != "mes-donnees":
        [link] = [one.proto for one in app.get("page_link") if one.proto.label == "Apporter ces données"]
        assert "seance=" in link.query_string
    assert not app.get("vega_lite_chart")
    if page == "presenter":  # a browser that has them hands them back
        app.text_area(key=FIELD).set_value(write_local(BROUGHT).decode()).run()
        assert not app.exception, app.exception
        assert not app.warning
        assert "otc-local-badge" in words(app)


def test_a_file_that_holds_both_is_all_that_the_receiver_needs() -> None:
    workshop = Workshop("Arbres", STORE.edition, (view_of_data("pairs"),))
    given = Gathered({}, {workshop.views[0].key: Notes(seen="Peu d’arbres")})
    held_in_file = write_file(workshop, given, write_local(BROUGHT.only(workshop.brought)))
    app = run("atelier")
    app.file_uploader[0].set_value(("seance.json", held_in_file, "application/json")).run()
    assert not app.exception, app.exception
    opened = app.session_state[local.DATA]
    assert [one.id for one in opened.indicators] == [TREES.id]
    assert opened.indicators[0].min_base == 1
    assert not opened.points, "nothing but what the workshop shows"
    assert app.session_state[GATHERED].notes == given.notes
    assert read_link(held(app, "seance"), VIEW_PARAMETERS) == workshop
    assert NOT_HERE not in words(app)
    assert any(box.label.startswith("Mettre aussi dans le fichier vos données") for box in app.checkbox)


def test_data_of_such_a_file_that_were_altered_are_refused_and_the_workshop_kept() -> None:
    workshop = Workshop("Arbres", STORE.edition, (view_of_data("pairs"),))
    altered = write_file(workshop, None, write_local(BROUGHT.only([TREES.id])).replace(b"23.0", b"24.0"))
    app = run("atelier")
    app.file_uploader[0].set_value(("seance.json", altered, "application/json")).run()
    assert any("modifié" in one.value for one in app.warning)
    assert local.DATA not in app.session_state
    assert read_link(held(app, "seance"), VIEW_PARAMETERS) == workshop


def test_notes_of_a_view_of_local_data_join_the_workshop() -> None:
    app = with_data("mes-donnees", **dict(view_of_data("pairs").parameters))
    app = unfolded(app, "annoter")
    next(area for area in app.text_area if area.label == "On voit").set_value("Peu d’arbres").run()
    assert not app.exception, app.exception
    [view] = read_link(held(app, "seance"), VIEW_PARAMETERS).views
    assert app.session_state[GATHERED].notes == {view.key: Notes(seen="Peu d’arbres")}
    assert "Peu d’arbres" in words(app)
    assert view.heading == "Places en crèche (donnée locale)"


@pytest.mark.parametrize(
    ("asked", "told"),
    [({"vue": "planetes"}, 1), ({"vue": "carte", "perimetre": "communes-epci-0", "quand": "2022"}, 1),
     ({"vue": "pairs", "quand": "١٩٩٩"}, 1), ({"vue": "croiser", "second": "<script>"}, 1), ({"vue": "temps"}, 0),
     ({"vue": "pairs", "second": "x", "perimetre": "y"}, 0)],
)  # fmt: skip
def test_what_an_address_asks_and_these_data_have_not_is_said_once(asked: dict[str, str], told: int) -> None:
    selection = parse({"territoire": PLACE, "local": TREES.id} | asked, STORE, CATALOG, LOCAL_PAGE)
    here = local.brought_of(CATALOG, [BROUGHT])
    options = local_options(STORE, CATALOG, selection, STORE.territory(PLACE), here)
    assert len(options.notices) == told
    assert options.entry is not None
    assert not options.absent
    again = parse(options.selected(selection).parameters(), STORE, CATALOG, LOCAL_PAGE)
    assert not local_options(STORE, CATALOG, again, STORE.territory(PLACE), here).notices


@pytest.mark.parametrize("named", ["../../etc", ",,,", "local_0" * 500, "local_x,lieux_y", "<b>", "\u202e"])
def test_hostile_names_of_data_show_nothing_and_are_told(named: str) -> None:
    selection = parse({"territoire": PLACE, "local": named}, STORE, CATALOG, LOCAL_PAGE)
    for here in (local.brought_of(CATALOG, [BROUGHT]), local.NOTHING_BROUGHT):
        options = local_options(STORE, CATALOG, selection, STORE.territory(PLACE), here)
        assert options.absent == (named != ",,,")
        assert (options.entry is None) == (options.absent or not here)


def test_what_a_visitor_removes_is_no_longer_asked_for_by_their_address() -> None:
    app = with_data("mes-donnees", **dict(view_of_data("pairs").parameters))
    app.button(key=f"local-retirer-{TREES.id}").click().run()
    assert not app.exception, app.exception
    assert "local" not in app.query_params
    assert NOT_HERE not in words(app)
    assert "Lieux" in words(app), "the places are there still"
