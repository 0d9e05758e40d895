"""How clustered a map is, in words: Moran's I said only when it says something."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from observatoire.model.store import Store
from observatoire.model.territory import Level
from observatoire.statistics.spatial import Moran, resemblance
from observatoire.views.french.wording import number
from observatoire.views.maps.model import MapModel

_FROM_ONE_TO_THE_NEXT: Final[dict[Level, str]] = {
    "commune": "d’une commune à sa voisine",
    "epci": "d’un EPCI à son voisin",
    "departement": "d’un département à son voisin",
    "region": "d’une région à sa voisine",
}
# Index from which adjacent territories resemble each other "nettement", then "très fortement".
_CLEARLY, _STRONGLY = 0.3, 0.6


def resemblance_sentence(found: Moran | None, level: Level) -> str:
    """Say whether adjacent territories resemble each other on a map; nothing when chance could have drawn it.

    Parameters
    ----------
    found : Moran or None
        As `statistics.spatial.resemblance` returns it.
    level : str
        Level of the shapes shown.

    Returns
    -------
    str
        "" for no index, an index that is not `telling`, or a level of one territory.
    """
    if found is None or not found.telling or level not in _FROM_ONE_TO_THE_NEXT:
        return ""
    between = _FROM_ONE_TO_THE_NEXT[level]
    figure = f"(indice de Moran\u202f: {number(found.index, 2)}, sur une échelle où 0 est le hasard)"
    if found.index < 0:
        return (
            f"Les valeurs s’opposent {between} {figure}\u202f: fortes et faibles alternent plus que si elles "
            "étaient réparties au hasard."
        )
    how = " très fortement" if found.index >= _STRONGLY else " nettement" if found.index >= _CLEARLY else " un peu"
    return (
        f"Les valeurs se ressemblent{how} {between} {figure}\u202f: elles dessinent des ensembles, plus que si elles "
        "étaient réparties au hasard."
    )


def map_resemblance(store: Store, model: MapModel) -> str:
    """Return the same sentence for a map: its shapes, those that touch, their plain values."""
    level = model.scope.level
    order = store.index(level)
    own, theirs = store.adjacent_pairs(level)
    shown = np.zeros(len(order), dtype=bool)
    shown[store.positions(level, model.ids)] = True
    both = shown[own] & shown[theirs]
    pairs = pd.DataFrame({"id": order[own[both]], "adjacent": order[theirs[both]]})
    return resemblance_sentence(resemblance(model.data, pairs), level)
