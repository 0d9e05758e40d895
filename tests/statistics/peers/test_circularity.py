"""Peers chosen by an indicator teach nothing on it: which are, and which group to take instead."""

from __future__ import annotations

import re

import pytest

from observatoire.exports.tables.indicators import indicator_export, series_export
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.circularity import circularity
from observatoire.statistics.peers.groups import Method, PeerGroup, PeerRequest, peer_group
from observatoire.statistics.standout import standing_out
from observatoire.views.french.circularity import DERIVED_MARK, MARK, circular_marks, circular_note, circular_sentence
from observatoire.views.french.standouts import standout_line
from observatoire.views.html.cards import cards_grid_html
from observatoire.views.portrait.cards import cards
from observatoire.views.workshop.figure import shown_figure
from tests.pages.test_pages import run, words

STORE, CATALOG = open_offered()
TOWN, EPCI = STORE.territory("com-16102"), STORE.territory("epci-200070514")


def group_of(place: str, method: Method, **options: object) -> PeerGroup:
    return peer_group(STORE, CATALOG, STORE.territory(place), PeerRequest(method, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("place", "method", "indicator", "expected"),
    [
        ("com-16102", "similaires", "part_65_ans_plus", (True, "categorie")),
        ("com-16102", "similaires", "population", (True, "densite")),
        ("com-16102", "similaires", "densite", (True, "categorie")),
        ("com-16102", "similaires", "indice_vieillissement", (False, "categorie")),
        ("com-16102", "similaires", "evolution_population_6_ans", (False, "categorie")),
        ("com-16102", "similaires", "part_20_64_ans", (False, "categorie")),
        ("com-16102", "similaires", "rapport_dependance", (False, "categorie")),
        ("com-16102", "similaires", "part_maisons", (False, "categorie")),
        ("com-16102", "similaires", "superficie", (False, "categorie")),
        ("com-16102", "similaires", "population_moyenne_par_commune", (False, "densite")),
        ("com-16102", "similaires", "part_communes_moins_500_hab", (False, "densite")),
        ("com-16102", "densite", "part_population_moins_50_hab_km2", (False, "categorie")),
        ("com-16102", "similaires", "nombre_communes", None),
        ("com-16102", "similaires", "part_residences_principales", None),
        ("epci-200070514", "similaires", "part_maisons", (False, "categorie")),
        ("epci-200070514", "similaires", "superficie_moyenne_par_commune", (False, "categorie")),
        ("epci-200070514", "similaires", "part_communes_moins_500_hab", None),
        ("epci-200070514", "densite", "part_population_moins_50_hab_km2", None),
        ("epci-200070514", "similaires", "population_moyenne_par_commune", (False, "categorie")),
        ("com-16102", "similaires", "part_logements_vacants", None),
        ("com-16102", "similaires", "dgf_par_habitant", None),
        ("com-16102", "similaires", "logements_pour_1000_habitants", None),
        ("com-16102", "categorie", "population", (True, "densite")),
        ("com-16102", "categorie", "evolution_population_annuelle", None),
        ("com-16102", "categorie", "part_65_ans_plus", None),
        ("com-16102", "densite", "densite", (True, "categorie")),
        ("com-16102", "densite", "population", None),
        ("com-16102", "departement", "part_65_ans_plus", None),
    ],
)
def test_which_indicators_chose_the_peers(
    place: str, method: Method, indicator: str, expected: tuple[bool, str] | None
) -> None:
    found = circularity(CATALOG, CATALOG.indicator(indicator), STORE.territory(place), group_of(place, method))
    assert (found and (found.itself, found.instead)) == expected


def test_a_criterion_that_was_left_out_chose_nobody() -> None:
    group = group_of("com-16102", "similaires", dropped=("plus_65_ans",))
    assert circularity(CATALOG, CATALOG.indicator("part_65_ans_plus"), TOWN, group) is None


def test_one_age_left_out_leaves_nothing_to_subtract() -> None:
    group = group_of("com-16102", "similaires", dropped=("plus_65_ans",))
    for name in ("part_20_64_ans", "rapport_dependance", "indice_vieillissement"):
        assert circularity(CATALOG, CATALOG.indicator(name), TOWN, group) is None


def test_all_that_follows_from_the_criteria_of_an_epci() -> None:
    marks = circular_marks(CATALOG, list(CATALOG.indicators.values()), EPCI, group_of(EPCI.id, "similaires"))
    assert [name for name, found in marks.items() if not found.itself] == [
        "evolution_population_6_ans",
        "part_20_64_ans",
        "indice_vieillissement",
        "rapport_dependance",
        "part_maisons",
        "superficie",
        "population_moyenne_par_commune",
        "superficie_moyenne_par_commune",
    ]


def test_the_group_proposed_is_not_chosen_by_the_indicator() -> None:
    for place, method in (("com-16102", "similaires"), ("epci-200070514", "similaires"), ("com-16102", "categorie")):
        there, group = STORE.territory(place), group_of(place, method)  # type: ignore[arg-type]
        for identifier, found in circular_marks(CATALOG, list(CATALOG.indicators.values()), there, group).items():
            assert found.instead is not None
            instead = group_of(place, found.instead)
            assert circularity(CATALOG, CATALOG.indicator(identifier), there, instead) is None, identifier


SHARE = CATALOG.indicator("part_65_ans_plus")
SAID = "Cet indicateur sert à choisir ces pairs\u202f: qu’ils lui ressemblent n’apprend rien."


def test_it_is_said_in_plain_words() -> None:
    group = group_of("com-16102", "similaires")
    found = circularity(CATALOG, SHARE, TOWN, group)
    assert found is not None
    assert circular_sentence(found, "commune") == f"{SAID} Comparez plutôt avec les communes de même taille."
    linked = circular_sentence(found, "commune", lambda method: f"comparer?pairs={method}")
    assert linked.endswith("[les communes de même taille](comparer?pairs=categorie).")
    both = circular_note(CATALOG, [SHARE, CATALOG.indicator("part_logements_vacants")], TOWN, group)
    assert both.startswith("Part des 65\u00a0ans et plus\u202f: sert à choisir ces pairs\u202f;")
    assert circular_note(CATALOG, [SHARE], TOWN, group_of("com-16102", "departement")) == ""
    assert circular_note(CATALOG, [SHARE], TOWN, None) == ""


def test_what_follows_from_criteria_is_not_called_one() -> None:
    group = group_of("com-16102", "similaires")
    houses = CATALOG.indicator("part_maisons")
    assert circular_note(CATALOG, [houses], TOWN, group) == (
        "Cet indicateur se déduit de ce qui sert à choisir ces pairs\u202f: qu’ils lui ressemblent n’apprend rien. "
        "Comparez plutôt avec les communes de même taille."
    )
    assert circular_note(CATALOG, [houses, SHARE], TOWN, group).startswith(
        "Part des 65\u00a0ans et plus\u202f: sert à choisir ces pairs\u202f; Part des maisons\u202f: se déduit de ce "
        "qui sert à choisir ces pairs\u202f; qu’ils lui ressemblent là-dessus"
    )
    card = cards_grid_html(cards(STORE, CATALOG, TOWN, [houses], group, "pairs", {}))
    assert DERIVED_MARK in card
    assert MARK not in card


def test_it_is_said_where_it_bites() -> None:
    group, other = group_of("com-16102", "similaires"), group_of("com-16102", "departement")
    card, plain = (cards_grid_html(cards(STORE, CATALOG, TOWN, [SHARE], g, "pairs", {})) for g in (group, other))
    assert MARK in card
    assert SAID in card
    assert MARK not in plain
    assert SAID in shown_figure(STORE, CATALOG, SHARE, 2021, TOWN, group).sentence
    assert SAID not in shown_figure(STORE, CATALOG, SHARE, 2021, TOWN, other).sentence
    table = indicator_export(
        STORE, CATALOG, SHARE, "commune", 2021, [TOWN.id, *group.ids], territory=TOWN, group=group
    )  # fmt: skip
    assert any(SAID in caveat for caveat in table.caveats)


def test_what_stands_out_says_when_it_chose_the_peers() -> None:
    marked = 0
    for place in ("com-75056", "com-16102", "com-97411", "epci-200070514", "com-05023"):
        group = group_of(place, "similaires")
        for item in standing_out(STORE, CATALOG, STORE.territory(place), group).found:
            chose = circularity(CATALOG, item.indicator, STORE.territory(place), group)
            told = standout_line(item, "pairs").standing
            assert ("C’est pourtant un critère de choix" in told) == bool(chose and chose.itself)
            assert ("Il se déduit pourtant de ce qui sert à choisir" in told) == bool(chose and not chose.itself)
            marked += chose is not None
    assert marked


@pytest.mark.parametrize("options", [{}, {"vue": "theme"}, {"vue": "croiser"}, {"vue": "cote", "avec": "com-17415"}])
def test_comparer_says_it_and_leads_elsewhere(options: dict[str, str]) -> None:
    similar = words(run("comparer", territoire="com-16102", indicateur=SHARE.id, **options))
    assert "à choisir ces pairs" in similar
    assert re.search("Comparez plutôt.*pairs=(categorie|departement)", similar)
    elsewhere = words(run("comparer", territoire="com-16102", indicateur=SHARE.id, pairs="departement", **options))
    assert "à choisir ces pairs" not in elsewhere


def test_evolution_says_it_of_values_and_of_the_index() -> None:
    similar = words(run("evolution", territoire="com-16102", indicateur="revenu_imposable_par_habitant"))
    assert SAID in similar
    assert "](evolution?" in similar
    assert SAID not in words(
        run("evolution", territoire="com-16102", indicateur="revenu_imposable_par_habitant", mode="base100")
    )
    index = words(run("evolution", territoire="com-16102", indicateur="population", mode="base100"))
    assert "Évolution annuelle moyenne de la population\u202f: sert à choisir ces pairs" in index
    other = words(run("evolution", territoire="com-16102", indicateur="population", pairs="departement"))
    assert "à choisir ces pairs" not in other


def test_the_table_of_a_series_says_it() -> None:
    population, group = CATALOG.indicator("population"), group_of("com-16102", "similaires")
    assert any(SAID in told for told in series_export(STORE, CATALOG, population, [TOWN], group, based=False).caveats)
    index = series_export(STORE, CATALOG, population, [TOWN], group, based=True).caveats
    assert any("Évolution annuelle moyenne de la population" in told for told in index)
    alone = series_export(STORE, CATALOG, population, [TOWN], None, based=True).caveats
    assert not any("ces pairs" in told for told in alone)
