/* What a room gives in a workshop is kept in this browser (localStorage), by workshop, as the file that the Atelier
 * saves; nothing of it is sent but to our own application, when a session begins that does not know of it
 * (pages/parts/kept.py, which reads it as it reads any file). */
"use strict";
{
  const PREFIX = "otc-seance:";
  const FOLLOWED = "otc-seance-suivie"; /* the workshop that this tab shows: adding a view makes another of it */
  const MOST = 12; /* workshops kept, the last ones */
  const PARTS = ["estimations", "notes"];
  const COLUMNS = { seen: "on_voit", thought: "on_pense", to_check: "a_verifier" };
  const PATIENCE = 1_500; /* milliseconds before what was handed back, and not answered, is handed back again */
  const { all: drafts, keep: keepText, writeIn, sendSoon } = otcDrafts; /* drafts.js */
  const REFUSED = "Ce navigateur refuse de garder les notes\u202f: enregistrez le fichier de la séance.";

  const store = opened("localStorage");
  const tab = opened("sessionStorage");
  let drawn = null; /* what the application drew last: { key, known, content, file } */
  const dropped = new Set(); /* workshops of which what was kept cannot be read: it is not handed back twice */
  const settled = new Set(); /* workshops of which nothing was kept when this session began */
  let handed = { key: "", text: "", at: 0 };
  let handing = false; /* something, which the application has not taken in yet */
  let turns = 0; /* of handing over: the last one alone goes on, or two would write over each other for ever */
  let changes = 0; /* of what is kept, so that the list is made again */
  let refused = !store;

  function opened(name) {
    try {
      window[name].length;
      return window[name];
    } catch {
      return null; /* the visitor's settings refuse it */
    }
  }

  function read(key) {
    try {
      const file = JSON.parse(store.getItem(PREFIX + key));
      return file && typeof file === "object" ? file : null;
    } catch {
      return null;
    }
  }

  function write(key, file) {
    changes += 1;
    try {
      if (holdsAny(file)) store.setItem(PREFIX + key, JSON.stringify({ ...file, garde: new Date().toISOString() }));
      else store.removeItem(PREFIX + key);
      for (const old of all().slice(MOST)) store.removeItem(PREFIX + old.key);
      refused = false;
    } catch {
      refused = true;
    }
  }

  function holdsAny(file) {
    return count(file, "estimations") + count(file, "notes") > 0;
  }

  /* A view taken out takes what was given of it along: the workshop before stays, to be taken up again. */
  function holdsAsMuch(key, before) {
    const [now, then] = [read(key) ?? {}, read(before) ?? {}];
    return PARTS.every((part) => count(now, part) >= count(then, part));
  }

  function count(file, part) {
    const given = Object.values(file[part] ?? {});
    if (part === "estimations") return given.reduce((sum, guesses) => sum + (guesses?.length ?? 0), 0);
    return given.flatMap((columns) => Object.values(columns ?? {})).filter(Boolean).length;
  }

  /* All that is kept, the last first. */
  function all() {
    if (!store) return [];
    const keys = Object.keys(store).filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
    const found = keys.map((key) => ({ key, file: read(key) ?? {} }));
    return found.sort((one, other) => String(other.file.garde ?? "").localeCompare(String(one.file.garde ?? "")));
  }

  /* Copies what the application drew; of what other tabs keep of the same workshop, only what changed here is changed. */
  function keep(key, file) {
    const kept = read(key) ?? {};
    const before = drawn?.key === key ? drawn.file : {};
    const next = { ...file };
    for (const part of PARTS) {
      const [now, old] = [file[part] ?? {}, before[part] ?? {}];
      next[part] = { ...kept[part] };
      for (const view of new Set([...Object.keys(now), ...Object.keys(old)])) {
        if (JSON.stringify(now[view]) === JSON.stringify(old[view])) continue;
        if (view in now) next[part][view] = now[view];
        else delete next[part][view];
      }
    }
    write(key, next);
  }

  function views(file) {
    return (file?.vues ?? []).map((view) => JSON.stringify([view?.page, Object.entries(view?.parametres ?? {}).sort()]));
  }

  /* Whether one workshop is the other with views added, or taken out. */
  function continues(file, other) {
    const [some, others] = [new Set(views(file)), new Set(views(other))];
    const [few, many] = some.size < others.size ? [some, others] : [others, some];
    return few.size > 0 && [...few].every((view) => many.has(view));
  }

  function follow(key) {
    try {
      tab?.setItem(FOLLOWED, key);
    } catch { /* it is full: a view added will make a workshop of its own */ }
  }

  function look() {
    const box = document.querySelector("[data-otc-kept]");
    if (!box) return;
    const { otcKept: key, otcKnown: known, otcContent: content } = box.dataset;
    if (!key) {
      drawn = null;
      tab?.removeItem(FOLLOWED);
      return;
    }
    if (drawn && drawn.key === key && drawn.known === known && drawn.content === content) return;
    const file = JSON.parse(content);
    const followed = tab?.getItem(FOLLOWED) ?? key;
    const edited = followed !== key && continues(file, read(followed));
    if (known === "no" && !settled.has(key)) {
      const mine = store?.getItem(PREFIX + key);
      const found = mine ?? (edited ? store.getItem(PREFIX + followed) : null);
      if (found) {
        if (handed.key !== key) noteOlder(key, found);
        keepTyped(file);
        /* What is typed from now on does not go with it: the same is handed back until it is answered. */
        const content = mine ? store.getItem(PREFIX + key) : found;
        if (handed.key !== key && !handing) hand("rendre", content);
        else if (!handing && Date.now() - handed.at >= PATIENCE) hand("rendre", handed.text);
        return;
      }
      settled.add(key);
    }
    if (known === "refused" && !dropped.has(key)) {
      dropped.add(key);
      store?.removeItem(PREFIX + key);
    }
    const isNew = drawn?.key !== key;
    keep(key, file);
    if (isNew) keepTyped(file);
    keepWhatIsLate(key, file);
    if (added && drawn?.key === key && drawn.content !== content) {
      keepDraft(added, ""); /* lines that were refused are back in the field, or will be: they are kept from there */
      added = "";
    }
    drawn = { key, known, content, file };
    if (edited && holdsAsMuch(key, followed)) store.removeItem(PREFIX + followed);
    follow(key);
  }

  /* Fills the hidden field that hands something to the application, as a hand would. */
  function hand(asked, content, tries = 300, turn = (turns += 1)) {
    if (turn !== turns) return;
    const text = `${asked}\n${content}`;
    const again = () => (tries ? hand(asked, content, tries - 1, turn) : void (handing = false));
    const field = document.querySelector(".st-key-otc-rendu textarea");
    const key = document.querySelector("[data-otc-kept]")?.dataset.otcKept ?? "";
    handing = true;
    handed = asked === "rendre" ? { key, text: content, at: Date.now() } : { key: "", text: "", at: 0 };
    if (!field || field.disabled) return void setTimeout(again, 30);
    document.dispatchEvent(new Event("otc-asked")); /* it will be, in an instant */
    writeIn(field, text);
    setTimeout(() => {
      if (turn !== turns) return;
      if (field.value !== text && tries) return void again(); /* the framework was drawing the field, and emptied it */
      handing = false;
      document.dispatchEvent(new Event("otc-handing")); /* it does not wait for the page to be drawn: it draws it */
      field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    }, 50); /* once it is taken in */
  }

  /* A connection made again may be to a server that knows nothing: what is kept is handed back, which changes nothing
   * where it is known. */
  document.addEventListener("otc-connected", () => {
    const key = document.querySelector("[data-otc-kept]")?.dataset.otcKept;
    settled.clear();
    hand("rendre", (key && store?.getItem(PREFIX + key)) || ""); /* without anything kept too: it must know the page */
  });

  /* --- Notes: what somebody types is kept before it is sent. A page loaded again shows empty notes until those of before
   * are handed back: who types meanwhile gets them in the field at the first key, above what is typed. --- */

  const NOTES = ".st-key-otc-carnet textarea";
  const LONGEST_NOTE = 2_000; /* as the application takes it */
  const older = new Map(); /* workshop, view and column of a note -> what was kept of it, and did not stand in its field yet */
  const typed = new Map(); /* the same -> what was typed of it, and is not drawn by the application yet */

  function noteOf(field) {
    const key = document.querySelector("[data-otc-kept]")?.dataset.otcKept;
    const named = field.matches?.(NOTES)
      && field.closest("[class*='st-key-note-']")?.className.match(/st-key-note-([a-z_]+)-([0-9a-f]+)/);
    return key && named ? [key, named[2], COLUMNS[named[1]]].join(" ") : "";
  }

  /* Whether a text holds another, whatever the application makes of blanks. */
  function holds(text, other) {
    const bare = (some) => some.normalize("NFC").replace(/[\s\p{C}]+/gu, "");
    return bare(text).includes(bare(other));
  }

  function noteOlder(key, found) {
    let notes = {};
    try {
      notes = JSON.parse(found).notes ?? {};
    } catch { /* the application will refuse it */ }
    for (const [view, columns] of Object.entries(notes)) {
      for (const [column, text] of Object.entries(columns ?? {})) {
        if (text && typeof text === "string") older.set([key, view, column].join(" "), text);
      }
    }
  }

  function keepNote(field) {
    const name = noteOf(field);
    if (!name) return;
    keepDraft(ownName(field), ""); /* of a time when the view was in no workshop */
    const before = older.get(name) ?? "";
    older.delete(name);
    if (!holds(field.value, before)) return void putAbove(field, before);
    typed.set(name, field.value);
    storeNote(name, field.value);
  }

  function putAbove(field, before, longest = LONGEST_NOTE) {
    const fromEnd = field.value.length - field.selectionEnd;
    field.otcWasEmpty = false;
    writeIn(field, `${before.slice(0, Math.max(0, longest - field.value.length - 1))}\n${field.value}`);
    if (document.activeElement === field) field.setSelectionRange(...Array(2).fill(field.value.length - fromEnd));
    else sendSoon(field);
  }

  function storeNote(name, text) {
    const [key, view, column] = name.split(" ");
    const file = { ...JSON.parse(document.querySelector("[data-otc-kept]").dataset.otcContent), ...read(key) };
    const blank = Object.fromEntries(Object.values(COLUMNS).map((one) => [one, ""]));
    write(key, { ...file, notes: { ...file.notes, [view]: { ...blank, ...file.notes?.[view], [column]: text } } });
  }

  /* What was typed before this script came. */
  function keepTyped(file) {
    for (const field of document.querySelectorAll(NOTES)) {
      const [, view, column] = noteOf(field).split(" ");
      const known = file.notes?.[view]?.[column] ?? "";
      if (view && !typed.has(noteOf(field)) && !holds(known, field.value)) keepNote(field);
    }
  }

  /* A run that began before the last keys knows nothing of them. */
  function keepWhatIsLate(key, file) {
    for (const [name, text] of typed) {
      const [of, view, column] = name.split(" ");
      if (of !== key) continue;
      if (holds(file.notes?.[view]?.[column] ?? "", text)) typed.delete(name);
      else storeNote(name, text);
    }
  }

  document.addEventListener("input", (event) => !event.isComposing && keepNote(event.target));
  document.addEventListener("compositionend", (event) => keepNote(event.target)); /* a letter of several keys is whole */
  document.addEventListener("beforeinput", (event) => { /* a note that stands in its field may be taken out of it */
    const name = noteOf(event.target);
    if (older.has(name) && holds(event.target.value, older.get(name))) older.delete(name);
  }, true);

  /* --- Estimates typed several at a time, and not added yet: they are in no file, and kept until they are --- */

  const LONGEST_DRAFT = 6_000; /* as the application takes it */
  const MANY = "[class*='st-key-otc-plusieurs-'] textarea";
  let added = ""; /* the draft that was just handed over: it goes once the workshop holds more */
  let untouched = true; /* nobody used these fields since the page was loaded: one that is emptied was by the framework, as it opened */

  function keepDraft(name, text) {
    keepText(name, text.slice(0, LONGEST_DRAFT)); /* named by workshop and view */
  }

  function draftOf(element) {
    const box = element?.closest?.("[class*='st-key-otc-plusieurs-']");
    const view = box?.className.match(/st-key-otc-plusieurs-([0-9a-f]+)/)?.[1];
    const key = document.querySelector("[data-otc-kept]")?.dataset.otcKept;
    return view && key ? { name: `${key} ${view}`, box } : null;
  }

  /* A field that has just been drawn: empty, it gets what was typed before the page was loaded again; what the
   * application gives back to be mended is kept in its turn. */
  function restoreDraft() {
    const field = document.querySelector(MANY);
    const draft = field && !field.disabled && draftOf(field);
    if (!draft) return;
    const seen = field.otcDraft === draft.name;
    field.otcDraft = draft.name;
    if (field.value) {
      if (drafts().get(draft.name) === field.value) return;
      added = "";
      keepDraft(draft.name, field.value);
      return;
    }
    if (seen && !untouched) return;
    const text = added === draft.name ? "" : drafts().get(draft.name);
    if (!text) return;
    const fold = draft.box.querySelector("details");
    if (fold && !fold.open) fold.querySelector("summary").click();
    writeIn(field, text.slice(0, LONGEST_DRAFT));
  }

  document.addEventListener("input", (event) => {
    const draft = event.target instanceof HTMLTextAreaElement && draftOf(event.target);
    if (!draft) return;
    const lines = added === draft.name ? "" : drafts().get(draft.name) ?? "";
    if (event.target.otcWasEmpty && !holds(event.target.value, lines)) return putAbove(event.target, lines, LONGEST_DRAFT);
    added = "";
    keepDraft(draft.name, event.target.value);
  });

  document.addEventListener("beforeinput", ({ target }) => {
    if (target instanceof HTMLTextAreaElement && draftOf(target)) target.otcWasEmpty = !target.value;
  }, true);

  for (const used of ["pointerdown", "keydown", "beforeinput"]) {
    document.addEventListener(used, ({ target }) => (untouched &&= !target.closest?.("[class*='st-key-otc-plusieurs-']")), true);
  }

  document.addEventListener("keydown", ({ key, ctrlKey, metaKey, target }) => { /* the framework hands over what it presses */
    if (key === "Enter" && (ctrlKey || metaKey) && target.matches?.(MANY)) added = draftOf(target)?.name ?? "";
  });

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("[data-testid=stFormSubmitButton]");
    const draft = pressed && draftOf(pressed);
    if (draft) added = draft.name;
  });

  /* --- What is typed in one line and neither added nor left, which the framework has not sent yet: a name and an estimate,
   * the title of a workshop or of a view of it, the name of a composed territory, the limits of a map; and the notes of a
   * view that is in no workshop yet. Kept with the drafts, until the page knows more than when it was sent. --- */

  const IN_FORM = ".st-key-otc-devinez [data-testid=stForm]";
  const TITLES = "[class*='st-key-titre-'] input";
  const ADDRESSED = ".st-key-composer-nom input, .st-key-bornes-choisies input"; /* the address holds them, once left */
  const LINES = `${IN_FORM} input, ${TITLES}, ${ADDRESSED}, ${NOTES}`;
  const leaving = new Map(); /* name of a draft that was sent -> what the page knew then */

  function lineOf(field) {
    if (!field.matches?.(LINES) || noteOf(field)) return "";
    const key = document.querySelector("[data-otc-kept]")?.dataset.otcKept;
    if (field.matches(NOTES)) return ownName(field);
    if (field.matches(ADDRESSED)) return `${ownName(field)} ${location.pathname}${location.search}`;
    if (field.matches(TITLES)) return key ? `${key} ${ownName(field)}` : "";
    const lines = document.querySelector("[class*='st-key-otc-plusieurs-']");
    const place = [...field.closest(IN_FORM).querySelectorAll("input")].indexOf(field);
    return lines && key ? `${draftOf(lines).name} ${place}` : "";
  }

  function ownName(field) {
    const named = field.closest("[class*='st-key-titre-'], [class*='st-key-note-'], .st-key-composer-nom, .st-key-bornes-choisies");
    return named?.className.match(/st-key-((titre|note)-\S+|composer-nom|bornes-choisies)/)?.[1] ?? "";
  }

  function whatIsKnown() {
    return `${location.search} ${document.querySelector("[data-otc-kept]")?.dataset.otcContent}`;
  }

  function leave(field) {
    const name = lineOf(field);
    if (name && drafts().has(name)) leaving.set(name, whatIsKnown());
  }

  /* A field that has just been drawn gets what was typed of it before the page was loaded again. */
  function restoreLines() {
    for (const [name, known] of leaving) {
      if (known === whatIsKnown()) continue;
      leaving.delete(name);
      keepDraft(name, "");
    }
    for (const field of document.querySelectorAll(LINES)) {
      const name = lineOf(field);
      if (!name || field.disabled || field.otcDraft === name) continue;
      field.otcDraft = name;
      const text = leaving.has(name) ? "" : drafts().get(name) ?? "";
      if (text === field.value) continue;
      if (field.matches(`${TITLES}, ${ADDRESSED}`)) {
        if (text && document.activeElement !== field) fill(field, text);
      } else if (!field.value) fill(field, text);
      else if (text && field.matches(NOTES) && !holds(field.value, text)) putAbove(field, text);
      else keepDraft(name, field.value); /* typed before this script came, or given back to be mended */
    }
  }

  function fill(field, text) {
    writeIn(field, text);
    if (!field.closest(IN_FORM) && document.activeElement !== field) sendSoon(field);
  }

  document.addEventListener("input", ({ target }) => {
    const name = lineOf(target);
    if (!name) return;
    target.otcDraft = name;
    leaving.delete(name);
    keepDraft(name, target.value);
  });

  document.addEventListener("focusout", ({ target }) => target.closest?.(IN_FORM) || leave(target));

  function addLines(form) {
    for (const field of form?.querySelectorAll("input") ?? []) leave(field);
  }

  document.addEventListener("click", ({ target }) => addLines(target.closest?.("[data-testid=stFormSubmitButton]")?.closest(IN_FORM)));
  document.addEventListener("keydown", ({ key, target }) => key === "Enter" && addLines(target.closest?.(IN_FORM)));

  function draftsOf(key) {
    return [...drafts().keys()].filter((name) => name.startsWith(`${key} `));
  }

  /* The Atelier: what is kept, to take up again or to erase. */
  function list() {
    const section = document.querySelector("[data-otc-kept-list]");
    const here = document.querySelector("[data-otc-kept]")?.dataset.otcKept ?? "";
    const state = `${changes} ${here} ${refused}`;
    if (!section || section.otcState === state) return;
    section.otcState = state;
    const kept = all();
    section.hidden = !kept.length && !refused;
    section.querySelector("ul").replaceChildren(...kept.map(({ key, file }) => line(key, file, key === here)));
    section.querySelector("[role=status]").textContent = refused ? REFUSED : "";
  }

  function line(key, file, isHere) {
    const item = document.createElement("li");
    const told = document.createElement("span");
    const parts = [
      isHere ? "Cette séance" : String(file.titre || "Séance sans titre").slice(0, 100),
      amount(file.vues?.length ?? 0, "vue"), amount(count(file, "notes"), "note"),
      amount(count(file, "estimations"), "estimation"), day(file.garde),
    ];
    told.textContent = parts.filter(Boolean).join(" · ");
    item.append(told);
    if (!isHere) item.append(button("Reprendre", () => hand("reprendre", store.getItem(PREFIX + key) ?? "")));
    item.append(erasing(key));
    return item;
  }

  function erasing(key) {
    const erase = button("Effacer", () => {
      if (!erase.dataset.otcSure) {
        erase.dataset.otcSure = "yes";
        erase.textContent = "Effacer pour de bon";
        return;
      }
      const content = store.getItem(PREFIX + key) ?? "";
      store.removeItem(PREFIX + key);
      for (const name of draftsOf(key)) keepDraft(name, "");
      typed.clear();
      changes += 1;
      hand("effacer", content);
      list();
    });
    return erase;
  }

  function button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "otc-copy";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  }

  function amount(n, word) {
    return n ? `${n}\u00a0${word}${n > 1 ? "s" : ""}` : "";
  }

  function day(time) {
    const date = new Date(time);
    if (Number.isNaN(date.valueOf())) return "";
    const told = date.toLocaleString("fr-FR", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    return `gardée le ${told}`;
  }

  window.addEventListener("storage", () => { /* another tab kept something */
    changes += 1;
    list();
  });
  function drawnAnew() {
    look();
    restoreDraft();
    restoreLines();
    list();
  }

  new MutationObserver(drawnAnew).observe(document, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["data-otc-content"],
  });
  drawnAnew();
  setInterval(() => {
    look(); /* what was handed back in vain is handed back again */
    restoreDraft(); /* the framework fills a field after it has drawn it */
    restoreLines();
  }, 1_000);
}
