"""The offline kit: `python -m loaders kit --out DIR` builds a folder that starts the application without network."""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from loaders.kit import start as kit_start
from loaders.kit import texts as kit_texts

ROOT = Path(__file__).parents[2]
PYTHONS = ("3.11", "3.12", "3.13")
APPLICATION = (
    "app.py",
    "pages",
    "observatoire",
    "participation",
    ".streamlit",
    "LICENSE",
    "data/LICENSE.md",
    "data/catalog",
    "data/questionnaires",
    "data/prepared",
    "data/editions",
)
SUMS = "SOMMES-SHA256.txt"

UNUSED = frozenset({"pyogrio"})
"""Asked for by geopandas, to read kinds of files that only the loaders read: 30 MB a platform less."""

_LINUX = ("manylinux_2_28", "manylinux_2_27", "manylinux_2_26", "manylinux_2_24", "manylinux_2_17", "manylinux2014")
PLATFORMS: dict[str, tuple[str, ...]] = {
    "linux-x86_64": tuple(f"{tag}_x86_64" for tag in _LINUX),
    "macos-arm64": ("macosx_12_0_arm64", "macosx_14_0_arm64"),
    "macos-x86_64": ("macosx_12_0_x86_64", "macosx_13_0_x86_64"),
    "windows-x86_64": ("win_amd64",),
}
"""Name of a platform in the kit -> the tags of wheels that it takes, as pip writes them, preferred first."""

_SYSTEMS = {
    "linux": {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux"},
    "macos": {"os_name": "posix", "sys_platform": "darwin", "platform_system": "Darwin"},
    "windows": {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows"},
}

Download = Callable[[Sequence[str], str, str, Path], None]
"""Fetches pinned wheels for a platform and a Python into a folder."""


class KitError(Exception):
    """The kit cannot be built; the message says why."""


def pins(requirements: str) -> dict[str, str]:
    """Return the pinned version of each package of a requirements file, by canonical name."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", requirements, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def section(requirements: str, title: str) -> tuple[str, ...]:
    """Return the packages under a heading of the requirements file: `# application`.

    Raises
    ------
    KitError
        When there is no such heading.
    """
    pieces = re.split(r"^# (.+)$", requirements, flags=re.MULTILINE)
    for heading, body in zip(pieces[1::2], pieces[2::2], strict=True):
        if heading.strip() == title:
            return tuple(pins(body))
    raise KitError(f"requirements.txt has no heading `# {title}`.")


def marker_environment(target: str, python: str) -> dict[str, str]:
    """Return the values of environment markers on a platform: what a package needs may depend on it."""
    family, _, machine = target.partition("-")
    named = {"windows": "AMD64"}.get(family, machine)
    return {
        **_SYSTEMS[family], "platform_machine": named, "python_version": python, "python_full_version": f"{python}.0",
        "implementation_name": "cpython", "platform_python_implementation": "CPython", "extra": "",
    }  # fmt: skip


def needed(
    names: Iterable[str], environment: Mapping[str, str], requires: Callable[[str], Sequence[str]]
) -> tuple[str, ...]:
    """Return these packages and all that they need on a platform, sorted, without `UNUSED`.

    Parameters
    ----------
    names : iterable of str
    environment : mapping of str to str
        As `marker_environment` gives it.
    requires : callable
        Package -> its requirements, as its metadata write them.
    """
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found or name in UNUSED:
            continue
        found.add(name)
        for line in requires(name):
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate(dict(environment)):
                waiting.append(requirement.name)
    return tuple(sorted(found))


def installed_requires(name: str) -> Sequence[str]:
    """Return the requirements of a package of this environment; none for one that is only for other platforms."""
    try:
        return importlib.metadata.requires(name) or ()
    except importlib.metadata.PackageNotFoundError:
        return ()


def wheel_list(requirements: str, target: str, python: str) -> tuple[str, ...]:
    """Return what the application needs on a platform, pinned: `name==version`.

    Raises
    ------
    KitError
        When something that it needs there is not pinned.
    """
    versions = pins(requirements)
    names = needed(section(requirements, "application"), marker_environment(target, python), installed_requires)
    loose = [name for name in names if name not in versions]
    if loose:
        raise KitError(f"{', '.join(loose)}: needed on {target}, pin it in requirements.txt.")
    return tuple(f"{name}=={versions[name]}" for name in names)


def download(wheels: Sequence[str], target: str, python: str, folder: Path) -> None:
    """Fetch wheels with pip, as it is configured here; pip says which.

    Parameters
    ----------
    wheels : sequence of str
        Requirements, each `name==version`.
    target : str
        Platform of the kit.
    python : str
        Version that the kit is for.
    folder : Path
        Where they go.

    Raises
    ------
    KitError
        When one of them does not exist for this platform.
    """
    tags = [f"--platform={tag}" for tag in PLATFORMS[target]]
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--progress-bar=off"]
    options = ["--implementation=cp", f"--python-version={python}", f"--dest={folder}"]
    if subprocess.run([*command, *options, *tags, *wheels], check=False).returncode:
        raise KitError(f"pip could not fetch all wheels for {target}, Python {python}: see its words above.")


def build(
    out: Path, targets: Sequence[str], pythons: Sequence[str], root: Path = ROOT, fetch: Download = download
) -> None:
    """Build the kit, saying what is under way.

    Parameters
    ----------
    out : Path
        A folder that does not exist yet, or is empty.
    targets, pythons : sequence of str
        Of `PLATFORMS`, of `PYTHONS`.
    root : Path
        The project.
    fetch : callable
        As `download`.

    Raises
    ------
    KitError
        When the folder is not empty, or wheels are wanting.
    """
    if out.exists() and any(out.iterdir()):
        raise KitError(f"{out} is not empty: give a new folder.")
    requirements = (root / "requirements.txt").read_text(encoding="utf-8")
    lists = {(t, p): wheel_list(requirements, t, p) for t in targets for p in pythons}
    pip = f"pip=={importlib.metadata.version('pip')}"
    common = out / "roues" / "commun"
    common.mkdir(parents=True)
    for rank, ((target, python), wheels) in enumerate(lists.items(), 1):
        print(f"[{rank}/{len(lists)}] {target}, Python {python}: {len(wheels)} wheels…", flush=True)
        folder = out / "roues" / target
        folder.mkdir(exist_ok=True)
        fetch([*wheels, pip], target, python, folder)
        for wheel in folder.glob("*-none-any.whl"):
            wheel.replace(common / wheel.name)
        (out / "roues" / f"{target}-python{python}.txt").write_text("\n".join(wheels) + "\n", encoding="utf-8")
    print("Copying the application and its data…", flush=True)
    copy_application(root, out / "application")
    write_texts(out, targets, pythons)
    print("Listing the checksums…", flush=True)
    write_sums(out)


def copy_application(root: Path, target: Path) -> None:
    """Copy what the server runs and reads, and nothing else."""
    for name in APPLICATION:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__", ".*-*"))
        elif source.is_file():
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)


def write_texts(out: Path, targets: Sequence[str], pythons: Sequence[str]) -> None:
    """Write what people read and start: LISEZMOI.txt, a starter for each system, the program that they run."""
    (out / "LISEZMOI.txt").write_text(kit_texts.read_me(targets, pythons), encoding="utf-8")
    shutil.copy2(kit_start.__file__, out / "demarrer.py")
    for family, (name, text) in kit_texts.starters(pythons).items():
        if any(target.startswith(family) for target in targets):
            (out / name).write_bytes(text.encode("utf-8"))
            (out / name).chmod(0o755)


def write_sums(out: Path) -> None:
    """Write the sha256 of every file, in the form that `sha256sum -c` reads."""
    lines = []
    for path in sorted(item for item in out.rglob("*") if item.is_file()):
        with path.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.relative_to(out).as_posix()}\n")
    (out / SUMS).write_text("".join(lines), encoding="utf-8")


def command_parser() -> argparse.ArgumentParser:
    """Return the parser of `kit`."""
    parser = argparse.ArgumentParser(prog="python -m loaders kit", description="Build the kit that needs no network.")
    parser.add_argument("--out", type=Path, required=True, help="folder to make, or an empty one")
    parser.add_argument("--platform", choices=PLATFORMS, action="append", help="only this one; can be repeated")
    parser.add_argument("--python", choices=PYTHONS, action="append", help="only this version; can be repeated")
    return parser


def main(arguments: Sequence[str]) -> int:
    """Run `kit`.

    Parameters
    ----------
    arguments : sequence of str
        What follows `kit` on the command line.

    Returns
    -------
    int
        Exit status: 0, or 1 when the kit cannot be built.
    """
    options = command_parser().parse_args(arguments)
    try:
        build(options.out, options.platform or tuple(PLATFORMS), options.python or PYTHONS)
    except KitError as error:
        print(error)
        return 1
    size = sum(path.stat().st_size for path in options.out.rglob("*") if path.is_file())
    print(f"{options.out}: {size / 1e6:.0f} MB. Copy the whole folder; LISEZMOI.txt says the rest.")
    return 0
