"""The essential of a page, before any script: the record that its first view, its plain page and shared links tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from observatoire.model.territory import Territory
from observatoire.views.french.grammar import short_label
from pages.state.links import PAGES

SITE = "Observatoire territorial citoyen"


@dataclass(frozen=True)
class FirstView:
    """The essential of a page.

    Attributes
    ----------
    page : str
        Its address.
    title : str
        Of the document, as the application will set it.
    kicker : Markup
        What the place is, above its name; empty for a page without one.
    heading, subject : str
        The title of the page, and that of what it shows of the place ("" for none).
    lead : str
        One or two sentences under the title; "" where figures follow at once.
    blocks : tuple of Markup
        Figures, in the order of the page.
    more : callable
        What the plain page adds: tables. Called for that page alone.
    picture : bool
        Whether a picture of this view can be made.
    told : str
        What a shared link says under its title, where it is not the lead.
    views : tuple of (str, str, bool)
        The views of the page: address, words, whether it is the one shown.
    notices : tuple of str
        What the address asked for and could not be had, beside what every page would say of it.
    """

    page: str
    title: str
    kicker: Markup
    heading: str
    subject: str
    lead: str
    blocks: tuple[Markup, ...]
    more: Callable[[], list[Markup]] = list
    picture: bool = False
    told: str = ""
    views: tuple[tuple[str, str, bool], ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def description(self) -> str:
        """What a shared link says under its title."""
        return self.told or self.lead or self.subject


def document_title(page: str, territory: Territory | None) -> str:
    """Return the title of the document of a page: "Comparer · Cognac · Observatoire territorial citoyen"."""
    where = f"{short_label(territory)} · " if territory else ""
    return f"{PAGES[page][1]} · {where}{SITE}"
