/* Forms that somebody fills in (pages/state/typed.py): what they hold is kept in this browser with the other drafts
 * (drafts.js) as soon as it is changed, what is being typed at each key, and handed back, in a hidden field, to a session
 * that draws them otherwise. It goes when the form is sent; what organisers type goes with them too. */
"use strict";
{
  const PATIENCE = 1_500; /* milliseconds before what was handed back, and not answered, is handed back again */
  const LARGEST = 400_000; /* characters of a form, as the application hands it over */
  const LASTS = 30 * 86_400_000; /* milliseconds that what an organiser typed stays here untouched */
  const ORGANISERS = /^organiser-[a-z]+\/([0-9a-f]+)/; /* name of a form of theirs: whose it is */
  const LISTED = "organiser-invitations/";
  const MAIL = /[^\s;,<>"]+@[^\s;,<>"]+/g;
  const TELEPHONE = /(^|\D)(?:\+33\s?|0)[1-9](?:[\s.-]?\d{2}){4}(?!\d)/g;
  const FIELDS = "textarea, input[type=text], input[type=number]";
  const CHOICES = "[role=combobox], [data-testid=stDateInput] *, [data-testid=stSelectbox] *, [data-testid=stMultiSelect] *";

  const forms = new Map(); /* forms that were drawn: name -> what is known of each */
  const gone = new Map(); /* name of a form -> how often it was sent, as it was last told */
  let signedOut = false;

  const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
  const shown = (value) => String(value ?? "");

  function read(name) {
    try {
      return { ...JSON.parse(otcDrafts.all().get(name)).champs };
    } catch {
      return {};
    }
  }

  function keep(name, changes) {
    if (signedOut && ORGANISERS.test(name)) return;
    if (forms.get(name)?.ended) return;
    const fields = { ...read(name), ...changes };
    if (!Object.keys(fields).length) return;
    for (const key in changes) fields[key] = bare(name, fields[key]);
    if (JSON.stringify(fields).length > LARGEST) for (const key in changes) delete fields[key]; /* half a list would be worse than none */
    otcDrafts.keep(name, JSON.stringify({ champs: fields, garde: new Date().toISOString() }));
  }

  /* A list of organisations is kept without what it may hold of persons. */
  function bare(name, value) {
    return name.startsWith(LISTED) && typeof value === "string" ? value.replace(MAIL, "").replace(TELEPHONE, "$1") : value;
  }

  function fieldOf(key) {
    return document.querySelector(`.st-key-${CSS.escape(key)} :is(${FIELDS})`);
  }

  function placeOf(field) {
    if (!field.matches?.(FIELDS) || field.matches(CHOICES)) return {};
    const keys = [...(field.closest("[class*='st-key-']")?.classList ?? [])].map((name) => name.replace(/^st-key-/, ""));
    for (const [name, form] of forms) {
      const key = keys.find((one) => one in form.values);
      if (key) return { name, form, key };
    }
    return {};
  }

  function look() {
    const boxes = [...document.querySelectorAll("[data-otc-form]")];
    const drawn = new Set();
    for (const { dataset } of boxes) {
      const name = dataset.otcForm;
      if (Number(dataset.otcSent) > (gone.get(name) ?? 0)) {
        gone.set(name, Number(dataset.otcSent));
        otcDrafts.keep(name, "");
        if (forms.has(name)) Object.assign(forms.get(name), { typing: new Map(), back: {}, asked: null, sent: true });
      }
      if (!dataset.otcValues || drawn.has(name)) continue;
      drawn.add(name);
      take(name, dataset);
    }
    for (const [name, form] of forms) handBack(name, form);
  }

  /* What the application draws of a form: what changed is kept; what it knows nothing of is handed back. */
  function take(name, { otcValues: content, otcHeard: heard, otcSession: session, otcBegun }) {
    let form = forms.get(name);
    if (form && form.session === session && form.content === content && form.heard === heard && form.otcBegun === otcBegun) return void (form.sent = false);
    if (!form) {
      const [, owner] = ORGANISERS.exec(name) ?? [];
      if (owner) otcDrafts.drop((other) => ORGANISERS.test(other) && ORGANISERS.exec(other)[1] !== owner);
      form = { values: {}, begun: {}, typing: new Map(), said: new Map(), back: {}, asked: null, ended: false, sent: false };
      forms.set(name, form);
    }
    if (form.session !== session) Object.assign(form, { values: {}, asked: null });
    const [values, begun] = [JSON.parse(content), JSON.parse(otcBegun)];
    const kept = read(name);
    const answered = form.asked?.id === heard ? form.asked.values : {};
    if (form.asked?.id === heard) form.asked = null;
    const changes = {};
    let lacks = false;
    for (const [key, value] of Object.entries(values)) {
      const isNew = !(key in form.values) || begun[key] !== form.begun[key];
      const changed = !isNew && !same(form.values[key], value);
      if (isNew) keepEarly(name, form, key, value, kept);
      if (form.typing.has(key)) {
        if (form.typing.get(key) === shown(value)) form.typing.delete(key);
        else if (isNew) lacks = true;
        else if (changed && !form.said.get(key)?.has(shown(value))) {
          form.typing.delete(key); /* the application put something else there */
          changes[key] = value;
        }
      } else if (key in answered) {
        if (!same(kept[key], bare(name, value))) changes[key] = value;
      } else if (isNew && key in kept && !same(kept[key], bare(name, value))) lacks = true;
      else if (changed) {
        changes[key] = value; /* chosen since, over what was handed back */
        delete form.asked?.values[key];
        delete form.back[key];
      }
    }
    const tells = Object.keys(changes).length > 0;
    if (tells) form.ended = false;
    if (tells && !form.sent) keep(name, changes);
    if (lacks && !form.sent) form.back = read(name); /* all of it: one choice leads to others */
    Object.assign(form, { values, begun, content, heard, session, otcBegun, sent: false });
    for (const key of form.typing.keys()) if (key in values) writeAgain(form, key); else form.typing.delete(key);
  }

  /* What was typed before this script knew of the form, above which stands what is kept of it. */
  function keepEarly(name, form, key, value, kept) {
    const field = fieldOf(key);
    if (!field?.otcEarly || field.matches(CHOICES) || field.value === shown(value)) return;
    field.otcEarly = false;
    const before = typeof kept[key] === "string" && !field.value.includes(kept[key]) ? kept[key] : "";
    if (before && value) return; /* changed from what it usually holds: what is kept takes its place */
    const text = before ? `${before}\n${field.value}` : field.value;
    form.typing.set(key, text);
    kept[key] = text;
    keep(name, { [key]: text });
  }

  /* The application draws over a field in which somebody types on: what is typed stands there again. */
  function writeAgain(form, key) {
    const field = fieldOf(key);
    const text = form.typing.get(key);
    if (!field || field.disabled || field.type === "number" || form.composing) return;
    if (document.activeElement !== field || field.value === text) return;
    const fromEnd = field.value.length - field.selectionEnd;
    otcDrafts.writeIn(field, text);
    field.setSelectionRange(...Array(2).fill(Math.max(0, text.length - fromEnd)));
  }

  function handBack(name, form) {
    if (!form.asked && Object.keys(form.back).length) {
      form.asked = { id: crypto.getRandomValues(new Uint32Array(2)).join("-"), values: form.back, at: 0 };
      form.back = {};
      for (const [key, value] of Object.entries(form.asked.values)) say(form, key, shown(value));
    }
    if (!form.asked || Date.now() - form.asked.at < PATIENCE) return;
    const box = [...document.querySelectorAll("[data-otc-form]")].find((one) => one.dataset.otcForm === name && one.dataset.otcValues);
    const field = box?.closest("[class*='st-key-otc-formulaire-']")?.querySelector("textarea");
    if (!field || field.disabled) return;
    const { id, values } = form.asked;
    const seen = Object.fromEntries(Object.keys(values).filter((key) => key in form.values).map((key) => [key, form.values[key]]));
    form.asked.at = Date.now();
    otcDrafts.writeIn(field, JSON.stringify({ id, seen, values }));
    otcDrafts.sendSoon(field);
  }

  /* A text that was, or may have been, sent of a field in which somebody types on: a run that knows it is late. */
  function say(form, key, text) {
    form.said.set(key, (form.said.get(key) ?? new Set()).add(text));
  }

  function typed(field) {
    const { name, form, key } = placeOf(field);
    if (!name) {
      field.otcEarly = true;
      return;
    }
    form.typing.set(key, field.value);
    keep(name, { [key]: field.value });
  }

  document.addEventListener("beforeinput", (event) => { /* what is handed back stands there, and the first key after it */
    const { form, key } = placeOf(event.target);
    const before = form && !form.typing.has(key) ? { ...form.back, ...form.asked?.values }[key] : null;
    if (before === null || before === undefined || shown(before) === event.target.value) return;
    event.preventDefault();
    otcDrafts.writeIn(event.target, `${shown(before)}${event.data ?? ""}`);
  }, true);

  document.addEventListener("input", ({ target, isComposing }) => {
    const { form } = placeOf(target);
    if (form) form.composing = isComposing;
    if (!isComposing) typed(target);
  });
  document.addEventListener("compositionend", ({ target }) => { /* a letter of several keys is whole */
    const { form } = placeOf(target);
    if (form) form.composing = false;
    typed(target);
  });

  function leave(field) {
    const { form, key } = placeOf(field);
    if (form) say(form, key, field.value);
  }

  document.addEventListener("focusout", ({ target }) => leave(target), true);
  document.addEventListener("keydown", ({ key, target }) => key === "Enter" && leave(target), true);

  /* Somebody who signs out leaves nothing of what they typed as an organiser, whatever the server does of it. */
  document.addEventListener("click", ({ target }) => {
    if (!target.closest?.(".st-key-organiser-partir button")) return;
    signedOut = true;
    otcDrafts.drop((name) => ORGANISERS.test(name));
  }, true);

  /* Another tab sent a form, or signed out: what this one still shows of it is not kept anew by the next key. */
  addEventListener("storage", ({ key, oldValue, newValue }) => {
    if (key !== otcDrafts.KEY) return;
    const [before, now] = [otcDrafts.all(oldValue ?? "{}"), otcDrafts.all(newValue ?? "{}")];
    for (const [name, form] of forms) if (before.has(name) && !now.has(name)) form.ended = true;
  });

  function isOld(name, text) {
    const day = /"garde":"([^"]+)"\}$/.exec(text)?.[1];
    return ORGANISERS.test(name) && !(Date.now() - Date.parse(day) < LASTS);
  }

  otcDrafts.drop(isOld);
  new MutationObserver(look).observe(document, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["data-otc-values", "data-otc-heard", "data-otc-sent", "data-otc-begun"],
  });
  look();
  setInterval(look, 1_000); /* what was handed back in vain is handed back again */
}
