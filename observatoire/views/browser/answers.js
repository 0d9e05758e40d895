/* Answering a survey (pages/participer/repondre.py): what is typed is sent before somebody leaves its field. The framework
 * sends a field when the focus leaves it: a phone that closes the tab, or a train that enters a tunnel, would take a long
 * answer away. It is sent two seconds after the last key, and at once when the page is hidden. Nothing is kept here. */
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

  document.addEventListener("visibilitychange", () => document.hidden && send());
  addEventListener("pagehide", send);

  /* A phone shows its figures for a number. */
  for (const kind of ["pointerdown", "focusin"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.matches?.(NUMBERS)) event.target.inputMode = "decimal";
    }, true);
  }
}
