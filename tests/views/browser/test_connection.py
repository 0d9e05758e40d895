"""`connection.js`: a server that does not answer is said in French, over nothing; a page found again is drawn again.

One that cannot go on is loaded again, or says how to go on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.views.browser.conftest import SITE, Opener

pytestmark = pytest.mark.browser

LOST = "Connexion perdue, rien n’est perdu\u202f: la page reprendra d’elle-même."
TIME, STOPPED = "2026-03-01T10:00:00", "2026-03-01T10:00:01"
APP = '<div data-testid="stApp" data-test-connection-state="CONNECTED" data-test-script-state="notRunning"></div>'
SAID = ".otc-connection"
ANSWERED = "fetch(new URL('_stcore/health', __streamlit.BACKEND_BASE_URL)).then((one) => one.text())"
"""What a page asked of its server before this is answered: the clock of a page holds up no network."""
HEARTBEAT = ",".join(map(str, BackMsg(app_heartbeat=True).SerializeToString()))


def connected(clocked: Opener, app: str = APP, body: str = "", health: Callable[[Route], object] | None = None) -> Page:
    html = (
        '<!DOCTYPE html><html lang="fr"><head><script>window.events = [];'
        "window.__streamlit = { BACKEND_BASE_URL: 'http://localhost/demo/' };"
        "for (const name of ['otc-connected']) document.addEventListener(name, () => events.push(name));"
        "addEventListener('keydown', ({ key }) => { events.push(`key ${key}`); window.line?.send('draw'); });"
        "addEventListener('popstate', () => { events.push('popstate'); window.line?.send('draw'); });"
        "window.sent = []; window.tried = 0;"  # what asks only whether the line lives is counted apart
        f"WebSocket.prototype.send = (data) => void (String(data) === '{HEARTBEAT}' ? tried += 1 : sent.push(data));"
        f'</script></head><body>{app}{body}<script src="/demo/vendor/carte/connection.js" data-otc-plain="portrait">'
        "</script></body></html>"
    )
    answers = {f"{SITE}/portrait": html, f"{SITE}/_stcore/health": health or (lambda route: route.fulfill(body="ok"))}
    page = clocked(f"{SITE}/portrait", answers, before=stop_the_clock)
    page.clock.run_for(500)
    return page


def stop_the_clock(page: Page) -> None:
    """Let no time pass but what a test lets pass: left alone, this clock follows that of a busy machine."""
    page.clock.install(time=TIME)
    page.clock.pause_at(STOPPED)


def become(page: Page, connection: str, script: str = "notRunning") -> None:
    page.evaluate(
        "([connection, script]) => Object.assign(document.querySelector('[data-testid=stApp]').dataset,"
        " { testConnectionState: connection, testScriptState: script })",
        [connection, script],
    )


def test_a_connection_that_was_never_made_has_lost_nothing(clocked: Opener) -> None:
    page = connected(clocked, APP.replace("CONNECTED", "CONNECTING"))
    page.clock.run_for(10_000)
    expect(page.locator(SAID)).to_be_empty()


def test_a_loss_is_said_after_a_moment_and_the_page_makes_room_for_it(clocked: Opener) -> None:
    page = connected(clocked)
    become(page, "PINGING_SERVER")
    page.clock.run_for(500)
    expect(page.locator(SAID)).to_be_empty()
    page.clock.run_for(600)
    expect(page.locator(SAID)).to_have_text(LOST)
    expect(page.locator(SAID)).to_have_attribute("role", "status")
    assert page.evaluate("document.documentElement.hasAttribute('data-otc-lost')")
    assert page.evaluate("parseFloat(document.documentElement.style.getPropertyValue('--otc-lost'))") > 0


OPEN_LINE = """() => {
  window.line = new EventTarget();
  Object.setPrototypeOf(line, WebSocket.prototype);
  Object.defineProperty(line, "readyState", { get: () => WebSocket.OPEN });
  for (const name of ["addEventListener", "dispatchEvent"]) line[name] = EventTarget.prototype[name];
}"""


def answer(page: Page, message: ForwardMsg) -> None:
    """The server sends a message of the framework."""
    page.evaluate(
        "bytes => line.dispatchEvent(new MessageEvent('message', { data: new Uint8Array(bytes).buffer }))",
        list(message.SerializeToString()),
    )
    page.clock.run_for(300)


def test_a_page_found_again_is_drawn_again_and_the_sentence_stays_until_it_is(clocked: Opener) -> None:
    page = connected(clocked)
    become(page, "PINGING_SERVER")
    page.clock.run_for(1_500)
    page.evaluate(OPEN_LINE)
    become(page, "CONNECTED")
    page.clock.run_for(300)
    assert page.evaluate("events") == ["otc-connected", "key r"], "as typed: from its address alone it would be emptied"
    assert page.evaluate("sent") == ["draw"]
    expect(page.locator(SAID)).to_have_text(LOST)
    answer(page, ForwardMsg(hash="a" * 300, script_finished=ForwardMsg.FINISHED_SUCCESSFULLY))
    expect(page.locator(SAID)).to_be_empty()
    assert not page.evaluate("document.documentElement.hasAttribute('data-otc-lost')")


def test_what_is_asked_before_the_page_is_drawn_again_waits_until_it_is(clocked: Opener) -> None:
    page = connected(clocked)
    page.evaluate(OPEN_LINE)
    page.evaluate("line.send('before')")
    become(page, "PINGING_SERVER")
    page.clock.run_for(300)
    page.evaluate(OPEN_LINE)
    page.evaluate("line.send('said again by the framework')")
    become(page, "CONNECTED", "rerunRequested")
    page.clock.run_for(300)
    page.evaluate("line.send('first choice')")
    assert page.evaluate("events") == ["otc-connected", "popstate"], "the key is not heard in the middle of a run"
    assert page.evaluate("sent") == ["before", "draw"]
    drawing = ForwardMsg()
    drawing.delta.new_element.markdown.body = "0\x00" * 200  # the last field of a run, were it at the top
    answer(page, drawing)
    answer(page, ForwardMsg(script_finished=ForwardMsg.FINISHED_EARLY_FOR_RERUN))
    answer(page, ForwardMsg(session_status_changed={"script_is_running": False}))
    assert page.evaluate("sent") == ["before", "draw"], "another run follows"
    answer(page, ForwardMsg(hash="b", script_finished=ForwardMsg.FINISHED_SUCCESSFULLY))
    assert page.evaluate("sent") == ["before", "draw", "said again by the framework", "first choice"]
    page.evaluate("line.send('second choice')")
    assert page.evaluate("sent.at(-1)") == "second choice"


def test_a_server_that_never_draws_the_page_is_asked_all_the_same(clocked: Opener) -> None:
    page = connected(clocked)
    become(page, "PINGING_SERVER")
    page.clock.run_for(300)
    page.evaluate(OPEN_LINE)
    become(page, "CONNECTED")
    page.clock.run_for(300)
    page.evaluate("line.send('choice')")
    page.clock.run_for(19_000)
    answer(page, ForwardMsg(heartbeat_ack=True))
    page.clock.run_for(9_700)
    assert page.evaluate("sent") == ["draw"]
    page.clock.run_for(1_500)
    assert page.evaluate("sent") == ["draw", "choice"]


def test_a_workshop_hands_back_what_it_keeps_instead(clocked: Opener) -> None:
    page = connected(clocked, body='<div class="st-key-otc-rendu"></div>')
    become(page, "PINGING_SERVER")
    page.clock.run_for(1_500)
    become(page, "CONNECTED")
    page.clock.run_for(300)
    assert page.evaluate("events") == ["otc-connected"], "kept.js, which hears it, draws the page"
    page.evaluate(OPEN_LINE)
    page.evaluate("line.send('an estimate')")
    page.evaluate("document.dispatchEvent(new Event('otc-handing')); line.send('what is kept')")
    assert page.evaluate("sent") == ["what is kept"]
    answer(page, ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY))
    assert page.evaluate("sent") == ["what is kept", "an estimate"]


def test_the_dialog_of_the_framework_is_closed_and_our_sentence_said_at_once(clocked: Opener) -> None:
    dialog = '<div role="dialog">Connection error<button onclick="this.parentElement.remove()">x</button></div>'
    page = connected(clocked, body=f'<div role="dialog" id="other">Partager<button>x</button></div>{dialog}')
    become(page, "PINGING_SERVER")
    page.clock.run_for(300)
    expect(page.get_by_role("dialog")).to_have_count(1)
    expect(page.locator("#other")).to_be_visible()


def test_a_choice_that_the_server_does_not_begin_to_answer_is_asked_about(clocked: Opener) -> None:
    asked: list[str] = []

    def health(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=503 if len(asked) < 3 else 200, body="")

    page = connected(clocked, health=health)
    page.evaluate(OPEN_LINE)
    page.evaluate("line.send('a choice')")  # the state that the page tells does not change before the answer begins
    page.clock.run_for(4_000)
    assert not asked, "a choice is given some seconds"
    page.clock.run_for(1_500)
    expect(page.locator(SAID)).to_have_text(LOST)
    for _ in range(40):
        page.clock.run_for(500)
        if "otc-connected" in page.evaluate("events"):
            break
    assert page.evaluate("events")[0] == "otc-connected", "it answers again: the page is told"
    assert len(asked) == 3


def test_a_choice_whose_answer_has_begun_is_not_asked_about(clocked: Opener) -> None:
    asked: list[str] = []
    page = connected(clocked, health=lambda route: asked.append(route.request.url))
    page.evaluate(OPEN_LINE)
    page.evaluate("line.send('a choice')")
    page.clock.run_for(4_000)
    answer(page, ForwardMsg(session_status_changed={"script_is_running": True}))
    page.clock.run_for(30_000)
    assert not asked


def test_without_any_network_a_server_that_answers_is_not_lost(clocked: Opener) -> None:
    page = connected(clocked)
    with page.expect_response("**/_stcore/health"):
        page.evaluate("dispatchEvent(new Event('offline'))")
    page.clock.run_for(3_000)
    expect(page.locator(SAID)).to_be_empty()


def test_after_a_sleep_the_server_is_asked(clocked: Opener) -> None:
    page = connected(clocked)
    with page.expect_response("**/_stcore/health"):
        page.clock.fast_forward(60_000)


def test_a_line_that_is_dead_though_nobody_closed_it_is_left_for_another(clocked: Opener) -> None:
    page = connected(clocked)
    page.evaluate(OPEN_LINE)
    page.evaluate("line.addEventListener('close', ({ code }) => (window.left = code)); line.send('a choice')")
    become(page, "CONNECTED", "running")
    for _ in range(4):  # a run that takes long, on a line that says that it lives
        page.clock.run_for(6_000)
        page.evaluate(ANSWERED)
        answer(page, ForwardMsg(heartbeat_ack=True))
    assert page.evaluate("tried") == 4
    page.clock.run_for(15_000)
    assert not page.evaluate("window.left"), "its answer may come behind what else is on its way"
    page.clock.run_for(6_000)
    assert page.evaluate("window.left") == 1006, "the framework, which hears it, opens another one"
    become(page, "CONNECTED")
    page.clock.run_for(60_000)
    assert page.evaluate("tried") == 5, "a page that asks for nothing is not asked"


@pytest.mark.parametrize(
    "fails",
    [
        "document.querySelector('[data-testid=stApp]').remove()",
        "document.head.append(Object.assign(document.createElement('script'), { type: 'module', src: 'blob:none' }))",
    ],
    ids=["stopped", "did not come"],
)
def test_a_page_whose_script_did_not_come_or_stopped_is_loaded_again_then_says_how_to_go_on(
    clocked: Opener, fails: str
) -> None:
    page = connected(clocked)
    for _ in range(3):
        page.evaluate("window.events.push('before')")
        with page.expect_navigation():
            page.evaluate(fails)
            page.clock.run_for(300)
        page.clock.run_for(300)
        assert page.evaluate("events") == []
    page.evaluate(fails)
    page.clock.run_for(600)
    expect(page.locator(SAID)).to_have_text("Cette page n’a pas pu s’ouvrir. Réessayer Ouvrir en page simple")
    links = page.locator(f"{SAID} a").evaluate_all("links => links.map(link => link.href)")
    assert links == [f"{SITE}/portrait", f"{SITE}/simple/portrait"]


def test_a_page_that_does_not_open_says_how_to_go_on_until_it_does(clocked: Opener) -> None:
    page = connected(clocked, "")
    page.clock.run_for(28_000)
    expect(page.locator(SAID)).to_be_empty()
    page.clock.run_for(3_000)
    expect(page.locator(SAID)).to_have_text("Cette page tarde à s’ouvrir. Réessayer Ouvrir en page simple")
    page.evaluate("app => document.body.insertAdjacentHTML('beforeend', app)", APP.replace("notRunning", "initial"))
    page.clock.run_for(300)
    expect(page.locator(SAID)).to_contain_text("tarde à s’ouvrir")
    become(page, "CONNECTED")
    page.clock.run_for(300)
    expect(page.locator(SAID)).to_be_empty()
