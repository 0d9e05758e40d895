"""The other process, played here: it makes what it was given when a test says so."""

from __future__ import annotations

from pathlib import Path

from observatoire.exports.work import Work
from observatoire.statistics.offering import open_offered
from pages.server.apart.process import Ended


class Apart:
    """What makes works; those that it was given wait until they are made, or ended."""

    hands = 2

    def __init__(self) -> None:
        self.given = list[tuple[int, bytes, Path, Ended]]()

    def make(self, key: int, packed: bytes, path: Path, ended: Ended) -> None:
        self.given.append((key, packed, path, ended))

    def make_all(self) -> list[bytes]:
        """Make all that waits, as the other process does; return what was in its files."""
        given, self.given, files = self.given, [], []
        for key, packed, path, ended in given:
            files.append(Work.unpacked(packed, *open_offered())())
            path.write_bytes(files[-1])
            ended(key, "")
        return files

    def end(self, fault: str) -> None:
        """End all that waits without its file."""
        given, self.given = self.given, []
        for key, _, _, ended in given:
            ended(key, fault)

    def prepare(self) -> None:
        raise AssertionError("asked for by the real server alone")

    def stop(self, key: int) -> None:
        raise AssertionError(f"nobody gives {key} up")

    def close(self) -> None:
        self.given.clear()
