"""A stop that loses nothing, and the figures to watch: without a server."""

from __future__ import annotations

import asyncio
import contextlib
import math
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.routing import Route
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from observatoire.model.store import open_store
from pages.server import readiness
from pages.server.apart import line as apart_line
from pages.server.bounds.crowd import LASTS, OVER, Crowd
from pages.server.bounds.runs import Runs as Turns
from pages.server.operation import draining, metrics
from pages.server.operation.draining import Draining, drain
from pages.server.operation.metrics import Runs
from pages.server.operation.whole_runs import WholeRuns
from pages.server.readiness import LEAVING, LOADING, Readiness
from participation.storage.refusals import AbsentError, UnavailableError
from tests.pages.asgi import Client

ASKED = {"type": "websocket.receive", "bytes": BackMsg(rerun_script={"query_string": "a=b"}).SerializeToString()}
OTHER = {"type": "websocket.receive", "bytes": BackMsg(file_urls_request={"request_id": "x"}).SerializeToString()}
CONNECT = {"type": "websocket.connect"}
ROOT = Path(__file__).parents[2]


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Readiness:
    known = Readiness()
    for module in (readiness, draining, metrics):
        monkeypatch.setattr(module, "READINESS", known)
    monkeypatch.setattr(draining, "TABS", tabs := set())
    monkeypatch.setattr(metrics, "TABS", tabs)
    return known


def finished(status: int) -> dict[str, Any]:
    return {"type": "websocket.send", "bytes": ForwardMsg(script_finished=status).SerializeToString()}  # type: ignore[arg-type]


class Line:
    """A tab's connection: what its browser sends, what it is sent, and an application that listens."""

    def __init__(self, *, extensions: bool = True) -> None:
        self.sent: list[dict[str, Any]] = []
        self.heard: list[dict[str, Any]] = []
        self.coming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.say: Callable[[Any], Any]
        self.scope = {"type": "websocket", "extensions": {"websocket.http.response": {}} if extensions else {}}

    async def run(self) -> None:
        async def application(_scope: Any, receive: Any, send: Any) -> None:
            self.say = send
            while True:
                message = await receive()
                self.heard.append(message)
                if message["type"] == "websocket.disconnect":
                    return

        async def send(message: Any) -> None:
            self.sent.append(dict(message))

        await Draining(application)(self.scope, self.coming.get, send)


def played(play: Callable[[], Any]) -> None:
    """Run a coroutine in a thread of its own: a browser test may have left its event loop running."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(lambda: asyncio.run(play())).result(timeout=20)


async def until(holds: Callable[[], Any]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0)


def test_a_tab_that_waits_for_an_answer_leaves_after_it_and_one_that_waits_for_nothing_at_once(known) -> None:
    async def play() -> None:
        busy, idle = Line(), Line()
        runs = [asyncio.create_task(line.run()) for line in (busy, idle)]
        for line in (busy, idle):
            await line.coming.put(CONNECT)
            await line.coming.put(ASKED)
        await until(lambda: len(busy.heard) == len(idle.heard) == 2)
        await idle.say(finished(ForwardMsg.FINISHED_SUCCESSFULLY))
        await idle.coming.put(OTHER)  # what draws nothing is not waited for
        await until(lambda: len(idle.heard) == 3)
        stopping = asyncio.create_task(drain())
        await runs[1]
        assert idle.heard[-1] == {"type": "websocket.disconnect", "code": 1012}
        assert idle.sent[-1]["code"] == 1012
        await busy.say(finished(ForwardMsg.FINISHED_EARLY_FOR_RERUN))
        drawn = {"type": "websocket.send", "bytes": b"x" * 600}
        await busy.say(drawn)
        assert busy.sent[-1] == drawn
        assert not runs[0].done()
        await busy.say(finished(ForwardMsg.FINISHED_SUCCESSFULLY))
        await runs[0]
        assert busy.sent[-2]["bytes"] == finished(ForwardMsg.FINISHED_SUCCESSFULLY)["bytes"], "the answer went first"
        await stopping
        assert known.refusal() == LEAVING

    played(play)


@pytest.mark.usefixtures("known")
def test_a_tab_that_never_gets_its_answer_does_not_hold_the_stop() -> None:
    async def play() -> None:
        line = Line()
        run = asyncio.create_task(line.run())
        await line.coming.put(CONNECT)
        await line.coming.put(ASKED)
        await until(lambda: len(line.heard) == 2)
        await drain(patience=0.01)
        assert not line.sent, "the server itself closes what is left"
        run.cancel()

    played(play)


@pytest.mark.parametrize("extensions", [True, False])
def test_a_newcomer_is_sent_to_another_replica_while_one_stops(known, extensions: bool) -> None:
    async def play() -> None:
        known.leave()
        line = Line(extensions=extensions)
        await line.coming.put(CONNECT)
        await line.run()
        assert not line.heard
        first = line.sent[0]
        expected = ("websocket.http.response.start", 503) if extensions else ("websocket.close", 1012)
        assert (first["type"], first.get("status") or first.get("code")) == expected

    played(play)


def test_a_tab_that_connects_again_is_not_sent_the_end_of_a_run_whose_beginning_was_lost() -> None:
    drawing, other, another = ForwardMsg(), ForwardMsg(session_status_changed={}), ForwardMsg(ref_hash="a")
    drawing.delta.new_element.markdown.body = "the end"
    begins = ForwardMsg(new_session={"name": "next"})
    over = ForwardMsg(script_finished=ForwardMsg.FINISHED_EARLY_FOR_RERUN)
    order = [drawing, another, over, other, begins, drawing, another, over]
    sent: list[Any] = []

    async def application(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        for message in order:
            await send({"type": "websocket.send", "bytes": message.SerializeToString()})

    async def send(message: Any) -> None:
        sent.append(message.get("bytes"))

    async def play() -> None:
        await WholeRuns(application)({"type": "websocket"}, asyncio.Queue().get, send)

    played(play)
    assert sent == [None, *(message.SerializeToString() for message in order[3:])]


def test_a_server_that_leaves_is_not_ready_but_answers_what_it_is_asked(known) -> None:
    client = Client(Draining(Starlette(routes=[Route("/_ready", readiness.ready)])))
    assert client.get("/_ready").text == LOADING
    known.loaded(open_store())
    assert client.get("/_ready").status_code == 200
    known.leave()
    assert (client.get("/_ready").status_code, client.get("/_ready").text) == (503, LEAVING)


# --- Figures to watch ---


def test_runs_are_sorted_by_what_they_took_and_the_95th_centile_is_that_of_a_hand() -> None:
    runs = Runs()
    for hundredths in range(1, 101):
        runs.add(hundredths / 100)  # 0.01 … 1.00
    lines = list(runs.lines())
    counts = {bound: int(count) for bound, count in re.findall(r'le="([^"]+)"} (\d+)', "\n".join(lines))}
    assert counts == {
        "0.025": 2, "0.05": 5, "0.1": 10, "0.2": 20, "0.3": 30, "0.5": 50, "1.0": 100, "1.5": 100, "3.0": 100,
        "10.0": 100, "+Inf": 100,
    }  # fmt: skip
    assert "observatoire_run_seconds_sum 50.500000" in lines
    assert "observatoire_run_p95_seconds 0.95" in lines
    assert "observatoire_runs_under_way 0" in lines


def test_a_run_that_is_broken_off_is_counted() -> None:
    runs = Runs()
    under_way = list[str]()

    def broken_off() -> None:
        with runs.timed():
            under_way.extend(runs.lines())
            raise KeyError

    with pytest.raises(KeyError):
        broken_off()
    assert "observatoire_runs_under_way 1" in under_way
    assert "observatoire_run_seconds_count 1" in list(runs.lines())
    assert "observatoire_runs_under_way 0" in list(runs.lines())


def test_a_part_that_is_drawn_alone_is_counted_and_no_run_of_a_page() -> None:
    parts, turns = Runs("part"), Turns()
    with turns.turn(), turns.turn_of_a_part(parts.timed):
        assert "observatoire_part_seconds_count 0" in list(parts.lines()), "the run of its page counts for both"
    with turns.turn_of_a_part(parts.timed):
        assert "observatoire_parts_under_way 1" in list(parts.lines())
    assert "observatoire_part_seconds_count 1" in list(parts.lines())


def test_tabs_that_wait_and_the_crowd_that_they_make_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    crowd = Crowd(clock=lambda: now[0])
    monkeypatch.setattr(metrics, "CROWD", crowd)
    assert (told_now()["tabs_waiting"], told_now()["crowd"]) == (0, 0)
    for tab in range(3):
        crowd.waits(tab)
    now[0] = OVER
    told = told_now()
    assert told["tabs_waiting"] == pytest.approx(3 * (1 - math.exp(-1)), abs=1e-3)
    assert told["crowd"] == 1
    for tab in range(3):
        crowd.is_served(tab)
    now[0] = OVER + LASTS + 1
    assert told_now()["crowd"] == 0


def test_prometheus_reads_them(known) -> None:
    from prometheus_client.parser import text_string_to_metric_families

    client = Client(Starlette(routes=[Route("/_metrics", metrics.metrics)]))
    known.loaded(open_store())
    text = client.get("/_metrics").text
    found = {family.name: family for family in text_string_to_metric_families(text)}
    assert {family.type for family in found.values()} == {"histogram", "gauge", "counter"}
    [edition] = found["observatoire_edition_info"].samples
    assert edition.labels == {"edition": open_store().edition}
    assert found["observatoire_ready"].samples[0].value == 1
    assert 50e6 < found["observatoire_resident_bytes"].samples[0].value < 5e9
    assert found["observatoire_processor_seconds"].samples[0].value > 0
    known.leave()
    assert "observatoire_ready 0" in client.get("/_metrics").text


def told_now() -> dict[str, float]:
    """Return each figure that is told, by its name and labels."""
    text = Client(Starlette(routes=[Route("/_metrics", metrics.metrics)])).get("/_metrics").text
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name.removeprefix("observatoire_"): float(value) for name, _, value in lines}


@pytest.mark.usefixtures("known")
def test_heavy_work_is_told_by_kind_what_waits_what_runs_what_found_no_room(monkeypatch) -> None:
    line = apart_line.Line(hands=1, most_of_one=2, most=2)
    for visitor in ("a", "a", "a", "b", "c"):  # the third of a, and c's, find no room
        with contextlib.suppress(apart_line.RefusedError):
            line.join(visitor)
    monkeypatch.setitem(metrics.LINES, "files", line)
    empty = dict.fromkeys((f'work_{name}{{kind="pictures"}}' for name in ("waiting", "running", "refused_total")), 0)
    told = told_now()
    assert told['work_waiting{kind="files"}'] == 2
    assert told['work_running{kind="files"}'] == 0
    assert told['work_refused_total{kind="files"}'] == 3
    assert told | empty == told
    assert 'work_waiting{kind="answers"}' in told
    line.call()
    told = told_now()
    assert (told['work_waiting{kind="files"}'], told['work_running{kind="files"}']) == (1, 1)


@pytest.mark.usefixtures("known")
def test_of_surveys_nothing_is_told_where_they_are_off(monkeypatch) -> None:
    monkeypatch.delenv("OBSERVATOIRE_PARTICIPATION", raising=False)
    assert not [name for name in told_now() if "participation" in name]


@pytest.mark.usefixtures("known")
def test_of_surveys_acts_are_counted_by_how_they_ended_and_never_those_of_the_vault(monkeypatch, tmp_path) -> None:
    from pages.server.participer import desk

    monkeypatch.setenv("OBSERVATOIRE_PARTICIPATION", str(tmp_path / "réponses d’été"))
    desk.storage.cache_clear()
    try:
        opened = desk.storage()
        before = told_now()
        opened.answers.writer.do(lambda _: None)
        for error, caught in ((AbsentError, AbsentError), (OperationalError("", {}, ValueError()), UnavailableError)):
            with pytest.raises(caught):
                opened.answers.writer.do(raising(error))
        opened.vault.writer.do(lambda _: None)
        told = told_now()
        grown = {name: value - before[name] for name, value in told.items() if name.startswith("participation")}
        assert grown == {
            "participation_open": 0,
            "participation_waiting": 0,
            'participation_acts_total{end="written"}': 1,
            'participation_acts_total{end="refused"}': 1,
            'participation_acts_total{end="lost"}': 1,
        }
        assert told["participation_open"] == 1
        opened.close()
        desk.storage.cache_clear()
        monkeypatch.setenv("OBSERVATOIRE_PARTICIPATION", str(Path(__file__) / "no folder"))
        lost = {name: value for name, value in told_now().items() if name.startswith("participation")}
        assert lost == {"participation_open": 0}
    finally:
        desk.storage.cache_clear()


def raising(error: type[Exception] | Exception) -> Callable[[Any], None]:
    def work(_connection: Any) -> None:
        raise error

    return work


ENDLESS = """
import asyncio, os, signal
from pages.server.operation import draining

draining.LAST = 0.1
signal.signal(signal.SIGTERM, lambda *_: None)  # a server that is told to stop, and does not

async def serve():
    draining.drain_on_sigterm()
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.Event().wait()

asyncio.run(serve())
"""


UNREAD = """
import asyncio, os, signal, socket, uvicorn
from contextlib import asynccontextmanager
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from pages.server.operation import draining

draining.GRACE = 1
unread = socket.socket()

async def large(_request):
    asyncio.get_running_loop().call_later(0.1, os.kill, os.getpid(), signal.SIGTERM)
    return Response(b"x" * 30_000_000)

@asynccontextmanager
async def lifespan(_app):
    draining.drain_on_sigterm()
    unread.connect(listening.getsockname())
    unread.sendall(b"GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")  # and nothing is read
    yield
    print("put away", flush=True)

with socket.create_server(("127.0.0.1", 0)) as listening:
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=[Route("/", large)], lifespan=lifespan), log_level="error"))
    server.run([listening])
"""


def test_a_server_that_does_not_stop_is_ended_all_the_same() -> None:
    done = subprocess.run([sys.executable, "-c", ENDLESS], cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 1


def test_a_reader_who_no_longer_reads_does_not_keep_the_server_from_putting_its_things_away() -> None:
    command = [sys.executable, "-c", UNREAD]
    done = subprocess.run(command, cwd=ROOT, timeout=60, check=False, capture_output=True, text=True)
    assert done.stdout == "put away\n", done.stderr
    assert done.returncode == -signal.SIGTERM, "it ended by itself"
