"""Publishing: what would be told is read first; then results are out, for good, and contacts may be taken."""

from __future__ import annotations

import streamlit as st

from observatoire.views.french.numerals import plural
from observatoire.views.french.wording import spaced
from pages.organiser.frame import Opened, opened_campaign
from pages.organiser.publication.computing import draw_asking, draw_computing
from pages.organiser.publication.reading import draw_prepared
from pages.organiser.signing_in import draw_foot
from pages.server.organiser.preparing import PREPARATIONS, Computing
from pages.state.surveys import PLAIN_SURVEYS
from participation.organising.acts import take_contacts
from participation.organising.publishing import Prepared
from participation.storage.access.contacts import released_on
from participation.storage.refusals import RefusedError
from participation.storage.vault import contacts_kept


def draw_preparing(opened: Opened) -> None:
    """Draw what has a publication computed, how far it is, or what it would tell once that is done."""
    try:
        found = PREPARATIONS.look(opened.office, opened.campaign.id)
    except RefusedError as refused:  # since the page began
        st.error(spaced(str(refused)))
        return
    if isinstance(found, Prepared):
        draw_prepared(opened, found)
    elif isinstance(found, Computing):
        draw_computing(opened)
    else:
        draw_asking(opened, found)


def draw_published(opened: Opened) -> None:
    """Draw where the results are, their files, and the contacts to send the synthesis to."""
    where = f"./{PLAIN_SURVEYS}resultats/{opened.campaign.id}"
    st.markdown("Les résultats sont publics. Leurs fichiers en disent exactement autant.")
    with st.container(horizontal=True):
        st.link_button("Lire les résultats", where, type="primary")
        st.link_button("Synthèse (.pdf)", f"{where}/synthese.pdf", icon=":material/download:")
        st.link_button("Synthèse à modifier (.docx)", f"{where}/synthese.docx", icon=":material/download:")
        st.link_button("Tableau (.csv)", f"{where}.csv", icon=":material/download:")
        st.link_button("Document (.json)", f"{where}.json", icon=":material/download:")
    kept = contacts_kept(opened.office.storage, opened.campaign.id)
    if not opened.campaign.contact_key or not kept:
        return
    st.header("Envoyer la synthèse", anchor=False)
    st.markdown(spaced(f"{plural(kept, 'contact est gardé scellé', 'contacts sont gardés scellés')}."))
    if released_on(opened.office.storage, opened.campaign.id) is None:
        st.info(
            "La personne chargée de la protection des données doit d’abord les libérer."
        )  # fmt: skip
        return
    st.markdown(
        "Prenez-les, puis ouvrez-les sur votre ordinateur avec votre clé privée, qui ne vient jamais ici\u202f: "
        f"`python -m participation contacts {opened.campaign.id} --sealed FICHIER --key CLÉ --out ADRESSES`."
    )
    st.download_button(
        "Contacts scellés", data=lambda: take_contacts(opened.office, opened.campaign.id), on_click="ignore",
        file_name=f"contacts-{opened.campaign.id}.scelles.json", mime="application/json",
    )  # fmt: skip


opened = opened_campaign("organiser-publication")
if opened is not None:
    if opened.campaign.state in ("closed", "coded"):
        draw_preparing(opened)
    elif opened.campaign.state == "published":
        draw_published(opened)
    elif opened.campaign.state == "purged":
        st.info("Les réponses sont effacées. Les résultats publiés restent.", icon=":material/info:")
    else:
        st.info("Une campagne se publie une fois close.", icon=":material/info:")
    draw_foot()
