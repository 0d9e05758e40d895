/* « Connexion perdue, rien n'est perdu »: on every page, in the place of the framework's own dialog. A laptop without
 * any network may well reach its own server: only a server that does not answer is lost. A line that is dead without
 * having been closed is left for another one; a page whose script did not come, or stopped, is loaded again. */
"use strict";
{
  const LOST = "Connexion perdue, rien n’est perdu\u202f: la page reprendra d’elle-même.";
  const LATE = "Cette page tarde à s’ouvrir.";
  const FAILED = "Cette page n’a pas pu s’ouvrir.";
  const AGAIN = "Réessayer";
  const PLAIN = "Ouvrir en page simple";
  const PATIENCE = 700; /* milliseconds: a connection made again at once is not spoken of */
  const ASLEEP = 20_000; /* between two beats: the machine slept */
  const STUCK = 5_000; /* a choice that the server has not even begun to answer */
  const BETWEEN = 1_500; /* two questions to a server that does not answer */
  const LONGEST = 8_000; /* an answer waited for */
  const LONGEST_RUN = 30_000; /* the page drawn once more, by a server that others came to as well */
  const SILENT = 15_000; /* a line that was asked whether it lives: at 400 kb/s its answer comes behind scripts */
  const OPENS = 30_000; /* a page that is not drawn by then is late: twice what the slowest telephone takes */
  const RELOADS = 3; /* of a page that fails, one after the other */
  const RELOADED = "otc-reloaded"; /* in this tab: when it was */
  const FORGOTTEN = 120_000;

  const health = new URL("_stcore/health", window.__streamlit.BACKEND_BASE_URL);
  const page = document.documentElement;
  const plain = new Map((document.currentScript.dataset.otcPlain ?? "").split(" ").map((one) => one.split("=")));
  const banner = document.createElement("p");
  banner.className = "otc-connection";
  banner.setAttribute("role", "status");
  (document.body ?? page).append(banner);

  let met = false; /* a page that is not connected yet has lost nothing */
  let lostAt = 0;
  let askedAt = 0; /* when something was asked of a server that has not begun to answer; 0: nothing is */
  let held = null; /* what is asked of a server that has not drawn the page yet; null: nothing needs to wait */
  let heldSince = 0;
  let through = false; /* the next message does not wait: by it the page is drawn once more */
  let line = null; /* the connection that spoke last */
  let heardAt = 0; /* when something came by it, or it was begun */
  let triedAt = 0; /* when it was asked whether it lives; 0: it answered */
  let patience = SILENT; /* longer each time that a line is left */
  let begun = false; /* the framework has drawn something */
  let drawn = false; /* and the page, once */
  let said = ""; /* in the banner */
  let failed = ""; /* why it cannot go on; "again": it is about to be loaded again */
  let reachable = true;
  let asking = false;
  let beaten = Date.now();
  const opened = beaten;

  function beat() {
    const now = Date.now();
    const app = document.querySelector("[data-testid=stApp]")?.dataset ?? {};
    const joined = app.testConnectionState === "CONNECTED";
    if (begun && !app.testid) fail(); /* its script stopped on an error, and took the page away */
    if (app.testConnectionState === "DISCONNECTED_FOREVER") fail();
    begun ||= Boolean(app.testid);
    drawn ||= joined && app.testScriptState === "notRunning"; /* « initial » until its first run is over */
    if (now - beaten > ASLEEP) ask();
    beaten = now;
    if (joined && lostAt) regained(app.testScriptState === "notRunning");
    met = met || joined;
    if (met && !joined) held ??= [];
    lostAt = met && !joined ? lostAt || now : 0;
    if (!joined) askedAt = 0;
    if (askedAt && now - askedAt > STUCK) {
      askedAt = 0;
      ask();
    }
    if (joined && app.testScriptState !== "notRunning" && line && now - Math.max(heardAt, triedAt) > STUCK) ask();
    if (!joined || !line) triedAt = 0;
    if (triedAt && reachable && now - triedAt > patience) leave();
    if (joined && held && now - heldSince > LONGEST_RUN) release();
    const refused = !joined && dismissed();
    const waits = said === LOST && (!joined || held !== null);
    const lost = !reachable || refused || waits || failed === "again" || (lostAt > 0 && now - lostAt > PATIENCE);
    say(failed === FAILED ? FAILED : lost ? LOST : !drawn && now - opened > OPENS ? LATE : "");
  }

  /* The server may be a new one, which knows nothing of this page and would not hear the next choice: the page is drawn
   * once more, from its address and from what is typed in it, as the key R of the framework does. A page left in the
   * middle of a run, for which R does nothing, is drawn from its address; what it had asked for follows. A workshop hands
   * back what is kept of it, which draws it too (kept.js). */
  function regained(idle) {
    heldSince = Date.now();
    document.dispatchEvent(new Event("otc-connected"));
    if (document.querySelector(".st-key-otc-rendu")) return;
    through = true;
    if (idle) document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "r", code: "KeyR", keyCode: 82, bubbles: true }));
    if (through) dispatchEvent(new PopStateEvent("popstate", { state: null }));
    if (through && !drawn && held?.length) release(); /* nothing was ever drawn: the framework asks for all of it itself */
  }

  document.addEventListener("otc-handing", () => (through = true)); /* kept.js is about to */

  /* A new server takes a choice made before it drew the page for what the page always said, and its address undoes it:
   * what is asked meanwhile, what was asked of the server that is lost included, is sent once the page is drawn. */
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (line !== this) begin(this);
    if (held && !through) return void held.push(data);
    if (held) this.addEventListener("message", (event) => held && line === this && isLast(event.data) && release());
    through = false;
    askedAt ||= Date.now();
    send.call(this, data);
    document.dispatchEvent(new Event("otc-asked")); /* base.js waits with the keys of a presentation */
  };

  function begin(socket) {
    [line, heardAt, triedAt] = [socket, Date.now(), 0];
    socket.addEventListener("message", (event) => {
      if (line !== socket) return;
      [heardAt, triedAt, patience] = [Date.now(), 0, SILENT];
      if (typeOf(event.data)[0] !== LIVES) askedAt = 0;
    });
  }

  /* A line may be dead and nobody told: a telephone went from one network to another, a box forgot it. The framework waits
   * for ever. It answers at once when it is asked whether it lives, whatever runs meanwhile; a line that brings no answer
   * is closed for the framework, which opens another one. */
  const ALIVE = new Uint8Array([0x88, 1, 1]); /* its message « app_heartbeat »: field 17, true */
  const LIVES = 26; /* the field of its answer */

  function leave() {
    const dead = line;
    [line, triedAt, patience] = [null, 0, patience * 2];
    dead.dispatchEvent(new CloseEvent("close", { code: 1006 }));
  }

  function release() {
    const waiting = held;
    held = null;
    through = false;
    if (line?.readyState === WebSocket.OPEN) for (const data of waiting) send.call(line, data);
    beat();
  }

  /* Whether a message of the framework says that a run is over, and not that another one follows: its field 6, a number,
   * the first three values of which are « done », « faulty » and « begun anew ». */
  function isLast(data) {
    const [field, value] = typeOf(data);
    return field === 6 && value < 2;
  }

  /* What a message of the framework is: the number of its field after the two that all have, and its value. */
  function typeOf(data) {
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array();
    const number = (at) => {
      let [value, shift] = [0, 1];
      for (; bytes[at] > 127; at += 1, shift *= 128) value += (bytes[at] - 128) * shift;
      return [value + (bytes[at] ?? 0) * shift, at + 1];
    };
    for (let at = 0; at < bytes.length; ) {
      const [tag, after] = number(at);
      const field = Math.floor(tag / 8);
      if (tag % 8 > 2) return [0, 0]; /* no kind of field that it sends */
      const [value, next] = tag % 8 === 1 ? [0, after + 8] : number(after);
      if (field > 2) return [field, value];
      at = tag % 8 === 2 ? next + value : next;
    }
    return [0, 0];
  }

  /* The framework's dialog holds the keyboard: it is closed as soon as it opens, and the style sheet hides it before. */
  function dismissed() {
    const dialog = [...document.querySelectorAll("[role=dialog]")].find((one) => one.textContent.includes("Connection error"));
    dialog?.querySelector("button")?.click();
    return Boolean(dialog);
  }

  function say(what) {
    if (what === said) return;
    said = what;
    banner.replaceChildren(what, ...(what && what !== LOST ? ways() : []));
    page.toggleAttribute("data-otc-lost", Boolean(what));
    page.style.setProperty("--otc-lost", what ? `${banner.offsetHeight}px` : "0px"); /* it takes a place of its own */
  }

  /* The ways on, where a page does not open: the same once more, and the one that needs no script. */
  function ways() {
    const root = new URL(window.__streamlit.BACKEND_BASE_URL).pathname;
    const named = location.pathname.slice(root.length).replace(/\/$/, "") || "accueil";
    const found = [[AGAIN, location.href]];
    if (plain.has(named)) found.push([PLAIN, root + (plain.get(named) ?? `simple/${named}${location.search}`)]);
    return found.flatMap(([words, address]) => {
      const link = document.createElement("a");
      [link.href, link.textContent] = [address, words];
      return [" ", link];
    });
  }

  /* A script that did not come is not asked for again by the browser, and a page whose script stopped is gone: it is loaded
   * once more when the server answers. What came is kept, so each time less is to come; a page that fails all the same
   * says so. */
  function fail() {
    if (failed) return;
    const now = Date.now();
    const before = reloads().filter((at) => now - at < FORGOTTEN);
    failed = before.length < RELOADS ? "again" : FAILED;
    if (failed === "again") reload([...before, now]);
  }

  function reloads() {
    try {
      return JSON.parse(sessionStorage.getItem(RELOADED)) ?? [];
    } catch {
      return [];
    }
  }

  async function reload(times) {
    while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, BETWEEN));
    try {
      sessionStorage.setItem(RELOADED, JSON.stringify(times));
    } catch {
      failed = FAILED; /* a browser that keeps nothing would load it again for ever */
      return;
    }
    location.reload();
  }

  document.addEventListener("error", (event) => event.target.matches?.("script[type=module]") && fail(), true);

  async function ask() {
    if (asking) return;
    asking = true;
    const was = reachable;
    if (line?.readyState === WebSocket.OPEN && !triedAt) {
      triedAt = Date.now();
      send.call(line, ALIVE);
    }
    reachable = await answers();
    asking = false;
    if (!reachable) setTimeout(ask, BETWEEN);
    else if (!was) document.dispatchEvent(new Event("otc-connected"));
    beat();
  }

  function answers() {
    return fetch(health, { cache: "no-store", signal: AbortSignal.timeout(LONGEST) }).then((answer) => answer.ok, () => false);
  }

  new MutationObserver(beat).observe(document, {
    subtree: true, attributes: true, attributeFilter: ["data-test-connection-state", "data-test-script-state"],
  });
  setInterval(beat, 250);
  window.addEventListener("offline", ask);
  window.addEventListener("online", ask);
}
