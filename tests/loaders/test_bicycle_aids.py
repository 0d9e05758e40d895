"""Aids to buy a bicycle are read out of a script, and cover an EPCI or a commune."""

from __future__ import annotations

import pandas as pd
import pytest

from loaders.pipeline.passage import Passage
from loaders.pipeline.remarks import MeasureColumn
from loaders.pipeline.sources import SourceError
from loaders.producers.bicycle_aids import aid_columns, aid_records

AIDS = b"""//#region src/data/aides-collectivities.json
var aides___agglo$1 = {
\t"collectivity": {
\t\t"kind": "epci",
\t\t"value": "CA",
\t\t"code": "200070514"
\t},
\t"country": "france"
};
var aides_collectivities_default = {
\t"aides . agglo": aides___agglo$1
};

//#endregion
"""
PEOPLE = MeasureColumn(pd.Series({"16001": 10.0, "16002": 20.0, "16003": 40.0}))
EPCI = pd.Series({"16001": "200070514", "16002": "243500139", "16003": "243500139"})


def test_aids_are_read_out_of_the_script() -> None:
    assert aid_records(AIDS, "data.js").to_numpy().tolist() == [["aides___agglo", "france", "epci", "CA", "200070514"]]
    with pytest.raises(SourceError, match=r"data\.js: expected the section aides-collectivities\.json, whole"):
        aid_records(AIDS[:-20], "data.js")
    with pytest.raises(SourceError, match=r"data\.js: expected aids with a 'collectivity'"):
        aid_records(AIDS.replace(b"collectivity", b"authority"), "data.js")


def test_an_aid_covers_the_epci_or_the_commune_that_gives_it() -> None:
    passage = Passage({"16001": "16001", "16002": "16002", "16003": "16003", "16009": "16003"}, pd.Series(), {})
    aids = pd.DataFrame(
        [("a", "epci", "CA", "200070514"), ("b", "code insee", "16009", None), ("c", "région", "75", None)],
        columns=["rule", "kind", "value", "code"],
    )
    columns = aid_columns(aids, passage, EPCI, PEOPLE)
    assert columns["velo_pop_aide_locale", 2026].cells.tolist() == [10, 0, 40]
    with pytest.raises(SourceError, match="column 'code' holds '999999999'"):
        aid_columns(aids.replace("200070514", "999999999"), passage, EPCI, PEOPLE)
