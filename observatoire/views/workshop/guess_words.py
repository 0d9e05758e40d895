"""« Devinez »: estimates read in French, checked against what exists, and their gaps to the measured figure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from statistics import median
from typing import Final

from observatoire.model.catalog import Indicator
from observatoire.model.store import Floats
from observatoire.model.workshop.record import LONGEST_WHO, MOST_GUESSES, Guess, plain_text
from observatoire.views.french.sentences import value_text
from observatoire.views.french.wording import gap_sentence, plural
from observatoire.views.html.tables import Heading, Row

_NUMBER: Final = re.compile(r"([+\-−]?)(\d+(?:[  \u00a0\u202f’']\d{3})*|\d+)(?:[.,](\d+))?(.*)", re.DOTALL)
_FAR: Final = 1_000
"""An estimate is absurd beyond so many times the largest figure there is."""


class GuessError(ValueError):
    """An estimate that cannot be kept; the message is one French sentence."""


def read_guess(text: str, indicator: Indicator, known: Floats) -> float:
    """Read an estimate as people write it: "12,5", "12.5", "1 200 hab.", "−3 %".

    Parameters
    ----------
    text : str
    indicator : Indicator
        Its unit may follow the number.
    known : array of float
        The figures of all territories of the level: what is far outside of them is absurd.

    Raises
    ------
    GuessError
        With one sentence, when it is no number, or cannot be.
    """
    found = _NUMBER.fullmatch(text.strip().removeprefix("≈").strip()[:40])
    if not found or not _is_unit(found[4], indicator.unit):
        example = "Écrivez un nombre, par exemple 12 ou 12,5"
        raise GuessError(f"{example} (en {indicator.unit})." if indicator.unit else f"{example}.")
    digits = re.sub(r"\D", "", found[2])
    value = float(f"{digits}.{found[3] or 0}") * (-1 if found[1] in ("-", "−") else 1)
    largest = float(max(abs(known), default=1.0)) or 1.0
    if value < 0 and indicator.kind != "change" and min(known, default=0.0) >= 0:
        raise GuessError("Ce chiffre ne peut pas être négatif.")
    if value > 100 and indicator.unit == "%" and indicator.kind == "ratio" and largest <= 100:
        raise GuessError("Ce pourcentage ne peut pas dépasser 100\u00a0%.")
    if abs(value) > _FAR * largest:
        raise GuessError("Ce nombre est hors de toute mesure\u202f: vérifiez-le.")
    return value


def read_guesses(text: str, indicator: Indicator, known: Floats, room: int) -> tuple[list[Guess], list[str], list[str]]:
    """Read many estimates, one a line: « table ; valeur », or the value alone.

    Parameters
    ----------
    text : str
        As typed, or pasted from a table: a tabulation parts the two as well.
    indicator, known
        As `read_guess` takes them.
    room : int
        Estimates that the view can still keep.

    Returns
    -------
    tuple
        The estimates that can be kept, the lines that cannot as they were written, and for each a sentence.
    """
    found: list[Guess] = []
    lines: list[str] = []
    sentences: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        *who, value = re.split(r"[;\t]", line.strip())
        try:
            if len(found) >= room:
                raise GuessError(f"Une vue garde au plus {MOST_GUESSES} estimations.")
            found.append(Guess(plain_text(" ".join(who), LONGEST_WHO), read_guess(value, indicator, known)))
        except GuessError as error:
            lines.append(line)
            sentences.append(f"Ligne {number} («\u00a0{plain_text(line, 40)}\u00a0»)\u202f: {error}")
    return found, lines, sentences


def _is_unit(rest: str, unit: str) -> bool:
    """Tell whether what follows a number is nothing, or its unit: "hab", "hab.", "habitants"."""
    said = re.sub(r"[\s.]", "", rest).lower()
    whole = re.sub(r"[\s.]", "", unit).lower()
    return not said or said == whole or (len(whole) > 2 and said.startswith(whole[:3]) and said.isalpha())


def middle_guess(guesses: Sequence[Guess]) -> float:
    """Return the median of the estimates; NaN without any."""
    return median(guess.value for guess in guesses) if guesses else math.nan


def gap_words(indicator: Indicator, guess: float, measured: float) -> str:
    """Return how far an estimate is from the measured figure, in words."""
    return gap_sentence(guess - measured, indicator.unit, indicator.decimals, "le chiffre mesuré")


def room_sentence(indicator: Indicator, guesses: Sequence[Guess], measured: float, *, fragile: bool) -> str:
    """Say what the room thought, and how far it is from the figure.

    Parameters
    ----------
    indicator
        The indicator.
    measured : float
        NaN when there is no figure: no gap is then said.
    fragile : bool
        Whether the figure is but an order of magnitude, and so the gap.
    guesses : sequence of Guess
        The estimates of the room.
    """
    if not guesses:
        return "La salle n’a pas donné d’estimation."
    room = middle_guess(guesses)
    one = len(guesses) == 1
    head = (
        f"L’estimation de la salle\u202f: {value_text(indicator, room)}"
        if one
        else f"La médiane des {plural(len(guesses), 'estimation', 'estimations')} de la salle\u202f: "
        f"{value_text(indicator, room)}"
    )
    if not math.isfinite(measured):
        return f"{head}. Faute de chiffre mesuré, pas d’écart."
    words = " (ordre de grandeur)" if fragile else ""
    return f"{head}, soit {gap_words(indicator, room, measured)}{words}."


def guess_rows(indicator: Indicator, guesses: Sequence[Guess], measured: float) -> tuple[list[Heading], list[Row]]:
    """Return the estimates as a table, the nearest first; without gaps when `measured` is NaN."""
    known = math.isfinite(measured)
    order = sorted(guesses, key=lambda g: abs(g.value - measured)) if known else list(guesses)
    columns = [Heading("Qui"), Heading("Estimation", numeric=True)]
    if known:
        columns.append(Heading("Écart", numeric=False))
    rows = []
    for guess in order:
        cells = (guess.who or "Sans nom", value_text(indicator, guess.value))
        rows.append(Row("", (*cells, gap_words(indicator, guess.value, measured)) if known else cells))
    return columns, rows
