"""Countries made for a test: communes of one EPCI, their populations and counts, and what is known of chance there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from observatoire.model.catalog import Indicator, load_catalog
from observatoire.model.errors import Precision
from observatoire.model.store import Store
from tests.conftest import make_indicator, territory_row

EVENTS = {"phi": 1.0, "c2": 0.035, "repeatability": {"1": [0.9] * 6}}
DEFAULTS: dict[str, Any] = {
    "method": "sampled", "shape": "share", "families": ("census", "census"), "turnover": False, "step": None,
    "floor": None, "window": 5, "events": (), "noun": "logements",
}  # fmt: skip


def country(folder: Path, people: list[float] | np.ndarray, columns: dict[str, Any], errors: Any = None) -> Store:
    """Return an edition of communes `01000`, `01001`… of one EPCI, with columns `<measure>__<year>`."""
    codes = [f"{1000 + at:05d}" for at in range(len(people))]
    rows = [
        territory_row(f"com-{code}", "commune", code, departement="01", epci="100000001", population=int(count))
        for code, count in zip(codes, people, strict=True)
    ]
    whole = {"population": int(np.sum(people)), "members": len(codes)}
    rows.append(territory_row("epci-100000001", "epci", "100000001", departement="01", nature="CC", **whole))
    rows.append(territory_row("dep-01", "departement", "01", **whole))
    rows.append(territory_row("reg-99", "region", "99", **whole))
    rows.append(territory_row("france", "france", "france", region=None, **whole))
    pd.DataFrame(rows).to_parquet(folder / "territories.parquet")
    pd.DataFrame({"code": codes, "pop_mun__2021": people, **columns}).to_parquet(folder / "measures.parquet")
    empty = {"measure": "", "year": 0, "code": "", "reason": ""}
    pd.DataFrame([empty | {"status": "secret"}]).iloc[:0].to_parquet(folder / "gaps.parquet")
    pd.DataFrame([empty | {"flag": "carried"}]).iloc[:0].to_parquet(folder / "flags.parquet")
    pd.DataFrame(columns=["code", "name", "kind", "current"], dtype=str).to_parquet(folder / "former_communes.parquet")
    pd.DataFrame({"id": ["epci-100000001", "dep-01", "reg-99", "france"]}).to_parquet(folder / "measures_above.parquet")
    manifest = {"edition": "test", "cog": 2026, "epci_date": "2026-01-01", "sources": [], "tables": {},
                "errors": errors or {}}  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return Store(folder)


def known(indicator: Indicator, **values: Any) -> Indicator:
    """Return an indicator with a precision of its own: a share of the census without turnover unless said."""
    precision = Precision(constants=load_catalog().errors, **(DEFAULTS | values))
    return indicator.model_copy(update={"precision": precision})


def share(**values: Any) -> Indicator:
    """Return `y` over `x`, in per cent, a share of the census."""
    return known(make_indicator(numerator="y", denominator="x", min_base=0.0), **values)


def rate(**values: Any) -> Indicator:
    """Return events `o` for 10 000 of `x`."""
    of_events = {"method": "rate", "shape": "ratio", "families": ("events", "population"), "events": ("o",)}
    made = make_indicator(numerator="o", denominator="x", scale=10_000.0, unit="pour 10 000", min_base=0.0)
    return known(made, **(of_events | values))
