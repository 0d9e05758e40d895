"""« Semblables et proches » wherever peers are chosen or told: pages, first views, links, rooms, files, fiches."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from observatoire.exports.fiche.content import fiche_of
from observatoire.exports.tables.peers import peers_export
from observatoire.model.workshop.files import write_link
from observatoire.model.workshop.record import Workshop
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerRequest, peer_group
from pages.server.plain import plain_routes
from pages.server.readiness import READINESS, Stage
from pages.server.routes import routes
from pages.state.peers import parse_peers, peer_parameters
from pages.state.selection import parse
from pages.state.workshop import view_of
from tests.pages.asgi import Client
from tests.pages.test_pages import PLACE_PAGES, held, run, words

STORE, CATALOG = open_offered()
NEAR = {"pairs": "similaires_proches", "nombre": "12"}
HIDDEN = "Des pairs proches partagent ce que la géographie apporte"


@pytest.mark.parametrize("page", PLACE_PAGES)
@pytest.mark.parametrize("place", ["com-16102", "epci-200070514", "compose-200070514.241600303"])
def test_every_page_takes_them(page: str, place: str) -> None:
    app = run(page, territoire=place, **NEAR)
    assert not app.exception
    assert not app.warning
    assert (held(app, "pairs"), held(app, "nombre")) == ("similaires_proches", "12")
    if page != "carte":
        text = words(app)
        assert HIDDEN in text
        assert "est pas compté parmi ses pairs" in text or "Ni Grand Cognac" in text


@pytest.mark.parametrize("page", ["comparer", "pairs", "evolution", "portrait"])
def test_a_room_sees_them(page: str) -> None:
    view = view_of(parse({"territoire": "epci-200070514", **NEAR}, STORE, CATALOG, page))
    app = run("presenter", seance=write_link(Workshop(views=(view,))))
    assert not app.exception
    assert view.parameters["pairs"] == "similaires_proches"


@pytest.mark.parametrize("page", ["portrait", "pairs", "comparer", "evolution"])
def test_first_views_and_plain_pages_say_it(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(READINESS, "stage", Stage.LOADED)
    client = Client(Starlette(routes=[*routes(base_path=""), *plain_routes("")]))
    answer = client.get(f"/simple/{page}?territoire=epci-200070514&pairs=similaires_proches")
    assert answer.status_code == 200
    assert "proches" in answer.text


def test_pairs_says_where_they_lie_and_leads_to_the_others() -> None:
    app = run("pairs", territoire="com-16102", **NEAR)
    text = words(app)
    assert "25\u00a0km, autre département (63\u202f%)" in text  # Saintes, by hand in test_nearness
    assert "entre parenthèses, la part de la distance qui en vient" in text
    assert "Ressemblance" in text
    assert "Cognac a des pairs semblables (distance " in text
    others = [element.proto.label for element in app.get("page_link")]
    assert "Voir plutôt\u202f: communes qui lui ressemblent" in others
    # Options of a search are offered to them too.
    assert [slider.value for slider in app.slider if slider.label == "Nombre de pairs"] == [12]


def test_pairs_by_structure_says_that_near_ones_exist_and_what_they_hide() -> None:
    app = run("pairs", territoire="com-16102")
    assert f"Ces pairs peuvent être loin. {HIDDEN}" in words(app)
    assert "Voir plutôt\u202f: communes semblables et proches" in [e.proto.label for e in app.get("page_link")]
    app = run("pairs", territoire="epci-200070514")
    assert "Voir plutôt\u202f: EPCI semblables et proches" in [e.proto.label for e in app.get("page_link")]


def test_an_address_keeps_every_option_of_the_search() -> None:
    place, notices = STORE.territory("epci-200070514"), []  # type: ignore[var-annotated]
    written = {
        **NEAR, "sans": "altitude", "double": "densite", "restreint": "region", "hors": "epci-200071827",
    }  # fmt: skip
    request = parse_peers(written, STORE, CATALOG, place, notices)
    assert not notices
    assert request == PeerRequest("similaires_proches", 12, ("altitude",), ("densite",), ("epci-200071827",), "region")
    assert {name: value for name, value in peer_parameters(request).items() if value} == written


def test_the_table_to_take_away_has_where_they_lie() -> None:
    place = STORE.territory("com-16102")
    group = peer_group(STORE, CATALOG, place, PeerRequest("similaires_proches", 5))
    export = peers_export(STORE, CATALOG, place, group)
    row = export.frame.set_index("identifiant").loc["com-17415"]
    assert (row["kilometres"], row["meme_departement"]) == (25.1, "non")
    assert row["part_eloignement_pct"] == pytest.approx(62.7, abs=0.1)
    assert row["structure"] == pytest.approx(0.377, abs=1e-3)
    assert row["distance"] == pytest.approx(0.618, abs=1e-3)
    names = [column.name for column in export.columns]
    assert names[names.index("distance") : names.index("proximite")] == [
        "distance", "structure", "kilometres", "meme_departement", "part_eloignement_pct",
    ]  # fmt: skip
    assert HIDDEN in export.peers
    alone = peers_export(STORE, CATALOG, place, peer_group(STORE, CATALOG, place, PeerRequest("similaires", 5)))
    assert "kilometres" not in alone.frame


def test_the_fiche_tells_them() -> None:
    place = STORE.territory("com-16102")
    group = peer_group(STORE, CATALOG, place, PeerRequest("similaires_proches"))
    fiche = fiche_of(STORE, CATALOG, place, group)
    assert fiche.peers_label == "communes les plus semblables et proches"
    assert HIDDEN in fiche.peers_explanation


def test_a_series_suggests_the_group_that_explains_the_indicator_best_and_switches_to_none() -> None:
    app = run("evolution", territoire="com-16102", indicateur="taux_th_communal", pairs="similaires")
    [told] = [caption.value for caption in app.caption if "ressemble d’ordinaire davantage" in caption.value]
    assert "pairs=similaires_proches" in told
    assert held(app, "pairs") == "similaires"
    other = run("evolution", territoire="com-16102", indicateur="part_65_ans_plus", pairs="similaires")
    assert not [caption for caption in other.caption if "ressemble d’ordinaire" in caption.value]
