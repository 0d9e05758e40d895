"""Turnout, and no candidate. Figures: interior ministry, municipal elections of 2026, first round."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

from loaders.official import columns
from loaders.official.opened import Member
from loaders.official.reading import Unexpected
from tests.loaders.official.made_files import SAME, cell, known_as, read, read_as

FIRST = (
    "Code département;Libellé département;Code commune;Libellé commune;Inscrits;Votants;% Votants;Abstentions;"
    "% Abstentions;Exprimés;% Exprimés/inscrits;% Exprimés/votants;Blancs;% Blancs/inscrits;% Blancs/votants;Nuls;"
    "% Nuls/inscrits;% Nuls/votants"
)
LISTS = (
    ";Numéro de panneau {0};Nom candidat {0};Nuance liste {0};Libellé de liste {0};Voix {0};Elu {0};Sièges au CM {0};"
    "Sièges au CC {0}"
)
CANDIDATES = ";Numéro de panneau {0};Nuance candidat {0};Nom candidat {0};Prénom candidat {0};Voix {0};Elu {0}"
EUROPEAN = (
    ";Numéro de panneau {0};Nuance liste {0};Libellé abrégé de liste {0};Libellé de liste {0};Voix {0};Sièges {0}"
)
ABERGEMENT = "01;Ain;01001;L'Abergement;679;374;55,08%;305;44,92%;345;50,81%;92,25%;16;2,36%;4,28%;13;1,91%;3,48%"
BORDEAUX = (
    "33;Gironde;33063;Bordeaux;174137;101141;58,08%;72996;41,92%;100155;57,52%;99,03%;632;0,36%;0,62%;354;0,20%;0,35%"
)
YATE = "988;Nouvelle-Calédonie;98832;Yaté;1830;1366;74,64%;464;25,36%;1357;74,15%;99,34%;4;0,22%;0,29%;5;0,27%;0,37%"
NAME = "SURNAME-OF-A-CANDIDATE"


def results(block: str, *lines: str, blocks: int = 13) -> str:
    """Return a file: the first columns, then a block for each candidate, one of them filled."""
    names = FIRST + "".join(block.format(number) for number in range(1, blocks + 1))
    empty = (block.count("{0}") * blocks - 2) * ";"
    return "\n".join([names, *(f"{line};1;{NAME}{empty}" for line in lines)]) + "\n"


MUNICIPAL = results(LISTS, ABERGEMENT, BORDEAUX, YATE)


@pytest.mark.parametrize("form", [form for name, form in SAME.items() if name != "records"])
def test_registered_voters_blank_and_void(tmp_path: Path, form) -> None:  # type: ignore[no-untyped-def]
    dataset, reading = read_as(tmp_path, form(MUNICIPAL))
    assert dataset == "elections-municipales-t1"
    assert cell(reading, "33063", "municipales_t1_inscrits", 2026) == (174137, "value")
    assert cell(reading, "33063", "municipales_t1_votants", 2026) == (101141, "value")
    assert cell(reading, "33063", "municipales_t1_blancs_nuls", 2026) == (986, "value")
    assert set(reading.values["code"]) == {"01001", "33063"}, "New Caledonia is no département"


def test_no_column_of_a_candidate_is_ever_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    table = Member.table

    def spied(self: Member, names=None, **how):  # type: ignore[no-untyped-def]
        assert names is not None, "all columns were asked for"
        asked.extend(names)
        given = table(self, names, **how)
        assert isinstance(given, pd.DataFrame)
        assert NAME not in given.to_csv()
        return given

    monkeypatch.setattr(Member, "table", spied)
    columns.names_of.cache_clear()
    for number, block in enumerate((LISTS, CANDIDATES, EUROPEAN)):
        reading = read(tmp_path, results(block, ABERGEMENT, blocks=13).encode(), f"fichier{number}")
        assert NAME not in reading.values.to_csv()
    assert set(asked) == {"Code département", "Code commune", "Inscrits", "Votants", "Abstentions", "Blancs", "Nuls"}


@pytest.mark.parametrize(
    ("block", "dataset", "measure", "year"),
    [
        (CANDIDATES, "elections-legislatives-t1", "legislatives_t1_votants", 2024),
        (EUROPEAN, "elections-europeennes", "europeennes_votants", 2024),
    ],
)
def test_an_election_is_known_by_the_names_of_its_columns(
    tmp_path: Path, block: str, dataset: str, measure: str, year: int
) -> None:
    known, reading = read_as(tmp_path, results(block, ABERGEMENT).encode())
    assert known == dataset
    assert cell(reading, "01001", measure, year) == (374, "value")


def test_a_commune_of_two_constituencies_is_their_sum(tmp_path: Path) -> None:
    other = ABERGEMENT.replace(";679;374;", ";680;375;")
    reading = read(tmp_path, results(CANDIDATES, ABERGEMENT, other).encode())
    assert cell(reading, "01001", "legislatives_t1_inscrits", 2024) == (1359, "value")
    with pytest.raises(Unexpected, match="deux fois"):
        read(tmp_path, results(CANDIDATES, ABERGEMENT, ABERGEMENT).encode())


def test_a_line_without_a_number_leaves_its_commune_without_one(tmp_path: Path) -> None:
    unknown = ABERGEMENT.replace(";679;374;", ";;;").replace(";305;", ";;")
    reading = read(tmp_path, results(CANDIDATES, ABERGEMENT, unknown).encode())
    assert cell(reading, "01001", "legislatives_t1_inscrits", 2024) == (None, "not_published")


@pytest.mark.parametrize("name", ["municipales-2026-t2.csv", "resultats_second_tour.csv", "Municipales tour 2.csv"])
def test_a_second_round_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unexpected, match="second tour"):
        read(tmp_path, MUNICIPAL.encode(), name)


def test_a_second_round_is_refused_by_its_few_candidates(tmp_path: Path) -> None:
    lines = [ABERGEMENT.replace("01001", f"01{number:03}") for number in range(1, 150)]
    assert read_as(tmp_path, results(LISTS, *lines, blocks=13).encode())[0] == "elections-municipales-t1"
    with pytest.raises(Unexpected, match="second tour"):
        read(tmp_path, results(LISTS, *lines, blocks=4).encode())
    with pytest.raises(Unexpected, match="second tour"):
        read(tmp_path, results(CANDIDATES, *lines, blocks=4).encode())


def test_numbers_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unexpected, match=r"01001.*679 inscrits, 345 votants"):
        read(tmp_path, MUNICIPAL.replace(";679;374;", ";679;345;").encode())


def test_a_renamed_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unexpected, match="«\u00a0inscrits\u00a0» est absente"):
        read(tmp_path, MUNICIPAL.replace("Inscrits;Votants", "Electeurs;Votants").encode())


def test_regional_elections_are_nobodys(tmp_path: Path) -> None:
    assert known_as(tmp_path, results(";Voix {0};Binôme {0};Nuance binôme {0}", ABERGEMENT).encode()) == []


def test_polling_stations_of_all_elections_are_added_up(tmp_path: Path) -> None:
    station = {"code_departement": "33", "code_commune": "33063", "code_bv": "1", "inscrits": 1000, "votants": 600}
    station |= {"abstentions": 400, "blancs": 5, "nuls": 3, "exprimes": 592}
    lines = [
        station | {"id_election": "2020_muni_t1"},
        station | {"id_election": "2020_muni_t1", "code_bv": "2", "votants": 500, "abstentions": 500},
        station | {"id_election": "2020_muni_t2"},
        station | {"id_election": "2024_euro_t1"},
        station | {"id_election": "2022_pres_t1"},
        station | {"id_election": "2024_legi_t1", "code_departement": "ZA", "code_commune": "97105"},
    ]
    held = io.BytesIO()
    pd.DataFrame(lines).to_parquet(held)
    dataset, reading = read_as(tmp_path, held.getvalue())
    assert dataset == "elections-all"
    assert cell(reading, "33063", "municipales_t1_inscrits", 2020) == (2000, "value")
    assert cell(reading, "33063", "municipales_t1_votants", 2020) == (1100, "value")
    assert cell(reading, "33063", "municipales_t1_blancs_nuls", 2020) == (16, "value")
    assert cell(reading, "33063", "europeennes_votants", 2024) == (600, "value")
    assert cell(reading, "97105", "legislatives_t1_votants", 2024) == (600, "value")
    assert not reading.values["measure"].str.contains("pres").any()


@pytest.mark.parametrize(
    ("departement", "commune"), [("ZA", "101"), ("ZA", "ZA101"), ("971", "97101"), ("ZA", "97101")]
)
def test_codes_of_departements_overseas_are_those_of_insee(tmp_path: Path, departement: str, commune: str) -> None:
    text = MUNICIPAL.replace("01;Ain;01001", f"{departement};Guadeloupe;{commune}")
    assert cell(read(tmp_path, text.encode()), "97101", "municipales_t1_votants", 2026) == (374, "value")


def test_codes_of_older_layouts_are_put_together(tmp_path: Path) -> None:
    old = MUNICIPAL.replace(";01001;", ";1;").replace("\n01;Ain", "\n1;Ain")
    old = old.replace("Code département", "Code du département").replace("Code commune", "Code de la commune")
    assert cell(read(tmp_path, old.encode()), "01001", "municipales_t1_votants", 2026) == (374, "value")
