"""The parameters of our addresses: which follow the visitor from page to page, and which each page reads for itself.

Two pages may give one name two meanings (`vue` of Carte and of Comparer): no page reads, writes or hands on the option
of another. `links` makes every address from these tables; `selection` reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PEER_OPTIONS: Final = ("nombre", "sans", "double", "hors", "restreint", "liste")
"""How the peers are chosen, beside `pairs`: how many, features left out or doubled, peers removed, limits, list."""

PLACE: Final = ("territoire", "nom", "pairs", *PEER_OPTIONS)
"""`nom` is what a visitor calls a territory composed of others; it means nothing of any other."""
FIGURE: Final = ("indicateur", "annee", "avec")

CARRIED: Final = (*PLACE, *FIGURE, "seance", "edition")
"""What follows the visitor from page to page: place, peers, figure, the workshop being prepared, data edition."""

OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "accueil": ("q", "departement"),
    "questions": (),
    "portrait": ("theme",),
    "pairs": (),
    "comparer": ("vue", "second", "theme"),
    "carte": ("perimetre", "vue", "second", "fond", "methode", "classes", "bornes", "insets", "rares"),
    "evolution": ("mode", "depuis", "jusqua"),
    "atelier": ("minutes",),
    "mes-donnees": ("local", "vue", "quand", "perimetre", "second"),
    "composer": ("par", "dans"),
    "presenter": ("minutes", "etape", "montrees", "carnet"),
    "guide": ("minutes",),
    "donnees": ("theme",),
    "lexique": (),
}
"""Options that each page reads for itself, beside what is carried."""

OF_NO_PLACE: Final = ("accueil",)
"""Pages that no choice but the workshop follows to."""

COMPARER_VIEWS: Final[Mapping[str, tuple[str, ...]]] = {
    "indicateur": (),
    "theme": ("theme",),
    "croiser": ("second",),
    "cote": ("theme",),
}
"""Views of Comparer, the usual one first, and the options that each looks at."""

COMPARER_NAMES: Final[Mapping[str, str]] = {
    "indicateur": "Un indicateur",
    "theme": "Tout un thème",
    "croiser": "Deux indicateurs",
    "cote": "Côte à côte",
}
"""What each view of Comparer is called."""

USUAL_VIEW: Final = next(iter(COMPARER_VIEWS))

PLACE_BOUND: Final = ("nom", "hors", "liste", "avec", "perimetre")
"""What names other territories by their relation to the place: another place leaves it behind."""

ABOUT_A_PLACE: Final[Mapping[str, tuple[str, ...]]] = {
    "portrait": (),
    "pairs": (),
    "comparer": FIGURE,
    "carte": FIGURE,
    "evolution": FIGURE,
}
"""Pages about a place, whose view can be shown to a room; what they look at beside place, peers and own options."""

SHOWN: Final = (*ABOUT_A_PLACE, "mes-donnees")
"""Pages whose view can be shown to a room: these, and the one of what a visitor brought."""

VIEW_PARAMETERS: Final = tuple(dict.fromkeys([*PLACE, *FIGURE, *(name for page in SHOWN for name in OPTIONS[page])]))
"""Every parameter that a view of a workshop can have."""


def names_of(page: str) -> tuple[str, ...]:
    """Return the parameters that the address of a page can have, in the order of a link."""
    followed = () if page in OF_NO_PLACE else (*PLACE, *FIGURE)
    return (*followed, *OPTIONS[page], "seance", *(() if page in OF_NO_PLACE else ("edition",)))


def view_names(page: str, view: str = "") -> tuple[str, ...]:
    """Return the parameters of what a page shows to a room, of one view of Comparer: the rest is no part of it."""
    own = ("vue", *COMPARER_VIEWS.get(view, ())) if page == "comparer" else OPTIONS[page]
    return (*PLACE, *ABOUT_A_PLACE.get(page, ()), *own)
