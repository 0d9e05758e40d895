"""« Emporter » of Portrait: the fiche, the figures of the themes shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from observatoire.exports.tables.texts import file_name
from observatoire.exports.work import Work
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import PeerGroup
from pages.parts.annotations import notes_of
from pages.parts.offers import Offer, named, table_offers
from pages.parts.share import view_address
from pages.parts.takeaway import offer_files, say_where_files_are
from pages.state.selection import Selection


def fiche_files(
    store: Store,
    catalog: Catalog,
    selection: Selection,
    place: Territory,
    group: PeerGroup | None,
    usual: Sequence[str],
) -> None:
    """Offer the fiche of the place: PDF, HTML, DOCX, on the themes that the visitor chooses.

    Parameters
    ----------
    store, catalog, selection, place, group
        The edition, the catalogue, what the visitor looks at, the place and its peers.
    usual : sequence of str
        Themes chosen unless the visitor says otherwise.
    """
    link = view_address(selection, store.edition, "portrait")
    menu = st.popover("Emporter la fiche", icon=":material/description:", key="emporter-fiche", on_change="rerun")
    if not menu.open:
        return
    with menu:
        themes = st.multiselect(
            "Thèmes de la fiche",
            list(catalog.themes),
            default=list(usual),
            format_func=lambda theme: catalog.themes[theme].title,
            placeholder="Choisir au moins un thème",
            key="themes-de-la-fiche",
        )
        if not themes:
            st.caption("Choisissez au moins un thème.")
            return
        from observatoire.exports.fiche.content import fiche_of
        from observatoire.exports.fiche.files import FICHE_FORMATS, fiche_file

        noted = notes_of(catalog, place)
        if noted:
            st.caption("Vos notes sur ce territoire sont à la fin de la fiche.")

        fiche = partial(fiche_of, store, catalog, place, group, themes, link)
        for code, kind in FICHE_FORMATS.items():
            st.download_button(
                kind.label,
                data=Work(fiche_file, code, fiche, noted),
                file_name=file_name("fiche", place.short_name, place.id, store.edition, extension=kind.extension),
                mime=kind.mime,
                key=f"fiche-{code}",
                on_click="ignore",
                width="stretch",
            )
        say_where_files_are()


def portrait_files(
    store: Store,
    catalog: Catalog,
    selection: Selection,
    place: Territory,
    group: PeerGroup | None,
    themes: Sequence[str],
    title: str,
) -> None:
    """Offer the figures of the themes shown, among the peers.

    Parameters
    ----------
    store, catalog, selection, place, group
        The edition, the catalogue, what the visitor looks at, the place and its peers.
    themes : sequence of str
        Ids of those shown.
    title : str
        Of the table.
    """
    link = view_address(selection, store.edition, "portrait")
    part = themes[0] if len(themes) == 1 else title.lower()

    def offers() -> list[Offer]:
        from observatoire.exports.tables.themes import portrait_export

        shown = [indicator for theme in themes for indicator in catalog.of_theme(theme)]
        table = partial(portrait_export, store, catalog, place, shown, title, group, link)
        peers = ("pairs", group.method) if group else ()
        return table_offers(table, named(place, "portrait", part, *peers))

    offer_files("Emporter ces chiffres", "emporter", offers)
