"""The fiche: what it gathers, and its three formats opened by poppler, LibreOffice and Chromium."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from docx.oxml.ns import qn
from playwright.sync_api import Browser

from observatoire.__main__ import main
from observatoire.exports.fiche.content import ESSENTIAL, MOST_LINES, UnknownThemeError, fiche_of, shared_out
from observatoire.exports.fiche.docx import fiche_docx
from observatoire.exports.fiche.html import fiche_html
from observatoire.exports.fiche.pdf import fiche_pdf
from observatoire.exports.fiche.record import Fiche
from observatoire.exports.pictures.fonts import embedded_font
from observatoire.statistics.comparison import compare
from observatoire.statistics.components import years
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerRequest, default_method, peer_group
from observatoire.views.french.sentences import value_text
from observatoire.views.french.wording import number
from tests.conftest import JUDGED
from tests.exports.letters import widths
from tests.exports.programs import office, pdf_text, poppler

STORE, CATALOG = open_offered()
LINK = "https://exemple.fr/portrait?territoire=com-16102&pairs=categorie"
PLACES = ("epci-200070514", "com-16102", "dep-16", "reg-75", "france", "com-97611", "com-97411")
HOSTILE = "#let x = 1; *gras* $x$ <b>&\"'</b><script>alert(1)</script> \\ =1+1 \u0001[a](b) @c"


def made(place: str, themes: tuple[str, ...] = ESSENTIAL, method: str | None = None, link: str = LINK) -> Fiche:
    territory = STORE.territory(place)
    chosen = method or default_method(territory)
    group = peer_group(STORE, CATALOG, territory, PeerRequest(chosen)) if chosen else None
    return replace(fiche_of(STORE, CATALOG, territory, group, themes, link), made_on=date(2026, 11, 22))


def spaced(text: str) -> str:
    return " ".join(text.split())


# --- What it gathers -----------------------------------------------------------------------------


def test_its_figures_are_those_of_show_and_compare(capsys: pytest.CaptureFixture[str]) -> None:
    place = "com-16102"
    fiche = made(place, ("demographie", "logement", "fiscalite"), method="categorie")
    assert main(["show", place, "--json"]) == 0
    shown = {(row["indicator"], row["year"]): row for row in json.loads(capsys.readouterr().out)}
    group = peer_group(STORE, CATALOG, STORE.territory(place), PeerRequest("categorie"))
    lines = [line for theme in fiche.themes for line in theme.lines]
    assert len(lines) == MOST_LINES - 3
    for line in lines:
        indicator = CATALOG.indicator(line.indicator)
        year = years(STORE, indicator)[-1]
        row = shown[indicator.id, year]
        result = compare(figures(STORE, indicator, "commune", year), place, group.ids)
        assert line.card.figure == value_text(indicator, row["value"] if row["value"] is not None else 0, row["status"])
        assert line.fragile == row["fragile"]
        if result.rank and result.peers_ranked:
            low, _, high = line.rank.partition(" à ")
            assert int(low) <= result.rank <= int(high or low), "one rank, or those between which the place lies"
            assert line.among == f"sur {number(result.n)}"
            assert line.median == number(result.median, indicator.decimals, signed=indicator.kind == "change")


def test_fragile_and_missing_figures_say_so_and_have_no_rank() -> None:
    hamlet = made("com-05066", method="departement")
    lines = [line for theme in hamlet.themes for line in theme.lines]
    fragile = [line for line in lines if line.fragile]
    assert fragile
    assert {line.rank for line in fragile} == {"non classé"}
    assert "ordre de grandeur" in dict(hamlet.key)
    mayotte = made("com-97611")
    missing = [line for theme in mayotte.themes for line in theme.lines if not line.card.known]
    assert {line.rank for line in missing} == {"–"}
    assert "non publié" in dict(mayotte.key)
    assert "Population légale de 2017" in dict(mayotte.key)["repris d’une autre année"]
    france = [line for theme in made("france").themes for line in theme.lines]
    assert any("% de la population" in remark for line in france for remark in line.remarks), "coverage is said in full"
    assert mayotte.identity[0][0] == "Population municipale (2023, reprise d’une autre année)"


def test_peers_members_and_sources_are_named() -> None:
    epci = made("epci-200070514", method="departement")
    assert len(epci.members) == 54
    assert "Cognac" in epci.members
    assert len(epci.peers) == 8
    assert epci.peers_left_out == 0
    city = made("com-16102", method="categorie")
    assert len(city.peers) == 40
    whole = peer_group(STORE, CATALOG, STORE.territory("com-16102"), PeerRequest("categorie"))
    assert city.peers_left_out == len(whole.ids) - 40
    assert "Insee" in {source.producer for source in city.sources}
    assert made("france").peers_label == ""


def test_lines_are_shared_between_themes() -> None:
    assert shared_out([12, 3, 22], 20) == [9, 3, 8]
    assert shared_out([2, 3], 20) == [2, 3]
    assert shared_out([5, 5, 5], 2) == [1, 1, 0]
    every = made("com-16102", tuple(CATALOG.themes))
    assert sum(theme.left_out for theme in every.themes) > 0
    assert all(theme.lines for theme in every.themes)


def test_wrong_requests_are_refused() -> None:
    with pytest.raises(UnknownThemeError):
        made("com-16102", ("bonheur",))
    for link in ("javascript:alert(1)", "file:///etc/passwd", "exemple.fr"):
        with pytest.raises(ValueError, match="not an address"):
            made("com-16102", link=link)


# --- PDF -----------------------------------------------------------------------------------------


def pdf_of(fiche: Fiche, tmp_path: Path) -> Path:
    path = tmp_path / "fiche.pdf"
    path.write_bytes(fiche_pdf(fiche))
    return path


@pytest.mark.parametrize("themes", [ESSENTIAL, tuple(CATALOG.themes)], ids=["essential", "all"])
@pytest.mark.parametrize("place", [*PLACES, "epci-200054807", "com-05066"])
def test_the_pdf_is_tagged_and_two_to_four_pages(place: str, themes: tuple[str, ...], tmp_path: Path) -> None:
    fiche = made(place, themes)
    path = pdf_of(fiche, tmp_path)
    told = dict(line.split(":", 1) for line in poppler("pdfinfo", path).splitlines() if ":" in line)
    assert told["Tagged"].strip() == "yes"
    assert 2 <= int(told["Pages"]) <= 4
    assert "A4" in told["Page size"]
    assert told["Title"].strip() == f"{fiche.name} : fiche territoire"
    assert b"pdfuaid" in path.read_bytes()
    said = pdf_text(path)
    for line in (line for theme in fiche.themes for line in theme.lines):
        assert spaced(line.figure) in said, line.indicator
        assert set(line.card.title.split()) <= set(said.split()), (
            "each word of the title, which may go to a second line"
        )
    assert "https" not in fiche.name
    for label, text in fiche.identity:
        assert spaced(text) in said, label


def test_the_tags_are_headings_tables_and_described_figures(tmp_path: Path) -> None:
    path = pdf_of(made("epci-200070514", method="departement"), tmp_path)
    tree = poppler("pdfinfo", "-struct-text", path)
    assert tree.count("H1 ") == 1
    assert re.findall(r"H(\d) ", tree)[0] == "1"
    for name in ("Ce qui ressort", "Démographie", "Logement", "Sources", "Notes"):
        assert re.search(rf'H2 [^\n]*\n\s+"{name}', tree), name
    assert tree.count("THead") == 3
    assert "/Scope /Column" in tree
    # Typst refuses to write a picture without a text under this standard.
    assert len(re.findall(r"^\s*Figure", tree, re.M)) >= 30


def test_no_page_has_only_lines_to_write_on(tmp_path: Path) -> None:
    path = pdf_of(made("france"), tmp_path)
    last = int(re.search(r"Pages:\s+(\d+)", poppler("pdfinfo", path))[1])  # type: ignore[index]
    assert "Notes" in poppler("pdftotext", "-f", str(last), path, "-")


def test_the_pdf_has_its_fonts_and_no_pixels(tmp_path: Path) -> None:
    path = pdf_of(made("com-16102"), tmp_path)
    fonts = poppler("pdffonts", path).splitlines()[2:]
    assert fonts
    assert all(re.search(r"\byes yes yes\b", line) for line in fonts), "embedded, in part, with their letters"
    assert any("SourceSansPro" in line for line in fonts)
    assert len(poppler("pdfimages", "-list", path).splitlines()) == 2, "drawings stay drawings"


def test_the_same_fiche_is_the_same_file() -> None:
    fiche = made("com-16102")
    assert fiche_pdf(fiche) == fiche_pdf(fiche)


def hostile() -> Fiche:
    fiche = made("com-16102")
    first, *others = fiche.themes
    card = replace(first.lines[0].card, title=HOSTILE, figure=HOSTILE)
    line = replace(first.lines[0], card=card, figure=HOSTILE, unit=HOSTILE)
    return replace(
        fiche, name=HOSTILE, short_name=HOSTILE, what=HOSTILE, identity=((HOSTILE, HOSTILE),), locator_alt=HOSTILE,
        members=(HOSTILE, HOSTILE), peers=(HOSTILE,), peers_label=HOSTILE, peers_explanation=HOSTILE,
        themes=(replace(first, title=HOSTILE, description=HOSTILE, lines=(line, *first.lines[1:])), *others),
        standouts=tuple(replace(s, title=HOSTILE, figure=HOSTILE, sentence=HOSTILE) for s in fiche.standouts),
        key=((HOSTILE, HOSTILE),),
    )  # fmt: skip


def test_hostile_names_are_only_texts_in_pdf(tmp_path: Path) -> None:
    said = pdf_text(pdf_of(hostile(), tmp_path))
    assert "#let x = 1; *gras* $x$ <b>&" in said
    assert "<script>alert(1)</script>" in said


def test_the_longest_names_fit(tmp_path: Path) -> None:
    names = STORE.level("epci")["name"]
    longest = str(names.index[names.str.len().argmax()])
    path = pdf_of(made(longest), tmp_path)
    assert "Tagged" in poppler("pdfinfo", path)
    assert spaced(made(longest).name) in pdf_text(path)


# --- HTML ----------------------------------------------------------------------------------------


@pytest.mark.browser
def test_the_html_stands_alone_in_a_browser(browser: Browser, tmp_path: Path) -> None:
    fiche = made("epci-200070514", method="departement")
    (tmp_path / "fiche.html").write_text(fiche_html(fiche), encoding="utf-8")
    (tmp_path / "hostile.html").write_text(fiche_html(hostile()), encoding="utf-8")
    for width in (390, 1280):
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
        page = context.new_page()
        asked: list[str] = []
        wrong: list[str] = []
        page.on("request", lambda r, asked=asked: asked.append(r.url))
        page.on("console", lambda m, wrong=wrong: wrong.append(m.text))
        page.on("dialog", lambda d, wrong=wrong: (wrong.append(d.message), d.dismiss()))
        for name in ("fiche", "hostile"):
            page.goto((tmp_path / f"{name}.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            said = spaced(page.inner_text("body"))
            assert page.locator("script, b b").count() == 0
            if name == "hostile":
                assert "<script>alert(1)</script>" in said
                continue
            for line in (line for theme in fiche.themes for line in theme.lines):
                assert spaced(line.card.figure) in said
            levels = [
                int(h[1]) for h in page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => h.tagName)")
            ]
            assert levels.count(1) == 1
            assert all(b - a <= 1 for a, b in pairwise(levels))
            found = Axe().run(page, options=JUDGED)
            assert not found.response["violations"], found.generate_report()
        assert len(asked) == 2, asked
        assert not wrong, wrong
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_the_html_carries_its_letters_and_fits_with_any_others(browser: Browser, tmp_path: Path, width: int) -> None:
    for name, fiche in (("fiche", made("com-16102", tuple(CATALOG.themes))), ("hostile", hostile())):
        path = tmp_path / f"{name}.html"
        path.write_text(fiche_html(fiche), encoding="utf-8")
        assert widths(browser, path, width, wide=False) == (width, set()), name
        wide, machine = widths(browser, path, width, wide=True)
        assert wide == width, name
        assert machine, "the wide letters were used"


def test_the_html_stays_small_and_the_same() -> None:
    fiche = made("com-16102")
    page = fiche_html(fiche)
    assert page == fiche_html(fiche)
    assert page.count("@font-face") == 2
    assert len(embedded_font()) < 60_000
    assert len(page) < 200_000


# --- DOCX ----------------------------------------------------------------------------------------


def test_the_docx_has_headings_tables_and_described_pictures() -> None:
    fiche = made("epci-200070514", method="departement")
    document = docx.Document(io.BytesIO(fiche_docx(fiche)))
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings[0] == ("Heading 1", fiche.name)
    assert ("Heading 2", "Démographie") in headings
    assert len(document.tables) == 1 + len(fiche.themes)
    for table in document.tables[1:]:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    pictures = list(document.element.body.iter(qn("wp:docPr")))
    assert len(pictures) >= 30
    assert all(picture.get("descr") for picture in pictures)
    assert {language.get(qn("w:val")) for language in document.styles.element.iter(qn("w:lang"))} == {"fr-FR"}


def test_libreoffice_opens_the_docx(tmp_path: Path) -> None:
    fiche = made("com-16102")
    path = tmp_path / "fiche.docx"
    path.write_bytes(fiche_docx(fiche))
    (text,) = office(path, "txt:Text (encoded):UTF8")
    said = spaced(text.read_text("utf-8-sig"))
    for line in (line for theme in fiche.themes for line in theme.lines):
        assert spaced(f"{line.card.title} ({line.card.year})") in said
        assert spaced(line.figure) in said
    (page,) = office(path, "pdf")
    assert 2 <= int(re.search(r"Pages:\s+(\d+)", poppler("pdfinfo", page))[1]) <= 6  # type: ignore[index]


def test_hostile_names_are_only_texts_in_docx(tmp_path: Path) -> None:
    path = tmp_path / "fiche.docx"
    path.write_bytes(fiche_docx(hostile()))
    (text,) = office(path, "txt:Text (encoded):UTF8")
    assert "<script>alert(1)</script>" in text.read_text("utf-8-sig")
