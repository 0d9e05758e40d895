"""Databases of surveys, empty, as the pages open them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from participation.configuration import PLACE
from participation.storage.opening import Storage

DAY = date(2026, 10, 14)
"""Today, for the pages of surveys."""


@pytest.fixture
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    """Both databases, empty, participation switched on."""
    from pages.participer.repondre import review, saving
    from pages.server.participer import answers, beginning, desk, resuming, reviewing

    monkeypatch.setenv(PLACE, str(tmp_path / "participation"))
    for module in (desk, answers, beginning, resuming, review, reviewing, saving):
        monkeypatch.setattr(module, "today", lambda: DAY)
    for cached in (desk.storage, desk.contacts, desk._form):
        cached.cache_clear()
    for tries in (desk.CODES, desk.GIVEN_CONTACTS):
        tries.__init__()  # type: ignore[misc]
    opened = desk.storage()
    yield opened
    opened.close()
    desk.storage.cache_clear()
    desk.contacts.cache_clear()
