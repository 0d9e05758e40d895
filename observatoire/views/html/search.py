"""What stands under a search, as HTML: what it answers, subjects, what is not here yet and who publishes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from observatoire.model.catalog import Indicator
from observatoire.model.search.indicators import Subjects
from observatoire.model.vocabulary import Awaited
from observatoire.views.french.searching import AWAITED_TITLE, NEAR
from observatoire.views.french.wording import spaced
from observatoire.views.html.rendering import render

AWAITED_ANCHOR = "pas-encore"


def answered_html(text: str, certain: bool) -> Markup:
    """Return the mark after the results that says which text they answer, and whether Enter may open the first one."""
    return render("blocks/answered", text=text, certain=certain)


def subjects_html(subjects: Subjects, link: Callable[[str], str] | None) -> Markup:
    """Return the indicators that answer a word, then what is not here yet.

    Parameters
    ----------
    subjects : Subjects
    link : callable or None
        Indicator id -> address of the page that shows it; None leaves the indicators to who calls.
    """
    return render(
        "blocks/subjects",
        found=_links(subjects.indicators, link),
        awaited=[_told(entry) for entry in subjects.awaited],
        near=_links(subjects.near, link),
        near_title=NEAR,
    )


def awaited_html(entries: Iterable[Awaited]) -> Markup:
    """Return all that is not here yet, and who publishes it."""
    return render("blocks/awaited", entries=[_told(entry) for entry in entries])


def elsewhere_html(address: str) -> Markup:
    """Return the link to all that is not here yet, at the address of its page."""
    return render("blocks/elsewhere", address=f"{address}#{AWAITED_ANCHOR}", title=AWAITED_TITLE)


def _links(indicators: Sequence[Indicator], link: Callable[[str], str] | None) -> list[tuple[str, str, str]]:
    return [(link(i.id), i.title, spaced(i.question)) for i in indicators] if link else []


def _told(entry: Awaited) -> tuple[str, str, str, str]:
    return entry.title, spaced(entry.sentence), entry.producer, entry.page
