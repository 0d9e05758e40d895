"""Many people answering at once: what is acknowledged, what is found again, how fast; and what a kill costs.

    python -m benchmarks.participation                 # 200 respondents, a save each 10 s, one minute
    python -m benchmarks.participation --minutes 10    # as the specification asks
    python -m benchmarks.participation --kills 20      # the process that writes is killed twenty times
    python -m benchmarks.participation --postgresql ADDRESS ADDRESS
    python -m benchmarks.participation --publish 3000  # processor time of publishing as many answers

In this process, against the storage itself: no page, no network. A save returns when it is on the disk, flushed.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np

from observatoire.model.store import open_store
from participation.configuration import Configuration
from participation.model.campaigns import Campaign
from participation.model.invention import drawn, invented
from participation.model.organisations import known_organisation, other_organisation
from participation.model.questionnaire import Cell, Questionnaire
from participation.model.reading import load_questionnaires
from participation.results.gathering import publication_of
from participation.results.publication import frozen
from participation.storage.campaigns import advance_campaign, create_campaign
from participation.storage.inventing import keep_invented
from participation.storage.opening import Storage, open_storage
from participation.storage.publishing import publish_campaign
from participation.storage.responses import Started, read_draft, save_answer, start_response
from participation.storage.submitting import submitted
from participation.views.synthesis.content import synthesis_docx, synthesis_pdf
from participation.views.words import regions_of

DAY = date(2026, 11, 25)
CAMPAIGN = "essai_de_charge"
OPEN = Cell("reussite")


def sqlite_in(folder: Path) -> Configuration:
    """Return the configuration of two files in a folder."""
    return Configuration(f"sqlite:///{folder}/answers.db", f"sqlite:///{folder}/vault.db", folder, b"")


def begin(storage: Storage, people: int) -> list[Started]:
    """Open a campaign and begin as many responses."""
    form: Questionnaire = load_questionnaires()["barometre_inclusion"]
    campaign = Campaign(
        id=CAMPAIGN, title="Essai de charge", questionnaire=form.id, version=form.version, mode="organisation",
        eligible=("autre",), opens=date(2026, 9, 1), closes=date(2026, 12, 1),
        purge_on=date(2027, 3, 1), notice="Essai.",
    )  # fmt: skip
    create_campaign(storage, campaign, form, day=DAY, actor="essai")
    advance_campaign(storage, CAMPAIGN, "open", day=DAY, actor="essai")
    return [
        start_response(storage, CAMPAIGN, organisation=other_organisation(f"{n:09d}", "Essai", "autre"), day=DAY)
        for n in range(people)
    ]


def respond(storage: Storage, started: Started, until: float, every: float, seed: int, kept: dict[str, object]) -> None:
    """Save an answer every so many seconds, and note what was acknowledged and how long each took.

    Parameters
    ----------
    storage, started
        The response that is answered.
    until, every : float
        The end (monotonic), and the seconds between two saves.
    seed : int
        Where in the first interval it begins.
    kept : dict
        Receives `revision`, `value`, `times`, `refused`.
    """
    dice = random.Random(seed)
    times: list[float] = []
    revision, refused, at = 0, 0, time.monotonic() + dice.random() * every
    while at < until:
        time.sleep(max(0.0, at - time.monotonic()))
        value = f"Réponse {revision} de {started.id}. " * dice.randint(1, 40)
        start = time.perf_counter()
        try:
            revision = save_answer(storage, started.id, OPEN, value, seen=revision, day=DAY).revision
            times.append(time.perf_counter() - start)
            kept["value"] = value.strip()
        except Exception:
            refused += 1
        at = max(at + every, time.monotonic())
    kept |= {"revision": revision, "times": times, "refused": refused}


def load(storage: Storage, people: int, minutes: float, every: float) -> None:
    """Print what people who save every so often got, and whether it is all there.

    Parameters
    ----------
    storage : Storage
    people : int
    minutes, every : float
        How long, and the seconds between two saves of one of them.
    """
    everybody = begin(storage, people)
    notes: list[dict[str, object]] = [{} for _ in everybody]
    start, spent = time.monotonic(), time.process_time()
    threads = [
        threading.Thread(target=respond, args=(storage, one, start + 60 * minutes, every, at, notes[at]))
        for at, one in enumerate(everybody)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, spent = time.monotonic() - start, time.process_time() - spent
    found = 0
    lost = 0
    for one, note in zip(everybody, notes, strict=True):
        kept = read_draft(storage, one.id).saved.get(OPEN)
        revision = kept.revision if kept else 0
        found += revision
        lost += kept is None or revision != note["revision"] or kept.given.value != note["value"]
    times = np.array([one for note in notes for one in note["times"]]) * 1_000  # type: ignore[attr-defined]
    p50, p95, p99 = np.percentile(times, (50, 95, 99))
    print(f"{people} respondents, a save each {every:g} s, {took:.0f} s")
    print(f"acknowledged {len(times)}, found {found}, refused {sum(n['refused'] for n in notes)}, lost {lost}")  # type: ignore[misc]
    print(f"{len(times) / took:.1f} saves/s; ms p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f}, max {times.max():.0f}")
    print(f"processor {1_000 * spent / len(times):.2f} ms a save")


def flat_out(storage: Storage, people: int, seconds: float) -> None:
    """Print how many saves a second the storage takes from people who never pause."""
    from participation.storage.campaigns import all_campaigns

    assert all_campaigns(storage)
    everybody = [
        start_response(storage, CAMPAIGN, organisation=other_organisation(f"9{n:08d}", "Essai", "autre"), day=DAY)
        for n in range(people)
    ]
    notes: list[dict[str, object]] = [{} for _ in everybody]
    start = time.monotonic()
    threads = [
        threading.Thread(target=respond, args=(storage, one, start + seconds, 0.0, at, notes[at]))
        for at, one in enumerate(everybody)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - start
    times = np.array([one for note in notes for one in note["times"]]) * 1_000  # type: ignore[attr-defined]
    print(f"{people} without a pause: {len(times) / took:.0f} saves/s; ms p50 {np.median(times):.1f}")


WRITER = """
import sys
from pathlib import Path
from benchmarks.participation import DAY, OPEN, sqlite_in
from participation.storage.opening import open_storage
from participation.storage.responses import read_draft, save_answer
storage = open_storage(sqlite_in(Path(sys.argv[1])))
kept = read_draft(storage, sys.argv[2]).saved.get(OPEN)
revision = kept.revision if kept else 0
while True:
    revision = save_answer(storage, sys.argv[2], OPEN, f"texte {revision} " * 80, seen=revision, day=DAY).revision
    print(revision, flush=True)
"""


def kills(folder: Path, times: int) -> None:
    """Kill a process that saves without a pause, as many times; print what was lost, and how long coming back takes."""
    storage = open_storage(sqlite_in(folder))
    [started] = begin(storage, 1)
    storage.close()
    dice, lost, unsound, acknowledged, slowest = random.Random(3), 0, 0, 0, 0.0
    for _ in range(times):
        command = [sys.executable, "-c", WRITER, str(folder), started.id]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        process.stdout.readline()
        time.sleep(dice.random())
        process.send_signal(signal.SIGKILL)
        said = [line for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
        process.wait()
        start = time.perf_counter()
        storage = open_storage(sqlite_in(folder))
        kept = read_draft(storage, started.id).saved[OPEN]
        slowest = max(slowest, time.perf_counter() - start)
        acknowledged = int(said[-1]) if said else acknowledged
        lost += kept.revision < acknowledged
        with storage.answers.reading.connect() as connection:
            unsound += connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok"
        storage.close()
    print(f"{times} kills, {acknowledged} saves acknowledged: lost {lost}, unsound {unsound}, back in {slowest:.2f} s")


def publishing(folder: Path, count: int, questionnaire: str) -> None:
    """Print the processor time of each step from invented answers in SQLite to the kept publication and its synthesis.

    Parameters
    ----------
    folder : Path
    count : int
        Answers.
    questionnaire : str
        Which form that ships.
    """
    form, store = load_questionnaires()[questionnaire], open_store()
    storage = open_storage(sqlite_in(folder))
    campaign = Campaign(
        id=CAMPAIGN, title=form.title, questionnaire=form.id, version=form.version, mode="organisation",
        eligible=("commune", "epci", "departement", "region"), opens=DAY, closes=DAY, purge_on=DAY, notice="Essai.",
        demonstration=True,
    )  # fmt: skip
    create_campaign(storage, campaign, form, day=DAY, actor="essai")
    advance_campaign(storage, CAMPAIGN, "open", day=DAY, actor="essai")
    who = enumerate(drawn(store, campaign.eligible, count, 1).items())
    given = [(known_organisation(store, place), invented(form, people, 1, at)) for at, (place, people) in who]
    keep_invented(storage, CAMPAIGN, given, day=DAY)
    closed = advance_campaign(storage, CAMPAIGN, "closed", day=DAY, actor="essai")
    steps = [("begin", time.process_time())]
    answered = list(submitted(storage, CAMPAIGN))
    steps.append(("read and checked again", time.process_time()))
    made = publication_of(store, closed, form, answered, DAY)
    steps.append(("weighed, protected", time.process_time()))
    content, sha = frozen(made)
    publish_campaign(storage, CAMPAIGN, (content, sha), {one.id for one, _ in answered}, day=DAY, actor="essai")
    steps.append(("frozen, kept", time.process_time()))
    told = [f"{name} {at - before:.2f} s" for (_, before), (name, at) in pairwise(steps)]
    groups = len(made["questions"][0]["groups"])
    print(f"{count} answers, {len(made['questions'])} tables of {groups} groups, {len(content)} bytes")
    print(f"processor {steps[-1][1] - steps[0][1]:.2f} s: {', '.join(told)}")
    for name, synthesis_of in (("PDF", synthesis_pdf), ("DOCX", synthesis_docx)):
        start = time.process_time()
        size = len(synthesis_of(made, form, regions_of(store), sha))
        print(f"synthesis in {name}: {time.process_time() - start:.2f} s, {size} bytes")
    storage.close()


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--every", type=float, default=10.0)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--postgresql", nargs=2, metavar="ADDRESS")
    parser.add_argument("--publish", type=int, metavar="ANSWERS")
    parser.add_argument("--questionnaire", default="donnees_territoires")
    options = parser.parse_args()
    if options.publish:
        with tempfile.TemporaryDirectory() as folder:
            publishing(Path(folder), options.publish, options.questionnaire)
        return
    with tempfile.TemporaryDirectory() as folder:
        configuration = sqlite_in(Path(folder) / "load")
        if options.postgresql:
            configuration = Configuration(*options.postgresql, None, b"k" * 32)
        storage = open_storage(configuration)
        load(storage, options.people, options.minutes, options.every)
        flat_out(storage, 16, 5)
        storage.close()
        if options.kills and not options.postgresql:
            kills(Path(folder) / "kills", options.kills)


if __name__ == "__main__":
    main()
