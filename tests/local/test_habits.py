"""Tables as people really keep them: each habit is read right, or told line by line."""

from __future__ import annotations

import math

import pytest

from observatoire.local.bounds import LocalDataError
from observatoire.local.containers.opening import open_sheet
from observatoire.local.matching import Places
from observatoire.local.reading import read_figures
from observatoire.local.report import Choices, Reading
from observatoire.model.store import STATUSES, open_store
from tests.local.workbooks import inline, ods, ods_cell, ods_table, packed, xlsx

COGNAC, ANGOULEME, ABERGEMENT = "com-16102", "com-16015", "com-01001"


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(open_store())


def read(content: bytes | str, places: Places, **choices: object) -> Reading:
    held = content.encode() if isinstance(content, str) else content
    return read_figures(open_sheet(held), places, Choices(**choices))  # type: ignore[arg-type]


def told(reading: Reading, at: int = 0) -> dict[tuple[str, int], object]:
    """Return the figures of a column, a missing one by its state."""
    cells = reading.series[at].cells
    rows = zip(cells.ids, cells.years.tolist(), cells.values.tolist(), cells.states.tolist(), strict=True)
    return {(place, year): STATUSES[state] if math.isnan(value) else value for place, year, value, state in rows}


def lines(reading: Reading, kind: str) -> list[int]:
    return [remark.line for remark in reading.remarks if remark.kind == kind]


def test_a_plain_french_csv(places: Places) -> None:
    found = read("code;annee;valeur\n16102;2023;12,5\n16015;2023;0\n", places)
    assert told(found) == {(COGNAC, 2023): 12.5, (ANGOULEME, 2023): 0.0}
    assert not found.remarks


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_any_encoding_and_separator(places: Places, encoding: str, separator: str) -> None:
    rows = [["code", "Année", "Élèves accueillis"], ["16102", "2023", "12"], ["16015", "2023", "7"]]
    text = "\r\n".join(separator.join(row) for row in rows)
    found = read(text.encode(encoding), places)
    assert found.series[0].name == "Élèves accueillis"
    assert told(found) == {(COGNAC, 2023): 12.0, (ANGOULEME, 2023): 7.0}


def test_what_excel_says_of_its_separator_is_no_line_of_the_table(places: Places) -> None:
    found = read("sep=;\ncode;annee;valeur\n16102;2023;12\nabc;2023;1\n", places)
    assert told(found) == {(COGNAC, 2023): 12.0}
    assert lines(found, "code") == [4]


def test_decimal_commas_do_not_part_columns(places: Places) -> None:
    assert told(read("code;2021;2022;2023\n16102;1,5;2,5;3,5\n16015;1,5;2,5;3,5\n", places))[COGNAC, 2022] == 2.5


def test_a_zero_that_a_spreadsheet_took_away_is_given_back(places: Places) -> None:
    found = read("Code Insee;annee;valeur\n1001;2023;5\n16102;2023;6\n", places)
    assert told(found) == {(ABERGEMENT, 2023): 5.0, (COGNAC, 2023): 6.0}
    assert any("zéro" in sentence for sentence in found.said)


def test_titles_above_empty_lines_and_a_total_below(places: Places) -> None:
    text = "Places en crèche;;\nSource : service petite enfance;;\n;;\nCode Insee;Année;Places\n16102;2023;60\n;;\n"
    found = read(f"{text}16015;2023;140\nTotal général;2023;200\n", places)
    assert told(found) == {(COGNAC, 2023): 60.0, (ANGOULEME, 2023): 140.0}
    assert lines(found, "total") == [8]
    assert found.series[0].name == "Places"


@pytest.mark.parametrize(
    ("written", "value"),
    [("1\u202f234,5", 1234.5), ("1 234,5", 1234.5), ("1\u00a0234,5", 1234.5), ("1.234,5", 1234.5), ("1'234,5", 1234.5),
     ("1’234,5", 1234.5), ("−3,2", -3.2), ("(3,2)", -3.2), ("12,5 %", 12.5), ("1 234,50 €", 1234.5), ("+4,1", 4.1),
     ("1,2E+03", 1200.0), (",5", 0.5)],
)  # fmt: skip
def test_numbers_as_they_are_written(places: Places, written: str, value: float) -> None:
    assert told(read(f"code;annee;valeur\n16102;2023;{written}\n16015;2023;0,1\n", places))[COGNAC, 2023] == value


def test_english_numbers_are_known_by_their_neighbours(places: Places) -> None:
    found = read('code,annee,valeur\n16102,2023,"1,234.5"\n16015,2023,1.234\n', places)
    assert told(found) == {(COGNAC, 2023): 1234.5, (ANGOULEME, 2023): 1.234}


def test_a_point_that_nothing_explains_is_told_and_can_be_chosen(places: Places) -> None:
    text = "code;annee;valeur\n16102;2023;1.234\n16015;2023;2.345\n"
    supposed = read(text, places)
    assert told(supposed)[COGNAC, 2023] == 1234.0
    assert any("1.234" in sentence for sentence in supposed.said)
    assert told(read(text, places, mark="."))[COGNAC, 2023] == 1.234


@pytest.mark.parametrize(
    ("written", "state"),
    [("n.d.", "not_published"), ("ND", "not_published"), ("-", "not_published"), ("…", "not_published"),
     ("s", "secret"), ("secret statistique", "secret"), ("sans objet", "not_applicable"),
     ("#DIV/0!", "not_computable")],
)  # fmt: skip
def test_marks_of_absence_are_states_and_no_zero(places: Places, written: str, state: str) -> None:
    found = read(f"code;annee;valeur\n16102;2023;{written}\n16015;2023;3\n", places)
    assert told(found) == {(COGNAC, 2023): state, (ANGOULEME, 2023): 3.0}


def test_an_empty_cell_says_nothing_and_an_odd_one_is_told(places: Places) -> None:
    found = read("code;annee;valeur\n16102;2023;\n16015;2023;une dizaine\n16001;2023;3\n", places)
    assert told(found) == {("com-16001", 2023): 3.0}
    assert lines(found, "figure") == [3]


@pytest.mark.parametrize(
    "written", ["2023", "2023.0", "31/12/2023", "2023-12-31", "31/12/23", "déc. 2023", "T4 2023", "2022-2023",
                "2022/23", "2023-10", "exercice 2023", "1er janvier 2023", "2023-06-30T00:00:00"],
)  # fmt: skip
def test_years_in_every_form(places: Places, written: str) -> None:
    assert told(read(f"code;date;valeur\n16102;{written};12\n16015;{written};3\n", places))[COGNAC, 2023] == 12.0


def test_a_year_that_cannot_be_read_is_told(places: Places) -> None:
    found = read("code;annee;valeur\n16102;2023;12\n16015;l’an dernier;3\n16001;2023;1\n16002;;1\n", places)
    assert set(told(found)) == {(COGNAC, 2023), ("com-16001", 2023)}
    assert lines(found, "year") == [3, 5]


def test_years_as_columns_and_two_indicators(places: Places) -> None:
    found = read("code;Places 2021;Places 2022;Enfants 2021;Enfants 2022\n16102;1;2;10;20\n16015;3;4;30;40\n", places)
    assert [one.name for one in found.series] == ["Places", "Enfants"]
    assert told(found, 0) == {(COGNAC, 2021): 1, (COGNAC, 2022): 2, (ANGOULEME, 2021): 3, (ANGOULEME, 2022): 4}
    assert told(found, 1)[ANGOULEME, 2022] == 40.0


def test_without_a_year_one_is_asked(places: Places) -> None:
    text = "code;valeur\n16102;12\n16015;3\n"
    assert read(text, places).needs_year
    assert not read(text, places).series
    assert told(read(text, places, year=2024)) == {(COGNAC, 2024): 12.0, (ANGOULEME, 2024): 3.0}


def test_names_are_proposed_and_taken_only_once_confirmed(places: Places) -> None:
    text = "Commune;annee;valeur\nCOGNAC;2023;12\nSaint Denis;2023;3\nTrifouilly;2023;1\n"
    found = read(text, places)
    assert not told(found)
    assert found.proposed["COGNAC"] == (COGNAC,)
    assert set(found.proposed["Saint Denis"]) == {"com-11339", "com-30247", "com-93066", "com-97411"}
    assert lines(found, "name") == [4]
    confirmed = read(text, places, names={"COGNAC": COGNAC, "Saint Denis": "com-93066"})
    assert told(confirmed) == {(COGNAC, 2023): 12.0, ("com-93066", 2023): 3.0}


def test_former_communes_and_arrondissements_are_told_and_never_taken_for_the_whole(places: Places) -> None:
    # 01015 (Arboys-en-Bugey) bears the code of Arbignieu, which Saint-Bois (01340) joined.
    found = read("code;annee;valeur\n01015;2015;5\n01340;2015;3\n75101;2015;9\n16102;2015;1\n", places)
    assert told(found) == {(COGNAC, 2015): 1.0}
    assert lines(found, "former") == [2, 3, 4]


def test_sirens_and_identifiers_and_wider_territories(places: Places) -> None:
    text = "code;annee;valeur\n211601026;2023;1\n200070514;2023;2\ndep-16;2023;3\nCOM-16015;2023;4\n"
    known = {(COGNAC, 2023): 1.0, ("epci-200070514", 2023): 2.0, ("dep-16", 2023): 3.0, (ANGOULEME, 2023): 4.0}
    assert told(read(text, places)) == known


def test_a_territory_told_twice_differently_has_no_figure(places: Places) -> None:
    found = read("code;annee;valeur\n16102;2023;12\n16102;2023;13\n16015;2023;3\n16015;2023;3\n", places)
    assert told(found) == {(ANGOULEME, 2023): 3.0}
    assert lines(found, "twice") == [3]


def test_a_code_that_nobody_knows_is_told_even_on_the_first_line(places: Places) -> None:
    found = read("code;annee;valeur\n99999;2023;12\n16102;2023;13\n", places)
    assert told(found) == {(COGNAC, 2023): 13.0}
    assert lines(found, "code") == [2]


def test_workbook_numbers_days_and_per_cents(places: Places) -> None:
    styles = (
        '<styleSheet xmlns="m"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" '
        'formatCode="0.0%"/><numFmt numFmtId="166" formatCode="# ##0&quot; jours&quot;"/></numFmts><cellXfs>'
        '<xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>'
    )
    strings = '<sst xmlns="m"><si><t>Code</t></si><si><t>Date</t></si><si><r><t>Ta</t></r><r><t>ux</t></r></si></sst>'
    sheet = (
        '<sheetData><row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="C3" t="s"><v>2</v></c>'
        '<c r="D3" t="inlineStr"><is><t>Délai</t></is></c></row><row r="5"><c r="A5"><v>16102</v></c>'
        '<c r="B5" s="1"><v>45291</v></c><c r="C5" s="2"><v>0.125</v></c><c r="D5" s="3"><f>1+1</f><v>30</v></c></row>'
        "</sheetData>"
    )
    found = read(xlsx(sheet, styles=styles, strings=strings), places)
    assert [one.name for one in found.series] == ["Taux", "Délai"]
    assert told(found, 0) == {(COGNAC, 2023): 12.5}
    assert found.series[0].percent
    assert told(found, 1) == {(COGNAC, 2023): 30.0}


def test_merged_cells_name_lines_and_never_share_a_figure(places: Places) -> None:
    rows: list[list[object]] = [["Code", "Année", "Valeur"], [16102, 2021, 5], [None, 2022, 6], [16015, 2021, 7],
                                [16001, 2021, None]]  # fmt: skip
    merges = '<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="C4:C5"/></mergeCells>'
    found = read(xlsx(inline(rows) + merges), places)
    assert told(found) == {(COGNAC, 2021): 5.0, (COGNAC, 2022): 6.0}
    assert lines(found, "merged") == [4, 5]


def test_a_formula_without_its_result_is_an_empty_cell_and_that_is_said(places: Places) -> None:
    sheet = inline([["Code", "Année", "Valeur"], [16102, 2023, 1]]).replace(
        "</sheetData>",
        '<row r="3"><c r="A3"><v>16015</v></c><c r="B3"><v>2023</v></c><c r="C3"><f>A1</f></c></row></sheetData>',
    )
    found = read(xlsx(sheet), places)
    assert told(found) == {(COGNAC, 2023): 1.0}
    assert any("formules" in sentence for sentence in found.said)


def test_a_libreoffice_workbook_with_its_endless_empty_rows(places: Places) -> None:
    rows = ods_table([["Code", "Année", "Valeur"], ["16102", 2023, 12.5], ["16015", 2023, "n.d."]], "Places")
    endless = '<table:table-cell table:number-columns-repeated="16384"/>'
    empty = f'<table:table-row table:number-rows-repeated="1048570">{endless}</table:table-row>'
    note = ods_table([["Lisez-moi"]], "Notes")
    found = read(ods(rows.replace("</table:table>", f"{empty}</table:table>") + note), places)
    assert told(found) == {(COGNAC, 2023): 12.5, (ANGOULEME, 2023): "not_published"}
    assert any("Notes" in sentence for sentence in found.said)


def test_a_libreoffice_cell_is_read_without_its_comment_and_repeated_as_told(places: Places) -> None:
    noted = ods_cell("16102").replace("<text:p>", "<office:annotation><text:p>vu</text:p></office:annotation><text:p>")
    repeated = ods_cell(3, ' table:number-columns-repeated="2"')
    row = f"<table:table-row>{noted}{repeated}</table:table-row>"
    table = ods_table([["Code", "2021", "2022"]]).replace("</table:table>", f"{row}</table:table>")
    assert told(read(ods(table), places)) == {(COGNAC, 2021): 3.0, (COGNAC, 2022): 3.0}


def test_hidden_and_empty_sheets_are_passed_over(places: Places) -> None:
    sheets = (
        '<workbook xmlns="m" xmlns:r="r"><sheets><sheet name="Cachée" state="hidden" r:id="rId2"/>'
        '<sheet name="Vide" r:id="rId3"/><sheet name="Données" r:id="rId1"/></sheets></workbook>'
    )
    relations = "".join(f'<Relationship Id="rId{n}" Target="/xl/worksheets/sheet{n}.xml"/>' for n in (1, 2, 3))
    table = [["code", "annee", "valeur"], ["16102", 2023, 2]]
    content = packed(
        {
            "xl/workbook.xml": sheets,
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="p">{relations}</Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="m">{inline(table)}</worksheet>',
            "xl/worksheets/sheet2.xml": f'<worksheet xmlns="m">{inline([["code"], ["16015"]])}</worksheet>',
            "xl/worksheets/sheet3.xml": '<worksheet xmlns="m"><sheetData/></worksheet>',
        }
    )
    assert told(read(content, places)) == {(COGNAC, 2023): 2.0}
    assert open_sheet(content, "Cachée").rows[1].cells == ("16015",)


def test_quotes_and_line_ends_inside_cells_keep_lines_counted(places: Places) -> None:
    found = read('code;annee;valeur;remarque\n16102;2023;2;"a\nb"\nzzz;2023;3;""\n', places)
    assert told(found) == {(COGNAC, 2023): 2.0}
    assert lines(found, "code") == [4]


def test_a_table_without_territories_or_figures_is_refused_in_one_sentence(places: Places) -> None:
    with pytest.raises(LocalDataError, match="Aucune colonne de ce tableau ne donne de code"):
        read("a;b\n1;2\n", places)
    with pytest.raises(LocalDataError, match="chiffres"):
        read("code;remarque\n16102;bien\n16015;très bien\n", places)


def test_a_postcode_is_never_taken_for_a_code(places: Places) -> None:
    # 16100 is the postcode of Cognac, and the Insee code of another commune.
    found = read("Code postal;Commune;Places\n16100;Cognac;3\n16200;Jarnac;2\n", places, year=2023)
    assert found.proposed == {"Cognac": ("com-16102",), "Jarnac": ("com-16167",)}
    assert found.series[0].cells.values.size == 0
    with pytest.raises(LocalDataError, match="code postal"):
        read("CP;Places\n16100;3\n16200;2\n", places, year=2023)


def test_a_line_whose_code_and_name_are_of_two_territories_is_left(places: Places) -> None:
    found = read("Code;Commune;Places\n16100;Cognac;3\n16167;Jarnac;2\n16102;COGNAC (bourg);4\n", places, year=2023)
    assert told(found) == {("com-16167", 2023): 2.0, (COGNAC, 2023): 4.0}
    assert lines(found, "code") == [2]


@pytest.mark.parametrize(
    "content",
    [
        "Code;Places;;Berceaux;\n;2021;2022;2021;2022\n16102;1;2;3;4\n16015;5;6;7;8\n",
        "Code;2021;2022;2021;2022\n;Places;Places;Berceaux;Berceaux\n16102;1;2;3;4\n16015;5;6;7;8\n",
        "Petite enfance\nCode;Commune;Places;;Berceaux;\n;;2021;2022;2021;2022\n16102;;1;2;3;4\n16015;;5;6;7;8\n",
    ],
    ids=["years below", "years above", "with a title and names"],
)
def test_headings_on_two_lines_are_read_together(places: Places, content: str) -> None:
    found = read(content, places)
    assert [one.name for one in found.series] == ["Places", "Berceaux"]
    assert told(found) == {(COGNAC, 2021): 1.0, (COGNAC, 2022): 2.0, (ANGOULEME, 2021): 5.0, (ANGOULEME, 2022): 6.0}
    assert told(found, 1)[(ANGOULEME, 2022)] == 8.0
    assert not found.remarks


def test_a_title_above_headings_is_no_part_of_them(places: Places) -> None:
    found = read("Places en crèche;;\nCode;Places;Berceaux\n16102;1;2\n", places, year=2023)
    assert [one.name for one in found.series] == ["Places", "Berceaux"]


def test_a_day_in_headings_is_no_part_of_their_name(places: Places) -> None:
    found = read("Code;au 31/12/2022;au 31/12/2023\n16102;1;2\n", places)
    assert [one.name for one in found.series] == ["Valeur"]
    assert told(found) == {(COGNAC, 2022): 1.0, (COGNAC, 2023): 2.0}


def test_a_departement_in_brackets_tells_homonyms_apart(places: Places) -> None:
    assert places.named("Saint-Brice (16)") == places.named("SAINT BRICE (Charente)") == ("com-16304",)
    assert len(places.named("Saint-Brice")) > 1
    assert places.named("Saint-Brice (2A)") == places.named("Saint-Brice (nulle part)") == ()


@pytest.mark.parametrize(
    ("written", "words"),
    [("12*", "renvoi"), ("12 *", "renvoi"), ("1 250 (1)", "renvoi"), ("12,5 (a)", "renvoi"), ("<5", "bornes"),
     ("< 5", "bornes"), ("moins de 5", "bornes"), ("≥ 10", "bornes"), ("~ 12", "ordre de grandeur"),
     ("environ 300", "ordre de grandeur"), ("12 à 15", "fourchette"), ("10-20", "fourchette"), ("douze", "nombre")],
)  # fmt: skip
def test_what_is_almost_a_number_is_told_for_what_it_is(places: Places, written: str, words: str) -> None:
    found = read(f"code;annee;valeur\n16102;2023;3\n16015;2023;{written}\n", places)
    assert told(found) == {(COGNAC, 2023): 3.0}
    [remark] = found.remarks
    assert remark.line == 3
    assert written in remark.text
    assert words in remark.text


@pytest.mark.parametrize(
    ("heads", "cells"),
    [
        ("DEP;COM", "16;102"),
        ("Département;Commune", "16;102"),
        ("code dep;code commune", "16;102"),
        ("dep;com", "16;102"),
    ],
)
def test_a_departement_and_a_commune_in_two_columns_are_one_code(places: Places, heads: str, cells: str) -> None:
    found = read(f"{heads};nom;2023\n{cells};Cognac;12\n1;1;L'Abergement-Clémenciat;7\n16;999;Nulle part;3\n", places)
    assert told(found) == {(COGNAC, 2023): 12.0, (ABERGEMENT, 2023): 7.0}
    assert lines(found, "code") == [4]
    assert any("lues ensemble" in sentence and "16102" in sentence for sentence in found.said)


def test_overseas_numbers_are_joined_in_both_forms(places: Places) -> None:
    found = read("dep;com;2023\n971;05;1\n97;411;2\n2A;4;3\n", places)
    assert told(found) == {("com-97105", 2023): 1.0, ("com-97411", 2023): 2.0, ("com-2A004", 2023): 3.0}


def test_two_columns_that_make_no_codes_are_left_as_they_are(places: Places) -> None:
    found = read("code;annee;dep;communes;arbres\n16102;2023;16;54;12\n16015;2023;16;38;7\n", places)
    assert {place for place, _ in told(found)} == {COGNAC, ANGOULEME}
    assert not any("ensemble" in sentence for sentence in found.said)


def test_an_epci_beside_each_commune_is_not_the_name_of_its_code(places: Places) -> None:
    found = read("EPCI;commune;code commune;2023\nGrand Cognac;Cognac;16102;3\nGrand Cognac;Jarnac;16167;4\n", places)
    assert told(found) == {("com-16102", 2023): 3.0, ("com-16167", 2023): 4.0}
    alone = read("EPCI;code;2023\nGrand Cognac;16102;3\nGrand Cognac;16167;4\n", places)
    assert told(alone) == told(found)
    # Names of communes that slipped by a row are still told.
    assert not told(read("commune;code;2023\nCognac;16167;3\nJarnac;16102;4\n", places))


def test_two_columns_under_one_heading_are_two_series(places: Places) -> None:
    found = read("code;annee;arbres;arbres\n16102;2023;1;2\n16167;2023;3;4\n", places)
    assert [(one.name, one.cells.values.tolist()) for one in found.series] == [
        ("arbres", [1.0, 3.0]), ("arbres (2)", [2.0, 4.0]),
    ]  # fmt: skip
    assert not found.remarks


def test_a_column_without_year_beside_others_does_not_hold_them_up(places: Places) -> None:
    found = read("code;2022;2023;moyenne\n16102;1;2;1,5\n16167;3;4;3,5\n", places)
    assert not found.needs_year
    assert found.series[0].cells.years.tolist() == [2022, 2023, 2022, 2023]
    assert any("Colonnes sans année" in one and "moyenne" in one for one in found.said)
