"""The questionnaire of a campaign: one that ships, or a file that is brought, all its faults in one report."""

from __future__ import annotations

from functools import cache

import streamlit as st

from observatoire.views.local.words import plain_markdown
from pages.state.typed import Draft, one_of
from participation.model.questionnaire import Questionnaire
from participation.model.reading import load_questionnaires, read_brought
from participation.views.organising.form import faults_html, form_sentence, read_through_html

SHIPPED, BROUGHT = "Un questionnaire livré", "Un fichier à moi"


def draw_questionnaire(draft: Draft) -> Questionnaire | None:
    """Draw the choice of a questionnaire, and all of it to be read; return None while there is none that is sound.

    Parameters
    ----------
    draft : Draft
        What keeps the choice.
    """
    st.header("Le questionnaire", anchor=False)
    from_where = st.segmented_control(
        "D’où vient-il\u202f?", [SHIPPED, BROUGHT], required=True,
        key=draft.field("organiser-source", one_of((SHIPPED, BROUGHT)), SHIPPED),
    )  # fmt: skip
    form = _brought() if from_where == BROUGHT else _shipped(draft)
    if form is None:
        return None
    st.markdown(f"**{plain_markdown(form.title)}.** {plain_markdown(form.purpose)}")
    st.caption(form_sentence(form))
    with st.expander("Relire toutes les questions"):
        st.html(read_through_html(form))
    return form


@cache
def _forms() -> dict[str, Questionnaire]:
    """Return the questionnaires that ship, read once."""
    return load_questionnaires()


def _shipped(draft: Draft) -> Questionnaire:
    forms = _forms()
    key = draft.field("organiser-questionnaire", one_of(forms), next(iter(forms)))
    chosen = st.selectbox("Questionnaire", list(forms), format_func=lambda one: forms[one].title, key=key)
    return forms[chosen]


def _brought() -> Questionnaire | None:
    file = st.file_uploader(
        "Fichier TOML, 2\u202fMo au plus", type=["toml"], key="organiser-fichier", max_upload_size=2
    )
    if file is None:
        return None
    reading = read_brought(file.getvalue(), file.name)
    if reading.faults:
        st.html(faults_html(list(reading.faults)))
    return next(iter(reading.forms.values()), None)
