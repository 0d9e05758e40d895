"""Frames ready to draw: roles, rows, labels and notes of the charts. No drawing library here."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import pandas as pd

from observatoire.views.distributions import Reference, Window, Write, bins, pack, spread_labels, window
from observatoire.views.style import GLYPHS
from observatoire.views.wording import number

NAMED: Final = ("place", "second", "third")
ROW: Final = 30  # height of a row of the ranking, in pixels
TOP: Final = 30  # room for the label of the median
LOOSE_DOTS: Final = 60  # up to here each dot stands at its exact place; above, dots stand in columns
LOOSE_SLOTS, TIGHT_SLOTS = 44, 60  # dots side by side on a phone


def roles(ids: pd.Series[str], place_id: str, picked: Sequence[str]) -> pd.Series[str]:
    """Return the role of each territory: `place`, `second`, `third` or `peer`."""
    named = {place_id: "place"} | dict(zip(picked[:2], ("second", "third"), strict=False))
    return ids.map(lambda i: named.get(i, "peer"))


def band_note(reference: Reference) -> str:
    """Say what the shaded band is."""
    if reference.q1 is None or reference.q3 is None:
        return ""
    between = f" : de {reference.q1_text} à {reference.q3_text}" if reference.q1_text else ""
    return f"Bande : la moitié centrale du groupe{between}."


def prepared(frame: pd.DataFrame, place_id: str, picked: Sequence[str]) -> pd.DataFrame:
    """Return the frame with `role` and `rank_text`, sorted: ranked, then fragile, then without value."""
    ranked = int(frame["rank"].notna().sum())
    out = frame.assign(
        role=roles(frame["id"], place_id, picked),
        fragile=frame["fragile"].astype(bool),
        rank_text=[f"{number(int(r))} sur {number(ranked)}" if pd.notna(r) else "non classé" for r in frame["rank"]],
    )
    out["group"] = out["value"].isna() * 2 + (out["fragile"] & out["value"].notna()) * 1
    out["sort"] = -out["value"].astype(float)
    return out.sort_values(["group", "sort", "name", "id"], kind="stable").drop(columns="sort")


def ranking_rows(
    frame: pd.DataFrame, place_id: str, picked: Sequence[str], reference: Reference
) -> tuple[pd.DataFrame, Window, float]:
    """Return the rows of the ranking with their `y` and clipped `x`, the window, and the height.

    Parameters
    ----------
    frame : DataFrame
        Columns id, name, value, fragile, rank, text.
    """
    rows = prepared(frame, place_id, picked).reset_index(drop=True)
    shown = window(rows["value"], [reference.q1, reference.median, reference.q3])
    lane = (rows["group"] > 0) * ROW  # room for the heading of those that have no rank
    rows["y"] = TOP + rows.index * float(ROW) + ROW / 2 + lane
    rows["x"] = rows["value"].clip(shown.low, shown.high).fillna(shown.low)
    rows["arrow"] = (rows["value"] > shown.high) * 1 - (rows["value"] < shown.low) * 1
    rows["label"] = [
        f"{text} →" if arrow > 0 else f"← {text}" if arrow < 0 else str(text)
        for text, arrow in zip(rows["text"], rows["arrow"], strict=True)
    ]
    return rows, shown, float(rows["y"].iloc[-1] + ROW / 2)


def dot_rows(rows: pd.DataFrame, shown: Window) -> tuple[pd.DataFrame, int]:
    """Return one row per dot with its stacking `level`, and the number of levels.

    A crowd stands in even columns, the named territories always at their exact place.
    Peers outside the window are left to the note; the named territories stay, at the edge.
    """
    dots = rows.dropna(subset="value")
    inside = (dots["value"] >= shown.low) & (dots["value"] <= shown.high)
    dots = dots[inside | (dots["role"] != "peer")].reset_index(drop=True)
    dots["x"] = dots["value"].clip(shown.low, shown.high)
    named = dots["role"] != "peer"
    shares = [shown.share(v) for v in dots["x"]]
    if len(dots) <= LOOSE_DOTS:
        dots["level"] = pack(shares, LOOSE_SLOTS)
    else:
        slots = pd.Series([min(int(s * TIGHT_SLOTS), TIGHT_SLOTS - 1) for s in shares], index=dots.index)
        order = dots.assign(slot=slots, first=~named).sort_values(["slot", "first", "value", "id"])
        dots["level"] = order.groupby("slot").cumcount()
        columns = shown.low + (slots + 0.5) / TIGHT_SLOTS * (shown.high - shown.low)
        dots["x"] = dots["x"].where(named, columns)
    drawn_last = dots["role"].map(lambda role: -NAMED.index(role) if role in NAMED else -len(NAMED))
    dots = dots.assign(over=drawn_last).sort_values("over", kind="stable").drop(columns="over")
    return dots, int(dots["level"].max()) + 1 if len(dots) else 1


def bar_rows(rows: pd.DataFrame, shown: Window, write: Write, noun: str) -> pd.DataFrame:
    """Return the bars of a histogram: low, high, count, and their French texts."""
    edges, counts = bins(rows["value"], shown)
    bars = pd.DataFrame({"low": edges[:-1], "high": edges[1:], "count": counts})
    bars["text"] = [f"de {write(a)} à {write(b)}" for a, b in pairwise(edges.tolist())]
    bars["count_text"] = [f"{number(n)} {noun}" for n in counts]
    bars["low"], bars["high"] = bars["low"].clip(lower=shown.low), bars["high"].clip(upper=shown.high)
    return bars


def flags(rows: pd.DataFrame, shown: Window) -> pd.DataFrame:
    """Return the labels of the place and of the picked ones, each in its own lane above the marks."""
    named = rows[(rows["role"] != "peer") & rows["value"].notna()]
    named = named.assign(order=named["role"].map({role: i for i, role in enumerate(NAMED)}))
    named = named.sort_values("order").reset_index(drop=True)
    named["x"] = named["value"].clip(shown.low, shown.high)
    named["right"] = [shown.share(v) > 0.5 for v in named["x"]]
    named["y"] = [12.0 + 20.0 * i for i in range(len(named))]
    outside = (named["value"] > shown.high) * 1 - (named["value"] < shown.low) * 1
    arrows = {1: " →", 0: "", -1: " ←"}
    glyphs = dict(zip(NAMED, GLYPHS, strict=True))
    parts = zip(named["role"], named["name"], named["text"], outside, strict=True)
    named["label"] = [f"{glyphs[role]} {name} {text}{arrows[o]}" for role, name, text, o in parts]
    return named


def end_labels(rows: pd.DataFrame, group: pd.DataFrame | None) -> pd.DataFrame:
    """Return the last known point of each line and its labels: `narrow` on a phone, `wide` elsewhere."""
    last = rows.dropna(subset="value").groupby("role", sort=True).tail(1)
    texts = (last[column].astype(str) for column in ("role", "name", "text"))
    ends = list(zip(last["value"].astype(float), *texts, strict=True))
    if group is not None and group["median"].notna().any():
        end = group.dropna(subset="median").sort_values("year").iloc[-1]
        ends.append((float(end["median"]), "median", "Médiane du groupe", str(end["median_text"])))
    glyphs = dict(zip(NAMED, GLYPHS, strict=True)) | {"median": "╌"}
    lines = []
    for value, role, name, text in ends:
        short = textwrap.wrap(f"{glyphs[role]} {name}", 15, max_lines=3, placeholder="…")
        wide = textwrap.shorten(f"{glyphs[role]} {name}", 28, placeholder="…")
        lines.append((role, value, "\n".join([*short, text]), f"{wide}\n{text}"))
    return pd.DataFrame(lines, columns=["role", "value", "narrow", "wide"])


def placed_labels(labels: pd.DataFrame, low: float, high: float, top: float, height: float) -> pd.DataFrame:
    """Return the labels with `at`, the value on the vertical axis at which they do not overlap."""
    if labels.empty:
        return labels.assign(at=[])
    gap = 16.0 * max(text.count("\n") + 1 for text in labels["narrow"]) + 2
    per_pixel = (high - low) / (height - top)
    wanted = [(high - v) / per_pixel for v in labels["value"]]
    placed = spread_labels(wanted, gap, gap / 2 - top, height - top - gap / 2)
    return labels.assign(at=[high - y * per_pixel for y in placed])


def group_note(group: pd.DataFrame | None) -> str:
    """Say what the dashed line and the band of a series are."""
    if group is None or not group["median"].notna().any():
        return ""
    return "Tirets : médiane du groupe. Bande : sa moitié centrale."


def series_sentence(rows: pd.DataFrame, group: pd.DataFrame | None, years: list[int]) -> str:
    """Return the description of a series."""
    sentence = f"Évolution de {years[0]} à {years[-1]}." if len(years) > 1 else f"Valeurs de {years[0]}."
    for role in NAMED:
        line = rows[(rows["role"] == role) & rows["value"].notna()]
        if len(line):
            first, last = line.iloc[0], line.iloc[-1]
            path = f"{first['text']} en {first['year_text']}"
            if len(line) > 1:
                path += f", {last['text']} en {last['year_text']}"
            sentence += f" {first['name']} : {path}."
    if group is not None and group["median"].notna().any():
        end = group.dropna(subset="median").sort_values("year").iloc[-1]
        sentence += f" Médiane du groupe en {int(end['year'])} : {end['median_text']}."
    return sentence.replace("..", ".")  # "hab." ends with its own full stop


def ranking_sentence(rows: pd.DataFrame, reference: Reference) -> str:
    """Return the description of a ranking."""
    n = len(rows)
    sentence = f"Classement de {n} territoires ({reference.label}), de la plus haute valeur à la plus basse."
    return sentence + _place_words(rows) + _median_words(reference)


def distribution_sentence(rows: pd.DataFrame, reference: Reference) -> str:
    """Return the description of a distribution."""
    n = number(int(rows["value"].notna().sum()))
    return f"Répartition de {n} valeurs ({reference.label})." + _place_words(rows) + _median_words(reference)


def _place_words(rows: pd.DataFrame) -> str:
    place = rows[rows["role"] == "place"]
    if place.empty:
        return ""
    row = place.iloc[0]
    rank = "" if row["rank_text"] == "non classé" else f", rang {row['rank_text']}"
    return f" {row['name']} : {row['text']}{rank}."


def _median_words(reference: Reference) -> str:
    if reference.median is None:
        return ""
    return f" Médiane du groupe : {reference.median_text.removesuffix('.')}."  # "hab." ends with its own
