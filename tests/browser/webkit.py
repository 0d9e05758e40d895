"""Debian's WebKit (the engine of Safari), driven by its own WebDriver in a few lines, on a screen that nobody sees."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser.driven import DrivenBrowser, free_port

BROWSER = next(iter(sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))), Path("MiniBrowser"))
CAPABILITIES = {
    "browserName": "MiniBrowser",
    "webkitgtk:browserOptions": {"binary": str(BROWSER), "args": ["--automation"]},
}


class WebKit(DrivenBrowser):
    """One tab of a session of WebDriver."""

    def __init__(self, port: int) -> None:
        self._root = f"http://127.0.0.1:{port}/session"
        begun = self._ask("", {"capabilities": {"alwaysMatch": CAPABILITIES}})
        self._root += f"/{begun['sessionId']}"

    def _ask(self, path: str, given: dict[str, Any]) -> Any:
        body = json.dumps(given).encode()
        request = urllib.request.Request(self._root + path, body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=180) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(error.read().decode()) from None

    def resize(self, width: int, height: int) -> None:
        self._ask("/window/rect", {"width": width, "height": height})

    def open(self, address: str) -> None:
        self._ask("/url", {"url": address})

    def evaluate(self, expression: str) -> str | None:
        found = self._ask("/execute/sync", {"script": f"return {expression};", "args": []})
        return None if found is None else str(found)

    def type(self, text: str) -> None:
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self._ask("/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": keys}]})

    def close(self) -> None:
        """End the session, and the browser with it."""
        request = urllib.request.Request(self._root, method="DELETE")
        urllib.request.urlopen(request, timeout=20).close()


@contextmanager
def running_webkit() -> Iterator[WebKit]:
    """Start WebKit and its driver; stop them at the end."""
    port = free_port()
    command = [
        "xvfb-run",
        "--auto-servernum",
        "--server-args=-screen 0 1400x1000x24",
        "WebKitWebDriver",
        f"--port={port}",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _answers(process, port)
        browser = WebKit(port)
        yield browser
        browser.close()
    finally:
        process.terminate()
        process.wait(timeout=60)


def _answers(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 180
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/status", timeout=5).close()
        except OSError:
            assert process.poll() is None, "the driver of WebKit did not start"
            assert time.monotonic() < until
            time.sleep(0.1)
        else:
            return
