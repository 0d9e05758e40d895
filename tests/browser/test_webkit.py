"""The main path in WebKit, the engine of Safari and of every browser of an iPhone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.driven import READY, walk_the_main_path
from tests.browser.webkit import WebKit, running_webkit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def webkit() -> Iterator[WebKit]:
    with running_webkit() as started:
        yield started


def test_the_main_path(webkit: WebKit, base: str) -> None:
    walk_the_main_path(webkit, base, 447)  # its window is never narrower


def test_the_rule_above_the_key_figures_is_as_wide_as_they_are(webkit: WebKit, base: str) -> None:
    """The border of a table whose lines are joined stopped at its first column, under a head that is only heard."""
    webkit.resize(1280, 850)
    webkit.open(f"{base}/portrait?territoire=epci-200070514")
    webkit.wait(READY)
    webkit.wait("document.querySelector('#root .otc-essentials')")
    style = "getComputedStyle(document.querySelector('#root .otc-essentials'))"
    assert webkit.look(f"[{style}.borderCollapse, {style}.borderTopWidth]") == ["separate", "2px"]
