"""Things done before the address that the first one wrote has come back: each of them counts."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PLACE = "territoire=epci-200070514&pairs=departement&indicateur=part_65_ans_plus&annee=2021"


class SlowLine:
    """The line of a tab, whose messages from the server can be held and let go, in their order."""

    def __init__(self, page: Page) -> None:
        self.holds = False
        self.held: list[str | bytes] = []
        self.sent = 0
        page.route_web_socket(re.compile("/_stcore/stream"), self._open)

    def _open(self, tab: WebSocketRoute) -> None:
        server = tab.connect_to_server()
        self._tab = tab

        def send(message: str | bytes) -> None:
            self.sent += 1
            server.send(message)

        def receive(message: str | bytes) -> None:
            if self.holds:
                self.held.append(message)
            else:
                tab.send(message)

        tab.on_message(send)
        server.on_message(receive)

    def let_go(self) -> None:
        self.holds = False
        while self.held:
            self._tab.send(self.held.pop(0))


def parameters(page: Page) -> dict[str, str]:
    return {name: value for name, [value] in parse_qs(urlsplit(page.url).query).items()}


def choose_region(visit: Visit) -> None:
    visit.open_list(re.compile("Comparer avec"))
    visit.page.get_by_role("option", name="EPCI de la même région").click()


def choose_theme(visit: Visit) -> None:
    visit.page.get_by_role("radio", name="Tout un thème").click()


def test_two_choices_before_the_first_is_answered_are_both_made_and_back_undoes_each(desktop: Visit) -> None:
    line = SlowLine(desktop.own_page)
    page = desktop.open(f"comparer?{PLACE}")
    desktop.quiet()
    line.holds, sent = True, line.sent
    choose_region(desktop)
    choose_theme(desktop)
    assert line.sent == sent + 2
    assert "pairs=departement" in page.url, "the browser knows nothing of it yet"
    line.let_go()
    expect(page.get_by_role("heading", level=2, name=re.compile("Démographie"))).to_be_visible()
    desktop.quiet()
    asked = parameters(page)
    assert (asked["pairs"], asked["vue"]) == ("region", "theme")
    page.go_back()
    expect(page.get_by_role("heading", level=2, name="Part des 65 ans et plus (2021)")).to_be_visible()
    desktop.quiet()
    asked = parameters(page)
    assert (asked["pairs"], "vue" in asked) == ("region", False)
    page.go_back()
    page.wait_for_url(re.compile("pairs=departement"))
    desktop.quiet()
    expect(page.get_by_text("sur 9").first).to_be_visible()


def test_what_back_undid_stays_undone_at_the_next_choice(desktop: Visit) -> None:
    page = desktop.open(f"comparer?{PLACE}")
    desktop.quiet()
    choose_theme(desktop)
    expect(page.get_by_role("heading", level=2, name=re.compile("Démographie"))).to_be_visible()
    desktop.quiet()
    page.go_back()
    expect(page.get_by_role("heading", level=2, name="Part des 65 ans et plus (2021)")).to_be_visible()
    desktop.quiet()
    choose_region(desktop)
    page.wait_for_url(re.compile("pairs=region"))
    desktop.quiet()
    assert "vue" not in parameters(page)
    desktop.assert_clean()
