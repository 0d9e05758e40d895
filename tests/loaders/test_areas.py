"""The area of a commune is the cadastral one, unless its outline contradicts it."""

from __future__ import annotations

import pandas as pd

from loaders.geography.areas import chosen_areas, outline_remarks


def test_the_cadastral_area_holds_within_ten_percent_of_the_outline() -> None:
    official = pd.Series({"a": 109.0, "b": 111.0, "c": 91.0})
    outlines = pd.Series({"a": 100.0, "b": 100.0, "c": 100.0, "d": 5.0})
    chosen = chosen_areas(official, outlines, pd.Series(2.0, index=outlines.index))
    assert chosen.to_dict() == {"a": 109.0, "b": 100.0, "c": 91.0, "d": 5.0}
    assert list(outline_remarks(chosen, official)) == ["b", "d"]


def test_an_outline_too_coarse_to_judge_leaves_the_cadastral_area() -> None:
    # A triangle of 2 hectares for a village of 9; an outline of 1.6 km² for a commune that lost 7 others.
    official, outlines = pd.Series({"a": 0.09, "b": 8.84}), pd.Series({"a": 0.024, "b": 1.622})
    margins = pd.Series({"a": 0.091, "b": 0.36})
    assert chosen_areas(official, outlines, margins).to_dict() == {"a": 0.09, "b": 1.622}
    assert list(outline_remarks(chosen_areas(official, outlines, margins), official)) == ["b"]
