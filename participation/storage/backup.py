"""Backups: one file a database, the same form for SQLite and PostgreSQL, while people answer.

One transaction reads it all. Rows are in the order of their random keys, so that a stolen backup tells no more of the
order of events than of anything else; the file of a server would (`pg_dump` writes rows as they lie). It can be
sealed for a guardian whose private key is elsewhere. The key of codes is in none of them.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from sqlalchemy import Connection, Date, LargeBinary, MetaData, Table, insert, select
from sqlalchemy.exc import SQLAlchemyError

from participation.storage import tables
from participation.storage.opening import Database, revision_of
from participation.storage.refusals import RefusedError

FORMAT = "observatoire-territorial-citoyen/participation"
TABLES: dict[str, MetaData] = {"answers": tables.answers, "vault": tables.vault}

OF_DEVICES = (tables.ticket, tables.session)
"""In no backup: of a device, for some hours; of no use later, and finer than a week."""


class BackupError(RefusedError):
    """A backup cannot be written or restored; the message is a French sentence."""


def write_backup(database: Database, path: Path, *, public_key: str = "") -> dict[str, int]:
    """Write a backup, whole or not at all; return how many rows of each table it holds.

    Parameters
    ----------
    database : Database
    path : Path
        Which must not exist.
    public_key : str
        Of the guardian, in hexadecimal, for whom it is sealed; "" to leave it readable.
    """
    if path.exists():
        raise BackupError(f"{path.name} existe déjà : une sauvegarde n’en remplace jamais une autre.")
    counts: dict[str, int] = {}
    with database.read() as connection:
        text = "\n".join(_lines(connection, database, counts))
    content = gzip.compress(f"{text}\n{hashlib.sha256(text.encode()).hexdigest()}\n".encode(), mtime=0)
    if public_key:
        content = SealedBox(PublicKey(bytes.fromhex(public_key))).encrypt(content)
    _write_whole(path, content)
    return counts


def _write_whole(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BackupError(f"{path.name} ne peut pas être écrit : rien n’a été sauvegardé.") from error


def _lines(connection: Connection, database: Database, counts: dict[str, int]) -> Iterator[str]:
    """Give the lines of a backup: what it is, then each table and its rows."""
    yield _dumped({"format": FORMAT, "version": 1, "database": database.kind, "revision": revision_of(connection)})
    for table in TABLES[database.kind].sorted_tables:
        if table in OF_DEVICES:
            continue
        counts[table.name] = 0
        for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
            counts[table.name] += 1
            yield _dumped([table.name, {name: _plain(value) for name, value in row._mapping.items()}])


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def restore_backup(database: Database, path: Path, *, private_key: str = "") -> dict[str, int]:
    """Restore a backup into a database that holds nothing; return how many rows of each table.

    Parameters
    ----------
    database : Database
        Opened, its tables made, all of them empty.
    path : Path
    private_key : str
        Of the guardian, in hexadecimal, for a sealed one.

    Raises
    ------
    BackupError
        When the file is damaged, of another database, of a newer program, or the database is not empty. All or nothing.
    """
    head, rows = _read(path, private_key)
    if head.get("format") != FORMAT or head.get("version") != 1 or head.get("database") != database.kind:
        raise BackupError(f"{path.name} n’est pas une sauvegarde de cette base.")
    with database.read() as connection:
        if head["revision"] != revision_of(connection):
            raise BackupError("Cette sauvegarde vient d’une autre version du programme : restaurez-la avec elle.")
    held = TABLES[database.kind]
    counts = {table.name: 0 for table in held.sorted_tables if table not in OF_DEVICES}

    def work(connection: Connection) -> None:
        for table in held.sorted_tables:
            if connection.execute(select(table).limit(1)).first() is not None:
                raise BackupError("La base n’est pas vide : une restauration ne remplace ni ne mêle rien.")
        for table in held.sorted_tables:
            values = [_typed(table, row) for name, row in rows if name == table.name]
            if values:
                counts[table.name] = len(values)
                connection.execute(insert(table), values)

    try:
        database.writer.do(work)
    except SQLAlchemyError as error:
        raise BackupError(f"{path.name} contredit les règles de la base : rien n’a été restauré.") from error
    return counts


def _read(path: Path, private_key: str) -> tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]:
    try:
        content = path.read_bytes()
        if private_key:
            content = SealedBox(PrivateKey(bytes.fromhex(private_key))).decrypt(content)
        text, _, told = gzip.decompress(content).decode().removesuffix("\n").rpartition("\n")
        lines = [json.loads(line) for line in text.split("\n")]
    except (OSError, EOFError, ValueError, CryptoError) as error:
        raise BackupError(
            f"{path.name} ne peut pas être lu : abîmé, scellé, ou ce n’est pas une sauvegarde."
        ) from error
    if hashlib.sha256(text.encode()).hexdigest() != told:
        raise BackupError(f"{path.name} est abîmé : son empreinte ne correspond pas.")
    return lines[0], [(name, row) for name, row in lines[1:]]


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as the database takes it: days and bytes are texts in a backup."""
    typed = dict(row)
    for column in table.columns:
        value = row.get(column.name)
        if value is not None and isinstance(column.type, Date):
            typed[column.name] = date.fromisoformat(value)
        elif value is not None and isinstance(column.type, LargeBinary):
            typed[column.name] = base64.b64decode(value)
    return typed
