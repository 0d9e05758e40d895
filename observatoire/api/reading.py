"""From the texts of a request to territories, indicators and years: refused in one French sentence, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from observatoire.api.asked import Asked
from observatoire.api.limits import MOST_COMPOSED, MOST_PLACES
from observatoire.api.problems import ProblemError, quoted
from observatoire.model.catalog import AbsentIndicatorError, Catalog, Indicator
from observatoire.model.search.lookup import look_up
from observatoire.model.store import Store
from observatoire.model.territory import LEVELS, Level, Territory, UnknownTerritoryError, canonical_id, is_composed
from observatoire.statistics.components import latest_year, years
from observatoire.views.french.grammar import full_name
from observatoire.views.french.searching import absent_sentence, look_up_sentence
from observatoire.views.french.wording import spaced

LATEST, ALL = "derniere", "toutes"
"""Words that stand for a year."""


@dataclass(frozen=True, slots=True)
class Places:
    """The territories of a request: ids by level, in the order asked; how they are named; what must be said of them."""

    ids: dict[Level, list[str]]
    order: list[str]
    title: str
    remarks: tuple[str, ...]


def read_place(store: Store, asked: Asked, remarks: list[str]) -> Territory:
    """Return the one territory that a request is about; what must be said of it is added to the remarks."""
    given = asked.several("territoire")
    if len(given) != 1:
        raise ProblemError(
            "parametre-manquant" if not given else "trop-demande",
            "Indiquez un territoire, et un seul\u202f: territoire=com-16102, par exemple.",
        )
    return found_place(store, given[0], asked.one("nom"), remarks)


def found_place(store: Store, identifier: str, name: str, remarks: list[str]) -> Territory:
    """Return the territory of an identifier.

    Parameters
    ----------
    store, identifier
        The edition, and what names the territory.
    name : str
        What to call it, if it is composed of others.
    remarks : list of str
        Where what must be said of it is added.

    Raises
    ------
    ProblemError
        When there is none.
    """
    try:
        found = look_up(store, identifier, name)
    except UnknownTerritoryError:
        raise ProblemError(
            "territoire-inconnu",
            spaced(
                f"Aucun territoire n’a l’identifiant {quoted(identifier)} : écrivez par exemple com-16102, "
                "epci-200070514, dep-16, reg-75, france ou compose-17415.200070514."
            ),
        ) from None
    if sentence := look_up_sentence(found):
        remarks.append(sentence)
    return found.territory


def read_places(store: Store, asked: Asked) -> Places:
    """Return the territories of a request: those that it names, or those of a level, within another or not."""
    given, level = asked.several("territoire"), asked.one("niveau")
    if bool(given) == bool(level):
        raise ProblemError(
            "parametres-incompatibles" if given else "parametre-manquant",
            "Indiquez des territoires (territoire=com-16102), ou bien tout un niveau (niveau=epci).",
        )
    if level:
        return _of_level(store, read_level(level), asked)
    if asked.one("dans"):
        raise ProblemError("parametres-incompatibles", "Le paramètre dans ne va qu’avec niveau.")
    _bounded(given)
    remarks: list[str] = []
    found = [found_place(store, identifier, asked.one("nom"), remarks) for identifier in given]
    ids: dict[Level, list[str]] = {}
    for place in {place.id: place for place in found}.values():
        ids.setdefault(place.level, []).append(place.id)
    named = [full_name(place) for place in found[:3]]
    more = f" et {len(found) - 3} autres" if len(found) > 3 else ""
    return Places(ids, list(dict.fromkeys(place.id for place in found)), ", ".join(named) + more, tuple(remarks))


def _bounded(given: Sequence[str]) -> None:
    if len(given) > MOST_PLACES:
        raise ProblemError(
            "trop-demande",
            f"Une demande nomme au plus {MOST_PLACES} territoires\u202f; pour tout un niveau, écrivez niveau=commune.",
            limite=MOST_PLACES,
        )
    if sum(is_composed(canonical_id(one)) for one in given) > MOST_COMPOSED:
        raise ProblemError(
            "trop-demande", f"Une demande nomme au plus {MOST_COMPOSED} territoires composés.", limite=MOST_COMPOSED
        )


def read_level(text: str) -> Level:
    """Return a level."""
    if text not in LEVELS:
        raise ProblemError(
            "choix-inconnu",
            spaced(f"Le niveau {quoted(text)} n’existe pas : écrivez {', '.join(LEVELS[:-1])} ou {LEVELS[-1]}."),
            choix=list(LEVELS),
        )
    return text


def _of_level(store: Store, level: Level, asked: Asked) -> Places:
    remarks: list[str] = []
    ids = [str(identifier) for identifier in store.index(level)]
    title = _LEVEL_TITLES[level]
    if within := asked.one("dans"):
        holder = found_place(store, within, asked.one("nom"), remarks)
        ids = _within(store, level, holder)
        title = f"{title}\u202f: {full_name(holder)}"
    return Places({level: ids}, ids, title, tuple(remarks))


_LEVEL_TITLES: dict[Level, str] = {
    "commune": "Communes", "epci": "EPCI", "departement": "Départements", "region": "Régions", "france": "France",
}  # fmt: skip


def _within(store: Store, level: Level, holder: Territory) -> list[str]:
    """Return the territories of a level of which some commune is in another, in the store's order.

    An EPCI across two départements is in both: who asks for those of a département wants it too.
    """
    if LEVELS.index(level) >= LEVELS.index(holder.level):
        raise ProblemError(
            "parametres-incompatibles",
            spaced(
                f"Le niveau {level} ne se trouve pas dans {full_name(holder)} : dans nomme un territoire plus large."
            ),
        )
    communes = store.members(holder.id)
    index = store.index(level)
    if level == "commune":
        return [str(identifier) for identifier in index[communes]]
    held = np.unique(store.membership(level)[communes])
    return [str(identifier) for identifier in index[held[held >= 0]]]


def read_indicators(catalog: Catalog, asked: Asked) -> list[Indicator]:
    """Return the indicators that a request names, each once; all of them when it names none."""
    given = asked.several("indicateur")
    found = {one.id: one for one in (read_indicator(catalog, identifier) for identifier in given)}
    return list(found.values()) if given else list(catalog.indicators.values())


def read_indicator(catalog: Catalog, identifier: str) -> Indicator:
    """Return the indicator of an identifier, of today or of before."""
    try:
        return catalog.indicator(identifier)
    except AbsentIndicatorError as absent:
        raise ProblemError("indicateur-inconnu", absent_sentence(catalog, absent.indicator)) from None
    except KeyError:
        raise ProblemError(
            "indicateur-inconnu",
            spaced(f"Aucun indicateur n’a l’identifiant {quoted(identifier)} : /indicateurs les donne tous."),
        ) from None


def read_years(asked: Asked) -> list[int] | str:
    """Return the years that a request asks for; `LATEST`, which is usual, or `ALL`."""
    given = asked.several("annee") or [LATEST]
    if len(given) == 1 and given[0] in (LATEST, ALL):
        return given[0]
    for text in given:
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            raise ProblemError(
                "parametre-illisible",
                spaced(f"L’année {quoted(text)} est illisible : écrivez quatre chiffres, {LATEST} ou {ALL}."),
            )
    return sorted(map(int, given))


def series_of(
    store: Store, indicators: Sequence[Indicator], level: Level, wanted: list[int] | str, remarks: list[str]
) -> list[tuple[Indicator, int]]:
    """Return the indicators, each with the years that it has among those wanted.

    Parameters
    ----------
    store, indicators, level
        The edition, the indicators and the level of the territories, on which the latest year depends.
    wanted : list of int, or `LATEST`, or `ALL`
    remarks : list of str
        Where the years that an indicator lacks are said.

    Raises
    ------
    ProblemError
        When none has any.
    """
    found: list[tuple[Indicator, int]] = []
    lacking: list[str] = []
    for indicator in indicators:
        known = years(store, indicator)
        if wanted == LATEST:
            found.append((indicator, latest_year(store, indicator, level)))
        else:
            held = [year for year in known if wanted == ALL or year in wanted]
            found += [(indicator, year) for year in held]
            if not held:
                lacking.append(indicator.title)
    if not found:
        told = ", ".join(map(str, years(store, indicators[0])))
        raise ProblemError(
            "annee-sans-donnee",
            spaced(f"Aucune donnée pour ces années ; pour {quoted(indicators[0].title)}, les années sont {told}."),
        )
    if lacking:
        more = f" et {len(lacking) - 3} autres" if len(lacking) > 3 else ""
        remarks.append(spaced(f"Sans donnée pour ces années : {', '.join(lacking[:3])}{more}."))
    return found
