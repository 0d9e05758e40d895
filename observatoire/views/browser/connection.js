/* « Connexion perdue, rien n'est perdu »: on every page, in the place of the framework's own dialog. A laptop without
 * any network may well reach its own server: only a server that does not answer is lost. */
{
  const LOST = "Connexion perdue, rien n’est perdu\u202f: la page reprendra d’elle-même.";
  const PATIENCE = 700; /* milliseconds: a connection made again at once is not spoken of */
  const ASLEEP = 20_000; /* between two beats: the machine slept */
  const STUCK = 5_000; /* a choice that the server has not even begun to answer */
  const BETWEEN = 1_500; /* two questions to a server that does not answer */
  const LONGEST = 8_000; /* an answer waited for */

  const health = new URL("_stcore/health", window.__streamlit.BACKEND_BASE_URL);
  const page = document.documentElement;
  const banner = document.createElement("p");
  banner.className = "otc-connection";
  banner.setAttribute("role", "status");
  (document.body ?? page).append(banner);

  let met = false; /* a page that is not connected yet has lost nothing */
  let lostAt = 0;
  let stuckAt = 0;
  let resumed = { at: 0, begun: false }; /* the page is drawn once more since it is connected again */
  let reachable = true;
  let asking = false;
  let beaten = Date.now();

  function beat() {
    const now = Date.now();
    const app = document.querySelector("[data-testid=stApp]")?.dataset ?? {};
    const joined = app.testConnectionState === "CONNECTED";
    if (now - beaten > ASLEEP) ask();
    beaten = now;
    if (joined && lostAt) regained();
    met = met || joined;
    lostAt = met && !joined ? lostAt || now : 0;
    stuckAt = joined && app.testScriptState === "rerunRequested" ? stuckAt || now : 0;
    if (stuckAt && now - stuckAt > STUCK) {
      stuckAt = now;
      ask();
    }
    if (resumed.at) {
      const still = app.testScriptState === "notRunning";
      resumed.begun = resumed.begun || !still;
      if ((resumed.begun && still) || now - resumed.at > LONGEST) resumed = { at: 0, begun: false };
    }
    const refused = !joined && dismissed();
    const waits = Boolean(banner.textContent) && (!joined || resumed.at > 0);
    say(!reachable || refused || waits || (lostAt > 0 && now - lostAt > PATIENCE));
  }

  /* The server may be a new one, which knows nothing of this page and would not hear the next choice: the page is drawn
   * once more, from its address. A workshop hands back what is kept of it, which draws it too (kept.js). */
  function regained() {
    resumed = { at: Date.now(), begun: false };
    document.dispatchEvent(new Event("otc-connected"));
    if (!document.querySelector(".st-key-otc-rendu")) dispatchEvent(new PopStateEvent("popstate", { state: null }));
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
