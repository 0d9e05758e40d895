"""Maps of rare events: what is shown is said in its title, smoothed rates have no rank and the raw count beside."""

from __future__ import annotations

import pytest

from observatoire.exports.maps.sheet import map_file_name, map_sheet, map_table
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.uncertainty.remedies import Remedies, remedies
from observatoire.views.maps.classes import ClassChoice
from observatoire.views.maps.geometry import Scope, scope_ids
from observatoire.views.maps.legend import legend_of
from observatoire.views.maps.model import MapModel, map_model
from observatoire.views.maps.rare import rare_model, remedy_names, remedy_sentence, smoothed_rows
from observatoire.views.maps.words import map_sentence, standing_sentence, surer_scope
from pages.state.models.carte import shown_map
from pages.state.selection import parse

STORE, CATALOG = open_offered()
ACCIDENTS = CATALOG.indicator("accidents_pour_10000_habitants")
CHARENTE = Scope.parse("communes-departement-16")
SAINT_SIMON = STORE.territory("com-16352")


def found() -> Remedies:
    offered = remedies(STORE, ACCIDENTS, "commune", 2019, scope_ids(STORE, CHARENTE))
    assert offered is not None
    return offered


def shown(name: str) -> MapModel:
    return rare_model(STORE, ACCIDENTS, 2019, CHARENTE, ClassChoice(years=(2018, 2019)), found(), name)


def test_what_is_offered_names_its_years() -> None:
    assert remedy_names(found()) == {
        "": "Une année", "3": "3 ans ensemble (2017-2019)", "lisse": "Taux lissé",
    }  # fmt: skip
    assert remedy_names(None) == {}


def test_smoothed_rates_are_named_wherever_they_go_and_have_the_count_beside() -> None:
    model = shown("lisse")
    assert "taux lissé" in legend_of(model, "").title
    assert "taux lissé" in model.indicator.title
    raw = figures(STORE, ACCIDENTS, "commune", 2019, list(model.ids))
    for at in range(len(model.ids)):
        if raw.known[at]:
            assert model.tooltips[at].endswith(f"(taux lissé\u202f; compté\u202f: {int(raw.numerator[at])})")
            assert model.figures[at].endswith(f"(taux lissé\u202f; compté\u202f: {int(raw.numerator[at])})")
            assert "pour\u00a010\u00a0000" in model.figures[at]
    assert model.unit == "", "the figures hold it: it would follow the count"
    assert model.choice.years == (), "classes of other years are not those of a smoothed map"


def test_geographic_files_name_smoothed_rates_and_hold_what_was_counted() -> None:
    model = shown("lisse")
    sheet = map_sheet(STORE, CATALOG, model.indicator, model.year, model, legend_of(model, ""), "Charente")
    table = map_table(STORE, sheet)
    assert set(table["indicateur"]) == {f"{ACCIDENTS.title}, taux lissé"}
    raw = figures(STORE, ACCIDENTS, "commune", 2019, list(model.ids))
    assert table["numerateur"].tolist() == raw.numerator.tolist()
    assert "taux lissé" in sheet.title
    assert "lisse" in map_file_name(sheet, "png")


def test_smoothed_rates_never_have_a_rank() -> None:
    model = shown("lisse")
    assert standing_sentence(model, SAINT_SIMON).endswith("), sans rang.")
    assert "2019\u202f: taux lissés de " in map_sentence(model, "Communes de la Charente"), (
        "copied without its title too"
    )
    columns, rows = smoothed_rows(STORE, model, ACCIDENTS, [SAINT_SIMON.id])
    assert [column.label for column in columns] == ["Territoire", "Taux lissé", "Compté", "Taux de l’année"]
    smooth = [float(row.cells[1].split("\u00a0")[0].replace(",", ".")) for row in rows if row.id]
    assert smooth == sorted(smooth, reverse=True)
    at = {row.id: row.cells for row in rows}
    [raw] = figures(STORE, ACCIDENTS, "commune", 2019, [SAINT_SIMON.id]).value.tolist()
    assert at[SAINT_SIMON.id][2:] == ("0", "0,0\u00a0pour\u00a010\u00a0000")
    assert raw == 0
    assert not at[SAINT_SIMON.id][1].startswith("0,0"), "nobody is without risk because nothing happened in a year"


def test_years_together_are_a_mean_under_their_years() -> None:
    model = shown("3")
    assert legend_of(model, "").title.endswith(f"moyenne de 3 ans ({ACCIDENTS.unit}), 2017-2019")
    assert "2017-2019" in map_sentence(model, "Communes de la Charente")
    of_years = [figures(STORE, ACCIDENTS, "commune", year, list(model.ids)) for year in (2017, 2018, 2019)]
    at = list(model.ids).index("com-16102")
    counted = sum(float(one.numerator[at]) for one in of_years)
    exposed = sum(float(one.denominator[at]) for one in of_years)
    assert model.data.value[at] == pytest.approx(10_000 * counted / exposed)
    assert model.data.fragile.sum() < map_model(STORE, ACCIDENTS, 2019, CHARENTE).data.fragile.sum()


def test_the_sentence_says_why_and_the_epci_are_offered() -> None:
    assert "ne présage pas de la suivante" in remedy_sentence(found(), "", "communes")
    assert "même une telle période" in remedy_sentence(found(), "3", "communes")
    enough = Remedies(((2017, 2018, 2019),), (2017, 2018, 2019), True)
    assert remedy_sentence(enough, "", "communes").endswith("Les années 2017 à 2019 ensemble se lisent mieux.")
    assert "même une telle période" not in remedy_sentence(enough, "3", "communes")
    assert remedy_sentence(found(), "lisse", "communes").startswith(
        "Taux lissé\u202f: les petits effectifs sont rapprochés de la moyenne des communes de leur taille."
    )
    share = map_model(STORE, CATALOG.indicator("part_65_ans_plus"), 2021, CHARENTE)
    assert surer_scope(STORE, share) is None
    assert surer_scope(STORE, share, rare=True) == Scope("epci", "region", "75")


def test_a_mean_of_counts_is_no_whole_number_and_none_of_it_is_lost() -> None:
    accidents = CATALOG.indicator("accidents_corporels")
    offered = remedies(STORE, accidents, "commune", 2019, scope_ids(STORE, CHARENTE))
    assert offered is not None
    assert remedy_names(offered) == {
        "": "Une année", "3": "3 ans ensemble (2017-2019)", "5": "5 ans ensemble (2015-2019)",
    }  # fmt: skip
    model = rare_model(STORE, accidents, 2019, CHARENTE, ClassChoice(), offered, "3")
    assert "moyenne de 3 ans" in legend_of(model, "").title
    of_years = [figures(STORE, accidents, "commune", year, list(model.ids)).value for year in (2017, 2018, 2019)]
    total = sum(of_years)
    once = total.tolist().index(1.0)
    assert model.data.value[once] == pytest.approx(1 / 3)
    assert model.figures[once].startswith("0,3"), "one accident in three years is not none"
    assert model.radii is not None
    assert model.radii[once] > 0


def test_the_second_map_has_the_same_remedies_and_says_what_it_shows() -> None:
    asked = {"territoire": "dep-16", "perimetre": str(CHARENTE), "annee": "2019", "rares": "3",
             "indicateur": "accidents_pour_10000_habitants", "second": "accidents_corporels"}  # fmt: skip
    both = shown_map(STORE, CATALOG, parse(asked, STORE, CATALOG, "carte"), STORE.territory("dep-16"))
    assert both.second is not None
    assert all("moyenne de 3 ans" in model.indicator.title for model in both.models)
    assert all(both.on_rare_events(model).startswith("3 années ensemble") for model in both.models)
    smooth = parse(asked | {"rares": "lisse"}, STORE, CATALOG, "carte")
    drawn = shown_map(STORE, CATALOG, smooth, STORE.territory("dep-16"))
    assert drawn.second is not None
    assert "taux lissé" in drawn.model.indicator.title
    assert drawn.second.indicator.title == CATALOG.indicator("accidents_corporels").title, "a count is never smoothed"
    assert "une année ne présage pas" in drawn.on_rare_events(drawn.second)
    # Beside an indicator of which a year says enough, the second alone has them, and the address is right.
    other = parse(asked | {"indicateur": "part_65_ans_plus", "annee": "2021"}, STORE, CATALOG, "carte")
    alone = shown_map(STORE, CATALOG, other, STORE.territory("dep-16"))
    assert alone.second is not None
    assert alone.rare(alone.model) is None
    assert not alone.options.notices
    assert "moyenne de 3 ans" in alone.second.indicator.title
