"""A browser that is not Chromium, driven by its own protocol: what it is asked, and the path that it walks."""

from __future__ import annotations

import json
import socket
import time
from abc import ABC, abstractmethod
from typing import Any

READY = (
    "document.querySelector('#root .otc-footer') && !document.getElementById('otc-first')"
    " && document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
)
FIELD = "#root [class*=st-key-otc-recherche-] input"
CUT = """[...document.querySelectorAll('.stMain button, .stMain a')]
  .filter((node) => node.checkVisibility() && [node, ...node.querySelectorAll('*')].some((part) =>
    part.clientWidth > 2 && part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX !== 'visible'))
  .map((node) => node.innerText)"""
ENTER = "\ue007"


class DrivenBrowser(ABC):
    """One tab."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Give the tab a size."""

    @abstractmethod
    def open(self, address: str) -> None:
        """Go to an address."""

    @abstractmethod
    def type(self, text: str) -> None:
        """Press keys, one after the other, where the focus is."""

    @abstractmethod
    def evaluate(self, expression: str) -> str | None:
        """Return the text that an expression gives on the page."""

    def look(self, expression: str) -> Any:
        """Return what an expression gives on the page."""
        return json.loads(self.evaluate(f"JSON.stringify({expression})") or "null")

    def wait(self, expression: str, seconds: float = 180) -> None:
        """Wait until an expression holds, looking twenty times a second: more would take the page’s own time."""
        until = time.monotonic() + seconds
        while not self.look(f"Boolean({expression})"):
            assert time.monotonic() < until, f"never: {expression}"
            time.sleep(0.05)

    def follow(self, name: str) -> None:
        """Follow an entry of the menu."""
        self.look(
            f"[...document.querySelectorAll('.st-key-otc-menu a')].find((a) => a.innerText.trim() === '{name}').click()"
        )
        self.wait(f"document.title.startsWith('{name} ')")
        self.wait(READY)


def walk_the_main_path(browser: DrivenBrowser, base: str, width: int) -> None:
    """Go from a name to figures, a chart and a map; nothing is cut."""
    browser.resize(width, 850)
    browser.open(f"{base}/")
    browser.wait(READY)
    browser.wait(f"document.querySelector({FIELD!r})")
    browser.look(f"document.querySelector({FIELD!r}).focus()")
    browser.type("grand cognac")
    browser.type(ENTER)
    browser.wait("document.querySelector('h1')?.innerText === 'Grand Cognac'")
    browser.wait(READY)
    assert browser.look("document.querySelectorAll('.otc-essentials .otc-here').length") == 6
    assert browser.look(CUT) == []
    browser.follow("Comparer")
    browser.wait("document.querySelector('[data-testid=stVegaLiteChart] svg .mark-symbol path')")
    assert browser.look(CUT) == []
    browser.follow("Carte")
    browser.wait("document.querySelector('.st-key-otc-carte iframe')?.contentWindow.thematicMap?.paintedAt() > 0")
    assert browser.look(CUT) == []


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
