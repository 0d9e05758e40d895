"""Groups of a publication by words of an address: `ensemble`, `commune`, `commune-0-499`, `reg-75`, `mesure-1-5`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from observatoire.views.french.grammar import lowered
from participation.model.strata import MERGED
from participation.results.groups import Cut
from participation.views.words import RegionNames, group_name

ALL: Final = "ensemble"
_OTHERS: Final = "autres"
_ANY: Final = "collectivite"


def group_key(frame: Mapping[str, Any], group: Mapping[str, Any]) -> str:
    """Return the word of a group in an address.

    Parameters
    ----------
    frame : mapping
        Of the publication: names of kinds, sizes and régions.
    group : mapping
        Its cut and place.
    """
    cut, place = group["cut"], group["place"]
    if cut == "all":
        return ALL
    if cut == "covariate":
        return f"mesure-{place[0] + 1}-{place[1]}"
    if cut == "region":
        return f"reg-{_word(frame['regions'][place[0]], _OTHERS)}"
    kind = _word(frame["kinds"][place[0]], _ANY)
    return kind if cut == "kind" else f"{kind}-{_word(frame['sizes'][place[1]], _OTHERS)}"


def _word(name: str, merged: str) -> str:
    return merged if name == MERGED else name


def full_name(made: Mapping[str, Any], group: Mapping[str, Any], regions: RegionNames) -> str:
    """Return the name of a group where it stands alone: that of a fifth says of what.

    Parameters
    ----------
    made, group : mapping
        The publication, and a group of it.
    regions : callable
        From the code of a région to its name.
    """
    name = group_name(made["frame"], group, regions)
    if group["cut"] != "covariate":
        return name
    title = made["covariates"][group["place"][0]]["title"]
    return f"{title}\u202f: {lowered(name)}"


def groups_of(made: Mapping[str, Any], cuts: Sequence[Cut]) -> Iterator[Mapping[str, Any]]:
    """Give the groups of some cuts that a publication declares: the same for every question."""
    for table in made["questions"][:1]:
        for group in table["groups"]:
            if group["cut"] in cuts:
                yield group


def group_of(made: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    """Return the group that an address names, as its first question tells of it; None where none is called so."""
    every: tuple[Cut, ...] = ("all", "kind", "kind_size", "region", "covariate")
    return next((group for group in groups_of(made, every) if group_key(made["frame"], group) == key), None)


def same_group(table: Mapping[str, Any], group: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what another question tells of a group."""
    return next(one for one in table["groups"] if (one["cut"], one["place"]) == (group["cut"], group["place"]))
