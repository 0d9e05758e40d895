"""The address of the view: what the browser says it is, and what was written in it that the browser has not read yet.

A browser sends its address with each thing that a visitor does. On a slow line, or beside a busy server, the next thing
is done, or a map says that it is drawn, before the address that the first one wrote has come back: taken at its word,
it would undo the first one (docs/decisions/0062-an-address-that-comes-late.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

PAGE: Final = "page-affichee"
"""Where a visitor's session says which page is drawn: its callbacks read and write that page's options only."""
_WRITTEN: Final = "adresse-ecrite"
_MOST_OVER: Final = 32
"""Choices that may be made before the first of them is answered: a line that brings more is no visitor's."""


@dataclass(frozen=True, slots=True)
class _Written:
    """What a session wrote and the browser may not have read.

    Attributes
    ----------
    page : str
        Whose address it is.
    request : object
        What the browser sent with the address that was read last: each of its requests brings one of its own.
    over : tuple of str
        Addresses that it may still send: those that were written over since it last showed one that it had read, the
        last `_MOST_OVER`.
    now : mapping of str to str
        What is written.
    """

    page: str
    request: object
    over: tuple[str, ...]
    now: Mapping[str, str]


def read_address() -> dict[str, str]:
    """Return the parameters of the address, with what was written since the browser sent it.

    What a visitor does on a page may be sent with an address that is not up to date any more. Back, Forward, links of
    our own and requests for another page are taken at their word.
    """
    context, written = get_script_run_ctx(), st.session_state.get(_WRITTEN)
    if context is None or written is None or context.context_info is written.request:
        return st.query_params.to_dict()
    is_late = context.query_string in written.over and not context.is_history_navigation
    if is_late and written.page == st.session_state.get(PAGE):
        st.session_state[_WRITTEN] = replace(written, request=context.context_info)
        st.query_params.from_dict(written.now)
    else:
        del st.session_state[_WRITTEN]
    return st.query_params.to_dict()


def write_address(wanted: Mapping[str, str]) -> None:
    """Write the whole address, a step of the browser's history; nothing where it says so already.

    Parameters
    ----------
    wanted : mapping of str to str
        Its parameters.
    """
    if read_address() == wanted:
        return
    context, written = get_script_run_ctx(), st.session_state.get(_WRITTEN)
    before = context.query_string if context else ""
    st.query_params.from_dict(wanted)
    if context is not None:
        over = [one for one in (*(written.over if written else ()), before) if one != context.query_string]
        st.session_state[_WRITTEN] = _Written(
            page=st.session_state.get(PAGE, ""),
            request=context.context_info,
            over=tuple(over[-_MOST_OVER:]),
            now=st.query_params.to_dict(),
        )
