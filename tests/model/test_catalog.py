"""The shipped catalogue is sound; a faulty one reports every fault at once, with its mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from observatoire.model.catalog import CatalogError, load_catalog, parse_terms
from observatoire.model.store import PREPARED_DIR, open_store
from observatoire.statistics.components import years

SOURCES = """
[sources.insee]
producer = "INSEE"
title = "Recensement"
licence = "LO 2.0"
edition = "2021"
published = "2024"
geography = "COG 2023"
page = "https://www.insee.fr"
citation = "INSEE, RP 2021"
note = ""
"""
MEASURES = """
[measures.people]
source = "insee"
label = "Population"
unit = "hab."
years = [2021]
additive = true
min = 0
max = 1e7
"""
INDICATOR = """
[theme]
id = "demo"
title = "Démographie"
description = "d"

[indicators.population]
title = "Population"
short_title = "Population"
question = "?"
description = "d"
caveats = []
not_said = "n"
kind = "count"
numerator = "people"
unit = "hab."
unit_spoken = "habitants"
decimals = 0
levels = ["commune", "epci"]
min_base = 0
map_scale = "symbols"
reading = "En {year}, {value} {at_place}."
"""


CORRECTION = """
[corrections.typo]
source = "insee"
status = "signalée"
what = "w"
reason = "r"
effect = "e"
"""


def write(directory: Path, indicator: str = INDICATOR, measures: str = MEASURES) -> Path:
    (directory / "sources.toml").write_text(SOURCES, encoding="utf-8")
    (directory / "measures.toml").write_text(measures, encoding="utf-8")
    (directory / "10_demo.toml").write_text(indicator, encoding="utf-8")
    return directory


def test_a_sound_catalogue_loads(tmp_path: Path) -> None:
    catalog = load_catalog(write(tmp_path))
    assert catalog.indicator("population").theme == "demo"
    assert [s.id for s in catalog.sources_of(catalog.indicator("population"))] == ["insee"]


def test_every_fault_comes_in_one_report(tmp_path: Path) -> None:
    faulty = (
        INDICATOR.replace('not_said = "n"\n', "")
        .replace("min_base = 0", 'min_base = 0\ncolour = "red"')
        .replace('numerator = "people"', 'numerator = "peple"')
    )
    faulty += (
        INDICATOR.split("[indicators.population]")[1]
        .join(["\n[indicators.second]", ""])
        .replace("{at_place}", "{mayor}")
        .replace('kind = "count"', 'kind = "count"\naliases = ["second"]')
    )
    with pytest.raises(CatalogError) as caught:
        load_catalog(write(tmp_path, faulty, MEASURES.replace('"insee"', '"inse"')))
    report = str(caught.value)
    for fault in (
        "[indicators.population] not_said: this field is required; add it",
        "[indicators.population] colour: unknown key; remove it or correct its spelling",
        "[indicators.second] reading: unknown variable {mayor}",
        "[indicators.second] alias 'second' is a living id",
        "[measures.people] source: no source 'inse'",
    ):
        assert fault in report
    assert len(caught.value.faults) == 5


def test_unknown_measure_and_kind_rules(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no measure 'peple'"):
        load_catalog(write(tmp_path, INDICATOR.replace('numerator = "people"', 'numerator = "peple"')))


def test_measures_are_declared_whole_and_against_each_other(tmp_path: Path) -> None:
    faulty = MEASURES.replace("[measures.people]", "[measures.young]").replace("[2021]", "[2022, 2021]")
    faulty += 'part_of = "people"\npart_of_year = 2020\n'
    lost = MEASURES.replace("[measures.people]", "[measures.old]") + 'part_of = "everybody"\n'
    alone = MEASURES.replace("[measures.people]", "[measures.alone]") + "part_of_year = 2021\n"
    with pytest.raises(CatalogError) as caught:
        load_catalog(write(tmp_path, measures=MEASURES + faulty + lost + alone))
    assert caught.value.faults == [
        "[measures.young] years: not ascending, each once; sort them",
        "[measures.young] part_of: 'people' has no such year; write one of its own as part_of_year",
        "[measures.old] part_of: no other measure 'everybody'; add it or correct it",
        "[measures.alone] part_of_year: only beside `part_of`; add the whole or remove the year",
    ]


def test_no_indicator_sums_what_does_not_add_up(tmp_path: Path) -> None:
    median = MEASURES.replace("additive = true", "additive = false")
    with pytest.raises(CatalogError) as caught:
        load_catalog(write(tmp_path, measures=median))
    assert caught.value.faults == [
        "[indicators.population] levels: 'people' is not additive, epci would sum it over communes; "
        'write levels = ["commune"]'
    ]
    by_commune = INDICATOR.replace('["commune", "epci"]', '["commune"]')
    (tmp_path / "mended").mkdir()
    (tmp_path / "sums").mkdir()
    assert not load_catalog(write(tmp_path / "mended", by_commune, median)).indicator("population").additive
    assert load_catalog(write(tmp_path / "sums")).indicator("population").additive


def test_an_indicator_of_what_is_hidden_where_small_adds_up_only_when_complete(tmp_path: Path) -> None:
    hidden = MEASURES.replace("additive = true", "additive = true\nonly_complete = true")
    (tmp_path / "hidden").mkdir()
    (tmp_path / "told").mkdir()
    assert load_catalog(write(tmp_path / "hidden", measures=hidden)).indicator("population").only_complete
    assert not load_catalog(write(tmp_path / "told")).indicator("population").only_complete


@pytest.mark.parametrize("inferred", ['theme = "other"', "additive = true", "only_complete = true", 'id = "other"'])
def test_what_is_inferred_is_never_written(tmp_path: Path, inferred: str) -> None:
    with pytest.raises(CatalogError, match="inferred, never written; remove it"):
        load_catalog(write(tmp_path, INDICATOR.replace("decimals = 0", f"decimals = 0\n{inferred}")))


def test_a_ratio_needs_a_denominator(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="denominator"):
        load_catalog(write(tmp_path, INDICATOR.replace('kind = "count"', 'kind = "ratio"')))


def test_broken_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"10_demo\.toml: not valid TOML"):
        load_catalog(write(tmp_path, "[indicators"))


def test_aliases_keep_old_links_alive(tmp_path: Path) -> None:
    catalog = load_catalog(write(tmp_path, INDICATOR.replace('kind = "count"', 'kind = "count"\naliases = ["pop"]')))
    assert catalog.indicator("pop").id == "population"
    with pytest.raises(KeyError):
        catalog.indicator("nope")


@pytest.mark.parametrize(
    ("formula", "terms"),
    [("a", ((1, "a"),)), ("a + b-c", ((1, "a"), (1, "b"), (-1, "c"))), (" a_1 ", ((1, "a_1"),))],
)
def test_formulas(formula: str, terms: tuple[tuple[int, str], ...]) -> None:
    assert parse_terms(formula) == terms


@pytest.mark.parametrize("formula", ["", "a b", "a * b", "a +", "__import__('os')", "a / b"])
def test_anything_else_is_no_formula(formula: str) -> None:
    with pytest.raises(ValueError, match="formula"):
        parse_terms(formula)


@pytest.mark.parametrize(
    ("measures", "concerned"), [("", True), ('measures = ["people"]\n', True), ("measures = []\n", False)]
)
def test_a_correction_bears_on_its_source_or_on_the_measures_that_it_names(
    tmp_path: Path, measures: str, concerned: bool
) -> None:
    write(tmp_path)
    (tmp_path / "corrections.toml").write_text(CORRECTION + measures, encoding="utf-8")
    catalog = load_catalog(tmp_path)
    found = catalog.corrections_of(catalog.indicator("population"))
    assert [c.id for c in found] == (["typo"] if concerned else [])


def test_a_faulty_correction_is_refused(tmp_path: Path) -> None:
    write(tmp_path)
    faulty = CORRECTION.replace('"insee"', '"inse"') + 'measures = ["peple"]\n'
    other = CORRECTION.replace("typo", "other").replace("signalée", "oubliée")
    (tmp_path / "corrections.toml").write_text(faulty + other, encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        load_catalog(tmp_path)
    assert len(caught.value.faults) == 3
    report = str(caught.value)
    assert "[corrections.typo] source: no source 'inse'" in report
    assert "[corrections.typo] measures: no measure 'peple'" in report
    assert "[corrections.other] status:" in report


def test_shipped_corrections_bear_where_they_should() -> None:
    catalog = load_catalog()

    def of(indicator: str) -> set[str]:
        return {c.id for c in catalog.corrections_of(catalog.indicator(indicator))}

    assert {"taxe_fonciere_2022", "taxe_fonciere_negative"} <= of("taux_moyen_taxe_fonciere")
    assert of("dgf_par_habitant") == set()
    assert of("part_communes_site_internet") == {"mairies_courriel_pour_site"}
    first = catalog.corrections_of(catalog.indicator("accidents_pour_10000_habitants"))[0]
    assert first.source == "onisr_baac", "the numerator's own come first"


def test_every_shipped_indicator_has_data_and_every_measure_serves() -> None:
    store, catalog = open_store(PREPARED_DIR), load_catalog()
    shipped = {measure.id for measure in catalog.measures.values() if measure.years}
    used: set[str] = set()
    for indicator in catalog.indicators.values():
        needed = set(indicator.used_measures)
        assert bool(years(store, indicator)) == (needed <= shipped), indicator.id
        used |= needed
    assert used == set(catalog.measures), "a measure that no indicator uses, or the reverse"


WORDS = """
[usual_names.town]
territory = "epci-200093201"
names = ["MEL", "Ville"]
reason = "r"

[usual_names.lost]
territory = "lille"
names = ["mel", "…"]
reason = "r"

[uncovered.island]
words = ["Île"]
sentence = "Elle n’est pas ici."
instead = ["epci-1"]
producer = "Insee"

[awaited.rents]
title = "Loyers"
words = ["loyer", "Loyers", "LOYER"]
sentence = "Ils ne sont pas ici."
producer = "Anil"
page = "https://www.anil.org/"
near = ["rent"]
"""


def test_faults_of_words_come_with_their_mend(tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text(WORDS, encoding="utf-8")
    indicator = INDICATOR.replace('question = "?"', 'question = "?"\nwords = ["gens", "Gens"]')
    with pytest.raises(CatalogError) as caught:
        load_catalog(write(tmp_path, indicator))
    assert caught.value.faults == [
        "[usual_names.lost] territory: 'lille' is no identifier; mend it",
        "[uncovered.island] instead: 'epci-1' is no identifier; mend it",
        "[uncovered.island] page: goes with `producer`; write both or neither",
        "[awaited.rents] near: no indicator 'rent'; add it or correct it",
        "[usual_names.lost] names: 'mel' already leads to town; keep one",
        "[usual_names.lost] names: '…' holds no letter or figure; remove it",
        "[awaited.rents] words: 'LOYER' already leads to rents; keep one",
        "[indicators.population] words: 'Gens' already leads to population; keep one",
    ]


def test_an_unknown_key_or_a_page_that_is_none_is_refused(tmp_path: Path) -> None:
    faulty = WORDS.replace('reason = "r"', 'raison = "r"', 1).replace("https://www.anil.org/", "www.anil.org")
    (tmp_path / "words.toml").write_text(faulty, encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        load_catalog(write(tmp_path))
    report = str(caught.value)
    assert "[usual_names.town] raison: unknown key; remove it or correct its spelling" in report
    assert "[awaited.rents] page: String should match pattern" in report


ERRORS = """
[errors.exact]
title = "Comptes"
source = "aucune"
alone = "exact"
over = { exact = "exact" }

[errors.events]
title = "Événements"
source = "nous"
alone = "events"
over = { }
"""


def test_how_surely_each_measure_is_known_is_declared_and_pairs_are_listed(tmp_path: Path) -> None:
    (tmp_path / "errors.toml").write_text(ERRORS, encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        load_catalog(write(tmp_path))
    assert caught.value.faults[0].startswith("[measures.people] error: this field is required; write one of census")
    crimes = MEASURES.replace("[measures.people]", "[measures.crimes]") + 'error = "events"\nstep = 1.0\n'
    rate = INDICATOR.replace('kind = "count"', 'kind = "ratio"\ndenominator = "people"').replace(
        'numerator = "people"', 'numerator = "crimes"'
    )
    with pytest.raises(CatalogError) as caught:
        load_catalog(write(tmp_path, rate, MEASURES + 'error = "exact"\n' + crimes))
    assert caught.value.faults == [
        '[measures.crimes] step, floor: only beside error = "rounded"; remove them',
        "[indicators.population] a figure of 'events' over 'exact' is not in errors.toml; add the pair to "
        "[errors.events] over",
    ]


def test_a_catalogue_of_before_errors_were_declared_is_still_read(tmp_path: Path) -> None:
    assert load_catalog(write(tmp_path)).indicator("population").precision is None


def test_every_indicator_that_is_known_says_how_surely() -> None:
    catalog = load_catalog()
    found = {name: indicator.precision for name, indicator in catalog.indicators.items()}
    assert None not in found.values()
    shapes = {name: (known.method, known.shape) for name, known in found.items() if known}
    assert shapes["part_logements_vacants"] == ("sampled", "share")
    assert shapes["part_diplomes_superieur"] == ("sampled", "share"), "three parts of one whole"
    assert shapes["part_emplois_industrie"] == ("sampled", "share"), "one of its own terms"
    assert shapes["indice_vieillissement"] == ("sampled", "odds")
    assert shapes["rapport_dependance"] == ("sampled", "odds")
    assert shapes["habitants_par_residence_principale"] == ("sampled", "ratio")
    assert shapes["evolution_population_annuelle"] == ("sampled", "change")
    assert shapes["accidents_pour_10000_habitants"] == ("rate", "ratio")
    assert shapes["part_accidents_velo"] == ("events", "share")
    assert shapes["taux_pauvrete"] == ("rounded", "single")
    assert shapes["solde_naturel"] == ("unknown", "single"), "a difference of counts of events"
    assert shapes["apl_generalistes"][0] == shapes["ecart_taux_emploi_femmes_hommes"][0] == "unknown"
    assert shapes["taux_th_communal"][0] == shapes["taux_versement_transport"][0] == "exact"
    turned = {name for name, known in found.items() if known and known.turnover}
    assert {"part_logements_vacants", "part_65_ans_plus", "indice_vieillissement"} <= turned
    assert not {"part_maisons", "part_appartements", "densite", "part_population_zrr"} & turned, "what stands"
