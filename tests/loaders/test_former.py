"""Former communes lead to the current one, and a change of code is not a merger."""

from __future__ import annotations

import pandas as pd

from loaders.geography.former import former_communes, merged_communes
from loaders.pipeline.passage import build_passage


def cog(rows: list[tuple[str | None, ...]]) -> pd.DataFrame:
    columns = ["code", "type", "nom", "chefLieu", "commune", "anciensCodes", "population"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


VINTAGES = {
    2026: cog(
        [
            ("16001", "commune-actuelle", "Neuve", None, None, "16002 16003", "9"),
            ("16001", "commune-deleguee", "Vieille", "16001", None, None, None),
            ("16002", "commune-deleguee", "Seconde", "16001", None, None, None),
            ("16004", "commune-actuelle", "Seule", None, None, None, "9"),
            ("2A004", "commune-actuelle", "Ajaccio", None, None, "20004", "9"),
            ("93070", "commune-actuelle", "Saint-Ouen", None, None, "75070", "9"),
        ]
    ),
    **{year: cog([]) for year in (2021, 2022, 2023, 2024, 2025)},
    2019: cog(
        [
            ("16003", "commune-actuelle", "Troisième", None, None, None, "4"),
            ("75070", "ancien-code", "Saint-Ouen", None, None, None, None),
            ("20004", "ancien-code", "Ajaccio", None, None, None, None),
        ]
    ).assign(nouveauCode=[None, "93070", "2A004"], communeAbsorbante=None),
}


def test_a_change_of_code_is_not_a_merger() -> None:
    assert merged_communes(VINTAGES, build_passage(VINTAGES[2026], {})) == {"16001"}


def test_former_communes_lead_to_the_current_one() -> None:
    passage = build_passage(VINTAGES[2026], {})
    found = former_communes(VINTAGES, passage, ["16001", "16004", "2A004", "93070"])
    assert found.to_numpy().tolist() == [
        ["16001", "Vieille", "deleguee", "16001"],
        ["16002", "Seconde", "deleguee", "16001"],
        ["16003", "Troisième", "absorbee", "16001"],
        ["20004", "Ajaccio", "ancien_code", "2A004"],
        ["75070", "Saint-Ouen", "ancien_code", "93070"],
    ]
