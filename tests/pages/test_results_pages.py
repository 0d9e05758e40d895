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
from lxml import html
from starlette.applications import Starlette

from pages.server.participer import desk, position, published, result_files, results
from pages.server.participer.answers import answer_routes
from pages.server.participer.results import result_routes
from pages.state.data import shared_data
from participation.model.answers import Given, check_answer
from participation.model.campaigns import Campaign
from participation.model.organisations import known_organisation
from participation.model.questionnaire import Cell, Questionnaire
from participation.results.gathering import publication_of
from participation.results.publication import frozen
from participation.storage.campaigns import advance_campaign, create_campaign
from participation.storage.inventing import keep_invented
from participation.storage.opening import Storage, open_storage
from participation.storage.publishing import publish_campaign
from participation.storage.submitting import submitted
from tests.pages.asgi import Answer, Client
from tests.participation.conftest import DAY, FORM, campaign_fields, sqlite_at

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


def made_public(folder: Path, *, demonstration: bool = True, epci: int = 2) -> Storage:
    """Sixty communes of Charente, a third each with a site, a shared one, none; two EPCI, too few to tell of."""
    storage, store = open_storage(sqlite_at(folder)), shared_data()[0]
    fields = campaign_fields(eligible=["commune", "epci"], strata=["type", "size"], demonstration=True)
    campaign = Campaign.model_validate(fields)
    create_campaign(storage, campaign, FORM_OF, day=DAY, actor="essai")
    advance_campaign(storage, campaign.id, "open", day=DAY, actor="essai")
    table = store.territories
    communes = table.index[(table["level"] == "commune") & (table["departement"] == "16")][:60]
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
    for module in (results, desk, published, result_files, position):
        monkeypatch.setattr(module, "storage", lambda: storage)
    monkeypatch.setattr("pages.server.participer.beginning.storage", lambda: storage)
    published._thawed.cache_clear()
    results._listed.cache_clear()
    position._country.cache_clear()
    return Client(Starlette(routes=[*result_routes(""), *answer_routes("")]))


def everything(client: Client) -> dict[str, Answer]:
    """Every page and file of the publication, by its address."""
    views = [f"/{question}{part}" for question in QUESTIONS for part in ("", "?par=taille")]
    addresses = [f"{HOME}/", *(f"{HOME}/barometre{end}" for end in ("", ".csv", ".json", *views))]
    answers = {address: client.get(address) for address in addresses}
    assert {answer.status_code for answer in answers.values()} == {200}
    return answers


def section(answer: Answer, name: str) -> html.HtmlElement:
    document = html.document_fromstring(answer.text)
    [found] = [one for one in document.iter("section") if one[0].text_content() == name]
    return found


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
    options = [one for one in told["options"] if one["share"]]
    assert options
    for one in options:
        value, low, high = (f"{100 * one['share'][key]:.1f}".replace(".", ",") for key in ("value", "low", "high"))
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
    assert "Les réponses en valent " in page
    assert "Qui parle pour qui" in page
    assert "Rien n’est dit d’un groupe de moins de 5 réponses" in page
    listed = html.document_fromstring(client.get(f"{HOME}/").text)
    assert [link.get("href") for link in listed.iterfind(".//h3/a")] == [f"{HOME}/barometre"]
    assert f"{HOME}/" in client.get("/participer/").text


@pytest.mark.parametrize("end", ["/absente", "/site?par=couleur", "/pourquoi"])
def test_what_is_not_there_is_said_in_a_sentence(client: Client, end: str) -> None:
    answer = client.get(f"{HOME}/barometre{end}")
    assert answer.status_code == 404
    assert "Cette question n’a pas de résultat publié." in answer.text
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
