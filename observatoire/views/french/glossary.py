"""The words of the glossary: in alphabetical order, and linked where a text uses them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from observatoire.model.catalog import Term

PAGE = "lexique"
TOO_COMMON = frozenset(
    {"adjoint", "commune", "departement", "indicateur", "logement", "lycee", "maire", "metropole", "rang", "region"}
)
"""Terms that nobody needs to look up, or that texts mostly use in another sense (« en métropole »)."""

_PROTECTED = (
    r"`[^`]*`"  # code
    r"|!?\[(?:[^\[\]]|\[[^\[\]]*\])*\](?:\((?:[^()]|\([^()]*\))*\))?"  # links, images, anything in brackets
    r"|<[^<>]*>"  # HTML, <https://…>
    r"|(?:https?://|www\.)\S+|(?<!\S)\S+@\S+"  # bare addresses
)
_SPACE = r"[ \u00a0\u202f\n]+"
_APOSTROPHE = r"['’]"


def anchor(term: Term) -> str:
    """Return the anchor of a term on the glossary's page."""
    return f"terme-{term.id}"


def alphabetical(terms: Iterable[Term]) -> list[Term]:
    """Return terms in the order of a French dictionary: accents and case do not count."""
    return sorted(terms, key=lambda term: _plain(term.title))


def initial(term: Term) -> str:
    """Return the letter under which a dictionary puts a term."""
    return _plain(term.title)[0].upper()


def _plain(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return bare.replace("’", " ").replace("-", " ")


def linked(text: str, terms: Iterable[Term], href: str = PAGE) -> str:
    """Link the first use of each term of the glossary in a text.

    Parameters
    ----------
    text : str
        Markdown. Links, code, HTML and addresses in it are left alone.
    terms : iterable of Term
    href : str
        Address of the glossary's page.

    Returns
    -------
    str
        Markdown.
    """
    return linked_texts([text], terms, href)[0]


def linked_texts(texts: Sequence[str], terms: Iterable[Term], href: str = PAGE) -> list[str]:
    """Link the first use of each term over several texts that are read together; see `linked`."""
    pattern, ids = _pattern(tuple(term for term in terms if term.id not in TOO_COMMON))
    seen: set[str] = set()

    def link(match: re.Match[str]) -> str:
        group = match.lastgroup
        if group is None or ids[group] in seen:
            return match[0]
        seen.add(ids[group])
        return f"[{match[0]}]({href}#terme-{ids[group]})"

    return [pattern.sub(link, text) for text in texts]


@cache
def _pattern(terms: tuple[Term, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return what finds every way of writing every term, longest first, and the term of each of its groups."""
    written = sorted(((form, term.id) for term in terms for form in forms(term)), key=lambda pair: -len(pair[0]))
    groups = {f"t{rank}": identifier for rank, (_, identifier) in enumerate(written)}
    words = [f"(?P<t{rank}>{_inflected(form)})" for rank, (form, _) in enumerate(written)]
    either = "|".join([_PROTECTED, rf"(?<![\w-])(?:{'|'.join(words)})(?![\w-])"] if words else [_PROTECTED])
    return re.compile(either, re.IGNORECASE), groups


def forms(term: Term) -> list[str]:
    """Return the ways in which texts write a term: its title, the acronym in its brackets, what `also` lists."""
    title, _, rest = term.title.partition(" (")
    bracket = rest.rstrip(")")
    return list(dict.fromkeys([title, *([bracket] if _is_acronym(bracket) else []), *term.also]))


def _is_acronym(word: str) -> bool:
    return word.isupper() and word.isalpha()


def _inflected(form: str) -> str:
    """Return the pattern of a form, singular or plural; an acronym is written one way only."""
    if _is_acronym(form):
        return f"(?-i:{form})"
    pieces = re.split(r"([ \u00a0’'-])", form)
    return "".join(_separator(piece) if rank % 2 else _plural(piece) for rank, piece in enumerate(pieces))


def _separator(mark: str) -> str:
    return _APOSTROPHE if mark in "’'" else "-" if mark == "-" else _SPACE


def _plural(word: str) -> str:
    if _is_acronym(word):
        return f"(?-i:{word})"
    if len(word) < 3 or not word.isalpha():
        return re.escape(word)
    if word.endswith("al"):
        return f"{word[:-2]}(?:al|als|aux)"
    return f"{word}[sx]?"
