"""Nobody is told by composing: attacks on what ships, by every subtraction that a visitor could think of."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from loaders.privacy.disclosure import eliminate
from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.composed.names import composed_id
from observatoire.model.store import Store
from observatoire.statistics.components import components_of, counted_above, shipped_by_commune, whole_sums, years
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.wholes import sums_of_wholes

WOMEN = ("part_femmes_elus_municipaux", 2021)


@pytest.fixture(scope="module")
def data() -> tuple[Store, Catalog]:
    return open_offered()


def codes(store: Store, communes: np.ndarray) -> list[str]:
    return [str(code) for code in store.level("commune")["code"].iloc[communes]]


def withheld(store: Store, indicator: Indicator, year: int, communes: np.ndarray) -> np.ndarray:
    """Return the communes whose figure is kept secret."""
    causes = components_of(store, indicator, year, communes).causes
    return communes[causes == 1]


def attacks(store: Store, indicator: Indicator, year: int, departement: str) -> Iterator[np.ndarray]:
    """Yield sets of communes that a visitor would compose to find a withheld one: whole less one, one more, pairs."""
    whole = store.members(departement)
    membership = store.membership("epci")
    for epci in np.unique(membership[whole]):
        members = np.flatnonzero(membership == epci)
        secret = withheld(store, indicator, year, members)
        yield np.setdiff1d(whole, members)
        yield np.union1d(whole, members)
        yield np.setdiff1d(members, secret)
        for commune in secret[:2]:
            yield np.setdiff1d(members, [commune])
            yield np.setdiff1d(whole, [commune])
            yield np.union1d(np.setdiff1d(whole, members), [commune])
            told = np.setdiff1d(members, secret)
            yield np.union1d(told, [commune])
            yield np.union1d(told[1:], secret)
        yield secret


@pytest.mark.parametrize("departement", ["dep-16", "dep-2A"])
@pytest.mark.parametrize(("name", "year"), [WOMEN, ("part_elus_reconduits", 2026), ("part_femmes_adjoints", 2026)])
def test_no_composed_territory_adds_an_equation_to_what_is_published(
    data: tuple[Store, Catalog], departement: str, name: str, year: int
) -> None:
    store, catalog = data
    indicator = catalog.indicator(name)
    assert counted_above(store, indicator, year)
    membership = store.membership("epci")
    around = np.flatnonzero(np.isin(membership, membership[store.members(departement)]) & (membership >= 0))
    secret = withheld(store, indicator, year, np.union1d(around, store.members(departement)))
    # What is withheld elsewhere is one unknown more of the région and one of France: no set that is tried holds any.
    elsewhere = {"epci": (0.0, 0.0), "departement": (0.0, 0.0), "region": (1.0, 0.0), "france": (1.0, 1.0)}
    rows = []
    for level in ("epci", "departement", "region", "france"):
        told = ~np.isnan(whole_sums(store, indicator, year, level)[0])  # type: ignore[arg-type]
        of_level = store.membership(level)[secret]  # type: ignore[arg-type]
        rows += [[*(of_level == at), *elsewhere[level]] for at in np.unique(of_level) if at >= 0 and told[at]]
    made = list(attacks(store, indicator, year, departement))
    composed = [composed_id(codes(store, communes)) for communes in made if 1 < len(communes) <= 400]
    told = [i for i in composed if figures(store, indicator, "epci", year, [i]).statuses == ["value"]]
    assert told
    assert len(told) < len(composed)
    known = np.unique(np.array(rows, dtype=float), axis=0)
    of_composed = np.array([[*np.isin(secret, store.members(i)), 0.0, 0.0] for i in told], dtype=float)
    used = np.flatnonzero(np.vstack([known, of_composed]).any(axis=0))
    assert len(used) > 20
    before = len(eliminate(np.hstack([known[:, used], np.zeros((len(known), 1))]), len(used)))
    both = np.vstack([known, of_composed])
    after = eliminate(np.hstack([both[:, used], np.zeros((len(both), 1))]), len(used))
    assert len(after) == before
    alone = [row for row in np.abs(after[:, :-1]) > 1e-7 if np.count_nonzero(row) == 1]
    assert not [row for row in alone if row[:-2].any()]  # a commune; what is elsewhere is many of them


def test_what_is_told_is_a_sum_of_published_cells_each_commune_once(data: tuple[Store, Catalog]) -> None:
    store, catalog = data
    checked = 0
    for indicator in catalog.indicators.values():
        for year in years(store, indicator):
            if not counted_above(store, indicator, year):
                continue
            for communes in (
                np.union1d(store.members("epci-200070514"), store.members("epci-241600303")),
                store.members("dep-16"),
                np.union1d(store.members("dep-2A"), store.members("epci-200070514")),
                store.members("epci-200070514")[1:],
            ):
                found = sums_of_wholes(store, indicator, year, communes)
                covered = list(found.alone)
                for level, at in found.wholes:
                    sums = whole_sums(store, indicator, year, level)
                    assert not np.isnan(sums[0][at][sums[2][at] > 0]).any()
                    covered += np.flatnonzero(np.isin(store.membership(level), at)).tolist()
                if found.alone:
                    assert shipped_by_commune(store, indicator, year)
                    assert components_of(store, indicator, year, np.array(found.alone)).paired.all()
                assert len(covered) == len(set(covered))
                assert set(covered) <= set(communes.tolist())
                checked += 1
    assert checked > 80


def test_one_withheld_commune_more_or_less_is_not_told(data: tuple[Store, Catalog]) -> None:
    store, catalog = data
    indicator, year = catalog.indicator(WOMEN[0]), WOMEN[1]
    members = store.members("epci-200070514")
    secret = withheld(store, indicator, year, members)
    assert len(secret) > 1
    told = np.setdiff1d(members, secret)
    with_one = composed_id(codes(store, np.union1d(told, secret[:1])))
    less_one = composed_id(codes(store, np.setdiff1d(members, secret[:1])))
    own = figures(store, indicator, "epci", year, [with_one, less_one, composed_id(codes(store, told))])
    assert own.statuses == ["secret", "secret", "value"]
    assert np.isnan(own.value[:2]).all()
    assert np.isnan(own.numerator[:2]).all()
    assert own.figure(0).reason.startswith("Trop peu de personnes")
    # Whole, it is what its EPCI is.
    whole = figures(store, indicator, "epci", year, [composed_id(codes(store, members)), "epci-200070514"])
    assert whole.value[0] == whole.value[1]


def test_a_secret_of_the_taxman_moves_no_sum(data: tuple[Store, Catalog]) -> None:
    """A composed sum is made of communes that are told alone: with or without a secret one, it is the same."""
    store, catalog = data
    income = catalog.indicator("revenu_imposable_par_habitant")
    year = years(store, income)[-1]
    secret = withheld(store, income, year, np.arange(len(store.index("commune"))))
    assert len(secret) > 50
    tried = 0
    for commune in secret:
        epci = store.membership("epci")[commune]
        members = np.flatnonzero(store.membership("epci") == epci)
        if epci < 0 or len(members) > 400 or len(members) < 4:
            continue
        with_it, without = (composed_id(codes(store, c)) for c in (members, np.setdiff1d(members, [commune])))
        own = figures(store, income, "epci", year, [with_it, without])
        assert own.numerator[0] == own.numerator[1]
        assert own.denominator[0] == own.denominator[1]
        assert own.members[0] == own.members[1] + 1
        tried += 1
    assert tried > 50
