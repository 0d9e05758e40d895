"""Time of each answer of the API, and what visitors feel meanwhile: `python -m benchmarks.api`.

On a running server, over HTTP. Each request is another one, so that nothing kept answers it.
"""

from __future__ import annotations

import http.client
import os
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

from benchmarks.server import Server, Visitor, running_server
from observatoire.model.store import open_store

Made = Callable[[int], str]
"""From a round to an address."""

ROUNDS, HEAVY_ROUNDS = 60, 6
AHEAD = 15.0
"""Seconds after which the server has computed ahead what visitors share (`pages/server/start.py`)."""
WATCHED = 20.0
"""Seconds for which a visitor is watched."""
INDICATORS = ("part_65_ans_plus", "densite", "part_logements_vacants", "part_moins_20_ans", "population", "logements")
"""Asked for in turn."""
COMPOSED_WITH = "200070514"
FORMS = ("json", "csv", "tableur", "json-stat", "parquet")


def addresses(communes: Sequence[str]) -> dict[str, Made]:
    """Return the requests by name; those on all communes are told apart by `nom`, which changes nothing else."""

    def indicator(at: int) -> str:
        return INDICATORS[at % len(INDICATORS)]

    def place(at: int) -> str:
        return communes[(at * 7919) % len(communes)]

    def level(form: str, at: int) -> str:
        return f"valeurs?niveau=commune&indicateur={indicator(at)}&format={form}&nom={at}"

    return {
        "search": lambda at: f"territoires?q={place(at)[4:]}",
        "indicators": lambda at: f"indicateurs?theme=logement&q={'logements' if at % 2 else 'vacants'}",
        "one figure": lambda at: f"valeurs?territoire={place(at)}&indicateur={indicator(at)}",
        "one figure, all years": lambda at: f"valeurs?territoire={place(at)}&indicateur={indicator(at)}&annee=toutes",
        "one figure, JSON-stat": lambda at: (
            f"valeurs?territoire={place(at)}&indicateur={indicator(at)}&format=json-stat"
        ),
        "one place, all indicators": lambda at: f"valeurs?territoire={place(at)}",
        "one composed place": lambda at: (
            f"valeurs?territoire=compose-{place(at)[4:]}.{COMPOSED_WITH}&indicateur={indicator(at)}"
        ),
        "comparison": lambda at: f"comparaison?territoire={place(at)}&indicateur={indicator(at)}",
        "peers": lambda at: f"pairs?territoire={place(at)}",
        "outlines of one place": lambda at: f"contours?territoire={place(at)}",
        "all EPCI": lambda at: f"valeurs?niveau=epci&indicateur={indicator(at)}&format=csv&nom={at}",
        **{f"all communes, {form}": partial(level, form) for form in FORMS},
        "outlines of all communes": lambda at: f"contours?niveau=commune&nom={at}",
    }


def asked(port: int, address: str) -> tuple[float, int, int]:
    """Ask for an address; return the seconds, the status and the bytes received."""
    start = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", f"/api/v1/{address}", headers={"Accept-Encoding": "gzip"})
    answer = line.getresponse()
    size = len(answer.read())
    line.close()
    return time.perf_counter() - start, answer.status, size


def percentile(times: Sequence[float], share: float) -> float:
    """Return a percentile of some times."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def print_answers(server: Server, made: dict[str, Made]) -> None:
    """Print how long each kind of answer takes, and the processor time of the server for one."""
    print(f"{'answer':30} {'p50 ms':>8} {'p95 ms':>8} {'processor ms':>13} {'kB sent':>8}")
    for name, address in made.items():
        rounds = HEAVY_ROUNDS if "all communes" in name else ROUNDS
        asked(server.port, address(99_999))
        spent, times, size = server.processor_seconds, [], 0
        for at in range(rounds):
            seconds, status, size = asked(server.port, address(at))
            if status != 200:
                raise RuntimeError(f"{address(at)}: {status}")
            times.append(1000 * seconds)
        spent = 1000 * (server.processor_seconds - spent) / rounds
        told = percentile(times, 0.5), percentile(times, 0.95), spent, size / 1000
        print("{:30} {:8.1f} {:8.1f} {:13.1f} {:8.0f}".format(name, *told))


def print_visitors(server: Server, made: dict[str, Made]) -> None:
    """Print the reruns of a visitor alone, then beside readers of the API: three, without pause."""
    light = ["one place, all indicators", "comparison", "one figure"]
    beside = {"alone": [], "3 ask for single places": light, "3 ask for all communes": ["all communes, json"]}
    for name, kinds in beside.items():
        end = time.monotonic() + WATCHED
        counts: list[int] = []
        readers = [
            threading.Thread(target=_read, args=(server.port, [made[kind] for kind in kinds], at, end, counts))
            for at in range(3 if kinds else 0)
        ]
        for reader in readers:
            reader.start()
        times = _visits(server.port, end)
        for reader in readers:
            reader.join()
        told = len(times), percentile(times, 0.5), percentile(times, 0.95), max(times), sum(counts)
        print("reruns, {:26} {:4} of p50 {:5.0f} ms, p95 {:5.0f} ms, max {:5.0f} ms; {:5} answers".format(name, *told))


def _read(port: int, made: Sequence[Made], rank: int, end: float, counts: list[int]) -> None:
    count = 0
    while time.monotonic() < end:
        asked(port, made[count % len(made)](1000 * (rank + 1) + count))
        count += 1
    counts.append(count)


def _visits(port: int, end: float) -> list[float]:
    """Return the milliseconds of a visitor's changes of indicator, four in a second at most."""
    visitor, times = Visitor(port), []
    visitor.visit("comparer", "territoire=epci-200070514")
    while time.monotonic() < end:
        indicator = INDICATORS[len(times) % len(INDICATORS)]
        seconds, _ = visitor.visit("comparer", f"territoire=epci-200070514&indicateur={indicator}")
        times.append(1000 * seconds)
        time.sleep(max(0.25 - seconds, 0))
    visitor.close()
    return times


def main() -> None:
    """Print the figures."""
    made = addresses(list(open_store().index("commune")))
    with running_server() as server:
        Visitor(server.port).close()
        time.sleep(AHEAD)
        print(f"load of the machine before {os.getloadavg()[0]:.2f}; memory before {server.resident_mb:.0f} MB")
        print_answers(server, made)
        print(f"memory after {server.resident_mb:.0f} MB")
        print_visitors(server, made)
        print(f"memory after {server.resident_mb:.0f} MB")


if __name__ == "__main__":
    main()
