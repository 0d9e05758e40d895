/* What a visitor brought to « Mes données », held by this tab's memory and nowhere else: a server that dies takes its
 * session along, and another knows nothing of it. The tab then sends again, as a hand would, the file that the page
 * itself would save, and the file that was being described; what was typed of it is handed back by typed.js. */
"use strict";
{
  const FIELD = "[class*='st-key-local-fichier-']";
  const LONGEST = 20_000; /* milliseconds that the page is given to show what was sent */
  const LOOK = 50;

  let session = ""; /* of the application, as it names itself */
  let held = ""; /* all that was brought, as the file that opens again */
  let chosen = null; /* the file that was chosen last */
  let described = null; /* the one that was being described at the moment of the loss */

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
    described = shown ? chosen : null;
  });

  async function restore() {
    const [file, being] = [held, described];
    [held, described] = ["", null];
    if (file) {
      await put(new File([file], "donnees-locales.json", { type: "application/json" }));
      await until(() => box()?.dataset.otcContent);
    }
    if (being) await put(being);
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
