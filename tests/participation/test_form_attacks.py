"""An attacker's hour at the plain form, and its databases failing under it: nothing is taken, nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from nacl.public import PrivateKey
from starlette.applications import Starlette

from pages.server.participer import desk, posted
from pages.server.participer.answers import answer_routes
from pages.server.participer.desk import COOKIE, TRIES, Tries
from pages.server.participer.posted import MOST_FIELDS, NO_FORM, OF_ANOTHER_SITE, TOO_LARGE
from participation.configuration import KEY, PLACE
from participation.model.questionnaire import LONGEST_TEXT, Cell
from participation.storage.opening import Storage
from participation.storage.refusals import UnavailableError
from participation.storage.responses import find_response, read_draft
from participation.storage.submitting import submitted
from participation.storage.vault import Contacts, invite
from tests.pages.asgi import Client
from tests.pages.conftest import storage as files_of_pages
from tests.pages.test_participer import Visitor, begun, survey, visitor
from tests.participation.conftest import DAY, Server, emptied

pytestmark = pytest.mark.xdist_group("postgresql")  # one server for all of them

storage = files_of_pages
"""Both databases on SQLite, as the pages open them."""
FORM = "application/x-www-form-urlencoded"
SITE = "/participer/repondre/site"


def raw(one: Visitor, body: bytes, **headers: str) -> tuple[int, str]:
    """Send these very bytes to a section; return the status, and the page."""
    given = {"cookie": f"{COOKIE}={one.cookie}", "content-type": FORM, "content-length": str(len(body))}
    answer = one.get(SITE, given | {name.replace("_", "-"): value for name, value in headers.items()}, "POST", body)
    return answer.status_code, answer.text


def hours_of(storage: Storage, code: str) -> object:
    identifier = find_response(storage, code.replace("-", ""))
    assert identifier
    saved = read_draft(storage, identifier).saved.get(Cell("heures"))
    return saved.given.value if saved else None


def test_nobody_changes_the_answers_of_another(storage: Storage) -> None:
    survey(storage)
    one, code = begun()
    other, _ = begun()
    one.go(SITE).send({"heures.": "12", "aller": "ici"})
    mine = find_response(storage, code.replace("-", ""))
    for ticket in (mine, code, one.cookie[:-1], one.cookie.upper(), one.cookie + "0", "' OR 1=1 --", "x" * 5_000, ""):
        thief = visitor()
        thief.cookie = str(ticket)
        thief.send({"heures.": "99", "vu.heures.": "1", "aller": "ici"}, action=SITE)
        assert thief.page.status_code == 403
    other.send({"heures.": "99", "vu.heures.": "0", "reponse": str(mine), "id": str(mine)}, action=SITE)
    assert hours_of(storage, code) == 12


def test_a_ticket_that_somebody_put_there_before_is_not_taken_over(storage: Storage) -> None:
    """Session fixation: the ticket of whoever begins or resumes is always a new one."""
    survey(storage)
    attacker, _ = begun()
    victim = visitor()
    victim.cookie = attacker.cookie
    victim.go("/participer/barometre?q=Cognac").send({"organisation": "com-16102", "accord": "oui"})
    code = victim.document.find_class("otc-code")[0].text_content()
    assert victim.cookie != attacker.cookie
    victim.go(SITE).send({"heures.": "37", "aller": "ici"})
    assert "37" in victim.go("/participer/relire").text
    assert "37" not in attacker.go("/participer/relire").text
    victim.cookie = attacker.cookie
    victim.go("/participer/").send({"code": code})
    assert victim.cookie != attacker.cookie


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://ailleurs.example"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"}, {"origin": "http://localhost:81"}, {"origin": "http://localhost.ailleurs.example"},
    ],
)  # fmt: skip
def test_no_page_of_another_site_saves_anything(storage: Storage, headers: dict[str, str]) -> None:
    survey(storage)
    one, code = begun()
    status, said = raw(one, b"heures.=99&vu.heures.=0&aller=ici", **headers)
    assert (status, said) == (403, OF_ANOTHER_SITE)
    assert hours_of(storage, code) is None
    assert (
        raw(one, b"heures.=12&vu.heures.=0&aller=ici", origin="http://localhost", sec_fetch_site="same-origin")[0]
        == 303
    )


@pytest.mark.parametrize(
    ("kind", "body"),
    [("application/json", b'{"heures.": "99"}'), ("text/plain", b"heures.=99&vu.heures.=0"), ("", b"heures.=99")],
)
def test_what_is_no_form_is_not_answered_as_if_it_were_saved(storage: Storage, kind: str, body: bytes) -> None:
    survey(storage)
    one, code = begun()
    assert raw(one, body, content_type=kind) == (415, NO_FORM)
    assert hours_of(storage, code) is None
    assert raw(one, b"heures.=12&vu.heures.=0", content_type=f"{FORM.upper()}; charset=UTF-8")[0] == 303
    assert hours_of(storage, code) == 12


HOSTILE = (
    '"><script>alert(1)</script>', "</textarea><img src=x onerror=alert(1)>", "{{7*7}}{% raw %}",
    "=1+1+cmd|' /C calc'!A0",
    "\u202egauche\u2066", "a\x00b", "'; DROP TABLE answer; --", "\U0001f600",
)  # fmt: skip


def test_no_text_is_anything_but_text(storage: Storage) -> None:
    """In a section, when it is read through, in a file: what was typed is shown, and does nothing."""
    survey(storage, eligible=["commune", "syndicat"])
    one = visitor().go("/participer/barometre?q=552+100+554")
    one.send({"nom": HOSTILE[0], "type": "syndicat", "accord": "oui"})
    one.go(SITE).send({"heures.": "30", "aller": "ici"})
    for text in HOSTILE:
        one.go(SITE).send({"beaucoup.": text, "aller": "ici"})
        shown = one.document.xpath("//textarea[@name='beaucoup.']")[0].text
        assert shown.strip("\n") == text.replace("\x00", "")
        pages = [one.page.text, one.go("/participer/relire").page.text]
        assert not re.search(r"<script|<img", "".join(pages).lower().replace('<script src="', ""))
        content = one.go("/participer/mes-reponses.csv").page.content.decode("utf-8-sig")
        assert "\n=1" not in content
        assert ";=1" not in content


def test_a_text_beyond_ten_thousand_signs_is_counted_and_not_cut(storage: Storage) -> None:
    survey(storage)
    one, code = begun()
    one.go(SITE).send({"heures.": "30", "aller": "ici"})
    one.send({"beaucoup.": "é" * (LONGEST_TEXT + 7), "aller": "ici"})
    assert "Votre texte compte 10 007 signes" in one.text.replace("\u202f", " ")
    assert one.document.xpath("//textarea[@name='beaucoup.']")[0].text == "é" * (LONGEST_TEXT + 7)
    identifier = find_response(storage, code.replace("-", ""))
    assert len(str(read_draft(storage, str(identifier)).saved[Cell("beaucoup")].given.value)) == LONGEST_TEXT + 7


def test_bodies_that_no_browser_sends_are_refused_in_a_sentence(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey(storage)
    one, code = begun()
    fields = "&".join(f"x{n}=1" for n in range(10_000)).encode()
    part = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx\r\n--b--\r\n'
    many = b"".join(
        b'--b\r\nContent-Disposition: form-data; name="x%d"\r\n\r\n1\r\n' % n for n in range(MOST_FIELDS + 1)
    )
    for body, headers in (
        (b"heures.=" + b"1" * 2_000_000, {}),
        (b"heures.=1", {"content_length": "-1"}),
        (b"heures.=1", {"content_length": "9" * 30}),
        (b"heures.=1", {"content_length": "", "transfer_encoding": "chunked"}),
        (part, {"content_type": "multipart/form-data; boundary=b"}),
        (many + b"--b--\r\n", {"content_type": "multipart/form-data; boundary=b"}),
        (b"\xff\xfe", {"content_type": "multipart/form-data"}),
        (fields, {}),
    ):
        status, said = raw(one, body, **headers)
        assert (status, said) == (413, TOO_LARGE), body[:40]
    assert hours_of(storage, code) is None
    for body in (
        b"heures.=%ED%A0%80&vu.heures.=0",
        b"heures.=\xff\xfe%00&vu.heures.=zz",
        b"=&&;;%%%&vu.heures.=0&heures.=x",
    ):
        status, said = raw(one, body)
        assert status in (303, 409, 422)
    monkeypatch.setattr(posted, "PATIENCE", 0.01)
    assert _never_ending(one) == 413


def _never_ending(one: Visitor) -> int:
    """Send the beginning of a form, and never its end; return the status."""
    headers = {"host": "localhost", "content-type": FORM, "content-length": "1000", "cookie": f"{COOKIE}={one.cookie}"}
    scope = {
        "type": "http", "method": "POST", "path": SITE, "raw_path": SITE.encode(), "root_path": "", "scheme": "http",
        "query_string": b"", "http_version": "1.1", "server": ("localhost", 80),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    messages = Client(Starlette(routes=answer_routes(""))).exchange(
        scope, [{"type": "http.request", "body": b"heures.=1", "more_body": True}]
    )
    return int(messages[0]["status"])


def test_a_field_that_is_sent_twice_is_answered_once(storage: Storage) -> None:
    survey(storage)
    one, code = begun()
    raw(one, b"heures.=1&heures.=2&vu.heures.=0&vu.heures.=0&aller=ici&aller=suite&site.=aucun&site.=roi&vu.site.=0")
    assert hours_of(storage, code) is None, "a forged option refuses its whole section"
    raw(one, b"heures.=1&heures.=2&vu.heures.=0&vu.heures.=0&aller=ici&aller=suite")
    assert hours_of(storage, code) == 2


def test_no_address_puts_a_line_in_a_header(storage: Storage) -> None:
    survey(storage)
    one, _ = begun()
    injected = quote("\r\nSet-Cookie: otc-reponse=x", safe="")
    for path in (
        f"/participer/repondre/{injected}", f"/participer/repondre/site?enregistre={injected}",
        f"/participer/{injected}", f"/participer/mes-reponses.{injected}", "/participer//ailleurs.example/",
    ):  # fmt: skip
        answer = one.get(path, {"cookie": f"{COOKIE}={one.cookie}"})
        assert answer.status_code in (200, 303, 307, 404, 409), path
        assert not any("\r" in value or "\n" in value for value in answer.headers.values())
        assert "ailleurs" not in answer.headers.get("location", "")
        assert "set-cookie" not in answer.headers


def test_a_siren_whose_check_digit_is_wrong_is_refused_and_an_unknown_one_never_is(storage: Storage) -> None:
    survey(storage, eligible=["commune", "autre"])
    fields: dict[str, Any] = {"nom": "Association <b>", "type": "autre", "accord": "oui"}
    one = visitor().send({**fields, "siren": "552100555"}, action="/participer/barometre/commencer")
    assert one.page.status_code == 422
    assert "clé de contrôle" in one.text
    assert not one.cookie
    one.send({**fields, "siren": "552 100 554"}, action="/participer/barometre/commencer")
    code = one.document.find_class("otc-code")[0].text_content().replace("-", "")
    organisation = read_draft(storage, str(find_response(storage, code))).organisation
    assert organisation is not None
    assert (organisation.id, organisation.name, organisation.verified) == ("siren-552100554", "Association <b>", False)


def test_a_right_code_and_another_address_of_the_same_home_open_no_more_tries() -> None:
    tries = Tries(clock=lambda: 0.0)
    for at in range(TRIES):
        tries.note(f"2001:db8:1:2::{at}", right=False)
        tries.note("2001:db8:1:2::9", right=True)
    assert tries.refused("2001:db8:1:2:ffff::1")
    assert not tries.refused("2001:db8:1:3::1")
    assert not tries.refused("")


@pytest.fixture
def served(storage: Storage, server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    """The pages on PostgreSQL."""
    storage.close()
    configuration = server.configuration()
    addresses = (configuration.answers, configuration.vault)
    monkeypatch.setenv(PLACE, " ".join(one.replace("postgresql+psycopg", "postgresql") for one in addresses))
    monkeypatch.setenv(KEY, configuration.key.hex())
    desk.storage.cache_clear()
    opened = emptied(desk.storage())
    yield opened
    opened.close()


def test_a_server_that_stops_in_the_middle_of_a_form_gives_back_what_was_typed(served: Storage, server: Server) -> None:
    survey(served)
    one, code = begun()
    one.go(SITE).send({"heures.": "30", "aller": "ici"})
    server.stop()
    try:
        one.send({"beaucoup.": "Une longue phrase, & tout ce qui suit.", "aller": "suite"})
        assert one.page.status_code == 503
        assert one.page.headers["cache-control"] == "no-store"
        assert "Attendez un instant" in one.text
        assert one.document.xpath("//textarea")[0].text == "Une longue phrase, & tout ce qui suit."
        given_back = one.page
        assert one.go("/participer/").page.status_code == 503
        assert one.document.get("lang") == "fr"
    finally:
        server.start()
    one.page = given_back
    one.send({"beaucoup.": "Une longue phrase, & tout ce qui suit."})  # its one button, which sends all of it again
    assert "Enregistré à" in one.text
    draft = read_draft(served, str(find_response(served, code.replace("-", ""))))
    assert draft.saved[Cell("beaucoup")].given.value == "Une longue phrase, & tout ce qui suit."
    one.go("/participer/repondre/vous").send({"fonction.": "dgs", "aller": "ici"})
    one.go(SITE).send({"site.": "aucun", "aller": "ici"})
    one.go("/participer/relire").send({}, action="/participer/envoyer")
    assert len(list(submitted(served, "barometre"))) == 1


def test_no_code_nor_address_is_in_the_bytes_of_a_server(served: Storage, server: Server) -> None:
    """Tables, journal, log: all that PostgreSQL writes, faults included."""
    survey(served)
    one, code = begun()
    one.go(SITE).send({"heures.": "30", "aller": "ici"})
    contacts = Contacts(served)
    contacts.add("barometre", bytes(PrivateKey.generate().public_key).hex(), "secretariat@exemple.fr")
    contacts.flush()
    tokens = invite(served, "barometre", ["com-16102"], day=DAY)
    secrets = [code, code.replace("-", ""), one.cookie, "secretariat", *tokens.values()]
    with pytest.raises(UnavailableError):
        served.answers.writer.do(lambda c: c.exec_driver_sql(f"SELECT 1 FROM nowhere /* {DAY} */"))
    with served.answers.writing.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CHECKPOINT")
    files = {path: path.read_bytes() for path in server.folder.rglob("*") if path.is_file() and path.stat().st_size}
    assert any(b"nowhere" in content for path, content in files.items() if path.name == "log")
    assert any(b"com-16102" in content for content in files.values())
    assert not [(path.name, one) for path, content in files.items() for one in secrets if one.encode() in content]
