"""A workshop: ordered views to show to a room, and what the room says of them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

LOCAL_PAGE: Final = "mes-donnees"
"""Page whose views show what a visitor brought: a workshop names it, and only its file can hold it."""
PAGES: Final = ("portrait", "pairs", "comparer", "carte", "evolution", LOCAL_PAGE)
"""Pages whose view can be shown to a room."""

GUESSED: Final = ("comparer", "carte", "evolution", LOCAL_PAGE)
"""Pages of one figure, which the room can try to guess."""

MOST_VIEWS: Final = 30
MOST_GUESSES: Final = 60
LONGEST_TITLE: Final = 100
LONGEST_VALUE: Final = 6_000
"""Characters of a parameter: a territory composed of four hundred others takes most of them."""
LONGEST_WHO: Final = 40
LONGEST_NOTE: Final = 2_000
MOST_MINUTES: Final = 180

_UNWRITABLE: Final = ("Cc", "Cf", "Cs", "Co", "Cn")


class WorkshopError(ValueError):
    """A workshop cannot be read, written or changed so; the message is one French sentence for the visitor."""


@dataclass(frozen=True, slots=True)
class View:
    """One view of a workshop.

    Attributes
    ----------
    page : str
        One of `PAGES`.
    parameters : mapping of str to str
        Parameters of the page's address.
    heading : str
        What the facilitator calls it; empty for the indicator's own title.
    guess : bool
        Whether the room guesses before the value appears (`GUESSED` only).
    minutes : int
        Of a timer of its own; 0 where the timer of the whole workshop goes on.
    """

    page: str
    parameters: Mapping[str, str]
    heading: str = ""
    guess: bool = False
    minutes: int = 0

    @property
    def key(self) -> str:
        """What the view shows, as a short text: notes and guesses follow it when views change places."""
        told = "\n".join([self.page, *(f"{name}={value}" for name, value in sorted(self.parameters.items()))])
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Workshop:
    """A title and at most `MOST_VIEWS` views, in order; `edition` is the data edition it was prepared with."""

    title: str = ""
    edition: str = ""
    views: tuple[View, ...] = ()

    @property
    def key(self) -> str:
        """What its views show, in any order, as a short text: what a browser keeps of a workshop is found by it."""
        return hashlib.sha256("\n".join(sorted({view.key for view in self.views})).encode()).hexdigest()[:16]

    @property
    def brought(self) -> tuple[str, ...]:
        """Ids of the local data that its views show, each once."""
        named = (view.parameters.get("local", "") for view in self.views if view.page == LOCAL_PAGE)
        return tuple(dict.fromkeys(one for text in named for one in text.split(",") if one))

    def with_view(self, view: View) -> Workshop:
        """Return the workshop with one more view at its end; raise `WorkshopError` when it is full."""
        return self.with_views((view,))

    def with_views(self, views: tuple[View, ...]) -> Workshop:
        """Return the workshop with more views at its end; raise `WorkshopError` when there are too many."""
        if len(self.views) + len(views) > MOST_VIEWS:
            raise WorkshopError(f"Une séance compte au plus {MOST_VIEWS} vues\u202f: retirez-en avant d’en ajouter.")
        return replace(self, views=(*self.views, *views))

    def without(self, position: int) -> Workshop:
        """Return the workshop without the view at a position."""
        return replace(self, views=(*self.views[:position], *self.views[position + 1 :]))

    def moved(self, position: int, by: int) -> Workshop:
        """Return the workshop with a view moved up (`by` = -1) or down (1); at an end it stays."""
        views = list(self.views)
        target = min(max(position + by, 0), len(views) - 1)
        views.insert(target, views.pop(position))
        return replace(self, views=tuple(views))

    def changed(
        self, position: int, *, heading: str | None = None, guess: bool | None = None, minutes: int | None = None
    ) -> Workshop:
        """Return the workshop with a view renamed, guessed or not, or given a timer of its own.

        Parameters
        ----------
        position : int
            Of the view, from 0.
        heading : str, optional
            What the facilitator calls it.
        guess : bool, optional
            Whether the room guesses first, where it can.
        minutes : int, optional
            Of its own timer; 0 for none.
        """
        view = self.views[position]
        view = replace(
            view,
            heading=view.heading if heading is None else plain_text(heading, LONGEST_TITLE),
            guess=view.guess if guess is None else guess and view.page in GUESSED,
            minutes=view.minutes if minutes is None else min(max(minutes, 0), MOST_MINUTES),
        )
        return replace(self, views=(*self.views[:position], view, *self.views[position + 1 :]))


@dataclass(frozen=True, slots=True)
class Guess:
    """What somebody, or a group, thinks a figure is, in the indicator's unit."""

    who: str
    value: float


@dataclass(frozen=True, slots=True)
class Notes:
    """What the room says of a view: what one sees, what one thinks of it, what is to be checked."""

    seen: str = ""
    thought: str = ""
    to_check: str = ""

    def __bool__(self) -> bool:
        """Whether anything is noted."""
        return bool(self.seen or self.thought or self.to_check)

    def or_else(self, other: Notes) -> Notes:
        """Return these notes, with those of another where a column is empty."""
        return Notes(self.seen or other.seen, self.thought or other.thought, self.to_check or other.to_check)

    def and_since(self, other: Notes) -> Notes:
        """Return these notes, with others written since: under them, or in their place where they hold them."""
        return Notes(
            _both(self.seen, other.seen), _both(self.thought, other.thought), _both(self.to_check, other.to_check)
        )


@dataclass(slots=True)
class Gathered:
    """All that a room has given, by `View.key`: for one visitor only, never in an address, never on our disk."""

    guesses: dict[str, tuple[Guess, ...]] = field(default_factory=dict)
    notes: dict[str, Notes] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is anything to lose."""
        return any(self.guesses.values()) or any(self.notes.values())

    def among(self, workshop: Workshop) -> Gathered:
        """Return what was gathered about the views of one workshop."""
        keys = {view.key for view in workshop.views}
        return Gathered(
            {key: guesses for key, guesses in self.guesses.items() if key in keys and guesses},
            {key: notes for key, notes in self.notes.items() if key in keys and notes},
        )

    def joined(self, kept: Gathered, *, unseen: bool = False) -> Gathered:
        """Return what was gathered joined with what a browser kept of the same room, nothing of it twice.

        Notes kept are the later ones: the browser keeps what is typed before it is sent. Where those known here were
        written `unseen` by what was kept, as a page loaded again was handed it back, both stay. Estimates kept come
        first; those given since follow.
        """
        guesses = {key: list(given) for key, given in kept.guesses.items()}
        for key, given in self.guesses.items():
            old = Counter(guesses.get(key, ()))
            for guess in given:
                old[guess] -= 1
                if old[guess] < 0:
                    guesses.setdefault(key, []).append(guess)
        notes = dict(self.notes)
        for key, written in kept.notes.items():
            known = notes.get(key, Notes())
            notes[key] = written.and_since(known) if unseen else written.or_else(known)
        return Gathered({key: tuple(given[:MOST_GUESSES]) for key, given in guesses.items()}, notes)


def _both(before: str, since: str) -> str:
    if before in since or since in before:
        return max(before, since, key=len)
    room = LONGEST_NOTE - len(since) - 1
    return f"{before[:room]}\n{since}" if room > 0 else since


def plain_text(text: str, longest: int, *, lines: bool = False) -> str:
    """Return a visitor's text without control characters or half characters, cut at a length.

    Parameters
    ----------
    longest : int
        Characters kept.
    lines : bool
        Whether line ends are kept; else they become spaces.
    """
    lined = re.sub(r"\r\n?|[\v\f\u2028\u2029]", "\n", text).replace("\t", " ")
    kept = "".join(c for c in lined if c == "\n" or unicodedata.category(c) not in _UNWRITABLE)
    joined = kept if lines else re.sub(r"[\n ]+", " ", kept)
    return unicodedata.normalize("NFC", joined)[:longest].strip()
