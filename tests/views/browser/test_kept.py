"""`kept.js`: what a room gives is kept in its browser, by workshop, bounded, and handed back where it is not known."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from observatoire.views.workshop.html import kept_html, kept_list_html, timer_html
from tests.views.browser.conftest import SITE, Opener

pytestmark = pytest.mark.browser

ONE, OTHER, VIEW = "a" * 16, "b" * 16, "c" * 16
FIELD = '<div class="st-key-otc-rendu"><textarea></textarea></div>'
LINES = "Table 1 ; 12,5\nTable 2 ; 18"


def file_of(**parts: object) -> str:
    views = [{"page": "comparer", "parametres": {"territoire": "com-16102"}}]
    return json.dumps({"titre": "Réunion", "vues": views, "estimations": {}, "notes": {}, **parts})


def guesses(*names: str) -> dict[str, Any]:
    return {VIEW: [{"qui": name, "valeur": 12} for name in names]}


def many(view: str = VIEW, text: str = "") -> str:
    """The field « Plusieurs à la fois », folded, as the framework draws it."""
    return (
        f'<div class="st-key-otc-plusieurs-{view}"><details><summary>Plusieurs à la fois</summary>'
        f'<textarea>{text}</textarea><div data-testid="stFormSubmitButton"><button type="button">Ajouter</button></div>'
        "</details></div>"
    )


def kept_page(opened: Opener, body: str, storage: dict[str, str] | None = None, script: str = "kept") -> Page:
    """A page with some storage before its scripts run; what the application receives is kept in `received`."""
    told = "".join(f"localStorage.setItem({json.dumps(n)}, {json.dumps(v)});" for n, v in (storage or {}).items())
    before = f"if (!sessionStorage.seen) {{ sessionStorage.seen = 1; {told} }}"
    listen = (
        "window.received = []; addEventListener('focusout', (e) => { "
        "if (e.target.closest('.st-key-otc-rendu')) received.push(e.target.value); }, true);"
    )
    html = (
        f'<!DOCTYPE html><html lang="fr"><head><script>{before}{listen}</script>'
        '<script src="/demo/vendor/carte/drafts.js"></script>'
        f'<script src="/demo/vendor/carte/{script}.js"></script></head><body>{body}</body></html>'
    )
    return opened(f"{SITE}/presenter", {f"{SITE}/presenter": html})


def stored(page: Page, name: str) -> Any:
    return page.evaluate("name => JSON.parse(localStorage.getItem(name))", name)


def draw(page: Page, key: str, content: str, known: str = "yes") -> None:
    """Draw what the application knows anew, as a run of its page does."""
    html = str(kept_html(key, content, known))
    page.evaluate(
        "html => { document.querySelector('[data-otc-kept]')?.remove();"
        " document.body.insertAdjacentHTML('beforeend', html); }",
        html,
    )


def test_what_the_application_draws_is_kept_by_workshop(opened: Opener) -> None:
    page = kept_page(opened, FIELD + str(kept_html(ONE, file_of(estimations=guesses("Table 1")), "yes")))
    page.wait_for_function("name => localStorage.getItem(name)", arg=f"otc-seance:{ONE}")
    assert stored(page, f"otc-seance:{ONE}")["estimations"] == guesses("Table 1")
    assert stored(page, f"otc-seance:{OTHER}") is None
    draw(page, ONE, file_of())
    page.wait_for_function("name => !localStorage.getItem(name)", arg=f"otc-seance:{ONE}")


def test_a_session_that_knows_nothing_is_handed_what_is_kept_and_of_no_other_workshop(opened: Opener) -> None:
    mine, theirs = file_of(estimations=guesses("Table 1")), file_of(estimations=guesses("Ailleurs"))
    storage = {f"otc-seance:{ONE}": mine, f"otc-seance:{OTHER}": theirs}
    page = kept_page(opened, FIELD + str(kept_html(ONE, file_of(), "no")), storage)
    page.wait_for_function("received.length > 0")
    assert page.evaluate("received[0]") == f"rendre\n{mine}"
    assert stored(page, f"otc-seance:{OTHER}") == json.loads(theirs)


def test_what_is_written_in_a_field_that_the_framework_then_draws_is_written_again(opened: Opener) -> None:
    empties = (
        "<script>document.querySelector('.st-key-otc-rendu textarea').addEventListener('input', ({ target }) =>"
        " setTimeout(() => { target.value = ''; }), { once: true });</script>"
    )
    content = file_of(estimations=guesses("Table 1"))
    page = kept_page(opened, FIELD + empties + str(kept_html(ONE, file_of(), "no")), {f"otc-seance:{ONE}": content})
    page.wait_for_function("() => window.received.length > 0")
    assert page.evaluate("window.received[0]") == f"rendre\n{content}", "nothing empty is handed over"


# --- Notes ---


def notebook(seen: str = "") -> str:
    """A note of a view, as the framework draws it."""
    return (
        f'<div class="st-key-otc-carnet"><div class="st-key-note-seen-{VIEW}"><textarea>{seen}</textarea></div></div>'
    )


def noted(seen: str) -> dict[str, Any]:
    return {VIEW: {"on_voit": seen, "on_pense": "", "a_verifier": ""}}


def test_what_is_typed_while_older_notes_are_handed_back_stays_under_them(opened: Opener) -> None:
    body = notebook("déjà") + FIELD + str(kept_html(ONE, file_of(), "no"))
    page = kept_page(opened, body, {f"otc-seance:{ONE}": file_of(notes=noted("ancien"))})
    field = page.locator(".st-key-otc-carnet textarea")
    expect(field).to_have_value("ancien\ndéjà")  # typed before this script came
    field.press_sequentially(" vu", delay=30)
    assert stored(page, f"otc-seance:{ONE}")["notes"] == noted("ancien\ndéjà vu"), "both are kept at once"
    page.wait_for_function("() => window.received.length > 0")
    handed = json.loads(page.evaluate("received.at(-1)").partition("\n")[2])["notes"]
    assert handed[VIEW]["on_voit"].startswith("ancien\ndéjà")
    assert len(set(page.evaluate("received"))) == 1, "two texts would write over each other for ever"
    draw(page, ONE, file_of(notes=handed))
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert stored(page, f"otc-seance:{ONE}")["notes"] == noted("ancien\ndéjà vu"), "the run is late on what is typed"
    field.fill("nouveau")
    assert stored(page, f"otc-seance:{ONE}")["notes"] == noted("nouveau"), "nothing older is put in again"


def test_only_the_last_workshops_are_kept(opened: Opener) -> None:
    old = {
        f"otc-seance:{n:016x}": file_of(estimations=guesses("x"), garde=f"2026-01-{n:02d}T10:00:00Z")
        for n in range(1, 15)
    }
    page = kept_page(opened, FIELD + str(kept_html(ONE, file_of(estimations=guesses("Table 1")), "yes")), old)
    page.wait_for_function("name => localStorage.getItem(name)", arg=f"otc-seance:{ONE}")
    names = page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('otc-seance:')).sort()")
    assert names == sorted([f"otc-seance:{ONE}", *(f"otc-seance:{n:016x}" for n in range(4, 15))])


@pytest.mark.parametrize("hostile", ["{", "null", '"texte"', "[]", "{}", '{"estimations": 3, "notes": [1]}'])
def test_a_storage_that_cannot_be_read_breaks_nothing(opened: Opener, hostile: str) -> None:
    storage = {f"otc-seance:{ONE}": hostile, "otc-brouillons": hostile}
    page = kept_page(
        opened, FIELD + str(kept_list_html()) + many() + str(kept_html(ONE, file_of(), "refused")), storage
    )
    draw(page, ONE, file_of(estimations=guesses("Table 1")))
    page.wait_for_function("name => localStorage.getItem(name)?.includes('Table 1')", arg=f"otc-seance:{ONE}")
    expect(page.locator("textarea").last).to_have_value("")


def test_settings_that_refuse_to_keep_are_said(opened: Opener) -> None:
    body = f"<script>Storage.prototype.setItem = () => {{ throw new Error('non'); }};</script>{kept_list_html()}"
    page = kept_page(opened, body + str(kept_html(ONE, file_of(estimations=guesses("Table 1")), "yes")))
    expect(page.get_by_role("status")).to_contain_text("refuse de garder")


# --- « Plusieurs à la fois » ---


def with_lines(opened: Opener, body: str = "", storage: dict[str, str] | None = None) -> Page:
    return kept_page(opened, FIELD + many() + body + str(kept_html(ONE, file_of(), "yes")), storage)


def test_lines_that_nobody_added_come_back_after_a_reload(opened: Opener) -> None:
    page = with_lines(opened)
    page.get_by_text("Plusieurs à la fois").click()
    page.locator("details textarea").fill(LINES)
    assert stored(page, "otc-brouillons") == {f"{ONE} {VIEW}": LINES}
    page.reload()
    expect(page.locator("details textarea")).to_have_value(LINES)
    expect(page.locator("details textarea")).to_be_visible()
    empties = "document.querySelector('details textarea').value = ''"  # the framework, as it opens
    page.evaluate(empties)
    draw(page, ONE, file_of())
    expect(page.locator("details textarea")).to_have_value(LINES)
    page.locator("details textarea").click()
    page.evaluate(empties)
    page.locator("details textarea").press_sequentially("Table 3")
    expect(page.locator("details textarea")).to_have_value(f"{LINES}\nTable 3")
    page.locator("details textarea").fill("")
    page.locator("details textarea").press_sequentially("Table 4")
    expect(page.locator("details textarea")).to_have_value("Table 4")


def test_lines_go_once_the_workshop_holds_them_and_not_before(opened: Opener) -> None:
    page = with_lines(opened)
    page.get_by_text("Plusieurs à la fois").click()
    page.locator("details textarea").fill(LINES)
    page.get_by_role("button", name="Ajouter").click()
    page.evaluate("document.querySelector('details textarea').value = ''")  # the form clears itself
    assert stored(page, "otc-brouillons") == {f"{ONE} {VIEW}": LINES}, "the server may be lost"
    draw(page, ONE, file_of(estimations=guesses("Table 1", "Table 2")))
    page.wait_for_function("localStorage.getItem('otc-brouillons') === '{}'")


@pytest.mark.parametrize("same", [True, False], ids=["in the same field", "in a new field"])
def test_lines_refused_are_kept_as_they_are_given_back(opened: Opener, same: bool) -> None:
    page = with_lines(opened)
    page.get_by_text("Plusieurs à la fois").click()
    page.locator("details textarea").fill(LINES)
    page.get_by_role("button", name="Ajouter").click()
    given_back = "Table 2 ; dix-huit"
    if same:
        page.evaluate("document.querySelector('details textarea').value = ''")
        later = "text => setTimeout(() => { document.querySelector('details textarea').value = text; }, 200)"
        page.evaluate(later, given_back)
    else:
        replaced = "html => { document.querySelector('details').parentElement.outerHTML = html; }"
        page.evaluate(replaced, many(text=given_back))
    draw(page, ONE, file_of(estimations=guesses("Table 1")))
    page.wait_for_function("localStorage.getItem('otc-seance:' + 'a'.repeat(16))")
    page.wait_for_function("localStorage.getItem('otc-brouillons').includes('dix-huit')")
    assert stored(page, "otc-brouillons") == {f"{ONE} {VIEW}": "Table 2 ; dix-huit"}


def test_lines_of_another_workshop_or_view_stay_where_they_are(opened: Opener) -> None:
    kept = json.dumps({f"{OTHER} {VIEW}": "Ailleurs ; 3", f"{ONE} {'d' * 16}": "Autre vue ; 4"})
    page = with_lines(opened, storage={"otc-brouillons": kept})
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(page.locator("details textarea")).to_have_value("")


def test_drafts_are_bounded_in_number_and_in_length(opened: Opener) -> None:
    full = json.dumps({f"{OTHER} {n:016x}": "x" for n in range(40)})
    page = with_lines(opened, storage={"otc-brouillons": full})
    page.get_by_text("Plusieurs à la fois").click()
    page.locator("details textarea").fill("x" * 9_000)
    drafts = stored(page, "otc-brouillons")
    assert len(drafts) == 24
    assert len(drafts[f"{ONE} {VIEW}"]) == 6_000


# --- One line, neither added nor left ---


def test_a_line_neither_added_nor_left_comes_back_after_a_reload_and_goes_once_it_is_known(opened: Opener) -> None:
    add = '<p data-testid="stFormSubmitButton"><button type="button">+</button></p>'
    title = '<div class="st-key-titre-seance"><input value="Réunion"></div>'
    form = f'<div class="st-key-otc-devinez"><form data-testid="stForm"><input><input>{add}</form></div>'
    page = with_lines(opened, form + title)
    who, how_much, named = (page.locator("input").nth(n) for n in range(3))
    for field, text in ((who, "Table 1"), (how_much, "12"), (named, "Réunion du 12")):
        field.fill(text)
    page.reload()
    for field, text in ((who, "Table 1"), (how_much, "12"), (named, "Réunion du 12")):
        expect(field).to_have_value(text)
    assert len(stored(page, "otc-brouillons")) == 3
    page.get_by_role("button", name="+").click()
    named.focus()
    named.blur()
    assert len(stored(page, "otc-brouillons")) == 3, "the server may be lost"
    draw(page, ONE, file_of(estimations=guesses("Table 1")))
    page.wait_for_function("localStorage.getItem('otc-brouillons') === '{}'")


def test_notes_of_a_view_in_no_workshop_come_back_until_they_are_in_one(opened: Opener) -> None:
    page = kept_page(opened, FIELD + notebook())
    field = page.locator(".st-key-otc-carnet textarea")
    field.fill("bonjour")
    page.reload()
    expect(field).to_have_value("bonjour")
    draw(page, ONE, file_of(), "yes")  # as it joins one, while somebody types on
    page.wait_for_function("name => localStorage.getItem(name)", arg=f"otc-seance:{ONE}")
    assert stored(page, f"otc-seance:{ONE}")["notes"] == noted("bonjour")
    assert stored(page, "otc-brouillons") == {}


def test_a_name_that_is_not_left_comes_back_at_its_address_until_the_address_holds_it(opened: Opener) -> None:
    body = '<div class="st-key-composer-nom"><input></div>'
    page = kept_page(opened, body)
    field = page.locator("input")
    field.fill("Mon pays")
    page.evaluate("history.pushState(null, '', '?territoire=com-16102')")  # the name of another territory
    replaced = "html => { document.querySelector('.st-key-composer-nom').outerHTML = html; }"
    page.evaluate(replaced, body)
    page.wait_for_function("document.querySelector('input').otcDraft.includes('com-16102')")
    expect(field).to_have_value("")
    page.evaluate("history.pushState(null, '', '/demo/presenter')")
    page.reload()
    expect(field).to_have_value("Mon pays")
    field.focus()
    field.blur()
    page.evaluate("history.pushState(null, '', '?nom=Mon+pays')")
    page.wait_for_function("localStorage.getItem('otc-brouillons') === '{}'")


# --- Timers ---


def timer_page(opened: Opener, workshop: str = ONE, storage: dict[str, str] | None = None) -> Page:
    return kept_page(opened, str(timer_html(6, "", workshop)), storage, script="base")


def test_a_timer_that_runs_goes_on_after_a_reload(opened: Opener) -> None:
    page = timer_page(opened)
    page.get_by_role("button").click()
    expect(page.get_by_role("button")).to_have_attribute("aria-pressed", "true")
    page.evaluate(  # as if it had been started 100 seconds ago
        "() => { const kept = JSON.parse(localStorage.getItem('otc-minuteries')); kept[0][1].since -= 100_000;"
        " localStorage.setItem('otc-minuteries', JSON.stringify(kept)); }"
    )
    page.reload()
    expect(page.get_by_role("button")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".otc-timer-left")).to_contain_text("4:")
    page.get_by_role("button").click()
    page.reload()
    expect(page.get_by_role("button")).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".otc-timer-left")).to_contain_text("4:")


@pytest.mark.parametrize(
    "timers",
    [
        "{",
        "3",
        '[["x"]]',
        '[[null, {"left": 1, "since": 0}]]',
        json.dumps([[json.dumps([ONE, "", "6"], separators=(",", ":")), {"left": "beaucoup", "since": 0}]]),
        json.dumps([[json.dumps([ONE, "", "6"], separators=(",", ":")), {"left": 10, "since": 1}]]),  # of 1970
        json.dumps([[json.dumps([ONE, "", "6"], separators=(",", ":")), {"left": 10, "since": 9e15}]]),  # to come
        json.dumps([[json.dumps([OTHER, "", "6"], separators=(",", ":")), {"left": 10, "since": 0}]]),
    ],
)
def test_timers_of_another_workshop_too_old_or_unreadable_are_left(opened: Opener, timers: str) -> None:
    page = timer_page(opened, storage={"otc-minuteries": timers})
    expect(page.locator(".otc-timer-left")).to_have_text("6:00")
    expect(page.get_by_role("button")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button").click()
    expect(page.get_by_role("button")).to_have_attribute("aria-pressed", "true")
