"""DGCL criteria, housing tax, transport levy and housing zones: hand-made samples, and refusals that say why."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from loaders.pipeline.delimited import delimited
from loaders.pipeline.passage import Passage, build_passage
from loaders.pipeline.remarks import MeasureColumn
from loaders.pipeline.sources import SourceError
from loaders.pipeline.staging import conform
from loaders.producers import dgcl, housing_tax, housing_zones, transport_levy
from loaders.producers.dgcl import METROPOLITAN, criteria_today, exercise_values

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


@pytest.fixture
def passage() -> Passage:
    return build_passage(COG, {"01004": ("01004", "01005")})


@pytest.fixture
def population() -> MeasureColumn:
    return MeasureColumn(pd.Series([300.0, 60.0, 40.0, 0.0, 500.0, 700.0], index=COMMUNES))


def criteria(**rows: dict[str, str]) -> pd.DataFrame:
    """Each row is all zeros but for what is given."""
    ours = dgcl.criteria_columns(2021)
    table = pd.DataFrame("0", index=[code.removeprefix("c") for code in rows], columns=list(ours), dtype="str")
    for code, row in rows.items():
        for name, text in row.items():
            table.loc[code.removeprefix("c"), name] = text
    return table.assign(code=table.index).rename(columns=ours)


def finances(passage: Passage, **rows: dict[str, str]) -> dict[str, MeasureColumn]:
    values = exercise_values({"dgcl_2021": criteria(**rows)}, 2021, passage, COMMUNES)
    return criteria_today(values, passage, COMMUNES)


WHOLE = {
    "c01001": {"dgcl_pop_insee": "200", "dgcl_revenu_imposable": "3000", "dgcl_attribution_comp": "-50"},
    "c01002": {"dgcl_pop_insee": "100", "dgcl_revenu_imposable": "0", "dgcl_rrf": "10.25"},
    "c01004": {"dgcl_pop_insee": "100", "dgcl_revenu_imposable": "900", "dgcl_rrf": "1.01"},
    "c01006": {"dgcl_pop_insee": "0", "dgcl_revenu_imposable": "0"},
    "c97101": {"dgcl_pop_insee": "500", "dgcl_revenu_imposable": "5000", "dgcl_voirie_m": "70"},
    "c97601": {"dgcl_pop_insee": "700", "dgcl_revenu_imposable": "7000", "dgcl_voirie_m": "nd"},
    "c97501": {"dgcl_pop_insee": "900", "dgcl_revenu_imposable": "nd"},
}


def test_an_income_of_zero_is_a_secret_unless_nobody_lives_there(passage: Passage) -> None:
    income = finances(passage, **WHOLE)["dgcl_revenu_imposable"]
    # A merged commune with one secret member would look poor if the other's income were divided among all.
    assert income.cells.isna().tolist() == [True, False, False, False, False, False]
    assert {code: gap.status for code, gap in income.gaps.items()} == {"01001": "secret"}
    assert income.cells["01006"] == 0


def test_zeros_that_are_not_figures_become_gaps_and_true_ones_stay(passage: Passage) -> None:
    columns = finances(passage, **WHOLE)
    for measure in METROPOLITAN:
        assert set(columns[measure].gaps) == {"97101", "97601"}
        assert columns[measure].cells["01001"] == 0
    assert set(columns["dgcl_voirie_m"].gaps) == {"97601"}
    assert columns["dgcl_voirie_m"].cells["97101"] == 70
    assert columns["dgcl_pop_qpv"].cells.tolist() == [0] * 6
    assert columns["dgcl_attribution_comp"].cells["01001"] == -50


def test_a_restored_commune_gets_a_share_to_the_cent_and_people_stay_whole(passage: Passage) -> None:
    columns = finances(passage, **WHOLE)
    assert columns["dgcl_rrf"].cells[["01001", "01004", "01005"]].tolist() == [10.25, 0.61, 0.40]
    assert columns["dgcl_pop_insee"].cells[["01004", "01005"]].tolist() == [60, 40]
    assert {remark.flag for remark in columns["dgcl_rrf"].remarks.values()} == {"estimated"}
    assert set(columns["dgcl_rrf"].remarks) == {"01004", "01005"}


def test_the_grant_is_the_sum_of_what_it_is_made_of(passage: Passage) -> None:
    grants = {"forfaitaire": "1", "dgcl_dsu": "2", "dsr_bourg_centre": "4", "dsr_perequation": "8", "dsr_cible": "16"}
    columns = finances(passage, c01001={**grants, "dgcl_dnp": "32", "dacom": "64"})
    assert columns["dgcl_dsr"].cells["01001"] == 28
    assert columns["dgcl_dgf_communale"].cells["01001"] == 127


def test_every_exercise_declares_the_same_measures_in_the_order_of_its_file() -> None:
    names = {exercise: set(dgcl.criteria_columns(exercise)) for exercise in dgcl.EXERCISES}
    assert names[2021] - names[2020] == {"th_base_2021"}
    assert names[2022] - names[2020] == {"dgcl_dmto", "hectares", "zrr", "montagne"}
    assert next(iter(dgcl.expected_criteria(2020).columns)) == dgcl.CODE_COLUMN


def test_a_changed_file_of_criteria_is_refused_with_its_column() -> None:
    table = criteria(**WHOLE)
    expected = dgcl.expected_criteria(2021)
    income = dgcl.criteria_columns(2021)["dgcl_revenu_imposable"]
    for changed, sentence in (
        (table.rename(columns={income: "Revenu"}), f"criteres.csv: column {income!r} is absent"),
        (table[table.columns[::-1]], "comes before"),
        (table, "criteres.csv: 7 rows, expected 35051"),
    ):
        with pytest.raises(SourceError) as caught:
            conform(changed, expected, "criteres.csv")
        assert sentence in str(caught.value)


def test_a_delimited_text_in_another_encoding_or_form_is_refused() -> None:
    columns = ["CODGEO", "Libellé"]
    text = 'CODGEO;Libellé;Autre\n01001;"É;a";x\n01002;;x\n'
    table = delimited(text.encode(), columns, "zones.csv", ";")
    assert table["Libellé"].tolist()[0] == "É;a"
    assert table["Libellé"].isna().tolist() == [False, True]
    with pytest.raises(SourceError, match=r"zones\.csv: expected a text in UTF-8, found another encoding"):
        delimited(text.encode("latin-1"), columns, "zones.csv", ";")
    with pytest.raises(SourceError, match=r"zones\.csv: expected a readable table"):
        delimited(b"", columns, "zones.csv", ";")


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


def test_people_of_tense_zones(passage: Passage, population: MeasureColumn) -> None:
    zones = pd.DataFrame(
        {housing_zones.CODE_COLUMN: COG["code"].drop(2), housing_zones.ZONE: ["Abis", "B1", "C", "A", "B2", "C"]}
    )
    column = housing_zones.housing_zones(zones, passage, population)["pop_zone_tendue", 2024]
    # 01005, restored since, keeps the zone of its former whole.
    assert column.cells.tolist() == [300, 60, 40, 0, 500, 0]
    wrong = pd.concat([zones] * 6000).head(34935).assign(**{housing_zones.ZONE: "D"})
    with pytest.raises(SourceError, match=r"zonage\.csv: column 'Zone en vigueur depuis le 5 juillet 2024' holds 'D'"):
        conform(wrong, housing_zones.ZONES, "zonage.csv")


def test_a_split_communes_unknown_value_is_unknown_for_each_part(passage: Passage) -> None:
    values = pd.DataFrame({"dgcl_voirie_m": [float("nan"), 12.0]}, index=pd.Index(["01004", "01001"]))
    column = criteria_today(values, passage, pd.Index(["01001", "01004", "01005"]))["dgcl_voirie_m"]
    assert column.cells["01001"] == 12.0
    assert column.cells[["01004", "01005"]].isna().all(), "never a share of nothing: zero"
    assert set(column.gaps) == {"01004", "01005"}
    assert "01005" not in column.remarks
