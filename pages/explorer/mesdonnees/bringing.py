"""Mes données: the model to fill, the file that is brought, what was read of it, what the visitor decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Literal, TypeVar

import streamlit as st

from observatoire.exports.tables.texts import file_name
from observatoire.local.bounds import LocalDataError
from observatoire.local.containers.opening import open_sheet
from observatoire.local.file import FORMAT, read_local
from observatoire.local.points import read_points
from observatoire.local.reading import read_figures
from observatoire.local.record import Point
from observatoire.local.report import Choices, Reading, Remark
from observatoire.local.template import holder_of, model_table
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.french.grammar import of_place
from observatoire.views.french.groups import option_label
from observatoire.views.local.words import plain_markdown, read_sentence, report_html
from pages.state.data import known_places, shared_data
from pages.state.local import REFUSED, digest, keep_local, local_data

ROUND, READ = "local-tour", "local-lecture"
"""Keys of the session: which field of a file is drawn, the last reading."""
KINDS = ("csv", "txt", "tsv", "xlsx", "ods", "json", "geojson")
FIRST_YEAR, LAST_YEAR = 1950, 2100
MARKS: dict[Literal["", ",", "."], str] = {"": "À deviner", ",": "La virgule (1 234,5)", ".": "Le point (1,234.5)"}
T = TypeVar("T")
MOST_NAMES = 40
"""Names to confirm that fit on a page; a table with more of them wants codes."""
Found = Reading | tuple[tuple[Point, ...], tuple[Remark, ...]]


def draw_model(store: Store, place: Territory | None) -> None:
    """Draw the button of the model to fill with the territories of a place."""
    if place is None:
        return
    year = date.today().year - 1
    st.download_button(
        f"Modèle à remplir\u202f: les communes {of_place(holder_of(store, place))} (CSV)",
        data=lambda: model_table(store, place, year),
        file_name=file_name("modele", place.id, str(year)),
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


def draw_file() -> Found | None:
    """Draw the field of a file, and what was read of it; return it, or None while there is nothing to go on with."""
    held = st.file_uploader(
        "Votre fichier\u202f: tableau (.csv, .xlsx, .ods), lieux (.geojson) ou données enregistrées ici (.json), "
        "2\u202fMo au plus",
        type=list(KINDS),
        key=f"local-fichier-{st.session_state.get(ROUND, 0)}",
        max_upload_size=2,
    )
    if sentence := st.session_state.pop(REFUSED, ""):
        st.warning(sentence, icon=":material/info:")
    if held is None:
        st.session_state.pop(READ, None)
        return None
    content = held.getvalue()
    if FORMAT.encode() in content[:200]:
        _reopen(content)
        return None
    asked = st.segmented_control(
        "Ce fichier contient", ["Des chiffres par territoire", "Des lieux"], key="local-contenu",
        default="Des lieux" if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{" else "Des chiffres par territoire",
        required=True,
    )  # fmt: skip
    try:
        if asked == "Des lieux":
            return _read_once(("lieux", digest(content)), lambda: read_points(content))
        return _figures(content)
    except LocalDataError as error:
        st.error(str(error))
        return None


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


def _figures(content: bytes) -> Reading:
    """Read a table with what the visitor decides of it, and say how."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        mark = st.selectbox(
            "Ce qui sépare les décimales", list(MARKS), key="local-virgule", format_func=MARKS.__getitem__
        )
        year = st.number_input(
            "Année, si le tableau n’en a pas", FIRST_YEAR, LAST_YEAR, value=None, key="local-annee", step=1
        )
    names = dict(st.session_state.get("local-noms", {}).get(digest(content), {}))
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
        _confirm_names(reading, digest(content))
    if reading.remarks:
        with st.expander("Ce qui n’a pas été lu tel quel, ligne par ligne"):
            st.html(report_html(reading.remarks))
    return reading


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


def _confirm_names(reading: Reading, of_file: str) -> None:
    """Draw the names that are proposed, to be confirmed at once, homonyms one by one."""
    store, _ = shared_data()
    found = [(name, ids) for name, ids in reading.proposed.items() if ids]
    if not found:
        return
    st.info(
        "Ce tableau nomme ses territoires sans leur code. Vérifiez les noms ci-dessous, puis confirmez\u202f: rien "
        "n’en est lu avant."
    )
    if len(found) > MOST_NAMES:
        st.caption("Seuls les premiers noms sont proposés\u202f; un tableau avec les codes Insee est lu en entier.")
    with st.form("local-noms-formulaire"):
        chosen = {
            name: st.selectbox(
                plain_markdown(name), [None, *ids], index=1 if len(ids) == 1 else 0, key=f"local-nom-{of_file}-{name}",
                format_func=lambda one: "Aucun de ceux-là" if one is None else option_label(store.territory(one)),
            )
            for name, ids in found[:MOST_NAMES]
        }  # fmt: skip
        if st.form_submit_button("Confirmer ces noms"):
            known = dict(st.session_state.get("local-noms", {}).get(of_file, {}))
            known |= {name: one for name, one in chosen.items() if one}
            st.session_state["local-noms"] = {of_file: known}
            st.rerun()


def _reopen(content: bytes) -> None:
    """Open local data saved before, beside those that are here."""
    try:
        merged = local_data().joined(read_local(content))
    except LocalDataError as error:
        st.error(str(error))
        return
    keep_local(merged)
    next_file()
    st.rerun()


def next_file() -> None:
    """Draw an empty field at the next run: what was brought is kept, the file is let go."""
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    for key in (READ, "local-noms"):
        st.session_state.pop(key, None)
