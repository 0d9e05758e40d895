"""What must be seen is seen: with colours of one's own, with the keyboard, in the menu at every width."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Lend, Visit, visit_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PLACE = "territoire=epci-200070514"
CONTRASTS = """(names) => {
  const numbers = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => {
      part /= 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const colour = numbers(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour.slice(0, 3);
    }
    return [0, 0, 0];
  };
  return Object.entries(names).map(([selector, property]) => {
    const seen = [...document.querySelectorAll(selector)].filter((node) => node.checkVisibility());
    return [selector, seen.map((node) => {
      const own = light(numbers(getComputedStyle(node)[property]).slice(0, 3));
      const under = light(ground(property === "backgroundColor" ? node.parentElement : node));
      return (Math.max(own, under) + 0.05) / (Math.min(own, under) + 0.05);
    })];
  });
}"""
FOCUSED = """() => {
  const looks = (node) => { const s = getComputedStyle(node); return [s.outlineStyle, s.outlineWidth, s.outlineColor,
    s.boxShadow, s.borderColor, s.backgroundColor, s.textDecorationLine].join(); };
  const node = document.activeElement;
  if (!node || node === document.body || node.tagName === "IFRAME") return null;
  const around = [node];
  for (let up = node.parentElement; up && around.length < 5; up = up.parentElement) around.push(up);
  const inside = node.closest("label, [role=radio], [role=slider]");
  if (inside) around.push(inside, ...inside.querySelectorAll("*"));
  const before = around.map(looks);
  node.blur();
  const after = around.map(looks);
  node.focus({ preventScroll: true, focusVisible: true });
  return [node.outerHTML.slice(0, 160), before.some((look, i) => look !== after[i])];
}"""
BOTTOMS = """() => {
  const menu = document.querySelector(".st-key-otc-menu");
  const box = (node) => node.getBoundingClientRect();
  const links = [...menu.querySelectorAll("[data-testid=stPageLink-NavLink]")];
  return [[...new Set(links.map((link) => Math.round(box(link).bottom)))], Math.round(box(menu).bottom),
    links.filter((link) => link.querySelector("strong")).length];
}"""


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("address", [f"portrait?{PLACE}&theme=logement", f"comparer?{PLACE}&vue=theme"])
def test_strips_are_read_in_the_colours_that_a_visitor_forces(lend: Lend, base: str, address: str, scheme: str) -> None:
    visit = visit_in(lend(forced_colors="active", color_scheme=scheme), base)
    page = visit.open(address)
    visit.quiet()
    names = {".otc-strip-top span": "color", ".otc-strip-ends span": "color", ".otc-place": "backgroundColor"}
    found = page.evaluate(CONTRASTS, names)
    assert sum(len(contrasts) for _, contrasts in found) > 10
    for selector, contrasts in found:
        assert min(contrasts, default=21) >= (3 if selector == ".otc-place" else 4.5), selector


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_charts_keep_their_ground_in_the_colours_that_a_visitor_forces(lend: Lend, base: str, scheme: str) -> None:
    visit = visit_in(lend(forced_colors="active", color_scheme=scheme), base)
    page = visit.open(f"comparer?{PLACE}")
    visit.quiet()
    chart = page.locator("[data-testid=stVegaLiteChart] svg")
    assert chart.evaluate("(svg) => getComputedStyle(svg).backgroundColor") == "rgb(251, 250, 246)"


@pytest.mark.parametrize("width", [360, 390, 768, 1024, 1280])
def test_the_line_under_the_page_shown_lies_on_its_row(desktop: Visit, width: int) -> None:
    desktop.page.set_viewport_size({"width": width, "height": 844})
    page = desktop.open(f"evolution?{PLACE}&indicateur=population")
    desktop.quiet()
    bottoms, menu, shown = page.evaluate(BOTTOMS)
    assert len(bottoms) == 1, "one row"
    assert bottoms[0] <= menu
    assert shown == 1


@pytest.mark.parametrize("address", ["", f"portrait?{PLACE}", f"comparer?{PLACE}", f"carte?{PLACE}", "atelier"])
def test_where_the_keyboard_is_is_plain_to_see(desktop: Visit, address: str) -> None:
    page = desktop.open(address)
    desktop.quiet()
    unseen, met = [], 0
    for _ in range(45):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found is not None:
            met += 1
            unseen += [] if found[1] else [found[0]]
    assert met > 10
    assert not unseen
