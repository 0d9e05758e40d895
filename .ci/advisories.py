"""Compare what we pin with public advisories: those of the day where they can be reached, else the recorded list.

`.venv/bin/python .ci/advisories.py` asks with pip-audit, and looks at `.ci/advisories.json` too. Without network, or
where nobody answers for a package, it says so with the date of that list. The exit status is 1 when a pinned
version is told faulty. `--record` adds what was found today to the list, and its date; `--offline` asks nobody.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import Version

LOCKS = Path(__file__).parent / "locks"
RECORDED = Path(__file__).with_name("advisories.json")
PATIENCE = 180.0
"""Seconds given to those who are asked."""

Fault = dict[str, str]
"""`package`, `id`, and `fixed`, the version that mends it; "" while none does."""


def pinned() -> dict[str, str]:
    """Return the version of each package that is installed, extras left out."""
    lines = [line for lock in sorted(LOCKS.glob("*.txt")) for line in lock.read_text(encoding="utf-8").splitlines()]
    pairs = (line.removesuffix(" \\").split("==") for line in lines if "==" in line and not line.startswith("#"))
    return {canonicalize_name(name.partition("[")[0]): version for name, version in pairs}


def known_faults(held: dict[str, str], advisories: list[Fault]) -> Iterator[Fault]:
    """Yield the advisories that a pinned version is under: earlier than the one that mends it."""
    for one in advisories:
        version = held.get(canonicalize_name(one["package"]))
        if version is not None and (not one["fixed"] or Version(version) < Version(one["fixed"])):
            yield one


def asked_today() -> tuple[list[Fault], int] | None:
    """Return the faults that pip-audit finds, and of how many packages nobody could tell; None when it cannot ask."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "found.json"
        words = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
        words += ["--format", "json", "--output", str(out)]
        words += [f"--requirement={lock}" for lock in sorted(LOCKS.glob("*.txt"))]
        try:
            subprocess.run(words, capture_output=True, timeout=PATIENCE, check=False)
            told = json.loads(out.read_text(encoding="utf-8"))["dependencies"]
        except (OSError, subprocess.TimeoutExpired, ValueError, KeyError):
            return None
    unknown = sum("skip_reason" in package for package in told)
    return [_fault(package, one) for package in told for one in package.get("vulns", ())], unknown


def _fault(package: dict[str, Any], told: dict[str, Any]) -> Fault:
    mended = sorted((v for v in told["fix_versions"] if Version(v) > Version(package["version"])), key=Version)
    return {"package": package["name"], "id": told["id"], "fixed": next(iter(mended), "")}


def main() -> int:
    """Say what is known of what we pin; return the exit status."""
    parser = argparse.ArgumentParser(prog=".ci/advisories.py", description=__doc__)
    parser.add_argument("--offline", action="store_true", help="ask nobody")
    parser.add_argument("--record", action="store_true", help="add what is found to the recorded list")
    options = parser.parse_args()
    record, held = json.loads(RECORDED.read_text(encoding="utf-8")), pinned()
    found = list(known_faults(held, record["advisories"]))
    today = None if options.offline else asked_today()
    if today is None or today[1] == len(held):
        print(f"Advisories could not be asked for: the list recorded on {record['recorded']} was used.")
    else:
        print(f"Advisories of today, but for {today[1]} packages of {len(held)}: for these, of {record['recorded']}.")
        found += [one for one in today[0] if one["id"] not in {known["id"] for known in found}]
        if options.record:
            listed = {one["id"]: one for one in [*record["advisories"], *today[0]]}
            record |= {"recorded": date.today().isoformat(), "advisories": list(listed.values())}
            RECORDED.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    for one in found:
        mend = f"mended in {one['fixed']}" if one["fixed"] else "not mended yet"
        print(f"{one['package']} {held[canonicalize_name(one['package'])]}: {one['id']}, {mend}.")
    print(f"{len(found)} advisories on {len(held)} pinned packages.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
