"""`base.js`, what every page runs: its own address, steps of the history, copying, the keys of a presentation."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from observatoire.views.html.share import copy_code_html, copy_link_html, waiting_html
from observatoire.views.workshop.html import full_screen_html, timer_html
from tests.views.browser.conftest import SITE, Opener

pytestmark = pytest.mark.browser

N = "\u202f"
TIME, STOPPED = "2026-03-01T10:00:00", "2026-03-01T10:05:00"
"""When the page is opened, and a later moment at which its clock stops: a slow machine may be seconds late by then."""


def shell(body: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="fr"><head><script src="/demo/vendor/carte/base.js"></script></head>{body}</html>'
    )


def page_with(opened: Opener, body: str = "", query: str = "", **options: object) -> Page:
    return opened(f"{SITE}/carte{query}", {f"{SITE}/carte": shell(body)}, **options)


def hold_the_clock(page: Page) -> None:
    """Let the page's clock run as ours does, until the test moves it on."""
    page.clock.install(time=TIME)


def stop_the_clock(page: Page) -> None:
    page.clock.install(time=TIME)
    page.clock.pause_at(STOPPED)


# --- Its own address, and the history ---


def test_the_address_of_the_application_is_the_one_before_this_script_s(opened: Opener) -> None:
    assert page_with(opened).evaluate("window.__streamlit.BACKEND_BASE_URL") == f"{SITE}/"


@pytest.mark.parametrize(
    ("before", "after", "steps"),
    [
        ("?territoire=a", "?territoire=a&pairs=epci", 0),  # only says in full what was left to us
        ("?territoire=a", "?territoire=a&pairs=epci&indicateur=i&annee=2021&edition=e", 0),
        ("?territoire=a&pairs=epci", "?territoire=a&pairs=region", 1),  # another choice
        ("?territoire=a&annee=2021", "?territoire=a", 1),  # one taken back
        ("?territoire=a", "?territoire=b", 1),
        ("?territoire=a", "?territoire=b&pairs=epci", 1),
        ("?territoire=a", "?territoire=a&vue=theme", 1),  # not one of those that are implied
        ("?q=cog", "?q=cogn", 0),  # typing
        ("", "?q=c", 0),
        ("?q=cog", "", 0),
        ("?territoire=a&q=c", "?territoire=b&q=co", 1),
        ("?territoire=a", "?territoire=a", 0),
        ("?territoire=a", "/demo/portrait?territoire=a&pairs=epci", 1),  # another page
    ],
)
def test_back_leads_to_the_last_choice(opened: Opener, before: str, after: str, steps: int) -> None:
    page = page_with(opened, query=before)
    had = page.evaluate("history.length")
    page.evaluate("url => history.pushState({ of: 'streamlit' }, '', url || location.pathname)", after)
    assert page.evaluate("history.length") - had == steps
    assert page.url == (f"http://localhost{after}" if after.startswith("/") else f"{SITE}/carte{after}")
    assert page.evaluate("history.state.of") == "streamlit"


def test_a_state_without_address_is_a_step(opened: Opener) -> None:
    page = page_with(opened, query="?territoire=a")
    had = page.evaluate("history.length")
    page.evaluate("history.pushState({}, '')")
    assert page.evaluate("history.length") - had == 1


# --- The first view ---

DRAWN = """<body><div id="otc-first">La même chose</div><div id="root">
<div data-testid="stApp" data-test-script-state="running"><main data-testid="stMain">
%s<p class="otc-footer">Pied</p></main></div></div>"""


@pytest.mark.parametrize(
    ("held", "stands"),
    [
        ("", False),
        ('<div data-testid="stSkeleton">…</div>', True),  # something to read is still to come
        ('<div class="st-key-comparaison"><div data-testid="stSkeleton">…</div></div>', False),  # a chart
        ('<div style="height:200vh"></div><div data-testid="stSkeleton">…</div>', False),  # below what is read first
    ],
)
def test_the_first_view_stands_until_what_is_read_first_is_drawn(opened: Opener, held: str, stands: bool) -> None:
    whole = f'<!DOCTYPE html><html lang="fr">{DRAWN % held}<script src="/demo/vendor/carte/base.js"></script></html>'
    page = opened(f"{SITE}/carte", {f"{SITE}/carte": whole})
    page.evaluate("() => { document.querySelector('[data-testid=stApp]').dataset.testScriptState = 'notRunning'; }")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.locator("#otc-first").count() == stands
    page.evaluate("() => document.querySelectorAll('[data-testid=stSkeleton]').forEach(held => held.remove())")
    expect(page.locator("#otc-first")).to_have_count(0)


def test_what_nothing_waits_for_is_loaded_once_the_application_is_drawn_and_again_when_it_did_not_come(
    clocked: Opener,
) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url.rpartition("/")[2])
        if len(asked) == 1:
            route.abort()
        else:
            route.fulfill(body=f"window.came = [...(window.came ?? []), '{asked[-1]}']", content_type="text/javascript")

    later = f"{SITE}/first.js {SITE}/second.js"
    script = f'<script src="/demo/vendor/carte/base.js" data-otc-later="{later}"></script>'
    whole = f'<!DOCTYPE html><html lang="fr">{DRAWN % ""}{script}</html>'
    answers = {f"{SITE}/carte": whole, f"{SITE}/first.js": answer, f"{SITE}/second.js": answer}
    page = clocked(f"{SITE}/carte", answers, before=hold_the_clock)
    assert not asked
    page.evaluate("() => { document.querySelector('[data-testid=stApp]').dataset.testScriptState = 'notRunning'; }")
    page.wait_for_function("() => window.came?.length === 1")
    page.clock.run_for(6_000)
    page.wait_for_function("() => window.came?.length === 2")
    assert len(asked) == 3
    assert set(asked) == {"first.js", "second.js"}


# --- Rows of a portrait ---


def test_a_row_asks_for_what_it_opens_once_and_says_when_it_could_not_be_read(opened: Opener) -> None:
    row = '<details data-otc-row="a b"><summary>Ligne</summary><div class="otc-opened"></div></details>'
    asked, answers = list[str](), ["", '<div class="otc-opened"><p>Ouverte &amp; lue</p></div>']

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        body = answers[min(len(asked), 2) - 1]
        route.fulfill(status=200 if body else 503, body=body, content_type="text/html; charset=utf-8")

    page = page_with(opened, f'<body><div data-otc-rows="ligne?territoire=x&amp;ligne=">{row}</div></body>')
    page.route("**/ligne?*", answer)
    fold, summary = page.locator("details"), page.get_by_text("Ligne", exact=True)
    summary.click()
    expect(fold).to_contain_text("n’ont pas pu être lues")
    summary.click()
    summary.click()
    expect(fold).to_contain_text("Ouverte & lue")
    summary.click()
    summary.click()
    expect(fold).to_contain_text("Ouverte & lue")
    assert asked == [f"{SITE}/ligne?territoire=x&ligne=a%20b"] * 2


# --- A file that is being made ---


def test_where_a_file_is_in_the_line_is_said_each_second_until_it_comes(clocked: Opener) -> None:
    asked, answers = list[str](), ["2 avant vous.", "1 avant vous.", ""]

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        said = answers[len(asked) - 1]
        route.fulfill(status=200 if said else 204, body=said, content_type="text/plain; charset=utf-8")

    button = '<div data-testid="stDownloadButton"><button>Tableau</button></div>'
    page = page_with(clocked, f"<body>{button}{waiting_html('attente/x')}</body>")
    hold_the_clock(page)
    page.route("**/attente/*", answer)
    place = page.get_by_role("status")
    page.get_by_text("Tableau").click()
    page.clock.run_for(600)
    expect(place).to_have_text("2 avant vous.")
    page.clock.run_for(1_000)
    expect(place).to_have_text("1 avant vous.")
    page.clock.run_for(1_000)
    expect(place).to_have_text("")
    page.clock.run_for(5_000)
    assert asked == [f"{SITE}/attente/x"] * 3


# --- Copying ---


def test_a_link_is_copied_in_full_said_and_forgotten(clocked: Opener) -> None:
    page = page_with(clocked, copy_link_html("?territoire=a&pairs=épci"), "?territoire=z", before=hold_the_clock)
    button, status = page.get_by_role("button"), page.get_by_role("status")
    button.click()
    expect(status).to_have_text("Lien copié")
    assert page.evaluate("navigator.clipboard.readText()") == f"{SITE}/carte?territoire=a&pairs=%C3%A9pci"
    expect(button).to_be_focused()
    expect(page.locator(".otc-field")).to_be_hidden()
    page.clock.fast_forward(6_000)
    expect(status).to_be_empty()


def test_code_is_copied_as_it_is_written(opened: Opener) -> None:
    code = '<iframe src="https://exemple.fr/carte?a=1&amp;b=2"></iframe>\n'
    page = page_with(opened, copy_code_html(code))
    page.get_by_role("button").click()
    expect(page.get_by_role("status")).to_have_text("Code copié")
    assert page.evaluate("navigator.clipboard.readText()") == code


@pytest.mark.parametrize("clipboard", ["undefined", "{ writeText: () => Promise.reject(new Error('non')) }"])
def test_without_the_clipboard_the_old_way_copies(opened: Opener, clipboard: str) -> None:
    page = page_with(opened, copy_link_html("?a=1"))
    page.evaluate(f"() => Object.defineProperty(navigator, 'clipboard', {{ value: {clipboard} }})")
    page.evaluate("document.addEventListener('copy', () => (window.copied = document.activeElement.value))")
    page.get_by_role("button").click()
    expect(page.get_by_role("status")).to_have_text("Lien copié")
    assert page.evaluate("window.copied") == f"{SITE}/carte?a=1"
    assert page.locator("textarea").count() == 0, "what it copied from is taken away"


@pytest.mark.parametrize("refusal", ["() => false", "() => { throw new Error('non'); }"])
def test_where_nothing_copies_the_address_is_shown_and_selected(clocked: Opener, refusal: str) -> None:
    page = page_with(clocked, copy_link_html("?a=1"), before=hold_the_clock)
    page.evaluate("() => Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.evaluate(f"() => {{ document.execCommand = {refusal}; }}")
    page.get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("La copie est refusée")
    expect(page.locator("input")).to_be_visible()
    expect(page.locator("input")).to_be_focused()
    assert page.evaluate("getSelection().toString()") == f"{SITE}/carte?a=1"
    page.clock.fast_forward(60_000)
    expect(page.get_by_role("status")).to_contain_text("La copie est refusée")  # it stays until copying works


# --- Presenting ---

STAGE = """<main data-testid="stMain" style="height:300px;overflow:auto"><div style="height:3000px">
<div class="st-key-otc-presente"><p id="scene" tabindex="-1">Scène</p>
<div class="st-key-otc-suivante"><button>Suivante</button></div>
<div class="st-key-otc-precedente"><button>Précédente</button></div>
<div class="st-key-otc-valeurs"><button>Valeurs</button></div>
<div class="st-key-otc-notes"><button>Notes</button></div>
<div class="st-key-otc-quitter"><a href="#quitter">Quitter</a></div>
<button data-otc-full-screen>Plein écran</button>
<div><button data-otc-timer>Minuterie</button><i role="status"></i></div>
<div class="st-key-otc-devinez"><form onsubmit="return false"><input id="name"><input id="guess"></form></div>
<label>Champ <input id="field"></label><a id="link" href="#lien">Lien</a></div></div></main>
<script>window.pressed = [];
addEventListener("click", (e) => { pressed.push(e.target.textContent); }, true);</script>"""
QUIET = STAGE.replace("data-otc-full-screen", "").replace("<button data-otc-timer>", "<button data-otc-minuterie>")


def stage(opened: Opener, body: str = QUIET) -> Page:
    page = page_with(opened, body)
    page.focus("#scene")
    return page


def pressed(page: Page, *keys: str) -> list[str]:
    """Which buttons some keys press."""
    page.evaluate("() => { window.pressed.length = 0; }")
    for key in keys:
        page.keyboard.press(key)
    return list(page.evaluate("window.pressed"))


@pytest.mark.parametrize(
    ("key", "button"),
    [
        ("ArrowRight", "Suivante"), ("PageDown", "Suivante"), ("Space", "Suivante"),
        ("ArrowLeft", "Précédente"), ("PageUp", "Précédente"),
        ("v", "Valeurs"), ("V", "Valeurs"), ("n", "Notes"), ("Escape", "Quitter"), ("q", "Quitter"),
    ],
)  # fmt: skip
def test_a_key_presses_its_button(opened: Opener, key: str, button: str) -> None:
    assert pressed(stage(opened), key) == [button]


@pytest.mark.parametrize("key", ["x", "Tab", "Control+ArrowRight", "Alt+ArrowLeft", "Meta+v"])
def test_other_keys_press_nothing(opened: Opener, key: str) -> None:
    assert pressed(stage(opened), key) == []


def test_keys_press_nothing_where_nothing_is_presented(opened: Opener) -> None:
    page = stage(opened, QUIET.replace("st-key-otc-presente", "st-key-otc-autre"))
    assert pressed(page, "ArrowRight", "v", "q") == []


def test_a_button_that_is_off_is_not_pressed(opened: Opener) -> None:
    page = stage(opened)
    page.eval_on_selector(".st-key-otc-suivante button", "button => { button.disabled = true; }")
    assert pressed(page, "ArrowRight", "PageUp") == ["Précédente"]


APP = (
    '<div id="root" data-testid="stApp" data-test-script-state="%s"></div>'
    '<div data-otc-run="1" data-otc-address="||"></div>'
)


def in_a_run(clocked: Opener, state: str) -> Page:
    body = f'{APP % state}<script src="/demo/vendor/carte/base.js"></script>{QUIET}'
    page = clocked(f"{SITE}/presenter", {f"{SITE}/presenter": f'<html lang="fr">{body}'}, before=stop_the_clock)
    page.focus("#scene")
    return page


def after(page: Page, milliseconds: int, change: str) -> list[str]:
    """Which buttons are pressed once the page has changed."""
    page.evaluate("() => { window.pressed.length = 0; }")
    page.evaluate(change)
    page.clock.run_for(milliseconds)
    return list(page.evaluate("window.pressed"))


STILL = "() => { document.querySelector('[data-testid=stApp]').dataset.testScriptState = 'notRunning'; }"
LED = "() => history.replaceState(null, '', `?etape=${new URLSearchParams(location.search).get('etape') + 1}`)"
ANSWER_DRAWN = """() => {
  const page = document.querySelector("[data-otc-run]").dataset;
  page.otcRun += "1";
  page.otcAddress = `${new URLSearchParams(location.search).get("etape")}||`;
}"""
ANSWERED = f"() => {{ ({LED})(); ({ANSWER_DRAWN})(); }}"
NOTHING = "() => {}"


def test_keys_pressed_while_a_view_comes_wait_until_it_stands_and_keep_their_order(clocked: Opener) -> None:
    page = in_a_run(clocked, "running")
    page.evaluate("() => { window.notes = document.querySelector('.st-key-otc-notes'); window.notes.remove(); }")
    assert pressed(page, "v", "n", "ArrowRight", "q") == ["Quitter"], "who leaves waits for no view"
    assert after(page, 60_000, NOTHING) == [], "however long it takes"
    assert after(page, 1_000, STILL) == ["Valeurs"]
    assert after(page, 1_000, ANSWERED) == [], "the button of the next one is not drawn yet"
    assert after(page, 1_000, "() => document.querySelector('.st-key-otc-presente').append(window.notes)") == ["Notes"]
    assert after(page, 1_000, ANSWERED) == ["Suivante"]
    assert after(page, 1_000, ANSWERED) == []
    assert pressed(page, "ArrowLeft") == ["Précédente"], "nothing waits any more"


def test_a_key_waits_for_what_the_one_before_asked_for(clocked: Opener) -> None:
    page = in_a_run(clocked, "notRunning")
    assert pressed(page, "v", "n", "n") == ["Valeurs"], "the framework does not say yet that it runs"
    assert after(page, 1_000, NOTHING) == []
    assert after(page, 9_000, LED) == [], "the address is that of a view which is not drawn yet"
    assert after(page, 1_000, ANSWER_DRAWN) == ["Notes"]
    assert after(page, 6_000, NOTHING) == ["Notes"], "what is never answered stops nobody"


def test_a_key_waits_for_what_the_page_asked_for(clocked: Opener) -> None:
    page = in_a_run(clocked, "notRunning")
    page.evaluate("() => document.dispatchEvent(new Event('otc-asked'))")
    assert pressed(page, "v") == []
    assert after(page, 1_000, NOTHING) == []
    assert after(page, 1_000, "() => { document.querySelector('[data-otc-run]').dataset.otcRun = 'another'; }") == [
        "Valeurs"
    ]


def test_a_key_that_is_held_down_or_outlives_the_presentation_does_not_wait(clocked: Opener) -> None:
    page = in_a_run(clocked, "running")
    page.keyboard.down("ArrowRight")
    page.keyboard.down("ArrowRight")
    page.keyboard.down("ArrowRight")
    assert after(page, 1_000, STILL) == ["Suivante"]
    page.evaluate("() => { document.querySelector('[data-testid=stApp]').dataset.testScriptState = 'running'; }")
    page.keyboard.press("v")
    left = "() => { document.querySelector('.st-key-otc-presente').className = 'st-key-otc-autre'; }"
    assert after(page, 1_000, left) == []
    back = "() => { document.querySelector('.st-key-otc-autre').className = 'st-key-otc-presente'; }"
    assert after(page, 1_000, f"() => {{ ({back})(); ({STILL})(); }}") == []


def test_notes_that_come_late_are_ready_to_be_written_in(clocked: Opener) -> None:
    page = in_a_run(clocked, "notRunning")
    page.keyboard.press("n")
    page.evaluate("() => { document.querySelector('[data-testid=stApp]').dataset.testScriptState = 'running'; }")
    page.clock.run_for(60_000)
    after(
        page,
        1_000,
        "document.body.insertAdjacentHTML('beforeend', '<div class=st-key-otc-carnet><textarea></textarea></div>')",
    )
    expect(page.locator("textarea")).to_be_focused()


def test_what_is_typed_in_a_field_commands_nothing_until_escape(opened: Opener) -> None:
    page = stage(opened)
    page.focus("#field")
    assert pressed(page, "v", "n", "ArrowRight", "Space", "Escape") == []
    expect(page.locator("#field")).to_have_value("vn ")
    expect(page.locator("#field")).not_to_be_focused()
    assert pressed(page, "v") == ["Valeurs"]


def test_the_space_bar_presses_the_button_or_link_that_has_the_focus(opened: Opener) -> None:
    page = stage(opened)
    page.focus(".st-key-otc-valeurs button")
    assert pressed(page, "Space") == ["Valeurs"]
    page.focus("#link")
    assert pressed(page, "Space") == []
    assert pressed(page, "ArrowRight") == ["Suivante"]


def test_arrows_up_and_down_scroll_two_fifths_of_the_window(opened: Opener) -> None:
    page = stage(opened)
    page.evaluate("document.activeElement.blur()")  # within what scrolls, the browser would add its own step
    page.keyboard.press("ArrowDown")
    page.wait_for_function("document.querySelector('main').scrollTop === 240")  # 0.4 x 600
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.wait_for_function("document.querySelector('main').scrollTop === 240")


def test_e_leads_to_the_first_estimate_and_does_not_write_itself(opened: Opener) -> None:
    page = stage(opened)
    page.keyboard.press("e")
    expect(page.locator("#name")).to_be_focused()
    expect(page.locator("#name")).to_have_value("")


def test_n_leads_to_the_notes_once_they_are_drawn(opened: Opener) -> None:
    page = stage(opened)
    page.keyboard.press("n")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<div class=st-key-otc-carnet><textarea></textarea></div>')"
    )
    expect(page.locator("textarea")).to_be_focused()


def test_after_enter_the_next_estimate_begins_with_its_name(opened: Opener) -> None:
    page = stage(opened)
    page.focus("#guess")
    page.keyboard.press("Enter")
    expect(page.locator("#name")).to_be_focused()
    page.focus("#field")
    page.keyboard.press("Enter")
    expect(page.locator("#field")).to_be_focused()


def test_a_remote_control_works_from_within_a_frame_and_other_keys_stay_there(opened: Opener) -> None:
    answers = {
        f"{SITE}/carte": shell(QUIET + '<iframe src="/demo/cadre"></iframe>'),
        f"{SITE}/cadre": "<button>Zoomer</button><input>",
    }
    page = opened(f"{SITE}/carte", answers)
    page.frames[1].focus("button")
    assert pressed(page, "PageDown", "v", "ArrowRight", "PageUp") == ["Suivante", "Précédente"]
    page.frames[1].focus("input")
    assert pressed(page, "PageDown") == []


def test_full_screen_is_entered_and_left(opened: Opener) -> None:
    page = stage(opened, STAGE + str(full_screen_html()))
    page.locator("[data-otc-full-screen]").first.click()
    page.wait_for_function("document.fullscreenElement === document.documentElement")
    page.focus("#scene")
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement === null")


def test_a_full_screen_that_is_refused_breaks_nothing(opened: Opener) -> None:
    page = stage(opened, STAGE)
    page.evaluate("() => { document.documentElement.requestFullscreen = () => Promise.reject(new Error('non')); }")
    page.locator("[data-otc-full-screen]").click()
    page.evaluate("() => { document.documentElement.requestFullscreen = undefined; }")
    page.locator("[data-otc-full-screen]").click()
    assert page.evaluate("document.fullscreenElement") is None


# --- The timer ---


def timed(clocked: Opener, minutes: int = 6) -> Page:
    return page_with(clocked, f'<div class="st-key-otc-presente">{timer_html(minutes)}</div>', before=stop_the_clock)


def test_the_timer_counts_stops_and_goes_on(clocked: Opener) -> None:
    page = timed(clocked)
    left, button, status = page.locator(".otc-timer-left"), page.get_by_role("button"), page.get_by_role("status")
    page.clock.run_for(5_000)
    expect(left).to_have_text("6:00")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(status).to_have_text(f"Minuterie lancée{N}: il reste 6 minutes.")
    page.clock.run_for(59_000)
    expect(left).to_have_text("5:01")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(status).to_have_text(f"Minuterie lancée{N}: il reste 6 minutes.")
    page.clock.run_for(1_000)
    expect(left).to_have_text("5:00")
    expect(status).to_have_text("Il reste 5 minutes.")
    page.clock.run_for(30_000)
    button.click()
    expect(status).to_have_text(f"Minuterie arrêtée{N}: il reste 5 minutes.")
    page.clock.run_for(600_000)
    expect(left).to_have_text("4:30")
    page.keyboard.press("t")
    page.clock.run_for(1_000)
    expect(left).to_have_text("4:29")


def test_the_end_is_said_and_what_is_over_counted(clocked: Opener) -> None:
    page = timed(clocked, 2)
    page.get_by_role("button").click()
    page.clock.run_for(60_000)
    expect(page.get_by_role("status")).to_have_text("Il reste 1 minute.")
    page.clock.run_for(59_000)
    expect(page.locator(".otc-timer")).not_to_have_class("otc-timer otc-over")
    page.clock.run_for(1_000)
    expect(page.get_by_role("status")).to_have_text("Le temps est écoulé.")
    expect(page.locator(".otc-timer")).to_have_class("otc-timer otc-over")
    page.clock.run_for(75_000)
    expect(page.locator(".otc-timer-left")).to_have_text("−1:15")


def test_the_timer_goes_on_in_the_next_view_and_begins_anew_with_other_minutes(clocked: Opener) -> None:
    page = timed(clocked)
    page.get_by_role("button").click()
    page.clock.run_for(10_000)
    replace = "html => { document.querySelector('.otc-timer').outerHTML = html; }"
    page.evaluate(replace, timer_html(6))
    page.clock.run_for(2_000)
    expect(page.locator(".otc-timer-left")).to_have_text("5:48")
    page.evaluate(replace, timer_html(10))
    page.clock.run_for(20_000)
    expect(page.locator(".otc-timer-left")).to_have_text("10:00")


# --- What nobody saved ---


@pytest.mark.parametrize(("body", "asked"), [("<p data-otc-unsaved>", True), ("<p>", False)])
def test_the_browser_asks_before_notes_are_lost(opened: Opener, body: str, asked: bool) -> None:
    page = page_with(opened, body)
    left = page.evaluate("dispatchEvent(new Event('beforeunload', { cancelable: true }))")
    assert left is not asked


# --- The search fields ---


def search_box(answers: str, certain: str, results: str) -> str:
    return (
        '<div class="st-key-otc-recherche-essai"><input type="search">'
        f'{results}<span data-otc-answers="{answers}" data-otc-certain="{certain}" hidden></span></div>'
    )


LINKS = '<a class="otc-subject" href="#un">un</a><a class="otc-subject" href="#deux">deux</a>'


def test_enter_opens_the_first_result_of_what_is_typed(opened: Opener) -> None:
    page = page_with(opened, search_box("cognac", "yes", LINKS))
    page.locator("input").fill(" cognac ")
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#un'")


def test_enter_waits_for_the_results_of_what_is_typed_and_for_them_to_be_drawn(clocked: Opener) -> None:
    page = page_with(clocked, search_box("cogna", "yes", LINKS))
    hold_the_clock(page)
    page.locator("input").fill("cognac")
    page.keyboard.press("Enter")
    page.clock.run_for(300)
    assert page.evaluate("location.hash") == "", "those are the results of another text"
    page.evaluate(
        "() => { document.querySelectorAll('a').forEach((a) => a.remove());"
        " document.querySelector('span').dataset.otcAnswers = 'cognac'; }"
    )
    page.clock.run_for(300)
    page.evaluate(
        "document.querySelector('input').insertAdjacentHTML('afterend', '<a class=\"otc-subject\" href=\"#x\">x</a>')"
    )
    page.clock.run_for(300)
    page.wait_for_function("location.hash === '#x'")


def test_what_is_typed_after_enter_takes_it_back(clocked: Opener) -> None:
    page = page_with(clocked, search_box("", "yes", LINKS))
    hold_the_clock(page)
    page.locator("input").fill("cognac")
    page.keyboard.press("Enter")
    page.keyboard.type("s")
    page.evaluate("document.querySelector('span').dataset.otcAnswers = 'cognac'")
    page.clock.run_for(1_000)
    assert page.evaluate("location.hash") == ""


def test_enter_only_leads_to_what_is_suggested(opened: Opener) -> None:
    page = page_with(opened, search_box("cognak", "no", LINKS))
    page.locator("input").fill("cognak")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="un")).to_be_focused()
    assert page.evaluate("location.hash") == ""
