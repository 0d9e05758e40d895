"""Killed at random under saves: the server of the application, that of PostgreSQL. Acknowledged means kept."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import time
from pathlib import Path

from benchmarks.participation.engines import PostgreSQL
from benchmarks.participation.lines import HOST, Line
from benchmarks.participation.respondents import Respondent, open_campaign
from benchmarks.server import Server, running_server
from participation.configuration import Configuration
from participation.storage.opening import Storage, open_storage

PEOPLE = 8
LONGEST = 3.0
"""Seconds of saves before a kill, at most."""


def kills(configuration: Configuration, server: PostgreSQL | None, times: int, port: int, folder: Path) -> bool:
    """Kill the application as many times under the saves of eight people, and once the database; print what it cost.

    Parameters
    ----------
    configuration : Configuration
        Of databases that hold nothing yet.
    server : PostgreSQL or None
        The database, which is killed too.
    times, port : int
    folder : Path
        Where the server's log is.

    Returns
    -------
    bool
        Whether nothing was lost.
    """
    storage = open_storage(configuration)
    section = open_campaign(storage)
    everybody = [Respondent(number, Line(port)) for number in range(PEOPLE)]
    dice, lost, unsound, back, processor = random.Random(3), 0, 0, list[float](), list[float]()
    with (folder / "server.log").open("w") as log:
        for at in range(times + 1):
            start = time.perf_counter()
            with running_server(port=port, log=log) as running:
                asyncio.run(_come(everybody, running))
                if at:
                    back.append(asyncio.run(_first_save(everybody[0], section)) - start)
                    processor.append(running.processor_seconds)
                if at < times:
                    asyncio.run(_killed_under_saves(everybody, section, running, dice.random() * LONGEST))
                elif server:
                    database_back = asyncio.run(_database_killed(everybody, section, server))
                    print(f"the database killed: saves again {database_back:.1f} s after", flush=True)
            lost += sum(not one.kept(storage)[1] for one in everybody)
            unsound += not _is_sound(storage)
    acknowledged = sum(one.revision for one in everybody)
    print(
        f"{times} kills of the application under saves: acknowledged {acknowledged}, lost {lost}, unsound {unsound}, "
        f"back in {max(back):.1f} s at most, {sorted(back)[len(back) // 2]:.1f} s usually ({max(processor):.1f} s of "
        f"processor)"
    )
    storage.close()
    return lost == unsound == 0


async def _come(everybody: list[Respondent], server: Server) -> None:
    """Have all of them on a line to the server; those who have not begun, begin."""
    for one in everybody:
        one.line.port = server.port
        one.line.cut()
        if not one.code:
            await one.begin()
            one.line.cut()


async def _first_save(one: Respondent, section: str) -> float:
    """Save, trying again until it is acknowledged; return when it was."""
    while not await one.save(section):
        await asyncio.sleep(0.05)
    one.line.cut()
    return time.perf_counter()


async def _killed_under_saves(everybody: list[Respondent], section: str, server: Server, after: float) -> None:
    """Let all of them save without a pause, and kill the server after a while."""

    async def save(one: Respondent) -> None:
        while await one.save(section):
            pass

    saving = [asyncio.create_task(save(one)) for one in everybody]
    await asyncio.sleep(after)
    server.process.send_signal(signal.SIGKILL)
    await asyncio.gather(*saving)
    await asyncio.to_thread(server.process.wait)
    for one in everybody:
        one.line.cut()
    with contextlib.suppress(OSError):
        _, writer = await asyncio.open_connection(HOST, server.port)
        writer.close()
        raise AssertionError("it still listens")


async def _database_killed(everybody: list[Respondent], section: str, server: PostgreSQL) -> float:
    """Kill the database under saves, start it again; return the seconds until the first save from then on."""
    killed = asyncio.Event()

    async def save(one: Respondent) -> None:
        while not killed.is_set():
            await one.save(section)

    saving = [asyncio.create_task(save(one)) for one in everybody]
    await asyncio.sleep(LONGEST / 2)
    await asyncio.to_thread(server.kill)
    refused = [one.refused for one in everybody]
    await asyncio.sleep(0.5)
    killed.set()
    await asyncio.gather(*saving)
    assert all(one.refused > before for one, before in zip(everybody, refused, strict=True)), "saved without a database"
    start = time.perf_counter()
    await asyncio.to_thread(server.start)
    done = max([await _first_save(one, section) for one in everybody])
    return done - start


def _is_sound(storage: Storage) -> bool:
    """Tell whether a database finds nothing wrong with itself: its pages, or its indexes against its rows."""
    if storage.answers.is_sqlite:
        for database in (storage.answers, storage.vault):
            with database.read() as connection:
                if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
                    return False
        return True
    with storage.answers.read() as connection:
        orphans = "SELECT count(*) FROM answer LEFT JOIN response r ON r.id = answer.response WHERE r.id IS NULL"
        return connection.exec_driver_sql(orphans).scalar() == 0
