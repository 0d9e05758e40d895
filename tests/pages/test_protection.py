"""What keeps visitors safe: headers over TLS, closed addresses, messages that only the framework's tests send."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit.proto.BackMsg_pb2 import BackMsg

from pages.server.protection.closed import ClosedAddresses
from pages.server.protection.headers import SecurityHeaders
from pages.server.protection.messages import KNOWN, KnownMessages, kind_of
from pages.server.protection.statements import CONTACT_VARIABLE, contact, security_text, statement_routes
from pages.server.shell import FrenchShell
from tests.pages.asgi import Client, run_apart


def cookie(_request) -> PlainTextResponse:
    answer = PlainTextResponse("ok")
    answer.headers.append("Set-Cookie", "_streamlit_xsrf=1; Path=/; SameSite=Lax")
    answer.headers.append("Set-Cookie", "b=secure; Path=/; Secure")
    return answer


def asked(path: str, scheme: str = "http", client: tuple[str, int] | None = ("127.0.0.1", 5), **headers: str) -> Any:
    """Return the status and the headers of the answer to a request, as the server below tells who asks and how."""
    layers = [Middleware(SecurityHeaders), Middleware(ClosedAddresses), Middleware(FrenchShell)]
    ok = [
        Route(path, cookie)
        for path in ("/carte", "/_metrics", "/_stcore/metrics", "/_stcore/health", "/x/_stcore/metrics")
    ]
    app = Starlette(routes=[*ok, Route("/image/portrait.png", cookie), *statement_routes("")], middleware=layers)
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in {"host": "a.fr", **headers}.items()]
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"",
             "root_path": "", "scheme": scheme, "client": client, "server": ("a.fr", 80), "headers": sent}  # fmt: skip
    start, *rest = Client(app).exchange(scope, [{"type": "http.request", "body": b"", "more_body": False}])
    named = [(name.decode(), value.decode()) for name, value in start["headers"]]
    return start["status"], named, b"".join(message.get("body", b"") for message in rest).decode()


def test_over_tls_the_site_is_asked_for_so_again_and_its_cookies_only_so():
    _, named, _ = asked("/carte", "https")
    assert ("strict-transport-security", "max-age=31536000") in named
    assert [value for name, value in named if name == "set-cookie"] == [
        "_streamlit_xsrf=1; Path=/; SameSite=Lax; Secure",
        "b=secure; Path=/; Secure",
    ]


def test_without_tls_nothing_of_it_is_said_whatever_a_visitor_claims():
    """`X-Forwarded-Proto` is for the server below to believe, or not: it knows whom it comes from."""
    _, named, _ = asked("/carte", x_forwarded_proto="https")
    assert "strict-transport-security" not in dict(named)
    assert ("set-cookie", "_streamlit_xsrf=1; Path=/; SameSite=Lax") in named


def test_other_sites_load_pictures_of_shared_links_and_nothing_else():
    kept = {path: dict(asked(path)[1])["cross-origin-resource-policy"] for path in ("/carte", "/image/portrait.png")}
    assert kept == {"/carte": "same-origin", "/image/portrait.png": "cross-origin"}


@pytest.mark.parametrize("path", ["/_metrics", "/_stcore/metrics", "/x/_stcore/metrics"])
def test_figures_to_watch_are_for_the_machine_itself_also_where_the_server_listens_to_all(path):
    assert asked(path)[0] == 200
    assert asked(path, client=("::1", 5))[0] == 200
    for client, headers in (
        (("192.0.2.7", 5), {}),
        (None, {}),
        (("127.0.0.1", 5), {"x_forwarded_for": "192.0.2.7"}),
        (("127.0.0.1", 5), {"forwarded": "for=192.0.2.7"}),
        (("127.0.0.1", 5), {"x_forwarded_host": "a.fr"}),
        (("127.0.0.1", 5), {"x_real_ip": "192.0.2.7"}),
    ):
        status, _, text = asked(path, client=client, **headers)
        assert (status, text) == (404, "Cette adresse ne mène à rien.")
    assert asked("/_stcore/health", client=("192.0.2.7", 5))[0] == 200


LEFT = 1001


def message(kind: str) -> bytes:
    asked = BackMsg()
    if kind == "rerun_script":
        asked.rerun_script.query_string = "a=b"
    elif kind in ("file_urls_request", "backend_operation_request"):
        getattr(asked, kind).SetInParent()
    else:
        setattr(asked, kind, True)
    return asked.SerializeToString()


def passed(*frames: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what the framework gets of some frames, and what is sent to who sends them."""
    got: list[dict[str, Any]] = []

    async def framework(_scope, receive, send) -> None:
        while not got or got[-1]["type"] != "websocket.disconnect":
            got.append(await asyncio.wait_for(receive(), 5))
        if got[-1]["code"] != LEFT:
            await send({"type": "websocket.send", "bytes": b"what was being drawn"})

    incoming = [
        *({"type": "websocket.receive", **frame} for frame in frames),
        {"type": "websocket.disconnect", "code": LEFT},
    ]
    return got, Client(KnownMessages(framework)).exchange({"type": "websocket"}, incoming)


def test_no_visitor_empties_the_caches_of_all_nor_runs_anything_on_the_server():
    kinds = [field.name for field in BackMsg.DESCRIPTOR.fields]
    assert set(kinds) > KNOWN, "a message that the framework no longer has"
    got, sent = passed(*({"bytes": message(kind)} for kind in kinds), {"bytes": b""})
    assert [kind_of(one["bytes"]) for one in got[:-1]] == [kind for kind in kinds if kind in KNOWN]
    assert {"clear_cache", "load_git_info", "debug_shutdown_runtime", "set_run_on_save"} == set(kinds) - KNOWN - {
        "debug_disconnect_websocket"
    }
    assert not sent


def of_a_widget(name: str) -> bytes:
    asked = BackMsg()
    asked.rerun_script.widget_states.widgets.add().id = name
    return asked.SerializeToString()


def test_a_widget_bears_the_name_that_the_framework_gives():
    assert kind_of(of_a_widget("$$ID-0123-carte")) == "rerun_script"


@pytest.mark.parametrize(
    ("frame", "code"),
    [({"text": "bonjour"}, 1003), ({"bytes": b"\xff" * 50}, 1002), ({"bytes": of_a_widget("' OR 1=1")}, 1002)],
)
def test_what_is_no_message_closes_the_connection(frame, code):
    got, sent = passed(frame, {"bytes": message("rerun_script")})
    assert sent == [{"type": "websocket.close", "code": code}]
    assert got == [{"type": "websocket.disconnect", "code": code}]


@pytest.mark.parametrize(
    ("given", "published"),
    [
        ("securite@exemple.fr", "mailto:securite@exemple.fr"),
        (" mailto:a.b+c@x.exemple.fr ", "mailto:a.b+c@x.exemple.fr"),
        ("https://exemple.fr/contact", "https://exemple.fr/contact"),
        ("http://exemple.fr", ""), ("exemple", ""), ("a@b.fr\nExpires: never", ""), ("", ""),
    ],
)  # fmt: skip
def test_whom_to_write_to_is_what_the_operator_says_or_nothing(monkeypatch, given, published):
    monkeypatch.setenv(CONTACT_VARIABLE, given)
    assert contact() == published
    status, named, text = asked("/.well-known/security.txt")
    assert status == (200 if published else 404)
    assert dict(named)["content-type"].startswith("text/plain")
    assert text.startswith(f"Contact: {published}\n") == bool(published)


def test_security_txt_is_that_of_the_rfc():
    text = security_text("mailto:a@b.fr", "https://obs.fr", datetime(2026, 11, 27, 5, 30, tzinfo=UTC))
    assert text.splitlines() == [
        "Contact: mailto:a@b.fr",
        "Expires: 2027-05-26T00:00:00Z",
        "Preferred-Languages: fr, en",
        "Canonical: https://obs.fr/.well-known/security.txt",
    ]
    assert "Canonical" not in security_text("mailto:a@b.fr", "http://obs.fr", datetime(2026, 11, 27, tzinfo=UTC))


def test_the_page_on_privacy_has_no_script_and_says_whom_to_write_to(monkeypatch):
    monkeypatch.setenv(CONTACT_VARIABLE, "dpo@exemple.fr")
    status, named, page = asked("/confidentialite")
    assert status == 200
    assert "public" in dict(named)["cache-control"]
    assert "<script" not in page
    assert "dpo@exemple.fr" in page
    assert page.count("<h1>") == 1


def test_a_browser_that_left_while_a_page_was_sent_is_no_fault():
    """The framework's loop would write forty lines in the log, at each tab closed at the wrong moment."""
    seen = []

    async def framework(_scope, receive, send) -> None:
        await send({"type": "websocket.send", "bytes": b"1"})
        await send({"type": "websocket.send", "bytes": b"2"})
        seen.append(await receive())

    async def gone(_message: Any) -> None:
        seen.append("tried")
        raise OSError

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.disconnect", "code": LEFT}

    run_apart(KnownMessages(framework)({"type": "websocket"}, receive, gone))
    assert seen == ["tried", {"type": "websocket.disconnect", "code": LEFT}]
