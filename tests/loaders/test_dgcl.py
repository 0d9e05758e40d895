"""DGCL criteria: what is a figure, a gap or a secret, and a file that changed."""

from __future__ import annotations

import pandas as pd
import pytest

from loaders.pipeline.passage import Passage
from loaders.pipeline.sources import SourceError
from loaders.pipeline.staging import conform
from loaders.producers import dgcl
from loaders.producers.dgcl import METROPOLITAN, criteria_today
from tests.loaders.made_communes import criteria, finances

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


def test_a_split_communes_unknown_value_is_unknown_for_each_part(passage: Passage) -> None:
    values = pd.DataFrame({"dgcl_voirie_m": [float("nan"), 12.0]}, index=pd.Index(["01004", "01001"]))
    column = criteria_today(values, passage, pd.Index(["01001", "01004", "01005"]))["dgcl_voirie_m"]
    assert column.cells["01001"] == 12.0
    assert column.cells[["01004", "01005"]].isna().all(), "never a share of nothing: zero"
    assert set(column.gaps) == {"01004", "01005"}
    assert "01005" not in column.remarks
