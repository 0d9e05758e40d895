"""`topology.js` reads the file of a map: bytes written by hand, then files that ship against another reader."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import shapely
from playwright.sync_api import Page

from observatoire.model.store import open_store
from observatoire.views.maps.file import map_file
from observatoire.views.maps.geometry import Scope, scope_ids
from observatoire.views.maps.topology import decode
from tests.views.browser.conftest import SITE, Opener
from tests.views.browser.made_maps import head_and_numbers, made_map, map_page

pytestmark = pytest.mark.browser

STORE = open_store()
READ = """async () => {
  const file = mapFile.read(await (await fetch("/demo/a.map")).arrayBuffer());
  const plain = (value) => ArrayBuffer.isView(value) ? [...value]
    : Array.isArray(value) ? value.map(plain)
    : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]))
    : value;
  return JSON.stringify(plain(file));
}"""


def read(opened: Opener, data: bytes) -> dict[str, Any]:
    page: Page = opened(f"{SITE}/", {f"{SITE}/": map_page(), f"{SITE}/a.map": data})
    return dict(json.loads(page.evaluate(READ)))


TWO_SQUARES = bytes([
    # From (0, 0) to (2, 2): one ring, which starts at (2, 0) and has two arcs, both new.
    1, 4, 0, 2,
    0, 1, 0, 4,  # the border, one step to the north
    0, 3, 3, 0, 0, 3, 4, 0,  # two to the west, two to the south, two to the east
    # From (2, 0) to (4, 2): it starts at the same point; a new arc, then the border, third of the ends at (2, 2).
    1, 0, 0, 2,
    0, 3, 4, 0, 0, 4, 3, 0,
    3,
])  # fmt: skip
POINTS = bytes([4, 4, 8, 0])  # (2, 2), then four to the east


def two_squares(*holders: bytes) -> bytes:
    head = {
        "quantum": 0.5, "point": 0.25, "groups": len(holders), "frames": [["f"]], "towns": [["t"]], "overseas": [["o"]],
        "sections": [{"kind": "shapes", "count": 2, "bytes": len(TWO_SQUARES)}],
    }  # fmt: skip
    return head_and_numbers(head, TWO_SQUARES, POINTS, *holders)


def test_two_squares_written_by_hand(opened: Opener) -> None:
    file = read(opened, two_squares(bytes([0, 2]), bytes([8, 0])))
    assert file["shapes"] == {
        "quantum": 0.5, "count": 2,
        "x": [2, 2, 2, 0, 0, 2, 2, 4, 4, 2], "y": [0, 2, 2, 2, 0, 0, 0, 0, 2, 2],
        "arcStart": [0, 2, 6, 10], "refs": [0, 1, 2, -1], "ringStart": [0, 2, 4], "shapeStart": [0, 1, 2],
        "box": [0, 0, 2, 2, 2, 0, 4, 2], "one": [0, 0, 1], "other": [1, -1, -1], "kinds": [1, 3, 3],
    }  # fmt: skip
    assert (file["x"], file["y"]) == ([0.5, 1.5], [0.5, 0.5])
    assert file["groups"] == [[0, 1], [4, 4]]
    assert (file["frames"], file["towns"], file["overseas"]) == ([["f"]], [["t"]], [["o"]])


@pytest.mark.parametrize(
    ("holders", "kind"),
    [
        ([], 0),  # only the shapes themselves
        ([b"\0\0", b"\0\0"], 0),
        ([b"\0\2", b"\0\0"], 1),  # two EPCI
        ([b"\0\0", b"\0\2"], 2),  # two départements of one EPCI
        ([b"\0\2", b"\0\2"], 2),  # both: the stronger line
        ([b"\0\2"], 2),  # two regions, the only holders of départements
    ],
)
def test_a_border_tells_what_it_parts(opened: Opener, holders: list[bytes], kind: int) -> None:
    assert read(opened, two_squares(*holders))["shapes"]["kinds"] == [kind, 3, 3]


def test_numbers_of_several_bytes_and_below_zero(opened: Opener) -> None:
    far = [shapely.box(-70_000, -300, -69_000, 200), shapely.box(2_000_000, 64, 2_000_001, 129)]
    shapes = read(opened, made_map(far, quantum=1.0))["shapes"]
    assert shapes["box"] == [-70_000, -300, -69_000, 200, 2_000_000, 64, 2_000_001, 129]


def rings_of(cover: dict[str, Any]) -> list[list[list[tuple[int, int]]]]:
    """Lay the arcs of a coverage end to end: for each shape its rings, closed."""
    points = list(zip(cover["x"], cover["y"], strict=True))
    arcs = [points[a:b] for a, b in zip(cover["arcStart"], cover["arcStart"][1:], strict=False)]
    shapes = []
    for first, last in zip(cover["shapeStart"], cover["shapeStart"][1:], strict=False):
        rings = []
        for ring in range(first, last):
            uses = cover["refs"][cover["ringStart"][ring] : cover["ringStart"][ring + 1]]
            laid = [arcs[~use][::-1] if use < 0 else arcs[use] for use in uses]
            rings.append([laid[0][0], *(point for arc in laid for point in arc[1:])])
        shapes.append(rings)
    return shapes


@pytest.mark.parametrize(
    "text", ["communes-departement-16", "communes-epci-200070514", "epci-region-75", "departements-france"]
)
def test_files_that_ship_read_as_another_reader_has_them(opened: Opener, text: str) -> None:
    data = map_file(STORE, Scope.parse(text))
    file = read(opened, data)
    at = 4 + int.from_bytes(data[:4], "little")
    for section in file["head"]["sections"]:
        expected = decode(data[at : at + section["bytes"]], section["count"])
        at += section["bytes"]
        assert rings_of(file[section["kind"]]) == expected
        xy = [np.array([point for ring in rings for point in ring]) for rings in expected]
        boxes = [[*points.min(axis=0), *points.max(axis=0)] for points in xy]
        assert np.array_equal(np.reshape(file[section["kind"]]["box"], (-1, 4)), np.reshape(boxes, (-1, 4)))
    assert file["shapes"]["count"] == len(scope_ids(STORE, Scope.parse(text)))


def test_borders_of_communes_are_those_of_their_holders(opened: Opener) -> None:
    astride = STORE.level("epci").query("departements.str.contains(' ')").index[0]
    scope = Scope.parse(f"communes-{astride}")
    places = STORE.territories.loc[scope_ids(STORE, scope), ["epci", "departement"]].to_numpy()
    cover = read(opened, map_file(STORE, scope))["shapes"]
    sides: dict[frozenset[tuple[int, int]], set[int]] = {}
    for shape, rings in enumerate(rings_of(cover)):
        for ring in rings:
            for edge in pairwise(ring):
                sides.setdefault(frozenset(edge), set()).add(shape)
    kinds = []
    for arc, first in enumerate(cover["arcStart"][:-1]):
        edge = frozenset(zip(cover["x"][first : first + 2], cover["y"][first : first + 2], strict=True))
        found = sides[edge]
        assert {cover["one"][arc], cover["other"][arc]} - {-1} == found
        epci, departement = (len(set(places[sorted(found), column])) for column in (0, 1))
        kinds.append(3 if len(found) == 1 else 2 if departement == 2 else 1 if epci == 2 else 0)
    assert cover["kinds"] == kinds
    assert set(kinds) == {0, 2, 3}
