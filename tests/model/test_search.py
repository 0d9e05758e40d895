"""Search on the territories of the edition: what people type, and what they must find first."""

from __future__ import annotations

import pandas as pd
import pytest

from observatoire.model.search import Match, SearchIndex, normalise
from observatoire.model.store import PREPARED_DIR


@pytest.fixture(scope="module")
def territories() -> pd.DataFrame:
    return pd.read_parquet(PREPARED_DIR / "territories.parquet").set_index("id")


@pytest.fixture(scope="module")
def former() -> pd.DataFrame:
    return pd.read_parquet(PREPARED_DIR / "former_communes.parquet")


@pytest.fixture(scope="module")
def index(territories: pd.DataFrame, former: pd.DataFrame) -> SearchIndex:
    return SearchIndex(territories, former)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Saint-Étienne", "saint etienne"),
        ("STE GENEVIEVE", "sainte genevieve"),
        ("Stes-Maries", "saintes maries"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("L’Haÿ‑les‑Roses", "l hay les roses"),
        ("Œuilly Æ ß", "oeuilly ae ss"),
        ("e\u0301te\u0301", "ete"),
        ("  \t\x00😀日本 ", ""),
        ("Stains", "stains"),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "first", "reason"),
    [
        # names
        ("Cognac", "com-16102", "name"),
        ("mans", "com-72181", "name"),
        ("le mans", "com-72181", "name"),
        ("la rochelle", "com-17300", "name"),
        ("rochelle", "com-17300", "name"),
        ("L’HAŸ LES ROSES", "com-94038", "name"),
        ("hay les roses", "com-94038", "name"),
        ("abymes", "com-97101", "name"),
        ("st etienne", "com-42218", "name"),
        ("ste genevieve des bois", "com-91549", "name"),
        ("st-jean-d'angely", "com-17347", "name"),
        ("oeuilly", "com-51410", "name"),
        ("y", "com-80829", "name"),
        ("renne", "com-35238", "name"),
        ("toulous", "com-31555", "name"),
        ("chalon saone", "com-71076", "name"),
        ("sables olonne", "com-85194", "name"),
        ("mairie de cognac", "com-16102", "name"),
        ("paris 15", "com-75056", "name"),
        ("lyon", "com-69123", "name"),
        # places that tell homonyms apart
        ("saint denis reunion", "com-97411", "name"),
        ("saint-denis 974", "com-97411", "name"),
        ("saint-denis (93)", "com-93066", "name"),
        ("saint denis seine saint denis", "com-93066", "name"),
        ("cognac charente", "com-16102", "name"),
        ("16100 cognac", "com-16102", "name"),
        ("gironde bordeaux", "com-33063", "name"),
        ("creteil ile de france", "com-94028", "name"),
        ("saint ouen seine", "com-93070", "name"),
        # EPCI
        ("grand cognac", "epci-200070514", "name"),
        ("rennes metropole", "epci-243500139", "name"),
        ("cc du pays de gex", "epci-240100750", "name"),
        ("agglo de la rochelle", "epci-241700434", "name"),
        ("communauté d'agglomération de La Rochelle", "epci-241700434", "name"),
        ("metropole lyon", "epci-200046977", "name"),
        ("metropole de lille", "epci-200093201", "name"),
        # départements, régions, France
        ("haute-garonne", "dep-31", "name"),
        ("val de marne", "dep-94", "name"),
        ("belfort 90", "com-90010", "name"),
        ("nouvelle aquitaine", "reg-75", "name"),
        ("corse", "reg-94", "name"),
        ("france", "france", "name"),
        # codes
        ("16100", "com-16102", "postcode"),
        (" 16 100 ", "com-16102", "postcode"),
        ("75011", "com-75056", "postcode"),
        ("20000", "com-2A004", "postcode"),
        ("16102", "com-16102", "code"),
        ("2A004", "com-2A004", "code"),
        ("2a", "dep-2A", "code"),
        ("16", "dep-16", "code"),
        ("01", "dep-01", "code"),
        ("974", "dep-974", "code"),
        ("com-16102", "com-16102", "code"),
        ("COM-2a004", "com-2A004", "code"),
        ("dep-16", "dep-16", "code"),
        ("reg-75", "reg-75", "code"),
        ("200070514", "epci-200070514", "siren"),
        ("200 070 514", "epci-200070514", "siren"),
        ("75700", "dep-75", "code"),
        # typos
        ("sant etiene", "com-42218", "fuzzy"),
        ("cognak", "com-16102", "fuzzy"),
        ("marsielle", "com-13055", "fuzzy"),
        ("marseile", "com-13055", "fuzzy"),
        ("larochelle", "com-17300", "fuzzy"),
        ("lhay les roses", "com-94038", "fuzzy"),
        ("sant denis reunion", "com-97411", "fuzzy"),
    ],
)
def test_first_result(index: SearchIndex, text: str, first: str, reason: str) -> None:
    found = index.search(text)
    assert found, text
    assert (found[0].id, found[0].reason) == (first, reason)


def test_a_commune_is_found_by_its_siren(index: SearchIndex, territories: pd.DataFrame) -> None:
    siren = territories.loc["com-16102", "siren"]
    assert index.search(siren) == [Match("com-16102", "siren", siren, 1.0)]


def test_a_postcode_gives_all_its_communes_by_population(index: SearchIndex, territories: pd.DataFrame) -> None:
    found = [m.id for m in index.search("16100", limit=50) if m.reason == "postcode"]
    expected = territories[territories["postcodes"].fillna("").str.split().map(lambda codes: "16100" in codes)]
    assert sorted(found) == sorted(expected.index)
    assert list(territories.loc[found, "population"]) == sorted(expected["population"], reverse=True)


def test_homonyms_come_by_population(index: SearchIndex, territories: pd.DataFrame) -> None:
    found = index.search("saint denis")
    exact = [m.id for m in found if territories.loc[m.id, "name"] == "Saint-Denis"]
    assert exact[:2] == ["com-97411", "com-93066"]
    assert [m.id for m in found[: len(exact)]] == exact


def test_a_town_comes_before_the_epci_that_took_its_name(index: SearchIndex) -> None:
    for text, town in (("la rochelle", "com-17300"), ("renn", "com-35238"), ("toulouse", "com-31555")):
        ids = [m.id for m in index.search(text)]
        assert ids[0] == town
        assert any(i.startswith("epci-") for i in ids)


def test_a_former_commune_leads_to_the_living_one(index: SearchIndex) -> None:
    [match] = [m for m in index.search("cherbourg octeville") if m.id == "com-50129"]
    assert (match.reason, match.matched) == ("former", "Cherbourg-Octeville")


def test_the_code_of_a_former_commune_leads_to_the_living_one(
    index: SearchIndex, former: pd.DataFrame, territories: pd.DataFrame
) -> None:
    gone = former[~former["code"].isin(territories["code"])].iloc[0]
    found = [m for m in index.search(gone["code"], 50) if m.id == f"com-{gone['current']}"]
    assert [m.reason for m in found] == ["former"]


def test_a_living_name_comes_before_a_former_one(index: SearchIndex) -> None:
    for text in ("saint laurent", "montreuil", "villeneuve"):
        exact = [m.reason for m in index.search(text, 40) if normalise(m.matched) == text]
        assert exact == sorted(exact, key=["name", "former"].index), text
    [first, *_] = index.search("octeville")
    assert (first.id, first.reason, first.matched) == ("com-50129", "former", "Octeville")


def test_every_territory_is_first_among_its_homonyms_when_its_departement_is_given(
    index: SearchIndex, territories: pd.DataFrame
) -> None:
    sample = territories[territories["level"] == "commune"].sample(300, random_state=1)
    for identifier, row in sample.iterrows():
        found = [m.id for m in index.search(f"{row['name']} {row['departement']}", limit=5)]
        assert identifier in found, row["name"]


def test_every_epci_is_found_by_its_name(index: SearchIndex, territories: pd.DataFrame) -> None:
    epcis = territories[territories["level"] == "epci"]
    for identifier, row in epcis.iterrows():
        if len(row["name"]) <= 100:
            assert identifier in [m.id for m in index.search(row["name"], limit=5)], row["name"]


def test_each_territory_once_and_no_more_than_asked(index: SearchIndex) -> None:
    for text in ("saint", "communaute", "16", "la", "a"):
        ids = [m.id for m in index.search(text, limit=40)]
        assert len(ids) == len(set(ids)) == 40
    assert index.search("saint", limit=0) == index.search("saint", limit=-1) == []


def test_scores_do_not_rise(index: SearchIndex) -> None:
    for text in ("saint", "cognac", "sant etiene", "montreuil"):
        scores = [m.score for m in index.search(text)]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= s <= 1 for s in scores)


HOSTILE = [
    "", " \t\n", "\x00\x07\x1b", "😀🎉", "日本", "-", "'", "\ud800", "((((", "a.*b[", "%s{0}", "<script>", "' or 1=1",
    "a" * 10_000, "a " * 5_000, "saint " * 100, "16" * 5_000, "la de la de " * 30, "1 " * 50, "\u0301" * 200, "٣٤٥",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_answered(index: SearchIndex, text: str) -> None:
    found = index.search(text)
    assert all(isinstance(match, Match) for match in found)
    assert len(found) <= 15


def test_text_is_cut_at_100_characters(index: SearchIndex) -> None:
    assert index.search("cognac" + " " * 94 + "zzzz")[0].id == "com-16102"


@pytest.mark.parametrize("text", ["", "  ", "\x00", "😀", "--", "zzzzzzzz"])
def test_nothing_to_find(index: SearchIndex, text: str) -> None:
    assert index.search(text) == []
