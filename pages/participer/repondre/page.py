"""Answering: one section a screen, each answer saved when it is given; reading through, sending, the synthesis."""

from __future__ import annotations

import streamlit as st

from observatoire.views.html.rendering import style_html
from observatoire.views.local.words import plain_markdown
from pages.participer.in_hand import in_hand
from pages.participer.repondre.asking import draw_question
from pages.participer.repondre.contact import draw_contact
from pages.participer.repondre.review import draw_review
from pages.participer.repondre.screen import draw_visit, fields_shown, screen
from pages.server.bounds.runs import RUNS
from pages.server.operation.metrics import PARTS
from pages.server.participer.desk import today
from pages.server.participer.resuming import NO_TICKET
from pages.server.participer.reviewing import asks_contact, whose
from pages.server.participer.sections import asked_of, sections_of, way_through
from participation.views.html.blocks import (
    away_html,
    resume_html,
    saved_html,
    section_foot_html,
    section_head_html,
)

SECTION, REVIEW, CONTACT = "./repondre?partie=", "relire", "synthese"


@st.fragment
def draw_section(asked: str) -> None:
    """Draw a section and its questions; an answer, saved by then, draws them again, and nothing else of the page.

    Parameters
    ----------
    asked : str
        The id of the section that the address names.
    """
    with RUNS.turn_of_a_part(PARTS.timed):
        _draw_section(asked)


def _draw_section(asked: str) -> None:
    mine = in_hand()
    if mine is None or mine.draft.state != "draft":
        st.rerun()
    found = mine.draft.review(mine.form)
    sections = sections_of(mine.form, found)
    section = next((one for one in sections if one.id == asked), sections[0])
    steps = way_through(sections, found, section.id, SECTION, f"{SECTION}{REVIEW}")
    st.html(section_head_html(section, steps))
    draw_visit(mine)
    with st.container(key="otc-reponses"):
        for question in asked_of(section, found, mine.draft, {}):
            draw_question(mine, question)
        st.html(section_foot_html(steps))
    st.html(saved_html(screen(mine).saved_at, found.progress(), fields_shown(mine, section), mine.mark))


st.html(style_html("survey"))
mine = in_hand()
part = st.query_params.get("partie", "")
if mine is None:
    st.title("Reprendre une réponse", anchor=False)
    st.info(NO_TICKET, icon=":material/info:")
    st.html(resume_html())
else:
    st.title(plain_markdown(mine.campaign.title), anchor=False)
    if part == CONTACT and asks_contact(mine):
        draw_contact(mine, f"{SECTION}{REVIEW}")
        st.html(away_html(erasing=False))
    elif part == REVIEW or mine.draft.state != "draft" or not mine.campaign.takes_answers(today()):
        draw_review(mine, SECTION, f"{SECTION}{CONTACT}")
        st.html(away_html(erasing=True))
    else:
        st.caption(plain_markdown(whose(mine)))
        draw_section(part)
        st.html(away_html(erasing=False))
