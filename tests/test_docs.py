"""The documentation names what exists, and only that."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from observatoire.__main__ import _parser
from observatoire.model.catalog import Indicator, Source, load_catalog
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
    for page in [*ROOT.glob("*.md"), ROOT / "data" / "LICENSE.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_has_the_two_commands_that_ci_runs() -> None:
    assert "bash .ci/start" in README
    assert "bash .ci/test" in README
    assert ".ci/test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_readme_explains_its_words() -> None:
    opening = README.partition("## Two commands")[0]
    for word in ("Commune", "EPCI", "Conseil de développement", "COG", "Peers", "Fiche"):
        assert re.search(rf"^- \*\*{word}\*\*", opening, re.MULTILINE), word


def test_the_licence_is_one_of_the_osi_list_and_the_readme_names_it() -> None:
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert 'license = "EUPL-1.2"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "[EUPL 1.2](LICENSE)" in README


def test_the_licence_of_every_source_is_told_beside_the_data() -> None:
    lines = (ROOT / "data" / "LICENSE.md").read_text(encoding="utf-8").splitlines()
    rows = {tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line.startswith("| ")}
    told = {(s.producer, s.title, s.edition, s.licence) for s in load_catalog().sources.values()}
    assert rows - {("Producteur", "Données", "Édition", "Licence")} == told


def test_the_changelog_has_a_place_for_what_comes() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased"
