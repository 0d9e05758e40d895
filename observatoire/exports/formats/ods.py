"""ODS, written plainly: five small XML files in a zip (OpenDocument 1.3, part 3).

The libraries at hand build a tree of objects a cell: a minute for 35 000 rows. The format of a plain table is small;
LibreOffice and calamine read ours in the tests.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from observatoire.exports.formats.xlsx import NOTES_SHEET, SHEET, heading
from observatoire.exports.tables.table import Column, Export, bounded, footnotes
from observatoire.views.style.tokens import ACCENT, INK, MUTED, SURFACE

MIME: Final = "application/vnd.oasis.opendocument.spreadsheet"
AT_ONCE: Final = 1_000
_NAMESPACES: Final = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "table": "table", "text": "text", "style": "style", "meta": "meta",
        "number": "datastyle", "fo": "xsl-fo-compatible", "config": "config",
    }.items()
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACING: Final = re.compile(r"  +|^ | $|\t|\r\n|\r|\n")
_OUI, _NON = "oui", "non"


def ods_bytes(export: Export) -> bytes:
    """Return a table as an OpenDocument spreadsheet: sheet « Tableau » (header kept in sight, filters), « Notice ».

    Numbers are typed, in full, shown the French way with the decimals of their column; a missing value is an empty
    cell; a text is typed as text, whatever it begins with, so that no reader runs it.

    Raises
    ------
    TooLargeError
        When the table has more cells than a workbook bears.
    """
    bounded(export)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        # First and not compressed: how programs tell the format from its first bytes.
        package.writestr(zipfile.ZipInfo("mimetype", (1980, 1, 1, 0, 0, 0)), MIME, zipfile.ZIP_STORED)
        package.writestr("META-INF/manifest.xml", _manifest())
        package.writestr("meta.xml", _meta(export))
        package.writestr("settings.xml", _settings(export))
        package.writestr("styles.xml", _styles())
        package.writestr("content.xml", _content(export))
    return buffer.getvalue()


def _manifest() -> str:
    entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
    names = ("content.xml", "meta.xml", "settings.xml", "styles.xml")
    entries = [entry.format("/", MIME), *(entry.format(name, "text/xml") for name in names)]
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    start = f'{_HEAD}<manifest:manifest xmlns:manifest="{space}" manifest:version="1.3">'
    return f"{start}{''.join(entries)}</manifest:manifest>"


def _meta(export: Export) -> str:
    return (
        f'{_HEAD}<office:document-meta {_NAMESPACES} office:version="1.3"><office:meta>'
        f"<dc:title>{_plain(export.title)}</dc:title><dc:subject>{_plain(export.territory)}</dc:subject>"
        f"<dc:description>{_plain(export.citation)}</dc:description><dc:language>fr-FR</dc:language>"
        f"<dc:date>{export.made_on.isoformat()}T00:00:00</dc:date></office:meta></office:document-meta>"
    )


def _settings(export: Export) -> str:
    """Keep the header and the names in sight: a setting of the view that LibreOffice reads."""
    names = [column.name for column in export.columns]
    left = names.index("nom") + 1 if "nom" in names else 1
    items = {
        "HorizontalSplitMode": ("short", 2), "VerticalSplitMode": ("short", 2),
        "HorizontalSplitPosition": ("int", left), "VerticalSplitPosition": ("int", 1),
        "ActiveSplitRange": ("short", 3), "PositionRight": ("int", left), "PositionBottom": ("int", 1),
    }  # fmt: skip
    told = "".join(
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
        for name, (kind, value) in items.items()
    )
    return (
        f'{_HEAD}<office:document-settings {_NAMESPACES} xmlns:ooo="http://openoffice.org/2004/office" '
        'office:version="1.3"><office:settings><config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        '<config:config-item-map-named config:name="Tables">'
        f'<config:config-item-map-entry config:name="{SHEET}">{told}</config:config-item-map-entry>'
        "</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed>"
        "</config:config-item-set></office:settings></office:document-settings>"
    )


def _styles() -> str:
    return (
        f'{_HEAD}<office:document-styles {_NAMESPACES} office:version="1.3"><office:styles>'
        '<style:default-style style:family="table-cell"><style:text-properties fo:language="fr" fo:country="FR" '
        'fo:font-size="10pt"/></style:default-style></office:styles><office:automatic-styles>'
        '<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="29.7cm" '
        'fo:page-height="21cm" style:print-orientation="landscape" style:scale-to-X="1" style:scale-to-Y="0"/>'
        "</style:page-layout></office:automatic-styles><office:master-styles>"
        '<style:master-page style:name="Default" style:page-layout-name="page"/>'
        "</office:master-styles></office:document-styles>"
    )


def _content(export: Export) -> bytes:
    pieces = chain(_opening(export), _table(export), _footnotes(export), _closing(export))
    buffer = io.BytesIO()
    while batch := list(islice(pieces, AT_ONCE)):
        buffer.write("".join(batch).encode("utf-8"))
    return buffer.getvalue()


def _opening(export: Export) -> Iterator[str]:
    yield f'{_HEAD}<office:document-content {_NAMESPACES} office:version="1.3"><office:automatic-styles>'
    for position, column in enumerate(export.shown):
        if column.kind != "text":
            yield _number_style(position, column)
        yield _column_style(f"c{position}", _centimetres(export, column))
    yield _column_style("label", 5.5) + _column_style("words", 17)
    head = f'fo:background-color="{SURFACE}" fo:border-bottom="1.5pt solid {INK}" fo:wrap-option="wrap"'
    bold = f'fo:font-weight="bold" fo:color="{INK}"'
    yield _cell_style("head", head, bold) + _cell_style("head-right", head, bold, "end")
    yield _cell_style("title", "", f'fo:font-weight="bold" fo:font-size="14pt" fo:color="{ACCENT}"')
    yield _cell_style("name", 'style:vertical-align="top"', f'fo:font-weight="bold" fo:color="{MUTED}"')
    yield _cell_style("wrapped", 'fo:wrap-option="wrap" style:vertical-align="top"', "")
    yield "</office:automatic-styles><office:body><office:spreadsheet>"


def _number_style(position: int, column: Column) -> str:
    grouping = "false" if column.kind == "year" else "true"
    digits = column.decimals if column.kind == "number" else 0
    return (
        f'<number:number-style style:name="n{position}" number:language="fr" number:country="FR"><number:number '
        f'number:decimal-places="{digits}" number:min-decimal-places="{digits}" number:min-integer-digits="1" '
        f'number:grouping="{grouping}"/></number:number-style>'
        f'<style:style style:name="v{position}" style:family="table-cell" style:data-style-name="n{position}"/>'
    )


def _column_style(name: str, centimetres: float) -> str:
    return (
        f'<style:style style:name="{name}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{centimetres:.1f}cm"/></style:style>'
    )


def _cell_style(name: str, cell: str, text: str, align: str = "") -> str:
    paragraph = f'<style:paragraph-properties fo:text-align="{align}"/>' if align else ""
    return (
        f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties {cell}/>'
        f"{paragraph}<style:text-properties {text}/></style:style>"
    )


def _centimetres(export: Export, column: Column) -> float:
    """Return a width that holds most cells: 0.2 cm a character."""
    if column.kind == "text":
        longest = max((len(str(cell)) for cell in export.frame[column.name].head(300)), default=0)
        return min(9.0, max(2.2, 0.2 * longest + 0.6))
    return max(2.4, min(3.8, 0.1 * len(heading(column)) + 0.8))


def _table(export: Export) -> Iterator[str]:
    yield f'<table:table table:name="{SHEET}">'
    yield from (f'<table:table-column table:style-name="c{position}"/>' for position in range(len(export.columns)))
    cells = "".join(
        _text(heading(c), "head-right" if c.kind in ("number", "integer") else "head") for c in export.columns
    )
    yield f"<table:table-header-rows><table:table-row>{cells}</table:table-row></table:table-header-rows>"
    writers = [_written(position, column) for position, column in enumerate(export.shown)]
    columns = [
        [write(cell) for cell in export.frame[column.name].tolist()]
        for write, column in zip(writers, export.columns, strict=True)
    ]
    for line in zip(*columns, strict=True):
        yield f"<table:table-row>{''.join(line)}</table:table-row>"
    yield "</table:table>"


def _written(position: int, column: Column) -> Any:
    """Return what writes one cell of a column."""
    if column.kind == "text":
        return _text
    if column.kind == "flag":
        yes, no = _text(_OUI), _text(_NON)
        return lambda cell: yes if cell else no
    start = f'<table:table-cell table:style-name="v{position}" office:value-type="float" office:value="'

    def number(cell: float | None) -> str:
        if cell is None or not math.isfinite(cell):
            return "<table:table-cell/>"
        return f'{start}{cell!r}"/>'

    return number


def _text(text: Any, style: str = "") -> str:
    if text is None or text == "":
        return "<table:table-cell/>"
    look = f' table:style-name="{style}"' if style else ""
    return (
        f'<table:table-cell{look} office:value-type="string"><text:p>{_spaced(str(text))}</text:p></table:table-cell>'
    )


def _plain(text: str) -> str:
    return escape(_UNWRITABLE.sub("", text))


def _spaced(text: str) -> str:
    """Return a text as XML whose spaces and line ends survive; a tab, which no cell can hold, is a space."""
    return _SPACING.sub(_space, _plain(text))


def _space(found: re.Match[str]) -> str:
    if found[0].startswith(" "):
        return f'<text:s text:c="{len(found[0])}"/>'
    return "<text:s/>" if found[0] == "\t" else "</text:p><text:p>"


def _footnotes(export: Export) -> Iterator[str]:
    yield f'<table:table table:name="{NOTES_SHEET}"><table:table-column table:style-name="label"/>'
    yield '<table:table-column table:style-name="words"/>'
    yield f"<table:table-row>{_text(export.title, 'title')}</table:table-row>"
    yield "<table:table-row><table:table-cell/></table:table-row>"
    described = [(c.name, f"{heading(c)}. {c.description}".strip()) for c in export.columns]
    for label, words in [*footnotes(export)[1:], ("Colonne", "Ce qu’elle contient"), *described]:
        yield f"<table:table-row>{_text(label, 'name')}{_text(words, 'wrapped')}</table:table-row>"
    yield "</table:table>"


def _closing(export: Export) -> Iterator[str]:
    if len(export.frame):
        last = f"{_letters(len(export.columns))}{len(export.frame) + 1}"
        yield "<table:database-ranges><table:database-range " + (
            f'table:name="valeurs" table:target-range-address={quoteattr(f"{SHEET}.A1:{SHEET}.{last}")} '
            'table:display-filter-buttons="true"/></table:database-ranges>'
        )
    yield "</office:spreadsheet></office:body></office:document-content>"


def _letters(position: int) -> str:
    """Return the letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
