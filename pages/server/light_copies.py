"""Makes light copies of what the framework sends at a first visit: `python -m pages.server.light_copies`.

Streamlit sends 977 kB of letters (every alphabet, every optical size, 4 000 icons) and 508 kB of scripts: on the
network of an old phone, seven seconds. `.ci/setup` makes these copies once, beside the installed libraries: the letters
and icons that French pages need, and the scripts, in French, packed as tightly as can be, which takes seconds.
Nothing of them is in our tree; `pages/server/light.py` sends them under the same addresses.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import brotli
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from pages.server.french.scripts import french_script, packed_ending
from pages.server.french.words import SCRIPTS
from pages.server.light import COPIES, FRAMEWORK

OURS: Final = Path(__file__).parents[2]
ICONS_KEPT: Final = ".names"
"""What the list of the icons of a copy is called beside it."""
_LARGEST: Final = 900_000
"""Bytes of a script; those beyond draw what our pages do not have (maps in 3D, other charts)."""

_LETTERS: Final = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180), 0x218, 0x219, 0x21A, 0x21B, 0x3A3)))
_SIGNS: Final = (
    "\u2009\u2010\u2011\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u202f\u2030\u20ac\u2212\u2248\u2264\u2265"
    "\u2190\u2191\u2192\u2193\u21e7\u25a0\u25b2\u25bc\u25c6\u25cf"
)
_FEATURES: Final = ("kern", "mark", "mkmk", "ccmp", "locl", "liga", "lnum", "tnum", "pnum", "sups", "frac")
_TEXTS: Final[dict[str, dict[str, Any]]] = {
    "SourceSansVF-Upright": {"wght": (300, 900)},
    "SourceSansVF-Italic": {"wght": (300, 900)},
    # Headings and large figures alone are set in it: from 23 to 41 pixels, for which one optical size serves.
    "SourceSerifVariable-Roman": {"opsz": 32, "wght": (400, 700)},
}
"""Beginning of the name of a font of texts -> the axes that stay."""
_ICONS: Final = "MaterialSymbols-Rounded"
_NAMED: Final = re.compile(r":material/([a-z0-9_]+):")


class FrameworkChangedError(ValueError):
    """A text of the framework is not where `french/words.py` says: another version is installed."""


def main() -> None:
    """Write the copies that are missing, each under the name of the whole; those of the icons when others are named."""
    check_words(FRAMEWORK / "js")
    for path in sorted(FRAMEWORK.glob("media/*.woff2")):
        begins = path.name.partition(".")[0]
        if begins in _TEXTS and _is_missing(path):
            _write(path, text_part(path, _TEXTS[begins]))
        elif begins == _ICONS and _is_missing(path, ICONS_KEPT, " ".join(sorted(icon_names()))):
            _write(path, icon_part(path, icon_names()))
            _write(path, " ".join(sorted(icon_names())).encode(), ICONS_KEPT)
    for path in sorted([*FRAMEWORK.glob("js/*.js"), *FRAMEWORK.glob("css/*.css")]):
        if path.stat().st_size <= _LARGEST and _is_missing(path, packed_ending(path.name)):
            text = french_script(path.name, path.read_text(encoding="utf-8"))
            _write(path, brotli.compress(text.encode("utf-8")), packed_ending(path.name))


def check_words(folder: Path) -> None:
    """Refuse a version of the framework whose scripts do not hold each text of the table exactly once.

    Raises
    ------
    FrameworkChangedError
        It names the script and the text.
    """
    for beginning, words in SCRIPTS.items():
        scripts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob(f"{beginning}.*.js"))]
        for english, _ in words:
            found = sum(script.count(english) for script in scripts)
            if found != 1:
                raise FrameworkChangedError(f"{beginning}.*.js holds {found} times, not once: {english}")


def _is_missing(path: Path, ending: str = "", content: str = "") -> bool:
    """Tell whether a copy is yet to be made, or is not of this content."""
    copy = COPIES / path.relative_to(FRAMEWORK)
    copy = copy.with_name(copy.name + ending)
    return not copy.is_file() or bool(content and copy.read_text(encoding="utf-8") != content)


def _write(path: Path, made: bytes, ending: str = "") -> None:
    """Write a copy whole or not at all: a set-up that stops half-way leaves no half font."""
    copy = COPIES / path.relative_to(FRAMEWORK)
    copy.parent.mkdir(parents=True, exist_ok=True)
    unfinished = copy.with_name(f"{copy.name}.unfinished")
    unfinished.write_bytes(made)
    unfinished.replace(copy.with_name(copy.name + ending))


def text_part(path: Path, axes: dict[str, Any]) -> bytes:
    """Return the letters and signs of French texts, as WOFF2.

    Parameters
    ----------
    path : Path
        The whole font.
    axes : dict
        What `instantiateVariableFont` keeps of each axis: a range, or one value.
    """
    font = TTFont(path, recalcTimestamp=False)
    options = Options(layout_features=[*_FEATURES], hinting=False, notdef_outline=True, name_IDs=["*"])
    subsetter = Subsetter(options)
    subsetter.populate(text=_LETTERS + _SIGNS)
    subsetter.subset(font)
    return _woff2(instantiateVariableFont(font, axes))


def icon_names() -> set[str]:
    """Return the icons that Streamlit's scripts and our pages name."""
    texts = [*FRAMEWORK.glob("js/*.js"), *OURS.glob("pages/**/*.py"), *OURS.glob("observatoire/**/*.py")]
    return {name for path in texts for name in _NAMED.findall(path.read_text(encoding="utf-8"))}


def icon_part(path: Path, names: Iterable[str]) -> bytes:
    """Return the font of icons with those named alone, as WOFF2; an icon is drawn where its name is written."""
    font = TTFont(path, recalcTimestamp=False)
    letters = {glyph: chr(code) for code, glyph in sorted(font.getBestCmap().items())}  # the small letter last
    wanted = set(names)
    kept = {glyph for glyph, letter in letters.items() if letter.isalnum() or letter in "_ "}
    kept |= {drawn for name, drawn in _ligatures(font, letters) if name in wanted}
    # Closed over its ligatures, the letters would bring back every icon.
    subsetter = Subsetter(Options(layout_features=["*"], layout_closure=False, hinting=False, notdef_outline=True))
    subsetter.populate(glyphs=kept)
    subsetter.subset(font)
    return _woff2(font)


def _ligatures(font: TTFont, letters: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the name that calls an icon, and its glyph."""
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for first, ligatures in getattr(table, "ExtSubTable", table).ligatures.items():
                for ligature in ligatures:
                    spelled = (letters.get(glyph, "?") for glyph in (first, *ligature.Component))
                    yield "".join(spelled), ligature.LigGlyph


def _woff2(font: TTFont) -> bytes:
    font.flavor = "woff2"
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


if __name__ == "__main__":
    main()
