"""Indicators by citizens' words: what answers, what is not here yet, nothing rather than a false friend."""

from __future__ import annotations

import pytest

from observatoire.model.catalog import load_catalog
from observatoire.model.search.indicators import IndicatorIndex, Subjects
from observatoire.model.store import PREPARED_DIR, open_store
from observatoire.statistics.offering import offered


@pytest.fixture(scope="module")
def index() -> IndicatorIndex:
    return IndicatorIndex(offered(load_catalog(), open_store(PREPARED_DIR)))


def found(index: IndicatorIndex, text: str, **options: bool) -> list[str]:
    return [indicator.id for indicator in index.search(text, **options).indicators]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("vélo", "part_accidents_velo"),
        ("VELO", "part_accidents_velo"),
        ("cyclistes", "part_accidents_velo"),
        ("école", "part_3_16_ans"),
        ("lycée", "lycees"),
        ("personnes âgées", "part_65_ans_plus"),
        ("seniors", "part_65_ans_plus"),
        ("jeunes", "part_moins_20_ans"),
        ("habitants", "population"),
        ("logements vides", "part_logements_vacants"),
        ("y a-t-il beaucoup de logements vides ici ?", "part_logements_vacants"),
        ("HLM", "part_logements_sociaux_dgf"),
        ("APL", "beneficiaires_aides_logement_pour_100_logements"),
        ("impôt", "effort_fiscal"),
        ("impôts locaux", "effort_fiscal"),
        ("taxe foncière", "taux_moyen_taxe_fonciere"),
        ("revenus", "revenu_imposable_par_habitant"),
        ("DGF", "dgf_par_habitant"),
        ("morts sur la route", "personnes_tuees"),
        ("parité", "part_femmes_elus_municipaux"),
        ("horaires de la mairie", "heures_ouverture_mairie"),
        ("mairie ouverte le samedi", "part_mairies_ouvertes_samedi"),
        ("rural", "part_population_zrr"),
        ("montagne", "part_population_montagne"),
        ("superficie", "superficie"),
        ("quartier prioritaire", "part_population_qpv"),
        ("logem", "logements"),  # being typed
        ("papi", "part_65_ans_plus"),
        ("démographie", "population"),
        ("maisons abandonnées", "part_logements_vacants"),
    ],
)
def test_words_of_citizens_find_an_indicator(index: IndicatorIndex, text: str, first: str) -> None:
    assert found(index, text)[:1] == [first]


@pytest.mark.parametrize(
    ("text", "awaited"),
    [
        ("loyer", "loyers"),
        ("prix des loyers", "loyers"),
        ("médecin", "medecins"),
        ("combien de médecins ?", "medecins"),
        ("chômage", "chomage"),
        ("taux de chômage", "chomage"),
        ("demandeurs d’emploi", "chomage"),
        ("emploi", "emploi"),
        ("pauvreté", "pauvrete"),
        ("gare", "gares"),
        ("eau", "eau"),
        ("prix de l’eau", "eau"),
        ("crime", "securite"),
        ("sécurité", "securite"),
        ("bruit", "bruit"),
        ("internet", "internet"),
        ("fibre", "internet"),
        ("retraités", "professions"),
        ("cadres", "professions"),
        ("ouvriers", "professions"),
        ("naissances", "familles"),
        ("abstention", "elections"),
        ("dette", "dette"),
        ("boulangerie", "commerces"),
        ("inondation", "risques"),
        ("toubib", "medecins"),
        ("boulot", "emploi"),
        ("bagnole", "trajets"),
        ("fonctionnaires", "emploi"),
        ("divorce", "personnes_seules"),
        ("terrain de foot", "sport"),
    ],
)
def test_what_is_not_here_yet_is_said_and_is_no_indicator(index: IndicatorIndex, text: str, awaited: str) -> None:
    subjects = index.search(text)
    assert awaited in [entry.id for entry in subjects.awaited]
    assert subjects.indicators == ()


@pytest.mark.parametrize(
    ("text", "friend"),
    [
        ("loyer", "altitude_moyenne"),
        ("emploi", "part_elus_employes"),
        ("sécurité", "part_sites_https"),
        ("internet", "part_communes_site_internet"),
        ("retraités", "part_elus_retraites"),
        ("eau", "population"),
        ("vélo", "voirie_communale_par_habitant"),
    ],
)
def test_a_false_friend_is_no_answer(index: IndicatorIndex, text: str, friend: str) -> None:
    assert friend not in found(index, text)


def test_a_whole_word_is_not_the_beginning_of_another_nor_a_word_of_a_longer_one() -> None:
    everything = IndicatorIndex(load_catalog())
    assert "taux_taxe_fonciere_vote" not in found(everything, "vote"), "« taxe votée » is no vote"
    assert [entry.id for entry in everything.search("terrain de foot").awaited] == ["sport"], "no ground to build on"


@pytest.mark.parametrize(
    "text", ["", " ", "poisson rouge", "xyz", "taux", "la part de", "😀", "a" * 10_000, "%", "loy3r"]
)
def test_nothing_rather_than_anything(index: IndicatorIndex, text: str) -> None:
    assert index.search(text) == Subjects()


def test_a_word_that_begins_others_is_no_subject_of_a_whole_search(index: IndicatorIndex) -> None:
    assert found(index, "mont")
    assert found(index, "mont", whole=True) == []
    assert found(index, "mon") == []


def test_what_comes_near_is_told_apart(index: IndicatorIndex) -> None:
    subjects = index.search("cadres")
    assert [i.id for i in subjects.near] == ["part_elus_cadres"]
    near = [i.id for i in index.search("loyer").near]
    assert near == ["part_population_zone_tendue", "beneficiaires_aides_logement_pour_100_logements"]


def test_every_word_of_the_catalogue_finds_its_entry(index: IndicatorIndex) -> None:
    for catalog, searched in (
        (offered(load_catalog(), open_store(PREPARED_DIR)), index),
        (load_catalog(), IndicatorIndex(load_catalog())),
    ):
        for indicator in catalog.indicators.values():
            for word in indicator.words:
                assert indicator.id in [i.id for i in searched.search(word, limit=40).indicators], (indicator.id, word)
        for entry in catalog.awaited.values():
            for word in entry.words:
                assert entry.id in [found.id for found in searched.search(word).awaited], (entry.id, word)


def test_pages_of_producers_are_told_apart_from_ours() -> None:
    for entry in load_catalog().awaited.values():
        assert entry.page.startswith("https://"), entry.id
        assert entry.sentence.endswith("."), entry.id
        assert entry.sentence.count(". ") == 0, f"{entry.id}: one sentence"
    for place in load_catalog().uncovered.values():
        assert place.sentence.endswith("."), place.id
        assert place.sentence.count(". ") == 0, f"{place.id}: one sentence"
        assert place.page or place.instead, f"{place.id}: no way on"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("loyer", "loyer_m2_appartement"),
        ("médecin", "apl_generalistes"),
        ("chômage", "taux_chomage_rp"),
        ("pauvreté", "taux_pauvrete"),
        ("emploi", "taux_emploi_15_64"),
        ("retraités", "part_retraites"),
        ("abstention", "participation_municipales_2026_t1"),
        ("prix des maisons", "prix_m2_median_maison"),
        ("boulangerie", "boulangeries"),
        ("RSA", "foyers_rsa"),
        ("crèche", "creches"),
        ("sans diplôme", "part_sans_diplome"),
        ("APL", "beneficiaires_aides_logement_pour_100_logements"),  # the allowance, not the access to doctors
    ],
)
def test_words_of_citizens_find_what_official_files_bring(text: str, first: str) -> None:
    assert found(IndicatorIndex(load_catalog()), text)[:1] == [first]
