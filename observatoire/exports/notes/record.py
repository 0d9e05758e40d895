"""What a workshop leaves behind: figures, estimates and notes of each view, as HTML to print and as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from observatoire.exports.pictures.fonts import embedded_font
from observatoire.exports.tables.texts import csv_bytes, decimal_comma, safe_cell, state_label
from observatoire.model.composed.names import bare_id
from observatoire.model.workshop.record import Guess, Notes
from observatoire.views.french.sentences import period, value_text
from observatoire.views.french.wording import long_date
from observatoire.views.html.rendering import render, whole_style
from observatoire.views.workshop.figure import ShownFigure
from observatoire.views.workshop.guess_words import gap_words, middle_guess, room_sentence

COLUMNS = (("seen", "On voit"), ("thought", "On pense"), ("to_check", "À vérifier"))
SITE = "Observatoire territorial citoyen"

GUESS_COLUMNS = (
    "vue", "identifiant", "territoire", "indicateur", "annee", "periode", "unite", "qui", "estimation", "mesure",
    "etat", "ordre_de_grandeur", "ecart", "mediane_des_estimations", "mediane_des_pairs", "pairs", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ViewRecord:
    """A view of a workshop and what the room said of it.

    Attributes
    ----------
    heading, place : str
    figure : ShownFigure or None
        None for a view of several figures.
    link : str
        Absolute address of the view; "" when it is not known.
    notes : Notes
    guesses : sequence of Guess
    """

    heading: str
    place: str
    figure: ShownFigure | None
    link: str
    notes: Notes
    guesses: Sequence[Guess]

    @property
    def gaps(self) -> list[tuple[str, str, str]]:
        """Each estimate: who, how much, how far from the figure ("" without figure)."""
        if self.figure is None:
            return []
        indicator, measured = self.figure.indicator, self.figure.measured
        known = math.isfinite(measured)
        return [
            (
                guess.who or "Sans nom",
                value_text(indicator, guess.value),
                gap_words(indicator, guess.value, measured) if known else "",
            )
            for guess in self.guesses
        ]

    @property
    def room(self) -> str:
        """What the room thought, in a sentence; "" when nobody guessed."""
        if self.figure is None or not self.guesses:
            return ""
        own = self.figure
        return room_sentence(own.indicator, self.guesses, own.measured, fragile=own.own.fragile)


@dataclass(frozen=True, slots=True)
class WorkshopRecord:
    """A workshop that was held: title, data edition, day, link to it, views."""

    title: str
    edition: str
    made_on: date
    link: str
    views: Sequence[ViewRecord]

    @property
    def name(self) -> str:
        """Its title, or a plain one."""
        return self.title or "Séance de travail"

    @property
    def made(self) -> str:
        """Data edition and day, in French."""
        return f"Données\u202f: édition {self.edition}. Document du {long_date(self.made_on)}."


def guesses_csv(record: WorkshopRecord) -> bytes:
    """Return the estimates beside the measured figures, a line each, as `csv_bytes` writes them."""
    rows = []
    for view in record.views:
        if view.figure is None:
            continue
        own, room = view.figure, middle_guess(view.guesses)
        median = own.result.median if own.result else math.nan
        for guess in view.guesses:
            rows.append(
                [
                    safe_cell(view.heading), bare_id(own.place.id), safe_cell(view.place), own.indicator.title,
                    str(own.year), period(own.indicator, own.year),
                    own.indicator.unit, safe_cell(guess.who), decimal_comma(guess.value), decimal_comma(own.measured),
                    state_label(own.own.status), "oui" if own.own.fragile else "non",
                    decimal_comma(guess.value - own.measured), decimal_comma(room), decimal_comma(median),
                    own.group, own.source,
                ]
            )  # fmt: skip
    return csv_bytes(rows, GUESS_COLUMNS)


def notes_html(record: WorkshopRecord) -> bytes:
    """Return the notes as one HTML page that needs nothing else, to print or to mail."""
    style = whole_style("notes", font=embedded_font())
    return render("documents/notes", record=record, site=SITE, columns=COLUMNS, style=style).encode()
