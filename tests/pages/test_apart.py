"""Heavy work made apart: a line that is fair, bounded, cancelled when its visitor leaves; files kept, then gone."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from starlette.applications import Starlette
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from observatoire.exports.formats.registry import table_file
from observatoire.exports.pictures.pixels import svg_png
from observatoire.exports.tables.indicators import indicator_export
from observatoire.exports.tables.levels import level_export
from observatoire.exports.work import LaterWork, Work
from observatoire.model.store import Store
from observatoire.statistics.offering import open_offered
from pages.server.apart import downloads, process
from pages.server.apart.downloads import download_routes, visitor_of, waiting_path, waiting_words
from pages.server.apart.line import CROWDED, YOURS_FIRST, Line, RefusedError, Ticket
from pages.server.apart.pool import MOST, MOST_OF_ONE, NOT_MADE, NotMadeError, Pool, made, made_file, taken
from pages.server.apart.process import BenchProcess, Ended
from pages.server.apart.shelf import KEPT, Shelf
from pages.server.apart.turns import Turns
from tests.pages.asgi import Client, run_apart

WORK = Work(svg_png, '<svg xmlns="http://www.w3.org/2000/svg"/>', 1.0)

# --- The line ---


def served(line: Line, joined: list[str]) -> list[str]:
    """Return whose turn comes in which order, each leaving before the next is called."""
    for visitor in joined:
        line.join(visitor)
    order = []
    while called := line.call():
        for ticket in called:
            order.append(ticket.visitor)
            line.leave(ticket)
    return order


def test_visitors_come_one_after_the_other_whatever_each_asks_for() -> None:
    assert "".join(served(Line(1, 9, 99), [*"aaaaabbc"])) == "abcabaaa"


def test_a_visitor_has_one_thing_made_at_a_time_even_when_hands_are_free() -> None:
    line = Line(hands=2, most_of_one=9, most=99)
    for _ in range(3):
        line.join("a")
    [first] = line.call()
    assert line.call() == []
    line.join("b")
    assert [ticket.visitor for ticket in line.call()] == ["b"]
    line.leave(first)
    assert [ticket.visitor for ticket in line.call()] == ["a"]


def test_the_line_refuses_politely_what_one_asks_for_beyond_its_part_and_all_beyond_its_room() -> None:
    line = Line(hands=1, most_of_one=3, most=4)
    for _ in range(3):
        line.join("a")
    with pytest.raises(RefusedError, match=YOURS_FIRST):
        line.join("a")
    line.call()
    line.join("b")
    line.join("c")
    with pytest.raises(RefusedError, match=CROWDED):
        line.join("d")
    assert all("\u202f:" in said and said.endswith(".") for said in (YOURS_FIRST, CROWDED))


def test_how_many_come_before_is_how_many_are_served_before() -> None:
    dice = random.Random(3)
    for _ in range(200):
        line, told = Line(1, 99, 999), dict[str, int]()
        for _ in range(dice.randint(1, 12)):
            line.join(dice.choice("abcd"))
        if dice.random() < 0.7:
            line.call()
        for visitor in "abcd":
            ahead = line.ahead(visitor)
            if ahead is not None:
                told[visitor] = ahead
        first: list[str] = list(line._served)
        while not line.is_empty:
            for ticket in [*line._served.values()]:
                line.leave(ticket)
            first += [ticket.visitor for ticket in line.call()]
        assert told == {visitor: first.index(visitor) for visitor in told}
        assert set(told) == set(first)


def test_who_leaves_the_line_gives_its_place_and_may_leave_twice() -> None:
    line = Line(1, 9, 99)
    gone, kept = line.join("a"), line.join("b")
    line.leave(gone)
    line.leave(gone)
    assert line.ahead("a") is None
    assert line.call() == [kept]
    line.leave(Ticket("b"))  # another ticket of the same visitor
    assert line.ahead("b") == 0
    line.leave(kept)
    assert line.is_empty


# --- The pool ---


class Bench:
    """Makes nothing by itself: a test says when a work ends, and how."""

    def __init__(self, hands: int = 2) -> None:
        self.hands, self.at_work, self.stopped = hands, dict[int, tuple[Path, Ended]](), list[int]()

    def make(self, key: int, packed: bytes, path: Path, ended: Ended) -> None:
        assert packed
        self.at_work[key] = path, ended

    def end(self, key: int, fault: str = "") -> None:
        path, ended = self.at_work.pop(key)
        if not fault:
            path.write_bytes(b"made")
        ended(key, fault)

    def prepare(self) -> None:
        raise AssertionError("asked for by the real server alone")

    def stop(self, key: int) -> None:
        self.stopped.append(key)
        self.end(key, "stopped")

    def close(self) -> None:
        self.at_work.clear()


def test_one_visitor_never_takes_all_hands_and_another_is_served_at_once() -> None:
    bench = Bench()
    pool = Pool(bench)
    jobs = [pool.ask("greedy", WORK) for _ in range(MOST_OF_ONE)]
    with pytest.raises(RefusedError):
        pool.ask("greedy", WORK)
    assert [*bench.at_work] == [jobs[0].key]
    other = pool.ask("other", WORK)
    assert [*bench.at_work] == [jobs[0].key, other.key]
    bench.end(jobs[0].key)
    assert jobs[0].file.result(0).read_bytes() == b"made"
    assert {*bench.at_work} == {other.key, jobs[1].key}


def test_the_pool_is_bounded_in_all() -> None:
    pool = Pool(Bench())
    for rank in range(MOST + 2):
        pool.ask(f"visitor {rank}", WORK)
    with pytest.raises(RefusedError, match=CROWDED):
        pool.ask("one more", WORK)


def test_a_work_that_fails_is_said_and_the_next_begins() -> None:
    bench = Bench(hands=1)
    pool = Pool(bench)
    failed, fine = pool.ask("a", WORK), pool.ask("b", WORK)
    bench.end(failed.key, "OSError: no space left")
    with pytest.raises(NotMadeError, match="no space left"):
        failed.file.result(0)
    bench.end(fine.key)
    assert fine.file.result(0).is_file()
    assert not list(failed.path.parent.glob(failed.path.name))


def test_a_full_disk_or_no_thread_leave_nobody_in_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A place without its work failed all that came after, until the server was started again."""
    bench = Bench(hands=1)
    pool = Pool(bench)

    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("pages.server.apart.pool.tempfile.TemporaryDirectory", full)
        with pytest.raises(NotMadeError, match="No space left"):
            pool.ask("a", WORK)
    assert pool.standing[:2] == (0, 0)

    def no_thread(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(bench, "make", no_thread)
        with pytest.raises(NotMadeError, match="new thread"):
            pool.ask("a", WORK).file.result(0)
    fine = pool.ask("a", WORK)
    bench.end(fine.key)
    assert fine.file.result(0).is_file()


def test_a_visitor_who_leaves_takes_back_what_waits_and_stops_what_is_made() -> None:
    bench = Bench(hands=1)
    pool = Pool(bench)
    at_work, waiting, other = pool.ask("gone", WORK), pool.ask("gone", WORK), pool.ask("other", WORK)
    pool.drop(waiting)
    pool.drop(at_work)
    assert bench.stopped == [at_work.key]
    assert [*bench.at_work] == [other.key]
    for job in (at_work, waiting):
        with pytest.raises(CancelledError):
            job.file.result(0)
    bench.end(other.key)
    assert list(other.path.parent.iterdir()) == [other.path]


def test_what_nobody_waits_for_any_more_is_given_up() -> None:
    bench = Bench(hands=1)
    pool, asked = Pool(bench), list[bool]()

    async def is_there() -> bool:
        asked.append(True)
        return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pages.server.apart.pool._LOOK", 0.0)
        with pytest.raises(asyncio.CancelledError):
            run_apart(made_file("gone", WORK, is_there, pool))
    assert asked == [True]
    assert len(bench.stopped) == 1
    assert not bench.at_work


def test_an_idle_process_is_ended_and_a_busy_one_is_not() -> None:
    bench = Bench()
    pool = Pool(bench)
    job = pool.ask("a", WORK)
    pool.rest(idle=-1)
    assert bench.at_work
    bench.end(job.key)
    bench.at_work[0] = job.path, print  # type: ignore[assignment]
    pool.rest(idle=-1)
    assert not bench.at_work


# --- The process ---


def bench_process(setting: str = "pass") -> BenchProcess:
    """Return the process without the libraries that it loads ahead: three seconds less."""
    return BenchProcess(
        (sys.executable, "-c", f"from pages.server.apart import bench; bench._HEAVY = (); {setting}; bench.main()")
    )


def small(data: tuple[Any, Any]) -> Work:
    store, catalog = data
    export = partial(indicator_export, store, catalog, catalog.indicator("part_65_ans_plus"), "epci", 2021)
    return Work(table_file, "csv-rfc", export)


def test_the_process_makes_the_same_file_says_faults_and_closes() -> None:
    data, pool = open_offered(), Pool(bench_process())

    async def ask() -> None:
        work = small(data)
        path = await made_file("a", work, pool=pool)
        assert path.stat().st_mode & 0o777 == 0o600, "for this user alone"
        assert taken(path) == work()
        with pytest.raises(NotMadeError, match="KeyError"):
            await made("a", Work(table_file, "no such format", print), pool=pool)
        assert (await made("b", WORK, pool=pool))[1:4] == b"PNG"

    run_apart(ask())
    assert not list(pool.folder.iterdir())
    pool.rest(idle=-1)


def test_a_work_that_takes_too_much_memory_is_stopped_and_one_that_is_given_up_too() -> None:
    store, catalog = open_offered()
    long = Work(table_file, "xlsx", partial(level_export, store, catalog, "commune"))
    pool = Pool(bench_process("bench.MOST_MEGABYTES = 1"))

    async def ask() -> None:
        with pytest.raises(NotMadeError, match="stopped"):
            await made("a", long, pool=pool)

    run_apart(ask())
    pool.rest(idle=-1)


def test_where_no_process_can_be_copied_it_works_alone_and_is_killed_with_what_is_given_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(process, "FORKS", False)
    alone = bench_process("bench.FORKS, bench.MOST_MEGABYTES, bench.open_offered = False, 1, lambda: (None, None)")
    told = SimpleQueue[tuple[int, str]]()
    alone.make(1, WORK.packed(), tmp_path / "picture", lambda *ended: told.put(ended))
    assert told.get(timeout=60) == (1, ""), "no copy whose memory could be watched: it is made all the same"
    assert (tmp_path / "picture").read_bytes()[1:4] == b"PNG"
    os.mkfifo(tmp_path / "unread")  # a file that nobody reads: writing it never ends
    for key in (2, 3):
        alone.make(key, WORK.packed(), tmp_path / "unread", lambda *ended: told.put(ended))
    alone.stop(2)
    assert [told.get(timeout=60) for _ in range(2)] == [(2, "stopped"), (3, "stopped")]
    assert alone.pid is None


def test_a_process_that_dies_fails_its_works_and_another_is_started() -> None:
    pool = Pool(BenchProcess((sys.executable, "-c", "raise SystemExit")))
    for _ in range(2):
        with pytest.raises(NotMadeError, match="stopped"):
            run_apart(made("a", WORK, pool=pool))


def test_nobody_waits_for_a_process_that_reads_nothing_and_what_it_had_is_told_once_it_is_gone(tmp_path: Path) -> None:
    """One that is still loading, or starved: a work is larger than what a pipe holds, and the loop asks for it."""
    deaf, told = BenchProcess((sys.executable, "-c", "import signal; signal.pause()")), SimpleQueue[tuple[int, str]]()

    def ended(*of: Any) -> None:
        told.put(of)

    asks = threading.Thread(target=deaf.make, args=(1, bytes(1 << 20), tmp_path / "1", ended), daemon=True)
    asks.start()
    asks.join(timeout=60)
    assert not asks.is_alive()
    gone = deaf.pid
    assert gone is not None
    deaf.close()
    deaf.make(2, b"", tmp_path / "2", ended)
    assert deaf.pid not in (None, gone), "another one"
    os.kill(gone, signal.SIGKILL)
    assert told.get(timeout=60) == (1, "stopped")
    os.kill(deaf.pid, signal.SIGKILL)
    assert told.get(timeout=60) == (2, "stopped")


def test_a_process_that_no_thread_hears_is_given_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was kept: all that came after waited for ever."""
    deaf, told = BenchProcess((sys.executable, "-c", "import signal; signal.pause()")), SimpleQueue[tuple[int, str]]()

    def no_thread(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", no_thread)
        Pool(deaf).prepare()  # a page that only offers a file is whole
        with pytest.raises(RuntimeError, match="new thread"):
            deaf.make(1, b"", tmp_path / "1", print)
    assert deaf.pid is None
    deaf.make(2, b"", tmp_path / "2", lambda *of: told.put(of))
    assert deaf.pid is not None
    os.kill(deaf.pid, signal.SIGKILL)
    assert told.get(timeout=60) == (2, "stopped")


# --- Works ---


def test_the_store_and_the_catalogue_do_not_travel() -> None:
    data = open_offered()
    packed = small(data).packed()
    assert len(packed) < 10_000
    assert Work.unpacked(packed, *data)() == small(data)()


def test_a_work_of_another_edition_is_refused(small_store: Store) -> None:
    packed = small(open_offered()).packed()
    with pytest.raises(LookupError, match="edition"):
        Work.unpacked(packed, small_store, open_offered()[1])


@pytest.mark.parametrize("function", [lambda: b"", waiting_words])
def test_only_what_another_process_finds_by_its_name_is_a_work(function: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match="cannot be found by its name"):
        Work(function)


# --- Files that are ready ---


def test_a_file_is_kept_five_minutes_then_gone_from_the_disk(tmp_path: Path) -> None:
    now = [0.0]
    shelf = Shelf(clock=lambda: now[0])
    (tmp_path / "a").write_bytes(b"abc")
    token = shelf.put(tmp_path / "a", "a.csv", "text/csv")
    now[0] = KEPT
    kept = shelf.find(token)
    assert kept is not None
    assert (kept.name, kept.size) == ("a.csv", 3)
    now[0] = KEPT + 1
    assert shelf.find(token) is None
    assert not (tmp_path / "a").exists()
    assert shelf.find("../a") is None


def test_the_oldest_files_go_when_all_are_too_large_together(tmp_path: Path) -> None:
    shelf = Shelf(clock=lambda: 0.0, most_bytes=10)
    tokens = []
    for name in "abcd":
        (tmp_path / name).write_bytes(b"12345")
        tokens.append(shelf.put(tmp_path / name, name, "text/csv"))
    assert [shelf.find(token) is not None for token in tokens] == [False, False, True, True]
    (tmp_path / "large").write_bytes(b"1" * 50)
    assert shelf.find(shelf.put(tmp_path / "large", "large", "text/csv")), "one alone is kept, however large"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["large"]


# --- Turns ---


def test_answers_computed_here_wait_their_turn_and_are_refused_beyond() -> None:
    async def play() -> list[str]:
        turns, order, go_on = Turns(at_once=1, most_of_one=3, most=9), list[str](), asyncio.Event()

        async def answer(visitor: str) -> None:
            async with turns.turn(visitor):
                order.append(visitor)
                await go_on.wait()

        asked = [asyncio.create_task(answer(visitor)) for visitor in "aaab"]
        await asyncio.sleep(0)
        with pytest.raises(RefusedError):
            await answer("a")
        asked[1].cancel()
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(*asked, return_exceptions=True)
        return order

    assert "".join(run_apart(play())) == "aba"


# --- « Emporter » ---


class Runtime:
    """What our handler asks of the framework."""

    def __init__(self) -> None:
        self.media_file_mgr = MediaFileManager(MemoryMediaFileStorage("/media"))

    def is_active_session(self, _: str) -> bool:
        return True


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Offer a file as a page does, in a session; return the answer to another session's press of its button."""
    runtime = Runtime()
    monkeypatch.setattr("streamlit.runtime.get_instance", lambda: runtime)
    monkeypatch.setattr("streamlit.runtime.media_file_manager._get_session_id", lambda: "mine")

    def pressed(write: Callable[[], bytes], session: str = "mine") -> Any:
        identifier = runtime.media_file_mgr.add_deferred(write, "text/csv", "0.1", "deux mots.csv")
        request = BackMsg().backend_operation_request
        request.request_id, request.deferred_file.file_id = "7", identifier
        answer = run_apart(downloads._handle(None, request, session))
        assert answer.request_id == "7"
        return answer

    return pressed


def test_a_file_is_fetched_by_an_address_of_ours(offer: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench()
    monkeypatch.setattr(bench, "make", lambda key, _, path, ended: (path.write_bytes(b"x;y"), ended(key, "")))
    monkeypatch.setattr(downloads, "made_file", partial(made_file, pool=Pool(bench)))
    client = Client(Starlette(routes=download_routes("")))
    for write in (WORK, LaterWork(lambda: WORK), lambda: b"x;y"):
        url = offer(write).deferred_file.url
        answer = client.get(url)
        assert (answer.content, answer.headers["content-type"]) == (b"x;y", "text/csv; charset=utf-8")
        assert answer.headers["content-disposition"] == "attachment; filename*=utf-8''deux%20mots.csv"
        assert answer.headers["cache-control"] == "no-store"
    assert client.get("/fichier/inconnu/a.csv").text == downloads.GONE


def test_a_file_of_another_session_is_not_given(offer: Callable[..., Any]) -> None:
    assert offer(lambda: b"mine", session="theirs").error_msg == downloads.NOT_OFFERED


def test_refusals_and_faults_are_sentences(offer: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuses(*_: object) -> Path:
        raise RefusedError(YOURS_FIRST)

    monkeypatch.setattr(downloads, "made_file", refuses)
    assert offer(WORK).error_msg == YOURS_FIRST
    assert offer(lambda: 1 / 0).error_msg == NOT_MADE  # type: ignore[arg-type,return-value]


def test_where_a_file_is_in_the_line_is_said_to_its_visitor_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = Pool(Bench(hands=1))
    monkeypatch.setattr(downloads, "POOL", pool)
    client = Client(Starlette(routes=download_routes("")))
    for session in ("first", "second", "third"):
        pool.ask(visitor_of(session), WORK)
    assert [client.get(f"/{waiting_path(session)}").text for session in ("first", "second", "third")] == [
        "Préparation du fichier…",
        "Préparation du fichier… 1 avant vous.",
        "Préparation du fichier… 2 avant vous.",
    ]
    assert client.get(f"/{waiting_path('nobody')}").status_code == 204
    assert client.get("/attente/third").status_code == 204, "the name of a session opens no door"
