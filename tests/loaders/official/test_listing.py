"""What the list of official data sets says of each: no licence is told as surer than it is."""

from __future__ import annotations

from loaders.official.wording import licence_told
from observatoire.model.catalog import load_catalog


def test_a_licence_is_told_with_how_far_it_is_known() -> None:
    assert licence_told("Licence Ouverte 2.0") == "Licence Ouverte 2.0, celle que le producteur donne d’habitude"
    assert licence_told("ODbL 1.0") == "ODbL 1.0, à confirmer"


def test_the_catalogue_says_so_of_every_official_source() -> None:
    licences = {one.licence for one in load_catalog().sources.values() if one.official}
    known = licence_told("Licence Ouverte").partition(", ")[2]
    assert {licence for licence in licences if known not in licence} == {licence_told("ODbL 1.0")}
