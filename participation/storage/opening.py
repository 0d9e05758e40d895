"""Opening the two databases: their engines, migrations, and the key that codes are hashed with."""

from __future__ import annotations

import os
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DataError, InterfaceError, InternalError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from participation.configuration import FEWEST_KEY_BYTES, Configuration
from participation.storage.refusals import AbsentError, UnavailableError
from participation.storage.writer import Writer

Kind = Literal["answers", "vault"]
MIGRATIONS = Path(__file__).parent / "migrations"
KEY_FILE = "codes.key"
PATIENCE = 5
"""Seconds to wait for a lock, or for a server to answer a knock."""
UNREAD = "Les réponses ne peuvent pas être lues pour le moment. Attendez un instant et réessayez."
_MIGRATING = Lock()
"""Alembic keeps what it works on where the whole process sees it: two threads that open at once would lose it."""
_JOURNALS: dict[Kind, tuple[str, str]] = {
    # Many read while one writes: WAL. Its frames are in the order of events, which is why the vault has none.
    "answers": ("WAL", "FULL"),
    "vault": ("DELETE", "EXTRA"),
}


@dataclass(frozen=True, slots=True)
class Database:
    """One of the two: `reading` for questions, `writer` for all that changes something."""

    kind: Kind
    reading: Engine
    writing: Engine
    writer: Writer

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of ours rather than a server."""
        return self.reading.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that asks questions.

        Raises
        ------
        UnavailableError
            When the database cannot be reached or read: locked, lost.
        AbsentError
            When what is asked for can be in no database: PostgreSQL has no text with a NUL in it.
        """
        try:
            with self.reading.connect() as connection:
                yield connection
        except DataError:
            raise AbsentError("Rien ne porte ce nom.") from None
        except (OperationalError, InterfaceError, InternalError, NoConnectionError) as error:
            raise UnavailableError(UNREAD) from error

    def close(self) -> None:
        """Write what waits, and let go of the database."""
        self.writer.close()
        self.reading.dispose()
        self.writing.dispose()


@dataclass(frozen=True, slots=True)
class Storage:
    """Both databases, and the key of codes."""

    answers: Database
    vault: Database
    key: bytes

    def close(self) -> None:
        """Let go of both."""
        self.answers.close()
        self.vault.close()


def open_storage(configuration: Configuration) -> Storage:
    """Open both databases, made or brought to their last form when they are not there or older.

    Raises
    ------
    UnavailableError
        When one of them cannot be reached or written.
    """
    try:
        if configuration.folder is not None:
            configuration.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = configuration.key or _own_key(configuration.folder)
        opened = open_as_it_is(configuration, key)
        for database in (opened.answers, opened.vault):
            migrate(database)
    except (SQLAlchemyError, OSError) as error:
        raise UnavailableError("Les bases de la participation ne peuvent pas être ouvertes.") from error
    return opened


def open_as_it_is(configuration: Configuration, key: bytes = b"") -> Storage:
    """Open both databases as they are, nothing being made nor brought to another form.

    For another process of a server that has opened them; each is reached when it is first asked something.

    Parameters
    ----------
    configuration : Configuration
    key : bytes
        That of codes; empty for who reads none.
    """
    return Storage(_database("answers", configuration.answers), _database("vault", configuration.vault), key)


def _own_key(folder: Path | None) -> bytes:
    """Return the key that a folder keeps, made the first time; backups never hold it."""
    assert folder is not None
    path = folder / KEY_FILE
    had_answers = (folder / "answers.db").exists()  # asked first: who makes both makes the key before
    if not path.exists():
        if had_answers:  # under another key no code would open anything, and nobody would be told
            raise UnavailableError(f"La clé des codes ({KEY_FILE}) manque\u202f: remettez la copie que vous en gardez.")
        # Written whole under another name, then given its own, which only one of several can: nobody reads half a key.
        descriptor, made = tempfile.mkstemp(prefix=KEY_FILE, dir=folder)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(FEWEST_KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(made, path)
        finally:
            Path(made).unlink()
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    if len(key) < FEWEST_KEY_BYTES:
        raise UnavailableError(f"La clé des codes ({KEY_FILE}) est abîmée\u202f: remettez la copie que vous en gardez.")
    return key


def _database(kind: Kind, address: str) -> Database:
    """Return a database; what its faults say never holds what was to be written, which somebody answered."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        reading = create_engine(url, hide_parameters=True)
        writing = create_engine(url, pool_size=1, max_overflow=0, hide_parameters=True)
        for engine, begin in ((reading, "BEGIN"), (writing, "BEGIN IMMEDIATE")):
            _prepare_sqlite(engine, kind, begin)
    else:
        common = {"pool_pre_ping": True, "hide_parameters": True, "connect_args": {"connect_timeout": PATIENCE}}
        reading = create_engine(url, isolation_level="REPEATABLE READ", **common)
        writing = create_engine(url, pool_size=1, max_overflow=1, **common)
        for engine in (reading, writing):
            event.listen(engine, "connect", _prepare_server)
    return Database(kind, reading, writing, Writer(writing))


def _prepare_server(connection: Any, _record: object) -> None:
    """Say how long a connection to PostgreSQL waits for what another one holds: for ever, unless it is told."""
    connection.execute(f"SET lock_timeout = '{PATIENCE}s'")
    connection.commit()


def _prepare_sqlite(engine: Engine, kind: Kind, begin: str) -> None:
    """Say how each connection writes: flushed to the disk, nothing left of what is erased, locks waited for."""
    journal, flush = _JOURNALS[kind]

    @event.listens_for(engine, "connect")
    def _connected(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]  # transactions are ours, not the driver's
        for pragma in (
            f"busy_timeout = {1_000 * PATIENCE}",
            f"journal_mode = {journal}",
            f"synchronous = {flush}",
            "foreign_keys = ON",
            "secure_delete = ON",
            "temp_store = MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def migrate(database: Database, revision: str = "head") -> None:
    """Bring a database to a revision of its tables, the last one by default."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(MIGRATIONS / database.kind).replace("%", "%%"))
    with _MIGRATING, database.writing.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the tables of a database; None for one that has none."""
    return MigrationContext.configure(connection).get_current_revision()


def settle(database: Database) -> None:
    """Rewrite a database in the order of its keys, so that the places of rows tell nothing of when they came.

    A row that is inserted or changed goes where there is room, which is an order of events. Rewriting it is for
    moments without much traffic: closing, purging.
    """
    if database.is_sqlite:
        _outside_transactions(database, "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
        return
    with database.read() as connection:
        names = connection.exec_driver_sql(
            "SELECT c.relname, i.relname FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid "
            "JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE x.indisprimary AND n.nspname = current_schema()"
        ).all()
    _outside_transactions(database, *(f'CLUSTER "{table}" USING "{index}"' for table, index in names))


def forget(database: Database) -> None:
    """Let nothing that was erased stay in the files: SQLite's journal is emptied, dead rows of PostgreSQL cleared."""
    _outside_transactions(database, "PRAGMA wal_checkpoint(TRUNCATE)" if database.is_sqlite else "VACUUM")


def _outside_transactions(database: Database, *statements: str) -> None:
    """Run what no transaction allows."""
    try:
        if not database.is_sqlite:
            with database.writing.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                for statement in statements:
                    connection.exec_driver_sql(statement)
            return
        raw = database.writing.raw_connection()  # SQLAlchemy would begin a transaction
        try:
            for statement in statements:
                raw.cursor().execute(statement)
        finally:
            raw.close()
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise UnavailableError(
            "C’est fait, mais les fichiers n’ont pas pu être réordonnés : lancez « purge » à un moment calme."
        ) from error
