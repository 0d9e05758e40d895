"""What the visitor is looking at: read from the URL, and written in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from observatoire.model.catalog import AbsentIndicatorError, Catalog, Indicator
from observatoire.model.composed.names import bare_id, name_in
from observatoire.model.folders.editions import edition_order, is_edition_name
from observatoire.model.search.lookup import look_up
from observatoire.model.store import Store
from observatoire.model.territory import Territory, UnknownTerritoryError
from observatoire.model.workshop.files import LONGEST_LINK
from observatoire.statistics.components import latest_year, years
from observatoire.statistics.peers.groups import PeerGroup, PeerRequest
from observatoire.views.french.searching import absent_sentence, look_up_sentence
from pages.state.address import PAGE, read_address, write_address
from pages.state.data import shared_data, shared_group
from pages.state.parameters import ABOUT_A_PLACE, OPTIONS, names_of
from pages.state.peers import LONGEST_LIST, parse_peers, peer_parameters, read_ids
from pages.state.peers import quoted as quoted

DEFAULT_INDICATOR = "part_65_ans_plus"
MAX_PICKED = 4
LONGEST_OPTION = 6_000


@dataclass(frozen=True)
class Selection:
    """The visitor's choices, all valid.

    Attributes
    ----------
    page : str
        The page whose options they hold.
    territory : Territory or None
        None when the URL names none, or an unknown one.
    peers : PeerRequest or None
        Peer group asked for; None without territory, or for France.
    indicator : Indicator
    year : int
        A year that the indicator has.
    picked : tuple of Territory
        At most four, of the territory's level, to set beside it; the charts of one indicator mark the first two.
    options : mapping of str to str
        Raw options of the page (`parameters.OPTIONS`), which `pages.state.options` reads and checks, and the workshop
        that is being prepared; absent ones are not in it.
    edition : str
        The earlier data edition that the URL names; empty for today's.
    notices : tuple of str
        French sentences about what the URL asked for and could not be had.
    """

    page: str
    territory: Territory | None
    peers: PeerRequest | None
    indicator: Indicator
    year: int
    picked: tuple[Territory, ...]
    options: Mapping[str, str]
    edition: str
    notices: tuple[str, ...]

    @property
    def marked(self) -> tuple[Territory, ...]:
        """The two picked territories that the charts of one indicator mark."""
        return self.picked[:2]

    @property
    def group(self) -> PeerGroup | None:
        """The peers that are asked for; None for France, which has none."""
        if self.territory is None or self.peers is None:
            return None
        return shared_group(self.territory.id, self.peers)

    def option(self, name: str) -> str:
        """Return a page's raw option; empty when the URL does not have it."""
        return self.options.get(name, "")

    def parameters(self, **changes: str | None) -> dict[str, str]:
        """Return the query parameters of this view, with some changed or (None) left out; `links` leads to others."""
        current = self.raw() | changes
        return {name: value for name in names_of(self.page) if (value := current.get(name))}

    def raw(self) -> dict[str, str | None]:
        """Return every parameter that the selection holds, None for those that it lacks."""
        return {
            "territoire": bare_id(self.territory.id) if self.territory else None,
            "nom": name_in(self.territory.id) or None if self.territory else None,
            **peer_parameters(self.peers),
            "indicateur": self.indicator.id,
            "annee": str(self.year),
            "avec": ",".join(t.id for t in self.picked) or None,
            **self.options,
            "edition": self.edition or None,
        }

    def query(self, **changes: str | None) -> str:
        """Return `parameters` as the query of an address."""
        return urlencode(self.parameters(**changes), safe=",")


def parse(parameters: Mapping[str, str], store: Store, catalog: Catalog, page: str) -> Selection:
    """Read a selection from the query parameters of a page; anything unknown becomes a notice and a sound default.

    Parameters
    ----------
    store, catalog
        The edition and the catalogue.
    parameters : mapping of str to str
        Options of other pages among them are not read.
    page : str
        Address of the page: "comparer".
    """
    notices: list[str] = []
    territory = _territory(parameters.get("territoire", ""), parameters.get("nom", ""), store, notices)
    indicator = _indicator(parameters.get("indicateur", ""), catalog, notices)
    kept = (*OPTIONS[page], "seance")
    return Selection(
        page=page,
        territory=territory,
        peers=parse_peers(parameters, store, catalog, territory, notices),
        indicator=indicator,
        year=_year(parameters.get("annee", ""), store, indicator, territory, notices),
        picked=_picked(parameters.get("avec", ""), store, territory, notices),
        options={name: parameters[name][: _longest(name)] for name in kept if parameters.get(name)},
        edition=_edition(parameters.get("edition", ""), store, notices),
        notices=tuple(notices),
    )


def _longest(option: str) -> int:
    """Return how much of an option is read; a workshop's link one character too long is known as none of ours."""
    return LONGEST_LINK + 1 if option == "seance" else LONGEST_OPTION


def _territory(asked: str, name: str, store: Store, notices: list[str]) -> Territory | None:
    if not asked:
        return None
    try:
        found = look_up(store, asked, name)
    except UnknownTerritoryError:
        notices.append(
            f"Le territoire «\u00a0{quoted(asked)}\u00a0» n’existe pas dans ces données. Cherchez-le par son "
            "nom ou son code postal."
        )
        return None
    if sentence := look_up_sentence(found):
        notices.append(sentence)
    return found.territory


def _indicator(asked: str, catalog: Catalog, notices: list[str]) -> Indicator:
    if asked:
        try:
            return catalog.indicator(asked)
        except AbsentIndicatorError as absent:
            notices.append(absent_sentence(catalog, absent.indicator))
        except KeyError:
            notices.append(
                f"L’indicateur «\u00a0{quoted(asked)}\u00a0» n’existe pas\u202f; choisissez-en un dans la liste."
            )
    return catalog.indicator(DEFAULT_INDICATOR)


def _year(asked: str, store: Store, indicator: Indicator, territory: Territory | None, notices: list[str]) -> int:
    known = years(store, indicator)
    if asked in {str(year) for year in known}:
        return int(asked)
    latest = latest_year(store, indicator, territory.level if territory else "france")
    if asked:
        notices.append(
            f"L’année «\u00a0{quoted(asked)}\u00a0» n’est pas disponible pour cet indicateur\u202f; voici {latest}."
        )
    return latest


def _picked(asked: str, store: Store, territory: Territory | None, notices: list[str]) -> tuple[Territory, ...]:
    if not asked or territory is None:
        return ()
    found, refused = read_ids(asked[:LONGEST_LIST], store, territory)
    if refused:
        notices.append(f"{refused}\u202f; il n’est pas mis en avant.")
    if len(found) > MAX_PICKED:
        notices.append(
            f"Au plus {MAX_PICKED} territoires se mettent à côté du premier\u202f; les suivants sont laissés de côté."
        )
    return tuple(found[:MAX_PICKED])


def _edition(asked: str, store: Store, notices: list[str]) -> str:
    """Read the edition that a link names: today's needs no word, an earlier one is kept, others are refused."""
    if asked in ("", store.edition):
        return ""
    if not is_edition_name(asked):
        notices.append(
            f"L’édition «\u00a0{quoted(asked)}\u00a0» n’existe pas\u202f; voici les chiffres de l’édition "
            f"{store.edition}."
        )
        return ""
    if edition_order(asked) == edition_order(store.edition):
        notices.append(
            f"Ce lien nomme l’édition {asked} des données, qui n’a pas les mêmes fichiers officiels que celle de ce "
            f"site\u202f: voici les chiffres de l’édition {store.edition}."
        )
        return ""
    if edition_order(asked) > edition_order(store.edition):
        notices.append(
            f"Ce lien nomme l’édition {asked} des données, plus récente que celle de ce site\u202f: "
            f"seuls les chiffres de l’édition {store.edition} sont montrés."
        )
        return ""
    return asked


def current_selection(store: Store, catalog: Catalog) -> Selection:
    """Return what the URL asks of the page that is drawn."""
    return parse(read_address(), store, catalog, st.session_state[PAGE])


def remember(selection: Selection, edition: str) -> None:
    """Write the whole selection in the URL, and its data edition: copying the address shares exactly this view.

    What the address says beside, which no option of this page is, goes at the next choice: taken away here, it would be
    a step of the browser's history to which Back leads in vain.
    """
    current, wanted = read_address(), selection.parameters(edition=selection.edition or edition)
    if selection.territory is not None and not selection.notices and not wanted.items() <= current.items():
        write_address({**current, **wanted})


def change(**changes: str | None) -> None:
    """Write some parameters in the URL (None removes one), all at once; the rerun under way reads them.

    Each write is a step of the browser's history, and makes it draw the page again: one choice is one write, the whole
    view at once.
    """
    current = read_address()
    wanted = {name: value for name, value in (current | changes).items() if value}
    if wanted != current:
        write_address(_completed(wanted))


def _completed(wanted: dict[str, str]) -> dict[str, str]:
    """Return the parameters of the view that some parameters ask for, as `remember` would write them."""
    page = st.session_state[PAGE]
    if page not in ABOUT_A_PLACE:
        return wanted
    store, catalog = shared_data()
    selection = parse(wanted, store, catalog, page)
    if selection.territory is None or selection.notices:
        return wanted
    return selection.parameters(edition=selection.edition or store.edition)


def bound(key: str, value: object) -> str:
    """Give a widget the value that the URL holds, and return its key: the URL stays the only truth."""
    st.session_state[key] = value
    return key


def write_back(parameter: str, key: str, *resets: str) -> None:
    """Callback of a widget: write its value in the URL, and clear the parameters that it makes void."""
    value = st.session_state[key]
    text = ",".join(value) if isinstance(value, list) else value
    change(**{parameter: None if text is None else str(text)}, **dict.fromkeys(resets))
