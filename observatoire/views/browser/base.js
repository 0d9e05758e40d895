/* Tells Streamlit's page its own address, found in this script's: without it, a shared link such as /carte makes
 * it ask /carte/_stcore/health first, which does not exist. */
window.__streamlit = { BACKEND_BASE_URL: document.currentScript.src.replace(/vendor\/carte\/base\.js.*$/, "") };

/* « Copier le lien », « Copier le code »: views/share_html.py draws the button, its field and its word. */
document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-otc-copy]");
  if (!button) return;
  const field = button.parentElement.querySelector(".otc-field");
  const word = button.parentElement.querySelector("[role=status]");
  if (field.matches("input")) field.value = new URL(field.value, location.href).href;
  const done = await copied(field.value);
  button.focus();
  if (!done) {
    field.hidden = false;
    field.focus();
    field.select();
  }
  word.textContent = ""; /* said again at a second click */
  setTimeout(() => (word.textContent = done ? button.dataset.otcDone : button.dataset.otcRefused), 60);
  if (done) setTimeout(() => (word.textContent = ""), 6000);
});

async function copied(text) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      /* refused: the old way may not be */
    }
  }
  const area = document.createElement("textarea"); /* the only way over plain http */
  area.value = text;
  area.readOnly = true;
  area.style.cssText = "position:fixed;top:0;left:-99px;width:1px;height:1px";
  document.body.append(area);
  area.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.remove();
  }
}
