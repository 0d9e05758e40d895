"""Sums of elected persons: what is told by commune and above, and nothing of one person."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from loaders.pipeline.passage import Passage
from loaders.producers.elected.councils import SINGLE_NAMES, above_table, by_commune, council_columns, withheld_figures
from loaders.producers.elected.officials import COUNTS
from observatoire.model.above import ABOVE_YEARS, COUNCIL_YEARS, SINGLE_YEARS

PREPARED = Path(__file__).parents[2] / "data" / "prepared"


@pytest.fixture
def sample() -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Four communes of one EPCI, one of them without any councillor, and one outside any EPCI."""
    base = pd.DataFrame(
        {"epci": ["200000001"] * 4 + [None], "departement": "16", "region": "75"},
        index=pd.Index(["16001", "16002", "16003", "16004", "16005"], name="code"),
    )
    counts = pd.DataFrame({"code": ["16001", "16002", "16003", "16005"], "elus": ["11", "15", "11", "11"]})
    for name in (name for name in COUNTS[2026] if name != "elus"):
        counts[name] = "1"
    counts["elus_f"] = ["5", "7", "1", "5"]
    counts["age_n"] = counts["elus"]
    counts.loc[counts["code"] == "16005", ["cc", "cc_f", "vp", "vp_f", "pres", "pres_f"]] = "0"
    return {f"rne_{year}": counts[["code", *COUNTS[year]]] for year in COUNTS}, base


def test_single_persons_never_appear_by_commune(sample: tuple[dict[str, pd.DataFrame], pd.DataFrame]) -> None:
    staged, base = sample
    passage = Passage({code: code for code in base.index}, pd.Series(1.0, index=base.index), {})
    full = council_columns(staged, passage, base["epci"])
    kept = by_commune(full, base, withheld_figures(full, base))
    assert not {name for name, _ in kept} & {*SINGLE_NAMES, *(ABOVE_YEARS.keys() - COUNCIL_YEARS.keys())}
    women = kept["rne_elus_f", 2026]
    # 16003 has one woman of eleven; 16001 joins it, or the EPCI less the others would tell of her.
    assert women.cells.isna().tolist() == [True, False, True, True, False]
    assert [women.gaps[code].status for code in ("16001", "16003", "16004")] == ["secret", "secret", "not_published"]
    assert women.gaps["16001"].reason == women.gaps["16003"].reason, "which one needed it would tell of it"
    assert kept["rne_elus", 2026].cells.tolist()[:3] == [11, 15, 11]
    assert kept["rne_cc", 2026].gaps["16005"].reason == "Commune hors de toute intercommunalité."
    assert pd.isna(kept["rne_cc_f", 2026].cells["16002"])
    assert kept["rne_age_somme", 2026].cells.notna().tolist() == [True, True, True, False, True]


def test_sums_above_are_whole_and_say_how_many_communes(
    sample: tuple[dict[str, pd.DataFrame], pd.DataFrame],
) -> None:
    staged, base = sample
    passage = Passage({code: code for code in base.index}, pd.Series(1.0, index=base.index), {})
    full = council_columns(staged, passage, base["epci"])
    above = above_table(full, base, withheld_figures(full, base)).set_index("id")
    assert above.index.tolist() == ["epci-200000001", "dep-16", "reg-75", "france"]
    assert above["rne_elus__2026"].tolist() == [37, 48, 48, 48]
    assert above["rne_elus__2026__n"].tolist() == [3, 4, 4, 4]
    assert above["rne_elus_f__2026"].tolist() == [13, 18, 18, 18]
    assert above["rne_pres__2026__n"].tolist() == [4, 4, 4, 4]
    # All four mayors are women: there are no three who are not.
    assert above["rne_maires_f__2026"].isna().all()
    assert above["rne_maires__2026"].tolist() == [3, 4, 4, 4]
    assert above["rne_maires_f__2026__n"].tolist() == [3, 4, 4, 4]


def test_a_mayor_is_not_shared_out_between_the_parts_of_a_split(
    sample: tuple[dict[str, pd.DataFrame], pd.DataFrame],
) -> None:
    staged, base = sample
    weights = pd.Series(1.0, index=base.index)
    passage = Passage({code: code for code in base.index}, weights, {"16003": ("16003", "16004")})
    full = council_columns(staged, passage, base["epci"])
    assert full["rne_elus", 2026].cells.tolist() == [11, 15, 6, 5, 11]
    assert full["rne_maires", 2026].cells["16003"] == 1
    assert pd.isna(full["rne_maires", 2026].cells["16004"])
    assert "16004" in full["rne_elus", 2026].remarks


PERSONAL = re.compile(
    r"(?i)(?:^|_)(nom|prenom|naissance|birth|surname|first_?name|sexe|profession|email|courriel)(?:_|$)"
)


@pytest.mark.parametrize("path", sorted(PREPARED.rglob("*.parquet")), ids=lambda path: path.stem)
def test_nothing_that_ships_looks_like_a_person(path: Path) -> None:
    columns = pq.read_schema(path).names
    assert not [name for name in columns if PERSONAL.search(name)]
    texts = pd.read_parquet(
        path, columns=[f.name for f in pq.read_schema(path) if f.type in ("string", "large_string")]
    )
    for name, values in texts.items():
        known = pd.Series(values.dropna().unique(), dtype="str")
        for form in (r"\b\d{4}-\d\d-\d\d\b", r"\b\d\d/\d\d/\d{4}\b", r"@", r"^(?:M|Mme|Mlle)\.? [A-Z]"):
            assert not known.str.contains(form).any(), f"{path.name}: {name} holds something like {form}"


def test_no_commune_column_is_about_a_single_person() -> None:
    columns = pq.read_schema(PREPARED / "measures.parquet").names
    stored = {name.rpartition("__")[0] for name in columns}
    assert not stored & ABOVE_YEARS.keys() - COUNCIL_YEARS.keys()
    assert not [
        name for name in stored if "maire_" in name.replace("mairie_", "") or name.startswith(("rne_vp", "rne_pres"))
    ]
    assert set(COUNCIL_YEARS) <= stored
    assert set(SINGLE_NAMES) - {"rne_age_maire_mois"} == set(SINGLE_YEARS)
