"""What a workshop leaves behind: figures, estimates and notes of each view, as HTML to print and as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from observatoire.exports.tables.texts import csv_bytes, decimal_comma, safe_cell, state_label
from observatoire.model.workshop import Guess, Notes
from observatoire.views.french.sentences import period, value_text
from observatoire.views.french.wording import long_date
from observatoire.views.html.cards import safe_href
from observatoire.views.style.tokens import ACCENT, INK, MUTED, RULE
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
    """A workshop that was held: title, data release, day, link to it, views."""

    title: str
    release: str
    made_on: date
    link: str
    views: Sequence[ViewRecord]

    @property
    def name(self) -> str:
        """Its title, or a plain one."""
        return self.title or "Séance de travail"

    @property
    def made(self) -> str:
        """Data release and day, in French."""
        return f"Données\u202f: édition {self.release}. Document du {long_date(self.made_on)}."


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
                    safe_cell(view.heading), own.place.id, safe_cell(view.place), own.indicator.title, str(own.year),
                    period(own.indicator, own.year),
                    own.indicator.unit, safe_cell(guess.who), decimal_comma(guess.value), decimal_comma(own.measured),
                    state_label(own.own.status), "oui" if own.own.fragile else "non",
                    decimal_comma(guess.value - own.measured), decimal_comma(room), decimal_comma(median),
                    own.group, own.source,
                ]
            )  # fmt: skip
    return csv_bytes(rows, GUESS_COLUMNS)


def notes_html(record: WorkshopRecord) -> bytes:
    """Return the notes as one HTML page that needs nothing else, to print or to mail."""
    views = "".join(_view_html(position, view) for position, view in enumerate(record.views, 1))
    link = _link_html(record.link, "Rouvrir la séance")
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{escape(record.name)}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{_CSS}</style></head><body><h1>{escape(record.name)}</h1><p class=small>{SITE}. "
        f"{escape(record.made)} {link}</p>{views}</body></html>"
    ).encode()


_CSS = f"""
body{{font-family:"Source Sans 3","Liberation Sans",Arial,sans-serif;color:{INK};max-width:46rem;margin:1.5rem auto;
padding:0 1rem;line-height:1.45}}
h1,h2{{line-height:1.2}}h2{{margin:2rem 0 .2rem;border-top:2px solid {INK};padding-top:.6rem}}
.small{{color:{MUTED};font-size:.9rem}}.figure{{font-size:1.8rem;font-weight:700;margin:.3rem 0;color:{ACCENT}}}
table{{border-collapse:collapse;width:100%;margin:.6rem 0}}th,td{{border:1px solid {RULE};padding:.4rem .6rem;
text-align:left;vertical-align:top}}.notes td{{width:33%;height:5rem;white-space:pre-wrap}}a{{color:{ACCENT}}}
@page{{size:A4;margin:16mm}}@media print{{body{{margin:0;max-width:none}}section{{break-inside:avoid}}}}
""".replace("\n", "")


def _link_html(address: str, label: str) -> str:
    return f'<a href="{safe_href(address)}">{escape(label)}</a>' if address else ""


def _view_html(position: int, view: ViewRecord) -> str:
    parts = [f"<section><h2>{position}. {escape(view.heading)}</h2>", f"<p class=small>{escape(view.place)}</p>"]
    if view.figure is not None:
        parts.append(f"<p>{escape(view.figure.title)}</p><p class=figure>{escape(view.figure.text)}</p>")
        parts.append(f"<p>{escape(view.figure.sentence)}</p>")
    if view.guesses:
        lines = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in view.gaps)
        parts.append(
            f"<p>{escape(view.room)}</p><table><thead><tr><th>Qui</th><th>Estimation</th><th>Écart</th></tr></thead>"
            f"<tbody>{lines}</tbody></table>"
        )
    heads = "".join(f"<th>{label}</th>" for _, label in COLUMNS)
    cells = "".join(f"<td>{escape(getattr(view.notes, name))}</td>" for name, _ in COLUMNS)
    parts.append(f"<table class=notes><thead><tr>{heads}</tr></thead><tbody><tr>{cells}</tr></tbody></table>")
    if view.figure is not None:
        parts.append(f"<p class=small>Source\u202f: {escape(view.figure.source)}</p>")
    return "".join([*parts, f"<p class=small>{_link_html(view.link, 'Voir cette vue sur le site')}</p></section>"])
