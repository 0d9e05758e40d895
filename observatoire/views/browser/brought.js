/* What a visitor brought to « Mes données », held by this tab's memory and nowhere else: a server that dies takes its
 * session along, and another knows nothing of it. The tab then sends again, as a hand would, the file that the page
 * itself would save, the file that was being described, and what was typed of it. */
"use strict";
{
  const FIELD = "[class*='st-key-local-fichier-']";
  const TYPED = "[data-testid=stForm] input[aria-label], [data-testid=stForm] textarea[aria-label]";
  const LONGEST = 20_000; /* milliseconds that the page is given to show what was sent */
  const LOOK = 50;
  const TRIES = 5;

  let session = ""; /* of the application, as it names itself */
  let held = ""; /* all that was brought, as the file that opens again */
  let chosen = null; /* the file that was chosen last */
  let described = null; /* at the moment of the loss: { file, texts } */

  const isStill = () => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning";
  const box = () => document.querySelector("[data-otc-brought]");

  function look() {
    const { otcBrought: now, otcContent: content } = box()?.dataset ?? {};
    if (!now) return;
    const lost = session && now !== session;
    session = now;
    if (lost && (held || described)) restore();
    else if (!lost) held = content;
  }

  document.addEventListener("change", (event) => choose(event.target, event.target.files), true);
  document.addEventListener("drop", (event) => choose(event.target, event.dataTransfer?.files), true);

  function choose(on, files) {
    if (files?.length && on.closest?.(FIELD)) chosen = files[0];
  }

  document.addEventListener("otc-connected", () => {
    const shown = document.querySelector(`${FIELD} [data-testid=stFileChip]`);
    const texts = [...document.querySelectorAll(TYPED)].map((field) => [field.getAttribute("aria-label"), field.value]);
    described = shown && chosen ? { file: chosen, texts } : null;
  });

  async function restore() {
    const [file, being] = [held, described];
    [held, described] = ["", null];
    if (file) {
      await put(new File([file], "donnees-locales.json", { type: "application/json" }));
      await until(() => box()?.dataset.otcContent);
    }
    if (!being) return;
    await put(being.file);
    const find = (label) => [...document.querySelectorAll(TYPED)].find((field) => field.getAttribute("aria-label") === label);
    const drawn = () => isStill() && being.texts.every(([label]) => find(label));
    const asTyped = ([label, text]) => find(label)?.value === text;
    for (let tries = 0; tries < TRIES && (await until(drawn)) && !being.texts.every(asTyped); tries += 1) {
      for (const [label, text] of being.texts) if (!asTyped([label, text])) write(find(label), text);
      await new Promise((done) => setTimeout(done, 10 * LOOK)); /* a field that is given its first value forgets it */
    }
  }

  async function put(file) {
    const input = await until(() => {
      const found = document.querySelector(`${FIELD} input[type=file]`);
      return found && !found.disabled && isStill() ? found : null;
    });
    if (!input) return;
    const files = new DataTransfer();
    files.items.add(file);
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function write(field, text) {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, text);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  }

  async function until(found) {
    const end = Date.now() + LONGEST;
    while (!found() && Date.now() < end) await new Promise((done) => setTimeout(done, LOOK));
    return found();
  }

  new MutationObserver(look).observe(document, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["data-otc-brought", "data-otc-content"],
  });
  look();
}
