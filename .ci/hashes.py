"""Write `.ci/locks/*.txt`: what requirements.txt and tests/requirements.txt pin, each with the sha256 of its wheels.

`.venv/bin/python .ci/hashes.py` asks pip, which asks the registry that this machine is set up with, for the files of
each pinned version: those that some Python from 3.11 on may install, on any system; the source where there is no wheel.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from packaging.utils import canonicalize_name, parse_wheel_filename
from pip._internal.commands.download import DownloadCommand
from pip._internal.index.collector import LinkCollector, parse_links
from pip._internal.models.link import Link

ROOT = Path(__file__).parents[1]
LOCKS = {"application": "requirements.txt", "checks": "tests/requirements.txt"}
FIRST_MINOR = 11
_PIN = re.compile(r"([A-Za-z0-9][\w.-]*(?:\[[\w,-]+\])?)==([\w.+!]+)")


def pins(text: str) -> dict[str, str]:
    """Return the version of each package that a file pins, in the file's order."""
    found = (_PIN.match(line) for line in text.splitlines())
    return {pin[1]: pin[2] for pin in found if pin}


def serves(filename: str, name: str, version: str) -> bool:
    """Tell whether a file is a wheel of this version that some Python from 3.11 on may install."""
    try:
        of, release, _, tags = parse_wheel_filename(filename)
    except ValueError:
        return False
    if of != canonicalize_name(name) or str(release) != version:
        return False
    return any(_is_recent(tag.interpreter) or (tag.abi == "abi3" and tag.interpreter.startswith("cp3")) for tag in tags)


def _is_recent(interpreter: str) -> bool:
    minor = re.fullmatch(r"cp3(\d+)", interpreter)
    return interpreter in ("py3", *(f"py3{n}" for n in range(9))) or bool(minor and int(minor[1]) >= FIRST_MINOR)


def is_source(filename: str, name: str, version: str) -> bool:
    """Tell whether a file is the source of this version."""
    stem = filename.removesuffix(".tar.gz").removesuffix(".zip")
    of, _, release = stem.rpartition("-")
    return stem != filename and release == version and canonicalize_name(of) == canonicalize_name(name)


def files_of(collector: LinkCollector, name: str) -> list[Link]:
    """Return the files of a package that the registry lists."""
    found = collector.collect_sources(name, candidates_from_page=lambda _: [])
    pages = [source.link for source in found.index_urls if source is not None and source.link is not None]
    answers = [collector.fetch_response(page) for page in pages if not page.is_file]
    return [link for answer in answers if answer is not None for link in parse_links(answer)]


def locked(collector: LinkCollector, wanted: dict[str, str]) -> list[str]:
    """Return the lines of a lock.

    Raises
    ------
    SystemExit
        When the registry has no file of a version, or does not say its sha256.
    """
    lines = []
    for name, version in wanted.items():
        name_alone = name.partition("[")[0]
        links = files_of(collector, name_alone)
        kept = [link for link in links if serves(link.filename, name_alone, version)]
        kept = kept or [link for link in links if is_source(link.filename, name_alone, version)]
        digests = sorted({link.hash for link in kept if link.hash and link.hash_name == "sha256"})
        if not digests:
            sys.exit(f"{name}=={version}: no file with a sha256.")
        lines.append(" \\\n".join([f"{name}=={version}", *(f"    --hash=sha256:{digest}" for digest in digests)]))
    return lines


def main() -> None:
    """Write the locks."""
    command = DownloadCommand("download", "")
    options, _ = command.parse_args(["none"])
    with command.main_context():
        collector = LinkCollector.create(command.get_default_session(options), options=options)
        for lock, source in LOCKS.items():
            lines = locked(collector, pins((ROOT / source).read_text(encoding="utf-8")))
            head = f"# Made of {source} by `.venv/bin/python .ci/hashes.py`; not to be written by hand."
            (ROOT / ".ci" / "locks" / f"{lock}.txt").write_text("\n".join([head, *lines, ""]), encoding="utf-8")
            print(f"{lock}: {len(lines)} packages.")


if __name__ == "__main__":
    main()
