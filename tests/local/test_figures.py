"""Figures of local indicators against sums made by hand, and official figures that no local one moves."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from observatoire.local.catalogue import (
    Entry,
    countable,
    entry_of,
    levels_of,
    local_years,
    official_year,
    usual_base,
    with_local,
)
from observatoire.local.cells import Cells
from observatoire.local.figures import MARKED, NOT_BROUGHT, local_figures, local_yearly
from observatoire.local.record import Description, LocalIndicator
from observatoire.model.reasons import NO_SUM, REASONS
from observatoire.model.store import STATUSES, Store
from observatoire.statistics.comparison import compare
from observatoire.statistics.figures import Figure, figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerRequest, peer_group
from observatoire.statistics.standout import standing_out
from observatoire.views.french.sentences import reading

STORE, CATALOG = open_offered()
DESCRIPTION = Description.told(
    title="Places {année} [x|y]", unit="places", counted="Places agréées.", observed="2024", source="Service",
    licence="Licence Ouverte", answers="service petite enfance",
)  # fmt: skip
EPCI = "epci-200070514"
MEMBERS = [str(STORE.index("commune")[at]) for at in STORE.members(EPCI)]


def entry(cells: Cells, kind: str = "count", **others: object) -> Entry:
    made = entry_of(CATALOG, LocalIndicator(DESCRIPTION, kind, cells, **others))  # type: ignore[arg-type]
    assert made is not None
    return made


def of_members(values: list[float], year: int = 2023, states: list[int] | None = None) -> Cells:
    known = [0 if math.isfinite(value) else 1 for value in values] if states is None else states
    return Cells.made(MEMBERS[: len(values)], [year] * len(values), values, known)


def test_counts_add_up_over_communes_with_their_coverage() -> None:
    asked = entry(of_members([10.0, 0.0, math.nan, 2.5]))
    communes = local_figures(STORE, asked, "commune", 2023, MEMBERS[:5])
    assert communes.value[:2].tolist() == [10.0, 0.0]
    assert communes.statuses == ["value", "value", "secret", "value", "not_published"]
    assert [communes.figure(at).reason for at in (2, 4)] == [MARKED, NOT_BROUGHT]
    whole = local_figures(STORE, asked, "epci", 2023).of(EPCI)
    assert (whole.value, whole.members, whole.members_with_data) == (12.5, len(MEMBERS), 3)
    people = STORE.reference_population[STORE.members(EPCI)]
    assert whole.population_covered_pct == pytest.approx(100 * people[[0, 1, 3]].sum() / people.sum(), rel=1e-6)
    assert local_figures(STORE, asked, "france", 2023).of("france").value == 12.5


def test_a_ratio_is_of_sums_and_never_a_mean_and_pairs_its_terms() -> None:
    asked = entry(of_members([1.0, 90.0, 50.0]), "ratio", denominator=of_members([10.0, 100.0, math.nan]), scale=100.0)
    communes = local_figures(STORE, asked, "commune", 2023, MEMBERS[:3])
    assert communes.value[:2].tolist() == [10.0, 90.0]
    assert communes.statuses[2] == "secret"
    whole = local_figures(STORE, asked, "epci", 2023).of(EPCI)
    assert whole.value == pytest.approx(100 * 91 / 110)
    assert (whole.numerator, whole.denominator) == (91.0, 110.0)


def test_a_zero_denominator_cannot_be_computed() -> None:
    asked = entry(of_members([1.0]), "ratio", denominator=of_members([0.0]))
    assert local_figures(STORE, asked, "commune", 2023, MEMBERS[:1]).statuses == ["not_computable"]


def test_a_value_that_does_not_add_up_is_refused_above_communes_unless_it_was_brought() -> None:
    cells = Cells.made([*MEMBERS[:2], EPCI], [2023] * 3, [10.0, 20.0, 14.0], [0] * 3)
    asked = entry(cells, "value")
    found = local_figures(STORE, asked, "epci", 2023)
    assert found.of(EPCI).value == 14.0
    other = found.of("epci-200069771") if "epci-200069771" in found.ids else found.figure(0)
    assert other.status == "not_applicable"
    assert levels_of(asked) == ("commune", "epci")
    assert levels_of(entry(cells)) == ("commune", "epci", "departement", "region", "france")


def test_what_was_brought_of_a_territory_comes_before_its_communes_sum() -> None:
    cells = Cells.made([*MEMBERS[:2], EPCI], [2023] * 3, [10.0, 20.0, 99.0], [0] * 3)
    assert local_figures(STORE, entry(cells), "epci", 2023).of(EPCI).value == 99.0
    secret = Cells.made([*MEMBERS[:2], EPCI], [2023] * 3, [10.0, 20.0, math.nan], [0, 0, 1])
    assert local_figures(STORE, entry(secret), "epci", 2023).of(EPCI).status == "secret"


def test_a_local_numerator_over_an_official_count_says_both() -> None:
    over = CATALOG.indicator("population")
    assert over in countable(CATALOG)
    asked = entry(of_members([10.0, 5.0]), "ratio", over="population", scale=1000.0)
    year = official_year(STORE, asked, 2023)
    official = figures(STORE, over, "commune", year, MEMBERS[:2])
    found = local_figures(STORE, asked, "commune", 2023, MEMBERS[:2])
    assert found.value.tolist() == pytest.approx((1000 * np.array([10.0, 5.0]) / official.value).tolist())
    whole = local_figures(STORE, asked, "epci", 2023).of(EPCI)
    assert whole.value == pytest.approx(1000 * 15 / official.value.sum())
    sources = with_local(CATALOG, [asked]).sources_of(asked.indicator)
    assert next(source.producer for source in sources) == "Service"
    assert set(CATALOG.sources_of(over)) < set(sources)
    assert any("dénominateur officiel" in caveat for caveat in asked.indicator.caveats)
    direct = entry(Cells.made([EPCI], [2023], [10.0], [0]), "ratio", over="population", scale=1000.0)
    of_all = figures(STORE, over, "epci", year).of(EPCI).value
    assert local_figures(STORE, direct, "epci", 2023).of(EPCI).value == pytest.approx(10_000 / of_all)


def test_an_official_count_that_the_edition_lacks_makes_no_entry() -> None:
    lost = LocalIndicator(DESCRIPTION, "ratio", of_members([1.0]), over="densite")
    assert entry_of(CATALOG, lost) is None


def test_years_are_those_of_both_terms() -> None:
    cells = Cells.made([MEMBERS[0]] * 3, [2020, 2021, 2022], [1.0, math.nan, 3.0], [0, 1, 0])
    assert local_years(STORE, entry(cells)) == (2020, 2022)
    below = Cells.made([MEMBERS[0]] * 2, [2021, 2022], [1.0, 3.0], [0, 0])
    assert local_years(STORE, entry(cells, "ratio", denominator=below)) == (2022,)
    assert [one.year for one in local_yearly(STORE, entry(cells), "commune", MEMBERS[:2])] == [2020, 2022]


def test_they_are_compared_as_official_ones_are() -> None:
    found = local_figures(STORE, entry(of_members([3.0, 1.0, 2.0, 2.0])), "commune", 2023)
    result = compare(found, MEMBERS[0], MEMBERS)
    assert (result.rank, result.n, result.median, result.peers_missing) == (1, 4, 2.0, len(MEMBERS) - 4)


def test_braces_and_brackets_of_a_title_are_no_variables() -> None:
    asked = entry(of_members([3.0]))
    row = local_figures(STORE, asked, "commune", 2023, MEMBERS[:1]).figure(0)
    told = reading(asked.indicator, STORE.territory(MEMBERS[0]), row, 2023)
    assert "Places {année} (x/y)" in told
    assert told.endswith("(donnée locale).")


def test_nothing_official_knows_of_them() -> None:
    before = dict(CATALOG.indicators)
    asked = entry(of_members([3.0, 1.0]))
    mixed = with_local(CATALOG, [asked])
    assert asked.indicator.id in mixed.indicators
    assert CATALOG.indicators == before
    assert asked.indicator.id not in CATALOG.measures
    assert asked.indicator.theme not in CATALOG.themes
    assert STORE.years(asked.indicator.id) == ()
    place = STORE.territory(EPCI)
    group = peer_group(STORE, CATALOG, place, PeerRequest("similaires"))
    local_figures(STORE, asked, "epci", 2023)
    assert peer_group(STORE, CATALOG, place, PeerRequest("similaires")).ids == group.ids
    assert not {"local"} & {
        one.indicator.id.partition("_")[0] for one in standing_out(STORE, CATALOG, place, group).found
    }


def test_a_local_figure_of_one_visitor_is_kept_by_nothing_shared() -> None:
    one, other = entry(of_members([3.0])), entry(of_members([4.0]))
    assert one.indicator.id != other.indicator.id
    assert local_figures(STORE, one, "commune", 2023, MEMBERS[:1]).value[0] == 3.0
    assert local_figures(STORE, other, "commune", 2023, MEMBERS[:1]).value[0] == 4.0
    forged = replace(other, indicator=one.indicator)  # even under one id
    assert local_figures(STORE, forged, "commune", 2023, MEMBERS[:1]).value[0] == 4.0


def test_states_are_those_of_the_house() -> None:
    assert isinstance(STORE, Store)
    states = list(range(1, len(STATUSES)))
    asked = entry(of_members([math.nan] * 4, states=states))
    assert local_figures(STORE, asked, "commune", 2023, MEMBERS[:4]).statuses == list(STATUSES[1:])


def one(asked: Entry, identifier: str) -> Figure:
    return local_figures(STORE, asked, "epci", 2023, [EPCI, identifier]).of(identifier)


def test_a_composed_territory_adds_up_its_communes_once() -> None:
    asked = entry(of_members([10.0, 0.0, math.nan, 2.5]))
    codes = [member.removeprefix("com-") for member in MEMBERS]
    found = one(asked, "compose-" + ".".join([codes[0], codes[3], codes[5], "16015"]))
    assert (found.value, found.members, found.members_with_data) == (12.5, 4, 2)
    people = [STORE.territory(f"com-{code}").population for code in (codes[0], codes[3], codes[5], "16015")]
    assert found.population_covered_pct == pytest.approx(100 * (people[0] + people[1]) / sum(people), rel=1e-6)
    # Exactly the communes of an EPCI: its figure.
    assert one(asked, "compose-" + ".".join(codes)).value == 12.5
    # An EPCI and a commune elsewhere; nothing known of others.
    assert one(asked, "compose-16015.200070514").value == 12.5
    silent = one(asked, "compose-16015.16167" if "com-16167" not in MEMBERS[:4] else "compose-16015.17300")
    assert (silent.status, silent.reason) == ("not_published", NOT_BROUGHT)


def test_a_composed_territory_adds_up_what_is_said_of_its_epci() -> None:
    both = Cells.made([EPCI, "epci-241600303"], [2023, 2023], [100.0, 7.0], [0, 0])
    assert one(entry(both), "compose-200070514.241600303").value == 107.0
    assert one(entry(both), "compose-16015.200070514").value == 100.0
    ratio = entry(both, "ratio", denominator=Cells.made(both.ids, [2023] * 2, [200.0, 10.0], [0, 0]), scale=100.0)
    assert one(ratio, "compose-200070514.241600303").value == pytest.approx(100 * 107 / 210)
    # A value that does not add up is refused, with its reason.
    price = one(entry(both, "value"), "compose-200070514.241600303")
    assert (price.status, price.reason) == ("not_applicable", REASONS[NO_SUM])


def test_members_that_overlap_count_their_communes_once() -> None:
    rows = STORE.level("epci")
    astride = rows[rows["departements"].str.contains(" ")].iloc[0]
    departement = str(astride["departement"])
    communes = STORE.index("commune")
    inside = STORE.level("commune")["departement"].iloc[STORE.members(f"epci-{astride['code']}")] == departement
    shared = str(inside[inside].index[0])
    alone = str(inside[~inside].index[0])
    apart = str(
        communes[np.setdiff1d(STORE.members(f"dep-{departement}"), STORE.members(f"epci-{astride['code']}"))[0]]
    )
    asked = entry(Cells.made([shared, alone, apart], [2023] * 3, [10.0, 1.0, 0.5], [0] * 3))
    found = one(asked, f"compose-{astride['code']}.{departement}")
    assert (found.value, found.members_with_data) == (11.5, 3)


def test_a_figure_on_a_small_base_is_fragile_wherever_official_ones_are() -> None:
    """Denominators of 49, 50 and 10 under a threshold of 50: 59 together, above it."""
    terms = of_members([7.0, 5.0, 1.0]), of_members([49.0, 50.0, 10.0])
    asked = entry(terms[0], "ratio", denominator=terms[1], scale=100.0, min_base=50)
    communes = local_figures(STORE, asked, "commune", 2023, MEMBERS[:3])
    assert communes.fragile.tolist() == [True, False, True]
    assert compare(communes, MEMBERS[0], MEMBERS[1:3]).rank is None
    assert local_figures(STORE, asked, "epci", 2023).of(EPCI).fragile is False  # 109 of them
    assert "moins de 50\u00a0unités" in reading(asked.indicator, STORE.territory(MEMBERS[0]), communes.figure(0), 2023)
    with pytest.raises(ValueError, match="50"):
        entry(terms[0], "value", min_base=50)


def test_the_usual_base_is_that_of_official_ratios_over_the_same_count() -> None:
    over = {name: usual_base(CATALOG, "ratio", name) for name in ("population", "elus_municipaux", "superficie", "")}
    assert over == {"population": 200, "elus_municipaux": 7, "superficie": 0, "": 50}
    assert usual_base(CATALOG, "count") == usual_base(CATALOG, "value") == 0
