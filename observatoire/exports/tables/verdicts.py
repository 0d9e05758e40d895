"""The columns that say whether a gap is more than chance."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from observatoire.exports.tables.table import Column
from observatoire.model.store import Floats, Store
from observatoire.model.territory import Level
from observatoire.statistics.figures import Figures
from observatoire.statistics.uncertainty.chance import WIDE
from observatoire.statistics.uncertainty.differences import Difference
from observatoire.statistics.uncertainty.judgement import Judgement
from observatoire.statistics.uncertainty.ranks import step_of
from observatoire.statistics.uncertainty.variances import errors_of
from observatoire.views.french.verdicts import reason_text, verdict_text


def verdict_columns(decimals: int, unit: str = "") -> tuple[Column, ...]:
    """Return the columns of a verdict; `verdict_cells` fills them.

    Parameters
    ----------
    decimals : int
        Of the margin.
    unit : str
        Its unit, where all rows have one.
    """
    return (
        Column(
            "marge", "Marge de l’écart", "number", decimals, unit,
            "Ce dont le seul hasard déplace l’écart aux pairs, 95 fois sur 100 ; vide pour un chiffre exact.",
        ),
        Column("verdict", "Verdict", description="clear, noise, unknown ou exact : les mots de l’interface en JSON."),
        Column("verdict_motif", "Motif du verdict"),
        Column("ecart_en_nombre", "Écart en nombre", "number", description="Personnes, logements… qui font l’écart."),
        Column("rang_de", "Rang, de", "integer", description="Rangs entre lesquels le territoire se situe."),
        Column("rang_a", "Rang, à", "integer"),
    )  # fmt: skip


def difference_columns(name: str, what: str, decimals: int, unit: str = "") -> tuple[Column, ...]:
    """Return the columns of a difference that is judged; `difference_cells` fills them.

    Parameters
    ----------
    name : str
        With which the names of the columns begin.
    what : str
        The difference, in words: "Évolution de 2015 à 2021".
    decimals, unit
        Of the gap and of its margin; no unit where rows have each their own.
    """
    return (
        Column(name, what, "number", decimals, unit),
        Column(
            f"{name}_marge", f"Marge : {what}", "number", decimals, unit,
            "Ce dont le seul hasard déplace cet écart, 95 fois sur 100 ; vide pour un chiffre exact.",
        ),
        Column(
            f"{name}_verdict", f"Verdict : {what}", description="clear, noise, unknown ou exact, comme en JSON.",
        ),
        Column(f"{name}_motif", f"Motif du verdict : {what}"),
    )  # fmt: skip


def difference_cells(name: str, judged: Judgement | Difference) -> dict[str, object]:
    """Return the cells of `difference_columns`; empty ones without verdict."""
    told = judged.verdict is not None
    return {
        name: judged.gap if told else math.nan,
        f"{name}_marge": judged.margin if told else math.nan,
        f"{name}_verdict": judged.verdict or "",
        f"{name}_motif": " : ".join(filter(None, [verdict_text(judged), reason_text(judged)])),
    }


def value_columns(decimals: int, unit: str, prefix: str = "", what: str = "") -> tuple[Column, ...]:
    """Return the columns that say how surely values are known by themselves; `value_cells` fills them.

    Parameters
    ----------
    decimals, unit
        Of the margin.
    prefix, what : str
        With which names and titles begin, in a table of several indicators: there the margin alone is given.
    """
    margin = Column(
        f"{prefix}marge_valeur", f"Marge de la valeur{what}", "number", decimals, unit,
        "Ce dont le seul hasard déplace la valeur, 95 fois sur 100 ; vide pour un chiffre exact, ou mal connu.",
    )  # fmt: skip
    if prefix:
        return (margin,)
    told = (
        "Écart à la médiane des territoires du tableau : clear (net), noise (la marge l’efface), exact, unknown (on ne "
        "peut pas dire) ; vide pour une valeur qui ne compte pas."
    )
    return (margin, Column("verdict_mediane", "Verdict de l’écart à la médiane du tableau", description=told))


def value_cells(store: Store, figures: Figures, level: Level) -> tuple[Floats, list[str]]:
    """Return margins of values, and verdicts of their gaps to the median of them all, in the order of the figures.

    Parameters
    ----------
    store, figures, level
        The edition; figures of territories of one level.
    """
    variance = errors_of(store, figures, level).variance
    reach = WIDE * np.sqrt(variance)
    counted = figures.counted
    known = np.isfinite(counted)
    median = float(np.median(counted[known])) if known.any() else np.nan
    precision = figures.indicator.precision
    rounded = precision is not None and precision.method == "rounded"
    margin = step_of(figures) + 1e-9 if rounded else reach
    with np.errstate(invalid="ignore"):
        near = np.abs(counted - median) <= margin
    exact = np.full(len(figures), rounded) | (variance == 0)
    verdicts = np.where(np.isnan(variance), "unknown", np.where(exact, "exact", np.where(near, "noise", "clear")))
    verdicts = np.where(near & rounded, "unknown", verdicts)
    shown = np.where((reach > 0) & figures.known, reach, np.nan)
    return shown, np.where(known, verdicts, "").tolist()


VERDICT_NOTE: Final = (
    "Marge, verdict et rangs de et à ne sont donnés que pour le territoire comparé. Un écart qui tient dans la "
    "marge ne dit pas que les territoires sont égaux."
)


def verdict_cells(judged: Judgement) -> dict[str, object]:
    """Return the cells of `verdict_columns` for one place; empty ones without verdict."""
    return {
        "marge": judged.margin,
        "verdict": judged.verdict or "",
        "verdict_motif": " : ".join(filter(None, [verdict_text(judged), reason_text(judged)])),
        "ecart_en_nombre": judged.heads,
        "rang_de": math.nan if judged.rank_low is None else float(judged.rank_low),
        "rang_a": math.nan if judged.rank_high is None else float(judged.rank_high),
    }
