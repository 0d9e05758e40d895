"""« Devinez »: the room's estimates, before anything of the figure is shown."""

from __future__ import annotations

import re

import streamlit as st

from observatoire.model.workshop.record import LONGEST_WHO, MOST_GUESSES, Guess, View, plain_text
from observatoire.views.french.sentences import value_text
from observatoire.views.french.wording import plural
from observatoire.views.workshop.figure import ShownFigure
from observatoire.views.workshop.guess_words import GuessError, read_guess, read_guesses
from observatoire.views.workshop.html import question_html, refused_html, told_html
from pages.explorer.presenter.drafts import draft_of, field_key, give_back, only_drafts_of
from pages.state.workshop import gathered, refuse, tell_refusal

WHO, HOW_MUCH, MANY = "devinez-qui", "devinez-combien", "devinez-plusieurs"
REFUSED = "devinez-refusees"
LONGEST_LIST = 6_000
"""Characters of estimates typed or pasted together."""


def ask_the_room(view: View, figure: ShownFigure) -> None:
    """Draw the question, the fields of estimates and those already given; nothing of the answer is sent."""
    only_drafts_of(view)
    left, right = st.columns([5, 6], gap="large")
    with left:
        st.html(question_html(figure))
    with right, st.container(key="otc-devinez"):
        tell_refusal()
        if sentences := st.session_state.pop(REFUSED, ()):
            st.html(refused_html(sentences))
        unit = f" (en {figure.indicator.unit})" if figure.indicator.unit else ""
        with st.form("devinez", clear_on_submit=True, border=False):
            who = "Qui\u202f? Prénom, table (facultatif)"
            st.text_input(who, draft_of(WHO), key=field_key(WHO), max_chars=LONGEST_WHO, autocomplete="off")
            st.text_input(
                f"Estimation{unit}", draft_of(HOW_MUCH), key=field_key(HOW_MUCH), max_chars=40, autocomplete="off"
            )
            st.form_submit_button("Ajouter l’estimation", on_click=_add, args=(view, figure))
        with (
            # `browser/kept.js` keeps, by view, the lines that nobody has added yet.
            st.expander("Plusieurs à la fois", expanded=bool(draft_of(MANY)), key=f"otc-plusieurs-{view.key}"),
            st.form("devinez-liste", clear_on_submit=True, border=False),
        ):
            st.text_area(
                f"Une par ligne\u202f: table\u00a0; valeur{unit}",
                draft_of(MANY),
                key=field_key(MANY),
                max_chars=LONGEST_LIST,
                height=150,
                placeholder="Table 1\u00a0; 12,5\nTable 2\u00a0; 18",
            )
            st.form_submit_button("Ajouter ces estimations", on_click=_add_many, args=(view, figure))
        _given(view, figure)


def _add(view: View, figure: ShownFigure) -> None:
    guesses = gathered().guesses.get(view.key, ())
    who, how_much = str(st.session_state[field_key(WHO)]), str(st.session_state[field_key(HOW_MUCH)])
    try:
        value = read_guess(how_much, figure.indicator, figure.known)
        if len(guesses) >= MOST_GUESSES:
            raise GuessError(f"Une vue garde au plus {MOST_GUESSES} estimations.")
    except GuessError as error:
        refuse(str(error))
        give_back({WHO: who, HOW_MUCH: how_much})
        return
    give_back({WHO: "", HOW_MUCH: ""})
    gathered().guesses[view.key] = (*guesses, Guess(plain_text(who, LONGEST_WHO), value))


def _add_many(view: View, figure: ShownFigure) -> None:
    """Callback: keep the estimates that can be, say each line that cannot, and leave those in the field."""
    guesses = gathered().guesses.get(view.key, ())
    text = str(st.session_state[field_key(MANY)])
    found, lines, sentences = read_guesses(text, figure.indicator, figure.known, MOST_GUESSES - len(guesses))
    gathered().guesses[view.key] = (*guesses, *found)
    give_back({MANY: "\n".join(lines)})
    st.session_state[REFUSED] = sentences


def _given(view: View, figure: ShownFigure) -> None:
    """Draw the estimates given so far, each a button that removes it."""
    guesses = gathered().guesses.get(view.key, ())
    if not guesses:
        return
    count = plural(len(guesses), "estimation", "estimations")
    st.html(told_html(f"{count}. Touchez-en une pour la retirer."))
    with st.container(horizontal=True, gap="small"):
        for position, guess in enumerate(guesses):
            name = re.sub(r"[^\w\s’'.,-]|_", " ", guess.who).strip() or "Sans nom"
            label = f"{name}\u202f: {value_text(figure.indicator, guess.value)} ✕"
            st.button(label, key=f"retirer-{view.key}-{position}", on_click=_remove, args=(view, position))


def _remove(view: View, position: int) -> None:
    guesses = gathered().guesses.get(view.key, ())
    gathered().guesses[view.key] = (*guesses[:position], *guesses[position + 1 :])
