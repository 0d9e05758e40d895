"""How the process asks for memory and gives it back: a server of 500 MB is one that small hosts can run."""

from __future__ import annotations

import contextlib
import ctypes

import pyarrow as pa

# Names of glibc's <malloc.h>.
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_LARGE = 256 * 1024
_ARENAS = 2


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
