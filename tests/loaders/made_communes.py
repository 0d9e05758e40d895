"""A COG made by hand, whose every figure can be checked by eye, for the tests of producers' modules."""

from __future__ import annotations

import pandas as pd

from loaders.pipeline.passage import Passage
from loaders.pipeline.remarks import MeasureColumn
from loaders.producers import dgcl
from loaders.producers.dgcl import criteria_today, exercise_values

COG = pd.DataFrame(
    [
        ("01001", "commune-actuelle", "01002", "300"),
        ("01004", "commune-actuelle", None, "60"),
        ("01005", "commune-actuelle", None, "40"),
        ("01006", "commune-actuelle", None, "0"),
        ("97101", "commune-actuelle", None, "500"),
        ("97601", "commune-actuelle", None, "700"),
        ("97501", "commune-actuelle", None, "900"),
    ],
    columns=["code", "type", "anciensCodes", "population"],
    dtype="str",
).assign(chefLieu=None, commune=None)
# The overseas collectivity 97501 is no commune of ours.
COMMUNES = pd.Index(["01001", "01004", "01005", "01006", "97101", "97601"])


def criteria(**rows: dict[str, str]) -> pd.DataFrame:
    """Make the staged criteria of 2021: each row is all zeros but for what is given."""
    ours = dgcl.criteria_columns(2021)
    table = pd.DataFrame("0", index=[code.removeprefix("c") for code in rows], columns=list(ours), dtype="str")
    for code, row in rows.items():
        for name, text in row.items():
            table.loc[code.removeprefix("c"), name] = text
    return table.assign(code=table.index).rename(columns=ours)


def finances(passage: Passage, **rows: dict[str, str]) -> dict[str, MeasureColumn]:
    """Prepare measures from such criteria."""
    values = exercise_values({"dgcl_2021": criteria(**rows)}, 2021, passage, COMMUNES)
    return criteria_today(values, passage, COMMUNES)
