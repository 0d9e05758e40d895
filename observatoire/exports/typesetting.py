"""Documents set by Typst: tagged (PDF/UA-1), from a template of ours and data as JSON, in the house's own letters.

No text is ever spliced into markup: a template reads a JSON value and shows its texts as texts.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
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


def typeset(template: Path, name: str, data: Mapping[str, Any], made_on: date) -> bytes:
    """Return a document as PDF: tagged, texts as texts; the same data on the same day give the same bytes.

    Takes a tenth of a second; reads the template and the fonts, nothing else, and never the network.

    Parameters
    ----------
    template : Path
        The `.typ` file.
    name : str
        By which the template asks for its data: `sys.inputs.at(name)`, which is JSON.
    data : mapping
        Texts, lists and mappings; "?" stands for what the letters have no sign for.
    made_on : date
    """
    day = datetime(made_on.year, made_on.month, made_on.day)
    pdf = typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=_fonts(),
        sys_inputs={name: json.dumps(_shown(dict(data)), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(day.timestamp()),
    )
    return bytes(pdf)


def _shown(value: Any) -> Any:
    """Return texts, lists and mappings whose every character has a sign; "?" stands for the others."""
    if isinstance(value, str):
        return _UNSHOWN.sub("?", unicodedata.normalize("NFC", " ".join(re.split("[\\t\\r\\n]+", value))))
    if isinstance(value, list):
        return [_shown(item) for item in value]
    return {key: _shown(item) for key, item in value.items()} if isinstance(value, dict) else value


@cache
def _fonts() -> typst.Fonts:
    # Not those of the machine: the same document looks the same everywhere.
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONT_DIRECTORY)])
