"""What lacks (data, memory, room) is answered in a sentence and logged in another, never as a traceback."""

from __future__ import annotations

import asyncio
import errno
import logging

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from observatoire.model.files import DataNotReadableError
from pages.server.french.refusals import FrenchRefusals
from pages.server.protection.failures import NO_ROOM, Told, failure_of
from pages.server.readiness import NO_DATA
from tests.pages.asgi import Client


@pytest.mark.parametrize(
    ("error", "visitor", "operator"),
    [
        (DataNotReadableError("d : a.parquet manque"), NO_DATA, "d : a.parquet manque"),
        (MemoryError(), NO_ROOM, "La mémoire manque"),
        (RuntimeError("can't start new thread"), NO_ROOM, "La mémoire manque"),
        (ImportError("x.so: failed to map segment from shared object"), NO_ROOM, "La mémoire manque"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), NO_ROOM, "La mémoire manque"),
        (OSError(errno.EMFILE, "Too many open files"), NO_ROOM, "La mémoire manque"),
        (OSError(errno.ENOSPC, "No space left on device"), NO_ROOM, "Le disque est plein"),
        (OSError(errno.EROFS, "Read-only file system"), NO_ROOM, "Le disque est plein, ou ne s’écrit pas"),
    ],
)
def test_what_lacks_is_said_to_both(error, visitor, operator, caplog):
    found = failure_of(error)
    assert found is not None
    assert found.visitor == visitor
    assert found.operator.startswith(operator)

    def fails(_request):
        raise error

    client = Client(Starlette(routes=[Route("/x", fails)], middleware=[Middleware(FrenchRefusals)]))
    with caplog.at_level(logging.ERROR):
        answer = client.get("/x")
    assert (answer.status_code, answer.text) == (503, visitor)
    assert answer.headers["retry-after"]
    assert answer.headers["cache-control"] == "no-store"
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("error", [KeyError("x"), ValueError("x"), RuntimeError("x"), OSError(errno.ENOENT, "x")])
def test_a_fault_of_ours_is_not_passed_off_as_a_want(error):
    assert failure_of(error) is None


def test_the_same_sentence_is_logged_once_a_minute(caplog, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("pages.server.protection.failures.time.monotonic", lambda: clock[0])
    told = Told()
    for clock[0], sentence in ((0.0, "a"), (1.0, "a"), (2.0, "b"), (59.0, "a"), (61.0, "a")):
        told.say(sentence)
    assert [record.getMessage() for record in caplog.records] == ["a.", "b.", "a."]


def test_who_left_before_the_answer_was_made_leaves_no_traceback():
    def left(_request):
        raise asyncio.CancelledError

    answer = Client(Starlette(routes=[Route("/x", left)], middleware=[Middleware(FrenchRefusals)])).get("/x")
    assert answer.status_code == 0, "nobody is answered"
