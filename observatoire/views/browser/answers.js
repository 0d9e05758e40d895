/* Answering a survey (pages/participer/repondre.py): what is typed is sent before somebody leaves its field. The framework
 * sends a field when the focus leaves it: a phone that closes the tab, or a train that enters a tunnel, would take a long
 * answer away. It is sent two seconds after the last key, and at once when the page is hidden: then also by a
 * message that outlives the page, under the names of the plain form. The same words twice are no conflict. Nothing is
 * kept here. */
{
  const FIELDS = ".st-key-otc-reponses :is(textarea, input[type=text])";
  const NUMBERS = "[class*='st-key-otc-nombre-'] input";
  const PAUSE = 2_000;
  let typed = null; /* the field that holds something not sent yet */
  let waiting = 0;

  function send() {
    clearTimeout(waiting);
    const field = typed;
    typed = null;
    /* As if the focus left it, which it does not: the next key is taken as before. */
    if (field?.isConnected) field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  }

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches?.(FIELDS) || field.closest("[data-testid=stSelectbox]")) return;
    if (typed && typed !== field) send();
    typed = field;
    clearTimeout(waiting);
    if (!field.matches(NUMBERS)) waiting = setTimeout(send, PAUSE); /* half a number would be told to be none */
  });

  document.addEventListener("focusout", (event) => {
    if (event.target === typed && event.isTrusted) { /* the framework sends it */
      clearTimeout(waiting);
      typed = null;
    }
  }, true);

  function leave() {
    const field = typed;
    send();
    const places = document.querySelector("[data-otc-words]")?.dataset.otcWords;
    const key = /st-key-(otc-r-\S+)/.exec(field?.closest("[class*='st-key-otc-r-']")?.className ?? "")?.[1];
    const [name, seen, revision] = (places && JSON.parse(places)[key]) ?? [];
    if (!name) return;
    const body = new FormData();
    body.append(name, field.value);
    body.append(seen, revision);
    navigator.sendBeacon(`${window.__streamlit.BACKEND_BASE_URL}participer/mots`, body);
  }

  document.addEventListener("visibilitychange", () => document.hidden && leave());
  addEventListener("pagehide", leave);

  /* A phone shows its figures for a number. */
  for (const kind of ["pointerdown", "focusin"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.matches?.(NUMBERS)) event.target.inputMode = "decimal";
    }, true);
  }
}
