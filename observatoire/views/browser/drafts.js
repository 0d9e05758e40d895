/* What is typed and not sent yet, kept in this browser (localStorage) by the name of what it is typed in: lines of a
 * workshop (kept.js), whole forms (typed.js). It is handed to nobody but our own application. */
"use strict";
const otcDrafts = (() => {
  const KEY = "otc-brouillons";
  const MOST = 24; /* the last written */

  /* All drafts: name -> text, the last written at the end. */
  function all(kept = undefined) {
    try {
      const found = Object.entries(JSON.parse(kept ?? localStorage.getItem(KEY)) ?? {});
      return new Map(found.filter(([, text]) => typeof text === "string").slice(-MOST));
    } catch {
      return new Map(); /* nothing readable, or settings that refuse it */
    }
  }

  function store(drafts) {
    try {
      localStorage.setItem(KEY, JSON.stringify(Object.fromEntries([...drafts].slice(-MOST))));
    } catch { /* the list of the Atelier says that nothing can be kept */ }
  }

  function keep(name, text) {
    const drafts = all();
    drafts.delete(name);
    if (text.trim()) drafts.set(name, text);
    store(drafts);
  }

  function drop(isWanted) {
    const drafts = all();
    const left = [...drafts].filter(([name, text]) => !isWanted(name, text));
    if (left.length < drafts.size) store(left);
  }

  /* Fills a field as a hand would. */
  function writeIn(field, text) {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, text);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  function sendSoon(field) {
    setTimeout(() => field.dispatchEvent(new FocusEvent("focusout", { bubbles: true })), 50); /* once it is taken in */
  }

  return { KEY, all, keep, drop, writeIn, sendSoon };
})();
