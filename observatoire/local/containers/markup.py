"""XML of a workbook, read as it flows: no document type, no entity, no more elements or depth than a table has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NoReturn
from xml.parsers import expat

from observatoire.local.bounds import DEEPEST, MOST_ELEMENTS, LocalDataError
from observatoire.local.containers.checks import ABSURD, DAMAGED

Start = Callable[[str, dict[str, str]], None]
"""Name without its prefix; attributes, as the file names them."""
End = Callable[[str], None]
Said = Callable[[str], None]


def walk(content: Iterable[bytes], start: Start, end: End, said: Said) -> None:
    """Read XML, and call what listens.

    Parameters
    ----------
    content : iterable of bytes
        In pieces.
    start, end : callable
        Called with the name of an element, prefix left out; `start` with its attributes too.
    said : callable
        Called with the texts, in as many pieces as they come.

    Raises
    ------
    LocalDataError
        When it is no XML, declares a document type (hence entities: none is ever expanded), or is too large or deep.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    seen = depth = 0
    bare: dict[str, str] = {}

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal seen, depth
        seen += 1
        depth += 1
        if seen > MOST_ELEMENTS or depth > DEEPEST:
            raise LocalDataError(ABSURD)
        start(bare[name] if name in bare else bare.setdefault(name, name.rpartition(":")[2]), attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(bare[name])

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = said
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        for piece in content:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise LocalDataError(DAMAGED) from error


def _no_doctype(*_: object) -> NoReturn:
    raise LocalDataError("Ce classeur déclare des entités XML, ce qu’aucun tableur n’écrit\u202f: il n’est pas lu.")
