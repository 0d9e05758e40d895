"""The group that explains an indicator best: what the catalogue may say, and when it is suggested."""

from __future__ import annotations

from typing import get_args

import pytest
from pydantic import ValidationError

from observatoire.model.catalog import load_catalog
from observatoire.model.features import BestPeers, Explaining, Nearness, best_peers_faults
from observatoire.model.store import open_store
from observatoire.statistics.peers.best import best_peers
from observatoire.statistics.peers.derivation import follows
from observatoire.statistics.peers.groups import METHODS, Method, PeerRequest, peer_group
from observatoire.views.french.circularity import best_peers_sentence
from tests.pages.test_pages import run, words

CATALOG = load_catalog()
COMMUNE, EPCI = "com-16102", "epci-200070514"


def suggested(place: str, indicator: str, method: Method) -> Method | None:
    store = open_store()
    territory = store.territory(place)
    request = PeerRequest(method, chosen=("com-16015",) if method == "choisis" else ())
    group = peer_group(store, CATALOG, territory, request)
    return best_peers(CATALOG, CATALOG.indicator(indicator), territory, group)


@pytest.mark.parametrize(
    "entry",
    [
        {"commune": "voisins"},
        {"epci": "choisis"},
        {"departement": "region"},
        {},
    ],
)
def test_an_unknown_group_or_level_or_nothing_at_all_is_refused(entry: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        BestPeers.model_validate({"id": "densite", **entry})


def test_no_other_group_is_made_by_nearness() -> None:
    known = CATALOG.nearness["similaires_proches"].model_dump()
    assert Nearness.model_validate(known)
    with pytest.raises(ValidationError):
        Nearness.model_validate(known | {"id": "similaires"})
    with pytest.raises(ValidationError):
        Nearness.model_validate(known | {"bound": 0.0})


def test_an_indicator_that_is_none_or_lacks_the_level_is_a_fault() -> None:
    best = {
        "absent": BestPeers(id="absent", commune="region"),
        "age_moyen_maires": BestPeers(id="age_moyen_maires", commune="region", epci="region"),
    }
    assert "commune" not in CATALOG.indicators["age_moyen_maires"].levels
    assert list(best_peers_faults(best, CATALOG.indicators)) == [
        "[best_peers.absent] no indicator 'absent'; add it or remove the entry",
        "[best_peers.age_moyen_maires] commune: age_moyen_maires has no such level; remove it",
    ]


def test_groups_named_exist_and_no_criterion_names_one() -> None:
    offered = {method for methods in METHODS.values() for method in methods}
    assert set(get_args(Explaining)) <= offered
    for level in ("commune", "epci"):
        features = [f for f in CATALOG.features.values() if level in f.levels and f.indicator]
        criteria = [CATALOG.indicator(str(f.indicator)) for f in features]
        for entry in CATALOG.best_peers.values():
            indicator = CATALOG.indicators[entry.id]
            assert indicator not in criteria
            if getattr(entry, level):
                assert not follows(CATALOG, indicator, criteria, level)


def test_nurses_are_explained_by_geography() -> None:
    assert (CATALOG.best_peers["apl_infirmiers"].commune, CATALOG.best_peers["apl_infirmiers"].epci) == (
        "similaires_proches",
        "departement",
    )


@pytest.mark.parametrize(
    ("place", "indicator", "method", "expected"),
    [
        (COMMUNE, "effort_fiscal", "similaires", "similaires_proches"),
        (COMMUNE, "effort_fiscal", "departement", "similaires_proches"),
        (COMMUNE, "effort_fiscal", "similaires_proches", None),  # it is the best
        (COMMUNE, "effort_fiscal", "limitrophes", None),  # never compared with the others
        (COMMUNE, "effort_fiscal", "choisis", None),
        (COMMUNE, "part_logements_vacants", "similaires", None),  # none is clearly ahead
        (COMMUNE, "part_65_ans_plus", "similaires", None),
        (EPCI, "taux_th_intercommunal", "similaires", "departement"),
        (EPCI, "taux_moyen_taxe_fonciere", "similaires", None),  # only for communes
        ("dep-16", "effort_fiscal", "france", None),
    ],
)
def test_when_another_group_is_suggested(place: str, indicator: str, method: Method, expected: Method | None) -> None:
    assert suggested(place, indicator, method) == expected


def test_it_is_said_in_one_sentence_with_what_is_lost() -> None:
    assert best_peers_sentence("similaires_proches", "commune") == (
        "Sur cet indicateur, une commune ressemble d’ordinaire davantage aux communes semblables et proches qu’à ces "
        "pairs-ci\u202f: ce qu’elles ont en commun ne se voit alors plus."
    )
    linked = best_peers_sentence("departement", "epci", lambda method: f"comparer?pairs={method}")
    assert (
        "un EPCI ressemble d’ordinaire davantage aux [EPCI du même département](comparer?pairs=departement)" in linked
    )


def test_comparer_suggests_and_does_not_switch() -> None:
    said = words(run("comparer", territoire=COMMUNE, indicateur="effort_fiscal"))
    assert "ressemble d’ordinaire davantage aux [communes semblables et proches](comparer?" in said
    assert "pairs=similaires_proches" in said
    assert "les plus semblables et proches" not in said  # those compared with are still the others
    near = words(run("comparer", territoire=COMMUNE, indicateur="effort_fiscal", pairs="similaires_proches"))
    assert "ressemble d’ordinaire davantage" not in near
    assert "et le cachent" in near
