"""The documentation names what exists, and only that."""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import json
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from loaders import __main__ as loaders_command
from loaders.edition import archive
from loaders.kit import build as kit
from loaders.local import installing as local
from loaders.official import commands as official
from observatoire.__main__ import _parser, main
from observatoire.model.catalog import (
    Break,
    Catalog,
    Correction,
    Indicator,
    Source,
    Term,
    Theme,
    load_catalog,
)
from observatoire.model.contracts import CONTRACTS
from observatoire.model.errors import ErrorFamily
from observatoire.model.features import BestPeers, Feature, Nearness
from observatoire.model.measures import Measure
from observatoire.model.questions import Question
from observatoire.model.store import FLAGS, PREPARED_DIR, STATUSES, open_store
from observatoire.model.vocabulary import Awaited, Uncovered, UsualName
from observatoire.statistics.offering import offered
from observatoire.statistics.peers.groups import METHODS

ROOT = Path(__file__).parents[1]


def _page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


README = (ROOT / "README.md").read_text(encoding="utf-8")
HOUSE = _page("house")
DICTIONARY = _page("data_dictionary")
INTERFACES = _page("interfaces")
METHODS_PAGE = _page("methods")
TOPS = ("observatoire", "pages", "loaders", "participation")
DOCUMENTS = [*sorted(ROOT.glob("*.md")), ROOT / "data" / "LICENSE.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _in_code(text: str) -> set[str]:
    """Return the words of a text that are written as code."""
    return {word for code in re.findall(r"```.*?```|`[^`]+`", text, re.DOTALL) for word in re.findall(r"\w+", code)}


def _section(page: str, title: str) -> str:
    """Return the section of a page whose heading holds some words, up to the next heading."""
    [found] = re.findall(rf"^#+ [^\n]*{re.escape(title)}[^\n]*\n.*?(?=^#+ |\Z)", page, re.MULTILINE | re.DOTALL)
    return str(found)


def _rows(text: str) -> list[list[str]]:
    """Return the cells of the rows of the tables of a text, headings and rules left out."""
    lines = re.findall(r"^\|(?!-)(.+)\|$(?!\n\|-)", text, re.MULTILINE)
    return [[cell.strip() for cell in line.split(" | ")] for line in lines]


def _folders() -> dict[str, set[str]]:
    """Return the folders of code, and the modules and scripts of each: those that it runs by name have none."""
    found: dict[str, set[str]] = {}
    for top in TOPS:
        for path in (ROOT / top).rglob("*.*"):
            if path.is_file() and "__pycache__" not in path.parts:
                modules = found.setdefault(path.parent.relative_to(ROOT).as_posix(), set())
                if path.suffix in (".py", ".js") and not path.name.startswith("__"):
                    modules.add(path.stem)
    return found


def test_every_folder_of_code_is_named_by_its_path() -> None:
    assert len(_folders()) > 40
    missing = {folder for folder in _folders() if f"`{folder}/`" not in HOUSE}
    assert not missing, f"docs/house.md does not name {sorted(missing)}"


def test_the_house_says_what_each_module_holds() -> None:
    rooms = {cells[0].strip("`/"): cells[1] for cells in _rows(HOUSE[HOUSE.index("## 4.") :])}
    wrong = {
        folder: {"unnamed": modules - named, "absent": named - modules}
        for folder, modules in _folders().items()
        if (named := set(re.findall(r"`([a-z_]+)`", rooms.get(folder, "")))) != modules
    }
    assert not wrong, f"docs/house.md: {wrong}"


def test_every_path_that_a_document_names_exists() -> None:
    tops = "|".join((*TOPS, "tests", "benchmarks", "data/catalog", "docs"))
    rooms = "|".join(path.name for path in (ROOT / "observatoire").iterdir() if path.is_dir())
    paths = re.compile(rf"(?<![\w/.-])((?:{tops})/[\w./-]*\w|(?:{rooms})/[\w/]+\.\w+)")
    stray = {
        f"{page.relative_to(ROOT)}: {path}"
        for page in DOCUMENTS
        if not page.name.startswith("add_a")  # a guide names what its reader will make: tests/test_guides.py does it
        for path in paths.findall(page.read_text(encoding="utf-8"))
        if not (ROOT / path).exists() and not (ROOT / "observatoire" / path).exists()
    }
    assert not stray, sorted(stray)


def test_every_document_that_the_code_names_exists() -> None:
    paths = [path for top in (*TOPS, "benchmarks", "tests") for path in (ROOT / top).rglob("*.py")]
    named = {
        (path.relative_to(ROOT).as_posix(), page)
        for path in paths
        for page in re.findall(r"docs/[\w./-]+\.md", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 10
    assert not {(path, page) for path, page in named if not (ROOT / page).exists()}


def test_no_two_decisions_have_one_number() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in files]
    assert len(set(numbers)) == len(numbers) > 15
    titles = [path.read_text(encoding="utf-8").partition("\n")[0] for path in files]
    assert [title[:8] for title in titles] == [f"# {number}. " for number in numbers]


def test_every_command_is_in_the_readme() -> None:
    commands = next(a.choices for a in _parser()._actions if a.dest == "command")
    assert commands
    for command in commands:
        assert f"python -m observatoire {command}" in README


def _options(parser: argparse.ArgumentParser) -> set[str]:
    """Return the options of a command and of those under it."""
    found: set[str] = set()
    for action in parser._actions:
        found |= {option for option in action.option_strings if option.startswith("--")} - {"--help"}
        if isinstance(action, argparse._SubParsersAction):
            found |= {option for under in action.choices.values() for option in _options(under)}
    return found


def _silent(parser: argparse.ArgumentParser) -> list[str]:
    """Return what a command and those under it leave without a sentence."""
    found = [] if parser.description else [parser.prog]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            told = {choice.dest for choice in action._choices_actions if choice.help}
            found += [f"{parser.prog} {name}" for name in set(action.choices) - told]
            found += [option for under in action.choices.values() for option in _silent(under)]
        elif not action.help:
            found.append(f"{parser.prog} {action.dest}")
    return found


def test_every_command_of_the_loaders_says_what_it_does() -> None:
    parsers = [
        loaders_command.command_parser(), archive.command_parser(ROOT / "data"), kit.command_parser(),
        official.command_parser(), local.command_parser(),
    ]  # fmt: skip
    assert not [name for parser in parsers for name in _silent(parser)]
    assert set(loaders_command.SAID) == {*loaders_command.STEPS, "all", *loaders_command.LAST_STEPS, "diff"}


def test_every_option_is_in_the_readme() -> None:
    options = _options(_parser())
    assert len(options) > 12
    assert not {option for option in options if not re.search(rf"{option}\b", README)}


def test_the_readme_counts_what_ships() -> None:
    assert f"{len(offered(load_catalog(), open_store(PREPARED_DIR)).indicators)} indicators" in README
    named = re.search(r"^\| `benchmarks/` .*$", README, re.MULTILINE)
    assert named
    modules = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "benchmarks").glob("*.py")}
    commands = {name for name, code in modules.items() if '__name__ == "__main__"' in code}
    assert len(commands) > 5
    assert commands <= _in_code(named.group())


def test_every_peer_method_is_explained() -> None:
    for method in {m for methods in METHODS.values() for m in methods}:
        assert f"`{method}`" in METHODS_PAGE
        assert f"`{method}`" in README


ENTRIES = {
    "An indicator:": Indicator,
    "| Source": Source,
    "| Measure": Measure,
    "| Feature": Feature,
    "| Nearness": Nearness,
    "| Best peers": BestPeers,
    "| Question": Question,
    "| Term": Term,
    "| Correction": Correction,
    "| Usual name": UsualName,
    "| What is no territory here": Uncovered,
    "| What is not here yet": Awaited,
    "| Family of errors": ErrorFamily,
    "A break has": Break,
    "| Theme": Theme,
}


INFERRED = {"id", "theme", "additive", "only_complete", "precision"}


def test_every_section_of_the_catalogue_is_documented() -> None:
    kinds = {field.annotation.__args__[1] for field in Catalog.model_fields.values()}  # type: ignore[union-attr]
    assert kinds <= set(ENTRIES.values())


@pytest.mark.parametrize("start", ENTRIES)
def test_every_field_of_the_catalogue_is_documented(start: str) -> None:
    catalogue = _section(DICTIONARY, "Catalogue")
    told = catalogue[catalogue.index(start) :]
    end = "| Entry" if start == "An indicator:" else "\n"
    assert not set(ENTRIES[start].model_fields) - INFERRED - _in_code(told[: told.index(end)])


def test_what_is_inferred_is_said_to_be() -> None:
    assert _in_code(_section(DICTIONARY, "Catalogue")) >= INFERRED


def test_every_prepared_table_and_column_is_documented() -> None:
    tables = {
        cells[0].strip("`"): cells[2] for cells in _rows(_section(DICTIONARY, "Prepared tables")) if len(cells) > 2
    }
    assert set(tables) == set(CONTRACTS)
    places = {word for cells in _rows(_section(DICTIONARY, "Prepared tables")) for word in _in_code(cells[0])}
    assert set(CONTRACTS["territories"].columns) <= places
    for name in ("former_communes", "gaps", "flags", "adjacency"):
        assert _in_code(tables[name]) == set(CONTRACTS[name].columns), name
    for name in ("measures", "measures_above", "features"):
        [key] = CONTRACTS[name].key
        assert key in _in_code(tables[name]), name


def _years(text: str) -> tuple[int, ...]:
    ends = [(int(part[:4]), int(part[-4:])) for part in text.split(", ")]
    return tuple(year for first, last in ends for year in range(first, last + 1))


def test_every_measure_that_ships_is_documented_with_its_years() -> None:
    told = {
        name: (source.strip("`"), _years(years), level or None)
        for source, measures, years, level in _rows(_section(DICTIONARY, "Measures that ship"))
        for name in _in_code(measures)
    }
    shipped = [measure for measure in load_catalog().measures.values() if measure.years]
    assert told == {m.id: (m.source, m.years, m.told_from) for m in shipped}


def test_every_state_and_flag_is_documented() -> None:
    states = [cells[0].strip("`") for cells in _rows(_section(DICTIONARY, "What is known")) if len(cells) == 3]
    assert tuple(states[: len(STATUSES)]) == STATUSES
    assert set(FLAGS) <= _in_code(_section(DICTIONARY, "What is known"))


def _shown_signatures() -> Iterator[tuple[str, str]]:
    """Give the signatures of docs/interfaces.md, each with the modules that its comment names."""
    where = ""
    for line in "\n".join(re.findall(r"```python\n(.*?)```", INTERFACES, re.DOTALL)).splitlines():
        if line.startswith("#"):
            where = line
        elif line:
            yield where, line


def _named(where: str, name: str) -> Callable[..., Any]:
    for path in re.findall(r"[\w/]+(?=\.py)", where):
        found: Any = importlib.import_module(path.replace("/", "."))
        for part in name.split("."):
            found = getattr(found, part, None)
        if found is not None:
            return found  # type: ignore[no-any-return]
    raise AssertionError(f"{where} has no {name}")


@pytest.mark.parametrize(("where", "line"), list(_shown_signatures()), ids=lambda text: text.partition("(")[0])
def test_every_signature_shown_is_that_of_the_code(where: str, line: str) -> None:
    name, rest = line.split("(", 1)
    [shown] = ast.parse(f"def shown({rest}: ...").body
    assert isinstance(shown, ast.FunctionDef)
    function = inspect.unwrap(_named(where, name))
    [written] = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(written, ast.FunctionDef)
    assert ast.dump(shown.args) == ast.dump(written.args)
    assert shown.returns
    assert written.returns
    assert ast.dump(shown.returns) == ast.dump(written.returns)


@pytest.mark.parametrize(("record", "attributes"), _rows(_section(INTERFACES, "Records")), ids=str)
def test_every_record_shown_has_the_attributes_of_the_code(record: str, attributes: str) -> None:
    module, _, name = record.strip("`").rpartition(".")
    kind = getattr(importlib.import_module(module), name)
    assert re.findall(r"`(\w+)`", attributes) == [field.name for field in fields(kind)]


COMMANDS = {
    "search": ["search", "cognac", "--limit", "1"],
    "show": ["show", "com-16102", "--indicator", "densite"],
    "peers": ["peers", "com-16102", "--n", "5"],
    "compare": ["compare", "com-16102", "--indicator", "densite"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_fields_of_json_are_those_that_are_documented(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = {cells[0]: cells[2] for cells in _rows(_section(INTERFACES, "Command line"))}
    told = {key: re.findall(r"`(\w+)`", re.sub(r"\(.*?\)", "", cell)) for key, cell in rows.items()}
    assert main([*COMMANDS[command], "--json"]) == 0
    payload = json.loads(capsys.readouterr().out)
    first = payload[0] if isinstance(payload, list) else payload
    assert list(first) == told[f"`{command}`"]
    held = {
        key: value for key, value in first.items() if isinstance(value, list) and value and isinstance(value[0], dict)
    }
    assert {f"`{command}`: `{key}`" for key in held} == {key for key in rows if key.startswith(f"`{command}`:")}
    for key, value in held.items():
        assert list(value[0]) == told[f"`{command}`: `{key}`"]


def test_links_between_documents_lead_somewhere() -> None:
    for page in DOCUMENTS:
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
    shipped = [source for source in load_catalog().sources.values() if not source.official]
    told = {(s.producer, s.title, s.edition, s.licence) for s in shipped}
    assert rows - {("Producteur", "Données", "Édition", "Licence")} == told


def test_the_changelog_has_a_place_for_what_comes() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased"
