"""Pages of surveys: registered, in the menu and found only where participation is switched on."""

from __future__ import annotations

from pathlib import Path

import pytest

from pages.server.bounds.crowd import Crowd
from pages.server.early import BEGINNING, early_modules
from pages.server.first_view import opening
from pages.server.shell import french_shell
from pages.state.surveys import survey_entries, survey_pages
from participation.configuration import PLACE
from participation.model.questionnaire import Questionnaire
from participation.storage.opening import Storage
from tests.pages.test_first_view import asked
from tests.pages.test_pages import run, words
from tests.participation.conftest import FORM, opened_campaign


def test_without_participation_there_is_no_page_of_surveys() -> None:
    assert not survey_pages()
    assert not survey_entries("accueil")
    assert "Enquêtes" not in {link.label for link in run("accueil").get("page_link")}


def test_surveys_that_are_open_are_listed_and_lead_to_the_form(storage: Storage) -> None:
    assert "Aucune enquête n’est ouverte" in run("enquetes").info[0].value
    opened_campaign(storage, Questionnaire.model_validate(FORM))
    app = run("enquetes")
    assert [one.value for one in app.subheader] == ["Baromètre"]
    assert "6\u00a0minutes environ" in app.caption[0].value
    assert 'href="./enquetes?campagne=barometre"' in words(app)
    assert 'href="./participer/resultats/"' in words(app), "who has read of results finds them here"
    assert 'href="./participer/"' in words(app), "the same without any script"
    assert "**Enquêtes**" in {link.label for link in app.get("page_link")}


def test_newcomers_are_led_to_the_plain_form_while_the_server_is_crowded(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_campaign(storage, Questionnaire.model_validate(FORM))
    monkeypatch.setattr(Crowd, "is_here", True)
    app = run("enquetes")
    assert "Beaucoup de monde" in app.info[0].value
    assert 'href="./participer/barometre"' in words(app)
    assert "campagne=" not in words(app)


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("enquetes", "./participer/"),
        ("enquetes?campagne=barometre", "./participer/barometre"),
        ("enquetes?campagne=%3Cscript%3E", "./participer/"),
        ("repondre?partie=site", "./participer/repondre/site"),
        ("repondre?partie=relire", "./participer/relire"),
        ("repondre", "./participer/relire"),
        (f"enquetes?{'a=1&' * 70}", "./participer/"),
    ],
)
def test_a_page_that_takes_long_to_come_offers_its_plain_version_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str, plain: str
) -> None:
    monkeypatch.delenv(PLACE, raising=False)
    assert opening(asked(address), "") is None
    monkeypatch.setenv(PLACE, str(tmp_path))
    made = opening(asked(address), "")
    assert made is not None
    assert f'href="{plain}"' in made.view
    begins = address.startswith("enquetes?campagne")
    assert made.drawn == (BEGINNING if begins else address.partition("?")[0]), "what comes with the page"
    assert any("/Checkbox." in path for path in early_modules(made.drawn)) == (begins or "repondre" in address)
    assert 'aria-current="page">Enquêtes<' in made.view
    assert made.title in ("Enquêtes · Observatoire territorial citoyen", "Répondre · Observatoire territorial citoyen")
    assert not list(tmp_path.iterdir()), "no database is opened for it"


SHELL = "<html lang='en'><head><title>Streamlit</title></head><body><noscript>x</noscript></body></html>"


def test_the_script_of_surveys_comes_with_their_pages_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(PLACE, raising=False)
    assert "answers.js" not in french_shell(SHELL, "/site")
    assert "participer" not in french_shell(SHELL, "/site")
    monkeypatch.setenv(PLACE, str(tmp_path))
    shell = french_shell(SHELL, "/site")
    assert "/site/vendor/carte/answers.js?v=" in shell
    assert 'href="/site/participer/"' in shell, "without scripts, there is a way on"
    assert not list(tmp_path.iterdir())
