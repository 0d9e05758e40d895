"""Search on the territories of the edition: what people type, and what they must find first."""

from __future__ import annotations

import pandas as pd
import pytest

from observatoire.model.catalog import load_catalog
from observatoire.model.search.answers import Answer, Match, Remark
from observatoire.model.search.index import SearchIndex
from observatoire.model.search.queries import normalise
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


LISTED = [
    # what people write around a name
    ("Paris 16e", "com-75056", "name", True),
    ("Paris 1er arrondissement", "com-75056", "name", True),
    ("16e arrondissement de Paris", "com-75056", "name", True),
    ("LYON 2EME", "com-69123", "name", True),
    ("marseille 8ème", "com-13055", "name", True),
    ("paris 45", "com-75056", "name", False),  # there are twenty
    ("TROYES CEDEX", "com-10387", "name", True),
    ("PARIS CEDEX 08", "com-75056", "name", True),
    ("33000 BORDEAUX CEDEX", "com-33063", "name", True),
    ("44021 NANTES CEDEX 1", "com-44109", "name", False),
    ("44021 nante cedex", "com-44109", "name", False),
    ("97262 FORT DE FRANCE CEDEX", "com-97209", "name", False),
    ("75000 Paris", "com-75056", "name", False),
    ("75016 Paris", "com-75056", "name", True),
    ("16102 Cognac", "com-16102", "name", True),
    ("16100 Lyon", "com-69123", "name", False),  # one of the two is wrong
    ("Cognac, France", "com-16102", "name", True),
    ("Île-de-France", "reg-11", "name", True),
    ("Roissy-en-France", "com-95527", "name", True),
    ("lyon 😀", "com-69123", "name", True),
    # articles, nouns
    ("le Finistère", "dep-29", "name", True),
    ("la Bretagne", "reg-53", "name", True),
    ("l’Ain", "dep-01", "name", True),
    ("les Hauts-de-Seine", "dep-92", "name", True),
    ("la baule", "com-44055", "name", True),
    ("département de la Loire", "dep-42", "name", True),
    ("région Occitanie", "reg-76", "name", True),
    ("commune de Paris", "com-75056", "name", True),
    ("région de Cognac", "com-16102", "name", False),
    ("Ville-d’Avray", "com-92077", "name", True),
    ("ville du bois", "com-91665", "name", True),
    ("département 16", "dep-16", "code", True),
    ("dpt 2a", "dep-2A", "code", True),
    ("dep 1", "dep-01", "code", True),
    ("region 75", "reg-75", "code", True),
    # usual names
    ("grand lyon", "epci-200046977", "usual", True),
    ("lille metropole", "epci-200093201", "usual", True),
    ("MEL", "epci-200093201", "usual", True),
    ("Eurométropole", "epci-246700488", "usual", True),
    ("Grand Paris", "epci-200054781", "name", True),
    ("amp", "epci-200054807", "usual", True),
    ("PACA", "reg-93", "usual", True),
    ("grand rodez", "epci-241200187", "instead", False),
    # codes
    ("75112", "com-75056", "district", True),
    ("69383", "com-69123", "district", True),
    ("13216", "com-13055", "district", True),
    ("1001", "com-01001", "code", True),
    ("1", "dep-01", "code", True),
    ("20007051400019", "epci-200070514", "siren", True),
    ("200 070 514 00019", "epci-200070514", "siren", True),
    ("siren 200070514", "epci-200070514", "siren", True),
    ("code postal 16100", "com-16102", "postcode", True),
    ("COM-16102", "com-16102", "code", True),
    ("97262", "dep-972", "code", False),
    ("97133", "com-97133", "code", False),  # the postcode of Saint-Barthélemy too
    ("20999", "dep-2A", "code", False),
    # spelling
    ("St Jean Pied de Porc", "com-64485", "fuzzy", False),
    ("ste maxime", "com-83115", "name", True),
    ("fontenay le compte", "com-85092", "fuzzy", False),
    ("bourg en bress", "com-01053", "name", True),
    ("besancon", "com-25056", "name", True),
    ("Annecy-le-Vieux", "com-74010", "former", True),
    ("97420 le port", "com-97407", "name", True),
    ("Sainte-Marie Réunion", "com-97418", "name", True),
    ("59491 villeneuve d'ascq", "com-59009", "name", True),
    # beside what is no territory
    ("canton de Cognac", "com-16102", "name", False),
    ("Plaine Commune", "epci-200054781", "instead", False),
    ("Poitou-Charentes", "reg-75", "instead", False),
    ("Nord Pas de Calais", "reg-32", "instead", False),  # not Nordausques
    ("Auvergne", "reg-84", "instead", False),  # not Cournon-d'Auvergne
    ("Seine-et-Oise", "dep-78", "instead", False),
    ("DROM", "com-01150", "name", True),  # a commune has that very name
    ("pays de Gex", "epci-240100750", "name", True),  # while other « pays » are no territory
    # numerals, names of before, what people write before a name
    ("Paris XVIe", "com-75056", "name", True),
    ("Lyon III", "com-69123", "name", True),
    ("le 93", "dep-93", "code", True),
    ("F-16100 Cognac", "com-16102", "name", True),
    ("C.A. de Cognac", "epci-200070514", "name", True),
    ("CDA La Rochelle", "epci-241700434", "name", True),
    ("Châlons-sur-Marne", "com-51108", "usual", True),  # not Châlons-sur-Vesle, in the Marne
    ("Loire-Inférieure", "dep-44", "usual", True),
    ("Paris 75", "com-75056", "name", True),  # the département, no arrondissement
    ("Lyon (69)", "com-69123", "name", True),
    ("com-75112", "com-75056", "district", True),
    ("com-95282", "com-95169", "former", True),
    # some of the words only
    ("gare de Lyon", "com-69123", "name", False),
    ("Bordeaux Lac", "com-33063", "name", False),
    ("préfecture de la Charente", "dep-16", "name", False),
    ("France métropolitaine", "france", "name", False),
    ("grand est metropole", "reg-44", "name", False),  # not the métropole of Nancy
]


@pytest.mark.parametrize(("text", "first", "reason", "certain"), LISTED)
def test_what_people_type(index: SearchIndex, text: str, first: str, reason: str, certain: bool) -> None:
    found = index.search(text)
    assert found, text
    assert (found[0].id, found[0].reason, found[0].certain) == (first, reason, certain)


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("Nouméa", "nouvelle_caledonie"),
        ("98800 Nouméa", "nouvelle_caledonie"),
        ("98713", "polynesie"),
        ("Papeete", "polynesie"),
        ("97150", "saint_martin"),
        ("97133 Gustavia", "saint_barthelemy"),
        ("98000", "monaco"),
        ("Saint-Pierre-et-Miquelon", "saint_pierre_et_miquelon"),
        ("97502", "saint_pierre_et_miquelon"),
        ("988", "nouvelle_caledonie"),
        ("pays Ouest-Charente", "scot"),
    ],
)
def test_what_is_not_here_leads_nowhere_and_is_said(index: SearchIndex, text: str, remark: str) -> None:
    assert index.answer(text) == Answer((), (Remark("uncovered", remark),))


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("Est Ensemble", "ept"),
        ("EPT", "ept"),
        ("SCoT", "scot"),
        ("SCoT de Cognac", "scot"),
        ("quartier de la Croix-Rousse", "quartier"),
        ("arrondissement de Cognac", "arrondissement"),
        ("bassin de vie de Cognac", "zonage"),
        ("Alsace", "collectivite_alsace"),
    ],
)
def test_beside_what_is_no_territory_nothing_is_certain(index: SearchIndex, text: str, remark: str) -> None:
    answer = index.answer(text)
    assert answer.remarks == (Remark("uncovered", remark),)
    of_that_name = [m for m in answer.matches if normalise(text) in normalise(m.matched)]
    assert not any(m.certain for m in answer.matches if m not in of_that_name)


def test_namesakes_of_an_island_are_found_and_the_island_is_said(index: SearchIndex, territories: pd.DataFrame) -> None:
    answer = index.answer("Saint-Martin")
    assert answer.remarks == (Remark("uncovered", "saint_martin"),)
    assert {territories.loc[m.id, "name"] for m in answer.matches[:3]} == {"Saint-Martin"}
    for text in ("Pont-Saint-Martin", "saint martin de r", "Le Quartier"):  # names that hold such words
        assert index.answer(text).remarks == (), text


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("Paris 16e", Remark("district", "com-75056")),
        ("75112", Remark("district", "com-75056")),
        ("97262", Remark("postcode", "97262")),
        ("44021 NANTES CEDEX 1", Remark("postcode", "44021")),
        ("75000 Paris", Remark("postcode", "75000")),
    ],
)
def test_what_the_result_does_not_say_is_said(index: SearchIndex, text: str, remark: Remark) -> None:
    assert index.answer(text).remarks == (remark,)


@pytest.mark.parametrize("text", ["Cognac", "16100", "16102 Cognac", "44000 Nantes Cedex", "2A004", "le Mans"])
def test_there_is_nothing_to_say_of_a_plain_search(index: SearchIndex, text: str) -> None:
    assert index.answer(text).remarks == ()


def test_a_postcode_cut_of_its_zero_is_offered_beside_those_that_begin_so(index: SearchIndex) -> None:
    found = index.search("1000", limit=5)
    assert found[0].id == "com-10387", "10000 is Troyes"
    assert ("com-01053", False) in {(m.id, m.certain) for m in found}, "01000 is Bourg-en-Bresse"


def test_what_is_certain_comes_first(index: SearchIndex) -> None:
    for text in ("rennes", "sarlat", "1000", "la baule", "renne", "Alsace", "loyer"):
        certain = [m.certain for m in index.search(text, 30)]
        assert certain == sorted(certain, reverse=True), text


def test_nothing_uncertain_is_called_exact_by_a_typo(index: SearchIndex) -> None:
    for text in ("Noumea ville", "cognak", "marsielle", "grand longwi", "zzlyonzz"):
        assert not any(m.certain for m in index.search(text)), text


def test_usual_names_are_those_of_territories_and_say_what_their_names_do_not(
    territories: pd.DataFrame, former: pd.DataFrame, index: SearchIndex
) -> None:
    catalog = load_catalog()
    bare = catalog.model_copy(update={"usual_names": {}, "uncovered": {}})
    without = SearchIndex(territories, former, bare)
    for entry in catalog.usual_names.values():
        assert entry.territory in territories.index, entry.id
        for name in entry.names:
            assert index.search(name)[0].id == entry.territory, name
            found = without.search(name)[:1]
            known = bool(found) and found[0].id == entry.territory and found[0].certain and found[0].score == 1
            assert not known, f"{name} is found already: remove it"


def test_what_is_no_territory_leads_to_territories_and_takes_no_name_of_ours(
    territories: pd.DataFrame, index: SearchIndex
) -> None:
    known = set(" ".join(territories["postcodes"].dropna()).split()) | set(territories["code"])
    for entry in load_catalog().uncovered.values():
        assert set(entry.instead) <= set(territories.index), entry.id
        taken = {code for code in known for begun in entry.postcodes if code.startswith(begun) and len(code) == 5}
        assert taken <= {"97133"}, entry.id  # the INSEE code of Vieux-Fort is the postcode of Saint-Barthélemy
        for word in entry.words:
            assert Remark("uncovered", entry.id) in index.answer(word).remarks, word


def test_a_search_without_the_catalogue_s_words_still_answers(territories: pd.DataFrame, former: pd.DataFrame) -> None:
    bare = load_catalog().model_copy(update={"usual_names": {}, "uncovered": {}})
    assert SearchIndex(territories, former, bare).search("Cognac")[0].id == "com-16102"


CRUEL = [
    "cedex", "cedex 9", "97", "9" * 14, "0" * 5, "99999", "paris 99999999", "75000", "com-", "-16102", "epci-", "dep-",
    "grand ", "metropole", "canton", "canton de", "quartier de", "ville de", "1er arrondissement", "arrondissement de",
    "🏳️‍🌈 canton de 😀", "CEDEX " * 20, "٧٥١١٢", "７５１１２", "²³⁴", "Ⅷ", "com-１６１０２", "region ²", "dep ٣",
]  # fmt: skip


@pytest.mark.parametrize("text", CRUEL, ids=range(len(CRUEL)))
def test_cruel_text_is_answered(index: SearchIndex, text: str) -> None:
    answer = index.answer(text, 8)
    assert len(answer.matches) <= 8
    assert len(answer.remarks) <= 1
