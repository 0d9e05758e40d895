"""JSON-stat 2.0: figures as a cube of territories, indicators and years (https://json-stat.org/full/).

Cells run over the years first, then the indicators, then the territories. A cell without value is null, and `status`
says why; one that has a value says it too when it is no plain one. What else is known of each cell stands in
`extension.cellules`, lists in the same order: the cube itself has room for one number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from observatoire.api.asked import Reply
from observatoire.api.json_text import cells, compact, joined, members, texts
from observatoire.api.replying import column_fields, head_of
from observatoire.exports.tables.table import Column
from observatoire.exports.tables.texts import state_label
from observatoire.model.catalog import Catalog
from observatoire.model.store import STATUSES
from observatoire.views.french.wording import STATES, spaced

FRAGILE, IMPLAUSIBLE, ESTIMATED, NO_YEAR = "fragile", "a_verifier", "en_partie_estimee", "sans_annee"
STATUS_WORDS: Final[dict[str, str]] = {
    **{str(status): state_label(status) for status in STATUSES[1:]},
    FRAGILE: STATES["fragile"].label,
    IMPLAUSIBLE: STATES["implausible"].label,
    ESTIMATED: "en tout ou partie estimée, ou reprise d’une autre année",
    NO_YEAR: "cet indicateur n’a pas cette année",
}
"""Every word of `status`, and what it means."""
_BESIDE: Final = (
    "motif", "marge_valeur", "precision", "numerateur", "denominateur", "communes", "communes_avec_donnee",
    "population_couverte_pct", "rang", "role",
)  # fmt: skip
"""Columns that `extension.cellules` holds, those of them that the rows have."""


def dataset_text(reply: Reply, catalog: Catalog) -> str:
    """Return a reply whose rows are figures as a dataset of JSON-stat.

    Parameters
    ----------
    reply : Reply
        With `cube`.
    catalog : Catalog
        That knows the sources of its indicators.
    """
    table = reply.territories
    frame = table.frame
    places = frame.drop_duplicates("identifiant")
    names = [one.id for one, _ in reply.indicators]
    years = sorted(int(year) for year in frame["annee"].unique())
    at, size = _positions(frame, places["identifiant"], names, years), [len(places), len(names), len(years)]
    head = {
        "version": "2.0",
        "class": "dataset",
        "label": table.title,
        "source": table.citation,
        "note": [*reply.remarks, *(spaced(note) for note in table.caveats)],
        "id": ["territoire", "indicateur", "annee"],
        "size": size,
        "role": {"geo": ["territoire"], "metric": ["indicateur"], "time": ["annee"]},
    }
    length = int(np.prod(size))
    dimensions = {
        "territoire": _places_text(places),
        "indicateur": compact(_indicators(reply, names)),
        "annee": compact(_labelled("Année", [str(year) for year in years])),
    }
    beside = [column for column in table.columns if column.name in _BESIDE]
    held = ",".join(f"{compact(c.name)}:[{_layer(frame, c, at, length)}]" for c in beside)
    extension = {
        **head_of(reply, catalog),
        "statuts": STATUS_WORDS,
        "colonnes_des_cellules": [column_fields(column) for column in beside],
    }
    return (
        f'{compact(head)[:-1]},"dimension":{{'
        + ",".join(f'"{name}":{text}' for name, text in dimensions.items())
        + f'}},"value":[{_layer(frame, _VALUE, at, length)}],"status":{{{_status_text(frame, at, length)}}}'
        + f',"extension":{compact(extension)[:-1]},"cellules":{{{held}}}}}}}'
    )


_VALUE: Final = Column("valeur", "Valeur", "number")


def _positions(frame: pd.DataFrame, ids: Any, names: list[str], years: list[int]) -> npt.NDArray[np.intp]:
    """Return the position of each row in the cube."""
    places = pd.Index(ids).get_indexer(pd.Index(frame["identifiant"]))
    indicators = pd.Index(names).get_indexer(pd.Index(frame["indicateur"]))
    of_year = pd.Index(years).get_indexer(pd.Index(frame["annee"]))
    return np.asarray((places * len(names) + indicators) * len(years) + of_year, dtype=np.intp)


def _layer(frame: pd.DataFrame, column: Column, at: npt.NDArray[np.intp], length: int) -> str:
    """Return a column as the items of a JSON list in the order of the cube; null where the cube has no row."""
    order = np.full(length, -1)
    order[at] = np.arange(len(frame))
    found = cells(frame[column.name], column.kind).take(pa.array(order, mask=order < 0))
    return joined(found.fill_null("null"))


def _status_text(frame: pd.DataFrame, at: npt.NDArray[np.intp], length: int) -> str:
    """Return the members of `status`: cells without value, values that are no plain ones, rows that do not exist."""
    words = np.full(length, NO_YEAR, dtype=object)
    states = frame["statut_code"].to_numpy(dtype=object)
    words[at] = np.select(
        [states != "value", frame["a_verifier"], frame["fragile"], frame["en_partie_estimee"]],
        [states, IMPLAUSIBLE, FRAGILE, ESTIMATED],
        "",
    )
    told = np.flatnonzero(words != "")
    keys = texts(pa.array(told, pa.int64()).cast(pa.string()))
    return members(keys, texts(pa.array(words[told], pa.string())))


def _places_text(places: pd.DataFrame) -> str:
    keys, labels = cells(places["identifiant"], "text"), cells(places["nom"], "text")
    return f'{{"label":"Territoire","category":{{"index":[{joined(keys)}],"label":{{{members(keys, labels)}}}}}}}'


def _labelled(label: str, keys: Sequence[str]) -> dict[str, Any]:
    return {"label": label, "category": {"index": list(keys), "label": dict(zip(keys, keys, strict=True))}}


def _indicators(reply: Reply, names: list[str]) -> dict[str, Any]:
    shown = [one for one, _ in reply.indicators]
    return {
        "label": "Indicateur",
        "category": {
            "index": names,
            "label": {one.id: one.title for one in shown},
            "unit": {one.id: {"label": one.unit or one.unit_spoken, "decimals": one.decimals} for one in shown},
            "note": {one.id: [one.description, one.not_said] for one in shown},
        },
    }
