"""Whether participation is on, and where its databases are: from the environment alone, without loading any of them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PLACE = "OBSERVATOIRE_PARTICIPATION"
KEY = "OBSERVATOIRE_PARTICIPATION_KEY"
FEWEST_KEY_BYTES = 32


class ConfigurationError(ValueError):
    """The environment asks for what cannot be; the message is a French sentence."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """Where the two databases are.

    Attributes
    ----------
    answers, vault : str
        Addresses, `sqlite:///…` or `postgresql+psycopg://…`.
    folder : Path or None
        That of the two files of SQLite; None for PostgreSQL.
    key : bytes
        With which codes are hashed, never shown; empty where a folder keeps its own, beside the databases.
    """

    answers: str
    vault: str
    folder: Path | None
    key: bytes = field(repr=False)


def configured(environment: Mapping[str, str] | None = None) -> Configuration | None:
    """Return where the databases are; None when participation is off, which it is unless the environment says so.

    Raises
    ------
    ConfigurationError
        When `OBSERVATOIRE_PARTICIPATION` is neither a folder nor two addresses, or a key is short or lacking.
    """
    environment = os.environ if environment is None else environment
    place = environment.get(PLACE, "").strip()
    if not place:
        return None
    key = _key(environment.get(KEY, "").strip())
    if "://" not in place:
        folder = Path(place).expanduser().resolve()
        return Configuration(f"sqlite:///{folder / 'answers.db'}", f"sqlite:///{folder / 'vault.db'}", folder, key)
    addresses = [_address(part) for part in place.split()]
    if len(set(addresses)) != 2:
        raise ConfigurationError(
            f"{PLACE} demande un dossier, ou deux adresses PostgreSQL différentes séparées par une espace : celle des "
            "réponses, puis celle du coffre."
        )
    if not key:
        raise ConfigurationError(f"Avec PostgreSQL, {KEY} est obligatoire : 64 chiffres hexadécimaux tirés au hasard.")
    return Configuration(addresses[0], addresses[1], None, key)


def _address(text: str) -> str:
    scheme, _, rest = text.partition("://")
    if scheme not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise ConfigurationError(f"{PLACE} : seules les adresses postgresql://… sont acceptées.")
    return f"postgresql+psycopg://{rest}"


def _key(text: str) -> bytes:
    if not text:
        return b""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) < FEWEST_KEY_BYTES:
        raise ConfigurationError(f"{KEY} compte au moins 64 chiffres hexadécimaux.")
    return key
