"""Files made to harm: one clear sentence, or a harmless table; time and memory bounded by counting, not by watching."""

from __future__ import annotations

import hashlib
import io
import re
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from observatoire.exports.tables.texts import safe_cell
from observatoire.local.bounds import LARGEST_FILE, LONGEST_CELL, MOST_CELLS, MOST_ELEMENTS, LocalDataError
from observatoire.local.containers import opening
from observatoire.local.containers.opening import open_sheet
from observatoire.local.matching import Places
from observatoire.local.points import read_points
from observatoire.local.reading import read_figures
from observatoire.model.store import open_store
from tests.local.workbooks import SHEET, inline, ods, ods_cell, ods_table, packed, xlsx

TABLE = [["code", "annee", "valeur"], ["16102", 2023, 2]]
SENTENCE = re.compile(r"[A-ZÉÀ«].{15,260}[.!]", re.DOTALL)


def corner() -> bytes:
    """Two cells at the corners of the largest sheet: a reader that makes room for all between them takes 400 GB."""
    return xlsx(
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return xlsx(f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><worksheet><sheetData>&a9;</sheetData></worksheet>')


def external() -> bytes:
    sheet = (
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&e;'
    )
    return xlsx(f"{sheet}</t></is></c></row></sheetData></worksheet>")


def bomb() -> bytes:
    return xlsx("<sheetData>" + " " * 30_000_000 + "</sheetData>")


def lying_bomb() -> bytes:
    """An archive that declares a small member, and gives more: what it declares is all that comes out of it."""
    content = bytearray(bomb())
    size = (30_000_000 + len('<worksheet xmlns="m"><sheetData></sheetData></worksheet>')).to_bytes(4, "little")
    assert content.count(size) == 2
    return bytes(content.replace(size, (1_000).to_bytes(4, "little")))


def deep() -> bytes:
    return xlsx("<sheetData>" + "<row>" * 5_000 + "</row>" * 5_000 + "</sheetData>")


def many_elements() -> bytes:
    noise = "".join(hashlib.sha256(bytes([n % 256, n // 256])).hexdigest() for n in range(2_000))
    return xlsx(f"<sheetData><!--{noise}--><row>{'<c/>' * (MOST_ELEMENTS + 10)}</row></sheetData>")


def many_strings() -> bytes:
    return xlsx(inline(TABLE), strings=f"<sst>{'<si/>' * (MOST_CELLS + 1)}</sst>")


def repeated_columns() -> bytes:
    cell = ods_cell("x", ' table:number-columns-repeated="2000000000"')
    return ods(f'<table:table table:name="a"><table:table-row>{cell}</table:table-row></table:table>')


def repeated_rows() -> bytes:
    row = f'<table:table-row table:number-rows-repeated="1000000">{ods_cell("16102")}</table:table-row>'
    return ods(f'<table:table table:name="a">{row}</table:table>')


def repeated_both() -> bytes:
    cell = ods_cell(1, ' table:number-columns-repeated="50"')
    row = f'<table:table-row table:number-rows-repeated="30000">{cell}</table:table-row>'
    return ods(f'<table:table table:name="a">{row}</table:table>')


def merged_everywhere() -> bytes:
    rows = [["code", "annee", "valeur"], *([f"{n:05}", 2023, 1] for n in range(16001, 16200))]
    merges = '<mergeCell ref="A1:A1048576"/>' * 10_001
    return xlsx(f"{inline(rows)}<mergeCells>{merges}</mergeCells>")


def linked() -> bytes:
    held = io.BytesIO(xlsx(inline(TABLE)))
    with zipfile.ZipFile(held, "a") as archive:
        link = zipfile.ZipInfo("xl/worksheets/sheet2.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return held.getvalue()


def device() -> bytes:
    held = io.BytesIO(xlsx(inline(TABLE)))
    with zipfile.ZipFile(held, "a") as archive:
        made = zipfile.ZipInfo("xl/zero")
        made.external_attr = 0o020666 << 16
        archive.writestr(made, "")
    return held.getvalue()


def encrypted_member() -> bytes:
    content = bytearray(xlsx(inline(TABLE)))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := content.find(mark, place + 1)) >= 0:
            content[place + at] |= 1
    return bytes(content)


def encrypted_workbook() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "vide"),
    "blank": (lambda: b"\r\n \x00", "vide"),
    "100 MB": (lambda: b"code;annee;valeur\n" * 5_600_000, "2\u202fMo"),
    "2 million columns": (lambda: b"code" + b";x" * 990_000, "colonnes"),
    "2 million quoted columns": (lambda: b"code" + b';"x"' * 490_000, "colonnes"),
    "too many lines": (lambda: b"16102;2023;1\n" * 40_001, "lignes"),
    "zip bomb": (bomb, "enfle"),
    "zip bomb that lies": (lying_bomb, "abîmé"),
    "corners": (corner, "colonnes"),
    "billion laughs": (laughs, "entités"),
    "external entity": (external, "entités"),
    "deep XML": (deep, "enfle"),
    "cells without end": (many_elements, "enfle"),
    "strings without end": (many_strings, "enfle"),
    "repeated columns": (repeated_columns, "colonnes"),
    "repeated rows": (repeated_rows, "lignes"),
    "repeated both": (repeated_both, "cases"),
    "merged everywhere": (merged_everywhere, "fusionnées"),
    "members without end": (lambda: packed({f"xl/{n}": "" for n in range(500)} | {"xl/workbook.xml": ""}), "enfle"),
    "path out of the archive": (lambda: packed({"xl/workbook.xml": "", "../../etc/passwd": "x"}), "lien ou un chemin"),
    "symbolic link": (linked, "lien ou un chemin"),
    "device": (device, "lien ou un chemin"),
    "encrypted member": (encrypted_member, "mot de passe"),
    "encrypted workbook": (encrypted_workbook, "mot de passe"),
    "encrypted ODS": (
        lambda: ods(ods_table(TABLE), **{"META-INF_manifest.xml": "<manifest:encryption-data/>"}), "mot de passe",
    ),
    "old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), "2007"),
    "truncated": (lambda: xlsx(inline(TABLE))[:-200], "abîmé"),
    "corrupt": (lambda: xlsx(inline(TABLE)).replace(b"PK\x03\x04", b"PK\x03\x05"), "abîmé"),
    "no sheet where it says": (lambda: xlsx(inline(TABLE)).replace(SHEET.encode(), b"xl/worksheets/sheetX.xml"),
                               "abîmé"),
    "zip of another sort": (lambda: packed({"a.txt": "x"}), "ni un classeur"),
    "a picture called .csv": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "image"),
    "a program": (lambda: b"\x7fELF" + bytes(100), "programme"),
    "a web page": (lambda: b"<html><table><tr><td>16102</td></tr></table></html>", "page"),
    "bytes of no text": (lambda: bytes(range(1, 32)) * 40, "texte"),
    "a quote that never closes": (lambda: b'code;annee;valeur\n16102;2023;"' + b"x" * 200_000, "guillemet"),
    "nothing but commas": (lambda: b"," * 40 + b"\n" + b"," * 40, "colonne"),
}  # fmt: skip


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(open_store())


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_get_one_sentence(places: Places, name: str) -> None:
    make, word = HOSTILE[name]
    with pytest.raises(LocalDataError) as refused:
        read_figures(open_sheet(make()), places)
    told = str(refused.value)
    assert word in told
    assert SENTENCE.fullmatch(told), told


@pytest.mark.parametrize("name", ["zip bomb", "corners", "repeated rows", "repeated both", "2 million columns"])
def test_what_inflates_takes_no_memory(name: str) -> None:
    content = HOSTILE[name][0]()
    tracemalloc.start()
    try:
        with pytest.raises(LocalDataError):
            open_sheet(content)
        assert tracemalloc.get_traced_memory()[1] < 20 * LARGEST_FILE
    finally:
        tracemalloc.stop()


def test_texts_of_cells_are_plain_and_short(places: Places) -> None:
    bidi = "Cog\u202enac\u2066\u200b"
    text = f'code;annee;"{bidi} <script>alert(1)</script>"\n16102;2023;4\n=1+1;2023;5\n"{"x" * 5000}";2023;6\n'
    sheet = open_sheet(text.encode())
    assert sheet.rows[0].cells[2] == "Cognac <script>alert(1)</script>"
    assert max(len(cell) for row in sheet.rows for cell in row.cells if isinstance(cell, str)) == LONGEST_CELL
    found = read_figures(sheet, places)
    assert found.series[0].cells.values.tolist() == [4.0]
    assert [remark.line for remark in found.remarks] == [3, 4]


@pytest.mark.parametrize("index", ["-1", "2", "abc", "9" * 12])
def test_a_text_that_a_workbook_does_not_hold_is_an_empty_cell(index: str) -> None:
    cells = f'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>{index}</v></c><c r="C1"><v>3</v></c></row>'
    sheet = open_sheet(xlsx(f"<sheetData>{cells}</sheetData>", strings="<sst><si><t>a</t></si><si><t>b</t></si></sst>"))
    assert sheet.rows[0].cells == ("a", "", 3.0)


def test_a_formula_is_a_text_here_and_leaves_as_one(places: Places) -> None:
    found = read_figures(open_sheet(b"code;annee;\"=cmd|'/c calc'!A1\"\n16102;2023;4\n"), places)
    assert safe_cell(found.series[0].name).startswith("'=")


GEOJSON = {
    "deep": ('{"type":"FeatureCollection","features":' + "[" * 100_000, "imbriqué"),
    "in pieces": ('{"features":[' + "[]," * 600_000 + "[]]}", "morcelé"),
    "no collection": ('{"a":1}', "GeoJSON"),
    "cut": ('{"features":[', "GeoJSON"),
    "not numbers": ('{"features":[{"geometry":{"type":"Point","coordinates":[NaN,1]},"properties":{}}]}', "GeoJSON"),
    "nowhere": ('{"features":[{"geometry":{"type":"Point","coordinates":[500,1]},"properties":{}}]}', "Aucun lieu"),
    "too many": ('{"features":[' + ",".join("{}" for _ in range(2_001)) + "]}", "2\u202f000"),
    "a long number": ('{"features":[' + "1" * 10_000 + "]}", "GeoJSON"),
}


@pytest.mark.parametrize("name", GEOJSON)
def test_hostile_places_get_one_sentence(name: str) -> None:
    text, word = GEOJSON[name]
    with pytest.raises(LocalDataError, match=word) as refused:
        read_points(text.encode())
    assert SENTENCE.fullmatch(str(refused.value))


def test_places_of_geojson_and_of_a_table() -> None:
    text = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point",'
        '"coordinates":[-0.33,45.69]},"properties":{"Nom":"Médiathèque <b>","catégorie":"Culture"}},'
        '{"type":"Feature","geometry":null,"properties":{}}]}'
    )
    points, remarks = read_points(text.encode())
    assert [(point.label, point.category, point.lon, point.lat) for point in points] == [
        ("Médiathèque <b>", "Culture", -0.33, 45.69)
    ]
    assert [remark.line for remark in remarks] == [2]
    table = "Nom;Type;Longitude;Latitude\nPoste;Service;-0,329;45,695\nÉcole;;0.123;45.7\nMarché;;ici;45,7\n"
    points, remarks = read_points(table.encode())
    assert [(point.label, point.category, point.lon, point.lat) for point in points] == [
        ("Poste", "Service", -0.329, 45.695), ("École", "Lieu", 0.123, 45.7),
    ]  # fmt: skip
    assert [remark.line for remark in remarks] == [4]


def test_places_as_map_sites_copy_them_and_with_their_degrees_exchanged() -> None:
    points, remarks = read_points(b"nom;geo_point_2d\nHalle;45.69, -0.33\nGare;ici\n")
    assert [(point.label, point.lon, point.lat) for point in points] == [("Halle", -0.33, 45.69)]
    assert [remark.line for remark in remarks] == [3]
    points, remarks = read_points(b"nom;longitude;latitude\nHalle;45.69;-0.33\nAilleurs;-74,0;40,7\n")
    assert [(point.lon, point.lat) for point in points] == [(-0.33, 45.69), (-74.0, 40.7)], "New York stays there"
    assert [(remark.line, "échangées" in remark.text) for remark in remarks] == [(2, True)]
    bare = '{"features":[{"geometry":{"type":"Point","coordinates":[-0.33,45.69]},"properties":null}]}'
    assert read_points(bare.encode())[0][0].label == "Sans nom"


def test_files_are_read_one_at_a_time_and_who_waits_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    content = xlsx(inline(TABLE))
    monkeypatch.setattr(opening, "_PATIENCE", 0.01)
    with opening._TURN, pytest.raises(LocalDataError, match="en cours de lecture"):
        open_sheet(content)
    with pytest.raises(LocalDataError):
        open_sheet(bomb())
    assert open_sheet(content).rows, "a refusal gives the turn back"
