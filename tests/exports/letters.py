"""Whatever letters a reader's machine has, our documents fit a screen: helpers to try them with the widest."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page

WIDE = "* { font-family: monospace !important; letter-spacing: .18em !important }"
"""Wider than any font that a browser falls back on."""


def widths(browser: Browser, path: Path, width: int, *, wide: bool) -> tuple[int, set[str]]:
    """Open a file from disk; return how wide its page is, and the fonts of the machine that its words are written in.

    Signs that the house font has not (◇, ∅) are left out: any machine may draw them.
    """
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, bypass_csp=wide)
    page = context.new_page()
    page.goto(path.as_uri())
    if wide:
        page.add_style_tag(content=WIDE)
    page.evaluate("document.fonts.ready.then(() => true)")
    found = page.evaluate("document.documentElement.scrollWidth"), machine_fonts(page)
    context.close()
    return found


def machine_fonts(page: Page) -> set[str]:
    """Return the fonts of the machine, not of the document, in which titles, figures, sentences and cells are drawn."""
    tools = page.context.new_cdp_session(page)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    names = set()
    for selector in ("h1", "h2", "p", "td", "dd", "li", "a", "strong", ".otc-figure", ".otc-year", ".otc-title"):
        for node in tools.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})["nodeIds"][:20]:
            used = tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
            names |= {font["familyName"] for font in used if not font["isCustomFont"] and font["glyphCount"] > 2}
    return names
