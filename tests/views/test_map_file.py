"""The file of a map: what it holds, that it is light, that its points are where clicks land."""

from __future__ import annotations

import gzip
import json
from functools import cache

import numpy as np
import pytest
import shapely

from observatoire.model.store import open_store
from observatoire.views.maps.file import map_file, map_names
from observatoire.views.maps.geometry import INSETS, Scope, mercator, scope_ids, scope_shapes, unmercator
from observatoire.views.maps.hits import territory_at
from observatoire.views.maps.topology import decode

STORE = open_store()


@cache
def opened(text: str, detail="light") -> tuple[dict, dict[str, bytes], bytes]:
    """Return the head of a file, its sections, and the numbers after them."""
    raw = map_file(STORE, Scope.parse(text), detail)
    size = int.from_bytes(raw[:4], "little")
    head, at, sections = json.loads(raw[4 : 4 + size]), 4 + size, {}
    for section in head["sections"]:
        sections[section["kind"]] = raw[at : at + section["bytes"]]
        at += section["bytes"]
    return head, sections, raw[at:]


def numbers(data: bytes, most: int | None = None) -> list[int]:
    """Read signed numbers, the first ones alone if no more are wanted, by another way than the module's own."""
    found, code, shift = list[int](), 0, 0
    for byte in data:
        code |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            found.append(-(code + 1) // 2 if code % 2 else code // 2)
            code = shift = 0
            if len(found) == most:
                break
    return found


@pytest.mark.parametrize(
    "text",
    ["communes-epci-200070514", "communes-departement-974", "epci-region-75", "epci-france", "regions-france",
     "epci-departement-16", "liste:com-16102,com-33063", "liste:dep-16,dep-971"],
)  # fmt: skip
def test_a_file_holds_each_shape_in_order(text: str) -> None:
    head, sections, tail = opened(text)
    ids, shapes = scope_shapes(STORE, Scope.parse(text))
    found = decode(sections["shapes"], head["sections"][0]["count"])
    assert len(found) == len(ids)
    for shape, rings in zip(shapes, found, strict=True):
        xy = np.array([point for ring in rings for point in ring]) * head["quantum"]
        bounds = shapely.bounds(shapely.transform(shape, mercator))
        assert np.abs([*xy.min(axis=0), *xy.max(axis=0)] - bounds).max() <= head["quantum"]
    assert len(map_names(STORE, Scope.parse(text)).decode().split("\n")) == len(ids)
    assert len(numbers(tail)) == len(ids) * (2 + head["groups"])


@pytest.mark.parametrize("text", ["communes-epci-200070514", "communes-departement-974", "epci-france"])
def test_the_point_of_a_shape_is_where_a_click_opens_it(text: str) -> None:
    """The keyboard clicks there; symbols stand there."""
    head, _, tail = opened(text)
    scope = Scope.parse(text)
    ids = scope_ids(STORE, scope)
    xy = np.cumsum(np.array(numbers(tail, 2 * len(ids))).reshape(-1, 2), axis=0) * head["point"]
    for identifier, (lon, lat) in zip(ids, unmercator(xy), strict=True):
        assert territory_at(STORE, scope, lon, lat) == identifier


def test_the_points_of_all_communes_open_them() -> None:
    head, _, tail = opened("communes-france")
    scope = Scope.parse("communes-france")
    ids = scope_ids(STORE, scope)
    xy = np.cumsum(np.array(numbers(tail, 2 * len(ids))).reshape(-1, 2), axis=0) * head["point"]
    lonlat = unmercator(xy)
    for rank in range(0, len(ids), 37):
        assert territory_at(STORE, scope, *lonlat[rank]) == ids[rank]


def test_holders_of_communes_are_their_epci_and_departements() -> None:
    head, _, tail = opened("communes-departement-16")
    ids = scope_ids(STORE, Scope.parse("communes-departement-16"))
    epci, departement = np.cumsum(np.array(numbers(tail)[2 * len(ids) :]).reshape(2, -1), axis=1)
    assert head["groups"] == 2
    assert len(set(departement)) == 1
    places = STORE.territories.loc[ids, "epci"]
    assert len(set(epci)) == places.nunique()
    assert len({(rank, code) for rank, code in zip(epci, places, strict=True)}) == places.nunique()


@pytest.mark.parametrize(
    ("text", "limit"),
    [("communes-epci-200070514", 20_000), ("communes-departement-16", 60_000), ("epci-france", 160_000),
     ("communes-france", 800_000)],
)  # fmt: skip
def test_files_are_light(text: str, limit: int) -> None:
    assert len(gzip.compress(map_file(STORE, Scope.parse(text)))) < limit


def test_detail_is_closer_to_the_full_outlines() -> None:
    (far, _, _), (near, sections, _) = opened("departements-france"), opened("departements-france", "full")
    assert near["quantum"] < far["quantum"]
    full = STORE.contours("departement", "full").geometry.to_numpy()
    drawn = sum(len(ring) for rings in decode(sections["shapes"], len(full)) for ring in rings)
    assert drawn > 0.7 * shapely.get_num_coordinates(full).sum()


def test_insets_are_named_and_framed_only_where_they_are_drawn() -> None:
    head = opened("departements-france")[0]
    assert [frame[3] for frame in head["frames"]] == [name for name, _, _ in INSETS.values()]
    head = opened("departements-france-sans-encarts")[0]
    assert head["frames"] == []
    assert [place[0] for place in head["overseas"]][:2] == ["France métropolitaine", "Guadeloupe"]
    for frame in (opened("communes-epci-200070514")[0], opened("epci-region-75")[0]):
        assert frame["frames"] == frame["overseas"] == []


def test_towns_are_the_largest_and_stand_apart() -> None:
    towns = opened("epci-france")[0]["towns"]
    assert [town[0] for town in towns[:3]] == ["Paris", "Marseille", "Lyon"]
    assert "Saint-Denis" not in [town[0] for town in towns], "of La Réunion, or a suburb of Paris"
    xy = np.array([town[1:] for town in towns])
    gaps = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    assert gaps[~np.eye(len(xy), dtype=bool)].min() > 0.13
    assert opened("communes-epci-200070514")[0]["towns"][0][0] == "Cognac"


def test_homonyms_of_the_whole_country_are_told_apart() -> None:
    names = map_names(STORE, Scope.parse("communes-france")).decode().split("\n")
    assert "Saint-Denis (974)" in names
    assert "Saint-Denis (93)" in names
    assert "’" in "".join(names)
    assert "'" not in "".join(names)
