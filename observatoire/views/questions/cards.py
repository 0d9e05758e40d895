"""Questions first: each with the figures that begin to answer it, what they cannot tell, a prompt for debate."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from observatoire.model.catalog import Catalog
from observatoire.model.questions import Question
from observatoire.views.french.wording import spaced
from observatoire.views.html.rendering import render, style_html

Link = Callable[[str], str]
"""Indicator id -> address of the page that shows it."""


def questions_stylesheet() -> Markup:
    """Return the `<style>` block of the questions, to send with `st.html`."""
    return style_html("questions")


def questions_by_theme(catalog: Catalog) -> dict[str, list[Question]]:
    """Return the questions under the theme of their first indicator, in the order of the themes."""
    found: dict[str, list[Question]] = {theme: [] for theme in catalog.themes}
    for question in catalog.questions.values():
        found[catalog.indicators[question.indicators[0]].theme].append(question)
    return {theme: questions for theme, questions in found.items() if questions}


def questions_html(catalog: Catalog, theme: str, questions: list[Question], link: Link) -> Markup:
    """Return the questions of one theme as HTML: a heading, then an article each.

    Parameters
    ----------
    catalog
        The catalogue.
    link : callable
        Where an indicator is shown, the visitor's territory kept.
    theme : str
        Its id.
    questions : list of Question
        Those of the theme, in order.
    """
    shown = [
        (
            question.id.replace("_", "-"),
            spaced(question.title),
            [(link(i), catalog.indicators[i].title) for i in question.indicators],
            spaced(question.limits),
            spaced(question.debate),
        )
        for question in questions
    ]
    return render("questions", theme=catalog.themes[theme].title, questions=shown)
