"""What is kept of an anonymous respondent: classes that at least twenty of the collectivités that are asked share.

Those are all of France, or all of the territories that a campaign is kept within: everybody knows that who answered is
one of them. Their list is known, so this is proved and not hoped for: a class that fewer share is merged with its
neighbours, one declared stratum less, until it is shared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from observatoire.model.store import Store
from participation.model.within import inside

FEWEST = 20
"""Collectivités that share a class."""
SIZES = {
    "commune": (500, 2_000, 3_500, 10_000, 50_000),
    "epci": (15_000, 30_000, 50_000, 100_000, 250_000),
    "departement": (300_000, 600_000, 1_000_000),
    "region": (1_000_000, 3_000_000),
}
"""Inhabitants that begin each class of size after the first."""
MERGED = "*"
Stratum = tuple[str, ...]
"""A value for each declared stratum, coarsest first; `MERGED` last for what was merged at that point."""


def size_of(kind: str, population: int) -> str:
    """Return the class of size of a collectivité: `0-499`, `500-1999`, … and `50000-` for the last."""
    steps = (0, *SIZES[kind])
    at = max(i for i, step in enumerate(steps) if population >= step)
    return f"{steps[at]}-{steps[at + 1] - 1}" if at + 1 < len(steps) else f"{steps[at]}-"


def strata_of_all(
    store: Store,
    kinds: Sequence[str],
    declared: Sequence[str],
    fewest: int = FEWEST,
    beside: Mapping[str, Stratum] | None = None,
    within: tuple[str, ...] = (),
) -> dict[str, Stratum]:
    """Return the class of every collectivité of some types, by territory id.

    Parameters
    ----------
    store : Store
    kinds : sequence of str
        Levels: commune, epci, departement, region.
    declared : sequence of str
        Of `type`, `size`, `region`, coarsest first.
    fewest : int
        That share a class.
    beside : mapping of str to tuple, optional
        What else is kept of each, finer than all strata, as many values for all.
    within : tuple of str
        Territories whose collectivités alone there are; empty for all of France.
    """
    table = store.territories
    table = table[table["level"].isin(list(kinds))]
    if within:
        table = table[table.index.isin(inside(store, within))]
    values = {
        "type": table["level"].astype(object).to_list(),
        "region": table["region"].astype(object).to_list(),
        "size": [],
    }
    values["size"] = [size_of(*one) for one in zip(values["type"], table["population"].to_list(), strict=True)]
    fine = dict(zip(table.index.to_list(), zip(*(values[name] for name in declared), strict=True), strict=True))
    if beside:
        fine = {identifier: (*stratum, *beside[identifier]) for identifier, stratum in fine.items()}
    return merged(fine, fewest)


def merged(fine: Mapping[str, Stratum], fewest: int) -> dict[str, Stratum]:
    """Merge classes that too few share, from the finest stratum to the coarsest.

    Siblings (same values but the last) that too few share become one class, named by what they have in common and
    `MERGED`. If even together they are too few, the smallest class among those beside them joins them. Whatever is
    given, no class is below `fewest`, unless all of them together are.

    Parameters
    ----------
    fine : mapping of str to tuple
        The declared values of each, as many for all.
    fewest : int
    """
    classes = _parted(list(fine), (), fine, fewest)
    return {identifier: stratum for stratum, held in classes.items() for identifier in held}


def _parted(
    held: Sequence[str], common: Stratum, fine: Mapping[str, Stratum], fewest: int
) -> dict[Stratum, Sequence[str]]:
    """Part what has the same first values, which `common` holds."""
    apart = defaultdict(list)
    for identifier in held:
        apart[fine[identifier][: len(common) + 1]].append(identifier)
    if list(apart) == [common]:
        return {common: held}
    classes: dict[Stratum, Sequence[str]] = {}
    left: list[str] = []
    for stratum, ids in apart.items():
        if len(ids) < fewest:
            left += ids
        else:
            classes |= _parted(ids, stratum, fine, fewest)
    if left and len(left) < fewest and classes:
        left += classes.pop(min(classes, key=lambda stratum: (len(classes[stratum]), stratum)))
    return classes | ({(*common, MERGED): left} if left else {})
