"""Answers of many people saved in one transaction: each as if it came alone, on SQLite and on PostgreSQL."""

from __future__ import annotations

import resource
import signal
import threading
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from participation.model.answers import ForgedAnswerError, Given
from participation.model.questionnaire import Cell, Questionnaire
from participation.storage.backup import restore_backup, write_backup
from participation.storage.opening import Storage, open_storage
from participation.storage.refusals import AbsentError, Saved, StaleError, UnavailableError
from participation.storage.responses import read_draft, save_answer, save_answers
from participation.storage.saving import Change, Sheet, keep_sheets
from tests.participation.conftest import DAY, Server, begun, emptied, filled, opened_campaign, sqlite_at

pytestmark = pytest.mark.xdist_group("postgresql")  # one server for all of them

KEYS = {
    "campaign": "id", "questionnaire": "id", "response": "id", "consent": "response",
    "answer": "response, question, row", "audit": "seq",
}  # fmt: skip
HOURS, SITE, WORDS = Cell("heures"), Cell("site"), Cell("beaucoup")


def test_people_who_save_at_the_same_moment_get_what_each_would_get_alone(
    storage: Storage, form: Questionnaire
) -> None:
    opened_campaign(storage, form)
    one, other = begun(storage).id, begun(storage).id
    tab = Sheet(one, (Change(HOURS, 3, 0), Change(SITE, "aucun", 0)), DAY)
    second_tab = Sheet(one, (Change(HOURS, 4, 0), Change(WORDS, "Rien", 0)), DAY)
    forged = Sheet(other, (Change(HOURS, 5, 0), Change(SITE, "ailleurs", 0)), DAY)
    with storage.answers.writing.begin() as connection:
        first, second, third, fourth, fifth = keep_sheets(
            connection,
            [
                tab,
                second_tab,
                forged,
                Sheet(other, (Change(HOURS, 6, 0),), DAY + timedelta(5)),
                Sheet("0" * 32, (), DAY),
            ],
        )
    assert first == [Saved(Given("answered", 3), 1), Saved(Given("answered", "aucun"), 1)]
    assert isinstance(second, list)
    assert isinstance(second[0], StaleError)  # the first tab was before, in this very transaction
    assert second[0].stored == Saved(Given("answered", 3), 1)
    assert second[1] == Saved(Given("answered", "Rien"), 1)
    assert isinstance(third, ForgedAnswerError)
    assert fourth == [Saved(Given("answered", 6), 1)]  # nothing of the forged one stood before it
    assert isinstance(fifth, AbsentError)
    assert {cell: saved.given.value for cell, saved in read_draft(storage, one).saved.items()} == {
        HOURS: 3, SITE: "aucun", WORDS: "Rien",
    }  # fmt: skip
    assert read_draft(storage, other).saved == {HOURS: Saved(Given("answered", 6), 1)}
    with storage.answers.read() as connection:
        weeks = connection.execute(text("SELECT id, week FROM response")).all()
    assert {identifier: str(week) for identifier, week in weeks} == {one: "2026-11-23", other: "2026-11-30"}


def test_a_section_is_saved_whole_but_what_was_changed_elsewhere(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form)
    started = begun(storage)
    save_answer(storage, started.id, HOURS, 3, seen=0, day=DAY)
    stale, kept = save_answers(storage, started.id, [Change(HOURS, 4, 0), Change(SITE, "aucun", 0)], day=DAY)
    assert isinstance(stale, StaleError)
    assert kept == Saved(Given("answered", "aucun"), 1)
    with pytest.raises(ForgedAnswerError):
        save_answers(storage, started.id, [Change(HOURS, 5, 1), Change(SITE, "ailleurs", 1)], day=DAY)
    assert read_draft(storage, started.id).saved[HOURS] == Saved(Given("answered", 3), 1)


def together(storage: Storage, *works: Callable[[], Any]) -> list[Any]:
    """Do things in threads while the writer is held up, so that one transaction takes all; return each outcome."""
    entered, release = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        entered.set()
        release.wait(10)

    outcomes: list[Any] = [None] * len(works)

    def done(at: int) -> None:
        try:
            outcomes[at] = works[at]()
        except Exception as error:
            outcomes[at] = error

    threads = [threading.Thread(target=storage.answers.writer.do, args=(hold,))]
    threads[0].start()
    assert entered.wait(10)
    for at in range(len(works)):
        threads.append(threading.Thread(target=done, args=(at,)))
        threads[-1].start()
        while storage.answers.writer._queue.qsize() < at + 1:
            pass
    release.set()
    for thread in threads:
        thread.join()
    return outcomes


def test_a_damaged_row_refuses_its_own_response_and_nobody_elses(files: Storage, form: Questionnaire) -> None:
    opened_campaign(files, form)
    damaged, sound = begun(files).id, begun(files).id
    for one in (damaged, sound):
        save_answer(files, one, HOURS, 3, seen=0, day=DAY)
    with files.answers.writing.begin() as connection:
        connection.execute(text("UPDATE answer SET value = '{' WHERE response = :one"), {"one": damaged})
    refused, kept = together(
        files,
        lambda: save_answer(files, damaged, HOURS, 4, seen=1, day=DAY),
        lambda: save_answer(files, sound, HOURS, 4, seen=1, day=DAY),
    )
    assert isinstance(refused, ValueError)
    assert kept == Saved(Given("answered", 4), 2)


def test_two_servers_that_wait_for_one_another_both_write(server: Server, form: Questionnaire) -> None:
    """PostgreSQL undoes one of the two: the writer writes its pieces again, and nobody is told no."""
    storage = emptied(open_storage(server.configuration()))
    opened_campaign(storage, form)
    started = begun(storage)
    met: list[int] = []

    def work(connection: Connection) -> str:
        if not met:
            met.append(1)
            connection.execute(text("DO $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END $$"))
        return "written"

    saved, written = together(
        storage,
        lambda: save_answer(storage, started.id, HOURS, 4, seen=0, day=DAY),
        lambda: storage.answers.writer.do(work),
    )
    assert (saved, written) == (Saved(Given("answered", 4), 1), "written")
    assert storage.answers.writer.told.lost == 0
    storage.close()


def test_a_row_that_another_process_holds_refuses_after_five_seconds_and_then_serves(
    server: Server, form: Questionnaire
) -> None:
    storage = emptied(open_storage(server.configuration()))
    opened_campaign(storage, form)
    started = begun(storage)
    for engine in (storage.answers.writing, storage.answers.reading):
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "5s"
    with storage.answers.reading.connect() as holder:
        holder.execute(text("SELECT 1 FROM response FOR UPDATE"))
        with storage.answers.writing.connect() as connection:
            connection.exec_driver_sql("SET lock_timeout = '20ms'")
            connection.commit()
        with pytest.raises(UnavailableError, match="rien n’a été changé"):
            save_answer(storage, started.id, HOURS, 4, seen=0, day=DAY)
    assert save_answer(storage, started.id, HOURS, 4, seen=0, day=DAY).revision == 1
    storage.close()


def test_a_disk_that_takes_no_more_bytes_refuses_and_then_serves(files: Storage, form: Questionnaire) -> None:
    """The limit is the system's own: a write of SQLite is cut in the middle of its journal."""
    opened_campaign(files, form)
    started = begun(files)
    journal = Path(f"{files.answers.reading.url.database}-wal")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (journal.stat().st_size + 5_000, hard))
        with pytest.raises(UnavailableError, match="rien n’a été changé"):
            save_answer(files, started.id, WORDS, "long " * 1_900, seen=0, day=DAY)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert read_draft(files, started.id).saved == {}
    assert save_answer(files, started.id, WORDS, "long " * 1_900, seen=0, day=DAY).revision == 1
    with files.answers.read() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_two_threads_may_open_the_databases_at_once(tmp_path: Path) -> None:
    gate, opened = threading.Barrier(3), list[Storage]()

    def come() -> None:
        gate.wait()
        opened.append(open_storage(sqlite_at(tmp_path / "p")))

    threads = [threading.Thread(target=come) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.key for one in opened}) == 1
    assert len(opened) == 3
    for one in opened:
        one.close()


@pytest.mark.parametrize("content", ["", "ab" * 31, "pas une clé", "zz" * 32])
def test_a_key_that_is_not_whole_opens_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "codes.key").write_text(content, encoding="utf-8")
    with pytest.raises(UnavailableError, match="abîmée"):
        open_storage(sqlite_at(tmp_path))


def test_a_key_that_was_lost_is_not_replaced_by_another(tmp_path: Path) -> None:
    """Under another key no code that people keep would open anything."""
    open_storage(sqlite_at(tmp_path)).close()
    key = tmp_path / "codes.key"
    kept = key.read_text(encoding="ascii")
    key.unlink()
    with pytest.raises(UnavailableError, match="manque"):
        open_storage(sqlite_at(tmp_path))
    assert not key.exists()
    key.write_text(kept, encoding="ascii")
    open_storage(sqlite_at(tmp_path)).close()


def test_what_a_fault_says_never_holds_what_somebody_answered(storage: Storage) -> None:
    """PostgreSQL writes the whole row in what it says: whoever logs it would log an answer."""
    for statement in (
        "INSERT INTO audit (seq, day, actor) VALUES (9, '2026-11-25', :who)",
        "SELECT * FROM nowhere WHERE who = :who",
    ):
        with pytest.raises(Exception, match=r"ValueError|abouti") as fault:
            storage.answers.writer.do(lambda c, asked=statement: c.execute(text(asked), {"who": "secret"}))  # type: ignore[misc]
        told = "".join(traceback.format_exception(fault.value))
        assert "secret" not in told.replace('{"who": "secret"}', "")


def test_a_backup_is_taken_while_people_save_and_holds_one_moment(
    storage: Storage, form: Questionnaire, tmp_path: Path
) -> None:
    """Both answers of a sheet are always of the same revision, in whatever moment a backup holds."""
    opened_campaign(storage, form)
    started, over = begun(storage), threading.Event()

    def save() -> None:
        revision = 0
        while not over.is_set():
            changes = [Change(HOURS, revision % 80, revision), Change(WORDS, f"texte {revision}", revision)]
            outcomes = save_answers(storage, started.id, changes, day=DAY)
            assert all(isinstance(one, Saved) for one in outcomes)
            revision += 1

    thread = threading.Thread(target=save)
    thread.start()
    while WORDS not in read_draft(storage, started.id).saved:
        pass
    for at in range(2):
        write_backup(storage.answers, tmp_path / f"{at}.backup")
    over.set()
    thread.join()
    last = 0
    for at in range(2):
        again = open_storage(sqlite_at(tmp_path / f"again{at}"))
        restore_backup(again.answers, tmp_path / f"{at}.backup")
        saved = read_draft(again, started.id).saved
        assert saved[WORDS].given.value == f"texte {saved[WORDS].revision - 1}"
        assert saved[HOURS].revision == saved[WORDS].revision >= last
        last = saved[WORDS].revision
        again.close()
    assert last <= read_draft(storage, started.id).saved[WORDS].revision


def test_from_files_to_a_server_and_back_every_row_is_the_same(
    files: Storage, server: Server, form: Questionnaire, tmp_path: Path
) -> None:
    opened_campaign(files, form)
    for _ in range(3):
        filled(files, begun(files).id)
    there = emptied(open_storage(server.configuration("_again")))
    back = open_storage(sqlite_at(tmp_path / "back"))
    rows = []
    for step, (source, target) in enumerate(((files, there), (there, back), (back, None))):
        write_backup(source.answers, tmp_path / f"{step}.backup")
        if target is not None:
            restore_backup(target.answers, tmp_path / f"{step}.backup")
        with source.answers.read() as connection:
            asked = {table: text(f"SELECT * FROM {table} ORDER BY {key}") for table, key in KEYS.items()}
            rows.append(
                {table: [tuple(map(str, row)) for row in connection.execute(one)] for table, one in asked.items()}
            )
    assert rows[0] == rows[1] == rows[2]
    assert [len(rows[0][table]) for table in ("campaign", "response", "answer")] == [1, 3, 9]
    for one in (there, back):
        one.close()
