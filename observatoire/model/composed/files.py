"""The file that keeps a composed territory: a small JSON, which any edition opens again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from observatoire.model.composed.members import Composition, compose
from observatoire.model.composed.names import member_code

if TYPE_CHECKING:
    from observatoire.model.store import Store

FORMAT = "observatoire-territorial-citoyen/territoire"
VERSION = 1
LARGEST_FILE = 50_000
"""Bytes: four hundred members take a tenth of it."""


class ComposedFileError(ValueError):
    """A file is no composed territory; the message is the French sentence to show."""


def write_composed(composition: Composition) -> bytes:
    """Return the file of a composed territory: its name and the codes of its members, in UTF-8."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "nom": composition.name,
        "membres": [member_code(member) for member in composition.members],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def read_composed(store: Store, content: bytes) -> Composition:
    """Return the composition that a file holds, checked against this edition.

    Parameters
    ----------
    store : Store
    content : bytes
        As `write_composed` returns it, or whatever a visitor opened.

    Raises
    ------
    ComposedFileError
        When it is something else, in one French sentence.
    """
    if len(content) > LARGEST_FILE:
        raise ComposedFileError("Ce fichier est trop grand pour être celui d’un territoire composé.")
    try:
        held = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ComposedFileError("Ce fichier n’est pas celui d’un territoire composé\u202f: il ne se lit pas.") from None
    if not isinstance(held, dict) or held.get("format") != FORMAT:
        raise ComposedFileError("Ce fichier n’est pas celui d’un territoire composé.")
    if not isinstance(held.get("version"), int) or held["version"] > VERSION:
        raise ComposedFileError(
            "Ce fichier vient d’une version plus récente de l’observatoire\u202f: il ne se lit pas ici."
        )
    codes, name = held.get("membres"), held.get("nom", "")
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes) or not isinstance(name, str):
        raise ComposedFileError("Ce fichier ne dit pas, code par code, de quels membres ce territoire est fait.")
    return compose(store, codes, name)
