"""The response in hand: what the ticket of this browser opens."""

from __future__ import annotations

import streamlit as st

from pages.server.participer.desk import COOKIE, Answering, answering


def in_hand() -> Answering | None:
    """Return the response that this browser's ticket opens; None without one that holds."""
    return answering(ticket())


def ticket() -> str:
    """Return the ticket that this browser sent as its connection began; "" for none."""
    return str(st.context.cookies.get(COOKIE, ""))
