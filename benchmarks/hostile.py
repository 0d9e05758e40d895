"""A hostile evening: `python -m benchmarks.hostile --count 10000`.

A server of our own is sent addresses, websocket frames, uploads and shared links that nobody honest sends, at most
`--at-once` at a time, and only on this machine. Counted: answers of each kind, answers 5xx, connections that were cut
without an answer, what took longer than `--patience` seconds (a hang), tracebacks in the server's log, memory before,
at its highest and after. At the end an honest visitor asks for a page.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
import urllib.parse
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from benchmarks.server import Server, Visitor, request, running_server

SEED = 16_102
HOST = "127.0.0.1"
SHARES = {"addresses": 0.55, "frames": 0.2, "uploads": 0.05, "links": 0.2}
"""How many of all are of each kind."""
PATHS = (
    "/portrait", "/carte", "/comparer", "/pairs", "/evolution", "/simple/portrait", "/portrait/lignes",
    "/image/carte.png",
    "/geo/2026.1/epci-france.map", "/geo/2026.1/locator/com-16102.svg", "/static/js/index.js", "/media/x", "/_ready",
    "/_stcore/health", "/_stcore/metrics", "/_stcore/host-config", "/component/streamlit_folium.st_folium/index.html",
    "/vendor/leaflet/leaflet.js", "/sitemap.xml", "/robots.txt", "/.well-known/security.txt", "/confidentialite",
)  # fmt: skip
NASTY = (
    "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%00", "%ff%fe", "\u202e", "<script>alert(1)</script>", "' OR 1=1 --",
    "{{7*7}}", "${jndi:ldap://x}", "A" * 3_000, "com-" + "9" * 900, "%" * 50, "\U0001f4a5" * 40, "NaN", "-1e309", "[]",
    "com-16102,com-16102," * 200, "compose-" + "16102." * 900, "\r\nSet-Cookie: x=1", "%0d%0aX: y", "//evil.example/",
)  # fmt: skip
FIELDS = (
    "territoire",
    "pairs",
    "indicateur",
    "annee",
    "vue",
    "nom",
    "seance",
    "avec",
    "embed",
    "edition",
    "ligne",
    "fond",
)
METHODS = ("GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW")


@dataclass
class Tally:
    """What came back."""

    answers: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    hung: list[str] = field(default_factory=list)
    highest: float = 0.0


def main() -> None:
    """Print the figures; the exit status is 1 when an exception, a 5xx answer or a hang was counted."""
    options = _parser().parse_args()
    with tempfile.TemporaryFile("w+") as log:
        with running_server(port=options.port, log=log) as server:
            tally = _evening(server, options)
        log.seek(0)
        said = log.read()
    exceptions = said.count("most recent call last")
    print(f"exceptions in the log of the server   {exceptions}\nbytes of its log   {len(said.encode())}")
    if options.log:
        options.log.write_text(said, encoding="utf-8")
    sys.exit(bool(exceptions or tally.hung or any(kind.split()[-1].startswith("5") for kind in tally.answers)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="hostile things, of all kinds")
    parser.add_argument("--at-once", type=int, default=16)
    parser.add_argument("--patience", type=float, default=30.0, help="seconds after which an answer is a hang")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--log", type=Path, help="where to write what the server said")
    return parser


def _evening(server: Server, options: argparse.Namespace) -> Tally:
    """Send everything, print what came back."""
    Visitor(server.port).visit("portrait", "territoire=com-16102")
    before, start, tally = server.resident_mb, time.perf_counter(), Tally()
    asyncio.run(_send_all(server, options, tally))
    print(f"{options.count} hostile things in {time.perf_counter() - start:.0f} s")
    for kind, count in sorted(tally.answers.items()):
        print(f"  {kind:44} {count:6}")
    for kind, count in sorted(tally.failed.items()):
        print(f"  {kind:44} {count:6}   (no answer)")
    print(f"answers 5xx   {sum(n for kind, n in tally.answers.items() if kind.split()[-1].startswith('5'))}")
    print(f"hangs   {len(tally.hung)} {tally.hung[:5]}")
    seconds, _ = Visitor(server.port).visit("portrait", "territoire=com-16102")
    print(f"an honest visitor, afterwards   {1_000 * seconds:.0f} ms")
    print(
        f"resident memory   before {before:.0f} MB, highest {tally.highest:.0f} MB, after {server.resident_mb:.0f} MB"
    )
    return tally


async def _send_all(server: Server, options: argparse.Namespace, tally: Tally) -> None:
    dice, gate = random.Random(options.seed), asyncio.Semaphore(options.at_once)
    kinds: dict[str, Callable[[int, random.Random], Awaitable[str]]] = {
        "addresses": _address, "frames": _frame, "uploads": _upload, "links": _link,
    }  # fmt: skip
    order = [kind for kind, share in SHARES.items() for _ in range(round(share * options.count))]
    dice.shuffle(order)

    async def one(kind: str, own: random.Random) -> None:
        async with gate:
            try:
                said = await asyncio.wait_for(kinds[kind](server.port, own), options.patience)
                tally.answers[f"{kind} {said}"] += 1
            except TimeoutError as error:
                tally.hung.append(f"{kind} {error}")
            except (OSError, EOFError, asyncio.IncompleteReadError, WebSocketException) as error:
                tally.failed[f"{kind} {type(error).__name__}"] += 1
            tally.highest = max(tally.highest, server.resident_mb)

    await asyncio.gather(*(one(kind, random.Random(dice.random())) for kind in order))


async def _asked(port: int, content: bytes) -> str:
    """Send bytes, read the answer to its end; return its status."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(content)
        await writer.drain()
        first = await reader.readline()
        while await reader.read(65_536):
            pass
        if not first:
            raise EOFError
        return first.decode("latin-1").split()[1]
    except asyncio.CancelledError:
        raise TimeoutError(content[:80].decode("latin-1")) from None
    finally:
        writer.close()


def _text(dice: random.Random) -> str:
    return dice.choice(NASTY) if dice.random() < 0.7 else "".join(chr(dice.randrange(1, 0x3000)) for _ in range(40))


def _query(dice: random.Random) -> str:
    pairs = [
        (dice.choice(FIELDS), dice.choice(("com-16102", "epci-200070514", _text(dice))))
        for _ in range(dice.randrange(1, 9))
    ]
    return urllib.parse.urlencode(pairs, errors="surrogatepass")


async def _address(port: int, dice: random.Random) -> str:
    """Ask for an address: a page of ours with odd parameters, or none; any method; odd headers; raw bytes."""
    path = dice.choice(PATHS) if dice.random() < 0.6 else "/" + urllib.parse.quote(_text(dice), safe="/%.<>'{}")
    query = _query(dice) if dice.random() < 0.6 else ""
    lines = [f"{dice.choice(METHODS)} {path}{'?' * bool(query)}{query} HTTP/1.1", f"Host: {HOST}:{port}"]
    odd = ("X-Forwarded-Host: evil.example", "X-Forwarded-Proto: gopher", "Range: bytes=0-,5-1,-9",
           "Accept-Encoding: br;q=x",
           "If-None-Match: " + "x" * 900, "Content-Length: 0", "Cookie: " + "_streamlit_xsrf=" * 40, "Referer: http://[::1",
           "Accept-Language: " + "fr," * 500, "Origin: null")  # fmt: skip
    lines += dice.sample(odd, dice.randrange(4))
    content = "\r\n".join([*lines, "Connection: close", "", ""]).encode("utf-8", "replace")
    if dice.random() < 0.05:
        content = dice.randbytes(200) + b"\r\n\r\n"
    return await _asked(port, content)


async def _link(port: int, dice: random.Random) -> str:
    """Ask for what a shared link leads to, as a browser would: its first view, its plain page, a row, a map."""
    path = dice.choice(
        ("/portrait", "/comparer", "/carte", "/simple/comparer", "/simple/evolution", "/portrait/lignes", "/composer")
    )
    lines = (
        f"GET {path}?{_query(dice)} HTTP/1.1",
        f"Host: {HOST}:{port}",
        "Accept-Encoding: gzip",
        "Connection: close",
    )
    return await _asked(port, "\r\n".join((*lines, "", "")).encode())


async def _frame(port: int, dice: random.Random) -> str:
    """Open a websocket, send frames that no page sends, then leave; return why it was closed, or that it was not."""
    origin = dice.choice((f"http://{HOST}:{port}", f"http://{HOST}:{port}", "https://evil.example", None))
    async with connect(f"ws://{HOST}:{port}/_stcore/stream", origin=origin, max_size=None, open_timeout=20) as tab:
        for _ in range(dice.randrange(1, 5)):
            await tab.send(_content(dice))
        await asyncio.sleep(0.05)
        return "left open" if tab.close_code is None else f"closed, {tab.close_code}"


def _content(dice: random.Random) -> bytes | str:
    """Return a frame: noise, a text, a message cut or altered, one of the framework's own, one with odd parameters."""
    message = BackMsg()
    way = dice.randrange(7)
    if way == 0:
        return dice.randbytes(dice.randrange(2_000))
    if way == 1:
        return _text(dice)
    if way == 2:
        setattr(
            message, dice.choice(("clear_cache", "load_git_info", "set_run_on_save", "debug_shutdown_runtime")), True
        )
        return message.SerializeToString()
    if way == 3:
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.string_value = dice.choice(("", "$$ID-", "$$")) + _text(dice), _text(dice)
        return message.SerializeToString()
    content = bytearray(request(dice.choice(("", "carte", "portrait", "../x", _text(dice))), _query(dice)))
    if way == 4:
        return bytes(content[: dice.randrange(1, len(content))])
    if way == 5:
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    return bytes(content)


async def _upload(port: int, dice: random.Random) -> str:
    """Send a file where none is awaited: no session, no token, a body that is cut, a length that lies."""
    body = dice.randbytes(dice.choice((0, 100, 50_000)))
    length = dice.choice((len(body), len(body), 5_000_000_000, -1))
    where, way = urllib.parse.quote(_text(dice)[:80]), dice.choice(("PUT", "POST", "DELETE"))
    head = (
        f"{way} /_stcore/upload_file/{where}/x HTTP/1.1\r\n"
        f"Host: {HOST}:{port}\r\nContent-Type: multipart/form-data; boundary={'x' * dice.choice((1, 5_000))}\r\n"
        f"Content-Length: {length}\r\nConnection: close\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(head.encode() + body)
        await writer.drain()
        if length != len(body):
            writer.write_eof()
        first = await reader.readline()
        return first.decode("latin-1").split()[1] if first else "cut"
    finally:
        writer.close()


if __name__ == "__main__":
    main()
