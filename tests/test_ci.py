"""`.ci/setup` and `.ci/start` on machines where something is missing: they say what, and stop; or do without."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
import threading
import time
import tomllib
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType
from typing import ClassVar

import pytest

ROOT = Path(__file__).parents[1]
APPLICATION, CHECKS = ".ci/locks/application.txt", ".ci/locks/checks.txt"
CODE = ("observatoire", "pages", "participation")
PLAIN = ("bash", "cmp", "cp", "dirname", "mkdir", "cat", "chmod", "env", "printf", "find", "touch")
PYTHON = """#!/usr/bin/env bash
echo "python3 $*" >> "$CALLS"
case "$*" in
  *version_info*) exit {too_old} ;;
  *ensurepip*) exit {no_venv} ;;
  "-m venv .venv")
    mkdir -p .venv/bin
    for name in python streamlit; do
      printf '#!/usr/bin/env bash\\necho "%s $*" >> "$CALLS"\\n' $name > .venv/bin/$name
      chmod +x .venv/bin/$name
    done ;;
esac
"""


@dataclass
class Machine:
    """A copy of `.ci`, and a PATH that holds only what a test puts there."""

    folder: Path

    def program(self, name: str, script: str = "#!/usr/bin/env bash\n") -> None:
        path = self.folder / "bin" / name
        path.write_text(script.replace("#!/usr/bin/env bash", f"#!{shutil.which('bash')}"))
        path.chmod(0o755)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.folder / "bin"), "CALLS": str(self.folder / "calls")}
        return subprocess.run([*command], cwd=self.folder, env=environment, capture_output=True, text=True, check=False)

    @property
    def calls(self) -> list[str]:
        path = self.folder / "calls"
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with Python and venv, whose user is neither root nor has sudo."""
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    for folder in ("bin", *CODE):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "module.py").touch()
    (tmp_path / "app.py").touch()
    for name in PLAIN:
        if found := shutil.which(name):
            (tmp_path / "bin" / name).symlink_to(found)
    machine = Machine(tmp_path)
    machine.program("id", "#!/usr/bin/env bash\necho 1000\n")
    machine.program("python3", PYTHON.format(too_old=0, no_venv=0))
    return machine


def test_it_starts_where_python_suffices(machine):
    done = machine.run(".ci/start", "--server.port=9")
    assert done.returncode == 0, done.stderr
    assert machine.calls[-1] == "streamlit run app.py --server.port=9"
    installed = [call.rpartition(" ")[2] for call in machine.calls if "-m pip install" in call]
    assert installed == [APPLICATION], "what only the tests need is not waited for"


def test_what_is_pinned_is_installed_once_and_again_when_it_changes(machine):
    def installed() -> list[str]:
        done = machine.run(".ci/setup", "checks")
        assert done.returncode == 0, done.stderr
        return [call.rpartition(" ")[2] for call in machine.calls if "-m pip install" in call]

    both = [APPLICATION, CHECKS]
    assert installed() == both
    assert installed() == both
    (machine.folder / CHECKS).write_text("pytest==9.3.0\n")
    assert installed() == [*both, CHECKS]
    assert all("--require-hashes" in call for call in machine.calls if "-m pip install" in call)


def test_what_the_server_imports_is_compiled_ahead_and_again_when_a_file_changes(machine):
    def compiled() -> int:
        done = machine.run(".ci/setup")
        assert done.returncode == 0, done.stderr
        calls = [call for call in machine.calls if "compileall" in call]
        assert set(calls) == {f"python -m compileall -q app.py {' '.join(CODE)}"}
        return len(calls)

    assert [compiled(), compiled()] == [1, 1]
    later = time.time() + 60
    os.utime(machine.folder / "participation" / "module.py", (later, later))
    assert compiled() == 2


def test_a_tree_that_nobody_may_write_is_started_all_the_same(machine):
    assert machine.run(".ci/setup").returncode == 0
    (machine.folder / ".venv" / ".compiled").unlink()
    python = machine.folder / ".venv" / "bin" / "python"
    python.write_text(python.read_text() + 'case "$*" in *compileall*) exit 1 ;; esac\n')
    assert machine.run(".ci/start").returncode == 0
    assert not (machine.folder / ".venv" / ".compiled").exists(), "it is tried again where one may write"


def test_without_venv_nor_sudo_it_says_what_to_install_and_stops(machine):
    machine.program("python3", PYTHON.format(too_old=0, no_venv=1))
    done = machine.run(".ci/start")
    assert done.returncode == 1
    english, french = done.stderr.splitlines()
    assert english.endswith("apt-get install python3-venv")
    assert french.startswith("Il manque")
    assert not (machine.folder / ".venv").exists()
    assert not [call for call in machine.calls if call.startswith("streamlit")]


@pytest.mark.parametrize("status", [0, 100])
def test_what_sudo_installs_is_awaited_and_its_failure_stops(machine, status):
    machine.program("python3", PYTHON.format(too_old=0, no_venv=1))
    machine.program("sudo", f'#!/usr/bin/env bash\necho "sudo $*" >> "$CALLS"\nexit {status}\n')
    machine.program("apt-get")
    done = machine.run(".ci/start")
    assert (done.returncode == 0) == (status == 0)
    assert "sudo apt-get update -qq" in machine.calls
    assert (machine.calls[-1] == "streamlit run app.py") == (status == 0)


def test_without_python_it_says_so(machine):
    (machine.folder / "bin" / "python3").unlink()
    done = machine.run(".ci/setup")
    assert done.returncode == 1
    assert "apt-get install python3 python3-venv" in done.stderr


def test_an_old_python_is_refused(machine):
    machine.program("python3", PYTHON.format(too_old=1, no_venv=0))
    done = machine.run(".ci/start")
    assert done.returncode == 1
    assert "Python 3.11 or later" in done.stderr


def test_the_tests_name_all_the_programs_that_they_miss(machine):
    machine.program("pdfinfo")
    done = machine.run(".ci/test")
    assert done.returncode == 1
    browsers = "chromium-headless-shell chromium firefox-esr webkit2gtk-driver xvfb xauth"
    there = any(Path("/usr/lib/postgresql").glob("*/bin"))
    offices = f"libreoffice-calc-nogui libreoffice-writer-nogui{'' if there else ' postgresql'}"
    assert f"apt-get install {browsers} {offices}\n" in done.stderr
    assert "poppler" not in done.stderr
    assert not [call for call in machine.calls if "pytest" in call]


@pytest.mark.parametrize("status", [0, 100])
def test_the_proxy_is_unpacked_in_venv_and_not_installed(machine, status):
    if Path("/usr/sbin/nginx").exists():
        script = (ROOT / ".ci" / "setup").read_text().replace("/usr/sbin command -v nginx", "/none command -v nginx")
        (machine.folder / ".ci" / "setup").write_text(script)
    for name in (
        "chromium-headless-shell",
        "chromium",
        "firefox-esr",
        "WebKitWebDriver",
        "xvfb-run",
        "soffice",
        "pdfinfo",
        "rm",
    ):
        machine.program(name)
    machine.program(
        "apt-get", f'#!/usr/bin/env bash\necho "apt-get $*" >> "$CALLS"\n: > nginx_1_amd64.deb\nexit {status}\n'
    )
    machine.program("dpkg-deb", '#!/usr/bin/env bash\necho "dpkg-deb $*" >> "$CALLS"\n')
    done = machine.run(".ci/setup", "browser")
    assert (done.returncode == 0) == (status == 0), done.stderr
    assert [call for call in machine.calls if call.startswith("apt-get")] == ["apt-get download -qq nginx"]
    assert ("dpkg-deb -x nginx_1_amd64.deb ." in machine.calls) == (status == 0)
    assert ("apt-get update" in done.stderr) == (status != 0)


def test_root_needs_no_sudo_but_a_tool_that_installs(machine):
    machine.program("id", "#!/usr/bin/env bash\necho 0\n")
    machine.program("python3", PYTHON.format(too_old=0, no_venv=1))
    assert "what Debian calls: python3-venv" in machine.run(".ci/setup").stderr
    machine.program("apt-get", '#!/usr/bin/env bash\necho "apt-get $*" >> "$CALLS"\n')
    assert machine.run(".ci/setup").returncode == 0
    assert "apt-get install -y -qq --no-install-recommends python3-venv" in machine.calls


@pytest.mark.parametrize("way", ["--server.port={}", "--server.port {}", "STREAMLIT_SERVER_PORT={}"])
def test_a_port_that_another_program_has_is_told_and_no_other_is_taken(machine, way):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = str(taken.getsockname()[1])
        words = way.format(number).split()
        start = ["env", *words, ".ci/start"] if way.startswith("STREAMLIT") else [".ci/start", *words]
        done = machine.run(*start)
    assert done.returncode == 1
    english, french = done.stderr.splitlines()
    assert english.startswith(f"Port {number} is taken")
    assert french.startswith(f"Le port {number} est pris")
    assert not [call for call in machine.calls if call.startswith("streamlit")]


def test_the_port_is_set_so_that_the_framework_takes_no_other_in_silence():
    """It tries the next hundred ports when nobody named one."""
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["port"] == 8501


def script(name: str) -> ModuleType:
    """Return a script of `.ci` as a module."""
    spec = importlib.util.spec_from_file_location(f"ci_{name}", ROOT / ".ci" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("lock", "source"), [(APPLICATION, "requirements.txt"), (CHECKS, "tests/requirements.txt")])
def test_every_pin_has_the_sha256_of_its_files(lock, source):
    """Where this fails, a pin was changed: `.venv/bin/python .ci/hashes.py` writes the locks again."""
    hashes = script("hashes")
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert hashes.pins(text) == hashes.pins((ROOT / source).read_text(encoding="utf-8"))
    pinned = re.split(r"\n(?=\S)", text)[1:]
    assert all(re.fullmatch(r"\S+( \\\n    --hash=sha256:[0-9a-f]{64})+\n?", one) for one in pinned)


@pytest.mark.parametrize(
    ("file", "kept"),
    [
        ("numpy-2.4.6-cp311-cp311-manylinux_2_28_x86_64.whl", True),
        ("numpy-2.4.6-cp314-cp314t-macosx_11_0_arm64.whl", True),
        ("numpy-2.4.6-py3-none-any.whl", True),
        ("numpy-2.4.6-cp39-abi3-win_amd64.whl", True),
        ("numpy-2.4.6-cp310-cp310-win_amd64.whl", False),
        ("numpy-2.4.6-pp311-pypy311_pp73-win_amd64.whl", False),
        ("numpy-2.4.5-cp311-cp311-win_amd64.whl", False),
        ("numpydoc-2.4.6-py3-none-any.whl", False),
        ("numpy-2.4.6.tar.gz", False),
    ],
)
def test_a_lock_keeps_the_wheels_that_a_python_from_3_11_on_may_install(file, kept):
    assert script("hashes").serves(file, "numpy", "2.4.6") == kept


def test_advisories_are_told_of_versions_before_the_one_that_mends():
    advisories = script("advisories")
    listed = [
        {"package": "A_b", "id": "1", "fixed": "1.10"},
        {"package": "a-b", "id": "2", "fixed": "1.9"},
        {"package": "a-b", "id": "3", "fixed": ""},
        {"package": "c", "id": "4", "fixed": "1"},
    ]
    assert [one["id"] for one in advisories.known_faults({"a-b": "1.9"}, listed)] == ["1", "3"]
    held = advisories.pinned()
    assert {"streamlit", "psycopg", "pytest", "jinja2"} <= set(held), "of both locks, under their one name"
    record = json.loads(advisories.RECORDED.read_text(encoding="utf-8"))
    assert all(date.fromisoformat(one["recorded"]) <= date.today() for one in record["advisories"])
    assert {one["origin"] for one in record["advisories"]} <= set(record["origins"])
    assert len({one["id"] for one in record["advisories"]}) == len(record["advisories"])
    assert {one["package"] for one in record["advisories"]} <= set(held), "a package that is no longer installed"


def test_it_is_said_how_old_the_recorded_list_is_and_where_it_comes_from():
    record = {
        "origins": {"asked": "answered", "read": "read somewhere", "memory": "from memory"},
        "advisories": [
            {"id": "1", "origin": "memory", "recorded": "2026-01-01"},
            {"id": "2", "origin": "asked", "recorded": "2026-03-01"},
            {"id": "3", "origin": "asked", "recorded": "2026-02-01"},
        ],
    }
    told = script("advisories").record_text(record, date(2026, 3, 31))
    assert told == (
        "The recorded list has 3 advisories, the last of 2026-03-01 (30 days ago): 2 answered; 1 from memory."
    )


def test_without_an_answer_the_recorded_list_is_used_and_its_age_said(monkeypatch, capsys):
    advisories = script("advisories")
    monkeypatch.setattr(advisories.sys, "argv", ["advisories.py"])
    for answer in (None, ([], len(advisories.pinned()))):  # no network; a registry that knows no advisory
        monkeypatch.setattr(advisories, "asked_today", lambda _, answer=answer: answer)
        assert advisories.main() == 0
        said = capsys.readouterr().out
        assert "Nobody answered. The recorded list alone was used." in said
        assert "days ago" in said


class KnowsOneFault(BaseHTTPRequestHandler):
    """Speaks the API of OSV; knows that a sandbox of Jinja2 can be left before 3.1.6."""

    asked: ClassVar[list[tuple[str, str]]] = []

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((asked["package"]["name"], asked["version"]))
        package = {"name": "jinja2", "ecosystem": "PyPI"}
        ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.1.6"}]}]
        fault = {
            "id": "PYSEC-0000-1", "aliases": ["CVE-2025-27516"], "summary": "A sandbox that can be left.",
            "modified": "2026-01-01T00:00:00Z", "affected": [{"package": package, "ranges": ranges, "versions": []}],
        }  # fmt: skip
        is_faulty = self.asked[-1] == ("jinja2", "3.1.2")
        body = json.dumps({"vulns": [fault] if is_faulty else []}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_a_server_of_advisories_is_asked_and_a_faulty_version_refused_and_recorded(monkeypatch, capsys, tmp_path):
    advisories = script("advisories")
    recorded, digest = tmp_path / "advisories.json", "0" * 64
    recorded.write_text(json.dumps(json.loads(advisories.RECORDED.read_text()) | {"advisories": [
        {"package": "other", "id": "1", "fixed": "1", "origin": "read", "recorded": "2026-01-01"}
    ]}))  # fmt: skip
    (tmp_path / "locks").mkdir()
    lock = tmp_path / "locks" / "application.txt"
    monkeypatch.setattr(advisories, "LOCKS", lock.parent)
    monkeypatch.setattr(advisories, "RECORDED", recorded)
    with HTTPServer(("127.0.0.1", 0), KnowsOneFault) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/v1/query"
        monkeypatch.setattr(advisories.sys, "argv", ["advisories.py", "--record", "--osv", address])
        lock.write_text(f"jinja2==3.1.2 --hash=sha256:{digest}\nmarkupsafe==3.0.4 --hash=sha256:{digest}\n")
        # The lock as `.ci/hashes.py` writes it: a version, then its digests on lines of their own.
        lock.write_text(lock.read_text().replace(" --hash", " \\\n    --hash"))
        assert advisories.main() == 1
        server.shutdown()
    assert sorted(KnowsOneFault.asked) == [("jinja2", "3.1.2"), ("markupsafe", "3.0.4")]
    said = capsys.readouterr().out
    assert "Asked today: 2 packages of 2" in said
    assert "jinja2 3.1.2: PYSEC-0000-1, mended in 3.1.6." in said
    assert json.loads(recorded.read_text())["advisories"][1] == {
        "package": "jinja2", "id": "PYSEC-0000-1", "fixed": "3.1.6", "origin": "asked",
        "recorded": date.today().isoformat(),
    }  # fmt: skip
