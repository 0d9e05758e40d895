"""« Composer un territoire », driven without a browser: each way of picking, keeping, hostile and absurd input."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs

import pandas as pd
import pytest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from observatoire.model.composed.files import FORMAT, write_composed
from observatoire.model.composed.members import compose
from observatoire.model.official.tables import Zone, Zonings
from observatoire.model.store import open_store
from observatoire.views.composing import words as composing
from observatoire.views.french.searching import NO_TERRITORY
from observatoire.views.maps.geometry import Scope
from observatoire.views.maps.hits import territory_at
from pages.explorer.composer import pointing
from pages.explorer.composer.opening import zone_members
from pages.server.addresses import shape_url
from pages.server.readiness import READINESS, Stage
from pages.server.routes import routes
from pages.state.data import shared_data
from pages.state.options.composer import WAYS
from tests.pages.asgi import Client
from tests.pages.test_pages import HOSTILE, held, run, words

STORE = open_store()
COGNAC, ROUILLAC, ANGOULEME = "epci-200070514", "epci-241600303", "epci-200071827"
VALLEY, NAME = "compose-200070514.241600303", "Vallée de la Charente"
DORDOGNE = STORE.level("commune")["code"].iloc[STORE.members("dep-24")].tolist()


def composer(**parameters: str) -> AppTest:
    app = run("composer", **parameters)
    assert app.title[0].value == "Composer un territoire"
    return app


def press(app: AppTest, label: str) -> AppTest:
    """Press the button whose label begins so."""
    next(button for button in app.button if button.label.startswith(label)).click().run()
    assert not app.exception, app.exception
    return app


def place(app: AppTest) -> str:
    return held(app, "territoire") if "territoire" in app.query_params else ""


def test_members_are_found_by_their_name_one_after_the_other() -> None:
    app = composer()
    assert composing.NOBODY in words(app)
    app.text_input(key="composer-mot").set_value("grand cognac").run()
    press(app, "Ajouter Grand Cognac")
    assert place(app) == COGNAC
    assert composing.ALONE in words(app)
    app.text_input(key="composer-mot").set_value("rouillacais").run()
    press(app, "Ajouter Rouillacais")
    assert place(app) == VALLEY
    assert "2\u00a0membres, 67\u00a0communes, 79\u202f088\u00a0habitants." in words(app)
    press(app, "Retirer Rouillacais")  # the same button takes it out again
    assert place(app) == COGNAC


def test_a_list_of_codes_in_the_field_brings_all_its_members() -> None:
    app = composer()
    app.text_input(key="composer-mot").set_value("200070514 241600303").run()
    press(app, "Ajouter")
    assert place(app) == VALLEY


def test_what_no_territory_is_named_by_gets_one_sentence() -> None:
    app = composer()
    app.text_input(key="composer-mot").set_value("zzzzzz").run()
    assert [info.value for info in app.info] == [NO_TERRITORY]
    app.text_input(key="composer-mot").set_value("Nouvelle-Aquitaine").run()
    assert not any("Nouvelle-Aquitaine" in button.label for button in app.button)  # a region is no member


def test_members_are_ticked_in_the_list_of_a_departement_and_of_an_epci() -> None:
    app = composer(par="liste", territoire=COGNAC)
    assert app.selectbox(key="composer-departement").value == "dep-16"
    ticked = app.get("button_group")[1]
    assert ticked.value == [COGNAC]
    ticked.set_value([COGNAC, ROUILLAC]).run()
    assert place(app) == VALLEY
    app.selectbox(key="composer-liste").set_value("communes-epci-241600303").run()
    assert held(app, "dans") == "communes-epci-241600303"
    communes = app.get("button_group")[1]
    assert len(communes.value) == len(STORE.members(ROUILLAC))
    communes.set_value([one for one in communes.value if one != "com-16286"]).run()  # Rouillac itself
    text = words(app)
    assert "com-16286" not in app.get("button_group")[1].value
    assert "remplacé par ce qui en reste sans Rouillac" in text
    assert f"{66}\u00a0communes" in text


def test_a_whole_departement_is_taken_and_given_back_in_one_gesture() -> None:
    app = press(composer(par="liste", dans="epci-departement-16"), "Ajouter tout")
    assert place(app) == "dep-16"
    press(app, "Retirer tout")
    assert place(app) == ""
    assert composing.NOBODY in words(app)


def test_a_click_on_the_map_takes_in_or_out(monkeypatch: pytest.MonkeyPatch) -> None:
    clicks: list[tuple[float, float]] = []
    monkeypatch.setattr(pointing, "new_click", lambda _layer, _key: clicks.pop() if clicks else None)
    app = composer(par="carte", territoire=COGNAC)
    rouillac = STORE.territory("com-16286")
    clicks.append((rouillac.lon, rouillac.lat))
    assert territory_at(STORE, Scope.parse("epci-departement-16"), *clicks[0]) == ROUILLAC
    app.run()
    assert place(app) == VALLEY
    assert "dans le territoire\u202f: 2" in words(app).replace("&#8239;", "\u202f")
    clicks.append((rouillac.lon, rouillac.lat))
    app.run()
    assert place(app) == COGNAC
    clicks.append((0.0, 0.0))  # the sea
    assert place(app.run()) == COGNAC


PASTED = "Code\tCommune\n16102\tCognac\nJarnac\n16999\tNulle part\nSaint-Simon\nTOTAL\t12\n"


def test_what_is_pasted_and_sure_joins_and_the_rest_is_decided_line_by_line() -> None:
    app = composer(par="coller")
    app.text_area(key="composer-texte").set_value(PASTED)
    press(app, "Lire et ajouter")
    assert place(app) == "compose-16102.16167"
    text = words(app)
    assert "2\u00a0lignes reconnues, 2\u00a0lignes d’intitulés ou de total laissées de côté" in text
    assert "<q>Saint-Simon</q> Plusieurs territoires portent ce nom." in text
    offered = [button.label for button in app.button if button.label.startswith("Saint-Simon")]
    assert offered[0] == "Saint-Simon (16)"  # of the département of the others: most often the one meant
    assert len(offered) > 3
    press(app, "Saint-Simon (16)")
    assert place(app) == "compose-16102.16167.16352"
    assert "<q>Saint-Simon</q>" not in words(app)
    assert ", 1\u00a0ligne à vérifier." in words(app)
    press(app, "Laisser toutes ces lignes de côté")
    assert "à vérifier" not in words(app)
    assert "otc-doubtful" not in words(app)
    assert place(app) == "compose-16102.16167.16352"


ABSURD = (
    "", "\n\n \t;;\n", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "\u202ezzzz", "x" * 50_000,
    "![x](http://example.org/x.png)", "a\x00b\n\x1b[31m", "99999\n" * 1_200,
)  # fmt: skip


def test_an_absurd_list_adds_nobody_and_is_shown_as_it_was_written() -> None:
    app = composer(par="coller", territoire=COGNAC)
    for text in ABSURD:
        app.text_area(key="composer-texte").set_value(text)
        press(app, "Lire et ajouter")
        assert place(app) == COGNAC, text[:20]
        assert "<script>" not in words(app)
        assert "0\u00a0ligne reconnue" in words(app)
    assert "1\u202f100\u00a0lignes n’ont pas été lues" in words(app)


def opened(app: AppTest, content: bytes) -> AppTest:
    app.file_uploader[0].set_value(("territoire.json", content, "application/json"))
    app.run()
    assert not app.exception, app.exception
    return app


def test_a_file_opens_what_it_keeps_or_adds_its_members() -> None:
    content = write_composed(compose(STORE, [COGNAC, ROUILLAC], NAME))
    app = opened(composer(par="fichier", territoire=ANGOULEME), content)
    assert f"**{NAME}**\u202f: 2\u00a0membres." in words(app)
    assert place(app) == ANGOULEME  # nothing is changed before the visitor says so
    again = press(opened(composer(par="fichier", territoire=ANGOULEME), content), "Ajouter ses membres")
    assert place(again) == "compose-200070514.200071827.241600303"
    press(app, "Ouvrir ce territoire")
    assert (place(app), held(app, "nom")) == (VALLEY, NAME)


NOT_OURS = (
    b"", b"{", b"[]", b"\xff\xfe", b"PK\x03\x04", b"[" * 40_000, b"x" * 60_000,
    json.dumps({"format": FORMAT, "version": 1, "membres": ["99999"]}).encode(),
)  # fmt: skip


def test_a_file_that_is_none_of_ours_gets_one_sentence() -> None:
    app = composer(par="fichier", territoire=COGNAC)
    for content in NOT_OURS:
        opened(app, content)
        assert len(app.error) == 1, content[:20]
        assert place(app) == COGNAC


def test_a_name_is_cleaned_kept_beside_one_member_and_carried() -> None:
    app = composer(territoire=COGNAC)
    app.text_input(key="composer-nom").set_value("<b>Vallée</b> [x](javascript:1)").run()
    name = held(app, "nom")
    assert not set("<>[]/:") & set(name)
    assert "Le nom a perdu des signes" in words(app)
    app.text_input(key="composer-nom").set_value(NAME).run()
    app.text_input(key="composer-mot").set_value("rouillacais").run()
    press(app, "Ajouter Rouillacais")
    assert (place(app), held(app, "nom")) == (VALLEY, NAME)
    assert f"<strong>{NAME}</strong>" in words(app)
    targets = {link.proto.page: parse_qs(link.proto.query_string) for link in app.get("page_link")}
    for page in ("portrait", "comparer", "carte"):
        assert (targets[page]["territoire"], targets[page]["nom"]) == ([VALLEY], [NAME])
    app.text_input(key="composer-nom").set_value("").run()
    assert "nom" not in app.query_params


def test_members_are_taken_out_one_by_one_or_all() -> None:
    app = composer(territoire=VALLEY, nom=NAME)
    press(app, "Rouillacais (16)")
    assert (place(app), held(app, "nom")) == (COGNAC, NAME)
    app = press(composer(territoire=VALLEY), "Tout retirer")
    assert place(app) == ""


def test_four_hundred_members_are_listed_and_taken_out_by_name_and_no_more_join() -> None:
    full = "compose-" + ".".join(DORDOGNE[:400])
    app = composer(territoire=full)
    assert "400\u00a0membres, 400\u00a0communes" in words(app)
    assert not any(button.key and button.key.startswith("composer-retirer-") for button in app.button)
    app.multiselect(key="composer-retires").set_value([f"com-{DORDOGNE[0]}"]).run()
    assert place(app) == "compose-" + ".".join(DORDOGNE[1:400])
    app = composer(territoire=full)
    app.text_input(key="composer-mot").set_value("16102").run()
    press(app, "Ajouter Cognac")
    assert "a au plus 400 membres\u202f: les suivants sont laissés de côté." in words(app)
    assert place(app).count(".") == 399


@pytest.mark.parametrize("asked", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_address_gets_one_sentence_and_the_page(asked: str) -> None:
    app = composer(territoire=asked, nom=asked, par=asked, dans=asked)
    assert len(app.warning) == 2  # the territory, and the list
    assert not any("<" in warning.value for warning in app.warning)
    assert composing.NOBODY in words(app)


@pytest.mark.parametrize("place_id", ["france", "com-85113", "dep-976"])
def test_every_way_is_offered_from_every_place(place_id: str) -> None:
    app = composer(territoire=place_id)
    for way in WAYS:
        app.query_params["par"] = way
        app.run()
        assert not app.exception, (way, app.exception)
        text = words(app)
        assert "nan" not in text.lower().split()
        assert "None" not in text
    if place_id == "dep-976":
        assert "non publié" in text  # Mayotte: what the producers do not publish there is said, never 0


def test_the_same_address_gives_the_same_page_again() -> None:
    app = composer(par="liste", territoire=COGNAC)
    app.get("button_group")[1].set_value([COGNAC, ROUILLAC]).run()
    view = {name: held(app, name) for name in app.query_params}
    assert words(composer(**view)) == words(app)


def test_what_no_longer_holds_of_another_place_leaves_the_address() -> None:
    app = composer(territoire=COGNAC, pairs="choisis", liste=ROUILLAC, avec=ROUILLAC, nom=NAME)
    app.text_input(key="composer-mot").set_value("rouillacais").run()
    press(app, "Ajouter Rouillacais")
    assert not {"pairs", "liste", "avec"} & set(app.query_params)


def test_it_is_kept_as_a_link_a_file_and_in_the_browser() -> None:
    text = words(composer(territoire=VALLEY, nom=NAME, par="liste"))
    assert f'data-otc-id="{VALLEY}" data-otc-name="{NAME}" data-otc-told="{NAME}"' in text
    assert "data-otc-favourites" in text
    assert "data-otc-keep" not in words(composer(territoire=COGNAC))  # a commune or an EPCI has its own address
    portrait = words(run("portrait", territoire=COGNAC))
    assert 'data-otc-address="portrait?territoire=compose-00.00' in portrait  # « Changer » offers them
    assert "data-otc-favourites" in words(run("accueil"))


def test_its_epci_may_be_compared_with_it() -> None:
    app = composer(territoire=VALLEY, nom=NAME)
    [own] = [link for link in app.get("page_link") if link.proto.label == "Le comparer à ses membres"]
    asked = parse_qs(own.proto.query_string)
    assert (asked["pairs"], asked["liste"]) == (["choisis"], [f"{COGNAC},{ROUILLAC}"])
    app = run("comparer", **{name: one for name, [one] in asked.items()})
    assert not app.warning
    assert "Rouillacais" in words(app)


def test_an_empty_search_and_the_menus_lead_here() -> None:
    app = run("portrait")
    app.text_input(key="recherche-manquant").set_value("zzzzzz").run()
    [way] = [
        link for link in app.get("page_link") if link.proto.page == "composer" and "Composer un" in link.proto.label
    ]
    assert parse_qs(way.proto.query_string)["par"] == ["coller"]
    assert any("Composer un" in link.proto.label for link in run("accueil", q="zzzzzz").get("page_link"))
    assert any(link.proto.page == "composer" for link in run("portrait", territoire=COGNAC).get("page_link"))


def test_without_zonings_the_page_says_what_is_not_here_yet() -> None:
    app = composer(par="tout-fait")
    assert [info.value for info in app.info] == [composing.AWAITED]
    assert held(press(app, "Coller une liste"), "par") == "coller"


def test_zonings_of_the_edition_are_taken_ready_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("bassin_vie", "16102", "Cognac", code) for code in ("16102", "16089")]
    rows += [("bassin_vie", "24322", "Périgueux", code) for code in DORDOGNE[:2]]
    frame = pd.DataFrame(rows, columns=["zoning", "code", "name", "commune"])
    frame.to_parquet(tmp_path / "zonings.parquet")
    monkeypatch.setattr(shared_data()[0], "zonings", Zonings(tmp_path))
    app = composer(par="tout-fait", territoire="com-16102")
    zones = app.selectbox(key="composer-zone-bassin_vie")
    assert zones.value == "16102"
    press(app, "Prendre ce territoire")
    assert (place(app), held(app, "nom")) == ("compose-16089.16102", "Bassin de vie, Cognac")


def test_a_zone_of_too_many_communes_is_written_with_its_epci() -> None:
    communes = tuple(sorted([*DORDOGNE, "16102"]))
    members = zone_members(STORE, Zone("aire_attraction", "1", "Dordogne", communes))
    assert len(members) < 60
    assert compose(STORE, members).remarks == ()
    few = Zone("aire_attraction", "1", "Cognac", ("16102", "16089", "99999"))
    assert zone_members(STORE, few) == ["com-16102", "com-16089"]


def test_its_shape_is_a_picture_whatever_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(READINESS, "stage", Stage.LOADED)
    client = Client(Starlette(routes=routes(base_path="")))
    for identifier in (f"{VALLEY}~{NAME}", COGNAC, "dep-974", "com-16102"):
        answer = client.get(shape_url(STORE.edition, identifier, ""))
        assert answer.status_code == 200
        assert b"<svg" in answer.content
    assert NAME not in shape_url(STORE.edition, f"{VALLEY}~{NAME}", "")
    for identifier in ("france", "reg-75", "compose-99999.99998", "com-00000"):
        assert client.get(shape_url(STORE.edition, identifier, "")).status_code == 404
