"""The zonings of INSEE's table of membership."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.official.insee.zonings import ZONINGS, is_membership, zonings
from loaders.official.reading import Unexpected
from tests.loaders.official.insee_samples import opened, rows, workbook, written

# INSEE, table-appartenance-geo-communes-2024.xlsx: real lines.
COMMUNES = """\
CODGEO;LIBGEO;DEP;CTCD;REG;EPCI;EPT;ARR;CANOV;ZE2020;UU2020;AAV2020;BV2022
01002;L'Abergement-de-Varey;01;01D;84;240100883;ZZZZZZZZZ;011;0101;8405;01000;000;01004
16102;Cognac;16;16D;75;200070514;ZZZZZZZZZ;162;1699;7509;16401;152;16102
97601;Acoua;976;976D;06;200060465;ZZZZZZZZZ;ZZZZ;97609;0601;9F201;9F1;97611"""
ZONES = """\
NIVGEO;CODGEO;LIBGEO;NB_COM
AAV2020;000;Commune hors attraction des villes;8921
AAV2020;152;Cognac;59
AAV2020;9F1;Mamoudzou;14
ARR;011;Belley;97
ARR;162;Cognac;109
ARR;ZZZZ;Sans objet;17
BV2022;01004;Ambérieu-en-Bugey;34
BV2022;16102;Cognac;62
BV2022;97611;Mamoudzou;8
CANOV;0101;Ambérieu-en-Bugey;14
CANOV;1699;Cognac;1
CANOV;97609;Bandraboua;4
UU2020;01000;Communes hors unité urbaine du département 01;280
UU2020;16401;Cognac;7
UU2020;9F201;Acoua;1
ZE2020;0601;Mayotte;17
ZE2020;7509;Cognac;88
ZE2020;8405;Bourg en Bresse;217"""


def table(path: Path, communes: str = COMMUNES, zones: str = ZONES, title: str = "Géographie au 01/01/2024") -> Path:
    titles = [["Liste des communes"], ["France"], [title], ["Source"], ["Libellés"]]
    return workbook(path, {"COM": [*titles, *rows(communes)], "Zones_supra_communales": [*titles, *rows(zones)]})


def test_each_commune_is_in_its_zone_of_each_zoning(tmp_path: Path) -> None:
    found = zonings(opened(table(tmp_path / "x.xlsx")))
    assert found.geography == 2024
    cognac = found.table[found.table["commune"] == "16102"].set_index("zoning")
    assert cognac["code"].to_dict() == {
        "arrondissement": "162",
        "canton": "1699",
        "zone_emploi": "7509",
        "unite_urbaine": "16401",
        "aire_attraction": "152",
        "bassin_vie": "16102",
    }
    assert set(cognac["name"]) == {"Cognac"}
    assert set(found.table["zoning"]) == set(ZONINGS)


def test_what_is_outside_of_every_zone_is_in_none(tmp_path: Path) -> None:
    found = zonings(opened(table(tmp_path / "x.xlsx"))).table
    assert set(found.loc[found["commune"] == "01002", "zoning"]) == {
        "arrondissement",
        "canton",
        "zone_emploi",
        "bassin_vie",
    }
    assert "arrondissement" not in set(found.loc[found["commune"] == "97601", "zoning"])


def test_the_year_of_a_zoning_may_change(tmp_path: Path) -> None:
    older = [text.replace("BV2022", "BV2012").replace("CANOV", "CV") for text in (COMMUNES, ZONES)]
    found = zonings(opened(table(tmp_path / "x.xlsx", *older)))
    assert (found.table["zoning"] == "bassin_vie").sum() == 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ZE2020", "ZONE", r"colonne ZE"),
        ("Géographie au 01/01/2024", "", "ne disent pas"),
        ("UU2020;16401;Cognac;7\n", "", "n’a pas de nom"),
    ],
)
def test_a_changed_table_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    changed = [text.replace(old, new) for text in (COMMUNES, ZONES, "Géographie au 01/01/2024")]
    with pytest.raises(Unexpected, match=said):
        zonings(opened(table(tmp_path / "x.xlsx", *changed)))


def test_another_file_is_none(tmp_path: Path) -> None:
    file = opened(written(tmp_path / "x.csv", COMMUNES))
    assert not is_membership(file)
    with pytest.raises(Unexpected, match="table d’appartenance"):
        zonings(file)
