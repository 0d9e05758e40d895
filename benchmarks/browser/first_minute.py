"""The first minute of an old phone: `python -m benchmarks.browser.first_minute [page …]`.

Headless Chromium, 390 by 844, its processor four times slower, 1.6 Mb/s, 150 ms: the figures of `design.md` §7. Each
page is opened by a new visitor (cold: nothing is cached), then again by the same one (warm). From the moment the
address is opened to:

- readable: the title of the page and its essential sentence are painted, by the first view or by the application;
- interactive: the application has drawn the page, to its foot, and its script rests.

Beside them, what a busy machine does not change: bytes of the HTML and of everything on the wire, how many scripts of
the framework were asked for only once the page was being drawn (a second wave, which waits for the line again), and how
far what was on screen was moved (layout shift, 0 to 1). Where surveys are on (`OBSERVATOIRE_PARTICIPATION`), their list
can be named: `enquêtes`.
"""

from __future__ import annotations

import statistics
import sys
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, sync_playwright

from benchmarks.browser.maps import CHROMIUM, FLAGS
from benchmarks.server import running_server

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "fr-FR",
}
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
"""Milliseconds, and bytes per second: 1.6 Mb/s down, 750 kb/s up."""
SLOWER = 4
TIMES = 3
PAGES = {
    "accueil": ("", "main h1, #otc-first h1"),
    "portrait EPCI": ("portrait?territoire=epci-200070514", ".otc-essentials"),
    "portrait commune": ("portrait?territoire=com-16102", ".otc-essentials"),
    "comparer": ("comparer?territoire=epci-200070514&indicateur=part_65_ans_plus", ".otc-lead"),
    "carte": ("carte?territoire=epci-200070514&indicateur=part_65_ans_plus", ".otc-lead"),
    "questions": ("questions", ".otc-questions"),
    "enquêtes": ("enquetes", ".otc-first-heading, main h1"),
}
"""Name -> address, and what must be painted for the essential to be readable."""
UNLESS_NAMED = ("enquêtes",)

WATCH = """(selector) => { window.otcTimes = { readable: 0, interactive: 0, shift: 0 };
  new PerformanceObserver((list) => list.getEntries().forEach((e) => { otcTimes.shift += e.value; }))
    .observe({ type: 'layout-shift', buffered: true });
  const seen = (e) => e && e.getBoundingClientRect().height > 0 && e.innerText.trim().length > 3;
  const look = () => {
    const now = performance.now(), app = document.querySelector('[data-testid=stApp]');
    if (!otcTimes.readable && document.querySelector('h1') && [...document.querySelectorAll(selector)].some(seen))
      otcTimes.readable = now;
    if (!otcTimes.interactive && app && app.dataset.testScriptState === 'notRunning'
        && document.querySelector('.stMain .otc-footer')) otcTimes.interactive = now;
    if (!otcTimes.interactive) requestAnimationFrame(look);
  };
  requestAnimationFrame(look); }"""


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening of a page: seconds to three moments, bytes, scripts of a second wave, layout shift."""

    painted: float
    readable: float
    interactive: float
    html: int
    received: int
    late: int
    shift: float


def opened(context: BrowserContext, address: str, selector: str) -> Opening:
    """Open an address as the phone would, in a new tab; return when what was there."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    sizes = _sizes(session)
    page.add_init_script(f"({WATCH})({selector!r})")
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => window.otcTimes && otcTimes.interactive > 0", timeout=60_000)
    times = page.evaluate("() => otcTimes")
    paint = page.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
    page.close()
    return Opening(
        paint / 1e3,
        times["readable"] / 1e3,
        times["interactive"] / 1e3,
        sizes["html"],
        sizes["all"],
        sizes["late"],
        times["shift"],
    )


def _sizes(session: CDPSession) -> dict[str, int]:
    """Return counts that grow: bytes of the page's HTML, of everything; scripts asked for once it is connected."""
    sizes, document, connected = {"html": 0, "all": 0, "late": 0}, set[str](), set[str]()

    def asked(event: dict[str, Any]) -> None:
        sizes["late"] += bool(connected) and "/static/js/" in event["request"]["url"]

    def response(event: dict[str, Any]) -> None:
        if event["type"] == "Document" and not document:
            document.add(event["requestId"])

    def finished(event: dict[str, Any]) -> None:
        sizes["all"] += int(event["encodedDataLength"])
        if event["requestId"] in document:
            sizes["html"] = int(event["encodedDataLength"])

    session.on("Network.webSocketCreated", lambda event: connected.add(event["requestId"]))
    session.on("Network.requestWillBeSent", asked)
    session.on("Network.responseReceived", response)
    session.on("Network.loadingFinished", finished)
    return sizes


def main() -> None:
    """Print the medians of each page, cold and warm."""
    chosen = sys.argv[1:] or [name for name in PAGES if name not in UNLESS_NAMED]
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        base = f"http://127.0.0.1:{server.port}/"
        warmed = browser.new_context(**PHONE)
        warmed.new_page().goto(
            base
        )  # the server itself has started: the first visitor of the day is measured elsewhere
        for name in chosen:
            path, selector = PAGES[name]
            cold, warm = [], []
            for _ in range(TIMES):
                context = browser.new_context(**PHONE)
                cold.append(opened(context, base + path, selector))
                warm.append(opened(context, base + path, selector))
                context.close()
            for state, found in (("cold", cold), ("warm", warm)):
                print(_line(f"{name}, {state}", found), flush=True)


def _line(name: str, found: list[Opening]) -> str:
    def middle(field: str) -> float:
        return statistics.median(getattr(one, field) for one in found)

    return (
        f"{name:<24} first paint {middle('painted'):5.2f} s   readable {middle('readable'):5.2f} s   "
        f"interactive {middle('interactive'):5.2f} s (worst {max(one.interactive for one in found):5.2f})   "
        f"html {middle('html') / 1e3:6.1f} kB   all {middle('received') / 1e3:7.1f} kB   "
        f"late {middle('late'):3.0f}   shift {middle('shift'):.3f}"
    )


if __name__ == "__main__":
    main()
