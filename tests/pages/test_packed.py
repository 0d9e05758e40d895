"""The one cache of compressed bytes: made once, bounded, and nothing left of what failed."""

from __future__ import annotations

import gzip
import threading
import time

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from observatoire.model.store import open_store
from pages.server.middleware import middleware
from pages.server.packed import PACKED, PackedCache
from pages.server.routes import routes
from tests.pages.asgi import Client


def test_the_cache_stays_within_its_bound():
    cache = PackedCache(limit=400)
    noise = [bytes((i * 37 + j * 101) % 251 for j in range(150)) for i in range(6)]
    for rank, body in enumerate(noise):
        assert gzip.decompress(cache.get(str(rank), lambda body=body: body)) == body
    assert cache._size <= 400
    assert cache._size == sum(map(len, cache._kept.values()))
    built = []
    cache.get("5", lambda: built.append(1) or b"")
    assert not built
    assert cache.find("0") is None


def test_a_build_that_fails_leaves_no_lock():
    cache = PackedCache()

    def fail() -> bytes:
        raise LookupError("no such map")

    for rank in range(50):
        with pytest.raises(LookupError):
            cache.get(f"map {rank}", fail)
    assert not cache._turns
    assert gzip.decompress(cache.get("map 0", lambda: b"there now")) == b"there now"
    assert not cache._turns


def test_who_waits_for_a_build_that_fails_builds_in_turn():
    """However it ends, one builds at a time: the turn stays while somebody waits for it."""
    cache, started, go_on = PackedCache(), threading.Event(), threading.Event()
    building, most, answers = [], [], []

    def build(name: str, *, fails: bool) -> bytes:
        building.append(name)
        most.append(len(building))
        started.set()
        go_on.wait(10)
        building.remove(name)
        if fails:
            raise LookupError(name)
        return name.encode()

    def ask(name: str, *, fails: bool) -> None:
        try:
            answers.append(gzip.decompress(cache.get("map", lambda: build(name, fails=fails))).decode())
        except LookupError as error:
            answers.append(f"{error} failed")

    threads = [threading.Thread(target=ask, args=("first",), kwargs={"fails": True})]
    threads[0].start()
    started.wait(10)
    threads += [threading.Thread(target=ask, args=(name,), kwargs={"fails": False}) for name in ("second", "third")]
    for thread in threads[1:]:
        thread.start()
    with cache._lock:
        turn = cache._turns["map"]
    until = time.monotonic() + 60
    while turn.users < 3:  # until both wait
        assert time.monotonic() < until, "they do not wait for each other"
        threading.Event().wait(0.01)
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert most == [1, 1], "one at a time, and only until one succeeds"
    assert answers[0] == "first failed"
    assert answers[1] == answers[2]
    assert not cache._turns


def test_addresses_of_no_map_leave_no_lock():
    client = Client(Starlette(routes=routes(base_path="")))
    for year in range(1700, 1720):
        assert client.get(f"/geo/{open_store().edition}/epci-france/densite-{year}.figures").status_code == 404
    assert not PACKED._turns


def test_maps_and_scripts_share_the_one_cache():
    script = Route(
        "/static/once.js", lambda _: Response("a();" * 500, media_type="text/javascript", headers={"ETag": '"1"'})
    )
    client = Client(Starlette(routes=[*routes(base_path=""), script], middleware=middleware()))
    edition = open_store().edition
    for path in ("/static/once.js", f"/geo/{edition}/epci-departement-16.map"):
        assert client.get(path).status_code == 200
    assert PACKED.find('/static/once.js "1"') is not None
    assert PACKED.find(f"/geo/{edition}/epci-departement-16.map") is not None
