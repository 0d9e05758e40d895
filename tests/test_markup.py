"""Only templates write HTML: no other code escapes by hand, holds a tag, or calls a text markup."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = [ROOT / "app.py", *sorted(path for folder in ("observatoire", "pages") for path in (ROOT / folder).rglob("*.py"))]
TEMPLATES = ROOT / "observatoire" / "views" / "html" / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))

ENGINE = "observatoire/views/html/rendering.py"
DRAWERS = {
    "observatoire/exports/formats/ods.py",
    "observatoire/exports/maps/legend.py",
    "observatoire/exports/maps/svg.py",
    "observatoire/exports/maps/svg_text.py",
    "observatoire/exports/pictures/charts.py",
    "observatoire/exports/pictures/strips.py",
    "observatoire/views/maps/locator.py",
}
"""What writes SVG, or the XML of a spreadsheet: it escapes by hand."""

SHELL = "pages/server/middleware.py"
"""Finds its places in the page of Streamlit; what it puts there comes from templates."""

FOLIUM = "observatoire/views/maps/folium_map.py"
"""Gives folium a template of its own kind."""

OUR_DRAWINGS = {"observatoire/exports/fiche/html.py", "observatoire/exports/maps/html.py"}
"""Hand an SVG of ours, or a script of ours, to a template as markup."""

HTML = (
    "a abbr article aside b body button caption cite code dd details div dl dt em figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 head header hr html i iframe img input kbd label li link main meta nav noscript ol option p pre script "
    "section select small span strong style sub summary sup table tbody td textarea tfoot th thead title tr u ul svg path"
).split()
TAG = re.compile(rf"</?(?:{'|'.join(HTML)})(?=[\s/>]|$)|<!DOCTYPE", re.IGNORECASE)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def texts(tree: ast.Module) -> Iterator[str]:
    """Yield the texts of a module that are no docstrings: plain ones, and the fixed parts of f-strings as one."""
    said = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "…"
                for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def tags_in(source: str) -> list[str]:
    return [found[0] for text in texts(ast.parse(source)) for found in TAG.finditer(text)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('f"<p>{name}</p>"', True),
        ("f'<a href=\"{address}\">'", True),
        ('"<div " + kind + ">"', True),
        ('"<ul>" + items', True),
        ('"".join(("</td>", x))', True),
        ('"<p class=\\"%s\\">" % kind', True),
        ('f"moins de {low} < {high} > {low}"', False),
        ('"--out <dossier"', False),
        ('def f():\n    """Return the `<style>` block."""', False),
    ],
)
def test_the_search_sees_tags(source: str, found: bool) -> None:
    assert bool(tags_in(source)) is found


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_no_text_of_ours_holds_a_tag(path: Path) -> None:
    if relative(path) not in {*DRAWERS, SHELL, FOLIUM}:
        assert not tags_in(path.read_text(encoding="utf-8"))


def test_what_stands_in_the_shell_comes_from_templates() -> None:
    built = [ast.unparse(node) for node in ast.walk(parsed(ROOT / SHELL)) if isinstance(node, ast.JoinedStr)]
    assert built
    assert not [tag for source in built for tag in tags_in(source)]


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_nobody_escapes_by_hand(path: Path) -> None:
    name = relative(path)
    escapers = {"html.escape", "xml.sax.saxutils.escape", "xml.sax.saxutils.quoteattr", "markupsafe.escape"}
    imported = {
        f"{node.module}.{alias.name}"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    whole = {alias.name for node in ast.walk(parsed(path)) if isinstance(node, ast.Import) for alias in node.names}
    if name not in {*DRAWERS, ENGINE}:
        assert not imported & escapers
        assert not whole & {"html", "xml.sax.saxutils", "markupsafe"}


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_nothing_but_a_template_is_called_markup(path: Path) -> None:
    tree = parsed(path)
    assert "unsafe_allow_html" not in path.read_text(encoding="utf-8")
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and "Markup" in ast.unparse(node.func) and (node.args or node.keywords)
    ]
    assert not calls or relative(path) in {ENGINE, *OUR_DRAWINGS}


def test_the_lists_name_what_is_there() -> None:
    listed = {*DRAWERS, *OUR_DRAWINGS, ENGINE, SHELL, FOLIUM}
    assert listed <= {relative(path) for path in SOURCES}
    for name in DRAWERS:
        source = (ROOT / name).read_text(encoding="utf-8")
        assert tags_in(source) or "escape" in source, f"{name} draws nothing: take it off the list"


# --- Templates -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_a_template_escapes_all_that_it_is_given(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for forbidden in ("|safe", "| safe", "autoescape", "Markup", "|tojson", "|xmlattr"):
        assert forbidden not in source
    bare = re.sub(r"{#.*?#}", "", source, flags=re.DOTALL)
    assert not re.search(r"=\s*{{", bare), "an attribute stands in quotes"
    assert not re.search(r"\son[a-z]+=", bare), "no script in an attribute"
    addresses = re.findall(r'\b(?:href|src|action)="([^"]*{{[^"]*)"', bare)
    assert all("|address }}" in address or address.startswith("?") for address in addresses), addresses


def test_every_template_is_used_and_every_use_has_one() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    markup = "".join(path.read_text(encoding="utf-8") for path in PAGES)
    rendered = set(re.findall(r'\brender\(\s*"([^"]+)"', code))
    included = {name.removesuffix(".html") for name in re.findall(r'{% (?:from|include|extends) "([^"]+)"', markup)}
    there = {path.relative_to(TEMPLATES).with_suffix("").as_posix() for path in PAGES}
    assert rendered | included == there
