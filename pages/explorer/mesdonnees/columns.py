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
from pages.state.typed import Draft, one_of

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


def choose_columns(catalog: Catalog, series: Mapping[str, Series], draft: Draft) -> Columns:
    """Draw what an indicator is made of.

    Parameters
    ----------
    catalog : Catalog
        The official one, whose counts may be denominators.
    series : mapping of str to Series
        The columns of figures by name, at least one.
    draft : Draft
        What keeps the choice.
    """
    kind = st.radio("Nature", list(KINDS), key=draft.field("local-nature", one_of(KINDS), _usual(series)),
                    format_func=KIND_LABELS.__getitem__)  # fmt: skip
    left, right = st.columns(2)
    label = "Colonne du numérateur" if kind == "ratio" else "Colonne des chiffres"
    key = draft.field("local-colonne", one_of(series), _usual_name(series, "numerateur"))
    column = left.selectbox(label, list(series), key=key)
    if kind != "ratio":
        return Columns(kind, series[column])
    offered: dict[str, Series | Indicator] = {name: one for name, one in series.items() if name != column}
    offered |= {f"officiel:{one.id}": one for one in countable(catalog)}
    key = draft.field("local-denominateur", one_of(offered), _usual_name(offered, "denominateur"))
    below = right.selectbox("Dénominateur", list(offered), key=key, format_func=lambda name: _label(offered[name]))
    key = draft.field("local-echelle", one_of(SCALES), 100.0)
    scale = left.selectbox("Rapport multiplié par", list(SCALES), key=key, format_func=SCALES.__getitem__)
    return Columns(kind, series[column], offered[below], scale)


def _label(below: Series | Indicator) -> str:
    return f"Officiel\u202f: {below.title}" if isinstance(below, Indicator) else below.name


def _usual(series: Mapping[str, Series]) -> Kind:
    """Return the kind that the names of columns suggest."""
    if {"numerateur", "denominateur"} <= set(series):
        return "ratio"
    return "value" if any(one.percent for one in series.values()) else "count"


def _usual_name(offered: Collection[str], name: str) -> str:
    return name if name in offered else next(iter(offered))
