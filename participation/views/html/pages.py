"""The pages of a respondent, in plain HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from observatoire.views.html.first import first_style_html
from observatoire.views.html.rendering import Renderer

render = Renderer("participation.views.html")


@dataclass(frozen=True)
class Step:
    """One section, in the list of all.

    Attributes
    ----------
    title, address : str
    current, done : bool
        Whether it is the one shown, and whether nothing of it is left.
    """

    title: str
    address: str
    current: bool
    done: bool


def page_html(name: str, title: str, home: str, **values: Any) -> Markup:
    """Return a whole page: one of `surveys`, `begin`, `code`, `section`, `review`, `sent`, `refused`.

    Parameters
    ----------
    name : str
        Of its template.
    title : str
        In French; the browser's too.
    home : str
        Address of the list of surveys.
    **values
        What its template names; a missing one is an error.
    """
    return render(name, title=title, home=home, style=first_style_html({}), **values)
