"""Short names of EPCI, on the real hard cases, and on every name that ships."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from loaders.geography.epci_names import long_name, short_name

TERRITORIES = Path(__file__).parents[2] / "data" / "prepared" / "territories.parquet"

CASES = [
    ("200070514", "CA", "Communauté d'agglomération du Grand Cognac", "Grand Cognac"),
    ("241700434", "CA", "Communauté d'agglomération de La Rochelle", "La Rochelle"),
    ("200041440", "CC", "Communauté de communes de la Vallée de l'Homme", "Vallée de l'Homme"),
    ("247100589", "CA", "Communauté d'agglomération Le Grand Chalon", "Le Grand Chalon"),
    ("200073419", "CA", "Communauté d'agglomération du Puy-en-Velay", "Le Puy-en-Velay"),
    ("x", "CA", "Communauté d'agglomération d'Épinal", "Épinal"),
    ("x", "CC", "Communauté de communes de l'Île de Ré", "Île de Ré"),
    ("x", "CC", "Communauté de communes l'Orée de la Brie", "L'Orée de la Brie"),
    ("x", "CC", "Communauté de communes entre Doubs et Loue", "Entre Doubs et Loue"),
    ("x", "CC", "Communauté de communes des 1000 étangs", "1000 Étangs"),
    ("x", "CC", "Communauté de communes du Pays des Ecrins", "Pays des Écrins"),
    ("x", "CC", "Communauté de communes d'Erdre et Gesvres", "Erdre et Gesvres"),
    ("x", "CC", "Communauté de communes du Guillestrois et du Queyras", "Guillestrois et Queyras"),
    ("x", "CC", "Communauté de communes de la Vallée du Lot et du Vignoble", "Vallée du Lot et du Vignoble"),
    ("x", "CC", "Communauté de communes des Pays de L'Aigle", "Pays de L'Aigle"),
    ("x", "CC", "Communauté de communes de la Châtre et Sainte-Sévère", "La Châtre et Sainte-Sévère"),
    ("x", "CA", "Communauté d'agglomération Bassin d'Arcachon Sud (COBAS)", "Bassin d'Arcachon Sud"),
    ("x", "CC", "Communauté de communes du Cordais et du Causse (4 C)", "Cordais et Causse"),
    ("x", "CU", "Communauté urbaine Le Mans Métropole", "Le Mans Métropole"),
    ("x", "CU", "Communauté urbaine de Dunkerque", "Dunkerque"),
    ("243500139", "METRO", "Rennes Métropole", "Rennes Métropole"),
    ("x", "METRO", "Métropole d'Aix-Marseille-Provence", "Aix-Marseille-Provence"),
    ("x", "METRO", "Métropole Nice Côte d'Azur", "Nice Côte d'Azur"),
    ("x", "METRO", "Métropole du Grand Paris", "Grand Paris"),
    ("200046977", "METRO", "Métropole de Lyon", "Métropole de Lyon"),
    ("x", "METRO", "Eurométropole de Strasbourg", "Eurométropole de Strasbourg"),
    ("x", "METRO", "Saint-Etienne Métropole", "Saint-Étienne Métropole"),
]


@pytest.mark.parametrize(("code", "nature", "official", "expected"), CASES)
def test_short_names(code: str, nature: str, official: str, expected: str) -> None:
    assert short_name(code, long_name(code, official, nature)) == expected


@pytest.mark.parametrize(
    ("code", "nature", "found", "expected"),
    [
        ("x", "CC", "Creuse Confluence", "Communauté de communes Creuse Confluence"),
        ("x", "CA", "Communauté d’agglomération  ECLA", "Communauté d'agglomération ECLA"),
        (
            "200056232",
            "CA",
            "Communauté d'agglomération Communauté Paris-Saclay",
            "Communauté d'agglomération Paris-Saclay",
        ),
        ("x", "METRO", "Rennes Métropole", "Rennes Métropole"),
    ],
)
def test_long_names(code: str, nature: str, found: str, expected: str) -> None:
    assert long_name(code, found, nature) == expected


def test_no_shipped_name_keeps_a_legal_form_an_acronym_or_a_small_letter() -> None:
    territories = pd.read_parquet(TERRITORIES)
    epci = territories[territories["level"] == "epci"]
    short = epci["short_name"]
    assert not short.str.contains(r"Communauté d|Communauté urbaine|\(|’|  ").any()
    assert short.str.match(r"[A-ZÀÂÉÈÊÎÔŒÇ0-9]").all()
    assert short.str.len().between(2, 60).all()
    # Two pairs of EPCI bear the same official name, in different départements.
    assert sorted(set(short[short.duplicated()])) == ["Deux Vallées", "Quatre Rivières"]
    named = epci.loc[epci["nature"] != "METRO", "name"]
    assert named.str.match(r"Communauté (?:de communes|d'agglomération|urbaine) ").all()
