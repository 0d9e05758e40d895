"""The landmarks that end a comparison on screen, as rows of its table: none of them is a territory among the others."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from observatoire.exports.tables.columns import figures_frame
from observatoire.exports.tables.texts import state_label
from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.comparison import compare, figures_beside
from observatoire.statistics.enclosing import enclosing
from observatoire.statistics.figures import figures
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.views.compare.words import AROUND
from observatoire.views.french.grammar import short_label
from observatoire.views.french.sentences import period

LANDMARK: Final = "repère"
"""Role of these rows."""
LANDMARK_NOTE: Final = (
    "Les dernières lignes, au rôle « repère », ne sont pas des territoires du classement : médiane et quartiles des "
    "pairs, groupe entier compté comme un seul territoire, territoires plus larges. Ne pas les additionner aux autres."
)


def landmark_frame(
    store: Store, indicator: Indicator, year: int, territory: Territory, group: PeerGroup
) -> pd.DataFrame:
    """Return the landmarks of a comparison: median, quartiles, the group's own value, the territories around the place.

    Parameters
    ----------
    store, indicator, year
        The edition, the indicator and its year.
    territory, group
        The place and its peers.

    Returns
    -------
    DataFrame
        The columns of `figures_frame`, and `role`. Names begin with « Repère », statistics have no identifier.
    """
    of_level = figures_beside(store, indicator, territory.level, year, [territory.id, *group.ids])
    result = compare(of_level, territory.id, group.ids)
    statistics = (
        ("médiane des pairs", result.median),
        ("premier quartile des pairs", result.q1),
        ("troisième quartile des pairs", result.q3),
        ("le groupe entier, comme un seul territoire", of_level.together(of_level.positions(group.ids))),
    )
    known = [(words, value) for words, value in statistics if math.isfinite(value)]
    reckoned = pd.DataFrame(
        {
            "identifiant": "",
            "code": "",
            "nom": [f"Repère : {words}" for words, _ in known],
            "indicateur": indicator.id,
            "annee": year,
            "periode": period(indicator, year),
            "valeur": [value for _, value in known],
            "statut": state_label("value"),
            "statut_code": "value",
            "motif": "",
            **dict.fromkeys(("fragile", "a_verifier", "en_partie_estimee"), False),
        }
    )
    wider = [place for place in enclosing(store, territory) if place.level in indicator.levels]
    around = [
        figures_frame(store, figures(store, indicator, place.level, year, [place.id])).assign(
            nom=f"Repère : {short_label(place)} ({AROUND[place.level]})"
        )
        for place in wider
    ]
    return pd.concat([reckoned, *around], ignore_index=True).assign(role=LANDMARK)
