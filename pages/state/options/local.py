"""What an address asks of « Mes données »: which of the local data that are here, which view of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from observatoire.local.catalogue import Entry, levels_of, local_years
from observatoire.local.record import LocalPoints
from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.local.words import NOT_HERE
from observatoire.views.maps.geometry import Scope
from observatoire.views.maps.scopes import offered_scopes
from pages.state.local import Brought
from pages.state.peers import quoted
from pages.state.selection import Selection

AMONG, MAP, SERIES, CROSS, PLACES = "pairs", "carte", "temps", "croiser", "lieux"
VIEW_LABELS: Final[Mapping[str, str]] = {
    AMONG: "Parmi les pairs",
    MAP: "Sur la carte",
    SERIES: "Dans le temps",
    CROSS: "Face à un chiffre officiel",
    PLACES: "Les lieux apportés",
}
"""Views of « Mes données », the usual one first."""
UNDER_PLACES: Final = "densite"
"""Official indicator under places, where nothing else is asked for."""


@dataclass(frozen=True)
class LocalOptions:
    """What is shown of local data, all of it here.

    Attributes
    ----------
    view : str
        One of `VIEW_LABELS`.
    offered : tuple of str
        Those that there is something to show in.
    entry : Entry or None
        The local indicator; None where places are shown, or nothing is.
    year : int
        Of it; 0 where it has none.
    groups : tuple of LocalPoints
        The places; empty where an indicator is shown.
    scopes : tuple of Scope
        Maps that the view offers.
    scope : Scope or None
        The one shown.
    official : Indicator or None
        Set against the local indicator, or under the places.
    absent : bool
        Whether the address names data that are not here: nothing is then shown.
    notices : tuple of str
        French sentences about what the address asked for and is not here.
    """

    view: str
    offered: tuple[str, ...]
    entry: Entry | None
    year: int
    groups: tuple[LocalPoints, ...]
    scopes: tuple[Scope, ...]
    scope: Scope | None
    official: Indicator | None
    absent: bool
    notices: tuple[str, ...]

    @property
    def heading(self) -> str:
        """What the view is called in a workshop, whoever has the data."""
        told = self.entry.indicator.title if self.entry else ", ".join(one.description.title for one in self.groups)
        return f"{told[:80]} (donnée locale)"

    def selected(self, selection: Selection) -> Selection:
        """Return a selection that asks for all of this in so many words: a link, a workshop and notes name it so."""
        asked = {
            "local": ",".join(group.id for group in self.groups) or (self.entry.indicator.id if self.entry else ""),
            "vue": self.view,
            "quand": str(self.year) if self.entry and self.view != SERIES else "",
            "perimetre": str(self.scope) if self.scope and self.view in (MAP, PLACES) else "",
            "second": self.official.id if self.official and self.view in (CROSS, PLACES) else "",
        }
        kept = {name: value for name, value in selection.options.items() if name not in asked}
        return replace(selection, options=kept | {name: value for name, value in asked.items() if value})


def local_options(
    store: Store, catalog: Catalog, selection: Selection, place: Territory, brought: Brought
) -> LocalOptions:
    """Read what an address asks of « Mes données ».

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the official catalogue, what the visitor looks at and the place.
    brought : Brought
        The local data that are here.
    """
    asked = tuple(dict.fromkeys(one for one in selection.option("local").split(",") if one))
    absent = [one for one in asked if one not in brought.entries and one not in brought.groups]
    entry = _entry(asked, brought)
    view, offered = _view(selection.option("vue"), brought, absent)
    groups = tuple(brought.groups[one] for one in asked if one in brought.groups) or tuple(brought.groups.values())
    known = local_years(store, entry) if entry and view != PLACES else ()
    scopes = _scopes(place, entry if view != PLACES else None)
    when = selection.option("quand")
    found = LocalOptions(
        view=view,
        offered=offered,
        entry=entry if view != PLACES and not absent else None,
        year=int(when) if when in map(str, known) else known[-1] if known else 0,
        groups=groups if view == PLACES and not absent else (),
        scopes=scopes,
        scope=next((one for one in scopes if str(one) == selection.option("perimetre")), scopes[0] if scopes else None),
        official=_official(catalog, selection.option("second"), view, place, scopes),
        absent=bool(absent),
        notices=(NOT_HERE,) if absent else (),
    )
    return found if absent else replace(found, notices=_unknown(selection, found))


def _unknown(selection: Selection, found: LocalOptions) -> tuple[str, ...]:
    """Say what an address asks of a view, and these data have not."""
    shown = found.selected(selection).options
    strange = [
        asked
        for name in ("vue", "quand", "perimetre", "second")
        if (asked := selection.option(name)) and (name == "vue" or name in shown) and shown.get(name) != asked
    ]
    return tuple(
        f"Ce lien demande «\u00a0{quoted(asked)}\u00a0», que ces données n’ont pas\u202f; voici autre chose."
        for asked in strange
    )


def _entry(asked: Sequence[str], brought: Brought) -> Entry | None:
    """Return the local indicator that is asked for, else the first one."""
    return next(
        (brought.entries[one] for one in asked if one in brought.entries), next(iter(brought.entries.values()), None)
    )


def _view(asked: str, brought: Brought, absent: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the view that is asked for, and those that there is something to show in."""
    views = tuple(view for view in VIEW_LABELS if (brought.groups if view == PLACES else brought.entries))
    if absent and asked in VIEW_LABELS:
        return asked, views
    return asked if asked in views else views[0] if views else AMONG, views


def _scopes(place: Territory, entry: Entry | None) -> tuple[Scope, ...]:
    """Return the maps near a place: of the levels of an indicator, all of them under places."""
    held = levels_of(entry) if entry else None
    near = (scope for scope in offered_scopes(place) if not scope.nationwide)
    return tuple(scope for scope in near if held is None or scope.level in held)


def _official(catalog: Catalog, asked: str, view: str, place: Territory, scopes: Sequence[Scope]) -> Indicator | None:
    """Return the official indicator of the view, the usual one where none is asked for."""
    level = scopes[0].level if view == PLACES and scopes else place.level
    offered = [one for one in catalog.indicators.values() if level in one.levels]
    named = {one.id: one for one in offered}
    return named.get(asked) or (named.get(UNDER_PLACES) if view == PLACES else None) or next(iter(offered), None)
