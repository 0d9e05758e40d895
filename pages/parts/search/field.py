"""What every search has: the field, and what is said where its results say too little."""

from __future__ import annotations

import streamlit as st

from observatoire.model.search.answers import Answer
from observatoire.model.search.indicators import Subjects
from observatoire.model.store import Store
from observatoire.views.french.searching import remark_link, remark_sentence
from observatoire.views.html.search import subjects_html
from pages.state.data import shared_data
from pages.state.links import address_to
from pages.state.selection import Selection

RESULTS = 8


def ask(label: str, key: str, placeholder: str, query: str = "") -> str:
    """Draw a field that answers while one types; return what is asked.

    Parameters
    ----------
    label, key, placeholder : str
        Of the field.
    query : str
        What is asked already.
    """
    asked = st.text_input(
        label,
        value=query[:100],
        max_chars=100,
        key=key,
        placeholder=placeholder,
        type="search",
        autocomplete="off",
        live="250ms",
    )
    return (asked or "").strip()


def say_remarks(store: Store, answer: Answer) -> None:
    """Say what the results do not: what is no territory here, and the way on."""
    _, catalog = shared_data()
    for remark in answer.remarks:
        sentence, (producer, address) = remark_sentence(store, catalog, remark), remark_link(catalog, remark)
        link = f" [{producer}]({address})" if address else ""
        st.info(f"{sentence}{link}", icon=":material/info:")


def draw_subjects(selection: Selection, subjects: Subjects) -> None:
    """Draw the indicators that answer a word, each a link to its figures."""
    st.html(subjects_html(subjects, lambda i: address_to("comparer", selection, indicateur=i, annee=None)))
