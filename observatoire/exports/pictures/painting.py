"""Makes a picture in a process of its own: `python -m observatoire.exports.pictures.painting`.

The library that turns drawings into pixels takes 100 MB for good and a processor for some tenths of a second. A server
of many visitors has neither to spare for the pictures of shared links: they are made apart, at low priority, and all
that they took is given back.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from observatoire.exports.pictures.sharing import SharedPicture


ROOT = Path(__file__).parents[3]
PATIENCE = 60.0
"""Seconds after which a picture is given up."""


def painted_apart(picture: SharedPicture | str) -> bytes:
    """Return a picture in pixels, made by another process.

    Parameters
    ----------
    picture : SharedPicture or str
        The picture of a shared link, or an SVG document of ours.

    Raises
    ------
    subprocess.SubprocessError
        When it cannot be made, or takes too long.
    """
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "observatoire.exports.pictures.painting"],
        input=pickle.dumps(picture),
        capture_output=True,
        timeout=PATIENCE,
        check=True,
        cwd=ROOT,
    )
    return done.stdout


def main() -> None:
    """Read what the server asks for, and write its pixels; nobody else writes to this process."""
    with contextlib.suppress(OSError, AttributeError):  # not on Windows
        os.nice(10)
    picture: SharedPicture | str = pickle.load(sys.stdin.buffer)
    sys.stdout.buffer.write(_pixels(picture))


def _pixels(picture: SharedPicture | str) -> bytes:
    """Paint, importing what this picture needs alone: the map of a first view waits for neither charts nor tables."""
    if isinstance(picture, str):
        from observatoire.exports.pictures.pixels import svg_png

        return svg_png(picture, 1.0)
    from observatoire.exports.pictures.sharing import shared_png

    return shared_png(picture)


if __name__ == "__main__":
    main()
