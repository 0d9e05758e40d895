"""The two guides for maintainers, followed to the letter: their blocks are what runs here."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from loaders.pipeline.passage import PassageError, build_passage
from loaders.pipeline.sources import Artifacts, SourceError, load_sources, verify
from observatoire import __main__ as command_line
from observatoire.model import catalog as catalog_module
from observatoire.model.catalog import Catalog, CatalogError, load_catalog
from observatoire.model.store import open_store
from observatoire.statistics.components import years
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import offered
from observatoire.views.french.sentences import reading

ROOT = Path(__file__).parents[1]
INDICATOR_GUIDE = (ROOT / "docs" / "add_an_indicator.md").read_text(encoding="utf-8")
SOURCE_GUIDE = (ROOT / "docs" / "add_a_source.md").read_text(encoding="utf-8")
INDICATOR = "densite_voirie_communale"
STEP = re.compile(r"^(Append to|Change|New file) `([^`]+)`:\n\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def steps(guide: str) -> list[tuple[str, str, str]]:
    """Return what a guide tells to do to which file, with its block: (verb, path, text)."""
    return [(verb, path, text) for verb, path, _, text in STEP.findall(guide)]


def follow(guide: str, tree: Path) -> None:
    """Do what a guide says in a copy of the repository."""
    for verb, name, text in steps(guide):
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if verb == "New file":
            assert not path.exists(), f"{name} exists already"
            path.write_text(text, encoding="utf-8")
        elif verb == "Append to":
            path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}", encoding="utf-8")
        else:
            path.write_text(changed(path.read_text(encoding="utf-8"), text, name), encoding="utf-8")


def changed(content: str, hunks: str, name: str) -> str:
    """Apply the hunks of a diff whose lines must be found exactly once."""
    for hunk in hunks.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] in " -")
        new = "".join(line[1:] for line in lines if line[0] in " +")
        assert f"\n{content}".count(f"\n{old}") == 1, f"{name} does not have once: {old}"
        content = f"\n{content}".replace(f"\n{old}", f"\n{new}")[1:]
    return content


def commands(guide: str, start: str) -> list[list[str]]:
    """Return the words of every shell line of a guide that begins so."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [shlex.split(line, comments=True) for line in lines if line.startswith(start)]


def table_rows(guide: str, after: str) -> list[tuple[str, str, str]]:
    """Return the cells of the three-column table that follows some words."""
    table = guide.split(after, 1)[1].split("|---|---|---|\n", 1)[1].split("\n\n", 1)[0]
    rows = [re.fullmatch(r"\| `(.+?)` \| `(.+?)` \| `(.+?)` \|", line) for line in table.splitlines()]
    assert all(rows), f"a row after {after!r} is not three pieces of code"
    return [(row[1], row[2], row[3]) for row in rows if row]


def catalog_with(directory: Path, *entries: str) -> Path:
    """Copy the shipped catalogue and append entries to the file that the guide names."""
    [(_, name, _)] = steps(INDICATOR_GUIDE)
    shutil.copytree(ROOT / "data" / "catalog", directory / "catalog")
    path = directory / "catalog" / Path(name).name
    assert name == f"data/catalog/{path.name}"
    path.write_text("\n".join([path.read_text(encoding="utf-8"), *entries]), encoding="utf-8")
    return directory / "catalog"


def documented_entry() -> str:
    [(verb, _, text)] = steps(INDICATOR_GUIDE)
    assert verb == "Append to"
    return text


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The shipped catalogue and the documented entry."""
    return load_catalog(catalog_with(tmp_path_factory.mktemp("guide"), documented_entry()))


def test_the_documented_indicator_needs_nothing_else(catalog: Catalog) -> None:
    indicator = catalog.indicator(INDICATOR)
    assert INDICATOR not in load_catalog().indicators, "the example has been adopted: choose another for the guide"
    assert catalog.of_theme("mobilite")[-1] == indicator
    assert years(open_store(), indicator) == (2020, 2021, 2022)
    assert [source.id for source in catalog.sources_of(indicator)] == ["dgcl_criteres"]


@pytest.mark.parametrize("identifier", ["com-16102", "epci-200070514"])
def test_its_value_is_the_one_worked_out_by_hand(catalog: Catalog, identifier: str) -> None:
    store, indicator = open_store(), catalog.indicator(INDICATOR)
    places = store.territories
    code = identifier.partition("-")[2]
    column = "code" if identifier.startswith("com-") else "epci"
    communes = places[(places["level"] == "commune") & (places[column] == code)]
    positions = store.level("commune").index.get_indexer(communes.index)
    metres = store.measure("dgcl_voirie_m", 2022)[positions].sum()
    by_hand = metres / 1000 / store.measure("area_km2", 2026)[positions].sum()
    territory = store.territory(identifier)
    row = figures(store, indicator, territory.level, 2022).of(identifier)
    assert row.value == pytest.approx(by_hand)
    assert (row.status, row.fragile, row.members_with_data) == ("value", False, territory.members)


def test_its_reading_sentence(catalog: Catalog) -> None:
    store, indicator = open_store(), catalog.indicator(INDICATOR)
    sentences = {}
    for identifier in ("com-16102", "epci-200070514"):
        territory = store.territory(identifier)
        row = figures(store, indicator, territory.level, 2022).of(identifier)
        sentences[identifier] = reading(indicator, territory, row, 2022)
    start, end = "D’après les critères des dotations de 2022, on compte", "de voirie communale par km²."
    assert sentences["com-16102"] == f"{start} à Cognac 5,61 kilomètres {end}"
    assert (
        sentences["epci-200070514"]
        == f"{start} dans la communauté d’agglomération du Grand Cognac 1,81 kilomètre {end}"
    )


def test_the_documented_commands_validate_it(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(catalog_module, "load_catalog", lambda: catalog)
    monkeypatch.setattr(command_line, "open_offered", lambda: (open_store(), offered(catalog, open_store())))
    scripts = commands(INDICATOR_GUIDE, ".venv/bin/python -c")
    assert [len(words) for words in scripts] == [3, 3]
    for words in scripts:
        exec(words[2], {})
    assert capsys.readouterr().out == f"(2020, 2021, 2022)\n{len(catalog.indicators)} indicators\n"
    shown = commands(INDICATOR_GUIDE, ".venv/bin/python -m observatoire")
    found = {}
    for words in shown:
        assert command_line.main(words[3:]) == 0
        [figure] = json.loads(capsys.readouterr().out)
        found[figure["territory"]] = round(figure["value"], 2)
    assert found == {"com-16102": 5.61, "epci-200070514": 1.81}


def test_one_report_lists_all_the_documented_faults(tmp_path: Path) -> None:
    of_form = table_rows(INDICATOR_GUIDE, "Faults of form")
    of_reference = table_rows(INDICATOR_GUIDE, "Faults of reference:")
    entries, expected = [], []
    for name, rows in (("malformed", of_form), ("misdirected", of_reference)):
        entry = documented_entry().replace(f"[indicators.{INDICATOR}]", f"[indicators.{name}]")
        for line, written, report in rows:
            assert entry.count(line) == 1, line
            entry = entry.replace(line, written)
            expected.append(f"[indicators.{name}] {report}")
        entries.append(entry)
    expected.append("[indicators.malformed] unite: unknown key; remove it or correct its spelling")
    with pytest.raises(CatalogError) as caught:
        load_catalog(catalog_with(tmp_path, *entries))
    report = str(caught.value)
    assert [fault for fault in expected if fault not in report] == []
    assert len(caught.value.faults) == len(expected)
    assert report.startswith(f"{len(expected)} fault(s) in the catalogue:\n- ")


def test_what_the_guide_says_of_the_other_faults(tmp_path: Path) -> None:
    both = documented_entry().replace("decimals = 2", "decimals = 7").replace('"area_km2"', '"area"')
    no_denominator = documented_entry().replace('denominator = "area_km2"\n', "").replace(INDICATOR, "alone")
    with pytest.raises(CatalogError) as caught:
        load_catalog(catalog_with(tmp_path, both, no_denominator))
    # A reference is looked for only once its entry is well formed.
    assert len(caught.value.faults) == 2
    assert "`denominator` is required for kind = ratio, and only there" in str(caught.value)
    taken = documented_entry().replace(INDICATOR, "voirie_communale_par_habitant")
    for name, entry, words in (
        # TOML itself refuses the same table twice in one file; elsewhere the catalogue does.
        ("twice", taken, r"24_mobilite\.toml: not valid TOML"),
        (
            "broken",
            f"[indicators.broken\n{documented_entry()}",
            r"24_mobilite\.toml: not valid TOML in UTF-8 \(.*line \d+",
        ),
    ):
        (tmp_path / name).mkdir()
        with pytest.raises(CatalogError, match=words):
            load_catalog(catalog_with(tmp_path / name, entry))
    elsewhere = catalog_with(tmp_path / "broken" / "elsewhere")
    (elsewhere / "99_autre.toml").write_text(
        f'[theme]\nid = "autre"\ntitle = "Autre"\ndescription = "d"\n\n{taken}', encoding="utf-8"
    )
    with pytest.raises(CatalogError, match="exists already; ids are never reused"):
        load_catalog(elsewhere)


def test_renaming_keeps_links(tmp_path: Path) -> None:
    renamed = documented_entry().replace("aliases = []", 'aliases = ["ancien_nom"]')
    assert load_catalog(catalog_with(tmp_path, renamed)).indicator("ancien_nom").id == INDICATOR


def test_every_field_and_variable_has_its_guideline() -> None:
    named = set(re.findall(r"`\{?([a-z_]+)\}?`", INDICATOR_GUIDE)) | set(
        re.findall(r"^([a-z_]+) = ", documented_entry(), re.MULTILINE)
    )
    assert set(catalog_module.Indicator.model_fields) - named == set()
    assert set(catalog_module.READING_VARIABLES) - named == set()


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code and of the catalogue, changed as the guide to sources says."""
    copy = tmp_path_factory.mktemp("source_guide")
    caches = shutil.ignore_patterns("__pycache__")
    for folder in ("loaders", "observatoire", "data/catalog"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=caches)
    shutil.copy(ROOT / "pyproject.toml", copy)
    follow(SOURCE_GUIDE, copy)
    return copy


def module_of(path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Load a documented module under a name, until the end of the test."""
    specification = importlib.util.spec_from_file_location(name, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    monkeypatch.setitem(sys.modules, name, module)
    specification.loader.exec_module(module)
    return module


def test_the_documented_code_stages_and_brings_to_todays_communes(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loader = module_of(tree / "loaders" / "producers" / "libraries.py", "loaders.producers.libraries", monkeypatch)
    toy = module_of(tree / "tests" / "loaders" / "test_libraries.py", "guide_libraries", monkeypatch)
    sources = load_sources(tree / "loaders" / "pipeline" / "packages.toml")
    monkeypatch.setattr(toy, "load_sources", lambda: sources)
    declared = toy.artifact(tmp_path)
    verify(declared, tmp_path / declared.artifact)
    table = loader.stage(Artifacts(sources, tmp_path))["libraries"]
    assert table.to_dict("list") == {
        "code_insee": ["01001", "01002", "01004", "01006"],
        "bibliotheques": ["2", "1", "5", "s"],
    }
    passage = build_passage(toy.COG, {"01004": ("01004", "01005")})
    column = loader.libraries(table, passage, toy.COMMUNES)
    # Merged: 2 + 1. Split since: 5 by populations of 60 and 40. Secret and absent: no value.
    np.testing.assert_array_equal(column.cells.to_numpy(), [3, 3, 2, np.nan, np.nan])
    assert {code: gap.status for code, gap in column.gaps.items()} == {"01006": "secret", "01007": "not_published"}
    assert {code: remark.flag for code, remark in column.remarks.items()} == {
        "01004": "estimated",
        "01005": "estimated",
    }
    # A whole with a secret part is secret, and so are all the parts of a secret whole.
    hidden = table.assign(bibliotheques=["2", "s", "s", "1"])
    column = loader.libraries(hidden, passage, toy.COMMUNES)
    assert {code for code, gap in column.gaps.items() if gap.status == "secret"} == {"01001", "01004", "01005"}
    with pytest.raises(PassageError, match="99999"):
        loader.libraries(pd.DataFrame({"code_insee": ["99999"], "bibliotheques": ["1"]}), passage, toy.COMMUNES)


def test_the_documented_refusals(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loader = module_of(tree / "loaders" / "producers" / "libraries.py", "loaders.producers.libraries", monkeypatch)
    toy = module_of(tree / "tests" / "loaders" / "test_libraries.py", "guide_libraries", monkeypatch)
    sources = load_sources(tree / "loaders" / "pipeline" / "packages.toml")
    monkeypatch.setattr(toy, "load_sources", lambda: sources)
    file = "french_libraries-1.0.0-py3-none-any.whl:french_libraries/data/bibliotheques.csv"
    for old, new, sentence in (
        (";bibliotheques", ";nb_bibliotheques", f"{file}: column 'bibliotheques' is absent"),
        ("code_insee;nom;bibliotheques", "bibliotheques;nom;code_insee", "comes before 'code_insee'"),
        ("Ici;2", "Ici;deux", f"{file}: column 'bibliotheques' holds 'deux'"),
        ("01006;Petit;s\n", "", f"{file}: 3 rows, expected 4"),
        ("01002;Hier", "01001;Hier", "repeats ('01001',)"),
    ):
        assert old in toy.SAMPLE
        declared = toy.artifact(tmp_path, toy.SAMPLE.replace(old, new))
        with pytest.raises(SourceError, match="expected") as caught:
            loader.stage(Artifacts(sources, tmp_path))
        assert sentence in str(caught.value)
        with pytest.raises(SourceError, match=r"but packages\.toml expects"):
            verify(declared, tmp_path / declared.artifact)


WIRED = """
import tempfile
from pathlib import Path
from types import SimpleNamespace
from loaders.pipeline import discovery, measures
from loaders.pipeline.passage import build_passage
from loaders.pipeline.sources import Artifacts, load_sources
from loaders.producers import libraries
from observatoire.model.catalog import load_catalog
from observatoire.model.contracts import GAPS, MEASURES
from tests.loaders import test_libraries as toy

def alone(hook, given):
    return [(name, function(given)) for name, function in discovery.found(hook) if name == "libraries"]

with tempfile.TemporaryDirectory() as name:
    toy.artifact(Path(name))
    [(_, tables)] = alone("stage", Artifacts(load_sources(), Path(name)))
inputs = SimpleNamespace(staged=tables, passage=build_passage(toy.COG, {}), communes=toy.COG.set_index("code"))
measures.results = alone
assert list(measures.build_measures(inputs)) == [("bibliotheques", 2024)]
assert MEASURES.columns["bibliotheques__2024"].high == 200
assert "|bibliotheques" in GAPS.columns["measure"].pattern
catalog = load_catalog()
[source] = catalog.sources_of(catalog.indicator("bibliotheques"))
print(libraries.__file__, source.citation)
"""


def test_the_documented_wiring_and_tests_run(tree: Path) -> None:
    done = subprocess.run([sys.executable, "-c", WIRED], cwd=tree, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(tree / "loaders"))
    [test] = [name for _, name, _ in steps(SOURCE_GUIDE) if name.startswith("tests/")]
    runs = [[sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-o", "addopts=", test]]
    ruff = Path(sys.executable).with_name("ruff")
    if ruff.exists():
        made = [name for _, name, _ in steps(SOURCE_GUIDE) if name.endswith(".py")]
        runs += [[str(ruff), "check", *made], [str(ruff), "format", "--check", *made]]
    for words in runs:
        done = subprocess.run(words, cwd=tree, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "3 passed" in done.stdout or "pytest" not in words


def test_the_documented_steps_of_the_loaders_exist() -> None:
    for words in commands(SOURCE_GUIDE, ".venv/bin/python -m loaders"):
        assert words[3] in ("all", "diff"), words
    assert len(commands(SOURCE_GUIDE, ".venv/bin/python -m loaders")) == 2
    for path in re.findall(r"`((?:loaders|data|docs|observatoire|tests)/[\w/]+\.\w+)`", SOURCE_GUIDE + INDICATOR_GUIDE):
        made = {name for verb, name, _ in steps(SOURCE_GUIDE) if verb == "New file"}
        assert path in made or (ROOT / path).is_file(), path


def test_the_readme_leads_to_both_guides() -> None:
    [row] = [
        line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `docs/`")
    ]
    for name in ("add_an_indicator.md", "add_a_source.md"):
        assert f"(docs/{name})" in row
