"""What a page asks for as it opens, in which order, and what a browser may keep without asking again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from observatoire import views
from pages.server.light import FRAMEWORK

BROWSER_DIR: Final = Path(views.__file__).parent / "browser"
"""Our own scripts."""

BEGINNING: Final = "enquetes?campagne"
"""How a survey that is begun is told here from the list of all, at the same address."""
_EVERYWHERE: Final = ("Html", "PageLink")
_CHOICES: Final = (*_EVERYWHERE, "Selectbox", "ButtonGroup")
_DRAWN: Final[dict[str, tuple[str, ...]]] = {
    "accueil": (*_EVERYWHERE, "TextInput"),
    "questions": (*_EVERYWHERE, "TextInput"),
    "portrait": _CHOICES,
    "pairs": (*_CHOICES, "Radio", "Slider", "Multiselect"),
    "composer": (*_EVERYWHERE, "ButtonGroup", "TextInput"),
    "comparer": (*_CHOICES, "Multiselect"),
    "carte": (*_CHOICES, "Checkbox", "ComponentInstance"),
    "evolution": (*_CHOICES, "Multiselect"),
    "atelier": (*_EVERYWHERE, "TextInput", "TextArea", "FileUploader"),
    "mes-donnees": (*_EVERYWHERE, "TextArea", "FileUploader"),
    "donnees": (*_EVERYWHERE, "ButtonGroup"),
    BEGINNING: (*_EVERYWHERE, "TextInput", "Checkbox", "Button"),
    "repondre": (*_EVERYWHERE, "Radio", "Checkbox", "TextArea", "Button"),
}
"""Page -> scripts of the elements at its top: one that is asked for only when it is drawn comes with twenty others
that it imports, in four turns of the line. Not those of charts: they are heavy, and what is read comes before."""
_IMPORTED: Final = re.compile(r"""(?:from|import)\s*["']\./([^"']+\.js)["']""")


_LIGHT: Final = 40_000
"""Bytes of a script, not packed, that comes in about the time of its own request."""


_LETTERS: Final = {"Source Sans": "SourceSansVF-Upright", "Source Serif": "SourceSerifVariable-Roman"}


@cache
def letters() -> dict[str, str]:
    """Return the path of the letters of each family that a first view is set in."""
    found = {family: sorted((FRAMEWORK / "media").glob(f"{name}.*.woff2")) for family, name in _LETTERS.items()}
    return {family: f"static/media/{paths[0].name}" for family, paths in found.items() if paths}


@cache
def early_modules(page: str) -> tuple[str, ...]:
    """Return the paths of the scripts that a page will ask for, those that Streamlit's page already names left out.

    A script that another version of Streamlit does not have is left out: the page asks for what it needs all the same.
    """
    shell = (FRAMEWORK.parent / "index.html").read_text(encoding="utf-8")
    found: dict[str, None] = {}
    waiting = [path.name for name in _DRAWN.get(page, _EVERYWHERE) for path in (FRAMEWORK / "js").glob(f"{name}.*.js")]
    while waiting:
        name = waiting.pop(0)
        path = FRAMEWORK / "js" / name
        if name in found or name in shell or not path.is_file():
            continue
        found[name] = None
        waiting += _IMPORTED.findall(path.read_text(encoding="utf-8"))
    return tuple(f"static/js/{name}" for name in found)


@cache
def version(path: Path) -> str:
    """Return what tells a script of ours from what it was: its address holds it, so a browser keeps it for ever."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def interleaved(links: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return links to scripts in an order that keeps the line busy.

    A browser asks six at a time. The hundred light ones take the time of a request each, and leave the line idle; the
    few heavy ones fill it. Asked one after the other, as the framework's page does, each kind waits for the other.

    Parameters
    ----------
    links : sequence of str
        As they are written in the page.
    names : sequence of str
        The file of each.
    """
    sizes = [(FRAMEWORK / "js" / name).stat().st_size for name in names]
    heavy = [link for link, size in zip(links, sizes, strict=True) if size > _LIGHT]
    light = [link for link, size in zip(links, sizes, strict=True) if size <= _LIGHT]
    step = max(1, len(light) // max(1, len(heavy)))
    order: list[str] = []
    for at, link in enumerate(light):
        if at % step == 0:
            order += heavy[at // step : at // step + 1]
        order.append(link)
    return [*order, *heavy[-(-len(light) // step) :]]
