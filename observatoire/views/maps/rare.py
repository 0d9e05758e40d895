"""Maps of rare events, where a year says little: several years together, or smoothed rates, named as such."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from observatoire.model.catalog import Indicator
from observatoire.model.store import Store
from observatoire.statistics.figures import Figures, figures
from observatoire.statistics.uncertainty.differences import near_median
from observatoire.statistics.uncertainty.pooling import pooled_figures
from observatoire.statistics.uncertainty.remedies import Remedies, smoothed_figures
from observatoire.views.french.groups import level_names
from observatoire.views.french.numerals import quantity
from observatoire.views.french.sentences import value_text
from observatoire.views.french.wording import number, plural
from observatoire.views.html.frames import NO_FIGURE, around
from observatoire.views.html.tables import Heading, Row
from observatoire.views.maps.classes import ClassChoice
from observatoire.views.maps.geometry import Scope, scope_ids
from observatoire.views.maps.model import MapModel, map_of

SMOOTH: Final = "lisse"
"""Name, in an address, of smoothed rates; several years together are named by how many: "3"."""


def remedy_names(found: Remedies | None) -> dict[str, str]:
    """Return what the map can show, the usual first: name in an address -> words; empty where a year says enough."""
    if found is None:
        return {}
    together = {str(len(taken)): f"{len(taken)} ans ensemble ({taken[0]}-{taken[-1]})" for taken in found.windows}
    return {"": "Une année"} | together | ({SMOOTH: "Taux lissé"} if found.smooth else {})


def remedy_sentence(found: Remedies, shown: str, noun: str) -> str:
    """Say why a year is not enough, and what is shown instead.

    Parameters
    ----------
    found : Remedies
    shown : str
        One of `remedy_names`.
    noun : str
        What is shown, in the plural: "communes".
    """
    if shown == SMOOTH:
        return (
            f"Taux lissé\u202f: les petits effectifs sont rapprochés de la moyenne des {noun} de leur taille. Il "
            "colore la carte et ordonne la liste, sans rang\u202f; le nombre compté est écrit à côté."
        )
    if shown:
        told = f"{shown} années ensemble\u202f: chaque chiffre est leur moyenne."
        if found.enough and int(shown) >= len(found.enough):
            return told
        return f"{told} À la taille de ces {noun}, même une telle période ne présage pas de la suivante."
    enough = ""
    if found.enough:
        enough = f" Les années {found.enough[0]} à {found.enough[-1]} ensemble se lisent mieux."
    return (
        f"À la taille de ces {noun}, une année ne présage pas de la suivante\u202f: les écarts tiennent beaucoup au "
        f"hasard.{enough}"
    )


def rare_model(
    store: Store, indicator: Indicator, year: int, scope: Scope, choice: ClassChoice, found: Remedies, shown: str
) -> MapModel:
    """Return a map of several years together, or of smoothed rates.

    The indicator of the map is a copy for words alone: its title says what the values are, wherever they go.

    Parameters
    ----------
    store, indicator, year, scope, choice
        As `map_model` takes them; the classes are those of what is shown, not of other years.
    found : Remedies
    shown : str
        One of `remedy_names`, but not the usual.
    """
    ids = scope_ids(store, scope)
    choice = replace(choice, years=())
    if shown == SMOOTH:
        data = smoothed_figures(store, indicator, scope.level, year, ids)
        words = {"title": f"{indicator.title}, taux lissé", "short_title": f"{indicator.short_title}, lissé"}
        data = replace(data, indicator=indicator.model_copy(update=words))
        return replace(map_of(data, scope, choice, data.counted), beside=_counted(data), derived=True)
    taken = next(window for window in found.windows if str(len(window)) == shown)
    data = pooled_figures(store, indicator, scope.level, taken, ids)
    unsure = near_median(store, data, scope.level, len(taken))
    # A mean of counts is no whole number: one accident in three years is 0.3, not none.
    told = indicator.model_copy(
        update={
            "title": f"{indicator.title}, moyenne de {shown} ans",
            "decimals": max(indicator.decimals, 1),
            "base_year": taken[0],
        }
    )
    data = replace(data, indicator=told)
    return replace(map_of(data, scope, choice, data.counted, unsure), derived=True)


def _counted(data: Figures) -> tuple[str, ...]:
    """Return, for each territory, how many events its smoothed rate rests on."""
    return tuple(
        f"taux lissé\u202f; compté\u202f: {number(count)}" if known else ""
        for count, known in zip(data.numerator.tolist(), data.known.tolist(), strict=True)
    )


def smoothed_rows(
    store: Store, model: MapModel, indicator: Indicator, keep: Sequence[str]
) -> tuple[list[Heading], list[Row]]:
    """Return the list under a map of smoothed rates: no rank, the raw count and the rate of the year beside.

    Parameters
    ----------
    store, model
        The edition and the map.
    indicator : Indicator
        That of the raw rate.
    keep : sequence of str
        Ids that must stay in a long list.

    Returns
    -------
    tuple of list
        Headings; rows, from the highest smoothed rate to the lowest, those without any last.
    """
    data, level = model.data, model.scope.level
    order = np.argsort(-np.where(data.known, data.value, -np.inf), kind="stable")
    extract = around(pd.DataFrame({"id": data.ids.to_numpy()[order]}), keep, int(data.known.sum()))
    ids = [str(identifier) for identifier in extract["id"]]
    raw = figures(store, indicator, level, model.year, ids)
    columns = [Heading("Territoire"), Heading("Taux lissé", numeric=True), Heading("Compté", numeric=True)]
    columns.append(Heading("Taux de l’année", numeric=True))
    rows, at = [], data.positions(ids)
    names = level_names(store, level, ids)
    for row, (identifier, name, gap) in enumerate(zip(ids, names, extract["gap"], strict=True)):
        if gap:
            rows.append(Row("", (f"… {plural(gap, 'territoire', 'territoires')} …", "", "", "")))
        own, drawn = raw.figure(row), float(data.value[at[row]])
        smooth = quantity(drawn, indicator.unit, indicator.decimals) if math.isfinite(drawn) else NO_FIGURE
        counted = number(own.numerator) if own.status == "value" else NO_FIGURE
        rows.append(Row(identifier, (name, smooth, counted, value_text(indicator, own.value, own.status))))
    return columns, rows
