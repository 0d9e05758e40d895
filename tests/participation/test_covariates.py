"""Covariates: fifths of what the observatory measures, frozen before opening, shared by twenty, protected as others."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from observatoire.model.catalog import Catalog, load_catalog
from observatoire.model.store import Store, open_store
from observatoire.statistics.figures import figures
from participation.model.campaigns import Campaign, CampaignError, advanced
from participation.model.organisations import known_organisation
from participation.results.covariates import quintiles_of_all, stored_classes, stored_quintiles, with_quintiles
from participation.results.gathering import publication_of
from participation.results.groups import grouping
from participation.results.tables import results
from participation.storage.responses import Draft
from participation.views.files import csv_of
from participation.views.synthesis.content import synthesis
from tests.participation.conftest import DAY, campaign_fields
from tests.participation.test_publication import country
from tests.participation.test_results import LARGE, SMALL, submission
from tests.participation.test_synthesis import under

NAME = "densite"


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store()


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def campaign(**values: Any) -> Campaign:
    return Campaign.model_validate(campaign_fields(**{"eligible": ["commune"], "covariates": [NAME], **values}))


def test_fifths_are_cut_among_all_collectivités_of_a_kind_and_opening_waits_for_them(store, catalog):
    with pytest.raises(CampaignError, match="cinquièmes"):
        advanced(campaign(), "open")
    ready = with_quintiles(store, catalog, campaign())
    [cut] = ready.quintiles
    found = figures(store, catalog.indicators[NAME], "commune", cut.year)
    values = found.value[found.known]
    assert [round(float((values <= bound).mean()), 2) for bound in cut.bounds] == [0.2, 0.4, 0.6, 0.8]
    told = quintiles_of_all(store, catalog, ready)
    assert told["com-75056"] == (5,), "Paris"
    counts = Counter(its[0] for its in told.values())
    assert max(counts[q] for q in range(1, 6)) - min(counts[q] for q in range(1, 6)) < 0.01 * len(values)
    assert advanced(ready, "open").quintiles == ready.quintiles
    with pytest.raises(CampaignError, match="n’est pas un indicateur"):
        with_quintiles(store, catalog, campaign(covariates=["absent"]))


def test_every_combination_that_an_anonymous_answer_keeps_is_shared_by_twenty(store, catalog):
    ready = with_quintiles(
        store, catalog, campaign(mode="anonyme", invited=True, covariates=[NAME, "part_65_ans_plus"])
    )
    classes = stored_classes(store, catalog, ready)
    counts = Counter(classes.values())
    assert min(counts.values()) >= 20
    told = [stored_quintiles(ready, stratum) for stratum in counts]
    assert {len(one) for one in told} == {2}
    assert any(0 not in one for one in told)
    assert any(0 in one for one in told), "some combinations were given up"
    assert stored_quintiles(ready, None) == (0, 0)


def test_a_fifth_is_a_group_like_another_and_protected_with_them(form):
    """Twelve communes of the first fifth, twelve of the second, three of the third: these are told nowhere."""
    fifths = [1] * 12 + [2] * 12 + [3] * 3
    answered = [submission(form, SMALL, site="propre" if at % 2 else "aucun") for at in range(27)]
    given = [replace(one, quintiles=(fifth,)) for one, fifth in zip(answered, fifths, strict=True)]
    found = results(form, given, country(), ("all", "covariate"), 5)
    site = next(one for one in found.questions if one.cell.question == "site")
    told = {one.group.place: one for one in site.groups if one.group.cut == "covariate"}
    assert [told[0, fifth].withheld for fifth in range(1, 6)].count(False) == 1, "a second would give the three back"
    assert told[0, 3].withheld
    assert not site.groups[0].withheld
    shown = next(one for one in told.values() if not one.withheld)
    assert shown.options[0].share.value == pytest.approx(0.5)


def test_who_lacks_a_figure_is_in_no_fifth():
    places, quintiles = np.array([SMALL, SMALL, LARGE]), np.array([[1], [0], [5]])
    groups = grouping(country(), places, ("covariate",), quintiles)
    assert groups.of_answers.sum(axis=1).tolist() == [1, 0, 0, 0, 1]


def test_organisations_are_joined_on_their_code_and_results_say_by_which_fifth(store, catalog, form):
    """Thirty communes of Charente, by their own density: those of the lowest fifth have no site."""
    ready = with_quintiles(store, catalog, campaign(strata=["type"]))
    told = quintiles_of_all(store, catalog, ready)
    table = store.territories
    places = [str(one) for one in table.index[(table["level"] == "commune") & (table["departement"] == "16")]]
    low, high = ([one for one in places if told[one] == (fifth,)][:15] for fifth in (1, 4))
    given = [
        (
            Draft(one, ready.id, "submitted", known_organisation(store, one), None, {}),
            submission(form, SMALL, site="aucun" if one in low else "propre").review,
        )
        for one in (*low, *high)
    ]  # fmt: skip
    made = publication_of(store, ready, form, given, DAY)
    [title] = [one["title"] for one in made["covariates"]]
    groups = next(one for one in made["questions"] if one["question"] == "site")["groups"]
    fourth = next(one for one in groups if one["cut"] == "covariate" and one["place"] == [0, 4])
    assert next(one for one in fourth["options"] if one["option"] == "propre")["share"]["value"] == 1
    assert f"{title} – Le quatrième cinquième".encode() in csv_of(made, form, str)
    captions = [getattr(block, "caption", "") for block in under(synthesis(made, form, str, "x"), "Un site\u202f?")]
    assert any(title in caption for caption in captions)
