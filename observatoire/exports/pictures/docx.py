"""A view as one page of a Word document: its drawing, its sentence, its year, its source. It is made to be edited."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import docx
from docx.shared import Mm, Pt

from observatoire.exports.maps.sheet import APPLICATION, MapSheet
from observatoire.exports.maps.svg import map_alone_svg
from observatoire.exports.pictures.charts import Caption, chart_alone_svg
from observatoire.exports.pictures.pixels import svg_png
from observatoire.exports.word import add_link, colour, set_up
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.model.workshop.record import plain_text
from observatoire.views.charts.drawing import Drawing
from observatoire.views.french.grammar import short_label
from observatoire.views.french.groups import LEVEL_NOUNS
from observatoire.views.french.sentences import period
from observatoire.views.french.wording import SEMICOLON, long_date, number, plural
from observatoire.views.style.tokens import MUTED

WIDE, HIGH = 174, 150
"""Millimetres that the drawing may take: the rest of the page says what it is."""
_SCALE: Final = 2.5
_LONGEST: Final = 4_000


@dataclass(frozen=True, slots=True)
class ViewPage:
    """What the page says.

    Attributes
    ----------
    title, subtitle : str
        Indicator and years; place and peers, or the map's name.
    sentences : sequence of str
        What to read; empty ones are left out.
    picture : str
        The drawing, an SVG document of ours.
    facts : sequence of (str, str)
        Year, producers, territories, source: label and text.
    edition : str
        Of the data.
    link : str
        Address of the view; "" for none.
    made_on : date
    """

    title: str
    subtitle: str
    sentences: Sequence[str]
    picture: str
    facts: Sequence[tuple[str, str]]
    edition: str
    link: str
    made_on: date


def chart_page(drawing: Drawing, caption: Caption, years: str, territories: str, sentence: str = "") -> ViewPage:
    """Return the page of a chart.

    Parameters
    ----------
    drawing : Drawing
        As the pages show it.
    caption : Caption
        As its pictures have it.
    years, territories : str
        What was observed when; how many territories are drawn.
    sentence : str
        What the view says before its chart, which says what it shows itself.
    """
    facts = [("Année", years), ("Producteur", caption.producer), ("Territoires", territories)]
    facts.append(("Source", caption.source))
    return ViewPage(
        caption.title, caption.subtitle, (sentence, drawing.description), chart_alone_svg(drawing), facts,
        caption.edition, caption.link, caption.made_on,
    )  # fmt: skip


def chart_docx(
    drawing: Drawing, caption: Callable[[], Caption], years: str, territories: str, sentence: str = ""
) -> bytes:
    """Return the page of a chart as a Word document, its caption yet to be made.

    Parameters
    ----------
    drawing, years, territories, sentence
        As `chart_page` takes them.
    caption : callable
        Makes the `Caption`.
    """
    return view_docx(chart_page(drawing, caption(), years, territories, sentence))


def map_page(store: Store, sheet: MapSheet, sentence: str = "") -> ViewPage:
    """Return the page of a map, its legend beside it.

    Parameters
    ----------
    store, sheet
        An edition and a map of it.
    sentence : str
        Where the place stands on it; "" for nothing.
    """
    producers = SEMICOLON.join(dict.fromkeys(source.producer for source in sheet.sources))
    facts = [
        ("Année", period(sheet.indicator, sheet.year)),
        ("Producteur", producers),
        ("Territoires", plural(len(sheet.model.ids), *LEVEL_NOUNS[sheet.level])),
        *(("Source", f"{source.citation}. {source.licence}.") for source in sheet.sources),
    ]
    return ViewPage(
        sheet.title, sheet.subtitle, (sheet.sentence, sentence, sheet.legend.footnote),
        map_alone_svg(store, sheet, with_legend=True), facts, sheet.edition, sheet.link, sheet.day,
    )  # fmt: skip


def drawn_words(places: Sequence[Territory], peers: int, counted: int | None = None) -> str:
    """Return how many territories a chart draws: "Grand Cognac\u202f; 8 pairs, dont 7 comptent".

    Parameters
    ----------
    places : sequence of Territory
        Those that are named.
    peers, counted : int
        How many peers there are; how many of them have a value that counts, None when that changes with the years.
    """
    named = ", ".join(short_label(place) for place in places)
    told = f"{named}\u202f; {plural(peers, 'pair', 'pairs')}" if peers else named
    return told if counted is None or not peers else f"{told}, dont {number(counted)} au chiffre qui compte"


def view_docx(page: ViewPage) -> bytes:
    """Return a view as a Word document: A4, French, its drawing with a text for those who do not see it."""
    document = docx.Document()
    set_up(document, 11, _plain(page.title), page.made_on)
    document.add_heading(_plain(page.title), 1).paragraph_format.space_before = Pt(0)
    document.add_paragraph().add_run(_plain(page.subtitle)).font.color.rgb = colour(MUTED)
    shape = document.add_paragraph().add_run().add_picture(io.BytesIO(svg_png(page.picture, _SCALE)), width=Mm(WIDE))
    if shape.height > Mm(HIGH):
        shape.width, shape.height = round(shape.width * Mm(HIGH) / shape.height), Mm(HIGH)
    told = [_plain(sentence) for sentence in page.sentences if sentence]
    shape._inline.docPr.set("descr", " ".join([_plain(page.title), *told])[:1_000])
    for sentence in told:
        document.add_paragraph(sentence).paragraph_format.space_after = Pt(4)
    made = f"{APPLICATION}, édition {page.edition} des données, document du {long_date(page.made_on)}."
    foot = document.add_paragraph()
    for label, text in (*page.facts, ("Édition", made)):
        run = foot.add_run(_plain(f"{label}\u202f: {text}") + "\n")
        run.font.size, run.font.color.rgb = Pt(9), colour(MUTED)
    if page.link.startswith(("http://", "https://")):
        add_link(foot, page.link, "Voir cette vue sur le site")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _plain(text: str) -> str:
    """Return a text that XML can hold."""
    return plain_text(text, _LONGEST, lines=True)
