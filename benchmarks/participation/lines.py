"""A browser of a few lines: one connection that is kept open, one ticket, no script."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

HOST = "127.0.0.1"
COOKIE = "otc-reponse"
Fields = Mapping[str, str | Sequence[str]]


@dataclass(slots=True)
class Answer:
    """What a server answers."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(slots=True)
class Line:
    """A line to a server, opened again when it was cut.

    Attributes
    ----------
    port : int
    ticket : str
        What the server gave; "" for nothing.
    """

    port: int
    ticket: str = ""
    _reader: asyncio.StreamReader | None = field(default=None, repr=False)
    _writer: asyncio.StreamWriter | None = field(default=None, repr=False)

    async def ask(self, path: str, fields: Fields | None = None) -> Answer:
        """Ask for a page, or send a form; redirections are the caller's.

        Raises
        ------
        OSError, EOFError
            When the line is cut.
        """
        body = b"" if fields is None else urlencode(fields, doseq=True).encode()
        head = [f"{'GET' if fields is None else 'POST'} {path} HTTP/1.1", f"Host: {HOST}:{self.port}"]
        if self.ticket:
            head.append(f"Cookie: {COOKIE}={self.ticket}")
        if fields is not None:
            head += [
                "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}",
                f"Origin: http://{HOST}:{self.port}",
            ]  # fmt: skip
        try:
            if self._writer is None:
                self._reader, self._writer = await asyncio.open_connection(HOST, self.port)
            assert self._reader is not None
            self._writer.write("\r\n".join([*head, "", ""]).encode() + body)
            await self._writer.drain()
            return await self._answer(self._reader)
        except (OSError, EOFError):
            self.cut()
            raise

    async def follow(self, path: str, fields: Fields | None = None) -> Answer:
        """Ask as `ask`, and go where the answer leads."""
        answer = await self.ask(path, fields)
        while answer.status == 303:
            answer = await self.ask(answer.headers["location"].partition("#")[0])
        return answer

    def cut(self) -> None:
        """Close the line; the next question opens another."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def _answer(self, reader: asyncio.StreamReader) -> Answer:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie" and (given := re.match(rf"\s*{COOKIE}=\"?([^;\"]*)", value)):
                self.ticket = given[1]
            headers[name.lower()] = value.strip()
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            self.cut()
        return Answer(int(lines[0].split()[1]), headers, body)
