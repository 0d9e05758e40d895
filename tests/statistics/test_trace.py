"""The trace of a figure: its sums give the figure back, over the communes that have both sides."""

from __future__ import annotations

import random

import numpy as np
import pytest

from observatoire.statistics.components import years
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.trace import member_measures, trace
from observatoire.views.french.trace import calculation
from observatoire.views.html.trace import trace_html

STORE, CATALOG = open_offered()
PLACES = ("com-16102", "epci-200070514", "dep-2A", "reg-06", "france", "com-97411", "com-01001")


@pytest.mark.parametrize("place", PLACES)
def test_the_sums_give_every_figure_back(place: str) -> None:
    territory = STORE.territory(place)
    for indicator in CATALOG.indicators.values():
        year = years(STORE, indicator)[-1]
        found = trace(STORE, indicator, territory, year)
        if found.figure.status != "value":
            continue
        totals = [sum(term.sign * term.total for term in terms) for terms, _ in found.sums]
        if indicator.kind == "ratio":
            again = indicator.scale * totals[0] / totals[1]
        elif indicator.kind == "count":
            again = indicator.scale * totals[0]
        else:
            span = year - (indicator.base_year or year)
            again = indicator.scale * ((totals[0] / totals[1]) ** (1 / span if indicator.annual else 1) - 1)
        assert again == pytest.approx(found.figure.value, rel=1e-9), indicator.id


def test_the_words_hold_the_numbers() -> None:
    share, place = CATALOG.indicator("part_65_ans_plus"), STORE.territory("epci-200070514")
    found = trace(STORE, share, place, 2021)
    assert calculation(share, 2021, found) == "100\u00a0×\u00a017\u202f331\u00a0÷\u00a068\u202f951 = 25,1\u00a0%"
    html = trace_html(CATALOG, share, place, 2021, found)
    assert "54\u00a0communes sur 54" in html
    assert "Licence Ouverte" in html
    assert "Octobre 2024" in html


def test_no_formula_without_a_value() -> None:
    mayors = CATALOG.indicator("part_femmes_maires")
    found = trace(STORE, mayors, STORE.territory("com-16102"), 2026)
    assert found.sums == ()
    assert "÷" not in calculation(mayors, 2026, found)


def test_members_add_up_and_keep_their_states() -> None:
    income = CATALOG.indicator("revenu_imposable_par_habitant")
    place = random.Random(4).choice(list(STORE.level("epci").index))
    year = years(STORE, income)[-1]
    members = member_measures(STORE, income, STORE.territory(place), year)
    columns = [c for c in members.columns if c != "name" and not c.endswith(("__statut", "__motif"))]
    whole = members[columns].dropna()
    row = figures(STORE, income, "epci", year).of(place)
    assert whole[columns[0]].sum() == pytest.approx(row.numerator)
    for column in columns:
        assert ((members[f"{column}__statut"] == "value") == np.isfinite(members[column])).all()
