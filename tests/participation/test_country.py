"""The frame of a campaign, from the collectivités that the observatory knows."""

from __future__ import annotations

import numpy as np
import pytest

from observatoire.model.store import Store, open_store
from participation.model.strata import strata_of_all
from participation.results.country import OUTSIDE, country_of

DECLARED = ("type", "size", "region")


@pytest.fixture
def store() -> Store:
    return open_store()


def test_all_collectivités_are_in_the_frame_once(store: Store) -> None:
    classes = strata_of_all(store, ["commune", "epci"], DECLARED, fewest=1)
    country = country_of(store, classes, DECLARED)
    frame = country.frame
    levels = store.territories["level"]
    assert frame.kinds == ("commune", "epci")
    assert frame.counts.sum(axis=(1, 2)).tolist() == [(levels == level).sum() for level in frame.kinds]
    place = country.place(classes["com-16102"])
    assert (frame.kinds[place[0]], frame.sizes[place[1]], frame.regions[place[2]]) == ("commune", "10000-49999", "75")
    alike = store.territories.query("level == 'commune' and 10000 <= population < 50000")
    assert frame.counts[place] == (alike["region"] == "75").sum()
    assert country.mean_inhabitants(place) == alike["population"].mean()


def test_sizes_that_begin_alike_have_one_order_in_every_process(store: Store) -> None:
    """Communes and EPCI both begin at 0: the order of a set would change the bytes of a publication with each start."""
    sizes = country_of(store, strata_of_all(store, ["commune", "epci"], DECLARED, fewest=1), DECLARED).frame.sizes
    assert sizes[:3] == ("0-14999", "0-499", "500-1999")
    assert sizes[-3:] == ("50000-99999", "100000-249999", "250000-")
    assert sizes[-4] == "50000-"


def test_classes_of_anonymous_answers_are_held_by_twenty_each_and_keep_everybody(store: Store) -> None:
    classes = strata_of_all(store, ["commune", "epci"], DECLARED)
    frame = country_of(store, classes, DECLARED).frame
    assert frame.counts.sum() == len(classes)
    assert frame.counts[frame.counts > 0].min() >= 20


def test_what_has_no_class_is_outside(store: Store) -> None:
    country = country_of(store, strata_of_all(store, ["region"], ("type",), fewest=1), ("type",))
    assert country.place(None) == OUTSIDE
    assert np.isnan(country.mean_inhabitants(OUTSIDE))
    assert country.frame.counts.shape == (1, 1, 1)
