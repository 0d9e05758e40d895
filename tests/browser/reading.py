"""Everything that a visitor can read or have read aloud on a page, and what of it is English."""

from __future__ import annotations

import re
from typing import Final

from playwright.sync_api import Frame, Page

WATCHED: Final = """() => {
  window.changed = new Set([document.body]);
  new MutationObserver((all) => all.forEach(({ target }) => window.changed.add(target.parentElement || target)))
    .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}"""
"""From now on, what has changed since it was last read is read again, and nothing else."""

EVERYTHING: Final = """() => {
  const said = new Set();
  const kept = ["aria-label", "aria-roledescription", "aria-description", "aria-valuetext", "aria-placeholder", "title",
    "placeholder", "alt"];
  const add = (text) => { text = (text || "").replace(/\\s+/g, " ").trim(); if (text) said.add(text); };
  add(document.title);
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return add(node.nodeValue);
    if (node.nodeType !== Node.ELEMENT_NODE || /^(script|style|noscript|template)$/i.test(node.tagName)) return;
    const drawn = node.checkVisibility({ visibilityProperty: true }) || getComputedStyle(node).display === "contents"
      || node.getAttribute("aria-live")
      || node.closest("[data-live-announcer]") || node.tagName === "svg" || node.closest("svg");
    const named = node.dataset && node.dataset.testid === "stIconMaterial"; /* a ligature: drawn as an icon */
    if (!drawn || named || node.matches("textarea.otc-field")) return; /* the last: code, to copy */
    kept.forEach((name) => add(node.getAttribute(name)));
    for (const name of ["aria-labelledby", "aria-describedby"])
      (node.getAttribute(name) || "").split(" ").forEach((id) => add(document.getElementById(id)?.textContent));
    if (node.validationMessage) said.delete(node.validationMessage); /* the browser's own, in its language */
    node.childNodes.forEach(walk);
    if (node.shadowRoot) node.shadowRoot.childNodes.forEach(walk);
  };
  const changed = window.changed ? [...window.changed].filter((node) => document.body.contains(node)) : [document.body];
  window.changed?.clear();
  changed.filter((node) => !changed.some((other) => other !== node && other.contains(node))).forEach(walk);
  return [...said];
}"""

# Words of English that are none of French, and those that a framework writes. Names of places, of licences and of
# producers are data: `NAMES` are taken away first.
ENGLISH: Final = re.compile(
    r"(?<![\w’'-])(?:"
    r"the|and|you|your|this|that|these|those|with|from|for|please|have|has|not|are|is|was|were|"
    r"will|would|can|cannot|could|should|must|been|what|when|where|which|who|how|here|there|their|"
    r"its|our|yes|all|more|less|than|then|only|other|another|back|next|previous|first|last|up|"
    r"down|left|right|open|close|closed|clear|select|selected|show|hide|download|upload|drag|drop|"
    r"browse|fullscreen|loading|running|stopping|stopped|rerun|connecting|connected|error|failed|"
    r"failure|warning|success|choose|press|enter|apply|submit|search|results|result|found|remove|"
    r"removed|delete|add|added|help|link|heading|skip|content|view|copy|copied|copying|chart|limit|"
    r"value|values|settings|made|deploy|manage|theme|dark|light|expand|collapse|available|entered|"
    r"sidebar|toolbar|reset|increment|decrement|password|required|invalid|retry|cancel|try|again|"
    r"reload|refresh|zoom-in|zoom-out|read|reading|write|save|saved|mark|container|symbol|symbols|"
    r"scale|titled|visualization"
    r")(?![\w’'-])",
    re.IGNORECASE,
)
PHRASES: Final = re.compile(
    r"\b(?:no results?|per file|main content|full ?screen|show data|title text|mark container|zoom in|zoom out|skip to"
    r"|axis titled|scale with|page not found|your app|streamlit|vega)\b",
    re.IGNORECASE,
)
NAMES: Final = ("Open Licence", "Open Database License", "open data", "Open Data")


def watch(page: Page) -> None:
    """Let `said` read of a page, after the first time, only what has changed: large pages are looked at many times."""
    page.evaluate(WATCHED)


def said(place: Page | Frame) -> set[str]:
    """Return every text and every name read aloud of what is on a page now, its frames apart."""
    return set(place.evaluate(EVERYTHING))


def english(texts: set[str]) -> list[str]:
    """Return what is not French among texts."""
    found = []
    for text in texts:
        bare = text
        for name in NAMES:
            bare = bare.replace(name, "")
        if ENGLISH.search(bare) or PHRASES.search(bare):
            found.append(text)
    return sorted(found)
