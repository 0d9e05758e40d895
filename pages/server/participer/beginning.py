"""From the list of surveys to a response that has begun: whose it is, consent, the code to come back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from observatoire.model.territory import UnknownTerritoryError
from observatoire.views.french.grammar import typographic
from observatoire.views.french.numerals import quantity
from observatoire.views.french.wording import long_date
from pages.server.first_view import origin
from pages.server.participer.desk import COOKIE, answering, set_ticket, storage, stratum_of, today
from pages.state.data import search_index, shared_data
from participation.model.campaigns import Campaign, is_eligible
from participation.model.codes import CodeError, read_code
from participation.model.organisations import (
    Organisation,
    SirenError,
    find_organisations,
    known_organisation,
    other_organisation,
    read_siren,
)
from participation.model.questionnaire import Questionnaire
from participation.results.territories.within import named
from participation.storage.answering import check_invitation, open_ticket
from participation.storage.campaigns import all_campaigns, campaign_of, form_of
from participation.storage.refusals import AbsentError, NotNowError, RefusedError
from participation.storage.responses import Started, start_response
from participation.views.html.fields import Sent
from participation.views.html.pages import page_html, shown_once

MODES = {
    "organisation": "Votre réponse est rattachée à votre organisation.",
    "anonyme": "Votre réponse n’est rattachée ni à vous ni à votre organisation.",
    "signee": "Votre contribution porte le nom de votre organisation.",
    "citoyenne": "Ouverte à tous\u202f: ce n’est pas un sondage.",
}
RESPONDENTS = {
    "one": "Une réponse par organisation.",
    "last": "Plusieurs personnes d’une même organisation peuvent répondre\u202f: la dernière réponse envoyée compte.",
    "by_function": "Dans une même organisation, une réponse par fonction.",
}
"""How many of one organisation, told where answers are tied to one."""
TYPES = (("syndicat", "Syndicat"), ("autre", "Autre organisation"))
FIELDS = ("accord", "organisation", "siren", "nom", "type", "invitation")
"""What the form of a beginning sends."""
NO_SURVEY = "Cette enquête n’existe pas, ou n’est pas ouverte."
OVER = "Cette enquête est close\u202f: elle ne prend plus de réponses. Avec votre code, vous pouvez relire la vôtre."
CHOOSE = "Choisissez votre organisation."
OTHER_INVITED = "Ce code d’invitation est celui d’une autre organisation."
AGREE = "Cochez la case\u202f: sans votre accord, rien n’est enregistré."


def surveys_page(request: Request, home: str, notice: str = "", status: int = 200) -> Response:
    """Return the list of the surveys that are open, and the field of a code.

    Parameters
    ----------
    request : Request
    home : str
        Address of the list of surveys.
    notice : str
        What is to be said first; "" for nothing.
    status : int
        Of the answer.
    """
    opened = answering(request.cookies.get(COOKIE, ""))
    page = page_html(
        "surveys", "Participer", f"{home}/", surveys=open_surveys(home), notice=notice, resume=f"{home}/reprise",
        mine=f"{home}/relire" if opened is not None else "",
    )  # fmt: skip
    return HTMLResponse(page, status_code=status)


def open_surveys(home: str) -> list[dict[str, str]]:
    """Return the surveys that take answers today: `id`, `title`, `purpose`, `facts`, `address` of the plain form."""
    surveys = []
    for campaign in all_campaigns(storage()):
        if campaign.takes_answers(today()):
            form = form_of(storage(), campaign)
            surveys.append(
                {
                    "id": campaign.id, "title": campaign.title, "purpose": form.purpose,
                    "address": f"{home}/{campaign.id}", "facts": facts_of(campaign, form),
                }
            )  # fmt: skip
    return surveys


def facts_of(campaign: Campaign, form: Questionnaire) -> str:
    """Return what is to be known before one begins: duration, mode, last day."""
    sittings = f", en {form.sittings}\u00a0fois si vous voulez" if form.sittings > 1 else ""
    several = f" {RESPONDENTS[campaign.respondents]}" if campaign.mode == "organisation" else ""
    where = f" Territoire\u202f: {territory_of(campaign)}." if campaign.within else ""
    return (
        f"{quantity(form.minutes, 'minutes')} environ{sittings}.{where} {MODES[campaign.mode]}{several} Jusqu’au "
        f"{long_date(campaign.closes)} inclus."
    )


def territory_of(campaign: Campaign) -> str:
    """Return how the territories of a campaign are called; « France » for all of it."""
    try:
        found = named(shared_data()[0], campaign.within)
    except UnknownTerritoryError:  # this edition has not got it any more: the campaign goes on
        return ", ".join(campaign.within)
    return "France" if found is None else found.name


def refused_page(home: str, sentence: str, status: int = 409) -> Response:
    """Return the page of something that is refused, with a way on."""
    page = page_html(
        "said", "Participer", f"{home}/", sentence=sentence, address=f"{home}/", label="Revenir aux enquêtes"
    )  # fmt: skip
    return HTMLResponse(page, status_code=status)


def _open_campaign(request: Request) -> Campaign:
    return open_campaign(request.path_params["campaign"])


def open_campaign(identifier: str) -> Campaign:
    """Return a campaign that takes answers today.

    Raises
    ------
    AbsentError
        When there is none.
    """
    day = today()
    try:
        campaign = campaign_of(storage(), identifier[:60])
    except AbsentError:
        raise AbsentError(NO_SURVEY) from None
    if campaign.state == "draft":
        raise AbsentError(NO_SURVEY)
    if campaign.state == "open" and day < campaign.opens:
        raise AbsentError(f"Cette enquête prendra des réponses à partir du {long_date(campaign.opens)}.")
    if not campaign.takes_answers(day):
        raise AbsentError(OVER)
    return campaign


def begin_page(
    request: Request, home: str, notice: str = "", status: int = 200, typed: Mapping[str, str] | None = None
) -> Response:
    """Return the page on which somebody says for whom they answer, and agrees.

    Parameters
    ----------
    request : Request
    home : str
        Address of the list of surveys.
    notice : str
        What is to be said first; "" for nothing.
    status : int
        Of the answer.
    typed : mapping of str to str, optional
        The fields of a form that was refused: nobody types them twice.
    """
    campaign = _open_campaign(request)
    form = form_of(storage(), campaign)
    asked = " ".join(request.query_params.get("q", "").split())[:120]
    found, siren = found_organisations(campaign, asked) if campaign.named and asked else ([], "")
    page = page_html(
        "begin", campaign.title, f"{home}/", purpose=form.purpose, facts=facts_of(campaign, form), notice=notice,
        named=campaign.named, invited=campaign.invited, asked=asked, organisations=found, siren=siren, types=TYPES,
        told=[paragraph for paragraph in campaign.notice.split("\n") if paragraph.strip()],
        here=f"{home}/{campaign.id}", begin=f"{home}/{campaign.id}/commencer?{urlencode({'q': asked})}",
        typed=typed or dict.fromkeys(FIELDS, ""), nobody="" if found or siren else nobody_found(campaign, asked),
    )  # fmt: skip
    return HTMLResponse(page, status_code=status)


def found_organisations(campaign: Campaign, asked: str) -> tuple[list[Organisation], str]:
    """Return the organisations that answer what was typed, inside the territories of a campaign.

    Without any, the SIREN that it is: one of an organisation that the observatory does not know.
    """
    store, index = shared_data()[0], search_index()
    found = find_organisations(store, index, asked, within=campaign.within)
    try:
        siren = read_siren(asked)
    except SirenError:  # where none is asked, the choice of one is refused in a sentence that says why
        return [one for one in found if is_eligible(campaign, one)] or found, ""
    everywhere = find_organisations(store, index, asked) if campaign.within else found
    known = any(one.siren == siren for one in everywhere)
    return [one for one in found if one.siren == siren], "" if known else siren


def nobody_found(campaign: Campaign, asked: str) -> str:
    """Return what is said when no organisation answers what was typed: that it is outside of the survey, or nothing."""
    store = shared_data()[0]
    outside = find_organisations(store, search_index(), asked, 1) if campaign.within else []
    if not outside:
        return f"Aucune organisation ne correspond à «\u00a0{asked}\u00a0». Essayez le code postal, ou le SIREN."
    return (
        f"{typographic(outside[0].name)} n’est pas dans le territoire de cette enquête\u202f: {territory_of(campaign)}."
    )


def begin(request: Request, home: str, sent: Sent) -> Response:
    """Begin a response, give this browser its ticket, and show the code once."""
    campaign = _open_campaign(request)

    typed = {name: sent.get(name, ("",))[-1].strip()[:200] for name in FIELDS}
    if typed["accord"] != "oui":
        return begin_page(request, home, AGREE, 422, typed)
    try:
        organisation = chosen_organisation(typed["organisation"], typed["siren"], typed["nom"], typed["type"])
        begun = start(campaign, organisation, typed["invitation"], "plain")
    except UnknownTerritoryError:
        return begin_page(request, home, CHOOSE, 422, typed)
    except (CodeError, SirenError, RefusedError) as error:
        return begin_page(request, home, str(error), 422, typed)
    before = answering(request.cookies.get(COOKIE, ""))
    again = before is not None and before.campaign.id == campaign.id and before.draft.state == "draft"
    shown = shown_once(begun.code, f"{origin(request.scope)}{home}", invited=campaign.invited)
    page = page_html(
        "code", campaign.title, f"{home}/", shown=shown, again=again,
        form=f"{home}/repondre/{form_of(storage(), campaign).sections[0].id}",
    )  # fmt: skip
    response = HTMLResponse(page)
    set_ticket(response, open_ticket(storage(), begun.id, datetime.now(UTC)), request, home)
    return response


def start(campaign: Campaign, organisation: Organisation | None, invitation: str, channel: str) -> Started:
    """Begin a response.

    Parameters
    ----------
    campaign : Campaign
    organisation : Organisation or None
        As chosen; it is kept only where the campaign says so.
    invitation : str
        Its code as typed, where the campaign asks for one.
    channel : str
        web or plain.

    Raises
    ------
    CodeError
        When the invitation is no code.
    RefusedError
        When it may not begin; the sentence says why.
    """
    token = read_code(invitation) if campaign.invited else ""
    if campaign.named and organisation is None:
        raise NotNowError(CHOOSE)
    invited = check_invitation(storage(), campaign.id, token) if token else ""
    if campaign.named and invited and organisation is not None and organisation.id != invited:
        raise NotNowError(OTHER_INVITED)
    return start_response(
        storage(), campaign.id, organisation=organisation if campaign.named else None,
        strata=stratum_of(campaign, invited) if campaign.mode == "anonyme" else None, channel=channel, day=today(),
    )  # fmt: skip


def chosen_organisation(identifier: str, siren: str, name: str, kind: str) -> Organisation | None:
    """Return the organisation that a form names: one that is known by its id, another by SIREN, name and type.

    Parameters
    ----------
    identifier : str
        Of one that the observatory knows; "" for another.
    siren, name, kind : str
        As typed and chosen.

    Raises
    ------
    UnknownTerritoryError, SirenError
        When it names none.
    """
    if identifier:
        return known_organisation(shared_data()[0], identifier)
    if not siren or not name or kind not in dict(TYPES):
        return None
    return other_organisation(read_siren(siren), name, "syndicat" if kind == "syndicat" else "autre")
