"""What stands above and below every page: the menu, and the foot."""

from __future__ import annotations

import streamlit as st

from observatoire.model.store import Store
from observatoire.views.french.wording import long_date
from observatoire.views.html.page import brand_html, footer_html
from pages.state.links import MENU, PAGES, PRIVACY_PATH, address_to, beside, link_to
from pages.state.models.essential import SITE
from pages.state.selection import Selection
from pages.state.surveys import survey_entries, survey_pages


def draw_menu(selection: Selection, current: str) -> None:
    """Draw links that carry the visitor's choices along; real links, so that they open in a tab too."""
    with st.container(key="otc-menu", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(brand_html(SITE, address_to("accueil", selection)), width="content")
        for title, held in MENU.items():
            link_to(held[0], selection, f"**{title}**" if current in held else title)
        for name, title, read in survey_entries(current):
            st.page_link(survey_pages()[name][0], label=f"**{title}**" if read else title)
    if near := beside(current):
        with st.container(key="otc-sous-menu", horizontal=True, vertical_alignment="center", gap="small"):
            for name in near:
                title = PAGES[name][1]
                link_to(name, selection, f"**{title}**" if name == current else title)


def draw_page_foot(store: Store, selection: Selection) -> None:
    """Draw the edition, where its data are told of, and what is kept of visitors."""
    manifest, data = store.manifest, f"./{address_to('donnees', selection)}"
    st.html(
        footer_html(
            str(manifest["edition"]), str(manifest["cog"]), long_date(manifest["epci_date"]), data, f"./{PRIVACY_PATH}"
        )
    )
