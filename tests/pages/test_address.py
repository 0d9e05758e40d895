"""What a session takes an address for that the browser sent before it had read what was written since."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from pages.state import address
from pages.state.address import PAGE, read_address, write_address


class Tab:
    """A browser and the session that it speaks to: what it sends, and what it has been told to show."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._context = SimpleNamespace(context_info=None, query_string="", is_history_navigation=False)
        self.told: list[str] = []
        session: dict[str, Any] = {PAGE: "comparer"}
        self._session = session
        parameters = SimpleNamespace(
            to_dict=lambda: dict(parse_qsl(self._context.query_string)), from_dict=lambda wanted: self._tell(wanted)
        )
        monkeypatch.setattr(address, "get_script_run_ctx", lambda: self._context)
        monkeypatch.setattr(address, "st", SimpleNamespace(session_state=session, query_params=parameters))

    def _tell(self, wanted: dict[str, str]) -> None:
        self._context.query_string = urlencode(wanted)
        self.told.append(self._context.query_string)

    def sends(self, query: str, *, page: str = "comparer", back: bool = False) -> dict[str, str]:
        """Send a request with an address, on a page; return what it is taken for."""
        self._session[PAGE] = page
        self._context.context_info, self._context.query_string = object(), query
        self._context.is_history_navigation = back
        return read_address()

    def kept(self) -> list[str]:
        """Return the addresses that the session keeps."""
        [written] = [held for name, held in self._session.items() if name != PAGE]
        return list(written.over)

    def chooses(self, query: str, **changes: str) -> dict[str, str]:
        """Send what a visitor chose, from an address; return what is written."""
        self.sends(query)
        write_address(read_address() | changes)
        return read_address()


@pytest.fixture
def tab(monkeypatch: pytest.MonkeyPatch) -> Tab:
    return Tab(monkeypatch)


def test_choices_made_at_one_address_are_all_made(tab: Tab) -> None:
    assert tab.chooses("a=1", b="2") == {"a": "1", "b": "2"}
    assert tab.chooses("a=1", c="3") == {"a": "1", "b": "2", "c": "3"}
    assert tab.chooses("a=1&b=2", d="4") == {"a": "1", "b": "2", "c": "3", "d": "4"}, "it has read the first alone"
    assert tab.sends("a=1") == {"a": "1", "b": "2", "c": "3", "d": "4"}, "a map that says that it is drawn"
    assert tab.told[-1] == "a=1&b=2&c=3&d=4", "the browser is told again"


def test_a_choice_that_is_undone_by_another_is_not_made_again(tab: Tab) -> None:
    tab.chooses("year=1", year="2")
    tab.chooses("year=2", year="1")
    assert tab.sends("year=1") == {"year": "1"}
    assert tab.chooses("year=1", b="2") == {"year": "1", "b": "2"}


@pytest.mark.parametrize("goes", [{"back": True}, {"page": "carte"}])
def test_back_and_another_page_lead_where_they_say(tab: Tab, goes: dict[str, object]) -> None:
    tab.chooses("a=1", b="2")
    assert tab.sends("a=1", **goes) == {"a": "1"}  # type: ignore[arg-type]
    assert tab.sends("a=1") == {"a": "1"}, "nor does what is sent after it"


def test_what_the_browser_has_read_is_late_no_more(tab: Tab) -> None:
    tab.chooses("a=1", b="2")
    assert tab.sends("a=1&b=2") == {"a": "1", "b": "2"}
    assert tab.sends("a=1") == {"a": "1"}, "a link, which no mark tells from a choice"
    tab.chooses("a=1", b="2")
    assert tab.sends("a=9") == {"a": "9"}, "an address that was never written over"
    assert tab.sends("a=1") == {"a": "1"}


def test_a_run_that_asks_for_another_is_of_the_same_request(tab: Tab) -> None:
    assert tab.chooses("a=1", b="2") == {"a": "1", "b": "2"}
    write_address({"a": "1"})
    assert read_address() == {"a": "1"}, "what is written last counts, though it was written over"
    told = len(tab.told)
    write_address({"a": "1"})
    assert len(tab.told) == told, "no step of the browser’s history for nothing"


def test_what_is_kept_of_addresses_is_bounded(tab: Tab) -> None:
    for n in range(100):
        tab.chooses("a=0" if n < 5 else f"a={n - 4}", a=str(n + 1))
    assert len(tab.kept()) <= 32
    assert tab.sends("a=99") == {"a": "100"}
