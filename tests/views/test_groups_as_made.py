"""What is said of a group is what made it: features used, peers found, those removed."""

from __future__ import annotations

import pytest

from observatoire.exports.tables.columns import peers_words
from observatoire.exports.tables.peers import peers_export
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerGroup, PeerRequest, default_method, peer_group
from observatoire.statistics.peers.neighbours import LEAST_SHARED, nearest
from observatoire.views.french.groups import group_explanation, group_label
from observatoire.views.peers.neighbour_words import CORSICA
from observatoire.views.peers.reasons import peer_reasons
from tests.pages.test_pages import run, words

STORE, CATALOG = open_offered()
EMPTY = ("com-55039", "com-55050", "com-55139", "com-55189", "com-55239", "com-55307")
"""Villages destroyed in 1916: no inhabitants."""


def group_of(place: str, **request: object) -> PeerGroup:
    return peer_group(STORE, CATALOG, STORE.territory(place), PeerRequest(**request))  # type: ignore[arg-type]


def told(place: str, **request: object) -> str:
    return group_explanation(STORE, STORE.territory(place), group_of(place, **request))


@pytest.mark.parametrize("place", EMPTY)
def test_nobody_can_be_said_to_resemble_a_commune_of_which_most_is_unknown(place: str) -> None:
    there = STORE.territory(place)
    found = nearest(STORE, CATALOG, there)
    assert (found.enough, found.close) == (False, None)
    assert default_method(there) == "categorie"
    group = group_of(place, method="similaires")
    assert group_label(STORE, group) == "communes les plus proches sur les seuls critères connus"
    text = told(place, method="similaires")
    used, total = len(found.features), len(found.features) + len(found.missing)
    assert f"sur {used}\u00a0critères sur {total} (" in text
    assert "sans chiffre ici\u202f: " in text
    assert "trop peu pour dire qu’ils lui ressemblent" in text
    assert "la plus proche" not in text
    reasons = peer_reasons(STORE, CATALOG, there, PeerRequest("similaires"))
    assert not reasons.close
    assert reasons.verdict.startswith("On ne peut guère dire à qui")
    assert "très proche" not in str(reasons.members)
    assert "on ne peut le dire" in str(reasons.members)
    export = peers_export(STORE, CATALOG, there, group)
    assert set(export.frame["proximite"]) == {"", "on ne peut le dire"}
    assert text in peers_words(STORE, there, group)


def test_the_share_of_known_features_is_weighed() -> None:
    """Mayotte lacks six features of fourteen, of little weight: it has neighbours; the rule is that of candidates."""
    for place in ("com-97611", "epci-200050532"):
        found = nearest(STORE, CATALOG, STORE.territory(place))
        assert found.enough
        known, lacking = (sum(CATALOG.features[f].weight for f in names) for names in (found.features, found.missing))
        assert known / (known + lacking) >= LEAST_SHARED
        assert "sans chiffre ici\u202f: " in told(place, method="similaires")


def test_usual_peers_are_told_as_before() -> None:
    assert told("com-16102", method="similaires") == (
        "20\u00a0territoires\u202f: les communes dont la structure (taille, densité, âges, logements, revenus, "
        "situation) est la plus proche. Cognac n’est pas compté parmi ses pairs."
    )


def test_features_left_out_or_doubled_are_named() -> None:
    text = told("com-16102", method="similaires", dropped=("revenu",), doubled=("densite",))
    assert "sur 13\u00a0critères sur 14 (" in text
    assert "revenu" not in text.split("(")[1].split(")")[0]
    assert "densité comptant double" in text
    assert "laissé de côté à votre demande\u202f: revenu imposable." in text


def test_fewer_found_than_asked_is_said() -> None:
    epci = STORE.level("epci")
    place = str(epci.index[epci["region"] == CORSICA][0])
    text = told(place, method="similaires", n=30, within="region")
    group = group_of(place, method="similaires", n=30, within="region")
    assert 0 < len(group.ids) < 30
    assert f"{len(group.ids)}\u00a0territoires, et non les 30 demandés, faute d’autres" in text
    assert group_label(STORE, group) == "EPCI les plus semblables de la même région"


def test_only_those_really_removed_are_counted() -> None:
    plain = group_of("com-16102", method="departement")
    inside, outside = plain.ids[0], "com-75056"
    text = told("com-16102", method="departement", removed=(inside, outside))
    assert "Hors du groupe, à votre demande\u202f: 1\u00a0territoire." in text
    first = group_of("com-16102", method="similaires")
    removed = group_of("com-16102", method="similaires", removed=(first.ids[0], outside))
    assert removed.removed == (first.ids[0],)
    assert len(removed.ids) == 20
    chosen = group_of("com-16102", method="choisis", chosen=first.ids[:2], removed=(first.ids[0],))
    assert (chosen.ids, chosen.removed) == (first.ids[1:2], first.ids[:1])


def test_a_group_without_anybody_says_why() -> None:
    assert "frontière terrestre avec aucune autre commune" in told("com-85113", method="limitrophes")
    assert told("com-16102", method="choisis").startswith("Votre liste est vide")
    only = group_of("com-16102", method="similaires").ids[:1]
    assert "retirés, à votre demande" in told("com-16102", method="choisis", chosen=only, removed=only)


def test_the_page_of_an_empty_commune_opens_with_another_group_and_warns_of_the_similar_ones() -> None:
    assert (
        "Communes de même taille" in words(run("comparer", territoire="com-55050"))
        or default_method(STORE.territory("com-55050")) == "categorie"
    )
    app = run("pairs", territoire="com-55050", pairs="similaires")
    assert [w for w in app.warning if "On ne peut guère dire" in w.value]
