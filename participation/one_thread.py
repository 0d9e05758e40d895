"""numpy, loaded with one thread of linear algebra: to be imported before anything that loads it.

A publication multiplies thousands of small matrices. OpenBLAS shares each between all processors, whose threads then
wait for each other: three thousand answers took 10.8 s of processor on two cores, 7.8 s with one thread, while pages on
the same machine got what was left. OpenBLAS reads the environment once, when numpy is loaded: it is put back as it was,
so that a server which a command starts has its own setting. The process that makes files is given the same by who
starts it (`pages/server/apart/process.py`).
"""

from __future__ import annotations

import os
import sys
from typing import Final

_THREADS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")


def _load() -> None:
    if "numpy" in sys.modules:  # too late to choose, as within tests
        return
    asked = [name for name in _THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(asked, "1"))
    __import__("numpy")
    for name in asked:
        del os.environ[name]


_load()
