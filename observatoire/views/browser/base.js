/* Tells Streamlit's page its own address, found in this script's: without it, a shared link such as /carte makes
 * it ask /carte/_stcore/health first, which does not exist. */
"use strict";
window.__streamlit = { BACKEND_BASE_URL: document.currentScript.src.replace(/vendor\/carte\/base\.js.*$/, "") };

/* What the framework and its libraries choose by the browser's language (numbers, what is read aloud) is in ours. */
Object.defineProperty(navigator, "language", { get: () => "fr-FR", configurable: true });
Object.defineProperty(navigator, "languages", { get: () => ["fr-FR", "fr"], configurable: true });

/* The first view stands until the application has drawn the same; what was scrolled stays so. It stays while somebody
 * searches in it: what is typed is not taken away. */
const first = document.getElementById("otc-first");
const root = document.getElementById("root");
if (first) {
  const watch = new MutationObserver(() => isDrawn() && !isTypedIn(first) && leave());
  const leave = () => {
    watch.disconnect();
    requestAnimationFrame(() => {
      const read = window.scrollY;
      first.remove(); /* its style sheet hid the application's root: nobody met a page that was not there yet */
      window.scrollTo(0, 0);
      if (read) document.querySelector("[data-testid=stMain]").scrollTop = read;
      else if (["back_forward", "reload"].includes(performance.getEntriesByType("navigation")[0]?.type)) comeBack();
    });
  };
  watch.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-script-state"] });
}

/* What is kept in the browser is of use once the application is drawn: asked for before, on a slow line, its scripts would
 * hold the drawing up. One that does not come is asked for again. */
const LATER = (document.currentScript.dataset.otcLater ?? "").split(" ").filter(Boolean);
const AGAIN = 5_000; /* milliseconds */
const toCome = new Set(LATER); /* neither here nor missed once */

function load(address) {
  const script = document.createElement("script");
  script.async = false; /* they run in their order */
  script.src = address;
  script.addEventListener("load", () => toCome.delete(address));
  script.addEventListener("error", () => {
    toCome.delete(address);
    setTimeout(load, AGAIN, address);
  });
  document.head.append(script);
}

if (LATER.length) {
  const drawn = new MutationObserver(() => {
    if (!(first ? isDrawn() : isStill())) return; /* a page without a first view is only known to be drawn by its end */
    drawn.disconnect();
    LATER.forEach(load);
  });
  drawn.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-script-state"] });
}

function isStill() {
  return document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning";
}

function isDrawn() {
  return isStill() && Boolean(root.querySelector(".otc-footer, .otc-stage, [role=alert]"))
    && ![...root.querySelectorAll("[data-testid=stSkeleton]")].some(isAwaited);
}

/* The framework holds a place for what its script has not come yet: what is read first must be there. Not a chart, whose
 * script is heavy: its sentence is above it, and frame.css keeps its place. */
const CHARTS = ".st-key-comparaison,.st-key-nuage,.st-key-evolution,.st-key-pairs,.st-key-scene";

function isAwaited(held) {
  return !held.closest(CHARTS) && held.getBoundingClientRect().top < window.innerHeight;
}

function isTypedIn(view) {
  const field = view.querySelector("input[type=search]");
  return Boolean(field && field.value && field.value !== field.defaultValue);
}

/* The menu is one row that scrolls: it does, for the entry of the page read to be seen; the page itself stays. */
let entryShown = "";

function showEntry() {
  const menu = document.querySelector(".otc-first-menu") ?? document.querySelector(".st-key-otc-menu");
  const entry = menu?.querySelector("[aria-current], a:has(strong)");
  const shown = entry ? `${menu.className} ${entry.textContent}` : "";
  if (!entry || shown === entryShown) return;
  entryShown = shown;
  const [row, box] = [menu.getBoundingClientRect(), entry.getBoundingClientRect()];
  const beyond = Math.max(0, box.right + 12 - row.right) || Math.min(0, box.left - row.left);
  if (beyond) menu.scrollLeft += beyond;
}

new MutationObserver(showEntry).observe(document, { subtree: true, childList: true, characterData: true });
showEntry();

/* Back leaves a view at once. An address that only says in full what the one shown leaves to us (its peers, indicator,
 * year, edition) takes its place in the history; so does what is being typed in the search, and what is opened or shown
 * within a view that is presented: Back leads to the view before. */
const NO_STEP = ["q", "montrees", "carnet"];
const IMPLIED = ["pairs", "indicateur", "annee", "edition"];
const pushed = history.pushState.bind(history);
history.pushState = (state, unused, url) =>
  addsNoStep(url) ? history.replaceState(state, unused, url) : pushed(state, unused, url);

function addsNoStep(url) {
  if (url == null) return false;
  const next = new URL(url, location.href);
  if (next.pathname !== location.pathname) return false;
  const [before, after] = [new URLSearchParams(location.search), next.searchParams];
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
  return changed.every((name) => NO_STEP.includes(name) || (IMPLIED.includes(name) && !before.has(name)));
}

/* Back shows a page where it was left: how far it was scrolled, which of its rows were open. Kept by address for as long
 * as the tab lives; what the visitor does meanwhile comes first. */
const LEFT = "otc-left";
const MOST_LEFT = 40;
let comingBack = 0;

function leftPages() {
  try {
    return JSON.parse(sessionStorage.getItem(LEFT)) ?? {};
  } catch {
    return {};
  }
}

function noteWhere() {
  const main = document.querySelector("[data-testid=stMain]");
  if (!main || comingBack || document.getElementById("otc-first") || !isDrawn()) return;
  const rows = [...main.querySelectorAll("details[data-otc-row][open]")].map((row) => row.dataset.otcRow);
  const { [location.href]: _, ...others } = leftPages();
  const kept = Object.entries(others).slice(1 - MOST_LEFT);
  try {
    sessionStorage.setItem(LEFT, JSON.stringify({ ...Object.fromEntries(kept), [location.href]: [main.scrollTop, rows] }));
  } catch {
    /* a browser that keeps nothing: Back then shows the top */
  }
}

function comeBack() {
  const [href, where, turn] = [location.href, leftPages()[location.href], (comingBack += 1)];
  if (!where || (!where[0] && !where[1].length)) return void (comingBack = 0);
  const since = performance.now();
  let [still, height, ran] = [0, 0, false];
  (function settle() {
    if (turn !== comingBack) return;
    const main = document.querySelector("[data-testid=stMain]");
    const waited = performance.now() - since;
    ran ||= !isDrawn() || waited > 2000;
    for (const row of where[1]) main?.querySelector(`details[data-otc-row="${CSS.escape(row)}"]`)?.setAttribute("open", "");
    if (main && main.scrollTop !== where[0]) main.scrollTop = where[0];
    still = main && ran && isDrawn() && main.scrollHeight === height ? still + 1 : 0;
    height = main?.scrollHeight ?? 0;
    if (still > 30 || waited > 15000 || location.href !== href) comingBack = 0;
    else requestAnimationFrame(settle);
  })();
}

/* A row of a portrait asks for what it opens when it is opened: most never are. What came is kept as long as the page. */
const rowsRead = new Map();

async function fillRow(row) {
  const [place, rows] = [row.querySelector(".otc-opened"), row.closest("[data-otc-rows]")];
  if (!row.open || !place || !rows || place.dataset.otcRead === row.dataset.otcRow) return;
  const address = window.__streamlit.BACKEND_BASE_URL + rows.dataset.otcRows + encodeURIComponent(row.dataset.otcRow);
  place.setAttribute("aria-busy", "true");
  if (!rowsRead.has(address)) rowsRead.set(address, fetch(address).then((answer) => answer.ok ? answer.text() : Promise.reject()));
  try {
    place.outerHTML = await rowsRead.get(address); /* of our own server, escaped there */
    row.querySelector(".otc-opened").dataset.otcRead = row.dataset.otcRow;
  } catch {
    rowsRead.delete(address);
    place.removeAttribute("aria-busy");
    place.textContent = "Ces lignes n’ont pas pu être lues. Refermez puis rouvrez, quand le réseau sera revenu.";
  }
}

document.addEventListener("toggle", (event) => event.target.matches?.("details[data-otc-row]") && fillRow(event.target), true);

let noting = 0;
document.addEventListener("scroll", () => {
  clearTimeout(noting);
  noting = setTimeout(noteWhere, 120);
}, true);
document.addEventListener("toggle", noteWhere, true);
document.addEventListener("click", noteWhere, true);
for (const moved of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(moved, () => (comingBack = 0), { capture: true, passive: true });
addEventListener("popstate", (event) => event.isTrusted && comeBack());

/* A link of our own blocks of HTML leads to a view as those of the menu do: the application stays, and draws it at once. */
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest(".stHtml a[href]");
  const target = link && link.getAttribute("target"); /* by attribute: a link of a drawing has no texts as properties */
  if (!link || (target && target !== "_self") || event.defaultPrevented || event.button !== 0) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; /* for a tab of its own */
  const to = new URL(link.getAttribute("href"), location.href), site = new URL(window.__streamlit.BACKEND_BASE_URL);
  const page = to.pathname.slice(site.pathname.length);
  if (to.origin !== site.origin || !/^[a-z]*$/.test(page) || to.hash) return; /* no view of ours, or a place in a page */
  event.preventDefault();
  pushed(null, "", to.href);
  dispatchEvent(new PopStateEvent("popstate", { state: null }));
  document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
});

/* « Copier le lien », « Copier le code »: views/share_html.py draws the button, its field and its word. */
document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-otc-copy]");
  if (!button) return;
  const field = button.parentElement.querySelector(".otc-field");
  const word = button.parentElement.querySelector("[role=status]");
  if (field.matches("input")) field.value = new URL(field.value, location.href).href;
  const done = await copied(field.value);
  button.focus();
  if (!done) {
    field.hidden = false;
    field.focus();
    field.select();
  }
  word.textContent = ""; /* said again at a second click */
  setTimeout(() => (word.textContent = done ? button.dataset.otcDone : button.dataset.otcRefused), 60);
  if (done) setTimeout(() => (word.textContent = ""), 6000);
});

/* « Envoyer à quelqu’un… »: the sheet of a phone, where the browser has one. */
if (navigator.share) document.documentElement.classList.add("otc-shares");
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-otc-share]");
  if (!button) return;
  const url = new URL(button.dataset.otcShare, location.href).href;
  navigator.share({ title: document.title, url }).catch(() => {}); /* closed without sending */
});

/* « Emporter » of the menu « Partager »: its files stand under the view that they hold. */
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-otc-files]");
  const files = button && document.querySelector(".st-key-emporter button");
  if (!files) return;
  document.querySelector(".st-key-partager button")?.click(); /* this menu closes */
  files.scrollIntoView({ block: "center" });
  files.focus({ preventScroll: true });
  setTimeout(() => files.getAttribute("aria-expanded") === "true" || files.click(), 60);
});

/* « Emporter »: while a file is made apart, how many come before it is said under the buttons. */
let askingWhere = 0;

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-testid=stDownloadButton] button") && document.querySelector("[data-otc-waiting]")) {
    clearTimeout(askingWhere);
    askingWhere = setTimeout(sayWhere, 600); /* most files are there before */
  }
});

async function sayWhere() {
  const place = document.querySelector("[data-otc-waiting]");
  if (!place) return;
  const answer = await fetch(window.__streamlit.BACKEND_BASE_URL + place.dataset.otcWaiting).catch(() => null);
  const words = answer?.status === 200 ? await answer.text() : "";
  for (const one of document.querySelectorAll("[data-otc-waiting]")) if (one.textContent !== words) one.textContent = words;
  if (words) askingWhere = setTimeout(sayWhere, 1000);
}

async function copied(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      /* refused: the old way may not be */
    }
  }
  const area = document.createElement("textarea"); /* the only way over plain http */
  area.value = text;
  area.readOnly = true;
  area.style.cssText = "position:fixed;top:0;left:-99px;width:1px;height:1px";
  document.body.append(area);
  area.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.remove();
  }
}

/* The search fields (pages/parts/search/). Enter opens the first result once it answers what is typed; what is only
 * suggested gets the focus instead, and a second Enter opens it. */
const SEARCH = "[class*='st-key-otc-recherche-']";
const RESULT = "a[data-testid=stPageLink-NavLink], a.otc-subject, .stButton button";

let typings = 0; /* what is typed after Enter takes it back */

document.addEventListener("input", () => (typings += 1), true);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches?.(`${SEARCH} input`)) return;
  const name = [...event.target.closest(SEARCH).classList].find((word) => word.startsWith("st-key-otc-recherche-"));
  openFirst(name, event.target.value.trim(), typings);
});

function openFirst(name, typed, since, tries = 100) {
  if (!typed || since !== typings) return;
  const box = document.querySelector(`.${name}`); /* found anew: it may be drawn again meanwhile */
  const marks = box ? [...box.querySelectorAll("[data-otc-answers]")] : [];
  const answered = marks.find((mark) => mark.dataset.otcAnswers === typed);
  const first = answered && box.querySelector(RESULT);
  const certain = answered?.dataset.otcCertain === "yes";
  if (!answered || (certain && !first)) {
    if (tries) setTimeout(() => openFirst(name, typed, since, tries - 1), 100);
    return;
  }
  if (!box.contains(document.activeElement) && document.activeElement !== document.body) return;
  if (certain) first.click();
  else first?.focus();
}

/* On a phone whose keyboard is open the field goes to the top of what is left, so that results are seen under it. */
function showResults() {
  const box = document.activeElement?.matches?.(`${SEARCH} input`) && document.activeElement.closest(SEARCH);
  if (box && (window.visualViewport?.height ?? innerHeight) < 560) box.scrollIntoView({ block: "start" });
}

document.addEventListener("focusin", () => setTimeout(showResults, 60));
window.visualViewport?.addEventListener("resize", showResults);

/* « Changer de territoire », « Un autre », « Chercher par un mot »: what opens is ready to be typed in. */
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-testid=stPopover] button")) focusWhenDrawn(`[data-testid=stPopoverBody] ${SEARCH} input`);
});

/* Presenting a workshop (pages/explorer/presenter/page.py). Keys press the buttons that are on the page. */
const PRESSED = {
  ArrowRight: ".st-key-otc-suivante button",
  PageDown: ".st-key-otc-suivante button",
  " ": ".st-key-otc-suivante button",
  ArrowLeft: ".st-key-otc-precedente button",
  PageUp: ".st-key-otc-precedente button",
  v: ".st-key-otc-valeurs button",
  n: ".st-key-otc-notes button",
  t: "[data-otc-timer]",
  f: "[data-otc-full-screen]",
  Escape: ".st-key-otc-quitter a",
  q: ".st-key-otc-quitter a",
};
const AT_ONCE = ["t", "f", "Escape", "q"]; /* what they press does not depend on the view that is coming */
const ESTIMATE = "e"; /* leads to a field */

function presentingKey(event) {
  if (!document.querySelector(".st-key-otc-presente")) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const on = event.target;
  const field = on.closest?.("input, textarea, select, [contenteditable=true], [role=slider], [role=dialog]");
  if (field) {
    if (event.key === "Escape") field.blur(); /* what is typed is kept, and the keys command again */
    return;
  }
  if (event.key === " " && on.closest?.("button, a, summary")) return; /* the space bar presses them */
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "ArrowDown" || key === "ArrowUp") {
    const by = (key === "ArrowDown" ? 0.4 : -0.4) * innerHeight;
    document.querySelector("[data-testid=stMain]")?.scrollBy({ top: by });
    return;
  }
  if (key !== ESTIMATE && !(key in PRESSED)) return;
  if (!keepWaiting(key, event.repeat) && !press(key)) return;
  event.preventDefault();
  event.stopPropagation();
}

/* Does what a key asks; whether there was anything to press. */
function press(key) {
  if (key === ESTIMATE) {
    focusWhenDrawn(".st-key-otc-devinez input");
    return true;
  }
  const button = document.querySelector(PRESSED[key]);
  if (!button || button.disabled) return false;
  if (!AT_ONCE.includes(key)) left = { address: address(), at: performance.now() };
  button.click();
  return true;
}

/* Keys that are pressed while a view comes are kept, in their order, each pressed once the page stands: until then its
 * button may be away, or lead from the view before, and the address that goes with it be that of the view before. */
const MOST_WAITING = 8;
const BETWEEN_LOOKS = 50; /* milliseconds */
const STANDS = 2; /* looks: between two runs that follow each other a page seems to stand */
const GIVEN_UP = 40; /* looks at a page that stands, and has no such button */
const waiting = [];
let stood = 0;

function keepWaiting(key, repeated) {
  const there = key === ESTIMATE || document.querySelector(PRESSED[key]);
  if (there && (AT_ONCE.includes(key) || (!waiting.length && !runs()))) return false;
  if (!repeated && waiting.length < MOST_WAITING && waiting.push(key) === 1) lookAgain(0);
  return true;
}

function lookAgain(looks) {
  stood = looks;
  setTimeout(pressNext, BETWEEN_LOOKS);
}

function pressNext() {
  if (!document.querySelector(".st-key-otc-presente")) waiting.length = 0; /* somebody left */
  if (!waiting.length) return;
  const looks = runs() ? 0 : stood + 1;
  const there = waiting[0] === ESTIMATE || document.querySelector(PRESSED[waiting[0]]);
  if (looks < (there ? STANDS : GIVEN_UP)) return lookAgain(looks);
  press(waiting.shift());
  if (waiting.length) lookAgain(0);
}

/* Whether a run is under way, or was asked for: the framework tells of it late, of a short one never, and draws later than
 * it tells. The page says at its end which run drew it, and of which address. One that is just drawn may ask for another:
 * the script that hands back what the browser keeps is on its way. */
const UNANSWERED = 5_000; /* milliseconds: what is asked may be no run */
const IN_ADDRESS = ["etape", "montrees", "carnet"];
let asked = { of: "", at: 0 };
let left = { address: "", at: -UNANSWERED };
document.addEventListener("otc-asked", () => (asked = { of: drawn()?.otcRun ?? "", at: performance.now() }));

function drawn() {
  return document.querySelector("[data-otc-run]")?.dataset;
}

function address() {
  const named = new URLSearchParams(location.search);
  return IN_ADDRESS.map((name) => named.get(name) ?? "").join("|");
}

function runs() {
  if (!document.querySelector("[data-testid=stApp]")) return false;
  const [page, now] = [drawn(), performance.now()];
  if (!isStill() || toCome.size || (page && page.otcAddress !== address())) return true;
  const leaves = left.address === address() && now - left.at < UNANSWERED;
  return leaves || (Boolean(asked.of) && asked.of === page?.otcRun && now - asked.at < UNANSWERED);
}

document.addEventListener("keydown", presentingKey, true);

/* Notes that are opened are seen whole, and ready to be written in. */
document.addEventListener("click", (event) => {
  if (!event.target.closest?.(".st-key-otc-notes button")) return;
  if (document.querySelector(".st-key-otc-carnet")) return; /* they close */
  focusWhenDrawn(".st-key-otc-carnet textarea", 50, ".st-key-otc-carnet");
});

/* A view begins at its top, and ends above the buttons, however high they are. */
let stepShown = "";
let barMeasured = null;
const barHeight = new ResizeObserver(() => {
  document.documentElement.style.setProperty("--otc-bar", `${barMeasured.offsetHeight}px`);
});
const viewHeight = new ResizeObserver(() => { /* a drawing that comes late does not push away the notes being written */
  document.activeElement?.closest(".st-key-otc-carnet")?.scrollIntoView({ block: "nearest" });
});

new MutationObserver(() => {
  const step = document.querySelector(".otc-scene-head")?.dataset.otcStep ?? "";
  if (step && stepShown && step !== stepShown) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  stepShown = step;
  const bar = document.querySelector(".st-key-otc-commandes");
  if (bar === barMeasured) return;
  barHeight.disconnect();
  viewHeight.disconnect();
  barMeasured = bar;
  if (!bar) return;
  barHeight.observe(bar);
  viewHeight.observe(bar.closest(".st-key-otc-presente"));
}).observe(document, { subtree: true, childList: true });

/* A remote control still works after a click on the map, which is a frame of its own. */
document.addEventListener("load", (event) => {
  const inside = event.target instanceof HTMLIFrameElement ? event.target.contentDocument : null;
  if (inside) inside.addEventListener("keydown", (pressed) => {
    if (pressed.key.startsWith("Page")) presentingKey(pressed);
  });
}, true);

/* After an estimate is added with Enter, the next one begins with its name; one that is refused comes back with it. */
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.(".st-key-otc-devinez form input, .st-key-otc-devinez [data-testid=stForm] input"))
    setTimeout(nextEstimate, 400);
});

function nextEstimate(tries = 100) {
  if (runs() && tries) return setTimeout(() => nextEstimate(tries - 1), 50);
  const on = document.activeElement;
  if (on && on !== document.body && !on.closest(".st-key-otc-devinez")) return; /* somebody is elsewhere by now */
  const [name, value] = document.querySelectorAll(".st-key-otc-devinez input");
  (name?.value && value ? value : name)?.focus();
}

/* Leads the keyboard to a field once it is drawn, however long that takes, and shows what holds it. */
function focusWhenDrawn(selector, tries = 20, shown = selector) {
  const found = document.querySelector(selector);
  if (found) {
    found.focus();
    document.querySelector(shown).scrollIntoView({ block: "nearest" });
  } else if (tries) setTimeout(() => focusWhenDrawn(selector, runs() ? tries : tries - 1, shown), 100);
}

document.addEventListener("click", (event) => {
  const on = event.target instanceof Element && event.target.closest("[data-otc-full-screen], [data-otc-timer]");
  if (!on) return;
  if ("otcTimer" in on.dataset) turnTimer(on.parentElement);
  else if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
});

/* The timers: counted here, so that the workshop's goes on from a view to the next; a view may have its own. */
const TIMERS = "otc-minuteries"; /* kept in this browser: a page loaded again goes on counting */
const MOST_TIMERS = 24;
const LONGEST_RUN = 12 * 3_600_000; /* milliseconds: nobody waits for a timer that was started yesterday */
/* By workshop, view and minutes: seconds left when it was last started; when that was, 0: it waits. */
const timers = keptTimers();

function keptTimers() {
  try {
    const sound = ([name, timer]) => typeof name === "string" && Number.isFinite(timer.left) && Number.isFinite(timer.since)
      && timer.since >= 0 && timer.since <= Date.now() && (!timer.since || Date.now() - timer.since < LONGEST_RUN);
    return new Map(JSON.parse(localStorage.getItem(TIMERS) ?? "[]").filter(sound).slice(-MOST_TIMERS)
      .map(([name, { left, since }]) => [name, { left, since }]));
  } catch {
    return new Map(); /* nothing readable, or settings that refuse it */
  }
}

function keepTimers() {
  try {
    localStorage.setItem(TIMERS, JSON.stringify([...timers].slice(-MOST_TIMERS)));
  } catch { /* it counts all the same, until the page is closed */ }
}

function timerOf(box) {
  const { otcTimerIn: workshop = "", otcTimerOf: view = "", otcMinutes: minutes } = box.dataset;
  const name = JSON.stringify([workshop, view, minutes]);
  const whole = JSON.stringify([workshop, ""]).slice(0, -1);
  if (!view) for (const old of timers.keys()) if (old.startsWith(whole) && old !== name) timers.delete(old);
  if (!timers.has(name)) timers.set(name, { left: Number(minutes) * 60, since: 0 });
  return timers.get(name);
}

function secondsLeft(timer) {
  return timer.left - (timer.since ? Math.floor((Date.now() - timer.since) / 1000) : 0);
}

function turnTimer(box) {
  const timer = timerOf(box);
  const left = secondsLeft(timer);
  timer.left = left;
  timer.since = timer.since ? 0 : Date.now();
  keepTimers();
  showTimer(box);
  box.querySelector("[role=status]").textContent = timer.since ? `Minuterie lancée\u202f: ${told(left)}.` : `Minuterie arrêtée\u202f: ${told(left)}.`;
}

function told(seconds) {
  const minutes = Math.ceil(Math.max(0, seconds) / 60);
  return `il reste ${minutes} minute${minutes > 1 ? "s" : ""}`;
}

function showTimer(box) {
  const timer = timerOf(box);
  const left = secondsLeft(timer);
  const text = `${left < 0 ? "−" : ""}${Math.floor(Math.abs(left) / 60)}:${String(Math.abs(left) % 60).padStart(2, "0")}`;
  const shown = box.querySelector(".otc-timer-left");
  const [button, runs] = [box.querySelector("button"), String(Boolean(timer.since))];
  if (button.getAttribute("aria-pressed") !== runs) button.setAttribute("aria-pressed", runs);
  if (shown.textContent === text) return;
  shown.textContent = text;
  box.classList.toggle("otc-over", left <= 0);
  if (!timer.since) return;
  const status = box.querySelector("[role=status]");
  if (left === 0) status.textContent = "Le temps est écoulé.";
  else if (left === 60 || (left > 0 && left % 300 === 0)) status.textContent = `${told(left)[0].toUpperCase()}${told(left).slice(1)}.`;
}

setInterval(() => document.querySelectorAll("[data-otc-minutes]").forEach(showTimer), 250);

/* Notes and estimates that nobody saved: the browser asks before they are lost. */
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("[data-otc-unsaved]")) event.preventDefault();
});
