"""Addresses of our views."""

from __future__ import annotations

from collections.abc import Sequence

from observatoire.model.catalog import Indicator
from pages.state.selection import Selection

PAGES = {
    "accueil": ("explorer/accueil.py", "Accueil"),
    "questions": ("explorer/questions.py", "Questions"),
    "portrait": ("explorer/portrait.py", "Portrait"),
    "pairs": ("explorer/pairs/page.py", "Pairs"),
    "comparer": ("explorer/comparer/page.py", "Comparer"),
    "carte": ("explorer/carte/page.py", "Carte"),
    "evolution": ("explorer/evolution/page.py", "Évolution"),
    "atelier": ("explorer/atelier/page.py", "Atelier"),
    "presenter": ("explorer/presenter/page.py", "Présenter"),
    "guide": ("comprendre/guide.py", "Guide de l’animateur"),
    "donnees": ("comprendre/donnees.py", "Données et méthode"),
    "lexique": ("comprendre/lexique.py", "Lexique"),
}
"""Address of each page -> its script and its name in the menu."""


def script_of(page: str) -> str:
    """Return the script of a page, as `st.page_link` takes it."""
    return PAGES[page][0]


def links_to_one(selection: Selection, shown: Sequence[tuple[Indicator, int]]) -> dict[str, str]:
    """Return the address of the view of each indicator alone."""
    base = selection.query(vue=None, indicateur="@", annee=None, second=None)
    return {
        indicator.id: f"comparer?{base.replace('indicateur=%40', f'indicateur={indicator.id}')}"
        for indicator, _ in shown
    }
