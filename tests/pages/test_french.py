"""What the framework says reaches visitors in French: its scripts, its refusals, its errors."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import brotli
import pytest
import streamlit
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Message
from streamlit.elements import exception

from pages.server.french.refusals import FrenchRefusals, say_errors_in_french
from pages.server.french.scripts import FrenchScripts, french_script, packed_ending, words_tag
from pages.server.french.words import REFUSALS, SCRIPTS, UNCAUGHT
from pages.server.light import COPIES, FRAMEWORK, LightCopies
from pages.server.light_copies import FrameworkChangedError, check_words
from tests.pages.asgi import Answer, Client
from tests.pages.framework_words import NOT_MET, scripts, texts_of

FOLDER = FRAMEWORK / "js"
FRENCH = "\n".join(french for _, french in chain.from_iterable(SCRIPTS.values()))


def test_each_text_is_found_once_in_the_framework_installed() -> None:
    check_words(FOLDER)


def test_another_version_of_the_framework_stops_the_set_up_and_is_named(tmp_path: Path) -> None:
    for path in FOLDER.glob("*.js"):
        if path.name.partition(".")[0] in SCRIPTS:
            moved = path.read_text(encoding="utf-8").replace("`Skip to main content`", "`Skip to content`")
            (tmp_path / path.name).write_text(moved, encoding="utf-8")
    with pytest.raises(FrameworkChangedError, match=r"^index\.\*\.js holds 0 times, not once: .*Skip to main content"):
        check_words(tmp_path)


def test_every_text_of_the_scripts_is_put_in_french_or_never_met() -> None:
    not_met = set(chain.from_iterable(NOT_MET.values()))
    found = {text for name, script in scripts(FOLDER) for text in texts_of(french_script(name, script))}
    assert len(found) > 150
    undecided = {text for text in found - not_met if text not in FRENCH}
    assert not undecided, "put them in pages/server/french/words.py, or say in framework_words.py why nobody meets"


def test_nothing_is_declared_that_the_framework_does_not_hold() -> None:
    held = "".join(script for _, script in scripts(FOLDER))
    assert not [text for text in chain.from_iterable(NOT_MET.values()) if text not in held]


def test_light_copies_hold_the_same_as_what_is_sent_without_them() -> None:
    paths = [path for name in SCRIPTS for path in FOLDER.glob(f"{name}.*.js")]
    copies = [COPIES / "js" / f"{path.name}{packed_ending(path.name)}" for path in paths]
    assert all(copy.is_file() for copy in copies), "run .ci/setup"
    for path, copy in zip(paths, copies, strict=True):
        sent = french_script(path.name, path.read_text(encoding="utf-8"))
        assert brotli.decompress(copy.read_bytes()).decode("utf-8") == sent


@pytest.mark.parametrize("layers", [(FrenchScripts,), (LightCopies, FrenchScripts)], ids=["alone", "with copies"])
@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_scripts_are_sent_in_french_whatever_the_browser_takes(layers: tuple[type, ...], coding: str) -> None:
    files = Mount("/static", StaticFiles(directory=FRAMEWORK))
    client = Client(Starlette(routes=[files], middleware=[Middleware(layer) for layer in layers]))
    [path] = FOLDER.glob("Selectbox.*.js")
    answer = unpacked(client.get(f"/static/js/{path.name}", headers={"Accept-Encoding": coding}))
    assert "Aucun résultat".encode() in answer
    assert b"No results" not in answer
    [other] = FOLDER.glob("react-dom.*.js")
    plain = client.get(f"/static/js/{other.name}", headers={"Accept-Encoding": coding})
    assert unpacked(plain) == other.read_bytes()


def unpacked(answer: Answer) -> bytes:
    """Return the body of an answer as a browser reads it."""
    return brotli.decompress(answer.sent) if answer.headers.get("content-encoding") == "br" else answer.content


def test_a_browser_that_holds_the_english_script_is_sent_the_french_one() -> None:
    files = Mount("/static", StaticFiles(directory=FRAMEWORK))
    [path] = FOLDER.glob("Selectbox.*.js")
    address = f"/static/js/{path.name}"
    english = Client(Starlette(routes=[files])).get(address).headers["etag"]
    client = Client(Starlette(routes=[files], middleware=[Middleware(FrenchScripts)]))
    french = client.get(address).headers["etag"]
    assert french != english
    assert french == words_tag(path.name) != ""


@pytest.mark.parametrize("layers", [(FrenchScripts,), (LightCopies, FrenchScripts)], ids=["alone", "with copies"])
@pytest.mark.parametrize("coding", ["br", "identity"])
def test_a_browser_asks_whether_our_words_are_the_same_while_it_draws(
    layers: tuple[type, ...], coding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = Mount("/static", StaticFiles(directory=FRAMEWORK))
    client = Client(Starlette(routes=[files], middleware=[Middleware(layer) for layer in layers]))
    [path] = FOLDER.glob("Selectbox.*.js")
    address, accepts = f"/static/js/{path.name}", {"Accept-Encoding": coding}
    first = client.get(address, headers=accepts)
    assert first.headers["cache-control"] == "public, max-age=3600, stale-while-revalidate=2592000"
    tag = first.headers["etag"]
    again = client.get(address, headers={**accepts, "If-None-Match": tag})
    assert (again.status_code, again.sent) == (304, b"")
    assert again.headers["cache-control"] == first.headers["cache-control"], "it stays so in the browser's store"
    old = client.get(address, headers={**accepts, "If-None-Match": tag.replace(".js.", ".js.0")})
    assert (old.status_code, "Aucun résultat".encode() in unpacked(old)) == (200, True), "our former words"
    monkeypatch.setitem(SCRIPTS, "Selectbox", (("No results", "Rien"),))
    packed_ending.cache_clear()
    assert client.get(address, headers={**accepts, "If-None-Match": tag}).status_code == 200, "our new words"
    packed_ending.cache_clear()
    [other] = FOLDER.glob("Checkbox.*.js")
    assert words_tag(other.name) == "", "nothing of ours is in it: kept for ever"


def refusing() -> Client:
    """Return a client of an application that refuses in the framework's words, fails, or speaks for itself."""

    def refuse(request: Request) -> Response:
        raise HTTPException(403, [*REFUSALS][int(request.query_params["said"])])

    def fail(_: Request) -> Response:
        raise RuntimeError("of ours")

    def ours(_: Request) -> Response:
        return PlainTextResponse("Cette image n’existe pas.", 404)

    routes = [Route("/refuse", refuse), Route("/fail", fail), Route("/ours", ours)]
    return Client(Starlette(routes=routes, middleware=[Middleware(FrenchRefusals)]))


@pytest.mark.parametrize("said", range(len(REFUSALS)), ids=REFUSALS)
def test_refusals_are_in_french(said: int) -> None:
    answer = refusing().get(f"/refuse?said={said}")
    assert (answer.status_code, answer.text) == (403, [*REFUSALS.values()][said])
    assert int(answer.headers["content-length"]) == len(answer.sent)


def test_an_unknown_address_is_said_in_french_and_our_own_words_stay() -> None:
    client = refusing()
    assert client.get("/nowhere").text == REFUSALS["Not Found"]
    assert client.get("/ours", method="POST").text == REFUSALS["Method Not Allowed"]
    assert client.get("/ours").text == "Cette image n’existe pas."
    assert client.get("/nowhere", method="HEAD").status_code == 404


def test_a_failure_is_said_in_french_and_still_reaches_the_log() -> None:
    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    sent: list[Message] = []

    async def fail(*_: object) -> None:
        raise RuntimeError("of ours")

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    with pytest.raises(RuntimeError, match="of ours"), ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(lambda: asyncio.run(FrenchRefusals(fail)(scope, receive, send))).result()
    assert sent[0]["status"] == 500
    assert sent[1]["body"].decode() == REFUSALS["Internal Server Error"]


def test_every_refusal_that_the_framework_writes_is_known() -> None:
    folder = Path(streamlit.__file__).parent / "web" / "server" / "starlette"
    written = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    said = set(re.findall(r'(?:detail|content)="([^"]+)"', written))
    scripts_only = {"Invalid range", "Invalid Content-Length header", "File is too large"}
    """Answers to requests that no page of ours and no browser makes."""
    assert said - scripts_only <= set(REFUSALS)


def test_a_page_whose_script_fails_says_so_in_french() -> None:
    assert hasattr(exception, "_GENERIC_UNCAUGHT_EXCEPTION_TEXT"), "the framework has moved its text"
    say_errors_in_french()
    assert exception._GENERIC_UNCAUGHT_EXCEPTION_TEXT == UNCAUGHT
