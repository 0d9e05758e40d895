"""`mosaic.js`: which shape lies at each point, its colour there, lines, outlines and names, on maps worked by hand.

The map is 400 pixels by 300 at zoom 2, where the world is 1024 pixels wide: with a quantum of 360 / 1024 degree, the
point (x, y) of a shape lies x pixels to the right of the middle (200, 150) and y pixels above it. The canvas begins 48
pixels further left and 36 further up, and has two points a pixel.
"""

from __future__ import annotations

from typing import Any

import pytest
import shapely
from playwright.sync_api import Page
from shapely import Polygon, box

from tests.views.browser.conftest import SITE, Opener
from tests.views.browser.made_maps import Shapes, made_map, map_page

pytestmark = pytest.mark.browser

PIXEL = 360 / 1024
RED, GREEN, BLUE, SAND = [255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255], [7, 8, 9, 255]

DRAW = """async (given) => {
  window.file = mapFile.read(await (await fetch("/demo/a.map")).arrayBuffer());
  window.mosaic = new Mosaic(file);
  mosaic.addTo(map);
  const abgr = (rgb) => (0xff000000 | rgb[2] << 16 | rgb[1] << 8 | rgb[0]) >>> 0;
  window.look = (given) => {
    const colours = new Uint32Array(65536);
    given.colours.forEach((rgb, rank) => { colours[rank] = abgr(rgb); });
    colours[Mosaic.GROUND] = abgr([7, 8, 9]);
    const tileOf = new Uint8Array(65536);
    (given.tileOf || []).forEach((tile, rank) => { tileOf[rank] = tile; });
    const numbered = (size) => Uint32Array.from({ length: size }, (_, i) => abgr([i, 100, 200]));
    const tileAfar = given.afar ? tileOf : new Uint8Array(65536), hatchedAfar = Boolean(given.afar);
    return { spec: { shown: null, symbols: null, classes: "", ...given.spec }, colours, tileOf, tileAfar, hatchedAfar,
      tiles: { 1: [numbered(64)], 2: [numbered(256)] },
      patterned: tileOf.some(Boolean), shown: Uint8Array.from(given.shown || given.colours.map(() => 1)),
      partly: Boolean(given.shown), selected: given.selected ?? -1, selectedName: given.selectedName || "",
      together: given.together ? Uint8Array.from(given.together) : null, traced: given.traced || null,
      accent: "#aa00aa", symbolColour: "#123456", circles: given.circles || null };
  };
  mosaic.show(look(given));
}"""
SQUARES = [box(-40, -30, 0, 30), box(0, -30, 50, 30)]


def drawn(opened: Opener, shapes: Shapes, head: dict[str, Any] | None = None, **look: object) -> Page:
    data = made_map(shapes, quantum=PIXEL, **(head or {}))
    page = opened(f"{SITE}/", {f"{SITE}/": map_page(), f"{SITE}/a.map": data})
    colours = [RED, GREEN, BLUE] + [RED] * len(shapes)
    page.evaluate(DRAW, {"colours": colours[: len(shapes)], **look})
    return page


def at(page: Page, *points: tuple[float, float]) -> list[int]:
    """Ranks under points of the map, in pixels of its frame."""
    return list(page.evaluate("points => points.map(([x, y]) => mosaic.at(L.point(x, y)))", points))


def colour(page: Page, x: float, y: float, canvas: str = "fill") -> list[int]:
    """Colour of a canvas at a point of the frame: red, green, blue, opacity."""
    script = """([x, y, canvas]) => {
      const pen = mosaic[canvas].getContext("2d");
      return [...pen.getImageData(2 * (x + 48), 2 * (y + 36), 1, 1).data]; }"""
    return list(page.evaluate(script, [x, y, canvas]))


def extent(page: Page, rank: int) -> int:
    """How many points of the canvas a shape has; four make a pixel."""
    return int(page.evaluate("rank => mosaic.ranks.reduce((sum, found) => sum + (found === rank), 0)", rank))


# --- Which shape lies where ---


def test_each_point_belongs_to_the_shape_that_holds_its_middle(opened: Opener) -> None:
    page = drawn(opened, SQUARES)
    assert at(page, (159.9, 150), (160, 150), (199.9, 150), (200, 150), (249.9, 150), (250, 150)) == [
        -1,
        0,
        0,
        1,
        1,
        -1,
    ]
    assert at(page, (180, 119.9), (180, 120), (180, 179.9), (180, 180)) == [-1, 0, 0, -1]
    assert [extent(page, 0), extent(page, 1)] == [4 * 40 * 60, 4 * 50 * 60]


def test_two_shapes_part_their_slanting_border_without_gap_nor_overlap(opened: Opener) -> None:
    page = drawn(opened, [Polygon([(0, 0), (40, 0), (0, 40)]), Polygon([(40, 0), (40, 40), (0, 40)])])
    assert extent(page, 0) + extent(page, 1) == 80 * 80
    assert abs(extent(page, 0) - 3200) <= 40, "the points on the border go to one side"
    assert at(page, (205, 145), (235, 115)) == [0, 1]


def test_an_enclave_and_several_parts(opened: Opener) -> None:
    inner = box(-10, -10, 10, 10)
    page = drawn(opened, [shapely.MultiPolygon([box(-30, -30, 30, 30) - inner, box(100, 0, 110, 10)]), inner])
    assert at(page, (200, 150), (180, 150), (305, 145), (280, 145)) == [1, 0, 0, -1]
    assert extent(page, 0) == 4 * (60 * 60 - 20 * 20 + 10 * 10)


def test_a_shape_wider_than_the_canvas_fills_it_and_one_outside_draws_nothing(opened: Opener) -> None:
    page = drawn(opened, [box(-5_000, -5_000, 5_000, 5_000), box(6_000, 0, 6_100, 100)])
    assert extent(page, 0) == (400 + 96) * 2 * (300 + 72) * 2
    assert extent(page, 1) == 0
    assert at(page, (-48, -36), (-48.5, 0), (447.9, 335.9), (448, 0), (0, 336)) == [0, -1, 0, -1, -1]


def test_an_outline_of_many_crossings_is_filled_in_their_order(opened: Opener) -> None:
    teeth = [point for x in range(-60, 60, 4) for point in ((x, 20), (x + 2, 20), (x + 2, -20), (x + 4, -20))]
    comb = Polygon([*teeth, (60, -30), (-60, -30)])
    page = drawn(opened, [comb])
    assert at(page, *((200 + x + 1, 150) for x in range(-60, 60, 4))) == [0] * 30
    assert at(page, *((200 + x + 3, 150) for x in range(-60, 60, 4))) == [-1] * 30
    assert extent(page, 0) == 4 * comb.area


def test_the_ground_around_is_painted_and_is_no_territory(opened: Opener) -> None:
    page = drawn(opened, SQUARES, {"ground": [box(-100, -100, -40, 100)]})
    assert at(page, (130, 150)) == [-1]
    assert [colour(page, 130, 150), colour(page, 180, 150), colour(page, 390, 20)] == [SAND, RED, [0, 0, 0, 0]]


def test_zooming_in_moves_and_grows_shapes(opened: Opener) -> None:
    page = drawn(opened, SQUARES)
    page.evaluate("map.setZoom(3, { animate: false })")
    assert at(page, (119, 150), (121, 150), (199, 150), (201, 150), (299, 150), (301, 150)) == [-1, 0, 0, 1, 1, -1]


def test_nearer_outlines_take_the_place_of_the_first(opened: Opener) -> None:
    page = drawn(opened, SQUARES)
    page.evaluate("() => { const near = { ...file.shapes, x: file.shapes.x.map((x) => x + 20) }; mosaic.use(near); }")
    assert at(page, (170, 150), (190, 150), (225, 150)) == [-1, 0, 1]
    assert colour(page, 190, 150) == RED
    assert colour(page, 170, 150) == [0, 0, 0, 0]


# --- Colours and patterns ---


def test_a_change_of_figures_only_changes_colours(opened: Opener) -> None:
    page = drawn(opened, SQUARES)
    page.evaluate("() => { mosaic.rasterise = mosaic.paintTop = () => { throw new Error('drawn again'); }; }")
    page.evaluate("given => mosaic.show(look(given))", {"colours": [BLUE, RED], "spec": {"classes": "20"}})
    assert [colour(page, 180, 150), colour(page, 230, 150)] == [BLUE, RED]


@pytest.mark.parametrize("changed", [{"selected": 1}, {"spec": {"symbols": "3|4"}}, {"spec": {"shown": "0"}}])
def test_lines_and_names_are_drawn_again_when_they_change(opened: Opener, changed: dict[str, Any]) -> None:
    page = drawn(opened, SQUARES)
    page.evaluate(
        "() => { window.times = 0; const top = mosaic.paintTop;"
        " mosaic.paintTop = function () { times++; top.call(this); }; }"
    )
    page.evaluate("given => mosaic.show(look(given))", {"colours": [RED, GREEN], **changed})
    assert page.evaluate("window.times") == 1


def test_a_pattern_is_laid_from_the_corner_of_the_canvas(opened: Opener) -> None:
    page = drawn(opened, SQUARES, tileOf=[1, 0])
    # (180, 150) is the point (456, 372) of the canvas: column 8 and row 4 of a pattern of 16 by 16.
    assert colour(page, 180, 150) == [4 * 16 + 8, 100, 200, 255]
    assert colour(page, 181.5, 151) == [6 * 16 + 11, 100, 200, 255]
    assert colour(page, 230, 150) == GREEN


def test_a_pattern_wider_than_the_shapes_is_left_out(opened: Opener) -> None:
    page = drawn(opened, [box(-8, 0, 0, 8), box(0, 0, 8, 8)], tileOf=[1, 1])
    assert [colour(page, 195, 145), colour(page, 205, 145)] == [RED, GREEN]


def test_hatches_of_fragile_values_stay_however_small_the_shapes(opened: Opener) -> None:
    page = drawn(opened, [box(-8, 0, 0, 8), box(0, 0, 8, 8)], tileOf=[1, 0], afar=True)
    # (195, 145) is the point (486, 362) of the canvas: column 6 and row 10 of a pattern of 16 by 16.
    assert [colour(page, 195, 145), colour(page, 205, 145)] == [[10 * 16 + 6, 100, 200, 255], GREEN]


# --- Lines ---

STROKES = """() => { const found = [], whole = mosaic.stroke;
  mosaic.stroke = (context, cover, arcs, colour, width) => arcs.length && found.push([colour, arcs.length, width]);
  mosaic.paintTop(); mosaic.stroke = whole; return found; }"""
WHITE, DARK, MIDDLE, PALE = "rgba(255,255,255,.9)", "#3c4148", "#5d626a", "#a8a396"
ROW = [box(x, 0, x + 40, 40) for x in (-80, -40, 0, 40)]


def test_stronger_lines_part_larger_territories(opened: Opener) -> None:
    page = drawn(opened, ROW, {"groups": [[0, 0, 1, 2], [0, 0, 0, 1]]})
    assert page.evaluate(STROKES) == [[WHITE, 1, 0.9], [MIDDLE, 1, 1], [DARK, 1, 1.5], [DARK, 6, 1.7]]


def test_borders_of_tiny_shapes_do_not_veil_their_colours(opened: Opener) -> None:
    tiny = [box(x, 0, x + 8, 8) for x in (-16, -8, 0, 8)]
    page = drawn(opened, tiny, {"groups": [[0, 0, 1, 2], [0, 0, 0, 1]]})
    assert page.evaluate(STROKES) == [[MIDDLE, 1, 0.5], [DARK, 1, 0.7], [DARK, 6, 0.8]]


def test_outlines_of_what_is_not_shown_are_quiet(opened: Opener) -> None:
    page = drawn(opened, ROW, {"groups": [[0, 0, 1, 2], [0, 0, 0, 1]]}, shown=[1, 1, 0, 0])
    # The border of 0 and 1, the EPCI of 1, three outsides; the département of 2 and 3 and their outsides, quiet.
    assert page.evaluate(STROKES) == [[WHITE, 1, 0.9], [MIDDLE, 1, 1], [DARK, 3, 1.7], [PALE, 4, 0.7]]


def test_two_patterns_are_not_parted_by_white(opened: Opener) -> None:
    page = drawn(opened, ROW, tileOf=[1, 1, 0, 0])
    assert [stroke[:2] for stroke in page.evaluate(STROKES)] == [["#9b9a95", 1], [WHITE, 2], [DARK, 6]]


def test_the_place_has_a_double_outline_and_a_ring_when_it_is_tiny(opened: Opener) -> None:
    page = drawn(opened, [*SQUARES, box(100, 0, 104, 4)], selected=0)
    accent, white = [170, 0, 170, 255], [255, 255, 255, 255]
    assert colour(page, 160, 150, "top") == accent
    assert colour(page, 158, 150, "top") == white
    assert colour(page, 157, 150, "top") == accent
    assert colour(page, 250, 150, "top") not in (accent, white)
    page.evaluate("given => mosaic.show(look(given))", {"colours": [RED, GREEN, BLUE], "selected": 2})
    assert colour(page, 302 + 9, 148, "top") == accent, "nine pixels around its middle, (102, 2)"


def test_several_shapes_get_one_outline_and_none_between_them(opened: Opener) -> None:
    page = drawn(opened, [*SQUARES, box(50, -30, 90, 30)], together=[1, 1, 0])
    accent, white = [170, 0, 170, 255], [255, 255, 255, 255]
    assert colour(page, 160, 150, "top") == accent, "the left side of the first"
    assert colour(page, 250, 150, "top") == accent, "the right side of the second"
    assert colour(page, 200, 150, "top") not in (accent, white), "what they share"
    assert colour(page, 290, 150, "top") != accent
    traced = {"step": PIXEL, "rings": ["-20 -10 40 0 0 20 -40 0"]}
    page.evaluate(
        "given => mosaic.show(look(given))",
        {"colours": [RED, GREEN, BLUE], "traced": traced, "spec": {"traced": traced}},
    )
    assert colour(page, 180, 150, "top") == accent, "an outline that no shape has"
    assert colour(page, 220, 150, "top") == accent
    assert colour(page, 160, 150, "top") != accent


def test_the_outline_under_the_pointer_is_that_of_the_shape(opened: Opener) -> None:
    page = drawn(opened, SQUARES)
    page.evaluate("mosaic.point(0)")
    path = page.evaluate("mosaic.pointed.getAttribute('d')")
    corners = {tuple(map(float, part.split())) for part in path.rstrip("Z").replace("M", "L").split("L") if part}
    assert corners == {(208, 156), (248, 156), (248, 216), (208, 216)}  # from the corner of the canvas
    assert path.startswith("M")
    assert path.endswith("Z")
    page.evaluate("mosaic.point(-1)")
    assert page.evaluate("mosaic.pointed.getAttribute('d')") == ""


def test_circles_are_drawn_in_their_order_and_only_in_view(opened: Opener) -> None:
    far = [box(-40, -20, 0, 20), box(100, -20, 140, 20), box(4_000, 0, 4_010, 10)]
    circles = [{"rank": 0, "radius": 12}, {"rank": 2, "radius": 9}, {"rank": 1, "radius": 1}]
    page = drawn(opened, far, circles=circles)
    arcs = page.evaluate("""() => { const found = []; const context = new Proxy({}, { get: (_, name) =>
      (...given) => found.push([name, ...given]), set: () => true }); mosaic.circles(context); return found; }""")
    kinds = [(name, *(round(x) for x in rest[:3])) for name, *rest in arcs if name in ("arc", "stroke")]
    # The middle (-20, 0) is the point (2 x (180 + 48), 2 x (150 + 36)); the smallest has no white line around.
    assert kinds == [("arc", 456, 372, 24), ("stroke",), ("arc", 736, 372, 2)]


# --- Names ---

NAME = """(places) => { const context = mosaic.top.getContext("2d"), taken = [];
  return places.map(([x, y, text, look]) => mosaic.name(context, text, x, y, taken, { size: 10, ...look })); }"""


def test_a_name_that_would_touch_another_is_not_written(opened: Opener) -> None:
    page = drawn(opened, SQUARES)
    # Ten pixels high, so twenty points: twelve above and below, and four of air between two.
    assert page.evaluate(NAME, [
        [400, 300, "Cognac", {}], [400, 300, "Jarnac", {}], [400, 326, "Jarnac", {}], [400, 354, "Jarnac", {}],
        [400, 300, "Guyane", {"force": True}], [700, 300, "Segonzac", {}],
    ]) == [True, False, False, True, True, True]  # fmt: skip


WRITTEN = """() => { const found = [], whole = mosaic.name;
  mosaic.name = function (context, text, x, y, taken) { found.push([text, x / 2 - 48, y / 2 - 36]);
    return whole.apply(this, arguments); };
  mosaic.labels(mosaic.top.getContext("2d")); mosaic.name = whole; return found; }"""


def test_the_place_is_named_first_then_towns_in_view(opened: Opener) -> None:
    towns = [["Paris", 0, 100 * PIXEL], ["Cognac", -20 * PIXEL, 0], ["Dehors", 300 * PIXEL, 0]]
    page = drawn(opened, SQUARES, {"towns": towns}, selected=0, selectedName="Cognac")
    assert page.evaluate(WRITTEN) == [["Cognac", 180, 150], ["Paris", 200, 41]]


def test_the_name_of_a_small_place_stands_above_it(opened: Opener) -> None:
    for side, lift in ((40, 0), (20, 8 + 10), (6, 17)):
        page = drawn(opened, [box(0, 0, side, side)], selected=0, selectedName="Ici")
        [[_, x, y]] = page.evaluate(WRITTEN)
        assert (x, y) == pytest.approx((200 + side / 2, 150 - side / 2 - lift), abs=1e-6)


def test_only_so_many_towns_are_named(opened: Opener) -> None:
    towns = [[f"V{x}{y}", x * PIXEL, y * PIXEL] for x in range(-180, 181, 40) for y in range(-120, 121, 40)]
    names = [name for name, _, _ in drawn(opened, SQUARES, {"towns": towns}).evaluate(WRITTEN)]
    assert names == [town[0] for town in towns[:17]]  # 400 x 300 / 7 000, the largest first


def test_insets_are_framed_and_named_unless_they_are_tiny(opened: Opener) -> None:
    frames = [[20 * PIXEL, 20 * PIXEL, 60 * PIXEL, "Guyane", 70 * PIXEL], [-90 * PIXEL, 0, 30 * PIXEL, "Mayotte", 0]]
    page = drawn(opened, SQUARES, {"frames": frames})
    assert page.evaluate(WRITTEN) == [["Guyane", 250, 80]]
    assert colour(page, 220, 100, "top") == [185, 180, 166, 255]
