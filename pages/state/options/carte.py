"""What an address asks of Carte: which map, which classes, a second indicator, the background."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from observatoire.model.catalog import AbsentIndicatorError, Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory, is_composed
from observatoire.statistics.components import years
from observatoire.statistics.uncertainty.remedies import Remedies, remedies
from observatoire.views.french.searching import absent_sentence
from observatoire.views.maps.classes import CLASS_LABELS, FEWEST, MOST, USUAL, ClassChoice, ClassMethod, read_breaks
from observatoire.views.maps.geometry import Scope, UnknownScopeError, scope_ids
from observatoire.views.maps.rare import SMOOTH, remedy_names
from observatoire.views.maps.scopes import offered_scopes
from pages.state.peers import quoted
from pages.state.selection import Selection

SAME_CLASSES = "annees"


@dataclass(frozen=True)
class MapOptions:
    """What the map shows, all valid.

    Attributes
    ----------
    scope : Scope
        Overseas in its place already.
    named : str
        Its name in the menu, wherever overseas stands.
    offered : mapping of str to Scope
        The maps of the menu, the one shown among them, by name.
    method : ClassMethod
    count : int
        Of classes.
    breaks : tuple of float
        Limits typed by the visitor.
    typed : str
        As they were typed.
    same_classes : bool
        Whether all years share their classes.
    second : Indicator or None
        Shown on a second map beside the first.
    background : bool
        Whether the visitor turned the IGN's background on.
    insets : bool
        Whether overseas stands beside the mainland: a background has nothing to show under insets.
    remedies : Remedies or None
        What can be shown instead of a year that says too little; None where a year says enough.
    rare : str
        Which of them is (`remedy_names`); "" for the year alone.
    is_set : bool
        Whether the address asks for anything but the usual.
    notices : tuple of str
        French sentences about what the address asked for and could not be had.
    """

    scope: Scope
    named: str
    offered: Mapping[str, Scope]
    method: ClassMethod
    count: int
    breaks: tuple[float, ...]
    typed: str
    same_classes: bool
    second: Indicator | None
    background: bool
    insets: bool
    remedies: Remedies | None
    rare: str
    is_set: bool
    notices: tuple[str, ...]


def map_options(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> MapOptions:
    """Read what an address asks of the map of a place.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    """
    notices: list[str] = []
    indicator, option = selection.indicator, selection.option
    background = option("fond") == "ign"
    insets = option("insets") != "non" and not background
    scope, offered = _scope(store, selection, place, notices)
    method = _method(option("methode"), indicator, notices)
    shapes = scope_ids(store, scope)
    found = remedies(store, indicator, scope.level, selection.year, shapes)
    second = _second(option("second"), catalog, notices)
    # A choice that the second map alone has is no fault of the address.
    either = found if second is None else found or remedies(store, second, scope.level, selection.year, shapes)
    return MapOptions(
        scope=replace(scope, insets=False) if scope.nationwide and not insets else scope,
        named=str(scope),
        offered=offered,
        method=method,
        count=_count(option("classes"), notices),
        breaks=_breaks(option("bornes"), method, indicator, notices),
        typed=option("bornes")[:200],
        same_classes=option("vue") == SAME_CLASSES and len(years(store, indicator)) > 1,
        second=second,
        background=background,
        insets=insets,
        remedies=found,
        rare=_rare(option("rares"), either, notices),
        is_set=any(map(option, ("methode", "classes", "bornes", "second", "fond", "insets", "vue"))),
        notices=tuple(notices),
    )


def _scope(store: Store, selection: Selection, place: Territory, notices: list[str]) -> tuple[Scope, dict[str, Scope]]:
    """Return the map that an address names, the place's first without any, and those of the menu."""
    peers = selection.group.ids if selection.group else ()
    # A composed territory is no shape of the country's map: its peers stand there without it.
    shapes = tuple(sorted(i for i in {place.id, *peers} if not is_composed(i)))
    together = Scope(place.level, "pairs", ids=shapes) if peers and shapes else None
    offered = {str(scope): scope for scope in [*offered_scopes(place), together] if scope}
    asked, usual = selection.option("perimetre"), next(iter(offered.values()))
    try:
        scope = offered.get(asked) or (Scope.parse(asked) if asked else usual)
        scope_ids(store, scope)
    except UnknownScopeError:
        notices.append(f"La carte «\u00a0{quoted(asked)}\u00a0» n’existe pas\u202f; en voici une autre.")
        scope = usual
    offered.setdefault(str(scope), scope)
    return scope, offered


def _method(asked: str, indicator: Indicator, notices: list[str]) -> ClassMethod:
    usual = ClassChoice().method_for(indicator)
    method = next((m for m in CLASS_LABELS if m == asked), usual)
    if asked and method != asked:
        notices.append(
            f"La façon de faire les classes «\u00a0{quoted(asked)}\u00a0» n’existe pas\u202f; en voici une autre."
        )
    return usual if indicator.map_scale == "symbols" else method


def _count(asked: str, notices: list[str]) -> int:
    count = int(asked) if asked in {str(n) for n in range(FEWEST, MOST + 1)} else USUAL
    if asked and str(count) != asked:
        notices.append(
            f"Une carte a de {FEWEST} à {MOST} classes\u202f; «\u00a0{quoted(asked)}\u00a0» est remplacé par {USUAL}."
        )
    return count


def _breaks(asked: str, method: ClassMethod, indicator: Indicator, notices: list[str]) -> tuple[float, ...]:
    if method != "manuelles" or indicator.map_scale == "symbols":
        return ()
    breaks = read_breaks(asked)
    if asked and breaks is None:
        notices.append(
            f"Les limites «\u00a0{quoted(asked)}\u00a0» ne se lisent pas\u202f: écrivez de {FEWEST - 1} à {MOST - 1} "
            "nombres, séparés par des points-virgules."
        )
    return breaks or ()


def _rare(asked: str, found: Remedies | None, notices: list[str]) -> str:
    """Return which remedy of rare events an address names: "" when this map has no such one."""
    if not asked or asked in remedy_names(found):
        return asked
    known = asked in ("3", "5", SMOOTH)
    told = "ne vaut pas pour cette carte" if known else "n’existe pas"
    notices.append(f"La façon de montrer les cas rares «\u00a0{quoted(asked)}\u00a0» {told}\u202f; voici une année.")
    return ""


def _second(asked: str, catalog: Catalog, notices: list[str]) -> Indicator | None:
    if not asked:
        return None
    try:
        return catalog.indicator(asked)
    except AbsentIndicatorError as absent:
        notices.append(absent_sentence(catalog, absent.indicator))
        return None
    except KeyError:
        notices.append(
            f"Le deuxième indicateur «\u00a0{quoted(asked)}\u00a0» n’existe pas\u202f; choisissez-en un dans la liste."
        )
        return None
