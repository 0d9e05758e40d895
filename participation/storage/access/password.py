"""The one password of an organiser without internet: only its argon2 hash is anywhere, and never in a log."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from participation.model.rights import person_of

PASSWORD = "OBSERVATOIRE_PARTICIPATION_PASSWORD"
"""The environment variable of the hash that `python -m participation password` prints."""
SHORTEST, LONGEST = 14, 200
_HASHER = PasswordHasher()
_ONE_AT_A_TIME = Lock()


class WeakPasswordError(ValueError):
    """A password that is too short to keep anything; the message is a French sentence."""


def hashed_password(password: str) -> str:
    """Return the argon2id hash of a password.

    Raises
    ------
    WeakPasswordError
        When it is shorter than `SHORTEST` signs, which a list of words is not.
    """
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < 6:
        raise WeakPasswordError(
            f"Un mot de passe compte au moins {SHORTEST} signes, dont six différents : quatre mots pris au hasard en "
            "font un bon."
        )
    return _HASHER.hash(password)


def is_right(password: str, environment: Mapping[str, str]) -> bool:
    """Tell whether a password is the one whose hash the environment holds; never where it holds none.

    One at a time: each costs 64 MB and a tenth of a second, on purpose.
    """
    kept = environment.get(PASSWORD, "").strip()
    if not kept or len(password) > LONGEST:
        return False
    with _ONE_AT_A_TIME:
        try:
            return _HASHER.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False


def password_person(key: bytes) -> str:
    """Return the code of whoever has the password, who is one person for the rights and for the audit."""
    return person_of(key, "local", "password")
