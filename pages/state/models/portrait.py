"""What Portrait shows beside the identity of a place: what stands out, and the themes chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from markupsafe import Markup

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.statistics.standout import StandingOut
from observatoire.views.compare.panorama import panorama
from observatoire.views.french.groups import group_label
from observatoire.views.portrait.essentials import Essential, essentials
from observatoire.views.portrait.themes import ShownTheme, opened_html, portrait_theme
from pages.state.data import portrait_figures, theme_of_portrait
from pages.state.links import address_to, parameters_to
from pages.state.parameters import USUAL_VIEW
from pages.state.selection import Selection

ROWS_PATH = "ligne"
"""Where our server answers what a row of a portrait opens."""
ESSENTIAL = ("demographie", "logement", "territoire")


@dataclass(frozen=True)
class ShownPortrait:
    """A portrait.

    Attributes
    ----------
    group : PeerGroup or None
    label : str
        Its name, "" without.
    essentials : list of Essential
        The figures that open it.
    stands : StandingOut or None
        What stands out among the peers; None without peers.
    names : mapping of str to str
        The choices of the menu of themes.
    chosen : str
        One of them.
    themes : tuple of str
        Those shown.
    """

    group: PeerGroup | None
    label: str
    essentials: list[Essential]
    stands: StandingOut | None
    names: Mapping[str, str]
    chosen: str
    themes: tuple[str, ...]

    @property
    def one_theme(self) -> bool:
        """Whether the visitor chose themes other than the usual ones."""
        return self.chosen != "essentiel"


def shown_portrait(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> ShownPortrait:
    """Return what Portrait shows of a place.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    """
    group = selection.group
    first, stands = portrait_figures(place.id, group.request) if group else (None, None)
    names = {"essentiel": "L’essentiel"} | {t.id: t.title for t in catalog.themes.values()} | {"tout": "Tout"}
    asked = selection.option("theme")
    chosen = asked if asked in names else "essentiel"
    return ShownPortrait(
        group=group,
        label=group_label(store, group) if group else "",
        essentials=first if first is not None else essentials(store, catalog, place, None),
        stands=stands,
        names=names,
        chosen=chosen,
        themes={"essentiel": ESSENTIAL, "tout": tuple(catalog.themes)}.get(chosen, (chosen,)),
    )


def shown_theme(store: Store, catalog: Catalog, place: Territory, group: PeerGroup | None, theme: str) -> ShownTheme:
    """Return one theme of a portrait, its drawings and words made once for all visitors.

    Parameters
    ----------
    store, catalog, place, group
        The edition, the catalogue, the place and its peers.
    theme : str
        Its id.
    """
    if group is None:
        return portrait_theme(catalog, panorama(store, catalog.of_theme(theme), place, (), ""), "", {})
    return theme_of_portrait(place.id, group.request, theme)


def rows_address(selection: Selection) -> str:
    """Return the address that answers what a row of this portrait opens, its indicator to be added."""
    query = urlencode(parameters_to("portrait", selection, edition=None, theme=None), safe=",")
    return f"{ROWS_PATH}?{query}&ligne="


def opened_row(
    store: Store, catalog: Catalog, selection: Selection, place: Territory, identifier: str, site: str
) -> Markup | None:
    """Return what a row of a portrait opens; None where this portrait has no such row.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    identifier : str
        Of the indicator.
    site : str
        Address of the application, for what is copied.
    """
    indicator = catalog.indicators.get(identifier)
    if indicator is None:
        return None
    theme = shown_theme(store, catalog, place, selection.group, indicator.theme)
    for row in theme.rows:
        if row.id == identifier:
            to = partial(address_to, "comparer", selection, USUAL_VIEW, indicateur=identifier, annee=None)
            return opened_html(row, to() if selection.group else "", f"{site}/{to(edition=store.edition, seance=None)}")
    return None
