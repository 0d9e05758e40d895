"""`map.js`, the map's frame: what it fetches, what pointer, finger and keys read, what is said, two maps together.

Five squares of one degree, 20 pixels each on a map of 400 by 300 whose view is fitted to them:

    C D
    A B . . E
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, Route, expect
from shapely import box

from tests.views.browser.conftest import SITE, Answers, Opener
from tests.views.browser.made_maps import made_map, map_page, map_spec

pytestmark = pytest.mark.browser

N = "\u202f"
A, B, C, D, E = range(5)
NAMES = ["Ars", "Bu", "<b>Cys</b>", "Dax", "Eu"]
CORNERS = [(0, 50), (1, 50), (0, 51), (1, 51), (4, 50)]
SHAPES = [box(100 * x, 100 * y, 100 * x + 100, 100 * y + 100) for x, y in CORNERS]
MAP = made_map(SHAPES, quantum=0.01)
MISSING = {
    "a": {"name": "secret", "label": "secret statistique", "fill": "#dddddd", "stroke": "#555555", "pattern": "hatch"},
    "b": {"name": "fragile", "label": "valeur fragile", "fill": "#eeeeee", "stroke": "#555555", "pattern": "plain"},
}
STILL = """() => new Promise((done) => { let zoom = null, frames = 0;
  (function look() { const now = map.getZoom(); frames = now === zoom ? frames + 1 : 0; zoom = now;
    if (frames > 5) done(true); else requestAnimationFrame(look); })(); })"""
"""The view does not move any more: two places asked for one after the other are of one view."""
SHOW = "spec => thematicMap.show(map, spec)"


def spec(**fields: object) -> dict[str, Any]:
    return map_spec("a", 5, classes="01a2b", figures="1|22,5||1 234|0,4", missing=MISSING) | fields


def answers(**more: object) -> Answers:
    found: dict[str, Any] = {f"{SITE}/": map_page(), f"{SITE}/a.map": MAP, f"{SITE}/a.txt": "\n".join(NAMES).encode()}
    return found | {f"{SITE}/{name.replace('_', '.')}": body for name, body in more.items()}


def painted(page: Page | Frame, given: dict[str, Any], times: int = 1) -> None:
    """Show a map and wait until it is painted and its names are there."""
    page.evaluate(SHOW, given)
    page.wait_for_function("times => thematicMap.paints() >= times", arg=times)


def shown(opened: Opener, given: dict[str, Any] | None = None, page: str | None = None, **more: object) -> Page:
    found = opened(f"{SITE}/", answers(**more) | ({f"{SITE}/": page} if page else {}))
    with found.expect_response("**/a.txt"):
        painted(found, given or spec())
    found.evaluate(STILL)
    found.evaluate("window.clicks = []; map.on('click', (event) => clicks.push(event.latlng)); 0")
    return found


def place(page: Page | Frame, rank: int) -> tuple[float, float]:
    """Where the middle of a square lies in the frame."""
    x, y = CORNERS[rank]
    script = """([x, y]) => { const lat = Math.atan(Math.sinh(y * Math.PI / 180)) * 180 / Math.PI;
      const p = map.latLngToContainerPoint([lat, x]); return [p.x, p.y]; }"""
    left, top = page.evaluate(script, [x + 0.5, y + 0.5])
    return left, top


def hover(page: Page, rank: int) -> None:
    page.mouse.move(*place(page, rank))


def colour(page: Page, rank: int, canvas: str = "fill") -> list[int]:
    """Colour of a canvas in the middle of a square."""
    script = """([x, y, canvas]) => {
      let mosaic; map.eachLayer((layer) => { if (layer instanceof Mosaic) mosaic = layer; });
      const at = map.containerPointToLayerPoint([x, y]).subtract(mosaic._bounds.min).multiplyBy(mosaic.fine);
      return [...mosaic[canvas].getContext("2d").getImageData(Math.round(at.x), Math.round(at.y), 1, 1).data]; }"""
    return list(page.evaluate(script, [*place(page, rank), canvas]))


# --- Fetching and painting ---


def test_the_view_is_fitted_and_each_shape_has_its_colour(opened: Opener) -> None:
    page = shown(opened)
    (left, top), (right, bottom) = place(page, C), place(page, E)
    side = (right - left) / 4
    assert left - side / 2 == pytest.approx(12, abs=3)
    assert right + side / 2 == pytest.approx(388, abs=3)
    assert bottom - top == pytest.approx(side, abs=0.1)
    assert [colour(page, rank)[:3] for rank in (A, B, D, E)] == [[255, 0, 0], [0, 255, 0], [0, 0, 255], [238] * 3]


def test_outlines_are_fetched_once_and_colours_follow(opened: Opener) -> None:
    asked: list[str] = []

    def count(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=MAP)

    page = shown(opened, a_map=count)
    painted(page, spec(classes="1001b", palette=["#010203", "#0a0b0c"]), 2)
    assert [colour(page, rank)[:3] for rank in (A, B, D)] == [[10, 11, 12], [1, 2, 3], [10, 11, 12]]
    assert len(asked) == 1


def test_a_map_that_comes_after_another_was_asked_for_is_not_drawn(opened: Opener) -> None:
    late: list[Route] = []
    two = made_map(SHAPES[:2], quantum=0.01)
    page = opened(f"{SITE}/", answers(a_map=late.append, b_map=two, b_txt=b"Un\nDeux"))
    with page.expect_request("**/a.map"):
        page.evaluate(SHOW, spec())
    expect(page.locator(".map-notice")).to_have_text("Chargement de la carte…")
    painted(page, map_spec("b", 2, classes="12"))
    expect(page.locator(".map-notice")).to_have_count(0)
    with page.expect_response("**/a.map"):
        late[0].fulfill(body=MAP)
    painted(page, map_spec("b", 2, classes="21"), 2)
    assert page.evaluate("thematicMap.paints()") == 2
    assert [colour(page, rank)[:3] for rank in (A, B, D)] == [[0, 0, 255], [0, 255, 0], [0, 0, 0]]
    page.mouse.move(*place(page, B))
    expect(page.locator(".tooltip-name")).to_have_text("Deux")


def test_a_map_that_fails_says_so_and_is_asked_for_again(opened: Opener) -> None:
    states = [503, 200]

    def fail_once(route: Route) -> None:
        route.fulfill(status=states.pop(0), body=MAP)

    page = opened(f"{SITE}/", answers(a_map=fail_once))
    page.evaluate(SHOW, spec())
    expect(page.get_by_role("alert")).to_contain_text("La carte n’a pas pu être chargée.")
    expect(page.locator("#box")).not_to_have_attribute("aria-busy", "true")
    painted(page, spec())
    expect(page.get_by_role("alert")).to_have_count(0)


def test_figures_of_a_large_map_come_by_address(opened: Opener) -> None:
    given = spec(figures=None, figuresUrl=f"{SITE}/figures.txt")
    page = opened(f"{SITE}/", answers(figures_txt=b"7|8||9|1"))
    with page.expect_response("**/figures.txt"), page.expect_response("**/a.txt"):
        painted(page, given)
    hover(page, B)
    expect(page.locator(".tooltip-value")).to_have_text(f"8{N}%")


def test_a_shape_pointed_at_before_its_name_and_figure_come_is_read_when_they_come(opened: Opener) -> None:
    late: dict[str, Route] = {}

    def hold(route: Route) -> None:
        late[route.request.url.rpartition("/")[2]] = route

    page = opened(f"{SITE}/", answers(a_txt=hold, figures_txt=hold))
    with page.expect_request("**/a.txt"), page.expect_request("**/figures.txt"):
        painted(page, spec(figures=None, figuresUrl=f"{SITE}/figures.txt"))
    hover(page, B)
    expect(page.get_by_role("tooltip")).to_have_text("")
    late["figures.txt"].fulfill(body=b"7|8||9|1")
    expect(page.locator(".tooltip-value")).to_have_text(f"8{N}%")
    expect(page.locator(".tooltip-name")).to_have_count(0)
    late["a.txt"].fulfill(body="\n".join(NAMES).encode())
    expect(page.locator(".tooltip-name")).to_have_text("Bu")


def test_nearer_outlines_are_fetched_once_when_the_visitor_draws_near(opened: Opener) -> None:
    asked: list[str] = []

    def near(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(
            body=made_map([box(s.bounds[0], s.bounds[1], s.bounds[2], s.bounds[3] + 20) for s in SHAPES], quantum=0.01)
        )

    page = shown(opened, spec(detail=f"{SITE}/near.map"), near_map=near)
    under = """() => { let found; const lat = Math.atan(Math.sinh(52.1 * Math.PI / 180)) * 180 / Math.PI;
      const at = map.latLngToLayerPoint([lat, 0.5]);
      map.eachLayer((layer) => { if (layer instanceof Mosaic) found = layer.at(at); }); return found; }"""
    assert page.evaluate("map.getZoom()") < 7.6
    assert (page.evaluate(under), asked) == (-1, [])
    page.evaluate("map.setView([46.3, 0.5], 8, { animate: false }); 0")
    page.wait_for_function(f"({under})() === {C}")
    page.evaluate("map.setView([46.3, 0.5], 6, { animate: false }); 0")
    assert page.evaluate(under) == -1
    page.evaluate("map.setView([46.3, 0.5], 8, { animate: false }); 0")
    assert page.evaluate(under) == C
    assert len(asked) == 1


def test_a_new_view_is_fitted_unless_the_visitor_moved(opened: Opener) -> None:
    page = shown(opened)
    home = page.evaluate("map.getZoom()")
    painted(page, spec(view="1", shown="0 1", classes="01", figures="1|2"), 2)
    near = page.evaluate("map.getZoom()")
    assert near > home + 0.5, "fitted to A and B"
    page.focus("#box")
    page.keyboard.press("-")
    page.wait_for_function("near => map.getZoom() < near - 0.4", arg=near)
    moved = page.evaluate("map.getZoom()")
    painted(page, spec(view="2"), 3)
    assert page.evaluate("map.getZoom()") == moved


# --- Pointer and finger ---


@pytest.mark.parametrize(
    ("rank", "lines"),
    [
        (A, ["Ars", f"1{N}%"]),
        (D, ["Dax", f"1{N}234{N}%"]),
        (C, ["<b>Cys</b>", "secret statistique"]),  # never HTML; a state instead of a figure
        (E, ["Eu", f"0,4{N}% (valeur fragile)"]),
    ],
)
def test_the_pointer_reads_a_name_and_its_figure(opened: Opener, rank: int, lines: list[str]) -> None:
    page = shown(opened)
    hover(page, rank)
    expect(page.locator(".leaflet-tooltip > div > div")).to_have_text(lines)
    expect(page.locator("#map-live")).to_be_empty()  # said to who uses the keys only
    page.mouse.move(5, 5)
    expect(page.locator(".leaflet-tooltip")).to_have_count(0)


def test_what_is_not_shown_is_not_read_and_figures_follow_their_places(opened: Opener) -> None:
    page = shown(opened, spec(shown="1 2", classes="02", figures="11|33"))
    hover(page, D)
    expect(page.locator(".leaflet-tooltip > div > div")).to_have_text(["Dax", f"33{N}%"])
    hover(page, A)
    expect(page.locator(".leaflet-tooltip")).to_have_count(0)
    assert colour(page, D)[:3] == [0, 0, 255]
    assert colour(page, A)[:3] == [0xE7, 0xE2, 0xD6]


TAP = """([x, y]) => { const box = map.getContainer(); const at = { clientX: x, clientY: y, bubbles: true };
  box.dispatchEvent(new PointerEvent("pointerdown", { pointerType: "touch", ...at }));
  box.dispatchEvent(new MouseEvent("click", at)); return clicks.length; }"""


def test_the_first_touch_reads_and_the_second_opens(opened: Opener) -> None:
    page = shown(opened)
    assert page.evaluate(TAP, place(page, A)) == 0
    expect(page.locator(".tooltip-name")).to_have_text("Ars")
    assert page.evaluate(TAP, place(page, B)) == 0
    expect(page.locator(".tooltip-name")).to_have_text("Bu")
    assert page.evaluate(TAP, place(page, B)) == 1


# --- Keys ---


def said(page: Page, key: str) -> str:
    page.keyboard.press(key)
    return page.locator("#map-live").inner_text()


def test_arrows_go_from_a_territory_to_the_next_and_say_it(opened: Opener) -> None:
    page = shown(opened, spec(selected=A))
    page.focus("#box")
    assert said(page, "ArrowUp") == f"Ars : 1{N}%. Classe 1 sur 3."  # first the place itself
    assert said(page, "ArrowUp") == "<b>Cys</b> : secret statistique."
    assert said(page, "ArrowRight") == f"Dax : 1{N}234{N}%. Classe 3 sur 3."
    assert said(page, "ArrowDown") == f"Bu : 22,5{N}%. Classe 2 sur 3."
    assert said(page, "ArrowRight") == f"Eu : 0,4{N}% (valeur fragile)."  # far, but straight ahead
    assert said(page, "ArrowRight") == f"Eu : 0,4{N}% (valeur fragile)."  # nothing further
    assert said(page, "ArrowLeft") == f"Bu : 22,5{N}%. Classe 2 sur 3."
    assert said(page, "Escape") == ""
    expect(page.locator(".leaflet-tooltip")).to_have_count(0)


def test_without_a_place_the_keys_begin_at_the_middle_of_the_view(opened: Opener) -> None:
    page = shown(opened, spec(shown="0 1 1 2", classes="01ab", figures="1|2||4"))  # D would be as near as B
    page.focus("#box")
    assert said(page, "ArrowLeft").startswith("Bu : ")


def test_keys_pass_over_what_is_not_shown(opened: Opener) -> None:
    page = shown(opened, spec(shown="0 4", classes="01", figures="1|2", selected=A))
    page.focus("#box")
    said(page, "ArrowRight")
    assert said(page, "ArrowRight").startswith("Eu : ")


def test_enter_clicks_on_the_territory_and_on_nothing_before_one_is_chosen(opened: Opener) -> None:
    page = shown(opened, spec(selected=D))
    page.focus("#box")
    page.keyboard.press("Enter")
    assert page.evaluate("clicks") == []
    said(page, "ArrowUp")
    page.keyboard.press("Enter")
    [click] = page.evaluate("clicks")
    assert click["lng"] == 1.5
    assert click["lat"] == pytest.approx(45.7035, abs=1e-4)  # the latitude of 51.5 on the plane: atan(sinh(51.5°))


def test_keys_with_control_or_in_a_menu_are_left_alone(opened: Opener) -> None:
    page = shown(opened, spec(selected=A))
    page.focus("#box")
    page.keyboard.press("Control+ArrowRight")
    expect(page.locator("#map-live")).to_be_empty()
    page.evaluate("document.querySelector('#box').insertAdjacentHTML('beforeend', '<input>')")
    page.focus("#box input")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#map-live")).to_be_empty()


def test_plus_and_minus_zoom(opened: Opener) -> None:
    page = shown(opened, page=map_page(options="zoomDelta: 0.2"))
    page.focus("#box")
    home = page.evaluate("map.getZoom()")
    for key, zoom in (("+", home + 0.2), ("=", home + 0.4), ("-", home + 0.2)):
        page.keyboard.press(key)
        page.wait_for_function("zoom => Math.abs(map.getZoom() - zoom) < 0.01", arg=zoom)


# --- The frame ---


@pytest.mark.parametrize(("wide", "high"), [(800, 700), (500, 540), (390, 421), (200, 300)])
def test_the_map_is_about_as_high_as_a_narrow_screen_is_wide(opened: Opener, wide: int, high: int) -> None:
    page = opened(f"{SITE}/", answers() | {f"{SITE}/": map_page(high=700)})
    page.set_viewport_size({"width": wide, "height": 600})
    page.evaluate("window.Streamlit = { setFrameHeight: (height) => { window.told = height; } }; 0")
    painted(page, spec())
    assert page.evaluate("document.querySelector('#box').clientHeight") == high
    page.wait_for_function("high => window.told === high", arg=high)


def test_the_frame_says_what_it_shows(opened: Opener) -> None:
    page = shown(opened, spec(label="Part des jeunes, Charente"))
    expect(page.locator("#box")).to_have_attribute("aria-label", "Part des jeunes, Charente")
    assert page.title() == "Part des jeunes, Charente"
    painted(page, spec(label="Densité"), 2)
    expect(page.locator("#box")).to_have_attribute("aria-label", "Densité")
    assert page.locator("#map-help").count() == 1


def test_a_menu_leads_to_each_overseas_departement(opened: Opener) -> None:
    overseas = [["France métropolitaine", 0, 50, 2, 52], ["La Réunion", 4, 50, 5, 51]]
    page = shown(opened, a_map=made_map(SHAPES, quantum=0.01, overseas=overseas))
    assert 0 < place(page, D)[0] < 400 < place(page, E)[0]
    page.get_by_label("Aller à").select_option("La Réunion")
    assert place(page, E) == pytest.approx((200, 150), abs=3)
    page.get_by_label("Aller à").select_option("France métropolitaine")
    assert 0 < place(page, D)[0] < 400 < place(page, E)[0]


def test_tiles_are_asked_for_only_when_the_background_is_on(opened: Opener) -> None:
    asked: list[str] = []

    def tile(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=404)

    page = opened(f"{SITE}/", answers() | {"https://data.geopf.fr/wmts": tile})
    painted(page, spec())
    assert asked == []
    painted(page, spec(background=True), 2)
    credit = page.locator(".map-credit")
    expect(credit).to_have_text("Fond de l’IGN injoignable")
    assert asked
    assert all("LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2" in url for url in asked)
    assert colour(page, A)[:3] == [255, 0, 0]
    painted(page, spec(), 3)
    expect(credit).to_be_empty()
    assert page.locator(".leaflet-tile").count() == 0


def test_circles_stand_in_the_middle_of_their_shapes(opened: Opener) -> None:
    page = shown(opened, spec(symbols="6|0|6|6|6"))
    assert colour(page, A, "top")[2] > 60
    assert colour(page, B, "top")[3] == 0


# --- Two maps ---


def two_maps(opened: Opener, second: Callable[..., dict[str, Any]] = spec) -> tuple[Page, Frame, Frame]:
    frame = f'<iframe src="{SITE}/" width="400" height="300" style="border:0;float:left"></iframe>'
    page = opened(f"{SITE}/deux", answers(deux=frame * 2, b_map=MAP, b_txt="\n".join(NAMES).encode()))
    one, other = page.frames[1:]
    for inside in (one, other):
        inside.wait_for_function("window.thematicMap && window.map")
    with page.expect_response("**/a.txt"):
        painted(one, spec())
    with page.expect_response("**/*.txt"):
        painted(other, second())
    return page, one, other


def test_a_territory_pointed_at_on_one_map_is_read_on_the_other(opened: Opener) -> None:
    page, one, other = two_maps(opened, lambda: spec(figures="5|6||7|8"))
    x, y = place(one, D)
    page.mouse.move(x, y)
    expect(one.locator(".leaflet-tooltip > div > div")).to_have_text(["Dax", f"1{N}234{N}%"])
    expect(other.locator(".leaflet-tooltip > div > div")).to_have_text(["Dax", f"7{N}%"])


def test_a_map_that_is_moved_takes_the_other_along(opened: Opener) -> None:
    page, one, other = two_maps(opened)
    one.locator("#box").focus()
    page.keyboard.press("+")
    view = "() => [map.getZoom(), map.getCenter().lng]"
    other.wait_for_function("zoom => Math.abs(map.getZoom() - zoom) < 0.01", arg=one.evaluate("map.getZoom()"))
    assert other.evaluate(view) == pytest.approx(one.evaluate(view))


def test_maps_of_other_outlines_go_their_own_way(opened: Opener) -> None:
    page, one, other = two_maps(opened, lambda: map_spec("b", 5))
    home = other.evaluate("map.getZoom()")
    x, y = place(one, D)
    page.mouse.move(x, y)
    expect(one.locator(".leaflet-tooltip")).to_have_count(1)
    one.locator("#box").focus()
    page.keyboard.press("+")
    one.wait_for_function("home => map.getZoom() > home + 0.1", arg=home)
    expect(other.locator(".leaflet-tooltip")).to_have_count(0)
    assert other.evaluate("map.getZoom()") == home


# --- Places that a council brought ---


def test_places_bear_their_sign_and_their_label_as_text(opened: Opener) -> None:
    evil = "<img src=x onerror=\"document.title='taken'\">"
    pins = {"signs": ["●", "■"], "named": True, "points": [["Halle", 0, 0.5, 0.5], [evil, 1, 1.5, 0.5]]}
    page = shown(opened, spec(pins=pins))
    boxes = page.locator(".map-pin-box")
    assert boxes.all_inner_texts() == ["●Halle", f"■{evil}"]
    assert page.locator(".map-pin-box img").count() == 0
    assert page.title() != "taken"
    painted(page, spec(pins=pins | {"named": False}), 2)
    assert boxes.all_inner_texts() == ["●", "■"]
    painted(page, spec(), 3)
    assert boxes.count() == 0
