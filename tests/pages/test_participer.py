"""Answering in plain HTML: from the list of surveys to a submission, another device, two tabs, bad input, no script."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from datetime import date
from urllib.parse import urlencode

import pytest
from lxml import html
from nacl.public import PrivateKey, SealedBox
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from pages.server.participer import beginning, desk
from pages.server.participer.answers import _answered, answer_routes
from pages.server.participer.desk import COOKIE, PAUSE, TRIES, Tries
from pages.server.participer.resuming import UNKNOWN_CODE
from pages.server.participer.sections import answer_text
from pages.server.start import close_surveys
from participation.configuration import configured
from participation.model.answers import Given
from participation.model.campaigns import Campaign
from participation.model.codes import read_code, shown_code
from participation.model.questionnaire import Cell, Questionnaire
from participation.model.typography import punctuated
from participation.storage.campaigns import advance_campaign, create_campaign
from participation.storage.opening import Storage, open_storage
from participation.storage.refusals import AbsentError, RefusedError, Saved, UnavailableError
from participation.storage.responses import find_response, read_draft
from participation.storage.submitting import submitted
from participation.storage.tables import contact
from participation.storage.vault import contacts_kept, invite
from participation.views.html.fields import text_of
from tests.pages.asgi import Answer, Client
from tests.pages.conftest import DAY
from tests.participation.conftest import FORM, campaign_fields

FORM_OF = Questionnaire.model_validate(FORM)


class Visitor(Client):
    """A browser without scripts: it keeps its cookie, follows redirections, fills forms."""

    cookie = ""
    origin = ""
    page: Answer
    address = ""

    def go(self, address: str) -> Visitor:
        return self._shown(address, self.get(address, self._headers()))

    def send(self, fields: dict[str, str | list[str]], action: str | None = None) -> Visitor:
        """Press the button of the form that holds these fields; what it shows already is sent with them."""
        address = action or self.form_of(fields).get("action")
        body = urlencode(fields if action else {**self.shown(self.form_of(fields)), **fields}, doseq=True).encode()
        headers = self._headers() | {
            "content-type": "application/x-www-form-urlencoded", "content-length": str(len(body)),
        }  # fmt: skip
        return self._shown(address, self.get(address, headers, "POST", body))

    @property
    def document(self) -> html.HtmlElement:
        return html.document_fromstring(self.page.text)

    @property
    def seen_first(self) -> str:
        """What a browser goes to as it opens the page."""
        return " ".join(" ".join(one.text_content().split()) for one in self.document.xpath("//*[@autofocus]")[:1])

    @property
    def text(self) -> str:
        return " ".join(self.document.text_content().split())

    def form_of(self, fields: dict[str, str | list[str]]) -> html.HtmlElement:
        """The form in which all these names can be sent."""
        return next(form for form in self.document.forms if set(fields) <= {*form.fields, "aller"})

    @staticmethod
    def shown(form: html.HtmlElement) -> dict[str, str | list[str]]:
        """What a browser sends of a form that nobody touched."""
        sent: dict[str, str | list[str]] = {}
        for name, value in form.form_values():
            sent[name] = (
                [*([sent[name]] if isinstance(sent.get(name), str) else sent.get(name, [])), value]
                if name in sent
                else value
            )
        return sent

    def _headers(self) -> dict[str, str]:
        given = {"cookie": f"{COOKIE}={self.cookie}" if self.cookie else "", "origin": self.origin}
        return {name: value for name, value in given.items() if value}

    def _shown(self, address: str, answer: Answer) -> Visitor:
        if given := re.match(rf"{COOKIE}=([^;]*)", answer.headers.get("set-cookie", "")):
            self.cookie = given[1].strip('"')
        self.page, self.address = answer, address
        return self.go(answer.headers["location"].partition("#")[0]) if answer.status_code == 303 else self


def survey(storage: Storage, **values: object) -> Campaign:
    campaign = Campaign.model_validate(campaign_fields(**values))
    create_campaign(storage, campaign, FORM_OF, day=DAY, actor="essai")
    return advance_campaign(storage, campaign.id, "open", day=DAY, actor="essai")


def visitor() -> Visitor:
    return Visitor(Starlette(routes=answer_routes("")))


def begun(campaign: str = "barometre") -> tuple[Visitor, str]:
    """Somebody of Cognac who has begun, and their code."""
    one = visitor().go(f"/participer/{campaign}?q=Cognac")
    one.send({"organisation": "com-16102", "accord": "oui"})
    code = one.document.find_class("otc-code")[0].text_content()
    return one.go("/participer/repondre/vous"), code


def test_a_whole_answer_without_any_script(storage: Storage) -> None:
    survey(storage)
    one = visitor().go("/participer/")
    assert "6 minutes environ" in one.text
    assert "<script" not in one.page.text
    assert one.document.xpath("//link[@rel='icon']/@href") == ["data:,"], "nothing more is asked for on a slow line"
    one, _ = begun()
    one.send({"fonction.": "autre", "aller": "suite"})
    assert "Autre : précisez" in one.text.replace("\u202f", " "), "an option that asks for words opens their field"
    one.send({"fonction.words:autre": "Stagiaire", "aller": "suite"})
    assert re.search(r"Enregistré à \d+\s?h\s?\d\d", one.text)
    one.send({"site.": "propre", "heures.": "12,5", "aller": "suite"})
    assert "Accessible ?" in one.text.replace("\u202f", " "), (
        "a question that an answer leads to is shown before one goes on"
    )
    one.send({"francais.": "oui", "aller": "suite"})
    one.send({"pourquoi.": "Écrit <b>simplement</b>", "beaucoup.": "Rien", "aller": "suite"})
    assert "Pour tous." in one.text, "a row of a grid has its help"
    one.send({"lieux.": ["fs", "mediatheque"], "rang.freins.argent": "1", "rang.freins.locaux": "2",
              "projets.wifi": "prevu", "confiance.": "ne_sait_pas", "aller": "suite"})  # fmt: skip
    assert one.address.startswith("/participer/relire")
    for said in (
        "Écrit <b>simplement</b>",
        "12,5 h",
        "1. Argent ; 2. Locaux",
        "France services ; Médiathèque",
        "Ne sait pas",
    ):
        assert said in one.text.replace("\u202f", " ").replace("\xa0", " ")
    rows = list(
        csv.reader(io.StringIO(one.go("/participer/mes-reponses.csv").page.content.decode("utf-8-sig")), delimiter=";")
    )
    assert ["Site", "Heures\u202f?", "12,5\u00a0h"] in rows
    pdf = one.go("/participer/mes-reponses.pdf").page
    assert pdf.headers["content-disposition"].endswith('_barometre.pdf"')
    written = unfolded_pdf(pdf.content)
    for said in (
        "Pour Cognac. Votre réponse n’est pas encore envoyée.",
        "Écrit <b>simplement</b>",
        "Accessible ?",
        "Stagiaire",
    ):
        assert said in written
    one.go("/participer/relire").send({}, action="/participer/envoyer")
    assert "Votre réponse est envoyée" in one.text
    [(draft, found)] = submitted(storage, "barometre")
    assert draft.organisation is not None
    assert draft.organisation.id == "com-16102"
    assert found.values[FORM_OF.questions["heures"].cells[0]] == 12.5


def test_who_is_outside_of_the_territory_is_told_so_and_cannot_begin(storage: Storage) -> None:
    survey(storage, within=["epci-200070514"], eligible=["commune", "epci", "syndicat"])
    one = visitor().go("/participer/")
    assert "Territoire : Grand Cognac." in one.text.replace("\u202f", " ")
    outside = "n’est pas dans le territoire de cette enquête"
    for asked in ("Saintes", "17100", "17415", "211704150"):
        one.go(f"/participer/barometre?q={asked}")
        assert f"Saintes {outside}" in one.text, "its SIREN is no unknown one"
        assert not one.document.xpath("//input[@name='organisation' or @name='siren' or @name='accord']")
    one.go("/participer/barometre?q=Zorglub")
    assert "Aucune organisation ne correspond à «\u00a0Zorglub\u00a0»" in one.page.text
    one.go("/participer/barometre?q=Cognac")
    assert one.document.xpath("//input[@name='organisation']/@value")[0] == "com-16102"
    one.send({"organisation": "com-17415", "accord": "oui"}, action="/participer/barometre/commencer")
    assert one.page.status_code == 422
    assert f"Saintes {outside}" in one.text


def test_a_response_is_taken_up_on_another_device_and_left(storage: Storage) -> None:
    survey(storage)
    one, code = begun()
    one.send({"fonction.": "maire", "aller": "ici"})
    other = visitor().go("/participer/").send({"code": code.lower().replace(" ", "-")})
    assert "Maire" in other.text
    other.send({}, action="/participer/quitter")
    assert "connaît pas" in other.go("/participer/relire").text
    assert other.page.status_code == 403
    assert "Maire" in one.go("/participer/relire").text, "the first device still has it"


def test_two_tabs_show_both_answers_and_lose_none(storage: Storage) -> None:
    survey(storage)
    one, code = begun()
    one.go("/participer/repondre/site")
    other = visitor().go("/participer/").send({"code": code}).go("/participer/repondre/site")
    one.send({"heures.": "10", "aller": "ici"})
    other.send({"heures.": "20", "aller": "ici"})
    assert other.page.status_code == 422
    assert "L’autre était : 10 h" in other.text.replace("\u202f", " ").replace("\xa0", " ")
    assert other.form_of({"heures.": ""}).fields["heures."] == "20"
    other.send({"aller": "ici", "heures.": "20"})
    assert "20 h" in one.go("/participer/relire").text.replace("\xa0", " ")


def test_what_does_not_fit_stays_in_its_field_with_a_sentence(storage: Storage) -> None:
    survey(storage)
    one, _ = begun()
    one.go("/participer/repondre/site").send({"heures.": "beaucoup", "aller": "suite"})
    assert "Écrivez un nombre en chiffres" in one.text
    assert one.form_of({"heures.": ""}).fields["heures."] == "beaucoup"
    one.go("/participer/repondre/suite").send({"lieux.": ["fs"], "ns.lieux.": "oui", "aller": "ici"})
    assert "ne va pas avec une autre réponse" in one.text
    assert one.form_of({"lieux.": ""}).inputs["lieux."].value == {"fs"}
    one.go("/participer/relire").send({}, action="/participer/envoyer")
    assert one.page.status_code == 422
    assert "À compléter avant d’envoyer" in one.text


def test_a_forged_answer_is_refused_and_nothing_of_it_is_kept(storage: Storage) -> None:
    survey(storage)
    one, _ = begun()
    one.send({"fonction.": "roi", "vu.fonction.": "0"}, action="/participer/repondre/vous")
    assert "n’est pas proposée" in one.text
    assert "roi" not in one.go("/participer/relire").text


def test_the_sentence_on_what_a_code_is_not_and_a_pause_after_five(storage: Storage) -> None:
    survey(storage)
    one = visitor().go("/participer/").send({"code": "n’importe quoi"})
    assert one.page.status_code == 422
    for _ in range(TRIES - 1):
        one.send({"code": "0000-0000-0000-0000-0"})
    assert UNKNOWN_CODE in one.text or one.page.status_code == 422
    one.send({"code": "0000-0000-0000-0000-0"})
    assert one.page.status_code == 429
    assert "Attendez cinq minutes" in one.text


def test_the_pause_ends_and_no_address_is_kept() -> None:
    time = [0.0]
    tries = Tries(clock=lambda: time[0])
    for _ in range(TRIES):
        tries.note("192.0.2.7", right=False)
    assert tries.refused("192.0.2.7")
    assert not tries.refused("192.0.2.8")
    assert "192.0.2.7" not in repr(tries._wrong)
    time[0] = PAUSE
    assert not tries.refused("192.0.2.7")


def test_an_anonymous_answer_keeps_the_class_of_the_token_that_it_spends(storage: Storage) -> None:
    campaign = survey(storage, mode="anonyme", invited=True)
    tokens = invite(storage, "barometre", ["com-16102", "com-16089"], day=DAY)
    one = visitor().go("/participer/barometre").send({"invitation": tokens["com-16089"], "accord": "oui"})
    one.go("/participer/repondre/vous").send({"fonction.": "maire", "aller": "suite"})
    one.send({"site.": "aucun", "aller": "suite"})
    assert "comptée parmi celles du même type" in one.go("/participer/relire").text
    one.send({"invitation": tokens["com-16102"]})
    assert "Votre réponse est envoyée" in one.text
    [(draft, _)] = submitted(storage, "barometre")
    assert draft.organisation is None
    assert draft.strata == desk.stratum_of(campaign, "com-16102") != desk.stratum_of(campaign, "com-16089")
    assert "16102" not in repr(draft)


def test_what_was_sent_can_be_withdrawn(storage: Storage) -> None:
    survey(storage)
    one, _ = begun()
    one.send({"fonction.": "maire", "aller": "suite"}).send({"site.": "aucun", "aller": "suite"})
    one.go("/participer/relire").send({}, action="/participer/envoyer")
    one.go("/participer/relire").send({}, action="/participer/retirer")
    assert "Cochez la case" in one.seen_first
    one.go("/participer/relire").send({"sur": "oui"})
    assert "ne comptera pas" in one.text
    assert "Répondre de nouveau" in one.text
    assert one.go("/participer/relire").document.findall(".//a[@href='/participer/barometre']")
    assert not list(submitted(storage, "barometre"))


@pytest.mark.parametrize(
    "address", ["/participer/nulle-part", "/participer/%3Cscript%3E", "/participer/repondre/x", "/participer/relire"]
)
def test_an_address_that_leads_nowhere_says_so_in_french(storage: Storage, address: str) -> None:
    survey(storage)
    one = visitor().go(address)
    assert one.page.status_code in (403, 409)
    assert one.document.get("lang") == "fr"
    assert "<script" not in one.page.text
    assert one.page.headers["cache-control"] == "no-store"


def test_without_an_agreement_or_an_organisation_nothing_begins(storage: Storage) -> None:
    survey(storage)
    one = visitor()
    for fields, sentence in (
        ({"organisation": "com-16102"}, "Cochez la case"),
        ({"accord": "oui"}, "Choisissez votre organisation"),
        ({"accord": "oui", "organisation": "com-99999"}, "Choisissez votre organisation"),
        ({"accord": "oui", "organisation": "dep-16"}, "ne s’adresse pas"),
    ):
        one.send(fields, action="/participer/barometre/commencer")
        assert sentence in one.seen_first
        assert not one.cookie


def test_a_letter_that_is_read_too_late_or_too_early_is_told_so(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey(storage)
    for day, sentence in (
        (date(2026, 8, 31), "à partir du 1er septembre 2026"),
        (date(2026, 12, 1), "Votre organisation"),
        (date(2026, 12, 2), "Cette enquête est close"),
    ):
        monkeypatch.setattr(beginning, "today", lambda day=day: day)
        assert sentence in visitor().go("/participer/barometre").text.replace("\u00a0", " ")


def test_nobody_types_an_invitation_for_nothing(storage: Storage) -> None:
    campaign = survey(storage, invited=True)
    token = shown_code(invite(storage, campaign.id, ["com-16102"], day=DAY)["com-16102"])
    one = visitor().go("/participer/barometre")
    assert not one.document.xpath("//input[@name='invitation']")  # a search would lose what is typed there
    one.go("/participer/barometre?q=16100")
    one.send({"organisation": "com-16102", "invitation": f"{token[:-1]}?", "accord": "oui"})
    assert one.page.status_code == 422
    kept = one.shown(one.form_of({"invitation": ""}))
    assert kept == {"organisation": "com-16102", "invitation": f"{token[:-1]}?", "accord": "oui"}
    assert one.send({"invitation": token}).document.find_class("otc-code")
    response = one.document.find_class("otc-code")[0].text_content()
    assert "Le code d’une invitation en est un autre" in one.text, "both are to be kept"
    one.go("/participer/barometre?q=16100")
    one.send({"organisation": "com-16102", "invitation": response, "accord": "oui"})
    assert "celui du courrier ou du message qui vous invite" in one.text, "one typed in the place of the other"
    one.go("/participer/").send({"code": token})
    assert "celui que la page vous a montré au début" in one.text
    assert one.document.xpath("//h2/a[@href='/participer/barometre']"), "and the way on"


def test_an_organisation_that_the_observatory_does_not_know_is_taken_by_its_siren(storage: Storage) -> None:
    survey(storage, eligible=["commune", "syndicat"])
    one = visitor().go("/participer/barometre?q=552+100+554")
    one.send({"nom": "Syndicat des eaux", "type": "syndicat", "accord": "oui"})
    assert one.document.find_class("otc-code")


def test_the_ticket_is_no_business_of_scripts_or_other_sites(storage: Storage) -> None:
    survey(storage)
    one = visitor().go("/participer/barometre?q=Cognac").send({"organisation": "com-16102", "accord": "oui"})
    assert "httponly" in one.page.headers["set-cookie"].lower()
    response = Response()
    asked = Request(
        {"type": "http", "scheme": "http", "headers": [(b"x-forwarded-proto", b"https"), (b"host", b"x")], "path": "/"}
    )
    desk.set_ticket(response, "abc", asked, "/site/participer")
    given = [value.decode().lower() for name, value in response.raw_headers if name == b"set-cookie"]
    assert [re.search("path=([^;]*)", one)[1] for one in given] == ["/site/_stcore", "/site/participer"]  # type: ignore[index]
    for one_path in given:
        parts = {part.strip() for part in one_path.split(";")}
        assert {"httponly", "samesite=strict", "secure", "max-age=43200", f"{COOKIE}=abc"} <= parts
    assert one.cookie not in one.page.text


def test_a_form_that_is_too_long_is_refused(storage: Storage) -> None:
    survey(storage)
    one, _ = begun()
    assert one.send({"x": "y" * 400_001}, action="/participer/repondre/vous").page.status_code == 413


@pytest.mark.parametrize(("refusal", "status"), [(UnavailableError(), 503), (AbsentError("Rien."), 409)])
def test_what_cannot_be_written_now_is_not_told_as_what_is_refused(refusal: RefusedError, status: int) -> None:
    def work(_request: Request, _home: str) -> Response:
        raise refusal

    answer = _answered(work, Request({"type": "http"}), "/participer")
    assert (answer.status_code, punctuated(str(refusal)) in bytes(answer.body).decode()) == (status, True)


def test_off_there_is_no_such_address(monkeypatch: pytest.MonkeyPatch) -> None:
    from pages.server.routes import routes

    monkeypatch.delenv("OBSERVATOIRE_PARTICIPATION", raising=False)
    assert not [route for route in routes(base_path="") if "participer" in getattr(route, "path", "")]


def test_the_link_of_a_response_sends_its_code_by_a_script_and_leads_to_the_application(storage: Storage) -> None:
    survey(storage)
    one = visitor().go("/participer/barometre?q=Cognac").send({"organisation": "com-16102", "accord": "oui"})
    [link] = one.document.xpath("//figure[@class='otc-qr']//a/@href")
    code = one.document.find_class("otc-code")[0].text_content()
    assert link == f"http://localhost/participer/reprise#{code}"
    assert one.document.xpath("//figure//img/@src")[0].startswith("data:image/png;base64,")
    page = visitor().go("/participer/reprise")
    assert page.document.xpath("//script/@src")[0].startswith("/vendor/carte/resume.js?v=")
    [form] = page.document.xpath("//form[@data-otc-resume]")
    assert form.get("action") == "/participer/reprise"
    headers = {"content-length": "40", "content-type": "application/x-www-form-urlencoded"}
    for face, typed, expected in (
        ("pages", code, "/repondre?partie=vous"),
        ("", code, "/participer/relire"),
        ("pages", "0", "/enquetes?dit=code"),
    ):
        body = urlencode({"code": typed, "face": face}).encode()
        answer = page.get("/participer/reprise", headers, "POST", body)
        assert (answer.status_code, answer.headers["location"]) == (303, expected)


def test_another_site_cannot_send_a_form_of_ours(storage: Storage) -> None:
    survey(storage)
    one, code = begun()
    other = visitor()
    other.origin = "https://ailleurs.example"
    assert other.send({"code": code}, action="/participer/reprise").page.status_code == 403
    assert not other.cookie
    one.origin = "http://localhost"
    assert one.send({"fonction.": "maire"}).page.status_code == 200


def test_who_has_the_code_erases_and_who_has_a_ticket_alone_does_not(storage: Storage) -> None:
    survey(storage)
    one, code = begun()
    one.send({"fonction.": "maire", "aller": "ici"})
    one.go("/participer/relire").send({"code": "0000-0000-0000-0000-1"}, action="/participer/effacer")
    assert "mal recopié" in one.text or "n’ouvre aucune réponse" in one.text
    assert "Maire" in one.go("/participer/relire").text
    one.send({"code": code}, action="/participer/effacer")
    assert "il n’en reste rien" in one.text
    assert find_response(storage, read_code(code)) is None
    assert one.go("/participer/relire").page.status_code == 403


def test_an_address_for_the_synthesis_goes_to_the_vault_alone_when_the_server_stops(
    storage: Storage,
) -> None:
    private = PrivateKey.generate()
    survey(storage, contact_key=private.public_key.encode().hex())
    one, _ = begun()
    assert one.go("/participer/synthese").address == "/participer/relire", "nothing is asked before the answer is sent"
    one.send({"fonction.": "maire", "aller": "suite"}, action="/participer/repondre/vous")
    one.go("/participer/repondre/vous").send({"fonction.": "maire", "aller": "suite"}).send(
        {"site.": "aucun", "aller": "suite"}
    )
    one.go("/participer/relire").send({}, action="/participer/envoyer")
    one.go(one.document.xpath("//main//a[contains(., 'synthèse')]/@href")[0]).send({"adresse": "nulle part"})
    assert "n’en est pas une" in one.text
    one.send({"adresse": "mairie@village.example"})
    assert "à part de votre réponse" in one.text
    assert contacts_kept(storage, "barometre") == 0, "contacts are written by ten"
    close_surveys()
    again = open_storage(configured())  # type: ignore[arg-type]
    with again.vault.reading.connect() as connection:
        [sealed] = connection.scalars(select(contact.c.sealed))
    again.close()
    assert SealedBox(private).decrypt(sealed).rstrip(b"\x00") == b"mairie@village.example"


def test_several_of_one_organisation_answer_where_the_campaign_says_so(storage: Storage) -> None:
    survey(storage, id="derniere", respondents="last")
    survey(storage, id="fonctions", respondents="by_function")
    for campaign, functions, counted in (
        ("derniere", ("maire", "dgs"), ["dgs"]),
        ("fonctions", ("maire", "dgs", "dgs"), ["dgs", "maire"]),
    ):
        sent = []
        for function in functions:
            one, _ = begun(campaign)
            one.send({"fonction.": function, "aller": "suite"}).send({"site.": "aucun", "aller": "suite"})
            sent.append(one.go("/participer/relire").send({}, action="/participer/envoyer"))
        kept = [found.values[Cell("fonction")] for _, found in submitted(storage, campaign)]
        assert sorted(map(str, kept)) == counted
        if campaign == "derniere":
            assert "ne compte pas" in sent[0].go("/participer/relire").text, (
                "the first one is told that it was replaced"
            )
        else:
            assert "a déjà répondu à cette enquête pour cette fonction" in sent[2].text
            assert "Envoyer ma réponse" in sent[2].text, "nothing of the third one is lost"


def test_a_disk_that_is_full_takes_nothing_of_what_was_typed_away(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey(storage)
    one, _ = begun()

    def full(*_: object, **__: object) -> None:
        raise UnavailableError

    with monkeypatch.context() as patch:
        patch.setattr("pages.server.participer.sections.save_answers", full)
        one.go("/participer/repondre/site").send({"heures.": "12,5", "aller": "suite"})
    assert "n’a pas abouti" in one.text
    assert one.document.xpath("//*[@autofocus]/@id") == ["site"], "where the sentence stands"
    assert one.form_of({"heures.": ""}).fields["heures."] == "12,5"
    one.send({"aller": "ici"})
    assert "12,5 h" in one.go("/participer/relire").text.replace("\xa0", " ")


def test_a_page_of_one_response_changes_nothing_of_another_that_its_browser_opened_since(storage: Storage) -> None:
    """Both have an answer of the same revision, so that no revision tells them apart."""
    survey(storage)
    (one, code), (other, other_code) = begun(), begun()
    for visitor_of, hours in ((one, "1"), (other, "2")):
        visitor_of.go("/participer/repondre/site").send({"heures.": hours, "aller": "ici"})
    mine, theirs = (str(find_response(storage, read_code(typed))) for typed in (code, other_code))
    kept = read_draft(storage, theirs).saved
    review = Visitor(Starlette(routes=answer_routes("")))
    review.cookie = one.cookie
    review.go("/participer/relire")
    one.cookie = review.cookie = other.cookie
    one.send({"heures.": "3", "aller": "ici"})
    assert one.page.status_code == 409
    assert "d’une autre réponse" in one.text
    one.send({"code": other_code})
    assert one.page.status_code == 409, "the code that opens the other one saves nothing in it either"
    typed = {"heures.": "4", "vu.heures.": "1", "pour": desk.mark_of(mine)}
    assert one.send(typed, action="/participer/mots").page.status_code == 409
    sending = review.document.xpath("//form[contains(@action, '/envoyer')]")[0]
    assert review.send(review.shown(sending), action="/participer/envoyer").page.status_code == 409
    assert read_draft(storage, theirs).saved == kept
    assert desk.mark_of(theirs) != desk.mark_of(mine)


def test_what_was_typed_in_the_first_of_two_responses_is_saved_by_its_code(storage: Storage) -> None:
    survey(storage)
    (one, code), (other, _) = begun(), begun()
    one.go("/participer/repondre/site").cookie = other.cookie
    one.send({"heures.": "3", "aller": "ici"}).send({"code": code})
    assert read_draft(storage, str(find_response(storage, read_code(code)))).saved[Cell("heures")].given.value == 3


def test_what_is_typed_in_a_page_that_is_closed_is_saved_and_nothing_else_of_it(storage: Storage) -> None:
    survey(storage)
    one, code = begun()
    response = str(find_response(storage, read_code(code)))
    fields = {"beaucoup.": "Des actes, et", "vu.beaucoup.": "0", "site.": "propre", "vu.site.": "0",
              "heures.": " 12,5", "vu.heures.": "0"}  # fmt: skip
    for _ in range(2):  # the application's own line may bring the same
        assert one.send(fields, action="/participer/mots").page.status_code == 204
    saved = read_draft(storage, response).saved
    assert saved == {
        Cell("beaucoup"): Saved(Given("answered", "Des actes, et"), 1),
        Cell("heures"): Saved(Given("answered", 12.5), 1),
    }
    one.send({**fields, "beaucoup.": "Autre chose"}, action="/participer/mots")
    assert read_draft(storage, response).saved == saved, "an older page changes nothing"
    assert visitor().send(fields, action="/participer/mots").page.status_code == 403


def test_a_number_is_shown_with_all_its_digits() -> None:
    assert text_of(Given("answered", 1234567.25)) == "1234567,25"
    assert text_of(Given("answered", 1_000_000)) == "1000000"
    hours = FORM_OF.questions["heures"]
    assert (
        answer_text(hours, Cell("heures"), Saved(Given("answered", 1234567.25), 1)) == "1\u202f234\u202f567,25\u00a0h"
    )
    weekly = hours.model_copy(update={"unit": "heures par semaine"})
    told = [answer_text(weekly, Cell("heures"), Saved(Given("answered", value), 1)) for value in (1.5, 2, "1 ou 2")]
    assert [one.replace("\u00a0", " ") for one in told] == [
        "1,5 heure par semaine",
        "2 heures par semaine",
        "1 ou 2 heures par semaine",
    ]


def unfolded_pdf(content: bytes) -> str:
    """The words of a PDF, its lines joined."""
    out = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()
    return " ".join(out.replace("\u202f", " ").split())


def sent_by_cognac(storage: Storage, **values: object) -> tuple[Visitor, str, str]:
    """A response that is sent, its code, and the address of the form that sent it."""
    survey(storage, **values)
    one, code = begun()
    one.send({"fonction.": "maire", "aller": "suite"}).send({"site.": "aucun", "aller": "suite"})
    address = one.go("/participer/relire").document.xpath("//form[contains(@action, 'envoyer')]/@action")[0]
    return one.send({}, action=address), code, address


def test_a_cut_line_leaves_what_was_typed_one_step_back(storage: Storage) -> None:
    """A browser keeps a page whose form goes to another address; one that has the same is replaced by the error."""
    survey(storage)
    one, _ = begun()
    for fields in ({"fonction.": "maire", "aller": "ici"}, {"heures.": "beaucoup", "aller": "ici"}):
        before = one.address
        if "heures." in fields:
            one.go("/participer/repondre/site")
        action = one.form_of({"aller": "ici"}).get("action")
        assert action != one.address
        one.send(fields)
        assert one.form_of({"aller": "ici"}).get("action") not in (before, action, one.address)


def test_who_has_no_ticket_any_more_gives_their_code_and_types_nothing_twice(storage: Storage) -> None:
    survey(storage)
    one, code = begun()
    one.go("/participer/repondre/site")
    one.cookie = ""  # twelve hours later, or a telephone whose clock was put right
    one.send({"site.": "aucun", "heures.": "12,5", "aller": "suite"})
    assert one.page.status_code == 403
    assert "il sera enregistré" in one.text
    one.send({"code": "0000-0000-0000-0000-0"})
    assert one.page.status_code == 422
    assert one.form_of({"code": ""}).fields["heures."] == "12,5"
    assert code not in one.send({"code": code}).page.text
    assert "12,5 h" in one.go("/participer/relire").text.replace("\xa0", " ")


def test_a_button_pressed_twice_and_a_page_refreshed_say_what_they_said(storage: Storage) -> None:
    one, code, address = sent_by_cognac(storage)
    assert one.send({}, action=address).page.status_code == 200
    assert "Votre réponse est envoyée. Merci." in one.text
    for _ in range(2):
        one.send({"sur": "oui"}, action="/participer/retirer")
        assert "ne comptera pas" in one.text
    assert one.send({}, action=address).page.status_code == 422, "what is withdrawn is not sent again"
    for said in ("il n’en reste rien", "si vous venez de l’effacer, c’est fait"):
        one.send({"code": code}, action="/participer/effacer")
        assert said in one.text.replace("\u202f", " ")


def test_a_code_erases_nothing_but_the_response_in_hand(storage: Storage) -> None:
    one, _, _ = sent_by_cognac(storage)
    survey(storage, id="suivante")
    _, other_code = begun("suivante")
    one.go("/participer/relire").send({"code": other_code}, action="/participer/effacer")
    assert "rien n’est effacé" in one.text
    assert find_response(storage, read_code(other_code))
    assert one.go("/participer/").document.xpath("//a[@href='/participer/relire']"), "and there is a way back"


def test_a_browser_that_opens_its_last_page_again_is_led_to_the_answer(storage: Storage) -> None:
    survey(storage)
    leads = dict.fromkeys(("envoyer", "retirer", "effacer", "mots"), "/participer/relire")
    for address, page in (leads | {"barometre/commencer": "/participer/barometre"}).items():
        answer = visitor().get(f"/participer/{address}")
        assert (answer.status_code, answer.headers["location"]) == (307, page)


def test_what_is_published_meanwhile_cannot_be_withdrawn_and_is_read_again(storage: Storage) -> None:
    one, code, _ = sent_by_cognac(storage)
    one.go("/participer/relire")
    assert "Vous pourrez répondre de nouveau" in one.text
    advance_campaign(storage, "barometre", "closed", day=DAY, actor="essai")
    advance_campaign(storage, "barometre", "coded", day=DAY, actor="essai")
    advance_campaign(storage, "barometre", "published", day=DAY, actor="essai")
    one.send({"sur": "oui"})
    assert one.page.status_code == 409
    assert "pas encore publiée" in one.text
    assert one.document.xpath("//a[contains(@href, 'mes-reponses')]")
    assert "ne peut plus être effacée" in one.send({"code": code}, action="/participer/effacer").text


def test_a_withdrawn_answer_leaves_its_place_and_its_invitation(storage: Storage) -> None:
    survey(storage, invited=True)
    token = invite(storage, "barometre", ["com-16102"], day=DAY)["com-16102"]
    for _ in range(2):
        one = visitor().go("/participer/barometre?q=Cognac")
        one.send({"organisation": "com-16102", "invitation": token, "accord": "oui"})
        one.go("/participer/repondre/vous").send({"fonction.": "maire", "aller": "ici"})
        one.go("/participer/relire").send({"invitation": token})
        assert "Votre réponse est envoyée" in one.text
        assert len(list(submitted(storage, "barometre"))) == 1
        one.go("/participer/relire").send({"sur": "oui"})
        assert not list(submitted(storage, "barometre"))


def test_who_begins_twice_is_told_which_code_counts(storage: Storage) -> None:
    survey(storage)
    one, _ = begun()
    assert "Un autre code vous a été montré" in one.send(
        {"organisation": "com-16102", "accord": "oui"}, action="/participer/barometre/commencer"
    ).text  # fmt: skip
    assert "Un autre code" not in visitor().send(
        {"organisation": "com-16102", "accord": "oui"}, action="/participer/barometre/commencer"
    ).text  # fmt: skip
