"""Mes données: which columns of a table make an indicator, and how."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import streamlit as st

from observatoire.local.catalogue import countable
from observatoire.local.record import KINDS, Kind
from observatoire.local.report import Series
from observatoire.model.catalog import Catalog, Indicator
from observatoire.views.local.words import KIND_LABELS

SCALES = {1.0: "tel quel", 100.0: "pour 100", 1000.0: "pour 1\u202f000", 10000.0: "pour 10\u202f000"}


@dataclass(frozen=True)
class Columns:
    """What an indicator is made of.

    Attributes
    ----------
    kind : Kind
    figures : Series
        The figures, of a ratio its numerator.
    below : Series, Indicator or None
        The denominator of a ratio, brought or official; None for what is no ratio.
    scale : float
        What a ratio is multiplied by; 1 for what is none.
    """

    kind: Kind
    figures: Series
    below: Series | Indicator | None = None
    scale: float = 1.0

    @property
    def over(self) -> str:
        """The id of the official denominator; empty without one."""
        return self.below.id if isinstance(self.below, Indicator) else ""

    @property
    def unit(self) -> str:
        """The unit that goes without saying; empty where the visitor must tell it."""
        return "%" if self.figures.percent or (self.kind == "ratio" and self.scale == 100) else ""


def choose_columns(catalog: Catalog, series: Mapping[str, Series]) -> Columns:
    """Draw what an indicator is made of.

    Parameters
    ----------
    catalog : Catalog
        The official one, whose counts may be denominators.
    series : mapping of str to Series
        The columns of figures by name, at least one.
    """
    kind = st.radio("Nature", list(KINDS), key="local-nature", format_func=KIND_LABELS.__getitem__,
                    index=list(KINDS).index(_usual(series)))  # fmt: skip
    left, right = st.columns(2)
    label = "Colonne du numérateur" if kind == "ratio" else "Colonne des chiffres"
    column = left.selectbox(label, list(series), key="local-colonne", index=_at(series, "numerateur"))
    if kind != "ratio":
        return Columns(kind, series[column])
    offered: dict[str, Series | Indicator] = {name: one for name, one in series.items() if name != column}
    offered |= {f"officiel:{one.id}": one for one in countable(catalog)}
    below = right.selectbox("Dénominateur", list(offered), key="local-denominateur",
                            format_func=lambda name: _label(offered[name]),
                            index=_at(offered, "denominateur"))  # fmt: skip
    scale = left.selectbox("Rapport multiplié par", list(SCALES), index=1, key="local-echelle",
                           format_func=SCALES.__getitem__)  # fmt: skip
    return Columns(kind, series[column], offered[below], scale)


def _label(below: Series | Indicator) -> str:
    return f"Officiel\u202f: {below.title}" if isinstance(below, Indicator) else below.name


def _usual(series: Mapping[str, Series]) -> Kind:
    """Return the kind that the names of columns suggest."""
    if {"numerateur", "denominateur"} <= set(series):
        return "ratio"
    return "value" if any(one.percent for one in series.values()) else "count"


def _at(offered: Collection[str], name: str) -> int:
    return list(offered).index(name) if name in offered else 0
