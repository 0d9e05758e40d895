"""Every figure that ships, as words: none but zero reads zero, every noun agrees, every change says both its years."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from observatoire.exports.fiche.content import fiche_of
from observatoire.exports.maps.files import layer_name
from observatoire.exports.maps.sheet import map_file_name
from observatoire.exports.pictures.charts import caption_of
from observatoire.exports.tables.indicators import indicator_export
from observatoire.exports.tables.levels import level_export
from observatoire.exports.tables.peers import peers_export
from observatoire.exports.tables.table import Export
from observatoire.exports.tables.territories import members_export, scatter_export
from observatoire.exports.tables.themes import portrait_export
from observatoire.model.catalog import Indicator
from observatoire.model.territory import LEVELS
from observatoire.model.workshop.record import View
from observatoire.statistics.components import years
from observatoire.statistics.figures import Figure, figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerRequest, peer_group
from observatoire.statistics.peers.resemblance import feature_figures
from observatoire.statistics.trace import trace
from observatoire.views.compare.panorama import panorama, panorama_html
from observatoire.views.compare.scatter import scatter
from observatoire.views.compare.words import source_lines
from observatoire.views.evolution.words import change_text
from observatoire.views.french.methods import indicator_markdown, neighbours_markdown
from observatoire.views.french.sentences import gap_text, reading, source_line, value_text
from observatoire.views.html.cards import cards_grid_html
from observatoire.views.html.trace import trace_html
from observatoire.views.maps.legend import legend_of
from observatoire.views.maps.model import map_model
from observatoire.views.maps.words import map_sentence
from observatoire.views.peers.tables import profile_html
from observatoire.views.portrait.cards import cards
from observatoire.views.workshop.figure import shown_figure
from observatoire.views.workshop.html import figure_html, view_line_html
from tests.exports.map_cases import COGNAC, sheet_of
from tests.pages.test_pages import run, words

STORE, CATALOG = open_offered()
INDICATORS = tuple(CATALOG.indicators.values())
CHANGES = tuple(i for i in INDICATORS if i.kind == "change")
PLACE = STORE.territory("com-16102")
SHARE = CATALOG.indicator("part_65_ans_plus")
NOT_ZERO = re.compile(r"[1-9]")


@pytest.mark.parametrize("indicator", INDICATORS, ids=[i.id for i in INDICATORS])
def test_no_value_but_zero_is_written_as_zero(indicator: Indicator) -> None:
    half = 0.5 * 10.0**-indicator.decimals
    for level in indicator.levels:
        for year in years(STORE, indicator):
            found = figures(STORE, indicator, level, year).value
            small = np.unique(found[(np.abs(found) < half) & (found != 0)])
            for value in small.tolist():
                assert NOT_ZERO.search(value_text(indicator, value)), (level, year, value)


def test_some_values_would_be_written_as_zero() -> None:
    density = CATALOG.indicator("densite")
    found = figures(STORE, density, "commune", years(STORE, density)[-1]).value
    assert ((found > 0) & (found < 0.05)).any(), "or the test above proves nothing"


@pytest.mark.parametrize("gap", [0.04, -0.04, 0.0004])
def test_no_gap_but_none_is_written_as_zero(gap: float) -> None:
    assert NOT_ZERO.search(gap_text(SHARE, gap))
    assert NOT_ZERO.search(change_text(SHARE, gap))
    assert not NOT_ZERO.search(gap_text(SHARE, 0.0))


def test_no_bound_of_a_legend_hides_what_a_class_holds() -> None:
    indicator = CATALOG.indicator("part_elus_agriculteurs")
    for one in (CATALOG.indicator("densite"), indicator):
        model = map_model(STORE, one, years(STORE, one)[-1], COGNAC)
        for bound, text in zip(model.bounds, re.findall(r"(?<=de )[\d\u202f,]+", " ".join(
            legend_of(model, "").labels)), strict=False):  # fmt: skip
            assert bound == 0 or NOT_ZERO.search(text)


def figure_of(value: float, status: str = "value") -> Figure:
    return Figure(value, status, "", value, 1.0, 1, 1, 100.0, False, False, False, False)  # type: ignore[arg-type]


SINGULAR = re.compile(r"(?<![\d,\u202f])(?:0|1)(?:,\d+)?[\u00a0 ](?!ans )([a-zéèêà]{2,}(?:s|x))\b")
PLURAL = re.compile(r"(?<![\d,\u202f])2(?:,0+)?[\u00a0 ]([a-zé]+[a-rt-wyzé])(?![\w²])")
INVARIABLE = {"pour", "sur", "par", "des", "de", "la", "en", "élu", "et"}


@pytest.mark.parametrize("indicator", INDICATORS, ids=[i.id for i in INDICATORS])
def test_every_noun_of_every_reading_agrees(indicator: Indicator) -> None:
    year = years(STORE, indicator)[-1]
    for value in (0.0, 1.0, 1.5, 2.0):
        written = round(value) if indicator.decimals == 0 else value
        texts = [reading(indicator, PLACE, figure_of(value), year), value_text(indicator, value)]
        for text in texts:
            if written < 2:
                assert not [noun for noun in SINGULAR.findall(text) if noun != "des"], text
    plural = reading(indicator, PLACE, figure_of(2.0), year)
    assert not set(PLURAL.findall(plural)) - INVARIABLE, plural
    missing = reading(indicator, PLACE, figure_of(math.nan, "not_published"), year)
    assert missing.endswith(".")
    assert "nan" not in missing


def test_nouns_that_did_not_agree() -> None:
    inhabitants, schools = CATALOG.indicator("population"), CATALOG.indicator("lycees")
    assert reading(inhabitants, PLACE, figure_of(0.0), 2023).endswith("est de 0\u00a0habitant.")
    assert reading(inhabitants, PLACE, figure_of(2.0), 2023).endswith("est de 2\u00a0habitants.")
    assert value_text(schools, 1.0) == "1\u00a0lycée"
    assert map_model(STORE, schools, years(STORE, schools)[-1], COGNAC).figures[0].endswith(("lycée", "lycées"))


def text_of(export: Export) -> str:
    columns = " ".join(f"{column.name} {column.label}" for column in export.columns)
    return " \n".join([export.title, export.years, export.coverage, columns, *export.caveats])


def profile_row(change: Indicator) -> str:
    """Return what the page of peers and the method say of the feature that a change is."""
    figures_of = feature_figures(STORE, CATALOG, [PLACE.id, "com-17415"])
    html = profile_html(CATALOG, PLACE, figures_of, PeerRequest("similaires"), {})
    told = [line for line in neighbours_markdown(CATALOG).splitlines() if "volution" in line and line.startswith("- ")]
    rows = [row for row in re.findall(r"<tr.*?</tr>", html, re.DOTALL) if "volution" in row]
    assert told
    assert rows
    return " ".join([*told, *rows, indicator_markdown(CATALOG, change, years(STORE, change)).split("**Ce que")[0]])


BARE = re.compile(r"(?<!2017-)(?<!2017_)(?<!2017 à )(?<!2017 et )(?<!\d)2023(?!\d)(?! divisée)")


@pytest.mark.parametrize("change", CHANGES, ids=[i.id for i in CHANGES])
def test_no_view_of_a_change_bears_its_last_year_alone(change: Indicator) -> None:
    year = years(STORE, change)[-1]
    group = peer_group(STORE, CATALOG, PLACE, PeerRequest("departement"))
    similar = peer_group(STORE, CATALOG, PLACE, PeerRequest("similaires"))
    chosen = peers_export(STORE, CATALOG, PLACE, similar)
    view = panorama(STORE, [change], PLACE, group.ids, "communes")
    sheet = sheet_of(COGNAC, change.id, year)
    model = sheet.model
    shown = shown_figure(STORE, CATALOG, change, year, PLACE, group)
    card = cards(STORE, CATALOG, PLACE, [change], group, "communes", {})[0]
    crossed = scatter(STORE, (change, year), (SHARE, 2021), PLACE, group.ids, [])
    texts = {
        "card": cards_grid_html([card]),
        "panorama": panorama_html(view, "", {change.id: "comparer"}),
        "legend": legend_of(model, "").title,
        "map": map_sentence(model, "Communes"),
        "sheet": f"{sheet.subtitle} {sheet.title}",
        "files": f"{map_file_name(sheet, 'svg')} {layer_name(sheet)}",
        "trace": trace_html(CATALOG, change, PLACE, year, trace(STORE, change, PLACE, year)).split("<ol>")[0],
        "source": f"{source_line(CATALOG, change, year)} {source_lines(CATALOG, [(change, year)])}",
        "axis": crossed.x.title,
        "workshop": figure_html(shown) + view_line_html(
            View("carte", {"indicateur": change.id, "annee": str(year)}), CATALOG, PLACE
        ),
        "table": text_of(indicator_export(STORE, CATALOG, change, "commune", year, group.ids)),
        "portrait": text_of(portrait_export(STORE, CATALOG, PLACE, [change], "Titre", group)),
        "crossing": text_of(
            scatter_export(STORE, CATALOG, [(change, year), (SHARE, 2021)], PLACE, [], group)
        ),
        "level": " ".join(c.name for c in level_export(STORE, CATALOG, "region").columns if change.id in c.name),
        "peers": " ".join(c.name + c.label for c in chosen.columns if "croissance" in c.name),
        "criteria": profile_row(change),
        "members": members_export(STORE, CATALOG, change, PLACE, year).title,
    }  # fmt: skip
    for name, text in texts.items():
        assert "2023" in text, name
        assert not BARE.search(text), (name, text)
    when = "2017-2023"
    assert caption_of(STORE, CATALOG, change, when, PLACE, group).title.endswith(when)
    assert 'class="otc-year">de 2017 à 2023</span>' in texts["card"]
    assert indicator_export(STORE, CATALOG, change, "commune", year, group.ids).frame["periode"].eq(when).all()


def test_the_fiche_says_both_years_of_a_change() -> None:
    fiche = fiche_of(STORE, CATALOG, PLACE, None, ["demographie"])
    told = {line.indicator: line.card.year for line in fiche.themes[0].lines}
    assert {told[change.id] for change in CHANGES if change.id in told} == {"2017-2023"}


@pytest.mark.parametrize(
    ("page", "options"), [("comparer", {}), ("comparer", {"vue": "croiser"}), ("carte", {}), ("evolution", {})]
)
def test_no_page_of_a_change_bears_its_last_year_alone(page: str, options: dict[str, str]) -> None:
    change = CHANGES[0]
    app = run(page, territoire=PLACE.id, indicateur=change.id, pairs="departement", **options)
    text = words(app)
    assert re.search("2017-2023", text)
    assert not re.search(rf"{re.escape(change.title)}[^.<>]{{0,20}}, 2023", text)
    assert not re.search(rf"{re.escape(change.title)} \\(2023\\)", text)


def test_every_level_has_a_reading_of_a_missing_figure() -> None:
    for level in LEVELS:
        ids = STORE.index(level)[:1]
        assert reading(SHARE, STORE.territory(ids[0]), figure_of(math.nan, "secret"), 2021).endswith(".")
