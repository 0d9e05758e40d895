"""INSEE, « table d’appartenance géographique des communes »: no figures, but the zones of which each commune is."""

from __future__ import annotations

from loaders.official.datasets import Dataset
from loaders.official.insee.zonings import is_membership, zonings
from loaders.official.opened import Opened
from loaders.official.reading import NOTHING, Reading

DATASETS = (
    Dataset(
        id="insee-appartenance",
        producer="Insee",
        title="Table d’appartenance géographique des communes",
        source="insee_appartenance",
        page="https://www.insee.fr/fr/information/7671844",
        address="https://www.insee.fr/fr/statistiques/fichier/7671844/table-appartenance-geo-communes-2026.zip",
        licence="Licence Ouverte 2.0",
        size=2_300_000,
        rhythm="chaque année",
        expected={"commune": 34_800},
        note="Aucun indicateur\u202f: les bassins de vie, zones d’emploi, aires d’attraction, unités urbaines, "
        "arrondissements et cantons, dont se font des territoires composés.",
    ),
)


def recognise(opened: Opened) -> str | None:
    """Tell the table by its sheets and the names in the first."""
    return DATASETS[0].id if is_membership(opened) else None


def read(opened: Opened, _: str) -> Reading:
    """Return the zones of every zoning; the edition is the year of the communes."""
    found = zonings(opened)
    return Reading(NOTHING, found.geography, str(found.geography), zones=found.table)
