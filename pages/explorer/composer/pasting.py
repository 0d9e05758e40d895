"""Composer: a list pasted out of a spreadsheet; what is sure joins at once, what is not is decided line by line."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from observatoire.model.composed.changing import held
from observatoire.model.composed.members import Composition
from observatoire.model.search.pasted import Pasted, PastedLine, match_lines
from observatoire.model.store import Store
from observatoire.views.composing.blocks import doubtful_html
from observatoire.views.composing.words import pasted_sentence
from observatoire.views.french.groups import option_label
from observatoire.views.french.wording import plural
from pages.explorer.composer.acting import add
from pages.state.data import search_index, shared_data
from pages.state.typed import Draft, forget, text

LONGEST_PASTE = 60_000
"""Characters of a list that are taken: four hundred lines of a hundred and fifty."""
READ, FIELD, LEFT = "composer-lu", "composer-texte", "composer-laissees"
MOST_DOUBTFUL = 30
"""Lines to decide that fit on a page; the others come as these are decided."""


def paste_members(store: Store, composition: Composition) -> None:
    """Draw the field of a list, what was read of it, and the lines to decide.

    Parameters
    ----------
    store : Store
    composition : Composition
        What is composed so far.
    """
    draft = Draft("composer")
    with st.form("composer-coller", border=False):
        st.text_area(
            "Une ligne par territoire\u202f: code Insee ou SIREN, nom, ou les deux, tels que copiés d’un tableur",
            key=draft.field(FIELD, text(LONGEST_PASTE), ""), max_chars=LONGEST_PASTE, height=200,
            placeholder="16102\tCognac\nJarnac\nGrand Cognac\n241600303",
        )  # fmt: skip
        st.form_submit_button("Lire et ajouter", type="primary", on_click=_read)
    pasted, given = st.session_state.get(READ, (None, ""))
    if pasted is None:
        draft.draw()
        return
    left = [line for line in doubtful(pasted) if line.number not in st.session_state.get(LEFT, set())]
    if st.session_state[FIELD] == given:  # what joined is in the address
        draft.tell(FIELD, "\n".join(line.text for line in left))
    draft.draw()
    st.markdown(f"**{pasted_sentence(pasted, len(left))}**")
    for line in left[:MOST_DOUBTFUL]:
        _decide(store, composition, line)
    if len(left) > MOST_DOUBTFUL:
        more = plural(len(left) - MOST_DOUBTFUL, "autre ligne viendra", "autres lignes viendront")
        st.caption(f"{more} à mesure que celles-ci sont décidées.")
    if left:
        st.button("Laisser toutes ces lignes de côté", key="composer-tout-laisser", on_click=_leave,
                  args=([line.number for line in left],))  # fmt: skip


def doubtful(pasted: Pasted) -> list[PastedLine]:
    """Return the lines that the visitor must decide."""
    return [line for line in pasted.lines if not line.id and line.how != "heading"]


def _read() -> None:
    store, _ = shared_data()
    given = str(st.session_state[FIELD])[:LONGEST_PASTE]
    pasted = match_lines(store, search_index(), given)
    st.session_state[READ], st.session_state[LEFT] = (pasted, given), set()
    if not doubtful(pasted):
        forget("composer")
    if pasted.ids:
        add(pasted.ids)


def _decide(store: Store, composition: Composition, line: PastedLine) -> None:
    st.html(doubtful_html(line))
    with st.container(horizontal=True, gap="small"):
        for identifier in _near_first(store, composition, line.suggestions):
            [state] = held(store, composition.members, [identifier])
            whole = " (déjà là)" if state == "in" else ""
            st.button(
                f"{option_label(store.territory(identifier))}{whole}",
                key=f"composer-ligne-{line.number}-{identifier}",
                icon=":material/add:",
                on_click=_accept,
                args=(line.number, identifier),
            )
        st.button("Laisser de côté", key=f"composer-laisser-{line.number}", type="tertiary", on_click=_leave,
                  args=([line.number],))  # fmt: skip


def _near_first(store: Store, composition: Composition, ids: Sequence[str]) -> list[str]:
    """Return homonyms in order, those of the départements of what is composed first: most often the ones meant."""
    here = set(store.places(composition.members)["departement"]) if composition.members else set()
    return sorted(ids, key=lambda identifier: store.territory(identifier).departement not in here)


def _accept(number: int, identifier: str) -> None:
    _leave([number])
    add([identifier])


def _leave(numbers: list[int]) -> None:
    st.session_state[LEFT] = st.session_state.get(LEFT, set()) | set(numbers)
