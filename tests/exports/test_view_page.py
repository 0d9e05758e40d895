"""A view as one page of Word: whole, one page, French, its drawing with words for those who do not see it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest

from observatoire.exports.pictures.docx import HIGH, WIDE, ViewPage, drawn_words, map_page, view_docx
from observatoire.model.store import open_store
from tests.exports.map_cases import ALL_EPCI, ALPS, ATTACK, COGNAC, STORE, sheet_of
from tests.exports.programs import office, pdf_text, poppler

TALL = '<svg xmlns="http://www.w3.org/2000/svg" width="844" height="4000" viewBox="0 0 844 4000"/>'
PAGE = ViewPage(
    "Titre", "Lieu", ("Une phrase.", ""), TALL, [("Année", "2021"), ("Source", "Insee.")], "2026.1",
    "https://observatoire.exemple/carte?x=1", date(2026, 11, 22),
)  # fmt: skip


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("scope", [COGNAC, ALPS, ALL_EPCI])
def test_a_map_with_its_legend_and_its_words_holds_on_one_page(tmp_path: Path, scope) -> None:
    path = tmp_path / "carte.docx"
    sheet = sheet_of(scope)
    path.write_bytes(view_docx(map_page(STORE, sheet, "Cognac\u202f: 23,1\u00a0%.")))
    (pdf,) = office(path, "pdf")
    assert "Pages:           1\n" in poppler("pdfinfo", pdf)
    told = plain(pdf_text(pdf))
    for text in (sheet.title, "Année : 2021", "Producteur : Insee", "Licence Ouverte", "Cognac : 23,1 %", "édition"):
        assert plain(text) in told, text


def test_the_drawing_keeps_its_proportions_in_its_room_and_has_words() -> None:
    document = docx.Document(io.BytesIO(view_docx(PAGE)))
    (shape,) = document.inline_shapes
    assert shape.height.mm == pytest.approx(HIGH)
    assert shape.width.mm == pytest.approx(HIGH * 844 / 4000, abs=0.1)
    assert shape._inline.docPr.get("descr") == "Titre Une phrase."
    wide = replace(PAGE, picture=TALL.replace("4000", "400"))
    (shape,) = docx.Document(io.BytesIO(view_docx(wide))).inline_shapes
    assert shape.width.mm == pytest.approx(WIDE)


def test_hostile_words_stay_words_and_no_link_leads_to_a_script() -> None:
    hostile = replace(PAGE, title=ATTACK, sentences=[ATTACK], facts=[(ATTACK, ATTACK)], link="javascript:alert(1)")
    content = view_docx(hostile)
    assert docx.Document(io.BytesIO(content)).paragraphs[0].text.startswith("<script>alert(1)</script>")
    assert b"javascript:" not in ZipFile(io.BytesIO(content)).read("word/_rels/document.xml.rels")


def test_how_many_territories_a_chart_draws() -> None:
    place = open_store().territory("epci-200070514")
    assert drawn_words([place], 8, 7) == "Grand Cognac\u202f; 8\u00a0pairs, dont 7 au chiffre qui compte"
    assert drawn_words([place], 8) == "Grand Cognac\u202f; 8\u00a0pairs"
    assert drawn_words([place], 0, 0) == "Grand Cognac"
