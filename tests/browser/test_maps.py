"""Maps in a real browser without network: every kind of map, pointer, keyboard, finger, two maps, hostile names."""

from __future__ import annotations

import base64
import json
import math
import random
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import shapely
from playwright.sync_api import Frame, Locator, Page, Request, Response, Route, expect

from benchmarks.browser.clicks import NEAR, click, open_map
from benchmarks.browser.points import commune_by_winding, two_hundred
from observatoire.model.store import open_store
from observatoire.views.french.grammar import short_label
from observatoire.views.maps.file import map_file, map_names
from observatoire.views.maps.geometry import TRUE_PLACES, Scope, scope_ids, scope_shapes
from observatoire.views.maps.hits import territory_at
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

STORE = open_store()
PAINTED = """() => [...document.querySelectorAll('.st-key-otc-carte iframe')].every(
  f => f.contentWindow.thematicMap && f.contentWindow.thematicMap.paintedAt() > 0)"""


def painted(visit: Visit, address: str, maps: int = 1) -> list[Frame]:
    """Open the map page, wait until its maps are painted and quiet, return their frames."""
    page = visit.open(f"carte?{address}")
    page.wait_for_function("n => document.querySelectorAll('.st-key-otc-carte iframe').length === n", arg=maps)
    page.wait_for_function(PAINTED)
    visit.quiet()
    return [handle.content_frame() for handle in page.query_selector_all(".st-key-otc-carte iframe")]  # type: ignore[misc]


def rank_under(frame: Frame, lon: float, lat: float) -> int:
    """Rank of the shape drawn at a place of the map, as the script finds it; -1 for none."""
    return int(
        frame.evaluate(
            """([lon, lat]) => { let found = -1; map.eachLayer(layer => { if (layer instanceof Mosaic)
              found = layer.at(map.latLngToLayerPoint([lat, lon])); }); return found; }""",
            [lon, lat],
        )
    )


def place_of(frame: Frame, lon: float, lat: float) -> dict[str, float]:
    """Point of the frame where a place of the map lies."""
    return dict(frame.evaluate("([lon, lat]) => { const p = map.latLngToContainerPoint([lat, lon]);"
                               " return {x: p.x, y: p.y}; }", [lon, lat]))  # fmt: skip


def view_of(frame: Frame) -> list[float]:
    return list(frame.evaluate("() => [map.getZoom(), map.getCenter().lat, map.getCenter().lng]"))


def assert_in_their_place(frame: Frame, perimetre: str) -> None:
    """Every shape of a perimeter that is large enough is drawn where its territory is."""
    scope = Scope("epci", "france") if perimetre == "pairs" else Scope.parse(perimetre)
    ids, shapes = scope_shapes(STORE, scope)
    # By size on the map: a shape of one pixel may well lie under those around it.
    large = sorted(range(len(ids)), key=lambda rank: -shapes[rank].area)[: max(3, len(ids) // 4)]
    if perimetre == "pairs":  # the view is fitted to them
        large = [ids.index(i) for i in scope_ids(STORE, Scope("epci", "departement", "16"))]
    for rank in random.Random(3).sample(large, min(40, len(large))):
        inside = shapes[rank].representative_point()
        if shapes[rank].buffer(-0.01).contains(inside) and -6 < inside.x < 10:
            assert rank_under(frame, inside.x, inside.y) == rank


@pytest.mark.parametrize("perimetre", ["departements-france", "liste:com-16102,com-16167,com-16089"])
def test_every_shape_large_enough_is_drawn_in_its_place(desktop: Visit, perimetre: str) -> None:
    """Other tests ask it of the perimeters that they open."""
    [frame] = painted(desktop, f"territoire=epci-200070514&perimetre={perimetre}")
    assert_in_their_place(frame, perimetre)
    desktop.assert_clean()


def test_the_map_of_all_communes_is_drawn_pointed_at_clicked_and_seen_from_near(desktop: Visit) -> None:
    """One opening: it is the heaviest map."""
    asked: list[str] = []
    desktop.hear("request", lambda request: asked.append(request.url))
    [frame] = painted(desktop, "territoire=epci-200070514&perimetre=communes-france")
    assert_in_their_place(frame, "communes-france")
    assert_hovering_gives_name_and_value_and_leaving_takes_them_away(desktop, frame)
    assert_clicks_on_random_communes_open_them(desktop, frame)
    assert not [url for url in asked if url.endswith(".detail")]
    assert_from_near_outlines_are_detailed(frame)
    assert len([url for url in asked if url.endswith("communes-france.detail")]) == 1
    desktop.assert_clean()


def assert_hovering_gives_name_and_value_and_leaving_takes_them_away(desktop: Visit, frame: Frame) -> None:
    place = STORE.territory("com-33063")
    at = place_of(frame, place.lon, place.lat)
    frame.locator(".leaflet-container").hover(position={"x": at["x"], "y": at["y"]})
    tip = frame.locator(".leaflet-tooltip")
    expect(tip).to_contain_text(re.compile(r"\(33\)"))
    expect(tip).to_contain_text(re.compile(r"\d,\d\s%"))
    desktop.page.mouse.move(5, 5)
    expect(tip).to_have_count(0)


def assert_clicks_on_random_communes_open_them(desktop: Visit, frame: Frame) -> None:
    scope = Scope("commune", "france")
    for seed in range(4):
        west, south, east, north = -1.0, 44.0, 6.0, 49.0
        chance = random.Random(seed)
        lon, lat = chance.uniform(west, east), chance.uniform(south, north)
        at = place_of(frame, lon, lat)
        clicked = frame.evaluate("p => { const c = map.containerPointToLatLng(p); return [c.lng, c.lat]; }",
                                 {"x": round(at["x"]), "y": round(at["y"])})  # fmt: skip
        expected = territory_at(STORE, scope, *clicked)
        assert expected
        frame.locator(".leaflet-container").click(position={"x": round(at["x"]), "y": round(at["y"])})
        name = short_label(STORE.territory(expected))
        expect(desktop.page.get_by_role("heading", level=1, name=name, exact=True)).to_be_visible()
        assert f"territoire={expected}" in desktop.page.url
        assert "perimetre=communes-france" in desktop.page.url
        desktop.quiet()


def assert_from_near_outlines_are_detailed(frame: Frame) -> None:
    frame.evaluate("() => map.setView([45.7, -0.3], 10, {animate: false})")
    frame.wait_for_function(
        """() => { let near = false; map.eachLayer(layer => { if (layer instanceof Mosaic)
          near = layer.cover !== layer.file.shapes; }); return near; }"""
    )
    ids = scope_ids(STORE, Scope("commune", "france"))
    full = STORE.contours("commune", "full").geometry
    for identifier in ("com-16102", "com-16089", "com-16167", "com-17415"):
        ring = full[identifier].buffer(-0.002)  # 200 m inside the true outline, where light ones are wrong
        for share in (0.1, 0.35, 0.6, 0.85):
            at = ring.exterior.interpolate(share, normalized=True)
            assert rank_under(frame, at.x, at.y) == ids.index(identifier)


SEEN_FROM_AFAR = {"29": 6, "56": 6, "05": 6, "84": 6, "974": 6}
"""Départements -> how many random places of them are looked at without drawing near."""
CLICKED = {"29": "com-29155", "56": "com-56086", "05": "com-05082", "84": "com-84138", "974": ""}
"""Départements -> what is clicked there: Ouessant, Houat, Mont-Dauphin, Valréas (two enclaves), any."""
AT = """([lon, lat, zoom]) => { if (zoom) { map.fire('dragstart'); map.setView([lat, lon], zoom, {animate: false}); }
  const p = map.latLngToContainerPoint([lat, lon]); p.x = Math.round(p.x); p.y = Math.round(p.y);
  const at = map.containerPointToLatLng(p), there = map.latLngToLayerPoint(at); let rank = -1;
  map.eachLayer(layer => { if (layer instanceof Mosaic) rank = layer.at(there); }); return [at.lng, at.lat, rank]; }"""
"""What lies under the pixel of a place: its longitude, its latitude, the rank of the shape that the map finds there."""


def test_islands_coasts_enclaves_and_overseas_are_found_under_the_pointer_and_opened(desktop: Visit) -> None:
    """`benchmarks.browser.clicks` clicks on all two hundred; here the map and the server are asked of each."""
    homes = STORE.territories["departement"]
    points = [(point, homes[point.commune]) for point in two_hundred()]
    for code, clicked in CLICKED.items():
        scope = Scope("commune", "departement", code)
        frame, ids = open_map(desktop.page, desktop.base, code), scope_ids(STORE, scope)
        near = [(point.lon, point.lat, NEAR) for point, home in points if home == code]
        wrong = 0
        for place in (*random_places(code, SEEN_FROM_AFAR[code]), *near):
            lon, lat, rank = frame.evaluate(AT, place)
            lies_there = commune_by_winding(lon, lat)
            drawn = ids[rank] if rank >= 0 else ""
            assert (territory_at(STORE, scope, lon, lat) or "") == lies_there
            wrong += drawn != lies_there
        assert wrong <= 1, f"{code}: one pixel of a shore may be drawn otherwise"
        if clicked:
            inside = STORE.contours("commune", "full", [clicked]).geometry.iloc[0].representative_point()
            result = click(desktop.page, frame, inside.x, inside.y, NEAR)
        else:
            result = click(desktop.page, frame, *random_places(code, 1)[0])
        assert result.is_right, result
        assert result.is_named, result
        assert clicked in ("", result.opened)
    # The component writes into its frame, whose loading the browser ends when the next map's page takes its place.
    desktop.failed[:] = [
        failure for failure in desktop.failed if "st_folium" not in failure or "ABORTED" not in failure
    ]
    desktop.assert_clean()


def random_places(departement: str, count: int) -> list[tuple[float, float, int]]:
    """Return places of as many communes of a département, always the same; 0: seen as the map opens."""
    chance, home = random.Random(departement), STORE.territories.loc[f"dep-{departement}"]
    found: dict[str, tuple[float, float, int]] = {}
    while len(found) < count:
        lon, lat = chance.uniform(home["west"], home["east"]), chance.uniform(home["south"], home["north"])
        commune = commune_by_winding(lon, lat)
        if commune and STORE.territories.at[commune, "departement"] == departement:
            found.setdefault(commune, (lon, lat, 0))
    return list(found.values())


def test_zoom_and_place_are_kept_and_no_frame_is_blank(desktop: Visit) -> None:
    [frame] = painted(desktop, "territoire=com-16102&perimetre=communes-departement-16")
    assert_in_their_place(frame, "communes-departement-16")
    frame.evaluate("() => { window.kept = true; map.setView([45.7, -0.2], 11, {animate: false}); }")
    frame.evaluate("() => { map.fire('dragstart'); }")
    # A blank frame would be a canvas without any opaque point at the middle of the map.
    frame.evaluate(
        """() => { window.blank = 0; (function look() {
          const canvas = document.querySelector('.mosaic-fill');
          const point = canvas && canvas.width ? canvas.getContext('2d').getImageData(
            canvas.width >> 1, canvas.height >> 1, 1, 1).data[3] : 0;
          if (!point) window.blank++;
          requestAnimationFrame(look); })(); }"""
    )
    before = view_of(frame)
    page = desktop.page
    desktop.open_list(re.compile("^Indicateur"))
    page.keyboard.type("logements vacants")
    page.get_by_role("option", name=re.compile("Part des logements vacants")).click()
    expect(page.get_by_role("heading", level=2, name="Part des logements vacants (2021)")).to_be_visible()
    frame.wait_for_function("() => thematicMap.paints() >= 2")
    desktop.quiet()
    assert frame.evaluate("() => window.kept === true")
    assert view_of(frame) == before
    assert frame.evaluate("() => window.blank") == 0
    # An indicator with many years puts buttons above the map: it must not be made anew for that.
    desktop.open_list(re.compile("^Indicateur"))
    page.keyboard.type("densité de population")
    page.get_by_role("option", name=re.compile("^Densité de population")).click()
    expect(page.get_by_role("button", name="Lire les années")).to_be_visible()
    frame.wait_for_function("() => thematicMap.paints() >= 3")
    desktop.quiet()
    assert frame.evaluate("() => window.kept === true")
    assert view_of(frame) == before
    desktop.assert_clean()


DRAWN = """() => ['.mosaic-fill', '.mosaic-top'].map(name => {
  const c = document.querySelector(name), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
  let h = 0; for (let i = 0; i < d.length; i++) h = (Math.imul(h, 31) + d[i]) | 0; return [c.width, c.height, h]; })"""


def test_a_map_repainted_is_the_map_opened_anew(desktop: Visit) -> None:
    """Lines and names are kept from an indicator to the next only where they are the same."""
    place = "territoire=com-16102&perimetre=communes-epci-200070514"
    wanted = {
        "part_appartements": "Part des appartements (2021)",
        "part_femmes_adjoints": "Part des femmes parmi les adjoints (2026)",  # 38 fragile, 14 without: patterns
        "logements": "Nombre de logements (2021)",  # circles
    }
    same_view = """() => { map.invalidateSize({animate: false}); map.fire('dragstart');
      map.setView([45.68, -0.2], 11, {animate: false}); }"""  # whenever a scroll bar came beside the map
    anew = {}
    for indicator in wanted:
        [frame] = painted(desktop, f"{place}&indicateur={indicator}")
        frame.evaluate(same_view)
        anew[indicator] = frame.evaluate(DRAWN)
    assert len({str(canvases) for canvases in anew.values()}) == len(wanted)
    page = desktop.page  # still that of the last one
    for indicator, heading in wanted.items():
        paints = frame.evaluate("() => thematicMap.paints()")
        desktop.open_list(re.compile("^Indicateur"))
        page.keyboard.type(heading.rpartition(" (")[0])
        page.get_by_role("option", name=re.compile(f"^{re.escape(heading.rpartition(' (')[0])}")).first.click()
        expect(page.get_by_role("heading", level=2, name=heading)).to_be_visible()
        frame.wait_for_function("paints => thematicMap.paints() > paints", arg=paints)
        desktop.quiet()
        assert frame.evaluate(DRAWN) == anew[indicator], indicator


def test_the_keyboard_reads_and_opens(desktop: Visit) -> None:
    [frame] = painted(desktop, "territoire=com-16102&perimetre=communes-epci-200070514")
    assert_in_their_place(frame, "communes-epci-200070514")
    box = frame.locator(".leaflet-container")
    assert box.get_attribute("role") == "application"
    assert "Flèches" in frame.locator(f"#{box.get_attribute('aria-describedby')}").inner_text()
    box.focus()
    box.press("ArrowRight")
    ring = "() => getComputedStyle(document.querySelector('.leaflet-container'), '::after').borderTopWidth"
    assert frame.evaluate(ring) == "3px", "focus shows"
    live = frame.locator("#map-live")
    expect(live).to_have_text(re.compile(r"^Cognac : 23,1\s%\. Classe \d sur 5\.$"))
    expect(frame.locator(".leaflet-tooltip")).to_contain_text("Cognac")
    box.press("ArrowDown")
    assert not re.match("Cognac :", live.inner_text())
    name = live.inner_text().partition(" : ")[0]
    box.press("Enter")
    expect(desktop.page.get_by_role("heading", level=1, name=name, exact=True)).to_be_visible()
    box.press("Escape")
    expect(live).to_have_text("")
    desktop.assert_clean()


def test_two_maps_move_and_point_together(desktop: Visit) -> None:
    first, second = painted(desktop, "territoire=epci-200070514&perimetre=epci-france&second=densite", maps=2)
    assert_in_their_place(first, "epci-france")
    assert view_of(first) == view_of(second)
    before = view_of(first)
    first.locator(".leaflet-control-zoom-in").click()
    first.wait_for_function("zoom => map.getZoom() === zoom + 1 && !map._animatingZoom", arg=before[0])
    second.wait_for_function("zoom => map.getZoom() === zoom + 1 && !map._animatingZoom", arg=before[0])
    assert view_of(first) != before
    assert view_of(second) == pytest.approx(view_of(first), abs=1e-6)
    place = STORE.territory("epci-200070514")
    at = place_of(first, place.lon, place.lat)
    first.locator(".leaflet-container").hover(position={"x": at["x"], "y": at["y"]})
    for frame, unit in ((first, "%"), (second, "hab./km²")):
        expect(frame.locator(".tooltip-name")).to_contain_text("Grand Cognac")
        expect(frame.locator(".tooltip-value")).to_contain_text(unit)
    desktop.assert_clean()


def test_on_a_phone_two_maps_are_one_under_the_other_and_the_first_touch_reads(phone: Visit) -> None:
    first, _ = painted(phone, "territoire=epci-200070514&second=densite", maps=2)
    boxes = [f.bounding_box() for f in phone.page.query_selector_all(".st-key-otc-carte iframe")]
    assert boxes[1]["y"] > boxes[0]["y"] + boxes[0]["height"]  # type: ignore[index]
    place = STORE.territory("com-16102")
    at = place_of(first, place.lon, place.lat)
    first.locator(".leaflet-container").tap(position={"x": at["x"], "y": at["y"]})
    expect(first.locator(".tooltip-name")).to_have_text("Cognac")
    phone.quiet()
    assert "territoire=epci-200070514" in phone.page.url, "the first touch opened it"
    first.locator(".leaflet-container").tap(position={"x": at["x"], "y": at["y"]})
    expect(phone.page.get_by_role("heading", level=1, name="Cognac", exact=True)).to_be_visible()
    phone.assert_clean()


def test_a_hostile_name_executes_nothing(desktop: Visit) -> None:
    hostile = '<img src=x onerror="window.parent.pwned=1"><script>window.parent.pwned=1</script>'
    names = map_names(STORE, Scope.parse("communes-epci-200070514")).decode().split("\n")
    desktop.page.route("**/*.names", lambda route: route.fulfill(body="\n".join([hostile] * len(names))))
    [frame] = painted(desktop, "territoire=com-16102&perimetre=communes-epci-200070514")
    box = frame.locator(".leaflet-container")
    for key in ("ArrowRight", "ArrowDown", "ArrowRight"):
        box.press(key)
    expect(frame.locator(".tooltip-name")).to_contain_text("<img src=x")
    expect(frame.locator("#map-live")).to_contain_text("<script>")
    assert desktop.page.evaluate("() => window.pwned === undefined")
    assert frame.locator(".leaflet-tooltip img").count() == 0


def test_overseas_can_be_reached_in_its_true_place(desktop: Visit) -> None:
    [frame] = painted(desktop, "territoire=epci-200070514&perimetre=epci-france&insets=non")
    assert_in_their_place(frame, f"epci-france{TRUE_PLACES}")
    frame.locator(".map-places").select_option("La Réunion")
    desktop.quiet()
    zoom, lat, lon = view_of(frame)
    assert zoom > 8
    assert (lat, lon) == pytest.approx((-21.1, 55.5), abs=0.2)
    assert rank_under(frame, 55.5, -21.2) >= 0
    desktop.assert_clean()


def test_the_background_is_asked_of_the_ign_only_when_turned_on(desktop: Visit) -> None:
    [frame] = painted(desktop, "territoire=epci-200070514&pairs=departement&perimetre=pairs")
    assert_in_their_place(frame, "pairs")
    page = desktop.page
    assert not desktop.outside
    page.get_by_text("Régler la carte").click()
    page.get_by_text("Fond de carte de l’IGN (en ligne)").wait_for()  # drawn when it is opened
    desktop.quiet()
    page.get_by_text("Fond de carte de l’IGN (en ligne)").click()
    expect(page.get_by_text("ils voient votre adresse internet")).to_be_visible()
    expect(credit_of(page)).to_have_text("Fond de l’IGN injoignable")
    desktop.quiet()
    assert desktop.outside
    assert all(url.startswith("https://data.geopf.fr/wmts?") for url in desktop.outside)
    assert not [error for error in desktop.errors if "Content Security Policy" in error]
    count = len(desktop.outside)
    page.get_by_text("Fond de carte de l’IGN (en ligne)").click()
    expect(page.get_by_text("ils voient votre adresse internet")).to_have_count(0)
    expect(credit_of(page).filter(has_text="IGN")).to_have_count(0)  # the frame is made anew
    desktop.quiet()
    assert len(desktop.outside) == count, "still asked for once turned off"


def credit_of(page: Page) -> Locator:
    return page.frame_locator(".st-key-otc-carte iframe").locator(".map-credit")


def corner(column: int, row: int, zoom: int) -> tuple[float, float]:
    """Return the longitude and latitude of the north-west corner of a tile of the Mercator pyramid."""
    side = 2**zoom
    return column / side * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / side))))


TILES = """() => [...document.querySelectorAll('img.leaflet-tile-loaded')].map(tile => {
  const at = tile.getBoundingClientRect(), box = map.getContainer().getBoundingClientRect();
  const place = map.containerPointToLatLng([at.left - box.left, at.top - box.top]);
  return { src: tile.src, width: tile.naturalWidth, lon: place.lng, lat: place.lat, size: at.width }; })"""


ALL_TILES = """said => { const tiles = [...document.querySelectorAll('img.leaflet-tile')];
  return tiles.length > 0 && tiles.every(
    tile => tile.src.includes(said) && tile.classList.contains('leaflet-tile-loaded')); }"""


CREDITED = """() => [...document.querySelectorAll('.st-key-otc-carte iframe')].some(
  (frame) => frame.contentDocument?.querySelector('.map-credit')?.innerText.includes('Géoplateforme'))"""


def test_tiles_of_the_ign_are_well_asked_and_lie_where_they_should(desktop: Visit) -> None:
    page, asked, policies = desktop.page, list[Request](), dict[str, str]()

    def answer(route: Route) -> None:
        asked.append(route.request)
        route.fulfill(body=base64.b64decode(PNG), content_type="image/png")

    def keep_policy(response: Response) -> None:
        if response.request.resource_type == "document":
            policies[response.url] = response.headers.get("content-security-policy", "")

    page.route("https://data.geopf.fr/**", answer)
    desktop.hear("response", keep_policy)
    painted(desktop, "territoire=epci-200070514")
    assert not asked
    assert not any("geopf" in policy for policy in policies.values())
    policies.clear()
    page.get_by_text("Régler la carte").click()
    page.get_by_text("Fond de carte de l’IGN (en ligne)").wait_for()  # drawn when it is opened
    desktop.quiet()
    page.get_by_text("Fond de carte de l’IGN (en ligne)").click()
    page.wait_for_function(CREDITED)  # its frame is made anew, with other rights: two for a moment
    desktop.quiet()
    expect(credit_of(page)).to_have_text("Fond : © IGN, Géoplateforme")
    desktop.quiet()
    [frame] = [handle.content_frame() for handle in page.query_selector_all(".st-key-otc-carte iframe")]
    assert frame
    # The policy of the frame lets images of the IGN through, and nothing else of it.
    [policy] = {policy for url, policy in policies.items() if "streamlit_folium" in url}
    assert [rule.split()[0] for rule in policy.split("; ") if "data.geopf.fr" in rule] == ["img-src"]
    refused = "() => fetch('https://data.geopf.fr/wmts').then(() => 'sent', () => 'refused')"
    assert frame.evaluate(refused) == "refused"
    frame.wait_for_function(ALL_TILES, arg="TILEMATRIX=")
    assert_tiles(frame, asked)
    # Elsewhere and nearer: the tiles of that place.
    asked.clear()
    frame.evaluate("() => map.setView([45.65, -0.2], 13, {animate: false})")
    frame.wait_for_function(ALL_TILES, arg="TILEMATRIX=13&")
    assert_tiles(frame, asked)
    assert {parse_qs(urlsplit(request.url).query)["TILEMATRIX"][0] for request in asked} == {"13"}
    others = [url for url in desktop.outside if not url.startswith("https://data.geopf.fr/wmts?")]
    assert not others, "another address than that of the tiles"
    assert not [error for error in desktop.errors if "fetch" not in error.lower() and "connect-src" not in error]


PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=="


def assert_tiles(frame: Frame, asked: list[Request]) -> None:
    """Hold what is asked of the IGN against its service, and each loaded tile against its place on the map."""
    assert asked
    fixed = {"SERVICE": "WMTS", "REQUEST": "GetTile", "VERSION": "1.0.0", "STYLE": "normal", "FORMAT": "image/png",
             "LAYER": "GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2", "TILEMATRIXSET": "PM"}  # fmt: skip
    zoom = round(view_of(frame)[0])
    west, south, east, north = frame.evaluate(
        "() => { const b = map.getBounds().pad(0.6); return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]; }"
    )
    wanted = set()
    for request in asked:
        address = urlsplit(request.url)
        said = parse_qs(address.query, strict_parsing=True)
        assert (address.scheme, address.netloc, address.path) == ("https", "data.geopf.fr", "/wmts")
        assert {name: value for name, [value] in said.items() if name in fixed} == fixed
        assert set(said) - set(fixed) == {"TILEMATRIX", "TILEROW", "TILECOL"}
        level, row, column = (int(said[name][0]) for name in ("TILEMATRIX", "TILEROW", "TILECOL"))
        (left, top), (right, bottom) = corner(column, row, level), corner(column + 1, row + 1, level)
        assert level == zoom
        assert shapely.box(west, south, east, north).intersects(shapely.box(left, bottom, right, top)), "of elsewhere"
        wanted.add((level, row, column))
        headers = request.all_headers()
        assert not {"referer", "cookie"} & set(headers), "only what the request itself says"
    tiles = frame.evaluate(TILES)
    assert len(tiles) >= 6
    for tile in tiles:
        said = parse_qs(urlsplit(tile["src"]).query)
        level, row, column = (int(said[name][0]) for name in ("TILEMATRIX", "TILEROW", "TILECOL"))
        assert (level, row, column) in wanted
        assert tile["width"] == 1, "shown"
        pixel = 360 / 256 / 2**zoom
        assert (tile["lon"], tile["lat"]) == pytest.approx(corner(column, row, level), abs=2 * pixel)
    lon, lat = view_of(frame)[2], view_of(frame)[1]
    under = (2**zoom * (lon + 180) / 360, 2**zoom * (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2)
    assert (zoom, int(under[1]), int(under[0])) in wanted, "the tile in the middle of the map"


def test_the_years_play_on_one_frame_with_the_same_classes(desktop: Visit) -> None:
    [frame] = painted(desktop, "territoire=epci-200070514&indicateur=densite&annee=2021&perimetre=epci-region-75")
    assert_in_their_place(frame, "epci-region-75")
    frame.evaluate("() => { window.kept = true; }")
    page = desktop.page
    page.get_by_role("button", name="Lire les années").click()
    expect(page.get_by_role("heading", level=2, name="Densité de population (2023)")).to_be_visible()
    page.wait_for_url(re.compile("annee=2023"))
    desktop.quiet()
    assert frame.evaluate("() => window.kept === true")
    assert "annee=2023" in page.url
    expect(page.get_by_role("button", name="Lire les années")).to_be_visible()
    assert "Mêmes classes pour toutes les années" in page.locator(".otc-legend").inner_text()
    desktop.assert_clean()


def test_a_map_that_does_not_load_says_so(desktop: Visit) -> None:
    desktop.page.route("**/*.map", lambda route: route.fulfill(status=404, body="Non."))
    page = desktop.open("carte?territoire=epci-200070514")
    notice = page.frame_locator(".st-key-otc-carte iframe").locator("[role=alert]")
    expect(notice).to_contain_text("Le tableau donne les mêmes chiffres")


def test_the_browser_reads_the_file_as_python_does(desktop: Visit) -> None:
    [frame] = painted(desktop, "territoire=epci-200070514&perimetre=epci-departement-16")
    raw = map_file(STORE, Scope.parse("epci-departement-16"))
    head = json.loads(raw[4 : 4 + int.from_bytes(raw[:4], "little")])
    seen = frame.evaluate(
        """() => { let found; map.eachLayer(l => { if (l instanceof Mosaic) found = l.file; });
          return { count: found.shapes.count, towns: found.towns.length, ground: found.ground.count,
                   outer: found.shapes.kinds.filter(kind => kind === 3).length,
                   closed: Array.from({length: found.shapes.count}, (_, s) => found.shapes.box[4 * s + 2]
                     > found.shapes.box[4 * s]).every(Boolean) }; }"""
    )
    assert seen["count"] == 9
    assert seen["towns"] == len(head["towns"])
    assert seen["ground"] == head["sections"][1]["count"] > 0
    assert seen["outer"] > 0
    assert seen["closed"]


def test_no_page_but_the_map_asks_for_outlines(desktop: Visit) -> None:
    asked: list[str] = []
    desktop.hear("request", lambda request: asked.append(request.url))
    page: Page = desktop.open("comparer?territoire=epci-200070514")
    expect(
        page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas").first
    ).to_be_visible()
    desktop.quiet()
    assert not [url for url in asked if url.endswith((".map", ".detail", ".names"))]
