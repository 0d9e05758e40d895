/* « Mes territoires »: those that a visitor composed and kept, in this browser alone (localStorage). Nothing of them is
 * sent: the page says where one is opened (data-otc-address), this script writes the links. */
"use strict";
{
  const KEY = "otc-mes-territoires";
  const MOST = 40;
  const ID = /^compose-[\dAB]{2,9}(?:\.[\dAB]{2,9}){1,399}$/;
  const LONGEST_NAME = 60;
  const LONGEST_TOLD = 200;
  const KEPT = "Gardé dans mes territoires.";
  const REFUSED = "Ce navigateur refuse de garder ce territoire\u202f: gardez son lien ou son fichier.";
  const FULL = `Au plus ${MOST} territoires sont gardés\u202f: oubliez-en un d’abord.`;

  function all() {
    try {
      const found = JSON.parse(window.localStorage.getItem(KEY)) ?? [];
      return Array.isArray(found) ? found.filter(isSound).slice(0, MOST) : [];
    } catch {
      return []; /* nothing can be read here, or it is none of ours */
    }
  }

  function isSound(one) {
    return one && typeof one.name === "string" && typeof one.told === "string" && typeof one.id === "string"
      && ID.test(one.id);
  }

  function write(list) {
    try {
      if (list.length) window.localStorage.setItem(KEY, JSON.stringify(list));
      else window.localStorage.removeItem(KEY);
      return true;
    } catch {
      return false;
    }
  }

  function keep(box) {
    const { otcId: id, otcName: name, otcTold: told } = box.dataset;
    const others = all().filter((one) => one.id !== id); /* kept again under another name, it is renamed */
    const next = [{ id, name: name.slice(0, LONGEST_NAME), told: told.slice(0, LONGEST_TOLD) }, ...others];
    const said = next.length > MOST ? FULL : write(next) ? KEPT : REFUSED;
    box.querySelector("[role=status]").textContent = said;
    lists();
  }

  function line(one, section) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const named = one.name ? `&nom=${encodeURIComponent(one.name)}` : "";
    link.href = section.dataset.otcAddress.replace(section.dataset.otcHolder, one.id) + named;
    link.target = "_self";
    link.textContent = one.told;
    const forget = document.createElement("button");
    forget.type = "button";
    forget.className = "otc-copy";
    forget.textContent = "Oublier";
    forget.setAttribute("aria-label", `Oublier ${one.told}`);
    forget.addEventListener("click", () => {
      write(all().filter((kept) => kept.id !== one.id));
      lists();
      const next = section.querySelector("button") ?? document.querySelector("[data-otc-keep] button");
      next?.focus(); /* the button that was pressed is gone */
      section.querySelector("[role=status]").textContent = `${one.told}\u202f: oublié.`;
    });
    item.append(link, forget);
    return item;
  }

  function lists() {
    const kept = all();
    for (const section of document.querySelectorAll("[data-otc-favourites]")) {
      const state = JSON.stringify([kept, section.dataset.otcAddress]);
      if (section.otcState === state) continue;
      section.otcState = state;
      section.hidden = !kept.length;
      section.querySelector("ul").replaceChildren(...kept.map((one) => line(one, section)));
    }
  }

  document.addEventListener("click", (event) => {
    const box = event.target.closest?.("[data-otc-keep]");
    if (box && event.target.closest("button")) keep(box);
  });
  window.addEventListener("storage", (event) => event.key === KEY && lists()); /* another tab kept something */
  new MutationObserver(lists).observe(document, { subtree: true, childList: true });
  lists();
}
