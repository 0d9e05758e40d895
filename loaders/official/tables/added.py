"""Sums of several lines: which of them a file that was cut at the end of a line may have left too low.

Only a plain text can be cut without a sign of it. Nothing in such a file tells its last line: where it holds a part of
its territories only, whoever was last may lack lines.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from loaders.official.opened import Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.values import CITY
from loaders.official.wording import counted

MAY_LACK = (
    "Somme de plusieurs lignes d’un extrait\u202f: s’il a été coupé, des lignes de ce territoire manquent peut-être."
)


class Order:
    """In which order the lines come that a reader adds up.

    Parameters
    ----------
    opened : Opened
        Their file.
    """

    def __init__(self, opened: Opened) -> None:
        self._followed = opened.may_be_cut
        self._starts: list[pd.DataFrame] = []
        self._last: dict[str, object] = {}

    def see(self, codes: pd.Series, years: pd.Series | None = None) -> None:
        """Take note of the next lines.

        Parameters
        ----------
        codes : Series
            Of their territories; an arrondissement of Paris, Lyon or Marseille counts as its city.
        years : Series, optional
            Of each line, where lines of several years are added apart.
        """
        if not self._followed or codes.empty:
            return
        keys = pd.DataFrame({"code": codes.to_numpy()} | ({} if years is None else {"year": years.to_numpy()}))
        starts = np.zeros(len(keys), dtype=bool)
        for name in ("code", "year")[: len(keys.columns)]:
            cells = keys[name].to_numpy(dtype=object)
            starts[1:] |= cells[1:] != cells[:-1]
            starts[0] |= name not in self._last or cells[0] != self._last[name]
            self._last[name] = cells[-1]
        self._starts.append(keys[starts].assign(code=lambda found: found["code"].replace(CITY)))

    @property
    def unsure(self) -> pd.DataFrame | None:
        """The `code`, and the `year`, of the sums that may lack lines; None where the file tells that it is whole.

        The last one, when all the lines of each come together; else all of them.
        """
        if not self._starts:
            return None
        starts = pd.concat(self._starts, ignore_index=True)
        starts = starts[(starts != starts.shift()).any(axis=1)]  # one arrondissement after another is one city
        return starts.tail(1) if not starts.duplicated().any() else starts.drop_duplicates()


def doubted(reading: Reading, notes: list[str]) -> Reading:
    """Return a reading whose unsure sums say so.

    Parameters
    ----------
    reading : Reading
        Of a file that holds a part of its territories, or whose last line has no end.
    notes : list of str
        To which it is added, in French, of which territory they are.
    """
    if reading.unsure is None:
        return reading
    values, key = reading.values, list(reading.unsure.columns)
    found = pd.MultiIndex.from_frame(values[key]).isin(pd.MultiIndex.from_frame(reading.unsure))
    found &= (values["status"] == "value").to_numpy()
    said = (values["reason"] + " " + MAY_LACK).str.strip()
    whose = sorted(set(values.loc[found, "code"]))
    if whose:
        told = whose[0] if len(whose) == 1 else counted(len(whose), "territoire", "territoires")
        notes.append(f"la fin du fichier n’est pas sûre\u202f: les sommes de ses lignes sont marquées pour {told}")
    return replace(reading, values=values.assign(reason=values["reason"].mask(found, said)))


def refuse_twice(lines: pd.DataFrame, file: str) -> None:
    """Refuse lines that are there twice: they would be added up twice.

    Parameters
    ----------
    lines : DataFrame
        What tells a line from all others.
    file : str
        Name to quote.

    Raises
    ------
    Unexpected
        With the first of them.
    """
    twice = lines.duplicated()
    if twice.any():
        line = lines[twice].iloc[0]
        raise Unexpected(f"{file}\u202f: la même ligne y est deux fois ({', '.join(line.astype(str))}).")
