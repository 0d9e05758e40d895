"""A request, and its answer before any format: plain records that cross from one process to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from observatoire.exports.tables.landmarks import LANDMARK, LANDMARK_NOTE
from observatoire.exports.tables.table import Export
from observatoire.model.catalog import Indicator


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks.

    Attributes
    ----------
    what : str
        A key of `answering.ANSWERS`: "valeurs", "comparaison"…
    parameters : mapping of str to tuple of str
        Its parameters, each with the values given; checked for their names, not yet for their meaning.
    form : str
        A key of `formats.FORMS`.
    link : str
        Address of the request, which files that leave the screen cite.
    """

    what: str
    parameters: Mapping[str, tuple[str, ...]]
    form: str = "json"
    link: str = ""

    def one(self, name: str) -> str:
        """Return the last value of a parameter; "" when it is not given."""
        return self.parameters.get(name, ("",))[-1].strip()

    def several(self, name: str) -> list[str]:
        """Return the values of a parameter, repeated or separated by commas, each once, empty ones left out."""
        parts = (part.strip() for text in self.parameters.get(name, ()) for part in text.split(","))
        return list(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True)
class Reply:
    """A table and what is said of it, before any format.

    Attributes
    ----------
    table : Export
        Rows, columns, sources, edition: what leaves the screen elsewhere too.
    remarks : tuple of str
        What was understood otherwise than asked: a commune that is no more, a year that one indicator lacks.
    indicators : tuple of (Indicator, tuple of int)
        Those of the rows, each with its years; none for a table of something else.
    summary : mapping of str to object
        What is said of the whole and stands in no row; JSON alone holds it whole.
    cube : bool
        Whether its rows are figures by territory, indicator and year, which JSON-stat can hold.
    """

    table: Export
    remarks: tuple[str, ...] = ()
    indicators: tuple[tuple[Indicator, tuple[int, ...]], ...] = ()
    summary: Mapping[str, Any] = field(default_factory=dict)
    cube: bool = False

    @property
    def territories(self) -> Export:
        """The table without its landmarks, for the forms that say them beside the rows: each row is a territory."""
        table = self.table
        if LANDMARK_NOTE not in table.caveats:
            return table
        frame = table.frame[table.frame["role"] != LANDMARK]
        return replace(table, frame=frame, caveats=tuple(note for note in table.caveats if note != LANDMARK_NOTE))
