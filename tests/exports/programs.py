"""Programs that are not ours, which open what we write: LibreOffice and poppler. `.ci/setup browser` installs them."""

from __future__ import annotations

import csv
import io
import os
import subprocess
from pathlib import Path

from observatoire.exports.pictures.fonts import FONT_DIRECTORY

ONE_FILE_A_SHEET = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,false,false,false,false,-1"
"""Semicolons, UTF-8, cells as they are stored rather than as they are shown."""
FRENCH_CSV = "Text - txt - csv (StarCalc):59,34,76,1,,1036,false,true"
"""How a French LibreOffice reads a CSV with semicolons."""


def office(path: Path, to: str, *, reading: str = "") -> list[Path]:
    """Open a file with LibreOffice and save it as another; return what it wrote."""
    out = path.parent / "libreoffice"
    out.mkdir(exist_ok=True)
    before = set(out.iterdir())
    command = [
        "soffice", f"-env:UserInstallation={(path.parent / 'profile').as_uri()}", "--headless", "--norestore",
        *([f"--infilter={reading}"] if reading else []), "--convert-to", to, "--outdir", str(out), str(path),
    ]  # fmt: skip
    fonts = path.parent / "fonts.conf"  # the house font alone: no page breaks where this machine's fonts would have it
    fonts.write_text(f"<?xml version='1.0'?><fontconfig><dir>{FONT_DIRECTORY}</dir></fontconfig>")
    environment = os.environ | {"FONTCONFIG_FILE": str(fonts)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False, env=environment)
    written = sorted(set(out.iterdir()) - before)
    assert written, f"LibreOffice could not open {path.name}: {done.stdout} {done.stderr}"
    return written


def sheets(path: Path) -> dict[str, list[list[str]]]:
    """Return the cells of a workbook as LibreOffice reads them, by sheet."""
    return {
        file.stem.rpartition("-")[2]: list(csv.reader(io.StringIO(file.read_text("utf-8-sig")), delimiter=";"))
        for file in office(path, ONE_FILE_A_SHEET)
    }


def poppler(program: str, *arguments: str | Path) -> str:
    """Run a program of poppler; return what it prints."""
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, timeout=60, check=True)
    return done.stdout.decode("utf-8", errors="replace")  # alternative texts are printed as UTF-16


def pdf_text(path: Path) -> str:
    """Return the text of a PDF, spaces made plain."""
    return " ".join(poppler("pdftotext", "-enc", "UTF-8", path, "-").split())
