"""How many visitors a site takes, by simulation: `python -m benchmarks.capacity`.

Visitors change something every eight seconds; a replica draws one page at a time (the interpreter's lock), a machine as
many at once as it has processors. Newcomers get a first view, made by a replica or kept by the proxy, then some hundred
files that the proxy keeps, then their first page. What each costs was measured on two cores, processor time alone
(docs/decisions/0039-operation.md); options change them for another machine. What is printed: the 95th centile of what a
change takes, by visitors and replicas; how fast newcomers may come, by the share of first views that are kept, and
which of replicas, proxy and network stops them.
"""

from __future__ import annotations

import argparse
import heapq
import random
from dataclasses import dataclass

SEED = 16_102
PROMISED = 0.3
"""Seconds that 95 changes in 100 take at most."""
BUSIEST = 0.7
"""Share of its time that something works at most: beyond, a queue never empties for long."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What visitors cost, measured.

    Attributes
    ----------
    run, first_run, first_view : float
        Processor seconds of a replica: a change, the first page of a newcomer, a first view that nobody had asked for.
    proxied, handshake : float
        Processor seconds of the proxy: an answer that it keeps, a connection of TLS.
    files : int
        Files that a newcomer's browser asks for.
    newcomer_bytes, change_bytes : float
        What leaves the site for a newcomer; for a change.
    """

    run: float = 0.045
    first_run: float = 0.103
    first_view: float = 0.094
    proxied: float = 0.00005
    handshake: float = 0.0003
    files: int = 100
    newcomer_bytes: float = 850_000
    change_bytes: float = 10_000


@dataclass(frozen=True, slots=True)
class Machine:
    """Where the site runs: processors for replicas (one each at most), for the proxy, bytes a second to the outside."""

    replicas: int
    proxies: float
    line: float


def waits(visitors: int, replicas: int, every: float, cost: float, seconds: float, seed: int = SEED) -> list[float]:
    """Return what each change took, in seconds: the time in the queue of its replica, and its own.

    Visitors are spread over replicas as the proxy does, as many on each. The moments of a visitor's changes, and what
    each costs, are exponential: real ones vary about as much (p95 of a run is three times its median).

    Parameters
    ----------
    visitors, replicas : int
        How many.
    every : float
        Mean seconds between the end of a visitor's change and the next.
    cost : float
        Mean processor seconds of a change.
    seconds : float
        How long they stay.
    seed : int
        Of the draws.
    """
    dice = random.Random(seed)
    taken = list[float]()
    for rank in range(replicas):
        own = visitors // replicas + (rank < visitors % replicas)
        free = 0.0
        coming = [dice.expovariate(1 / every) for _ in range(own)]
        heapq.heapify(coming)
        while coming and coming[0] < seconds:
            asked = heapq.heappop(coming)
            free = max(free, asked) + dice.expovariate(1 / cost)
            taken.append(free - asked)
            heapq.heappush(coming, free + dice.expovariate(1 / every))
    return taken


def centile(values: list[float], share: float) -> float:
    """Return the smallest value that a share of all, between 0 and 1, does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def most_visitors(replicas: int, every: float, costs: Costs) -> int:
    """Return how many visitors the replicas take within what is promised.

    Parameters
    ----------
    replicas : int
    every : float
        Seconds between two changes of a visitor.
    costs : Costs
    """
    low, high = 0, 400 * replicas
    while high - low > 5 * replicas:
        middle = (low + high) // 2
        if centile(waits(middle, replicas, every, costs.run, 300.0), 0.95) <= PROMISED:
            low = middle
        else:
            high = middle
    return low


def newcomers(machine: Machine, kept: float, costs: Costs) -> dict[str, float]:
    """Return how many newcomers a second each part takes, at most `BUSIEST` of its time.

    Parameters
    ----------
    machine : Machine
    kept : float
        Share of the first views that the proxy has already, between 0 and 1.
    costs : Costs
    """
    drawn = (1 - kept) * costs.first_view + costs.first_run
    served = costs.handshake + (costs.files + 1) * costs.proxied
    return {
        "replicas": BUSIEST * machine.replicas / drawn,
        "proxy": BUSIEST * machine.proxies / served,
        "network": BUSIEST * machine.line / costs.newcomer_bytes,
    }


def readers(machine: Machine, kept: float, costs: Costs) -> dict[str, float]:
    """Return how many first views alone a second each part takes: readers of a shared link who go no further.

    Robots, previews and those whose browser runs no script are such; so is everybody while replicas are down.

    Parameters
    ----------
    machine, kept, costs
        As for `newcomers`.
    """
    made = (1 - kept) * costs.first_view
    return {
        "replicas": BUSIEST * machine.replicas / made if made else float("inf"),
        "proxy": BUSIEST * machine.proxies / (costs.handshake + costs.proxied),
        "network": BUSIEST * machine.line / (10_000 + 4_000),  # the page, packed; the handshake
    }


def main() -> None:
    """Print the tables."""
    options = _parser().parse_args()
    costs = Costs(run=options.run / 1000, first_view=options.first_view / 1000, proxied=options.proxied / 1000)
    line = options.line * 1e6 / 8
    print(
        f"a change every {options.every:.0f} s, {1000 * costs.run:.0f} ms of a processor each: p95 of a change, in ms"
    )
    print("replicas " + "".join(f"{visitors:>8}" for visitors in options.visitors) + "   within 300 ms")
    for replicas in options.replicas:
        told = [centile(waits(v, replicas, options.every, costs.run, 300.0), 0.95) for v in options.visitors]
        cells = "".join(f"{1000 * value:8.0f}" for value in told)
        print(f"{replicas:8} {cells}   {most_visitors(replicas, options.every, costs):8} visitors", flush=True)
    for title, count in (("newcomers who go on to the application", newcomers), ("readers of a first view", readers)):
        print(f"\n{title}, a second, by the share of first views that are kept (line of {options.line:.0f} Mb/s)")
        print("replicas " + "".join(f"{kept:>18.0%}" for kept in options.kept))
        for replicas in options.replicas:
            machine = Machine(replicas, options.proxies, line)
            cells = [min(count(machine, kept, costs).items(), key=lambda part: part[1]) for kept in options.kept]
            print(f"{replicas:8} " + "".join(f"{value:8.1f} {part:>9}" for part, value in cells))
    served = newcomers(Machine(1, options.proxies, line), 1.0, costs)
    each = newcomers(Machine(1, 1, 1), 1.0, costs)["replicas"]
    first = min(("proxy", "network"), key=lambda part: served[part])
    print(
        f"\nbeyond {served[first] / each:.0f} replicas the {first} is the limit: {served[first]:.0f} newcomers a second"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.capacity", description=__doc__)
    parser.add_argument("--visitors", type=int, nargs="+", default=[50, 100, 200, 400, 800, 1600])
    parser.add_argument("--replicas", type=int, nargs="+", default=[1, 2, 4, 8, 16])
    parser.add_argument("--kept", type=float, nargs="+", default=[0.0, 0.5, 0.9, 0.99], help="shares, from 0 to 1")
    parser.add_argument("--every", type=float, default=8.0, help="seconds between two changes of a visitor")
    parser.add_argument("--run", type=float, default=1000 * Costs().run, help="processor milliseconds of a change")
    parser.add_argument("--first-view", type=float, default=1000 * Costs().first_view, help="of a first view, made")
    parser.add_argument(
        "--proxied", type=float, default=1000 * Costs().proxied, help="of an answer that the proxy keeps"
    )
    parser.add_argument("--proxies", type=float, default=1.0, help="processors that the proxy may take")
    parser.add_argument("--line", type=float, default=100.0, help="megabits a second to the outside")
    return parser


if __name__ == "__main__":
    main()
