"""« Ma position » over HTTP: for who holds the code alone, kept by nobody, and nothing told that is not published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from lxml import html
from starlette.applications import Starlette

from pages.server.participer import around, beginning, beside, desk, position, published, resuming, reviewing
from pages.server.participer.answers import answer_routes
from pages.server.participer.desk import CODES, TRIES
from pages.server.participer.position import ASK, NOBODY, NOT_SENT, NOT_YET
from pages.server.participer.results import result_routes
from pages.state.data import shared_data
from participation.model.beside import Beside
from participation.model.campaigns import Campaign
from participation.model.organisations import known_organisation
from participation.model.questionnaire import Cell
from participation.model.strata import Stratum
from participation.results.gathering import publication_of
from participation.results.publication import frozen
from participation.storage.answering import submit
from participation.storage.campaigns import advance_campaign, campaign_of, create_campaign
from participation.storage.opening import Storage, open_storage
from participation.storage.publishing import publish_campaign
from participation.storage.responses import save_answer, start_response
from participation.storage.submitting import submitted
from participation.storage.vault import invite
from participation.views.beside import AGREE, DIFFER
from participation.views.position import NO_GROUP, WIDER
from tests.pages.test_participer import Visitor
from tests.pages.test_results_pages import FORM_OF, words
from tests.participation.conftest import campaign_fields, sqlite_at

DAY = date(2026, 10, 14)
HERE = "/participer/ma-position"
SITES = ("propre", "propre", "propre", "partage", "partage", "partage", "aucun", "aucun", "aucun")
"""Of nine communes of fewer than 500 inhabitants, the first one’s own at the end."""
Codes = dict[str, str]


def answered(
    storage: Storage, place: str, site: str, hours: str, *, strata: Stratum | None = None, token: str = ""
) -> str:
    """Answer and send; return the code."""
    who = known_organisation(shared_data()[0], place) if strata is None else None
    begun = start_response(storage, "barometre", organisation=who, strata=strata, channel="plain", day=DAY)
    cells = {Cell("fonction"): "maire", Cell("site"): site, Cell("heures"): hours}
    if site != "aucun":
        cells[Cell("francais")] = "oui"
    for cell, value in cells.items():
        save_answer(storage, begun.id, cell, value, seen=0, day=DAY)
    submit(storage, begun.id, day=DAY, token=token, class_of=lambda _: strata or ())
    return begun.code


def campaign_with_answers(folder: Path) -> tuple[Storage, Codes]:
    """Nine small communes of Charente, six larger ones, one EPCI, a draft; not published."""
    storage, store = open_storage(sqlite_at(folder)), shared_data()[0]
    fields = campaign_fields(eligible=["commune", "epci"], strata=["type", "size"])
    create_campaign(storage, Campaign.model_validate(fields), FORM_OF, day=DAY, actor="essai")
    advance_campaign(storage, "barometre", "open", day=DAY, actor="essai")
    table = store.territories
    here = table[(table["level"] == "commune") & (table["departement"] == "16")]
    small = here.index[here["population"] < 500]
    larger = here.index[(here["population"] >= 500) & (here["population"] < 2_000)]
    codes = {}
    for at, site in enumerate(SITES):
        codes["small"] = answered(storage, str(small[at]), site, str(at))
    for at in range(6):
        codes["larger"] = answered(storage, str(larger[at]), SITES[-(at % 2)], "10")
    codes["alone"] = answered(storage, "com-16102", "propre", "35")
    draft = start_response(
        storage, "barometre", organisation=known_organisation(store, str(larger[9])), channel="plain", day=DAY
    )
    return storage, {**codes, "draft": draft.code}


def publish(storage: Storage) -> None:
    closed = advance_campaign(storage, "barometre", "closed", day=DAY, actor="essai")
    counted = list(submitted(storage, "barometre"))
    made = publication_of(shared_data()[0], closed, FORM_OF, counted, DAY)
    publish_campaign(storage, "barometre", frozen(made), {one.id for one, _ in counted}, day=DAY, actor="essai")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Storage, Codes]]:
    storage, codes = campaign_with_answers(tmp_path_factory.mktemp("position"))
    publish(storage)
    yield storage, codes
    storage.close()


def visitor(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    for module in (around, beginning, desk, position, published, resuming, reviewing):
        monkeypatch.setattr(module, "storage", lambda: storage)
    monkeypatch.setattr("pages.server.participer.answers.storage", lambda: storage)
    published._thawed.cache_clear()
    position._country.cache_clear()
    desk._form.cache_clear()
    CODES._wrong.clear()
    return Visitor(Starlette(routes=[*result_routes(""), *answer_routes("")]))


@pytest.fixture
def browser(kept: tuple[Storage, Codes], monkeypatch: pytest.MonkeyPatch) -> Visitor:
    return visitor(kept[0], monkeypatch)


def question(page: html.HtmlElement, text: str) -> html.HtmlElement:
    [found] = [one for one in page.iter("section") if one[0].text_content() == text.replace(" ?", "\u202f?")]
    return found


def test_nobody_sees_a_position_without_the_code(browser: Visitor) -> None:
    browser.go(HERE)
    assert ASK in browser.page.text
    assert "Un site" not in browser.page.text
    assert browser.page.headers["cache-control"] == "no-store"
    browser.cookie = "0" * 32
    assert "Un site" not in browser.go(HERE).page.text


def test_who_reads_their_answer_through_is_led_to_their_position_once_it_is_published(
    kept: tuple[Storage, Codes], browser: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.go("/participer/reprise").send({"code": kept[1]["small"]}, "/participer/reprise")
    assert f'href="{HERE}"' in browser.go("/participer/relire").page.text
    storage, codes = campaign_with_answers(tmp_path)
    waiting = visitor(storage, monkeypatch)
    waiting.go("/participer/reprise").send({"code": codes["small"]}, "/participer/reprise")
    assert "Votre réponse est envoyée" in waiting.go("/participer/relire").text
    assert f'href="{HERE}"' not in waiting.page.text
    storage.close()


def test_a_code_that_another_site_sends_opens_nothing(kept: tuple[Storage, Codes], browser: Visitor) -> None:
    body = f"code={kept[1]['small']}".encode()
    headers = {"content-type": "application/x-www-form-urlencoded", "content-length": str(len(body))}
    answer = browser.get(HERE, {**headers, "sec-fetch-site": "cross-site"}, "POST", body)
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    assert browser.get(HERE, headers, "POST", body).status_code == 303


def test_wrong_codes_are_counted_with_those_of_the_form(browser: Visitor) -> None:
    for _ in range(TRIES):
        browser.go(HERE).send({"code": "AAAA-AAAA-AAAA-AAAA-A"}, HERE)
        assert browser.page.status_code == 422
    assert browser.send({"code": "AAAA-AAAA-AAAA-AAAA-A"}, HERE).page.status_code == 429
    assert browser.send({"code": "AAAA"}, "/participer/reprise").page.status_code == 429


def test_ones_answer_is_marked_among_the_communes_of_the_same_size(
    kept: tuple[Storage, Codes], browser: Visitor
) -> None:
    browser.go(HERE).send({"code": kept[1]["small"]}, HERE)
    assert browser.page.status_code == 200
    assert browser.page.headers["cache-control"] == "no-store"
    assert browser.page.headers["vary"] == "Cookie"
    site = question(browser.document, "Un site ?")
    assert "Communes de moins de 500 habitants : 9 réponses, la vôtre comprise." in words(site)
    assert "Votre réponse, « Aucun », est celle de 33,3 % du groupe." in words(site), "3 of 9, weights alike"
    assert [words(one) for one in site.iterfind(".//li[@class='otc-mine']/span[1]")] == ["Aucun ◆ votre réponse"]
    hours = question(browser.document, "Heures ?")
    assert "Votre réponse : 8,0 h" in words(hours)
    assert "Votre nombre" not in words(hours), "nine answers: no quartile is told, they are somebody’s number"
    assert len(hours.findall(".//div[@class='otc-spread']/em")) == 1
    assert "Accessible" not in words(browser.document), "it was not asked of who has no site"
    assert "Sans réponse" in words(question(browser.document, "Lesquels ?"))


def test_what_is_shown_is_what_the_public_page_shows(kept: tuple[Storage, Codes], browser: Visitor) -> None:
    """Bars of one’s group, without the mark, are those that anybody sees: nothing is computed for who asks."""
    browser.go(HERE).send({"code": kept[1]["small"]}, HERE)
    mine = question(browser.document, "Un site ?")
    browser.cookie = ""
    public = browser.go("/participer/resultats/barometre/site?par=taille").document
    [group] = [one for one in public.iter("section") if one[0].text_content().startswith("Communes de moins de 500")]
    for path in (".//i", ".//s"):
        assert [one.get("style") for one in mine.iterfind(path)] == [one.get("style") for one in group.iterfind(path)]
    assert list(mine.iterfind(".//i"))


@pytest.mark.parametrize("who", ["alone", "larger"])
def test_a_size_that_is_withheld_for_all_is_withheld_for_those_who_are_of_it(
    kept: tuple[Storage, Codes], browser: Visitor, who: str
) -> None:
    """Cognac is alone of its size; the six of another are withheld with it, or it would be what is missing from all."""
    text = words(question(browser.go(HERE).send({"code": kept[1][who]}, HERE).document, "Un site ?"))
    assert "Communes : 16 réponses, la vôtre comprise." in text
    assert WIDER.replace(" :", "\u202f:").replace("\u202f", " ") in text
    assert "habitants :" not in text
    nobody = words(question(browser.document, "Lesquels ?"))
    assert NO_GROUP in nobody.replace("\u202f", " "), "nobody answered it"


def test_where_too_few_comparable_answered_it_is_said_once_with_a_way_on(
    kept: tuple[Storage, Codes], browser: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("participation.views.position.comparable", lambda *_, **__: None)
    seen = browser.go(HERE).send({"code": kept[1]["alone"]}, HERE)
    text = words(seen.document)
    assert text.count("Trop peu de") == 1
    assert "il en faut 5 autres" in text
    assert "Votre réponse : Un site à nous" in text
    assert "Votre réponse est marquée" not in text
    links = [str(one.get("href")) for one in seen.document.iterfind(".//main//a")]
    assert "/participer/resultats/barometre" in links
    assert any(one.startswith("/pairs?territoire=com-16102") for one in links)


def test_a_draft_has_no_position(kept: tuple[Storage, Codes], browser: Visitor) -> None:
    assert NOT_SENT in browser.go(HERE).send({"code": kept[1]["draft"]}, HERE).page.text


@pytest.mark.parametrize(("yes", "verdict"), [(("aucun",), True), (("propre",), None)])
def test_what_is_declared_stands_beside_what_is_measured(
    kept: tuple[Storage, Codes],
    browser: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    yes: tuple[str, ...],
    verdict: bool | None,
) -> None:
    given = (
        Beside(
            question="essai.site",
            indicator="part_communes_site_internet",
            yes=yes,
            has="L’annuaire en donne un.",
            has_not="L’annuaire n’en donne pas.",
            not_said="L’annuaire retarde.",
        ),
    )
    monkeypatch.setattr(beside, "measures", lambda: given)
    site = question(browser.go(HERE).send({"code": kept[1]["small"]}, HERE).document, "Un site ?")
    text = words(site)
    assert "L’annuaire en donne un." in text or "L’annuaire n’en donne pas." in text
    assert "L’annuaire retarde." in text
    told = AGREE in text or DIFFER.replace(" :", "\u202f:").replace("\u202f", " ") in text
    assert told is (verdict is True)
    links = [one.get("href") for one in site.iterfind(".//div[@class='otc-measure']//a")]
    assert links[0].startswith("/comparer?territoire=com-16")


def test_before_publication_there_is_no_position(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage, codes = campaign_with_answers(tmp_path)
    seen = visitor(storage, monkeypatch).go(HERE).send({"code": codes["small"]}, HERE)
    assert NOT_YET in seen.page.text
    assert "Un site" not in seen.page.text
    storage.close()


@pytest.mark.parametrize("within", [[], ["dep-16"]], ids=["france", "charente"])
def test_an_anonymous_answer_has_a_position_and_no_measure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, within: list[str]
) -> None:
    """All that is kept of them is a class: what the observatory knows of their commune cannot stand beside."""
    storage = open_storage(sqlite_at(tmp_path))
    fields = campaign_fields(eligible=["commune"], strata=["type", "size"], mode="anonyme", invited=True, within=within)
    create_campaign(storage, Campaign.model_validate(fields), FORM_OF, day=DAY, actor="essai")
    opened = advance_campaign(storage, "barometre", "open", day=DAY, actor="essai")
    stratum = desk.stratum_of(opened, "com-16102")
    assert stratum[-1] == ("*" if within else "10000-49999"), "of three such communes in Charente nothing finer is kept"
    tokens = invite(storage, "barometre", [f"com-1610{at}" for at in range(1, 8)], day=DAY).values()
    codes = [answered(storage, "", "propre", "8", strata=stratum, token=token) for token in tokens]
    publish(storage)
    assert campaign_of(storage, "barometre").state == "published"
    monkeypatch.setattr(beside, "measures", lambda: pytest.fail("nothing is measured of who is not known"))
    seen = visitor(storage, monkeypatch).go(HERE).send({"code": codes[0]}, HERE)
    assert NOBODY in seen.page.text
    site = words(question(seen.document, "Un site ?"))
    assert "7 réponses, la vôtre comprise" in site
    assert "Votre réponse, « Un site à nous », est celle de 100,0 % du groupe." in site
    storage.close()
