"""A map as one HTML file that opens offline: drawing, values on hover or by keyboard, table, sources.

Its security policy refuses every request and every script but its own, known by its digest.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

import pandas as pd

from observatoire.exports.maps.sheet import APPLICATION, MapSheet, class_words, shown_names
from observatoire.exports.maps.svg import map_svg
from observatoire.exports.maps.svg_text import xml_text
from observatoire.model.store import Store
from observatoire.views.html.tables import Column, Row, table_html
from observatoire.views.style.tokens import ACCENT, INK, MUTED, PAPER, RULE, SURFACE

_STYLE: Final = f"""
body {{ margin: 0 auto; padding: 1rem; max-width: 1240px; background: {PAPER}; color: {INK};
  font: 1rem/1.5 "Source Sans 3", "Liberation Sans", Arial, sans-serif; }}
h1 {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }}
h2 {{ font-size: 1.2rem; margin: 1.5rem 0 .5rem; }}
.carte {{ overflow-x: auto; }}
.carte svg {{ display: block; width: 100%; min-width: 640px; height: auto; }}
#territoires path:focus, #cercles circle:focus {{ outline: none; }}
#limites, #territoire-choisi, #villes, #fond, #repere, #repere-clair {{ pointer-events: none; }}
#bulle {{ position: fixed; z-index: 1; max-width: 20rem; padding: .3rem .6rem; background: {INK}; color: {PAPER};
  border-radius: 3px; pointer-events: none; }}
#bulle[hidden] {{ display: none; }}
.otc-scroll {{ max-height: 70vh; overflow: auto; border: 1px solid {RULE}; content-visibility: auto;
  contain-intrinsic-size: auto 70vh; }}
.otc-table {{ border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }}
.otc-table caption {{ text-align: left; padding: .4rem .6rem; color: {MUTED}; }}
.otc-table th, .otc-table td {{ padding: .2rem .6rem; text-align: left; font-weight: normal;
  border-top: 1px solid {RULE}; }}
.otc-table thead th {{ position: sticky; top: 0; background: {SURFACE}; font-weight: 600; }}
.otc-num {{ text-align: right !important; }}
.otc-chosen th {{ color: {ACCENT}; font-weight: 700; }}
.otc-hidden {{ position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }}
a {{ color: inherit; overflow-wrap: anywhere; }}
@media print {{ .otc-scroll {{ max-height: none; }} }}
"""

_SCRIPT: Final = """
(function () {
  "use strict";
  var marks = document.querySelector("#cercles") || document.querySelector("#territoires");
  var kind = marks.id === "cercles" ? "circle" : "path";
  var shapes = Array.prototype.slice.call(marks.querySelectorAll(kind));
  var bubble = document.getElementById("bulle");
  var outlines = [document.getElementById("repere-clair"), document.getElementById("repere")];
  var middles = null, current = null;

  /* Nothing is done to a shape before it is read: there may be 35 000. */
  function words(shape) {
    var title = shape.querySelector("title");
    if (title) {
      shape.setAttribute("aria-label", title.textContent);
      title.remove(); // our own bubble is faster than the browser's, and follows the keyboard
    }
    return shape.getAttribute("aria-label");
  }
  function tell(shape, x, y) {
    bubble.textContent = words(shape); // never HTML: names come from files
    bubble.hidden = false;
    bubble.style.left = Math.max(4, Math.min(x + 14, innerWidth - bubble.offsetWidth - 8)) + "px";
    bubble.style.top = Math.max(4, Math.min(y + 14, innerHeight - bubble.offsetHeight - 8)) + "px";
    outlines.forEach(function (outline) { outline.setAttribute("d", contour(shape)); });
  }
  function contour(shape) {
    if (kind === "path") return shape.getAttribute("d");
    var x = +shape.getAttribute("cx"), y = +shape.getAttribute("cy"), r = +shape.getAttribute("r");
    var half = "a" + r + " " + r + " 0 1 0 ";
    return "M" + (x - r) + " " + y + half + 2 * r + " 0" + half + -2 * r + " 0z";
  }
  function hide() {
    bubble.hidden = true;
    outlines.forEach(function (outline) { outline.setAttribute("d", ""); });
  }
  function stop(shape) {
    if (current) current.setAttribute("tabindex", "-1");
    current = shape;
    words(shape);
    shape.setAttribute("role", "img");
    shape.setAttribute("tabindex", "0");
  }
  function middle(shape) {
    var box = shape.getBBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  }
  /* The nearest territory in the direction of the arrow, within a right angle. */
  function beside(dx, dy) {
    middles = middles || shapes.map(middle);
    var here = middle(current), best = null, least = Infinity;
    middles.forEach(function (there, rank) {
      var x = there[0] - here[0], y = there[1] - here[1];
      var ahead = x * dx + y * dy, across = Math.abs(x * dy) + Math.abs(y * dx);
      if (ahead <= 0 || across > ahead || shapes[rank] === current) return;
      if (ahead + across < least) { least = ahead + across; best = shapes[rank]; }
    });
    return best;
  }
  function under(event) { return event.target.closest("#" + marks.id + " " + kind); }

  var arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  var frame = document.querySelector(".carte"); // a drawing's own element that listens for focus would take it
  if (shapes.length) stop(shapes[0]);
  frame.addEventListener("mousemove", function (event) {
    if (under(event)) tell(under(event), event.clientX, event.clientY);
    else hide();
  });
  frame.addEventListener("mouseleave", hide);
  frame.addEventListener("focusout", hide);
  frame.addEventListener("focusin", function (event) {
    if (!under(event)) return;
    var box = event.target.getBoundingClientRect();
    tell(event.target, box.left + box.width / 2, box.top + box.height / 2);
  });
  frame.addEventListener("keydown", function (event) {
    if (event.key === "Escape") return hide();
    if (!arrows[event.key] || !under(event)) return;
    event.preventDefault();
    var next = beside(arrows[event.key][0], arrows[event.key][1]);
    if (next) { stop(next); next.focus(); }
  });
  frame.addEventListener("click", function (event) {
    if (under(event)) { stop(under(event)); current.focus(); }
  });
})();
"""

_MARKER: Final = (
    f'<g fill="none" stroke-linejoin="round"><path id="repere-clair" d="" stroke="{PAPER}" stroke-width="60"/>'
    f'<path id="repere" d="" stroke="{INK}" stroke-width="30"/></g></svg>'
)
"""Outline of the shape under the pointer or the keyboard, above all others."""


def map_html(store: Store, sheet: MapSheet) -> str:
    """Return a map as one HTML document: drawing, table of all its values, sources; no request to anyone.

    Without its script (a strict mail reader) nothing is lost: each shape keeps its title, and the table its figures.
    """
    policy = (
        f"default-src 'none'; script-src '{_digest(_SCRIPT)}'; style-src '{_digest(_STYLE)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    mentions = "".join(f"<li>{_linked(line)}</li>" for line in sheet.credits)
    sentence = f"<p>{xml_text(sheet.sentence)}</p>" if sheet.sentence else ""
    title = xml_text(f"{sheet.title} · {sheet.subtitle}")
    drawing = map_svg(store, sheet).removesuffix("</svg>") + _MARKER
    return (
        '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><title>{title} · {APPLICATION}</title><style>{_STYLE}</style></head><body>'
        f"<main><h1>{title}</h1>"
        "<p>Survolez la carte, ou parcourez-la avec la touche Tab puis les flèches, pour lire les valeurs.</p>"
        f'<div class="carte">{drawing}</div><div id="bulle" role="status" hidden></div>'
        f"{sentence}<h2>Les valeurs de la carte</h2>{_table(store, sheet)}"
        f"<h2>Sources</h2><ul>{mentions}</ul></main><script>{_SCRIPT}</script></body></html>\n"
    )


def _table(store: Store, sheet: MapSheet) -> str:
    """Return the values, the highest first, then those without a plain value; all by name where equal."""
    model = sheet.model
    rows = pd.DataFrame(
        {
            "id": list(model.ids),
            "name": shown_names(store, sheet),
            "code": store.territories.loc[list(model.ids), "code"].to_numpy(),
            "text": list(model.tooltips),
            "class": class_words(sheet),
            "value": model.data.value,
            "plain": [isinstance(mark, int) for mark in model.classes],
        }
    ).sort_values(["plain", "value", "name", "code"], ascending=[False, False, True, True])
    columns = (Column("Territoire"), Column("Code"), Column("Valeur", numeric=True), Column("Classe ou état"))
    cells = zip(rows["id"], rows["name"], rows["code"], rows["text"], rows["class"], strict=True)
    lines = [Row(str(i), (str(name), str(code), str(words), str(kind))) for i, name, code, words, kind in cells]
    chosen = "" if sheet.selected is None else model.ids[sheet.selected]
    return table_html(f"{sheet.title} · {sheet.subtitle}", columns, lines, chosen)


def _linked(line: str) -> str:
    """Return a credit line; an address becomes a link to follow, not a request."""
    text = xml_text(line)
    return f'<a href="{text}" rel="noreferrer">{text}</a>' if line.startswith(("https://", "http://")) else text


def _digest(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
