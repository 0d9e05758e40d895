"""« Copier le lien » over http and with the clipboard refused; a drawing in another site's frame."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import STILL, Lend, Visit
from tests.pages.test_pages import at_page, unfolded

pytestmark = pytest.mark.browser

VIEW = "territoire=com-16102&indicateur=population"
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
NO_COPY = NO_CLIPBOARD + "document.execCommand = () => false;"
RECORD = NO_CLIPBOARD + "document.addEventListener('copy', () => (window.copied = document.activeElement.value));"


def test_the_link_is_copied_without_the_clipboard_of_https_and_it_is_said(desktop: Visit) -> None:
    desktop.own_page.add_init_script(RECORD)
    page = desktop.open(f"evolution?{VIEW}")
    page.get_by_role("button", name="Partager").click()
    button = page.get_by_role("button", name="Copier le lien")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-otc-partage [role=status]").first).to_have_text("Lien copié")
    copied = page.evaluate("window.copied")
    assert copied.startswith(f"{desktop.base}/evolution?territoire=com-16102&")
    assert "&edition=2026.1" in copied
    expect(button).to_be_focused()
    expect(page.get_by_label("Adresse de cette vue")).to_be_hidden()
    desktop.open(copied.removeprefix(f"{desktop.base}/"))
    assert page.url == copied
    desktop.assert_clean()


def test_the_menu_leads_to_the_files_of_the_view_where_it_has_some(desktop: Visit) -> None:
    page = desktop.open("comparer?territoire=epci-241600303&indicateur=part_65_ans_plus")
    page.get_by_role("button", name="Partager").click()
    page.get_by_role("button", name="Emporter en fichier").click()
    expect(page.get_by_role("button", name="Page Word")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Copier le lien")).to_be_hidden()
    page = desktop.open("comparer?territoire=france&indicateur=part_65_ans_plus")
    page.get_by_role("button", name="Partager").click()
    expect(page.get_by_role("button", name="Copier le lien")).to_be_visible()
    expect(page.get_by_role("button", name="Emporter en fichier")).to_be_hidden()
    desktop.assert_clean()


def test_where_copying_is_refused_the_address_is_shown(phone: Visit) -> None:
    phone.own_page.add_init_script(NO_COPY)
    page = phone.open(f"portrait?{VIEW}")
    page.get_by_role("button", name="Partager").click()
    page.get_by_role("button", name="Copier le lien").click()
    field = page.get_by_label("Adresse de cette vue")
    expect(field).to_be_visible()
    assert field.input_value().startswith(f"{phone.base}/portrait?territoire=com-16102")
    expect(page.locator(".st-key-otc-partage [role=status]").first).to_contain_text("copie est refusée")
    phone.assert_clean()


def test_a_figure_is_copied_as_it_is_cited(desktop: Visit) -> None:
    desktop.own_page.add_init_script(RECORD)
    page = desktop.open("comparer?territoire=epci-200070514&indicateur=part_65_ans_plus&pairs=departement")
    page.get_by_role("button", name="Copier la phrase et sa source").click()
    expect(page.get_by_text("Phrase copiée")).to_be_visible()
    sentence, source, address = page.evaluate("window.copied").split("\n")
    assert sentence.startswith("En 2021, 25,1\u00a0% des habitants")
    assert "Entre la 2e et la 3e valeur la plus faible sur 9" in sentence
    assert source.startswith("Source\u202f: 2021 · Insee")
    assert address.startswith(f"{desktop.base}/comparer?territoire=epci-200070514")
    desktop.assert_clean()


def test_a_phone_shares_with_its_own_sheet_where_it_has_one(phone: Visit) -> None:
    phone.own_page.add_init_script("navigator.share = (what) => { window.shared = what; return Promise.resolve(); };")
    page = phone.open(f"evolution?{VIEW}")
    page.get_by_role("button", name="Partager").click()
    page.get_by_role("button", name="Envoyer à quelqu’un…").click()
    assert page.evaluate("window.shared.url").startswith(f"{phone.base}/evolution?territoire=com-16102")
    phone.assert_clean()


def test_without_such_a_sheet_nothing_offers_it(desktop: Visit) -> None:
    desktop.own_page.add_init_script("Object.defineProperty(navigator, 'share', { value: undefined });")
    page = desktop.open(f"evolution?{VIEW}")
    page.get_by_role("button", name="Partager").click()
    expect(page.get_by_role("button", name="Copier le lien")).to_be_visible()
    expect(page.locator(".otc-native")).to_be_hidden()


@contextmanager
def another_site(code: str) -> Iterator[str]:
    """Serve one page with that HTML, at another address than ours."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"<!DOCTYPE html><title>Mairie</title><body>{code}</body>".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/"  # a name of its own: another site for the browser
    finally:
        server.shutdown()


def test_another_site_shows_the_drawing_with_the_code_that_we_give(lend: Lend, desktop: Visit) -> None:
    page = desktop.open(f"evolution?{VIEW}")
    page.get_by_role("button", name="Partager").click()
    code = page.get_by_label("Code à coller dans une page").input_value()
    context = lend(viewport={"width": 700, "height": 800})
    with another_site(code) as site:
        other = context.new_page()
        other.goto(site)
        frame = other.frame_locator("iframe")
        expect(frame.locator(".otc-embed-foot")).to_be_visible()
        expect(frame.locator("[data-testid=stVegaLiteChart]")).to_be_visible()
        expect(frame.get_by_role("heading", level=1)).to_contain_text("Population municipale")
        for hidden in (".otc-brand", ".otc-footer", ".st-key-otc-banniere", ".st-key-otc-choix", ".otc-copy"):
            expect(frame.locator(hidden)).not_to_be_visible()
        inner = other.frames[1]
        assert inner.evaluate("document.documentElement.scrollHeight <= innerHeight"), "no scroll bar of its own"
        with context.expect_page() as opened:
            frame.get_by_role("link", name="Ouvrir la page entière").click()
        opened.value.wait_for_selector(".otc-footer")
        assert "embed" not in opened.value.url


PLACE = "territoire=epci-200070514&pairs=departement"
CHART, TABLE, MAP = "[data-testid=stVegaLiteChart]", "table.otc-rows", "iframe"
OFFERED = {
    "comparer": (f"comparer?{PLACE}", CHART),
    "comparer, a large group": ("comparer?territoire=com-16102&pairs=region", CHART),
    "comparer, a theme": (f"comparer?{PLACE}&vue=theme&theme=logement", TABLE),
    "comparer, two indicators": ("comparer?territoire=com-16102&vue=croiser&second=densite", CHART),
    "comparer, side by side": (f"comparer?{PLACE}&vue=cote&avec=epci-243500139,epci-241700434", TABLE),
    "carte": (f"carte?{PLACE}", MAP),
    "carte, two maps": (f"carte?{PLACE}&perimetre=epci-france&second=densite", MAP),
    "evolution": (f"evolution?{PLACE}&indicateur=population&avec=epci-243500139", CHART),
}
ENDS = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  main.scrollTop = main.scrollHeight;
  const foot = document.querySelector('.otc-embed-foot').getBoundingClientRect();
  const drawn = [...document.querySelectorAll('.st-key-otc-dessin :is(iframe, table, svg, p):not(.otc-embed-foot)')];
  return {
    hidden: Math.max(...drawn.map(one => one.getBoundingClientRect().bottom)) - foot.top,
    beyond: main.scrollHeight - main.clientHeight,
    across: main.scrollWidth - main.clientWidth,
  };
}"""


def code_of(address: str, base: str) -> str:
    """Return the code to paste that « Partager » gives of a view, asked of the page itself rather than on a screen."""
    page, _, query = address.partition("?")
    app = at_page(page)
    app.context = {"url": f"{base}/{page}"}
    for name, value in parse_qsl(query):
        app.query_params[name] = value
    app.run()
    told = "".join(str(one.proto.body) for one in unfolded(app, "partager").get("html"))
    [code] = re.findall(r'aria-label="Code à coller dans une page">([^<]*)</textarea>', told)
    return unescape(code)


@pytest.mark.parametrize("view", OFFERED)
def test_every_view_that_offers_its_code_shows_itself_whole(lend: Lend, base: str, view: str) -> None:
    address, drawing = OFFERED[view]
    with another_site(code_of(address, base)) as site:
        other = lend(viewport={"width": 1280, "height": 800}).new_page()
        other.goto(site)
        frame, holder = other.frame_locator("iframe"), other.locator("iframe")
        expect(frame.locator(".otc-embed-foot")).to_be_visible()
        expect(frame.locator(drawing).first).to_be_visible()
        for width in (1280, 390):
            other.set_viewport_size({"width": width, "height": 800})
            other.frames[1].wait_for_function(STILL)
            foot, box = frame.locator(".otc-embed-foot").bounding_box(), holder.bounding_box()
            assert foot is not None
            assert box is not None
            assert box["y"] < foot["y"] < foot["y"] + foot["height"] <= box["y"] + box["height"], "the source is inside"
            ends = other.frames[1].evaluate(ENDS)
            assert ends["hidden"] <= 1, "the end of what is drawn can be scrolled above the source"
            assert ends["across"] <= 0
            if width == 1280:
                assert ends["beyond"] <= 0, "no scroll bar where there is room"


def test_another_site_cannot_frame_a_whole_page(browser: Browser, base: str) -> None:
    context = browser.new_context()
    with another_site(f'<iframe src="{base}/portrait?{VIEW}&embed=1"></iframe>') as site:
        other = context.new_page()
        with other.expect_console_message(lambda said: "frame-ancestors" in said.text) as refused:
            other.goto(site)
        assert refused.value.type == "error"
        assert other.frame_locator("iframe").locator(".otc-footer").count() == 0
    context.close()
