"""What the storage refuses, each with the French sentence to show."""

from __future__ import annotations

from dataclasses import dataclass

from participation.model.answers import UNANSWERED, Given, Review
from participation.model.typography import punctuated


class RefusedError(Exception):
    """Something was refused and nothing was written; the message is a French sentence, with its no-break spaces."""

    def __init__(self, message: str = "") -> None:
        super().__init__(punctuated(message))


class UnavailableError(RefusedError):
    """The database could not write: disk full, locked, lost. Nothing was kept; the same may be asked again."""

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message or "L’enregistrement n’a pas abouti : rien n’a été changé. Attendez un instant et réessayez."
        )


class AbsentError(RefusedError):
    """No such campaign, response or questionnaire."""


class NotNowError(RefusedError):
    """The campaign or the response is in a state that does not allow it."""


class AlreadyAnsweredError(RefusedError):
    """The organisation has submitted an answer already, or the token is spent."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What is kept at one place, and its revision: 0 for a place where nothing is."""

    given: Given
    revision: int


NOTHING = Saved(UNANSWERED, 0)


class StaleError(RefusedError):
    """Somebody else, or another tab, has written since: both values are here, for people to choose.

    Attributes
    ----------
    stored : Saved
        What is kept.
    given : Given
        What was to be written, and was not.
    """

    def __init__(self, stored: Saved, given: Given) -> None:
        super().__init__("Cette réponse a été changée ailleurs depuis. Choisissez celle à garder.")
        self.stored = stored
        self.given = given


class NotReadyError(RefusedError):
    """A submission lacks something, or has something invalid: `review` says what."""

    def __init__(self, review: Review, message: str) -> None:
        super().__init__(message)
        self.review = review
