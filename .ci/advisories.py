"""Compare what we pin with public advisories: those of the day where they can be reached, else the recorded list.

`.venv/bin/python .ci/advisories.py` asks with pip-audit, and looks at `.ci/advisories.json` too. Without network, or
where nobody answers for a package, it says so, with how old that list is and where each part of it comes from. The
exit status is 1 when a pinned version is told faulty. `--record` adds what was found today to the list, with the day;
`--osv ADDRESS` asks a server that speaks the API of OSV instead of the registry; `--offline` asks nobody.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
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
"""`package`, `id`, and `fixed`, the version that mends it, "" while none does; of a recorded one, `origin`, how it was
known, and `recorded`, on which day."""


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


def record_text(record: dict[str, Any], today: date) -> str:
    """Return in a sentence how old the recorded list is, and where it comes from."""
    days = [date.fromisoformat(one["recorded"]) for one in record["advisories"]]
    counts = Counter(one["origin"] for one in record["advisories"])
    told = "; ".join(f"{counts[origin]} {how}" for origin, how in record["origins"].items() if counts[origin])
    return (
        f"The recorded list has {len(days)} advisories, the last of {max(days)} ({(today - max(days)).days} days ago): "
        f"{told}."
    )


def asked_today(osv: str = "") -> tuple[list[Fault], int] | None:
    """Return the faults that pip-audit finds, and of how many packages nobody could tell; None when it cannot ask.

    Parameters
    ----------
    osv : str
        Address of a server that speaks the API of OSV, `https://…/v1/query`; the registry is asked without it.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "found.json"
        words = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
        words += ["--format", "json", "--output", str(out)]
        words += [f"--requirement={lock}" for lock in sorted(LOCKS.glob("*.txt"))]
        words += ["--vulnerability-service", "osv", "--osv-url", osv] if osv else []
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
    parser.add_argument("--osv", default="", metavar="ADDRESS", help="ask this server")
    options = parser.parse_args()
    record, held = json.loads(RECORDED.read_text(encoding="utf-8")), pinned()
    found = list(known_faults(held, record["advisories"]))
    told = None if options.offline else asked_today(options.osv)
    if told is None or told[1] == len(held):
        print("Nobody was asked." if options.offline else "Nobody answered.", "The recorded list alone was used.")
    else:
        print(f"Asked today: {len(held) - told[1]} packages of {len(held)}; the others, of the recorded list alone.")
        found += [one for one in told[0] if one["id"] not in {known["id"] for known in found}]
        if options.record:
            known = {one["id"] for one in record["advisories"]}
            of_today = {"origin": "asked", "recorded": date.today().isoformat()}
            record["advisories"] += [one | of_today for one in told[0] if one["id"] not in known]
            RECORDED.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(record_text(record, date.today()))
    for one in found:
        mend = f"mended in {one['fixed']}" if one["fixed"] else "not mended yet"
        print(f"{one['package']} {held[canonicalize_name(one['package'])]}: {one['id']}, {mend}.")
    print(f"{len(found)} advisories on {len(held)} pinned packages.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
