"""The file of local data: it opens again as it was, and only that."""

from __future__ import annotations

import json
import math
import re
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from observatoire.local.bounds import MOST_VALUES, LocalDataError
from observatoire.local.cells import Cells
from observatoire.local.file import LARGEST_KEPT, _checksum, read_local, write_local
from observatoire.local.record import Description, LocalData, LocalIndicator, LocalPoints, Point
from tests.local.test_hostile_files import SENTENCE

DESCRIPTION = Description.told(
    title="Places en crèche", unit="places", counted="Places agréées au 1er janvier", observed="janvier 2025",
    source="Service petite enfance", licence="Licence Ouverte 2.0", answers="service petite enfance",
)  # fmt: skip
CELLS = Cells.made(["com-16102", "com-16102", "epci-200070514"], [2022, 2023, 2023], [60.5, math.nan, 0.0], [0, 1, 0])
COUNT = LocalIndicator(DESCRIPTION, "count", CELLS, decimals=0)
RATIO = LocalIndicator(replace(DESCRIPTION, title="Taux"), "ratio", CELLS, denominator=CELLS, scale=100.0)
OVER = LocalIndicator(replace(DESCRIPTION, title="Pour 1 000"), "ratio", CELLS, over="population", scale=1000.0)
POINTS = LocalPoints(DESCRIPTION, (Point("Médiathèque", "Culture", -0.33, 45.69), Point("Halle", "Lieu", -0.3, 45.7)))
DATA = LocalData((COUNT, RATIO, OVER), (POINTS,), ("Texte en UTF-8.",), "2026.1")


def figures_of(cells: Cells) -> list[tuple[str, int, float, int]]:
    """The figures one by one, a value that is none as an impossible one: it is equal to no other."""
    values = np.nan_to_num(cells.values, nan=-1e9).tolist()
    return list(zip(cells.ids, cells.years.tolist(), values, cells.states.tolist(), strict=True))


def test_it_opens_again_as_it_was() -> None:
    again = read_local(write_local(DATA))
    assert [one.id for one in again.indicators] == [one.id for one in DATA.indicators]
    for one, other in zip(again.indicators, DATA.indicators, strict=True):
        assert figures_of(one.cells) == figures_of(other.cells)
        assert (one.description, one.kind, one.over, one.scale, one.decimals) == (
            other.description, other.kind, other.over, other.scale, other.decimals,
        )  # fmt: skip
    assert again.indicators[1].denominator is not None
    assert figures_of(again.indicators[1].denominator) == figures_of(CELLS)
    assert (again.points, again.checks, again.edition) == (DATA.points, DATA.checks, DATA.edition)
    assert write_local(again) == write_local(DATA)


def test_the_largest_one_fits_in_its_bound() -> None:
    many = Cells.made(
        [f"com-{n % 34_000 + 10_000:05}" for n in range(MOST_VALUES)], [2000 + n // 34_000 for n in range(MOST_VALUES)],
        [n / 7 for n in range(MOST_VALUES)], [0] * MOST_VALUES,
    )  # fmt: skip
    content = write_local(LocalData((LocalIndicator(DESCRIPTION, "value", many),)))
    assert len(content) < LARGEST_KEPT
    again = read_local(content).indicators[0].cells
    assert len(again) == MOST_VALUES
    held = sys.getsizeof(again.ids) + again.years.nbytes + again.values.nbytes + again.states.nbytes
    assert held < 1_200_000, "what a visitor's session keeps at most, beside texts that all share"
    assert all(one is other for one, other in zip(again.ids, read_local(content).indicators[0].cells.ids, strict=True))
    with pytest.raises(LocalDataError, match="60\u202f000"):
        LocalData((LocalIndicator(DESCRIPTION, "value", many), COUNT))


def forged(change: Any) -> bytes:
    """Return the file with something changed, its checksum made again: what a tamperer who knows it would write."""
    told = json.loads(write_local(DATA))
    change(told)
    told["empreinte"] = _checksum(told["contenu"])
    return json.dumps(told).encode()


def set_in(*path: Any, value: Any) -> Any:
    def change(told: Any) -> None:
        for step in path[:-1]:
            told = told[step]
        told[path[-1]] = value

    return change


FIRST = ("contenu", "indicateurs", 0)
FORGED = {
    "another format": set_in("format", value="autre"),
    "version of a word": set_in("version", value="1"),
    "a later version": set_in("version", value=2),
    "no content": set_in("contenu", value=None),
    "a territory of ours no more": set_in(*FIRST, "chiffres", "territoires", 0, value="com-1610<"),
    "a year beyond": set_in(*FIRST, "chiffres", "annees", 0, value=3000),
    "a year that is true": set_in(*FIRST, "chiffres", "annees", 0, value=True),
    "a value that is a text": set_in(*FIRST, "chiffres", "valeurs", 0, value="12"),
    "a value without end": set_in(*FIRST, "chiffres", "valeurs", 0, value=10**400),
    "a state unknown": set_in(*FIRST, "chiffres", "etats", 0, value="bien"),
    "a state that contradicts": set_in(*FIRST, "chiffres", "etats", 0, value="secret"),
    "one figure twice": set_in(*FIRST, "chiffres", "annees", 1, value=2022),
    "lists that do not match": set_in(*FIRST, "chiffres", "annees", value=[2022]),
    "a kind unknown": set_in(*FIRST, "nature", value="moyenne"),
    "a ratio of nothing": set_in(*FIRST, "nature", value="rapport"),
    "a scale of zero": set_in(*FIRST, "multiplie_par", value=0),
    "decimals without end": set_in(*FIRST, "decimales", value=40),
    "a title too long": set_in(*FIRST, "titre", value="x" * 61),
    "a title turned around": set_in(*FIRST, "titre", value="Places \u202eehcèrc"),
    "no source": set_in(*FIRST, "source", value=""),
    "somebody's address": set_in(*FIRST, "qui_en_repond", value="jeanne@exemple.fr"),
    "an edition of no name": set_in("contenu", "edition", value="../2026"),
    "checks without end": set_in("contenu", "controles", value=["x"] * 1_000),
    "a place off the globe": set_in("contenu", "lieux", 0, "points", 0, 2, value=181),
    "a place of five": set_in("contenu", "lieux", 0, "points", 0, value=[1, 2, 3, 4, 5]),
    "too many indicators": set_in(
        "contenu", "indicateurs", value=json.loads(write_local(DATA))["contenu"]["indicateurs"] * 5
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_is_no_sound_file_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(LocalDataError) as refused:
        read_local(forged(FORGED[name]))
    assert SENTENCE.fullmatch(str(refused.value)), str(refused.value)


def test_an_altered_file_is_told_to_be() -> None:
    with pytest.raises(LocalDataError, match="modifié"):
        read_local(write_local(DATA).replace(b"60.5", b"61.5"))


@pytest.mark.parametrize(
    "content", [b"", b"x", b"[]", b"{}", b'{"format": 1}', b"[" * 100_000, b'{"a": NaN}', b'{"a":1,"a":2}', b"\xff\xfe",
                b"1" * 5_000, write_local(DATA)[:-9], b" " * (LARGEST_KEPT + 1)],
)  # fmt: skip
def test_what_is_no_file_of_ours_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(LocalDataError) as refused:
        read_local(content)
    assert SENTENCE.fullmatch(str(refused.value)), str(refused.value)


def test_a_description_says_all_that_must_be_said() -> None:
    with pytest.raises(LocalDataError, match="la source et la licence"):
        Description.told(title="Taux", counted="x", observed="2024", answers="service")
    with pytest.raises(LocalDataError, match="rôle"):
        Description.told(
            title="Taux", counted="x", observed="2024", source="s", licence="l", answers="05 45 00 00 00 0"
        )


def test_an_indicator_is_named_by_its_content() -> None:
    assert re.fullmatch(r"local_[0-9a-f]{12}", COUNT.id)
    assert len({COUNT.id, RATIO.id, OVER.id}) == 3
    assert DATA.with_indicators((COUNT,)).indicators == (RATIO, OVER, COUNT)
    assert DATA.without(COUNT.id).indicators == (RATIO, OVER)
