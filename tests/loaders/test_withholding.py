"""Nobody is told by a count: what is withheld, proved on all small worlds and attacked on what ships."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from loaders.privacy.disclosure import disclosures, eliminate, remainder
from loaders.privacy.withholding import withhold
from observatoire.model.above import FAMILIES, FEWEST, Family, above_violations, persons_of_each_kind
from observatoire.model.catalog import load_catalog
from observatoire.model.territory import LEVELS

PREPARED = Path(__file__).parents[2] / "data" / "prepared"
WOMEN = Family("n", ("f",), "commune")


def places(epci: str, departement: str, region: str | None = None) -> pd.DataFrame:
    """One letter a commune: its EPCI (« . » for none), its département, its region."""
    table = pd.DataFrame(
        {"epci": list(epci), "departement": list(departement), "region": list(region or "R" * len(epci))}
    )
    table.index = pd.Index([f"c{number}" for number in range(len(table))])
    return table.replace({"epci": {".": None}})


def counted(persons: list[int], kinds: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"n": persons, "f": kinds}, index=[f"c{number}" for number in range(len(persons))], dtype=float)


@pytest.mark.parametrize("women", [0, 1, 2, 9, 10, 11])
def test_one_of_eleven_none_of_them_and_all_but_one_are_withheld_alike(women: int) -> None:
    found = withhold(WOMEN, counted([11, 15, 19, 15], [women, 7, 9, 7]), places("AAAA", "DDDD"))
    # The smallest commune that hides it, the first of two equal ones.
    assert found.communes == {"c0", "c1"}
    assert not found.totals


def test_three_on_each_side_are_told() -> None:
    found = withhold(WOMEN, counted([11, 6, 11], [3, 3, 8]), places("AAA", "DDD"))
    assert not found.communes
    assert not found.totals


def test_those_left_by_a_subtraction_are_three_on_each_side() -> None:
    # Two of 11 women, none of the 9 of the next: together still fewer than three.
    found = withhold(WOMEN, counted([11, 9, 12, 30], [2, 0, 6, 15]), places("AAAA", "DDDD"))
    assert found.communes == {"c0", "c1", "c2"}


def test_a_commune_with_nearly_all_the_persons_is_not_left_with_a_tiny_one() -> None:
    deputies = counted([5, 1, 1, 8, 9], [2, 1, 0, 4, 4])
    found = withhold(WOMEN, deputies, places("AAAAA", "DDDDD"))
    assert found.communes == {"c0", "c1", "c2", "c3"}


def test_nobody_is_nothing_to_tell() -> None:
    found = withhold(WOMEN, counted([0, 11], [0, 5]), places("AA", "DD"))
    assert not found.communes


def test_a_lonely_commune_of_an_epci_across_a_border_takes_the_total_of_the_epci() -> None:
    mayors = Family("n", ("f",), "epci")
    table = counted([1] + [4] * 20, [1] + [2] * 20)
    where = places("A" + "A" * 5 + "B" * 5 + "C" * 5 + "G" * 5, "E" + "D" * 10 + "E" * 10)
    found = withhold(mayors, table, where)
    # Département E less its EPCI C and G would be the one mayor of c0; told: E, D and one EPCI of each.
    assert "epci-A" in found.totals
    assert len(found.totals & {"epci-C", "epci-G"}) == 1
    assert not found.totals & {"dep-D", "dep-E", "france", "reg-R"}


def test_what_is_left_of_a_larger_body_counts_too() -> None:
    seats = Family("n", ("f",), "commune", among=("all", "women"))
    table = counted([8, 20, 20], [4, 10, 10]).assign(all=[15.0, 40, 40], women=[5.0, 20, 20])
    assert "c0" in withhold(seats, table, places("AAA", "DDD")).communes
    assert "c0" not in withhold(WOMEN, table, places("AAA", "DDD")).communes


def worlds(number: int) -> list[tuple[np.random.Generator, pd.DataFrame]]:
    """Make small geographies: five communes, up to three EPCI, two départements, of one region or of two."""
    made = []
    for seed in range(number):
        random = np.random.default_rng(seed)
        departement = "".join(random.choice(["D", "E"], 5))
        region = departement.replace("D", "R").replace("E", str(random.choice(["R", "S"])))
        epci = "".join(random.choice([*"ABC."], 5, p=[0.4, 0.3, 0.2, 0.1]))
        made.append((random, places(epci, departement, region)))
    return made


def told_sums(family: Family, where: pd.DataFrame, table: pd.DataFrame, kinds: list[str]) -> list[np.ndarray]:
    """Return each figure that is told of a family as the persons that it counts, by kind and commune."""
    secret = withhold(family, table, where)
    shape = (len(kinds), len(where))
    rows = []
    for kind in family.kinds:
        groups = [[code] for code in where.index if family.lowest == "commune" and code not in secret.communes]
        for level, prefix in (("epci", "epci-"), ("departement", "dep-"), ("region", "reg-"), ("france", "france")):
            keys = pd.Series("", index=where.index) if level == "france" else where[level].dropna()
            groups += [
                list(members)
                for code, members in keys.groupby(keys).groups.items()
                if f"{prefix}{code}" not in secret.totals and LEVELS.index(level) >= LEVELS.index(family.lowest)
            ]
        for members in groups:
            row = np.zeros(shape)
            row[kinds.index(kind), where.index.get_indexer(members)] = 1
            rows.append(row.ravel())
    return rows


@lru_cache
def all_groups(cells: int) -> np.ndarray:
    """Return every group that cells can make: a row each, 1 where it holds a cell."""
    return np.array(list(product([0.0, 1.0], repeat=cells)))[1:]


def known_groups(told: list[np.ndarray], persons: np.ndarray) -> list[float]:
    """Return the size of every group of persons that what is told determines, trying all that there are."""
    kinds, communes = persons.shape
    rows = [*told]
    for commune in range(communes):
        row = np.zeros(persons.shape)
        row[:, commune] = 1
        rows.append(row.ravel())
    basis = np.linalg.svd(np.array(rows))[2][: np.linalg.matrix_rank(np.array(rows))]
    groups = all_groups(kinds * communes)
    determined = np.abs(groups - groups @ basis.T @ basis).max(axis=1) < 1e-9
    return [float(size) for size in groups[determined] @ persons.ravel()]


@pytest.mark.parametrize("lowest", ["commune", "epci", "departement"])
def test_no_group_of_persons_that_can_be_told_is_small(lowest: str) -> None:
    """Every group, of both kinds in five communes: women here, men there, and all their sums and differences."""
    family = Family("n", ("f",), lowest)  # type: ignore[arg-type]
    told = 0
    for random, where in worlds(80):
        persons = random.integers(3, 25, 5)
        women = random.binomial(persons, 0.4)
        rows = told_sums(family, where, counted(list(persons), list(women)), ["f", "m"])
        told += len(rows)
        assert min(known_groups(rows, np.array([women, persons - women], dtype=float))) >= FEWEST
    assert told > 100, "a rule that tells nothing would prove nothing"


def test_no_group_can_be_told_by_two_families_of_one_whole() -> None:
    """Frequent kinds and a rare one, withheld apart: what subtracting both leaves is no smaller."""
    frequent, rare = Family("n", ("f",), "epci"), Family("n", ("g",), "epci", beside=("f",))
    told = 0
    for random, where in worlds(80):
        persons = np.array([random.multinomial(random.integers(4, 40), [0.5, 0.2, 0.3]) for _ in range(5)]).T
        table = pd.DataFrame(
            {"n": persons.sum(axis=0), "f": persons[0], "g": persons[1]}, index=where.index, dtype=float
        )
        rows = [row for family in (frequent, rare) for row in told_sums(family, where, table, ["f", "g", "rest"])]
        told += len(rows)
        assert min(known_groups(rows, persons.astype(float))) >= FEWEST
    assert told > 100


def test_equations_are_solved() -> None:
    # x + y = 5, x + y + z = 9, z = 4: z is known, x and y only together.
    solved = eliminate(np.array([[1.0, 1, 0, 5], [1, 1, 1, 9], [0, 0, 1, 4]]), 3)
    assert solved.tolist() == [[1, 1, 0, 5], [0, 0, 1, 4]]
    sums = np.array([[1.0, 1, 0], [1, 0, 0], [2, 2, 3], [0, 1, 1]])
    assert remainder(solved[:, :3], sums).tolist() == [[0, 0, 0], [0, -1, 0], [0, 0, 0], [0, 1, 0]]
    assert remainder(solved[:0, :3], sums).tolist() == sums.tolist(), "nothing solved, nothing known"


@pytest.fixture(scope="module")
def shipped() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    territories, measures, above = (
        pd.read_parquet(PREPARED / f"{name}.parquet") for name in ("territories", "measures", "measures_above")
    )
    return territories, measures[["code", *(name for name in measures if name.startswith("rne_"))]], above


def test_the_attack_finds_what_was_not_withheld(
    shipped: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tell one more figure: the attack must find what that gives away, in the two families where it is told."""
    attacked = [family for family in FAMILIES if {"rne_elus_f", "rne_maires_f"} & set(family.told)]
    monkeypatch.setattr("loaders.privacy.disclosure.FAMILIES", attacked)
    territories, measures, above = shipped
    communes = territories[territories["level"] == "commune"].set_index("code")
    women = measures.set_index("code")["rne_elus_f__2026"]
    hidden = women.index[women.isna()]
    pairs = communes.loc[hidden].groupby(["epci", "departement"]).filter(lambda members: len(members) == 2)
    told = measures.assign(rne_elus_f__2026=women.fillna({pairs.index[0]: 5.0}).to_numpy())
    found = disclosures(territories, told, above)
    assert any(sentence.startswith("rne_elus_f 2026: the largest withheld commune of") for sentence in found)
    again = above.set_index("id").copy()
    left = again.index[again["rne_maires_f__2026"].isna() & again.index.str.startswith("epci-")]
    again.loc[left, "rne_maires_f__2026"] = 4.0
    found = disclosures(territories, measures, again.reset_index())
    assert any(sentence.startswith("rne_maires_f 2026:") and "fewer than 3 persons" in sentence for sentence in found)


def test_every_cell_that_ships_tells_of_three_on_each_side(
    shipped: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
) -> None:
    _, measures, above = shipped
    for family in FAMILIES:
        for year in family.years:
            for table in (measures, above):
                names = {f"{name}__{year}": name for name in family.measures}
                cells = table.reindex(columns=list(names)).rename(columns=names)
                given = cells[cells[family.told[0]].notna() & (cells[family.whole] > 0)]
                kinds = persons_of_each_kind(family, given)
                assert not (kinds < FEWEST).any(axis=None), f"{family.told[0]} {year}"


def test_women_of_no_office_are_not_told_by_subtracting_mayors_and_deputies(
    shipped: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
) -> None:
    """All councillors less mayors less deputies: known wherever the three are."""
    above = shipped[2]
    for year in (2021, 2026):
        women = above[f"rne_elus_f__{year}"] - above[f"rne_maires_f__{year}"] - above[f"rne_adjoints_f__{year}"]
        all_of_them = above[f"rne_elus__{year}"] - above[f"rne_maires__{year}"] - above[f"rne_adjoints__{year}"]
        known = women.notna()
        assert known.sum() > 700
        assert (women[known] >= FEWEST).all()
        assert ((all_of_them - women)[known] >= FEWEST).all()


def test_the_contract_refuses_a_figure_about_few(shipped: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]) -> None:
    territories, measures, above = shipped
    assert not [sentence for sentence in above_violations(*shipped) if "tells" in sentence or "told" in sentence]
    few = above.copy()
    few.loc[few["id"] == "dep-16", "rne_elus_ue__2026"] = 2.0
    few.loc[few["id"] == "epci-243500139", "rne_vp_f__2026"] = 4.0
    few.loc[few["id"] == "epci-200070514", "rne_csp_cadres__2026"] = float("nan")
    found = " ".join(above_violations(territories, measures, few))
    assert "rne_elus_ue__2026 tells of fewer than 3 persons in 1 territories (departement)." in found
    assert "rne_vp_f__2026 is told by epci." in found
    assert "is told without the rest of its family in 1 territories (epci)." in found


def test_the_catalogue_offers_no_level_below_that_of_its_family() -> None:
    lowest = {name: family.lowest for family in FAMILIES for name in family.told}
    offered = {
        i.id: (lowest[i.numerator], i.levels) for i in load_catalog().indicators.values() if i.numerator in lowest
    }
    assert len(offered) == sum(len(family.told) for family in FAMILIES)
    for name, (level, levels) in offered.items():
        assert levels == LEVELS[LEVELS.index(level) :], name
