"""« Devinez »: the room's estimates before the figure, then the figure, its peers and the gaps."""

from __future__ import annotations

import re

import streamlit as st

from observatoire.model.workshop.record import LONGEST_WHO, MOST_GUESSES, Guess, View, plain_text
from observatoire.views.french.sentences import value_text
from observatoire.views.french.wording import plural
from observatoire.views.html.tables import table_html
from observatoire.views.workshop.figure import ShownFigure, answer_drawing
from observatoire.views.workshop.guess_words import GuessError, guess_rows, read_guess, read_guesses, room_sentence
from observatoire.views.workshop.html import figure_html, question_html, refused_html, told_html
from pages.explorer.presenter.large import draw_large
from pages.state.workshop import gathered, refuse, tell_refusal

WHO, HOW_MUCH, MANY = "devinez-qui", "devinez-combien", "devinez-plusieurs"
REFUSED, DRAFTS, ASKED = "devinez-refusees", "devinez-a-corriger", "devinez-vue"
LONGEST_LIST = 6_000
"""Characters of estimates typed or pasted together."""


def ask_the_room(view: View, figure: ShownFigure) -> None:
    """Draw the question, the fields of estimates and those already given; nothing of the answer is sent."""
    if st.session_state.get(ASKED) != view.key:  # what was to be mended in another view is no estimate of this one
        st.session_state[ASKED], st.session_state[DRAFTS] = view.key, {}
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
            st.text_input(who, _draft(WHO), key=_key(WHO), max_chars=LONGEST_WHO, autocomplete="off")
            st.text_input(f"Estimation{unit}", _draft(HOW_MUCH), key=_key(HOW_MUCH), max_chars=40, autocomplete="off")
            st.form_submit_button("Ajouter l’estimation", on_click=_add, args=(view, figure))
        with (
            # `browser/kept.js` keeps, by view, the lines that nobody has added yet.
            st.expander("Plusieurs à la fois", expanded=bool(_draft(MANY)), key=f"otc-plusieurs-{view.key}"),
            st.form("devinez-liste", clear_on_submit=True, border=False),
        ):
            st.text_area(
                f"Une par ligne\u202f: table\u00a0; valeur{unit}",
                _draft(MANY),
                key=_key(MANY),
                max_chars=LONGEST_LIST,
                height=150,
                placeholder="Table 1\u00a0; 12,5\nTable 2\u00a0; 18",
            )
            st.form_submit_button("Ajouter ces estimations", on_click=_add_many, args=(view, figure))
        _given(view, figure)


def _key(field: str) -> str:
    """Return the key of a field: another one whenever something refused comes back in it.

    A form that clears itself, at once and so that nobody waits to type the next estimate, sends empty what it was given
    back afterwards: a new field holds it as its own.
    """
    number, _ = st.session_state.get(DRAFTS, {}).get(field, (0, ""))
    return f"{field}-{number}" if number else field


def _draft(field: str) -> str:
    """Return what was refused and is to be mended in a field; empty otherwise."""
    return str(st.session_state.get(DRAFTS, {}).get(field, (0, ""))[1])


def _give_back(texts: dict[str, str]) -> None:
    """Put what was refused back in its fields; an empty text leaves a field as it was at first."""
    drafts = st.session_state.setdefault(DRAFTS, {})
    for field, text in texts.items():
        number, _ = drafts.pop(field, (0, ""))
        if text:
            drafts[field] = (number + 1, text)


def _add(view: View, figure: ShownFigure) -> None:
    guesses = gathered().guesses.get(view.key, ())
    who, how_much = str(st.session_state[_key(WHO)]), str(st.session_state[_key(HOW_MUCH)])
    try:
        value = read_guess(how_much, figure.indicator, figure.known)
        if len(guesses) >= MOST_GUESSES:
            raise GuessError(f"Une vue garde au plus {MOST_GUESSES} estimations.")
    except GuessError as error:
        refuse(str(error))
        _give_back({WHO: who, HOW_MUCH: how_much})
        return
    _give_back({WHO: "", HOW_MUCH: ""})
    gathered().guesses[view.key] = (*guesses, Guess(plain_text(who, LONGEST_WHO), value))


def _add_many(view: View, figure: ShownFigure) -> None:
    """Callback: keep the estimates that can be, say each line that cannot, and leave those in the field."""
    guesses = gathered().guesses.get(view.key, ())
    text = str(st.session_state[_key(MANY)])
    found, lines, sentences = read_guesses(text, figure.indicator, figure.known, MOST_GUESSES - len(guesses))
    gathered().guesses[view.key] = (*guesses, *found)
    _give_back({MANY: "\n".join(lines)})
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


def draw_answer(view: View, figure: ShownFigure) -> None:
    """Draw the figure, the peers with the estimates marked, and the gap of each."""
    left, right = st.columns([4, 7], gap="large")
    with left:
        st.html(figure_html(figure))
    with right:
        drawing = answer_drawing(figure, gathered().guesses.get(view.key, ()))
        if drawing is not None:
            draw_large(drawing)
    draw_gaps(view, figure)


def draw_gaps(view: View, figure: ShownFigure) -> None:
    """Say how far the room is from the figure: all together, then each."""
    guesses = gathered().guesses.get(view.key, ())
    st.html(told_html(room_sentence(figure.indicator, guesses, figure.measured, fragile=figure.own.fragile)))
    if guesses:
        columns, rows = guess_rows(figure.indicator, guesses, figure.measured)
        st.html(table_html("Les estimations, de la plus proche à la plus éloignée", columns, rows))
