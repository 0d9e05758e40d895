"""Maps to take away, made as the page makes them, and one whose names attack."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from observatoire.exports.maps.sheet import MapSheet, map_sheet
from observatoire.model.store import STATUSES, Store
from observatoire.statistics.offering import open_offered
from observatoire.views.french.grammar import short_label
from observatoire.views.maps.geometry import Scope
from observatoire.views.maps.legend import legend_of
from observatoire.views.maps.model import map_model
from observatoire.views.maps.scopes import Outlined, outlined, scope_label
from observatoire.views.maps.words import map_sentence

STORE, CATALOG = open_offered()
LINK = "https://observatoire.exemple/carte?territoire=com-16102&indicateur=x"
ATTACK = "<script>alert(1)</script>\"' onload=alert(2) ]]> &amp; \x00\x0b"

COGNAC = Scope.parse("communes-epci-200070514")
ALPS = Scope.parse("communes-departement-05")
REUNION = Scope.parse("communes-departement-974")
ALL_EPCI = Scope.parse("epci-france")
ALL_COMMUNES = Scope("commune", "france")


@cache
def sheet_of(scope: Scope, indicator_id: str = "part_65_ans_plus", year: int = 2021, place_id: str = "") -> MapSheet:
    indicator = CATALOG.indicator(indicator_id)
    model = map_model(STORE, indicator, year, scope)
    found = outlined(STORE, scope, model.ids, STORE.territory(place_id)) if place_id else Outlined()
    name = short_label(STORE.territory(place_id)) if found else ""
    label = scope_label(STORE, scope)
    return map_sheet(
        STORE, CATALOG, indicator, year, model, legend_of(model, name), label,
        sentence=map_sentence(model, label), outlined=found, link=LINK, day=date(2026, 11, 22),
    )  # fmt: skip


def five_states() -> MapSheet:
    """The communes of the Hautes-Alpes, five of which are given each another state."""
    sheet = sheet_of(ALPS)
    states = ("secret", "not_published", "not_applicable", "not_computable", "fragile", "implausible")
    model = sheet.model
    marks = [*states, *model.classes[len(states) :]]
    data, first = model.data, np.arange(len(model.ids)) < len(states)
    codes, value = data.codes.copy(), np.where(first, np.nan, data.value)
    for rank, state in enumerate(states):
        beside = state in ("fragile", "implausible")
        codes[rank] = STATUSES.index("value" if beside else state)
        value[rank] = 12.5 if beside else np.nan
    data = replace(
        data,
        codes=codes,
        value=value,
        fragile=first & (np.arange(len(first)) == states.index("fragile")),
        implausible=first & (np.arange(len(first)) == states.index("implausible")),
    )
    missing = {state: marks.count(state) for state in states}
    counts = tuple(marks.count(rank) for rank in range(len(model.palette)))
    model = replace(model, classes=tuple(marks), missing=missing, counts=counts, data=data)
    return replace(sheet, model=model, legend=replace(sheet.legend, missing=missing, counts=counts))


class HostileStore:
    """The real edition, with names that would run a script or break a document."""

    def __init__(self) -> None:
        rows = STORE.territories.copy()
        rows[["name", "short_name"]] = ATTACK
        self.territories: pd.DataFrame = rows

    def level(self, level: str) -> pd.DataFrame:
        return self.territories[self.territories["level"] == level]

    def __getattr__(self, name: str) -> object:
        return getattr(STORE, name)


def hostile() -> tuple[Store, MapSheet]:
    """A store and a sheet of which every text that comes from files attacks."""
    sheet = sheet_of(COGNAC, place_id="com-16102")
    legend = replace(sheet.legend, place_name=ATTACK, title=ATTACK, noun=ATTACK)
    model = replace(sheet.model)
    vars(model)["tooltips"] = tuple(ATTACK for _ in sheet.model.ids)  # a cached property, filled beforehand
    evil = replace(sheet, label=ATTACK, sentence=ATTACK, link='javascript:alert(3)"', legend=legend, model=model)
    return HostileStore(), evil  # type: ignore[return-value]
