"""The documentation names what exists, and only that."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from observatoire.__main__ import _parser
from observatoire.model.catalog import Indicator, Source
from observatoire.statistics.peers import METHODS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
METHODS_PAGE = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "folder",
    [
        "observatoire",
        "observatoire/model",
        "observatoire/statistics",
        "observatoire/views",
        "observatoire/exports",
        "pages/state",
        "loaders",
    ],
)
def test_every_module_is_named(folder: str) -> None:
    modules = {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__", "__main__"}
    missing = {name for name in modules if not re.search(rf"\b{name}\b", ARCHITECTURE)}
    assert not missing, f"docs/architecture.md does not name {sorted(missing)} of {folder}"


def test_every_command_is_in_the_readme() -> None:
    commands = next(a.choices for a in _parser()._actions if a.dest == "command")
    assert commands
    for command in commands:
        assert f"python -m observatoire {command}" in README


def test_every_peer_method_is_explained() -> None:
    for method in {m for methods in METHODS.values() for m in methods}:
        assert f"`{method}`" in METHODS_PAGE
        assert f"`{method}`" in README


@pytest.mark.parametrize("kind", [Indicator, Source])
def test_every_field_of_the_catalogue_is_documented(kind: type[Indicator] | type[Source]) -> None:
    for field in kind.model_fields:
        assert re.search(rf"\b{field}\b", ARCHITECTURE), field


def test_links_between_documents_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_has_the_two_commands_that_ci_runs() -> None:
    assert "bash .ci/start" in README
    assert "bash .ci/test" in README
    assert ".ci/test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
