"""« Mes territoires »: those that a visitor composed and kept, in their browser alone (`browser/favourites.js`)."""

from __future__ import annotations

import streamlit as st

from observatoire.views.composing.blocks import PLACE_HOLDER, favourites_html
from pages.state.links import address_to
from pages.state.selection import Selection


def draw_favourites(selection: Selection, page: str, *, bare: bool = False) -> None:
    """Draw the list that the browser fills, each territory a link to a page.

    Parameters
    ----------
    selection : Selection
        What the links keep.
    page : str
        Where they lead.
    bare : bool
        Whether the list stands in a menu.
    """
    address = address_to(page, selection, territoire=PLACE_HOLDER, nom=None, edition=None)
    st.html(favourites_html(address, bare=bare))
