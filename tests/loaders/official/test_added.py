"""Sums of lines of a file that may have been cut at the end of a line: which of them say so."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from loaders.official.datasets import datasets
from loaders.official.edition.contents import missing_territories
from loaders.official.opened import Opened
from loaders.official.tables.added import MAY_LACK, Order, doubted
from tests.loaders.official.made_files import read
from tests.loaders.official.test_ground_housing import permits
from tests.loaders.official.test_ground_land import ORE

URSSAF = "code_commune;code_ape;effectifs_salaries_2024\n"


def unsure(folder: Path, text: str, form: Callable[[bytes], bytes] = bytes) -> set[str]:
    """Return the communes whose sums are said to be unsure."""
    notes: list[str] = []
    values = doubted(read(folder, form(text.encode())), notes).values
    said = set(values.loc[values["reason"].str.endswith(MAY_LACK), "code"])
    assert bool(notes) == bool(said), "it is said once of the file too"
    return said


def test_the_last_territory_of_lines_in_order_is_the_unsure_one(tmp_path: Path) -> None:
    assert unsure(tmp_path, URSSAF + "16001;A;1\n16102;A;900\n16102;B;7\n") == {"16102"}


def test_every_sum_is_unsure_where_lines_of_a_territory_stand_apart(tmp_path: Path) -> None:
    """Sorted by activity: what was cut off may be of any of them."""
    assert unsure(tmp_path, URSSAF + "16001;A;1\n16102;A;900\n16001;B;7\n") == {"16001", "16102"}


def test_forms_that_tell_their_end_have_no_unsure_sum(tmp_path: Path) -> None:
    assert unsure(tmp_path, URSSAF + "16001;A;1\n16102;A;900\n", gzip.compress) == set()


def test_the_last_year_of_a_commune_is_unsure_and_not_the_others(tmp_path: Path) -> None:
    more = ORE + "Enedis;Electricité;2023;16004;RES;9;1;0\n"
    values = doubted(read(tmp_path, more.encode()), []).values
    said = values[values["reason"].str.endswith(MAY_LACK)]
    assert set(zip(said["code"], said["year"], strict=True)) == {("16004", 2023)}


def test_what_a_producer_remarks_is_kept_beside(tmp_path: Path) -> None:
    values = doubted(read(tmp_path, ORE.replace("16004;RES;0;0;0", "16004;RES;40;200;1").encode()), []).values
    (reason,) = set(values.loc[values["code"] == "16004", "reason"])
    assert reason.startswith("Au moins cela")
    assert reason.endswith(MAY_LACK)


def test_the_order_is_followed_from_one_part_of_a_file_to_the_next(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a;b\n1;2\n")
    order = Order(Opened(tmp_path / "a.csv"))
    for part in (["75101", "75101"], ["75101", "75102"], ["77001"]):
        order.see(pd.Series(part))
    assert order.unsure is not None
    assert order.unsure["code"].to_list() == ["77001"]
    order.see(pd.Series(["75103"]))
    assert order.unsure["code"].to_list() == ["75056", "77001"], "an arrondissement is its city"


def test_a_commune_without_all_months_of_a_year_is_not_told(tmp_path: Path) -> None:
    other = permits(2024, 2024).replace(";16102;", ";16001;")
    cut = "ANNEE;MOIS;CODE_INSEE;TYPE_LGT;LOG_AUT;LOG_COM\n" + other + permits(2024, 2024, months=11)
    assert set(read(tmp_path, cut.encode()).values["code"]) == {"16001"}


@pytest.mark.parametrize(("without", "said"), [("", ""), ("95", "aucune commune du département 95")])
def test_a_file_of_nearly_all_communes_has_some_of_every_departement(without: str, said: str) -> None:
    places = [f"{dep:02}" for dep in range(1, 96) if dep != 20] + ["2A", "2B"]
    codes = [f"{dep}{at:03}" for dep in places if dep != without for at in range(1, 401)]
    values = pd.DataFrame({"level": "commune", "code": codes, "year": 2024})
    assert missing_territories(values, datasets()["urssaf-commune"]) == said
