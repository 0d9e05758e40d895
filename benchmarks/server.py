"""A server of our own, started on a free port, and a visitor that speaks Streamlit's protocol."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).parents[1]


class Server:
    """A running application: its port, its process, how long it took to answer."""

    def __init__(self, port: int, process: subprocess.Popen[bytes], seconds_to_health: float) -> None:
        self.port, self.process, self.seconds_to_health = port, process, seconds_to_health

    @property
    def resident_mb(self) -> float:
        """Resident memory of the process, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))

    @property
    def processor_seconds(self) -> float:
        """Processor time that the process has taken: what a busy machine does not lengthen."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def running_server(
    script: str = "app.py",
    options: Sequence[str] = (),
    port: int = 0,
    log: IO[str] | None = None,
    launch: Sequence[str] = ("-m", "streamlit"),
) -> Iterator[Server]:
    """Start `streamlit run` on a script, with more options; wait until it is healthy, stop it at the end.

    Parameters
    ----------
    script : str
    options : sequence of str
    port : int
        Where it listens, as a server before it did; a free one when 0.
    log : file, optional
        Where it writes what it says; nowhere without it.
    launch : sequence of str, optional
        What Python is asked to run: Streamlit's own command.
    """
    said = subprocess.DEVNULL if log is None else log
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        port = probe.getsockname()[1]
    command = [sys.executable, *launch, "run", script, f"--server.port={port}", *options]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said)
    try:
        while not _healthy(port):
            if process.poll() is not None or time.perf_counter() - start > 180:
                raise RuntimeError("the server did not start")
            time.sleep(0.02)
        yield Server(port, process, time.perf_counter() - start)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def request(page: str, query: str) -> bytes:
    """Return the message by which a browser asks for a page."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    return message.SerializeToString()


def is_last(data: bytes | str) -> bool:
    """Tell whether a message of the server ends a run.

    Raises
    ------
    RuntimeError
        When the message is a fault of the page.
    """
    forward = ForwardMsg()
    forward.ParseFromString(data if isinstance(data, bytes) else data.encode())
    if forward.delta.new_element.HasField("exception"):
        raise RuntimeError(forward.delta.new_element.exception.message)
    return forward.WhichOneof("type") == "script_finished" and forward.script_finished == 0


class Visitor:
    """One open tab: sends a URL, waits for the end of the run, counts bytes."""

    def __init__(self, port: int) -> None:
        self._open = contextlib.ExitStack()
        self._socket: ClientConnection = self._open.enter_context(
            connect(f"ws://127.0.0.1:{port}/_stcore/stream", max_size=None, origin=f"http://127.0.0.1:{port}")
        )

    def visit(self, page: str, query: str) -> tuple[float, int]:
        """Ask for a page; return the seconds until its run is over, and the bytes received."""
        start, received = time.perf_counter(), 0
        self._socket.send(request(page, query))
        while True:
            data = self._socket.recv(timeout=60)
            received += len(data)
            if is_last(data):
                return time.perf_counter() - start, received

    def close(self) -> None:
        """Close the tab."""
        self._open.close()
