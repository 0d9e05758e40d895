"""The fiche as PDF: tagged (PDF/UA-1), made from our template and the fiche's data."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from observatoire.exports.fiche.record import Fiche, FicheLine, left_out_words, peers_intro
from observatoire.exports.pictures.qr_codes import qr_svg
from observatoire.exports.pictures.strips import strip_ends, strip_svg
from observatoire.exports.typesetting import typeset
from observatoire.views.french.wording import long_date
from observatoire.views.html.strips import strip_sentence
from observatoire.views.style.tokens import ACCENT, INK, MUTED, PEERS

TEMPLATE: Final = Path(__file__).with_name("fiche.typ")


def fiche_pdf(fiche: Fiche) -> bytes:
    """Return the fiche as PDF: A4, two to four pages, tagged, texts as texts, readable in greyscale.

    Takes a tenth of a second; reads the template and the fonts, nothing else, and never the network.
    """
    return typeset(TEMPLATE, "fiche", template_data(fiche), fiche.made_on)


def template_data(fiche: Fiche) -> dict[str, Any]:
    """Return what the template reads: plain texts, and drawings as SVG."""
    return {
        "colours": [INK, MUTED, ACCENT, PEERS],
        "name": fiche.name,
        "short_name": fiche.short_name,
        "what": fiche.what,
        "identity": [list(line) for line in fiche.identity],
        "members": list(fiche.members),
        "locator": fiche.locator,
        "locator_alt": fiche.locator_alt,
        "standouts_footnote": fiche.standouts_footnote,
        "standouts": [
            {"sign": s.sign, "title": s.title, "figure": s.figure, "stop": s.stop, "sentence": s.sentence}
            for s in fiche.standouts
        ],
        "themes": [
            {
                "title": theme.title,
                "description": theme.description,
                "left_out": left_out_words(theme.left_out),
                "lines": [_line(line) for line in theme.lines],
            }
            for theme in fiche.themes
        ],
        "peers_label": fiche.peers_label,
        "peers_explanation": fiche.peers_explanation,
        "peers_intro": peers_intro(fiche),
        "peers": list(fiche.peers),
        "key": [list(line) for line in fiche.key],
        "notes": [
            {"heading": taken.heading, "columns": [list(column) for column in taken.columns]} for taken in fiche.notes
        ],
        "banded": any(
            line.card.strip and line.card.strip.reference.q1 is not None
            for theme in fiche.themes
            for line in theme.lines
        ),
        "sources": [
            {
                "name": f"{s.producer}, {s.title}",
                "edition": f"{s.edition}. Publication\u202f: {s.published}. Licence\u202f: {s.licence}.",
                "page": s.page,
            }
            for s in fiche.sources
        ],
        "link": fiche.link,
        "qr": qr_svg(fiche.link) if fiche.link else "",
        "made": f"Données {fiche.edition}, fiche du {long_date(fiche.made_on)}",
    }


def _line(line: FicheLine) -> dict[str, Any]:
    strip = line.card.strip
    low, high = strip_ends(strip) if strip else ("", "")
    return {
        "title": line.card.title,
        "year": line.card.year,
        "remarks": list(line.remarks),
        "figure": line.figure,
        "unit": line.unit,
        "known": line.card.known,
        "fragile": line.fragile,
        "median": line.median,
        "rank": line.rank,
        "among": line.among,
        "strip": strip_svg(strip) if strip else "",
        "strip_alt": strip_sentence(strip) if strip else "",
        "low": low,
        "high": high,
    }
