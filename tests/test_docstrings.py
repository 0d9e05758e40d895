"""A function of four parameters or more says what each of them is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = ("observatoire", "participation", "loaders", "pages")
MANY = 4
SECTION = re.compile(r"^Parameters\n-{10}\n(.*?)(?:\n\n\w+\n-+\n|\Z)", re.MULTILINE | re.DOTALL)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _public_functions(module: ast.Module) -> Iterator[Function]:
    """Give the functions of a module and of its public classes that others call."""
    classes = [node for node in module.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    for body in [module.body, *(kind.body for kind in classes)]:
        for node in body:
            if isinstance(node, Function) and not node.name.startswith("_"):
                yield node


def _parameters(function: Function) -> list[str]:
    given = function.args
    names = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    names += [f"{'*' * stars}{more.arg}" for stars, more in ((1, given.vararg), (2, given.kwarg)) if more]
    return [name for name in names if name not in ("self", "cls") and not name.startswith("_")]


def undescribed(function: Function) -> list[str]:
    """Return the parameters that the docstring's section does not name; all of them without a section."""
    names = _parameters(function)
    found = SECTION.search(ast.get_docstring(function) or "")
    heads = re.findall(r"^(\S.*?)(?: :|$)", found.group(1), re.MULTILINE) if found else []
    described = {name.strip() for head in heads for name in head.split(",")}
    return [name for name in names if name not in described]


Named = list[tuple[str, Function]]


@pytest.fixture(scope="module")
def functions() -> Named:
    """All of them, by module and name."""
    return [
        (f"{path.relative_to(ROOT)}: {function.name}", function)
        for top in CODE
        for path in sorted((ROOT / top).rglob("*.py"))
        for function in _public_functions(ast.parse(path.read_text(encoding="utf-8")))
    ]


def test_functions_of_many_parameters_describe_each(functions: Named) -> None:
    many = {name: function for name, function in functions if len(_parameters(function)) >= MANY}
    assert len(many) > 100
    assert not {name: left for name, function in many.items() if (left := undescribed(function))}


def test_no_docstring_sends_to_the_parameters_of_another(functions: Named) -> None:
    sends = re.compile(r"parameters (?:as|are those) |^ *as (?:for|in) `", re.IGNORECASE | re.MULTILINE)
    assert not [name for name, function in functions if sends.search(ast.get_docstring(function) or "")]


def test_the_rule_sees_what_is_missing() -> None:
    code = '''
def f(a, b, *, c=1, **more):
    """Do it.

    Parameters
    ----------
    a, b : int
        Two numbers, c among them.
    **more
        Others.

    Returns
    -------
    c : int
    """
'''
    [function] = _public_functions(ast.parse(code))
    assert _parameters(function) == ["a", "b", "c", "**more"]
    assert undescribed(function) == ["c"]
