"""The pages of a respondent, in plain HTML."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from observatoire.views.html.first import first_style_html
from observatoire.views.html.rendering import Renderer, style_html
from participation.model.codes import shown_code

render = Renderer("participation.views.html")


@dataclass(frozen=True)
class Step:
    """One section, in the list of all.

    Attributes
    ----------
    title, address : str
    current, done : bool
        Whether it is the one shown, and whether nothing of it is left.
    section : str
        Its id; "" for the last step, reading through.
    """

    title: str
    address: str
    current: bool
    done: bool
    section: str = ""


@dataclass(frozen=True)
class Fault:
    """What stops a submission: the text of a question, what is wrong with its answer, where it is asked."""

    question: str
    fault: str
    address: str


@dataclass(frozen=True)
class ShownCode:
    """A code as it is shown once.

    Attributes
    ----------
    code : str
        In groups.
    link, picture : str
        The link that takes its response up, and the QR code of that link (PNG in base64).
    invited : bool
        Whether an invitation has a code too, which is another one.
    """

    code: str
    link: str
    picture: str
    invited: bool


def shown_once(code: str, home: str, *, invited: bool) -> ShownCode:
    """Return a code as it is shown once.

    Parameters
    ----------
    code : str
        As `new_code` returns it.
    home : str
        Whole address of the plain pages. In the link the code is after the #, which no browser sends to any server.
    invited : bool
        Whether the campaign asks for the code of an invitation.
    """
    # What draws codes is not loaded before somebody begins.
    from observatoire.exports.pictures.qr_codes import qr_png

    link = f"{home}/reprise#{shown_code(code)}"
    return ShownCode(shown_code(code), link, base64.b64encode(qr_png(link)).decode(), invited)


def page_html(name: str, title: str, home: str, **values: Any) -> Markup:
    """Return a whole page: `surveys`, `begin`, `code`, `resume`, `section`, `review`, `contact`, `said`.

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
    return render(name, title=title, home=home, style=first_style_html({}), rules=style_html("survey"), **values)
