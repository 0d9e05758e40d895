"""`/comparaison` and `/pairs`: a place among its peers on an indicator; who they are, and why they."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from observatoire.api.asked import Asked, Reply
from observatoire.api.peer_choice import read_group
from observatoire.api.problems import ProblemError
from observatoire.api.reading import LATEST, read_indicator, read_place, read_years, series_of
from observatoire.command_output import comparison_fields, peers_fields
from observatoire.exports.tables.indicators import indicator_export
from observatoire.exports.tables.peers import peers_export
from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store

COMPARED: Final = {
    "territory": "identifiant", "indicator": "indicateur", "year": "annee", "period": "periode", "unit": "unite",
    "peers": "pairs", "value": "valeur", "status": "statut_code", "reason": "motif", "fragile": "fragile",
    "implausible": "a_verifier", "rank": "rang", "n": "rang_sur", "percentile": "percentile", "median": "mediane",
    "q1": "quartile_1", "q3": "quartile_3", "gap": "ecart", "reference": "reference", "margin": "marge",
    "verdict": "verdict", "verdict_reason": "verdict_motif", "heads": "ecart_en_nombre", "expected": "attendu",
    "rank_low": "rang_de", "rank_high": "rang_a", "criterion": "est_un_critere", "circularity": "circularite",
    "suggestion": "autre_groupe", "best_peers": "groupe_conseille", "group_value": "valeur_du_groupe",
    "peers_total": "nombre_de_pairs", "peers_ranked": "pairs_classes", "peers_fragile": "pairs_fragiles",
    "peers_implausible": "pairs_a_verifier", "peers_missing": "pairs_sans_valeur",
}  # fmt: skip
"""Fields of the command line's `compare --json`, as this API names them: the words of the tables to take away."""

GROUPED: Final = {
    "territory": "identifiant", "method": "pairs", "asked": "demandes", "found": "trouves",
    "explanation": "explication", "features": "criteres", "missing": "criteres_manquants", "enough": "assez_connu",
    "close": "assez_proches",
}  # fmt: skip
"""Fields of `peers --json`, likewise."""


def comparison_reply(store: Store, catalog: Catalog, asked: Asked) -> Reply:
    """Return a place among its peers on one indicator: a row a territory, and what is said of the place.

    Parameters
    ----------
    store, catalog
        The edition and its catalogue.
    asked : Asked
        `territoire`, `indicateur`, `annee` and the parameters of the peers.

    Raises
    ------
    ProblemError
        When something that it names does not exist.
    """
    remarks: list[str] = []
    place, indicator = read_place(store, asked, remarks), _indicator(catalog, asked)
    group = read_group(store, catalog, place, asked, remarks)
    wanted = read_years(asked)
    if wanted != LATEST and (isinstance(wanted, str) or len(wanted) > 1):
        raise ProblemError("trop-demande", "Une comparaison porte sur une seule année.", limite=1)
    [(_, year)] = series_of(store, [indicator], place.level, wanted, remarks)
    ids = [place.id, *group.ids]
    table = indicator_export(
        store, catalog, indicator, place.level, year, ids, territory=place, group=group, link=asked.link
    )
    fields = comparison_fields(store, catalog, place, group, indicator, year)
    return Reply(table, tuple(dict.fromkeys(remarks)), ((indicator, (year,)),), _named(fields, COMPARED), cube=True)


def peers_reply(store: Store, catalog: Catalog, asked: Asked) -> Reply:
    """Return the peers of a place, with the figures by which they were found.

    Parameters
    ----------
    store, catalog
        The edition and its catalogue.
    asked : Asked
        `territoire` and the parameters of the peers.

    Raises
    ------
    ProblemError
        When something that it names does not exist.
    """
    remarks: list[str] = []
    place = read_place(store, asked, remarks)
    group = read_group(store, catalog, place, asked, remarks)
    table = peers_export(store, catalog, place, group, asked.link)
    fields = peers_fields(store, catalog, place, group)
    return Reply(table, tuple(dict.fromkeys(remarks)), summary=_named(fields, GROUPED))


def _indicator(catalog: Catalog, asked: Asked) -> Indicator:
    given = asked.several("indicateur")
    if len(given) != 1:
        raise ProblemError(
            "parametre-manquant" if not given else "trop-demande",
            "Indiquez un indicateur, et un seul\u202f: indicateur=part_65_ans_plus, par exemple.",
        )
    return read_indicator(catalog, given[0])


def _named(fields: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {french: fields[name] for name, french in names.items()}
