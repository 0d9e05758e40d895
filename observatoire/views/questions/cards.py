"""Questions first: each with the figures that begin to answer it, what they cannot tell, a prompt for debate."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from observatoire.model.catalog import Catalog
from observatoire.model.questions import Question
from observatoire.views.french.wording import spaced
from observatoire.views.html.cards import safe_href
from observatoire.views.style import tokens as style

Link = Callable[[str], str]
"""Indicator id -> address of the page that shows it."""

_CSS = """
.otc-questions{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:1.6rem 2rem;
  margin:0 0 1.2rem}
.otc-questions>h2{grid-column:1/-1;margin:0}
.otc-questions article{border-top:2px solid $INK;padding-top:.7rem;break-inside:avoid}
.otc-questions h3{margin:0;padding:0 0 .3rem;font-size:1.2rem;line-height:1.3}
.otc-questions p,.otc-questions li{font-size:1rem;line-height:1.5}
.otc-questions p{margin:.5rem 0 0}
.otc-questions ul{margin:.2rem 0 0;padding-left:1.1rem!important}
.otc-questions a{color:$ACCENT;font-weight:600}
.otc-questions .otc-debate{border-left:3px solid $SECOND;background:$SURFACE;padding:.5rem .8rem}
"""


def questions_stylesheet() -> str:
    """Return the `<style>` block of the questions, to send with `st.html`."""
    css = _CSS
    for name in ("SURFACE", "SECOND", "ACCENT", "INK"):
        css = css.replace(f"${name}", getattr(style, name))
    return f"<style>{css}</style>"


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
        f'<article><h3 id="{question.id.replace("_", "-")}">{escape(spaced(question.title))}</h3>'
        f"<p>Les chiffres qui aident à répondre\u00a0:</p><ul>{items}</ul>"
        f"<p><strong>Ce qu’ils ne disent pas.</strong> {escape(spaced(question.limits))}</p>"
        f'<p class="otc-debate"><strong>Pour lancer le débat.</strong> {escape(spaced(question.debate))}</p></article>'
    )
