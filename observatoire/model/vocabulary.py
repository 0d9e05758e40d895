"""The words of those who search: usual names, what is no territory here, what the data do not hold yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from observatoire.model.search.queries import normalise
from observatoire.model.territory import is_well_formed

_Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
_Text = Annotated[str, Field(min_length=1)]
_Page = Annotated[str, Field(pattern=r"^https://")]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: _Slug


class Term(_Entry):
    """A word of the glossary; `also` lists the other ways in which texts write it."""

    title: _Text
    also: tuple[_Text, ...] = Field(default=(), strict=False)
    definition: _Text


class UsualName(_Entry):
    """How people call a territory, when it is not its name: « MEL », « Grand Lyon ».

    Attributes
    ----------
    territory : str
        Its identifier.
    names : tuple of str
        As they are written.
    reason : str
        Who says so, in English.
    """

    territory: _Text
    names: tuple[_Text, ...] = Field(strict=False, min_length=1)
    reason: _Text


class Uncovered(_Entry):
    """Places that people look for and that are no territory here.

    Attributes
    ----------
    words : tuple of str
        How they are called.
    before_a_name : bool
        Whether the words are nouns that a name follows ("canton de Cognac"): that name is then looked for.
    postcodes : tuple of str
        Beginnings of their postcodes and INSEE codes.
    sentence : str
        What is said, in French: why they are not here, and the way on.
    instead : tuple of str
        Identifiers of the territories to look at.
    producer, page : str
        Who publishes figures on them, and where; both or neither.
    """

    words: tuple[_Text, ...] = Field(strict=False, min_length=1)
    before_a_name: bool = False
    postcodes: tuple[Annotated[str, Field(pattern=r"^\d{3,5}$")], ...] = Field(default=(), strict=False)
    sentence: _Text
    instead: tuple[str, ...] = Field(default=(), strict=False)
    producer: str = ""
    page: _Page | None = None


class Awaited(_Entry):
    """A subject that the data do not hold yet, and who publishes it.

    Attributes
    ----------
    title : str
        The subject.
    words : tuple of str
        What people type for it; one is enough, and one belongs to one subject.
    sentence : str
        What is missing here and what one finds there, in French.
    producer, page : str
        Who publishes it, and its official address.
    near : tuple of str
        Indicators that come near to it without being it.
    indicators : tuple of str
        Those that answer it: once the data hold one of them, it is awaited no more.
    """

    title: Annotated[str, Field(min_length=3, max_length=60)]
    words: tuple[_Text, ...] = Field(strict=False, min_length=1)
    sentence: _Text
    producer: _Text
    page: _Page
    near: tuple[str, ...] = Field(default=(), strict=False, max_length=4)
    indicators: tuple[str, ...] = Field(default=(), strict=False)


def vocabulary_faults(entries: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield the faults of words that only show between entries; `entries` is by section, all well formed.

    Parameters
    ----------
    entries : mapping
        With the sections `usual_names`, `uncovered`, `awaited` and `indicators`.
    """
    usual, uncovered, awaited = (entries[section].values() for section in ("usual_names", "uncovered", "awaited"))
    for entry in usual:
        if not is_well_formed(entry.territory):
            yield f"[usual_names.{entry.id}] territory: {entry.territory!r} is no identifier; mend it"
    for entry in uncovered:
        if bad := [place for place in entry.instead if not is_well_formed(place)]:
            yield f"[uncovered.{entry.id}] instead: {bad[0]!r} is no identifier; mend it"
        if bool(entry.producer) != bool(entry.page):
            yield f"[uncovered.{entry.id}] page: goes with `producer`; write both or neither"
    for entry in awaited:
        for field, named in (("near", entry.near), ("indicators", entry.indicators)):
            for identifier in (name for name in named if name not in entries["indicators"]):
                yield f"[awaited.{entry.id}] {field}: no indicator {identifier!r}; add it or correct it"
    yield from _twice("usual_names", "names", ((entry.id, entry.names) for entry in usual))
    yield from _twice("uncovered", "words", ((entry.id, entry.words) for entry in uncovered))
    yield from _twice("awaited", "words", ((entry.id, entry.words) for entry in awaited))
    for indicator in entries["indicators"].values():  # two indicators may share a word
        yield from _twice("indicators", "words", [(indicator.id, indicator.words)])


def _twice(section: str, field: str, lists: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    """Yield the words that lead nowhere, or to two entries, or are written twice."""
    seen: dict[str, str] = {}
    for identifier, words in lists:
        for word in words:
            key = normalise(word)
            if not key:
                yield f"[{section}.{identifier}] {field}: {word!r} holds no letter or figure; remove it"
            elif key in seen:
                yield f"[{section}.{identifier}] {field}: {word!r} already leads to {seen[key]}; keep one"
            seen[key] = identifier
