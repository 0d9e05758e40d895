"""Debian's Firefox, driven by its own protocol (WebDriver BiDi) in a few lines: no driver, no other package."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.browser.driven import DrivenBrowser, free_port


class Firefox(DrivenBrowser):
    """One tab, and the errors of its console."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._asked = 0
        self.errors: list[str] = []
        self._ask("session.new", {"capabilities": {}})
        self._ask("session.subscribe", {"events": ["log.entryAdded"]})
        self._tab = self._ask("browsingContext.getTree", {})["contexts"][0]["context"]

    def _ask(self, method: str, given: dict[str, Any]) -> Any:
        self._asked += 1
        self._connection.send(json.dumps({"id": self._asked, "method": method, "params": given}))
        while True:
            told = json.loads(self._connection.recv(timeout=180))
            if told.get("method") == "log.entryAdded" and told["params"]["level"] == "error":
                self.errors.append(str(told["params"].get("text")))
            if told.get("id") == self._asked:
                if told["type"] == "error":
                    raise RuntimeError(told["message"])
                return told["result"]

    def resize(self, width: int, height: int) -> None:
        self._ask("browsingContext.setViewport", {"context": self._tab, "viewport": {"width": width, "height": height}})

    def open(self, address: str) -> None:
        self._ask("browsingContext.navigate", {"context": self._tab, "url": address, "wait": "interactive"})

    def evaluate(self, expression: str) -> str | None:
        given = {"expression": expression, "target": {"context": self._tab}, "awaitPromise": True}
        answer = self._ask("script.evaluate", given)
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        found = answer["result"].get("value")
        return None if found is None else str(found)

    def type(self, text: str) -> None:
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        actions = [{"type": "key", "id": "keyboard", "actions": keys}]
        self._ask("input.performActions", {"context": self._tab, "actions": actions})


@contextmanager
def running_firefox(profile: Path) -> Iterator[Firefox]:
    """Start Firefox without a screen on an empty profile; stop it at the end."""
    port = free_port()
    command = ["firefox-esr", "--headless", "--no-remote", f"--remote-debugging-port={port}", "--profile", str(profile)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with _connected(process, port) as connection:
            yield Firefox(connection)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _connected(process: subprocess.Popen[bytes], port: int) -> ClientConnection:
    until = time.monotonic() + 180
    while True:
        try:
            return connect(f"ws://127.0.0.1:{port}/session", max_size=None)
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.1)
