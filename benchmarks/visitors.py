"""Visitors that speak Streamlit's own protocol, many in one process: tabs, changes, menus of files."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from observatoire.model.store import open_store
from observatoire.statistics.offering import open_offered

PAGES = (
    ("portrait", ""),
    ("pairs", ""),
    ("comparer", "vue=indicateur"),
    ("comparer", "vue=theme"),
    ("comparer", "vue=croiser"),
    ("carte", ""),
    ("evolution", ""),
    ("questions", ""),
)
PLACES = 200
"""EPCI and communes that visitors look at, as many of each."""


@dataclass(slots=True)
class Tally:
    """What visitors saw: seconds of each first page, of each change after it, bytes received."""

    opening: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    received: int = 0


@dataclass(slots=True)
class Tab:
    """An open tab: its page, what it offers, the answers that it waits for."""

    socket: ClientConnection
    session: str = ""
    menus: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    received: int = 0
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _asked: dict[str, asyncio.Future[ForwardMsg]] = field(default_factory=dict)
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def change(self, page: str, query: str, opened: str = "") -> None:
        """Ask for a page, wait for the end of its run.

        Parameters
        ----------
        page, query : str
        opened : str
            Id of a menu that is open, so that its files are offered; "" for none.
        """
        message = BackMsg()
        message.rerun_script.query_string, message.rerun_script.page_name = query, page
        if opened:
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.bool_value = opened, True
        self._ended.clear()
        self.menus.clear()
        self.files.clear()
        await self.socket.send(message.SerializeToString())
        await self._ended.wait()

    async def ask(self, deferred: str) -> ForwardMsg:
        """Press the button of a file, by its id; return the answer."""
        message, number = BackMsg(), str(next(self._numbers))
        asked = message.backend_operation_request
        asked.request_id, asked.session_id, asked.deferred_file.file_id = number, self.session, deferred
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        await self.socket.send(message.SerializeToString())
        return await answer

    async def listen(self) -> None:
        """Take what the server sends until the tab closes.

        Raises
        ------
        RuntimeError
            When the page has a fault.
        """
        async for data in self.socket:
            self.received += len(data)
            message = ForwardMsg()
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            kind = message.WhichOneof("type")
            if kind == "delta":
                self._note(message)
            elif kind == "script_finished" and message.script_finished == 0:
                self._ended.set()
            elif kind == "new_session":
                self.session = message.new_session.initialize.session_id
            elif kind == "backend_operation_response":
                self._asked.pop(message.backend_operation_response.request_id).set_result(message)

    def _note(self, message: ForwardMsg) -> None:
        delta = message.delta
        if delta.add_block.HasField("popover") and delta.add_block.popover.id:
            self.menus.append(delta.add_block.popover.id)
        element = delta.new_element
        if element.HasField("exception"):
            raise RuntimeError(element.exception.message)
        if element.HasField("download_button"):
            self.files[element.download_button.label] = element.download_button.deferred_file_id


@contextlib.asynccontextmanager
async def tab(port: int) -> AsyncIterator[Tab]:
    """Open a tab on the application that listens on a port."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with connect(
        address, max_size=None, open_timeout=None, ping_interval=None, origin=f"http://127.0.0.1:{port}"
    ) as socket:
        opened = Tab(socket)
        listening = asyncio.create_task(opened.listen())
        try:
            yield opened
        finally:
            listening.cancel()


def places(seed: int) -> list[str]:
    """Return places drawn by lot, the same for the same seed."""
    dice = random.Random(seed)
    return [place for level in ("epci", "commune") for place in dice.sample(list(open_store().index(level)), PLACES)]


async def visit(
    port: int, dice: random.Random, among: Sequence[str], tally: Tally, times: tuple[float, float, float]
) -> None:
    """Come after a while, then change something at each interval, until the end.

    Parameters
    ----------
    port : int
        The server's.
    dice : random.Random
        What this visitor chooses by.
    among : sequence of str
        Places to choose from.
    tally : Tally
        Gets the seconds of each change, and apart those of the first page.
    times : tuple of float
        Seconds before it comes, seconds between changes, the clock's time at the end.
    """
    wait, every, end = times
    indicators = list(open_offered()[1].indicators)
    await asyncio.sleep(wait)
    start = time.perf_counter()
    async with tab(port) as own:
        (page, view), place, came = dice.choice(PAGES), dice.choice(among), False
        while time.perf_counter() < end:
            start = time.perf_counter() if came else start
            await own.change(page, f"territoire={place}&{view}&indicateur={dice.choice(indicators)}")
            taken = time.perf_counter() - start
            (tally.seconds if came else tally.opening).append(taken)
            came = True
            if dice.random() < 0.3:
                page, view = dice.choice(PAGES)
            if dice.random() < 0.2:
                place = dice.choice(among)
            await asyncio.sleep(max(0.0, min(every - taken, end - time.perf_counter())))
        tally.received += own.received


async def visit_together(port: int, visitors: int, every: float, seconds: float, seed: int) -> Tally:
    """Let visitors come over one interval, each at its moment, and stay.

    Parameters
    ----------
    port, visitors : int
        The server's; how many.
    every, seconds : float
        Between two changes of a visitor; how long they stay.
    seed : int
        Of what they choose.
    """
    dice, tally, among = random.Random(seed), Tally(), places(seed)
    end = time.perf_counter() + seconds
    async with asyncio.TaskGroup() as group:
        for rank in range(visitors):
            times = (every * rank / max(1, visitors), every, end)
            group.create_task(visit(port, random.Random(dice.random()), among, tally, times))
    return tally


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that a share of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
