"""A workshop in a real browser: ten views prepared, saved, opened again on a fresh server, shown with the keyboard."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import urlencode

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from benchmarks.server import running_server
from observatoire.model.workshop.files import read_file, write_link
from observatoire.model.workshop.record import Gathered
from pages.state.parameters import VIEW_PARAMETERS
from tests.browser.conftest import STILL, Visit, visit_in
from tests.conftest import JUDGED
from tests.pages.test_workshop import ten_views

pytestmark = pytest.mark.browser

PLACE = "territoire=epci-200070514"
SEANCE = urlencode({"seance": write_link(ten_views())})
ADDRESSES = {
    "atelier": f"atelier?{PLACE}&{SEANCE}",
    "atelier, empty": "atelier",
    "portrait": f"presenter?{SEANCE}",
    "peers": f"presenter?{SEANCE}&etape=2",
    "series": f"presenter?{SEANCE}&etape=4",
    "guess": f"presenter?{SEANCE}&etape=5",
    "map": f"presenter?{SEANCE}&etape=6",
    "chart": f"presenter?{SEANCE}&etape=9",
    "guide": "guide",
    "questions": f"questions?{PLACE}",
}


def settled(page: Page) -> None:
    """Wait until no run is under way."""
    page.wait_for_selector(".otc-footer, .st-key-otc-commandes, [data-testid=stAlert]")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")  # our policy refuses functions


def at_step(page: Page, step: int) -> None:
    expect(page.locator(".otc-scene-head")).to_contain_text(f"{step} sur 10")
    settled(page)


def save(page: Page, label: str, folder: Path) -> Path:
    """Press a button that takes something away; return the file."""
    with page.expect_download() as found:
        page.get_by_role("button", name=re.compile(label)).click()
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path


def test_ten_views_prepared_saved_reopened_presented_and_taken_away(
    browser: Browser, base: str, tmp_path: Path
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    visit = visit_in(context, base)
    page = visit.open(f"atelier?{PLACE}")
    page.get_by_role("button", name=re.compile("Ajouter cette suite")).click()
    expect(page.get_by_role("heading", name=re.compile("10.vues"))).to_be_visible()
    saved = save(page, "Enregistrer la séance", tmp_path)
    assert saved.name == "seance_Decouvrir-son-territoire-en-dix-vues.json"
    visit.assert_clean()
    context.close()
    with running_server() as fresh:
        _reopened(browser, f"http://127.0.0.1:{fresh.port}", saved, tmp_path)


def _reopened(browser: Browser, base: str, saved: Path, folder: Path) -> None:
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="fr-FR")
    visit = visit_in(context, base)
    page = visit.open("atelier")
    page.locator("input[type=file]").set_input_files(saved)
    expect(page.get_by_role("heading", name=re.compile("10.vues"))).to_be_visible()
    page.get_by_role("link", name="Présenter la séance").focus()
    page.keyboard.press("Enter")
    at_step(page, 1)
    page.evaluate("document.activeElement.blur()")
    _presented(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Atelier", exact=True)).to_be_visible()
    settled(page)
    expect(page.locator("[data-otc-unsaved]")).to_be_visible()
    _taken_away(page, folder)
    visit.failed = [failure for failure in visit.failed if "ERR_ABORTED" not in failure]  # a map left as it loads
    visit.assert_clean()
    context.close()


def _presented(page: Page) -> None:
    """Go through the ten views with the keyboard alone; guess on the third and the fifth, note on the fifth."""
    for step in range(1, 11):
        at_step(page, step)
        if step in (3, 5):
            for who, how_much in (("Table 1", "20"), ("Table 2", "32,5")) if step == 5 else (("Anne", "50 000"),):
                page.keyboard.press("e")
                expect(page.get_by_label(re.compile("^Qui"))).to_be_focused()
                page.keyboard.type(who)
                page.keyboard.press("Tab")
                page.keyboard.type(how_much)
                page.keyboard.press("Enter")
                expect(page.get_by_role("button", name=re.compile(who))).to_be_visible()
                expect(page.get_by_label(re.compile("^Qui"))).to_be_focused()  # for the next estimate
                page.keyboard.press("Escape")
            assert "25,1" not in page.locator("[data-testid=stMain]").inner_text()
        if step in (3, 5, 7, 10):
            page.keyboard.press("v")
            if step == 5:
                page.keyboard.press("n")  # before the answer is there: it waits, and is not lost
            expect(page.get_by_text("de la salle" if step in (3, 5) else "n’a pas donné").first).to_be_visible()
        if step == 5:
            expect(page.get_by_text("1,1\u00a0point de plus que le chiffre mesuré")).to_be_visible()
            expect(page.get_by_label("On voit")).to_be_focused()
            page.keyboard.type("Un quart de 65 ans et plus, n et v compris")
            page.keyboard.press("Escape")
            settled(page)
            page.keyboard.press("n")
            expect(page.get_by_label("On voit")).to_have_count(0)
        if step < 10:
            page.keyboard.press(("ArrowRight", "PageDown", " ")[step % 3])
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")  # at once: as many steps as there are presses
    at_step(page, 8)
    page.keyboard.press("PageDown")
    at_step(page, 9)
    page.keyboard.press("t")
    expect(page.locator(".otc-timer button")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".otc-timer-left")).to_have_text(re.compile("1[89]:"))
    page.keyboard.press("PageUp")
    at_step(page, 8)
    expect(page.locator(".otc-timer-left")).to_have_text(re.compile("1[89]:"))
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement !== null")
    page.evaluate("document.exitFullscreen()")


def _taken_away(page: Page, folder: Path) -> None:
    """Take the notes, the estimates and the whole file away, and read them with programs that are not ours."""
    table = save(page, "Estimations et chiffres", folder)
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig")), delimiter=";"))
    assert [(row["qui"], row["estimation"], row["mesure"][:5]) for row in rows] == [
        ("Anne", "50000", "69249"), ("Table 1", "20", "25,13"), ("Table 2", "32,5", "25,13"),
    ]  # fmt: skip
    document = docx.Document(str(save(page, "Notes .Word", folder)))
    assert len([p for p in document.paragraphs if p.style.name == "Heading 2"]) == 10
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "Un quart de 65 ans et plus, n et v compris" in cells
    assert "À vérifier" in cells
    expect(page.locator("[data-otc-unsaved]")).to_have_count(0)
    printed = save(page, "Notes à imprimer", folder).read_text(encoding="utf-8")
    assert "n et v compris" in printed
    assert not re.search(r'(src|href)="(?!http://127)', printed), "not self-contained"
    page.get_by_text("Mettre aussi les notes").click()
    page.wait_for_function(STILL)
    workshop, given = read_file(save(page, "Enregistrer la séance", folder).read_bytes(), VIEW_PARAMETERS)
    assert len(workshop.views) == 10
    assert given != Gathered()
    assert [guess.value for guess in given.guesses[workshop.views[4].key]] == [20.0, 32.5]


LARGE = ("portrait", "peers", "series", "guess", "chart")
"""Views that are shown to a room."""
SMALL = """() => {
  const small = [];
  const walk = document.createTreeWalker(document.querySelector('[data-testid=stMain]'), 4);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    const box = node.getBoundingClientRect();
    if (!walk.currentNode.data.trim() || box.width < 3 || node.closest('style, .otc-hidden')) continue;
    if (node.checkVisibility({ visibilityProperty: true }) === false) continue;
    const svg = node.closest('svg');
    const scale = svg?.viewBox?.baseVal.width ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    const size = parseFloat(getComputedStyle(node).fontSize) * scale;
    if (size < 27.9) small.push([Math.round(size), walk.currentNode.data.slice(0, 40)]);
  }
  return small;
}"""


def test_leaving_without_saving_is_asked_about(desktop: Visit) -> None:
    page = desktop.page
    page.goto(f"{desktop.base}/{ADDRESSES['guess']}")
    settled(page)
    page.keyboard.press("e")
    expect(page.get_by_label(re.compile("^Qui"))).to_be_focused()
    page.keyboard.type("Anne")
    page.keyboard.press("Tab")
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    expect(page.locator("[data-otc-unsaved]")).to_be_attached()
    expect(page.locator("[data-otc-unsaved]")).to_be_hidden()  # a room looks at this page
    asked = []
    desktop.hear("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("name", ADDRESSES)
def test_axe_finds_no_violation_and_texts_are_large_on_a_projector(desktop: Visit, name: str) -> None:
    page = desktop.page
    page.goto(f"{desktop.base}/{ADDRESSES[name]}")
    settled(page)
    desktop.quiet()
    found = Axe().run(page, options=JUDGED)
    violations = [(v["id"], [node["html"][:200] for node in v["nodes"][:3]]) for v in found.response["violations"]]
    assert not violations, violations
    if name in LARGE:
        page.set_viewport_size({"width": 1920, "height": 1080})
        desktop.quiet()
        assert not page.evaluate(SMALL)
        desktop.assert_it_fits()
    desktop.assert_clean()


@pytest.mark.parametrize("name", ADDRESSES)
def test_nothing_overflows_a_phone(phone: Visit, name: str) -> None:
    page = phone.page
    page.goto(f"{phone.base}/{ADDRESSES[name]}")
    settled(page)
    phone.quiet()
    phone.assert_it_fits()


def test_the_guide_prints_on_one_sheet(desktop: Visit) -> None:
    page = desktop.open("guide")
    content = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1
