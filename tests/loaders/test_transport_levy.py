"""Transport levy: the rates in force, and a file that changed."""

from __future__ import annotations

import json

import pytest

from loaders.pipeline.passage import Passage
from loaders.pipeline.remarks import MeasureColumn
from loaders.pipeline.sources import SourceError
from loaders.producers import transport_levy


def test_the_levy_in_force_adds_both_authorities_and_leaves_planned_increases_out(
    passage: Passage, population: MeasureColumn
) -> None:
    aot = {"2015-01-01": "1", "2018-07-01": "1.2", "2019-01-01": "1.5"}
    content = {
        "01001": {"aot": {"taux": aot}, "smt": {"taux": {"2010-01-01": "0.3"}}},
        "01002": {"aot": {"taux": {"2014-01-01": "0.8"}}},
        "01006": {"smt": {"taux": {"2019-01-01": "0.5"}}},
    }
    rates = transport_levy.levy_rates(json.dumps(content).encode(), "taux.json")
    assert transport_levy.rates_in_force(rates).to_dict() == {"01001": 1.5, "01002": 0.8, "01006": 0}
    columns = transport_levy.transport_levy(rates, passage, population)
    assert columns["vt_taux_x_pop", 2018].cells["01001"] == 450
    assert set(columns["vt_taux_x_pop", 2018].remarks) == {"01001"}
    assert columns["vt_pop_couverte", 2018].cells.tolist() == [300, 0, 0, 0, 0, 0]


def test_a_broken_file_of_rates_is_refused() -> None:
    for content in (b'{"01001": {"aot": {"tau', b'{"01001": {"aot": {"rates": {}}}}', b'{"01001": {}}', b"[1]"):
        with pytest.raises(SourceError, match=r"taux\.json: expected a whole JSON object of communes by code"):
            transport_levy.levy_rates(content, "taux.json")
