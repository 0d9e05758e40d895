"""Mes données: what is read of a file, once for all the runs of the page, and what the visitor decides of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

import streamlit as st

from observatoire.local.bounds import LocalDataError
from observatoire.local.containers.opening import open_sheet
from observatoire.local.points import read_points
from observatoire.local.reading import read_figures
from observatoire.local.record import Point
from observatoire.local.report import Choices, Reading, Remark
from observatoire.views.local.words import plain_markdown, read_sentence, report_html
from pages.explorer.mesdonnees.drafting import draft_of_file
from pages.explorer.mesdonnees.names import confirm_names, confirmed_names
from pages.state.data import known_places
from pages.state.local import digest

READ = "local-lecture"
"""Key of the session: the last reading."""
FIRST_YEAR, LAST_YEAR = 1950, 2100
MARKS: dict[Literal["", ",", "."], str] = {"": "À deviner", ",": "La virgule (1\u202f234,5)", ".": "Le point (1,234.5)"}
T = TypeVar("T")
Places = tuple[tuple[Point, ...], tuple[Remark, ...]]


def places_of(content: bytes) -> Places:
    """Return the places of a file and what was not read of it; raises `LocalDataError` when it has none."""
    return _read_once(("lieux", digest(content)), lambda: read_points(content))


def figures_of(content: bytes) -> Reading:
    """Draw what the visitor decides of a table, and what was read of it; raises `LocalDataError` when it is none."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        mark = st.selectbox(
            "Ce qui sépare les décimales", list(MARKS), key="local-virgule", format_func=MARKS.__getitem__
        )
        year = st.number_input(
            "Année, si le tableau n’en a pas", FIRST_YEAR, LAST_YEAR, value=None, key="local-annee", step=1
        )
    draft = draft_of_file("noms", digest(content))
    names = confirmed_names(digest(content), draft)
    draft.draw()
    choices = Choices(year=None if year is None else int(year), mark=mark or None, names=names)
    chosen = f"local-feuille-{digest(content)}"
    wanted = str(st.session_state.get(chosen) or "")
    key = (digest(content), choices.year, choices.mark, tuple(sorted(names.items())), wanted)
    sheets, reading = _read_once(key, lambda: _read_sheet(content, wanted, choices))
    if sheets:
        st.selectbox("Feuille du classeur", sorted(sheets), key=chosen, index=sorted(sheets).index(sheets[0]))
    if isinstance(reading, LocalDataError):
        raise reading
    st.markdown(f"**{read_sentence(reading)}**")
    for sentence in reading.said:
        st.caption(plain_markdown(sentence))
    if reading.needs_year:
        st.warning("Ce tableau ne dit pas de quelle année sont ses chiffres\u202f: écrivez-la ci-dessus.")
    if reading.proposed:
        confirm_names(reading, digest(content))
    if reading.remarks:
        with st.expander("Ce qui n’a pas été lu tel quel, ligne par ligne"):
            st.html(report_html(reading.remarks))
    return reading


def _read_once(key: tuple[Any, ...], read: Callable[[], T]) -> T:
    """Return what was read of a file, or raise why it cannot be: read once for all the runs of a page."""
    kept: tuple[Any, T | LocalDataError] | None = st.session_state.get(READ)
    if kept is None or kept[0] != key:
        try:
            kept = (key, read())
        except LocalDataError as error:
            kept = (key, error)
        st.session_state[READ] = kept
    if isinstance(kept[1], LocalDataError):
        raise kept[1]
    return kept[1]


def _read_sheet(content: bytes, wanted: str, choices: Choices) -> tuple[tuple[str, ...], Reading | LocalDataError]:
    """Return the names of the sheets when there are several, the one that was read first, and what was read of it.

    A sheet that is no table of territories leaves the choice of another.
    """
    sheet = open_sheet(content, wanted)
    sheets = (sheet.name, *sheet.others) if sheet.others else ()
    try:
        return sheets, read_figures(sheet, known_places(), choices)
    except LocalDataError as error:
        return sheets, error


def forget_reading() -> None:
    """Let go what was read of the last file."""
    st.session_state.pop(READ, None)
