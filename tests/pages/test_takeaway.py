"""« Emporter » on every view: its files in French, named after what they hold, made when asked for, and readable."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import docx
import pandas as pd
import pyarrow.parquet as pq
import pytest
import streamlit as st

from observatoire.exports.tables.texts import LONGEST_NAME
from observatoire.exports.work import Work
from observatoire.model.store import open_store
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from tests.pages.test_pages import run, unfolded

TABLES = (
    "Tableau\u202f: CSV pour tableur («\u00a0;\u00a0», virgule décimale)",
    "Tableau\u202f: CSV pour programmes (RFC 4180)",
    "Tableau\u202f: Classeur Excel",
    "Tableau\u202f: Classeur LibreOffice",
    "Tableau\u202f: Parquet",
    "Tableau\u202f: notice en texte (définition, couverture, sources)",
)
CHARTS = ("Graphique\u202f: image (PNG)", "Graphique\u202f: dessin (SVG)")
WORD = "Page Word\u202f: dessin, phrase et source"
STARTS = {"csv": (b"\xef\xbb\xbf", b"identifiant,"), "xlsx": (b"PK",), "ods": (b"PK",), "parquet": (b"PAR1",),
          "docx": (b"PK",), "txt": ("\ufeffTitre\u202f: ".encode(),), "png": (b"\x89PNG",),
          "svg": (b"<svg",)}  # fmt: skip
NAME = "grand-cognac_epci-200070514"
VIEWS: dict[str, tuple[str, dict[str, str], tuple[str, ...], str]] = {
    "one indicator": ("comparer", {}, (*CHARTS, WORD, *TABLES), f"{NAME}_pairs_departement_part_65_ans_plus_2021"),
    "theme": ("comparer", {"vue": "theme", "theme": "logement"}, TABLES, f"{NAME}_theme_logement_pairs_departement"),
    "two indicators": (
        "comparer",
        {"vue": "croiser", "second": "densite"},
        (*CHARTS, WORD, *TABLES),
        "epci-200070514_part_65_ans_plus_densite_departement",
    ),
    "side by side": ("comparer", {"vue": "cote", "avec": "epci-243500139"}, TABLES, f"{NAME}_cote-a-cote_demographie"),
    "series": ("evolution", {}, (*CHARTS, WORD, *TABLES), f"{NAME}_population_evolution"),
    "peers": ("pairs", {}, TABLES, f"{NAME}_liste-des-pairs_departement"),
    "neighbours": ("pairs", {"pairs": "similaires"}, (*CHARTS, *TABLES), f"{NAME}_liste-des-pairs_similaires"),
    "portrait": ("portrait", {}, TABLES, f"{NAME}_portrait_l-essentiel_pairs_departement"),
}


@dataclass(frozen=True)
class File:
    label: str
    name: str
    work: Work

    def write(self) -> bytes:
        """Make it as the other process does: from bytes, with its own data."""
        return Work.unpacked(self.work.packed(), *open_offered())()


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> list[File]:
    """What the pages offer, kept as they offer it: AppTest has no way to ask for a file."""
    kept: list[File] = []
    draw = st.download_button

    def offered(label: str, data: Work, file_name: str, **options: Any) -> bool:
        kept.append(File(label, file_name, data))
        return draw(label, data, file_name, **options)

    monkeypatch.setattr(st, "download_button", offered)
    return kept


def opened(files: list[File], view: str, key: str = "emporter", **changes: str) -> list[File]:
    page, parameters, _, _ = VIEWS[view]
    app = run(page, **({"territoire": "epci-200070514", "pairs": "departement"} | parameters | changes))
    assert not files, "made when asked for"
    assert not unfolded(app, key).exception
    return files


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_gives_its_data_away_in_every_format(files: list[File], view: str) -> None:
    _, _, labels, stem = VIEWS[view]
    found = opened(files, view)
    assert [file.label for file in found] == list(labels)
    assert len({file.name for file in found}) == len(found), "none takes the place of another"
    for file in found:
        assert file.name.startswith(stem)
        assert file.write().startswith(STARTS[file.name.rpartition(".")[2]])


def test_a_map_gives_its_pictures_and_its_page_first(files: list[File]) -> None:
    assert not unfolded(run("carte", territoire="epci-200070514"), "emporter").exception
    assert [file.name.rpartition(".")[2] for file in files[:3]] == ["png", "svg", "docx"]
    document = docx.Document(io.BytesIO(files[2].write()))
    told = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Territoires\u202f: 54\u00a0communes" in told
    assert "Producteur\u202f: Insee" in told


def test_a_page_of_word_says_what_the_view_says(files: list[File]) -> None:
    file = next(file for file in opened(files, "one indicator") if file.label == WORD)
    document = docx.Document(io.BytesIO(file.write()))
    told = [paragraph.text for paragraph in document.paragraphs]
    assert told[0] == "Part des 65\u00a0ans et plus, 2021"
    assert "En 2021, 25,1\u00a0%" in told[3]
    assert "Entre la 2e et la 3e valeur la plus faible sur 9" in told[3]
    assert (
        "Année\u202f: 2021\nProducteur\u202f: Insee\nTerritoires\u202f: Grand Cognac\u202f; 8\u00a0pairs, dont 8"
        in told[-1]
    )


@pytest.mark.parametrize("place", ["com-97611", "com-26274", "com-75056", "reg-75"])
@pytest.mark.parametrize("view", ["theme", "two indicators", "side by side", "peers", "portrait"])
def test_places_with_missing_or_fragile_figures_are_given_away_too(files: list[File], view: str, place: str) -> None:
    method = "france" if place == "reg-75" else "region"
    if place == "com-26274" and view != "two indicators":  # the same states among 363 communes as among 4 025
        method = "departement"
    for file in opened(files, view, territoire=place, pairs=method, avec=""):
        assert file.write()


def test_france_has_no_peers_and_a_portrait_all_the_same(files: list[File]) -> None:
    found = opened(files, "portrait", territoire="france", theme="tout")
    table = next(pq.read_table(io.BytesIO(f.write())).to_pandas() for f in found if f.name.endswith(".parquet"))
    assert len(table) == len(open_offered()[1].indicators)
    assert "rang" not in table
    assert found[0].name == "france_portrait_tout.csv"


def test_the_file_has_the_figures_of_the_screen_and_its_link(files: list[File]) -> None:
    found = opened(files, "side by side", theme="logement")
    table = next(pq.read_table(io.BytesIO(f.write())).to_pandas() for f in found if f.name.endswith(".parquet"))
    store, catalog = open_offered()
    assert set(table["identifiant"]) == {"epci-200070514", "epci-243500139"}
    for row in table.itertuples():
        known = figures(store, catalog.indicator(row.indicateur), "epci", row.annee).of(row.identifiant)
        assert row.valeur == known.value


def test_the_communes_behind_a_figure_are_given_away(files: list[File]) -> None:
    app = run("comparer", territoire="epci-200070514", pairs="departement")
    app.session_state["calcul"] = True
    assert not unfolded(app, "emporter-calcul").exception
    assert [file.label for file in files] == list(TABLES)
    table = pd.read_csv(io.BytesIO(files[1].write()))
    assert len(table) == open_store().territory("epci-200070514").members
    assert table["rp_pop_65p_2021"].sum() == 17_331


@pytest.mark.parametrize(("level", "workbooks"), [("commune", False), ("epci", True), ("region", True)])
def test_whole_levels_are_given_away_as_workbooks_where_one_bears_them(
    files: list[File], level: str, workbooks: bool
) -> None:
    app = unfolded(run("donnees"), f"emporter-{level}")
    assert [file.label for file in files] == [t for t in TABLES if workbooks or "Classeur" not in t]
    assert any("Trop de cases" in caption.value for caption in app.caption) is not workbooks
    assert len({file.name for file in files}) == len(files)
    assert all(file.name.startswith("observatoire_tous-les-indicateurs_") for file in files)
    assert all(open_store().edition.replace(".", "-") in file.name for file in files)
    if level == "region":
        for file in files:
            assert file.write().startswith(STARTS[file.name.rpartition(".")[2]])


def test_the_longest_names_are_whole(files: list[File]) -> None:
    longest = sorted((i for i in open_offered()[1].indicators.values() if "epci" in i.levels), key=lambda i: -len(i.id))
    places = open_store().level("epci")
    place = str(places["short_name"].str.len().idxmax())
    opened(files, "two indicators", territoire=place, indicateur=longest[0].id, second=longest[1].id)
    app = run("comparer", territoire=place, pairs="departement", indicateur=longest[0].id)
    unfolded(app, "emporter")
    assert all(len(file.name.rpartition(".")[0]) < LONGEST_NAME for file in files)


COMPOSED = {"territoire": "compose-200070514.241600303", "nom": "Vallée de la Charente"}


@pytest.mark.parametrize(
    ("page", "asked", "key"),
    [
        ("comparer", {"avec": "compose-16.17~Deux%20Charentes"}, "emporter"),
        ("comparer", {"vue": "theme", "theme": "logement"}, "emporter"),
        ("comparer", {"vue": "croiser", "second": "densite"}, "emporter"),
        ("comparer", {"vue": "cote", "avec": "epci-200070514"}, "emporter"),
        ("evolution", {}, "emporter"),
        ("pairs", {"pairs": "similaires"}, "emporter"),
        ("portrait", {}, "emporter"),
        ("portrait", {}, "emporter-fiche"),
        ("carte", {"indicateur": "part_65_ans_plus"}, "emporter"),
    ],
)
def test_all_that_is_offered_of_a_composed_territory_can_be_made(
    files: list[File], page: str, asked: dict[str, str], key: str
) -> None:
    unfolded(run(page, **COMPOSED, **asked), key)
    assert files
    for file in files:
        assert "compose-" not in file.name
        assert len(file.name) <= LONGEST_NAME + 10
        if file.name.endswith(
            ("png", "pdf", "txt", "geojson")
        ):  # each other format writes the same tables and drawings
            assert file.write()
        elif file.name.endswith(".csv"):
            text = file.write().decode()
            assert "Vallée de la Charente" in text or page == "carte"
            assert "~" not in text
