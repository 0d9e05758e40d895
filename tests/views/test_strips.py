"""HTML blocks: well-formed, escaped, readable without sight, without colour and without a value."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from observatoire.views.html.cards import Card, Chip, cards_grid_html
from observatoire.views.html.strips import Strip, strip_html
from observatoire.views.html.tables import (
    Heading,
    MapLegend,
    Row,
    class_labels,
    key_figures_html,
    key_value_html,
    map_legend_html,
    table_html,
)
from observatoire.views.layout.positions import Reference
from observatoire.views.style.sheets import sheet, whole_sheet

REFERENCE = Reference("communes <proches>", 5.0, 3.0, 7.0, "5\u00a0%", "3\u00a0%", "7\u00a0%")
EVIL = '"><img src=x onerror=alert(1)>'
VOID = {"img", "br", "hr", "input", "link", "meta"}


class Balance(HTMLParser):
    """Checks that tags are closed in order, and keeps tags and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(str(html))  # a part of `Markup` would escape what it is added to
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def classed(self, name: str) -> list[dict[str, str | None]]:
        return [a for _, a in self.tags if name in (a.get("class") or "").split()]


def dots_of(page: Balance) -> list[tuple[float, int, int]]:
    """Return where the dots of a strip are: percents from the left, pixels more, pixels from the top."""
    [style] = [str(found["style"]) for found in page.classed("otc-dots")] or [""]
    found = re.findall(r"radial-gradient\(4px at calc\(([\d.]+)% \+ (-?\d+)px\) (\d+)px,var\(--dot\)\)", style)
    return [(float(left), int(more), int(top)) for left, more, top in found]


def strip(peers: list[float | None], place: float | None = 5.0, **options: object) -> Strip:
    words = "5\u00a0%" if place is not None else "secret statistique"
    return Strip("Cognac", place, words, peers, REFERENCE, "%", 0, **options)  # type: ignore[arg-type]


def test_strip_says_in_words_what_it_shows() -> None:
    page = Balance(strip_html(strip([1.0, 4.0, 6.0, 9.0])))
    (root,) = page.classed("otc-strip")
    assert root["role"] == "img"
    assert root["aria-label"] == (
        "Cognac\u202f: 5\u00a0%. Groupe\u202f: communes <proches>, 4\u00a0valeurs, de 1\u00a0% à 9\u00a0%. "
        "Médiane\u202f: 5\u00a0%. La moitié centrale va de 3\u00a0% à 7\u00a0%."
    )
    assert "médiane 5\u00a0%" in page.text
    assert page.text.endswith("1\u00a0%9\u00a0%")


def test_few_peers_are_dots_and_many_are_columns() -> None:
    few = Balance(strip_html(strip([float(v) for v in range(12)])))
    assert len(dots_of(few)) == 12
    many = Balance(strip_html(strip([float(v) for v in np.random.default_rng(1).normal(5, 2, 30_000)])))
    assert not dots_of(many)
    assert 0 < len(many.classed("otc-col")) <= 40


def test_dots_and_columns_stand_where_their_values_are() -> None:
    # From 0 to 10; two at 5, one over the other: 7 pixels higher. Half a dot lies beyond each end of the line.
    few = Balance(strip_html(strip([0.0, 5.0, 5.0, 10.0], place=0.0)))
    assert dots_of(few) == [(0, 4, 32), (50, 0, 32), (50, 0, 25), (100, -4, 32)]
    # 36 columns of 2.78 %: 31 values in the first, 62 in the last, which is as high as the plot.
    many = Balance(strip_html(strip([0.0] * 31 + [10.0] * 62, place=0.0)))
    styles = [column["style"] for column in many.classed("otc-col")]
    assert styles == ["left:0.0%;height:50%", "left:97.22%;height:100%"]


def test_place_and_median_stand_where_they_should() -> None:
    page = Balance(strip_html(strip([0.0, 10.0], place=2.5)))
    assert page.classed("otc-place")[0]["style"] == "left:25%"
    assert page.classed("otc-median")[0]["style"] == "left:50%"
    assert page.classed("otc-band")[0]["style"] == "left:30%;width:40%"


def test_missing_place_is_said_and_the_peers_remain() -> None:
    page = Balance(strip_html(strip([1.0, 4.0, 6.0], place=None)))
    assert not page.classed("otc-place")
    assert len(dots_of(page)) == 3
    assert "Cognac n’a pas de marque\u202f: secret statistique." in page.text


def test_fragile_mark_is_hollow() -> None:
    assert Balance(strip_html(strip([1.0, 9.0], fragile=True))).classed("otc-hollow")


def test_outliers_are_told_not_drawn() -> None:
    page = Balance(strip_html(strip([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 9000.0])))
    assert "Hors du cadre\u202f: 1\u00a0valeur au-delà (jusqu’à 9\u202f000\u00a0%)." in page.text
    assert "9\u202f000\u00a0% →" in page.text


@pytest.mark.parametrize("peers", [[], [None], [float("nan")]])
def test_no_peers_is_said(peers: list[float | None]) -> None:
    assert "Aucune valeur connue" in strip_html(strip(peers))


def test_card_holds_all_that_goes_with_a_figure() -> None:
    card = Card(
        "Part des 65 ans et plus", "30,2\u00a0%", "2021", "Vieillit-on\u202f?",
        chips=(Chip("fragile", "Fragile", "Peu."),),
        strip=strip([1.0, 9.0]), reading="Lecture.", rank="3e sur 24.", source="Insee.", href="/comparer?i=1&t=2",
    )  # fmt: skip
    page = Balance(cards_grid_html([card], heading=4))
    words = ("Part des", "30,2", "2021", "Vieillit-on\u202f?", "Fragile", "Peu.", "Lecture.", "3e sur 24", "Insee")
    for word in words:
        assert word in page.text
    assert any(tag == "h4" for tag, _ in page.tags)
    link = next(attrs for tag, attrs in page.tags if tag == "a")
    assert link["href"] == "/comparer?i=1&t=2"
    assert "Comparer\u202f: Part des 65 ans et plus" in page.text


@pytest.mark.parametrize("field", ["title", "figure", "year", "question", "reading", "rank", "source", "link_text"])
def test_every_text_of_a_card_is_escaped(field: str) -> None:
    texts = {"title": "T", "figure": "1", "year": "2021", "href": "/a"} | {field: EVIL}
    html = cards_grid_html([Card(**texts)])
    assert "<img" not in html
    assert EVIL in Balance(html).text


def test_names_in_strips_and_legends_are_escaped() -> None:
    hostile = Strip(EVIL, None, EVIL, [1.0, 2.0], Reference(EVIL, 1.0, 1.0, 2.0, EVIL, EVIL, EVIL))
    legend = MapLegend(EVIL, (EVIL,), (1,), ("#000000",), {"secret": 2}, EVIL, EVIL)
    for html in (strip_html(hostile), map_legend_html(legend), key_value_html([(EVIL, EVIL)])):
        assert "<img" not in html
        Balance(html)


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", " javascript:x", "JaVaScRiPt:x"])
def test_foreign_addresses_are_refused(href: str) -> None:
    with pytest.raises(ValueError, match="address"):
        cards_grid_html([Card("T", "1", "2021", href=href)])


@pytest.mark.parametrize("href", ["/a", "?t=1", "#x", "./a", "comparer?t=com-16102", "https://insee.fr/x"])
def test_our_addresses_pass(href: str) -> None:
    assert f'href="{href}"' in cards_grid_html([Card("T", "1", "2021", href=href)])


def test_table_is_accessible() -> None:
    rows = [Row("com-1", ("Cognac", "3"), "/p"), Row("com-2", ("Jarnac", "secret statistique"))]
    html = table_html("Titre", [Heading("Commune"), Heading("Valeur", True)], rows, "com-1", {"com-2": "■"})
    page = Balance(html)
    (scroll,) = page.classed("otc-scroll")
    assert (scroll["tabindex"], scroll["role"], scroll["aria-label"]) == ("0", "region", "Titre")
    scopes = [a.get("scope") for tag, a in page.tags if tag == "th"]
    assert scopes == ["col", "col", "row", "row"]
    assert len(page.classed("otc-num")) == 3
    assert len(page.classed("otc-chosen")) == 1
    assert "◆ Cognac (territoire choisi)" in page.text
    assert "■ Jarnac" in page.text


def test_table_refuses_a_short_row() -> None:
    with pytest.raises(ValueError, match="zip"):
        table_html("T", [Heading("A"), Heading("B")], [Row("x", ("1",))])


def test_legend_lists_classes_counts_and_the_states_met() -> None:
    legend = MapLegend(
        "Titre", class_labels([0, 5, 10], lambda v: f"{v:.0f}"), (1, 1200), ("#FFFFFF", "#000000"),
        {"secret": 3, "not_published": 0, "fragile": 2}, "communes", "Cognac",
    )  # fmt: skip
    page = Balance(map_legend_html(legend))
    for words in ("de 0 à moins de 5", "de 5 à 10", "1\u202f200 communes", "secret", "fragile", "Cognac"):
        assert words in page.text
    assert "non publié" not in page.text
    assert len(page.classed("otc-swatch")) == 5


def test_key_figures_leave_out_an_empty_word() -> None:
    page = Balance(key_figures_html([("Cognac", "3", "un mot"), ("Médiane", "4", "")]))
    assert len(page.classed("otc-word")) == 1


def test_the_sheet_of_the_blocks_has_its_rules_and_asks_for_nothing() -> None:
    css = whole_sheet("blocks")
    assert css.count("{") == css.count("}")
    assert "url(" not in css
    assert "@import" not in css
    for rule in ("prefers-reduced-motion", "@media print", ":focus-visible", "tabular-nums"):
        assert rule in css


def test_every_class_used_is_styled() -> None:
    card = Card("T", "1", "2021", "Q", chips=(Chip("fragile", "F", "P"),), strip=strip([1.0, 9.0]), href="/a")
    legend = MapLegend("T", ("a",), (1,), ("#000000",), {}, "communes", "Cognac")
    html = cards_grid_html([card]) + map_legend_html(legend) + key_figures_html([("a", "b", "c")])
    html += table_html("T", [Heading("A", True)], [Row("x", ("1",))], "x") + strip_html(strip([1.0] * 60))
    used = {name for classes in re.findall(r'class="([^"]+)"', html) for name in classes.split()}
    assert {name for name in used if f".{name}" not in sheet("blocks")} == set()
