"""Units, containers, backups: what can be proved of them without the machine that they are for."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.requests import Request
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from pages.server.apart.turns import asker
from pages.server.operation.draining import LAST, PATIENCE
from participation.__main__ import command_parser
from participation.configuration import configured
from tests.deploy.site import ROOT
from tests.pages.asgi import run_apart

DEPLOY = ROOT / "deploy"
CONTAINER = DEPLOY / "container"


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {**os.environ, **environment}
    return subprocess.run([str(part) for part in command], env=given, capture_output=True, text=True, check=False)


# --- Backup and restore ---


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """An operator's folders: an edition with official files, local data beside it, the configuration."""
    for name, text in {
        "data/edition/manifest.json": "2026.1",
        "data/local/arbres.json": "{}",
        "etc/environment": "X=1",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    settings = {"OBSERVATOIRE_DATA": "data/edition", "OBSERVATOIRE_SETTINGS": "etc"}
    return {name: str(tmp_path / place) for name, place in settings.items()} | {"OBSERVATOIRE_BACKUPS": "2"}


def test_what_is_backed_up_is_restored_where_it_was(machine: dict[str, str], tmp_path: Path) -> None:
    done = run(DEPLOY / "backup", tmp_path / "backups", **machine)
    assert done.returncode == 0, done.stderr
    archive = Path(done.stdout.split()[-1])
    assert archive.stat().st_mode & 0o077 == 0, "others may not read it"
    shutil.rmtree(tmp_path / "data")
    shutil.rmtree(tmp_path / "etc")
    restored = run(DEPLOY / "restore", archive)
    assert restored.returncode == 0, restored.stderr
    assert (tmp_path / "data/edition/manifest.json").read_text() == "2026.1"
    assert (tmp_path / "data/local/arbres.json").exists()
    assert (tmp_path / "etc/environment").read_text() == "X=1"


def test_a_damaged_backup_restores_nothing(machine: dict[str, str], tmp_path: Path) -> None:
    archive = Path(run(DEPLOY / "backup", tmp_path / "backups", **machine).stdout.strip())
    archive.write_bytes(archive.read_bytes()[:-20])
    restored = run(DEPLOY / "restore", archive, tmp_path / "elsewhere")
    assert restored.returncode == 1
    assert "nothing is restored" in restored.stderr
    assert not (tmp_path / "elsewhere").exists()


STANDS_FOR_PYTHON = """#!/bin/sh
echo "$*" >> "$CALLS"
[ "$1 $2 $3" = "-m participation backup" ] && echo "answers" > "$4"
"""


@pytest.mark.parametrize("key", ["", "ab" * 32])
def test_answers_and_vault_are_backed_up_apart_and_sealed_where_there_is_a_key(tmp_path: Path, key: str) -> None:
    """What the command writes, and restores, is tried in tests/participation."""
    python = tmp_path / "root" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(STANDS_FOR_PYTHON)
    python.chmod(0o755)
    shutil.copytree(DEPLOY, tmp_path / "root" / "deploy")
    own = {"OBSERVATOIRE_PARTICIPATION": "somewhere", "OBSERVATOIRE_SETTINGS": str(tmp_path / "none"),
           "OBSERVATOIRE_BACKUP_KEY": key, "CALLS": str(tmp_path / "calls")}  # fmt: skip
    done = run(tmp_path / "root" / "deploy" / "backup", tmp_path / "backups", **own)
    assert done.returncode == 0, done.stderr
    kept = [Path(line) for line in done.stdout.split()]
    assert [path.name.split("-")[1] for path in kept] == ["answers", "vault"]
    assert [path.read_text() for path in kept] == ["answers\n"] * 2
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)
    calls = [line.split() for line in (tmp_path / "calls").read_text().splitlines()]
    assert [call[4:] for call in calls] == [
        ["--of", base, *(["--public-key", key] if key else [])] for base in ("answers", "vault")
    ]
    assert sorted(path.name for path in (tmp_path / "backups").iterdir()) == [path.name for path in kept]


def test_the_last_backups_alone_are_kept(machine: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in ("20260101", "20260102", "20260103"):
        for end in ("", ".sha256"):
            (folder / f"observatoire-{day}T000000Z.tar.gz{end}").write_text("old")
    (folder / "mine.txt").write_text("not a backup")
    newest = Path(run(DEPLOY / "backup", folder, **machine).stdout.strip()).name
    kept = {newest, "observatoire-20260103T000000Z.tar.gz"}
    assert {path.name for path in folder.iterdir()} == kept | {f"{name}.sha256" for name in kept} | {"mine.txt"}


# --- Units of systemd ---


def unit(name: str) -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read_string((DEPLOY / "systemd" / name).read_text(encoding="utf-8"))
    return read


def test_a_replica_is_bounded_comes_back_and_has_time_to_send_its_visitors_away() -> None:
    service = unit("observatoire@.service")["Service"]
    assert {"MemoryMax", "LimitNOFILE", "Restart"} <= set(service)
    assert int(service["TimeoutStopSec"]) > PATIENCE + LAST
    assert service["Restart"] == "always"
    assert "--server.address=127.0.0.1" in service["ExecStart"], "the proxy alone reaches it"
    told = yaml.safe_load((CONTAINER / "compose.yaml").read_text(encoding="utf-8"))["x-replica"]["stop_grace_period"]
    assert told == f"{service['TimeoutStopSec']}s"


def test_units_call_what_exists() -> None:
    for path in (DEPLOY / "systemd").glob("*.service"):
        for command in re.findall(r"^Exec\w+=(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE):
            ours = command.removeprefix("/srv/observatoire/")
            known = ours in (".venv/bin/streamlit", ".venv/bin/python", "/usr/sbin/nginx", "/bin/kill", "/bin/sh")
            known = known or (ROOT / ours).is_file()
            assert known, f"{path.name} calls {command}"
            assert not ours.startswith("deploy/") or os.access(ROOT / ours, os.X_OK)
    for night in ("backup", "purge"):
        assert unit(f"observatoire-{night}.timer")["Timer"]["Persistent"] == "true", "a machine that was off catches up"
    at = {night: unit(f"observatoire-{night}.timer")["Timer"]["OnCalendar"] for night in ("backup", "purge")}
    assert at["purge"] < at["backup"], "what is erased is in no backup"


def test_the_night_erases_the_drafts_that_were_left_by_a_command_that_exists_and_only_where_surveys_are_on() -> None:
    service = unit("observatoire-purge.service")["Service"]
    words = shlex.split(service["ExecStart"])
    assert words[1:3] == ["-m", "participation"]
    asked = command_parser().parse_args(words[3:])
    assert (asked.run.__name__, asked.campaign, asked.actor) == ("purge", None, "nuit")
    assert service["User"] == unit("observatoire@.service")["Service"]["User"], "who writes the files may erase in them"
    condition = shlex.split(service["ExecCondition"].replace("$$", "$"))
    assert subprocess.run(condition, env={"OBSERVATOIRE_PARTICIPATION": "somewhere"}, check=False).returncode == 0
    assert subprocess.run(condition, env={}, check=False).returncode == 1, "skipped, not failed"


def test_logs_go_when_the_page_on_privacy_says_so() -> None:
    text = (ROOT / "observatoire/views/html/templates/page/privacy.html").read_text(encoding="utf-8")
    assert "effacé au bout de sept&#160;jours" in text
    rotated = dict(re.findall(r"^ +(\w+) (\d+)$", (DEPLOY / "nginx" / "logrotate").read_text(), re.MULTILINE))
    assert (rotated["rotate"], rotated["maxage"]) == ("6", "6"), "today's, and those of six days"
    assert unit("journald@observatoire.conf")["Journal"]["MaxRetentionSec"] == "7day"
    assert "--logs off" in (CONTAINER / "compose.yaml").read_text(), "an engine bounds logs by size alone"


def test_systemd_reads_the_units_without_a_remark() -> None:
    if not shutil.which("systemd-analyze"):  # a container has none: the parts above are read all the same
        return
    paths = [*(DEPLOY / "systemd").glob("*.service"), *(DEPLOY / "systemd").glob("*.t*")]
    remarks = run("systemd-analyze", "verify", *paths).stderr.splitlines()
    assert not [line for line in remarks if "is not executable" not in line and line.strip()], remarks


# --- Containers ---


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Containerfile, each with all its lines."""
    text = (CONTAINER / "Containerfile").read_text(encoding="utf-8").replace("\\\n", "")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.partition(" ")[0], line.partition(" ")[2].strip()) for line in lines]


def test_the_image_is_made_by_the_steps_that_can_be_tried_without_containers() -> None:
    made = [what for name, what in instructions() if name == "RUN"]
    assert made[-1] == "deploy/container/build"
    assert len(made) == 2, "the system's packages and a user, then the script"
    assert "rm -rf /var/lib/apt/lists/*" in made[0]
    assert "--no-install-recommends" in made[0]
    assert not re.search(r"curl|wget|https?:", " ".join(made))


def test_the_image_runs_as_nobody_in_particular_and_says_how_it_fares() -> None:
    found = dict(instructions())
    names = [name for name, _ in instructions()]
    assert names[0] == "FROM"
    assert re.fullmatch(r"docker\.io/library/debian:\d+-slim", found["FROM"]), "a release, never « latest »"
    assert re.fullmatch(r"[1-9]\d+", found["USER"])
    assert names.index("USER") > max(at for at, name in enumerate(names) if name == "RUN")
    assert "ADD" not in names
    assert "/_ready" in found["HEALTHCHECK"]
    for name in ("CMD", "HEALTHCHECK"):
        assert '["' in found[name], f"{name} is run by no shell: signals reach the server"


def test_each_step_of_the_image_stops_it_when_it_fails(tmp_path: Path) -> None:
    shutil.copytree(CONTAINER, tmp_path / "deploy" / "container")
    (tmp_path / ".ci").mkdir()
    setup, python = tmp_path / ".ci" / "setup", tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    for path, status in ((setup, 0), (python, 0)):
        path.write_text(f'#!/bin/sh\necho "{path.name} $*" >> "$CALLS"\nexit {status}\n')
        path.chmod(0o755)
    calls = tmp_path / "calls"
    build = tmp_path / "deploy" / "container" / "build"
    assert run(build, CALLS=str(calls)).returncode == 0
    done = ["setup ", "python -m observatoire --help"]
    assert calls.read_text().splitlines() == done
    setup.write_text("#!/bin/sh\nexit 3\n")
    assert run(build, CALLS=str(calls)).returncode == 3


def composed() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((CONTAINER / "compose.yaml").read_text(encoding="utf-8"))
    return found


def test_the_proxy_of_the_containers_knows_every_replica_and_no_other_door_is_open() -> None:
    services = composed()["services"]
    told = re.findall(r"--replica (\S+):8501", (CONTAINER / "compose.yaml").read_text(encoding="utf-8"))
    replicas = {name: one for name, one in services.items() if name.startswith("replica-")}
    assert [one["networks"]["inside"]["ipv4_address"] for one in replicas.values()] == told
    assert len(told) >= 2
    assert [name for name, one in services.items() if "ports" in one] == ["proxy"]
    assert composed()["networks"]["inside"]["internal"] is True
    for name, one in services.items():
        assert "mem_limit" in one, name
        assert one["restart"] == "unless-stopped"
        assert "no-new-privileges:true" in one["security_opt"]
        assert not re.search(r"(:latest|^[^:]+)$", one["image"]) or one["image"] == "observatoire"
    for one in replicas.values():
        assert (one["read_only"], one["cap_drop"]) == (True, ["ALL"])


def test_no_password_ships() -> None:
    database = composed()["services"]["database"]
    assert "POSTGRES_PASSWORD" not in database["environment"]
    assert set(database["secrets"]) == set(composed()["secrets"]) == {"database", "answers", "vault"}
    ignored = [(ROOT / ".gitignore").read_text(), (CONTAINER / "Containerfile.dockerignore").read_text()]
    for place in ("passwords", "environment"):
        for listed in ignored:
            assert f"deploy/container/{place}" in [line.rstrip("/") for line in listed.splitlines()], place


def test_passwords_and_the_key_are_drawn_once_and_are_what_the_containers_look_for(tmp_path: Path) -> None:
    folder = tmp_path / "deploy" / "container"
    folder.mkdir(parents=True)
    script = Path(shutil.copy(CONTAINER / "secrets", folder))
    assert run(script).returncode == 0
    drawn = {name: folder / one["file"] for name, one in composed()["secrets"].items()}
    words = {name: path.read_text() for name, path in drawn.items()}
    assert all(re.fullmatch("[0-9a-f]{64}", word) for word in words.values())
    assert len(set(words.values())) == 3
    assert (folder / "passwords").stat().st_mode & 0o077 == 0, "others do not enter the folder"
    assert {path.stat().st_mode & 0o777 for path in drawn.values()} == {0o644}, "the database is another user"
    environment = folder / composed()["x-replica"]["env_file"][0]["path"]
    assert environment.stat().st_mode & 0o077 == 0
    read = configured(dict(line.split("=", 1) for line in environment.read_text().splitlines()))
    assert read
    for name, address in (("answers", read.answers), ("vault", read.vault)):
        assert address == f"postgresql+psycopg://{name}:{words[name]}@database/{name}"
    again = run(script)
    assert again.returncode == 1
    assert "Nothing was drawn" in again.stderr
    assert {name: path.read_text() for name, path in drawn.items()} == words


def test_replicas_in_containers_know_who_asks_from_the_proxy_alone() -> None:
    services = composed()["services"]
    proxy = services["proxy"]["networks"]["inside"]["ipv4_address"]
    trusted = composed()["x-replica"]["environment"]["FORWARDED_ALLOW_IPS"]
    seen: list[str] = []

    async def application(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(asker(Request(scope)))

    believed = ProxyHeadersMiddleware(application, trusted)
    replica = services["replica-2"]["networks"]["inside"]["ipv4_address"]
    for who in (proxy, replica, "127.0.0.1"):
        scope = {"type": "http", "client": (who, 5), "headers": [(b"x-forwarded-for", b"203.0.113.7")]}
        run_apart(believed(scope, None, None))  # type: ignore[arg-type]
    assert seen == ["203.0.113.7", replica, "127.0.0.1"]


def test_an_archive_holds_paths_under_the_root_alone(machine: dict[str, str], tmp_path: Path) -> None:
    with tarfile.open(run(DEPLOY / "backup", tmp_path / "backups", **machine).stdout.strip()) as archive:
        names = archive.getnames()
    assert names
    assert not [name for name in names if name.startswith("/") or ".." in name.split("/")]
