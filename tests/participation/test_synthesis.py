"""The synthesis of a publication: its figures, its mark on every page, what people edit, what is read aloud."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from typing import Any

import docx
import pytest

from observatoire.exports.reports.pdf import report_pdf
from observatoire.exports.reports.record import Bullets, Grid, Heading, Paragraph, Picture, Report
from participation.model.questionnaire import Questionnaire
from participation.results.publication import Told, document
from participation.results.tables import results
from participation.statistics.representativeness import Doubt, Reservation
from participation.views.synthesis.content import (
    _untold_shares,
    _untold_tables,
    synthesis,
    synthesis_docx,
    synthesis_pdf,
)
from tests.exports.programs import poppler
from tests.participation.test_publication import TOLD, country
from tests.participation.test_results import LARGE, SMALL, UNSURE, submission

MARK = "Démonstration\u202f: réponses inventées"
SHA = "ab" * 32
NOT_ZERO = "Un chiffre tu n’est pas un zéro."


def regions(code: str) -> str:
    return {"75": "Nouvelle-Aquitaine"}[code]


def published(form: Questionnaire, told: Told = TOLD) -> dict[str, Any]:
    """Twelve small communes, six large ones, two EPCI who are withheld."""
    given = [
        submission(form, SMALL, site=site, heures=7, projets_wifi="prevu", freins={"argent": 1})
        for site in ["propre"] * 6 + ["aucun"] * 3 + [UNSURE] * 3
    ]
    given += [submission(form, LARGE, 1_000, site="aucun", heures=21) for _ in range(6)]
    given += [submission(form, (1, 0, 1), 5_000, site="partage", heures=33) for _ in range(2)]
    found = results(form, given, country(), ("kind",), 5)
    return document(told, form, country(), found, (Reservation(Doubt.FEW, (), 17.3, 50.0),))


@pytest.fixture(scope="module")
def made(form: Questionnaire) -> dict[str, Any]:
    return published(form)


@pytest.fixture(scope="module")
def report(made: dict[str, Any], form: Questionnaire) -> Report:
    return synthesis(made, form, regions, SHA)


def under(report: Report, title: str) -> list[Any]:
    """Return the blocks under a heading, up to the next one of its level or above."""
    at = next(i for i, block in enumerate(report.blocks) if isinstance(block, Heading) and block.text == title)
    level = report.blocks[at].level  # type: ignore[union-attr]
    after = report.blocks[at + 1 :]
    end = next((i for i, b in enumerate(after) if isinstance(b, Heading) and b.level <= level), len(after))
    return list(after[:end])


def cells(grid: Grid, row: str) -> tuple[tuple[str, ...], ...]:
    return next(cells[1:] for cells in grid.rows if cells[0] == (row,))


def test_a_question_is_a_sentence_a_drawing_and_a_table_with_two_readings(report, made):
    """Of 90 small and 10 large communes: 45 small ones have a site, who hold 9 000 / 2 of 19 000 inhabitants.

    A small one that answered stands for 7.5 of 100: shares are told by tenths.
    """
    sentence, picture, grid, notes = under(report, "Un site\u202f?")
    assert sentence.look == "lead"
    assert sentence.text.startswith("«\u00a0")
    assert isinstance(picture, Picture)
    assert grid.heads == ("Réponse", "Communes"), "the EPCI, too few, have no column"
    own = cells(grid, "Un site à nous")[0]
    share = next(one for one in made["questions"] if one["question"] == "site")["groups"][0]["options"][0]["share"]
    assert own[0] == "40\u00a0%"
    assert own[1].startswith("de ")
    assert own[1].endswith(f"{100 * share['high']:.0f}\u00a0%")
    assert own[2] == "habitants\u202f: 20\u00a0%"
    assert cells(grid, "Réponses") == (("18",),)
    effective = 18 / (18 * (12 * 7.5**2 + 6 * (10 / 6) ** 2) / 100**2)
    assert cells(grid, "Réponses effectives") == (("10",),), f"{effective}, down to fives"
    assert 10 < effective < 15
    assert "EPCI\u202f: non communiqué. Trop peu de réponses" in notes.text
    assert "Groupe le moins représenté. Communes de 500 à 1\u202f999 habitants, 6\u00a0réponses" in notes.text


def test_who_answered_comes_first_with_its_reservations(report):
    box, facts = under(report, "Qui a répondu")
    assert isinstance(box, Bullets)
    assert box.title == "À savoir avant de lire"
    assert box.items[0].startswith("Ces réponses ne renseignent pas plus que 15")
    assert cells(facts, "Réponses") == (("20",),)
    weakest = cells(facts, "Groupe le moins représenté")[0][0]
    assert weakest.endswith("nombre de réponses non communiqué"), "two EPCI, never told as two"


def test_a_number_and_a_grid_have_their_own_tables(report):
    numbers = next(block for block in under(report, "Heures\u202f?") if isinstance(block, Grid))
    assert numbers.caption == "Nombre donné (h)"
    assert cells(numbers, "Médiane") == (("7,0",),)
    assert cells(numbers, "Moyenne")[0][0] == "8,5", "90 of 7 and 10 of 21 are 8,4, told by halves"
    grid = next(block for block in under(report, "Projets\u202f?") if isinstance(block, Grid))
    assert grid.heads == ("", "En place", "Prévu sous 12 mois", "Non", "Ne sait pas", "Réponses")
    assert cells(grid, "Wifi")[1][0] == "100,0\u00a0%"


def test_what_is_withheld_is_counted_and_no_hidden_figure_is_anywhere(report, made):
    told = under(report, "Ce qui est tu, et pourquoi")
    withheld = sum(group["withheld"] for table in made["questions"] for group in table["groups"])
    assert withheld > 0
    assert f" {withheld} sont tus en entier" in told[0].text
    assert all(", 2 réponses" not in block.text for block in report.blocks if isinstance(block, Paragraph | Heading))


@pytest.mark.parametrize(
    ("untold", "told"),
    [(0, "aucun n’est tu en entier"), (1, "1 est tu en entier"), (1_771, "1\u202f771 sont tus en entier")],
)
def test_one_is_withheld_and_several_are(untold, told):
    assert _untold_tables(untold, 2_000).endswith(f"{told}.")


def test_one_share_is_not_given_and_several_are_not():
    assert _untold_shares(["value", "few"]) == "Dans les autres, 1\u00a0part sur 2 n’est pas donnée. " + NOT_ZERO
    assert _untold_shares(["few", "few"]) == "Dans les autres, 2\u00a0parts sur 2 ne sont pas données. " + NOT_ZERO
    assert _untold_shares(["value"]) == "Toutes les parts des autres sont données."


def test_the_pdf_is_tagged_french_and_marked_on_every_page(report, tmp_path):
    path = tmp_path / "synthese.pdf"
    path.write_bytes(report_pdf(report))
    assert report_pdf(report) == path.read_bytes()
    pages = poppler("pdftotext", "-layout", path, "-").split("\f")[:-1]
    assert len(pages) >= 3
    for page in pages:
        assert "Démonstration" in page.splitlines()[0]
    assert "yes" in re.search(r"Tagged:\s+(\w+)", poppler("pdfinfo", path))[1]
    tree = poppler("pdfinfo", "-struct-text", path)
    assert tree.count("H1 ") == 1
    assert "THead" in tree
    assert re.search(r'H3 [^\n]*\n\s+"Un site', tree)
    assert re.search(rb"/Lang ?\(fr", path.read_bytes())


def test_a_table_that_a_page_cuts_has_what_it_rests_on_once_at_its_end(report, tmp_path):
    """Twenty lines under a page nearly full of text: they flow; answers under the first piece would seem to end it."""
    rows = tuple(((f"Réponse {at}",), (f"{at} %",)) for at in range(20))
    grid = Grid("Parts", ("Réponse", "Communes"), (*rows, (("Réponses",), ("123",))), foot=1)
    path = tmp_path / "coupe.pdf"
    before = tuple(Paragraph(f"Ligne {at}.") for at in range(28))
    path.write_bytes(report_pdf(dataclasses.replace(report, blocks=(*before, grid))))
    first, second = poppler("pdftotext", "-layout", path, "-").split("\f")[:-1]
    assert "Réponse 0 " in first
    assert "Réponse 19" in second
    assert (first.count("123"), second.count("123")) == (0, 1)
    assert all(re.search(r"Réponse +Communes", page) for page in (first, second)), "its head stands over each piece"
    assert {block.foot for block in report.blocks if isinstance(block, Grid)} >= {2}, "as the tables of a question do"


def test_the_docx_is_edited_by_its_styles(made, form):
    content = synthesis_docx(made, form, regions, SHA)
    document_ = docx.Document(io.BytesIO(content))
    [section] = document_.sections
    assert section.header.paragraphs[0].text == MARK
    room = section.page_width - section.left_margin - section.right_margin
    for shape in document_.inline_shapes:
        beside = [int(shape._inline.get(name)) for name in ("distL", "distR")]
        assert shape.width + sum(beside) <= room + 635, "a twentieth of a point more, in which margins are written"
    styles = [paragraph.style.name for paragraph in document_.paragraphs]
    assert {"Heading 1", "Heading 2", "Heading 3", "Note", "À lire", "List Bullet", "Caption", "Subtitle"} <= set(
        styles
    )
    assert styles.count("Heading 1") == 1
    body = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    drawings = re.findall(r'<wp:docPr [^>]*descr="([^"]+)"', body)
    assert len(drawings) == body.count("<wp:docPr ") >= 4, "each drawing has its text"
    assert any("Un site à nous\u202f: 40\u00a0%" in told for told in drawings)
    assert body.count("<w:tblHeader/>") == len(document_.tables)
    assert 'w:val="fr-FR"' in zipfile.ZipFile(io.BytesIO(content)).read("word/styles.xml").decode()
    assert document_.core_properties.language == "fr-FR"


def test_a_real_campaign_bears_no_mark(form):
    real = published(form, Told("b", "B", "organisation", "2026-09-01", "2026-12-01", "2026-12-10", 5, False))
    told = synthesis(real, form, regions, SHA)
    assert told.notice == ""
    assert "inventée" not in str(told)


def test_a_label_is_never_markup(form):
    """What an organiser writes stands as written, in the drawing and in the document."""
    told = Told("b", "<b>#strong[B]</b> & $x$", "organisation", "2026-09-01", "2026-12-01", "2026-12-10", 5, True)
    path = synthesis_pdf(published(form, told), form, regions, SHA)
    assert path.startswith(b"%PDF")
    assert synthesis(published(form, told), form, regions, SHA).title == told.title


def test_the_drawing_of_a_share_is_as_long_as_the_share(report):
    """40 % of the ground behind it."""
    picture = next(block for block in under(report, "Un site\u202f?") if isinstance(block, Picture))
    bars = re.findall(r'width="([\d.]+)" height="14" fill="#8A1C4A"', picture.svg)
    grounds = set(re.findall(r'width="([\d.]+)" height="14" fill="#F1EEE6"', picture.svg))
    [ground] = grounds
    assert float(bars[0]) == pytest.approx(0.4 * float(ground), abs=0.06)
