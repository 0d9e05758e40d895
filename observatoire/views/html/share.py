"""« Copier le lien » and the code of an iframe, as HTML; `browser/base.js` does the copying."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from observatoire.views.html.rendering import render


def copy_link_html(address: str) -> Markup:
    """Return the button that copies the address of a view; the field shows it where copying is refused."""
    return render("share/copy_link", address=address)


def copy_sentence_html(sentence: str, source: str, address: str) -> Markup:
    """Return the button that copies a figure as it is cited: the sentence, who publishes it, where it is read.

    Parameters
    ----------
    sentence, source, address : str
        What is said, years and producers, the view; the last "" where the address is not known.
    """
    return render("share/copy_sentence", text="\n".join(filter(None, [sentence, f"Source\u202f: {source}", address])))


def native_share_html(address: str) -> Markup:
    """Return the button that opens the browser's own sheet to share an address, where it has one."""
    return render("share/native", address=address)


def waiting_html(address: str) -> Markup:
    """Return the place that says how many files come before those of a visitor, as the address answers."""
    return render("share/waiting", address=address)


def files_html() -> Markup:
    """Return the button that leads to the files of a view, which are offered under it."""
    return render("share/files")


def copy_code_html(code: str) -> Markup:
    """Return the code of an iframe in a read-only field, and the button that copies it."""
    return render("share/copy_code", code=str(code))


def iframe_code(address: str, title: str, height: int) -> str:
    """Return the HTML with which another site shows one drawing of ours, as a text to show.

    Parameters
    ----------
    address : str
        Absolute address of the view, `embed=1` in its query.
    title : str
        What it shows, for those who do not see it.
    height : int
        Of the frame, in pixels.
    """
    return str(render("share/iframe", address=address, title=title, height=height))


def embedded_head_html(title: str, sentence: str) -> Markup:
    """Return what stands above an embedded drawing: its title and how to read it."""
    return render("share/embedded_head", title=title, sentence=sentence)


def embedded_foot_html(texts: Sequence[str], query: str) -> Markup:
    """Return what stands under an embedded drawing: its source, who shows it, and the way to the whole view."""
    return render("share/embedded_foot", texts=texts, query=query)
