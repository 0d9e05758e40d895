"""Pages about a territory made of others, driven without a browser: they say its name, its members, its figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from starlette.applications import Starlette
from streamlit.util import calc_hash

from observatoire.exports.fiche.content import fiche_of
from observatoire.exports.fiche.docx import fiche_docx
from observatoire.exports.fiche.html import fiche_html
from observatoire.exports.fiche.pdf import fiche_pdf
from observatoire.exports.formats.registry import FORMATS
from observatoire.exports.tables.indicators import indicator_export
from observatoire.model.catalog import Catalog
from observatoire.model.reasons import NO_SUM, REASONS
from observatoire.model.store import open_store
from observatoire.model.workshop.files import read_link, write_link
from observatoire.model.workshop.record import View, Workshop
from observatoire.statistics.enclosing import member_figures
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.views.french.composing import member_values_sentence
from observatoire.views.french.wording import STATES
from observatoire.views.maps.geometry import Scope
from pages.server.addresses import figures_path, geometry_path, locator_url, names_path
from pages.server.first_view import opening
from pages.server.plain import plain_routes
from pages.server.readiness import READINESS, Stage
from pages.server.routes import routes
from pages.state.links import parameters_to
from pages.state.models.comparer import shown_comparison
from pages.state.models.embedded import embedded_title, has_drawing
from pages.state.models.first import first_view
from pages.state.parameters import VIEW_PARAMETERS
from pages.state.selection import parse
from tests.pages.asgi import Client
from tests.pages.test_first_view import asked as request_of
from tests.pages.test_pages import held, run, unfolded, words

STORE, CATALOG = open_offered()
VALLEY = "compose-200070514.241600303"
NAME = "Vallée de la Charente"
LONG = "compose-" + ".".join(STORE.level("commune")["code"].iloc[STORE.members("dep-24")][:400])
PAGES = ("portrait", "pairs", "comparer", "carte", "evolution")
OTHER = "compose-16.17~Deux%20Charentes"


@pytest.fixture(autouse=True)
def loaded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The data are loaded, as some moments after the server started."""
    monkeypatch.setattr(READINESS, "stage", Stage.LOADED)
    return iter([None])


def client() -> Client:
    return Client(Starlette(routes=[*routes(base_path=""), *plain_routes("")]))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_a_composed_territory(page: str) -> None:
    app = run(page, territoire="compose-241600303.200070514", nom=NAME)
    text = words(app)
    assert not app.warning or page == "pairs"
    assert app.title[0].value == NAME
    assert "Territoire composé" in text
    assert "nan" not in text.lower().split()
    assert "None" not in text
    # The address is put in order, and keeps the name.
    assert (held(app, "territoire"), held(app, "nom")) == (VALLEY, NAME)
    # The banner folds its members.
    assert "<summary>2\u00a0membres</summary>" in text
    assert "Rouillacais" in text


@pytest.mark.parametrize(
    "place",
    [LONG, "compose-26274.55039", "compose-55039.55050", "compose-971.974", "compose-85113.22016",
     "compose-97611.97608", "compose-" + ".".join(STORE.level("departement")["code"])],
    ids=["400 communes", "hamlets", "nobody", "overseas", "islands", "Mayotte", "all of France"],
)  # fmt: skip
@pytest.mark.parametrize("page", ["portrait", "evolution"])
def test_every_kind_of_composed_territory_is_shown(page: str, place: str) -> None:
    text = words(run(page, territoire=place))
    assert "Territoire composé" in text
    assert "nan" not in text.lower().split()
    assert "None" not in text


@pytest.mark.parametrize("page", ["comparer", "pairs"])
def test_what_one_visitor_calls_it_is_not_shown_to_the_next(page: str) -> None:
    assert "Premier nom" in words(run(page, territoire=VALLEY, nom="Premier nom"))
    second = run(page, territoire=VALLEY, nom="Second nom")
    assert "Second nom" in words(second)
    assert "Premier nom" not in words(second) + str([link.proto for link in second.get("page_link")])


@pytest.mark.parametrize("view", ["theme", "croiser", "cote"])
def test_it_is_compared_in_every_view_with_others_composed_too(view: str) -> None:
    app = run("comparer", territoire=VALLEY, nom=NAME, vue=view, avec=f"{OTHER},epci-200070514")
    assert NAME in words(app)
    assert held(app, "avec") == f"{OTHER},epci-200070514"


@pytest.mark.parametrize("page", PAGES)
def test_composed_ones_may_be_picked_as_peers_of_an_epci(page: str) -> None:
    app = run(page, territoire="epci-200029734", pairs="choisis", liste=f"{OTHER},{VALLEY},epci-200070514")
    assert not [warning for warning in app.warning if "existe pas" in warning.value]
    if page in ("comparer", "pairs"):
        assert "Deux Charentes" in words(app)
    # They may share communes: nothing is said of them as one territory.
    assert "comme un seul territoire, leur valeur" not in words(app)


def test_it_can_be_compared_with_its_members() -> None:
    app = run("comparer", territoire=VALLEY, pairs="choisis", liste="epci-200070514,epci-241600303")
    told = re.sub(r"<[^>]+>|\s+", " ", words(app))
    assert "Rang impossible à dire parmi 3" in told, "its two members have nearly its share"
    assert "Entre le 1er et le 3e rang sur 3" in told


def test_the_map_is_that_of_its_communes() -> None:
    text = words(run("carte", territoire=VALLEY, nom=NAME, indicateur="part_65_ans_plus"))
    assert "Communes du territoire «\u00a0Vallée de la Charente\u00a0», 2021" in text
    assert "67\u00a0communes" in text
    for scope in (f"communes-{VALLEY}", "epci-departement-16", "epci-france", "pairs"):
        app = run("carte", territoire=VALLEY, perimetre=scope)
        assert not app.warning, scope
    assert run("carte", territoire=VALLEY, perimetre="communes-compose-99999.99998").warning


def test_a_figure_that_is_withheld_says_why() -> None:
    app = run("comparer", territoire="compose-16102.16286.16015", indicateur="part_femmes_maires")
    assert "intercommunalités, des départements" in words(app)


@pytest.mark.parametrize("page", ["portrait", "comparer"])
@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "![x](http://e.fr/x)", "\u202eeéllaV", "x" * 5_000])
def test_hostile_names_are_plain_text(page: str, name: str) -> None:
    app = run(page, territoire=VALLEY, nom=name)
    text = words(app)
    assert "alert(1)</" not in text
    assert "](http://e.fr" not in text
    assert "\u202e" not in text
    assert len(app.title[0].value) <= 60


def test_what_is_wrong_with_the_members_is_said_and_the_rest_shown() -> None:
    app = run("portrait", territoire=f"{VALLEY}.16102.99999")
    [warning] = app.warning
    assert "99999" in warning.value
    assert "Cognac" in warning.value
    assert app.title[0].value == "Grand Cognac et Rouillacais"
    assert run("portrait", territoire="compose-99999.<b>").title[0].value == "Quel territoire\u202f?"


def test_links_keep_the_name_and_leave_it_with_the_place() -> None:
    selection = parse({"territoire": VALLEY, "nom": NAME}, STORE, CATALOG, "portrait")
    there = parameters_to("comparer", selection, indicateur="densite")
    assert (there["territoire"], there["nom"]) == (VALLEY, NAME)
    elsewhere = parameters_to("portrait", selection, territoire="com-16102")
    assert elsewhere["territoire"] == "com-16102"
    assert "nom" not in elsewhere
    other = parameters_to("portrait", selection, territoire=OTHER)
    assert (other["territoire"], other["nom"]) == ("compose-16.17", "Deux Charentes")
    # The name of nothing composed is no part of an address.
    assert "nom" not in parse({"territoire": "com-16102", "nom": NAME}, STORE, CATALOG, "portrait").parameters()


@pytest.mark.parametrize("page", [*PAGES, "questions"])
def test_plain_pages_say_the_same_and_their_links_keep_the_name(page: str) -> None:
    answer = client().get(f"/simple/{page}?territoire={VALLEY}&nom={quote(NAME)}")
    assert answer.status_code == 200
    text = unescape(answer.text)
    assert NAME in text
    links = [urlsplit(link) for link in re.findall(r'href="([^"]+)"', text) if VALLEY in link]
    assert len(links) > 3
    for link in links:
        asked = parse_qs(link.query)
        if asked.get("territoire") == [VALLEY]:
            assert asked["nom"] == [NAME], link


def test_a_picture_of_its_map_is_drawn() -> None:
    answer = client().get(f"/dessin/carte.png?territoire={VALLEY}&nom={quote(NAME)}")
    assert answer.status_code == 200
    assert len(answer.content) > 50_000


def test_its_map_is_served() -> None:
    scope = Scope("commune", "compose", VALLEY.removeprefix("compose-"))
    assert Scope.parse(str(scope)) == scope
    assert client().get(f"/{geometry_path(STORE.edition, scope)}").status_code == 200
    names = client().get(f"/{names_path(STORE.edition, scope)}").text.split("\n")
    assert len(names) == 67
    figures = client().get(f"/{figures_path(STORE.edition, scope, 'part_65_ans_plus', 2021)}").text.split("|")
    assert len(figures) == 67
    assert client().get(locator_url(STORE.edition, f"{VALLEY}~Vall%C3%A9e", "")).status_code == 200
    for bad in (
        "communes-compose-99999.99998",
        "communes-compose-16102",
        "communes-compose-../..",
        "communes-compose-",
    ):
        assert client().get(f"/geo/{STORE.edition}/{bad}.map").status_code == 404


def test_a_view_of_it_goes_into_a_workshop_and_comes_back() -> None:
    for place in (VALLEY, LONG):
        made = Workshop(
            "Séance", "2026.1", (View("comparer", {"territoire": place, "nom": NAME, "indicateur": "densite"}),)
        )
        assert read_link(write_link(made), VIEW_PARAMETERS) == made
        app = run("presenter", seance=write_link(made), etape="1")
        assert not app.error
    assert "Vallée de la Charente" in words(app)


def test_a_search_for_codes_leads_to_what_they_compose() -> None:
    app = run("accueil", q="200070514, 241600303")
    assert "Grand Cognac et Rouillacais" in words(app) + str([link.proto for link in app.get("page_link")])
    plain = client().get("/simple/?q=200070514+241600303").text
    assert "Grand Cognac et Rouillacais" in plain
    assert open_store() is STORE


# --- What it cannot have: a median ---------------------------------------------------------------

THREE = "compose-16015.16102.16286"
"""Angoulême, Cognac and Rouillac: their people of 65 and over, taken here for a median, which does not add up."""
MEDIAN = CATALOG.indicator("part_65_ans_plus").model_copy(
    update={"kind": "count", "denominator": None, "additive": False, "min_base": 0.0, "scale": 1.0, "unit": ""}
)


def with_median() -> Catalog:
    return CATALOG.model_copy(update={"indicators": CATALOG.indicators | {MEDIAN.id: MEDIAN}})


def said_of_members() -> str:
    place = STORE.territory(THREE)
    own = figures(STORE, MEDIAN, "epci", 2021, [THREE]).figure(0)
    assert (own.status, own.reason) == ("not_applicable", REASONS[NO_SUM])
    said = member_values_sentence(MEDIAN, 2021, member_figures(STORE, MEDIAN, 2021, place))
    names = [said.index(name) for name in ("Angoulême", "Cognac", "Rouillac")]
    assert names == sorted(names), "the highest first"
    return said


@pytest.mark.parametrize("page", ["portrait", "comparer"])
def test_what_members_have_is_said_before_any_script_where_a_median_is_refused(page: str) -> None:
    asked = parse({"territoire": THREE, "theme": "demographie"}, STORE, CATALOG, page)
    # On Portrait without peers: those of all visitors are kept by the catalogue that ships.
    selection = replace(asked, indicator=MEDIAN, year=2021, peers=asked.peers if page == "comparer" else None)
    view = first_view(STORE, with_median(), selection)
    told = unescape(view.lead + " ".join(map(str, [*view.blocks, *view.more()])))
    assert said_of_members() in told


def test_what_members_have_stands_on_the_page_that_compares_and_on_the_fiche() -> None:
    place = STORE.territory(THREE)
    asked = replace(parse({"territoire": THREE}, STORE, CATALOG, "comparer"), indicator=MEDIAN, year=2021)
    shown = shown_comparison(STORE, asked, place)
    assert shown is not None
    assert shown.members == said_of_members()
    assert shown.drawing is None
    fiche = fiche_of(STORE, with_median(), place, None, ("demographie",))
    assert (MEDIAN.title, said_of_members()) in fiche.key
    [line] = [line for theme in fiche.themes for line in theme.lines if line.indicator == MEDIAN.id]
    assert line.figure == STATES["not_applicable"].label
    # Its file prints what it gathers.
    assert said_of_members() in unescape(fiche_html(fiche))


# --- « Intégrer » --------------------------------------------------------------------------------

VIEWS = {
    "evolution": {},
    "carte": {"perimetre": "epci-departement-16"},
    "comparer": {"vue": "indicateur"},
    "comparer theme": {"vue": "theme"},
    "comparer croiser": {"vue": "croiser"},
    "comparer cote": {"vue": "cote", "avec": OTHER},
}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("place", [VALLEY, LONG], ids=["two EPCI", "400 communes"])
def test_every_view_that_can_be_embedded_is_so_for_a_composed_territory(view: str, place: str) -> None:
    page = view.split()[0]
    selection = parse({"territoire": place, "nom": NAME, **VIEWS[view]}, STORE, CATALOG, page)
    assert selection.territory is not None
    assert has_drawing(selection)
    title, height = embedded_title(selection, selection.territory)
    assert NAME in title
    assert 345 < height <= 2_400
    query = parse_qs(selection.query())
    assert (query["territoire"], query["nom"]) == ([place], [NAME]), "the frame's own address"


@pytest.mark.parametrize("view", ["carte", "comparer cote"])
def test_embedded_it_shows_its_drawing_alone_under_its_name(view: str) -> None:
    app = run(view.split()[0], territoire=VALLEY, nom=NAME, embed="1", **VIEWS[view])
    text = words(app)
    assert NAME in text
    assert "<footer" not in text
    assert "nom=Vall" in unescape(text), "the way to the whole keeps its name"


# --- The longest link ----------------------------------------------------------------------------


def test_the_link_of_400_communes_works_wherever_a_link_goes() -> None:
    query = f"territoire={LONG}&nom={quote(NAME)}"
    assert len(LONG) > 2_400
    for page in (*PAGES, "questions"):
        answer = client().get(f"/simple/{page}?{query}")
        assert answer.status_code == 200, page
        assert NAME in unescape(answer.text), page
    assert client().get(f"/image/comparer.png?{query}").headers["content-type"] == "image/png"
    scope = Scope("commune", "compose", LONG.removeprefix("compose-"))
    assert client().get(f"/{geometry_path(STORE.edition, scope)}").status_code == 200
    assert len(client().get(f"/{names_path(STORE.edition, scope)}").text.split("\n")) == 400


def test_the_first_view_of_400_communes_is_shared_with_its_picture() -> None:
    made = opening(request_of(f"portrait?territoire={LONG}&nom={quote(NAME)}"), "")
    assert made is not None
    told = unescape(made.sharing)
    [picture] = re.findall(r'property="og:image" content="([^"]+)"', told)
    given = parse_qs(urlsplit(picture).query)
    assert (given["territoire"], given["nom"]) == ([LONG], [NAME])
    assert NAME in told


def test_files_of_400_communes_keep_their_link_and_the_fiche_has_no_code_that_nobody_could_read() -> None:
    place = STORE.territory(f"{LONG}~{quote(NAME)}")
    link = f"https://exemple.fr/portrait?territoire={LONG}&nom={quote(NAME)}"
    fiche = fiche_of(STORE, CATALOG, place, None, ("territoire",), link)
    page = fiche_html(fiche)
    assert LONG in page
    assert "Code QR" not in page
    assert fiche_pdf(fiche).startswith(b"%PDF")
    assert fiche_docx(fiche).startswith(b"PK")
    indicator = CATALOG.indicator("part_65_ans_plus")
    table = indicator_export(STORE, CATALOG, indicator, "epci", 2021, [place.id], territory=place, link=link)
    for form in FORMATS.values():
        assert form.write(table)


def test_it_is_found_by_its_name_within_the_visit_and_by_nobody_else() -> None:
    app = run("portrait", territoire=VALLEY, nom="PETR Ouest-Charente")
    app.text_input(key="recherche-banniere").set_value("petr ouest").run()
    assert not app.exception, app.exception
    found = [link.proto.query_string for link in app.get("page_link") if "PETR Ouest" in link.proto.label]
    assert any(f"territoire={VALLEY}" in query and "nom=PETR" in query for query in found)
    # It may be set beside an EPCI in the same visit.
    app.query_params.clear()
    app.query_params["territoire"] = "epci-200070514"
    app._page_hash = calc_hash("comparer")
    unfolded(app, "un-autre").text_input(key="ajout-avec").set_value("petr").run()
    next(button for button in app.button if button.label.startswith("Ajouter PETR")).click().run()
    assert not app.exception, app.exception
    assert "PETR Ouest-Charente" in words(app)
    other = run("portrait", territoire="epci-200070514")
    other.text_input(key="recherche-banniere").set_value("petr ouest").run()
    assert "PETR Ouest" not in words(other) + str([link.proto.label for link in other.get("page_link")])
