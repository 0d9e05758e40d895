"""Many visitors at once: `python -m benchmarks.load --visitors 100 --seconds 60`.

Each visitor has a tab of its own and, every `--every` seconds, changes the page, the place or the indicator; a change
is timed from the visitor's message to the end of its run, as the server sends it. `--burst 50` lets so many newcomers
arrive within `--within` seconds, each asking for the page as a browser does, then for its run. `--soak 1200` keeps the
visitors for so long, and prints each minute what the process holds. `--leave 600` then watches it after they have
left; two minutes after, Streamlit forgets their sessions. Beside the process of the server, the one of the visitors is
measured: on one machine, it takes its share.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import time
import urllib.request

from benchmarks.server import Server, Visitor, running_server
from benchmarks.visitors import PAGES, Tally, places, quantile, tab, visit_together

SEED = 16_102
AHEAD = 15.0
"""Seconds after which the server has computed ahead what all visitors share (`pages/server/start.py`)."""
FORGOTTEN = 125.0
"""Seconds after which Streamlit forgets a tab that closed."""


def main() -> None:
    """Print the figures."""
    options = _parser().parse_args()
    with running_server(options=[f"--{option}" for option in options.option], port=options.port) as server:
        newcomer = Visitor(server.port)
        newcomer.visit("", "")
        newcomer.close()
        time.sleep(AHEAD)
        print(f"load of the machine before      {os.getloadavg()[0]:6.2f}")
        _tell_memory(server, "before")
        if options.burst:
            _burst(server, options)
        for round_number in range(options.rounds if options.seconds else 0):
            _round(server, options, options.seconds, SEED + round_number, f"round {round_number + 1}")
        for minute in range(round(options.soak / 60)):
            _round(server, options, 60.0, SEED + 100 + minute, f"soak, minute {minute + 1}")
        held = server.resident_mb
        _leave(server, options.leave)
        print(f"given back since the last tab closed {held - server.resident_mb:6.0f} MB", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--visitors", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long they stay; 0 for no round")
    parser.add_argument("--every", type=float, default=8.0, help="seconds between two changes of a visitor")
    parser.add_argument("--rounds", type=int, default=1, help="how many times new visitors come: memory must not grow")
    parser.add_argument("--burst", type=int, default=0, help="newcomers that arrive at once, before the rounds")
    parser.add_argument("--within", type=float, default=2.0, help="seconds over which they arrive")
    parser.add_argument("--soak", type=float, default=0.0, help="seconds of visits after the rounds, told each minute")
    parser.add_argument("--leave", type=float, default=FORGOTTEN, help="seconds to watch after they left")
    parser.add_argument("--port", type=int, default=0, help="of the server that is started; a free one by default")
    parser.add_argument("--option", action="append", default=[], help="of Streamlit, e.g. runner.postScriptGC=true")
    return parser


def _round(server: Server, options: argparse.Namespace, seconds: float, seed: int, name: str) -> None:
    """Let the visitors come, stay and leave; print what they saw and what the process holds."""
    processor, own, start = server.processor_seconds, time.process_time(), time.perf_counter()
    tally = asyncio.run(visit_together(server.port, options.visitors, options.every, seconds, seed))
    taken = time.perf_counter() - start
    _tell(tally, taken, server.processor_seconds - processor, time.process_time() - own)
    _tell_memory(server, f"{name}, tabs closed")


def _burst(server: Server, options: argparse.Namespace) -> None:
    """Let newcomers arrive at once; print how long each waited for the whole of its first page."""
    processor, own, start = server.processor_seconds, time.process_time(), time.perf_counter()
    waited = asyncio.run(_arrive_together(server.port, options.burst, options.within))
    taken = time.perf_counter() - start
    html, whole = [seconds for seconds, _ in waited], [seconds for _, seconds in waited]
    print(
        f"{options.burst} arrivals in {options.within:.0f} s   first HTML p50 "
        f"{statistics.median(html):5.2f} s, p95 {quantile(html, 0.95):5.2f} s   "
        f"served p50 {statistics.median(whole):5.2f} s, p95 {quantile(whole, 0.95):5.2f} s   processor "
        f"{1000 * (server.processor_seconds - processor) / options.burst:4.0f} ms an arrival, "
        f"{100 * (server.processor_seconds - processor) / taken:3.0f} %, visitors "
        f"{100 * (time.process_time() - own) / taken:3.0f} %",
        flush=True,
    )
    _tell_memory(server, "after the burst")


async def _arrive_together(port: int, count: int, within: float) -> list[tuple[float, float]]:
    dice, among = random.Random(SEED), places(SEED)

    async def arrive(rank: int) -> tuple[float, float]:
        (page, view), place = dice.choice(PAGES), dice.choice(among)
        await asyncio.sleep(within * rank / count)
        start = time.perf_counter()
        address = f"http://127.0.0.1:{port}/{page}?territoire={place}&{view}"
        await asyncio.to_thread(lambda: urllib.request.urlopen(address, timeout=60).read())
        html = time.perf_counter() - start
        async with tab(port) as own:
            await own.change(page, f"territoire={place}&{view}")
        return html, time.perf_counter() - start

    return await asyncio.gather(*map(arrive, range(count)))


def _leave(server: Server, seconds: float) -> None:
    """Watch what the process holds once all have left."""
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        time.sleep(min(left, FORGOTTEN))
        Visitor(server.port).close()  # a newcomer makes Streamlit look at which sessions are past
        time.sleep(1)
        _tell_memory(server, f"{seconds - max(0.0, end - time.perf_counter()):.0f} s after they left")


def _tell(tally: Tally, seconds: float, processor: float, own: float) -> None:
    first, last = statistics.median(tally.opening), max(tally.opening)
    print(f"{len(tally.opening)} first pages   p50 {1000 * first:5.0f} ms   max {1000 * last:5.0f} ms")
    runs = len(tally.seconds) + len(tally.opening)
    p50, p95 = statistics.median(tally.seconds), quantile(tally.seconds, 0.95)
    print(
        f"{len(tally.seconds)} changes   p50 {1000 * p50:6.0f} ms   "
        f"p95 {1000 * p95:6.0f} ms   max {1000 * max(tally.seconds):6.0f} ms   "
        f"{runs / seconds:5.1f} runs a second   processor {1000 * processor / runs:4.0f} ms a run, "
        f"{100 * processor / seconds:3.0f} %, visitors {100 * own / seconds:3.0f} %   "
        f"{tally.received / runs / 1000:5.1f} kB a run",
        flush=True,
    )


def _tell_memory(server: Server, when: str) -> None:
    print(f"resident memory, {when:28} {server.resident_mb:6.0f} MB", flush=True)


if __name__ == "__main__":
    main()
