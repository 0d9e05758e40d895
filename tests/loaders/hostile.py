"""Files that nobody publishes: archives that lie about their sizes, pipes, what is nested beyond reason."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

REAL = 60_000_000
"""Bytes that come out of a member that declares a thousand."""


def lying_archive(members: Mapping[str, bytes | None]) -> bytes:
    """Return a zip in which the members without content declare 1 000 bytes, and unpack to `REAL`."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"0" * REAL) + packer.flush()
    out, central = io.BytesIO(), []
    for name, content in members.items():
        method, size, crc = (8, 1_000, 0) if content is None else (0, len(content), zlib.crc32(content))
        body, start = packed if content is None else content, out.tell()
        fields = (20, 0, method, 0, 0, crc, len(body), size, len(name), 0)
        out.write(struct.pack("<4s5H3L2H", b"PK\x03\x04", *fields) + name.encode() + body)
        central.append(
            struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *fields, 0, 0, 0, 0, start) + name.encode()
        )  # fmt: skip
    start, listed = out.tell(), b"".join(central)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(central), len(central), len(listed), start, 0)
    return out.getvalue() + listed + end


def locked_archive(name: str) -> bytes:
    """Return a zip whose one member says that it wants a password."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, b"x" * 100)
    content = bytearray(held.getvalue())
    content[content.index(b"PK\x03\x04") + 6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def endless(folder: Path) -> list[Path]:
    """Return what has no end: a pipe that nobody writes to, and a link to a device."""
    os.mkfifo(folder / "pipe")
    (folder / "device").symlink_to("/dev/zero")
    return [folder / "pipe", folder / "device"]
