"""Documents that Typst sets: from a template of ours and data as JSON to a tagged PDF (PDF/UA-1).

No text is ever spliced into markup: a template reads a JSON value and shows its texts as texts.
"""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from observatoire.exports.pictures.fonts import FONT_DIRECTORY

_UNSHOWN: Final = re.compile(
    "[^ -~\u00a0-\u024f\u0370-\u04ff\u1e00-\u1eff"  # Latin, Greek, Cyrillic
    "\u2010-\u2027\u202f-\u2040\u20a0-\u20bf\u2190-\u2193\u2200-\u22ff\u25a0-\u25ff]"  # signs
)
"""What the fonts have no sign for: PDF/UA refuses a document that holds one."""


def typeset(template: Path, name: str, data: dict[str, Any], made_on: date) -> bytes:
    """Return a template filled as PDF: tagged, the same bytes for the same data, never the network.

    Parameters
    ----------
    template : Path
        Of ours.
    name : str
        Under which it asks for its data.
    data : dict
        What JSON can hold; drawings as SVG.
    made_on : date
        That the document bears.
    """
    day = datetime(made_on.year, made_on.month, made_on.day)
    pdf = typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=_fonts(),
        sys_inputs={name: json.dumps(shown(data), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(day.timestamp()),
    )
    return bytes(pdf)


def shown(value: Any) -> Any:
    """Return texts, lists and mappings whose every character has a sign; "?" stands for the others."""
    if isinstance(value, str):
        return _UNSHOWN.sub("?", unicodedata.normalize("NFC", " ".join(re.split("[\\t\\r\\n]+", value))))
    if isinstance(value, list):
        return [shown(item) for item in value]
    return {key: shown(item) for key, item in value.items()} if isinstance(value, dict) else value


@cache
def _fonts() -> typst.Fonts:
    # Not those of the machine: the same document looks the same everywhere.
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONT_DIRECTORY)])
