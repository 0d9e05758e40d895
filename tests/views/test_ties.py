"""What is said of ranks, medians and halves stays true where values repeat: hand-computed groups."""

from __future__ import annotations

import math

import pytest

from observatoire.model.catalog import Indicator
from observatoire.statistics.comparison import Comparison, compare
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerRequest, peer_group
from observatoire.views.french.landmarks import middle_half_text, middle_text, rank_text
from observatoire.views.french.sentences import comparison_sentence
from observatoire.views.html.key_figures import key_figures
from observatoire.views.html.strips import Strip, strip_sentence
from observatoire.views.layout.positions import Reference
from observatoire.views.layout.territories import band_footnote

STORE, CATALOG = open_offered()
SATURDAY: Indicator = CATALOG.indicator("part_mairies_ouvertes_samedi")
PLACE = STORE.territory("com-16102")
OF_ALL = figures(STORE, SATURDAY, "commune", 2026)
IN_DEPARTEMENT = peer_group(STORE, CATALOG, PLACE, PeerRequest("departement")).ids
SHUT = [i for i in IN_DEPARTEMENT if OF_ALL.of(i).value == 0]
OPEN = [i for i in IN_DEPARTEMENT if OF_ALL.of(i).value == 100]


def among(shut: int, opened: int) -> Comparison:
    """Compare the place with so many town halls shut on Saturday (0 %), and open (100 %)."""
    return compare(OF_ALL, PLACE.id, [*SHUT[:shut], *OPEN[:opened]])


def shown(result: Comparison) -> dict[str, tuple[str, str]]:
    of_all = key_figures(SATURDAY, PLACE, OF_ALL.of(PLACE.id), result, math.nan)
    return {label: (text, note) for label, text, note in of_all}


@pytest.mark.parametrize(
    ("shut", "opened", "median", "words"),
    [
        (5, 0, 0, "la même valeur pour tous les pairs"),
        (3, 2, 0, "2 pairs au-dessus, 0 au-dessous, 3 à ce niveau"),
        (4, 1, 0, "1 pair au-dessus, 0 au-dessous, 4 à ce niveau"),
        (1, 4, 100, "0 pair au-dessus, 1 au-dessous, 4 à ce niveau"),
        (2, 2, 50, "autant de pairs au-dessus qu’au-dessous"),
        (1, 0, 0, "le seul pair comparable"),
        (0, 0, math.nan, "aucun pair comparable"),
    ],
)
def test_the_median_is_not_said_to_halve_what_it_does_not(shut: int, opened: int, median: float, words: str) -> None:
    result = among(shut, opened)
    assert result.median == median or (math.isnan(result.median) and math.isnan(median))
    assert shown(result)["Médiane du groupe"][1].replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((5, 2, 2), "autant de pairs au-dessus qu’au-dessous"),  # 1 2 3 4 5: two, one at it, two
        ((6, 3, 3), "autant de pairs au-dessus qu’au-dessous"),  # 1 2 3 4 5 6: three and three about 3.5
        ((5, 1, 1), "autant de pairs au-dessus qu’au-dessous"),  # 1 2 2 2 3
        ((5, 0, 2), "0 pair au-dessus, 2 au-dessous, 3 à ce niveau"),  # 1 2 3 3 3
    ],
)
def test_as_many_on_both_sides_is_said_only_when_so(values: tuple[int, int, int], words: str) -> None:
    assert middle_text(*values).replace("\u00a0", " ") == words


def test_a_rank_that_is_shared_says_so() -> None:
    assert OF_ALL.of(PLACE.id).value in (0, 100)
    alone, tied = among(0, 5), among(5, 0)
    if OF_ALL.of(PLACE.id).value == 100:
        alone, tied = tied, alone
    assert shown(tied)["Rang"][0] == "1 ex æquo sur 6"
    assert "ex æquo" not in shown(alone)["Rang"][0]
    assert rank_text(3, 9, 0) == "3 sur 9"
    assert rank_text(3, 9, 2) == "3 ex æquo sur 9"


def test_a_middle_half_of_one_value_has_no_two_ends() -> None:
    level, wide = among(8, 0), among(4, 4)
    assert "la moitié centrale est tout entière à 0,0\u00a0%" in comparison_sentence(
        SATURDAY, PLACE, level, "pairs", 0.0
    )
    assert "la moitié centrale va de 0,0\u00a0% à 100,0\u00a0%" in comparison_sentence(
        SATURDAY, PLACE, wide, "pairs", 50.0
    )
    assert shown(level)["Moitié centrale"][0] == "0,0"
    assert shown(wide)["Moitié centrale"][0] == "0,0 à 100,0"
    assert middle_half_text("3 %", "3 %") == "la moitié centrale est tout entière à 3 %"
    same = Reference("pairs", 0.0, 0.0, 0.0, "0 %", "0 %", "0 %")
    assert band_footnote(same) == "Bande\u202f: la moitié centrale du groupe : 0 %."
    strip = Strip("ici", 0.0, "0 %", [0.0] * 4, same, unit="%")
    assert strip_sentence(strip).endswith("La moitié centrale est tout entière à 0 %.")
