"""Saves against the storage itself: no page, no network. A save returns when it is on the disk, flushed."""

from __future__ import annotations

import threading
import time

import numpy as np

from benchmarks.participation.respondents import CAMPAIGN, CELL, DAY, open_campaign, siren
from participation.model.organisations import other_organisation
from participation.storage.opening import Storage
from participation.storage.responses import Started, read_draft, save_answer, start_response


def begin(storage: Storage, people: int) -> list[Started]:
    """Open a campaign and begin as many responses."""
    open_campaign(storage)
    return [
        start_response(storage, CAMPAIGN, organisation=other_organisation(siren(n), "Essai", "autre"), day=DAY)
        for n in range(people)
    ]


def flat_out(storage: Storage, people: int, seconds: float) -> None:
    """Print how many saves a second the storage takes from people who never pause, and whether all are found."""
    everybody = begin(storage, people)
    times: list[list[float]] = [[] for _ in everybody]
    spent, start = time.process_time(), time.monotonic()

    def save(at: int) -> None:
        revision = 0
        while time.monotonic() < start + seconds:
            text, before = f"Réponse {revision} de {at}. " * (1 + revision % 40), time.perf_counter()
            revision = save_answer(storage, everybody[at].id, CELL, text, seen=revision, day=DAY).revision
            times[at].append(time.perf_counter() - before)

    threads = [threading.Thread(target=save, args=(at,)) for at in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, spent = time.monotonic() - start, time.process_time() - spent
    all_times = np.concatenate([np.array(one) for one in times]) * 1_000
    found = sum(read_draft(storage, one.id).saved[CELL].revision for one in everybody)
    print(
        f"{people} without a pause: {len(all_times) / took:.0f} saves/s, acknowledged {len(all_times)}, found {found}; "
        f"ms p50 {np.median(all_times):.1f}, p95 {np.quantile(all_times, 0.95):.1f}; "
        f"processor {1_000 * spent / len(all_times):.2f} ms a save"
    )
