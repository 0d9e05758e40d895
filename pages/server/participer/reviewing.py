"""Reading through, sending, taking away, withdrawing; asking for the synthesis, apart from what was answered."""

from __future__ import annotations

from functools import partial
from threading import Lock
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from observatoire.exports.tables.texts import file_name
from pages.server.participer.desk import GIVEN_CONTACTS, Answering, contacts, storage, stratum_of, today
from pages.server.participer.posted import fresh
from pages.server.participer.resuming import in_hand
from pages.server.participer.sections import answers_in_words, faults_of
from participation.model.campaigns import Campaign
from participation.model.codes import CodeError, read_code
from participation.storage.answering import submit
from participation.storage.refusals import NotNowError, RefusedError
from participation.storage.responses import read_draft
from participation.storage.submitting import withdraw_response
from participation.views.files import own_csv, own_pdf
from participation.views.html.fields import Sent
from participation.views.html.pages import page_html, render

STATES: Final = {
    "draft": "Votre réponse n’est pas encore envoyée.",
    "submitted": "Votre réponse est envoyée. Merci. Gardez son code\u202f: lui seul permet d’y revenir.",
    "withdrawn": "Cette réponse est retirée\u202f: elle ne compte pas.",
    "published": "Les résultats sont publiés\u202f: votre réponse y est comptée.",
}
OVER: Final = "Cette enquête ne prend plus de réponses\u202f: la vôtre n’a pas été envoyée."
REPLACES: Final = (
    "La dernière réponse envoyée compte\u202f: la vôtre remplacera celle que quelqu’un de votre organisation aurait "
    "déjà envoyée."
)
OWN_CODE: Final = (
    "Donnez le code de l’organisation pour laquelle vous avez répondu\u202f: votre réponse sera comptée parmi celles "
    "du même type, de la même taille et de la même région qu’elle."
)
CONTACT: Final = (
    "Laissez une adresse si vous voulez recevoir la synthèse des résultats.",
    "Elle est chiffrée dès qu’elle arrive, et gardée à part, sans rien qui la relie à votre réponse\u202f: seul "
    "l’organisateur de l’enquête peut l’ouvrir, pour cet envoi et rien d’autre. Elle est ensuite effacée.",
)
"""What is said before an address is asked for."""
CONTACT_KEPT: Final = "Votre adresse est enregistrée, à part de votre réponse."
ENOUGH_CONTACTS: Final = "Trop d’adresses ont été données depuis cet accès à internet\u202f: attendez cinq minutes."
KINDS: Final = {"csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}
"""Files of a respondent's own answers, by the end of their names."""
MAY_WITHDRAW: Final = (
    "Tant que les résultats ne sont pas publiés, vous pouvez retirer votre réponse\u202f: elle ne comptera plus."
)
AGAIN: Final = "Vous pourrez répondre de nouveau tant que l’enquête est ouverte."
NOT_AGAIN: Final = "Votre code d’invitation a servi\u202f: vous ne pourrez pas répondre de nouveau."
SURE: Final = "Cochez la case pour retirer votre réponse."
_ACTING: Final = tuple(Lock() for _ in range(64))
"""Of responses by a hash of theirs: the second press of a button waits for what the first one does."""
WITHDRAWN: Final = "Votre réponse est retirée\u202f: elle ne comptera pas."


def whose(answering: Answering) -> str:
    """Return for whom a response is, and what has become of it."""
    organisation = answering.draft.organisation
    state = STATES[answering.draft.state]
    if answering.draft.state == "draft" and not answering.campaign.takes_answers(today()):
        state = OVER
    return f"Pour {organisation.name}. {state}" if organisation else state


def replaces(campaign: Campaign) -> str:
    """Return what is to be known before sending where several of one organisation may answer; "" elsewhere."""
    return REPLACES if campaign.respondents == "last" else ""


def whose_code(campaign: Campaign) -> str:
    """Return which code of invitation an anonymous response is sent with; "" where the response itself says whose."""
    return OWN_CODE if campaign.mode == "anonyme" else ""


def may_withdraw(campaign: Campaign) -> str:
    """Return what is to be known before withdrawing: until when it can be done, and what can be done afterwards."""
    spent = campaign.mode == "anonyme" and campaign.invited
    after = NOT_AGAIN if spent else AGAIN if campaign.takes_answers(today()) else ""
    return f"{MAY_WITHDRAW} {after}".rstrip()


def may_answer_again(campaign: Campaign) -> bool:
    """Tell whether who withdraws a response may begin another: the survey is open, and their code is not spent."""
    return campaign.takes_answers(today()) and not (campaign.mode == "anonyme" and campaign.invited)


def asks_contact(answering: Answering) -> bool:
    """Tell whether an address may be left: the campaign offers it, and the response is sent."""
    return bool(answering.campaign.contact_key) and answering.draft.state in ("submitted", "published")


def has_position(answering: Answering) -> bool:
    """Tell whether a response can be read among the others: it was sent, and the results are published."""
    return answering.draft.state in ("submitted", "published") and answering.campaign.state == "published"


def send(answering: Answering, invitation: str) -> None:
    """Submit a response; one that is sent already is, whoever presses twice or refreshes the page that says so.

    Raises
    ------
    CodeError, RefusedError
        When it is not; the sentence says why.
    """
    with _ACTING[hash(answering.identifier) % len(_ACTING)]:
        if read_draft(storage(), answering.identifier).state != "submitted":
            token = read_code(invitation) if invitation.strip() else ""
            class_of = partial(stratum_of, answering.campaign)
            submit(storage(), answering.identifier, day=today(), token=token, class_of=class_of)


def withdraw(answering: Answering) -> None:
    """Withdraw a response; one that is withdrawn already is.

    Raises
    ------
    RefusedError
        When it was not sent, or is published.
    """
    with _ACTING[hash(answering.identifier) % len(_ACTING)]:
        if read_draft(storage(), answering.identifier).state != "withdrawn":
            withdraw_response(storage(), answering.identifier)


def give_contact(answering: Answering, address: str) -> None:
    """Seal an address for the organiser: nothing of the response goes with it.

    Raises
    ------
    RefusedError
        When it is none, or too many were given.
    """
    if not asks_contact(answering):
        raise RefusedError("Cette enquête n’envoie pas de synthèse, ou votre réponse n’est pas envoyée.")
    if GIVEN_CONTACTS.refused(answering.identifier):
        raise RefusedError(ENOUGH_CONTACTS)
    contacts().add(answering.campaign.id, answering.campaign.contact_key, address)
    GIVEN_CONTACTS.note(answering.identifier, right=False)


def review_page(
    request: Request, home: str, problem: str = "", status: int = 200, saved: str = "", typed: str = ""
) -> Response:
    """Return the page on which a response is read through.

    Parameters
    ----------
    request : Request
    home : str
        Address of the list of surveys.
    problem : str
        Why something was refused; "" for nothing.
    status : int
        Of the answer.
    saved : str
        The time at which something was saved; "" for none.
    typed : str
        A code of invitation that was refused, to be mended; "" for none.
    """
    found = in_hand(request, home)
    if isinstance(found, Response):
        return found
    draft, campaign = found.draft, found.campaign
    section_address = f"{home}/repondre/"
    faults = faults_of(found.form, draft.review(found.form), lambda *where: section_address + "#".join(where))
    takes = draft.state == "draft" and campaign.takes_answers(today())
    again = f"{home}/{campaign.id}" if draft.state == "withdrawn" and may_answer_again(campaign) else ""
    page = page_html(
        "review", f"{campaign.title}\u202f: relire", f"{home}/", parts=answers_in_words(found.form, draft),
        problem=problem, faults=faults, saved=saved, whose=whose(found), mark=found.mark,
        state=draft.state, open=takes, typed=typed, change=section_address if takes else "", invited=campaign.invited,
        replaces=replaces(campaign), whose_code=whose_code(campaign), may_withdraw=may_withdraw(campaign),
        pdf=f"{home}/mes-reponses.pdf", csv=f"{home}/mes-reponses.csv",
        send=fresh(f"{home}/envoyer"), withdraw=f"{home}/retirer", erase=f"{home}/effacer",
        contact=f"{home}/synthese" if asks_contact(found) else "",
        position=f"{home}/ma-position" if has_position(found) else "",
        again=again, foot=render("foot", leave=f"{home}/quitter"),
    )  # fmt: skip
    return HTMLResponse(page, status_code=status)


def sent_page(request: Request, home: str, sent: Sent) -> Response:
    """Submit a response, and say so."""
    found = in_hand(request, home, sent)
    if isinstance(found, Response):
        return found
    typed = sent.get("invitation", ("",))[-1][:60]
    try:
        send(found, typed)
    except (RefusedError, CodeError) as error:
        return review_page(request, home, str(error), 422, typed=typed)
    asks = bool(found.campaign.contact_key)
    return _said(
        found, home, STATES["submitted"], f"{home}/{'synthese' if asks else 'relire'}",
        "Recevoir la synthèse des résultats" if asks else "Relire ma réponse",
    )  # fmt: skip


def _said(found: Answering, home: str, sentence: str, address: str, label: str) -> Response:
    page = page_html("said", found.campaign.title, f"{home}/", sentence=sentence, address=address, label=label)
    return HTMLResponse(page)


def withdrawn_page(request: Request, home: str, sent: Sent) -> Response:
    """Withdraw a response, and say so."""
    found = in_hand(request, home, sent)
    if isinstance(found, Response):
        return found
    if sent.get("sur", ("",))[-1] != "oui":
        return review_page(request, home, SURE, 422)
    try:
        withdraw(found)
    except NotNowError as error:
        return review_page(request, home, str(error), 409)
    if may_answer_again(found.campaign):
        return _said(found, home, WITHDRAWN, f"{home}/{found.campaign.id}", "Répondre de nouveau")
    return _said(found, home, WITHDRAWN, f"{home}/", "Revenir aux enquêtes")


def contact_page(request: Request, home: str) -> Response:
    """Return the page that asks for an address, once a response is sent."""
    return _contact(request, home, "", "")


def _contact(request: Request, home: str, problem: str, typed: str) -> Response:
    found = in_hand(request, home)
    if isinstance(found, Response):
        return found
    if not asks_contact(found):
        return RedirectResponse(f"{home}/relire", status_code=303)
    page = page_html(
        "contact", "Recevoir la synthèse", f"{home}/", told=CONTACT, problem=problem, typed=typed,
        action=fresh(f"{home}/synthese"), back=f"{home}/relire",
    )  # fmt: skip
    return HTMLResponse(page, status_code=422 if problem else 200)


def contact_given(request: Request, home: str, sent: Sent) -> Response:
    """Take an address for the synthesis."""
    found = in_hand(request, home)
    if isinstance(found, Response):
        return found
    typed = sent.get("adresse", ("",))[-1]
    try:
        give_contact(found, typed)
    except RefusedError as error:
        return _contact(request, home, str(error), typed[:254])
    return _said(found, home, CONTACT_KEPT, f"{home}/relire", "Relire ma réponse")


def own_file(request: Request, home: str) -> Response:
    """Return the answers of a respondent as a file, PDF or CSV."""
    found = in_hand(request, home)
    if isinstance(found, Response):
        return found
    kind = request.path_params["kind"]
    if kind not in KINDS:
        return RedirectResponse(f"{home}/relire", status_code=303)
    parts = answers_in_words(found.form, found.draft)
    content = own_csv(parts) if kind == "csv" else own_pdf(found.campaign.title, [whose(found)], parts, today())
    name = file_name("mes-reponses", found.campaign.id, extension=kind)
    return Response(content, media_type=KINDS[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})
