"""Places set beside a group without being of it: shown, said to be outside, and without any effect on its ranks."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pandas as pd
import pytest

from observatoire.statistics.components import years
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerRequest, peer_group
from observatoire.views.html.frames import ranked_table, ranking_rows, solid_rows
from tests.pages.test_pages import run, unfolded, words
from tests.pages.test_presented import chart_data
from tests.pages.test_takeaway import File, files

__all__ = ["files"]

STORE, CATALOG = open_offered()
PLACE, OUTSIDE = "epci-200070514", ("epci-243500139", "epci-241700434")
ASKED = {"territoire": PLACE, "pairs": "departement", "indicateur": "part_65_ans_plus", "avec": ",".join(OUTSIDE)}
SAID = "hors du groupe"


def table_rows(text: str) -> dict[str, list[str]]:
    """The rows of the ranking, by name: rank, value, gap."""
    body = text[text.index("puis les repères") :]
    rows = re.findall(r'<tr[^>]*><th scope="row">(.*?)</th>(.*?)</tr>', body, re.DOTALL)
    plain = {re.sub(r"<[^>]*>", "", name): re.findall(r"<td[^>]*>(.*?)</td>", cells) for name, cells in rows}
    return {name.lstrip("◆■▲ "): cells for name, cells in plain.items()}


def chart(app: Any) -> dict[str, Any]:
    return json.loads(app.get("vega_lite_chart")[0].proto.spec)


def test_one_rank_on_one_page() -> None:
    app = run("comparer", **ASKED)
    text = words(app)
    assert "8 sur 9" in text, "the key figures"
    rows = table_rows(text)
    assert rows["Grand Cognac (territoire choisi)"][0] == "8"
    assert max(int(cells[0]) for cells in rows.values() if cells and cells[0].isdigit()) == 9
    beside = {name: cells for name, cells in rows.items() if SAID in name}
    assert set(beside) == {f"Rennes Métropole ({SAID})", f"La Rochelle ({SAID})"}
    for cells in beside.values():
        assert cells[0] == "–"
        assert "pt" in cells[2], "its gap to the median is told all the same"
    spec, drawn = chart(app), chart_data(app.get("vega_lite_chart")[0])
    ranks = {row["name"]: row["rank_text"] for rows in drawn.values() for row in rows if row.get("rank_text")}
    assert ranks["Grand Cognac"] == "8 sur 9"
    assert ranks["Rennes Métropole"] == ranks["La Rochelle"] == SAID
    assert "Classement de 9 territoires" in spec["description"]
    assert spec["description"].endswith("Hors du groupe, sans rang\u202f: ▲ La Rochelle, ■ Rennes Métropole.")


@pytest.mark.parametrize("place", ["com-16102", "epci-200070514", "dep-16"])
@pytest.mark.parametrize("indicator", ["part_65_ans_plus", "densite", "population", "evolution_population_annuelle"])
@pytest.mark.parametrize("method", ["region", "departement", "limitrophes"])
def test_no_rank_of_a_group_moves_with_what_stands_beside_it(place: str, indicator: str, method: str) -> None:
    territory, asked = STORE.territory(place), CATALOG.indicator(indicator)
    if method == "departement" and territory.level == "departement":
        method = "france"
    ids = [place, *peer_group(STORE, CATALOG, territory, PeerRequest(method)).ids]  # type: ignore[arg-type]
    found = figures(STORE, asked, territory.level, years(STORE, asked)[-1])
    others = [str(i) for i in STORE.level(territory.level).index if i not in ids][:2]
    alone = ranked_table(STORE, found, ids).set_index("id")
    beside = ranked_table(STORE, found, ids, [*others, ids[-1]]).set_index("id")
    pd.testing.assert_series_equal(beside.loc[ids, "rank"], alone.loc[ids, "rank"])
    assert beside.loc[others, "rank"].isna().all()
    assert beside["outside"].sum() == len(others), "a peer that is picked is of the group"
    assert solid_rows(beside.reset_index()) == int(((beside["status"] == "value") & ~beside["fragile"]).sum()), (
        "the rows in order of value come first"
    )
    _, rows = ranking_rows(beside.reset_index().assign(gap=0), float("nan"), asked)
    assert sum(SAID in row.cells[0] for row in rows) == len(others)


def test_a_large_group_is_counted_without_what_stands_beside_it() -> None:
    app = run("comparer", territoire="com-16102", pairs="departement", avec="com-17415,com-33063")
    alone = run("comparer", territoire="com-16102", pairs="departement")
    counts = [re.search(r"Répartition de ([\d\u202f]+) valeurs", chart(each)["description"]) for each in (app, alone)]
    assert counts[0] is not None
    assert counts[1] is not None
    assert counts[0][1] == counts[1][1]


def test_the_file_says_who_is_of_the_group(files: list[File]) -> None:
    unfolded(run("comparer", **ASKED), "emporter")
    table = pd.read_csv(io.BytesIO(next(f for f in files if "RFC" in f.label).write())).set_index("identifiant")
    assert table.loc[PLACE, ["role", "rang"]].tolist() == ["territoire", 8]
    assert table.loc[list(OUTSIDE), "role"].tolist() == [SAID, SAID]
    assert table.loc[list(OUTSIDE), "rang"].isna().all()
    assert (table["role"] == "pair").sum() == 8


@pytest.mark.parametrize(
    ("page", "more"),
    [
        ("comparer", {"vue": "cote"}),
        ("comparer", {"vue": "croiser", "second": "densite"}),
        ("evolution", {"indicateur": "population"}),
    ],
)
def test_every_view_says_it(page: str, more: dict[str, str]) -> None:
    text = words(run(page, **(ASKED | more)))
    assert f"Rennes Métropole ({SAID})" in re.sub(r" \(\d+\)", "", text)
    peer = peer_group(STORE, CATALOG, STORE.territory(PLACE), PeerRequest("departement")).ids[0]
    assert SAID not in words(run(page, **(ASKED | more | {"avec": peer})))
