"""Inhabitants of the communes that have a shop for food."""

from __future__ import annotations

import pandas as pd

from loaders.official.insee.served import with_served
from loaders.official.values import rows

SHOPS, SERVED = "bpe_commerces_alimentaires", "pop_avec_commerce_alimentaire"


def test_a_commune_counts_whole_or_not_at_all() -> None:
    codes = pd.Series(["16102", "01019", "97601", "01001"])
    counts = pd.Series([12.0, 0.0, 3.0, float("nan")])
    states = pd.Series(["value", "value", "value", "not_published"])
    values = rows(codes, "commune", SHOPS, 2025, counts, states)
    above = rows(pd.Series(["16"]), "departement", SHOPS, 2025, pd.Series([300.0]), "value")
    population = pd.Series({"16102": 18_500.0, "01019": 25.0, "97601": float("nan"), "01001": 859.0})
    made = with_served(pd.concat([values, above], ignore_index=True), population)
    served = made[made["measure"] == SERVED].set_index("code")
    assert served["value"].fillna(-1).to_dict() == {"16102": 18_500, "01019": 0, "97601": -1, "01001": -1}
    assert served["status"].to_dict() == {
        "16102": "value",
        "01019": "value",
        "97601": "not_published",
        "01001": "not_published",
    }
    assert set(served["level"]) == {"commune"}, "above, it is the sum of the communes"
    assert (made["measure"] == SHOPS).sum() == 5


def test_what_counts_no_shop_is_left_as_it_is() -> None:
    values = rows(pd.Series(["16102"]), "commune", "ec_naissances", 2025, pd.Series([137.0]), "value")
    assert with_served(values, pd.Series({"16102": 18_500.0})) is values
