"""A workshop in a village hall: connection lost, server started again, page reloaded, small and large projectors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from benchmarks.server import running_server
from observatoire.model.workshop.files import write_file, write_link
from observatoire.model.workshop.record import Gathered, Guess, Notes
from pages.explorer.mesdonnees.description import ASKED
from tests.browser.conftest import STILL, Lend, Visit, Welcome
from tests.browser.test_workshop import ADDRESSES, PLACE, SEANCE, at_step, save, settled
from tests.pages.test_own_data import CSV
from tests.pages.test_workshop import ten_views

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LOST = re.compile("Connexion perdue, rien n’est perdu")
GUESSED = ten_views().views[4].key
KEPT = f"otc-seance:{ten_views().key}"
TYPED = "Un quart de 65 ans et plus </style> --> ]>"
SIZES = [(1024, 768), (1920, 1080)]


@pytest.fixture
def context(lend: Lend) -> Iterator[BrowserContext]:
    """A visitor with an empty profile and the smaller projector; the browser's question before leaving is agreed to."""
    context = lend(viewport={"width": 1024, "height": 768}, locale="fr-FR")

    def agree(page: Page) -> None:
        page.on("dialog", lambda dialog: dialog.accept())

    context.on("page", agree)
    yield context
    context.remove_listener("page", agree)


@pytest.fixture
def hall(welcome: Welcome) -> Visit:
    """A visitor with an empty profile and the smaller projector, in a single tab."""
    return welcome(viewport={"width": 1024, "height": 768}, locale="fr-FR")


def shown(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    settled(page)
    return page


def estimate(page: Page, who: str, how_much: str) -> None:
    page.get_by_label(re.compile("^Qui")).fill(who)
    page.get_by_label(re.compile("^Estimation")).fill(how_much)
    page.keyboard.press("Enter")


def given(page: Page, *names: str) -> None:
    """The estimates that stand on the page, all of them."""
    for name in names:
        expect(page.get_by_role("button", name=re.compile(f"^{name}"))).to_be_visible()
    expect(page.locator("[class*='st-key-retirer-'] button")).to_have_count(len(names))


KEYS = "Object.keys(localStorage).filter((name) => name.startsWith('otc-seance:'))"


def taken_out(page: Page, view: int) -> None:
    """Leave the presentation and take one of its ten views out, counted from 1."""
    page.get_by_role("link", name=re.compile("Quitter")).click()
    removers = page.get_by_role("button", name="Retirer")
    expect(removers).to_have_count(10)
    removers.nth(view - 1).click()
    expect(page.get_by_role("heading", name=re.compile("9.vues"))).to_be_visible()
    page.wait_for_function(STILL)


def room_at_work(page: Page) -> None:
    """Two estimates are given, the notes are open, and somebody is typing in them."""
    estimate(page, "Table 1", "20")
    given(page, "Table 1")
    estimate(page, "Table 2", "32,5")
    given(page, "Table 1", "Table 2")
    page.get_by_role("button", name="Notes (N)").click()
    expect(page.get_by_label("On voit")).to_be_focused()
    page.keyboard.type(TYPED)
    page.wait_for_function(
        "([name, typed]) => localStorage.getItem(name)?.includes(JSON.stringify(typed))", arg=[KEPT, TYPED]
    )


def as_before(page: Page) -> None:
    """The view is the one of `room_at_work`: step, question, estimates, notes with what was being typed."""
    at_step(page, 5)
    given(page, "Table 1", "Table 2")
    expect(page.get_by_label("On voit")).to_have_value(TYPED)
    assert "25,1" not in page.locator("[data-testid=stMain]").inner_text(), "the answer stays hidden"


def lost(page: Page) -> None:
    """Our own sentence says it, above the view and over nothing of it; the framework says nothing."""
    banner = page.locator(".otc-connection")
    expect(banner).to_have_text(LOST)
    assert banner.get_attribute("role") == "status"
    top = page.evaluate("document.querySelector('[data-testid=stApp]').getBoundingClientRect().top")
    box = banner.bounding_box()
    assert box is not None
    assert top >= box["y"] + box["height"] - 0.5, "it covers the view"
    assert "Connection error" not in page.content()
    expect(page.get_by_role("dialog")).to_have_count(0)


def back(page: Page) -> None:
    expect(page.locator(".otc-connection")).to_be_empty()
    settled(page)


# --- What the room gave is kept ---


def test_a_server_that_starts_again_loses_nothing_and_hears_the_first_thing_asked(
    context: BrowserContext, tmp_path: Path
) -> None:
    with running_server() as server:
        base = f"http://127.0.0.1:{server.port}"
        other = shown(context, f"{base}/comparer?{PLACE}")
        other.wait_for_function(STILL)
        describing = shown(context, f"{base}/mes-donnees?{PLACE}")
        table = {"name": "arbres.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
        describing.set_input_files("input[type=file]", table)  # type: ignore[arg-type]
        describing.get_by_label(ASKED["title"][0], exact=True).fill("Arbres plantés")
        describing.wait_for_function(STILL)
        page = shown(context, f"{base}/{ADDRESSES['guess']}")
        room_at_work(page)
        page.wait_for_function(STILL)
        address = page.url
        server.process.kill()
        lost(page)
        lost(other)
        expect(page.get_by_label("On voit")).to_have_value(TYPED)
    with running_server(port=server.port):
        back(page)
        as_before(page)
        assert page.url == address
        estimate(page, "Table 3", "18")
        given(page, "Table 1", "Table 2", "Table 3")
        other.bring_to_front()
        back(other)
        other.wait_for_function(STILL)
        other.get_by_label(re.compile("Comparer avec")).scroll_into_view_if_needed()
        other.wait_for_function(STILL)  # a list closes when the page scrolls
        other.get_by_label(re.compile("Comparer avec")).click()
        other.keyboard.type("EPCI du même dép")
        other.get_by_role("option", name="EPCI du même département").click()
        other.wait_for_url(re.compile("pairs=departement"))
        describing.bring_to_front()
        back(describing)
        expect(describing.get_by_label(ASKED["title"][0], exact=True)).to_have_value("Arbres plantés")
        page.bring_to_front()
        page.get_by_role("link", name=re.compile("Quitter")).click()
        expect(page.get_by_role("heading", name="Atelier", exact=True)).to_be_visible()
        settled(page)
        table = save(page, "Estimations et chiffres", tmp_path).read_text(encoding="utf-8-sig")
        assert [line.split(";")[7] for line in table.splitlines()[1:]] == ["Table 1", "Table 2", "Table 3"]
        assert "Un quart de 65" in save(page, "Notes à imprimer", tmp_path).read_text(encoding="utf-8")


def test_a_page_loaded_again_loses_nothing_typed(context: BrowserContext, base: str) -> None:
    page = shown(context, f"{base}/{ADDRESSES['guess']}")
    room_at_work(page)
    page.reload()
    as_before(page)
    page.get_by_label(re.compile("^Qui")).fill("Table 3")  # and not added
    page.close()
    page = shown(context, f"{base}/{ADDRESSES['guess']}&carnet=oui")
    as_before(page)
    expect(page.get_by_label(re.compile("^Qui"))).to_have_value("Table 3")


def test_two_tabs_of_one_workshop_do_not_undo_each_other(context: BrowserContext, base: str) -> None:
    one, two = (shown(context, f"{base}/{ADDRESSES['guess']}") for _ in range(2))
    estimate(one, "Table 1", "20")
    given(one, "Table 1")
    two.get_by_role("button", name="Notes (N)").click()
    two.get_by_label("On pense").fill("Beaucoup")
    two.get_by_label("On voit").click()
    two.wait_for_function("name => localStorage.getItem(name).includes('Beaucoup')", arg=KEPT)
    two.wait_for_function(STILL)
    third = shown(context, f"{base}/{ADDRESSES['guess']}&carnet=oui")
    given(third, "Table 1")
    expect(third.get_by_label("On pense")).to_have_value("Beaucoup")


def test_adding_a_view_keeps_what_was_given(context: BrowserContext, base: str) -> None:
    page = shown(context, f"{base}/{ADDRESSES['guess']}")
    estimate(page, "Table 1", "20")
    given(page, "Table 1")
    taken_out(page, 10)
    page.wait_for_function(f"kept => !{KEYS}.includes(kept)", arg=KEPT)  # it is handed over, and answered
    assert len(page.evaluate(KEYS)) == 1
    page.reload()
    settled(page)
    expect(page.get_by_role("button", name=re.compile("Estimations et chiffres"))).to_be_visible()


def test_a_view_taken_out_with_its_estimates_leaves_them_in_the_browser(context: BrowserContext, base: str) -> None:
    page = shown(context, f"{base}/{ADDRESSES['guess']}")
    estimate(page, "Table 1", "20")
    given(page, "Table 1")
    taken_out(page, 5)  # the one that is guessed
    assert page.evaluate(KEYS) == [KEPT]
    expect(page.locator("[data-otc-kept-list]").get_by_role("button", name="Reprendre")).to_be_visible()


def test_what_is_kept_is_taken_up_again_and_erased_from_the_atelier(context: BrowserContext, base: str) -> None:
    page = shown(context, f"{base}/{ADDRESSES['guess']}")
    estimate(page, "Table 1", "20")
    given(page, "Table 1")
    page.close()
    page = shown(context, f"{base}/atelier")  # the link of the workshop is lost with its tab
    section = page.locator("[data-otc-kept-list]")
    expect(section).to_contain_text("sur cet appareil")
    expect(section.locator("li")).to_contain_text(["Dix vues · 10\u00a0vues · 1\u00a0estimation · gardée le"])
    section.get_by_role("button", name="Reprendre").click()
    expect(page.get_by_role("heading", name=re.compile("10.vues"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Estimations et chiffres"))).to_be_visible()
    expect(section.locator("li")).to_contain_text(["Cette séance"])
    section.get_by_role("button", name="Effacer").click()
    section.get_by_role("button", name="Effacer pour de bon").click()
    expect(page.get_by_role("button", name=re.compile("Estimations et chiffres"))).to_have_count(0)
    expect(section).to_be_hidden()
    page.wait_for_function(STILL)
    assert not page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('otc-seance'))")
    page.reload()
    settled(page)
    expect(page.get_by_role("button", name=re.compile("Estimations et chiffres"))).to_have_count(0)


@pytest.mark.parametrize("content", ["{", "[]", '{"format": "<img src=x onerror=alert(1)>"}', "x" * 200_000, "hostile"])
def test_what_is_no_workshop_gets_one_sentence_and_leaves(desktop: Visit, content: str) -> None:
    if content == "hostile":
        told = Gathered({GUESSED: (Guess("<b>x</b>", 1.0),)}, {GUESSED: Notes("<img src=x onerror=alert(1)>")})
        content = write_file(ten_views(), told).decode().replace('"valeur": 1.0', '"valeur": "1"')
        content = content.replace('"Dix vues"', '"<img src=x onerror=alert(1)>"').replace('"qui"', '"__proto__"')
    page = desktop.page  # at a text of the application’s address, whose pages keep there
    page.evaluate("([name, content]) => localStorage.setItem(name, content)", [KEPT, content])
    page.goto(f"{desktop.base}/{ADDRESSES['guess']}")
    settled(page)
    expect(page.get_by_text("Ce que ce navigateur gardait de cette séance est abîmé")).to_be_visible()
    given(page)
    page.wait_for_function(STILL)
    assert page.evaluate("name => localStorage.getItem(name)", KEPT) is None
    estimate(page, "Table 1", "20")
    given(page, "Table 1")
    desktop.failed = [failure for failure in desktop.failed if "ERR_ABORTED" not in failure]
    desktop.assert_clean()


def test_a_browser_that_keeps_nothing_still_presents(browser: Browser, base: str) -> None:
    context = browser.new_context(viewport={"width": 1024, "height": 768}, locale="fr-FR")
    context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })")
    page = shown(context, f"{base}/{ADDRESSES['guess']}")
    estimate(page, "Table 1", "20")
    given(page, "Table 1")
    page.get_by_role("link", name=re.compile("Quitter")).click()
    expect(page.get_by_text("Ce navigateur refuse de garder les notes")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Estimations et chiffres"))).to_be_visible()
    context.close()


# --- The connection ---


def test_a_lost_connection_is_said_by_us_and_unsaid(hall: Visit) -> None:
    """In a view that is presented; `test_french` asks it of every page."""
    page = hall.page
    page.goto(f"{hall.base}/{ADDRESSES['chart']}")
    settled(page)
    page.wait_for_function(STILL)
    lost_and_found(page)


def lost_and_found(page: Page) -> None:
    """Cut the connection of a page that stands still, and give it back: nothing else is changed."""
    address, text = page.url, page.locator("[data-testid=stMain]").inner_text()
    page.context.set_offline(True)
    lost(page)
    assert page.locator("[data-testid=stMain]").inner_text() == text
    page.context.set_offline(False)
    back(page)
    page.wait_for_function(STILL)
    assert (page.url, page.locator("[data-testid=stMain]").inner_text()) == (address, text)


# --- On the projector ---


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_view_begins_at_its_top_and_nothing_lies_under_the_buttons(
    lend: Lend, base: str, width: int, height: int
) -> None:
    context = lend(viewport={"width": width, "height": height}, locale="fr-FR")
    page = shown(context, f"{base}/{ADDRESSES['portrait']}")
    for step in range(1, 11):
        at_step(page, step)
        page.wait_for_function("() => document.querySelector('[data-testid=stMain]').scrollTop === 0")
        page.get_by_role("button", name="Notes (N)").click()
        expect(page.locator(".st-key-otc-carnet")).to_be_in_viewport(ratio=0.99)
        page.wait_for_function(STILL)
        bar = page.locator(".st-key-otc-commandes").bounding_box()
        main = page.locator("[data-testid=stMain]").bounding_box()
        notes = page.locator(".st-key-otc-carnet").bounding_box()
        assert bar is not None
        assert main is not None
        assert notes is not None
        assert main["y"] + main["height"] <= bar["y"] + 0.5, "something can lie under the buttons"
        assert notes["y"] + notes["height"] <= bar["y"] + 0.5
        assert bar["y"] + bar["height"] <= height + 0.5
        page.get_by_role("button", name="Notes (N)").click()
        expect(page.locator(".st-key-otc-carnet")).to_have_count(0)
        page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 9999)")
        if step < 10:
            page.get_by_role("button", name="Suivante").click()


def test_a_refused_estimate_keeps_the_name_and_the_warning_stays_off_the_projector(desktop: Visit) -> None:
    page = desktop.page
    page.goto(f"{desktop.base}/{ADDRESSES['guess']}")
    settled(page)
    estimate(page, "Table 4", "beaucoup")
    expect(page.get_by_text("Écrivez un nombre")).to_be_visible()
    expect(page.get_by_label(re.compile("^Qui"))).to_have_value("Table 4")
    expect(page.get_by_label(re.compile("^Estimation"))).to_have_value("beaucoup")
    expect(page.get_by_label(re.compile("^Estimation"))).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("31")
    page.keyboard.press("Enter")
    given(page, "Table 4")
    expect(page.get_by_label(re.compile("^Qui"))).to_have_value("")
    expect(page.locator("[data-otc-unsaved]")).to_be_attached()
    expect(page.locator("[data-otc-unsaved]")).to_be_hidden()


def test_many_estimates_are_pasted_at_once(desktop: Visit) -> None:
    page = desktop.page
    page.goto(f"{desktop.base}/{ADDRESSES['guess']}")
    settled(page)
    page.get_by_text("Plusieurs à la fois").click()
    field = page.get_by_label(re.compile("^Une par ligne"))
    field.fill("Table 1 ; 12,5\nTable 2\t18\nTable 3 ; beaucoup\n24")
    page.get_by_role("button", name="Ajouter ces estimations").click()
    given(page, "Table 1", "Table 2", "Sans nom")
    expect(page.locator(".otc-refused li")).to_contain_text(["Ligne 3 («\u00a0Table 3 ; beaucoup\u00a0»)"])
    expect(field).to_have_value("Table 3 ; beaucoup")
    expect(field).to_be_visible()


def test_leaving_the_presentation_keeps_the_territory(context: BrowserContext, base: str) -> None:
    page = shown(context, f"{base}/atelier?territoire=com-26274&pairs=departement&{SEANCE}")
    page.get_by_role("link", name="Présenter la séance").click()
    at_step(page, 1)
    page.get_by_role("link", name=re.compile("Quitter")).click()
    expect(page.get_by_role("heading", name="Atelier", exact=True)).to_be_visible()
    asked = parse_qs(urlsplit(page.url).query)
    assert (asked["territoire"], asked["pairs"]) == (["com-26274"], ["departement"])


def test_a_view_has_its_own_timer(context: BrowserContext, base: str) -> None:
    timed = urlencode({"seance": write_link(ten_views().changed(1, minutes=3))})
    page = shown(context, f"{base}/presenter?{timed}")
    left = page.locator(".otc-timer-left")
    page.get_by_role("button", name="Minuterie").click()
    expect(left).to_have_text(re.compile("19:5"))
    page.get_by_role("button", name="Suivante").click()
    expect(left).to_have_text("3:00")
    page.get_by_role("button", name="Minuterie").click()
    expect(left).to_have_text(re.compile("2:5"))
    page.get_by_role("button", name="Suivante").click()
    expect(left).to_have_text(re.compile("19:"))
    page.get_by_role("button", name="Précédente").click()
    expect(left).to_have_text(re.compile("2:"))
