"""Who is invited and who takes part: lists that are read, rates that are counted and withheld, silence described."""

from __future__ import annotations

import dataclasses
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from observatoire.local.matching import Places
from observatoire.model.catalog import load_catalog
from observatoire.model.store import Store, open_store
from participation.model.campaigns import Campaign
from participation.organising.following import Followed, _hidden, _protected, followed
from participation.organising.lists import ListError, all_of, read_lines, read_list
from participation.organising.silent import silent_traits
from participation.statistics.representativeness import rates
from participation.views.organising.following import (
    communes_table,
    extremes_sentence,
    level_of,
    no_map_sentence,
    place_names,
    rate_legend,
    rate_map_svg,
    rates_table,
    standing_sentence,
)
from participation.views.organising.invitations import handed, organisations_of
from participation.views.organising.letters import MOST_LETTERS, Letters
from participation.views.organising.silent import silent_sentence, silent_table
from tests.participation.conftest import DAY, campaign_fields

CAMPAIGN = Campaign.model_validate(campaign_fields())
ANONYMOUS = Campaign.model_validate(campaign_fields(mode="anonyme", invited=True))


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store()


@pytest.fixture(scope="module")
def places(store: Store) -> Places:
    return Places(store)


def test_a_list_gives_what_is_sure_and_says_line_by_line_what_is_not(store: Store, places: Places) -> None:
    text = (
        "Code;Nom\n16102;Cognac\n1001\n200070514\nCognac\nSaint-Denis\nZorglub\n16;Charente\nSaint-Brice;16\n"
        "16097;Cognac-la-Forêt\n75101\n21160102600017\n\n16102;06 12 34 56 78"
    )
    found = read_lines(store, places, CAMPAIGN, text)
    assert [one.id for one in found.organisations] == ["com-16102", "com-01001", "epci-200070514", "com-16304"]
    assert {one.line: one.why.partition(" ")[0] for one in found.unknown} == {
        6: "4", 7: "aucune", 8: "cette", 10: "le", 11: "ce",
    }  # fmt: skip
    assert found.twice == 3
    assert read_lines(store, places, CAMPAIGN, "Zorglub\n" * 1_000).beyond == 800


def test_a_name_may_hold_figures_and_say_its_departement(store: Store, places: Places) -> None:
    text = (
        "Segonzac (16);M. Dupont\nSaint-Brice (16)\nAjaccio (2a)\nCC des 4B Sud Charente\nréf A12;Jarnac\n"
        "16102;Cognac (16)\nSaint-Denis\nSegonzac (17)\n16167;Segonzac (16)\nVal 81;Mme Durand"
    )
    found = read_lines(store, places, CAMPAIGN, text)
    assert [one.id for one in found.organisations] == [
        "com-16366", "com-16304", "com-2A004", "epci-200029734", "com-16167", "com-16102",
        "epci-248100497",
    ]  # fmt: skip
    assert [(one.line, one.why.partition(" ")[0]) for one in found.unknown] == [
        (7, "4"), (8, "aucune"), (9, "le"),
    ]  # fmt: skip


def test_a_table_is_read_as_lines_are_and_what_is_no_table_is_refused(store: Store, places: Places) -> None:
    found = read_list(store, places, CAMPAIGN, b"nom;code\nSaintes;17415\nCognac;16102\n")
    assert [one.name for one in found.organisations] == ["Saintes", "Cognac"]
    with pytest.raises(ListError, match="image"):
        read_list(store, places, CAMPAIGN, b"\x89PNG\r\n\x1a\n0000")


def test_a_siren_that_nobody_knows_is_taken_where_others_are_asked(store: Store, places: Places) -> None:
    asked = Campaign.model_validate(campaign_fields(eligible=["syndicat"]))
    found = read_lines(store, places, asked, "732829320;Syndicat des eaux\n732829321;Faux\n16102;Cognac")
    assert [(one.id, one.name, one.verified) for one in found.organisations] == [
        ("siren-732829320", "Syndicat des eaux", False)
    ]
    assert [one.line for one in found.unknown] == [2, 3]
    assert read_lines(store, places, CAMPAIGN, "732829320;Syndicat des eaux").organisations == ()


def test_a_whole_departement_has_each_of_its_own_once(store: Store) -> None:
    found = all_of(store, CAMPAIGN, "dep-16").organisations
    kinds = [one.type for one in found]
    assert kinds.count("commune") == len(store.territories.query("level == 'commune' and departement == '16'")) > 300
    assert {one.type for one in found} == {"commune", "epci"}
    assert len({one.id for one in found}) == len(found)
    both = {one.id for code in ("16", "17") for one in all_of(store, CAMPAIGN, f"dep-{code}").organisations}
    assert len(both) == len(found) + len(all_of(store, CAMPAIGN, "dep-17").organisations)


def test_rates_are_counted_by_departement_type_and_size(store: Store) -> None:
    taken = {
        "com-16102": True,
        "com-16015": False,
        "com-17415": False,
        "epci-200070514": True,
        "siren-732829320": False,
    }
    found = followed(store, CAMPAIGN, taken, drafts=1, submitted=2)
    asked = dict(zip(found.places.keys, found.places.rates.invited.tolist(), strict=True))
    assert asked == {"": 1, "dep-16": 3, "dep-17": 1}
    told = dict(zip(found.places.keys, found.places.rates.rate.tolist(), strict=True))
    assert told == {"": 0, "dep-16": pytest.approx(2 / 3), "dep-17": 0}
    assert found.types.keys == ("commune", "epci", "autre")
    assert found.types.rates.taken_part.tolist() == [1, 1, 0]
    assert found.sizes.keys == ("commune 10000-49999", "epci 50000-99999"), "an unknown one has no size"
    assert not found.places.withheld.any()
    sentence = standing_sentence(CAMPAIGN, found).replace("\u202f", " ").replace("\u00a0", " ")
    assert sentence.startswith("2 des 5 organisations à qui l’enquête s’adresse ont répondu, soit 40,0 %.")
    assert sentence.endswith("1 réponse est commencée et pas encore envoyée.")
    table = rates_table("Taux", found.places, place_names(store))
    assert "Charente (16)" in table
    assert "Hors de ces territoires" in table
    assert "nan" not in table.lower()
    assert extremes_sentence(found.places, str) == "", "three are too few to be first or last"
    svg = rate_map_svg(store, found.places)
    assert svg.count("<path") == 101 + 4 + 1, "those around Paris are in their inset too; a hatch"
    assert "url(#tu)" not in svg.partition("</defs>")[2]
    nobody = followed(store, CAMPAIGN, dict.fromkeys(taken, False), drafts=0, submitted=0)
    assert standing_sentence(CAMPAIGN, nobody).endswith("à qui l’enquête s’adresse n’a répondu.")


def test_of_an_anonymous_survey_few_answers_are_told_of_no_group(store: Store) -> None:
    communes = list(store.territories.query("level == 'commune' and departement in ('16', '17')").index)
    taken = {one: one.startswith("com-16") for one in communes} | {"com-17415": True}
    found = followed(store, ANONYMOUS, taken, 0, 0)
    assert found.places.withheld.tolist() == [True, True], "one alone would be given back by the total"
    assert not found.everyone.withheld.any()
    table = rates_table("Taux", found.places, place_names(store))
    assert table.count("non communiqué") == 4
    assert "url(#tu)" in rate_map_svg(store, found.places).partition("</defs>")[2]
    assert "2 départements" in rate_legend(found.places).replace("\u00a0", " ")
    few = followed(store, ANONYMOUS, dict.fromkeys(communes, False) | {"com-17415": True}, 0, 1)
    assert few.everyone.withheld.all()
    assert "Moins de 5" in standing_sentence(ANONYMOUS, few)
    alone = followed(store, CAMPAIGN.model_copy(update={"invited": True}), {"com-16102": True}, 0, 1)
    assert standing_sentence(CAMPAIGN, alone).startswith("La seule organisation invitée a répondu.")


def test_a_territory_is_followed_by_its_own_places_and_an_epci_by_commune_unless_nobody_is_named(store: Store) -> None:
    """Of the Charente by EPCI, of two départements by département, of one EPCI by commune: who answered, or did not."""
    communes = list(store.territories.query("level == 'commune' and departement in ('16', '17')").index)
    of_charente = [one for one in communes if one.startswith("com-16")]
    of_cognac = [one for one in of_charente if store.territory(one).epci == "200070514"]
    asked = [
        (communes, ("dep-16", "dep-17"), "département", 2), (of_charente, ("dep-16",), "EPCI", 9),
        ([*of_cognac, "epci-200070514"], ("epci-200070514",), "commune", 54),
    ]  # fmt: skip
    for who, within, level, places in asked:
        taken = {one: one in ("com-16102", "epci-200070514") for one in who}
        named, anonymous = (
            followed(store, one.model_copy(update={"within": within}), taken, 0, 1) for one in (CAMPAIGN, ANONYMOUS)
        )
        assert level_of(named.places) == level
        svg = rate_map_svg(store, named.places, within)
        assert svg.count("<path") == places + 1, "and a hatch"
        assert level_of(anonymous.places) == ("" if level == "commune" else level)
        told = [no_map_sentence(one.model_copy(update={"within": within})) for one in (CAMPAIGN, ANONYMOUS)]
        assert ["l’enquête est anonyme" in one for one in told] == [False, True]
    table = communes_table(store, named.places)
    assert table.count("<tr") == 54 + 1, "and its head; the EPCI itself is no commune"
    assert table.count("pas de réponse") == 53
    assert "53 communes" in rate_legend(named.places).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Réponses par commune" in rate_legend(named.places)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=9))
def test_no_withheld_count_below_the_threshold_is_given_back(counts: list[int]) -> None:
    """All that is told is a set of linear equations on the counts: no single one that is small may follow from them."""
    taken = np.array(counts, dtype=np.int64)
    hidden = _hidden(taken.copy(), 5)
    assert hidden[taken < 5].all()
    told = np.vstack([np.ones(len(taken)), np.eye(len(taken))[~hidden]])
    if taken.sum() < 5:
        return  # then the total is not told either
    for at in np.flatnonzero(taken < 5):
        wanted = np.eye(len(taken))[at]
        nearest = np.linalg.lstsq(told.T, wanted, rcond=None)[0]
        assert not np.allclose(told.T @ nearest, wanted), counts
    assert not hidden.any() or taken[hidden].sum() >= 5 or hidden.all()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("12"), st.booleans()), min_size=5, max_size=60))
def test_sizes_give_back_no_type_that_is_withheld(answered: list[tuple[str, str, bool]]) -> None:
    def counted(values: list[str]) -> Followed:
        keys = tuple(sorted(set(values)))
        group = np.array([keys.index(value) for value in values])
        found = rates(group, np.array([one[2] for one in answered]), len(keys))
        return Followed(keys, found, np.zeros(len(keys), dtype=bool))

    kinds, sizes = counted([one[0] for one in answered]), counted([f"{one[0]} {one[1]}" for one in answered])
    everyone, _, types, sized = _protected(5, counted(["all"] * len(answered)), kinds, kinds, sizes)
    if everyone.withheld.any():
        return
    atoms = list(sizes.keys)
    rows = [np.ones(len(atoms))]
    shown = [*np.array(types.keys)[~types.withheld], *np.array(sized.keys)[~sized.withheld]]
    rows += [np.array([atom.startswith(key) for atom in atoms]) for key in shown]
    told = np.array(rows, dtype=float)
    small = [np.array([atom == key for atom in atoms]) for key in atoms]
    small += [np.array([atom.startswith(key) for atom in atoms]) for key in types.keys]
    counts = sizes.rates.taken_part
    for wanted in (one.astype(float) for one in small if 0 < counts[one].sum() < 5):
        nearest = np.linalg.lstsq(told.T, wanted, rcond=None)[0]
        assert not np.allclose(told.T @ nearest, wanted)


def test_those_who_are_silent_are_told_beside_those_who_answer(store: Store) -> None:
    communes = store.territories.query("level == 'commune' and departement == '16'").sort_values("population")
    ids = list(communes.index)
    taken = {one: rank >= len(ids) // 2 for rank, one in enumerate(ids)}  # the small half is silent
    traits = silent_traits(store, taken, anonymous=False)
    size = traits[0]
    populations = store.features("commune")["population"].reindex(ids).to_numpy()
    assert (size.level, size.feature) == ("commune", "population")
    assert size.silent == pytest.approx(np.median(populations[: len(ids) // 2]))
    assert size.answered == pytest.approx(np.median(populations[len(ids) // 2 :]))
    assert size.rates[0] == 0
    assert size.rates[4] == 1
    catalog = load_catalog()
    sentence = silent_sentence(catalog, traits, "commune").replace("\u202f", " ").replace("\u00a0", " ")
    assert sentence.startswith("Les communes qui se taisent sont plus petites : la moitié ont moins de ")
    near = [dataclasses.replace(one, silent=0.95 * one.answered) for one in traits]
    assert "à peu près la taille" in silent_sentence(catalog, near, "commune"), "5 % less is no sort of its own"
    assert ">nan" not in silent_table(catalog, traits, "commune").lower()
    hidden = silent_traits(store, taken, anonymous=True)
    assert hidden[0].rates == ()
    assert hidden[0].answered == float(f"{size.answered:.1e}") != size.answered, "an exact median would name somebody"
    assert "Taux" not in silent_table(catalog, hidden, "commune")
    assert silent_traits(store, dict(list(taken.items())[:15]), anonymous=False) == (), "fewer than ten on a side"


@pytest.mark.parametrize(("asked", "classes"), [(54, 5), (41, 4), (33, 3), (24, 2)])
def test_of_few_the_rates_are_of_fewer_classes(store: Store, asked: int, classes: int) -> None:
    """Each class holds ten at least: of 33 communes thirds, of 24 halves, in which every other one answered."""
    communes = list(store.territories.query("level == 'commune' and epci == '200070514'").index)[:asked]
    traits = silent_traits(store, {one: at % 2 == 0 for at, one in enumerate(communes)}, anonymous=False)
    assert {len(one.rates) for one in traits} == {classes}
    table = silent_table(load_catalog(), traits, "commune")
    assert table.count("Taux\u202f: ") >= classes
    assert {5: "cinquième", 4: "2e quart", 3: "tiers du milieu", 2: "moitié haute"}[classes] in table
    eleven = silent_traits(store, {one: at % 2 == 0 for at, one in enumerate(communes[:11])}, anonymous=False)
    assert eleven == (), "too few to say in what those who are silent differ"


def test_codes_come_out_in_one_file_that_runs_no_formula(store: Store) -> None:
    known = organisations_of(store, ["com-16102", "siren-732829320"], {})
    assert [one.name for one in known] == ["Cognac", "SIREN 732829320"]
    codes = {"com-16102": "0123456789ABCDEF0", "siren-732829320": "ZZZZZZZZZZZZZZZZZ"}
    named = Campaign.model_validate(campaign_fields(title="=1+1"))
    file = handed(named, known, codes, "https://exemple.fr/participer/barometre", DAY)
    assert file.lines == 2
    text = file.csv.decode("utf-8-sig")
    assert "com-16102;Cognac;commune;Charente, 16;0123-4567-89AB-CDEF-0;https://exemple.fr/participer/barometre" in text
    book = CalamineWorkbook.from_filelike(BytesIO(file.xlsx)).get_sheet_by_index(0).to_python()
    assert [row[4] for row in book[1:]] == ["0123-4567-89AB-CDEF-0", "ZZZZ-ZZZZ-ZZZZ-ZZZZ-Z"]
    letters = Letters(named, known, codes, "https://exemple.fr/participer/barometre", "Elle est rattachée.", DAY)
    made = letters.pdf()
    assert (made.count(b"/Type/Page/"), made[:5]) == (2, b"%PDF-"), "one a page"
    assert made == letters.pdf(), "the same letters, the same bytes"
    assert not Letters(named, known * MOST_LETTERS, codes, "", "", DAY).few_enough
    again = handed(named, known, None, "https://exemple.fr", DAY)
    assert "code" not in again.csv.decode("utf-8-sig").splitlines()[0].split(";"), "a reminder tells no code"
