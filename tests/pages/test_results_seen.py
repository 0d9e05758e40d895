"""Pages of results in a browser, without a server: a phone’s width, axe, the keyboard, forced colours, paper."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import Browser, Page
from starlette.applications import Starlette

from pages.server.participer import around, beginning, desk, published, result_files, results
from pages.server.participer.results import result_routes
from pages.state.data import shared_data
from participation.model.answers import check_answer
from participation.model.campaigns import Campaign
from participation.model.organisations import known_organisation
from participation.model.questionnaire import Cell
from participation.results.gathering import publication_of
from participation.results.publication import frozen
from participation.storage.campaigns import advance_campaign, create_campaign
from participation.storage.inventing import keep_invented
from participation.storage.opening import open_storage
from participation.storage.publishing import publish_campaign
from participation.storage.submitting import submitted
from tests.conftest import JUDGED
from tests.pages.asgi import Client
from tests.pages.test_results_pages import FORM_OF, HOME
from tests.participation.conftest import DAY, campaign_fields, sqlite_at

pytestmark = pytest.mark.browser

SITES = ("propre", "propre", "partage", "aucun")
SEEN = ("", "/site", "/site?par=region", "/heures", "/theme/site", "/groupe/reg-75", "/qui-a-repondu")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The pages of a publication by région: thirty communes of Charente, twenty of Finistère, six of Corsica."""
    storage, store = open_storage(sqlite_at(tmp_path_factory.mktemp("seen"))), shared_data()[0]
    fields = campaign_fields(eligible=["commune"], strata=["type", "size", "region"], demonstration=True)
    create_campaign(storage, Campaign.model_validate(fields), FORM_OF, day=DAY, actor="essai")
    advance_campaign(storage, "barometre", "open", day=DAY, actor="essai")
    table, invented = store.territories, []
    for code, many in (("16", 30), ("29", 20), ("2A", 6)):
        places = table.index[(table["level"] == "commune") & (table["departement"] == code)][:many]
        for at, place in enumerate(places):
            given = {"fonction": "maire", "site": SITES[at % 4], "heures": at}
            if given["site"] != "aucun":
                given["francais"] = "oui"
            cells = {Cell(name): check_answer(FORM_OF, Cell(name), value) for name, value in given.items()}
            invented.append((known_organisation(store, str(place)), cells))
    keep_invented(storage, "barometre", invented, day=DAY)
    closed = advance_campaign(storage, "barometre", "closed", day=DAY, actor="essai")
    counted = list(submitted(storage, "barometre"))
    made = publication_of(store, closed, FORM_OF, counted, DAY)
    publish_campaign(storage, "barometre", frozen(made), {one.id for one, _ in counted}, day=DAY, actor="essai")
    with pytest.MonkeyPatch.context() as patch:
        for module in (around, results, desk, published, result_files, beginning):
            patch.setattr(module, "storage", lambda: storage)
        published._thawed.cache_clear()
        client = Client(Starlette(routes=result_routes("")))
        yield {end: client.get(f"{HOME}/barometre{end}").text for end in SEEN}
    storage.close()


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 800}, locale="fr-FR")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("end", SEEN)
def test_a_phone_shows_it_whole_and_axe_finds_no_violation(pages: dict[str, str], phone: Page, end: str) -> None:
    phone.set_content(pages[end])
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    found = Axe().run(phone, options=JUDGED)
    assert found.response["violations"] == []
    levels = phone.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((one) => +one.tagName[1])")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


def test_the_keyboard_opens_a_table_and_goes_into_it(pages: dict[str, str], phone: Page) -> None:
    phone.set_content(pages["/site"])
    reached = "document.activeElement.matches('summary')"
    for _ in range(30):
        phone.keyboard.press("Tab")
        if phone.evaluate(reached):
            break
    assert phone.evaluate(reached)
    assert phone.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", "one sees where one is"
    phone.keyboard.press("Enter")
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.getAttribute('role')") == "region"
    assert phone.evaluate("document.activeElement.getBoundingClientRect().height") > 50


def test_what_is_withheld_is_told_apart_where_colours_are_forced(pages: dict[str, str], phone: Page) -> None:
    """On the page of a région, beside all: a share, and what is withheld, keep a border and a ground of their own."""
    phone.emulate_media(forced_colors="active")
    phone.set_content(pages["/site"])
    bar = "getComputedStyle(document.querySelector('.otc-bars .otc-bar"
    assert phone.evaluate(f"{bar}')).borderTopWidth") == "1px"
    filled = phone.evaluate(f"{bar} i')).backgroundColor")
    ground = phone.evaluate(f"{bar}')).backgroundColor")
    assert filled != ground
    phone.emulate_media(forced_colors="none")


def test_the_map_says_each_class_by_a_sign_and_what_is_withheld_by_hatches(pages: dict[str, str], phone: Page) -> None:
    phone.set_content(pages["/qui-a-repondu"])
    fills = phone.evaluate("[...document.querySelectorAll('figure svg > path')].map((one) => one.getAttribute('fill'))")
    assert len(fills) == 18
    assert fills.count("url(#tu)") == 16, "fifteen have no answer; the six of Corsica would tell of fewer, with strata"
    signs = phone.evaluate("[...document.querySelectorAll('figure svg > text[stroke]')].map((one) => one.textContent)")
    assert signs == ["+\u202f+"] * 2


def test_on_paper_it_takes_few_pages_and_keeps_its_drawings(pages: dict[str, str], phone: Page) -> None:
    phone.set_content(pages["/theme/site"])
    printed = phone.pdf(format="A4", print_background=True)
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") <= 3
    phone.emulate_media(media="print")
    assert phone.evaluate("getComputedStyle(document.querySelector('.otc-bar i')).printColorAdjust") == "exact"
    assert not phone.locator(".otc-take:visible, .otc-views:visible").count()
    phone.emulate_media(media="screen")


def test_régions_of_which_nothing_is_told_are_listed_together(pages: dict[str, str]) -> None:
    """Eighteen régions: those that are told, by name, each have a place; the others one, without a number."""
    page = html.document_fromstring(pages["/site?par=region"])
    titles = [one.text_content() for one in page.iter("h2")]
    at = titles.index("Ceux dont rien n’est dit")
    told = [title for title in titles[:at] if title in ("Bretagne", "Nouvelle-Aquitaine", "Corse")]
    [untold] = [one for one in page.iter("section") if one[0].text_content() == titles[at]]
    listed = [one.text_content() for one in untold.iter("li")]
    assert told == sorted(told)
    assert len(told) + len(listed) == 18
    assert "Mayotte" in listed
    assert not [text for text in listed if any(sign.isdigit() for sign in text)]
