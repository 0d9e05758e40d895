"""« Emporter »: the menu of the files that a view gives away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from observatoire.views.html.share import waiting_html
from pages.parts.offers import Offer
from pages.server.apart.downloads import prepare_files, waiting_path

TAKE_TABLE: Final = "Emporter ce tableau"


def offer_files(title: str, key: str, offers: Callable[[], Sequence[Offer]], remark: str = "") -> None:
    """Draw a menu of files; its buttons exist, and each file is made, only when asked for.

    Parameters
    ----------
    title, key : str
        Of the menu.
    offers : callable
        Gives the files.
    remark : str
        What the visitor must know of them, under the buttons.
    """
    menu = st.popover(title, icon=":material/download:", key=key, on_change="rerun")
    if menu.open:
        with menu:
            for rank, offer in enumerate(offers()):
                st.download_button(
                    offer.label,
                    data=offer.write,
                    file_name=offer.name,
                    mime=offer.mime,
                    key=f"{key}-{rank}",
                    on_click="ignore",
                    width="stretch",
                )
            if remark:
                st.caption(remark)
            say_where_files_are()


def say_where_files_are() -> None:
    """Draw the place where `browser/base.js` says, once a button is pressed, how many files come before; get ready."""
    context = get_script_run_ctx()
    if context is not None:
        prepare_files()
        st.html(waiting_html(waiting_path(context.session_id)))
