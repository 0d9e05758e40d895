"""The API over HTTP: tags, caches, HEAD and OPTIONS, other sites, limits, refusals, its document and its page."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from observatoire.api.limits import LIMITS, LONGEST_QUERY, MOST_COMPOSED, MOST_PLACES
from observatoire.api.problems import KINDS
from observatoire.exports.work import Work
from observatoire.model.store import open_store
from pages.server.apart.line import RefusedError
from pages.server.apart.pool import NotMadeError
from pages.server.api import application, working
from pages.server.middleware import middleware
from pages.server.packed import PackedCache
from pages.server.readiness import DataGate, Readiness
from pages.server.routes import routes
from pages.state.data import shared_data
from pages.state.links import api_address
from pages.state.selection import parse
from tests.pages.asgi import Client

ROOT = Path(__file__).parents[2]
STORE = open_store()
ONE = "/api/v1/valeurs?territoire=com-16102&indicateur=part_65_ans_plus"
LEVEL = "/api/v1/valeurs?niveau=commune&indicateur=part_65_ans_plus"


@pytest.fixture(scope="module")
def client() -> Client:
    return Client(Starlette(routes=routes(base_path=""), middleware=middleware()))


def problem(answer):
    """Return the problem that an answer tells, its status that of the answer."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    kind = told["type"].partition("#")[2]
    assert (told["status"], told["title"]) == (answer.status_code, KINDS[kind].title)
    return kind, told


def test_a_figure_is_answered_with_all_that_is_known_of_it(client):
    answer = client.get(ONE)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-language"] == "fr"
    assert answer.headers["observatoire-edition"] == STORE.edition
    told = answer.json()
    [row] = told["lignes"]
    assert row["valeur"] == pytest.approx(23.14614, abs=1e-5)
    assert (row["numerateur"], row["denominateur"], row["population_couverte_pct"]) == (4270, 18448, 100)
    assert told["edition_des_donnees"] == STORE.edition
    assert told["sources"][0]["licence"] == "Licence Ouverte (Etalab)"
    assert told["lien"] == f"http://localhost{ONE}"


def test_who_has_an_answer_already_is_told_nothing_but_its_tag(client):
    first = client.get(ONE)
    tag = first.headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"autre", {tag}', "*"):
        again = client.get(ONE, headers={"If-None-Match": known})
        assert (again.status_code, again.sent) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == first.headers["cache-control"]
        assert again.headers["access-control-allow-origin"] == "*"
    assert client.get(ONE, headers={"If-None-Match": '"autre"'}).status_code == 200
    assert client.get(ONE.replace("65_ans_plus", "moins_20_ans")).headers["etag"] != tag


def test_an_answer_may_be_kept_for_ten_minutes_by_form_and_compression(client):
    headers = client.get(ONE).headers
    assert headers["cache-control"] == "public, max-age=600"
    assert {"Accept", "Accept-Encoding", "X-Forwarded-Host"} <= set(re.split(", *", headers["vary"]))


def test_compressed_or_not_the_content_is_the_same(client):
    for address in (ONE, LEVEL):
        packed, bare = client.get(address), client.get(address, headers={"Accept-Encoding": "identity"})
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in bare.headers
        assert bare.sent == gzip.decompress(packed.sent)
        assert int(bare.headers["content-length"]) == len(bare.sent)
        assert packed.headers["etag"] == bare.headers["etag"]


def test_head_says_what_get_would_without_its_body(client):
    for headers in ({}, {"Accept-Encoding": "identity"}):
        whole, head = client.get(ONE, headers), client.get(ONE, headers, method="HEAD")
        assert (head.status_code, head.sent) == (200, b"")
        assert head.headers == whole.headers
    assert client.get("/api/v1/valeurs?x=1", method="HEAD").status_code == 400


def test_pages_of_other_sites_may_read_and_only_read(client):
    asked = {"Origin": "https://autre.example", "Access-Control-Request-Method": "GET"}
    answer = client.get(ONE, headers=asked, method="OPTIONS")
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert "access-control-allow-credentials" not in answer.headers
    assert "ETag" in client.get(ONE, headers=asked).headers["access-control-expose-headers"]
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        refused = client.get(ONE, method=method)
        assert problem(refused)[0] == "methode-refusee"
        assert refused.headers["allow"] == "GET"


def test_the_form_follows_the_address_then_the_reader(client):
    assert client.get(ONE, headers={"Accept": "text/csv"}).headers["content-type"].startswith("text/csv")
    answer = client.get(f"{ONE}&format=parquet", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    assert answer.content[:4] == answer.content[-4:] == b"PAR1"
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-disposition"] == 'inline; filename="valeurs.parquet"'
    assert problem(client.get(ONE, headers={"Accept": "image/png"}))[0] == "format-impossible"
    outlines = client.get("/api/v1/contours?territoire=com-16102")
    assert outlines.headers["content-type"] == "application/geo+json"


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("valeurs?territoire=com-99999", "territoire-inconnu"),
        ("valeurs?territoire=nulle-part&indicateur=densite", "territoire-inconnu"),
        ("valeurs?territoire=com-16102&indicateur=bonheur", "indicateur-inconnu"),
        ("valeurs?territoire=com-16102&indicateur=densite&annee=1789", "annee-sans-donnee"),
        ("valeurs?territoire=com-16102&annee=hier", "parametre-illisible"),
        ("valeurs?territoire=com-16102&indicateurs=densite", "parametre-inconnu"),
        ("valeurs?territoire=com-16102&format=xml", "parametre-illisible"),
        ("valeurs?niveau=canton", "parametre-illisible"),
        ("valeurs", "parametre-manquant"),
        ("valeurs?territoire=com-16102&niveau=epci", "parametres-incompatibles"),
        ("valeurs?niveau=region&dans=dep-16", "parametres-incompatibles"),
        ("valeurs?niveau=commune&annee=toutes", "trop-demande"),
        ("valeurs?niveau=commune&indicateur=densite&annee=toutes", "trop-demande"),
        ("comparaison?territoire=com-16102", "parametre-manquant"),
        ("comparaison?territoire=france&indicateur=densite", "choix-inconnu"),
        ("comparaison?territoire=com-16102&indicateur=densite&pairs=voisins", "choix-inconnu"),
        ("comparaison?territoire=com-16102&indicateur=densite&pairs=epci&nombre=10", "parametres-incompatibles"),
        ("comparaison?territoire=com-16102&indicateur=densite&liste=dep-16&pairs=choisis", "parametres-incompatibles"),
        ("pairs?territoire=com-16102&nombre=400", "parametre-illisible"),
        ("pairs?territoire=com-16102&sans=age", "choix-inconnu"),
        ("territoires?q=", "parametre-illisible"),
        ("territoires?territoire=com-16102&format=json-stat", "format-impossible"),
        ("indicateurs?theme=rien", "choix-inconnu"),
        ("contours?territoire=france", "territoire-inconnu"),
        ("contours?niveau=commune&detail=complet", "trop-demande"),
        ("rien", "adresse-inconnue"),
        ("valeurs/", "adresse-inconnue"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_french_sentence(client, address, kind):
    found, told = problem(client.get(f"/api/v1/{address}"))
    assert found == kind
    assert re.fullmatch(r"[A-ZÀ-Ý][^.]*(?:\.{3}[^.]*|com-\d+\.\d+[^.]*|\.\d+[^.]*)*\.", told["detail"]), told["detail"]
    assert "'" not in told["detail"]


def test_a_hostile_text_comes_back_short_and_harmless(client):
    answer = client.get(f"/api/v1/valeurs?territoire=%3Cscript%3E%0d%0aX:1%e2%80%ae{'a' * 5000}&indicateur=densite")
    kind, told = problem(answer)
    assert kind == "territoire-inconnu"
    assert len(told["detail"]) < 220
    assert "\u202e" not in told["detail"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_limits_are_said_and_held(client):
    told = dict(part.split("=") for part in client.get(ONE).headers["observatoire-limites"].split(", "))
    assert {name: int(most) for name, most in told.items()} == LIMITS == client.get("/api/v1/").json()["limites"]
    communes = list(STORE.index("commune"))
    many = ",".join(communes[: MOST_PLACES + 1])
    assert problem(client.get(f"/api/v1/valeurs?territoire={many}&indicateur=densite"))[1]["limite"] == MOST_PLACES
    exactly = client.get(f"/api/v1/valeurs?territoire={many.rpartition(',')[0]}&indicateur=densite")
    assert len(exactly.json()["lignes"]) == MOST_PLACES
    made = [f"compose-{communes[at][4:]}.{communes[at + 1][4:]}" for at in range(MOST_COMPOSED + 1)]
    refused = client.get(f"/api/v1/valeurs?territoire={','.join(made)}&indicateur=densite")
    assert problem(refused)[1]["limite"] == MOST_COMPOSED
    assert problem(client.get(f"/api/v1/valeurs?nom={'x' * LONGEST_QUERY}"))[1]["limite"] == LONGEST_QUERY


def apart(made) -> Client:
    """Return a client of an API whose heavy answers are made by another."""
    return Client(Starlette(routes=[Mount("/api/v1", app=application.build(made))]))


def test_heavy_answers_are_made_by_another_process_once_and_short_ones_here(monkeypatch):
    monkeypatch.setattr(working, "_KEPT", PackedCache())
    works: list[tuple[str, Work]] = []

    async def made(visitor: str, work: Work, _is_there) -> bytes:
        works.append((visitor, work))
        return Work.unpacked(work.packed(), *shared_data())()

    client = apart(made)
    level = "/api/v1/valeurs?niveau=epci&indicateur=densite,population"
    first, again = client.get(level), client.get(level)
    assert first.json()["nombre"] == 2 * len(STORE.index("epci"))
    assert again.sent == first.sent
    assert len(works) == 1
    assert problem(client.get(f"{level}&annee=1850"))[0] == "annee-sans-donnee", "a refusal crosses too"
    assert len(works) == 2
    assert client.get(ONE).status_code == 200
    assert len(works) == 2


@pytest.mark.parametrize("fault", [RefusedError("Beaucoup attendent."), NotMadeError("stopped")])
def test_who_cannot_be_served_now_is_told_when_to_ask_again(monkeypatch, fault):
    monkeypatch.setattr(working, "_KEPT", PackedCache())

    async def made(_visitor: str, _work: Work, _is_there) -> bytes:
        raise fault

    client = apart(made)
    refused = client.get("/api/v1/valeurs?niveau=epci&indicateur=densite,population")
    assert problem(refused)[0] == "trop-de-demandes"
    assert int(refused.headers["retry-after"]) > 0
    assert client.get(ONE).status_code == 200, "those who ask for little are still answered"


def test_a_heavy_request_that_is_refused_says_so_as_any_other(client):
    kind, told = problem(client.get(f"{LEVEL}&annee=1850"))
    assert kind == "annee-sans-donnee"
    assert "2021" in told["detail"]


def test_without_data_the_api_says_so_as_a_problem():
    readiness = Readiness()
    readiness.failed()
    answer = Client(DataGate(Starlette(), readiness)).get(ONE)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert problem(answer)[0] == "donnees-absentes"


def test_an_answer_that_fails_is_a_problem_too_and_tells_nothing_of_why(client, monkeypatch):
    def broken(_asked) -> bytes:
        raise ValueError("un chemin secret")

    monkeypatch.setattr(working, "_light", broken)
    with pytest.raises(ValueError, match="secret"):  # it is written in the server's log
        client.get(ONE)


def test_the_root_leads_to_addresses_that_answer(client):
    for alias in ("/api", "/api/"):
        assert client.get(alias).headers["location"] == "/api/v1/documentation"
    told = client.get("/api/v1/").json()
    assert set(told["adresses"]) == {"territoires", "indicateurs", "valeurs", "comparaison", "pairs", "contours"}
    for address in (*told["adresses"].values(), told["documentation"], told["openapi"]):
        assert client.get(address.removeprefix("http://localhost")).status_code == 200, address


def test_the_document_is_openapi_3_1_and_says_what_is_refused(client):
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert document["servers"][0]["url"] == "/api/v1"
    assert len(document["paths"]) == 7
    for operations in document["paths"].values():
        assert list(operations) == ["get"]
        operation = operations["get"]
        assert operation["description"].endswith(".")
        for parameter in operation.get("parameters", ()):
            assert parameter["description"].endswith("."), parameter
            assert parameter["schema"].get("examples"), parameter
        if "parameters" in operation:
            assert list(operation["responses"]["4XX"]["content"]) == ["application/problem+json"]
            assert "422" not in operation["responses"]


def test_the_page_for_people_needs_no_script_and_explains_every_address_parameter_and_refusal(client):
    answer = client.get("/api/v1/documentation")
    page = answer.text
    assert "<script" not in page
    assert "src=" not in page
    assert "script-src 'self' blob:" in answer.headers["content-security-policy"]
    assert "<title>L’API · Observatoire territorial citoyen</title>" in page
    for path, operations in client.get("/api/v1/openapi.json").json()["paths"].items():
        for parameter in operations["get"].get("parameters", ()):
            assert f"<code>{parameter['name']}</code>" in page
        assert path == "/" or f'<h2 id="{path[1:]}">' in page
    for kind in KINDS:
        assert f'id="{kind}"' in page, "where the type of a refusal leads"
    for name in LIMITS:
        assert f"<code>{name}</code>" in page
    for link in re.findall(r'href="(/[^"#]*)"', page):
        assert link.startswith(("/api/v1/", "/?")) or link.strip("/") in (
            "", "questions", "portrait", "comparer", "carte", "evolution", "atelier", "donnees", "lexique",
        )  # fmt: skip


def test_examples_of_the_page_do_what_they_say(client, monkeypatch, capsys):
    """The one in Python is run as it is, but for what it reads the address with."""
    import html

    page = client.get("/api/v1/documentation").text
    codes = [html.unescape(code) for code in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL)]
    python = next(code for code in codes if code.startswith("import pandas"))
    import io

    import pandas

    read = pandas.read_csv

    def read_here(address: str, **options: object) -> object:
        return read(io.BytesIO(client.get(address.removeprefix("http://localhost")).content), **options)

    monkeypatch.setattr(pandas, "read_csv", read_here)
    exec(python, {})
    assert "marge_valeur" in capsys.readouterr().out
    for code in codes:
        for address in re.findall(r'http://localhost(/api/v1/[^\s"]+)', code):
            assert client.get(address).status_code == 200
    cell = next(code for code in codes if code.startswith("=CNUM"))
    [address] = re.findall(r'http://localhost(/api/v1/[^\s"]+)', cell)
    row = client.get(address).content.decode("utf-8-sig").split("\r\n")[1]
    assert float(row.split(";")[7].replace(",", ".")) == pytest.approx(23.146141)


def test_each_view_of_a_place_has_its_address_in_the_api(client):
    store, catalog = shared_data()
    asked = {"territoire": "com-16102", "indicateur": "densite", "annee": "2021", "pairs": "epci"}
    for page, expected in {
        "portrait": "./api/v1/valeurs?territoire=com-16102",
        "pairs": "./api/v1/pairs?territoire=com-16102&pairs=epci",
        "comparer": "./api/v1/comparaison?territoire=com-16102&pairs=epci&indicateur=densite&annee=2021",
        "carte": "./api/v1/valeurs?territoire=com-16102&indicateur=densite&annee=2021",
        "evolution": "./api/v1/valeurs?territoire=com-16102&indicateur=densite&annee=toutes",
    }.items():
        found = api_address(parse(asked, store, catalog, page))
        assert found == expected
        assert client.get(found[1:]).status_code == 200
    assert api_address(parse({"territoire": "france"}, store, catalog, "comparer")).startswith("./api/v1/valeurs?")
    assert api_address(parse({}, store, catalog, "comparer")) == ""
    made = {"territoire": "compose-17415.200070514", "nom": "Saintes & Cognac", "indicateur": "densite"}
    answer = client.get(api_address(parse(made, store, catalog, "comparer"))[1:])
    assert answer.json()["territoire"].startswith("Saintes & Cognac")


def test_the_api_follows_the_base_path():
    client = Client(Starlette(routes=routes(base_path="/demo")))
    document = client.get("/demo/api/v1/openapi.json").json()
    assert document["servers"][0]["url"] == "/demo/api/v1"
    assert client.get(f"/demo{ONE}").json()["lien"] == f"http://localhost/demo{ONE}"
    assert problem(client.get("/demo/api/v1/rien"))[1]["type"] == "/demo/api/v1/documentation#adresse-inconnue"
    assert 'href="/demo/donnees"' in client.get("/demo/api/v1/documentation").text


def test_the_server_starts_without_the_library_of_the_api():
    code = "import sys, pages.server.start; print(*({'fastapi', 'observatoire.api.answering'} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not out.stdout.split()


def test_values_that_are_searched_for_are_found(client):
    told = client.get("/api/v1/territoires?q=cognac&limite=3").json()
    assert told["lignes"][0]["identifiant"] == "com-16102"
    assert told["lignes"][0]["certain"] is True
    assert len(told["lignes"]) <= 3
    found = client.get("/api/v1/indicateurs?q=logements%20vacants").json()["lignes"]
    assert "part_logements_vacants" in [row["indicateur"] for row in found]
    assert all(row["licence"] and row["source"] and row["annees"] for row in found)
    everything = client.get("/api/v1/indicateurs").json()
    assert len(everything["lignes"]) == len(shared_data()[1].indicators) == everything["nombre"]
    assert json.loads(client.get("/api/v1/territoires?niveau=departement").content)["nombre"] == len(
        STORE.index("departement")
    )
