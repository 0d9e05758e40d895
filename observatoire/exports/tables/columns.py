"""What tables to take away share: columns, states in words, and the words of their footnotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatoire.exports.tables.table import Column
from observatoire.exports.tables.texts import state_label
from observatoire.model.catalog import Catalog, Indicator, Source
from observatoire.model.store import STATUSES, Store
from observatoire.model.territory import Territory
from observatoire.statistics.enclosing import member_figures
from observatoire.statistics.figures import Figures
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.views.french.circularity import circular_note
from observatoire.views.french.composing import member_values_sentence
from observatoire.views.french.grammar import display_name
from observatoire.views.french.groups import group_explanation, group_label
from observatoire.views.french.sentences import period, reasons
from observatoire.views.french.wording import STATES, number, plural
from observatoire.views.layout.territories import OUTSIDE

PLACE = (
    Column("identifiant", "Identifiant", description="Identifiant du territoire, le même dans les liens du site."),
    Column("code", "Code", description="Code Insee, ou Siren pour un EPCI."),
    Column("nom", "Nom", description="Nom officiel."),
)
ROLE = Column(
    "role",
    "Rôle",
    description="territoire : celui de la vue ; pair ; mis en avant : pair placé à côté par le lecteur ; hors du "
    "groupe : placé à côté sans être un pair, donc sans rang ni part dans les repères ; repère : n’est pas un "
    "territoire du classement.",
)
REASON = Column(
    "motif", "Motif", description="Pourquoi il n’y a pas de valeur, ou ce qu’il faut savoir de celle-ci ; vide sinon."
)
STATE = (
    Column("statut", "Statut", description="« valeur », ou la raison pour laquelle il n’y en a pas."),
    Column("statut_code", "Code du statut", description=", ".join(STATUSES) + "."),
    REASON,
    Column(
        "fragile",
        "Fragile",
        "flag",
        description="oui : ordre de grandeur, à ne pas classer.",
    ),
    Column("a_verifier", "À vérifier", "flag", description="oui : hors de ce qui est vraisemblable, à ne pas classer."),
)
BASE = (
    Column("numerateur", "Numérateur", "number", description="Somme sur les communes dont les deux termes existent."),
    Column("denominateur", "Dénominateur", "number", description="Idem ; vide pour un effectif."),
    Column("communes", "Communes", "integer", description="Communes du territoire."),
    Column("communes_avec_donnee", "Communes avec donnée", "integer", description="Celles dont elle tient compte."),
    Column(
        "population_couverte_pct", "Population couverte", "number", 1, "%",
        "Part de la population qui vit dans les communes avec donnée.",
    ),
    Column(
        "en_partie_estimee", "En partie estimée", "flag",
        description="oui : en tout ou partie estimée, ou reprise d’une autre année.",
    ),
)  # fmt: skip


def figures_frame(store: Store, *asked: Figures) -> pd.DataFrame:
    """Return figures as rows: place, year, value, state, what the value rests on.

    Parameters
    ----------
    store : Store
        The edition.
    *asked : Figures
        Each of territories of one level, in the order of the rows; the rows of each follow those of the one before.
    """
    ids = _joined([one.ids.to_numpy() for one in asked])
    known = store.places(list(dict.fromkeys(ids)))
    places = known if len(known) == len(ids) else known.loc[ids]
    sizes = [len(one) for one in asked]
    statuses = [status for one in asked for status in one.statuses]
    labels = {status: state_label(status) for status in set(statuses)}
    return pd.DataFrame(
        {
            "identifiant": ids,
            "code": places["code"].to_numpy(),
            "nom": places["name"].to_numpy(),
            "indicateur": np.repeat(np.array([one.indicator.id for one in asked], dtype=object), sizes),
            "annee": np.repeat([one.year for one in asked], sizes),
            "periode": np.repeat(np.array([period(one.indicator, one.year) for one in asked], dtype=object), sizes),
            "valeur": _joined([one.value for one in asked]),
            "statut": [labels[status] for status in statuses],
            "statut_code": statuses,
            "motif": [text for one in asked for text in reasons(one)],
            "fragile": _joined([one.fragile for one in asked]),
            "a_verifier": _joined([one.implausible for one in asked]),
            "numerateur": _joined([one.numerator for one in asked]),
            "denominateur": _joined([one.denominator for one in asked]),
            "communes": _joined([one.members for one in asked]),
            "communes_avec_donnee": _joined([one.members_with_data for one in asked]),
            "population_couverte_pct": np.round(_joined([one.covered for one in asked]).astype(np.float64), 3),
            "en_partie_estimee": _joined([one.flagged for one in asked]),
        }
    )


def _joined(arrays: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


WHEN = (
    Column("annee", "Année", "year"),
    Column("periode", "Période", description="L’année, ou les deux années d’une évolution."),
)


def role_of(identifier: str, place: str, group: PeerGroup | None, picked: Sequence[str] = ()) -> str:
    """Say what a territory of a table is.

    Parameters
    ----------
    identifier : str
    place : str
        Whom the view is about.
    group : PeerGroup or None
        Its peers; without any, nobody is outside.
    picked : sequence of str
        Territories that the reader set beside the place.
    """
    if identifier == place:
        return "territoire"
    if group is not None and identifier not in group.ids:
        return OUTSIDE
    return "mis en avant" if identifier in picked else "pair"


def peers_words(store: Store, territory: Territory | None, group: PeerGroup | None) -> str:
    """Say who the peers are and how they were found; "" without any."""
    if territory is None or group is None:
        return ""
    label = group_label(store, group)
    return f"{label[:1].upper()}{label[1:]}. {group_explanation(store, territory, group)}"


def coverage_words(
    status: pd.Series, fragile: pd.Series, own: str = "", noun: tuple[str, str] = ("territoire", "territoires")
) -> str:
    """Count the figures of a table by state.

    Parameters
    ----------
    status, fragile : Series
        A row a figure: its state, as `Figures` has it; whether its base is too small.
    own : str
        What the place’s own figure rests on, said first.
    noun : tuple of str
        What a row is, singular and plural.
    """
    counts = status.value_counts()
    told = [f"{number(int(counts.get(s, 0)))} {state_label(s)}" for s in STATUSES[1:] if counts.get(s, 0)]
    told += [plural(int(fragile.sum()), "valeur fragile", "valeurs fragiles")] if fragile.any() else []
    known = f"{number(int(counts.get('value', 0)))} avec une valeur sur {plural(len(status), *noun)}"
    return f"{own}Tableau : {known}{' ; ' + ', '.join(told) if told else ''}."


def member_caveats(
    store: Store, asked: Sequence[tuple[Indicator, int]], places: Sequence[Territory]
) -> tuple[str, ...]:
    """Return what the members of composed places have, where these have no value of their own.

    Parameters
    ----------
    store : Store
    asked : sequence of (Indicator, int)
        Indicators, each with its year.
    places : sequence of Territory
        Those that the table is about.
    """
    return tuple(
        f"{indicator.title}, {display_name(place)}. {member_values_sentence(indicator, year, members)}"
        for indicator, year in asked
        for place in places
        if (members := member_figures(store, indicator, year, place))
    )


def circular_caveats(
    catalog: Catalog, indicators: Sequence[Indicator], territory: Territory | None, group: PeerGroup | None
) -> tuple[str, ...]:
    """Return what to say of the indicators that chose the peers; nothing when none did.

    Parameters
    ----------
    catalog, indicators
        The catalogue and the indicators that are shown.
    territory, group
        The place and its peers; nothing is said without them.
    """
    told = circular_note(catalog, list(indicators), territory, group) if territory else ""
    return (told,) if told else ()


def caveats_of(indicator: Indicator) -> tuple[str, ...]:
    """Return what the reader of an indicator must know: what it does not say, its caveats, its breaks."""
    breaks = [f"Rupture de série en {b.year} : {b.note}" for b in indicator.breaks]
    return (f"Ce que ce chiffre ne dit pas : {indicator.not_said}", *indicator.caveats, *breaks)


def caveats_of_all(indicators: Sequence[Indicator]) -> tuple[str, ...]:
    """Return what the reader of several indicators must know, each caveat once, after those it bears on."""
    bearing: dict[str, list[str]] = {}
    for indicator in indicators:
        for words in caveats_of(indicator):
            bearing.setdefault(words, []).append(indicator.title)
    return tuple(f"{_some(titles)}. {words}" for words, titles in bearing.items())


def _some(titles: Sequence[str], most: int = 3) -> str:
    """List the first titles and count the others."""
    more = len(titles) - most
    return ", ".join(titles[:most]) + (f" et {plural(more, 'autre', 'autres')}" if more > 0 else "")


def states_in_words(status: Sequence[str], aside: Sequence[str]) -> list[str]:
    """Return the state of each value in words, those that do not count told apart: « valeur, ordre de grandeur ».

    Parameters
    ----------
    status : sequence of str
        States, as `Figures.statuses` has them.
    aside : sequence of str
        The word beside a value that does not count (`sentences.caution`), or "".
    """
    return [
        f"{state_label(one)}, {word}" if word else state_label(one) for one, word in zip(status, aside, strict=True)
    ]


def asides(figures: Figures) -> list[str]:
    """Return, for each figure, the word beside a value that does not count, or ""."""
    words = np.full(len(figures), "", dtype=object)
    words[figures.fragile] = STATES["fragile"].label
    words[figures.implausible] = STATES["implausible"].label
    return list(words)


def sources_of(catalog: Catalog, indicators: Iterable[Indicator]) -> tuple[Source, ...]:
    """Return the sources of several indicators, each once, in the order they come."""
    known = {source.id: source for indicator in indicators for source in catalog.sources_of(indicator)}
    return tuple(known.values())


def territory_cells(store: Store, ids: Sequence[str]) -> dict[str, object]:
    """Return the columns that say which territories the rows are about, in the order given."""
    places = store.places(ids)
    return {"identifiant": list(ids), "code": places["code"].to_numpy(), "nom": places["name"].to_numpy()}


def missing_words(missing: int, cells: int) -> str:
    """Say how many cells of a table have no value."""
    return f"{plural(missing, 'case', 'cases')} sans valeur sur {number(cells)} : le statut dit pourquoi."
