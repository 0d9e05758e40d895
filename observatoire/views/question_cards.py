"""Questions first: each with the figures that begin to answer it, what they cannot tell, a prompt for debate."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from observatoire.model.catalog import Catalog
from observatoire.model.questions import Question
from observatoire.views.cards import safe_href

Link = Callable[[str], str]
"""Indicator id -> address of the page that shows it."""


def questions_by_theme(catalog: Catalog) -> dict[str, list[Question]]:
    """Return the questions under the theme of their first indicator, in the order of the themes."""
    found: dict[str, list[Question]] = {theme: [] for theme in catalog.themes}
    for question in catalog.questions.values():
        found[catalog.indicators[question.indicators[0]].theme].append(question)
    return {theme: questions for theme, questions in found.items() if questions}


def questions_html(catalog: Catalog, theme: str, questions: list[Question], link: Link) -> str:
    """Return the questions of one theme as HTML: a heading, then an article each.

    Parameters
    ----------
    link : callable
        Where an indicator is shown, the visitor's territory kept.
    """
    articles = "".join(_article(catalog, question, link) for question in questions)
    return f'<section class="otc-questions"><h2>{escape(catalog.themes[theme].title)}</h2>{articles}</section>'


def _article(catalog: Catalog, question: Question, link: Link) -> str:
    items = "".join(
        f'<li><a href="{safe_href(link(i))}" target="_self">{escape(catalog.indicators[i].title)}</a></li>'
        for i in question.indicators
    )
    return (
        f'<article><h3 id="{question.id.replace("_", "-")}">{escape(question.title)}</h3>'
        f"<p>Les chiffres qui aident à répondre\u00a0:</p><ul>{items}</ul>"
        f"<p><strong>Ce qu’ils ne disent pas.</strong> {escape(question.limits)}</p>"
        f'<p class="otc-debate"><strong>Pour lancer le débat.</strong> {escape(question.debate)}</p></article>'
    )
