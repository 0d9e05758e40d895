"""The offline kit: what it holds, what its texts say, and that its starter starts (no wheel is fetched here)."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from loaders.__main__ import main
from loaders.kit import build as kit
from loaders.kit import start as kit_start
from loaders.kit import texts as kit_texts

REQUIREMENTS = (kit.ROOT / "requirements.txt").read_text(encoding="utf-8")
SAMPLE = """# Everything.

# application
Big-One==1.2  # why
small==3.0
# loaders
pyogrio==0.1
# what these need in turn
deep==4.0
win_only==5.0
"""
NEEDS = {
    "big-one": ["Deep>=1", "pyogrio", 'win-only; sys_platform == "win32"', 'extra-thing; extra == "all"'],
    "deep": ["big-one"],
}


def requires(name: str) -> Sequence[str]:
    return NEEDS.get(name, [])


def test_the_application_s_section_is_read_and_no_other() -> None:
    assert kit.section(SAMPLE, "application") == ("big-one", "small")
    assert kit.pins(SAMPLE)["win-only"] == "5.0"
    with pytest.raises(kit.KitError, match="no heading"):
        kit.section(SAMPLE, "cuisine")


def test_what_is_needed_depends_on_the_platform() -> None:
    names = kit.section(SAMPLE, "application")
    on = {target: kit.needed(names, kit.marker_environment(target, "3.12"), requires) for target in kit.PLATFORMS}
    assert on["linux-x86_64"] == on["macos-arm64"] == ("big-one", "deep", "small")
    assert on["windows-x86_64"] == ("big-one", "deep", "small", "win-only")


@pytest.mark.parametrize("python", kit.PYTHONS)
@pytest.mark.parametrize("target", kit.PLATFORMS)
def test_all_that_the_application_needs_is_pinned_on_every_platform(target: str, python: str) -> None:
    names = {line.partition("==")[0] for line in kit.wheel_list(REQUIREMENTS, target, python)}
    assert {"streamlit", "pyarrow", "geopandas", "pyproj", "streamlit-folium", "xstatic-leaflet", "protobuf"} <= names
    assert not names & {"pytest", "mypy", "ruff", "playwright", "pyogrio", "python-calamine", "hypothesis"}


def test_every_package_of_ours_that_the_application_imports_goes_along() -> None:
    packages = {name for name in kit.APPLICATION if (kit.ROOT / name / "__init__.py").exists()} | {"pages"}
    sources = [kit.ROOT / "app.py", *(path for name in packages for path in (kit.ROOT / name).rglob("*.py"))]
    imported = re.compile(r"^\s*(?:from|import) (\w+)", re.MULTILINE)
    named = {name for path in sources for name in imported.findall(path.read_text(encoding="utf-8"))}
    ours = {path.name for path in kit.ROOT.iterdir() if path.is_dir() and any(path.glob("*.py"))} | {"pages"}
    assert named & ours <= packages


def test_what_is_not_pinned_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kit, "installed_requires", lambda name: ["loose-one"] if name == "small" else [])
    with pytest.raises(kit.KitError, match="loose-one: needed on linux-x86_64, pin it"):
        kit.wheel_list(SAMPLE, "linux-x86_64", "3.12")


def small_project(root: Path) -> Path:
    """A project of the same layout, whose application is a few bytes."""
    for name in (
        "pages/__pycache__",
        "observatoire",
        ".streamlit",
        "data/catalog",
        "data/prepared",
        "tests",
        "data/sources",
    ):
        (root / name).mkdir(parents=True)
    (root / "app.py").write_text("print(1)\n")
    (root / "pages" / "main.py").write_text("# page\n")
    (root / "pages" / "__pycache__" / "main.pyc").write_bytes(b"\0")
    (root / "data" / "prepared" / "manifest.json").write_text("{}")
    (root / "tests" / "test_x.py").write_text("# test\n")
    (root / "data" / "sources" / "big.zip").write_bytes(b"\0")
    (root / "requirements.txt").write_text(SAMPLE)
    return root


def fetch(wheels: Sequence[str], target: str, python: str, folder: Path) -> None:
    """Pretend to fetch: one pure wheel, one of the platform, and pip."""
    assert wheels[-1].startswith("pip==")
    for name in (
        "deep-4.0-py3-none-any.whl",
        f"big_one-1.2-cp{python.replace('.', '')}-{target}.whl",
        "pip-9-py3-none-any.whl",
    ):
        (folder / name).write_bytes(name.encode())


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(kit, "installed_requires", requires)
    out = tmp_path / "mon kit"
    kit.build(out, ["linux-x86_64", "windows-x86_64"], ["3.11", "3.12"], small_project(tmp_path / "project"), fetch)
    return out


def test_the_kit_holds_the_application_its_wheels_and_what_to_read(built: Path) -> None:
    files = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
    assert files == {
        "LISEZMOI.txt", "SOMMES-SHA256.txt", "demarrer.py", "demarrer-linux.sh", "demarrer-windows.bat",
        "application/app.py", "application/pages/main.py", "application/data/prepared/manifest.json",
        "roues/commun/deep-4.0-py3-none-any.whl", "roues/commun/pip-9-py3-none-any.whl",
        "roues/linux-x86_64/big_one-1.2-cp311-linux-x86_64.whl",
        "roues/linux-x86_64/big_one-1.2-cp312-linux-x86_64.whl",
        "roues/windows-x86_64/big_one-1.2-cp311-windows-x86_64.whl",
        "roues/windows-x86_64/big_one-1.2-cp312-windows-x86_64.whl",
        "roues/linux-x86_64-python3.11.txt", "roues/linux-x86_64-python3.12.txt",
        "roues/windows-x86_64-python3.11.txt", "roues/windows-x86_64-python3.12.txt",
    }  # fmt: skip
    assert "win-only==5.0" in (built / "roues" / "windows-x86_64-python3.12.txt").read_text()
    assert "win-only" not in (built / "roues" / "linux-x86_64-python3.12.txt").read_text()
    assert os.access(built / "demarrer-linux.sh", os.X_OK)


def test_the_sums_are_those_of_the_files(built: Path) -> None:
    lines = dict(reversed(line.split("  ", 1)) for line in (built / kit.SUMS).read_text().splitlines())  # type: ignore[arg-type]
    assert len(lines) == 17
    assert lines["application/app.py"] == hashlib.sha256(b"print(1)\n").hexdigest()


def test_a_folder_that_is_not_empty_is_left_alone(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kit", "--out", str(built)]) == 1
    assert "is not empty" in capsys.readouterr().out


def test_a_missing_wheel_ends_the_build_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kit.subprocess, "run", lambda *_a, **_k: subprocess.CompletedProcess([], 1))
    with pytest.raises(kit.KitError, match=r"windows-x86_64, Python 3\.12"):
        kit.download(["x==1"], "windows-x86_64", "3.12", tmp_path)


def test_the_starters_name_the_versions_and_the_read_me_the_systems() -> None:
    starters = kit_texts.starters(("3.12", "3.13"))
    name, text = starters["linux"]
    assert name == "demarrer-linux.sh"
    assert "python3.13 python3.12 python3 python" in text
    assert starters["macos"][0].endswith(".command")
    batch = starters["windows"][1]
    assert batch.count("\n") == batch.count("\r\n") > 10
    assert "(3.13 3.12)" in batch
    assert "%%d.%%d" in batch
    assert "{" not in text + batch
    read_me = kit_texts.read_me(["macos-arm64", "windows-x86_64"], ("3.12", "3.13"))
    for words in (
        "Python 3.12 ou 3.13",
        "puce Apple",
        "demarrer-mac.command",
        "Ctrl+C",
        "Projecteur",
        "Add python.exe",
    ):
        assert words in read_me
    assert "demarrer-linux.sh" not in read_me
    assert max(map(len, read_me.splitlines())) <= 125


def test_the_application_takes_its_templates_and_style_sheets_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit, "APPLICATION", ("observatoire",))
    kit.copy_application(kit.ROOT, tmp_path)
    code = (
        "from observatoire.views.html import rendering; from observatoire.views.style import sheets\n"
        "print(rendering.__file__, rendering.render('blocks/footnote', text='<i>'))\n"
        "print(len(sheets.sheet('blocks', 'frame')))"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert said.startswith(str(tmp_path))
    assert '<p class="otc-footnote">&lt;i&gt;</p>' in said
    taken = {
        path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.suffix in {".css", ".html", ".js", ".typ"}
    }
    ours = (path for path in (kit.ROOT / "observatoire").rglob("*") if path.suffix in {".css", ".html", ".js", ".typ"})
    assert taken == {path.relative_to(kit.ROOT) for path in ours}


def test_the_unix_starter_chooses_a_python_that_the_kit_serves(tmp_path: Path) -> None:
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    folder = tmp_path / "le kit d’été"
    folder.mkdir()
    (folder / "demarrer.py").write_text("import sys; print('parti', sys.version_info[:2], sys.argv[1:])")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3").symlink_to(sys.executable)
    for versions, expected in (((here,), "parti"), (("3.99",), "Il faut d’abord installer Python 3.99")):
        script = folder / "demarrer-linux.sh"
        script.write_text(kit_texts.starters(versions)["linux"][1], encoding="utf-8")
        path = f"{tmp_path / 'bin'}:/usr/bin:/bin"
        done = subprocess.run(
            ["sh", script, "--port", "1"], env={"PATH": path}, capture_output=True, text=True, check=False
        )
        assert expected in done.stdout + done.stderr
        assert done.returncode == (0 if expected == "parti" else 1)


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("Linux", "x86_64", "linux-x86_64"),
        ("Darwin", "arm64", "macos-arm64"),
        ("Darwin", "x86_64", "macos-x86_64"),
        ("Windows", "AMD64", "windows-x86_64"),
    ],
)
def test_this_computer_finds_its_wheels(system: str, machine: str, name: str) -> None:
    assert kit_start.platform_name(system, machine) == name
    assert name in kit.PLATFORMS
    assert name in kit_texts.NAMES


def test_a_kit_for_another_computer_says_so(built: Path) -> None:
    assert kit_start.wanted_wheels(built, "linux-x86_64", "3.12").is_file()
    with pytest.raises(SystemExit, match=r"ne convient pas à cet ordinateur \(linux-arm64, Python 3.12\)"):
        kit_start.wanted_wheels(built, "linux-arm64", "3.12")


def test_the_starter_serves_and_stops(tmp_path: Path) -> None:
    """The server is this environment's: what the first start installs, no test may fetch."""
    application = tmp_path / "application"
    application.mkdir()
    (application / "app.py").write_text("import streamlit as st\nst.write('bonjour')\n")
    (application / ".streamlit").mkdir()
    (application / ".streamlit" / "config.toml").write_text('[server]\nheadless = true\nfileWatcherType = "none"\n')
    code = (
        "import signal, sys; from pathlib import Path; from loaders.kit import start as k\n"
        "signal.signal(signal.SIGTERM, signal.default_int_handler)\n"
        f"sys.exit(k.serve(Path({str(tmp_path)!r}), Path(sys.executable), k.free_port(18501), browser=False))"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=kit.ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        port = int(ready.strip().rpartition(":")[2])
        assert ready.startswith("L’Observatoire est prêt : http://127.0.0.1:")
        assert kit_start.healthy(port)
        process.terminate()
        assert process.wait(timeout=30) == 0
    assert not kit_start.healthy(port), "the server stops with its starter"
