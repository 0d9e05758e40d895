"""Start the application from the folder of the offline kit: this file is copied there as `demarrer.py`.

Standard library only, Python 3.11 or later. At the first start it makes an environment from the wheels of the kit,
without network; then it starts the server on this computer and opens the browser.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import venv
import webbrowser
from pathlib import Path

FIRST_PORT = 8501
ADDRESS = "127.0.0.1"
PATIENCE = 180.0
"""Seconds to wait for a server that starts on an old laptop."""


def platform_name(system: str, machine: str) -> str:
    """Return the name of a platform in the kit: "linux-x86_64"."""
    family = {"Linux": "linux", "Darwin": "macos", "Windows": "windows"}.get(system, "autre")
    processor = {"amd64": "x86_64", "aarch64": "arm64"}.get(machine.lower(), machine.lower())
    return f"{family}-{processor}"


def wanted_wheels(kit: Path, target: str, version: str) -> Path:
    """Return the list of wheels for this computer.

    Raises
    ------
    SystemExit
        With a French sentence, when the kit has none.
    """
    found = kit / "roues" / f"{target}-python{version}.txt"
    if not found.is_file():
        held = ", ".join(sorted(path.stem for path in (kit / "roues").glob("*.txt"))) or "aucun"
        raise SystemExit(
            f"Ce kit ne convient pas à cet ordinateur ({target}, Python {version}). Il contient : {held}. "
            "Lisez LISEZMOI.txt."
        )
    return found


def environment(kit: Path, target: str, version: str) -> Path:
    """Make the environment if it is not complete; return its Python.

    Parameters
    ----------
    kit : Path
        Folder of the kit.
    target, version : str
        "linux-x86_64", "3.12".

    Returns
    -------
    Path
    """
    wheels = wanted_wheels(kit, target, version)
    place = kit / f"environnement-{target}-python{version}"
    python = place / ("Scripts/python.exe" if target.startswith("windows") else "bin/python")
    done = place / "complet.txt"
    if done.is_file() and done.read_text(encoding="utf-8") == wheels.read_text(encoding="utf-8"):
        return python
    print("Premier démarrage : préparation, une à trois minutes, sans réseau…", flush=True)
    shutil.rmtree(place, ignore_errors=True)
    # Without pip: Debian ships it apart from Python. The kit has its own, which runs from its wheel.
    venv.create(place, with_pip=False, symlinks=not target.startswith("windows"))
    [pip] = (kit / "roues" / "commun").glob("pip-*.whl")
    folders = [f"--find-links={kit / 'roues' / name}" for name in ("commun", target)]
    subprocess.run(
        [python, pip / "pip", "--isolated", "install", "--no-index", "--no-deps", "--no-compile",
         "--disable-pip-version-check", "--quiet", *folders, "--requirement", wheels],
        check=True,
    )  # fmt: skip
    done.write_text(wheels.read_text(encoding="utf-8"), encoding="utf-8")
    return python


def free_port(first: int = FIRST_PORT) -> int:
    """Return the first port from `first` on that nobody uses."""
    for port in range(first, first + 50):
        with socket.socket() as probe:
            if probe.connect_ex((ADDRESS, port)) != 0:
                return port
    raise SystemExit("Aucun port libre : redémarrez l’ordinateur, puis recommencez.")


def healthy(port: int) -> bool:
    """Tell whether the server answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{ADDRESS}:{port}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def serve(kit: Path, python: Path, port: int, *, browser: bool) -> int:
    """Start the server, open the browser when it answers, wait for the end; return the exit status.

    Parameters
    ----------
    kit : Path
        Folder of the kit.
    python : Path
        Interpreter that runs the application.
    port : int
        Where it listens.
    browser : bool
        Whether to open one.
    """
    command = [str(python), "-m", "streamlit", "run", "app.py", f"--server.port={port}", f"--server.address={ADDRESS}"]
    server = subprocess.Popen(command, cwd=kit / "application", stdout=subprocess.DEVNULL)
    try:
        start = time.monotonic()
        while not healthy(port):
            if server.poll() is not None or time.monotonic() - start > PATIENCE:
                print("Le serveur n’a pas démarré : voyez les messages ci-dessus et LISEZMOI.txt.", flush=True)
                return 1
            time.sleep(0.2)
        print(f"L’Observatoire est prêt : http://{ADDRESS}:{port}", flush=True)
        print("Pour arrêter : Ctrl+C, ou fermez cette fenêtre.", flush=True)
        if browser:
            webbrowser.open(f"http://{ADDRESS}:{port}")
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()
        server.wait(timeout=20)


def main() -> int:
    """Prepare if need be, then serve until stopped."""
    parser = argparse.ArgumentParser(prog="demarrer.py", description="Démarre l’Observatoire sans réseau.")
    parser.add_argument("--sans-navigateur", action="store_true", help="ne pas ouvrir le navigateur")
    parser.add_argument("--port", type=int, default=0, help="port à utiliser (le premier libre sans cette option)")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to stop, it stops its server too
    kit = Path(__file__).resolve().parent
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    python = environment(kit, platform_name(platform.system(), platform.machine()), version)
    return serve(kit, python, options.port or free_port(), browser=not options.sans_navigateur)


if __name__ == "__main__":
    sys.exit(main())
