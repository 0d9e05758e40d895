"""Letters and scripts that the framework would ask for only once it draws: named in the page, they come at once."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pages.server.light import FRAMEWORK

_EVERYWHERE: Final = ("Html", "PageLink")
_CHOICES: Final = (*_EVERYWHERE, "Selectbox", "ButtonGroup")
_DRAWN: Final[dict[str, tuple[str, ...]]] = {
    "accueil": (*_EVERYWHERE, "TextInput"),
    "portrait": _CHOICES,
    "pairs": (*_CHOICES, "Radio", "Slider"),
    "comparer": (*_CHOICES, "Multiselect"),
    "carte": (*_CHOICES, "Checkbox", "ComponentInstance"),
    "evolution": (*_CHOICES, "Multiselect"),
    "atelier": (*_EVERYWHERE, "TextInput", "FileUploader"),
}
"""Page -> scripts of the elements at its top. Not those of charts: they are heavy, and what is read comes before."""
_IMPORTED: Final = re.compile(r"""(?:from|import)\s*["']\./([^"']+\.js)["']""")


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
