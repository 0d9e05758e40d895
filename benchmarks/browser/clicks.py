"""Real clicks on the map page, in headless Chromium: `python -m benchmarks.browser.clicks`.

Two hundred points of France (`points.py` beside this), each on the map of its département, near enough for a pixel to
be 20 m or less. The browser says where the click fell; the commune that the page then opens is right when the full
outlines hold that place. The name that the map shows under the pointer is compared too. Prints how many were right.
"""

from __future__ import annotations

import contextlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Error, Frame, Page, sync_playwright

from benchmarks.browser.points import Point, commune_by_winding, two_hundred
from benchmarks.server import running_server
from observatoire.model.store import open_store
from observatoire.views.french.grammar import full_name

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
NEAR = 13
PATIENCE = 10_000  # ms before a click is said to open nothing
READY = """() => { const f = document.querySelector('.st-key-otc-carte iframe');
  return f && f.contentWindow.thematicMap && f.contentWindow.thematicMap.paintedAt() > 0
    && document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'; }"""
OPENED = """before => new URLSearchParams(location.search).get('territoire') !== before
  && document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"""
LISTEN = """() => { if (window.heard === undefined) { window.heard = null;
  map.on('click', e => { window.heard = [e.latlng.lng, e.latlng.lat]; }); } window.heard = null; }"""
ONE_NAME = "() => document.querySelectorAll('.tooltip-name').length <= 1"
"""The name of the former place has faded out."""
AIM = """([lon, lat, zoom]) => { if (zoom) { map.fire('dragstart'); map.setView([lat, lon], zoom, {animate: false}); }
  const p = map.latLngToContainerPoint([lat, lon]); return [Math.round(p.x), Math.round(p.y)]; }"""


@dataclass(frozen=True, slots=True)
class Click:
    """What a click gave: where it fell, the commune that lies there, the one opened, the name that the map showed."""

    lon: float
    lat: float
    expected: str
    opened: str
    name: str

    @property
    def is_right(self) -> bool:
        return self.opened == self.expected

    @property
    def is_named(self) -> bool:
        """Whether the map showed the name of what lies there; a name is on no other commune of a département map."""
        known = full_name(open_store().territory(self.expected)) if self.expected else ""
        return self.name == known


def open_map(page: Page, base: str, departement: str) -> Frame:
    """Open the map of the communes of a département; return its frame, painted."""
    page.goto(f"{base}/carte?territoire=dep-{departement}&perimetre=communes-departement-{departement}")
    page.wait_for_selector(".otc-footer", timeout=60_000)
    page.wait_for_function(READY, timeout=60_000)
    frame = page.query_selector(".st-key-otc-carte iframe").content_frame()  # type: ignore[union-attr]
    assert frame
    return frame


def click(page: Page, frame: Frame, lon: float, lat: float, zoom: int = 0) -> Click:
    """Click a place of the map, seen from a zoom (0: as it is), and wait for what it opens.

    A click at sea, or on the commune already open, opens nothing: it costs `PATIENCE`.
    """
    frame.evaluate(LISTEN)
    x, y = frame.evaluate(AIM, [lon, lat, zoom])
    before = _territory(page)
    box = frame.locator(".leaflet-container")
    box.hover(position={"x": x, "y": y})
    frame.wait_for_function(ONE_NAME)
    names = frame.locator(".tooltip-name").all_inner_texts()
    name = names[-1] if names else ""
    box.click(position={"x": x, "y": y})
    at_lon, at_lat = frame.evaluate("() => window.heard")
    expected = commune_by_winding(at_lon, at_lat)
    with contextlib.suppress(Error):
        page.wait_for_function(OPENED, arg=before, timeout=PATIENCE if expected not in ("", before) else 2_000)
    opened = _territory(page)
    return Click(at_lon, at_lat, expected, "" if opened == before and expected != before else opened, name)


def _territory(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query).get("territoire", [""])[0]


def main() -> None:
    """Click the two hundred points and print what was right."""
    homes = open_store().territories["departement"]
    groups: dict[str, list[Point]] = defaultdict(list)
    for point in two_hundred():
        groups[str(homes[point.commune])].append(point)
    right, named, total, at_sea = Counter[str](), Counter[str](), Counter[str](), 0
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="fr-FR")
        for departement, points in sorted(groups.items()):
            frame, open_now = open_map(page, f"http://127.0.0.1:{server.port}", departement), ""
            for point in points:
                if point.commune == open_now:
                    frame = open_map(page, f"http://127.0.0.1:{server.port}", departement)
                result = click(page, frame, point.lon, point.lat, NEAR)
                open_now = result.opened
                total[point.kind] += 1
                right[point.kind] += result.is_right
                named[point.kind] += result.is_named
                at_sea += not result.expected
                if not (result.is_right and result.is_named):
                    print(point, result, flush=True)
        browser.close()
    for kind, count in [*total.items(), ("all", total.total())]:
        opened, shown = (n.total() if kind == "all" else n[kind] for n in (right, named))
        print(f"{kind:8} {opened:3} of {count:3} opened the right commune, {shown:3} had its name under the pointer")
    print(f"{at_sea} of them fell at sea, a pixel from their point: to open nothing is then right")


if __name__ == "__main__":
    main()
