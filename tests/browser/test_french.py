"""Nothing that a visitor reads, or has read aloud, is English: every page driven in a Chromium set to English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from observatoire.model.workshop.files import write_link
from tests.browser.conftest import Visit, Welcome
from tests.browser.reading import english, said, watch
from tests.browser.test_village_hall import lost_and_found
from tests.browser.test_workshop import ADDRESSES as WORKSHOP
from tests.browser.test_workshop import settled
from tests.pages.framework_words import LOADED
from tests.pages.test_workshop import ten_views

pytestmark = pytest.mark.browser

VIEW = "territoire=epci-200070514&pairs=departement&indicateur=part_65_ans_plus&annee=2021"
PAGES = {
    "accueil": "",
    "questions": "questions",
    "portrait": f"portrait?{VIEW}",
    "pairs": f"pairs?{VIEW}",
    "comparer": f"comparer?{VIEW}",
    "comparer, a theme": f"comparer?{VIEW}&vue=theme",
    "comparer, two indicators": f"comparer?{VIEW}&vue=croiser",
    "comparer, side by side": f"comparer?{VIEW}&vue=cote",
    "carte": f"carte?{VIEW}",
    "evolution": "evolution?territoire=epci-200070514&indicateur=population",
    "atelier": f"atelier?{VIEW}&"
    + urlencode({"seance": write_link(replace(ten_views(), views=ten_views().views[3:6]))}),
    "presenter, guess": WORKSHOP["guess"],
    "presenter, map": WORKSHOP["map"],
    "mes données": f"mes-donnees?{VIEW}",
    "guide": "guide",
    "donnees": "donnees",
    "lexique": "lexique",
    "no such page": "nulle-part",
    "comparer without a place": "comparer",
}
CHARTS = {
    "distribution, dots": "comparer?territoire=epci-200070514&pairs=region&indicateur=part_65_ans_plus&annee=2021",
    "distribution, histogram": "comparer?territoire=epci-200070514&pairs=france&indicateur=part_65_ans_plus&annee=2021",
    "neighbours": "pairs?territoire=epci-200070514&pairs=similaires",
    "presented": WORKSHOP["chart"],
    "estimates": WORKSHOP["guess"],
}
DRAWN = ("comparer", "evolution", "comparer, two indicators")
"""Pages whose first chart is a ranking, a series, a cloud of points: asked as those of `CHARTS` are."""
CUT_OFF = {
    "accueil", "questions", "portrait", "pairs", "comparer", "carte", "evolution", "atelier", "guide", "donnees",
    "lexique",
}  # fmt: skip
"""Pages whose connection is lost while they are read, and found again."""
MARKS = """(chart) => [...chart.querySelectorAll(
    ".mark-symbol path, .mark-rect path, .mark-text text, .mark-rule line, .mark-line path, .mark-area path")]
  .map((mark) => { const box = mark.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })
  .filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight)"""
CHART = "[data-testid=stVegaLiteChart]"
TOLD = """() => [...document.querySelectorAll("#vg-tooltip-element.visible")]
  .flatMap((tip) => [...tip.querySelectorAll("td.key"), ...tip.querySelectorAll("td.value"), tip])
  .map((part) => [part.className, part.innerText])"""


UNFOLD = """(folds) => document.querySelectorAll(folds).forEach((fold) => fold.checkVisibility() && fold.click())"""


@pytest.fixture
def abroad(welcome: Welcome) -> Visit:
    """A visitor whose browser is in English: what it says by itself would be English too."""
    return welcome(TITLES, viewport={"width": 1280, "height": 900}, locale="en-US")


def opened(visit: Visit, address: str) -> Page:
    visit.page.goto(f"{visit.base}/{address}")
    settled(visit.page)
    visit.quiet()
    return visit.page


def shown(all_of: Locator) -> Iterator[Locator]:
    yield from (one for one in all_of.all() if one.is_visible())


Asked = set[tuple[str, str]]


@pytest.fixture(scope="module")
def asked() -> Asked:
    """Controls that were tried on a page before: two of one kind and one name are made by the same function."""
    return set()


def untried(controls: Locator, asked: Asked) -> Iterator[Locator]:
    """Yield the controls on a page that none before it had."""
    for control in shown(controls):
        name = control.evaluate(NAMED)
        if name not in asked:
            asked.add(name)
            yield control


NAMED = """(node) => {
  const field = node.closest("[data-testid=stElementContainer]") || node;
  return `${node.tagName} ${node.type || node.getAttribute("role")} ${field.querySelector("label")?.innerText
    || node.ariaLabel || node.placeholder || field.innerText}`;
}"""
TITLES = (
    "window.titles = []; new MutationObserver(() => { const t = document.title;"
    "if (t && titles.at(-1) !== t) titles.push(t); })"
    ".observe(document, { childList: true, subtree: true, characterData: true })"
)


@pytest.mark.parametrize("name", PAGES)
def test_no_word_of_english_is_met(abroad: Visit, asked: Asked, name: str) -> None:
    scripts: set[str] = set()
    abroad.hear("request", lambda r: scripts.add(r.url.rpartition("/")[2]) if "/static/js/" in r.url else None)
    page = opened(abroad, PAGES[name])
    unread = {file.partition(".")[0] for file in scripts} - set(LOADED) - WORDLESS
    assert not [script for script in unread if script[0].isupper()], "a script whose words nobody has read"
    watch(page)
    read = said(page)

    def look() -> None:
        abroad.quiet()
        read.update(said(page), *(said(frame) for frame in page.frames[1:]))

    look()
    if name in CUT_OFF:
        lost_and_found(page)
        look()
    if name in DRAWN:
        assert_french_over_and_inside(abroad, page.locator(CHART).first)
    if name == "no such page":
        page.get_by_role("dialog").get_by_role("button", name="Fermer").first.click()
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.evaluate(UNFOLD, "summary")
    look()
    for button in shown(page.locator("[data-testid=stPopover] button")):
        button.click()
        abroad.quiet()
        page.evaluate(UNFOLD, "[data-testid=stPopoverBody] summary")
        look()
        page.keyboard.press("Escape")
    for choice in untried(page.get_by_role("combobox"), asked):
        abroad.open_field(choice)
        read.update(said(page))
        page.keyboard.type("zzzz")
        expect(page.get_by_role("listbox").last).to_contain_text("Aucun résultat")
        look()
        page.keyboard.press("Escape")
    fields = page.locator("input[type=text], input[type=number], input[type=search], textarea")
    for field in untried(fields, asked):
        if field.get_attribute("role") != "combobox" and field.is_editable():
            field.click()
            page.keyboard.type("7")
            look()
    for help_sign in untried(page.locator("[data-testid=stTooltipHoverTarget]"), asked):
        help_sign.hover()
        look()
    for picker in page.locator("input[type=file]").all():
        for file, size in (("a.exe", 1), ("a.json", 3_000_000)):
            picker.set_input_files({"name": file, "mimeType": "application/json", "buffer": b"x" * size})
            look()
    for key in ("c", "r", "Tab"):  # keys that the framework listens to
        page.keyboard.press(key)
    look()
    assert not english(read)
    titles = page.evaluate("titles")
    assert titles
    assert all("Observatoire territorial citoyen" in title for title in titles), titles


@pytest.mark.parametrize("name", CHARTS)
def test_over_and_inside_a_chart_all_is_french(abroad: Visit, name: str) -> None:
    page = opened(abroad, CHARTS[name])
    if name == "estimates":
        for who, value in (("Table 1", "25"), ("Table 2", "31")):
            page.locator(".st-key-otc-devinez input").first.fill(who)
            page.locator(".st-key-otc-devinez input").nth(1).fill(value)
            page.keyboard.press("Enter")
            expect(page.get_by_role("button", name=re.compile(who))).to_be_visible()
            abroad.quiet()
        page.locator(".st-key-otc-valeurs button").click()
        abroad.quiet()
    assert_french_over_and_inside(abroad, page.locator(CHART).first)


def assert_french_over_and_inside(visit: Visit, chart: Locator) -> None:
    page = visit.page
    chart.scroll_into_view_if_needed()
    visit.quiet()
    assert chart.get_attribute("role") == "graphics-document"
    assert chart.get_attribute("aria-roledescription") == "graphique"
    assert "." in (chart.get_attribute("aria-label") or ""), "no sentence says what is drawn"
    told: set[tuple[str, str]] = set()
    points = chart.evaluate(MARKS)
    for x, y in points[:: max(1, len(points) // 60)]:
        page.mouse.move(x, y)
        told.update(map(tuple, page.evaluate(TOLD)))
    headings = {text.rstrip(":") for name, text in told if name == "key"}
    assert headings, "no mark says anything"
    assert all(not heading[:1].islower() and "_" not in heading for heading in headings), headings
    assert not english({text for _, text in told} | said(page))
    toolbars = page.locator("[data-testid=stElementToolbar]")
    assert not [bar for bar in toolbars.all() if bar.is_visible()]


WORDLESS = {
    "Autocomplete", "BaseButton", "Button", "Cancel", "Check", "ContentCopy", "CustomTheme", "ErrorOutline",
    "FileDownload", "FlexContext", "FormClearHelper", "IFrameUtil", "NumberFormatter", "Quiver", "TableChart",
    "UploadFileInfo", "UriUtil", "WidgetLabelHelpIconInline",
}  # fmt: skip
"""Scripts of the framework that our pages load and that say nothing."""
