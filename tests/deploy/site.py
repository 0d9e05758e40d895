"""A site as an operator makes it: nginx with the configuration that ships, before real replicas on this machine."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from websockets.sync.client import ClientConnection, connect

from benchmarks.server import Server, is_last, request, running_server

ROOT = Path(__file__).parents[2]
HOST = "localhost"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
PATIENCE = 60.0
"""Seconds that nginx may take for what is awaited of it."""


def nginx_program() -> str:
    """Return the path of nginx: Debian installs it where only root looks; `.ci/setup browser` unpacks it in .venv."""
    places = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", str(ROOT / ".venv/share/debian/usr/sbin")])
    found = shutil.which("nginx", path=places)
    assert found, "nginx is missing: .ci/setup browser"
    return found


def free_ports(count: int) -> list[int]:
    """Return ports of this machine on which nobody listens."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def configured(folder: Path, *options: str) -> Path:
    """Write the proxy's configuration in a folder, with a certificate for this machine; return its main file."""
    made = [
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        f"/CN={HOST}",
    ]
    pair = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    named = ["-addext", f"subjectAltName=DNS:{HOST}"]
    subprocess.run(["openssl", "req", *made, *named, *pair], check=True, capture_output=True)
    places = {name: str(folder / name) for name in ("cache", "logs", "challenges")}
    places |= {
        "run": str(folder),
        "certificate": pair[3],
        "key": pair[1],
        "user": "root",
        "folder": str(folder / "nginx"),
    }
    given = [part for name, place in places.items() for part in (f"--{name}", place)]
    command = [sys.executable, str(ROOT / "deploy" / "configure.py"), "--host", HOST, *given, *options]
    subprocess.run(command, check=True, capture_output=True)
    main = folder / "nginx" / "nginx.conf"
    # One that is unpacked, not installed, has no folder of its own in /var/lib for what it holds a moment.
    held = "".join(f"    {kind}_temp_path {folder}/{kind};\n" for kind in TEMPORARY)
    main.write_text(main.read_text(encoding="utf-8").replace("http {\n", "http {\n" + held), encoding="utf-8")
    return main


def started_nginx(main: Path, port: int) -> subprocess.Popen[bytes]:
    """Return nginx, once it listens."""
    running = subprocess.Popen([nginx_program(), "-c", str(main), "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return running
        assert running.poll() is None, "nginx did not start"
        assert time.monotonic() < until, "nginx does not listen"
        time.sleep(0.02)


@dataclass
class Answer:
    """What curl would print: status, headers by name in lower case, cookies that were set, body."""

    status: int
    headers: dict[str, str]
    cookies: str
    text: str


class Site:
    """Two replicas behind nginx; one can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.http, self.https, *ports = free_ports(4)
        self._ports = dict(zip(("1", "2"), ports, strict=True))
        self._running: dict[str, contextlib.ExitStack] = {}
        self.replicas: dict[str, Server] = {}
        given = [part for port in ports for part in ("--replica", f"127.0.0.1:{port}")]
        at = ["--http", f"127.0.0.1:{self.http}", "--https", f"127.0.0.1:{self.https}"]
        # One process: each writes its own lines late, and what `log` waits for would be that of one of them alone.
        self._main = configured(folder, *given, *at, "--workers", "1")
        self._looks = 0
        self._nginx: subprocess.Popen[bytes] | None = None
        self.address = f"https://{HOST}:{self.https}"
        self.trust = ssl.create_default_context(cafile=str(folder / "certificate.pem"))

    def __enter__(self) -> Site:
        for name in self._ports:
            self.start(name)
        self._nginx = started_nginx(self._main, self.https)
        return self

    def __exit__(self, *_: object) -> None:
        if self._nginx:
            self._nginx.terminate()
            self._nginx.wait(timeout=10)
        for running in self._running.values():
            running.close()

    def start(self, name: str) -> None:
        """Start a replica that does not run."""
        if name in self.replicas and self.replicas[name].process.poll() is None:
            return
        self._running[name] = contextlib.ExitStack()
        self.replicas[name] = self._running[name].enter_context(running_server(port=self._ports[name]))

    def kill(self, name: str) -> None:
        """Kill a replica as a machine without memory does."""
        self.replicas[name].process.kill()

    def log(self) -> list[str]:
        """Return the lines of the access log, once nginx has written them."""
        assert self._nginx
        path = self.folder / "logs" / "access.log"
        self._looks += 1
        mark = f"GET /_look{self._looks} "
        self.get(mark.split()[1])
        self._nginx.send_signal(signal.SIGUSR1)  # files are opened again, what waits is written
        until = time.monotonic() + PATIENCE
        while mark not in path.read_text():
            assert time.monotonic() < until, "nginx did not write what it was asked"
            time.sleep(0.02)
        return path.read_text().splitlines()

    def get(self, path: str, cookie: str = "", method: str = "GET", body: bytes = b"", host: str = "") -> Answer:
        """Ask the proxy, over TLS."""
        from http.client import HTTPSConnection

        line = HTTPSConnection(HOST, self.https, context=self.trust, timeout=30)
        headers = {"Host": host or f"{HOST}:{self.https}", **({"Cookie": cookie} if cookie else {})}
        line.request(method, path, body or None, headers)
        answer = line.getresponse()
        found = Answer(
            answer.status,
            {name.lower(): value for name, value in answer.getheaders()},
            "; ".join(answer.headers.get_all("Set-Cookie") or []),
            answer.read().decode(errors="replace"),
        )
        line.close()
        return found

    def tab(self, cookie: str = "", origin: str = "") -> ClientConnection:
        """Open the connection of a visitor's tab."""
        return connect(
            f"wss://{HOST}:{self.https}/_stcore/stream",
            ssl=self.trust,
            origin=origin or self.address,  # type: ignore[arg-type]
            additional_headers={"Cookie": cookie} if cookie else None,
            max_size=None,
        )


def draw(tab: ClientConnection, page: str, query: str) -> None:
    """Ask for a page, and wait until it is drawn."""
    tab.send(request(page, query))
    while not is_last(tab.recv(timeout=60)):
        pass


def given_to(tab: ClientConnection) -> str:
    """Return the replica that the proxy's cookie names, as the answer to a tab's connection set it."""
    assert tab.response
    [found] = [part for part in tab.response.headers.get_all("Set-Cookie") if part.startswith("otc_relais=")] or [""]
    return found.removeprefix("otc_relais=").partition(";")[0]
