"""What somebody types in a form, kept by their browser until it is sent (`browser/typed.js`), and handed back by it.

A field is driven by its key alone. What the browser hands back is put in the fields that are still as it saw them:
nothing comes back over what was chosen since.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Collection, Hashable
from datetime import date
from typing import Any, Final

import streamlit as st

from observatoire.views.html.page import typed_html

SESSION, SENT, BACK, HELD, BEGUN = (
    "otc-formulaires-session", "otc-formulaires-envoyes", "otc-formulaires-rendus", "otc-formulaires-champs",
    "otc-formulaires-commences",
)  # fmt: skip
"""Keys of the session: its own name; how often each form was sent; what was handed back for the run that follows; the
fields of each form in which something came back; how often each field began anew, as on a page that was left."""
LARGEST: Final = 400_000
"""Characters of a form that a browser keeps, as of local data."""
Reader = Callable[[Any], Any]
"""From what a browser kept, which may be anything, to the value of a field; None for what is no value of it."""


def text(longest: int) -> Reader:
    """Read a text."""
    return lambda kept: kept[:longest] if isinstance(kept, str) else None


def one_of(options: Collection[Any]) -> Reader:
    """Read one of some options."""
    return lambda kept: kept if isinstance(kept, Hashable) and kept in options else None


def several_of(options: Collection[str], most: int | None = None) -> Reader:
    """Read some of several options, in the order in which they were chosen."""
    known = one_of(options)
    return lambda kept: [one for one in kept if known(one) is not None][:most] if isinstance(kept, list) else None


def whole(least: int, most: int) -> Reader:
    """Read a whole number; one that is being typed is a text."""

    def read(kept: Any) -> int | None:
        try:
            return min(max(int(kept), least), most)
        except (TypeError, ValueError, OverflowError):
            return None

    return read


def day_near(here: date) -> Reader:
    """Read a day that is within the ten years about another, as its field is."""

    def read(kept: Any) -> date | None:
        try:
            found = date.fromisoformat(kept)
        except (TypeError, ValueError):
            return None
        return found if abs((found - here).days) < 3_650 else None

    return read


def texts(most: int) -> Reader:
    """Read several texts, which are checked where they are used."""
    return lambda kept: [str(one) for one in kept][:most] if isinstance(kept, list) else None


def names_of(kept: Any) -> dict[str, str] | None:
    """Read texts by name."""
    return {str(name): str(kept[name]) for name in kept} if isinstance(kept, dict) else None


def yes_or_no(kept: Any) -> bool | None:
    """Read a box that is ticked or not."""
    return kept if isinstance(kept, bool) else None


class Draft:
    """A form that is being filled in.

    Parameters
    ----------
    name : str
        Of the form and of all that makes it another one: what it is about, whose it is.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._told: dict[str, Any] = {}
        handed = st.session_state.get(BACK, {})
        ours = handed if handed.get("form") == name else {}
        self._back: dict[str, Any] = ours.get("values", {})
        self._heard: str = ours.get("id", "")
        self._is_handed = bool(ours)

    def field(self, key: str, read: Reader, usual: Any = None, *, follows: bool = False) -> str:
        """Give a field what it held before, or else what it usually holds, and return its key.

        Parameters
        ----------
        key : str
            Of the widget, or of what the session holds beside widgets.
        read : callable
            What reads what the browser kept of it.
        usual : optional
            What it holds before anybody changes it.
        follows : bool
            Whether it goes on holding what is usual when that changes, as long as nobody changed it.
        """
        state, proposal = st.session_state, f"{key}-propose"
        if key not in state:
            begun = state.setdefault(BEGUN, {})
            begun[key] = begun.get(key, 0) + 1
        kept = read(self._back[key]) if key in self._back else None
        if kept is not None:
            state[key] = kept
        elif usual is not None and (key not in state or read(_plain(state[key])) is None or (
            follows and state[key] == state.get(proposal)
        )):  # fmt: skip
            state[key] = usual
        if follows:
            state[proposal] = usual
        self._told[key] = None
        return key

    def tell(self, key: str, value: Any) -> None:
        """Have the browser keep something else of a field than what it holds."""
        self._told[key] = value

    @property
    def came_back(self) -> bool:
        """Whether this form holds something that the browser handed back."""
        return bool(self._back) or self.name in st.session_state.get(HELD, {})

    def sent(self) -> None:
        """Have the browser forget the form: it was sent, or is given up."""
        forget(self.name)

    def begin_anew(self) -> None:
        """Callback: give the form up, and empty its fields."""
        for key in st.session_state.get(HELD, {}).get(self.name, ()):
            st.session_state.pop(key, None)
        forget(self.name)

    def draw(self) -> bool:
        """Draw, hidden, what the browser is to keep, and the field in which it hands it back.

        To be called once all fields are drawn. Return whether the browser can keep all of it.
        """
        state = st.session_state
        values = {key: _plain(state.get(key)) if told is None else told for key, told in self._told.items()}
        if self.came_back:
            state.setdefault(HELD, {}).setdefault(self.name, set()).update(values)
        content = json.dumps(values, ensure_ascii=False)
        fits = len(content) <= LARGEST
        if not fits:
            longest = max(values, key=lambda key: len(json.dumps(values[key])))
            content = json.dumps({key: value for key, value in values.items() if key != longest}, ensure_ascii=False)
        mark = hashlib.sha256(self.name.encode()).hexdigest()[:12]
        field = f"otc-formulaire-texte-{mark}"
        if self._is_handed:  # until here a run that is broken off has heard nothing
            state.pop(BACK, None)
            state[field] = ""
        with st.container(key=f"otc-formulaire-{mark}"):
            heard = self._heard or state.get(f"{field}-lu", "")
            begun = {key: state[BEGUN].get(key, 0) for key in values}
            st.html(typed_html(self.name, content, heard, *_session(self.name), json.dumps(begun)))
            given = st.text_area(
                "Gardé dans ce navigateur", key=field, max_chars=2 * LARGEST, label_visibility="collapsed"
            )
        if given and not self._is_handed:
            state[BACK] = _received(self.name, given)
            state[f"{field}-lu"] = state[BACK]["id"]
            st.rerun()
        return fits


def forget(name: str) -> None:
    """Have the browser forget a form."""
    counts = st.session_state.setdefault(SENT, {})
    counts[name] = counts.get(name, 0) + 1
    st.session_state.get(HELD, {}).pop(name, None)


def draw_forgotten() -> None:
    """Draw, hidden, that forms are to be forgotten which this run does not draw."""
    for name in st.session_state.get(SENT, {}):
        st.html(typed_html(name, "", "", *_session(name), ""))


def _session(name: str) -> tuple[str, int]:
    """Return the name of this session, to tell it from another, and how often a form was sent in it."""
    state = st.session_state
    return state.setdefault(SESSION, secrets.token_hex(8)), state.get(SENT, {}).get(name, 0)


def _received(name: str, given: str) -> dict[str, Any]:
    """Return what the browser hands back, without what was changed since it saw the form."""
    nothing = {"form": name, "id": "", "values": {}}
    try:
        told = json.loads(given)
        seen, kept, mark = dict(told["seen"]), dict(told["values"]), str(told["id"])[:40]
    except (ValueError, TypeError, KeyError, RecursionError):
        return nothing
    state = st.session_state
    fresh = {key: value for key, value in kept.items() if key not in state or _plain(state[key]) == seen.get(key)}
    return {"form": name, "id": mark, "values": fresh}


def _plain(value: Any) -> Any:
    """Return a value of a field as JSON can hold it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
