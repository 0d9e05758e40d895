/* « Connexion perdue, rien n'est perdu »: on every page, in the place of the framework's own dialog. A laptop without
 * any network may well reach its own server: only a server that does not answer is lost. */
"use strict";
{
  const LOST = "Connexion perdue, rien n’est perdu\u202f: la page reprendra d’elle-même.";
  const PATIENCE = 700; /* milliseconds: a connection made again at once is not spoken of */
  const ASLEEP = 20_000; /* between two beats: the machine slept */
  const STUCK = 5_000; /* a choice that the server has not even begun to answer */
  const BETWEEN = 1_500; /* two questions to a server that does not answer */
  const LONGEST = 8_000; /* an answer waited for */
  const LONGEST_RUN = 30_000; /* the page drawn once more, by a server that others came to as well */

  const health = new URL("_stcore/health", window.__streamlit.BACKEND_BASE_URL);
  const page = document.documentElement;
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
  let reachable = true;
  let asking = false;
  let beaten = Date.now();

  function beat() {
    const now = Date.now();
    const app = document.querySelector("[data-testid=stApp]")?.dataset ?? {};
    const joined = app.testConnectionState === "CONNECTED";
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
    if (joined && held && now - heldSince > LONGEST_RUN) release();
    const refused = !joined && dismissed();
    const waits = Boolean(banner.textContent) && (!joined || held !== null);
    say(!reachable || refused || waits || (lostAt > 0 && now - lostAt > PATIENCE));
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
  }

  document.addEventListener("otc-handing", () => (through = true)); /* kept.js is about to */

  /* A new server takes a choice made before it drew the page for what the page always said, and its address undoes it:
   * what is asked meanwhile, what was asked of the server that is lost included, is sent once the page is drawn. */
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (line !== this) this.addEventListener("message", () => (askedAt = 0));
    line = this;
    if (held && !through) return void held.push(data);
    if (held) this.addEventListener("message", (event) => held && line === this && isLast(event.data) && release());
    through = false;
    askedAt ||= Date.now();
    send.call(this, data);
    document.dispatchEvent(new Event("otc-asked")); /* base.js waits with the keys of a presentation */
  };

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
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array();
    const number = (at) => {
      let [value, shift] = [0, 1];
      for (; bytes[at] > 127; at += 1, shift *= 128) value += (bytes[at] - 128) * shift;
      return [value + (bytes[at] ?? 0) * shift, at + 1];
    };
    for (let at = 0; at < bytes.length; ) {
      const [tag, after] = number(at);
      if (tag % 8 > 2) return false; /* no kind of field that it sends */
      const [value, next] = tag % 8 === 1 ? [0, after + 8] : number(after);
      if (tag === 6 * 8) return value < 2;
      at = tag % 8 === 2 ? next + value : next;
    }
    return false;
  }

  /* The framework's dialog holds the keyboard: it is closed as soon as it opens, and the style sheet hides it before. */
  function dismissed() {
    const dialog = [...document.querySelectorAll("[role=dialog]")].find((one) => one.textContent.includes("Connection error"));
    dialog?.querySelector("button")?.click();
    return Boolean(dialog);
  }

  function say(lost) {
    if (lost === Boolean(banner.textContent)) return;
    banner.textContent = lost ? LOST : "";
    page.toggleAttribute("data-otc-lost", lost);
    page.style.setProperty("--otc-lost", lost ? `${banner.offsetHeight}px` : "0px"); /* it takes a place of its own */
  }

  async function ask() {
    if (asking) return;
    asking = true;
    const was = reachable;
    reachable = await fetch(health, { cache: "no-store", signal: AbortSignal.timeout(LONGEST) })
      .then((answer) => answer.ok)
      .catch(() => false);
    asking = false;
    if (!reachable) setTimeout(ask, BETWEEN);
    else if (!was) document.dispatchEvent(new Event("otc-connected"));
    beat();
  }

  new MutationObserver(beat).observe(document, {
    subtree: true, attributes: true, attributeFilter: ["data-test-connection-state", "data-test-script-state"],
  });
  setInterval(beat, 250);
  window.addEventListener("offline", ask);
  window.addEventListener("online", ask);
}
