"""What an address asks of Comparer: the view, the theme, the two indicators that are set against each other."""

from __future__ import annotations

from dataclasses import dataclass

from observatoire.model.catalog import AbsentIndicatorError, Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.components import latest_year
from observatoire.views.french.searching import absent_sentence
from pages.state.options.carte import SAME_CLASSES
from pages.state.parameters import COMPARER_VIEWS, USUAL_VIEW
from pages.state.peers import quoted
from pages.state.selection import Selection

SECONDS = ("part_logements_vacants", "part_65_ans_plus")
"""Second indicators to open with: the first one that is not already across."""

PORTRAIT_THEMES = ("essentiel", "tout")
"""Themes of Portrait alone, which older links handed on to Comparer; `SAME_CLASSES`, of Carte, likewise."""


@dataclass(frozen=True)
class CompareOptions:
    """What Comparer shows, all valid.

    Attributes
    ----------
    view : str
        One of `COMPARER_VIEWS`.
    theme : str
        Of the views of a theme: that of the indicator unless another is named.
    offered : tuple of Indicator
        Those of the place's level, which two-indicator views choose among.
    first, second : tuple of Indicator and int
        Two indicators, each with its year.
    replaced : str
        Why another first indicator is shown; empty when it is the visitor's.
    notices : tuple of str
        French sentences about what the address asked for and could not be had.
    """

    view: str
    theme: str
    offered: tuple[Indicator, ...]
    first: tuple[Indicator, int]
    second: tuple[Indicator, int]
    replaced: str
    notices: tuple[str, ...]


def compare_options(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> CompareOptions:
    """Read what an address asks of the comparison of a place.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    """
    notices: list[str] = []
    view = _view(selection.option("vue"), notices)
    offered = tuple(i for i in catalog.indicators.values() if place.level in i.levels)
    first, year = selection.indicator, selection.year
    replaced = ""
    if first not in offered:
        first = catalog.indicator(SECONDS[1])
        year = latest_year(store, first, place.level)
        replaced = (
            f"«\u00a0{selection.indicator.title}\u00a0» n’existe pas à ce niveau\u202f: voici "
            f"«\u00a0{first.title}\u00a0»."
        )
    second = _second(selection.option("second"), catalog, offered, first, notices if view == "croiser" else [])
    return CompareOptions(
        view=view,
        theme=_theme(selection, catalog, notices if view in ("theme", "cote") else []),
        offered=offered,
        first=(first, year),
        second=(second, latest_year(store, second, place.level)),
        replaced=replaced,
        notices=tuple(notices),
    )


def _view(asked: str, notices: list[str]) -> str:
    if asked in COMPARER_VIEWS:
        return asked
    if asked and asked != SAME_CLASSES:
        notices.append(f"La vue «\u00a0{quoted(asked)}\u00a0» n’existe pas\u202f; voici celle d’un indicateur.")
    return USUAL_VIEW


def _theme(selection: Selection, catalog: Catalog, notices: list[str]) -> str:
    asked = selection.option("theme")
    if asked in catalog.themes:
        return asked
    if asked and asked not in PORTRAIT_THEMES:
        notices.append(
            f"Le thème «\u00a0{quoted(asked)}\u00a0» n’existe pas\u202f; en voici un autre, choisissez dans la liste."
        )
    return selection.indicator.theme


def _second(
    asked: str, catalog: Catalog, offered: tuple[Indicator, ...], first: Indicator, notices: list[str]
) -> Indicator:
    """Return the second indicator; the same one twice is replaced in silence."""
    second: Indicator | None = None
    if asked:
        try:
            second = catalog.indicator(asked)
        except AbsentIndicatorError as absent:
            notices.append(absent_sentence(catalog, absent.indicator))
            return _usual_second(offered, first)
        except KeyError:
            second = None
        if second is not None and second in offered and second is not first:
            return second
        if second is not first:
            notices.append(
                f"Le second indicateur «\u00a0{quoted(asked)}\u00a0» n’existe pas à ce niveau\u202f; choisissez-en un "
                "dans la liste."
            )
    return _usual_second(offered, first)


def _usual_second(offered: tuple[Indicator, ...], first: Indicator) -> Indicator:
    return next(i for name in SECONDS for i in offered if i.id == name and i is not first)
