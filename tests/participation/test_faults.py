"""What goes wrong under the storage: a full disk, a lock, a lost server, a killed process. Acknowledged means kept."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest
from nacl.public import PrivateKey
from sqlalchemy import text

from participation.model.questionnaire import Cell, Questionnaire
from participation.storage import writer as writing
from participation.storage.answering import open_ticket
from participation.storage.backup import BackupError, restore_backup, write_backup
from participation.storage.opening import Storage, open_storage
from participation.storage.refusals import UnavailableError
from participation.storage.responses import find_response, read_draft, save_answer
from participation.storage.submitting import submit_response
from participation.storage.vault import Contacts, invite
from participation.storage.writer import Writer
from tests.participation.conftest import DAY, Server, begun, filled, opened_campaign, sqlite_at

pytestmark = pytest.mark.xdist_group("postgresql")  # one server for all of them

ROOT = Path(__file__).parents[2]
WORDS = Cell("beaucoup")


def test_many_answers_share_a_flush_and_one_refusal_undoes_itself_alone(
    storage: Storage, form: Questionnaire, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_campaign(storage, form)
    monkeypatch.setattr(writing, "WINDOW", 5.0)
    started = [begun(storage).id for _ in range(6)]
    commits: list[int] = []
    entered, release = threading.Event(), threading.Event()

    def hold(_: object) -> None:
        entered.set()
        release.wait(10)

    threads = [threading.Thread(target=storage.answers.writer.do, args=(hold,))]
    threads[0].start()
    assert entered.wait(10)
    outcomes: dict[str, object] = {}

    def save(identifier: str, raw: object) -> None:
        try:
            outcomes[identifier] = save_answer(storage, identifier, Cell("heures"), raw, seen=0, day=DAY).revision
        except Exception as error:
            outcomes[identifier] = type(error).__name__

    threads += [threading.Thread(target=save, args=(one, True if at == 2 else at)) for at, one in enumerate(started)]
    for thread in threads[1:]:
        thread.start()
    while storage.answers.writer._queue.qsize() < len(started):
        pass
    from sqlalchemy import event

    event.listen(storage.answers.writing, "commit", lambda _: commits.append(1))
    release.set()
    for thread in threads:
        thread.join()
    assert [outcomes[one] for one in started] == [1, 1, "ForgedAnswerError", 1, 1, 1]
    assert len(commits) == 1
    kept = [read_draft(storage, one).saved for one in started]
    assert [len(one) for one in kept] == [1, 1, 0, 1, 1, 1]


def test_what_was_refused_for_waiting_too_long_is_not_written_later(
    files: Storage, form: Questionnaire, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_campaign(files, form)
    started = begun(files)
    entered, release = threading.Event(), threading.Event()

    def hold(_: object) -> None:
        entered.set()
        release.wait(10)

    thread = threading.Thread(target=files.answers.writer.do, args=(hold,))
    thread.start()
    assert entered.wait(10)
    monkeypatch.setattr(writing, "LONGEST_WAIT", 0.01)
    with pytest.raises(UnavailableError):
        save_answer(files, started.id, Cell("heures"), 3, seen=0, day=DAY)
    release.set()
    thread.join()
    files.answers.writer.close()  # whatever waited is written or dropped by now
    assert read_draft(files, started.id).saved == {}


def test_a_full_disk_refuses_and_leaves_nothing_half_written(files: Storage, form: Questionnaire) -> None:
    opened_campaign(files, form)
    started = begun(files)
    filled(files, started.id)
    with files.answers.writing.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(UnavailableError, match="rien n’a été changé"):
        save_answer(files, started.id, WORDS, "long " * 1_900, seen=0, day=DAY)
    assert WORDS not in read_draft(files, started.id).saved
    with files.answers.writing.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    assert save_answer(files, started.id, WORDS, "long " * 1_900, seen=0, day=DAY).revision == 1


def test_a_full_disk_leaves_no_half_backup(files: Storage, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="rien n’a été sauvegardé"):
        write_backup(files.answers, tmp_path / "absent" / "answers.backup")
    full = Path("/dev/full")
    if full.exists():
        (tmp_path / "answers.backup.part").symlink_to(full)
        with pytest.raises(BackupError, match="rien n’a été sauvegardé"):
            write_backup(files.answers, tmp_path / "answers.backup")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("answers.backup")]


def test_a_locked_database_refuses_and_then_serves(files: Storage, form: Questionnaire, tmp_path: Path) -> None:
    opened_campaign(files, form)
    started = begun(files)
    with files.answers.writing.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    locker = sqlite3.connect(tmp_path / "participation" / "answers.db", isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    with pytest.raises(UnavailableError):
        save_answer(files, started.id, Cell("heures"), 3, seen=0, day=DAY)
    assert read_draft(files, started.id).saved == {}  # and people can still read
    locker.execute("ROLLBACK")
    locker.close()
    assert save_answer(files, started.id, Cell("heures"), 3, seen=0, day=DAY).revision == 1


def test_a_server_that_is_lost_refuses_and_then_serves(server: Server, form: Questionnaire) -> None:
    from tests.participation.conftest import emptied

    storage = emptied(open_storage(server.configuration()))
    opened_campaign(storage, form)
    started = begun(storage)

    def lost(connection: object) -> None:
        mine = connection.scalar(text("SELECT pg_backend_pid()"))  # type: ignore[attr-defined]
        with storage.answers.reading.connect() as other:
            other.execute(text(f"SELECT pg_terminate_backend({mine})"))
        connection.execute(text("SELECT 1"))  # type: ignore[attr-defined]

    with pytest.raises(UnavailableError):
        storage.answers.writer.do(lost)
    assert save_answer(storage, started.id, Cell("heures"), 3, seen=0, day=DAY).revision == 1
    storage.close()


def test_a_writer_that_stops_writes_what_waits(files: Storage) -> None:
    writer = Writer(files.answers.writing)
    assert writer.do(lambda connection: connection.scalar(text("SELECT 7"))) == 7
    writer.close()
    assert writer.do(lambda connection: connection.scalar(text("SELECT 8"))) == 8  # and begins again
    writer.close()


def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(UnavailableError, match="ne peuvent pas être ouvertes"):
        open_storage(sqlite_at(tmp_path / "file"))
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "answers.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(UnavailableError):
        open_storage(sqlite_at(tmp_path / "p"))


WRITER = """
import sys
from pathlib import Path
from participation.model.questionnaire import Cell
from participation.storage.opening import open_storage
from participation.storage.responses import read_draft, save_answer
from tests.participation.conftest import DAY, sqlite_at
storage = open_storage(sqlite_at(Path(sys.argv[1])))
words = Cell("beaucoup")
kept = read_draft(storage, sys.argv[2]).saved.get(words)
revision = kept.revision if kept else 0
while True:
    text = f"texte {revision} " * 50
    revision = save_answer(storage, sys.argv[2], words, text, seen=revision, day=DAY).revision
    print(revision, flush=True)
"""


def test_a_killed_process_loses_no_acknowledged_answer(tmp_path: Path, form: Questionnaire) -> None:
    """Killed at random while it writes, three times: each time what was said to be kept is there, and it goes on."""
    folder = tmp_path / "participation"
    storage = open_storage(sqlite_at(folder))
    opened_campaign(storage, form)
    started = begun(storage)
    storage.close()
    dice, before = random.Random(7), 0
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), started.id], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout
        said = [process.stdout.readline() for _ in range(dice.randint(3, 25))]
        process.send_signal(signal.SIGKILL)
        said += process.stdout.read().splitlines(keepends=True)
        process.wait()
        acknowledged = int([line for line in said if line.endswith("\n")][-1])
        assert acknowledged > before
        storage = open_storage(sqlite_at(folder))
        kept = read_draft(storage, started.id).saved[WORDS]
        assert kept.revision in (acknowledged, acknowledged + 1)  # the last one may be kept and not yet told
        assert kept.given.value == (f"texte {kept.revision - 1} " * 50).strip()
        for database in (storage.answers, storage.vault):
            with database.reading.connect() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        before = kept.revision
        storage.close()


PRIVATE = PrivateKey.generate()


@pytest.mark.parametrize("sealed", [False, True])
def test_a_backup_is_restored_whole_and_the_same(
    storage: Storage, form: Questionnaire, tmp_path: Path, sealed: bool
) -> None:
    opened_campaign(storage, form)
    started, draft = begun(storage), begun(storage)
    for one in (started, draft):
        filled(storage, one.id)
    submit_response(storage, started.id, day=DAY)
    open_ticket(storage, draft.id, datetime(2026, 11, 25, 14))  # which no backup holds
    invite(storage, "barometre", ["com-16102", "com-17415"], day=DAY)
    contacts = Contacts(storage)
    contacts.add("barometre", bytes(PRIVATE.public_key).hex(), "mairie@exemple.fr")
    contacts.flush()
    public, private = (bytes(PRIVATE.public_key).hex(), bytes(PRIVATE).hex()) if sealed else ("", "")
    counts = {}
    for database in (storage.answers, storage.vault):
        counts |= write_backup(database, tmp_path / f"{database.kind}.backup", public_key=public)
    assert counts["answer"] == 6
    assert "ticket" not in counts
    assert (counts["invitation"], counts["contact"], counts["response"]) == (2, 1, 2)

    again = open_storage(sqlite_at(tmp_path / "again"))  # from a server to files too
    again = Storage(again.answers, again.vault, storage.key)
    restored = {}
    for database in (again.answers, again.vault):
        restored |= restore_backup(database, tmp_path / f"{database.kind}.backup", private_key=private)
        write_backup(database, tmp_path / f"{database.kind}.second")
        write_backup(getattr(storage, database.kind), tmp_path / f"{database.kind}.first")
        first, second = (tmp_path / f"{database.kind}.{which}" for which in ("first", "second"))
        assert first.read_bytes() == second.read_bytes()
    assert restored == counts
    assert find_response(again, draft.code) == draft.id  # the key is the server's, kept apart
    assert read_draft(again, draft.id) == read_draft(storage, draft.id)
    again.close()


def test_a_backup_replaces_and_mixes_nothing(files: Storage, form: Questionnaire, tmp_path: Path) -> None:
    opened_campaign(files, form)
    path = tmp_path / "answers.backup"
    write_backup(files.answers, path)
    with pytest.raises(BackupError, match="existe déjà"):
        write_backup(files.answers, path)
    with pytest.raises(BackupError, match="n’est pas vide"):
        restore_backup(files.answers, path)
    with pytest.raises(BackupError, match="pas une sauvegarde de cette base"):
        restore_backup(files.vault, path)
    content = path.read_bytes()
    (tmp_path / "cut").write_bytes(content[:-20])
    (tmp_path / "noise").write_bytes(b"noise")
    import gzip

    lines = gzip.decompress(content).decode().replace("organisatrice", "personne")
    (tmp_path / "changed").write_bytes(gzip.compress(lines.encode()))
    for name in ("cut", "noise", "changed", "absent"):
        with pytest.raises(BackupError):
            restore_backup(files.vault, tmp_path / name)
    head = json.loads(gzip.decompress(content).decode().partition("\n")[0])
    assert head["database"] == "answers"
