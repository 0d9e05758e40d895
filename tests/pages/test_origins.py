"""A page of another site opens no websocket here, and makes the server ask nothing outside."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.datastructures import Headers
from streamlit import config
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from benchmarks.server import Visitor
from pages.server.protection.origins import OwnOrigins, is_own
from tests.pages.asgi import Client

ROOT = Path(__file__).parents[2]
SITE = {"host": "obs.example.fr"}


@pytest.mark.parametrize(
    ("origin", "headers"),
    [
        ("https://obs.example.fr", SITE),
        ("https://OBS.example.fr", SITE),
        ("http://127.0.0.1:8501", {"host": "127.0.0.1:8501"}),
        ("http://[::1]:8501", {"host": "[::1]:8501"}),
        ("https://obs.example.fr", {"host": "obs.example.fr:443"}),
        ("https://obs.example.fr", {"host": "127.0.0.1:8501", "x-forwarded-host": "obs.example.fr, proxy.local"}),
    ],
)
def test_a_page_of_this_host_is_our_own(origin, headers):
    assert is_own(origin, Headers(headers))


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example", "https://obs.example.fr.evil.example", "https://evil-obs.example.fr", "null", "",
        "https://", "https://obs.example.fr@evil.example", "https://obs.example.fr:8501", "https://[::1",
        "obs.example.fr", "https://evil.example:99999999",
    ],
)  # fmt: skip
def test_a_page_of_another_site_is_not(origin):
    assert not is_own(origin, Headers(SITE))
    assert not is_own(origin, Headers({}))


@contextlib.contextmanager
def configured(option: str, value: object) -> Iterator[None]:
    before, where = config.get_option(option), config.get_where_defined(option)
    config.set_option(option, value)
    yield
    config._set_option(option, before, where)  # `set_option` would leave it as one that somebody set


@pytest.mark.parametrize(
    ("option", "value", "allowed", "refused"),
    [
        ("server.corsAllowedOrigins", ["https://a.fr"], "https://a.fr", "https://b.a.fr"),
        ("server.allowedHosts", ["a.fr", "*.b.fr"], "https://x.b.fr", "https://b.fr"),
        ("server.allowedHosts", ["*"], "https://obs.example.fr", "https://a.fr"),
        ("browser.serverAddress", "a.fr", "https://a.fr", "https://b.fr"),
    ],
)
def test_what_the_operator_names_is_allowed(option, value, allowed, refused):
    with configured(option, value):
        assert is_own(allowed, Headers(SITE))
        assert not is_own(refused, Headers(SITE))


def handshake(origin: str | None, host: str = "127.0.0.1:8501") -> tuple[list[dict], list[dict]]:
    """Return what the application behind saw, and what was sent."""
    seen = []

    async def behind(scope, _receive, send) -> None:
        seen.append(dict(scope["headers"]))
        await send({"type": "websocket.accept"})

    headers = [(b"host", host.encode())] + ([(b"origin", origin.encode())] if origin is not None else [])
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers, "query_string": b""}
    return seen, Client(OwnOrigins(behind)).exchange(scope, [{"type": "websocket.connect"}])


def test_a_foreign_handshake_never_reaches_streamlit():
    seen, sent = handshake("https://evil.example")
    assert not seen
    assert [(message["type"], message["code"]) for message in sent] == [("websocket.close", 1008)]


def test_one_that_is_let_in_looks_like_our_own_to_streamlit():
    """So that it asks nobody whether an origin that the operator named is one of this machine."""
    with configured("server.corsAllowedOrigins", ["https://a.fr"]):
        [headers], [answer] = handshake("https://a.fr")
    assert headers[b"origin"] == b"https://127.0.0.1:8501"
    assert answer["type"] == "websocket.accept"


def test_a_program_that_names_no_origin_is_let_in():
    [headers], _ = handshake(None)
    assert b"origin" not in headers


SPY = """
import os, sys, time

def refuse(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        target = str(arguments[0])
    elif event in ("socket.connect", "socket.sendto"):
        target = str(arguments[1][0]) if isinstance(arguments[1], tuple) else ""
    else:
        return
    if target in ("", "None", "0.0.0.0", "127.0.0.1", "::1", "localhost"):
        return
    with open(os.environ["SPY"], "a") as spied:
        spied.write(f"{event} {target}\\n")
    time.sleep(10)  # as a firewall that answers nothing
    raise OSError("refused by the test")

sys.addaudithook(refuse)
"""


@dataclass
class Watched:
    """A server started on every address of the machine, and what it tried to reach."""

    port: int
    spied: Path

    @property
    def attempts(self) -> str:
        return self.spied.read_text() if self.spied.exists() else ""


@pytest.fixture(scope="module")
def watched(tmp_path_factory) -> Iterator[Watched]:
    folder = tmp_path_factory.mktemp("spy")
    (folder / "sitecustomize.py").write_text(SPY)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(folder), "SPY": str(folder / "attempts.txt")}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.address=0.0.0.0"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        until(lambda: status(port, "_ready") == 200, process)
        yield Watched(port, folder / "attempts.txt")
    finally:
        process.terminate()
        process.communicate(timeout=60)


def until(done, process: subprocess.Popen[bytes], patience: float = 300.0) -> None:
    end = time.monotonic() + patience
    while not done():
        assert process.poll() is None, "the server stopped"
        assert time.monotonic() < end, "the server did not get there"
        time.sleep(0.05)


def status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def test_the_spy_sees_what_leaves_the_machine(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(SPY.replace("time.sleep(10)", "pass"))
    code = "from streamlit import net_util; net_util.get_internal_ip(); net_util.get_external_ip()"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "SPY": str(tmp_path / "spied")}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True, capture_output=True)
    spied = (tmp_path / "spied").read_text()
    assert "socket.connect 8.8.8.8" in spied
    assert "checkip.amazonaws.com" in spied


def test_a_server_open_to_all_asks_nothing_outside(watched):
    assert watched.attempts == ""


def test_a_foreign_page_is_refused_and_stops_nobody(watched):
    visitor = Visitor(watched.port)
    visitor.visit("", "")
    address = f"ws://127.0.0.1:{watched.port}/_stcore/stream"
    for origin in ("https://evil.example", "null", "http://192.0.2.7:8501"):
        with pytest.raises(InvalidStatus) as refusal, connect(address, origin=origin, proxy=None):
            pass
        assert refusal.value.response.status_code == 403
        visitor.visit("portrait", "territoire=com-16102")
    visitor.close()
    assert watched.attempts == "", "visitors would wait for what is asked outside"
