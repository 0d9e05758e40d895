"""How the process asks for memory and gives it back: a server of 500 MB is one that small hosts can run."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import threading
import time
from collections.abc import Callable

import pyarrow as pa

# Names of glibc's <malloc.h>.
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_LARGE = 256 * 1024
_ARENAS = 2

TIDY_EVERY = 60.0
"""Seconds between two tidyings of the process."""
QUIET_PATIENCE = 30.0
"""Seconds that a tidying waits for a moment at which no page runs; then it does its work all the same."""
_RUN = "ScriptRunner"
"""How Streamlit begins the name of the thread of a run."""


def spare_memory() -> None:
    """Ask memory in ways that give it back: 65 MB less after an hour of visits (docs/decisions/0011-memory.md).

    Streamlit runs each page in a thread of its own, and glibc opens up to eight arenas a processor for threads, each of
    which keeps what it once held: two are enough here. A large array is asked of the system alone, and goes back to it.
    Arrow's own allocator keeps what reading took: the system's does not.
    """
    pa.set_memory_pool(pa.system_memory_pool())
    with contextlib.suppress(OSError, AttributeError):  # not Linux with glibc
        tune = ctypes.CDLL("libc.so.6").mallopt
        tune(_M_ARENA_MAX, _ARENAS)
        tune(_M_MMAP_THRESHOLD, _LARGE)


def give_back_memory() -> None:
    """Return to the system what reading the files took and no longer needs: about 100 MB."""
    pa.default_memory_pool().release_unused()
    with contextlib.suppress(OSError, AttributeError):  # not Linux with glibc
        ctypes.CDLL("libc.so.6").malloc_trim(0)


async def tidy_regularly(rest: Callable[[], None]) -> None:
    """Tidy the process every minute, for as long as the server runs.

    Parameters
    ----------
    rest : callable
        Called each time too: gives back what is held elsewhere and no longer used.
    """
    while True:
        await asyncio.sleep(TIDY_EVERY)
        await asyncio.to_thread(tidy)
        await asyncio.to_thread(rest)


def tidy(patience: float = QUIET_PATIENCE) -> None:
    """Free the objects that only refer to each other, at a quiet moment; give their memory back to the system.

    Python frees them by itself while pages run (`docs/decisions/0021-collection-of-garbage.md`), but not once the last
    visitor has left.
    """
    end = time.monotonic() + patience
    while _is_running() and time.monotonic() < end:
        time.sleep(0.02)
    gc.collect()
    give_back_memory()


def _is_running() -> bool:
    return any(thread.name.startswith(_RUN) for thread in threading.enumerate())
