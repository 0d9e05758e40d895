"""A publication computed apart: for who may publish it alone, whatever becomes of it, nothing left on the disk."""

from __future__ import annotations

import json
from datetime import date

import pytest

from observatoire.exports.work import Work
from observatoire.model.store import open_store
from pages.server.apart.pool import Pool
from pages.server.organiser.preparing import (
    CHANGED,
    KEPT,
    MOST,
    NO_ROOM,
    NOT_COMPUTED,
    Computing,
    Failed,
    Preparations,
    _Asked,
)
from participation.model.organisations import known_organisation
from participation.model.questionnaire import Questionnaire
from participation.model.rights import Right, person_of
from participation.organising.office import ForbiddenError, Office
from participation.organising.publishing import Prepared, prepare, prepare_apart, prepared_apart
from participation.storage.access.rights import grant, revoke
from participation.storage.campaigns import advance_campaign
from participation.storage.opening import Storage
from participation.storage.publishing import counted_now, passing_key
from participation.storage.refusals import NotNowError, UnavailableError
from participation.storage.submitting import submit_response, withdraw_response
from tests.pages.apart import Apart
from tests.participation.conftest import FORM, begun, filled, opened_campaign

DAY = date(2026, 11, 25)
PLACES = ("com-16102", "com-17415", "com-16015", "com-86194", "com-17300", "com-16374", "com-79191")


def office(storage: Storage, name: str = "42", campaign: str = "barometre") -> Office:
    person = person_of(storage.key, "https://compte.exemple.fr", name)
    grant(storage, person, Right("organiser", campaign), day=DAY, actor="hébergeur")
    return Office(storage, person, DAY)


@pytest.fixture
def closed(storage: Storage) -> Storage:
    """A campaign that seven answered, two more than the threshold, closed."""
    opened_campaign(storage, Questionnaire.model_validate(FORM))
    for place in PLACES:
        started = begun(storage, organisation=known_organisation(open_store(), place))
        filled(storage, started.id)
        submit_response(storage, started.id, day=DAY)
    advance_campaign(storage, "barometre", "closed", day=DAY, actor="essai")
    return storage


def test_what_comes_is_what_would_be_computed_here_and_only_its_readers_have_it(closed: Storage) -> None:
    bench, who, colleague = Apart(), office(closed), office(closed, "43")
    pool = Pool(bench)
    asked = Preparations(pool)
    assert asked.look(who, "barometre") is None
    asked.begin(who, open_store(), "barometre")
    asked.begin(colleague, open_store(), "barometre")
    assert len(bench.given) == 1, "one computation, whoever asks for it"
    assert closed.key.hex().encode() not in bench.given[0][1]
    assert closed.key not in bench.given[0][1], "the key of codes does not travel"
    assert asked.look(colleague, "barometre") == Computing(0, 0)
    [file] = bench.make_all()
    here = prepare(closed, open_store(), "barometre", DAY)
    assert asked.look(who, "barometre") == asked.look(colleague, "barometre") == here
    assert here.frozen[0][:40] not in file, "sealed on the disk"
    assert b"counted" not in file
    assert not list(pool.folder.iterdir()), "and gone once it is read"
    revoke(closed, colleague.person, day=DAY, actor="hébergeur")
    for refused in (colleague, office(closed, "44", "autre")):
        with pytest.raises(ForbiddenError):
            asked.look(refused, "barometre")
        with pytest.raises(ForbiddenError):
            asked.begin(refused, open_store(), "barometre")
    advance_campaign(closed, "barometre", "published", day=DAY, actor="essai")
    with pytest.raises(NotNowError, match="une seule fois"):
        asked.look(who, "barometre")


def test_what_fails_is_a_sentence_and_can_be_asked_for_again(closed: Storage, caplog: pytest.LogCaptureFixture) -> None:
    bench, who, now = Apart(), office(closed), [0.0]
    asked = Preparations(Pool(bench), clock=lambda: now[0])
    for fault in ("stopped", "ValueError: Des actes, et des cartes"):
        asked.begin(who, open_store(), "barometre")
        bench.end(fault)
        assert asked.look(who, "barometre") == Failed(NOT_COMPUTED)
    assert "ValueError" in caplog.text
    assert "Des actes" not in caplog.text, "what a fault says may be an answer"
    asked.begin(who, open_store(), "barometre")
    now[0] = 7.9
    assert asked.look(who, "barometre") == Computing(7, 0)
    assert Computing(7, 0).sentence == "Calcul des résultats en cours, depuis 7\u00a0secondes."
    assert Computing(1, 2).sentence == "Le calcul attend son tour\u202f: 2\u00a0travaux avant lui."
    bench.make_all()
    assert isinstance(asked.look(who, "barometre"), Prepared)
    now[0] = KEPT + 1
    assert asked.look(who, "barometre") is None, "answers may be others by then"


def test_what_counts_an_answer_that_is_taken_back_is_thrown_away(closed: Storage) -> None:
    """In whatever process it is taken back: what is held is compared with the database whenever it is read."""
    bench, who = Apart(), office(closed)
    asked = Preparations(Pool(bench))
    asked.begin(who, open_store(), "barometre")
    bench.make_all()
    assert isinstance(asked.look(who, "barometre"), Prepared)
    withdraw_response(closed, next(iter(counted_now(closed, "barometre"))))
    assert asked.look(who, "barometre") == Failed(CHANGED)
    assert asked._asked["barometre"].came == Failed(CHANGED), "nothing of it stays in memory"


def test_nobody_answered_and_a_line_without_room_are_refused_in_a_sentence(storage: Storage) -> None:
    opened_campaign(storage, Questionnaire.model_validate(FORM))
    bench, who = Apart(), office(storage)
    pool = Pool(bench)
    asked = Preparations(pool)
    with pytest.raises(NotNowError, match="close"):
        asked.begin(who, open_store(), "barometre")
    advance_campaign(storage, "barometre", "closed", day=DAY, actor="essai")
    asked.begin(who, open_store(), "barometre")
    bench.make_all()
    failed = asked.look(who, "barometre")
    assert isinstance(failed, Failed)
    assert "Personne n’a répondu" in failed.sentence
    for visitor in range(42):  # two are made, forty wait
        pool.ask(f"visitor {visitor}", Work(prepare_apart))
    with pytest.raises(NotNowError) as refused:
        asked.begin(who, open_store(), "barometre")
    assert str(refused.value) == NO_ROOM
    assert asked.look(who, "barometre") is None


def test_what_cannot_even_be_asked_for_is_not_awaited(
    closed: Storage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A full disk: the page would say for ever that a computation is under way, were it held as asked for."""
    who = office(closed)
    pool = Pool(Apart())
    asked = Preparations(pool)

    def full(**_: object) -> None:
        raise OSError(28, "No space left: DGS")

    monkeypatch.setattr("pages.server.apart.pool.tempfile.TemporaryDirectory", full)
    with pytest.raises(NotNowError) as refused:
        asked.begin(who, open_store(), "barometre")
    assert str(refused.value) == NOT_COMPUTED
    assert asked.look(who, "barometre") is None
    assert "not computed: OSError" in caplog.text
    assert "DGS" not in caplog.text


def test_what_cannot_be_read_back_is_logged_by_its_kind_alone(
    closed: Storage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bench, who = Apart(), office(closed)
    asked = Preparations(Pool(bench))

    def unread(*_: object) -> None:
        raise ValueError("Texte que quelqu’un a écrit")

    monkeypatch.setattr("pages.server.organiser.preparing.prepared_apart", unread)
    asked.begin(who, open_store(), "barometre")
    bench.make_all()
    assert asked.look(who, "barometre") == Failed(NOT_COMPUTED)
    assert "not computed: ValueError" in caplog.text
    assert "quelqu’un" not in caplog.text


def test_as_many_are_held_as_there_is_room_for(closed: Storage) -> None:
    """What has come goes first; where all are being computed, none is: its organiser would wait for ever."""
    who = office(closed)
    asked = Preparations(Pool(Apart()))
    computed = [_Asked(0.0, "visiteur", b"", None if at == 0 else Failed(NOT_COMPUTED)) for at in range(MOST)]
    asked._asked |= {f"autre_{at}": one for at, one in enumerate(computed)}
    asked.begin(who, open_store(), "barometre")
    assert len(asked._asked) == MOST
    assert "autre_0" in asked._asked
    assert "autre_1" not in asked._asked
    asked._asked |= dict.fromkeys(list(asked._asked), computed[0])
    del asked._asked["barometre"]
    asked._asked["une_de_plus"] = computed[0]
    with pytest.raises(NotNowError) as refused:
        asked.begin(who, open_store(), "barometre")
    assert str(refused.value) == NO_ROOM
    assert "barometre" not in asked._asked


def test_bytes_that_are_not_whole_are_no_publication() -> None:
    key = passing_key()
    with pytest.raises(UnavailableError, match="relancez"):
        prepared_apart("barometre", json.dumps({"sha": "0" * 64, "counted": []}).encode(), key)
