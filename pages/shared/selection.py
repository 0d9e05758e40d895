"""What the visitor is looking at: read from the URL, and the only writer of the URL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory, UnknownTerritoryError, territory_id
from observatoire.statistics import indicators
from observatoire.statistics.peers import default_method, offered_methods
from observatoire.views.grammar import display_name

DEFAULT_INDICATOR = "part_65_ans_plus"
MAX_PICKED = 2
PAGE_OPTIONS = (
    "perimetre", "theme", "mode", "vue", "second", "depuis", "jusqua", "fond", "methode", "classes", "bornes", "insets",
)  # fmt: skip
"""Raw options of single pages, which check them: map and its classes, theme, scale, view, second indicator, period."""

PARAMETERS = ("territoire", "pairs", "indicateur", "annee", "avec", *PAGE_OPTIONS)
"""Every parameter of our URLs, in the order of a link; `q` (search) is the home page's own."""


@dataclass(frozen=True)
class Selection:
    """The visitor's choices, all valid.

    Attributes
    ----------
    territory : Territory or None
        None when the URL names none, or an unknown one.
    method : str or None
        Peer group; None without territory, or for France.
    indicator : Indicator
    year : int
        A year that the indicator has.
    picked : tuple of Territory
        At most two, of the territory's level, to stand out beside it.
    options : mapping of str to str
        Raw options of pages (`PAGE_OPTIONS`), which check them; absent ones are not in it.
    notices : tuple of str
        French sentences about what the URL asked for and could not be had.
    """

    territory: Territory | None
    method: str | None
    indicator: Indicator
    year: int
    picked: tuple[Territory, ...]
    options: Mapping[str, str]
    notices: tuple[str, ...]

    def option(self, name: str) -> str:
        """Return a page's raw option; empty when the URL does not have it."""
        return self.options.get(name, "")

    def parameters(self, **changes: str | None) -> dict[str, str]:
        """Return the query parameters of this selection, with some changed or (None) left out."""
        current: dict[str, str | None] = {
            "territoire": self.territory.id if self.territory else None,
            "pairs": self.method,
            "indicateur": self.indicator.id,
            "annee": str(self.year),
            "avec": ",".join(t.id for t in self.picked) or None,
            **self.options,
        }
        current |= changes
        return {name: current[name] for name in PARAMETERS if current.get(name)}  # type: ignore[misc]

    def query(self, **changes: str | None) -> str:
        """Return `parameters` as the query of an address."""
        return urlencode(self.parameters(**changes), safe=",")


def quoted(text: str) -> str:
    """Return a visitor's text fit to be repeated on screen: short, letters, figures and hyphens only."""
    return re.sub(r"[^\w\s-]", "", text)[:30].strip() or "…"


def parse(parameters: Mapping[str, str], store: Store, catalog: Catalog) -> Selection:
    """Read a selection from query parameters; anything unknown becomes a notice and a sound default."""
    notices: list[str] = []
    territory = _territory(parameters.get("territoire", ""), store, notices)
    indicator = _indicator(parameters.get("indicateur", ""), catalog, notices)
    return Selection(
        territory=territory,
        method=_method(parameters.get("pairs", ""), territory, notices),
        indicator=indicator,
        year=_year(parameters.get("annee", ""), store, indicator, notices),
        picked=_picked(parameters.get("avec", ""), store, territory, notices),
        options={name: parameters[name][:1200] for name in PAGE_OPTIONS if parameters.get(name)},
        notices=tuple(notices),
    )


def _territory(asked: str, store: Store, notices: list[str]) -> Territory | None:
    if not asked:
        return None
    try:
        return store.territory(asked)
    except UnknownTerritoryError:
        pass
    former = store.former_communes
    rows = former[former["code"] == asked.removeprefix("com-")] if asked.startswith("com-") else former[:0]
    if len(rows):
        current = store.territory(territory_id("commune", str(rows["current"].iloc[0])))
        notices.append(
            f"{quoted(str(rows['name'].iloc[0]))} fait aujourd’hui partie de la commune : "
            f"{display_name(current)}, montrée ici."
        )
        return current
    notices.append(
        f"Le territoire « {quoted(asked)} » n’existe pas dans ces données. Cherchez-le par son nom ou son code postal."
    )
    return None


def _method(asked: str, territory: Territory | None, notices: list[str]) -> str | None:
    if territory is None:
        return None
    default = default_method(territory)
    if not asked or asked in offered_methods(territory):
        return asked or default
    # Changing level (EPCI to commune) can leave a group behind: only unknown words deserve a notice.
    if asked not in {"categorie", "epci", "departement", "region", "france"}:
        notices.append(f"Le groupe de comparaison « {quoted(asked)} » n’existe pas ; un groupe courant le remplace.")
    return default


def _indicator(asked: str, catalog: Catalog, notices: list[str]) -> Indicator:
    if asked:
        try:
            return catalog.indicator(asked)
        except KeyError:
            notices.append(f"L’indicateur « {quoted(asked)} » n’existe pas ; choisissez-en un dans la liste.")
    return catalog.indicator(DEFAULT_INDICATOR)


def _year(asked: str, store: Store, indicator: Indicator, notices: list[str]) -> int:
    known = indicators.years(store, indicator)
    if asked in {str(year) for year in known}:
        return int(asked)
    if asked:
        notices.append(f"L’année « {quoted(asked)} » n’est pas disponible pour cet indicateur ; voici {known[-1]}.")
    return known[-1]


def _picked(asked: str, store: Store, territory: Territory | None, notices: list[str]) -> tuple[Territory, ...]:
    if not asked or territory is None:
        return ()
    found: dict[str, Territory] = {}
    for identifier in asked[:200].split(","):
        try:
            candidate = store.territory(identifier)
        except UnknownTerritoryError:
            notices.append(f"Le territoire à mettre en avant « {quoted(identifier)} » n’existe pas.")
            continue
        if candidate.level == territory.level and candidate.id != territory.id:
            found[candidate.id] = candidate
    return tuple(found.values())[:MAX_PICKED]


def current_selection(store: Store, catalog: Catalog) -> Selection:
    """Return what the URL asks for."""
    return parse(st.query_params.to_dict(), store, catalog)


def remember(selection: Selection) -> None:
    """Write the whole selection in the URL, so that copying the address shares exactly this view."""
    wanted = selection.parameters()
    if selection.territory is not None and not selection.notices and st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def change(**changes: str | None) -> None:
    """Write some parameters in the URL (None removes one); the rerun under way reads them."""
    for name, value in changes.items():
        if value:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]


def bound(key: str, value: object) -> str:
    """Give a widget the value that the URL holds, and return its key: the URL stays the only truth."""
    st.session_state[key] = value
    return key


def write_back(parameter: str, key: str, *resets: str) -> None:
    """Callback of a widget: write its value in the URL, and clear the parameters that it makes void."""
    value = st.session_state[key]
    text = ",".join(value) if isinstance(value, list) else value
    change(**{parameter: None if text is None else str(text)}, **dict.fromkeys(resets))
