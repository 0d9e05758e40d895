"""Files altered on the way, for every reader: the right value or a refusal, never a wrong number.

Each reader's own sample is cut, encoded otherwise, its columns moved or renamed, its decimals written otherwise, its
lines repeated, a mark put in it that nobody declared. A figure that comes out must be one of the sample's.
"""

from __future__ import annotations

import csv
import gzip
import io
import math
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from loaders.official.datasets import reader_of, recognised
from loaders.official.opened import Opened
from loaders.official.reading import Unexpected, checked
from loaders.official.tables.added import MAY_LACK, doubted
from tests.loaders.official import (
    insee_samples,
    test_apl,
    test_cnaf,
    test_dares,
    test_elections,
    test_ground_housing,
    test_ground_land,
    test_insee_sets,
    test_ips,
    test_ircom,
    test_localised_unemployment,
    test_melodi,
    test_ssmsi,
    test_urssaf,
)

Figures = dict[tuple[str, str, str, int], float]

SAMPLES: dict[str, tuple[str, str]] = {
    "melodi": ("\n".join([test_melodi.HEADER, *test_melodi.LINES]) + "\n", "lr.csv"),
    "activity": (test_insee_sets.ACTIVITY, "lr.csv"),
    "series": (test_insee_sets.SERIES, "series.csv"),
    "comparateur": (insee_samples.COMPARATEUR, "base_cc_comparateur.csv"),
    "filosofi communes": (insee_samples.FILOSOFI_COM, "cc_filosofi_2021_COM.csv"),
    "filosofi epci": (insee_samples.FILOSOFI_EPCI, "FILO2019_DISP_EPCI.csv"),
    "rpls": (test_ground_housing.RPLS, "export_parc_jan_2024.csv"),
    "lovac": (test_ground_housing.LOVAC, "lovac.csv"),
    "sru": (test_ground_housing.SRU, "sru.csv"),
    "dvf": (test_ground_housing.DVF, "stats_whole_period_2025.csv"),
    "rents": (test_ground_housing.RENTS, "pred-app-mef-dhup_2025.csv"),
    "permits": (test_ground_housing.NAMES + test_ground_housing.permits(2021, 2024), "sitadel.csv"),
    "ore": (test_ground_land.ORE, "ore.csv"),
    "gases": (test_ground_land.GASES, "igt.csv"),
    "cars": (test_ground_land.CARS, "parc.csv"),
    "land": (test_ground_land.land(), "conso-com.csv"),
    "bio": (test_ground_land.BIO, "bio.csv"),
    "accounts": (test_ground_land.ACCOUNTS, "ofgl.csv"),
    "rei": (test_ground_land.REI, "rei.csv"),
    "job seekers": (test_dares.FILE, "defm.csv"),
    "households": (test_cnaf.HOUSEHOLDS, "s_ben_com_f.csv"),
    "crime": (test_ssmsi.COM, "com.csv"),
    "crime by département": (test_ssmsi.DEP, "dep.csv"),
    "turnout": (test_elections.MUNICIPAL, "municipales.csv"),
    "employees": (test_urssaf.FILE, "urssaf.csv"),
    "incomes": (test_ircom.FILE, test_ircom.NAME),
    "collèges": (test_ips.FILE, "ips.csv"),
}


def figures(folder: Path, content: bytes, name: str) -> Figures | None:
    """Return what is read of a file and not said to be unsure; None when it is refused, or when nobody knows it."""
    path = folder / name
    path.write_bytes(content)
    try:
        opened = Opened(path)
        found = list(recognised(opened))
        if len(found) != 1:
            return None
        values = doubted(checked(reader_of(found[0]).read(opened, found[0]), name), []).values
    except Unexpected:
        return None
    told = values[(values["status"] == "value") & ~values["reason"].str.contains(MAY_LACK, regex=False)]
    keys = zip(told["level"], told["code"], told["measure"], told["year"], strict=True)
    return dict(zip(keys, told["value"], strict=True))


def wrong(read: Figures | None, right: Figures) -> dict[tuple[str, str, str, int], float]:
    """Return the figures that are not the sample's."""
    held = read or {}
    return {key: value for key, value in held.items() if not math.isclose(value, right.get(key, math.nan))}


def cells(text: str) -> list[list[str]]:
    separator = max(";,\t", key=text.split("\n", 1)[0].count)
    return list(csv.reader(io.StringIO(text), delimiter=separator))


def written(lines: list[list[str]], text: str) -> str:
    separator = max(";,\t", key=text.split("\n", 1)[0].count)
    held = io.StringIO()
    csv.writer(held, delimiter=separator, lineterminator="\n").writerows(lines)
    return held.getvalue()


def cut(text: str) -> Iterator[bytes]:
    content = text.encode()
    last = content.rstrip(b"\n").rfind(b"\n")
    yield from (content[:size] for size in range(len(content) - 1, last + 1, -max(1, (len(content) - last) // 6)))
    yield from (content[: len(content) * share // 5] for share in range(1, 5))
    lines = content.splitlines(keepends=True)
    yield from (b"".join(lines[:number]) for number in range(max(2, len(lines) - MOST_ENDS), len(lines)))


def encoded(text: str) -> Iterator[bytes]:
    yield text.encode("cp1252")
    yield text.encode("utf-16")
    yield text.encode("utf-8-sig")


def moved(text: str) -> Iterator[bytes]:
    lines = [line for line in cells(text) if line]
    yield written([line[::-1] for line in lines], text).encode()
    yield written([[*line[1:], line[0]] for line in lines], text).encode()


def renamed(text: str) -> Iterator[bytes]:
    names, *lines = cells(text)
    for place in range(min(len(names), MOST_COLUMNS)):
        changed = [f"x_{name}" if at == place else name for at, name in enumerate(names)]
        yield written([changed, *lines], text).encode()


def rewritten(text: str) -> Iterator[bytes]:
    """Yield the sample with other signs before decimals."""
    names, *lines = cells(text)
    for old, new in ((".", ","), (",", ".")):
        yield written([names, *([_signed(cell, old, new) for cell in line] for line in lines)], text).encode()


def _signed(cell: str, old: str, new: str) -> str:
    return cell.replace(old, new) if cell.replace(old, "", 1).isdigit() else cell


def marked(text: str) -> Iterator[bytes]:
    """Yield the sample with a mark that nobody declared in place of one of its numbers, codes left as they are."""
    names, *lines = cells(text)
    for place in range(min(len(names), MOST_COLUMNS)):
        full = next((at for at, line in enumerate(lines) if place < len(line) and is_number(line[place])), None)
        if full is not None:
            changed = [*lines[:full], [*lines[full][:place], "§§", *lines[full][place + 1 :]], *lines[full + 1 :]]
            yield written([names, *changed], text).encode()


def is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"-?\d+([.,]\d+)?", cell)) and not re.fullmatch(r"\d{2}|\d{5}|\d{9}", cell)


def repeated(text: str) -> Iterator[bytes]:
    """Yield the sample with a line twice, its last number another: a total beside a detail."""
    names, *lines = [line for line in cells(text) if line]
    for line in lines[:2]:
        last = max((place for place, cell in enumerate(line) if is_number(cell)), default=len(line) - 1)
        yield written([names, *lines, [*line[:last], "1", *line[last + 1 :]]], text).encode()
    yield written([names, *lines, *lines], text).encode()


ALTERED: dict[str, Callable[[str], Iterator[bytes]]] = {
    "cut": cut,
    "encoded otherwise": encoded,
    "columns moved": moved,
    "a column renamed": renamed,
    "other decimals": rewritten,
    "an unknown mark": marked,
    "lines repeated": repeated,
}
NOT_TOLD = {
    # One line more is another client: nothing tells one from another that has the same energy.
    "lines repeated": ("ore",),
}
CASES = [(sample, name) for sample in SAMPLES for name in ALTERED if sample not in NOT_TOLD.get(name, ())]
MOST_COLUMNS, MOST_ENDS = 12, 8


@pytest.fixture(scope="module")
def read_once() -> dict[tuple[str, bytes], Figures | None]:
    """What is read of each content of a sample: several alterations of a plain text are the text itself."""
    return {}


@pytest.mark.parametrize(("sample", "alteration"), CASES)
def test_an_altered_file_gives_the_right_figures_or_none(
    tmp_path: Path, read_once: dict[tuple[str, bytes], Figures | None], sample: str, alteration: str
) -> None:
    text, name = SAMPLES[sample]

    def read(content: bytes) -> Figures | None:
        if (sample, content) not in read_once:
            read_once[sample, content] = figures(tmp_path, content, name)
        return read_once[sample, content]

    right = read(text.encode())
    assert right, "the sample itself is read"
    found = [wrong(read(content), right) for content in ALTERED[alteration](text)]
    assert found, "something was altered"
    assert not any(found), next(told for told in found if told)


BOOKS = {
    "nurses": test_apl.nurses(_2022=[test_apl.COGNAC_2022], _2023=[test_apl.COGNAC_2023]),
    "unemployment": test_localised_unemployment.book(),
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_that_is_cut_or_damaged_is_refused(tmp_path: Path, name: str) -> None:
    content = BOOKS[name]
    right = figures(tmp_path, content, "classeur.xlsx")
    assert right
    for share in range(1, 8):
        assert figures(tmp_path, content[: len(content) * share // 8], "classeur.xlsx") is None
    spoilt = bytearray(content)
    for place in range(len(content) // 4, len(content), len(content) // 4):
        spoilt[place] ^= 0xFF
        assert not wrong(figures(tmp_path, bytes(spoilt), "classeur.xlsx"), right)


@pytest.mark.parametrize("sample", ["melodi", "rpls", "crime"])
def test_an_archive_that_is_cut_damaged_or_hostile_gives_nothing_wrong(tmp_path: Path, sample: str) -> None:
    text, name = SAMPLES[sample]
    right = figures(tmp_path, text.encode(), name)
    assert right
    for packed in (zipped(name, text), gzip.compress(text.encode())):
        assert not wrong(figures(tmp_path, packed, name), right)
        assert figures(tmp_path, packed[:-9], name) is None
        spoilt = bytearray(packed)
        spoilt[len(packed) // 2] ^= 0xFF
        assert figures(tmp_path, bytes(spoilt), name) is None, "its checksum tells"
    assert figures(tmp_path, zipped(f"../{name}", text), name) is None
    assert figures(tmp_path, zipped(name, "0" * 60_000_000), name) is None, "it swells too much"


def zipped(name: str, text: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return held.getvalue()
