"""An attacker's hour: joining the two databases, spending a token twice, finding a code or an address in the files."""

from __future__ import annotations

import gzip
import random
import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey, SealedBox
from sqlalchemy import Connection, text

from participation.model.codes import shown_code
from participation.model.questionnaire import Cell, Questionnaire
from participation.model.strata import Stratum
from participation.storage import responses, tables, vault
from participation.storage.answering import check_invitation, missing_responses, open_ticket, replace_spent, submit
from participation.storage.backup import write_backup
from participation.storage.opening import Database, Storage, open_storage, settle
from participation.storage.purging import erase_by_code
from participation.storage.refusals import AbsentError, AlreadyAnsweredError, NotNowError, NotReadyError, RefusedError
from participation.storage.responses import read_draft, save_answer, start_response
from participation.storage.submitting import submit_response, submitted, withdraw_response
from participation.storage.vault import TOGETHER, Contacts, contacts_kept, invitation_of, invite, spend, spent_by
from tests.participation.conftest import DAY, FORM, MONDAY, Server, begun, emptied, filled, opened_campaign, sqlite_at

pytestmark = pytest.mark.xdist_group("postgresql")  # one server for all of them

OPENING = date(2026, 8, 31)  # the Monday of the week in which these campaigns open
PRIVATE = PrivateKey.generate()
PUBLIC = bytes(PRIVATE.public_key).hex()
CLASS, OTHER = ("commune", "0-499"), ("commune", "500-1999")
ANONYMOUS: dict[str, Any] = {"mode": "anonyme", "invited": True, "contact_key": PUBLIC}


def in_class(_: str) -> Stratum:
    return CLASS


def answered_anonymously(storage: Storage, token: str) -> str:
    started = start_response(storage, "barometre", strata=CLASS, day=DAY)
    filled(storage, started.id)
    submit(storage, started.id, token=token, day=DAY, class_of=in_class)
    return started.id


def test_a_token_is_spent_once_by_threads_that_race(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form, **ANONYMOUS)
    token = invite(storage, "barometre", ["com-16102"], day=DAY)["com-16102"]
    drafts = [start_response(storage, "barometre", strata=CLASS, day=DAY).id for _ in range(4)]
    for draft in drafts:
        filled(storage, draft)
    gate, outcomes = threading.Barrier(len(drafts)), []

    def race(draft: str) -> None:
        gate.wait()
        try:
            submit(storage, draft, token=token, day=DAY, class_of=in_class)
            outcomes.append("sent")
        except AlreadyAnsweredError:
            outcomes.append("refused")

    threads = [threading.Thread(target=race, args=(draft,)) for draft in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 3 + ["sent"]
    assert len(list(submitted(storage, "barometre"))) == 1
    assert spent_by(storage, "barometre") == {"com-16102": True}


def test_a_token_is_spent_once_by_two_processes(server: Server, form: Questionnaire, tmp_path: Path) -> None:
    """Each with a writer of its own: nothing but the database tells the second one no."""
    for configuration in (sqlite_at(tmp_path / "p"), server.configuration("_again")):
        one, other = open_storage(configuration), open_storage(configuration)
        token = invite(one, "course", ["com-16102"], day=DAY)["com-16102"]
        spend(one, token, "course", day=DAY)
        with pytest.raises(AlreadyAnsweredError):
            spend(other, token, "course", day=DAY)
        one.close()
        other.close()
    assert form.id


def test_tokens_open_only_what_they_are_for(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form, **ANONYMOUS)
    opened_campaign(storage, form, id="autre", **ANONYMOUS)
    tokens = invite(storage, "barometre", ["com-16102", "com-17415"], day=DAY)
    assert len(set(tokens.values())) == 2
    assert check_invitation(storage, "barometre", tokens["com-16102"]) == "com-16102"
    with pytest.raises(NotNowError):
        check_invitation(storage, "autre", tokens["com-16102"])
    with pytest.raises(AbsentError):
        invitation_of(storage, "0" * 17)
    draft = start_response(storage, "barometre", strata=CLASS, day=DAY).id
    with pytest.raises(NotReadyError):  # an empty draft costs no token
        submit(storage, draft, token=tokens["com-16102"], day=DAY, class_of=in_class)
    assert spent_by(storage, "barometre") == {"com-16102": False, "com-17415": False}
    with pytest.raises(NotNowError, match="invitation"):
        submit(storage, draft, day=DAY, class_of=in_class)
    again = invite(storage, "barometre", ["com-16102"], day=DAY)["com-16102"]
    with pytest.raises(AbsentError):
        invitation_of(storage, tokens["com-16102"])  # the first is of no use any more
    answered_anonymously(storage, again)
    with pytest.raises(AlreadyAnsweredError):
        check_invitation(storage, "barometre", again)


def test_a_response_is_of_the_class_of_the_invitation_that_it_spends(storage: Storage, form: Questionnaire) -> None:
    """Begun with that of a village, sent with that of a town: the town has answered, and the village may still."""
    opened_campaign(storage, form, **ANONYMOUS)
    classes = {"com-16102": OTHER, "com-16089": CLASS}
    tokens = invite(storage, "barometre", list(classes), day=DAY)
    for sent_with in classes:
        begun_with = start_response(storage, "barometre", strata=CLASS, day=DAY).id
        filled(storage, begun_with)
        submit(storage, begun_with, token=tokens[sent_with], day=DAY, class_of=classes.__getitem__)
        spent = [classes[one] for one, is_spent in spent_by(storage, "barometre").items() if is_spent]
        kept = [draft.strata for draft, _ in submitted(storage, "barometre")]
        assert sorted(map(str, kept)) == sorted(map(str, spent)), "as many of each class as spent their invitation"


def test_an_invitation_is_for_its_own_organisation(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form, invited=True)
    tokens = invite(storage, "barometre", ["com-16102", "com-17415"], day=DAY)
    started = begun(storage)
    filled(storage, started.id)
    with pytest.raises(NotNowError, match="autre organisation"):
        submit(storage, started.id, token=tokens["com-17415"], day=DAY)
    submit(storage, started.id, token=tokens["com-16102"], day=DAY)
    assert spent_by(storage, "barometre") == {"com-16102": True, "com-17415": False}


def test_an_invitation_to_sign_serves_once_until_what_it_sent_is_withdrawn(
    storage: Storage, form: Questionnaire
) -> None:
    opened_campaign(storage, form, invited=True, mode="signee")
    token = invite(storage, "barometre", ["com-16102"], day=DAY)["com-16102"]
    first, second = begun(storage).id, begun(storage).id
    for one in (first, second):
        filled(storage, one)
    submit(storage, first, token=token, day=DAY)
    with pytest.raises(AlreadyAnsweredError):
        submit(storage, second, token=token, day=DAY)
    withdraw_response(storage, first)
    submit(storage, second, token=token, day=DAY)
    assert [draft.id for draft, _ in submitted(storage, "barometre")] == [second]


def test_a_crash_between_token_and_answer_costs_an_invitation_and_no_second_answer(
    storage: Storage, form: Questionnaire
) -> None:
    opened_campaign(storage, form, **ANONYMOUS)
    token = invite(storage, "barometre", ["com-16102"], day=DAY)["com-16102"]
    draft = start_response(storage, "barometre", strata=CLASS, day=DAY).id
    filled(storage, draft)
    spend(storage, token, "barometre", day=DAY)  # and here the machine stops
    with pytest.raises(AlreadyAnsweredError):
        submit(storage, draft, token=token, day=DAY, class_of=in_class)
    assert read_draft(storage, draft).state == "draft"  # nothing of it is lost
    assert invite(storage, "barometre", ["com-16102"], day=DAY) == {}, (
        "a list that is sent twice lets nobody answer twice"
    )
    assert missing_responses(storage, "barometre") == 1
    again = [replace_spent(storage, "barometre", "com-16102", day=DAY) for _ in range(2)][
        1
    ]  # the first is lost as well
    assert missing_responses(storage, "barometre") == 0, "the other token is for it"
    submit(storage, draft, token=again, day=DAY, class_of=in_class)
    assert spent_by(storage, "barometre") == {"com-16102": True}
    with pytest.raises(AlreadyAnsweredError, match="ne peut pas être remplacé"):
        replace_spent(storage, "barometre", "com-16102", day=DAY)


def test_a_spent_token_is_replaced_only_where_it_makes_no_second_response(
    storage: Storage, form: Questionnaire
) -> None:
    """Whoever asks for it, and for whom: no more responses than organisations that have spent a token."""
    opened_campaign(storage, form, **ANONYMOUS)
    places = ["com-16102", "com-17415", "com-16089"]
    tokens = invite(storage, "barometre", places, day=DAY)
    sent = [answered_anonymously(storage, token) for token in tokens.values()]
    withdraw_response(storage, sent[0])  # it is still there: it could be told from one that never was
    for place in places:
        with pytest.raises(AlreadyAnsweredError):
            replace_spent(storage, "barometre", place, day=DAY)
    code = start_response(storage, "barometre", strata=CLASS, day=DAY).code
    erase_by_code(storage, code, day=DAY, actor="répondant")  # a draft spends nothing
    assert missing_responses(storage, "barometre") == 0
    storage.answers.writer.do(
        lambda connection: connection.execute(text("DELETE FROM response WHERE id = :it"), {"it": sent[1]})
    )
    replace_spent(storage, "barometre", places[1], day=DAY)
    with pytest.raises(AlreadyAnsweredError):  # one was erased, one has a token again
        replace_spent(storage, "barometre", places[2], day=DAY)
    with pytest.raises(NotNowError):
        replace_spent(storage, "barometre", "com-16330", day=DAY)


def test_a_token_given_while_a_response_is_on_its_way_makes_no_second_one(
    storage: Storage, form: Questionnaire
) -> None:
    """Between the token that is spent and its response, one seems to be missing: it is counted again at the end."""
    opened_campaign(storage, form, **ANONYMOUS)
    tokens = invite(storage, "barometre", ["com-16102", "com-17415"], day=DAY)
    answered_anonymously(storage, tokens["com-17415"])
    slow, second = (start_response(storage, "barometre", strata=CLASS, day=DAY).id for _ in range(2))
    for draft in (slow, second):
        filled(storage, draft)
    spend(storage, tokens["com-16102"], "barometre", day=DAY)
    again = replace_spent(storage, "barometre", "com-17415", day=DAY)
    submit_response(storage, slow, day=DAY, strata=CLASS)
    with pytest.raises(AlreadyAnsweredError, match="Elle est arrivée"):
        submit(storage, second, token=again, day=DAY, class_of=in_class)
    assert len(list(submitted(storage, "barometre"))) == 2
    assert read_draft(storage, second).state == "draft"


def test_the_code_of_an_erased_response_serves_no_other_class(storage: Storage, form: Questionnaire) -> None:
    """A village erases its response: the town that is given a code for it has answered, and would count twice."""
    opened_campaign(storage, form, **ANONYMOUS)
    classes = {"com-16102": CLASS, "com-16089": CLASS, "com-17415": OTHER}
    tokens = invite(storage, "barometre", list(classes), day=DAY)
    codes = {}
    for place, token in tokens.items():
        started = start_response(storage, "barometre", strata=classes[place], day=DAY)
        filled(storage, started.id)
        submit(storage, started.id, token=token, day=DAY, class_of=classes.__getitem__)
        codes[place] = started.code
    erase_by_code(storage, codes["com-16102"], day=DAY, actor="répondant")
    draft = start_response(storage, "barometre", strata=CLASS, day=DAY).id
    filled(storage, draft)
    towns = replace_spent(storage, "barometre", "com-17415", day=DAY)
    with pytest.raises(AlreadyAnsweredError, match="autre catégorie"):
        submit(storage, draft, token=towns, day=DAY, class_of=classes.__getitem__)
    erase_by_code(storage, codes["com-17415"], day=DAY, actor="répondant")  # each class lacks one now
    villages = replace_spent(storage, "barometre", "com-16102", day=DAY)
    submit(storage, draft, token=villages, day=DAY, class_of=classes.__getitem__)
    kept = sorted(str(draft.strata) for draft, _ in submitted(storage, "barometre"))
    assert kept == [str(CLASS)] * 2, "as many of a class as its organisations have spent"


INVITED = partial(invite, campaign="course", organisations=["com-16102"], day=DAY, among="new")
RENEWED = partial(invite, campaign="course", organisations=["com-16089"], day=DAY)
ONE_SENT: vault.Missing = lambda spent, waiting: len(spent) - 1 - len(waiting)  # noqa: E731 - typed as it is asked for
REPLACED = [
    partial(vault.replace_spent, campaign="course", organisation=place, day=DAY, missing=ONE_SENT)
    for place in ("com-17415", "com-17300")
]


def test_two_processes_give_no_two_tokens_for_one_response(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second comes while the first has written, and not committed: it waits, then sees what the first did."""
    one, other = (open_storage(server.configuration("_again")) for _ in range(2))
    emptied(one)
    tokens = invite(one, "course", ["com-16089", "com-17415", "com-17300"], day=DAY)
    for place in ("com-17415", "com-17300"):
        spend(one, tokens[place], "course", day=DAY)
    written, going, work = threading.Event(), threading.Event(), one.vault.writer.do

    def slowly(given: Callable[[Connection], Any]) -> Any:
        def both(connection: Connection) -> Any:
            done = given(connection)
            written.set()
            assert going.wait(30), "the other one neither ended nor waits"
            return done

        return work(both)

    monkeypatch.setattr(one.vault.writer, "do", slowly)
    told: list[object] = []

    def run(act: Callable[[Storage], object], storage: Storage) -> None:
        try:
            told.append(act(storage))
        except AlreadyAnsweredError:
            told.append({})

    for first, then in ((INVITED, INVITED), (RENEWED, RENEWED), REPLACED):
        written.clear(), going.clear(), told.clear()
        threads = [threading.Thread(target=run, args=asked) for asked in ((first, one), (then, other))]
        threads[0].start()
        assert written.wait(30)
        threads[1].start()
        while threads[1].is_alive() and not waits(other.vault):
            threads[1].join(0.01)
        going.set()
        for thread in threads:
            thread.join()
        assert len(told) == 2
    with other.vault.read() as connection:
        held = connection.scalars(text("SELECT organisation FROM invitation WHERE spent_on IS NULL")).all()
    assert sorted(held) == ["com-16089", "com-16102", "com-17415"], "one each, and one for the response that is missing"
    one.close()
    other.close()


def waits(database: Database) -> bool:
    """Tell whether somebody waits for what another one of the server's connections holds."""
    with database.read() as connection:
        return bool(connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


def test_a_spent_token_of_a_named_organisation_is_replaced_and_is_of_no_use_any_more(
    files: Storage, form: Questionnaire
) -> None:
    opened_campaign(files, form, invited=True)
    [token] = invite(files, "barometre", ["com-16102"], day=DAY).values()
    first, second = begun(files).id, begun(files).id
    for one in (first, second):
        filled(files, one)
    submit(files, first, token=token, day=DAY)
    again = replace_spent(files, "barometre", "com-16102", day=DAY)
    with pytest.raises(AbsentError):
        check_invitation(files, "barometre", token)
    with pytest.raises(AlreadyAnsweredError):  # its place is taken
        submit(files, second, token=again, day=DAY)
    withdraw_response(files, first)
    submit(files, second, token=again, day=DAY)
    assert spent_by(files, "barometre") == {"com-16102": True}


def test_anonymous_answers_hold_nothing_of_who_answered(storage: Storage, form: Questionnaire) -> None:
    opened_campaign(storage, form, **ANONYMOUS)
    token = invite(storage, "barometre", ["com-16102"], day=DAY)["com-16102"]
    answered_anonymously(storage, token)
    with pytest.raises(NotNowError):
        begun(storage)  # an organisation is not taken in this mode
    with storage.answers.reading.connect() as connection:
        [row] = connection.execute(text("SELECT * FROM response")).mappings()
    told = {name for name, value in row.items() if value is not None}
    assert told == {"id", "campaign", "code_hmac", "state", "strata", "week", "revision", "channel"}
    assert row["strata"] == '["commune", "0-499"]'


def rows_of(database: Database, name: str, metadata: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a table as they lie."""
    with database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(metadata.tables[name].select())]


def test_no_value_is_common_to_both_databases(storage: Storage, form: Questionnaire) -> None:
    """Neither key, hash, day nor text of one response is found in the vault; the campaign's name is, as it must."""
    opened_campaign(storage, form, **ANONYMOUS)
    tokens = invite(storage, "barometre", [f"com-{n}" for n in range(16101, 16107)], day=DAY)
    contacts = Contacts(storage)
    for token in tokens.values():
        answered_anonymously(storage, token)
        contacts.add("barometre", PUBLIC, "mairie@exemple.fr")
    contacts.flush()
    sides = []
    for database, metadata in ((storage.answers, tables.answers), (storage.vault, tables.vault)):
        names = [name for name in metadata.tables if name not in ("campaign", "questionnaire", "audit")]
        sides.append({value for name in names for row in rows_of(database, name, metadata) for value in row})
    assert sides[0] & sides[1] - {None} == {"barometre"}
    assert {day for day in sides[0] if isinstance(day, date)} == {OPENING}
    assert {day for day in sides[1] if isinstance(day, date)} == {DAY}


PEOPLE = 5
DAYS = (0, 1, 1, 3, 4)
"""On which day of the week each of them spends their token, whatever the order."""


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(PEOPLE)).filter(lambda order: order != sorted(order)))
def test_two_orders_of_events_leave_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, in_order: tuple[bytes, bytes], order: list[int]
) -> None:
    """Whoever holds both files of a closed campaign holds nothing of who came first, nor beside whom."""
    assert history(tmp_path_factory.mktemp("history"), order) == in_order


@pytest.fixture(scope="module")
def in_order(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """Both files after people came in the order of their invitations."""
    return history(tmp_path_factory.mktemp("history"), range(PEOPLE))


def test_files_that_are_not_settled_would_tell(tmp_path: Path) -> None:
    """The attack is real: without rewriting, the bytes of both files follow the order of events."""
    one, other = history(tmp_path / "a", range(PEOPLE), settled=False), history(tmp_path / "b", [4, 2, 0, 1, 3], False)
    assert one[0] != other[0]
    assert one[1] != other[1]


def history(folder: Path, order: Sequence[int], settled: bool = True) -> tuple[bytes, bytes]:
    """Return the bytes of both files after people came in some order, in one week; counters of changes left out."""
    storage = open_storage(sqlite_at(folder))
    storage = Storage(storage.answers, storage.vault, b"k" * 32)
    fixed = random.Random(1)
    codes = [f"{fixed.getrandbits(80):020x}" for _ in range(PEOPLE)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vault, "new_code", iter(codes).__next__)
        opened_campaign(storage, Questionnaire.model_validate(FORM), **ANONYMOUS)
        invited = [f"com-{16101 + at}" for at in range(PEOPLE)]
        tokens = list(invite(storage, "barometre", invited, day=MONDAY).values())
        for at in order:
            patch.setattr(responses, "new_key", lambda at=at: f"{at:032x}"[::-1])
            patch.setattr(responses, "new_code", lambda at=at: f"{at:017d}")
            started = start_response(storage, "barometre", strata=CLASS, day=DAY)
            filled(storage, started.id)
            submit(storage, started.id, token=tokens[at], day=MONDAY + timedelta(days=DAYS[at]), class_of=in_class)
    for database in (storage.answers, storage.vault) if settled else ():
        settle(database)
    storage.close()
    first, second = ((folder / f"{name}.db").read_bytes()[100:] for name in ("answers", "vault"))
    return first, second  # the hundred bytes before count changes, which are as many


def test_an_anonymous_answer_that_comes_alone_is_not_told_by_its_week(storage: Storage, form: Questionnaire) -> None:
    """One token is spent in each week: the vault says so, the answers all have one week."""
    opened_campaign(storage, form, **ANONYMOUS)
    tokens = list(invite(storage, "barometre", ["com-16102", "com-17415", "com-16089"], day=MONDAY).values())
    for at, token in enumerate(tokens):
        day = DAY - timedelta(weeks=at)
        draft = start_response(storage, "barometre", strata=CLASS, day=day).id
        for cell, raw in ((Cell("fonction"), "dgs"), (Cell("heures"), at)):
            save_answer(storage, draft, cell, raw, seen=0, day=day)
        submit(storage, draft, token=token, day=day, class_of=in_class)
    with storage.answers.reading.connect() as connection:
        asked = text("SELECT week FROM response UNION SELECT given FROM consent")
        assert {str(week) for week in connection.scalars(asked)} == {str(OPENING)}


def test_a_server_lays_rows_in_the_order_of_their_keys(server: Server, form: Questionnaire) -> None:
    storage = open_storage(server.configuration("_again"))
    invited = [f"com-{n}" for n in range(16101, 16131)]
    tokens = list(invite(storage, "ordre", invited, day=DAY).values())
    for token in tokens[::3] + tokens[1::3]:
        spend(storage, token, "ordre", day=DAY)
    asked = text("SELECT token_hmac FROM invitation ORDER BY ctid")
    with storage.vault.reading.connect() as connection:
        before = list(connection.scalars(asked))
    assert before != sorted(before)  # spending moves rows, which tells who came last
    settle(storage.vault)
    with storage.vault.reading.connect() as connection:
        after = list(connection.scalars(asked))
    assert after == sorted(after)
    assert form.id
    storage.close()


def test_contacts_are_sealed_padded_and_written_by_ten(storage: Storage) -> None:
    contacts = Contacts(storage)
    written = [f"{'a' * n}@exemple.fr" for n in range(1, 2 * TOGETHER)]
    for address in written[: TOGETHER - 1]:
        contacts.add("barometre", PUBLIC, address)
    assert contacts_kept(storage, "barometre") == 0  # nine wait, sealed, in memory
    for address in written[TOGETHER - 1 :]:
        contacts.add("barometre", PUBLIC, address)
    assert contacts_kept(storage, "barometre") == TOGETHER
    contacts.flush()
    rows = rows_of(storage.vault, "contact", tables.vault)
    assert len({len(sealed) for _, _, sealed in rows}) == 1  # no length tells an address
    opened = {SealedBox(PRIVATE).decrypt(bytes(sealed)).rstrip(b"\x00").decode() for _, _, sealed in rows}
    assert opened == set(written)


@pytest.mark.parametrize("address", ["", "mairie", "@exemple.fr", "a@b", "a b@c.fr", "a\n@c.fr", "é" * 260 + "@a.fr"])
def test_what_is_no_address_is_refused(files: Storage, address: str) -> None:
    with pytest.raises(RefusedError, match="adresse"):
        Contacts(files).add("barometre", PUBLIC, address)


def test_no_code_nor_address_is_in_the_bytes_of_any_file(files: Storage, form: Questionnaire, tmp_path: Path) -> None:
    """Database, journal, vault, audit, backups: while it runs, and once it is closed."""
    opened_campaign(files, form, **ANONYMOUS)
    tokens = invite(files, "barometre", [f"com-{n}" for n in range(16101, 16112)], day=DAY)
    contacts = Contacts(files)
    secrets = [*tokens.values()]
    for token in tokens.values():
        started = start_response(files, "barometre", strata=CLASS, day=DAY)
        secrets += [started.code, shown_code(started.code)]
        filled(files, started.id)
        secrets.append(open_ticket(files, started.id, datetime(2026, 11, 25, 14)))
        submit(files, started.id, token=token, day=DAY, class_of=in_class)
        contacts.add("barometre", PUBLIC, "secretariat@exemple.fr")
    erased = start_response(files, "barometre", strata=CLASS, day=DAY)
    save_answer(files, erased.id, Cell("beaucoup"), "Phrase que je veux effacer", seen=0, day=DAY)
    erase_by_code(files, erased.code, day=DAY, actor="répondant")
    for database in (files.answers, files.vault):
        write_backup(database, tmp_path / f"{database.kind}.backup")
    secrets += [erased.code, "secretariat", "exemple.fr", "Phrase que je veux effacer", "com-16101/"]

    def found() -> list[tuple[str, str]]:
        held = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert {path.name for path in held} >= {"answers.db", "answers.db-wal", "vault.db"} or closed
        keys = [files.key, files.key.hex().encode()]
        in_files = [(p.name, s) for p in held for s in secrets if s.encode() in _opened(p)]
        return in_files + [(p.name, "key") for p in held for k in keys if k in _opened(p) and p.name != "codes.key"]

    closed = False
    assert found() == []
    files.close()
    closed = True
    assert found() == []
    assert {p.name: oct(p.stat().st_mode & 0o077) for p in tmp_path.glob("*.backup")} == {
        "answers.backup": "0o0", "vault.backup": "0o0",
    }  # fmt: skip


def _opened(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".backup" else content
