"""What a command asks for, read and checked: bad input is refused with one French sentence."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn, cast

from observatoire.model.catalog import AbsentIndicatorError, Catalog, Indicator
from observatoire.model.search.lookup import look_up
from observatoire.model.store import Store
from observatoire.model.territory import Level, Territory, UnknownTerritoryError
from observatoire.statistics.components import latest_year, years
from observatoire.statistics.peers.groups import (
    FEWEST_SIMILAR,
    MOST_SIMILAR,
    SEARCHED,
    SIMILAR,
    Method,
    PeerGroup,
    PeerRequest,
    Within,
    default_method,
    offered_methods,
    peer_group,
)
from observatoire.statistics.peers.rules import counted_both_ways, features_for, leaves_none, read_number, read_within
from observatoire.views.french.searching import absent_sentence, look_up_sentence

_SEARCHED = " et ".join(SEARCHED)


class InputError(ValueError):
    """The request makes no sense; the message is the French sentence to show."""


class Parser(argparse.ArgumentParser):
    """argparse, its errors in French."""

    def error(self, message: str) -> NoReturn:  # noqa: ARG002 - argparse's message is English
        """Refuse a command that cannot be read."""
        usage = " ".join(self.format_usage().split(":", 1)[1].split())
        raise InputError(f"Commande incomplète ou inconnue. Usage : {usage}")


def add_territory(parser: argparse.ArgumentParser, *, with_indicator: bool = False) -> None:
    """Let a command take a territory and, where it shows one, an indicator and its year."""
    parser.add_argument(
        "territory", help="identifiant : com-16102, epci-200070514, dep-16, reg-75, france, compose-16102.200070514"
    )
    parser.add_argument("--name", default="", help="nom d'un territoire composé")
    if with_indicator:
        parser.add_argument("--indicator", required=True, help="identifiant de l'indicateur")
        parser.add_argument("--year", help="année (la dernière sans cette option)")


def add_peer_options(command: argparse.ArgumentParser) -> None:
    """Declare the options that say whom a territory is compared with; `--method` is the former name of the first."""
    command.add_argument("--peers", "--method", dest="method", metavar="GROUPE", help="groupe de comparaison")
    command.add_argument("--n", help=f"{_SEARCHED} : combien, de {FEWEST_SIMILAR} à {MOST_SIMILAR}")
    command.add_argument("--drop", action="append", default=[], metavar="F", help=f"{_SEARCHED} : sans ce critère")
    command.add_argument(
        "--double", action="append", default=[], metavar="F", help=f"{_SEARCHED} : critère qui compte double"
    )
    command.add_argument("--within", help=f"{_SEARCHED} : region (la même région), nature (EPCI de même nature)")
    command.add_argument("--remove", action="append", default=[], metavar="ID", help="territoire à retirer du groupe")
    command.add_argument("--list", metavar="ID,ID", help="choisis : les territoires de la liste")


def read_territory(store: Store, identifier: str, name: str = "") -> Territory:
    """Return the territory of an identifier; what must be said of it goes to standard error.

    Parameters
    ----------
    store, identifier
        The edition, and what names the territory.
    name : str
        What to call it, when it is composed of others.

    Raises
    ------
    InputError
        When there is no such territory.
    """
    try:
        found = look_up(store, identifier, name)
    except UnknownTerritoryError:
        raise InputError(
            f"Territoire inconnu : « {identifier[:40]} ». Écrivez par exemple com-16102, "
            "epci-200070514, dep-16, reg-75, france ou compose-16102.200070514."
        ) from None
    if sentence := look_up_sentence(found):
        print(sentence, file=sys.stderr)
    return found.territory


def read_indicator(catalog: Catalog, identifier: str) -> Indicator:
    """Return the indicator of an identifier or alias."""
    try:
        return catalog.indicator(identifier)
    except AbsentIndicatorError as absent:
        raise InputError(absent_sentence(catalog, absent.indicator)) from None
    except KeyError:
        raise InputError(
            f"Indicateur inconnu : « {identifier[:60]} ». La commande « show france » les donne tous."
        ) from None


def read_year(text: str | None) -> int | None:
    """Return a year of four digits; None when none is asked for."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise InputError(f"Année illisible : « {text[:20]} ». Écrivez quatre chiffres, par exemple 2021.")
    return int(text)


def read_year_of(store: Store, indicator: Indicator, level: Level, text: str | None) -> int:
    """Return a year that an indicator has.

    Parameters
    ----------
    store, indicator, level
        What is asked for, and at which level.
    text : str or None
        The year; the last one of the level when none is asked for.

    Raises
    ------
    InputError
        When the indicator has no such year.
    """
    known = years(store, indicator)
    year = read_year(text) or latest_year(store, indicator, level)
    if year not in known:
        raise InputError(f"Aucune donnée pour l'année {year}. {years_sentence(store, [indicator])}")
    return year


def years_sentence(store: Store, wanted: Sequence[Indicator]) -> str:
    """Say which years some indicators have."""
    known = sorted({year for indicator in wanted for year in years(store, indicator)})
    return f"Années disponibles : {', '.join(map(str, known))}."


def read_peers(store: Store, catalog: Catalog, territory: Territory, options: argparse.Namespace) -> PeerGroup:
    """Return the group that the options of `add_peer_options` ask for.

    Parameters
    ----------
    store, catalog, territory
        The edition, the catalogue and the territory.
    options : Namespace
        What `add_peer_options` declared, as parsed.
    """
    method = _method(territory, options)
    _refuse_idle_options(method, options)
    dropped, doubled = (_features(catalog, territory, asked) for asked in (options.drop, options.double))
    if both := counted_both_ways(dropped, doubled):
        raise InputError(
            f"Le critère « {both[0]} » ne peut pas à la fois être retiré (--drop) et compter double (--double)."
        )
    if leaves_none(catalog, territory, dropped):
        raise InputError("Sans aucun critère, on ne peut pas chercher qui se ressemble : gardez-en au moins un.")
    request = PeerRequest(
        method=method,
        n=_number(options.n),
        dropped=dropped,
        doubled=doubled,
        removed=_same_level(store, territory, options.remove),
        within=_within(territory, options.within),
        chosen=_same_level(store, territory, _listed(options)),
    )
    return peer_group(store, catalog, territory, request)


def _method(territory: Territory, options: argparse.Namespace) -> Method:
    asked = options.method or ("choisis" if options.list is not None else default_method(territory))
    offered = offered_methods(territory)
    if asked not in offered:
        raise InputError(
            f"Groupe de comparaison inconnu pour ce territoire. Groupes possibles : {', '.join(offered) or 'aucun'}."
        )
    return cast(Method, asked)


def _refuse_idle_options(method: Method, options: argparse.Namespace) -> None:
    """An option that would change nothing is a misunderstanding."""
    given = {"--n": options.n, "--drop": options.drop, "--double": options.double, "--within": options.within}
    idle = [name for name, value in given.items() if value]
    if idle and method not in SEARCHED:
        raise InputError(f"L’option {idle[0]} ne vaut que pour les groupes {_SEARCHED}, et non pour {method}.")
    if (method == "choisis") != bool(_listed(options)):
        raise InputError("Le groupe choisis, et lui seul, se donne par --list, par exemple --list com-16102,com-17415.")


def _listed(options: argparse.Namespace) -> list[str]:
    return [part for part in (options.list or "").split(",") if part]


def _number(text: str | None) -> int:
    if text is None:
        return SIMILAR
    number = read_number(text)
    if number is None:
        raise InputError(
            f"Nombre de pairs impossible : « {text[:20]} ». Écrivez un entier de {FEWEST_SIMILAR} à {MOST_SIMILAR}."
        )
    return number


def _features(catalog: Catalog, territory: Territory, asked: Sequence[str]) -> tuple[str, ...]:
    known = features_for(catalog, territory)
    for name in asked:
        if name not in known:
            raise InputError(
                f"Critère de ressemblance inconnu : « {name[:40]} ». Critères possibles : {', '.join(known)}."
            )
    return tuple(dict.fromkeys(asked))


def _within(territory: Territory, asked: str | None) -> Within:
    if asked is None:
        return ""
    within = read_within(asked, territory) if asked else None
    if within is None:
        raise InputError(
            f"Restriction inconnue pour ce territoire : « {asked[:20]} ». Écrivez region, ou nature pour un EPCI."
        )
    return within


def _same_level(store: Store, territory: Territory, asked: Sequence[str]) -> tuple[str, ...]:
    """Read the territories of a list, which must be of the place's level."""
    others = [read_territory(store, identifier) for identifier in asked]
    for other in others:
        if other.level != territory.level:
            raise InputError(
                f"On ne compare que des territoires de même niveau : {other.name} ({other.id}) n’est pas du niveau "
                f"de {territory.name} ({territory.id})."
            )
    return tuple(dict.fromkeys(other.id for other in others))
