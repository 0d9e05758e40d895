"""The one template engine: every block of HTML is a file of `templates/`, and what the data say is escaped in it.

What a template gives back is `Markup`, which other templates take as it is; any other text is escaped where it is
written. No template turns that off (`|safe`), and no other code writes HTML: `tests/test_markup.py` proves both.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.nodes import Expr
from markupsafe import Markup
from markupsafe import escape as markup_escape

from observatoire.views.french.wording import when
from observatoire.views.style.sheets import root_rule, sheet

_OWN_ADDRESS: Final = re.compile(r"(?![/\\]{2})(?:https?://|[/?#.]|[\w-]+(?:[/?#]|$))")
_BREAK: Final = re.compile(r"(?<=[>}])[ ]*\n\s*|[ ]*\n\s*(?=[<{])")


class _Unbroken(Extension):
    """A line break beside a tag or an instruction writes nothing: lines of a template are for those who read it.

    A comment takes its place, so that a fault is reported at its own line.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        return _BREAK.sub(lambda found: "{#" + "\n" * found[0].count("\n") + "#}", source.strip())


def own_address(address: str) -> str:
    """Return an address that may stand in a link.

    Raises
    ------
    ValueError
        When it is neither relative nor http(s): `javascript:` and the like, `//elsewhere`.
    """
    if not _OWN_ADDRESS.match(address):
        raise ValueError(f"not an address of ours: {address[:40]!r}")
    return address


class _Generator(CodeGenerator):
    """Writes a text escaped without wrapping each piece as `Markup` first: tables take half the time."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002
        assert frame.eval_ctx.autoescape, "no template turns escaping off"
        self.write("environment.written(")


class _Environment(Environment):
    code_generator_class = _Generator

    @staticmethod
    def written(value: object) -> str:
        """Return what a template writes for a value: its text escaped, unless another template wrote it."""
        if type(value) is str:
            return escape(value)
        if type(value) is Markup:
            return value
        return repr(value) if type(value) in (int, float) else markup_escape(value)


def _environment(package: str) -> _Environment:
    made = _Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
        cache_size=-1,
        extensions=[_Unbroken],
    )
    made.filters["address"] = own_address
    made.filters["when"] = when
    return made


class Renderer:
    """The templates of one package, in its folder `templates`: `render("blocks/footnote", text="…")` is their HTML."""

    def __init__(self, package: str) -> None:
        self._environment = _environment(package)
        self._templates: dict[str, Template] = {}

    def __call__(self, template: str, /, **values: object) -> Markup:
        found = self._template(template)
        try:  # as `Template.render`, without a copy of the engine's own functions at each call: no template needs them
            return Markup("".join(found.root_render_func(found.new_context(values, shared=True))))
        except Exception:
            self._environment.handle_exception()  # raises it again, at its line of the template

    def compile(self) -> None:
        """Read and compile all templates."""
        for name in self._environment.list_templates():
            self._template(name.removesuffix(".html"))

    def _template(self, name: str) -> Template:
        found = self._templates.get(name)
        if found is None:
            found = self._templates[name] = self._environment.get_template(f"{name}.html")
        return found


render: Final = Renderer("observatoire.views.html")
"""The templates of the observatory."""


def compile_templates() -> None:
    """Read and compile all templates: a server does so before it sets aside what it keeps for good."""
    render.compile()


def footnote_html(text: str) -> Markup:
    """Return a sentence in small print."""
    return render("blocks/footnote", text=text)


def style_html(*names: str) -> Markup:
    """Return a `<style>` block of some sheets, for a page that alone needs them; it names our custom properties."""
    return render("style", rules=Markup(sheet(*names)))


def whole_style(*names: str, font: str = "") -> Markup:
    """Return the rules of a document that stands alone, to write inside its `<style>`.

    `font` holds the rules of the letters that it carries: they come after the properties that they set anew.
    """
    return Markup(root_rule() + font + sheet(*names))
