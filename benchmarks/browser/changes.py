"""From a click to new figures, in headless Chromium: `python -m benchmarks.browser.changes [view …]`.

A visitor changes the place in the field of the banner, or the indicator in the menu of the page. The clock starts at
the click or the key that chooses, and stops at the frame of the screen that shows what was asked for, the script at
rest. Bytes are those that the browser received, packed as they came (`maps.Wire`). Then what was sent most
of, by kind, before it is packed, the search for the place included.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.browser.maps import CHROMIUM, FLAGS, Wire
from benchmarks.server import running_server
from observatoire.model.store import open_store
from observatoire.statistics.offering import open_offered
from observatoire.views.french.grammar import short_label

PLACES = ("epci-241700434", "epci-243500139", "epci-200071827", "epci-200040277", "epci-246700488", "epci-200069672")
START = "epci-200070514"
QUERY = f"territoire={START}&pairs=departement&indicateur=part_65_ans_plus"
MOST_KINDS = 6
CLOCK = """window.pressed = 0; window.addEventListener('keydown', e => {
  if (e.key === 'Enter') window.pressed = performance.timeOrigin + performance.now(); }, true);
window.addEventListener('click', () => { window.clicked = performance.timeOrigin + performance.now(); }, true);"""
SHOWN = """wanted => {
  const said = (document.querySelector('.stMain')?.innerText || '').replace(/[\\u00a0\\u202f]/g, ' ');
  const rests = document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning';
  if (!rests || !wanted.every(text => said.includes(text))) return 0;
  return performance.timeOrigin + performance.now(); }"""
"""Texts that must stand on the page; asked at each frame of the screen."""


def main() -> None:
    """Print the medians of the views named on the command line, or of all."""
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        time.sleep(10)  # until the server has computed ahead
        for page_name in sys.argv[1:] or ("portrait", "comparer"):
            context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
            page, wire, sent = context.new_page(), Wire(), Counter[str]()
            page.add_init_script(CLOCK)
            page.on("websocket", lambda socket, sent=sent: socket.on("framereceived", lambda data: _weigh(data, sent)))
            wire.listen(page)
            page.goto(f"http://127.0.0.1:{server.port}/{page_name}?{QUERY}")
            page.wait_for_selector(".stMain .otc-footer", timeout=60_000)
            page.wait_for_timeout(3_000)
            changes: dict[str, Callable[[], list[float]]] = {"place": lambda page=page, wire=wire: _places(page, wire)}
            if page_name == "comparer":
                changes["indicator"] = lambda page=page, wire=wire: _indicators(page, wire)
            for what, change in changes.items():
                sent.clear()
                measured = change()
                _print(f"{page_name}, {what}", measured, sent)
            context.close()
        browser.close()


def _places(page: Page, wire: Wire) -> list[Any]:
    """Change the place six times by the field of the banner; return seconds and bytes of each."""
    store, measured = open_store(), []
    for identifier in PLACES:
        name = short_label(store.territory(identifier)).replace("\u00a0", " ")
        page.locator("[class*=st-key-changer-] button").first.click()
        field = page.locator("[class*=st-key-otc-recherche-banniere] input")
        field.fill(store.territory(identifier).code)
        link = page.locator("[class*=st-key-otc-recherche-banniere] a").first
        link.wait_for()
        page.wait_for_timeout(700)
        wire.take()
        link.click()
        at = _shown(page, [f"\n{name}\n"]) - page.evaluate("() => window.clicked")
        page.wait_for_timeout(700)
        measured.append((at, wire.take()))
    return measured


def _indicators(page: Page, wire: Wire) -> list[Any]:
    """Change the indicator ten times in the menu; return seconds and bytes of each."""
    found = [i for i in open_offered()[1].indicators.values() if i.map_scale == "sequential" and "epci" in i.levels]
    measured = []
    for indicator in found[1:11]:
        menu = page.get_by_role("combobox", name="Indicateur").first
        menu.scroll_into_view_if_needed()
        page.wait_for_timeout(300)  # a list closes when the page scrolls
        menu.click()
        page.keyboard.insert_text(indicator.title)
        page.wait_for_timeout(400)
        wire.take()
        page.keyboard.press("Enter")
        at = _shown(page, [f"{indicator.title} ("]) - page.evaluate("() => window.pressed")
        page.wait_for_timeout(700)
        measured.append((at, wire.take()))
    return measured


def _shown(page: Page, wanted: list[str]) -> float:
    said = [text.replace("\u00a0", " ").replace("\u202f", " ") for text in wanted]
    return float(page.wait_for_function(SHOWN, arg=said, polling="raf", timeout=30_000).json_value())


def _weigh(data: Any, sent: Counter[str]) -> None:
    """Add a message to the count of its kind: what it changes, and where."""
    message = ForwardMsg()
    message.ParseFromString(data if isinstance(data, bytes) else data.encode())
    kind = str(message.WhichOneof("type"))
    if kind == "delta":
        new = message.delta.new_element
        kind = str(new.WhichOneof("type") if message.delta.HasField("new_element") else "block")
    sent[kind] += len(data)


def _print(name: str, measured: list[Any], sent: Counter[str]) -> None:
    seconds, sizes = [at / 1000 for at, _ in measured], [size / 1000 for _, size in measured]
    most = ", ".join(f"{kind} {size / len(measured) / 1000:.1f}" for kind, size in sent.most_common(MOST_KINDS))
    print(
        f"{name:22} {statistics.median(seconds):5.2f} s median, {max(seconds):5.2f} s worst, "
        f"{statistics.median(sizes):5.1f} kB median on the wire\n{'':22} unpacked, kB a change: {most}",
        flush=True,
    )


if __name__ == "__main__":
    main()
