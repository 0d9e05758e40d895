"""The model of a table to fill: the territories of a visitor, ready for their figures."""

from __future__ import annotations

import csv
import io
from typing import Final

from observatoire.model.store import Store
from observatoire.model.territory import Territory, territory_id

COLUMNS: Final = ("code", "nom", "annee", "valeur", "numerateur", "denominateur")
_BOM: Final = "\ufeff"


def model_table(store: Store, place: Territory, year: int) -> bytes:
    """Return a CSV for spreadsheets, a line a commune of a territory's EPCI (of its own for others), to be filled.

    Parameters
    ----------
    store : Store
        The edition.
    place : Territory
        The visitor's own.
    year : int
        Written in each line.
    """
    communes = store.level("commune")
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in communes.iloc[store.members(holder_of(store, place).id)].itertuples():
        writer.writerow([row.code, row.name, year, "", "", ""])
    return (_BOM + buffer.getvalue()).encode()


def holder_of(store: Store, place: Territory) -> Territory:
    """Return the territory whose communes a visitor knows best: the EPCI of a commune, else the place itself."""
    return store.territory(territory_id("epci", place.epci)) if place.level == "commune" and place.epci else place
