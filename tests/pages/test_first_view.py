"""The first view, plain pages, shared pictures, what robots read: all that needs no script."""

from __future__ import annotations

import asyncio
import gzip
import re
import struct
import threading
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from observatoire.model.store import open_store
from observatoire.statistics.offering import open_offered
from pages.server import plain
from pages.server.apart.pool import NotMadeError
from pages.server.apart.turns import TOO_MANY, TURNS
from pages.server.early import BROWSER_DIR, early_modules, interleaved, version
from pages.server.first_view import opening, origin, selection_of
from pages.server.light import FRAMEWORK
from pages.server.plain import plain_routes
from pages.server.readiness import READINESS, Stage
from pages.server.shell import LATER_SCRIPTS, FrenchShell, french_shell
from pages.state.links import PAGES
from pages.state.models.first import first_view
from pages.state.parameters import ABOUT_A_PLACE
from tests.pages.asgi import Client
from tests.pages.test_pages import run, words

PLACES = ("com-16102", "com-16340", "epci-200070514", "dep-16", "reg-75", "france", "com-97608", "com-55050")
"""A town, a village, an EPCI, a département, a région, France, Mayotte, a commune of nobody."""
SHELL = (FRAMEWORK.parent / "index.html").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def loaded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The data are loaded, as some moments after the server started."""
    monkeypatch.setattr(READINESS, "stage", Stage.LOADED)
    return iter([None])


def asked(address: str, host: str = "observatoire.example", **headers: str) -> dict[str, Any]:
    path, _, query = address.partition("?")
    sent = {"host": host} | {name.replace("_", "-"): value for name, value in headers.items()}
    return {
        "type": "http",
        "path": f"/{path}",
        "query_string": query.encode(),
        "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
    }


def client() -> Client:
    return Client(Starlette(routes=plain_routes("")))


# --- It says what the page says ---


@pytest.mark.parametrize("page", ABOUT_A_PLACE)
@pytest.mark.parametrize("place", PLACES)
def test_the_first_view_says_what_the_application_then_draws(page: str, place: str) -> None:
    view = first_view(*open_offered(), selection_of(page, f"territoire={place}"))
    text = words(run(page, territoire=place))
    assert view.heading in text
    assert view.kicker in text
    if page != "portrait":  # its lead is for shared links: its figures open the page
        assert view.lead in text
    for block in view.blocks:
        if "otc-first-" not in block:
            assert block in text


@pytest.mark.parametrize(
    "address",
    [
        "comparer?territoire=epci-200070514&pairs=departement&indicateur=part_logements_vacants",
        "carte?territoire=com-16102&perimetre=epci-france&methode=mediane",
        "evolution?territoire=com-16102&indicateur=population&depuis=2018&jusqua=2022",
    ],
)
def test_it_follows_every_option_of_the_address(address: str) -> None:
    page, _, query = address.partition("?")
    view = first_view(*open_offered(), selection_of(page, query))
    given = dict(pair.split("=") for pair in query.split("&"))
    text = words(run(page, **given))
    assert view.lead in text
    assert all(block in text for block in view.blocks if "otc-first-" not in block)


def test_the_title_is_the_one_that_the_application_sets() -> None:
    made = opening(asked("comparer?territoire=com-16102"), "")
    assert made is not None
    assert made.title == "Comparer · Cognac · Observatoire territorial citoyen"


# --- Served in the page ---


@pytest.mark.parametrize("page", [name for name in PAGES if name != "presenter"])
def test_every_page_opens_with_its_essential(page: str) -> None:
    made = opening(asked("" if page == "accueil" else f"{page}?territoire=epci-200070514"), "")
    assert made is not None
    shell = french_shell(SHELL, "", made)
    body = shell.partition("<body>")[2]
    assert body.index('id="otc-first"') < body.index("<link") < body.index('id="root"'), "nothing to wait for before it"
    assert shell.count("<h1>") == 1
    assert shell.index("<style>") < shell.index("<body>")
    assert len(gzip.compress(shell.encode(), 6)) <= 30_000


@pytest.mark.parametrize(
    "address", ["presenter?territoire=com-16102", "carte?territoire=com-16102&embed=1", "inconnue", "vendor/x"]
)
def test_a_rooms_page_an_embedded_drawing_and_an_unknown_address_have_none(address: str) -> None:
    assert opening(asked(address), "") is None


def test_an_address_that_is_no_page_is_answered_404_and_the_application_all_the_same() -> None:
    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        await HTMLResponse(SHELL)(scope, receive, send)

    served = Client(FrenchShell(page))
    for address in ("", "portrait?territoire=com-16102", "questions/", "presenter"):
        assert served.get(f"/{address}").status_code == 200, address
    for address in ("inconnue", "portrait/x", "Portrait", "favicon.ico", "%ff"):
        answer = served.get(f"/{address}")
        assert answer.status_code == 404, address
        assert 'lang="fr"' in answer.text
        assert 'id="root"' in answer.text


def test_none_without_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(READINESS, "stage", Stage.FAILED)
    assert opening(asked(""), "") is None
    assert client().get("/sitemap.xml").status_code == 503
    assert client().get("/image/portrait.png?territoire=com-16102").status_code == 404
    assert client().get("/simple/portrait?territoire=com-16102").status_code == 503


@pytest.mark.parametrize("name", ["territoire", "indicateur", "annee", "pairs", "q", "avec"])
def test_a_hostile_address_is_written_as_text(name: str) -> None:
    for page in ("accueil", "comparer"):
        made = opening(asked(f"{page if page != 'accueil' else ''}?{name}=%3Cscript%3Ealert(1)%3C/script%3E%22"), "")
        assert made is not None
        assert "<script>alert" not in made.view + made.sharing


def test_more_fields_than_a_link_has_are_not_read() -> None:
    assert selection_of("comparer", "&".join(f"a{i}=1" for i in range(500))).territory is None


@pytest.mark.parametrize(
    ("host", "headers", "expected"),
    [
        ("observatoire.example", {}, "http://observatoire.example"),
        ("127.0.0.1:8501", {"x_forwarded_host": "otc.example", "x_forwarded_proto": "https"}, "https://otc.example"),
        ('a"><script>', {}, ""),
        ("a/../b", {}, ""),
        ("a", {"x_forwarded_proto": "javascript"}, ""),
        ("[::1]:80", {}, "http://[::1]:80"),
    ],
)
def test_a_link_names_the_host_that_was_asked_and_no_other(host: str, headers: dict[str, str], expected: str) -> None:
    assert origin(asked("", host, **headers)) == expected


def test_what_a_shared_link_says() -> None:
    made = opening(asked("comparer?territoire=com-16102&seance=x&edition="), "/otc")
    assert made is None  # under another path, this address is none of ours
    made = opening(asked("otc/comparer?territoire=com-16102&seance=x"), "/otc")
    assert made is not None
    told = unescape(made.sharing)
    assert 'property="og:title" content="Comparer · Cognac"' in told
    assert 'content="http://observatoire.example/otc/comparer?territoire=com-16102' in told
    assert 'href="http://observatoire.example/otc/comparer?territoire=com-16102' in told
    assert (
        'property="og:image" content="http://observatoire.example/otc/image/comparer.png?territoire=com-16102' in told
    )
    assert "seance" not in told
    assert "n’est pas" not in told


def test_a_first_view_that_fails_leaves_the_page_to_its_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    from pages.server import shell

    def fails(*_: object) -> None:
        raise RuntimeError("no figure")

    monkeypatch.setattr(shell, "opening", fails)
    assert shell._opening(asked(""), "") is None
    assert 'id="root"' in french_shell(SHELL, "", None)


def test_the_scripts_of_a_page_are_asked_for_at_once_and_exist() -> None:
    for page in PAGES:
        for path in early_modules(page):
            assert (FRAMEWORK.parent / path).is_file()
            assert path.rpartition("/")[2] not in SHELL, "Streamlit's page names it already"
    assert any("Selectbox" in path for path in early_modules("comparer"))


# --- Plain pages ---


@pytest.mark.parametrize("page", [name for name in PAGES if name != "presenter"])
def test_plain_pages_need_no_script(page: str) -> None:
    answer = client().get(f"/simple/{page}?territoire=epci-200070514")
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert "<h1>" in answer.text
    assert "style=" not in answer.text.partition("<body")[0].rpartition("</style>")[2]


def test_the_plain_comparison_has_its_table_and_leads_to_the_full_one() -> None:
    text = client().get("/simple/comparer?territoire=com-16102&indicateur=part_65_ans_plus").text
    assert text.count("<tr") > 10
    assert 'href="/comparer?territoire=com-16102' in text


def test_an_unknown_plain_page_says_so() -> None:
    answer = client().get("/simple/inconnue")
    assert (answer.status_code, answer.text) == (
        404,
        "Cette page n’existe pas. Les pages simples commencent à l’adresse /simple/.",
    )


# --- Pictures, robots ---


@pytest.mark.parametrize(
    "address",
    [
        "portrait?territoire=epci-200070514",
        "comparer?territoire=com-16102",
        "comparer?territoire=com-16102&vue=croiser",
        "carte?territoire=epci-200070514",
        "carte?territoire=com-16102&perimetre=communes-france",
        "evolution?territoire=com-16102&indicateur=population",
        "pairs?territoire=dep-16",
        "portrait?territoire=france",
        "comparer?territoire=com-55050",
    ],
)
def test_a_shared_link_has_a_picture_of_the_size_that_sites_ask_for(address: str) -> None:
    answer = client().get(f"/image/{address.replace('?', '.png?')}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/png"
    assert struct.unpack(">II", answer.content[16:24]) == (1200, 630)


@pytest.mark.parametrize("address", ["accueil.png", "portrait.png", "portrait.png?territoire=com-99999", "x.png"])
def test_what_has_no_picture_says_so(address: str) -> None:
    assert client().get(f"/image/{address}").status_code == 404


def test_a_picture_that_cannot_be_made_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object) -> bytes:
        raise NotMadeError("stopped")

    monkeypatch.setattr("pages.server.plain.made", fails)
    answer = client().get("/image/portrait.png?territoire=com-16089")
    assert (answer.status_code, answer.text) == (503, "Cette image n’a pas pu être faite. La page dit la même chose.")


def test_nobody_waits_for_a_picture_without_end_and_its_turn_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object) -> bytes:
        await asyncio.Event().wait()
        return b""

    monkeypatch.setattr(plain, "made", never)
    monkeypatch.setattr(plain, "PAINTED_WITHIN", 0.05)
    answer = client().get("/image/portrait.png?territoire=com-16089")
    assert (answer.status_code, answer.text) == (503, TOO_MANY)
    assert answer.headers["retry-after"]
    assert plain.PICTURES.standing[:2] == TURNS.standing[:2] == (0, 0)


def test_the_data_that_still_load_are_not_waited_for_where_everybody_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked_in: list[str] = []

    async def at_once(*_: object) -> bytes:
        return b"a picture"

    def noted(name: str) -> Callable[..., Any]:
        real = getattr(plain, name)

        def asked(*given: object) -> Any:
            asked_in.append(threading.current_thread().name)
            return real(*given)

        return asked

    monkeypatch.setattr(plain, "made", at_once)
    for name in ("selection_of", "shared_data"):
        monkeypatch.setattr(plain, name, noted(name))
    assert client().get("/image/portrait.png?territoire=com-16090").content == b"a picture"
    assert len(asked_in) == 2
    assert all("AnyIO worker thread" in name for name in asked_in), "not that of the event loop"


def test_robots_find_every_territory() -> None:
    text = client().get("/robots.txt", {"host": "observatoire.example"}).text
    assert "Sitemap: http://observatoire.example/sitemap.xml" in text
    tree = ElementTree.fromstring(client().get("/sitemap.xml", {"host": "observatoire.example"}).content)
    found = [loc.text or "" for loc in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    portraits = {address.rpartition("=")[2] for address in found if "/portrait?" in address}
    assert portraits == set(open_store().territories.index)
    assert len(found) <= 50_000, "what the format allows"


def test_heavy_scripts_are_asked_for_among_the_light_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.server.early.FRAMEWORK", tmp_path)
    (tmp_path / "js").mkdir()
    for name, size in {"a": 1, "b": 1, "c": 1, "d": 1, "X": 50_000, "Y": 60_000}.items():
        (tmp_path / "js" / name).write_bytes(b" " * size)
    for names, order in [("abcdXY", "XabYcd"), ("abcd", "abcd"), ("XY", "XY"), ("aXY", "XaY"), ("", "")]:
        assert "".join(interleaved([*names], [*names])) == order


def test_each_script_of_a_page_is_asked_for_once_and_ours_by_its_version() -> None:
    page = french_shell(SHELL, "", opening(asked("portrait?territoire=com-16102"), ""))
    modules = re.findall(r'<link rel="modulepreload"[^>]* href="[^"]*/([^/"]+)"', page)
    assert len(modules) == len(set(modules)) > 80
    for name in ("base.js", "connection.js"):
        assert f'/vendor/carte/{name}?v={version(BROWSER_DIR / name)}" defer fetchpriority="high"' in page
    later = page.split('data-otc-later="')[1].split('"')[0].split()  # by the first of them, once all is drawn
    for name in LATER_SCRIPTS:
        assert f"/vendor/carte/{name}?v={version(BROWSER_DIR / name)}" in later
        assert page.count(f"/{name}") == 1


def texts_of(html: str) -> list[str]:
    """Return the texts between the tags of a page."""
    return [text.strip() for text in re.split(r"<[^>]*>", html) if text.strip()]


def test_a_row_of_a_portrait_opens_what_the_plain_page_says_of_it() -> None:
    """Each row of a theme, at the address that its page gives."""
    for query in ("territoire=epci-200070514&theme=fiscalite", "territoire=france&theme=logement",
                  "territoire=com-16340&pairs=departement&theme=demographie"):  # fmt: skip
        app = run("portrait", **dict(part.split("=") for part in query.split("&")))
        [rows_at] = set(re.findall(r'data-otc-rows="([^"]+)"', words(app)))
        rows = re.findall(r'data-otc-row="([^"]+)"', words(app))
        plain = set(texts_of(client().get(f"/simple/portrait?{query}").text))
        assert len(rows) >= 8
        for identifier in rows:
            answer = client().get(f"/{unescape(rows_at)}{identifier}")
            assert answer.status_code == 200
            told = texts_of(answer.text.partition('<div class="otc-row-actions">')[0])
            assert len(told) >= 4
            assert set(told) <= plain, identifier
            assert "Copier la phrase et sa source" in answer.text
    assert (
        "upture de série en 2022"
        in client().get("/ligne?territoire=epci-200070514&ligne=taux_moyen_taxe_fonciere").text
    )


@pytest.mark.parametrize(
    "query",
    ["", "ligne=part_65_ans_plus", "territoire=com-16102", "territoire=com-16102&ligne=inconnu", "territoire=x&ligne=x",
     "territoire=com-16102&ligne=%3Cscript%3E", "territoire=com-16102&ligne=taux_moyen_taxe_fonciere&ligne="],
)  # fmt: skip
def test_a_row_that_no_portrait_has_is_refused_in_french(query: str) -> None:
    answer = client().get(f"/ligne?{query}")
    assert (answer.status_code, answer.text) == (404, "Ce portrait n’a pas cette ligne.")


def test_a_row_leads_to_its_comparison_with_the_workshop_and_copies_an_address_without() -> None:
    asked = "/ligne?territoire=com-16102&pairs=departement&seance=abc&ligne=part_65_ans_plus"
    text = unescape(client().get(asked).text)
    [href] = re.findall(r'href="([^"]+)"', text)
    assert href == "comparer?territoire=com-16102&pairs=departement&indicateur=part_65_ans_plus&seance=abc"
    [copied] = re.findall(r"https?://\S+/comparer\?\S+", text)
    assert "seance" not in copied
    assert f"edition={open_store().edition}" in copied
