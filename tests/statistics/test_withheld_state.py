"""What is kept to protect persons is secret: neither without object, nor unpublished, nor nobody."""

from __future__ import annotations

import pytest

from observatoire.model.catalog import Indicator
from observatoire.model.reasons import REASONS, TOO_FEW_PERSONS
from observatoire.model.store import STATUSES
from observatoire.statistics.components import years
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.views.french.sentences import typeset

STORE, CATALOG = open_offered()
TOLD_OF_PERSONS = [i for i in CATALOG.indicators.values() if all(m.startswith("rne_") for m in i.used_measures)]


@pytest.mark.parametrize("indicator", TOLD_OF_PERSONS, ids=lambda i: i.id)
def test_too_few_persons_are_secret_at_every_level(indicator: Indicator) -> None:
    few = typeset(REASONS[TOO_FEW_PERSONS])
    for level in indicator.levels:
        for year in years(STORE, indicator):
            found = figures(STORE, indicator, level, year)
            told = [found.figure(at) for at in range(len(found)) if found.codes[at] != STATUSES.index("value")][:300]
            for figure in told:
                assert (figure.status == "secret") == (typeset(figure.reason) == few), (level, year, figure)


@pytest.mark.parametrize(
    ("indicator", "place", "status"),
    [
        ("part_femmes_adjoints", "com-16001", "secret"),  # some deputies, fewer than three of each kind
        ("part_femmes_elus_municipaux", "com-55039", "not_applicable"),  # no council: the village was destroyed
        ("part_femmes_maires", "com-16102", "not_applicable"),  # one person: never asked of a commune
        ("elus_municipaux", "com-16001", "value"),  # a number of offices is never kept
    ],
)
def test_nobody_and_withheld_are_two_things(indicator: str, place: str, status: str) -> None:
    found = CATALOG.indicator(indicator)
    assert figures(STORE, found, "commune", years(STORE, found)[-1], [place]).figure(0).status == status
