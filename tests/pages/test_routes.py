"""What our server answers beside Streamlit, and what it adds to Streamlit's answers."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.server import request
from observatoire.model.store import open_store
from observatoire.views.maps.folium_map import base_map
from observatoire.views.style.sheets import root_rule, sheet_path
from pages.server.addresses import locator_url
from pages.server.early import BROWSER_DIR, version
from pages.server.middleware import middleware
from pages.server.protection.headers import policy
from pages.server.routes import routes
from pages.server.shell import french_shell
from pages.server.site_style import site_style, style_path
from pages.state.models.essential import SITE
from tests.pages.asgi import Client

EDITION = open_store().edition
SCRIPT = "console.log('répété');" * 500
SHELL = """<!-- licence --><!DOCTYPE html><html lang="en"><head><title>Streamlit</title>
<script>
  window.prerenderReady = false
</script><link rel="service-desc" href="./_stcore/agent/openapi.json" /></head>
<body><noscript><p>You need to enable JavaScript</p></noscript><div id="root"></div></body></html>"""


async def _echo(websocket) -> None:
    await websocket.accept()
    await websocket.send_bytes(ForwardMsg(hash=(await websocket.receive_bytes()).hex()).SerializeToString())
    await websocket.close()


def _script(_request) -> Response:
    return Response(SCRIPT, media_type="text/javascript", headers={"ETag": '"abc"'})


FRAME = "/component/streamlit_folium.st_folium/index.html"
OTHERS = [
    Route("/", lambda _: HTMLResponse(SHELL, headers={"ETag": '"x"'})),
    Route(FRAME, lambda _: HTMLResponse(SHELL)),
    Route("/static/a.js", _script),
    Route("/petit.css", lambda _: Response("a{}", media_type="text/css")),
    Route("/image.png", lambda _: Response(b"\x89PNG" * 1000, media_type="image/png")),
    Route("/partie", lambda _: Response("x" * 2000, status_code=206, media_type="text/css")),
    Route("/texte", lambda _: PlainTextResponse("é" * 2000)),
    WebSocketRoute("/_stcore/stream", _echo),
]


@pytest.fixture(scope="module")
def client():
    return Client(Starlette(routes=[*routes(base_path=""), *OTHERS], middleware=middleware()))


def test_shapes_are_sent_compressed_and_kept_for_ever(client):
    answer = client.get(f"/geo/{EDITION}/communes-epci-200070514.map")
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "application/octet-stream"
    names = client.get(f"/geo/{EDITION}/communes-epci-200070514.names")
    assert len(names.text.split("\n")) == 54
    assert names.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_shapes_are_sent_bare_to_who_cannot_unpack(client):
    address = f"/geo/{EDITION}/epci-departement-16.names"
    bare = client.get(address, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in bare.headers
    assert bare.text == client.get(address).text


def test_a_list_has_its_own_address(client):
    names = client.get(f"/geo/{EDITION}/liste:com-16102,com-33063.names").text
    assert names == "Cognac\nBordeaux"
    assert client.get(f"/geo/{EDITION}/liste:com-16102,com-33063.map").status_code == 200


def test_figures_of_all_communes_are_served_in_the_order_of_their_names(client):
    names = client.get(f"/geo/{EDITION}/communes-france.names").text.split("\n")
    answer = client.get(f"/geo/{EDITION}/communes-france/part_65_ans_plus-2021.figures")
    figures = answer.text.split("|")
    assert len(names) == len(figures) == 34_875
    assert figures[names.index("Cognac (16)")] == "23,1"
    assert int(answer.headers["content-length"]) < 60_000


def test_the_locator_is_served(client):
    drawing = client.get(locator_url(EDITION, "com-16102", base_path=""))
    assert drawing.headers["content-type"].startswith("image/svg+xml")
    assert "<title>Cognac" in drawing.text


@pytest.mark.parametrize(
    "path",
    [
        f"/geo/{EDITION}/communes-epci-999999999.map",
        f"/geo/{EDITION}/communes-epci-999999999.names",
        f"/geo/{EDITION}/communes-epci-200070514.detail",
        f"/geo/{EDITION}/communes-epci-200070514/densite-2020.figures",
        f"/geo/{EDITION}/epci-france/bonheur-2020.figures",
        f"/geo/{EDITION}/epci-france/densite-1789.figures",
        f"/geo/{EDITION}/pairs.map",
        f"/geo/{EDITION}/liste:com-16102,com-99999.map",
        f"/geo/{EDITION}/n-importe-quoi.map",
        f"/geo/{EDITION}/%3Cscript%3E.map",
        f"/geo/{EDITION}/{'9' * 5000}.map",
        f"/geo/{EDITION}/locator/com-99999.svg",
        f"/geo/{EDITION}/locator/..%2f..%2fetc.svg",
        "/geo/1999.1/epci-france.map",
        "/geo/1999.1/locator/com-16102.svg",
    ],
)
def test_what_does_not_exist_is_said_in_one_french_sentence(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    if "%2f" not in path:  # that one matches no route at all
        assert answer.headers["content-type"].startswith("text/plain")
        assert answer.text.endswith(".")
        assert answer.text.startswith(("Cette ", "Ce "))
        assert answer.headers["cache-control"] == "no-store"


def test_leaflet_and_our_script_come_from_our_own_server(client):
    for path in (
        "/vendor/leaflet/leaflet.js",
        "/vendor/leaflet/leaflet.css",
        "/vendor/carte/map.js",
        "/vendor/carte/mosaic.js",
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["content-encoding"] == "gzip"
        assert client.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert client.get("/vendor/carte/..%2Fmaps.py").status_code == 404


def test_a_script_asked_for_by_its_version_is_kept_for_ever_and_by_another_one_is_not(client):
    this_one = version(BROWSER_DIR / "base.js")
    kept = client.get(f"/vendor/carte/base.js?v={this_one}")
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    for other in (f"v={this_one[::-1]}", "v=", f"v={this_one}&x=1"):
        answer = client.get(f"/vendor/carte/base.js?{other}")
        assert (answer.content, answer.headers["cache-control"]) == (kept.content, "no-cache")


def test_the_frame_of_the_map_finds_its_style_with_the_values_that_it_names(client):
    [address] = [link for _, link in base_map().default_css if "/style/" in link]
    answer = client.get(address.removeprefix("../.."))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.text.startswith(root_rule())
    assert ".leaflet-tooltip" in answer.text


def test_routes_follow_the_base_path():
    client = Client(Starlette(routes=routes(base_path="/demo/obs/")))
    assert client.get(f"/demo/obs{locator_url(EDITION, 'dep-16', base_path='')}").status_code == 200
    assert client.get("/demo/obs/vendor/carte/map.js").status_code == 200
    assert client.get(f"/demo/obs/{sheet_path('map')}").status_code == 200


def test_scripts_are_compressed_once_and_stay_the_same(client):
    first, second = (client.get("/static/a.js") for _ in range(2))
    assert first.headers["content-encoding"] == "gzip"
    assert int(first.headers["content-length"]) < len(SCRIPT) / 10
    assert first.text == second.text == SCRIPT
    assert first.headers["etag"] == 'W/"abc"'
    assert "Accept-Encoding" in first.headers["vary"]


@pytest.mark.parametrize("path", ["/petit.css", "/image.png", "/partie", "/texte"])
def test_what_would_not_gain_is_left_alone(client, path):
    assert "content-encoding" not in client.get(path).headers


def test_a_browser_that_asks_no_compression_gets_none(client):
    answer = client.get("/static/a.js", headers={"Accept-Encoding": "br"})
    assert "content-encoding" not in answer.headers
    assert answer.text == SCRIPT


def test_head_is_left_alone(client):
    answer = client.get("/static/a.js", method="HEAD")
    assert answer.status_code == 200
    assert answer.headers["content-length"] == str(len(SCRIPT.encode()))


def test_the_websocket_passes_untouched(client):
    scope = {"type": "websocket", "path": "/_stcore/stream", "root_path": "", "headers": [], "query_string": b""}
    asked = request("carte", "territoire=com-16102")
    sent = client.exchange(scope, [{"type": "websocket.connect"}, {"type": "websocket.receive", "bytes": asked}])
    assert [message["type"] for message in sent] == ["websocket.accept", "websocket.send", "websocket.close"]
    assert sent[1]["bytes"] == ForwardMsg(hash=asked.hex()).SerializeToString()


def test_the_shell_is_in_french(client):
    page = client.get("/")
    assert '<html lang="fr">' in page.text
    assert f"<title>Accueil · {SITE}</title>" in page.text
    assert "noscript" not in page.text, "the first view is read without scripts"
    assert 'id="otc-first"' in page.text
    assert "You need" not in page.text
    assert "prerenderReady" not in page.text
    assert "openapi" not in page.text
    assert '<div id="root"></div>' in page.text
    assert "etag" not in page.headers


def test_the_shell_is_in_french_even_when_streamlit_compressed_it():
    """So it does at the address of a page (`/carte`), though not at the root."""
    packing = Middleware(GZipMiddleware, minimum_size=10)
    shell = Route("/carte", lambda _: HTMLResponse(SHELL + " " * 2000))
    page = Client(Starlette(routes=[shell], middleware=[*middleware(), packing])).get("/carte")
    assert page.headers["content-encoding"] == "gzip"
    assert page.headers["content-length"] == str(len(page.sent))
    assert '<html lang="fr">' in page.text
    assert "prerenderReady" not in page.text


def test_a_page_that_is_not_the_shell_is_not_harmed():
    assert french_shell("<p>Bonjour</p>") == "<p>Bonjour</p>"


def test_the_real_shell_of_streamlit_is_understood():
    """When Streamlit changes its page, this says which of our changes no longer takes."""
    from pathlib import Path

    import streamlit

    shell = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    page = french_shell(shell)
    assert '<html lang="fr"' in page
    assert SITE in page
    assert "a besoin de JavaScript" in page
    assert "<script>" not in page
    assert page.index("<body>") < page.index('<link rel="stylesheet"') < page.index(f'href="/{style_path()}"')


def test_the_style_sheet_is_linked_from_every_page_and_kept_for_ever(client):
    page = client.get("/").text
    linked = f'<link rel="stylesheet" href="/{style_path()}"><div id="root">'
    assert linked in page  # after the sheets of Streamlit: ours win; after the first view: it does not wait for them
    assert "stylesheet" not in french_shell("<html><head><title>Carte</title></head><body></body></html>")
    answer = client.get(f"/{style_path()}")
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == site_style()
    assert client.get("/style/0123456789abcdef.css").status_code == 404


def test_the_style_sheet_holds_rules_only_with_every_token_filled():
    style = site_style()
    assert not {"<", "$"} & set(style)
    for rule in (".otc-card{", ".st-key-otc-menu{", ".otc-rows{", ".otc-view-line{"):
        assert rule in style


def test_every_answer_bears_the_security_headers(client):
    for path in ("/", "/static/a.js", f"/geo/{EDITION}/nulle-part.map"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "default-src 'none'" in headers["content-security-policy"]
        if path.endswith(".js"):  # a part of a page: what governs pages is not sent ninety times
            assert not {"referrer-policy", "permissions-policy", "x-frame-options"} & set(headers)
            assert len(headers["content-security-policy"]) < 60
        else:
            assert headers["referrer-policy"] == "same-origin"
            assert "camera=()" in headers["permissions-policy"]
            assert headers["x-frame-options"] == "SAMEORIGIN"


def test_only_the_frame_of_the_map_may_evaluate_text(client):
    assert "unsafe-eval" in client.get(FRAME).headers["content-security-policy"]
    for path in ("/", "/component/autre.composant/index.html", "/vendor/leaflet/leaflet.js"):
        rules = dict(rule.split(" ", 1) for rule in policy(path).split("; "))
        assert rules["script-src"] == "'self' blob:"


def test_tiles_of_the_ign_are_allowed_to_the_frame_of_a_page_that_asks_for_them():
    page = "http://127.0.0.1:8501/carte?territoire=com-16102&fond=ign"
    assert "img-src 'self' data: blob: https://data.geopf.fr;" in policy(FRAME, page)
    assert "https:" not in policy("/carte", page)
    for other in ("", "http://x/carte?fond=ign2", "http://x/carte#fond=ign", "http://x/fond=ign", "fond=ign"):
        assert "https:" not in policy(FRAME, other)
    assert policy(FRAME, page).count("https:") == 1


def test_the_frame_is_asked_for_anew_each_time_for_its_rights_depend_on_the_page(client):
    assert client.get(FRAME).headers["cache-control"] == "no-store"


def test_no_policy_allows_another_site():
    for path in ("/", FRAME):
        assert "http" not in policy(path)
        assert "*" not in policy(path)
