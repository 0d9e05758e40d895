"""How many visitors a site takes, by simulation: `python -m benchmarks.capacity`.

Visitors change something every eight seconds; a replica draws one page at a time (the interpreter's lock), a machine as
many at once as it has processors. Newcomers get a first view, made by a replica or kept by the proxy, then some hundred
files that the proxy keeps, then their first page. `--measure` measures here what each costs (`benchmarks/costs.py`);
without it, costs are those of `Costs`, measured on two cores, or given by options. What is printed: the 95th centile of
what a change takes, by visitors and replicas; how fast newcomers may come, by the share of first views that are kept,
and which of replicas, proxy and network stops them.
"""

from __future__ import annotations

import argparse
import heapq
import random
from dataclasses import dataclass, fields
from typing import Any

from benchmarks.costs import measured

SEED = 16_102
PROMISED = 0.3
"""Seconds that 95 changes in 100 take at most: what `design.md` §7 asks for."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What visitors cost, as it was measured on two cores on 27 November 2026; the command that measures each again.

    Attributes
    ----------
    run, first_run, first_view : float
        Processor seconds of a replica: a change, the first page of a newcomer, a first view that nobody had asked for
        (`benchmarks.capacity --measure`).
    proxied, handshake : float
        Processor seconds of the proxy: an answer that it keeps, a connection of TLS (the same).
    files : int
        Files that a newcomer's browser asks for (`benchmarks.browser.first_minute`, cold).
    newcomer_bytes : float
        What leaves the site for a newcomer (the same).
    view_bytes : float
        What leaves the site for who reads a first view alone: the page, packed, and a connection of TLS.
    busiest : float
        Share of its time that something works at most: a choice, not a measure. At 0.7, a queue that is served one by
        one holds two and a third on average; at 0.9, nine.
    """

    run: float = 0.048
    first_run: float = 0.090
    first_view: float = 0.046
    proxied: float = 0.000033
    handshake: float = 0.00039
    files: int = 100
    newcomer_bytes: float = 850_000
    view_bytes: float = 14_000
    busiest: float = 0.7


TIMES = ("run", "first_run", "first_view", "proxied", "handshake")
"""Of these costs, seconds of a processor; their options are milliseconds."""


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
    """Return how many newcomers a second each part takes, at most `costs.busiest` of its time.

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
        "replicas": costs.busiest * machine.replicas / drawn,
        "proxy": costs.busiest * machine.proxies / served,
        "network": costs.busiest * machine.line / costs.newcomer_bytes,
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
        "replicas": costs.busiest * machine.replicas / made if made else float("inf"),
        "proxy": costs.busiest * machine.proxies / (costs.handshake + costs.proxied),
        "network": costs.busiest * machine.line / costs.view_bytes,
    }


def main() -> None:
    """Print the tables."""
    options = _parser().parse_args()
    costs = Costs(**_given(options))
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


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """Return the costs that were measured here, over which go those that were given."""
    found: dict[str, Any] = measured() if options.measure else {}
    for name in (field.name for field in fields(Costs)):
        if (value := getattr(options, name)) is not None:
            found[name] = value / 1000 if name in TIMES else value
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.capacity", description=__doc__)
    parser.add_argument("--visitors", type=int, nargs="+", default=[50, 100, 200, 400, 800, 1600])
    parser.add_argument("--replicas", type=int, nargs="+", default=[1, 2, 4, 8, 16])
    parser.add_argument("--kept", type=float, nargs="+", default=[0.0, 0.5, 0.9, 0.99], help="shares, from 0 to 1")
    parser.add_argument("--every", type=float, default=8.0, help="seconds between two changes of a visitor")
    parser.add_argument("--measure", action="store_true", help="measure here what visitors cost, two minutes")
    for name in TIMES:
        shown = f"processor milliseconds, as `Costs` has it: {1000 * getattr(Costs(), name):g}"
        parser.add_argument(f"--{name.replace('_', '-')}", type=float, help=shown)
    for name in ("files", "newcomer_bytes", "view_bytes", "busiest"):
        kind = int if name == "files" else float
        shown = f"as `Costs` has it: {getattr(Costs(), name):g}"
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, help=shown)
    parser.add_argument("--proxies", type=float, default=1.0, help="processors that the proxy may take")
    parser.add_argument("--line", type=float, default=100.0, help="megabits a second to the outside")
    return parser


if __name__ == "__main__":
    main()
