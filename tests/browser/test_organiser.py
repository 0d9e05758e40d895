"""The organiser's pages on a phone, in one visit: no violation of axe, no English word, nothing beyond the screen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, expect

from benchmarks.server import running_server
from observatoire.model.store import open_store
from pages.server.organiser.entering import COOKIE
from participation.configuration import PLACE, configured
from participation.model.organisations import known_organisation
from participation.model.questionnaire import Cell, Questionnaire
from participation.model.rights import EVERYWHERE, Right, person_of
from participation.storage.access.rights import grant
from participation.storage.access.sessions import open_session
from participation.storage.campaigns import advance_campaign
from participation.storage.opening import open_storage
from participation.storage.responses import save_answer, start_response
from participation.storage.submitting import submit_response
from tests.browser.conftest import Visit, visit_in
from tests.browser.reading import english, said
from tests.browser.test_answering import PHONE
from tests.conftest import JUDGED
from tests.participation.conftest import FORM, opened_campaign

pytestmark = pytest.mark.browser

JUDGE = "async (options) => (await axe.run(document, options)).violations"
FORM_OF = Questionnaire.model_validate(FORM)


def look(visit: Visit, heading: str) -> None:
    """Judge the page that shows a heading."""
    expect(visit.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    visit.ready()
    if not visit.page.evaluate("'axe' in window"):  # the same document serves several pages
        visit.page.evaluate(AXE_SCRIPT)
    found = visit.page.evaluate(JUDGE, JUDGED)
    assert not [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found]
    assert not [words for words in english(said(visit.page)) if "close" not in words], "which is a French word too"
    visit.assert_it_fits()


def test_every_page_of_an_organiser_is_accessible(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PLACE, str(tmp_path / "participation"))
    today = date.today()  # the server that this test starts reads the same calendar
    storage = open_storage(configured())  # type: ignore[arg-type]
    days = {"opens": today - timedelta(1), "closes": today + timedelta(9), "purge_on": today + timedelta(99)}
    opened_campaign(storage, FORM_OF, **days)
    for place in ("com-16102", "com-17415"):
        response = start_response(storage, "barometre", organisation=known_organisation(open_store(), place), day=today)
        save_answer(storage, response.id, Cell("fonction"), "maire", seen=0, day=today)
        submit_response(storage, response.id, day=today)
    person = person_of(storage.key, "local", "password")
    for role in ("organiser", "guardian"):
        grant(storage, person, Right(role, EVERYWHERE), day=today, actor="hébergeur")  # type: ignore[arg-type]
    session = open_session(storage, person, datetime.now(UTC))
    with running_server() as server:
        context = browser.new_context(**PHONE)
        visit = visit_in(context, f"http://127.0.0.1:{server.port}")
        page = visit.open("organiser")
        look(visit, "Organiser une enquête")
        context.add_cookies([{"name": COOKIE, "value": session, "url": visit.base, "sameSite": "Strict"}])
        visit.open("organiser-nouvelle")
        page.get_by_text("Des territoires", exact=True).click()
        notice = page.get_by_label("Notice, lue avant de répondre")
        notice.fill("Qui, pourquoi [x].")
        notice.blur()
        visit.quiet()
        notice.press_sequentially(" Et combien de temps.")  # and not left
        page.reload()
        expect(notice).to_have_value("Qui, pourquoi [x]. Et combien de temps.")
        expect(page.get_by_label("Territoire à ajouter")).to_be_visible()
        visit.ready()
        page.get_by_text("Protéger et comparer davantage").click()
        page.get_by_role("button", name="Préparer la campagne").click()
        expect(page.get_by_text("entre crochets à remplir")).to_be_visible()
        look(visit, "La campagne")
        page.get_by_role("link", name="Campagnes", exact=True).click()
        page.get_by_role("link", name="Voir", exact=True).click()
        look(visit, "Clore")
        page.get_by_role("link", name="Invitations", exact=True).click()
        lines = page.get_by_label("Organisations, une par ligne")
        lines.fill("16102\nZorglub")
        lines.blur()
        expect(page.get_by_text("1 ligne n’est pas prise")).to_be_visible()
        lines.press_sequentially("\nJarnac")
        page.reload()
        expect(lines).to_have_value("16102\nZorglub\nJarnac")
        expect(page.get_by_text("1 ligne n’est pas prise")).to_be_visible()
        look(visit, "Relancer")
        page.get_by_role("link", name="Suivi", exact=True).click()
        look(visit, "Où en est-on")
        page.get_by_role("link", name="Protection des données", exact=True).click()
        look(visit, "Effacer une réponse")
        advance_campaign(storage, "barometre", "closed", day=today, actor="un collègue")
        page.get_by_role("link", name="Publication", exact=True).click()
        expect(page.get_by_role("button", name="Calculer les résultats")).to_be_visible()
        look(visit, "Baromètre")
        page.get_by_role("link", name="Campagnes", exact=True).click()
        look(visit, "Les campagnes")
        page.get_by_role("link", name="Journal et purge").click()
        look(visit, "Journal")
        page.get_by_role("button", name="Se déconnecter").click()
        page.wait_for_function("() => localStorage.getItem('otc-brouillons') === '{}'")
        assert not visit.errors + visit.outside
        context.close()
    storage.close()
