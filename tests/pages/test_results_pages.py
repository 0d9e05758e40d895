"""Published results in plain HTML: pages and files say what the frozen document says, and nothing that it withholds."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html
from starlette.applications import Starlette

from pages.server.participer import around, beside, desk, position, published, result_files, results
from pages.server.participer.answers import answer_routes
from pages.server.participer.results import result_routes
from pages.state.data import shared_data
from participation.model.answers import Given, check_answer
from participation.model.beside import Beside
from participation.model.campaigns import Campaign
from participation.model.organisations import known_organisation
from participation.model.questionnaire import Cell, Questionnaire
from participation.model.within import inside
from participation.results.gathering import publication_of
from participation.results.publication import frozen
from participation.storage.campaigns import advance_campaign, create_campaign
from participation.storage.inventing import keep_invented
from participation.storage.opening import Storage, open_storage
from participation.storage.publishing import publish_campaign
from participation.storage.submitting import submitted
from tests.pages.asgi import Answer, Client
from tests.participation.conftest import DAY, FORM, campaign_fields, sqlite_at
from tests.participation.test_poll import mirroring, poll

FORM_OF = Questionnaire.model_validate(FORM)
MARK = "Démonstration\u202f: réponses inventées"
SECRETS = ("Garde champêtre", "77,7", "77.7", "Grand Cognac", "com-16")
"""Written words, the number of one EPCI, names and ids of those that answered."""
HOME = "/participer/resultats"
SITES = ({"site": "propre", "francais": "oui"}, {"site": "partage", "francais": "non"}, {"site": "aucun"})
QUESTIONS = ("fonction", "site", "francais", "heures", "lieux", "freins", "projets", "confiance")


def given(**answers: Any) -> Mapping[Cell, Given]:
    cells = {"fonction_autre": Cell("fonction", "words:autre"), "projets": Cell("projets", "wifi")}
    told = {cells.get(name, Cell(name)): value for name, value in answers.items()}
    return {cell: check_answer(FORM_OF, cell, value) for cell, value in told.items()}


def made_public(folder: Path, *, demonstration: bool = True, epci: int = 2, within: tuple[str, ...] = ()) -> Storage:
    """Sixty communes of Charente, a third each with a site, a shared one, none; two EPCI, too few to tell of."""
    storage, store = open_storage(sqlite_at(folder)), shared_data()[0]
    fields = campaign_fields(eligible=["commune", "epci"], strata=["type", "size"], demonstration=True, within=within)
    campaign = Campaign.model_validate(fields)
    create_campaign(storage, campaign, FORM_OF, day=DAY, actor="essai")
    advance_campaign(storage, campaign.id, "open", day=DAY, actor="essai")
    table = store.territories
    held = inside(store, within or ("dep-16",))
    communes = [one for one in table.index[table["level"] == "commune"] if one in held][:60]
    invented = []
    for at, place in enumerate(communes):
        site = SITES[at % 3]
        ranks = {"argent": 1, "locaux": 2} if at % 2 else {"personnel": 1}
        answers = given(fonction="maire", heures=at, lieux=["fs"], freins=ranks, projets="prevu", **site)
        invented.append((known_organisation(store, str(place)), answers))
    for code, hours in (("200070514", 77.7), ("200054807", 3)):
        answers = given(fonction="autre", fonction_autre="Garde champêtre", heures=hours, **SITES[epci])
        invented.append((known_organisation(store, f"epci-{code}"), answers))
    keep_invented(storage, campaign.id, invented, day=DAY)
    closed = advance_campaign(storage, campaign.id, "closed", day=DAY, actor="essai")
    counted = list(submitted(storage, campaign.id))
    told = closed.model_copy(update={"demonstration": demonstration})
    made = publication_of(store, told, FORM_OF, counted, DAY)
    publish_campaign(storage, campaign.id, frozen(made), {one.id for one, _ in counted}, day=DAY, actor="essai")
    return storage


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    storage = made_public(tmp_path_factory.mktemp("results"))
    yield storage
    storage.close()


@pytest.fixture
def client(kept: Storage, monkeypatch: pytest.MonkeyPatch) -> Client:
    return serving(kept, monkeypatch)


def serving(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> Client:
    for module in (around, results, desk, published, result_files, position):
        monkeypatch.setattr(module, "storage", lambda: storage)
    monkeypatch.setattr("pages.server.participer.beginning.storage", lambda: storage)
    published._thawed.cache_clear()
    results._listed.cache_clear()
    position._country.cache_clear()
    return Client(Starlette(routes=[*result_routes(""), *answer_routes("")]))


def everything(client: Client) -> dict[str, Answer]:
    """Every page and file of the publication, by its address."""
    views = [f"/{question}{part}" for question in QUESTIONS for part in ("", "?par=taille")]
    read = ("/theme/site", "/groupe/commune", "/groupe/epci", "/groupe/commune-0-499", "/qui-a-repondu")
    files = (".csv", ".json", "/site.csv", "/site.svg", "/heures.svg?groupe=epci", "/projets.svg?ligne=wifi")
    addresses = [f"{HOME}/", f"{HOME}/?q=site", *(f"{HOME}/barometre{end}" for end in ("", *files, *views, *read))]
    answers = {address: client.get(address) for address in addresses}
    assert {answer.status_code for answer in answers.values()} == {200}
    return answers


def section(answer: Answer, name: str) -> html.HtmlElement:
    document = html.document_fromstring(answer.text)
    [found] = [one for one in document.iter("section") if one[0].text_content() == name]
    return found


def test_results_of_one_epci_say_of_which_on_every_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All 54 communes answer, and the EPCI itself; another one, which is outside, stands apart."""
    storage = made_public(tmp_path, within=("epci-200070514",))
    client = serving(storage, monkeypatch)
    of, who = "de la communauté d’agglomération du Grand Cognac", "Toutes les collectivités (Grand Cognac)"
    facts = re.compile(rf"sur 55 collectivités visées {of}, du")
    for end in ("", "/theme/site", "/groupe/commune", "/qui-a-repondu"):
        assert facts.search(words(html.document_fromstring(client.get(f"{HOME}/barometre{end}").text))), end
    assert facts.search(words(html.document_fromstring(client.get(f"{HOME}/").text))), "and in the list"
    page = words(html.document_fromstring(client.get(f"{HOME}/barometre/site").text))
    assert who in page
    assert f"% des collectivités {of}" in page
    assert "Baromètre (Grand Cognac), " in page, "the source to copy"
    who_answered = words(html.document_fromstring(client.get(f"{HOME}/barometre/qui-a-repondu").text))
    assert "une commune ne donne qu’une réponse" in who_answered
    assert client.get(f"{HOME}/barometre/qui-a-repondu.svg").status_code == 404
    assert who in client.get(f"{HOME}/barometre/site.svg").text
    assert {line["territoire"] for line in lines_of(client)} == {"Grand Cognac"}
    frame = json.loads(client.get(f"{HOME}/barometre.json").content)["frame"]
    assert frame["within"]["territories"] == ["epci-200070514"]
    storage.close()


def lines_of(client: Client) -> list[dict[str, str]]:
    text = client.get(f"{HOME}/barometre.csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split()).replace("\u202f", " ").replace("\xa0", " ")


def test_every_page_and_file_of_a_demonstration_is_marked_and_runs_no_script(client: Client) -> None:
    for address, answer in everything(client).items():
        assert MARK in answer.text, address
        assert "<script" not in answer.text, address
        assert answer.text.count("<main ") == answer.headers["content-type"].startswith("text/html"), address
    assert "demonstration" in client.get(f"{HOME}/barometre.csv").headers["content-disposition"]


def test_real_results_bear_no_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = made_public(tmp_path, demonstration=False)
    client = serving(storage, monkeypatch)
    for end in ("", "/site", ".csv", ".json"):
        assert MARK not in client.get(f"{HOME}/barometre{end}").text
    storage.close()


def test_nobody_and_no_written_word_is_in_any_byte(client: Client) -> None:
    for address, answer in everything(client).items():
        assert not [secret for secret in SECRETS if secret in answer.text], address


def test_what_is_withheld_is_the_same_bytes_whatever_was_answered(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two EPCI answered: what is told of EPCI does not change when both answer something else."""

    def of_epci(asked: Client) -> tuple[str, list[dict[str, str]], list[Any], list[Any]]:
        page = html.tostring(section(asked.get(f"{HOME}/barometre/site"), "EPCI"), encoding="unicode")
        lines = [line for line in lines_of(asked) if line["groupe"].startswith("EPCI")]
        made = json.loads(asked.get(f"{HOME}/barometre.json").content)
        groups = [group for one in made["questions"] for group in one["groups"] if group["place"][:1] == [1]]
        return page, lines, groups, [cell for cell in made["weights"]["cells"] if cell["kind"] == 1]

    first = of_epci(client)
    other = made_public(tmp_path, epci=1)
    again = of_epci(serving(other, monkeypatch))
    other.close()
    assert first == again
    assert "Trop peu de réponses" in first[0]
    assert not re.search(r"\d", re.sub(r"</?h\d>", "", first[0]))
    assert first[1]
    assert {group["answers"] for group in first[2]} == {None} == {cell["answers"] for cell in first[3]}


def test_a_page_says_what_the_file_says(client: Client) -> None:
    """Each share, range and count on a page is that of the frozen document, as the table has it."""
    made = json.loads(client.get(f"{HOME}/barometre.json").content)
    table = next(one for one in made["questions"] if one["question"] == "site")
    told = next(group for group in table["groups"] if group["cut"] == "all")
    shown = section(client.get(f"{HOME}/barometre/site"), "Toutes les collectivités")
    assert f"{told['answers']} réponses" in words(shown)
    assert told["step"] >= 0.01, "read in whole percents"
    options = [one for one in told["options"] if one["share"]]
    assert options
    for one in options:
        value, low, high = (f"{100 * one['share'][key]:.0f}" for key in ("value", "low", "high"))
        assert f"{value} %" in words(shown)
        assert f"de {low} % à {high} %" in words(shown)
    widths = [style.get("style") for style in shown.iter("i")]
    assert widths == [f"width:{round(100 * one['share']['value'], 1)}%" for one in options]
    of_table = [
        one
        for one in lines_of(client)
        if (one["question"], one["decoupage"], one["etat"]) == ("site", "ensemble", "valeur")
    ]
    assert [float(one["part"].replace(",", ".")) for one in of_table] == [one["share"]["value"] for one in options]
    assert all(one["strate_la_plus_faible"] for one in of_table)


def test_each_kind_of_question_is_told_in_its_own_words(client: Client) -> None:
    hours = words(section(client.get(f"{HOME}/barometre/heures"), "Toutes les collectivités"))
    assert re.search(r"La moitié des collectivités donnent [\d,]+ h ou moins, un quart", hours)
    assert "Moyenne : " in hours
    assert re.search(r"fourchette indicative, [^:]+ : de [\d,]+ à [\d,]+ h\)", hours), "its unit is said once"
    ranking = client.get(f"{HOME}/barometre/freins").text
    assert "Points en moyenne" in ranking
    assert "parmi leurs 3 premières" in ranking.replace("\u00a0", " ")
    grid = html.document_fromstring(client.get(f"{HOME}/barometre/projets").text)
    assert [one.text_content() for one in grid.iter("h2")][:2] == ["Wifi", "Autre"]
    assert words(section(client.get(f"{HOME}/barometre/site?par=taille"), "Communes de moins de 500 habitants"))


def test_the_page_of_a_campaign_says_who_answered_and_what_to_beware_of(client: Client) -> None:
    page = words(html.document_fromstring(client.get(f"{HOME}/barometre").text))
    assert "62 réponses sur 3" in page
    assert "À lire avec prudence" in page
    assert "Ces réponses ne renseignent pas plus que " in page
    assert "Qui parle pour qui" in page
    assert "Rien n’est dit d’un groupe de moins de 5 réponses" in page
    listed = html.document_fromstring(client.get(f"{HOME}/").text)
    assert [link.get("href") for link in listed.iterfind(".//h3/a")] == [f"{HOME}/barometre"]
    assert f"{HOME}/" in client.get("/participer/").text


ABSENT = {
    "/absente": "Cette question n’a pas de résultat publié.",
    "/site?par=couleur": "Cette question n’a pas de résultat publié.",
    "/site?par=region": "Cette question n’a pas de résultat publié.",  # nor here
    "/pourquoi": "Cette question n’a pas de résultat publié.",
    "/theme/ailleurs": "Ce thème n’a pas de résultat publié.",
    "/groupe/reg-75": "Ces résultats ne parlent pas d’un tel groupe.",
    "/pourquoi.csv": "Ce dessin n’existe pas dans ces résultats.",
    "/site.svg?groupe=reg-75": "Ce dessin n’existe pas dans ces résultats.",
    "/site.svg?ligne=wifi": "Ce dessin n’existe pas dans ces résultats.",
    "/synthese.odt": "Ce dessin n’existe pas dans ces résultats.",
    "/qui-a-repondu.svg": "Ce dessin n’existe pas dans ces résultats.",  # régions are not declared
}


@pytest.mark.parametrize("end", ABSENT)
def test_what_is_not_there_is_said_in_a_sentence(client: Client, end: str) -> None:
    answer = client.get(f"{HOME}/barometre{end}")
    assert answer.status_code == 404
    assert ABSENT[end] in answer.text
    assert client.get(f"{HOME}/autre{end}").status_code == 404


def test_bytes_that_were_changed_are_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = made_public(tmp_path)
    storage.answers.writer.do(
        lambda c: (
            c.exec_driver_sql("UPDATE publication SET content = CAST(replace(content, '0.5', '0.6') AS BLOB)").rowcount
        )
    )
    answer = serving(storage, monkeypatch).get(f"{HOME}/barometre/site")
    storage.close()
    assert answer.status_code == 500
    assert "ne sont plus ceux" in answer.text


def test_a_group_is_read_beside_all_collectivités(client: Client) -> None:
    """Each bar of the communes is that of the question’s page, with the mark of all where these are told."""
    made = json.loads(client.get(f"{HOME}/barometre.json").content)
    table = next(one for one in made["questions"] if one["question"] == "site")
    every, small = (next(one for one in table["groups"] if one["cut"] == cut) for cut in ("all", "kind_size"))
    assert made["frame"]["sizes"][small["place"][1]] == "0-499"
    page = html.document_fromstring(client.get(f"{HOME}/barometre/groupe/commune-0-499").text)
    [site] = [one for one in page.iter("section") if one[0].text_content() == "Un site\u202f?"]
    assert [one.get("style") for one in site.iter("i")] == [
        f"width:{round(100 * one['share']['value'], 1)}%" for one in small["options"] if one["share"]
    ]
    assert list(site.iter("i"))
    assert [one.get("style") for one in site.iter("u")] == [
        f"left:{round(100 * one['share']['value'], 1)}%" for one in every["options"] if one["share"]
    ]
    assert [link.get("href") for link in page.iterfind(".//nav//a[@aria-current]")] == [
        f"{HOME}/barometre/groupe/commune-0-499"
    ]


def test_a_theme_holds_its_questions_and_no_other(client: Client) -> None:
    page = html.document_fromstring(client.get(f"{HOME}/barometre/theme/site").text)
    asked = [words(one) for one in page.iterfind(".//section[@class='otc-result']/h2")]
    assert asked == ["Un site ?", "Accessible ?", "Heures ?"], "« Comment ? » and « À quoi ? » are read by people"


def test_who_answered_is_told_by_kind_and_no_small_number_is(client: Client) -> None:
    page = html.document_fromstring(client.get(f"{HOME}/barometre/qui-a-repondu").text)
    rows = [[words(cell) for cell in row.iter("th", "td")] for row in page.iterfind(".//table//tr")]
    told = {row[0]: row[2] for row in rows if row[0] in ("Toutes les collectivités", "Communes", "EPCI")}
    assert told == {"Toutes les collectivités": "62", "Communes": "non communiqué", "EPCI": "non communiqué"}
    assert not page.findall(".//svg"), "régions are not declared: no map"


def test_a_picture_says_what_the_page_says_and_draws_what_is_withheld(client: Client) -> None:
    answer = client.get(f"{HOME}/barometre/site.svg?groupe=commune-0-499")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    drawn = etree.fromstring(answer.content)
    texts = "".join(drawn.itertext())
    shown = section(client.get(f"{HOME}/barometre/site?par=taille"), "Communes de moins de 500 habitants")
    assert shown.findall("ul[@class='otc-bars']/li")
    for line in shown.iterfind("ul[@class='otc-bars']/li"):
        label, told = line.find("span").text_content(), line.find("b").text_content()
        assert label in texts
        assert told in texts
    assert MARK in texts
    fills = [one.get("fill") for one in drawn.iter("{*}rect")]
    states = {re.sub("otc-bar otc-bar-", "", one.get("class")) for one in shown.iterfind(".//li/span[2]")}
    pattern = {"few": "url(#points)", "nearly_all": "url(#traits)", "hidden": "url(#hachures)"}
    assert {fill for fill in fills if fill and fill.startswith("url")} == {
        pattern[state] for state in states if state != "value"
    }


def test_a_table_to_take_away_holds_one_question(client: Client) -> None:
    text = client.get(f"{HOME}/barometre/site.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert rows == [line for line in lines_of(client) if line["question"] == "site"]
    assert rows


def test_results_are_the_same_for_all_and_read_no_cookie(client: Client) -> None:
    for end in ("", "/site", "/theme/site", "/groupe/commune", "/qui-a-repondu"):
        first = client.get(f"{HOME}/barometre{end}")
        again = client.get(f"{HOME}/barometre{end}", {"cookie": f"{desk.COOKIE}=abc"})
        assert first.content == again.content
        assert "set-cookie" not in first.headers
        assert first.headers["cache-control"] == "no-cache", "asked for again; the proxy may share it for a minute"
        assert first.headers["x-accel-expires"] == "60"


def test_publications_are_listed_by_year_with_their_themes_and_searched(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = html.document_fromstring(client.get(f"{HOME}/").text)
    assert [one.text for one in page.iter("h2")] == ["2026"]
    assert [words(one) for one in page.iterfind(".//ul[@class='otc-views']/li")] == [
        "Vous : Baromètre", "Site : Baromètre", "Suite : Baromètre",
    ]  # fmt: skip
    assert not page.findall(".//form"), "eight questions are read, not searched"
    monkeypatch.setattr(results, "FEW_QUESTIONS", 7)
    assert html.document_fromstring(client.get(f"{HOME}/").text).findall(".//form")
    found = html.document_fromstring(client.get(f"{HOME}/?q=ACCESSIBLE+barometre").text)
    assert [one.get("href") for one in found.iterfind(".//section[@aria-labelledby='trouve']//a")] == [
        f"{HOME}/barometre/francais"
    ]
    nothing = client.get(f"{HOME}/?q=%3Cb%3Ezut").text
    assert "Aucune question ne contient ces mots" in nothing
    assert "<b>zut" not in nothing


def test_a_question_is_set_beside_what_the_observatory_measures(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = (
        Beside(question="essai.site", indicator="part_communes_site_internet", not_said="Rien de plus."),
        Beside(question="essai.heures", awaited="internet", not_said="Rien de plus."),
    )
    monkeypatch.setattr(beside, "measures", lambda: given)
    page = html.document_fromstring(client.get(f"{HOME}/barometre/site").text)
    [block] = page.iterfind(".//div[@class='otc-measure']")
    assert "21 464 sur 34 875, soit 61,5 %" in words(block), "of France, as the observatory has it"
    assert [link.get("href") for link in block.iter("a")] == [
        "/comparer?territoire=france&indicateur=part_communes_site_internet&annee=2026",
        "/carte?territoire=france&indicateur=part_communes_site_internet&annee=2026",
    ]
    awaited = client.get(f"{HOME}/barometre/heures").text
    assert "Arcep" in awaited
    assert "otc-measure" not in client.get(f"{HOME}/barometre/lieux").text.partition("<body")[2]


def test_a_poll_says_everywhere_that_it_is_no_survey_and_stands_beside_what_it_mirrors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 24 citizens, 15 say « Un site à nous »: a share of answers, without range, on both questions’ pages."""
    storage = made_public(tmp_path)
    fields = campaign_fields(id="avis", title="Votre avis", questionnaire="miroir", mode="citoyenne", eligible=[])
    asked = Campaign.model_validate(fields | {"mirror_of": "barometre"})
    create_campaign(storage, asked, mirroring(), day=DAY, actor="essai")
    for state in ("open", "closed"):
        advance_campaign(storage, "avis", state, day=DAY, actor="essai")
    made = poll(["propre"] * 15 + ["aucun"] * 9)
    publish_campaign(storage, "avis", frozen(made), set(), day=DAY, actor="essai")
    client = serving(storage, monkeypatch)
    for end in ("", "/site", "/heures", "/theme/site", "/groupe/ensemble", "/qui-a-repondu", "/site.svg"):
        answer = client.get(f"{HOME}/avis{end}")
        assert answer.status_code == 200, end
        assert "Pas un sondage" in answer.text, end
        assert "sa fourchette" not in answer.text, end
    assert "strates" not in client.get(f"{HOME}/avis").text.partition("<body")[2], "citizens are of no stratum"
    own = html.document_fromstring(client.get(f"{HOME}/avis/site").text)
    [drawn, *_] = own.iterfind(".//section[@class='otc-result']")
    assert drawn.findall(".//ul[@class='otc-bars']//i")
    assert not drawn.findall(".//ul[@class='otc-bars']//s"), "no range is drawn"
    assert "Regroupements" not in words(own), "a poll has one"
    for page, other in (("avis/site", "barometre"), ("barometre/site", "avis")):
        document = html.document_fromstring(client.get(f"{HOME}/{page}").text)
        [beside_it] = [one for one in document.iter("section") if one[0].text_content().startswith("En miroir")]
        assert f"{HOME}/{other}" in [link.get("href") for link in beside_it.iter("a")]
        ranges = [len(side.findall(".//s")) for side in beside_it.find(".//div[@class='otc-sides']")]
        assert ranges[0] == 0 < ranges[1], "of collectivités alone"
        citizens, collectivites = beside_it.iter("table")
        assert words(citizens).startswith("Les habitants : Un site ? (24 réponses, pas un sondage)")
        assert "Un site à nous62,5 %" in words(citizens)
        assert "Fourchette" in words(collectivites)
    assert "En miroir" not in client.get(f"{HOME}/barometre/heures").text
    storage.close()


def test_what_changed_since_the_edition_before_is_told_or_why_it_is_not(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, form, sha = published.publication_of_campaign("barometre")
    change = {
        "option": "propre", "before": {"value": 0.2}, "after": {"value": 0.3}, "coverage": 0.8, "strata": 3,
        "change": {"value": 0.1, "low": 0.05, "high": 0.15},
    }  # fmt: skip
    compared = {"question": "site", "row": "", "broken": "", "panel": []}
    edition = {
        "title": "Baromètre 2025", "demonstration": False, "closes": "2025-12-01", "panel_kept": False,
        "questions": [
            {**compared, "groups": [{"cut": "all", "place": [], "options": [change]}]},
            {**compared, "question": "lieux", "broken": "Elle portait sur deux ans.", "groups": []},
        ],
    }  # fmt: skip
    monkeypatch.setattr(published, "_thawed", lambda *_: ({**made, "edition": edition}, form, sha))
    site = words(section(client.get(f"{HOME}/barometre/site"), "Depuis l’édition d’avant"))
    assert "20,0 % puis 30,0 %, soit +10,0 points" in site
    assert "Baromètre 2025" in site
    lieux = words(section(client.get(f"{HOME}/barometre/lieux"), "Depuis l’édition d’avant"))
    assert "Rupture : Elle portait sur deux ans." in lieux
    assert "Depuis l’édition d’avant" not in client.get(f"{HOME}/barometre/heures").text
    assert "Comparé à « Baromètre 2025 »" in words(html.document_fromstring(client.get(f"{HOME}/barometre").text))


def test_fifths_by_what_is_measured_are_read_with_the_measure(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A publication that tells the densest fifth: its name says of what, its own address, the figure of France."""
    made, form, sha = published.publication_of_campaign("barometre")
    tables = [
        {**one, "groups": [*one["groups"], {**one["groups"][0], "cut": "covariate", "place": [0, 5]}]}
        for one in made["questions"]
    ]
    told = {"indicator": "densite", "title": "Densité de population", "cuts": []}
    fifths = {**made, "questions": tables, "covariates": [told]}
    monkeypatch.setattr(published, "_thawed", lambda *_: (fifths, form, sha))
    name = "Densité de population\u202f: le cinquième le plus haut"
    page = client.get(f"{HOME}/barometre/site?par=mesure")
    assert "%" in words(section(page, name))
    [block] = html.document_fromstring(page.text).iterfind(".//div[@class='otc-measure']")
    assert "107,7 habitants par km²" in words(block)
    assert [one.get("href").partition("?")[0] for one in block.iter("a")] == ["/comparer", "/carte"]
    group = client.get(f"{HOME}/barometre/groupe/mesure-1-5")
    assert name in group.text
    assert client.get(f"{HOME}/barometre/site.svg?groupe=mesure-1-5").status_code == 200
