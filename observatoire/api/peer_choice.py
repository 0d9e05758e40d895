"""Which peers a request asks for: the parameters of our pages' addresses, refused where these would choose another."""

from __future__ import annotations

from typing import Final

from observatoire.api.asked import Asked
from observatoire.api.problems import ProblemError, quoted
from observatoire.api.reading import found_place
from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import (
    FEWEST_SIMILAR,
    MOST_CHOSEN,
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
from observatoire.views.french.grammar import display_name
from observatoire.views.french.wording import spaced

PARAMETERS: Final = ("pairs", "nombre", "sans", "double", "hors", "restreint", "liste")
_OF_SEARCHED: Final = ("nombre", "sans", "double", "restreint")


def read_group(store: Store, catalog: Catalog, place: Territory, asked: Asked, remarks: list[str]) -> PeerGroup:
    """Return the peers that a request asks for.

    Parameters
    ----------
    store, catalog
        The edition and its catalogue.
    place : Territory
        Whose peers.
    asked : Asked
        `PARAMETERS`.
    remarks : list of str
        Where what must be said of the territories that it lists is added.

    Raises
    ------
    ProblemError
        When the place has no such group, or when a parameter would change nothing.
    """
    method = _method(place, asked)
    _refuse_idle(method, asked)
    dropped, doubled = (_features(catalog, place, asked, name) for name in ("sans", "double"))
    if both := counted_both_ways(dropped, doubled):
        raise ProblemError(
            "parametres-incompatibles",
            spaced(f"Le critère {quoted(both[0])} ne peut pas à la fois être retiré et compter double."),
        )
    if leaves_none(catalog, place, dropped):
        raise ProblemError("parametres-incompatibles", "Sans aucun critère, on ne peut pas chercher qui se ressemble.")
    request = PeerRequest(
        method=method,
        n=_number(asked.one("nombre")),
        dropped=dropped,
        doubled=doubled,
        removed=_same_level(store, place, asked, "hors", remarks),
        within=_within(place, asked.one("restreint")),
        chosen=_same_level(store, place, asked, "liste", remarks),
    )
    return peer_group(store, catalog, place, request)


def _method(place: Territory, asked: Asked) -> Method:
    offered = offered_methods(place)
    if not offered:
        raise ProblemError("choix-inconnu", f"{display_name(place)} n’a pas de pairs.", choix=[])
    wanted = asked.one("pairs") or ("choisis" if asked.several("liste") else default_method(place))
    if wanted not in offered:
        raise ProblemError(
            "choix-inconnu",
            spaced(f"Ce territoire n’a pas le groupe {quoted(str(wanted))} : écrivez {', '.join(offered)}."),
            choix=list(offered),
        )
    return wanted


def _refuse_idle(method: Method, asked: Asked) -> None:
    """A parameter that would change nothing is a misunderstanding."""
    idle = [name for name in _OF_SEARCHED if asked.one(name)]
    if idle and method not in SEARCHED:
        raise ProblemError(
            "parametres-incompatibles", f"Le paramètre {idle[0]} ne va qu’avec pairs={' ou pairs='.join(SEARCHED)}."
        )
    if (method == "choisis") != bool(asked.several("liste")):
        raise ProblemError(
            "parametres-incompatibles",
            spaced("Le groupe choisis, et lui seul, se donne par une liste : liste=com-16102,com-17415."),
        )


def _number(text: str) -> int:
    if not text:
        return SIMILAR
    number = read_number(text)
    if number is None:
        raise ProblemError(
            "parametre-illisible",
            spaced(
                f"Le nombre de pairs {quoted(text)} est illisible : écrivez un entier de {FEWEST_SIMILAR} à "
                f"{MOST_SIMILAR}."
            ),
        )
    return number


def _features(catalog: Catalog, place: Territory, asked: Asked, name: str) -> tuple[str, ...]:
    known, given = features_for(catalog, place), asked.several(name)
    for feature in given:
        if feature not in known:
            raise ProblemError(
                "choix-inconnu",
                spaced(f"Le critère {quoted(feature)} n’existe pas : écrivez {', '.join(known)}."),
                choix=list(known),
            )
    return tuple(given)


def _within(place: Territory, text: str) -> Within:
    within = read_within(text, place) if text else ""
    if within is None:
        raise ProblemError(
            "choix-inconnu",
            spaced(f"Ce territoire ne se restreint pas à {quoted(text)} : écrivez region, ou nature pour un EPCI."),
        )
    return within


def _same_level(store: Store, place: Territory, asked: Asked, name: str, remarks: list[str]) -> tuple[str, ...]:
    """Read the territories of a list, which must be of the place's level."""
    given = asked.several(name)
    if len(given) > MOST_CHOSEN:
        raise ProblemError(
            "trop-demande", f"Le paramètre {name} nomme au plus {MOST_CHOSEN} territoires.", limite=MOST_CHOSEN
        )
    others = [found_place(store, identifier, "", remarks) for identifier in given]
    for other in others:
        if other.level != place.level:
            raise ProblemError(
                "parametres-incompatibles",
                spaced(
                    f"On ne compare que des territoires de même niveau : {display_name(other)} n’est pas du niveau de "
                    f"{display_name(place)}."
                ),
            )
    return tuple(dict.fromkeys(other.id for other in others))
