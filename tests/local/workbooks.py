"""Workbooks made by hand, XML by XML: as tools write them, and as nobody would."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from html import escape

WORKBOOK = '<workbook xmlns="m" xmlns:r="r"><sheets><sheet name="Données" sheetId="1" r:id="rId1"/></sheets></workbook>'
RELATIONS = '<Relationships xmlns="p"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'
SHEET = "xl/worksheets/sheet1.xml"


def packed(members: Mapping[str, str | bytes]) -> bytes:
    """Return an archive of some members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def xlsx(sheet: str, **others: str | bytes) -> bytes:
    """Return a workbook whose sheet has this XML inside `worksheet`; `strings` and `styles` are those parts."""
    names = {"strings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
    return packed(
        {
            "xl/workbook.xml": WORKBOOK,
            "xl/_rels/workbook.xml.rels": RELATIONS,
            SHEET: sheet
            if sheet.startswith("<?") or "<!DOCTYPE" in sheet
            else f'<worksheet xmlns="m">{sheet}</worksheet>',
            **{names[name]: content for name, content in others.items()},
        }
    )


def inline(rows: list[list[object]]) -> str:
    """Return rows as the XML of a sheet: texts inline, numbers as they are, None left out."""
    told = []
    for line, row in enumerate(rows, start=1):
        cells = []
        for at, cell in enumerate(row):
            where = f"{chr(65 + at)}{line}"
            if isinstance(cell, str):
                cells.append(f'<c r="{where}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>')
            elif cell is not None:
                cells.append(f'<c r="{where}"><v>{cell}</v></c>')
        told.append(f'<row r="{line}">{"".join(cells)}</row>')
    return f"<sheetData>{''.join(told)}</sheetData>"


def ods(tables: str, **others: str | bytes) -> bytes:
    """Return a workbook whose spreadsheet holds these tables."""
    names = "xmlns:office='o' xmlns:table='t' xmlns:text='x'"
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content {names}><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
            **{name.replace("_", "/", 1): content for name, content in others.items()},
        }
    )


def ods_cell(cell: object, attributes: str = "") -> str:
    """Return a cell of a text or of a number."""
    if isinstance(cell, str):
        said = f"<text:p>{escape(cell)}</text:p>"
        return f'<table:table-cell office:value-type="string"{attributes}>{said}</table:table-cell>'
    return (
        f'<table:table-cell office:value-type="float" office:value="{cell}"{attributes}><text:p>{cell}</text:p>'
        "</table:table-cell>"
    )


def ods_table(rows: list[list[object]], name: str = "Feuille1") -> str:
    """Return a table of rows."""
    told = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    return f'<table:table table:name="{name}">{told}</table:table>'
