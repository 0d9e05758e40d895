"""What one visitor may hold of the server: files sent, silent connections, tabs, lines of the log."""

from __future__ import annotations

import asyncio
import logging
import random
import sys
import threading
from collections import deque
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages.server.bounds import connections, uploads
from pages.server.bounds.connections import PATIENCE, Silence, TabBounds, give_up_silent_connections
from pages.server.bounds.crowd import FORGOTTEN, LASTS, OVER, Crowd
from pages.server.bounds.logs import MINUTE, MOST_A_MINUTE, FewOfEach
from pages.server.bounds.runs import HAND_OVER, Runs, hand_over_often
from pages.server.bounds.uploads import CROWDED, MOST_OF_A_SESSION, TOO_MUCH, TOO_SLOW, UploadBounds
from pages.server.operation import draining
from pages.server.operation.draining import Draining
from tests.pages.asgi import Client, run_apart

# --- Files that are sent ---

Files = dict[str, dict[str, Any]]


def upload(
    held: Files, session: str, size: int | None, address: str = "10.0.0.1", *, sent: bool = True
) -> tuple[int, str]:
    """Send a file of so many bytes as a browser does; return status and words of the answer."""

    async def accepts(scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass
        _, _, rest = scope["path"].partition(uploads.PATH)
        name, _, file = rest.partition("/")
        held.setdefault(name, {})[file] = SimpleNamespace(data=bytes(size or 0))
        await PlainTextResponse("ok")(scope, receive, send)

    app = BOUNDS.setdefault(id(held), UploadBounds(accepts, lambda: held))
    app.app = accepts
    path = f"/base{uploads.PATH}{session}/{len(held.get(session, {}))}"
    headers = [] if size is None else [(b"content-length", str(size).encode())]
    scope = {"type": "http", "method": "PUT", "path": path, "headers": headers, "client": (address, 5)}
    body = [{"type": "http.request", "body": b"", "more_body": False}] if sent else []
    start, *rest = Client(app).exchange(scope, body)
    return start["status"], b"".join(message["body"] for message in rest).decode()


BOUNDS: dict[int, UploadBounds] = {}


def test_a_session_holds_a_few_files_and_may_send_again_once_it_takes_one_out() -> None:
    held: Files = {}
    answers = [upload(held, "a", 1_000) for _ in range(MOST_OF_A_SESSION + 2)]
    assert answers == [(200, "ok")] * MOST_OF_A_SESSION + [(413, TOO_MUCH)] * 2
    del held["a"]["0"]
    assert upload(held, "a", 1_000)[0] == 200
    assert upload(held, "b", 1_000)[0] == 200


def test_a_session_is_bounded_in_bytes_said_or_not() -> None:
    held: Files = {}
    assert [upload(held, "a", 2_000_000)[0] for _ in range(6)] == [200] * 5 + [413]
    held = {"b": {str(rank): SimpleNamespace(data=bytes(1_700_000)) for rank in range(5)}}
    assert upload(held, "b", None) == (413, TOO_MUCH), "a file of no said size may be the largest"


def test_an_address_is_bounded_over_its_sessions_and_another_is_not_refused_for_it() -> None:
    held: Files = {}
    answers = [upload(held, f"session {rank // 5}", 2_000_000) for rank in range(31)]
    assert answers == [(200, "ok")] * 30 + [(413, CROWDED)]
    assert upload(held, "another", 2_000_000, "10.0.0.2")[0] == 200


def test_all_sessions_together_are_bounded() -> None:
    held: Files = {}
    answers = [upload(held, str(rank // 5), 2_000_000, f"10.0.0.{rank // 5}")[0] for rank in range(61)]
    assert answers == [200] * 60 + [413]


def test_a_file_that_does_not_come_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "PATIENCE", 0.0)
    assert upload({}, "a", 100, sent=False) == (408, TOO_SLOW)


# --- Connections ---


@dataclass(eq=False)
class Connection:
    """What the bound sees of a protocol of the server."""

    cycle: Any = None
    on_its_way: int = 0

    @property
    def transport(self) -> Any:
        return SimpleNamespace(get_write_buffer_size=lambda: self.on_its_way)


def test_a_connection_without_a_request_is_given_up_and_one_that_goes_on_asking_is_not() -> None:
    silence = Silence()
    mute, asks, answers = Connection(), Connection(), Connection(SimpleNamespace(response_complete=False))
    tab = object()
    for now in range(0, int(PATIENCE) + 1, 5):
        asks.cycle = SimpleNamespace(response_complete=True)  # another request since the last look
        assert silence.given_up([mute, asks, answers, tab], now) == []
    assert silence.given_up([mute, asks, answers, tab], PATIENCE + 1) == [mute]


def test_a_slow_line_gets_all_of_its_answer_and_one_that_takes_nothing_more_is_given_up() -> None:
    silence, answered = Silence(), SimpleNamespace(response_complete=True)
    slow, stuck = Connection(answered, 60_000), Connection(answered, 60_000)
    for now in range(0, int(PATIENCE) * 4 + 1, 20):
        slow.on_its_way -= 10_000
        assert silence.given_up([slow, stuck], now) == []
    slow.on_its_way -= 10_000
    assert silence.given_up([slow, stuck], PATIENCE * 4 + 1) == [stuck]
    slow.on_its_way = 0
    assert silence.given_up([slow], PATIENCE * 5) == []
    assert silence.given_up([slow], PATIENCE * 6 + 1) == [slow], "it has it all, and asks for nothing more"


def test_the_oldest_silent_connections_go_when_they_are_too_many() -> None:
    silence, opened = Silence(most=2), list[Connection]()
    for now in range(4):
        opened.append(Connection())
        assert silence.given_up(opened, now) == opened[: max(0, now - 1)]


def test_a_silent_connection_is_closed_by_the_real_server_and_others_are_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "LOOK", 0.01)
    monkeypatch.setattr(connections, "Silence", lambda: Silence(patience=0.0))

    async def play() -> tuple[bytes, bytes]:
        served = uvicorn.Server(uvicorn.Config(PlainTextResponse("ok"), port=0, log_level="error"))
        serving = asyncio.create_task(served.serve())
        async with asyncio.timeout(60):
            while not served.started:
                await asyncio.sleep(0.01)
        port = served.servers[0].sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: ")  # and no more
        asked, asking = await asyncio.open_connection("127.0.0.1", port)
        asking.write(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        answer = await asked.read()
        watching = asyncio.create_task(give_up_silent_connections())
        try:
            left = await reader.read()
        except ConnectionResetError:
            left = b""
        watching.cancel()
        served.should_exit = True
        await serving
        return left, answer

    left, answer = run_apart(play())
    assert left == b""
    assert answer.endswith(b"ok")


# --- Tabs ---


def tabs(app: TabBounds, address: str = "10.0.0.1") -> list[dict[str, Any]]:
    scope = {"type": "websocket", "path": "/_stcore/stream", "client": (address, 5), "headers": []}
    return Client(app).exchange(scope, [{"type": "websocket.connect"}])


def test_a_tab_that_never_says_anything_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "FIRST_WORD", 0.0)
    sent = tabs(TabBounds(_connected))
    assert [message["type"] for message in sent] == ["websocket.accept", "websocket.close", "websocket.send"]
    assert sent[-1]["text"] == "websocket.disconnect"


async def _connected(_scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": str((await receive())["type"])})


def test_tabs_are_bounded_for_an_address_and_in_all_and_come_again_when_others_close(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "MOST_TABS_OF_AN_ADDRESS", 2)
    monkeypatch.setattr(connections, "MOST_TABS", 3)
    app = TabBounds(_connected)
    app._open.update({"10.0.0.1": 2, "10.0.0.2": 0})
    assert tabs(app, "10.0.0.1") == [{"type": "websocket.close", "code": 1013, "reason": "too many"}]
    app._open["10.0.0.3"] = 1
    assert tabs(app, "10.0.0.2")[0]["type"] == "websocket.close"
    del app._open["10.0.0.3"]
    monkeypatch.setattr(connections, "FIRST_WORD", 0.0)
    assert tabs(app, "10.0.0.2")[0]["type"] == "websocket.accept"
    assert "10.0.0.2" not in app._open, "a tab that closed counts no more"


# --- The log ---


def test_a_line_of_code_writes_a_few_records_a_minute_then_says_how_many_it_held_back() -> None:
    now = [0.0]
    few = FewOfEach(clock=lambda: now[0])

    def record(line: int) -> logging.LogRecord:
        return logging.LogRecord("ours", logging.WARNING, "a.py", line, "refused: %s", ("x",), None)

    assert [few.filter(record(1)) for _ in range(MOST_A_MINUTE + 5)] == [True] * MOST_A_MINUTE + [False] * 5
    assert few.filter(record(2)), "another line is another matter"
    now[0] = MINUTE
    after = record(1)
    assert few.filter(after)
    assert few.filter(after), "the handler of a logger above it writes it too"
    assert after.getMessage() == "refused: x (5 more like it were not written)"
    again = record(1)
    assert few.filter(again)
    assert again.getMessage() == "refused: x"


def test_forms_that_a_client_made_wrong_are_one_line_a_minute_and_a_fault_of_ours_is_not_held_back() -> None:
    now = [0.0]
    few = FewOfEach(clock=lambda: now[0])

    def record(line: int, level: int = logging.WARNING) -> logging.LogRecord:
        return logging.LogRecord("python_multipart.multipart", level, "m.py", line, "bad at %d", (line,), None)

    assert [few.filter(record(line)) for line in range(40)] == [True] + [False] * 39
    assert few.filter(record(3, logging.ERROR))
    now[0] = MINUTE
    after = record(7)
    assert few.filter(after)
    assert after.getMessage() == "bad at 7 (39 more like it were not written)"


# --- Runs of pages ---


def test_runs_begin_a_few_at_a_time_in_their_order_and_a_fault_gives_its_place_back() -> None:
    runs, begun, ends = Runs(at_once=1, patience=60.0), list[str](), threading.Event()

    def run(name: str) -> None:
        with runs.turn():
            begun.append(name)
            ends.wait()

    with pytest.raises(ZeroDivisionError), runs.turn():
        raise ZeroDivisionError
    threads = []
    for name in "abc":
        threads.append(threading.Thread(target=run, args=(name,)))
        threads[-1].start()
        while name != "a" and len(runs._room._cond._waiters) < len(threads) - 1:  # type: ignore[attr-defined]
            pass
        while name == "a" and not begun:
            pass
    assert begun == ["a"]
    ends.set()
    for thread in threads:
        thread.join()
    assert begun == ["a", "b", "c"]


def test_a_part_of_a_page_takes_a_turn_of_its_own_but_not_within_the_run_of_its_page() -> None:
    runs = Runs(at_once=1, patience=0.0)
    with runs.turn(), runs.turn_of_a_part():
        assert not runs._room.acquire(blocking=False)
    with runs.turn_of_a_part():
        assert not runs._room.acquire(blocking=False)
    assert runs._room.acquire(blocking=False)
    assert not runs._room.acquire(blocking=False), "each gave back what it took"


def test_a_run_that_computes_hands_the_interpreter_over_often() -> None:
    before = sys.getswitchinterval()
    try:
        hand_over_often()
        assert sys.getswitchinterval() == pytest.approx(HAND_OVER)
    finally:
        sys.setswitchinterval(before)


def test_a_run_is_never_refused() -> None:
    runs = Runs(at_once=1, patience=0.0)
    with runs.turn(), runs.turn():
        pass
    with runs.turn():
        assert not runs._room.acquire(blocking=False), "who found no room gave none back"


# --- A crowd ---


class Simulated:
    """Runs of one interpreter: 12 ms each, in the order in which they are asked for, at moments drawn by lot."""

    TAKES = 0.012

    def __init__(self) -> None:
        self.now, self._free, self._dice = 0.0, 0.0, random.Random(5)
        self.crowd = Crowd(clock=lambda: self.now)
        self._ends = deque[tuple[float, object]]()

    def ask(self, a_second: float, seconds: float) -> list[tuple[float, float, bool]]:
        """Return when each run was asked for, how long it took, whether there was a crowd then."""
        told, end = list[tuple[float, float, bool]](), self.now + seconds
        while (asked := self.now + self._dice.expovariate(a_second)) < end:
            while self._ends and self._ends[0][0] <= asked:
                self.now, tab = self._ends.popleft()
                self.crowd.is_served(tab)
            self.now = asked
            self._free = max(asked, self._free) + self.TAKES
            self._ends.append((self._free, tab := object()))
            self.crowd.waits(tab)
            told.append((asked, self._free - asked, self.crowd.is_here))
        self.now = end
        return told


def test_two_hundred_people_who_save_each_ten_seconds_are_no_crowd() -> None:
    assert not any(crowded for _, _, crowded in Simulated().ask(20.0, 300.0))


def test_a_crowd_is_told_before_anybody_waits_for_long_and_no_more_once_it_is_gone() -> None:
    server = Simulated()
    server.ask(20.0, 60.0)
    rising = server.ask(75.0, 60.0)  # nine tenths of what it can do
    first = next(at for at, (_, _, crowded) in enumerate(rising) if crowded)
    assert rising[first][0] - 60.0 < 20.0
    assert max(seconds for _, seconds, _ in rising[:first]) < 0.3
    assert all(crowded for _, _, crowded in rising[first:])
    falling = server.ask(20.0, 150.0)
    still = [asked - 120.0 for asked, _, crowded in falling if crowded]
    assert LASTS < max(still) < LASTS + 2 * OVER
    assert len(still) == sum(asked - 120.0 <= max(still) for asked, _, _ in falling), "it is told, then it is not"


def test_a_crowd_that_does_not_quite_go_is_told_all_along() -> None:
    """Between both bounds: newcomers are not led here and there in turn."""
    server = Simulated()
    assert not any(crowded for _, _, crowded in server.ask(46.0, 30.0))
    assert server.ask(100.0, 10.0)[-1][2]
    assert all(crowded for _, _, crowded in server.ask(46.0, 200.0))


def test_what_the_framework_never_answers_makes_no_crowd_for_ever() -> None:
    now = [0.0]
    crowd = Crowd(clock=lambda: now[0])
    for tab in range(4):
        crowd.waits(tab)
    now[0] = FORGOTTEN - 0.1
    assert crowd.is_here
    now[0] = FORGOTTEN
    assert crowd.is_here
    assert not crowd._since
    now[0] = FORGOTTEN + LASTS
    assert not crowd.is_here


def test_the_tabs_that_wait_are_those_of_the_connection_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = Crowd()
    monkeypatch.setattr(draining, "CROWD", crowd)
    asks, ends = BackMsg(), ForwardMsg(script_finished=ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
    asks.rerun_script.query_string = ""
    seen = []

    async def answers(_scope: Any, receive: Any, send: Any) -> None:
        for says in (ends, None):  # the second run is cut by a tab that closes
            await receive()
            seen.append(len(crowd._since))
            if says:
                await send({"type": "websocket.send", "bytes": says.SerializeToString()})
                seen.append(len(crowd._since))

    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": []}
    said = {"type": "websocket.receive", "bytes": asks.SerializeToString()}
    Client(Draining(answers)).exchange(scope, [said, said])
    assert seen == [1, 0, 1]
    assert not crowd._since
