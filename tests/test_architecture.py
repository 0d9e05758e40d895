"""The layers of docs/house.md, proved on the imports."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("observatoire", "participation", "loaders", "pages", "benchmarks")
SOURCES = [ROOT / "app.py", *sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))]

PAGES_WITH_PARTS = sorted(path.parent.name for path in (ROOT / "pages" / "explorer").glob("*/page.py"))
SURVEY_PAGES_WITH_PARTS = {
    f"pages/{section}/{path.parent.name}/": (section, path.parent.name)
    for section in ("participer", "organiser")
    for path in (ROOT / "pages" / section).glob("*/page.py")
}

MODEL = {"observatoire.model"}
DOMAIN = {*MODEL, "observatoire.statistics"}
FRENCH = {*DOMAIN, "observatoire.views.french"}
STYLE = {*FRENCH, "observatoire.views.style"}
LAYOUT = {*STYLE, "observatoire.views.layout"}
HTML = {*LAYOUT, "observatoire.views.html"}
CHARTS = {*HTML, "observatoire.views.charts"}
PREPARING = {*MODEL, "loaders.pipeline", "loaders.producers", "loaders.geography", "loaders.privacy"}
PAGE = {"observatoire", "pages.state", "pages.parts", "pages.server"}


def shared_by_pages(section: str) -> set[str]:
    """Return the modules of a section that its pages share: a page never imports another page's parts."""
    return {f"pages.{section}.{path.stem}" for path in (ROOT / "pages" / section).glob("*.py")}


LAYERS = {
    "observatoire/model": MODEL,
    "observatoire/statistics": DOMAIN,
    "observatoire/local": {*DOMAIN, "observatoire.local"},
    # Toolkits, from words to charts: none imports a view's room.
    "observatoire/views/french": FRENCH,
    "observatoire/views/style": STYLE,
    "observatoire/views/layout": LAYOUT,
    "observatoire/views/html": HTML,
    "observatoire/views/charts": CHARTS,
    # Rooms: one a view.
    "observatoire/views": {*DOMAIN, "observatoire.views"},
    "observatoire/views/local": {*DOMAIN, "observatoire.views", "observatoire.local"},
    "observatoire/command_input.py": FRENCH,
    "observatoire/command_output.py": FRENCH,
    "observatoire/exports": {*DOMAIN, "observatoire.views", "observatoire.exports"},
    "observatoire/api": {
        *FRENCH,
        "observatoire.exports.tables",
        "observatoire.exports.formats",
        "observatoire.command_output",
        "observatoire.api",
    },
    "observatoire/__main__.py": {"observatoire"},
    # Surveys may use the observatory, never the other way round. Their model knows no database.
    "participation/model": {*MODEL, "participation.model"},
    "participation/storage": {*MODEL, "participation.model", "participation.configuration", "participation.storage"},
    "participation/configuration.py": set(),
    "participation/": {"observatoire", "participation"},
    "loaders": {"loaders", "observatoire.model"},
    "loaders/local": {*MODEL, "observatoire.local", "loaders.local"},
    "loaders/pipeline": PREPARING,
    "loaders/pipeline/features.py": {*PREPARING, *DOMAIN},
    "loaders/producers": PREPARING,
    "loaders/geography": PREPARING,
    "loaders/privacy": PREPARING,
    "loaders/privacy/disclosure.py": MODEL,  # attacks what is withheld, and knows nothing of how it was chosen
    "loaders/edition": {*MODEL, "loaders.edition", "loaders.pipeline", "loaders.privacy"},
    "pages/server": {"observatoire", "pages.server", "pages.state"},
    "pages/server/operation/metrics.py": {"observatoire", "participation.configuration", "pages.server", "pages.state"},
    "pages/server/participer": {"observatoire", "participation", "pages.server", "pages.state"},
    "pages/server/organiser": {"observatoire", "participation", "pages.server", "pages.state"},
    "pages/server/protection/signing_in.py": {"participation.configuration", "pages.server"},
    "pages/server/routes.py": {"observatoire", "participation.configuration", "pages.server", "pages.state"},
    "pages/server/start.py": {"observatoire", "participation.configuration", "pages.server", "pages.state"},
    "pages/state": {"observatoire", "pages.state", "pages.server.memory"},
    "pages/state/surveys.py": {"participation.configuration"},
    "pages/parts": PAGE,
    "pages/comprendre": PAGE,
    "pages/explorer": PAGE,
    **{f"pages/explorer/{page}/": {*PAGE, f"pages.explorer.{page}"} for page in PAGES_WITH_PARTS},
    "pages/participer": {*PAGE, "participation", "pages.participer"},
    "pages/organiser": {*PAGE, "participation", "pages.organiser"},
    **{
        folder: {*PAGE, "participation", f"pages.{section}.{page}", *shared_by_pages(section)}
        for folder, (section, page) in SURVEY_PAGES_WITH_PARTS.items()
    },
    "pages/main.py": PAGE,
    "app.py": PAGE,
    "benchmarks": {"benchmarks", "observatoire", "participation", "loaders"},
}
"""What each part may import of ours; the longest matching key rules."""

ONLY_IN = {
    "streamlit": ("app.py", "pages/", "benchmarks/"),  # benchmarks speak its protocol
    "streamlit_folium": ("pages/",),
    "altair": ("observatoire/views/charts/",),
    "folium": ("observatoire/views/maps/",),
    "branca": ("observatoire/views/maps/",),
    "starlette": ("pages/server/",),
    "fastapi": ("pages/server/api/",),
    "jinja2": ("observatoire/views/html/rendering.py",),
    "fontTools": ("observatoire/exports/", "pages/server/light_copies.py"),
    "brotli": ("pages/server/light_copies.py",),
    "typst": ("observatoire/exports/",),
    "docx": ("observatoire/exports/",),
    "xlsxwriter": ("observatoire/exports/",),
    "segno": ("observatoire/exports/",),
    "sqlalchemy": ("participation/storage/",),
    "alembic": ("participation/storage/",),
    "psycopg": ("participation/storage/",),
    "nacl": ("participation/storage/",),
    "argon2": ("participation/storage/",),
    "authlib": (),  # the framework loads it, for who signs in
    "vl_convert": ("observatoire/exports/",),
}
"""Libraries that are kept in one place."""

FILE_READERS = (
    "pages/server/light_copies.py",  # the framework's own files, before the server starts
    "pages/server/early.py",
    "pages/server/operation/metrics.py",  # what the system tells of the process
    "observatoire/model/catalog.py",
    "observatoire/model/store.py",
    "observatoire/model/files.py",  # for the store, before and while it reads
    "observatoire/model/official/tables.py",
    "observatoire/model/folders/installed.py",  # files of local data that an operator installed, as bytes
    "pages/server/apart/bench.py",  # how much memory a process takes
    "pages/server/apart/pool.py",  # a file that was just made, on its way to who asked for it
    "observatoire/views/style/sheets.py",  # our own style sheets; templates are read by their engine
    "participation/model/reading.py",  # questionnaires, as the catalogue is read by its own module
    "participation/storage/opening.py",  # the key of codes
    "participation/storage/backup.py",
    "participation/storage/access/contacts.py",  # a private key, sealed contacts: on the organiser's own machine
    "observatoire/local/containers/checks.py",  # members of an archive that is in memory: bytes, never a path
    "loaders/",
    "benchmarks/",
)


@cache
def used(path: Path) -> tuple[list[str], set[str]]:
    """Return the modules that a file imports and the names of what it calls, at any depth of its code."""
    names, called = list[str](), set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call):
            called.add(node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", ""))
    return names, called


def imported(path: Path) -> list[str]:
    return used(path)[0]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# Each rule is one test of all files, not one test a file: two thousand tests took longer to run than to answer.


def test_layers() -> None:
    roots = ("observatoire", "participation", "loaders", "pages", "app", "tests", "benchmarks")
    wrong = []
    for path in SOURCES:
        name = relative(path)
        key = max((key for key in LAYERS if name.startswith(key)), key=len, default=None)
        if key is None:
            wrong += [] if name.endswith("__init__.py") else [f"{name} is in no layer"]
            continue
        ours = [i for i in imported(path) if i.split(".")[0] in roots]
        stray = [i for i in ours if not any(i == ok or i.startswith(f"{ok}.") for ok in LAYERS[key])]
        wrong += [f"{name} may not import {stray}"] if stray else []
    assert not wrong


def test_libraries_stay_in_their_place() -> None:
    wrong = [
        f"{relative(path)} may not import {module}"
        for path in SOURCES
        for module in imported(path)
        if not relative(path).startswith(ONLY_IN.get(module.split(".")[0], ""))
    ]
    assert not wrong


READERS = {"open", "read_csv", "read_parquet", "read_table", "read_text", "read_bytes", "read_json"}


def test_the_address_of_a_view_is_read_and_written_in_one_place() -> None:
    """Elsewhere it may be an address that the browser sent before it had read what was written since."""
    views = [path for room in ("explorer", "parts", "state") for path in (ROOT / "pages" / room).rglob("*.py")]
    assert [path.name for path in views if "st.query_params." in path.read_text(encoding="utf-8")] == ["address.py"]


def test_only_the_readers_read_files() -> None:
    wrong = {}
    for path in SOURCES:
        _, calls = used(path)
        if calls & READERS and not relative(path).startswith(FILE_READERS):
            wrong[relative(path)] = calls & READERS
    assert not wrong, "these read files"


def test_the_domain_does_not_load_streamlit() -> None:
    assert not loaded_with("observatoire.__main__") & {"streamlit", "loaders", "participation"}


def test_the_first_page_does_not_wait_for_charts_and_maps() -> None:
    needed = loaded_with("pages.parts.frame, pages.server.start")
    heavy = {"altair", "folium", "branca", "geopandas", "streamlit_folium", "vl_convert", "typst", "fontTools"}
    heavy |= {"sqlalchemy", "nacl", "argon2", "authlib", "participation.storage"}
    assert not needed & heavy


def test_the_map_of_a_first_view_is_painted_without_charts_and_tables() -> None:
    needed = loaded_with("observatoire.exports.pictures.pixels")
    assert "vl_convert" in needed
    assert not needed & {"altair", "pandas", "pyarrow"}


def test_reading_the_data_and_drawing_maps_load_no_library_that_pages_have_no_need_of() -> None:
    drawn = (
        "from observatoire.model.store import open_store; from observatoire.views.maps.file import map_file; "
        "from observatoire.views.maps.geometry import Scope; from observatoire.views.maps.locator import locator_svg; "
        "store = open_store(); store.features('epci'); store.adjacent('com-16102'); "
        "map_file(store, Scope.parse('communes-departement-16')); locator_svg(store, store.territory('com-16102'))"
    )
    code = f"import sys; {drawn}; print(*({{'geopandas', 'pyproj', 'pyarrow.dataset'}} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not out.stdout.split()


def loaded_with(modules: str) -> set[str]:
    """Return the names of the top-level modules that a fresh interpreter holds once it has imported some."""
    code = f"import sys, {modules}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(out.stdout.split())


def test_scripts_are_strict() -> None:
    """Elsewhere a function within a block is one of the whole page too: it took the place of another script's."""
    scripts = sorted((ROOT / "observatoire" / "views" / "browser").glob("*.js"))
    begun = re.compile(r'\s*(/\*.*?\*/\s*)*(\(function \(\w*\) \{\s*)?"use strict";', re.DOTALL)
    loose = [script.name for script in scripts if not begun.match(script.read_text(encoding="utf-8"))]
    assert len(scripts) > 10
    assert not loose


def test_there_is_no_drawer_of_odds_and_ends() -> None:
    odd = [relative(p) for p in SOURCES if p.stem in {"utils", "helpers", "common", "misc"}]
    assert not odd


LARGEST_ROOM = 16


def test_a_room_can_be_taken_in_at_a_glance() -> None:
    modules = Counter(relative(path.parent) for path in SOURCES if not path.name.startswith("__"))
    assert len(modules) > 30
    crowded = {room: held for room, held in modules.items() if held > LARGEST_ROOM}
    assert not crowded, f"rooms to divide: {crowded}"


LONGEST_MODULE = 300
LONGEST_PAGE = 120
PAGES = ("pages/explorer/", "pages/comprendre/", "pages/parts/", "pages/participer/", "pages/organiser/")
"""Where pages are, each with its parts."""
LONGER_MODULES = {
    # One record and its one computation (decision 0017): parted, each half would need the other.
    "observatoire/statistics/figures.py": 580,
    # The one reader of the data: a method a table, and what keeps its callers from writing.
    "observatoire/model/store.py": 455,
}
"""Modules that may be longer, up to how many lines, and why."""


def test_modules_stay_short() -> None:
    wrong = []
    for path in SOURCES:
        name = relative(path)
        is_page = name.startswith(PAGES)
        longest = LONGEST_PAGE if is_page else LONGER_MODULES.get(name, LONGEST_MODULE)
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > longest:
            wrong.append(f"{name} has {lines} lines, more than {longest}")
    assert not wrong


def test_tests_of_the_loaders_bear_the_name_of_what_they_test() -> None:
    modules = {path.stem for path in (ROOT / "loaders").rglob("*.py")} | {"kit"}  # the kit is tested whole
    named = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "loaders").glob("test_*.py")}
    assert len(named) > 30
    assert not {name for name in named - modules if not name.startswith("shipped_")}, "or test what ships: shipped_…"
