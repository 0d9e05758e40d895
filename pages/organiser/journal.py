"""What was done, by whom under which pseudonym, and whether the chain holds; drafts that were left."""

from __future__ import annotations

from functools import partial

import streamlit as st

from observatoire.views.french.wording import long_date, spaced
from observatoire.views.html.tables import Heading, Row, table_html
from pages.organiser.acting import do, go_to, say_what_was_done
from pages.organiser.signing_in import draw_foot, office_here
from participation.organising.acts import purge_left_drafts, read_audit
from participation.organising.office import FORBIDDEN
from participation.views.organising.audit import act_name, chain_sentence

COLUMNS = (
    Heading("Quoi"), Heading("Sur", wide=True), Heading("Jour", wide=True), Heading("Qui", wide=True),
    Heading("N°", numeric=True),
)  # fmt: skip
MOST_LINES = 500

st.title("Journal et purge", anchor=False)
office = office_here()
if office is not None:
    go_to("organiser", "Campagnes")
    if office.may("read_audit"):
        say_what_was_done()
        lines = read_audit(office)
        st.header("Journal", anchor=False)
        st.markdown(f"**{chain_sentence(lines)}**")
        if lines:
            st.caption("Dernier numéro de contrôle (empreinte), à noter ailleurs\u202f: qui récrit tout ne l’a plus.")
            st.code(lines[-1].digest, language=None, wrap_lines=True)
        rows = [
            Row(str(one.seq), (act_name(one.action), one.object, long_date(one.day), one.actor, str(one.seq)))
            for one in reversed(lines[-MOST_LINES:])
        ]
        st.html(table_html("Ce qui a été fait, le plus récent d’abord", COLUMNS, rows, stacked=True))
        st.header("Brouillons laissés", anchor=False)
        st.markdown(spaced("Un brouillon que personne n’a touché depuis 90 jours est effacé chaque nuit, ou ici."))
        if st.button("Effacer les brouillons laissés"):
            do(partial(purge_left_drafts, office), "Les brouillons laissés sont effacés.")
    else:
        st.error(FORBIDDEN)
    draw_foot()
