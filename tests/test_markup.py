"""Only templates write HTML: no other code escapes by hand, holds a tag, or calls a text markup."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from participation.storage.refusals import UnavailableError
from participation.views.html.pages import page_html

ROOT = Path(__file__).parents[1]
SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for folder in ("observatoire", "participation", "pages")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
TEMPLATES = [ROOT / package / "views" / "html" / "templates" for package in ("observatoire", "participation")]
PAGES = sorted(path for folder in TEMPLATES for path in folder.rglob("*.html"))


Parsed = dict[str, ast.Module]


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    """The modules, for as long as this file has need of them: two seconds for each worker that did not run it."""
    return {name: ast.parse(source) for name, source in SOURCES.items()}


def named(path: Path) -> str:
    """The name that a template is rendered by: its path in the folder of its package."""
    [folder] = [folder for folder in TEMPLATES if path.is_relative_to(folder)]
    return path.relative_to(folder).with_suffix("").as_posix()


ENGINE = "observatoire/views/html/rendering.py"
DRAWERS = {
    "observatoire/exports/formats/ods.py",
    "observatoire/exports/maps/legend.py",
    "observatoire/exports/maps/svg.py",
    "observatoire/exports/maps/svg_text.py",
    "observatoire/exports/pictures/charts.py",
    "observatoire/exports/pictures/sharing.py",
    "observatoire/exports/pictures/strips.py",
    "observatoire/views/maps/locator.py",
    "observatoire/exports/pictures/bars.py",
}
"""What writes SVG, or the XML of a spreadsheet: it escapes by hand."""

SHELL = "pages/server/shell.py"
"""Finds its places in the page of Streamlit; what it puts there comes from templates."""

FOLIUM = "observatoire/views/maps/folium_map.py"
"""Gives folium a template of its own kind."""

OUR_DRAWINGS = {"observatoire/exports/fiche/html.py", "observatoire/exports/maps/html.py"}
"""Hand an SVG of ours, or a script of ours, to a template as markup."""

HTML = (
    *("a", "abbr", "article", "b", "body", "button", "caption", "code", "dd", "details", "div", "dl", "dt", "em"),
    *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "head", "header", "html", "i", "iframe", "img"),
    *("input", "label", "li", "link", "main", "meta", "nav", "noscript", "ol", "option", "p", "path", "pre", "script"),
    *("section", "select", "small", "span", "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody", "td"),
    *("textarea", "th", "thead", "title", "tr", "ul"),
)
TAG = re.compile(rf"</?(?:{'|'.join(HTML)})(?=[\s/>]|$)|<!DOCTYPE", re.IGNORECASE)


def texts(tree: ast.AST) -> Iterator[str]:
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


def tags(tree: ast.AST) -> list[str]:
    return [found[0] for text in texts(tree) for found in TAG.finditer(text)]


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
    assert bool(tags(ast.parse(source))) is found


def test_no_text_of_ours_holds_a_tag(parsed: Parsed) -> None:
    found = {name: [*tags(tree)] for name, tree in parsed.items() if name not in {*DRAWERS, SHELL, FOLIUM}}
    assert not {name: tags for name, tags in found.items() if tags}


def test_what_stands_in_the_shell_comes_from_templates(parsed: Parsed) -> None:
    built = [node for node in ast.walk(parsed[SHELL]) if isinstance(node, ast.JoinedStr)]
    assert built
    assert not [tag for node in built for tag in tags(node)]


def test_no_line_begins_with_a_sign_of_ours() -> None:
    """A plain space before « : » parts it from its word on a phone."""
    parted = re.compile(r"[\w’}»)] [:;?!](?=[\s<{]|$)|« | »", re.MULTILINE)
    folder = ROOT / "participation" / "views" / "html" / "templates"
    found = {one.name: parted.findall(one.read_text()) for one in folder.rglob("*.html")}
    assert not {name: hits for name, hits in found.items() if hits}


def test_a_refusal_has_the_spaces_of_a_page() -> None:
    """Whoever raises it writes plain spaces."""
    for name, key in (("said", "sentence"), ("position_entry", "notice")):
        values = {"address": "/", "label": "x", "here": "/", "ask": "x", key: str(UnavailableError())}
        page = page_html(name, "Essai", "/", **values)
        assert "L’enregistrement n’a pas abouti\u202f: rien" in page


def test_no_page_has_a_browser_ask_for_an_icon_that_is_not_there() -> None:
    """It asks for /favicon.ico of a page that names none: an error in its console, and a line of the log."""
    files = [one for package in ("observatoire", "participation") for one in (ROOT / package).rglob("*.html")]
    pages = {f"{one.parent.name}/{one.name}": one.read_text() for one in files}
    whole = {name: page for name, page in pages.items() if "<!doctype" in page.lower()}
    assert len(whole) == 8
    without = {name for name, page in whole.items() if 'rel="icon"' not in page}
    assert without == {"documents/fiche.html", "documents/notes.html"}, "files to take away"


def test_nobody_escapes_by_hand(parsed: Parsed) -> None:
    escapers = {"html.escape", "xml.sax.saxutils.escape", "xml.sax.saxutils.quoteattr", "markupsafe.escape"}
    found = {}
    for name, tree in parsed.items():
        nodes = [*ast.walk(tree)]
        names = {f"{n.module}.{alias.name}" for n in nodes if isinstance(n, ast.ImportFrom) for alias in n.names}
        modules = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
        if by_hand := names & escapers | modules & {"html", "xml.sax.saxutils", "markupsafe"}:
            found[name] = by_hand
    assert found.pop(ENGINE) == {"html.escape", "markupsafe.escape"}
    assert set(found) <= DRAWERS


def test_nothing_but_a_template_is_called_markup(parsed: Parsed) -> None:
    assert not [name for name, source in SOURCES.items() if "unsafe_allow_html" in source]
    callers = {
        name
        for name, tree in parsed.items()
        if "Markup" in SOURCES[name]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and "Markup" in ast.unparse(node.func) and (node.args or node.keywords)
    }
    assert callers == {ENGINE, *OUR_DRAWINGS}


def test_the_list_of_drawers_names_only_drawers(parsed: Parsed) -> None:
    for name in DRAWERS:
        assert tags(parsed[name]) or "escape" in SOURCES[name], f"{name} draws nothing: take it off the list"


# --- Templates -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_a_template_escapes_all_that_it_is_given(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for forbidden in ("|safe", "| safe", "autoescape", "Markup", "|tojson", "|xmlattr"):
        assert forbidden not in source
    bare = re.sub(r"{#.*?#}", "", source, flags=re.DOTALL)
    assert not re.search(r"=\s*{{", bare), "an attribute stands in quotes"
    assert not re.search(r"\son[a-z]+=", bare), "no script in an attribute"
    addresses = re.findall(r'\b(?:href|src|action)="([^"]*{{[^"]*)"', bare)
    ours = ("?", "data:image/png;base64,", "data:image/svg+xml;base64,")  # a query; a picture of ours runs nothing
    assert all("|address }}" in address or address.startswith(ours) for address in addresses), addresses


def test_every_template_is_used_and_every_use_has_one() -> None:
    code = "".join(SOURCES.values())
    markup = "".join(path.read_text(encoding="utf-8") for path in PAGES)
    rendered = set(re.findall(r'\brender\(\s*"([^"]+)"', code))
    included = {name.removesuffix(".html") for name in re.findall(r'{% (?:from|include|extends) "([^"]+)"', markup)}
    rendered |= set(re.findall(r'\bpage_html\(\s*"([^"]+)"', code))
    assert rendered | included == {named(path) for path in PAGES}
