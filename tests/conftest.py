"""A hand-made country of seven communes, two EPCI, two départements, one region: small enough to check by hand."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from streamlit.components.v2 import manifest_scanner

from observatoire.model.catalog import CATALOG_DIR, Indicator
from observatoire.model.store import PREPARED_DIR, STATUSES, Store
from observatoire.model.territory import Level
from observatoire.statistics.figures import Figures, figures

# What is compiled is kept, whatever the machine says: workers, servers and commands that tests start read it.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

NAN = float("nan")

CHROMIUM = "/usr/bin/chromium-headless-shell"  # the same engine without windows: a third less work
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    # Tabs of one profile share a process, in which scripts are compiled already; none lives long enough to be worth
    # optimised code: together a third of the work.
    "--process-per-site", "--js-flags=--no-opt --no-maglev",
    # No network but this machine, refused by the browser itself: a gate in each test would also turn its cache off.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1, EXCLUDE localhost",
]  # fmt: skip


PATIENCE = 60_000
"""Milliseconds that anything awaited in a browser may take: on a busy machine it comes late, and comes."""
expect.set_options(timeout=PATIENCE / 2)

JUDGED = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
"""What axe is asked of a page: nothing of all that is as it should be, which takes it half of its time to tell."""


@pytest.fixture(scope="session", autouse=True)
def manifests() -> Iterator[None]:
    """Let the framework look once for what installed packages declare.

    Each page driven without a browser is a runtime of its own, which reads the metadata of all packages anew: three
    quarters of the time that the page takes.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without windows: one for all tests of a process, as Playwright allows no second."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        chromium.on("context", lambda context: context.set_default_timeout(PATIENCE))
        yield chromium
        chromium.close()


# code, departement, epci, population
COMMUNES = [
    ("01001", "01", "100000001", 100),
    ("01002", "01", "100000001", 300),
    ("01003", "01", "100000001", 600),
    ("01004", "01", "100000002", 600),
    ("02001", "02", "100000002", 2_000),
    ("02002", "02", "100000002", 50),
    ("02003", "02", None, 40),
]

MEASURES = {
    "young__2021": [10.0, 60.0, 90.0, 90.0, 200.0, NAN, 0.0],
    "people__2021": [100.0, 300.0, 600.0, 600.0, 2_000.0, 50.0, 0.0],
    "pop__2017": [100.0, 200.0, 600.0, 600.0, 1_000.0, 50.0, 40.0],
    "pop__2023": [100.0, 300.0, 600.0, 600.0, 2_000.0, 50.0, 40.0],
    "area__2026": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0],
}


def territory_row(identifier: str, level: str, code: str, **values: object) -> dict[str, object]:
    """Return one line of `territories.parquet`, with plain defaults."""
    return {
        "id": identifier, "level": level, "code": code, "name": f"Lieu {code}", "short_name": f"Lieu {code}",
        "liaison": 0, "departement": None, "departements": "", "region": "99", "epci": None, "nature": None,
        "population": 0, "area_km2": 1.0, "members": 1, "seat": None, "siren": None, "postcodes": "",
        "lon": 0.0, "lat": 45.0, "west": 0.0, "south": 44.0, "east": 1.0, "north": 46.0, **values,
    }  # fmt: skip


def write_store(directory: Path) -> None:
    """Write the hand-made edition in a folder."""
    rows = [
        territory_row(f"com-{code}", "commune", code, departement=dep, epci=epci, population=people)
        for code, dep, epci, people in COMMUNES
    ]
    for code, dep, nature in [("100000001", "01", "CC"), ("100000002", "02", "CC")]:
        members = [c for c in COMMUNES if c[2] == code]
        total = sum(c[3] for c in members)
        rows.append(
            territory_row(
                f"epci-{code}", "epci", code, departement=dep, nature=nature, population=total, members=len(members)
            )
        )
    for dep in ("01", "02"):
        members = [c for c in COMMUNES if c[1] == dep]
        rows.append(
            territory_row(f"dep-{dep}", "departement", dep, population=sum(c[3] for c in members), members=len(members))
        )
    rows.append(territory_row("reg-99", "region", "99", population=3_690, members=7))
    rows.append(territory_row("france", "france", "france", population=3_690, members=7, region=None))
    frame = pd.DataFrame(rows)
    frame.loc[frame["level"] == "commune", "region"] = "99"
    frame.to_parquet(directory / "territories.parquet")
    pd.DataFrame({"code": [c[0] for c in COMMUNES], **MEASURES}).to_parquet(directory / "measures.parquet")
    pd.DataFrame(
        [("young", 2021, "02002", "secret", "moins de onze ménages")],
        columns=["measure", "year", "code", "status", "reason"],
    ).to_parquet(directory / "gaps.parquet")
    pd.DataFrame(
        [("pop", 2023, "02003", "carried", "figée"), ("pop", 2023, "01002", "estimated", "scindée")],
        columns=["measure", "year", "code", "flag", "reason"],
    ).to_parquet(directory / "flags.parquet")
    pd.DataFrame([("01009", "Ancienne", "absorbee", "01003")], columns=["code", "name", "kind", "current"]).to_parquet(
        directory / "former_communes.parquet"
    )
    # Mayors: two communes known of three in the first EPCI; the second has nobody known; France is exact.
    above = pd.DataFrame({"id": [r["id"] for r in rows if r["level"] != "commune"]}).assign(
        mayors__2026=[2.0, NAN, NAN, 1.0, 3.0, 3.0],
        mayors__2026__n=[2, 0, 1, 1, 3, 3],
        women__2026=[1.0, NAN, NAN, 0.0, 1.0, 1.0],
        women__2026__n=[2, 0, 1, 1, 3, 3],
    )
    above.to_parquet(directory / "measures_above.parquet")
    pairs = [("com-01001", "com-01002"), ("com-01002", "com-02001"), ("epci-100000001", "epci-100000002")]
    both = [*pairs, *((b, a) for a, b in pairs)]
    pd.DataFrame(sorted(both), columns=["id", "adjacent"]).to_parquet(directory / "adjacency.parquet")
    manifest = {"edition": "test", "cog": 2026, "epci_date": "2026-01-01", "sources": [], "tables": {}}
    (directory / "manifest.json").write_text(json.dumps(manifest))


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The hand-made country."""
    directory = tmp_path_factory.mktemp("prepared")
    write_store(directory)
    return Store(directory)


@pytest.fixture(scope="session")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of editions with 2025.1: 1 000 more people in Cognac in 2022, no Châteaubernard, no density."""
    folder = tmp_path_factory.mktemp("editions")
    edition = folder / "2025.1"
    shutil.copytree(CATALOG_DIR, edition / "catalog", ignore=shutil.ignore_patterns("peers.toml", "questions.toml"))
    [path] = [p for p in edition.glob("catalog/*.toml") if "[indicators.densite]" in p.read_text(encoding="utf-8")]
    path.write_text(path.read_text(encoding="utf-8").replace("[indicators.densite]", "[indicators.densite_d_alors]"))
    declared = edition / "catalog" / "measures.toml"
    declared.write_text(declared.read_text(encoding="utf-8").replace('"densite"', '"densite_d_alors"'))
    for name in ("former_communes", "measures_above", "gaps", "flags", "features", "adjacency"):
        (edition / f"{name}.parquet").symlink_to(PREPARED_DIR / f"{name}.parquet")
    measures = pd.read_parquet(PREPARED_DIR / "measures.parquet")
    measures.loc[measures["code"] == "16102", "pop_mun__2022"] += 1_000
    measures[measures["code"] != "16089"].to_parquet(edition / "measures.parquet", index=False)
    territories = pd.read_parquet(PREPARED_DIR / "territories.parquet")
    territories[territories["id"] != "com-16089"].to_parquet(edition / "territories.parquet", index=False)
    manifest = json.loads((PREPARED_DIR / "manifest.json").read_text(encoding="utf-8"))
    (edition / "manifest.json").write_text(json.dumps(manifest | {"edition": "2025.1"}), encoding="utf-8")
    return folder


def make_indicator(**values: object) -> Indicator:
    """Return a valid indicator, some fields replaced."""
    fields: dict[str, object] = {
        "id": "share_young", "theme": "test", "title": "Part des jeunes", "short_title": "Jeunes",
        "question": "?", "description": "d", "caveats": [], "not_said": "n", "kind": "ratio", "numerator": "young",
        "denominator": "people", "scale": 100.0, "unit": "%", "unit_spoken": "pour cent", "decimals": 1,
        "levels": ["commune", "epci", "departement", "region", "france"], "min_base": 200.0,
        "map_scale": "sequential", "reading": "En {year}, {value}.",
    } | values  # fmt: skip
    return Indicator.model_validate({k: v for k, v in fields.items() if v is not None})


@pytest.fixture(scope="session")
def share() -> Indicator:
    """Young people among all, in per cent; fragile below 200 people."""
    return make_indicator()


@pytest.fixture(scope="session")
def growth() -> Indicator:
    """Change of population from 2017 to 2023, in per cent."""
    return make_indicator(
        id="growth", kind="change", numerator="pop", denominator=None, base_year=2017, min_base=0.0, scale=100.0
    )


@pytest.fixture(scope="session")
def headcount() -> Indicator:
    """Population, a count."""
    return make_indicator(
        id="headcount", kind="count", numerator="pop", denominator=None, unit="hab.", min_base=0.0, scale=1.0
    )


def figures_with(rows: dict[str, float], fragile: tuple[str, ...] = (), implausible: tuple[str, ...] = ()) -> Figures:
    """Return figures of some ids, of one commune each; NaN is not published."""
    ids = list(rows)
    value = np.array(list(rows.values()), dtype=float)
    known = ~np.isnan(value)
    no = np.zeros(len(ids), dtype=bool)
    return Figures(
        indicator=make_indicator(), year=2021, ids=pd.Index(ids), value=value,
        codes=np.where(known, STATUSES.index("value"), STATUSES.index("not_published")).astype(np.int8),
        reasons=np.zeros(len(ids), dtype=np.int16), numerator=value, denominator=np.ones(len(ids)),
        members=np.ones(len(ids), dtype=int), members_with_data=known.astype(int), covered=100.0 * known,
        fragile=np.isin(ids, fragile), implausible=np.isin(ids, implausible), flagged=no, repeated=no, texts=("",),
    )  # fmt: skip


def values(store: Store, indicator: Indicator, level: Level, year: int) -> pd.DataFrame:
    """Return the figures of a whole level as a frame indexed by id, in which tests look things up."""
    found = figures(store, indicator, level, year)
    columns = ("value", "numerator", "denominator", "members", "members_with_data", "fragile", "implausible", "flagged")
    return pd.DataFrame(
        {name: getattr(found, name) for name in columns}
        | {"status": found.statuses, "population_covered_pct": found.covered},
        index=found.ids,
    )
