/* « Mes données » are kept in this browser (localStorage) as the file that the page saves, and handed back, in a hidden
 * field, to a session that does not know of them (pages/explorer/mesdonnees/kept.py, which reads it as any file). Nothing
 * of them is sent anywhere else; removed on the page, they are removed here. */
"use strict";
{
  const KEY = "otc-mes-donnees";
  const PATIENCE = 1_500; /* milliseconds before what was handed back, and not answered, is handed back again */
  const REFUSED = "Ce navigateur refuse de garder ces données\u202f: enregistrez leur fichier.";
  let handed = 0;
  let settled = false; /* once this page's session knew of them: should its server die, `brought.js` sends them again */

  function stored() {
    try {
      return window.localStorage.getItem(KEY);
    } catch {
      return null; /* the visitor's settings refuse it */
    }
  }

  function keep(content) {
    try {
      if (content) window.localStorage.setItem(KEY, content);
      else window.localStorage.removeItem(KEY);
      return true;
    } catch {
      return false;
    }
  }

  function look() {
    const box = document.querySelector("[data-otc-own]");
    if (!box) return;
    const { otcOwn: content, otcKnown: known } = box.dataset;
    if (known === "no") {
      const found = settled ? null : stored();
      if (found) hand(found);
      return;
    }
    settled = true;
    if (box.otcKept === content) return;
    box.otcKept = content;
    const status = document.querySelector("[data-otc-own-status]");
    const told = keep(content) ? "" : REFUSED;
    if (status && status.textContent !== told) status.textContent = told;
  }

  /* Fills the hidden field, as a hand would. */
  function hand(content) {
    const field = document.querySelector(".st-key-otc-donnees-rendues textarea");
    if (!field || field.disabled || Date.now() - handed < PATIENCE) return;
    handed = Date.now();
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(field, content);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    setTimeout(() => field.dispatchEvent(new FocusEvent("focusout", { bubbles: true })), 50); /* once it is taken in */
  }

  new MutationObserver(look).observe(document, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["data-otc-own", "data-otc-known"],
  });
  look();
  setInterval(look, 1_000);
}
