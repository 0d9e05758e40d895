"""Pages of surveys: which there are, and none where participation is switched off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from participation.configuration import configured

PLAIN_SURVEYS: Final = "participer/"
"""Address of the surveys in plain HTML, which need no script."""
SURVEY_PAGES: Final[Mapping[str, tuple[str, str]]] = {
    "enquetes": ("participer/enquetes/page.py", "Enquêtes"),
    "repondre": ("participer/repondre/page.py", "Répondre"),
    "organiser": ("organiser/campagnes.py", "Organiser une enquête"),
    "organiser-nouvelle": ("organiser/nouvelle.py", "Préparer une campagne"),
    "organiser-campagne": ("organiser/campagne.py", "Campagne"),
    "organiser-invitations": ("organiser/invitations/page.py", "Invitations"),
    "organiser-suivi": ("organiser/suivi.py", "Suivi"),
    "organiser-publication": ("organiser/publication/page.py", "Publication"),
    "organiser-garde": ("organiser/garde.py", "Protection des données"),
    "organiser-journal": ("organiser/journal.py", "Journal et purge"),
}
"""Address of each page -> its script and its name in the menu, as `links.PAGES` has those of the observatory."""


def survey_pages() -> Mapping[str, tuple[str, str]]:
    """Return the pages of surveys; none where participation is off, and nothing of it is imported then."""
    return SURVEY_PAGES if configured() is not None else {}


def survey_entries(current: str) -> list[tuple[str, str, bool]]:
    """Return the entry of the menu that leads to the surveys, where there are any.

    Parameters
    ----------
    current : str
        Address of the page that is read.

    Returns
    -------
    list of (str, str, bool)
        Address, words, whether it is the one that is read.
    """
    pages = survey_pages()
    return [(name, pages[name][1], current in pages) for name in list(pages)[:1]]
