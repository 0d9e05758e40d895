"""What the address says of a presentation: which view, which values are shown, whether the notes are open."""

from __future__ import annotations

from observatoire.model.workshop.record import Workshop
from pages.state.address import read_address
from pages.state.selection import change


def address() -> str:
    """Return what the address says of it, as `browser/base.js` reads the same."""
    return "|".join(read_address().get(name, "") for name in ("etape", "montrees", "carnet"))


def asked_position(workshop: Workshop) -> int:
    """Return the place of the view that the URL names, from 0; the first one for anything absurd."""
    text = read_address().get("etape", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1
    return min(max(number, 1), len(workshop.views)) - 1


def go_to(workshop: Workshop, position: int) -> None:
    """Write the place of a view in the URL."""
    change(etape=str(min(max(position, 0), len(workshop.views) - 1) + 1))


def is_shown(workshop: Workshop, position: int) -> bool:
    """Tell whether the values of a view are shown: at first, all but those that the room guesses."""
    return workshop.views[position].guess == (str(position + 1) in _turned(workshop))


def turn(workshop: Workshop, position: int) -> None:
    """Show the values of a view, or hide them."""
    change(montrees=",".join(sorted(_turned(workshop) ^ {str(position + 1)}, key=int)))


def _turned(workshop: Workshop) -> set[str]:
    """Return the places, from 1, of the views whose values are not as they were at first: shown or hidden since."""
    return set(read_address().get("montrees", "").split(",")) & {str(n + 1) for n in range(len(workshop.views))}


def notes_open() -> bool:
    """Tell whether the notes are open."""
    return read_address().get("carnet") == "oui"


def turn_notes() -> None:
    """Open the notes, or close them."""
    change(carnet=None if notes_open() else "oui")
