"""Contacts on their way out of the vault: released by a guardian, sealed until they are on the organiser's machine."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from sqlalchemy import Connection, insert, select

from participation.storage.opening import Storage
from participation.storage.refusals import NotNowError, RefusedError
from participation.storage.tables import contact, release

FORMAT = "observatoire-contacts-scelles"
LARGEST = 50_000_000
"""Bytes of a file of sealed contacts: a hundred thousand of them."""


def release_contacts(storage: Storage, campaign: str, *, day: date) -> None:
    """Let the sealed contacts of a campaign out; once is enough."""

    def work(connection: Connection) -> None:
        if not connection.scalar(select(release.c.campaign).where(release.c.campaign == campaign)):
            connection.execute(insert(release).values(campaign=campaign, released_on=day))

    storage.vault.writer.do(work)


def released_on(storage: Storage, campaign: str) -> date | None:
    """Return the day on which a guardian released the contacts of a campaign; None as long as none did."""
    with storage.vault.read() as connection:
        return connection.scalar(select(release.c.released_on).where(release.c.campaign == campaign))


def sealed_contacts(storage: Storage, campaign: str) -> bytes:
    """Return the contacts of a campaign as a file, sealed as they are kept, in no order of time.

    Raises
    ------
    NotNowError
        When no guardian has released them.
    """
    if released_on(storage, campaign) is None:
        raise NotNowError(
            "Les contacts ne sont pas libérés : la personne chargée de la protection des données doit le faire d’abord."
        )
    with storage.vault.read() as connection:
        rows = connection.scalars(select(contact.c.sealed).where(contact.c.campaign == campaign).order_by(contact.c.id))
        told = {"format": FORMAT, "campaign": campaign, "sealed": [bytes(row).hex() for row in rows]}
    return json.dumps(told, separators=(",", ":")).encode()


def opened_contacts(content: bytes, campaign: str, private_key: str) -> list[str]:
    """Return the addresses of a file of sealed contacts, each once, in the order of the alphabet.

    Parameters
    ----------
    content : bytes
        As `sealed_contacts` returns it.
    campaign : str
        Of which they must be.
    private_key : str
        The organiser's, in hexadecimal. It never goes to the server.

    Raises
    ------
    RefusedError
        When it is no such file, no such key, or the key of another campaign.
    """
    try:
        told = json.loads(content)
        sealed = [bytes.fromhex(one) for one in told["sealed"]] if told.get("format") == FORMAT else None
        box = SealedBox(PrivateKey(bytes.fromhex(private_key.strip())))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RefusedError("Ce fichier de contacts, ou cette clé privée, n’a pas la forme attendue.") from None
    if sealed is None or told.get("campaign") != campaign:
        raise RefusedError(f"Ce fichier n’est pas celui des contacts scellés de « {campaign} ».")
    try:
        return sorted({box.decrypt(one).rstrip(b"\x00").decode() for one in sealed})
    except CryptoError:
        raise RefusedError("Cette clé privée n’ouvre pas ces contacts : ce n’est pas celle de la campagne.") from None


def write_new_key(path: Path) -> str:
    """Write a new private key, which only its owner may read; return the public one, in hexadecimal."""
    key = PrivateKey.generate()
    write_apart(path, bytes(key).hex() + "\n")
    return bytes(key.public_key).hex()


def write_apart(path: Path, text: str) -> None:
    """Write a file that only its owner may read, and never over another."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise RefusedError(f"{path.name} existe déjà : il n’est pas remplacé.") from None
    except OSError:
        raise RefusedError(f"{path.name} ne peut pas être écrit.") from None


def read_apart(path: Path) -> bytes:
    """Read a file of the organiser's: a private key, or sealed contacts."""
    try:
        if path.stat().st_size > LARGEST:
            raise RefusedError(f"{path.name} est trop gros pour être un fichier de contacts.")
        return path.read_bytes()
    except OSError:
        raise RefusedError(f"{path.name} n’existe pas, ou ne peut pas être lu.") from None
