"""The main path in Firefox: from a name to figures, a chart and a map; nothing cut, nothing refused that is missed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.driven import walk_the_main_path
from tests.browser.firefox import Firefox, running_firefox

pytestmark = pytest.mark.browser

ASIDE = "blocked WebAssembly"
"""protobuf asks for it to multiply whole numbers of 64 bits, and does without when it is refused: nothing is lost."""


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with running_firefox(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.mark.parametrize("width", [390, 1280])
def test_the_main_path(firefox: Firefox, base: str, width: int) -> None:
    walk_the_main_path(firefox, base, width)
    assert not [error for error in firefox.errors if ASIDE not in error]
