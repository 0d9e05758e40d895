"""Answering in the application: the same draft, the same tickets and the same refusals as the plain form."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from nacl.public import PrivateKey
from streamlit.testing.v1 import AppTest

from pages.participer import in_hand
from pages.participer.repondre import saving
from pages.participer.repondre.screen import SCREEN
from pages.participer.repondre.widgets import key_of
from pages.server.participer import desk
from participation.model.codes import read_code
from participation.model.questionnaire import Cell
from participation.results.columns import UNKNOWN
from participation.storage.answering import open_ticket
from participation.storage.campaigns import advance_campaign
from participation.storage.opening import Storage
from participation.storage.refusals import UnavailableError
from participation.storage.responses import find_response, read_draft, save_answer
from participation.storage.submitting import submitted
from participation.storage.vault import invite, spent_by
from tests.pages.conftest import DAY
from tests.pages.test_pages import at_page, words
from tests.pages.test_participer import begun, survey

HELD = list[str]


@pytest.fixture
def ticket(monkeypatch: pytest.MonkeyPatch) -> HELD:
    """The ticket that the browser sends: a driven page has no browser."""
    held = [""]
    monkeypatch.setattr(in_hand, "ticket", lambda: held[0])
    return held


def opened(page: str, **parameters: str) -> AppTest:
    app = at_page(page)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception
    return app


def given(storage: Storage, response: str, question: str, row: str = "") -> object:
    return read_draft(storage, response).saved[Cell(question, row)].given.value


def key(question: str, part: str = "", row: str = "") -> str:
    return key_of(Cell(question, row), part)


def begun_here(storage: Storage, ticket: HELD) -> str:
    """Open a survey and begin to answer it by the plain form, whose ticket this browser holds; return the response."""
    survey(storage)
    one, code = begun()
    ticket[0] = one.cookie
    return str(find_response(storage, read_code(code)))


def told_after_the_button(app: AppTest, label: str) -> list[str]:
    """What is said below a button of the page, in order: what stands above it is out of sight on a telephone."""
    drawn = [one for one in app.main if one.type in ("button", "error", "success")]
    [at] = [at for at, one in enumerate(drawn) if one.type == "button" and one.label == label]
    return [one.value for one in drawn[at:] if one.type != "button"]


def test_half_on_the_plain_form_and_half_in_the_application(storage: Storage, ticket: HELD) -> None:
    survey(storage, contact_key=PrivateKey.generate().public_key.encode().hex(), respondents="last")
    one, code = begun()
    one.send({"fonction.": "autre", "aller": "suite"}).send({"fonction.words:autre": "Stagiaire", "aller": "suite"})
    ticket[0] = open_ticket(storage, str(find_response(storage, read_code(code))), datetime.now(UTC))
    app = opened("repondre", partie="site")
    assert "Partie 2 sur 3" in words(app)
    app.radio(key("site")).set_value("propre").run()
    app.radio(key("francais")).set_value("oui").run()  # a condition opened it
    app.text_area(key("pourquoi")).set_value("Avec soin").run()
    app.text_input(key("heures")).set_value("beaucoup").run()
    assert "Écrivez un nombre en chiffres" in words(app)
    assert app.text_input(key("heures")).value == "beaucoup"
    app.text_input(key("heures")).set_value("12,5").run()
    assert "Enregistré à" in words(app)
    assert "&quot;vu.heures.&quot;" in words(app), "its place is known to the script that saves what is typed"
    said = one.go("/participer/relire").text.replace("\xa0", " ")
    for answer in ("Stagiaire", "Un site à nous", "Avec soin", "12,5 h"):
        assert answer in said
    app.query_params["partie"] = "relire"
    app.run()
    assert "Stagiaire" in words(app)
    assert "La dernière réponse envoyée compte" in words(app)
    app.button[0].click().run()
    assert "Votre réponse est envoyée" in app.success[0].value
    assert "Votre réponse est envoyée" in told_after_the_button(app, "Retirer ma réponse")[0]
    [(_, found)] = submitted(storage, "barometre")
    assert found.values[Cell("fonction", "words:autre")] == "Stagiaire"
    assert found.values[Cell("heures")] == 12.5
    app.query_params["partie"] = "synthese"
    app.run().text_input[0].set_value("nulle part")
    app.button[0].click().run()
    assert "n’en est pas une" in app.error[0].value
    app.text_input[0].set_value("mairie@village.example")
    app.button[0].click().run()
    assert "à part de votre réponse" in app.success[0].value
    assert len(desk.contacts()._waiting["barometre"]) == 1
    app.query_params["partie"] = "relire"
    app.run().checkbox[0].check().run()
    app.button[0].click().run()
    assert "est retirée" in app.info[0].value
    assert "Répondre de nouveau" in words(app)
    assert not list(submitted(storage, "barometre"))


def test_every_kind_of_question_is_saved_when_it_is_answered(storage: Storage, ticket: HELD) -> None:
    response = begun_here(storage, ticket)
    app = opened("repondre", partie="suite")
    assert app.radio(key("projets", row="wifi")).label == "Wifi", "what a screen reader says, no mark in it"
    assert "**Wifi**  \n:small[Pour tous.]" in [one.value for one in app.markdown]
    for option in ("rien", "fs"):
        app.checkbox(key("lieux", option)).check()
    app.run()
    assert "ne va avec aucune autre réponse" in words(app)
    app.checkbox(key("lieux", UNKNOWN)).check().run()
    assert read_draft(storage, response).saved[Cell("lieux")].given.state == "does_not_know"
    assert not app.checkbox(key("lieux", "fs")).value
    app.checkbox(key("lieux", "autre")).check().run()
    assert not app.checkbox(key("lieux", UNKNOWN)).value
    app.text_input(key("lieux", row="words:autre")).set_value("La mairie")
    app.selectbox(key("freins", "1")).set_value("argent")
    app.selectbox(key("freins", "2")).set_value("locaux")
    app.radio(key("projets", row="wifi")).set_value("prevu")
    app.radio(key("confiance")).set_value(UNKNOWN)
    app.run()
    assert given(storage, response, "lieux", "words:autre") == "La mairie"
    assert given(storage, response, "freins") == {"argent": 1, "locaux": 2}
    assert given(storage, response, "projets", "wifi") == "prevu"
    app.selectbox(key("freins", "1")).set_value("locaux").run()
    assert given(storage, response, "freins") == {"locaux": 1, "argent": 2}, "each takes the place of the other"
    app.button(key("confiance", "effacer")).click().run()
    assert read_draft(storage, response).saved[Cell("confiance")].given.state == "unanswered"


def test_two_screens_show_both_answers_and_people_choose(
    storage: Storage, ticket: HELD, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = begun_here(storage, ticket)
    app = opened("repondre", partie="site")
    heures = Cell("heures")
    save_answer(storage, response, heures, "20", seen=0, day=DAY)
    app.text_input(key("heures")).set_value("10").run()
    assert "Laquelle garder" in words(app)
    assert all(said in words(app).replace("\xa0", " ") for said in (">10 h<", ">20 h<"))
    assert given(storage, response, "heures") == 20
    app.button(key("heures", "ici")).click().run()
    assert given(storage, response, "heures") == 10
    assert "Laquelle garder" not in words(app)
    save_answer(storage, response, heures, "30", seen=2, day=DAY)
    app.text_input(key("heures")).set_value("11").run()
    app.button(key("heures", "ailleurs")).click().run()
    assert app.text_input(key("heures")).value == "30"
    save_answer(storage, response, heures, "40", seen=3, day=DAY)
    assert app.run().text_input(key("heures")).value == "40", "nobody was changing it here"

    def full(*_: object, **__: object) -> None:
        raise UnavailableError

    with monkeypatch.context() as patch:
        patch.setattr(saving, "save_answer", full)
        app.text_input(key("heures")).set_value("50").run()
    assert "n’a pas abouti" in words(app)
    assert app.text_input(key("heures")).value == "50"
    app.button(key("heures", "ici")).click().run()
    assert given(storage, response, "heures") == 50


def test_a_response_begins_in_the_application_and_its_code_is_shown_once(storage: Storage, ticket: HELD) -> None:
    survey(storage, eligible=["commune"])
    assert "Ce code n’ouvre aucune réponse" in opened("enquetes", dit="code").info[0].value
    told = opened("enquetes", campagne="[x](//a.fr):material/delete:").warning[0].value
    assert told == "Cette enquête n’existe pas, ou n’est pas ouverte.", "no link, no icon out of an address"
    app = opened("enquetes", campagne="barometre")
    app.text_input[0].set_value("Grand Cognac").run()
    app.button[1].click().run()
    assert told_after_the_button(app, "Commencer") == [app.error[0].value]
    assert "Cochez la case" in app.error[0].value
    app.checkbox[0].check()
    app.radio[0].set_value("epci-200070514")
    app.button[1].click().run()
    assert "ne s’adresse pas" in app.error[0].value
    app.text_input[0].set_value("Cognac").run()
    app.radio[0].set_value("com-16102")
    app.button[1].click().run()
    shown = words(app)
    code = shown.partition('class="otc-code">')[2].partition("<")[0]
    response = find_response(storage, read_code(code))
    assert response is not None
    assert f"/participer/reprise#{code}" in shown
    assert 'name="face" value="pages"' in shown
    ticket[0] = open_ticket(storage, response, datetime.now(UTC))
    assert "./repondre?partie=vous" in words(opened("enquetes"))
    assert code not in words(opened("enquetes", campagne="barometre"))


def test_without_a_ticket_the_page_asks_for_the_code(storage: Storage, ticket: HELD) -> None:
    survey(storage)
    one, code = begun()
    ticket[0] = one.cookie
    app = opened("repondre", partie="site")
    ticket[0] = "0" * 32  # twelve hours later
    app.text_input(key("heures")).set_value("12").run()
    assert "Reprenez votre réponse avec son code" in app.info[0].value
    assert 'action="./participer/reprise"' in words(app)
    assert read_draft(storage, str(find_response(storage, read_code(code)))).saved == {}


def test_an_anonymous_response_is_of_the_class_of_the_invitation_that_it_spends(storage: Storage, ticket: HELD) -> None:
    campaign = survey(storage, mode="anonyme", invited=True)
    tokens = invite(storage, "barometre", ["com-16102", "com-16089"], day=DAY)
    app = opened("enquetes", campagne="barometre")
    assert not app.get("radio"), "for whom one answers is not asked"
    app.checkbox[0].check()
    app.text_input[0].set_value("0000-0000-0000-0000-0")
    app.button[0].click().run()
    assert "n’est pas reconnu" in app.error[0].value
    app.text_input[0].set_value(tokens["com-16089"])
    app.button[0].click().run()
    code = words(app).partition('class="otc-code">')[2].partition("<")[0]
    response = str(find_response(storage, read_code(code)))
    save_answer(storage, response, Cell("fonction"), "maire", seen=0, day=DAY)
    ticket[0] = open_ticket(storage, response, datetime.now(UTC))
    app = opened("repondre", partie="relire")
    app.button[0].click().run()
    assert "demande le code de votre invitation" in told_after_the_button(app, "Envoyer ma réponse")[0]
    app.text_input[0].set_value(tokens["com-16102"])
    app.button[0].click().run()
    assert "Votre réponse est envoyée" in app.success[0].value
    [(draft, _)] = submitted(storage, "barometre")
    assert draft.organisation is None
    assert draft.strata == desk.stratum_of(campaign, "com-16102") != desk.stratum_of(campaign, "com-16089")
    assert spent_by(storage, "barometre") == {"com-16089": False, "com-16102": True}


def test_what_a_screen_shows_of_one_response_is_never_saved_in_another(storage: Storage, ticket: HELD) -> None:
    survey(storage)
    (one, code), (other, other_code) = begun(), begun()
    ticket[0] = one.cookie
    app = opened("repondre", partie="site")
    app.text_input(key("heures")).set_value("12").run()
    app.text_area(key("beaucoup")).set_value("Des actes").run()
    ticket[0] = other.cookie  # the tab connects again
    app.text_input(key("heures")).set_value("13").run()
    assert app.text_input(key("heures")).value == ""
    assert "Laquelle garder" not in words(app)
    assert read_draft(storage, str(find_response(storage, read_code(other_code)))).saved == {}
    assert given(storage, str(find_response(storage, read_code(code))), "heures") == 12


def test_a_survey_that_closes_meanwhile_says_so_on_both_faces(storage: Storage, ticket: HELD) -> None:
    survey(storage)
    one, _ = begun()
    one.send({"fonction.": "maire", "aller": "ici"})
    ticket[0] = one.cookie
    advance_campaign(storage, "barometre", "closed", day=DAY, actor="essai")
    assert "ne prend plus de réponses" in one.go("/participer/repondre/vous").text
    assert "Envoyer" not in one.text
    app = opened("repondre", partie="vous")
    assert "ne prend plus de réponses" in app.info[0].value
    assert not app.button
    assert "Maire" in words(app)


def test_a_page_that_slept_does_not_undo_what_was_answered_meanwhile(
    storage: Storage, ticket: HELD, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it sends when it wakes has all that its widgets said before."""
    response = begun_here(storage, ticket)
    app = opened("repondre", partie="site")
    for value, revision in (("propre", 0), ("partage", 1)):
        save_answer(storage, response, Cell("site"), value, seen=revision, day=DAY)
        app.run()
    app.radio(key("site")).set_value("propre").run()
    assert given(storage, response, "site") == "partage"
    app.radio(key("site")).set_value("propre").run()
    assert given(storage, response, "site") == "propre", "who means it does it again"
    save_answer(storage, response, Cell("site"), "aucun", seen=3, day=DAY)
    app.run()
    monkeypatch.setattr(saving, "ECHO", 0.0)  # later
    app.radio(key("site")).set_value("propre").run()
    assert given(storage, response, "site") == "propre"


def test_a_page_that_another_server_drew_asks_before_it_changes_an_answer(storage: Storage, ticket: HELD) -> None:
    response = begun_here(storage, ticket)
    save_answer(storage, response, Cell("heures"), "12", seen=0, day=DAY)
    save_answer(storage, response, Cell("site"), "propre", seen=0, day=DAY)
    app = opened("repondre", partie="site")
    app.session_state[SCREEN].returned = saving.monotonic()  # its mark was of another session
    app.text_input(key("heures")).set_value("").run()
    assert (given(storage, response, "heures"), app.text_input(key("heures")).value) == (12, "12")
    app.radio(key("site")).set_value("aucun").run()
    assert "Laquelle garder" in words(app)
    assert given(storage, response, "site") == "propre"
    app.button(key("site", "ici")).click().run()
    assert given(storage, response, "site") == "aucun"
    app.text_area(key("beaucoup")).set_value("Des actes").run()
    assert given(storage, response, "beaucoup") == "Des actes", "nothing was kept there"
