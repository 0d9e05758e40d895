"""One drawing in another site's frame: what shows, and which addresses any site may frame."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from observatoire.views.html.share import copy_code_html, embedded_foot_html, embedded_head_html, iframe_code
from pages.server.middleware import middleware
from pages.server.routes import routes
from pages.server.shell import french_shell
from pages.state.embedding import EMBEDDABLE, asks_embedding
from pages.state.links import PAGES
from tests.pages.asgi import Client
from tests.pages.test_pages import run, words

SHELL = '<!DOCTYPE html><html lang="en"><head><title>Streamlit</title></head><body></body></html>'
MAP = "/component/streamlit_folium.st_folium/index.html"
VIEW = "territoire=com-16102&indicateur=population"


@pytest.fixture(scope="module")
def client() -> Client:
    paths = ["/", MAP, *(f"/{name}{end}" for name in PAGES if name for end in ("", "/")), "/vendor/carte"]
    shells = [Route(path, lambda _: HTMLResponse(SHELL)) for path in paths]
    return Client(Starlette(routes=[*shells, *routes(base_path="")], middleware=middleware()))


def framed_by(client: Client, path: str, **headers: str) -> str:
    """Which sites may frame an answer; the two headers that say it must agree."""
    answer = client.get(path, headers=headers)
    [found] = [r for r in answer.headers["content-security-policy"].split("; ") if r.startswith("frame-ancestors")]
    sites = found.removeprefix("frame-ancestors ")
    assert (answer.headers.get("x-frame-options") == "SAMEORIGIN") == (sites == "'self'")
    return sites


@pytest.mark.parametrize("name", sorted(EMBEDDABLE))
def test_any_site_may_frame_a_page_that_is_asked_for_its_drawing_alone(client: Client, name: str) -> None:
    assert framed_by(client, f"/{name}?{VIEW}&embed=1") == "*"
    assert framed_by(client, f"/{name}/?embed=1") == "*", "the same page, its address ended by a bar"
    assert client.get(f"/{name}?embed=1").headers["cache-control"] == "no-store"
    for query in ("", VIEW, "embed=true", "embed=0", "embed=", "Embed=1", "x=embed=1", "embed=1&embed=0"):
        assert framed_by(client, f"/{name}?{query}") == "'self'", query


def test_nothing_else_may_be_framed(client: Client) -> None:
    for path in ("/", "/portrait", "/pairs", "/donnees", "/lexique", "/n-importe-quoi"):
        assert framed_by(client, f"{path}?embed=1") == "'self'", path
    assert framed_by(client, "/vendor/carte/base.js?embed=1") == "'none'", "a part of a page is no page"


def test_the_map_s_frame_may_be_framed_only_inside_our_embedded_page(client: Client) -> None:
    ours = f"http://localhost/carte?{VIEW}&embed=1"
    assert framed_by(client, MAP, Referer=ours) == "*"
    assert framed_by(client, f"{MAP}?streamlitUrl=x", Referer=ours) == "*"
    for referer in ("", f"http://localhost/carte?{VIEW}", ours.replace("localhost", "ailleurs.fr"), "http://[", "x"):
        assert framed_by(client, f"{MAP}?embed=1", Referer=referer) == "'self'", referer
    assert framed_by(client, MAP, Referer="http://ailleurs.fr/carte?embed=1", Host="localhost:8501") == "'self'"


def test_the_policy_of_an_embedded_page_is_otherwise_as_strict(client: Client) -> None:
    strict, embedded = (client.get(f"/carte{q}").headers["content-security-policy"] for q in ("", "?embed=1"))
    assert embedded == strict.replace("frame-ancestors 'self'", "frame-ancestors *")


def test_the_frame_of_the_map_listens_to_our_page_alone(client: Client) -> None:
    component = (
        '<html lang="en"><head><title>Streamlit Folium Component</title><script defer src="x.js"></script></head>'
    )
    page = french_shell(component, "/demo")
    assert page.index("/demo/vendor/carte/component.js") < page.index("x.js")
    assert "component.js" not in french_shell(SHELL)
    assert "event.source !== window.parent" in client.get("/vendor/carte/component.js").text


@pytest.mark.parametrize(
    ("query", "asked"),
    [("embed=1", True), ("a=b&embed=1", True), ("embed=01", False), ("", False), ("&".join(["a=1"] * 500), False)],
)
def test_what_asks_for_a_drawing_alone(query: str, asked: bool) -> None:
    assert asks_embedding(query) is asked


def test_an_embedded_page_shows_its_drawing_its_source_and_the_way_to_the_whole() -> None:
    app = run("evolution", territoire="epci-200070514", indicateur="population", embed="1")
    text = words(app)
    assert len(app.get("vega_lite_chart")) == 1
    assert "<h1>Population municipale " in text
    assert ", 2016-2023</h1>" in text
    assert "<footer" not in text
    assert "data-otc-copy" not in text
    assert "Entre deux années" not in text, "the run ends at the drawing"
    assert "Insee" in text
    [address] = re.findall(r'<a href="([^"]*)" target="_blank"', text)
    assert "territoire=epci-200070514" in address
    assert "embed" not in address


def test_an_embedded_page_says_what_was_wrong_with_its_address() -> None:
    app = run("evolution", territoire="com-99999", embed="1")
    assert "n’existe pas" in app.warning[0].value
    assert "n’a pas de dessin à intégrer" in words(app)
    assert not app.title
    app = run("evolution", territoire="com-16102", indicateur="population", edition="2025.1", embed="1")
    assert "code d’intégration fait avec l’édition 2025.1" in words(app)


def test_streamlit_s_own_embedding_and_other_pages_keep_the_frame() -> None:
    for page, value in (("evolution", "true"), ("portrait", "1")):
        assert "<footer" in words(run(page, territoire="com-16102", embed=value))


def test_the_code_of_an_iframe_survives_its_field() -> None:
    code = iframe_code('http://h/carte?a=1&b="x"&embed=1', 'Le "Mans" <b>', 620)
    assert 'src="http://h/carte?a=1&amp;b=&quot;x&quot;&amp;embed=1"' in code
    assert "<b>" not in code
    field = copy_code_html(code)
    assert field.count("<iframe") == 0
    assert code in unescape(field)
    assert "<i>" not in embedded_head_html("<i>", "<i>") + embedded_foot_html(["<i>"], "a=<i>")
