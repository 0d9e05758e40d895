"""The two engines to measure: two files in a folder; a PostgreSQL of our own on a socket, which flushes to the disk."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from participation.configuration import KEY, PLACE, Configuration, configured

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
NAMES = ("answers", "vault")
ENGINES = ("sqlite", "postgresql")


class PostgreSQL:
    """A server of our own, in a folder of its own, run by a user who is not root; all its settings are its defaults."""

    def __init__(self, folder: Path) -> None:
        if not PROGRAMS:
            raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
        self.folder = folder
        folder.mkdir(parents=True)
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as:
            for one in (folder.parent, folder):
                one.chmod(0o755)
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "participation", "-E", "UTF8")
        self.start()
        for name in NAMES:
            self._run("createdb", "-h", str(folder), "-U", "participation", name)

    @property
    def place(self) -> str:
        """The two addresses, as `OBSERVATOIRE_PARTICIPATION` takes them."""
        return " ".join(f"postgresql://participation@/{name}?host={self.folder}" for name in NAMES)

    def start(self) -> None:
        """Start it, and wait until it takes connections: after a crash, once it has recovered."""
        options = f"-k {self.folder} -c listen_addresses="
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-w", "-o", options, "-l", str(self.folder / "log"), "start"
        )

    def stop(self, mode: str = "fast") -> None:
        """Stop it; `immediate` is a crash: nothing is written that was not."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop")

    def kill(self) -> None:
        """Kill its first process; the others see that it is gone, and leave."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(first, signal.SIGKILL)
        while Path(f"/proc/{first}").exists():
            time.sleep(0.02)
        while self._is_held():
            time.sleep(0.05)

    def _is_held(self) -> bool:
        """Tell whether a process of the one that was killed still runs: the next one would refuse to start."""
        data = str(self.folder / "data")
        for process in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if process.name.isdigit() and str((process / "cwd").readlink()) == data:
                    return True
        return False

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as, str(PROGRAMS[-1] / program), *arguments]
        with (self.folder.parent / f"{self.folder.name}.log").open("a") as log:
            subprocess.run(command, cwd="/", stdout=log, stderr=log, check=True)


@contextlib.contextmanager
def engine(name: str, folder: Path) -> Iterator[tuple[Configuration, PostgreSQL | None]]:
    """Make an engine ready, and this process and those that it starts know where it is.

    Parameters
    ----------
    name : str
        Of `ENGINES`.
    folder : Path
        Of this measure, empty.
    """
    server = PostgreSQL(folder / "pg") if name == "postgresql" else None
    kept = {variable: os.environ.get(variable) for variable in (PLACE, KEY)}
    os.environ[PLACE] = server.place if server else str(folder / "participation")
    os.environ[KEY] = "6b" * 32
    try:
        configuration = configured()
        assert configuration is not None
        yield configuration, server
    finally:
        for variable, value in kept.items():
            if value is None:
                os.environ.pop(variable, None)
            else:
                os.environ[variable] = value
        if server:
            server.stop("immediate")
