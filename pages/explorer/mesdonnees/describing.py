"""Mes données: the form that says what figures are, without which they are not shown."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from observatoire.local.bounds import LocalDataError
from observatoire.local.catalogue import usual_base
from observatoire.local.record import (
    LARGEST_BASE,
    LONGEST,
    Description,
    LocalIndicator,
)
from observatoire.local.report import Reading, Series
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.views.local.words import plain_markdown
from pages.explorer.mesdonnees.bringing import next_file
from pages.explorer.mesdonnees.columns import Columns, choose_columns
from pages.explorer.mesdonnees.description import description_texts
from pages.explorer.mesdonnees.drafting import draft_of_file
from pages.state.local import keep_local, local_data, refuse
from pages.state.typed import Draft, whole

DESCRIBED = "local-decrite"
"""Key of the session: the column that the form describes, and its usual unit."""


def describe_figures(store: Store, catalog: Catalog, reading: Reading) -> None:
    """Draw the form of one indicator made of the columns that were read.

    Parameters
    ----------
    store, catalog
        The edition and the official catalogue.
    reading : Reading
        What was read.
    """
    series = {one.name: one for one in reading.series if len(one.cells)}
    if not series:
        return
    st.subheader("Décrire ces chiffres", anchor=False)
    draft = draft_of_file("donnees", "\n".join(sorted(series)))
    columns = choose_columns(catalog, series, draft)
    with st.form("local-description", border=False, enter_to_submit=False):
        _begin_anew(columns.figures.name, columns.unit)
        texts = description_texts(draft, title=columns.figures.name, unit=columns.unit)
        key = draft.field(f"local-decimales-{columns.kind}", whole(0, 3), 0 if columns.kind == "count" else 1)
        decimals = st.number_input("Chiffres après la virgule", 0, 3, key=key)
        base = _fragile_below(catalog, columns, draft)
        asked = st.form_submit_button("Ajouter à mes données", type="primary", key="local-ajouter")
    if asked:
        try:
            made = _made(columns, texts, int(decimals), base)
            keep_local(replace(local_data().with_indicators((made,), reading.said), edition=store.edition))
        except LocalDataError as error:
            refuse(str(error))
        else:
            draft.sent()
            st.toast(f"«\u00a0{plain_markdown(made.description.title)}\u00a0» est dans vos données.")
        st.rerun()
    draft.draw()
    if st.button("J’ai fini avec ce fichier", key="local-fini"):
        next_file()
        st.rerun()


def _begin_anew(column: str, unit: str) -> None:
    """Put the usual texts in the place of those of another column, and of a unit that was but the usual one."""
    former, usual = st.session_state.get(DESCRIBED, ("", ""))
    st.session_state[DESCRIBED] = (column, unit)
    if former and former != column:
        st.session_state.update({"local-title": column[: LONGEST["title"]], "local-unit": unit, "local-counted": ""})
    elif unit != usual and st.session_state.get("local-unit", "") in ("", usual):
        st.session_state["local-unit"] = unit


def _fragile_below(catalog: Catalog, columns: Columns, draft: Draft) -> int:
    """Ask below which base a figure is fragile, with the usual one; a value rests on nothing that was brought."""
    kind, over = columns.kind, columns.over
    if kind == "value":
        return 0
    what = "Dénominateur sous lequel" if kind == "ratio" else "Effectif sous lequel"
    return int(
        st.number_input(
            f"{what} un chiffre est fragile (0\u202f: jamais)", 0, LARGEST_BASE, step=1,
            key=draft.field(f"local-fragile-{kind}-{over}", whole(0, LARGEST_BASE), usual_base(catalog, kind, over)),
            help="Un chiffre fragile est un ordre de grandeur\u202f: il est montré, pâli, et n’est pas classé.",
        )
    )  # fmt: skip


def _made(columns: Columns, texts: dict[str, str], decimals: int, base: int) -> LocalIndicator:
    return LocalIndicator(
        description=Description.told(**texts),
        kind=columns.kind,
        cells=columns.figures.cells,
        denominator=columns.below.cells if isinstance(columns.below, Series) else None,
        over=columns.over,
        scale=columns.scale,
        decimals=decimals,
        min_base=base,
    )
