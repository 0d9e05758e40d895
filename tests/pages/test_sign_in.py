"""Signing in: by a provider (OIDC) on the loopback, by the one password; what their cookies are, when they end."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.routing import BaseRoute, Route
from streamlit import config
from streamlit.auth_util import encode_provider_token, get_cookie_with_chunks
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_auth_routes import create_auth_routes
from streamlit.web.server.starlette.starlette_websocket import _parse_decoded_user_cookie

from pages.organiser.signing_in import subject_of
from pages.server.organiser.entering import COOKIE, PASSWORDS, PATH, entry_routes
from pages.server.participer import desk
from pages.server.participer.desk import PAUSE, TRIES
from pages.server.protection.headers import SecurityHeaders
from pages.server.protection.signing_in import SignIn
from participation.configuration import PLACE
from participation.model.rights import EVERYWHERE, Right
from participation.storage.access.password import (
    PASSWORD,
    WeakPasswordError,
    hashed_password,
    is_right,
    password_person,
)
from participation.storage.access.rights import grant, revoke
from participation.storage.access.sessions import person_of_session
from participation.storage.opening import Storage
from tests.pages.asgi import Answer, Client
from tests.pages.oidc import CLIENT, SECRET, Provider, running_provider
from tests.participation.conftest import DAY

BACK = "http://localhost/oauth2callback"
USER = "_streamlit_user"
WORDS = "quatre mots pris au hasard"
NOW = datetime.now(UTC)


class Browser(Client):
    """Keeps cookies, each with what was said of it."""

    def __init__(self, routes: list[BaseRoute]) -> None:
        layers = [Middleware(SecurityHeaders), Middleware(SignIn), Middleware(SessionMiddleware, secret_key="x" * 32)]
        super().__init__(Starlette(routes=routes, middleware=layers))
        self.cookies: SimpleCookie = SimpleCookie()
        self.scheme = "http"

    def exchange(self, scope: dict[str, Any], incoming: list[dict[str, Any]]) -> list[dict[str, Any]]:
        scope["scheme"] = self.scheme
        sent = "; ".join(f"{name}={one.coded_value}" for name, one in self.cookies.items() if one.value)
        scope["headers"] += [(b"cookie", sent.encode())] if sent else []
        messages = super().exchange(scope, incoming)
        for name, value in messages[0]["headers"]:
            if name.lower() == b"set-cookie":
                self.cookies.load(value.decode())
        return messages

    def claims(self) -> dict[str, Any]:
        """What the framework hands out of its cookie, as it does when a websocket opens."""

        def one(name: str) -> bytes | None:
            signed = self.cookies.get(name)
            return decode_signed_value("s" * 64, name, signed.value.encode()) if signed and signed.value else None

        kept = get_cookie_with_chunks(one, USER)
        return _parse_decoded_user_cookie(kept, "http://localhost") if kept else {}


@pytest.fixture
def on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    monkeypatch.setenv(PLACE, str(tmp_path / "participation"))
    monkeypatch.delenv(PASSWORD, raising=False)
    desk.storage.cache_clear()
    PASSWORDS.__init__()  # type: ignore[misc]
    opened = desk.storage()
    yield opened
    opened.close()
    desk.storage.cache_clear()


@pytest.fixture
def provider(tmp_path: Path, on: Storage) -> Iterator[Provider]:
    """A provider that is running, and named in the secrets of the framework."""
    assert on
    with running_provider(BACK) as running:
        secrets = tmp_path / "secrets.toml"
        secrets.write_text(
            f'[auth]\nredirect_uri = "{BACK}"\ncookie_secret = "{"s" * 64}"\nclient_id = "{CLIENT}"\n'
            f'client_secret = "{SECRET}"\nserver_metadata_url = "{running.address}/.well-known/openid-configuration"\n'
        )
        before = config.get_option("secrets.files")
        config.set_option("secrets.files", [str(secrets)])
        secrets_singleton._reset()
        yield running
        config.set_option("secrets.files", before)
        secrets_singleton._reset()


def signed_in(browser: Browser, provider: Provider) -> Answer:
    """Go through the whole way: to the provider, and back with its code."""
    asked = browser.get(f"/auth/login?provider={encode_provider_token('default')}")
    assert asked.headers["location"].startswith(f"{provider.address}/authorize?")
    consent = Client(provider.application).get(asked.headers["location"].removeprefix(provider.address))
    return browser.get(consent.headers["location"].removeprefix("http://localhost"))


def test_somebody_signs_in_by_their_provider_and_is_led_back_to_the_organisers_page(provider: Provider) -> None:
    browser = Browser(list(create_auth_routes("")))
    back = signed_in(browser, provider)
    assert (back.status_code, back.headers["location"]) == (302, "/organiser")
    assert provider.refused == []
    cookie = browser.cookies[USER]
    assert cookie["httponly"]
    assert cookie["samesite"] == "lax", "strict, the way back from the provider would not see it"
    assert int(cookie["max-age"]) == 8 * 3_600
    assert not cookie["secure"]
    assert subject_of(browser.claims(), datetime.now(UTC)) == (provider.address, "42")


def test_behind_tls_the_cookie_never_leaves_without_it(provider: Provider) -> None:
    browser = Browser(list(create_auth_routes("")))
    browser.scheme = "https"
    signed_in(browser, provider)
    kept = [one for name, one in browser.cookies.items() if name.startswith(USER)]
    assert kept
    assert all(one["secure"] and one["httponly"] for one in kept)


def test_a_provider_that_says_a_lot_is_understood_all_the_same(provider: Provider) -> None:
    provider.claims |= {
        "groups": [f"été-{sha256(bytes([n])).hexdigest()}" for n in range(100)],
        "address": {"locality": "Cognac"},
    }
    browser = Browser(list(create_auth_routes("")))
    signed_in(browser, provider)
    assert "_streamlit_user_1" in browser.cookies, "one cookie would be too large"
    assert subject_of(browser.claims(), datetime.now(UTC)) == (provider.address, "42")
    assert browser.get("/auth/logout").headers["location"] == "/organiser"
    assert browser.claims() == {}


def test_a_code_of_somebody_else_a_forged_state_and_a_forged_cookie_open_nothing(provider: Provider) -> None:
    browser = Browser(list(create_auth_routes("")))
    asked = browser.get(f"/auth/login?provider={encode_provider_token('default')}")
    consent = Client(provider.application).get(asked.headers["location"].removeprefix(provider.address))
    code = consent.headers["location"].removeprefix("http://localhost")
    other = Browser(list(create_auth_routes("")))
    other.get(code)  # another browser, which asked for nothing
    assert other.claims() == {}
    browser.get(re.sub("state=[^&]*", "state=autre", code))
    assert browser.claims() == {}
    browser.get(code)
    assert browser.claims()["sub"] == "42"
    value = browser.cookies[USER].value
    browser.cookies[USER] = value[:-3] + ("AAA" if value[-3:] != "AAA" else "BBB")
    assert browser.claims() == {}


def test_eight_hours_after_signing_in_somebody_is_nobody(provider: Provider) -> None:
    provider.issued = 8 * 3_600
    browser = Browser(list(create_auth_routes("")))
    signed_in(browser, provider)
    assert browser.claims().get("iat")
    assert subject_of(browser.claims(), datetime.now(UTC)) is None


def test_what_a_token_lacks_is_not_supposed() -> None:
    sound = {"iss": "https://a.fr", "sub": "42", "iat": NOW.timestamp() - 60}
    assert subject_of(sound, NOW) == ("https://a.fr", "42")
    assert subject_of(sound, NOW + timedelta(hours=7, minutes=58)) == ("https://a.fr", "42")
    assert subject_of(sound, NOW + timedelta(hours=8)) is None
    for name in sound:
        assert subject_of({key: value for key, value in sound.items() if key != name}, NOW) is None
        assert subject_of({**sound, name: None}, NOW) is None
    assert subject_of({**sound, "iat": NOW.timestamp() + 3_600}, NOW) is None, "a token of tomorrow would last longer"
    assert subject_of({**sound, "sub": ""}, NOW) is None


def test_without_participation_nobody_signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PLACE, raising=False)
    browser = Browser([*create_auth_routes(""), Route("/", lambda _: None)])
    for address in ("/auth/login?provider=x", "/auth/logout", "/oauth2callback?code=1&state=2"):
        assert browser.get(address).status_code == 404


def entered(browser: Browser, typed: str) -> Answer:
    body = f"mot-de-passe={typed.replace(' ', '+')}".encode()
    headers = {"content-type": "application/x-www-form-urlencoded", "content-length": str(len(body))}
    return browser.get(PATH, headers, "POST", body)


@pytest.fixture(scope="module")
def hashed() -> str:
    """The hash of a password, cheaper to try than ours: tests try ten."""
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(WORDS)


def test_our_own_hash_costs_what_is_recommended() -> None:
    hashed = hashed_password(WORDS)
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,")
    assert is_right(WORDS, {PASSWORD: hashed})
    assert not is_right("une autre suite de mots", {PASSWORD: hashed})
    assert not is_right(WORDS, {PASSWORD: WORDS}), "what is no hash opens nothing"
    assert not is_right("", {})


def test_the_password_opens_a_session_that_no_script_reads(
    on: Storage, hashed: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    browser = Browser(entry_routes(""))
    assert "Aucun mot de passe" in browser.get(PATH).text
    assert entered(browser, WORDS).status_code == 403, "none is set"
    monkeypatch.setenv(PASSWORD, hashed)
    person = password_person(on.key)
    assert "aucun droit" in entered(browser, WORDS).text
    grant(on, person, Right("organiser", EVERYWHERE), day=DAY, actor="hébergeur")
    answer = entered(browser, WORDS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/organiser")
    cookie = browser.cookies[COOKIE]
    assert (cookie["samesite"], cookie["path"], cookie["max-age"]) == ("strict", "/", str(8 * 3_600))
    assert cookie["httponly"]
    assert person_of_session(on, cookie.value, NOW) == person
    revoke(on, person, day=DAY, actor="hébergeur")
    assert person_of_session(on, cookie.value, NOW) is None
    told = capfd.readouterr()
    assert WORDS not in told.out + told.err
    content = b"".join(path.read_bytes() for path in Path(os.environ[PLACE]).iterdir())
    assert WORDS.encode() not in content


def test_five_wrong_passwords_are_followed_by_a_pause(
    on: Storage, hashed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, hashed)
    grant(on, password_person(on.key), Right("organiser", EVERYWHERE), day=DAY, actor="hébergeur")
    clock = [1_000.0]
    PASSWORDS.clock = lambda: clock[0]
    browser = Browser(entry_routes(""))
    for _ in range(TRIES):
        assert entered(browser, "un autre mot de passe").status_code == 403
    assert entered(browser, WORDS).status_code == 429, "the right one too: nobody learns that it is"
    clock[0] += PAUSE
    assert entered(browser, WORDS).status_code == 303


@pytest.mark.parametrize("weak", ["court", "aaaaaaaaaaaaaaaaaaaa", "x" * 300])
def test_a_weak_password_is_refused(weak: str) -> None:
    with pytest.raises(WeakPasswordError, match="signes"):
        hashed_password(weak)
