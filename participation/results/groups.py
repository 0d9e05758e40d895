"""The groups that a publication tells of: declared beforehand, the same for every question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from participation.model.strata import MERGED
from participation.statistics.cells import APART, Bools, Frame, Ints

Cut = Literal["all", "kind", "kind_size", "region", "covariate"]
"""All collectivités; those of a kind; of a kind and class of size; of a région; of a quintile of a covariate."""
QUINTILES = range(1, 6)


@dataclass(frozen=True)
class Group:
    """One group.

    Attributes
    ----------
    cut : str
    place : tuple of int
        Kind and size, or région, of the frame; number of a covariate and its quintile; empty for all.
    inhabited : bool
        Whether inhabitants are counted: it holds one kind of collectivité, so that each is counted once, and several
        sizes of it, since every collectivité counts for the mean inhabitants of its size. Never of a région, whose
        sizes are not told: two shares would tell of so few answers which ones they are.
    """

    cut: Cut
    place: tuple[int, ...]
    inhabited: bool

    @property
    def cut_into(self) -> tuple[str, int]:
        """What it is one of: no two groups of the same share an answer."""
        return self.cut, self.place[0] if self.cut == "covariate" else 0


@dataclass(frozen=True)
class Grouping:
    """Declared groups, and who is in them.

    Attributes
    ----------
    groups : tuple of Group
    of_answers : ndarray of bool, shape (groups, n)
    of_atoms : ndarray of bool, shape (groups, atoms)
    atom : ndarray of int, shape (n,)
        The finest group of each answer: kind, size, région, quintiles; `APART` outside the frame.
    """

    groups: tuple[Group, ...]
    of_answers: Bools
    of_atoms: Bools
    atom: Ints

    @cached_property
    def parts(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """Groups, and those of one cut that lie inside them, as far as any answered: they may leave a rest."""
        made = []
        for whole, of in enumerate(self.of_atoms):
            inside: dict[tuple[str, int], list[int]] = {}
            for at, (group, atoms) in enumerate(zip(self.groups, self.of_atoms, strict=True)):
                if atoms.any() and not (atoms & ~of).any() and (of & ~atoms).any():
                    inside.setdefault(group.cut_into, []).append(at)
            made += [(whole, tuple(own)) for cut, own in inside.items() if cut != self.groups[whole].cut_into]
        return tuple(sorted(made))

    def by_atom(self, chosen: Bools) -> Ints:
        """Return how many answers of each atom are chosen; shape (atoms,), or (atoms, options) for two dimensions."""
        inside = self.atom != APART
        counts = np.zeros((self.of_atoms.shape[1], *chosen.shape[1:]), dtype=np.int64)
        np.add.at(counts, self.atom[inside], chosen[inside])
        return counts


def grouping(frame: Frame, places: Ints, cuts: tuple[Cut, ...], quintiles: Ints | None = None) -> Grouping:
    """Return the groups of some cuts that hold collectivités of the country, whether or not any answered.

    Parameters
    ----------
    frame : Frame
    places : ndarray of int, shape (n, 3)
        Kind, size and région of each answer; the kind is `APART` outside the frame.
    cuts : tuple of str
        Which cuts, in the order shown.
    quintiles : ndarray of int, shape (n, covariates), optional
        Of each answer, from 1; 0 where its figure is not known.
    """
    beside = np.zeros((len(places), 0), dtype=np.int64) if quintiles is None else quintiles
    kinds = np.flatnonzero(frame.counts.any(axis=(1, 2)))
    sized = (frame.counts.any(axis=2).sum(axis=1) > 1) & (np.array(frame.kinds) != MERGED)
    alone = len(kinds) == 1 and bool(sized[kinds[0]])
    made: dict[Cut, list[Group]] = {
        "all": [Group("all", (), alone)],
        "kind": [Group("kind", (int(kind),), bool(sized[kind])) for kind in kinds],
        "kind_size": [
            Group("kind_size", (int(kind), int(size)), False) for kind, size in np.argwhere(frame.counts.any(axis=2))
        ],
        "region": [Group("region", (int(region),), False) for region in np.flatnonzero(frame.counts.any(axis=(0, 1)))],
        "covariate": [
            Group("covariate", (number, fifth), False) for number in range(beside.shape[1]) for fifth in QUINTILES
        ],
    }
    groups = tuple(group for cut in cuts for group in made[cut])
    inside = places[:, 0] != APART
    rows = np.hstack([places, beside])
    atoms, atom = np.unique(rows[inside], axis=0, return_inverse=True)
    of = np.full(len(places), APART, dtype=np.int64)
    of[inside] = atom.ravel()
    of_answers = np.array([_holds(group, rows) & inside for group in groups]).reshape(len(groups), len(places))
    of_atoms = np.array([_holds(group, atoms) for group in groups]).reshape(len(groups), len(atoms))
    return Grouping(groups, of_answers, of_atoms, of)


def repeats_all(frame: Mapping[str, Any], group: Mapping[str, Any]) -> bool:
    """Tell whether a group of a publication is that of all under another name: the one kind, or size, that was asked.

    Parameters
    ----------
    frame, group : mapping
        Of the publication.
    """
    alone = len(frame["kinds"]) == 1
    return alone and (group["cut"] == "kind" or (group["cut"] == "kind_size" and len(frame["sizes"]) == 1))


def _holds(group: Group, places: Ints) -> Bools:
    """Tell which rows of places, their quintiles after them, a group holds."""
    if group.cut == "covariate":
        number, fifth = group.place
        found: Bools = places[:, 3 + number] == fifth
        return found
    axes = {"all": (), "kind": (0,), "kind_size": (0, 1), "region": (2,)}[group.cut]
    held = np.ones(len(places), dtype=bool)
    for axis, value in zip(axes, group.place, strict=True):
        held &= places[:, axis] == value
    return held
