"""A territory made of others: one identifier however it is listed, and a sentence for each thing that is wrong."""

from __future__ import annotations

import pytest
import shapely

from observatoire.model.composed.files import ComposedFileError, read_composed, write_composed
from observatoire.model.composed.members import compose, listed, read_composition
from observatoire.model.composed.names import (
    LONGEST_NAME,
    MOST_MEMBERS,
    bare_id,
    cleaned_name,
    composed_id,
    listed_codes,
    name_in,
)
from observatoire.model.composed.places import composed_territory
from observatoire.model.search.lookup import look_up
from observatoire.model.store import Store, open_store
from observatoire.model.territory import UnknownTerritoryError
from observatoire.views.french.composing import member_sentence, members_sentence

COGNAC, ROUILLAC = "200070514", "241600303"
VALLEY = f"compose-{COGNAC}.{ROUILLAC}"


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store()


def kinds(store: Store, *codes: str) -> list[str]:
    return [remark.kind for remark in compose(store, codes).remarks]


@pytest.mark.parametrize(
    "written",
    [VALLEY, f"compose-{ROUILLAC}.{COGNAC}", f"COMPOSE-{ROUILLAC}.{COGNAC}.", f"compose-{COGNAC},epci-{ROUILLAC}"],
)
def test_the_same_territory_however_it_is_listed(store: Store, written: str) -> None:
    found = look_up(store, written)
    assert found.territory.id == VALLEY
    assert found.territory == store.territory(VALLEY)
    assert not found.remarks


def test_what_it_is_follows_from_its_communes(store: Store) -> None:
    place = store.territory(VALLEY)
    members = [store.territory(f"epci-{code}") for code in (COGNAC, ROUILLAC)]
    assert place.population == sum(m.population for m in members) == 69_249 + 9_839
    assert place.members == sum(m.members for m in members) == 67
    assert place.area_km2 == pytest.approx(sum(m.area_km2 for m in members))
    assert (place.level, place.departement, place.region, place.nature) == ("epci", "16", "75", None)
    assert place.composed == (f"epci-{COGNAC}", f"epci-{ROUILLAC}")
    assert place.name == "Grand Cognac et Rouillacais"
    west, south, east, north = place.bounds
    assert (west, south) == tuple(min(m.bounds[at] for m in members) for at in (0, 1))
    assert (east, north) == tuple(max(m.bounds[at] for m in members) for at in (2, 3))


def test_it_lies_in_the_departement_where_most_of_its_people_live(store: Store) -> None:
    place = store.territory("compose-16102.17415.17300")  # Cognac; Saintes, La Rochelle
    assert place.departement == "17"
    assert place.departements == ("16", "17")


def test_a_member_within_another_is_counted_once_and_said(store: Store) -> None:
    found = compose(store, ["16102", COGNAC, "16286", ROUILLAC])
    assert found.id == VALLEY
    [remark] = found.remarks
    assert remark.kind == "contained"
    assert member_sentence(remark) == (
        "Déjà compris dans un autre membre (Communauté d’agglomération du Grand Cognac et Communauté de communes du "
        "Rouillacais), comptés une seule fois\u202f: Cognac et Rouillac."
    )
    assert store.territory(found.id).population == 69_249 + 9_839


def test_an_epci_within_a_departement_is_counted_once(store: Store) -> None:
    assert compose(store, ["16", COGNAC, "17"]).id == "compose-16.17"


def test_members_that_overlap_give_each_commune_once_and_it_is_said(store: Store) -> None:
    rows = store.level("epci")
    astride = str(rows.index[rows["departements"].str.contains(" ")][0])
    departement = store.territory(astride).departements[0]
    found = compose(store, [astride.removeprefix("epci-"), departement])
    assert [remark.kind for remark in found.remarks] == ["overlap"]
    both = set(store.members(astride)) | set(store.members(f"dep-{departement}"))
    place = store.territory(found.id)
    assert place.members == len(both) < len(store.members(astride)) + len(store.members(f"dep-{departement}"))
    assert place.population == int(store.reference_population[sorted(both)].sum())


def test_what_is_unknown_or_repeated_is_said_and_the_rest_kept(store: Store) -> None:
    found = compose(store, ["16102", "99999", "<b>", "16102", "16286", "12"])
    assert found.id == "compose-12.16102.16286"
    assert [remark.kind for remark in found.remarks] == ["unknown", "repeated"]
    assert members_sentence(found.remarks) == (
        "Inconnus dans ces données, laissés de côté\u202f: 99999 et b. Cité plusieurs fois, compté une seule\u202f: "
        "Cognac."
    )


def test_long_names_are_said_in_full(store: Store) -> None:
    [remark] = compose(store, ["17415", "200036473", "16102"]).remarks
    assert "Communauté d’agglomération de Saintes - Grandes Rives - L’Agglo" in member_sentence(remark)


def test_a_commune_of_before_leads_to_that_of_today(store: Store) -> None:
    found = compose(store, ["16355", "16102"])  # gone
    assert found.remarks[0].kind == "former"
    assert "fait aujourd’hui partie de" in member_sentence(found.remarks[0])
    assert len(found.members) == 2


def test_an_arrondissement_leads_to_its_town(store: Store) -> None:
    found = compose(store, ["75112", "92012"])
    assert found.id == "compose-75056.92012"
    assert [remark.kind for remark in found.remarks] == ["district"]


def test_at_most_four_hundred_members(store: Store) -> None:
    codes = [identifier[4:] for identifier in store.index("commune")[:450]]
    found = compose(store, codes)
    assert [remark.kind for remark in found.remarks] == ["many"]
    assert found.members == tuple(f"com-{code}" for code in codes[:MOST_MEMBERS])
    assert "400 membres" in member_sentence(found.remarks[0])
    assert store.territory(found.id).members == 400


def test_one_member_is_that_territory(store: Store) -> None:
    assert compose(store, ["16102", "16102"]).id == "com-16102"
    assert store.territory("compose-16102") == store.territory("com-16102")
    assert kinds(store, COGNAC, "16102") == ["contained", "single"]


@pytest.mark.parametrize(
    "text",
    ["compose-", "compose-....", "compose-99999", "compose-../../etc/passwd", "compose-<script>", "compose-¹²³¹²",
     "compose-٠٠٠٠٠", "compose-" + "9" * 100_000, "compose-" + "." * 100_000, "compose-~Nom"],
)  # fmt: skip
def test_hostile_lists_name_no_territory(store: Store, text: str) -> None:
    with pytest.raises(UnknownTerritoryError):
        look_up(store, text)


def test_an_endless_list_is_cut_and_said(store: Store) -> None:
    found = read_composition(store, "compose-" + ".".join(["16102", "16286"] * 5_000))
    assert found.id == "compose-16102.16286"
    assert "many" in [remark.kind for remark in found.remarks]


def test_the_name_goes_with_the_identifier_and_no_further(store: Store) -> None:
    named = look_up(store, VALLEY, "Vallée de la Charente, du Né").territory
    assert named.name == "Vallée de la Charente, du Né"
    assert named.id == f"{VALLEY}~Vall%C3%A9e%20de%20la%20Charente%2C%20du%20N%C3%A9"
    assert bare_id(named.id) == VALLEY
    assert name_in(named.id) == named.name
    assert store.territory(named.id) == named
    # Another visitor's name, and none, are other records: nothing of the first is shown.
    assert store.territory(VALLEY).name == "Grand Cognac et Rouillacais"
    assert store.territory(composed_id(listed_codes(VALLEY), "Autre")).name == "Autre"
    assert store.members(named.id).tolist() == store.members(VALLEY).tolist()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("L'Isle d'Espagnac", "L’Isle d’Espagnac"),
        ("Pays « Ouest » & Né (nord)", "Pays « Ouest » & Né (nord)"),
        ("<img src=x onerror=alert(1)>", "img src x onerror alert(1)"),
        ("![a](http://e.fr/x.png)", "a (http e fr x png)"),
        ("www.evil.com", "www evil com"),
        ('=HYPERLINK("a")', "HYPERLINK( a )"),
        ("+33 pays", "33 pays"),
        ("\u202eyaP\u2066\u200b\ufeff", "yaP"),
        ("a\x00b\x1b[31m\tc\r\nd", "ab 31m c d"),
        ("$x$ `y` **z** #_~|{}", "x y z"),
        ("e\u0301\u0301\u0301\u0301\u0301", "é\u0301\u0301"),
        ("St. Jean.", "St. Jean."),
        ("1. Nord", "1 Nord"),
        ("   ", ""),
    ],
)  # fmt: skip
def test_a_name_is_plain_text(written: str, shown: str) -> None:
    assert cleaned_name(written) == shown


def test_a_name_is_bounded(store: Store) -> None:
    assert len(cleaned_name("é" * 10_000)) == LONGEST_NAME
    found = compose(store, [COGNAC, ROUILLAC], "<b>Vallée</b>")
    assert found.name == "b Vallée b"
    assert [remark.kind for remark in found.remarks] == ["name"]
    assert not compose(store, [COGNAC, ROUILLAC], " L'Ouest ").remarks


def test_many_members_are_called_by_how_many_communes_they_are(store: Store) -> None:
    assert store.territory("compose-16102.16286.16015.16167").name == "Territoire de 4 communes"
    assert store.territory("compose-16.17.24.33").name == "Territoire de 1\u202f858 communes"


def test_what_visitors_compose_does_not_fill_the_memory(store: Store) -> None:
    kept = composed_territory.__globals__["_composed"]
    before = store._territory.cache_info().currsize
    for number in range(100):
        store.territory(composed_id(["16102", "16286"], f"Nom {number}"))
    assert kept.cache_info().currsize <= kept.cache_info().maxsize == 32
    assert store._territory.cache_info().currsize <= before + 2


def test_endless_addresses_are_cut_before_they_are_remembered(store: Store) -> None:
    found = look_up(store, f"{VALLEY}{'.16102' * 50_000}", "x" * 100_000)
    assert found.territory.population == 79_088
    assert found.territory.name == "x" * LONGEST_NAME
    assert {"many", "name"} <= {remark.kind for remark in found.remarks}


def test_a_search_for_codes_gives_what_they_make(store: Store) -> None:
    found = listed(store, f"{ROUILLAC}, {COGNAC}")
    assert found is not None
    assert found.id == VALLEY
    assert listed(store, "Cognac Rouillac") is None
    assert listed(store, "75001 16102") is None  # the first is a postcode alone
    assert listed(store, "16102") is None


def test_rows_of_places_hold_composed_ones_in_their_order(store: Store) -> None:
    rows = store.places(["epci-200029734", VALLEY, f"epci-{COGNAC}"])
    assert rows.index.tolist() == ["epci-200029734", VALLEY, f"epci-{COGNAC}"]
    assert rows.columns.tolist() == store.territories.columns.tolist()
    assert rows.dtypes.tolist() == store.territories.dtypes.tolist()
    assert rows.loc[VALLEY, "population"] == 79_088


def test_the_outline_is_that_of_its_members_without_a_sliver(store: Store) -> None:
    [outline] = store.outlines("epci", "full", [VALLEY])
    parts = store.outlines("epci", "full", [f"epci-{COGNAC}", f"epci-{ROUILLAC}"])
    assert outline.is_valid
    assert outline.geom_type == "Polygon"
    assert not outline.interiors
    assert outline.area == pytest.approx(parts.map(shapely.area).sum(), rel=1e-9)
    # It follows the very points of its communes' outlines.
    communes = shapely.get_coordinates(
        store.outlines("commune", "full", store.index("commune")[store.members(VALLEY)].tolist()).to_numpy()
    )
    assert set(map(tuple, shapely.get_coordinates(outline))) <= set(map(tuple, communes))


@pytest.mark.parametrize("departement", ["dep-16", "dep-29", "dep-2A"])
def test_a_departement_dissolved_from_its_communes_leaves_no_hole(store: Store, departement: str) -> None:
    codes = [identifier[4:] for identifier in store.index("commune")[store.members(departement)]]
    [outline] = store.outlines("epci", "full", [composed_id(codes)])
    [whole] = store.outlines("departement", "full", [departement])
    assert outline.area == pytest.approx(whole.area, rel=1e-6)
    assert shapely.get_num_interior_rings(shapely.get_parts(outline)).sum() == (
        shapely.get_num_interior_rings(shapely.get_parts(whole)).sum()
    )


def test_the_file_opens_again(store: Store) -> None:
    made = compose(store, [ROUILLAC, COGNAC], "Vallée")
    again = read_composed(store, write_composed(made))
    assert (again.id, again.name, again.members, again.remarks) == (made.id, "Vallée", made.members, ())


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[]", b"{}", b"[" * 40_000, b"x" * 60_000, b"PK\x03\x04",
     b'{"format": "observatoire-territorial-citoyen/territoire"}',
     b'{"format": "observatoire-territorial-citoyen/territoire", "version": 2, "membres": []}',
     b'{"format": "observatoire-territorial-citoyen/territoire", "version": 1, "membres": [1]}',
     b'{"format": "observatoire-territorial-citoyen/territoire", "version": 1, "membres": [], "nom": {}}'],
)  # fmt: skip
def test_other_files_are_refused_in_one_sentence(store: Store, content: bytes) -> None:
    with pytest.raises(ComposedFileError) as refused:
        read_composed(store, content)
    assert str(refused.value).count(".") == 1
