"""An edition with official files, from a folder to what the store reads: the country of `tests/conftest.py`."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from loaders.official.adding import add
from loaders.official.datasets import datasets
from loaders.official.edition import taking
from loaders.official.edition.build import Report, build
from loaders.official.edition.places import places_of
from loaders.official.edition.taking import take
from loaders.official.reading import Unexpected
from loaders.official.sets import SetMeasure, sets
from loaders.pipeline.sources import SourceError
from observatoire.model.catalog import load_catalog
from observatoire.model.official.contracts import TABLES, official_violations
from observatoire.model.store import Store
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import offered
from tests.conftest import COMMUNES, write_store
from tests.loaders.official.insee_samples import rows as cells
from tests.loaders.official.insee_samples import workbook
from tests.loaders.official.test_melodi import HEADER

CATALOG = load_catalog()
RATE = CATALOG.indicator("taux_chomage_rp")
PEOPLE = {code: float(people) for code, _, _, people in COMMUNES}


def lines(people: dict[str, float] | None = None, year: int = 2023, level: str = "COM") -> list[str]:
    """Half of the people are active, a tenth of these unemployed."""
    shares = {"_T": 1.0, "1T2": 0.5, "1": 0.45, "2": 0.05, "33": 0.1}
    return [
        f"{code};{level};{sex};{status};{age};_T;POP;A;A;{year};{n * share}"
        for code, n in (PEOPLE if people is None else people).items()
        for status, share in shares.items()
        for age in ("Y15T64", "Y15T24", "Y_GE15", "Y25T54", "Y55T64")
        for sex in ("_T", "F", "M")
    ]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    write_store(folder)
    measures = pd.read_parquet(folder / "measures.parquet")
    measures.assign(pop_mun__2023=measures["pop__2023"]).to_parquet(folder / "measures.parquet")
    return folder


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


def write(folder: Path, name: str, rows: list[str], header: str = HEADER) -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def made(base: Path, files: Path, *, extracts: bool = False, out: str = "out") -> tuple[Report, Path]:
    said: list[str] = []
    folder = base.parent / out
    return build(files, folder, CATALOG, extracts=extracts, base=base, say=said.append), folder


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of the seven communes is whole."""
    small = {name: replace(one, expected={"commune": 7}) for name, one in datasets().items()}
    monkeypatch.setattr(taking, "datasets", lambda: small)


@pytest.mark.usefixtures("whole")
def test_a_file_opens_its_indicators_and_what_ships_is_left_as_it_is(base: Path, files: Path) -> None:
    epci = lines({"100000001": 990.0}, level="EPCI")
    write(files, "lr.csv", [*lines(), *epci])
    report, out = made(base, files)
    assert [one.dataset.id for one in report.taken] == ["ds-rp-emploi-lr-princ"]
    for path in base.glob("*.parquet"):
        assert (out / path.name).read_bytes() == path.read_bytes()
    store = Store(out)
    assert figures(store, RATE, "commune", 2023).value.tolist() == [pytest.approx(10.0)] * 7
    first, second = (figures(store, RATE, "epci", 2023).figure(at) for at in (0, 1))
    assert first.denominator == pytest.approx(495), "published, and not the 500 of its communes"
    assert second.denominator == pytest.approx((600 + 2_000 + 50) / 2)
    catalog = offered(CATALOG, store)
    assert "taux_chomage_rp" in catalog.indicators
    assert "niveau_vie_median" in catalog.absent
    assert "emploi" in catalog.themes
    assert "sante" not in catalog.themes


@pytest.mark.usefixtures("whole")
def test_an_edition_says_what_it_is_made_of(base: Path, files: Path) -> None:
    path = write(files, "lr.csv", lines())
    (files / "note.txt").write_text("bonjour")
    report, out = made(base, files)
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["shipped"] == "test"
    assert manifest["edition"] == report.edition
    assert manifest["edition"].startswith("test-")
    assert manifest["extracts"] is False
    assert manifest["errors"] == {}, "estimated anew, with the files that came: no events here"
    assert {"official.parquet", "published.parquet"} <= set(manifest["tables"])
    [file] = manifest["official"]
    assert file["file"] == "lr.csv"
    assert file["producer"] == "Insee"
    assert file["bytes"] == path.stat().st_size
    assert file["licence"].startswith("Licence Ouverte")
    assert file["address"].startswith("https://api.insee.fr/melodi/file/DS_RP_EMPLOI_LR_PRINC")
    assert [one["file"] for one in manifest["refused"]] == ["note.txt"]


@pytest.mark.usefixtures("whole")
def test_twice_the_same_files_give_twice_the_same_bytes(base: Path, files: Path) -> None:
    write(files, "lr.csv", lines())
    first, second = (made(base, files, out=name)[1] for name in ("a", "b"))
    paths = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert paths
    assert paths == sorted(path.relative_to(second) for path in second.rglob("*") if path.is_file())
    assert all((first / path).read_bytes() == (second / path).read_bytes() for path in paths)


def test_an_extract_is_refused_unless_it_is_wanted_and_then_it_is_said(base: Path, files: Path) -> None:
    write(files, "lr.csv", lines())
    with pytest.raises(SourceError, match="ne peut être ajouté"):
        made(base, files)
    assert not (base.parent / "out").exists()
    report, out = made(base, files, extracts=True)
    assert report.edition.endswith("-essai")
    assert Store(out).of_extracts
    assert "au lieu de" in json.loads((out / "manifest.json").read_text())["official"][0]["extract"]


@pytest.mark.usefixtures("whole")
def test_what_was_there_stays_when_nothing_can_be_built(base: Path, files: Path) -> None:
    path = write(files, "lr.csv", lines())
    _, out = made(base, files)
    before = (out / "manifest.json").read_bytes()
    path.write_text(path.read_text().replace("EMPSTA_ENQ", "EMPSTA"))
    with pytest.raises(SourceError):
        made(base, files)
    assert (out / "manifest.json").read_bytes() == before
    assert [item.name for item in base.parent.iterdir() if item.name.startswith(".building")] == []


@pytest.mark.usefixtures("whole")
def test_a_file_that_fails_leaves_the_others_and_is_said(base: Path, files: Path) -> None:
    write(files, "a.csv", lines())
    write(files, "b.csv", [line.replace(";POP;A;A;", ";POP;A;Z;") for line in lines()])
    write(files, "c.csv", ["5"], header="inconnu")
    report, _ = made(base, files)
    assert [one.path.name for one in report.taken] == ["a.csv"]
    assert "marque inconnue" in report.refused["b.csv"]
    assert "aucun jeu de données connu" in report.refused["c.csv"]


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: row.replace("600.0", "60000000.0"), "n’est pas entre"),
        (lambda row: row.replace(";1T2;", ";x;").replace(";_T;Y", ";1T2;Y").replace(";x;", ";_T;"), "dépasse"),
    ],
    ids=["beyond what a commune can be", "columns exchanged"],
)
def test_values_that_cannot_be_are_refused(base: Path, files: Path, change: Callable[[str], str], said: str) -> None:
    write(files, "a.csv", [change(row) for row in lines()])
    write(files, "b.csv", lines(year=2017))
    report, _ = made(base, files)
    assert said in report.refused["a.csv"]


@pytest.mark.usefixtures("whole")
def test_of_two_editions_the_one_with_most_territories_gives_a_year_and_each_its_own_years(
    base: Path, files: Path
) -> None:
    write(files, "old.csv", [*lines(year=2012), *lines(year=2017)])
    write(files, "new.csv", [*lines({k: 2 * v for k, v in PEOPLE.items()}, 2017), *lines(year=2023)])
    _, out = made(base, files)
    store = Store(out)
    assert store.years("rp_pop_15_64") == (2012, 2017, 2023)
    assert store.measure("rp_pop_15_64", 2017).tolist() == [2 * n for n in PEOPLE.values()], "as many: the latest"


@pytest.mark.usefixtures("whole")
def test_pages_of_one_edition_are_put_together_and_may_not_contradict_each_other(base: Path, files: Path) -> None:
    write(files, "1.csv", lines())
    write(files, "2.csv", lines())
    write(files, "3.csv", lines({code: n + 1 for code, n in PEOPLE.items()}))
    report, out = made(base, files)
    assert [one.path.name for one in report.taken] == ["1.csv", "2.csv"]
    assert "dit autre chose" in report.refused["3.csv"]
    assert Store(out).measure("rp_pop_15_64", 2023).tolist() == list(PEOPLE.values())


def facilities(*rows: str) -> list[str]:
    return [f"{row.rpartition(';')[0]};FACILITIES;0;NR;A;2025;{row.rpartition(';')[2]}" for row in rows]


BPE = (
    "GEO;GEO_OBJECT;FACILITY_DOM;FACILITY_SDOM;FACILITY_TYPE;BPE_MEASURE;UNIT_MULT;UNIT_MEASURE;OBS_STATUS;"
    "TIME_PERIOD;OBS_VALUE"
)


@pytest.mark.parametrize("complete", [True, False])
def test_an_absent_line_of_facilities_is_a_zero_in_a_whole_file_only(
    base: Path, files: Path, complete: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.official.melodi.holds_all", lambda *_: complete)
    small = {name: replace(one, expected={"commune": 1 if complete else 99}) for name, one in datasets().items()}
    monkeypatch.setattr(taking, "datasets", lambda: small)
    types = sorted({
        f"{m.where.get('FACILITY_DOM', '_T')};{m.where.get('FACILITY_SDOM', '_T')};{code}"
        for m in _bpe_measures()
        for code in _codes(m.where.get("FACILITY_TYPE", "_T"))
    })  # fmt: skip
    write(files, "bpe.csv", facilities(*(f"01001;COM;{one};3" for one in types)), header=BPE)
    _, out = made(base, files, extracts=True)
    cells = Store(out).measure("bpe_equipements", 2025)
    assert cells[0] == 3
    assert all(value == 0 if complete else math.isnan(value) for value in cells[1:].tolist())


def _bpe_measures() -> tuple[SetMeasure, ...]:
    return sets()["DS_BPE"].measures


def _codes(told: str | tuple[str, ...]) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else told


@pytest.mark.usefixtures("whole")
def test_an_edition_goes_nowhere_else_than_in_a_place_for_it(base: Path, files: Path) -> None:
    write(files, "lr.csv", lines())
    with pytest.raises(SourceError, match="édition livrée"):
        build(files, base, CATALOG, base=base, say=lambda _: None)
    other = base.parent / "home"
    other.mkdir()
    (other / "letter.txt").write_text("x")
    with pytest.raises(SourceError, match="n’est pas une édition"):
        build(files, other, CATALOG, base=base, say=lambda _: None)
    assert (other / "letter.txt").read_text() == "x"


def membership(folder: Path, name: str, year: int, zones: dict[str, str]) -> Path:
    """Write a table of membership of communes to a zone each of a bassin de vie, all else the same for all."""
    names = "CODGEO;DEP;REG;EPCI;ARR;CANOV;ZE2020;UU2020;AAV2020;BV2022"
    communes = [names, *(f"{code};01;11;100000001;011;0101;0051;ZZZZZ;001;{zone}" for code, zone in zones.items())]
    named = {"ARR": "011", "CANOV": "0101", "ZE2020": "0051", "AAV2020": "001"}
    pairs = [*named.items(), *(("BV2022", zone) for zone in sorted({*zones.values()}))]
    lines = ["NIVGEO;CODGEO;LIBGEO", "UU2020;ZZZZZ;Sans objet"]
    lines += [f"{column};{code};Zone {code}" for column, code in pairs]
    titles = [["a"], ["b"], [f"Géographie au 01/01/{year}"], ["d"], ["e"]]
    sheets = {"COM": communes, "Zones_supra_communales": lines}
    return workbook(folder / name, {sheet: [*titles, *cells("\n".join(text))] for sheet, text in sheets.items()})


@pytest.mark.usefixtures("whole")
def test_zonings_are_brought_to_the_communes_of_today_and_read_by_the_store(base: Path, files: Path) -> None:
    today = {code: "01001" if at < 3 else "02001" for at, code in enumerate(PEOPLE)}
    membership(files, "old.xlsx", 2024, dict.fromkeys(PEOPLE, "01001"))
    membership(files, "new.xlsx", 2026, today)
    report, out = made(base, files)
    assert [one.path.name for one in report.taken] == ["new.xlsx"]
    assert "la table de 2026 en tient lieu" in report.refused["old.xlsx"]
    zonings = Store(out).zonings
    assert zonings.names == ("aire_attraction", "arrondissement", "bassin_vie", "canton", "zone_emploi")
    first, second = zonings.zones("bassin_vie")
    assert (first.code, first.name, second.code) == ("01001", "Zone 01001", "02001")
    assert first.communes == tuple(sorted(code for code, zone in today.items() if zone == "01001"))
    assert [zone.zoning for zone in zonings.holding(first.communes[0])] == list(zonings.names)
    assert zonings.zones("pays") == ()
    assert zonings.holding("99999") == ()
    assert Store(base).zonings.names == (), "what ships has none"


@pytest.mark.usefixtures("whole")
def test_a_zone_is_of_communes_of_the_edition(base: Path, files: Path) -> None:
    membership(files, "new.xlsx", 2026, dict.fromkeys(PEOPLE, "01001"))
    _, out = made(base, files)
    tables = {name: pd.read_parquet(out / f"{name}.parquet") for name in (*TABLES, "zonings")}
    territories = pd.read_parquet(base / "territories.parquet")
    assert official_violations(tables, CATALOG.measures, territories) == []
    last = tables["zonings"].index[-1]
    for column, stray, said in (("commune", "99999", "no commune"), ("name", "Autre", "two names")):
        tables["zonings"].loc[last, column], held = stray, tables["zonings"].loc[last, column]
        (told,) = official_violations(tables, CATALOG.measures, territories)
        assert said in told
        tables["zonings"].loc[last, column] = held


def test_the_year_that_a_file_does_not_say_is_asked_and_kept(base: Path, files: Path) -> None:
    territories = pd.read_parquet(base / "territories.parquet")
    places = places_of(territories, pd.read_parquet(base / "former_communes.parquet"))
    code = next(iter(PEOPLE))
    silent = write(base.parent, "export.csv", [f"{code};x;5;1;6"], "DEPCOM_ARM;LIBCOM;nb_loues;nb_vacants;nb_ls")
    with pytest.raises(Unexpected, match="add --year 2024"):
        add(silent, files, CATALOG, places, date(2026, 11, 27))
    assert not any(files.iterdir())
    one = add(silent, files, CATALOG, places, date(2026, 11, 27), 2023)
    assert one.edition == "1er janvier 2023"
    assert take(one.target, places, CATALOG.measures, extracts=True).edition == "1er janvier 2023"
    told = write(base.parent, "lr.csv", lines())
    with pytest.raises(Unexpected, match="son contenu dit son édition, 2023"):
        add(told, files, CATALOG, places, date(2026, 11, 27), 2022)


def test_extracts_complete_each_other_by_territory_and_what_they_contradict_is_said(base: Path, files: Path) -> None:
    codes = sorted(PEOPLE)
    few, others = {code: PEOPLE[code] for code in codes[:3]}, {code: 2 * PEOPLE[code] for code in codes[2:4]}
    write(files, "a.csv", [*lines(few), *lines(few, 2017)])
    write(files, "b.csv", lines(others, 2017))
    report, out = made(base, files, extracts=True)
    assert len(report.taken) == 2
    held = pd.read_parquet(out / "official.parquet").set_index("code")["rp_pop_15_64__2017"].dropna().to_dict()
    assert held == {**{code: PEOPLE[code] for code in codes[:3]}, codes[3]: 2 * PEOPLE[codes[3]]}
    (told,) = (note for note in report.notes if note.startswith("rp_pop_15_64, 2017"))
    assert "1\u00a0territoire a deux valeurs dans a.csv et b.csv" in told
    assert codes[2] in told


@pytest.mark.parametrize("last", [2017, 2023], ids=["of one edition", "of another"])
def test_a_figure_of_one_extract_stands_before_the_silence_of_another(base: Path, files: Path, last: int) -> None:
    code, *others = sorted(PEOPLE)
    silent = [f"{line.rpartition(';')[0]};".replace(";A;A;", ";O;A;") for line in lines({code: 1.0}, 2017)]
    write(files, "a.csv", [*silent, *lines(dict.fromkeys(others, 2.0), 2017)])
    write(files, "b.csv", [*lines({code: 5.0}, 2017), *(lines({code: 5.0}, last) if last > 2017 else [])])
    report, out = made(base, files, extracts=True)
    assert report.refused == {}
    held = pd.read_parquet(out / "official.parquet").set_index("code")["rp_pop_15_64__2017"]
    assert held[code] == 5.0
    assert held[others[0]] == 2.0


def test_a_provisional_figure_above_communes_says_so(base: Path, files: Path) -> None:
    epci = [line.replace(";A;A;", ";A;P;") for line in lines({"100000001": 990.0}, level="EPCI")]
    write(files, "lr.csv", [*lines(), *epci])
    _, out = made(base, files, extracts=True)
    found = figures(Store(out), RATE, "epci", 2023).figure(0)
    assert (found.value, found.flagged, found.reason) == (pytest.approx(10), True, "Chiffre provisoire.")


def test_a_plain_figure_above_communes_says_nothing(base: Path, files: Path) -> None:
    write(files, "lr.csv", [*lines(), *lines({"100000001": 990.0}, level="EPCI")])
    _, out = made(base, files, extracts=True)
    found = figures(Store(out), RATE, "epci", 2023).figure(0)
    assert (found.value, found.flagged, found.reason) == (pytest.approx(10), False, "")
    assert pd.read_parquet(out / "published_flags.parquet").empty
