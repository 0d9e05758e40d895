"""Records of a chart of series: its lines, its band, its labels and sentences. No drawing library here."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

import pandas as pd

from observatoire.views.french.sentences import has_middle_half
from observatoire.views.layout.positions import spread_labels
from observatoire.views.layout.territories import GLYPH_OF_ROLE, NAMED, RANK_OF_ROLE, Record, role_of


def series_rows(series: pd.DataFrame, place_id: str, picked: Sequence[str]) -> list[Record]:
    """Return the years of the named territories, the place's first; a missing value is None.

    Parameters
    ----------
    series : DataFrame
        As `series_chart` takes it.
    """
    roles = role_of(place_id, picked)
    rows = [
        {
            "name": name,
            "year": int(year),
            "year_text": str(int(year)),
            "value": _known(value),
            "text": text,
            "role": roles[identifier],
            "hollow": bool(flag),
        }
        for identifier, name, year, value, text, flag in zip(
            *(series[column].tolist() for column in ("id", "name", "year", "value", "text", "flag")), strict=True
        )
        if identifier in roles
    ]
    return sorted(rows, key=lambda row: (RANK_OF_ROLE[row["role"]], row["year"]))


def band_rows(group: pd.DataFrame | None) -> list[Record]:
    """Return the years of a group, `value` its median; empty without any median.

    `q1` and `q3` are None where the group is too small to have a middle half.
    """
    if group is None:
        return []
    rows = []
    for year, n, median, q1, q3, text in zip(
        *(group[column].tolist() for column in ("year", "n", "median", "q1", "q3", "median_text")), strict=True
    ):
        half = {"q1": _known(q1), "q3": _known(q3)} if has_middle_half(n) else {"q1": None, "q3": None}
        rows.append({"year": int(year), "value": _known(median), **half, "text": text})
    rows.sort(key=lambda row: row["year"])
    return rows if any(row["value"] is not None for row in rows) else []


def _known(value: float) -> float | None:
    """Return the value, or None for NaN: a specification is JSON."""
    return None if math.isnan(value) else float(value)


def _with_value(rows: Sequence[Record], role: str = "") -> list[Record]:
    return [row for row in rows if row["value"] is not None and (not role or row["role"] == role)]


def end_labels(rows: Sequence[Record], band: Sequence[Record], moved: str = "") -> list[Record]:
    """Return the last known value of each line and its labels: `narrow` on a phone, `wide` elsewhere.

    Parameters
    ----------
    rows, band : sequence of Record
        The lines, and that of the group.
    moved : str
        How the place moved: said at its end, for a line that looks flat may not be.
    """
    ends = [line[-1] for role in NAMED if (line := _with_value(rows, role))]
    ends += [row | {"role": "median", "name": "Médiane du groupe"} for row in _with_value(band)[-1:]]
    labels = []
    for end in ends:
        titled = f"{(GLYPH_OF_ROLE | {'median': '╌'})[end['role']]} {end['name']}"
        narrow = textwrap.wrap(titled, 15, max_lines=3, placeholder="…")
        wide = textwrap.wrap(titled, 28, max_lines=3, placeholder="…")
        own = moved if end["role"] == "place" else ""
        last = [end["text"], *textwrap.wrap(own, 15)]
        texts = {"narrow": "\n".join([*narrow, *last]), "wide": "\n".join(filter(None, [*wide, end["text"], own]))}
        labels.append({"role": end["role"], "value": end["value"], **texts})
    return labels


def placed_labels(labels: Sequence[Record], low: float, high: float, top: float, height: float) -> list[Record]:
    """Return the labels with `at`, the value on the vertical axis at which they do not overlap.

    Parameters
    ----------
    labels : sequence of Record
        Records with `value`, the figure that each names.
    low, high : float
        Values at both ends of the axis.
    top, height : float
        Where the axis begins and ends, in pixels from the top of the chart.
    """
    gap = 16.0 * max((label["narrow"].count("\n") + 1 for label in labels), default=0) + 2
    per_pixel = (high - low) / (height - top)
    wanted = [(high - label["value"]) / per_pixel for label in labels]
    placed = spread_labels(wanted, gap, gap / 2 - top, height - top - gap / 2)
    return [label | {"at": high - y * per_pixel} for label, y in zip(labels, placed, strict=True)]


def middle_half(band: Sequence[Record]) -> list[Record]:
    """Return the years in which the group has a middle half."""
    return [row for row in band if row["q1"] is not None]


def group_footnote(band: Sequence[Record]) -> str:
    """Say what the dashed line and the band of a series are, if they are drawn."""
    if not band:
        return ""
    half = " Bande\u202f: sa moitié centrale." if middle_half(band) else ""
    return f"Tirets\u202f: médiane du groupe.{half}"


def series_sentence(rows: Sequence[Record], band: Sequence[Record], years: list[int]) -> str:
    """Return the description of a series."""
    sentence = f"Évolution de {years[0]} à {years[-1]}." if len(years) > 1 else f"Valeurs de {years[0]}."
    for role in NAMED:
        line = _with_value(rows, role)
        if line:
            first, last = line[0], line[-1]
            path = f"{first['text']} en {first['year']}"
            if len(line) > 1:
                path += f", {last['text']} en {last['year']}"
            sentence += f" {first['name']}\u202f: {path}."
    for end in _with_value(band)[-1:]:
        sentence += f" Médiane du groupe en {end['year']}\u202f: {end['text']}."
    return sentence.replace("..", ".")  # "hab." ends with its own full stop
