"""What the process does with its memory between two visits."""

from __future__ import annotations

import gc
import threading
import time
import weakref

from streamlit import config
from streamlit.runtime.scriptrunner import script_runner

from pages.server.memory import _RUN, tidy


class Knot:
    """An object that refers to itself: only a collection frees it."""

    def __init__(self) -> None:
        self.itself = self


def test_a_tidying_frees_what_only_refers_to_itself():
    gc.disable()
    try:
        left = weakref.ref(Knot())
        assert left() is not None
        tidy()
        assert left() is None
    finally:
        gc.enable()


def test_a_tidying_waits_for_a_quiet_moment_but_not_for_ever():
    over = threading.Event()
    page = threading.Thread(target=over.wait, args=(20,), name=f"{_RUN}.scriptThread")
    tidying = threading.Thread(target=tidy, args=(20,))
    page.start()
    tidying.start()
    tidying.join(0.3)
    assert tidying.is_alive(), "a page runs"
    over.set()
    tidying.join(10)
    assert not tidying.is_alive()

    over.clear()
    busy = threading.Thread(target=over.wait, args=(20,), name=f"{_RUN}.scriptThread")
    busy.start()
    start = time.monotonic()
    tidy(patience=0.1)
    assert time.monotonic() - start < 10
    assert busy.is_alive()
    over.set()
    busy.join()


def test_streamlit_names_the_threads_of_its_runs_as_we_think(monkeypatch):
    names = []
    monkeypatch.setattr(script_runner.threading, "Thread", lambda **given: names.append(given["name"]) or Started())
    runner = script_runner.ScriptRunner.__new__(script_runner.ScriptRunner)
    runner._script_thread = None
    runner.start()
    assert names[0].startswith(_RUN)


class Started:
    def start(self) -> None:
        """Do nothing: a thread that is not one."""


def test_no_collection_follows_each_run():
    assert config.get_option("runner.postScriptGC") is False
