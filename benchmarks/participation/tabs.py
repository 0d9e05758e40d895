"""A tab that is open on « Répondre », as a browser holds it: its widgets, their values, what they send at a click."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.participation.lines import COOKIE, HOST

SAVED, UNKNOWN = "<b>Enregistré à", "ne_sait_pas"
KINDS = {"radio": "string_value", "selectbox": "string_value", "text_area": "string_value",
         "text_input": "string_value", "checkbox": "bool_value"}  # fmt: skip
"""Widgets of answers, and the field of the protocol that holds the value of each."""
_KEY = re.compile(r"\$\$ID-[0-9a-f]+-(otc-r-.*)")
LONGEST = 60.0
"""Seconds after which an answer of the server is no more waited for."""


@dataclass(slots=True)
class Field:
    """A widget on the page: its id for the server, its kind, what it offers, what it shows."""

    id: str
    kind: str
    options: tuple[str, ...]
    value: str | bool | None

    def another(self, dice: random.Random) -> str | bool:
        """Return a value that it does not show."""
        if self.kind == "checkbox":
            return not self.value
        if self.options:
            return dice.choice([one for one in self.options if one != self.value])
        if "heures" in self.id:
            return dice.choice([f"{hours}" for hours in range(1, 200) if f"{hours}" != self.value])
        return (f"Réponse {dice.random()}. " * dice.randint(1, 20)).strip()


@dataclass(slots=True)
class AnswerTab:
    """An open tab.

    Attributes
    ----------
    socket : ClientConnection
    fields : dict of str to Field
        The widgets that are shown, by their keys.
    page : str
        All blocks of HTML that the last run drew.
    refused : bool
        Whether it drew an answer that is not kept: « Enregistrer de nouveau », « Garder celle d’ici ».
    saved_at : float
        When « Enregistré » came last, by `time.perf_counter`; 0 since the last click.
    received : int
        Bytes, as they come out of the compression.
    """

    socket: ClientConnection
    fields: dict[str, Field] = field(default_factory=dict)
    page: str = ""
    refused: bool = False
    saved_at: float = 0.0
    received: int = 0
    _fragment: str = ""
    _drawn: set[str] = field(default_factory=set)
    _known: set[str] = field(default_factory=set)
    _ended: asyncio.Event = field(default_factory=asyncio.Event)
    _is_open: bool = True
    _query: str = ""
    _name: str = "repondre"

    async def open(self, query: str, page: str = "repondre") -> float:
        """Go to an address of the page, as a link does; return the seconds until it is drawn."""
        self._query, self._name = query, page
        start = time.perf_counter()
        await self._ask(fragment="")
        return time.perf_counter() - start

    async def answer(self, key: str, value: str | bool) -> float:
        """Change a widget; return the seconds from the click to « Enregistré », 0 where it did not come.

        Raises
        ------
        ConnectionError
            When the line is cut.
        """
        self.fields[key].value = value
        self.saved_at, start = 0.0, time.perf_counter()
        await self._ask(self._fragment)
        return self.saved_at - start if self.saved_at and not self.refused else 0.0

    async def _ask(self, fragment: str) -> None:
        """Send what the page shows, as a browser does at each change, and wait for the end of the run."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_name, asked.fragment_id = self._query, self._name, fragment
        asked.cached_message_hashes.extend(self._known)
        for one in self.fields.values():
            state = asked.widget_states.widgets.add()
            state.id = one.id
            if one.value is not None:
                setattr(state, KINDS[one.kind], one.value)
        self._ended.clear()
        self._drawn.clear()
        self.page, self.refused = "", False
        with suppress(ConnectionClosed):
            await self.socket.send(message.SerializeToString())
            async with asyncio.timeout(LONGEST):
                await self._ended.wait()
        if not self._is_open:
            raise ConnectionError("the line was cut")
        self.fields = {key: one for key, one in self.fields.items() if key in self._drawn}

    async def listen(self) -> None:
        """Take what the server sends until the tab closes."""
        try:
            await self._listen()
        finally:
            self._is_open = False
            self._ended.set()

    async def _listen(self) -> None:
        async for data in self.socket:
            self.received += len(data)
            message = ForwardMsg()
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            kind = message.WhichOneof("type")
            if message.metadata.cacheable:
                self._known.add(message.hash)
            if kind == "delta":
                self._note(message)
            elif kind == "script_finished" and message.script_finished in (0, 3):  # a whole run, a fragment's
                self._ended.set()

    def _note(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(element.exception.message)
        if kind == "html":
            self.page += element.html.body
            if SAVED in element.html.body:
                self.saved_at = time.perf_counter()
        elif kind == "button":
            self.refused = self.refused or element.button.id.endswith("-ici")
        elif kind in KINDS:
            shown = getattr(element, kind)
            if found := _KEY.fullmatch(shown.id):
                self._fragment = message.delta.fragment_id
                self._show(found[1], kind, shown)

    def _show(self, key: str, kind: str, shown: object) -> None:
        """Note a widget as it is drawn: what it shows stays, unless the server says otherwise."""
        self._drawn.add(key)
        options = tuple(getattr(shown, "options", ()))
        before = self.fields.get(key)
        if shown.set_value:  # type: ignore[attr-defined]
            name = "raw_value" if kind in ("radio", "selectbox") else "value"
            value = getattr(shown, name) if kind == "checkbox" or shown.HasField(name) else None  # type: ignore[attr-defined]
        elif before is not None:
            value = before.value
        else:
            value = False if kind == "checkbox" else None if options else ""
        self.fields[key] = Field(shown.id, kind, options, value)  # type: ignore[attr-defined]

    def choices(self) -> list[str]:
        """Return the keys of the widgets by which an answer is given, « ne sait pas » apart."""
        return [key for key in self.fields if not key.endswith(UNKNOWN)]


@asynccontextmanager
async def answer_tab(port: int, ticket: str) -> AsyncIterator[AnswerTab]:
    """Open a tab with the ticket of a response."""
    async with connect(
        f"ws://{HOST}:{port}/_stcore/stream", max_size=None, open_timeout=None, ping_interval=None,
        origin=f"http://{HOST}:{port}", additional_headers={"Cookie": f"{COOKIE}={ticket}"},
    ) as socket:  # fmt: skip
        opened = AnswerTab(socket)
        listening = asyncio.create_task(opened.listen())
        try:
            yield opened
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError, ConnectionClosed):
                await listening
