"""A compact file of outlines: each shared border is written once, so adjacent shapes can neither part nor overlap.

GeoJSON writes the border of two communes twice, in twelve characters a vertex. Here a *coverage* (shapes that share
their borders vertex for vertex) is cut at the points where borders meet; each piece, an *arc*, is written once as
small steps, and the second shape that has it only says which of the arcs that end at this point it follows back.
`views/browser/topology.js` reads it; `decode` does the same here, for the tests.

The numbers are unsigned, seven bits a byte, the least significant first, the eighth bit set on all bytes but the last
(LEB128); a signed number n is written 2n, or -2n - 1 below zero. For each shape: its number of rings; for each ring the
signed step x and y (in quanta of the Mercator plane, y to the north) from the start of the ring before to its own, and
its number of arcs; for each arc either 0, its number of steps, and its steps; or the place, from 1, of an arc written
earlier in the list of ends that lie open at this point. A new arc opens its first point, then its last one, and an arc
used again closes both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from observatoire.model.store import Floats, Ints

Geometries = npt.NDArray[np.object_]


@dataclass(frozen=True)
class _Rings:
    """Rings of a coverage as whole numbers, each starting where borders meet when there is such a point.

    `vertex` names each point (equal points, equal names), `xy` gives it in quanta, `start` and `stop` bound each ring,
    `owner` is its shape, `node` tells the points where borders meet.
    """

    vertex: Ints
    xy: Ints
    start: Ints
    stop: Ints
    owner: Ints
    node: npt.NDArray[np.bool_]

    @property
    def following(self) -> Ints:
        """Position of the next point of each point's ring."""
        after = np.arange(1, len(self.vertex) + 1)
        after[self.stop - 1] = self.start
        return after


def encode(shapes: Geometries, quantum: float, project: Callable[[Floats], Floats]) -> bytes:
    """Write a coverage of polygons.

    Parameters
    ----------
    shapes : array of polygons and multipolygons
        Neighbours share their borders vertex for vertex; shapes that do not touch are welcome.
    quantum : float
        Step of the grid that points are moved to, in degrees of the Mercator plane.
    project : callable
        From longitude and latitude, shape (n, 2), to the Mercator plane.
    """
    rings = _turned(_rings(shapes, quantum, project))
    begins = rings.node.copy()
    begins[rings.start] = True
    ring = np.repeat(np.arange(len(rings.start)), rings.stop - rings.start)
    first = np.flatnonzero(begins)
    stop = np.append(first[1:], len(rings.vertex))  # position after the arc's last own point
    following = rings.following
    last = following[stop - 1]  # the point where the arc ends: the next one's first, or the ring's
    size = int(rings.vertex.max()) + 1
    forward = rings.vertex[first] * size + rings.vertex[following[first]]
    backward = rings.vertex[last] * size + rings.vertex[stop - 1]
    _, arc = np.unique(np.minimum(forward, backward), return_inverse=True)
    codes = _codes(arc, rings.vertex[first], rings.vertex[last])
    steps = signed(rings.xy[following] - rings.xy)
    return varints(_stream(rings, ring[first], codes, first, stop - first, steps, len(shapes)))


def _codes(arc: Ints, here: Ints, there: Ints) -> Ints:
    """Return, for each use of an arc, 0 for its first, else its place among the ends that lie open where it is met."""
    open_ends: dict[int, list[int]] = defaultdict(list)
    codes = []
    for identity, start, end in zip(arc.tolist(), here.tolist(), there.tolist(), strict=True):
        lying = open_ends[start]
        if identity in lying:
            place = lying[::-1].index(identity) + 1
            codes.append(place)
            del lying[-place]
            open_ends[end].remove(identity)
        else:
            codes.append(0)
            lying.append(identity)
            open_ends[end].append(identity)
    return np.array(codes, dtype=np.intp)


def _stream(rings: _Rings, ring: Ints, codes: Ints, first: Ints, length: Ints, steps: Ints, count: int) -> Ints:
    """Return the numbers of the file, in their order.

    Parameters
    ----------
    ring, codes, first, length : ndarray of int
        For each use of an arc: its ring, its code, the position of its first point, its number of steps.
    steps : ndarray of int, shape (points, 2)
        From each point to the next one of its ring, as unsigned numbers.
    count : int
        Number of shapes.
    """
    sizes = np.where(codes == 0, 2 + 2 * length, 1)
    before = np.append(0, np.cumsum(sizes))
    at = before[:-1] + 3 * (ring + 1) + rings.owner[ring] + 1
    numbers = np.empty(int(before[-1]) + 3 * len(rings.start) + count, dtype=np.intp)
    numbers[at] = codes
    new = codes == 0
    numbers[at[new] + 1] = length[new]
    run = np.repeat(np.flatnonzero(new), length[new])
    place = np.arange(len(run)) - np.repeat(np.cumsum(length[new]) - length[new], length[new])
    for axis in (0, 1):
        numbers[at[run] + 2 + 2 * place + axis] = steps[first[run] + place, axis]
    opening = np.searchsorted(ring, np.arange(len(rings.start)))  # first arc of each ring
    origins = signed(np.diff(rings.xy[rings.start], axis=0, prepend=0))
    numbers[at[opening] - 3], numbers[at[opening] - 2] = origins[:, 0], origins[:, 1]
    numbers[at[opening] - 1] = np.bincount(ring, minlength=len(rings.start))
    held = np.bincount(rings.owner, minlength=count)
    rings_before = np.append(0, np.cumsum(held))[:-1]
    arcs_before = np.searchsorted(rings.owner[ring], np.arange(count))
    numbers[before[arcs_before] + 3 * rings_before + np.arange(count)] = held
    return numbers


def _rings(shapes: Geometries, quantum: float, project: Callable[[Floats], Floats]) -> _Rings:
    """Return the rings on the grid, without their closing points, repeats, nor rings that collapse."""
    polygons, shape_of = shapely.get_parts(shapes, return_index=True)
    lines, polygon_of = shapely.get_rings(polygons, return_index=True)
    lonlat, ring = shapely.get_coordinates(lines, return_index=True)
    xy = np.rint(project(lonlat) / quantum).astype(np.intp)
    same_ring = ring[1:] == ring[:-1]
    kept = np.append(same_ring, False)  # the last point of each ring closes it: it is the first
    kept[1:] &= ~(same_ring & (xy[1:] == xy[:-1]).all(axis=1))
    size = np.bincount(ring[kept], minlength=len(lines))
    kept &= (size >= 3)[ring]
    xy, ring = xy[kept], ring[kept]
    start = np.flatnonzero(np.append(True, ring[1:] != ring[:-1]))
    stop = np.append(start[1:], len(ring))
    _, vertex = np.unique((xy[:, 0] << 32) + xy[:, 1] + (1 << 31), return_inverse=True)
    rings = _Rings(vertex, xy, start, stop, shape_of[polygon_of][ring[start]], np.zeros(len(vertex), dtype=bool))
    # Borders meet, or end, where a point has not exactly two points beside it, and where a ring turns back on itself.
    size_of = int(vertex.max()) + 1
    following = rings.following
    after = vertex[following]
    edges = np.unique(np.minimum(vertex, after) * size_of + np.maximum(vertex, after))
    meets = np.bincount(np.concatenate([edges // size_of, edges % size_of]), minlength=size_of) != 2
    meets[after[vertex == after[following]]] = True
    rings.node[:] = meets[vertex]
    return rings


def _turned(rings: _Rings) -> _Rings:
    """Turn each ring so that it starts at a node, or at its lowest vertex: a hole and what fills it start alike."""
    length = rings.stop - rings.start
    ring = np.repeat(np.arange(len(length)), length)
    # Nodes before others, then by name: the lowest of each ring comes first.
    order = np.lexsort((rings.vertex, ~rings.node, ring))
    shift = order[rings.start] - rings.start
    place = np.arange(len(ring)) - rings.start[ring]
    source = rings.start[ring] + (place + shift[ring]) % length[ring]
    return _Rings(rings.vertex[source], rings.xy[source], rings.start, rings.stop, rings.owner, rings.node[source])


def varints(numbers: Ints) -> bytes:
    """Write unsigned whole numbers, seven bits a byte."""
    numbers = np.asarray(numbers, dtype=np.int64)
    size = np.ones(len(numbers), dtype=np.int64)
    for bits in range(7, 63, 7):
        size += numbers >= (1 << bits)
    ends = np.cumsum(size)
    written = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    for rank in range(int(size.max(initial=0))):
        rows = size > rank
        more = np.where(size[rows] > rank + 1, 128, 0)
        written[(ends - size)[rows] + rank] = ((numbers[rows] >> (7 * rank)) & 127) | more
    return written.tobytes()


def signed(numbers: npt.ArrayLike) -> Ints:
    """Turn signed whole numbers into unsigned ones, small ones staying small."""
    given = np.asarray(numbers, dtype=np.intp)
    return np.where(given < 0, -2 * given - 1, 2 * given)


def decode(data: bytes, count: int) -> list[list[list[tuple[int, int]]]]:
    """Read a coverage back: for each of its `count` shapes its rings, each a closed list of points in quanta."""
    numbers = iter(_read(data))
    arcs: list[list[tuple[int, int]]] = []
    open_ends: dict[tuple[int, int], list[int]] = defaultdict(list)
    origin = (0, 0)
    shapes = []
    for _ in range(count):
        rings = []
        for _ in range(next(numbers)):
            origin = (origin[0] + _unsigned(next(numbers)), origin[1] + _unsigned(next(numbers)))
            ring = [origin]
            for _ in range(next(numbers)):
                here, code = ring[-1], next(numbers)
                if code:
                    known = open_ends[here].pop(-code)
                    points = arcs[known][::-1] if arcs[known][-1] == here else arcs[known]
                    open_ends[points[-1]].remove(known)
                else:
                    points = [here]
                    for _ in range(next(numbers)):
                        x, y = points[-1]
                        points.append((x + _unsigned(next(numbers)), y + _unsigned(next(numbers))))
                    for end in (here, points[-1]):
                        open_ends[end].append(len(arcs))
                    arcs.append(points)
                ring += points[1:]
            rings.append(ring)
        shapes.append(rings)
    return shapes


def _read(data: bytes) -> list[int]:
    numbers, value, bits = [], 0, 0
    for byte in data:
        value |= (byte & 127) << bits
        bits += 7
        if byte < 128:
            numbers.append(value)
            value, bits = 0, 0
    return numbers


def _unsigned(code: int) -> int:
    return -(code + 1) // 2 if code % 2 else code // 2
