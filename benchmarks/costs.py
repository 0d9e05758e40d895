"""What visitors cost on this machine: `python -m benchmarks.capacity --measure`.

Processor time of a replica of our own, and of nginx with the configuration that ships where nginx is installed: what a
busy machine hardly lengthens. Each is a mean over many, told with its number.
"""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPSConnection
from pathlib import Path

from benchmarks.server import ROOT, Server, Visitor, running_server
from benchmarks.visitors import PAGES, places

SEED = 16_102
AHEAD = 15.0
"""Seconds after which the server has computed ahead what visitors share (`pages/server/start.py`)."""
CHANGES, NEWCOMERS, VIEWS = 160, 30, 40
KEPT, HANDSHAKES = 4_000, 400


def measured() -> dict[str, float]:
    """Return processor seconds of each thing that `Costs` names, and say how many each was the mean of.

    The costs of the proxy are left out where nginx is not installed.
    """
    found: dict[str, float] = {}
    with running_server() as server:
        Visitor(server.port).visit("", "")
        time.sleep(AHEAD)
        where = places(SEED)
        visitor = Visitor(server.port)
        visitor.visit("portrait", f"territoire={where[0]}")  # half of the places are EPCI, then as many communes
        found["run"] = _each(server, CHANGES, lambda at: visitor.visit(*_asked(where, at)))
        found["first_run"] = _each(server, NEWCOMERS, lambda at: _newcomer(server.port, where[-1 - at]))
        found["first_view"] = _each(server, VIEWS, lambda at: _first_view(server.port, where[len(where) // 2 + at]))
        if program := shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
            found |= _of_the_proxy(program, server.port)
    for name, count in (("run", CHANGES), ("first_run", NEWCOMERS), ("first_view", VIEWS)):
        print(f"measured here: {name} {1000 * found[name]:.1f} ms of a replica, mean of {count}")
    for name, count in (("proxied", KEPT), ("handshake", HANDSHAKES)):
        if name in found:
            print(f"measured here: {name} {1000 * found[name]:.3f} ms of nginx, mean of {count}")
    return found


def _each(server: Server, count: int, act: Callable[[int], object]) -> float:
    spent = server.processor_seconds
    for at in range(count):
        act(at)
    return (server.processor_seconds - spent) / count


def _asked(where: Sequence[str], at: int) -> tuple[str, str]:
    page, more = PAGES[at % len(PAGES)]
    return page, f"territoire={where[at % len(where)]}&{more}"


def _newcomer(port: int, place: str) -> None:
    visitor = Visitor(port)
    visitor.visit("portrait", f"territoire={place}")
    visitor.close()


def _first_view(port: int, place: str) -> None:
    """Ask for the portrait of a place that nobody has opened, as a browser does before any script."""
    address = f"http://127.0.0.1:{port}/portrait?territoire={place}"
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()


def _of_the_proxy(program: str, replica: int) -> dict[str, float]:
    """Return what nginx spends on an answer that it keeps, and on a connection of TLS."""
    with tempfile.TemporaryDirectory(prefix="otc-proxy-") as folder, _running(program, Path(folder), replica) as nginx:
        process, port, trust = nginx
        line = HTTPSConnection("localhost", port, context=trust, timeout=30)
        for _ in range(20):
            _ask(line, port)  # kept from now on
        spent = _spent(process)
        for _ in range(KEPT):
            _ask(line, port)
        proxied = (_spent(process) - spent) / KEPT
        spent = _spent(process)
        for _ in range(HANDSHAKES):
            other = HTTPSConnection("localhost", port, context=trust, timeout=30)
            _ask(other, port)
            other.close()
        return {"proxied": proxied, "handshake": (_spent(process) - spent) / HANDSHAKES - proxied}


def _ask(line: HTTPSConnection, port: int) -> None:
    path = "/geo/2026.1/locator/epci-200070514.svg"
    line.request("GET", path, headers={"Host": f"localhost:{port}", "Accept-Encoding": "gzip"})
    line.getresponse().read()


@contextmanager
def _running(program: str, folder: Path, replica: int) -> Iterator[tuple[int, int, ssl.SSLContext]]:
    """Run nginx before a replica: the number of its process, its port, what trusts it."""
    pair = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    made = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(["openssl", "req", *made, *named, *pair], check=True, capture_output=True)
    with socket.socket() as plain, socket.socket() as safe:
        for probe in (plain, safe):
            probe.bind(("127.0.0.1", 0))
        ports = [probe.getsockname()[1] for probe in (plain, safe)]
    given = {"host": "localhost", "replica": f"127.0.0.1:{replica}", "workers": "1", "user": "root"}
    given |= {"http": f"127.0.0.1:{ports[0]}", "https": f"127.0.0.1:{ports[1]}"}
    given |= {"certificate": pair[3], "key": pair[1], "folder": str(folder / "nginx"), "cache": str(folder / "cache")}
    given |= {"run": str(folder), "logs": str(folder)}
    options = [part for name, value in given.items() for part in (f"--{name}", value)]
    subprocess.run([sys.executable, "deploy/configure.py", *options], cwd=ROOT, check=True, capture_output=True)
    running = subprocess.Popen([program, "-c", str(folder / "nginx" / "nginx.conf"), "-g", "daemon off;"])
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", ports[1]), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield running.pid, ports[1], ssl.create_default_context(cafile=pair[3])
    finally:
        running.terminate()
        running.wait(timeout=10)


def _spent(process: int) -> float:
    """Return the processor seconds of nginx and of its workers."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    total = 0
    for one in (str(process), *children):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")
