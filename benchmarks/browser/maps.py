"""The map page in headless Chromium, beside a plain `folium.Choropleth`: `python -m benchmarks.browser.maps [view …]`.

Each view is opened by a new visitor (cold), then again by the same one (warm); then the indicator is changed in the
page's own menu, from the key pressed to the frame that shows the new colours. Bytes are those that the browser
received, compressed as they came, websocket included. The plain map gets Leaflet from this machine and an empty d3
(its colour bar), as no network is there: real ones would take longer.
"""

from __future__ import annotations

import base64
import contextlib
import statistics
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xstatic.pkg.leaflet
from playwright.sync_api import BrowserContext, CDPSession, Page, Route, sync_playwright

from benchmarks.server import Server, running_server
from observatoire.statistics.offering import open_offered

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
CHANGES = 10
VIEWS = {
    "54 communes of an EPCI": ("territoire=epci-200070514", "communes-epci-200070514"),
    "359 communes of a département": (
        "territoire=com-16102&perimetre=communes-departement-16",
        "communes-departement-16",
    ),
    "EPCI of France": ("territoire=epci-200070514&perimetre=epci-france", "epci-france"),
    "communes of France": ("territoire=com-16102&perimetre=communes-france", "communes-france"),
    "peers (118 EPCI)": ("territoire=epci-200070514&perimetre=pairs&pairs=categorie", ""),
}
"""Name -> query of the map page, and shapes of the plain map to compare with ("" for none)."""

PAINTED = """before => { const f = document.querySelector('.st-key-otc-carte iframe');
  const m = f && f.contentWindow.thematicMap; return m && m.paintedAt() > 0 && m.paints() > before && m.paints(); }"""
PAINTED_AT = "() => document.querySelector('.st-key-otc-carte iframe').contentWindow.thematicMap.paintedAt()"
PRESSED = "() => window.pressed"
CLOCK = """window.pressed = 0; window.addEventListener('keydown', e => {
  if (e.key === 'Enter') window.pressed = performance.timeOrigin + performance.now(); }, true);"""
NO_D3 = "window.d3 = new Proxy(function () {}, { get: () => window.d3, apply: () => window.d3 });"

PLAIN = """
import folium, pandas as pd, streamlit as st
from streamlit_folium import st_folium
from observatoire.model.store import open_store
from observatoire.statistics.figures import figures
from observatoire.statistics.components import years
from observatoire.views.maps.geometry import Scope, scope_ids

store, catalog = open_offered()
scope = Scope.parse(st.query_params["perimetre"])
names = [i.id for i in catalog.indicators.values() if i.map_scale == "sequential" and scope.level in i.levels]
title = st.selectbox("Indicateur", names, format_func=lambda i: catalog.indicator(i).title)
indicator = catalog.indicator(title)
ids = scope_ids(store, scope)
of_map = figures(store, indicator, scope.level, years(store, indicator)[-1], ids)
frame = pd.DataFrame({"id": ids, "value": of_map.value})
shapes = store.contours(scope.level, "light" if scope.nationwide else "full").loc[ids].reset_index()
plain = folium.Map(location=[46.5, 2.5], zoom_start=5, tiles=None)
folium.Choropleth(
    geo_data=shapes[["id", "geometry"]].to_json(), data=frame, columns=["id", "value"],
    key_on="feature.properties.id", bins=5,
).add_to(plain)
st_folium(plain, key="plain", height=560, use_container_width=True)
"""
PLAIN_DRAWN = """() => { const f = [...document.querySelectorAll('iframe')].pop();
  return f && f.contentDocument && !f.contentWindow.old
    && f.contentDocument.querySelectorAll('path.leaflet-interactive').length > 5; }"""
PLAIN_OLD = "() => { [...document.querySelectorAll('iframe')].pop().contentWindow.old = true; }"


@dataclass
class Wire:
    """What a tab received.

    The browser tells the size of messages of the websocket once unpacked: they are packed again here, as the server
    does when both agreed on it.
    """

    bytes: int = 0
    session: CDPSession | None = field(default=None, repr=False)
    packer: Any = field(default=None, repr=False)

    def listen(self, page: Page) -> None:
        """Count all that arrives in a page from now on."""
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.on("Network.loadingFinished", lambda e: self._add(e["encodedDataLength"]))
        self.packer = None
        self.session.on("Network.webSocketHandshakeResponseReceived", lambda e: self._agree(e["response"]["headers"]))
        self.session.on("Network.webSocketFrameReceived", lambda e: self._add(self._frame_size(e["response"])))

    def _add(self, size: float) -> None:
        self.bytes += int(size)

    def _agree(self, headers: dict[str, str]) -> None:
        agreed = next((v for k, v in headers.items() if k.lower() == "sec-websocket-extensions"), "")
        self.packer = zlib.compressobj(wbits=-15) if "permessage-deflate" in agreed else None

    def _frame_size(self, frame: dict[str, Any]) -> int:
        text = frame["payloadData"]
        data = base64.b64decode(text) if frame["opcode"] == 2 else text.encode()
        if self.packer is None:
            return len(data)
        return len(self.packer.compress(data)) + len(self.packer.flush(zlib.Z_SYNC_FLUSH)) - 4

    def take(self) -> int:
        """Return what came since last time."""
        size, self.bytes = self.bytes, 0
        return size


def main() -> None:
    """Print the figures of the views named on the command line, or of all."""
    wanted = sys.argv[1:]
    views = {name: view for name, view in VIEWS.items() if not wanted or any(word in name for word in wanted)}
    with sync_playwright() as playwright, running_server() as server:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        time.sleep(10)  # until the server has computed ahead
        ratios: dict[str, tuple[float, float]] = {}
        for name, (query, _) in views.items():
            ratios[name] = _measure(browser, server, name, query)
        print(f"server: {server.resident_mb:.0f} MB")
        with _plain_server() as plain:
            for name, (_, scope) in views.items():
                if scope:
                    _measure_plain(browser, plain, name, scope, ratios[name])
        browser.close()


def _measure(browser: Any, server: Server, name: str, query: str) -> tuple[float, float]:
    """Measure one view of our page; return the seconds of the warm first paint and of the median change."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    address = f"http://127.0.0.1:{server.port}/carte?{query}"
    wire = Wire()
    cold, page = _open(context, address, wire)
    cold_bytes = wire.take()
    page.close()
    warm, page = _open(context, address, wire)
    warm_bytes = wire.take()
    times, sizes = [], []
    for title in _titles()[:CHANGES]:
        times.append(_change(page, title))
        page.wait_for_timeout(700)  # figures that come after the colours
        sizes.append(wire.take())
    heap, resident = _memory(browser, page)
    print(
        f"{name:30} first paint {cold:5.2f} s cold ({cold_bytes / 1000:6.0f} kB), {warm:5.2f} s warm "
        f"({warm_bytes / 1000:5.0f} kB)\n{'':30} change {statistics.median(times):5.2f} s median, {max(times):5.2f} s "
        f"worst, {statistics.median(sizes) / 1000:5.1f} kB   heap {heap:4.0f} MB, renderer {resident:4.0f} MB"
    )
    context.close()
    return warm, statistics.median(times)


def _open(context: BrowserContext, address: str, wire: Wire) -> tuple[float, Page]:
    page = context.new_page()
    page.add_init_script(CLOCK)
    wire.listen(page)
    start = time.time()
    page.goto(address)
    page.wait_for_function(PAINTED, arg=0, timeout=60_000)
    seconds = page.evaluate(PAINTED_AT) / 1000 - start
    page.wait_for_selector(".otc-footer")
    page.wait_for_timeout(1_500)
    return seconds, page


def _titles() -> list[str]:
    """Return titles of ratios that every level has."""
    found = [
        i for i in open_offered()[1].indicators.values() if i.map_scale == "sequential" and i.levels[0] == "commune"
    ]
    return [i.title for i in found if i.id != "part_65_ans_plus"]


def _choose(page: Page, text: str) -> None:
    """Choose in the first menu of a page with the keyboard; the clock starts at the last key."""
    page.get_by_role("combobox").first.click()
    page.keyboard.insert_text(text)
    page.wait_for_timeout(250)
    page.keyboard.press("Enter")


def _change(page: Page, title: str) -> float:
    """Choose an indicator; return the seconds until its colours are on screen."""
    before = page.evaluate(PAINTED, 0)
    _choose(page, title)
    page.wait_for_function(PAINTED, arg=before, timeout=60_000)
    page.wait_for_timeout(100)
    return float(page.evaluate(PAINTED_AT) - page.evaluate(PRESSED)) / 1000


def _memory(browser: Any, page: Page) -> tuple[float, float]:
    """Return the JavaScript heap of a page, and the resident memory of the largest renderer, in MB."""
    metrics = page.context.new_cdp_session(page).send("Performance.enable") or {}
    metrics = page.context.new_cdp_session(page).send("Runtime.getHeapUsage")
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    resident = 0.0
    for process in processes:
        if process["type"] == "renderer":
            status = Path(f"/proc/{process['id']}/status").read_text()
            resident = max(resident, *(int(x.split()[1]) / 1024 for x in status.splitlines() if x.startswith("VmRSS")))
    return metrics["usedSize"] / 1e6, resident


@contextlib.contextmanager
def _plain_server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "plain.py"
        script.write_text(PLAIN)
        with running_server(str(script)) as server:
            yield server


def _measure_plain(browser: Any, server: Server, name: str, scope: str, ours: tuple[float, float]) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    context.route("**/*", lambda route: _offline(route, server.port))
    page = context.new_page()
    page.add_init_script(CLOCK)
    wire = Wire()
    wire.listen(page)
    start = time.time()
    page.goto(f"http://127.0.0.1:{server.port}/?perimetre={scope}")
    page.wait_for_function(PLAIN_DRAWN, timeout=240_000)
    first, first_bytes = time.time() - start, wire.take()
    page.wait_for_timeout(2_000)
    times = []
    for title in _titles()[1 : 2 if "communes of France" in name else 4]:
        page.evaluate(PLAIN_OLD)
        _choose(page, title)
        page.wait_for_function(PLAIN_DRAWN, timeout=240_000)
        times.append(time.time() - page.evaluate(PRESSED) / 1000)
    change = statistics.median(times)
    print(
        f"plain folium, {name:30} first paint {first:5.2f} s ({first_bytes / 1000:6.0f} kB), change {change:5.2f} s: "
        f"{first / ours[0]:4.1f} and {change / ours[1]:4.1f} times ours"
    )
    context.close()


def _offline(route: Route, port: int) -> None:
    """Answer what a plain map asks of the network: Leaflet from its package, the rest empty."""
    address = route.request.url
    if f"127.0.0.1:{port}" in address:
        route.continue_()
        return
    name = address.rpartition("/")[2].partition("?")[0]
    leaflet = {"leaflet.js": "text/javascript", "leaflet.css": "text/css"}
    if name in leaflet:
        route.fulfill(body=(Path(xstatic.pkg.leaflet.BASE_DIR) / name).read_text(), content_type=leaflet[name])
    else:
        route.fulfill(
            body=NO_D3 if "d3" in name else "", content_type="text/css" if "css" in name else "text/javascript"
        )


if __name__ == "__main__":
    main()
