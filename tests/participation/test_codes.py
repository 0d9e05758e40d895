"""Codes, organisations, campaigns, strata: what is mistyped, forged, homonymous or too rare is caught."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatoire.model.search.index import SearchIndex
from observatoire.model.store import Store, open_store
from observatoire.model.territory import UnknownTerritoryError
from participation.model.campaigns import NEXT, STATES, Campaign, CampaignError, advanced, changed, is_eligible, slot_of
from participation.model.codes import ALPHABET, CodeError, check_sign, keyed, new_code, read_code, shown_code
from participation.model.organisations import (
    SirenError,
    find_organisations,
    known_organisation,
    other_organisation,
    read_siren,
)
from participation.model.strata import FEWEST, merged, size_of, strata_of_all

CODES = st.text(ALPHABET, min_size=16, max_size=16).map(lambda signs: signs + check_sign(signs))


def campaign_of(**values: Any) -> Campaign:
    fields: dict[str, Any] = {
        "id": "barometre", "title": "Baromètre", "questionnaire": "essai", "version": 1, "mode": "organisation",
        "eligible": ["commune", "epci"], "opens": date(2026, 9, 1), "closes": date(2026, 12, 1),
        "purge_on": date(2027, 3, 1), "notice": "Qui, pourquoi, combien de temps.",
    }  # fmt: skip
    return Campaign.model_validate(fields | values)


def test_codes_are_long_random_and_readable() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert len(code) == 17
        assert read_code(shown_code(code)) == code
    assert not set("ILOU") & set(ALPHABET)
    assert len(ALPHABET) ** 16 == 2**80


@given(CODES)
def test_a_code_is_read_as_people_type_it(code: str) -> None:
    typed = shown_code(code).lower().replace("0", "o").replace("1", "l").replace("-", " \u2013 ")
    assert read_code(f"  {typed} ") == code


@given(CODES, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_every_wrong_sign_is_caught(code: str, at: int, sign: str) -> None:
    if sign != code[at]:
        with pytest.raises(CodeError, match="mal recopié"):
            read_code(code[:at] + sign + code[at + 1 :])


@given(CODES, st.integers(0, 16), st.integers(0, 16))
def test_every_exchange_of_two_signs_is_caught(code: str, one: int, other: int) -> None:
    if code[one] != code[other]:
        signs = list(code)
        signs[one], signs[other] = signs[other], signs[one]
        with pytest.raises(CodeError):
            read_code("".join(signs))


@pytest.mark.parametrize("typed", ["", "ABCD", "U" * 17, "é" * 17, "0" * 18, "<script>"])
def test_what_is_no_code(typed: str) -> None:
    with pytest.raises(CodeError, match="dix-sept signes"):
        read_code(typed)


def test_what_is_stored_of_a_code_depends_on_the_key_and_on_the_purpose() -> None:
    code = new_code()
    hashes = {keyed(key, purpose, code) for key in (b"a" * 32, b"b" * 32) for purpose in ("resume", "invitation")}
    assert len(hashes) == 4
    assert not any(code in stored for stored in hashes)


@pytest.mark.parametrize(
    "typed", ["217500016", "217 500 016", "21750001600019", "356 000 000 00048", "356000000 49837"]
)
def test_sound_numbers(typed: str) -> None:
    assert read_siren(typed) in ("217500016", "356000000")


@pytest.mark.parametrize(
    "typed", ["217500017", "21750001600018", "35600000049838", "000000000", "21750001", "２17500016", "x"]
)
def test_numbers_that_were_mistyped(typed: str) -> None:
    with pytest.raises(SirenError):
        read_siren(typed)


def test_the_exception_of_la_poste_is_one_of_offices_not_of_organisations() -> None:
    """356000000 fits the rule by itself; another nine digits whose sum is a multiple of five do not become sound."""
    assert read_siren("356000000") == "356000000"
    with pytest.raises(SirenError):
        read_siren("356000005")


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store()


@pytest.fixture(scope="module")
def index(store: Store) -> SearchIndex:
    return SearchIndex(store.territories, store.former_communes)


def test_two_homonymous_communes_are_two_organisations(store: Store, index: SearchIndex) -> None:
    found = find_organisations(store, index, "Saint-Denis", limit=8)
    same = [one for one in found if one.name == "Saint-Denis"]
    assert len(same) >= 2
    assert (
        len({one.id for one in same})
        == len({one.place for one in same})
        == len({one.siren for one in same})
        == len(same)
    )
    campaign = campaign_of()
    assert len({slot_of(campaign, one, "dgs") for one in same}) == len(same)


def test_organisations_are_found_by_siren_and_by_siret(store: Store, index: SearchIndex) -> None:
    for typed in ("217500016", "217 500 016", "21750001600019"):
        [paris] = find_organisations(store, index, typed)
        assert (paris.id, paris.type, paris.verified) == ("com-75056", "commune", True)
    [cognac] = find_organisations(store, index, "200070514")
    assert (cognac.id, cognac.siren, cognac.type) == ("epci-200070514", "200070514", "epci")
    assert find_organisations(store, index, "443061841") == []
    charente = known_organisation(store, "dep-16")
    assert (charente.siren, charente.id, charente.place) == (None, "dep-16", "")
    [isle] = find_organisations(store, index, "L'Isle-d'Espagnac")
    assert (isle.name, isle.place) == ("L’Isle-d’Espagnac", "Charente, 16"), "with the apostrophes of a page"
    with pytest.raises(UnknownTerritoryError):
        known_organisation(store, "france")


def test_an_unknown_organisation_is_to_be_verified_and_never_blocks() -> None:
    one = other_organisation(read_siren("443061841"), "  Syndicat   des eaux ", "syndicat")
    assert (one.id, one.name, one.verified) == ("siren-443061841", "Syndicat des eaux", False)
    assert is_eligible(campaign_of(eligible=["syndicat"]), one)
    assert not is_eligible(campaign_of(), one)


def test_a_campaign_only_goes_forward() -> None:
    assert set(NEXT) == set(STATES)
    campaign = campaign_of()
    for state in ("open", "closed", "coded", "published", "purged"):
        campaign = advanced(campaign, state)
        with pytest.raises(CampaignError):
            advanced(campaign, "draft")
    with pytest.raises(CampaignError, match="en préparation"):
        advanced(campaign_of(), "published")


def test_the_mode_is_frozen_at_opening() -> None:
    assert changed(campaign_of(), mode="anonyme", invited=True).mode == "anonyme"
    opened = advanced(campaign_of(), "open")
    for frozen in ({"mode": "signee"}, {"min_cell": 20}, {"notice": "Autre."}, {"strata": ("type",)}, {"eligible": ()}):
        with pytest.raises(CampaignError, match="ne peut plus changer"):
            changed(opened, **frozen)
    assert changed(opened, closes=date(2026, 12, 15)).closes == date(2026, 12, 15)
    with pytest.raises(CampaignError, match="dates"):
        changed(opened, closes=date(2028, 1, 1))


@pytest.mark.parametrize(
    "values",
    [
        {"min_cell": 4},
        {"mode": "citoyenne", "eligible": (), "min_cell": 10},
        {"mode": "citoyenne"},
        {"mode": "citoyenne", "eligible": (), "invited": True},
        {"mode": "anonyme"},
        {"eligible": ()},
        {"mode": "citoyenne", "eligible": (), "covariates": ("densite",)},
        {"mode": "anonyme", "invited": True, "covariates": ("a", "b", "c", "d", "e")},
        {"mode": "signee", "respondents": "last"},
        {"opens": date(2026, 12, 2)},
    ],
)
def test_campaigns_that_cannot_be(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        campaign_of(**values)


def test_days_of_answers_and_thresholds() -> None:
    opened = advanced(campaign_of(), "open")
    assert opened.takes_answers(date(2026, 9, 1))
    assert opened.takes_answers(date(2026, 12, 1))
    assert not opened.takes_answers(date(2026, 12, 2))
    assert not campaign_of().takes_answers(date(2026, 9, 1))
    assert campaign_of().min_cell == 5
    assert campaign_of(mode="citoyenne", eligible=()).min_cell == 11


def test_several_respondents_of_one_organisation_are_declared() -> None:
    one = other_organisation("443061841", "Syndicat", "syndicat")
    assert slot_of(campaign_of(), one, "dgs") == slot_of(campaign_of(), one, "maire") == "siren-443061841"
    functions = campaign_of(respondents="by_function")
    assert slot_of(functions, one, "dgs") != slot_of(functions, one, "maire")
    assert slot_of(campaign_of(mode="anonyme", invited=True), None, "dgs") is None


def test_classes_that_too_few_share_are_merged() -> None:
    fine = {f"a{i}": ("commune", "small", "1") for i in range(30)}
    fine |= {f"b{i}": ("commune", "small", "2") for i in range(12)} | {
        f"c{i}": ("commune", "small", "3") for i in range(9)
    }
    fine |= {f"d{i}": ("commune", "large", "1") for i in range(8)} | {
        f"e{i}": ("commune", "large", "2") for i in range(5)
    }
    fine |= {f"f{i}": ("epci", "small", "1") for i in range(25)}
    assert Counter(merged(fine, 20).values()) == {
        ("commune", "small", "1"): 30,
        ("commune", "*"): 8 + 5 + 12 + 9,  # the large ones are too few: the smallest class beside them joins them
        ("epci", "small", "1"): 25,
    }
    assert Counter(merged({f"a{i}": ("x", str(i)) for i in range(5)}, 20).values()) == {("*",): 5}


@given(st.dictionaries(st.uuids().map(str), st.tuples(*[st.sampled_from("abc")] * 3), min_size=6, max_size=60))
def test_no_class_is_ever_too_small(fine: dict[str, tuple[str, ...]]) -> None:
    found = merged(fine, 6)
    assert set(found) == set(fine)
    assert min(Counter(found.values()).values()) >= 6


@pytest.mark.parametrize("declared", [("type", "size", "region"), ("region", "type")])
def test_every_class_of_france_is_shared(store: Store, declared: tuple[str, ...]) -> None:
    classes = strata_of_all(store, ["commune", "epci", "departement"], declared)
    counts = Counter(classes.values())
    assert sum(counts.values()) == 34_875 + 1_253 + 101
    assert min(counts.values()) >= FEWEST
    assert len(counts) >= 20


def test_sizes() -> None:
    assert [size_of("commune", n) for n in (0, 499, 500, 3_499, 50_000)] == [
        "0-499", "0-499", "500-1999", "2000-3499", "50000-",
    ]  # fmt: skip
