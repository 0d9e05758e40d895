"""The template engine: what it writes for hostile names, how it reads its templates, what it refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from observatoire.model.catalog import load_catalog
from observatoire.model.workshop.record import View, Workshop
from observatoire.views.html.cards import Card, Chip, cards_grid_html
from observatoire.views.html.page import brand_html, footer_html, title_html
from observatoire.views.html.rendering import footnote_html, own_address, render, style_html
from observatoire.views.html.share import copy_code_html, copy_link_html, embedded_foot_html, embedded_head_html
from observatoire.views.html.strips import Strip, strip_html
from observatoire.views.html.tables import (
    Heading,
    MapLegend,
    Row,
    key_figures_html,
    key_value_html,
    map_legend_html,
    table_html,
    wider_figures_html,
)
from observatoire.views.layout.positions import Reference
from observatoire.views.workshop.html import scene_head_html, told_html, view_line_html
from tests.views.test_strips import Balance

EVIL = "<script>alert(1)</script> \"x\" 'y' {{7*7}} {% if 1 %} `z` &amp; ${7*7} </style> --> é\u202f!"
COLUMNS = [Heading(EVIL), Heading(EVIL, numeric=True), Heading(EVIL, wide=True)]
ROWS = [Row("a", (EVIL, EVIL, EVIL), "/a"), Row("b", (EVIL, EVIL, EVIL))]
REFERENCE = Reference(EVIL, 1.0, 1.0, 2.0, EVIL, EVIL, EVIL)
STRIP = Strip(EVIL, None, EVIL, [1.0, 2.0], REFERENCE, EVIL)
CARD = Card(EVIL, EVIL, EVIL, EVIL, False, (Chip("missing", EVIL, EVIL),), STRIP, EVIL, EVIL, EVIL, "/a", EVIL)
LEGEND = MapLegend(EVIL, (EVIL,), (1,), ("#000000",), {"secret": 2}, EVIL, EVIL, ((3.0, EVIL),), EVIL)
WORKSHOP = Workshop(EVIL, "", (View("portrait", {}),))

BLOCKS: dict[str, Callable[[], str]] = {
    "table": lambda: table_html(EVIL, COLUMNS, ROWS, "a", {"b": EVIL}),
    "stacked table": lambda: table_html(EVIL, COLUMNS, ROWS, stacked=True),
    "cards": lambda: cards_grid_html([CARD]),
    "strip": lambda: strip_html(STRIP),
    "legend": lambda: map_legend_html(LEGEND),
    "facts": lambda: key_value_html([(EVIL, EVIL)]),
    "key figures": lambda: key_figures_html([(EVIL, EVIL, EVIL)]),
    "wider figures": lambda: wider_figures_html([(EVIL, EVIL, EVIL)]),
    "footnote": lambda: footnote_html(EVIL),
    "told": lambda: told_html(EVIL),
    "scene": lambda: scene_head_html(WORKSHOP, 0, EVIL, EVIL),
    "view": lambda: view_line_html(View("carte", {"indicateur": "densite", "annee": EVIL}), load_catalog(), None),
    "embedded head": lambda: embedded_head_html(EVIL, EVIL),
    "embedded foot": lambda: embedded_foot_html([EVIL], "a=1"),
    "code": lambda: copy_code_html(EVIL),
    "link": lambda: copy_link_html(EVIL),
    "brand": lambda: brand_html(EVIL, "?"),
    "title": lambda: title_html(EVIL),
    "footer": lambda: footer_html(EVIL, EVIL, EVIL, "./donnees", "./confidentialite"),
    "panorama": lambda: render("compare/panorama", caption=EVIL, lines=[(EVIL, EVIL, "/a", *[EVIL] * 8)]),
    "side": lambda: render(
        "compare/side",
        caption=EVIL,
        heads=[(EVIL, "#000000", EVIL)],
        lines=[(EVIL, "/a", EVIL, "", EVIL, [(True, EVIL, EVIL, EVIL)], EVIL)],
    ),
    "standouts": lambda: render("portrait/standouts", lines=[(EVIL, "/a", EVIL, EVIL)]),
    "room standouts": lambda: render("workshop/standouts", lines=[(EVIL, EVIL, EVIL)]),
    "names": lambda: render("workshop/names", names=[EVIL]),
    "questions": lambda: render("questions", theme=EVIL, questions=[(EVIL, EVIL, [("/a", EVIL)], EVIL, EVIL)]),
    "trace": lambda: render(
        "trace", name=EVIL, sums=[([(EVIL, EVIL)], EVIL)], semicolon=EVIL, calculation=EVIL, coverage=EVIL, sources=()
    ),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_hostile_name_is_only_a_text(name: str) -> None:
    html = str(BLOCKS[name]())
    page = Balance(html)
    assert not [tag for tag, _ in page.tags if tag in ("script", "style")]
    told = [page.text, *(value or "" for _, attributes in page.tags for value in attributes.values())]
    assert any(EVIL in text for text in told), "neither cut, nor computed, nor escaped twice"
    assert EVIL not in html


def test_what_a_template_wrote_is_written_as_it_is_and_a_text_is_not() -> None:
    inner = footnote_html("a < b")
    assert isinstance(inner, Markup)
    assert render("blocks/wider_figures", figures=inner) == f'<div class="otc-wider">{inner}</div>'
    assert "&lt;p class" in render("blocks/wider_figures", figures=str(inner))


def test_numbers_and_nothing_are_written_plainly() -> None:
    assert footnote_html(3) == '<p class="otc-footnote">3</p>'  # type: ignore[arg-type]
    assert footnote_html(2.5) == '<p class="otc-footnote">2.5</p>'  # type: ignore[arg-type]
    assert footnote_html("") == '<p class="otc-footnote"></p>'


def test_a_line_break_of_a_template_writes_nothing_and_a_fault_keeps_its_line() -> None:
    html = table_html("T", [Heading("A"), Heading("B", numeric=True)], [Row("x", ("1", "2"), "/p")], "x")
    assert "\n" not in html
    assert ">  <" not in html
    assert '<span class="otc-sign" aria-hidden="true">◆ </span><a href="/p" target="_self">1</a>' in html
    with pytest.raises(ValueError, match="unpack") as raised:
        key_value_html([("only a label",)])  # type: ignore[list-item]
    lines = [entry.lineno for entry in raised.traceback if str(entry.path).endswith("facts.html")]
    assert lines == [2], "as in the file, from 0"


def test_a_value_that_is_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'text' is undefined"):
        render("blocks/footnote")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " javascript:x",
        "data:text/html,x",
        "vbscript:x",
        "",
        "//elsewhere.fr/x",
        "/\\\\elsewhere.fr",
    ],
)
def test_a_foreign_address_is_refused_wherever_a_template_writes_one(address: str) -> None:
    with pytest.raises(ValueError, match="not an address of ours"):
        own_address(address)
    with pytest.raises(ValueError, match="not an address of ours"):
        render("page/style_link", address=address)


def test_a_hostile_address_stays_in_its_quotes() -> None:
    html = render("portrait/locator", url='/a.svg" onerror="x', alt=EVIL)
    (image,) = (attributes for tag, attributes in Balance(html).tags if tag == "img")
    assert image["src"] == '/a.svg" onerror="x'
    assert "onerror" not in image


def test_a_style_block_holds_the_rules_of_its_sheets() -> None:
    block = style_html("stage")
    assert block.startswith("<style>/*")
    assert block.count("<") == 2
