"""What must be seen is seen: with colours of one's own, with the keyboard, in the menu at every width."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Lend, Visit, visit_in

pytestmark = pytest.mark.browser

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


def in_forced_colours(lend: Lend, base: str, address: str) -> Iterator[Page]:
    """Open a page in the colours that a visitor forces; yield it once they are dark, and once light."""
    visit = visit_in(lend(forced_colors="active"), base)
    page = visit.open(address)
    for scheme in ("dark", "light"):
        page.emulate_media(forced_colors="active", color_scheme=scheme)  # type: ignore[arg-type]
        visit.quiet()
        assert page.evaluate("scheme => matchMedia(`(prefers-color-scheme: ${scheme})`).matches", scheme)
        assert page.evaluate("() => matchMedia('(forced-colors: active)').matches")
        yield page


@pytest.mark.parametrize("address", [f"portrait?{PLACE}&theme=logement", f"comparer?{PLACE}&vue=theme"])
def test_strips_are_read_in_the_colours_that_a_visitor_forces(lend: Lend, base: str, address: str) -> None:
    names = {".otc-strip-top span": "color", ".otc-strip-ends span": "color", ".otc-place": "backgroundColor"}
    for page in in_forced_colours(lend, base, address):
        found = page.evaluate(CONTRASTS, names)
        assert sum(len(contrasts) for _, contrasts in found) > 10
        for selector, contrasts in found:
            assert min(contrasts, default=21) >= (3 if selector == ".otc-place" else 4.5), selector


def test_charts_keep_their_ground_in_the_colours_that_a_visitor_forces(lend: Lend, base: str) -> None:
    for page in in_forced_colours(lend, base, f"comparer?{PLACE}"):
        chart = page.locator("[data-testid=stVegaLiteChart] svg")
        assert chart.evaluate("(svg) => getComputedStyle(svg).backgroundColor") == "rgb(251, 250, 246)"


def test_the_line_under_the_page_shown_lies_on_its_row_at_every_width(desktop: Visit) -> None:
    page = desktop.open(f"evolution?{PLACE}&indicateur=population")
    for width in (360, 390, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        desktop.quiet()
        bottoms, menu, shown = page.evaluate(BOTTOMS)
        assert len(bottoms) == 1, f"one row, {width}"
        assert bottoms[0] <= menu, width
        assert shown == 1, width


def test_tables_of_eight_columns_of_words_fit_on_a_tablet(desktop: Visit) -> None:
    desktop.open("pairs?territoire=com-16102")
    for width in (641, 768, 900, 1001, 1024):
        desktop.page.set_viewport_size({"width": width, "height": 1024})
        desktop.quiet()
        desktop.assert_it_fits()


def test_a_village_fits_a_small_phone_without_script_and_with_letters_that_are_wide(desktop: Visit) -> None:
    page = desktop.page
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{desktop.base}/simple/portrait?territoire=com-16304")
    assert page.locator(".otc-far").count()
    page.add_style_tag(content="*{font-family:'DejaVu Sans',Verdana,sans-serif!important}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_legend_has_room_for_its_words_at_every_width(desktop: Visit) -> None:
    page = desktop.open(f"carte?{PLACE}")
    for width in (641, 768, 900, 901, 1280):
        page.set_viewport_size({"width": width, "height": 1024})
        desktop.quiet()
        box = page.locator(".otc-legend").first.bounding_box()
        assert box is not None
        assert box["width"] >= 190, width


def test_where_the_keyboard_is_is_plain_to_see_in_the_atelier(desktop: Visit) -> None:
    desktop.open("atelier")
    desktop.quiet()
    assert_the_keyboard_is_seen(desktop.page)


def assert_the_keyboard_is_seen(page: Page) -> None:
    """Go through the beginning of a page by keyboard: each thing that has the focus looks otherwise without it."""
    unseen, met = [], 0
    for _ in range(45):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found is not None:
            met += 1
            unseen += [] if found[1] else [found[0]]
    assert met > 10
    assert not unseen
