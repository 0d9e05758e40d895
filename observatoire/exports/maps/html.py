"""A map as one HTML file that opens offline: drawing, values on hover or by keyboard, table, sources."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

import pandas as pd
from markupsafe import Markup

from observatoire.exports.maps.sheet import APPLICATION, MapSheet, class_words, shown_names
from observatoire.exports.maps.svg import map_svg
from observatoire.exports.pictures.fonts import embedded_font
from observatoire.model.store import Store
from observatoire.views.html.rendering import render, whole_style
from observatoire.views.html.tables import Heading, Row, table_html

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


def map_html(store: Store, sheet: MapSheet) -> str:
    """Return a map as one HTML document: drawing, table of all its values, sources; no request to anyone."""
    style, script = whole_style("map_file", font=embedded_font()), Markup(_SCRIPT)
    return str(
        render(
            "documents/map",
            title=f"{sheet.title} · {sheet.subtitle}",
            application=APPLICATION,
            style=style,
            style_digest=_digest(style),
            script=script,
            script_digest=_digest(script),
            drawing=Markup(map_svg(store, sheet, with_marker=True)),
            sentence=sheet.sentence,
            table=_table(store, sheet),
            credits=[(line, line if line.startswith(("https://", "http://")) else "") for line in sheet.credits],
        )
    )


def _table(store: Store, sheet: MapSheet) -> Markup:
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
    columns = (Heading("Territoire"), Heading("Code"), Heading("Valeur", numeric=True), Heading("Classe ou état"))
    cells = zip(rows["id"], rows["name"], rows["code"], rows["text"], rows["class"], strict=True)
    lines = [Row(str(i), (str(name), str(code), str(words), str(kind))) for i, name, code, words, kind in cells]
    chosen = "" if sheet.outlined.rank is None else model.ids[sheet.outlined.rank]
    return table_html(f"{sheet.title} · {sheet.subtitle}", columns, lines, chosen)


def _digest(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
