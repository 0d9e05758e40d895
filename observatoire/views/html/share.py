"""« Copier le lien » and the code of an iframe, as HTML; `browser/base.js` does the copying."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape


def copy_link_html(address: str) -> str:
    """Return the button that copies the address of a view; the field shows it where copying is refused."""
    return _copying(
        "Copier le lien",
        "Lien copié",
        '<input class="otc-field" type="text" readonly hidden aria-label="Adresse de cette vue" '
        f'value="{escape(address)}">',
    )


def copy_code_html(code: str) -> str:
    """Return the code of an iframe in a read-only field, and the button that copies it."""
    return _copying(
        "Copier le code",
        "Code copié",
        '<textarea class="otc-field" rows="5" readonly aria-label="Code à coller dans une page">'
        f"{escape(code)}</textarea>",
    )


def _copying(label: str, done: str, field: str) -> str:
    refused = "La copie est refusée par le navigateur\u202f: sélectionnez le texte ci-contre."
    return (
        f'<div class="otc-copying"><button type="button" class="otc-copy" data-otc-copy data-otc-done="{done}" '
        f'data-otc-refused="{refused}">{label}</button>{field}<span class="otc-copied" role="status"></span></div>'
    )


def iframe_code(address: str, title: str, height: int) -> str:
    """Return the HTML with which another site shows one drawing of ours.

    Parameters
    ----------
    address : str
        Absolute address of the view, `embed=1` in its query.
    title : str
        What it shows, for those who do not see it.
    height : int
        Of the frame, in pixels.
    """
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="{height}" '
        'loading="lazy" style="border:0"></iframe>'
    )


def embedded_head_html(title: str, sentence: str) -> str:
    """Return what stands above an embedded drawing: its title and how to read it."""
    return f'<div class="otc-embed"><h1>{escape(title)}</h1><p>{escape(sentence)}</p></div>'


def embedded_foot_html(parts: Sequence[str], query: str) -> str:
    """Return what stands under an embedded drawing: its source, who shows it, and the way to the whole view."""
    # A tab of its own: the whole view may not stand in another site's frame.
    link = f'<a href="?{escape(query)}" target="_blank" rel="noopener">Ouvrir la page entière</a>'
    return f'<p class="otc-embed-foot">{" · ".join([*map(escape, parts), link])}</p>'
