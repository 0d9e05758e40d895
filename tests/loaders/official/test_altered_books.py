"""Workbooks, answers of an API and names altered on the way: the right value or a refusal, never a wrong number.

`test_altered` does so for texts. Here are the layouts that are none: access to care, the census of agriculture, the
zonings, records in JSON, answers of Melodi, and the maps of rents, of which only the name says what they are of.
"""

from __future__ import annotations

import json
import math
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from loaders.official.insee.zonings import zonings
from loaders.official.opened import Opened
from loaders.official.reading import Unexpected
from tests.loaders.official import test_apl, test_cnaf, test_dares, test_ground_housing, test_ground_land, test_urssaf
from tests.loaders.official.insee_samples import opened
from tests.loaders.official.made_files import SAME, workbook
from tests.loaders.official.test_altered import figures, wrong
from tests.loaders.official.test_ground_land import open_document
from tests.loaders.official.test_insee_zonings import COMMUNES, ZONES, table

Line = list[object]


def nurses(names: Line, *lines: Line) -> bytes:
    return workbook(APL_2023=test_apl.sheet([str(name) for name in names], *lines))


def farming(names: Line, *lines: Line) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("RA2020_1013_SAU_Communes.ods", open_document("SAU", [names, *lines]))  # type: ignore[list-item]
    return held.getvalue()


BOOKS: dict[str, tuple[Callable[..., bytes], Line, list[Line]]] = {
    "nurses": (nurses, list(test_apl.NURSES), [test_apl.COGNAC_2023, ["16001", "Abzac", 60.5, 500.25, 480]]),
    "doctors": (
        nurses,
        list(test_apl.DOCTORS),
        [["16001", "A", 2.4, 2.0, 1.9, 500, 520], ["16002", "B", 2.5, 2.1, 2.0, 300, 310]],
    ),
    "farming": (
        farming,
        ["CODE_COM", "SAU (ha)", "Surfaces céréales (ha)", "Surfaces prairies (ha)"],
        [["01001", 1024.5, 1, 250], ["16102", 900, 3, 0]],
    ),
}


def altered(make: Callable[..., bytes], names: Line, lines: list[Line]) -> Iterator[bytes]:
    """Yield the workbook with columns moved, renamed, lost or exchanged, marks, decimals and lines otherwise."""
    yield make(names[::-1], *(line[::-1] for line in lines))
    for place, name in enumerate(names):
        yield make([*names[:place], f"x {name}", *names[place + 1 :]], *lines)
        yield make([*names[:place], *names[place + 1 :]], *([*line[:place], *line[place + 1 :]] for line in lines))
        if isinstance(lines[0][place], int | float):
            for mark in ("§§", str(lines[0][place]).replace(".", ",")):
                yield make(names, [*lines[0][:place], mark, *lines[0][place + 1 :]], *lines[1:])
    yield make(names, *lines, lines[0])
    yield make(names, *lines, [*lines[0][:-1], 1])


@pytest.mark.parametrize("name", BOOKS)
def test_an_altered_workbook_gives_the_right_figures_or_none(tmp_path: Path, name: str) -> None:
    make, names, lines = BOOKS[name]
    whole = make(names, *lines)
    right = figures(tmp_path, whole, "classeur")
    assert right
    found = [wrong(figures(tmp_path, content, "classeur"), right) for content in altered(make, names, lines)]
    assert not any(found), next(told for told in found if told)
    for share in range(1, 6):
        assert figures(tmp_path, whole[: len(whole) * share // 6], "classeur") is None


RECORDS = {
    "job seekers": test_dares.FILE,
    "households": test_cnaf.HOUSEHOLDS,
    "employees": test_urssaf.FILE,
    "ore": test_ground_land.ORE,
}


@pytest.mark.parametrize("name", RECORDS)
def test_an_altered_answer_of_an_api_gives_the_right_figures_or_none(tmp_path: Path, name: str) -> None:
    content = SAME["records"](RECORDS[name])
    right = figures(tmp_path, content, "reponse.json")
    assert right
    records = json.loads(content)
    changed: list[bytes] = [json.dumps({"total_count": len(records), "results": records}).encode()]
    changed += [content[: len(content) * share // 6] for share in range(1, 6)]
    for key in records[0]:
        renamed = [{f"x_{name}" if name == key else name: cell for name, cell in one.items()} for one in records]
        marked = [{**records[0], key: "§§"}, *records[1:]]
        changed += [json.dumps(one).encode() for one in (renamed, marked)]
    assert not any(wrong(figures(tmp_path, one, "reponse.json"), right) for one in changed)
    assert figures(tmp_path, content[:-1], "reponse.json") is None


def test_an_altered_answer_of_melodi_gives_the_right_figures_or_none(tmp_path: Path) -> None:
    def answer(**changed: object) -> dict[str, object]:
        dimensions = {"EC_MEASURE": "LVB", "GEO": "2026-COM-33063", "TIME_PERIOD": "2025"}
        return {
            "dimensions": dimensions | dict(changed),
            "attributes": {"OBS_STATUS": "A"},
            "measures": {"OBS_VALUE_NIVEAU": {"value": 2891.0}},
        }

    def page(*observations: dict[str, object]) -> bytes:
        return json.dumps({"identifier": "DS_ETAT_CIVIL_NAIS_COMMUNES", "observations": list(observations)}).encode()

    right = figures(tmp_path, page(answer()), "a.json")
    assert right == {("commune", "33063", "ec_naissances", 2025): 2891.0}
    others = [
        page(answer(), answer() | {"measures": {"OBS_VALUE_NIVEAU": {"value": 3.0}}}),
        page(answer(GEO="33063")),
        page(answer(GEO="2026-BV2022-33063")),
        page(answer() | {"measures": {"OBS_VALUE": {"value": 2891.0}}}),
        page(answer() | {"attributes": {"OBS_STATUS": "§"}}),
        page(answer() | {"measures": {"OBS_VALUE_NIVEAU": {"value": "§§"}}}),
        *(page(answer())[:size] for size in range(10, len(page(answer())), 40)),
    ]
    found = [wrong(figures(tmp_path, one, "a.json"), right) for one in others]
    assert not any(found), [number for number, told in enumerate(found) if told]


def test_an_altered_table_of_zones_gives_the_right_zones_or_none(tmp_path: Path) -> None:
    right = zonings(opened(table(tmp_path / "right.xlsx"))).table
    held = set(right.itertuples(index=False, name=None))
    names = COMMUNES.split("\n", 1)[0].split(";")
    changed = [{"communes": COMMUNES.replace(f"{name};", f"x{name};", 1)} for name in names[:-1]]
    changed += [
        {"zones": ZONES.replace("ZE2020;7509;Cognac;88\n", "")},
        {"zones": ZONES.replace("NIVGEO", "NIV")},
        {"zones": ZONES + "\nZE2020;7509;Angoulême;88"},
        {"title": "Géographie"},
    ]
    for number, one in enumerate(changed):
        try:
            found = zonings(Opened(table(tmp_path / f"{number}.xlsx", **one))).table
        except Unexpected:
            continue
        assert set(found.itertuples(index=False, name=None)) <= held, one


@pytest.mark.parametrize(
    "name",
    [
        "pred-mai-mef-dhup_2025.csv",
        "pred_maison_2025.csv",
        "pred-app12-mef-dhup_2025.csv",
        "pred-app3-mef-dhup_2025.csv",
        "Loyers appartements T3 2025.csv",
        "loyers_2025.csv",
    ],
)
def test_rents_of_other_dwellings_are_never_given_for_those_of_flats(tmp_path: Path, name: str) -> None:
    assert figures(tmp_path, test_ground_housing.RENTS.encode(), name) is None
    told = figures(tmp_path, test_ground_housing.RENTS.encode(), "pred-app-mef-dhup_2025 (1).csv")
    assert told
    assert math.isclose(told["commune", "16102", "anil_loyer_m2_appartement", 2025], 10.5)
