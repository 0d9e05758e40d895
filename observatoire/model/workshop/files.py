"""A workshop in a link and in a file: bounded, versioned, checked; what is foreign gets one French sentence."""

from __future__ import annotations

import base64
import json
import math
import re
import zlib
from collections.abc import Collection, Mapping
from typing import Any, Final, NoReturn

from observatoire.model.folders.editions import is_edition_name
from observatoire.model.workshop.record import (
    GUESSED,
    LOCAL_PAGE,
    LONGEST_NOTE,
    LONGEST_TITLE,
    LONGEST_VALUE,
    LONGEST_WHO,
    MOST_GUESSES,
    MOST_MINUTES,
    MOST_VIEWS,
    PAGES,
    Gathered,
    Guess,
    Notes,
    View,
    Workshop,
    WorkshopError,
    plain_text,
)

LONGEST_LINK: Final = 4_000
"""Characters: proxies and browsers take addresses of 8 000."""
LARGEST_CONTENT: Final = 60_000
"""Bytes of a link once decompressed."""
LARGEST_FILE: Final = 1_000_000
LARGEST_DATA: Final = 1_000_000
"""Bytes of the file of local data that can go along in that of a workshop."""
FORMAT: Final = "observatoire-territorial-citoyen/seance"
VERSION: Final = 1
TIMED: Final = 2
"""Version of a link one view of which has a timer of its own: links without are those of version 1."""
BROUGHT: Final = 3
"""Version of a link, and of a file, one view of which shows local data: earlier sites know of no such view."""

_LINK: Final = re.compile(rf"[{VERSION}{TIMED}{BROUGHT}][A-Za-z0-9_-]+")
_DATA: Final = "donnees_locales"
_COLUMNS: Final = {"seen": "on_voit", "thought": "on_pense", "to_check": "a_verifier"}

NOT_A_LINK: Final = (
    "Le lien de cette séance est incomplet ou abîmé\u202f: demandez-le à nouveau, ou ouvrez son fichier."
)
NOT_A_FILE: Final = "Ce fichier n’est pas une séance de l’observatoire, ou il est abîmé."
TOO_NEW: Final = "Cette séance vient d’une version plus récente de l’observatoire\u202f: ce site ne sait pas la lire."
TOO_LONG: Final = (
    "Cette séance ne tient plus dans un lien\u202f: retirez une vue, ou des territoires choisis un par un dans une vue."
)
DATA_TOO_LARGE: Final = (
    "Vos données sont trop grandes pour le fichier de la séance\u202f: enregistrez leur propre fichier, dans "
    "«\u00a0Mes données\u00a0»."
)
NOT_KEPT: Final = "Ce que ce navigateur gardait de cette séance est abîmé\u202f: rien n’en est repris."


def write_link(workshop: Workshop) -> str:
    """Return a workshop as the text of one URL parameter.

    Raises
    ------
    WorkshopError
        When it is longer than `LONGEST_LINK`.
    """
    version = _version(workshop, TIMED if any(view.minutes for view in workshop.views) else VERSION)
    timed = version != VERSION
    views = [
        [v.page, dict(v.parameters), v.heading, int(v.guess), *([v.minutes] if timed else [])] for v in workshop.views
    ]
    content = json.dumps([workshop.title, workshop.edition, views], ensure_ascii=False, separators=(",", ":"))
    packed = base64.urlsafe_b64encode(zlib.compress(content.encode(), 9)).decode().rstrip("=")
    if len(packed) >= LONGEST_LINK or len(content.encode()) > LARGEST_CONTENT:
        raise WorkshopError(TOO_LONG)
    return f"{version}{packed}"


def _version(workshop: Workshop, usual: int) -> int:
    return BROUGHT if any(view.page == LOCAL_PAGE for view in workshop.views) else usual


def read_link(text: str, known: Collection[str]) -> Workshop:
    """Read what `write_link` wrote.

    Parameters
    ----------
    known : collection of str
        Parameters that a view may have.

    Raises
    ------
    WorkshopError
        For anything else, whatever it is.
    """
    if len(text) > LONGEST_LINK:
        raise WorkshopError(NOT_A_LINK)
    if re.fullmatch(r"[4-9][A-Za-z0-9_-]+", text):
        raise WorkshopError(TOO_NEW)
    if not _LINK.fullmatch(text):
        raise WorkshopError(NOT_A_LINK)
    version, packed = int(text[0]), text[1:]
    try:
        raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        inflater = zlib.decompressobj()
        content = inflater.decompress(raw, LARGEST_CONTENT)
        if not inflater.eof or inflater.unused_data:
            raise WorkshopError(NOT_A_LINK)
        title, edition, views = _loaded(content)
        return _workshop(title, edition, [_listed_view(view, version) for view in views], known)
    except (ValueError, TypeError, zlib.error, RecursionError) as error:
        raise WorkshopError(NOT_A_LINK) from error


def _listed_view(view: Any, version: int) -> Mapping[str, Any]:
    page, parameters, heading, guess, minutes = view if version != VERSION else (*view, 0)
    return {"page": page, "parametres": parameters, "titre": heading, "devinez": guess == 1, "minutes": minutes}


def write_file(workshop: Workshop, gathered: Gathered | None = None, data: bytes = b"") -> bytes:
    """Return a workshop as a file that opens again.

    Parameters
    ----------
    workshop : Workshop
    gathered : Gathered, optional
        What the room gave, when it is asked for.
    data : bytes, optional
        The file of the local data that its views show, which then goes along: `LARGEST_DATA` at most.
    """
    content: dict[str, Any] = {
        "format": FORMAT,
        "version": _version(workshop, VERSION),
        "titre": workshop.title,
        "edition": workshop.edition,
        "vues": [_written_view(view) for view in workshop.views],
    }
    if gathered is not None:
        kept = gathered.among(workshop)
        content["estimations"] = {
            key: [{"qui": guess.who, "valeur": guess.value} for guess in guesses]
            for key, guesses in kept.guesses.items()
        }
        content["notes"] = {
            key: {french: getattr(notes, name) for name, french in _COLUMNS.items()}
            for key, notes in kept.notes.items()
        }
    if data:
        content[_DATA] = json.loads(data)
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def data_in(content: bytes) -> bytes:
    """Return the file of local data that the file of a workshop holds, as it was written; empty without any.

    It is only to be asked of a file that `read_file` has read: nothing of these data is checked here.
    """
    held = _loaded(content).get(_DATA)
    return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode() if held else b""


def _written_view(view: View) -> dict[str, Any]:
    told = {"page": view.page, "parametres": dict(view.parameters), "titre": view.heading, "devinez": view.guess}
    return told | ({"minutes": view.minutes} if view.minutes else {})


def read_file(content: bytes, known: Collection[str]) -> tuple[Workshop, Gathered]:
    """Read what `write_file` wrote, knowing the ids of some indicators, or raise `WorkshopError`."""
    if len(content) > LARGEST_FILE + LARGEST_DATA:
        raise WorkshopError("Ce fichier est trop gros pour une séance de l’observatoire.")
    try:
        found = _loaded(content)
        if found["format"] != FORMAT or not isinstance(found["version"], int):
            raise WorkshopError(NOT_A_FILE)
        if found["version"] not in (VERSION, BROUGHT):
            raise WorkshopError(TOO_NEW)
        workshop = _workshop(found["titre"], found["edition"], found["vues"], known)
        guesses = {key: _guesses(listed) for key, listed in _table(found.get("estimations", {})).items()}
        notes = {key: _notes(columns) for key, columns in _table(found.get("notes", {})).items()}
        return workshop, Gathered(guesses, notes).among(workshop)
    except WorkshopError:
        raise
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError) as error:
        raise WorkshopError(NOT_A_FILE) from error


def read_kept(text: str, known: Collection[str]) -> tuple[Workshop, Gathered]:
    """Read what a browser kept of a workshop, a file as any other, or raise `WorkshopError`."""
    try:
        if len(text) > LARGEST_FILE:
            raise WorkshopError(NOT_KEPT)
        return read_file(text.encode("utf-8", "surrogatepass"), known)
    except WorkshopError as error:
        raise WorkshopError(NOT_KEPT) from error


def _loaded(content: bytes) -> Any:
    """Read JSON; what is not UTF-8, and numbers that are no numbers, raise ValueError."""
    return json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _text(value: Any, longest: int, *, lines: bool = False) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return plain_text(value, longest, lines=lines)


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or len(value) > MOST_VIEWS:
        raise TypeError(value)
    return value


def _workshop(title: Any, edition: Any, views: Any, known: Collection[str]) -> Workshop:
    if not isinstance(views, list) or len(views) > MOST_VIEWS:
        raise ValueError("too many views")
    named = _text(edition, 20)
    if named and not is_edition_name(named):
        raise ValueError(named)
    return Workshop(_text(title, LONGEST_TITLE), named, tuple(_view(view, known) for view in views))


def _view(view: Mapping[str, Any], known: Collection[str]) -> View:
    page, parameters, guess = view["page"], view["parametres"], view["devinez"]
    if page not in PAGES or not isinstance(parameters, dict) or not isinstance(guess, bool):
        raise ValueError(page)
    for name, value in parameters.items():
        if name not in known or not isinstance(value, str) or plain_text(value, LONGEST_VALUE) != value or not value:
            raise ValueError(name)
    if "territoire" not in parameters:
        raise ValueError("a view is about a place")
    minutes = view.get("minutes", 0)
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not 0 <= minutes <= MOST_MINUTES:
        raise ValueError(minutes)
    return View(page, parameters, _text(view["titre"], LONGEST_TITLE), guess and page in GUESSED, minutes)


def _guesses(listed: Any) -> tuple[Guess, ...]:
    if not isinstance(listed, list) or len(listed) > MOST_GUESSES:
        raise ValueError("too many guesses")
    found = [Guess(_text(one["qui"], LONGEST_WHO), float(one["valeur"])) for one in listed]
    if not all(math.isfinite(guess.value) for guess in found):
        raise ValueError("not a number")
    return tuple(found)


def _notes(columns: Any) -> Notes:
    return Notes(**{name: _text(columns[french], LONGEST_NOTE, lines=True) for name, french in _COLUMNS.items()})
