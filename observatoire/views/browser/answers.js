/* Answering a survey (pages/participer/repondre.py): what is typed is sent before somebody leaves its field. The framework
 * sends a field when the focus leaves it: a phone that closes the tab, or a train that enters a tunnel, would take a long
 * answer away. It is sent two seconds after the last key, and at once when the page is hidden. The framework's line may be
 * cut, or closed with the page: what is typed goes by a request of its own too, under the names of the plain form, when the
 * page is hidden, and where the server has not drawn its new revision within ten seconds. The same twice is no conflict.
 * Half a number (« 12, ») waits for the rest of it, unless the page is left. Nothing is kept in this browser. */
"use strict";
{
  const FIELDS = ".st-key-otc-reponses :is(textarea, input[type=text])";
  const NUMBERS = "[class*='st-key-otc-nombre-'] input";
  const PAUSE = 2_000;
  const PATIENCE = 10_000; /* milliseconds left to the server to answer for it before it is sent again */
  const WHOLE = /^\s*([+\-\u2212]?\d[\d\s]*([.,]\d+)?\s*)?$/; /* a number, its thousands apart or not; or nothing */
  const left = new Map(); /* not answered for: name of the place -> name and value of its revision, what was typed, of which response */
  let typed = null; /* the field that holds something not sent yet */
  let waiting = 0;
  let trying = 0;

  function send(leaving = false) {
    clearTimeout(waiting);
    const field = typed;
    typed = null;
    if (!field?.isConnected) return;
    /* As if the focus left it, which it does not: the next key is taken as before. */
    field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    const key = /st-key-(otc-r-\S+)/.exec(field.closest("[class*='st-key-otc-r-']")?.className ?? "")?.[1];
    const [name, seen, revision] = places()[key] ?? [];
    if (!name) return; /* of another section, drawn in its place */
    left.set(name, [seen, revision, field.value, drawn()?.dataset.otcPour ?? ""]);
    if (leaving) navigator.sendBeacon(address(), form(name));
    clearTimeout(trying);
    trying = setTimeout(sendLeft, PATIENCE);
  }

  /* The places that are typed in, as the server drew them: key of a field -> name of the place, name and value of its revision. */
  function places() {
    return JSON.parse(drawn()?.dataset.otcFields ?? "{}");
  }

  function drawn() {
    return document.querySelector("[data-otc-fields]");
  }

  function address() {
    return `${window.__streamlit.BACKEND_BASE_URL}participer/mots`;
  }

  function form(name) {
    const [seen, revision, text, mark] = left.get(name);
    const body = new FormData();
    body.append(name, text);
    body.append(seen, revision);
    if (mark) body.append("pour", mark); /* this browser may have opened another one since */
    return body;
  }

  async function sendLeft() {
    clearTimeout(trying);
    for (const [name, sent] of [...left]) {
      const place = Object.values(places()).find((one) => one[0] === name);
      if (!place || place[2] !== sent[1]) { /* another revision, another section: the server answers */
        left.delete(name);
        continue;
      }
      const answer = await fetch(address(), { method: "POST", body: form(name) }).catch(() => null);
      const lost = !answer || answer.status >= 500; /* anything else is an answer, a refusal too */
      if (!lost && left.get(name) === sent) left.delete(name);
    }
    if (left.size) trying = setTimeout(sendLeft, PATIENCE);
  }

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches?.(FIELDS) || field.closest("[data-testid=stSelectbox]")) return;
    if (typed && typed !== field) send();
    typed = field;
    clearTimeout(waiting);
    if (!field.matches(NUMBERS) || WHOLE.test(field.value)) waiting = setTimeout(send, PAUSE);
  });

  document.addEventListener("focusout", (event) => event.isTrusted && event.target === typed && send(), true);
  document.addEventListener("visibilitychange", () => document.hidden && send(true));
  addEventListener("pagehide", () => send(true));
  addEventListener("online", sendLeft);
  document.addEventListener("otc-connected", sendLeft); /* to a server that may know nothing of this page */

  /* A phone shows its figures for a number. */
  for (const kind of ["pointerdown", "focusin"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.matches?.(NUMBERS)) event.target.inputMode = "decimal";
    }, true);
  }
}
