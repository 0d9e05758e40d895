"""Housing tax: rates and products of today's communes."""

from __future__ import annotations

import pandas as pd
import pytest

from loaders.pipeline.passage import Passage
from loaders.producers import housing_tax
from tests.loaders.made_communes import finances


def test_rates_are_averaged_by_bases_and_a_restored_commune_keeps_that_of_its_whole(passage: Passage) -> None:
    rates = pd.Series({"01001": 0.10, "01002": 0.20, "01004": 0.05, "97101": 0.30})
    old = pd.Series({"01001": 300.0, "01002": 100.0, "01004": 50.0, "97101": float("nan")})
    means, mixed = housing_tax.mean_rates(rates, old, passage)
    assert means["01001"] == pytest.approx(0.125)
    assert (means["97101"], mixed) == (0.30, [])
    assert housing_tax.mean_rates(rates, old.drop("01002"), passage)[1] == ["01001"]


def test_products_pair_with_bases_and_say_why_one_is_missing(passage: Passage) -> None:
    bases = finances(passage, c01001={"th_base_2021": "400"}, c01004={"th_base_2021": "100"})["th_base_2021"]
    bases.cells["01006"] = 20.0
    rates = pd.DataFrame(
        [
            ("01001", ".1", "0"),
            ("01004", "5.00e-02", ".01"),
            ("97601", ".3", ".1"),
            ("9777", "1", "1"),
            ("9788", "1", "1"),
        ],
        columns=[housing_tax.CODE_COLUMN, "taux_com", "taux_epci"],
    )
    staged = {f"housing_tax_{year}": rates for year in housing_tax.ROWS}
    old = pd.Series({"01001": 400.0, "01004": 100.0})
    column = housing_tax.housing_tax(staged, old, bases, passage)["th_prod_theo_com", 2017]
    assert column.cells[["01001", "01004", "01005"]].tolist() == [40, 3, 2]
    assert set(column.remarks) == {"01004", "01005"}
    assert set(column.gaps) == {"01006", "97101", "97601"}
