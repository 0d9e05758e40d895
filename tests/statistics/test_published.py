"""What producers publish above communes: used as published, secrets kept; the communes' sums where they are silent.

The country of `tests/conftest.py`, with official files. By commune, `jobs` is 10, 30, 60, 60, 200, secret, 4; `people2`
100 each; `median` is a median. By EPCI, the first has 111 jobs published of 330 people (not the 100 of 300 that its
communes add up to), the second nothing; départements are published, 02 being secret.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from observatoire.exports.tables.indicators import indicator_export
from observatoire.exports.tables.themes import portrait_export, theme_export
from observatoire.model.catalog import Indicator, load_catalog
from observatoire.model.official.tables import DATA_VARIABLE
from observatoire.model.reasons import NO_SUM, NOT_IN_EXTRACT, REASONS
from observatoire.model.store import PREPARED_DIR, STATUSES, Store, open_store
from observatoire.statistics.components import latest_year, years
from observatoire.statistics.enclosing import member_figures
from observatoire.statistics.figures import Figure, figures
from observatoire.statistics.offering import offered
from observatoire.statistics.trace import trace
from observatoire.views.compare.panorama import panorama
from observatoire.views.french.composing import member_values_sentence
from observatoire.views.french.editions import edition_text, trial_sentence
from observatoire.views.french.trace import coverage
from observatoire.views.portrait.themes import portrait_theme
from tests.conftest import COMMUNES, NAN, make_indicator, write_store

JOBS = make_indicator(id="jobs", kind="ratio", numerator="jobs", denominator="people2", min_base=0.0)
MEDIAN = make_indicator(
    id="median", kind="count", numerator="median", denominator=None, min_base=0.0, scale=1.0
).model_copy(update={"additive": False})
IDS = ["epci-100000001", "epci-100000002", "dep-01", "dep-02", "reg-99", "france"]


def official_store(directory: Path, *, extracts: bool = False) -> Store:
    write_store(directory)
    codes = [commune[0] for commune in COMMUNES]
    pd.DataFrame(
        {
            "code": codes,
            "jobs__2021": [10.0, 30.0, 60.0, 60.0, 200.0, NAN, 4.0],
            "people2__2021": [100.0] * 7,
            "median__2021": [20.0, 22.0, NAN, 24.0, 26.0, 28.0, 30.0],
            "median__2022": [21.0, 23.0, NAN, 25.0, 27.0, 29.0, 31.0],
        }
    ).to_parquet(directory / "official.parquet")
    pd.DataFrame(
        [("jobs", 2021, "02002", "secret", "")], columns=["measure", "year", "code", "status", "reason"]
    ).to_parquet(directory / "official_gaps.parquet")
    pd.DataFrame(
        [("jobs", 2021, "02003", "estimated", "Chiffre provisoire.")],
        columns=["measure", "year", "code", "flag", "reason"],
    ).to_parquet(directory / "official_flags.parquet")
    pd.DataFrame(
        {
            "id": IDS,
            "jobs__2021": [111.0, NAN, 170.0, NAN, NAN, NAN],
            "people2__2021": [330.0, NAN, 400.0, 300.0, NAN, NAN],
            "median__2021": [21.0, NAN, NAN, NAN, NAN, NAN],
        }
    ).to_parquet(directory / "published.parquet")
    pd.DataFrame(
        [("jobs", 2021, "dep-02", "secret", "Trop peu."), ("median", 2021, "epci-100000002", "secret", "")],
        columns=["measure", "year", "id", "status", "reason"],
    ).to_parquet(directory / "published_gaps.parquet")
    pd.DataFrame(
        [("people2", 2021, "dep-01", "estimated", "Chiffre provisoire du département.")],
        columns=["measure", "year", "id", "flag", "reason"],
    ).to_parquet(directory / "published_flags.parquet")
    path = directory / "manifest.json"
    described = {"extract": "7 communes", "measures": {"jobs": [2021], "people2": [2021], "median": [2021]}}
    manifest = json.loads(path.read_text()) | {"extracts": extracts, "official": [described] if extracts else []}
    path.write_text(json.dumps(manifest))
    return Store(directory)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return official_store(tmp_path_factory.mktemp("official"))


def one(store: Store, indicator: Indicator, identifier: str) -> Figure:
    level = store.territory(identifier).level
    return figures(store, indicator, level, 2021, [identifier]).figure(0)


def test_published_counts_are_used_as_they_are_and_not_the_sum_of_communes(store: Store) -> None:
    found = one(store, JOBS, "epci-100000001")
    assert found.value == pytest.approx(100 * 111 / 330)
    assert (found.numerator, found.denominator) == (111, 330)
    assert (found.members, found.members_with_data, found.population_covered_pct) == (3, 3, 100)


def test_where_the_producer_says_nothing_the_communes_add_up(store: Store) -> None:
    found = one(store, JOBS, "epci-100000002")
    assert (found.numerator, found.denominator) == (260, 200), "02002, secret, weighs in neither"
    assert (found.members, found.members_with_data) == (3, 2)
    assert found.population_covered_pct == pytest.approx(100 * 2_600 / 2_650)


def test_where_no_territory_of_a_level_is_published_the_communes_add_up(store: Store) -> None:
    found = one(store, JOBS, "france")
    assert (found.numerator, found.denominator, found.members_with_data) == (364, 600, 6)
    assert found.flagged, "02003 is provisional"


def test_what_a_producer_remarks_of_a_published_figure_reaches_the_reader(store: Store) -> None:
    found = one(store, JOBS, "dep-01")
    assert (found.value, found.flagged) == (pytest.approx(100 * 170 / 400), True)
    assert found.reason == "Chiffre provisoire du département."
    assert not one(store, JOBS, "epci-100000001").flagged
    assert one(store, JOBS, "epci-100000001").reason == ""


def test_a_composed_territory_is_summed_from_communes_and_gives_no_secret_total_back(store: Store) -> None:
    # The first EPCI, published as 111, and a commune: 10 + 30 + 60 + 200, never 111 + 200.
    both = one(store, JOBS, "compose-02001.100000001")
    assert (both.numerator, both.denominator, both.members_with_data) == (300, 400, 4)
    # A whole territory composed of its communes is that territory: its published figure, its median, its secret.
    assert one(store, JOBS, "compose-01001.01002.01003").value == one(store, JOBS, "epci-100000001").value
    assert one(store, MEDIAN, "compose-01001.01002.01003").value == 21
    assert one(store, JOBS, "compose-02001.02002.02003").reason == "Trop peu."
    # With one commune more it stays secret: 02 could be had by subtraction.
    wider = one(store, JOBS, "compose-01004.02")
    assert (wider.status, wider.reason) == ("secret", "Trop peu.")
    assert math.isnan(wider.numerator)
    # With 02002 left out, what is told is what its communes tell.
    assert one(store, JOBS, "compose-01004.02001.02003").numerator == 264
    assert one(store, MEDIAN, "compose-01004.02001").status == "not_applicable"
    place = store.territory("compose-01001.01002.01003")
    assert trace(store, JOBS, place, 2021).published


def test_a_secret_that_is_published_is_not_recovered_by_the_sum_of_communes(store: Store) -> None:
    found = one(store, JOBS, "dep-02")
    assert (found.status, found.reason) == ("secret", "Trop peu.")
    assert math.isnan(found.value)
    assert math.isnan(found.numerator)
    assert found.members_with_data == 0


def test_a_secret_commune_stays_secret(store: Store) -> None:
    assert one(store, JOBS, "com-02002").status == "secret"
    assert one(store, JOBS, "com-01001").value == 10


def test_a_median_is_what_is_published_at_each_level_and_nothing_else(store: Store) -> None:
    assert one(store, MEDIAN, "com-02001").value == 26
    assert one(store, MEDIAN, "epci-100000001").value == 21
    assert one(store, MEDIAN, "epci-100000002").status == "secret"
    none = one(store, MEDIAN, "dep-01")
    assert (none.status, none.reason) == ("not_applicable", REASONS[NO_SUM])


def test_peers_taken_as_one_add_up_published_values(store: Store) -> None:
    both = figures(store, JOBS, "epci", 2021)
    assert both.together() == pytest.approx(100 * (111 + 260) / (330 + 200))
    assert math.isnan(figures(store, MEDIAN, "epci", 2021).together())


def test_a_measure_published_beside_one_that_is_not_adds_up(store: Store) -> None:
    mixed = JOBS.model_copy(update={"denominator": "people"})
    found = one(store, mixed, "epci-100000001")
    assert (found.numerator, found.denominator) == (100, 1_000)


def test_a_trace_says_that_a_figure_is_published(store: Store) -> None:
    place = store.territory("epci-100000001")
    found = trace(store, JOBS, place, 2021)
    assert found.published
    assert [term.total for terms, _ in found.sums for term in terms] == [111, 330]
    assert "publié à ce niveau" in coverage(place, found)
    added = trace(store, JOBS, store.territory("epci-100000002"), 2021)
    assert not added.published
    assert [term.total for terms, _ in added.sums for term in terms] == [260, 200]


def test_an_epci_is_opened_in_the_last_year_in_which_it_has_a_figure(store: Store) -> None:
    assert [latest_year(store, MEDIAN, level) for level in ("commune", "epci")] == [2022, 2021]
    assert latest_year(store, MEDIAN, "region") == 2022, "it has none: the last of all"
    assert latest_year(store, JOBS, "epci") == 2021


def test_a_trace_says_in_which_older_perimeter_an_epci_was_published(tmp_path: Path) -> None:
    store = official_store(tmp_path)
    file = {"levels": ["commune", "epci"], "measures": {"median": [2021]}}
    for geography, perimeter, words in (
        (store.manifest["cog"] - 6, store.manifest["cog"] - 6, ", dans le périmètre de "),
        (store.manifest["cog"], None, "par son producteur"),
    ):
        store.manifest["official"] = [{**file, "geography": geography}]
        found = trace(store, MEDIAN, store.territory("epci-100000001"), 2021)
        assert found.perimeter == perimeter
        assert words in coverage(store.territory("epci-100000001"), found)
        assert trace(store, MEDIAN, store.territory("com-01001"), 2021).perimeter is None


def test_the_trace_of_a_median_adds_nothing_up(store: Store) -> None:
    found = trace(store, MEDIAN, store.territory("dep-01"), 2021)
    assert (found.sums, found.figure.status) == ((), "not_applicable")


def test_an_edition_of_extracts_says_so_of_itself_and_of_what_it_lacks(tmp_path: Path) -> None:
    trial = official_store(tmp_path, extracts=True)
    assert one(trial, MEDIAN, "com-01003").reason == REASONS[NOT_IN_EXTRACT]
    assert one(trial, JOBS, "com-02002").reason == "", "what the file says of a secret is kept"
    assert one(trial, JOBS, "com-02003").reason == "Chiffre provisoire."
    assert trial_sentence(trial).startswith("Extraits\u202f: édition d’essai.")
    assert edition_text(trial) == "test (extraits\u202f: édition d’essai)"


def test_a_whole_edition_says_nothing_of_extracts(store: Store) -> None:
    assert (trial_sentence(store), edition_text(store)) == ("", "test")
    assert one(store, MEDIAN, "com-01003").reason == ""
    assert one(store, MEDIAN, "com-01003").status == "not_published"


def test_the_store_reads_the_folder_that_the_environment_names(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    official_store(tmp_path)
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    assert open_store().edition == "test"
    monkeypatch.setenv(DATA_VARIABLE, "")
    assert open_store() is open_store(PREPARED_DIR)
    assert STATUSES[store.gaps("jobs", 2021)[5]] == "secret"


def test_only_what_has_data_is_offered() -> None:
    whole, shipped = load_catalog(), open_store()
    catalog = offered(whole, shipped)
    assert catalog.indicators
    assert all(years(shipped, known) for known in catalog.indicators.values())
    assert {**catalog.indicators, **catalog.absent} == whole.indicators
    assert all(catalog.of_theme(theme) for theme in catalog.themes)
    assert all(i in catalog.indicators for q in catalog.questions.values() for i in q.indicators)
    assert all(i in catalog.indicators for a in catalog.awaited.values() for i in a.near)


def test_what_is_there_is_awaited_no_more(store: Store) -> None:
    whole = load_catalog()
    entry = whole.awaited["loyers"].model_copy(update={"indicators": ("jobs", "unheard")})
    both = {"jobs": JOBS, "unheard": make_indicator(id="unheard", numerator="unheard")}
    catalog = whole.model_copy(
        update={
            "indicators": both,
            "awaited": {"loyers": entry, "autre": whole.awaited["prix_immobilier"]},
            "questions": {},
        }
    )
    found = offered(catalog, store)
    assert list(found.indicators) == ["jobs"]
    assert list(found.absent) == ["unheard"]
    assert list(found.awaited) == ["autre"]
    with pytest.raises(KeyError, match="unheard"):
        found.indicator("unheard")


def test_where_a_composed_territory_has_no_median_its_members_give_theirs(store: Store) -> None:
    place = store.territory("compose-01004.02001.02003.100000001")
    members = member_figures(store, MEDIAN, 2021, place)
    assert {member.id: (row.value, row.status) for member, row in members} == {
        "com-01004": (24.0, "value"),
        "epci-100000001": (21.0, "value"),
        "com-02001": (26.0, "value"),
        "com-02003": (30.0, "value"),
    }
    said = member_values_sentence(MEDIAN, 2021, members)
    assert said.startswith("Les chiffres de ses membres, en 2021\u202f: ")
    order = [said.index(member.short_name) for member, _ in sorted(members, key=lambda pair: -pair[1].value)]
    assert order == sorted(order), "highest first"
    whole = member_figures(store, MEDIAN, 2021, store.territory("compose-100000001.100000002"))
    assert [row.status for _, row in whole] == ["value", "secret"]
    assert member_values_sentence(MEDIAN, 2021, whole).endswith("secret.")


def test_of_many_members_the_range_alone_is_said(store: Store) -> None:
    place = store.territory("compose-01004.02001.02003.100000001")
    members = member_figures(store, MEDIAN, 2021, place) * 4
    said = member_values_sentence(MEDIAN, 2021, members)
    assert said == (
        "Parmi ses 16\u00a0membres, 16\u00a0ont un chiffre en 2021, "
        "de 21,0\u00a0% (Lieu 100000001) à 30,0\u00a0% (Lieu 02003)."
    )
    none = tuple((member, replace(row, status="secret", value=math.nan)) for member, row in members)
    assert member_values_sentence(MEDIAN, 2021, none) == "Aucun de ses 16\u00a0membres n’a de chiffre en 2021."


def test_members_are_given_only_where_the_whole_has_nothing(store: Store) -> None:
    assert member_figures(store, JOBS, 2021, store.territory("compose-01004.02001")) == ()
    assert member_figures(store, MEDIAN, 2021, store.territory("epci-100000001")) == ()
    # Exactly the communes of an EPCI: its published median is its own.
    assert member_figures(store, MEDIAN, 2021, store.territory("compose-01001.01002.01003")) == ()
    assert member_values_sentence(MEDIAN, 2021, ()) == ""


def test_the_values_of_members_reach_the_portrait_and_what_is_taken_away(store: Store) -> None:
    whole = load_catalog()
    median = MEDIAN.model_copy(update={"theme": "logement"})
    measure = next(iter(whole.measures.values())).model_copy(update={"id": "median"})
    catalog = whole.model_copy(
        update={"indicators": {"median": median}, "measures": {**whole.measures, "median": measure}}
    )
    place = store.territory("compose-01004.02001")
    view = panorama(store, [median], place, (), "")
    year = view.rows[0].year
    said = member_values_sentence(MEDIAN, year, member_figures(store, MEDIAN, year, place))
    assert said
    assert any(said in line for line in portrait_theme(catalog, view, "", {}).absent)
    assert any(said in note for note in theme_export(store, catalog, view, "Thème", None).caveats)
    assert any(said in note for note in portrait_export(store, catalog, place, [median], "Portrait", None).caveats)
    ids = [place.id]
    table = indicator_export(store, catalog, median, "epci", year, ids, territory=place)
    assert any(said in note for note in table.caveats)
