"""`typed.js`: a form is kept in its browser as it is filled in, handed back to a new session, forgotten once sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from observatoire.views.html.page import typed_html
from tests.views.browser.conftest import SITE, Opener

pytestmark = pytest.mark.browser

OWNER, OTHER = "a" * 16, "b" * 16
FORM = f"organiser-nouvelle/{OWNER}"
LIST = f"organiser-invitations/{OWNER}/barometre"
USUAL: dict[str, Any] = {"organiser-titre": "Baromètre", "organiser-notice": "[À remplir]", "organiser-types": ["epci"]}
FIELDS = """<div class="st-key-organiser-titre"><input type="text"></div>
<div class="st-key-organiser-notice"><textarea></textarea></div>
<div class="st-key-organiser-lignes"><textarea></textarea></div>
<div class="st-key-organiser-code"><input type="text"></div>
<div class="st-key-organiser-partir"><button>Se déconnecter</button></div>"""
HAND = "() => window.received.length > 0 && JSON.parse(received.at(-1))"


def draw(page: Page, values: dict[str, Any], form: str = FORM, **told: Any) -> None:
    """Draw a form as a run of its page does: what it is to keep, and its fields."""
    known = {"heard": "", "session": "une", "sent": 0, "begun": json.dumps(dict.fromkeys(values, 1)), **told}
    page.evaluate(
        """([html, values]) => {
          for (const [key, value] of Object.entries(values)) {
            const field = document.querySelector(`.st-key-${key} :is(input, textarea)`);
            if (field && typeof value === "string") field.value = value;
          }
          document.querySelector(".st-key-otc-formulaire-x div").outerHTML = html;
        }""",
        [str(typed_html(form, json.dumps(values), **known)), values],
    )
    page.evaluate("new Promise((done) => requestAnimationFrame(done))")


def form_page(opened: Opener, kept: dict[str, str] | None = None) -> Page:
    """A page of fields that is not drawn yet, in a browser that keeps something."""
    told = f"localStorage.setItem('otc-brouillons', {json.dumps(json.dumps(kept or {}))});"
    listen = (
        "window.received = []; addEventListener('focusout', (e) => { "
        "if (e.target.closest('.st-key-otc-formulaire-x')) received.push(e.target.value); }, true);"
    )
    scripts = "".join(f'<script src="/demo/vendor/carte/{name}.js"></script>' for name in ("drafts", "typed"))
    box = '<div class="st-key-otc-formulaire-x"><div></div><textarea></textarea></div>'
    html = (
        '<!DOCTYPE html><html lang="fr"><head>'
        f"<script>if (!sessionStorage.seen) {{ sessionStorage.seen = 1; {told} }} {listen}</script></head>"
        f"<body>{FIELDS}{box}{scripts}</body></html>"
    )
    return opened(f"{SITE}/organiser-nouvelle", {f"{SITE}/organiser-nouvelle": html})


def kept(page: Page, form: str = FORM) -> Any:
    found = json.loads(page.evaluate("localStorage.getItem('otc-brouillons')")).get(form)
    return json.loads(found)["champs"] if found else None


def draft(**fields: Any) -> str:
    return json.dumps({"champs": fields, "garde": "2999-01-01T00:00:00.000Z"}, separators=(",", ":"))


def test_what_is_chosen_and_typed_is_kept_handed_back_to_another_session_and_forgotten_once_sent(
    opened: Opener,
) -> None:
    page = form_page(opened)
    draw(page, USUAL)
    assert kept(page) is None, "nobody has done anything yet"
    draw(page, USUAL | {"organiser-types": ["commune"]})
    page.locator("textarea").first.press_sequentially(" Qui")
    page.locator(".st-key-organiser-code input").fill("un code")
    mine = {"organiser-types": ["commune"], "organiser-notice": "[À remplir] Qui"}
    assert kept(page) == mine, "and nothing of a field that is not to be"
    page.reload()
    draw(page, USUAL, session="autre")
    handed = page.wait_for_function(HAND).json_value()
    assert handed["values"] == mine
    assert handed["seen"] == {key: USUAL[key] for key in mine}
    page.locator(".st-key-organiser-notice textarea").press_sequentially("\u202f?")  # meanwhile
    known = USUAL | handed["values"]
    draw(page, known, session="autre", heard=handed["id"])
    expect(page.locator(".st-key-organiser-notice textarea")).to_have_value("[À remplir] Qui\u202f?")
    assert kept(page) == mine | {"organiser-notice": "[À remplir] Qui\u202f?"}
    page.locator(".st-key-organiser-notice textarea").blur()
    draw(page, known | {"organiser-notice": "Ce que l’application y met"}, session="autre", heard=handed["id"])
    assert kept(page)["organiser-notice"] == "Ce que l’application y met"
    draw(page, known, session="autre", heard=handed["id"], sent=1)
    assert kept(page) is None
    draw(page, known | {"organiser-titre": "Une autre"}, session="autre", heard=handed["id"], sent=1)
    assert kept(page) == {"organiser-titre": "Une autre"}, "the next one is kept in its turn"


def test_a_field_that_begins_anew_does_not_take_the_place_of_what_is_kept(opened: Opener) -> None:
    page = form_page(opened)
    draw(page, USUAL)
    draw(page, USUAL | {"organiser-titre": "La mienne"})
    begun = json.dumps(dict.fromkeys(USUAL, 2))  # the page was left, its fields hold again what is usual
    draw(page, USUAL, begun=begun)
    handed = page.wait_for_function(HAND).json_value()
    assert handed["values"] == {"organiser-titre": "La mienne"}
    draw(page, USUAL | {"organiser-titre": "Choisie entre-temps"}, begun=begun)
    draw(page, USUAL | {"organiser-titre": "Choisie entre-temps"}, begun=begun, heard=handed["id"])
    assert kept(page) == {"organiser-titre": "Choisie entre-temps"}


def test_what_organisers_type_is_theirs_holds_no_address_of_anybody_and_goes_when_they_sign_out(opened: Opener) -> None:
    old = json.dumps({"champs": {"organiser-titre": "Vieille"}, "garde": "2020-01-01T00:00:00.000Z"})
    theirs = f"organiser-nouvelle/{OTHER}"
    page = form_page(
        opened,
        {
            f"organiser-garde/{OWNER}/x": old.replace(": ", ":"),
            theirs: draft(**{"organiser-titre": "D’elle"}),
            "composer": draft(x="Cognac"),
        },
    )
    draw(page, {"organiser-lignes": ""}, LIST)
    assert kept(page, f"organiser-garde/{OWNER}/x") is None, "of more than a month ago"
    assert kept(page, theirs) is None, "somebody else is here"
    lines = page.locator(".st-key-organiser-lignes textarea")
    lines.fill("Cognac;maire@cognac.fr;05 45 36 55 36\n20007051400012;200070514")
    assert kept(page, LIST) == {"organiser-lignes": "Cognac;;\n20007051400012;200070514"}
    assert not page.evaluate("window.received"), "what stands in the field is left as it is"
    page.get_by_role("button").click()
    assert kept(page, LIST) is None
    draw(page, {"organiser-lignes": "Jarnac"}, LIST)  # a run that was late
    lines.press_sequentially("\nSegonzac")
    assert kept(page, LIST) is None
    assert kept(page, "composer") == {"x": "Cognac"}, "which is no organiser’s"


@pytest.mark.parametrize("hostile", ["{", "null", "3", '{"champs": 3}', '{"champs": {"organiser-types": {"a": 1}}}'])
def test_a_storage_that_cannot_be_read_breaks_nothing(opened: Opener, hostile: str) -> None:
    page = form_page(opened, {FORM.replace("organiser-", "formulaire-"): hostile})
    form = FORM.replace("organiser-", "formulaire-")
    draw(page, USUAL, form)
    page.locator(".st-key-organiser-titre input").fill("La mienne")
    assert kept(page, form)["organiser-titre"] == "La mienne"
