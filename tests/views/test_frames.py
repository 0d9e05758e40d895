"""Tables ready to show: ranks, gaps, extracts, series."""

from __future__ import annotations

import math

from observatoire.statistics.comparison import compare
from observatoire.statistics.components import years
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerRequest, peer_group
from observatoire.statistics.uncertainty.variances import errors_of
from observatoire.views.french.grammar import short_label
from observatoire.views.french.wording import amount_of_gap
from observatoire.views.html.frames import (
    around,
    ranked_table,
    ranking_rows,
)
from observatoire.views.html.key_figures import key_figures
from observatoire.views.html.series import series_frames, series_table

STORE, CATALOG = open_offered()
SHARE = CATALOG.indicator("part_65_ans_plus")


def test_homonyms_are_told_apart() -> None:
    frame = figures(STORE, SHARE, "commune", 2021)
    table = ranked_table(STORE, frame, ["com-97411", "com-93066", "com-16102"])
    assert set(table["name"]) == {"Saint-Denis (974)", "Saint-Denis (93)", "Cognac"}


def test_a_long_ranking_keeps_both_ends_and_those_around_the_place() -> None:
    frame = figures(STORE, SHARE, "epci", 2021)
    whole = ranked_table(STORE, frame, list(frame.ids))
    ranked = int(whole["rank"].notna().sum())
    extract = around(whole, ["epci-200070514"], ranked)
    place = whole.index[whole["id"] == "epci-200070514"][0]
    assert extract["id"].tolist()[:5] == whole["id"].tolist()[:5]
    assert ranked == 1_248, "the five EPCI of Mayotte have no figure"
    assert set(whole["id"][ranked - 5 : ranked]) <= set(extract["id"]), "the lowest ranks"
    assert extract["id"].tolist()[-2:] == whole["id"].tolist()[-2:]
    assert extract["status"].tolist()[-3:] == ["value", "not_published", "not_published"]
    assert set(whole["id"][place - 3 : place + 3]) <= set(extract["id"])
    assert len(extract) + extract["gap"].sum() == len(whole), "nothing is silently dropped"


def test_a_short_ranking_is_whole() -> None:
    frame = figures(STORE, SHARE, "region", 2021)
    table = ranked_table(STORE, frame, list(frame.ids))
    assert len(around(table, [], 18)) == 18


def test_gaps_are_in_points_and_missing_values_have_neither_rank_nor_gap() -> None:
    frame = figures(STORE, SHARE, "departement", 2021)
    table = ranked_table(STORE, frame, ["dep-16", "dep-17", "dep-976"])
    _, rows = ranking_rows(around(table, [], 2), 20.0, SHARE)
    by_id = {row.id: row.cells for row in rows}
    assert by_id["dep-16"][3] == "+6,1\u00a0pt"
    assert by_id["dep-976"] == ("Mayotte", "–", "non publié", "–")


def test_key_figures_without_any_peer_value_show_dashes() -> None:
    place = STORE.territory("dep-16")
    frame = figures(STORE, SHARE, "departement", 2021)
    result = compare(frame, place.id, ["dep-976"])
    shown = key_figures(SHARE, place, frame.of(place.id), result, math.nan)
    assert [figure for _, figure, _ in shown] == ["26,1\u00a0%", "1 sur 1", "–", "–"]


def test_series_of_the_place_and_the_band_of_its_peers() -> None:
    population = CATALOG.indicator("population")
    place = STORE.territory("epci-200070514")
    peers = peer_group(STORE, CATALOG, place, PeerRequest("departement")).ids
    lines, band = series_frames(STORE, population, [place], peers, based=True)
    assert lines["value"].iloc[0] == 100.0
    assert lines["value"].iloc[-1] == 100 * 69_249 / 69_775
    assert band["n"].tolist() == [8] * 8
    columns, rows = series_table(lines, band, with_peers=True)
    assert [c.label for c in columns] == ["Année", "Grand Cognac", "Médiane du groupe"]
    assert rows[0].cells[:2] == ("2016", "100,0")
    assert rows[-1].cells == ("2023", "99,2", rows[-1].cells[2])
    columns, rows = series_table(lines.assign(text=""), band, with_peers=False)
    assert rows[0].cells == ("2016", "–")


def test_names_are_those_of_the_ids_in_a_part_of_a_level_too() -> None:
    """A map hands over only its own rows: names must follow ids, not positions."""
    ids = [f"com-{code}" for code in ("16102", "16089", "16167", "35238", "97411", "75056")]
    share = CATALOG.indicator("part_65_ans_plus")
    part = figures(STORE, share, "commune", 2021, sorted(ids))
    table = ranked_table(STORE, part, ids)
    names = dict(zip(table["id"], table["name"], strict=True))
    assert names["com-16102"] == "Cognac"
    assert names["com-97411"] == "Saint-Denis (974)"
    for row in table.itertuples():
        assert row.name == short_label(STORE.territory(str(row.id)))
        assert row.value == part.of(str(row.id)).value


def test_the_table_of_a_series_says_the_margin_of_the_place_and_not_of_an_index() -> None:
    indicator = CATALOG.indicator("part_logements_vacants")
    places = [STORE.territory("com-16102"), STORE.territory("com-16015")]
    lines, middle = series_frames(STORE, indicator, places, ["com-16374"], based=False)
    columns, rows = series_table(lines, middle, with_peers=True)
    assert [column.label for column in columns] == ["Année", "Cognac", "Marge", "Angoulême", "Médiane du groupe"]
    last = figures(STORE, indicator, "commune", years(STORE, indicator)[-1], ["com-16102"])
    reach = 1.96 * errors_of(STORE, last, "commune").variance[0] ** 0.5
    assert rows[-1].cells[2] == f"±\u00a0{amount_of_gap(reach, '%', 1)}"
    indexed, around = series_frames(STORE, indicator, places, ["com-16374"], based=True)
    assert "Marge" not in [column.label for column in series_table(indexed, around, with_peers=True)[0]]
    # What is voted is exact: no column of nothing.
    voted = series_frames(STORE, CATALOG.indicator("taux_th_communal"), places, ["com-16374"], based=False)
    assert "Marge" not in [column.label for column in series_table(*voted, with_peers=True)[0]]
