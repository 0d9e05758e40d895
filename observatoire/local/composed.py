"""A local indicator of composed territories: sums of what the file says of their members, each once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from observatoire.model.catalog import Indicator
from observatoire.model.reasons import NO_SUM, ZERO_DENOMINATOR
from observatoire.model.store import STATUSES, Store
from observatoire.model.territory import Level, is_composed
from observatoire.statistics.figures import VALUE, Figures, finished_figures
from observatoire.statistics.wholes import twin_of

_NOT_PUBLISHED: Final = STATUSES.index("not_published")
_NOT_APPLICABLE: Final = STATUSES.index("not_applicable")
_NOT_COMPUTABLE: Final = STATUSES.index("not_computable")

Known = Callable[[Level, Sequence[str]], Figures]
"""Returns the local figures of some territories of a level, none of them composed."""


def with_composed(store: Store, indicator: Indicator, year: int, ids: Sequence[str], known: Known) -> Figures:
    """Return the local figures of EPCI and of composed territories, in the order given.

    A composed one with exactly the communes of another has its figure. Else it is the sum of its members' figures, what
    the file says of them or of their communes; of all its communes where its members overlap. What does not add up is
    refused, with its reason.

    Parameters
    ----------
    store, indicator, year
        The edition, the local indicator and its year.
    ids : sequence of str
        EPCI and composed territories.
    known : callable
        As `Known` says.
    """
    plain = [identifier for identifier in ids if not is_composed(identifier)]
    made = [identifier for identifier in ids if is_composed(identifier)]
    parts = [known("epci", plain), *(_of_composed(store, indicator, year, one, known) for one in made)]
    names = [each.name for each in fields(Figures) if isinstance(getattr(parts[0], each.name), np.ndarray)]
    arrays: dict[str, Any] = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    joined = replace(parts[0], ids=pd.Index([*plain, *made]), **arrays)
    return joined.take(joined.positions(list(ids)))


def _of_composed(store: Store, indicator: Indicator, year: int, identifier: str, known: Known) -> Figures:
    communes = store.members(identifier)
    if twin := twin_of(store, communes):
        return replace(known(twin[0], [twin[1]]), ids=pd.Index([identifier]))
    members = [store.territory(member) for member in store.territory(identifier).composed]
    if sum(member.members for member in members) > len(communes):
        told = [known("commune", store.index("commune")[communes].tolist())]
    else:
        told = [known(member.level, [member.id]) for member in members]
    return _added(store, indicator, year, identifier, told)


def _added(store: Store, indicator: Indicator, year: int, identifier: str, told: Sequence[Figures]) -> Figures:
    """Return the sum of figures as that of one territory: of both terms, over those that have a value."""
    has = np.concatenate([part.known for part in told])

    def total(name: str) -> float:
        return float(np.concatenate([getattr(part, name) for part in told])[has].sum())

    numerator, counts = total("numerator"), indicator.kind == "count"
    denominator = 1.0 if counts else total("denominator")
    code, reason = VALUE, 0
    if not indicator.additive:
        code, reason = _NOT_APPLICABLE, NO_SUM
    elif not has.any():
        code, reason = _NOT_PUBLISHED, int(told[0].reasons[0])
    elif denominator == 0:
        code, reason = _NOT_COMPUTABLE, ZERO_DENOMINATOR
    people = np.array([store.territory(one).population for part in told for one in part.ids], dtype=np.float64)
    share = np.concatenate([part.covered for part in told])
    no = np.zeros(1, dtype=bool)
    flagged = np.array([bool(np.concatenate([part.flagged for part in told])[has].any())])
    return finished_figures(
        store,
        indicator,
        year,
        pd.Index([identifier]),
        (np.array([numerator]), np.array([denominator])),
        (np.array([code], dtype=np.int8), np.array([reason], dtype=np.int16)),
        (
            np.array([len(store.members(identifier))]),
            np.array([int(total("members_with_data")) if indicator.additive else 0]),
            np.array([float((share * people)[has].sum() / people.sum()) if people.sum() else 0.0]),
        ),
        (flagged, no),
    )
