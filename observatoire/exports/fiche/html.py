"""The fiche as one HTML file: the cards of the portrait, its drawings and letters inside, no script."""

from __future__ import annotations

from markupsafe import Markup

from observatoire.exports.fiche.record import Fiche, left_out_words, peers_intro
from observatoire.exports.pictures.fonts import embedded_font
from observatoire.exports.pictures.qr_codes import qr_svg
from observatoire.views.french.wording import long_date
from observatoire.views.html.cards import cards_grid_html
from observatoire.views.html.rendering import own_address, render, whole_style
from observatoire.views.html.tables import key_value_html


def fiche_html(fiche: Fiche) -> str:
    """Return the fiche as a self-contained HTML page: French, headings in order, readable on a phone and printed."""
    themes = [
        (theme, cards_grid_html([line.card for line in theme.lines]), left_out_words(theme.left_out))
        for theme in fiche.themes
    ]
    return str(
        render(
            "documents/fiche",
            fiche=fiche,
            style=whole_style("blocks", "fiche", font=embedded_font()),
            qr=Markup(qr_svg(own_address(fiche.link)) if fiche.link else ""),
            locator=Markup(fiche.locator),
            identity=key_value_html(fiche.identity),
            themes=themes,
            peers_intro=peers_intro(fiche),
            made_on=long_date(fiche.made_on),
        )
    )
