"""Moran's I in words: said only when it says something, never as a cause."""

from __future__ import annotations

import pytest

from observatoire.model.catalog import load_catalog
from observatoire.statistics.spatial import Moran
from observatoire.views.maps.spatial_words import resemblance_sentence


def found(index: float, units: int = 400, variance: float = 0.001) -> Moran:
    return Moran(index, -1 / (units - 1), variance, units, 0)


@pytest.mark.parametrize(
    ("index", "words"),
    [
        (0.15, "se ressemblent un peu d’une commune à sa voisine"),
        (0.3, "se ressemblent nettement d’une commune à sa voisine"),
        (0.66, "se ressemblent très fortement d’une commune à sa voisine"),
        (-0.4, "s’opposent d’une commune à sa voisine"),
    ],
)
def test_the_strength_is_in_the_words(index: float, words: str) -> None:
    sentence = resemblance_sentence(found(index), "commune")
    assert words in sentence
    assert f"{index:.2f}".replace(".", ",").replace("-", "−") in sentence


def test_levels_have_their_gender() -> None:
    assert "d’un EPCI à son voisin" in resemblance_sentence(found(0.5), "epci")
    assert "d’un département à son voisin" in resemblance_sentence(found(0.5), "departement")


@pytest.mark.parametrize("silent", [None, found(0.05), found(0.5, units=19), found(0.12, variance=0.01)])
def test_nothing_is_said_of_nothing(silent: Moran | None) -> None:
    assert resemblance_sentence(silent, "commune") == ""


def test_nothing_is_adjacent_to_france() -> None:
    assert resemblance_sentence(found(0.5), "france") == ""


def test_the_glossary_explains_it() -> None:
    assert [term for term in load_catalog().terms.values() if "Moran" in term.title]
