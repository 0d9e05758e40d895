"""What was noted of a view, as documents take it away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from observatoire.model.workshop.record import Notes
from observatoire.views.html.rendering import render

NOTE_LABELS: Final = {"seen": "On voit", "thought": "On pense", "to_check": "À vérifier"}
"""The three columns."""


@dataclass(frozen=True, slots=True)
class TakenNotes:
    """What was noted of a view, under what it is called."""

    heading: str
    notes: Notes

    @property
    def columns(self) -> list[tuple[str, str]]:
        """The columns that hold something: label and text."""
        return columns_of(self.notes)


def columns_of(notes: Notes) -> list[tuple[str, str]]:
    """Return the columns of notes that hold something: label and text."""
    return [(label, text) for name, label in NOTE_LABELS.items() if (text := getattr(notes, name))]


def annotation_html(notes: Notes) -> Markup:
    """Return what was noted of a view, under it."""
    return render("workshop/annotation", columns=columns_of(notes))
