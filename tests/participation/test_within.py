"""A campaign kept within territories: who is inside, N counted there, who may answer, what results say they are of."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from observatoire.model.catalog import load_catalog
from observatoire.model.composed.members import compose
from observatoire.model.store import open_store
from observatoire.statistics.figures import figures
from pages.server.participer.beginning import found_organisations
from pages.server.participer.beside import place_measured
from pages.state.data import known_places, search_index
from participation.model.campaigns import Campaign, CampaignError, advanced, changed, is_eligible
from participation.model.organisations import find_organisations, known_organisation, other_organisation
from participation.model.strata import SIZES, size_of
from participation.model.within import held_by, inside, is_held
from participation.organising.following import following
from participation.organising.lists import OUTSIDE, all_of, read_lines
from participation.organising.office import Office
from participation.organising.publishing import Prepared
from participation.results.country import country_of
from participation.results.covariates import quintiles_of_all, stored_classes, with_quintiles
from participation.results.earlier import Earlier
from participation.results.gathering import classes_of, publication_of
from participation.results.groups import grouping, repeats_all
from participation.results.publication import PublicationError
from participation.results.territories.within import bounded, named
from participation.storage.campaigns import advance_campaign, campaign_of, create_campaign
from participation.storage.opening import Storage
from participation.storage.refusals import NotNowError
from participation.storage.responses import Draft, start_response
from participation.views.answer_map import ELSEWHERE, map_svg, places_told
from participation.views.files import csv_of
from participation.views.mirror import _side
from participation.views.organising.choices import asked_text
from participation.views.organising.withheld import withheld_sentence, withheld_table
from participation.views.reading import facts_sentence, source_sentence, weights_sentences
from participation.views.synthesis.content import synthesis
from participation.views.taking_part import silence_sentences
from participation.views.words import days_text, group_name, of_group, regions_of
from tests.participation.conftest import COGNAC, DAY, campaign_fields, opened_campaign
from tests.participation.test_results import SMALL, submission
from tests.participation.test_synthesis import under

STORE = open_store()
GRAND_COGNAC, CHARENTE = "epci-200070514", "dep-16"
TWO_REGIONS = ("dep-16", "dep-24", "dep-44")


def campaign(*within: str, **values: Any) -> Campaign:
    return bounded(STORE, Campaign.model_validate(campaign_fields(within=within, **values)))


def communes_of(territory: str) -> list[str]:
    """The communes of a territory by the membership of the store, which no module under test reads."""
    return [str(one) for one in STORE.index("commune")[STORE.members(territory)]]


def published(made_of: Campaign, form: Any, answers: dict[str, str], earlier: Earlier | None = None) -> dict[str, Any]:
    """Publish the answers of communes to the question « site »."""
    given = [
        (
            Draft(place, made_of.id, "submitted", known_organisation(STORE, place), None, {}),
            submission(form, SMALL, site=site).review,
        )
        for place, site in answers.items()
    ]  # fmt: skip
    return publication_of(STORE, made_of, form, given, DAY, earlier)


def told(made: dict[str, Any], cut: str, place: list[int], option: str = "propre") -> dict[str, Any]:
    site = next(one for one in made["questions"] if one["question"] == "site")
    group = next(one for one in site["groups"] if (one["cut"], one["place"]) == (cut, place))
    return next(one for one in group["options"] if one["option"] == option)


@pytest.fixture(scope="module")
def of_cognac(form: Any) -> dict[str, Any]:
    """Of Grand Cognac, six small communes answer, three with a site of their own; ten larger ones, eight with one."""
    population = STORE.territories["population"]
    every = communes_of(GRAND_COGNAC)
    small = [one for one in every if population[one] < 500][:6]
    middle = [one for one in every if 500 <= population[one] < 2_000][:10]
    sites = {one: "propre" if at < 3 else "aucun" for at, one in enumerate(small)}
    sites |= {one: "propre" if at < 8 else "aucun" for at, one in enumerate(middle)}
    return published(campaign(GRAND_COGNAC, eligible=["commune"]), form, sites)


# --- Who is inside ---


def test_who_is_inside_is_told_alike_of_one_and_of_all() -> None:
    """One by one, as storage knows them, and all at once, as the frame does; communes as the store's membership."""
    seen = [
        one for level in ("epci", "departement", "region") for one in STORE.index(level)[:: 4 if level == "epci" else 1]
    ]
    seen += [*STORE.index("commune")[::80], *communes_of(CHARENTE)[::2]]
    holding = {str(one): held_by(STORE.territory(str(one))) for one in seen}
    for within in (
        (GRAND_COGNAC,), (CHARENTE,), ("reg-75",), TWO_REGIONS, ("compose-16102.16330",), ("compose-16.200023620",)
    ):  # fmt: skip
        held = inside(STORE, within)
        assert {one for one in holding if is_held(holding[one], within)} == held & set(holding), within
        if not within[0].startswith("compose"):
            assert {one for one in held if one.startswith("com-")} == {
                one for part in within for one in communes_of(part)
            }


def test_an_epci_over_several_departements_is_of_the_one_where_most_of_its_inhabitants_live() -> None:
    table = STORE.level("epci")
    over = table[table["departements"].str.contains(" ")]
    assert len(over) > 50
    people = STORE.level("commune").groupby(["epci", "departement"], observed=True)["population"].sum()
    for identifier, code in zip(over.index[:12], over["code"][:12], strict=True):
        most = str(people[code].idxmax())
        assert identifier in inside(STORE, (f"dep-{most}",))
        others = set(people[code].index) - {most}
        assert not any(identifier in inside(STORE, (f"dep-{one}",)) for one in others)


def test_a_composed_territory_is_its_members_and_what_they_hold() -> None:
    made = compose(STORE, [GRAND_COGNAC, "com-16374"], "Pays du cognac")
    found = campaign(made.id, eligible=["commune", "epci"])
    assert set(classes_of(STORE, found)) == {GRAND_COGNAC, "com-16374", *communes_of(GRAND_COGNAC)}
    words = named(STORE, found.within)
    assert words is not None
    assert (words.name, words.of) == ("Pays du cognac", "du territoire «\u00a0Pays du cognac\u00a0»")


def test_a_campaign_of_before_is_of_all_france() -> None:
    everywhere = campaign(eligible=["commune"])
    assert everywhere.within == ()
    assert Campaign.model_validate_json(everywhere.model_dump_json().replace('"within":[],', "")) == everywhere
    assert group_name({"kinds": ["commune"]}, {"cut": "all", "place": []}, str) == "Toutes les communes"
    assert is_eligible(everywhere, COGNAC), "of which nobody says what holds it"
    with pytest.raises(CampaignError, match="within ne peut plus changer"):
        changed(advanced(everywhere, "open"), within=(CHARENTE,))


# --- N, weights, groups ---


@pytest.mark.parametrize(("territory", "total"), [(GRAND_COGNAC, 54), (CHARENTE, 359)])
def test_the_frame_counts_the_communes_of_the_territory_by_size(territory: str, total: int) -> None:
    found = campaign(territory, eligible=["commune"])
    frame = country_of(STORE, classes_of(STORE, found), found.strata).frame
    people = STORE.level("commune")["population"].to_numpy()[STORE.members(territory)]
    counted = np.bincount(np.searchsorted(SIZES["commune"], people, side="right"))
    assert frame.counts.sum(axis=(0, 2)).tolist() == [int(n) for n in counted if n]
    assert frame.counts.sum() == total
    assert frame.inhabitants.sum() == people.sum() == STORE.territory(territory).population


def test_weights_are_those_of_the_territory_by_hand(of_cognac: dict[str, Any]) -> None:
    """17 communes under 500 inhabitants, three of six have a site; 37 others, eight of ten: 17 × 0.5 + 37 × 0.8."""
    assert [(cell["total"], cell["answers"]) for cell in of_cognac["weights"]["cells"]] == [(17, 6), (37, 10)]
    share = told(of_cognac, "all", [])["share"]
    by_hand = (17 * 0.5 + 37 * 0.8) / 54
    assert round(by_hand, 3) == 0.706
    assert share["value"] == round(by_hand, 1), "one answer weighs 3.7 of 54: told to the tenth"
    assert of_cognac["frame"]["collectivites"] == 54
    assert of_cognac["participation"][0]["total"] == 54


def test_the_inhabitants_are_those_of_the_territory(form: Any) -> None:
    """198 communes of Charente under 500 inhabitants, 161 others: 20 of each answer, 10 and 16 with a site."""
    people, every = STORE.territories["population"], communes_of(CHARENTE)
    small = [one for one in every if people[one] < 500][:20]
    middle = [one for one in every if 500 <= people[one] < 2_000][:20]
    sites = {one: "propre" if at < 10 else "aucun" for at, one in enumerate(small)}
    sites |= {one: "propre" if at < 16 else "aucun" for at, one in enumerate(middle)}
    made = published(campaign(CHARENTE, eligible=["commune"]), form, sites)
    of_small = np.mean([people[one] for one in every if people[one] < 500])
    of_middle = np.mean([people[one] for one in every if 500 <= people[one] < 2_000])
    by_hand = (198 * 0.5 * of_small + 161 * 0.8 * of_middle) / (198 * of_small + 161 * of_middle)
    heaviest = 161 / 20 * of_middle / (198 * of_small + 161 * of_middle)
    assert 0.02 < heaviest <= 0.05
    assert told(made, "all", [])["of_inhabitants"]["value"] == round(round(by_hand / 0.05) * 0.05, 2)
    assert told(made, "kind_size", [0, 0])["of_inhabitants"] is None


def test_within_one_region_the_region_is_no_stratum_no_group_and_no_reservation(of_cognac: dict[str, Any]) -> None:
    assert campaign(CHARENTE).strata == ("type", "size")
    assert campaign(*TWO_REGIONS).strata == ("type", "size", "region")
    cuts = {group["cut"] for table in of_cognac["questions"] for group in table["groups"]}
    assert cuts == {"all", "kind", "kind_size"}
    assert "region" not in {one["doubt"] for one in of_cognac["reservations"]}
    assert of_cognac["frame"]["regions"] == ["*"]


# --- Anonymous answers ---


@pytest.mark.parametrize("covariates", [[], ["densite"]])
def test_classes_of_anonymous_answers_are_shared_by_twenty_of_the_territory(covariates: list[str]) -> None:
    catalog = load_catalog()
    found = campaign(CHARENTE, mode="anonyme", invited=True, covariates=covariates)
    ready = with_quintiles(STORE, catalog, found) if covariates else found
    classes = stored_classes(STORE, catalog, ready)
    counts = Counter(classes.values())
    assert min(counts.values()) >= 20
    assert len(counts) > 2, "and not all in one"
    assert set(classes) == {one for one in inside(STORE, found.within) if one.startswith(("com-", "epci-"))}


def test_fifths_are_cut_among_the_communes_of_the_territory() -> None:
    catalog = load_catalog()
    ready = with_quintiles(STORE, catalog, campaign("reg-75", eligible=["commune"], covariates=["densite"]))
    counts = Counter(its[0] for its in quintiles_of_all(STORE, catalog, ready).values())
    [cut] = ready.quintiles
    known = figures(STORE, catalog.indicators["densite"], "commune", cut.year, communes_of("reg-75")).known.sum()
    assert max(counts[at] for at in range(1, 6)) - min(counts[at] for at in range(1, 6)) <= 3
    assert sum(counts[at] for at in range(1, 6)) == known
    with pytest.raises(CampaignError, match="trop peu"):
        with_quintiles(STORE, catalog, campaign(GRAND_COGNAC, eligible=["commune"], covariates=["densite"]))


# --- Shares of inhabitants, which sizes that all know could be subtracted from ---


def test_who_said_so_is_not_found_by_the_inhabitants_where_all_epci_answered(form: Any) -> None:
    """The attack: of nine EPCI of Charente, all sets of four that come to what the share of inhabitants would be.

    Three of them are alone in their size: the share would tell for each whether it said so.
    """
    people = STORE.territories["population"]
    sizes = {one: size_of("epci", int(people[one])) for one in inside(STORE, (CHARENTE,)) if "epci" in one}
    mean = {one: np.mean([people[other] for other in sizes if sizes[other] == sizes[one]]) for one in sizes}
    said = frozenset(sorted(sizes)[:4])
    total = sum(mean.values())
    share = round(sum(mean[one] for one in said) / total, 3)
    sets = [set(one) for one in combinations(sizes, 4) if round(sum(mean[each] for each in one) / total, 3) == share]
    alone = {one for one in sizes if list(sizes.values()).count(sizes[one]) == 1}
    assert len(sets) < 20
    assert {one for one in alone if len({one in chosen for chosen in sets}) == 1} == alone, "what would be told"
    answers = {one: "propre" if one in said else "aucun" for one in sizes}
    made = published(campaign(CHARENTE, eligible=["epci"]), form, answers)
    assert told(made, "all", [])["share"]["value"] == round(4 / 9, 3)
    assert told(made, "all", [])["of_inhabitants"] is None
    assert told(made, "all", [], "aucun")["of_inhabitants"] is None, "which is what is left of it"
    assert told(made, "kind", [0])["of_inhabitants"] is None
    assert "Toutes ont répondu" in " ".join(weights_sentences(made))


# --- Refused ---


@pytest.mark.parametrize(
    ("within", "values", "why"),
    [
        (("dep-99",), {}, "« dep-99 » n’est pas un territoire"),
        (("Charente",), {}, "écrivez par exemple dep-16"),
        (("com-16102",), {}, "« com-16102 » n’en est pas un"),
        (("france",), {}, "« france » n’en est pas un"),
        (("dep-16",), {"eligible": ["region"]}, r"n’est dans ce territoire \(Charente\)"),
        (("dep-16",), {"eligible": ["syndicat"]}, "Aucune des collectivités"),
        (("dep-16",), {"eligible": ["epci"], "mode": "anonyme", "invited": True}, "compte 9 .* demande 20"),
    ],
)  # fmt: skip
def test_a_territory_that_cannot_be_is_refused_in_one_sentence(
    within: tuple[str, ...], values: dict[str, Any], why: str
) -> None:
    with pytest.raises(CampaignError, match=why) as refused:
        campaign(*within, **values)
    assert "\n" not in str(refused.value)


def test_an_open_poll_has_no_territory_and_a_list_has_an_end() -> None:
    with pytest.raises(ValidationError, match="personne ne le sait"):
        campaign(CHARENTE, mode="citoyenne", eligible=[])
    with pytest.raises(ValidationError, match="within"):
        campaign(*(f"dep-{n:02}" for n in range(1, 33)))


def test_an_edition_of_other_territories_is_refused_before_it_opens_and_when_it_is_published(
    files: Storage, form: Any
) -> None:
    """Strata of the same name would be of other collectivités: nothing may be compared, and nothing be stuck."""
    opened_campaign(files, form, id="avant", within=[CHARENTE])
    for within in ([], [GRAND_COGNAC]):
        with pytest.raises(NotNowError, match="autres territoires"):
            opened_campaign(files, form, id="apres", earlier="avant", within=within)
    opened_campaign(files, form, id="apres", earlier="avant", within=[CHARENTE])
    before = Campaign.model_validate(campaign_fields(id="inconnue", within=[CHARENTE]))
    late = Campaign.model_validate(campaign_fields(id="tard", earlier="inconnue", within=[CHARENTE]))
    for draft in (before, late):
        create_campaign(files, draft, form, day=DAY, actor="essai")
    opened_campaign(files, form, id="inconnue")
    with pytest.raises(NotNowError, match="autres territoires"):
        advance_campaign(files, "tard", "open", day=DAY, actor="essai")
    with pytest.raises(PublicationError, match="autres territoires"):
        published(late, form, {}, Earlier(campaign_of(files, "inconnue"), form, {}, "", ()))


# --- Who may answer ---


def test_who_is_outside_may_not_begin_and_who_nobody_knows_may(files: Storage, form: Any) -> None:
    opened_campaign(files, form, within=[GRAND_COGNAC], eligible=["commune", "epci", "syndicat"])
    for place in ("com-16102", GRAND_COGNAC):
        assert start_response(files, "barometre", organisation=known_organisation(STORE, place), day=DAY).code
    for place in ("com-17415", "com-16015", "epci-200071827"):
        with pytest.raises(NotNowError, match="n’est pas dans le territoire"):
            start_response(files, "barometre", organisation=known_organisation(STORE, place), day=DAY)
    with pytest.raises(NotNowError, match="n’est pas dans le territoire"):  # nobody says what holds it
        start_response(files, "barometre", organisation=COGNAC, day=DAY)
    unknown = other_organisation("443061841", "Syndicat des eaux", "syndicat")
    assert is_eligible(campaign_of(files, "barometre"), unknown)
    assert start_response(files, "barometre", organisation=unknown, day=DAY).code


def test_a_name_is_searched_in_the_territory_behind_all_its_namesakes() -> None:
    index = search_index()
    assert len(find_organisations(STORE, index, "Sainte-Colombe")) == 8
    [found] = find_organisations(STORE, index, "Sainte-Colombe", within=("dep-05",))
    assert found.id == "com-05135", "the smallest of twelve"
    assert find_organisations(STORE, index, "Saintes", within=(CHARENTE,)) == []
    assert find_organisations(STORE, index, "200071827", within=(GRAND_COGNAC,)) == []


def test_lines_of_a_list_that_are_outside_are_told_so() -> None:
    asked = campaign(GRAND_COGNAC, eligible=["commune", "epci"])
    read = read_lines(STORE, known_places(), asked, "16102\n17415\nAngoulême\nNouvelle-Aquitaine\nZorglub")
    assert [one.id for one in read.organisations] == ["com-16102"]
    assert [one.why for one in read.unknown[:3]] == [OUTSIDE] * 3
    assert read.unknown[3].why != OUTSIDE
    every = all_of(STORE, asked)
    assert every.organisations[0].id == GRAND_COGNAC
    assert {one.id for one in every.organisations[1:]} == set(communes_of(GRAND_COGNAC))
    assert all_of(STORE, asked, "dep-17").organisations == ()


def test_rates_are_of_those_inside(files: Storage, form: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    opened_campaign(files, form, within=[GRAND_COGNAC])
    monkeypatch.setattr(Office, "check", lambda *_: None)
    found = following(Office(files, "x", DAY), STORE, "barometre")
    assert found.everyone.rates.invited.tolist() == [55]
    assert set(found.places.keys) == {*communes_of(GRAND_COGNAC), ""}, "the EPCI itself is no commune"
    assert dict(zip(found.types.keys, found.types.rates.invited.tolist(), strict=True)) == {"commune": 54, "epci": 1}


# --- What results say ---


def test_all_that_is_read_says_of_which_territory_it_is(of_cognac: dict[str, Any], form: Any) -> None:
    of = "de la communauté d’agglomération du Grand Cognac"
    frame = of_cognac["frame"]
    assert frame["within"] == {"territories": [GRAND_COGNAC], "name": "Grand Cognac", "of": of}
    assert f"16\u00a0réponses sur 54 collectivités visées {of}," in facts_sentence(of_cognac)
    assert group_name(frame, {"cut": "all", "place": []}, str) == "Toutes les communes (Grand Cognac)"
    for cut, place, told in (
        ("all", [], f"des communes {of}"), ("kind", [0], f"des communes {of}"),
        ("kind_size", [0, 0], f"des communes de moins de 500 habitants {of}"),
        ("covariate", [0, 1], f"des communes {of} (le cinquième le plus bas)"),
    ):  # fmt: skip
        assert of_group(frame, {"cut": cut, "place": place}, str) == told
    said = " ".join(weights_sentences(of_cognac))
    assert f"les seules collectivités {of}" in said
    assert "régions" not in said
    assert "EPCI" not in said, "no EPCI is asked"
    assert "Baromètre (Grand Cognac), 16" in source_sentence(of_cognac, "a" * 64, "x")
    assert "l’enquête porte sur Grand Cognac" in silence_sentences(of_cognac, ())[0]
    lines = csv.DictReader(io.StringIO(csv_of(of_cognac, form, str).decode("utf-8-sig")), delimiter=";")
    assert {line["territoire"] for line in lines} == {"Grand Cognac"}
    [grid] = [one for one in under(synthesis(of_cognac, form, str, "x"), "Qui a répondu") if hasattr(one, "rows")]
    assert grid.rows[0] == (("Territoire",), ("Grand Cognac",))
    assert of in json.dumps(of_cognac, ensure_ascii=False)
    assert _side(of_cognac, form, "site").answers == "16\u00a0réponses (Grand Cognac)", "in a mirror"
    assert place_measured(of_cognac).id == GRAND_COGNAC
    assert place_measured({"frame": {}}).id == "france"


def test_before_it_is_out_a_publication_has_no_day_and_lists_the_one_kind_once(of_cognac: dict[str, Any]) -> None:
    assert "Publié le" in facts_sentence(of_cognac)
    assert "Publié" not in facts_sentence(of_cognac, out=False)
    table = withheld_table(of_cognac, str)
    assert table.count(">Toutes les communes (Grand Cognac)<") == 1
    assert table.count(">Communes<") == 0, "the same set"
    assert table.count(">Communes de moins de 500 habitants<") == 1
    groups = [group for group in of_cognac["questions"][0]["groups"] if not repeats_all(of_cognac["frame"], group)]
    assert withheld_sentence(0, 12) == "Aucun des 12\u00a0tableaux n’est tu."
    assert withheld_sentence(1, 12).startswith("1 des 12\u00a0tableaux sera tu, ")
    assert withheld_sentence(12, 12).startswith(
        "Rien ne se lira de ces résultats\u202f: les 12\u00a0tableaux seront tus"
    )
    prepared = Prepared("x", of_cognac, (b"", ""), frozenset())
    assert prepared.withheld[1] == len(groups) * len(of_cognac["questions"]), "as many as the table counts"


def test_several_territories_are_named_and_many_are_counted() -> None:
    two = named(STORE, ("dep-16", "dep-17"))
    assert two is not None
    assert (two.name, two.of) == ("Charente et Charente-Maritime", "de la Charente et de la Charente-Maritime")
    many = named(STORE, ("dep-16", "dep-17", "dep-79", "dep-86"))
    assert many is not None
    assert (many.name, many.of) == ("4 territoires", "de 4 territoires")
    assert named(STORE, ()) is None


def test_a_territory_that_an_edition_has_lost_is_said_when_results_are_made(form: Any) -> None:
    gone = Campaign.model_validate(campaign_fields(within=["epci-999999999"]))
    with pytest.raises(PublicationError, match="n’est plus un territoire"):
        published(gone, form, {"com-16102": "propre"})


def test_the_map_leaves_blank_the_regions_that_are_not_asked(form: Any) -> None:
    asked = campaign(*TWO_REGIONS, eligible=["commune"])
    made = published(asked, form, dict.fromkeys([*communes_of("dep-16")[:20], *communes_of("dep-44")[:20]], "propre"))
    regions = places_told(made, regions_of(STORE))
    assert [one.name for one in regions] == ["Nouvelle-Aquitaine", "Pays de la Loire"]
    drawn = map_svg(STORE, regions, "x", within=asked.within)
    assert f"{ELSEWHERE} (16)" in drawn
    assert ELSEWHERE not in map_svg(STORE, regions, "x")


def test_a_class_of_several_types_is_of_none_of_them() -> None:
    """Nine EPCI of the Charente are too few to be a class: they join the 37 largest communes, and count as none."""
    found = campaign(CHARENTE, eligible=["commune", "epci"], mode="anonyme", invited=True)
    classes = stored_classes(STORE, load_catalog(), found)
    country = country_of(STORE, classes, found.strata)
    assert country.frame.kinds == ("commune", "*")
    assert country.frame.counts.sum(axis=(1, 2)).tolist() == [198 + 124, 37 + 9]
    groups = grouping(country.frame, np.array([[0, 0, 0], [1, 2, 0]]), ("all", "kind")).groups
    assert [one.inhabited for one in groups] == [False, True, False], "people of an EPCI live in its communes too"
    frame = {"kinds": country.frame.kinds, "sizes": country.frame.sizes, "within": {"name": "Charente", "of": "de la"}}
    names = [group_name(frame, {"cut": cut, "place": at}, str) for cut, at in (("all", []), ("kind", [1]))]
    names += [group_name(frame, {"cut": "kind_size", "place": at}, str) for at in ([1, 2], [0, 0])]
    assert names == [
        "Toutes les collectivités (Charente)", "Autres collectivités", "Autres collectivités",
        "Communes de moins de 500 habitants",
    ]  # fmt: skip


def test_the_communes_of_a_campaign_that_declares_no_type_are_communes() -> None:
    found = campaign(GRAND_COGNAC, eligible=["commune"], strata=["size"])
    assert country_of(STORE, classes_of(STORE, found), found.strata).frame.kinds == ("commune",)


def test_where_all_answered_nothing_is_said_to_be_too_few_nor_ranges_too_wide(form: Any) -> None:
    every = communes_of(GRAND_COGNAC)
    made = published(campaign(GRAND_COGNAC, eligible=["commune"]), form, dict.fromkeys(every, "propre"))
    assert made["answers"] == made["frame"]["collectivites"] == len(every)
    assert [one for one in made["reservations"] if one["doubt"] == "few"] == []
    assert "se réduisent à l’arrondi" in " ".join(weights_sentences(made))


def test_an_organiser_reads_how_many_are_asked() -> None:
    assert asked_text({"commune": 54, "departement": 0}, ["commune", "epci", "syndicat"]) == (
        "Collectivités interrogées\u202f: 54\u00a0communes, 0\u00a0EPCI."
    )
    assert asked_text({}, ["autre"]) == ""


def test_one_day_is_no_span() -> None:
    assert days_text("2026-11-27", date(2026, 11, 27)) == "le 27\u00a0novembre 2026"
    assert days_text(date(2026, 5, 1), "2026-05-03") == "du 1er\u00a0mai 2026 au 3\u00a0mai 2026"


def test_a_name_leads_to_those_who_are_asked() -> None:
    asked = Campaign.model_validate(campaign_fields(eligible=["commune"], within=["epci-200070514"]))
    found, siren = found_organisations(asked, "cognac")
    assert found[0].id == COGNAC.id
    assert {one.type for one in found} == {"commune"}, "the EPCI of that name is not asked"
    assert siren == ""
    [only], _ = found_organisations(asked, "grand cognac")
    assert only.type == "epci", "it is found, and told why it may not answer"
