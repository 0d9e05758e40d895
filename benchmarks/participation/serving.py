"""The server that respondents answer to: started with its log, met by a first visitor, looked through afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from benchmarks.server import Server, Visitor, running_server


@contextmanager
def met_server(port: int, folder: Path) -> Iterator[tuple[Server, IO[str]]]:
    """Start a server, have its home page opened, which loads what all share; give it and its log.

    Parameters
    ----------
    port : int
        A free one when 0.
    folder : Path
        Where the log is.
    """
    with (folder / "server.log").open("w+") as log, running_server(port=port, log=log) as server:
        newcomer = Visitor(server.port)
        newcomer.visit("", "")
        newcomer.close()
        yield server, log


def codes_told(log: IO[str], codes: Iterable[str]) -> int:
    """Print how long a log is; return how many codes of responses it holds, dashes or none between their signs."""
    log.seek(0)
    said = log.read()
    found = sum(bool(re.search(code, said.replace("-", ""))) for code in codes)
    print(f"lines of the server's log {said.count(chr(10))}, codes in it {found}")
    return found
