"""The main path in Firefox: from a name to figures, a chart and a map; nothing cut, nothing refused that is missed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.firefox import Firefox, running_firefox

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

READY = (
    "document.querySelector('#root .otc-footer') && !document.getElementById('otc-first')"
    " && document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
)
FIELD = "#root [class*=st-key-otc-recherche-] input"
CUT = """[...document.querySelectorAll('.stMain button, .stMain a')]
  .filter((node) => node.checkVisibility() && [node, ...node.querySelectorAll('*')].some((part) =>
    part.clientWidth > 2 && part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX !== 'visible'))
  .map((node) => node.innerText)"""
ASIDE = "blocked WebAssembly"
"""protobuf asks for it to multiply whole numbers of 64 bits, and does without when it is refused: nothing is lost."""


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with running_firefox(tmp_path_factory.mktemp("profile")) as started:
        yield started


def follow(firefox: Firefox, name: str) -> None:
    firefox.look(f"[...document.querySelectorAll('.st-key-otc-menu a')].find((a) => a.innerText === '{name}').click()")
    firefox.wait(f"document.title.startsWith('{name} ')")
    firefox.wait(READY)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_main_path(firefox: Firefox, base: str, width: int) -> None:
    firefox.resize(width, 850)
    firefox.open(f"{base}/")
    firefox.wait(READY)
    firefox.wait(f"document.querySelector({FIELD!r})")
    firefox.look(f"document.querySelector({FIELD!r}).focus()")
    firefox.type("grand cognac")
    firefox.type("\ue007")
    firefox.wait("document.querySelector('h1')?.innerText === 'Grand Cognac'")
    firefox.wait(READY)
    assert firefox.look("document.querySelectorAll('.otc-essentials .otc-here').length") == 6
    assert firefox.look(CUT) == []
    follow(firefox, "Comparer")
    firefox.wait("document.querySelector('[data-testid=stVegaLiteChart] svg .mark-symbol path')")
    assert firefox.look(CUT) == []
    follow(firefox, "Carte")
    firefox.wait("document.querySelector('.st-key-otc-carte iframe')?.contentWindow.thematicMap?.paintedAt() > 0")
    assert firefox.look(CUT) == []
    assert not [error for error in firefox.errors if ASIDE not in error]
