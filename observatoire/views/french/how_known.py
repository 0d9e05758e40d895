"""« Comment le sait-on ? »: the formula of a margin with its numbers, and what it does not cover."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.statistics.uncertainty.chance import WIDE
from observatoire.statistics.uncertainty.events import dispersion_of
from observatoire.statistics.uncertainty.judgement import Judgement, Reason
from observatoire.views.french.numerals import number
from observatoire.views.french.verdicts import margin_of
from observatoire.views.french.wording import amount_of_gap

HOW: Final = "Comment le sait-on ?"
_LIMITS: Final = "Cette marge ne couvre ni les personnes qui n’ont pas répondu, ni les erreurs de réponse ou de saisie."
_SHARED: Final = (
    "Des communes sont à la fois dans ce territoire et chez ses pairs\u202f: ce que le hasard y change est des deux "
    "côtés, et ne fait pas d’écart."
)


def how_known(store: Store, indicator: Indicator, judged: Judgement) -> list[str]:
    """Return the answer to « Comment le sait-on ? »: the formula with its numbers, one line each; none for no margin.

    Parameters
    ----------
    store : Store
        Of which the dispersion of events is told.
    indicator : Indicator
    judged : Judgement
    """
    precision = indicator.precision
    if precision is None or not math.isfinite(judged.margin):
        return []
    times = number(WIDE, 2)
    if math.isfinite(judged.expected):
        known = dispersion_of(store, precision.events[0])
        if known is None or precision.method != "rate":
            return [
                f"Marge\u202f: {margin_of(indicator, judged)}, dépassée 5 fois sur 100 par le seul hasard.",
                _LIMITS,
            ]
        expected = number(judged.expected, 1)
        law = f"{number(known.phi, 2)} × {expected} + {number(known.c2, 3)} × {expected}²"
        return [
            f"Attendu\u202f: le taux de tous les pairs ensemble, appliqué à ce territoire, donne {expected}.",
            f"Quand rien ne change, un tel nombre varie pourtant\u202f: {times} × √({law}) de part et d’autre de "
            "l’attendu, d’après ce que l’on a vu d’une année à l’autre dans toutes les communes.",
            _LIMITS,
        ]
    own, reference = (number(error, indicator.decimals + 1) for error in (judged.own_error, judged.reference_error))
    margin = amount_of_gap(judged.margin, indicator.unit, indicator.decimals + 1).rstrip(".")
    shared = number(judged.shared_error, indicator.decimals + 1)
    less = (" − part commune²", f" − {shared}²") if judged.shared_error > 0 else ("", "")
    return [
        f"Marge = 1,96 × √(incertitude du territoire² + incertitude de la médiane²{less[0]}), soit ici "
        f"{times} × √({own}² + {reference}²{less[1]}) = {margin}. Le seul hasard la dépasse 5 fois sur 100.",
        *([_SHARED] if judged.shared_error > 0 else []),
        f"L’incertitude vient surtout de ceci\u202f: {_WHY.get(judged.reason, _WHY['sampling'])}",
        _LIMITS,
    ]


_WHY: Final[Mapping[Reason, str]] = {
    "sampling": (
        "à partir de 10\u202f000 habitants, l’Insee n’interroge que 40\u202f% des logements en cinq ans, et publie de "
        "combien un nombre estimé peut s’écarter du vrai."
    ),
    "turnover": (
        "tout le monde est compté, mais deux territoires pareils diffèrent quand même, d’une année à l’autre, par "
        "les départs et les arrivées. Convention\u202f: p × (1 − p) / n, pour une part p de n personnes ou logements."
    ),
}
