"""Command line, stable: `python -m observatoire search|show|peers|compare|export … --json`.

Bad input ends with exit status 2 and one French sentence on standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from observatoire.command_input import (
    InputError,
    Parser,
    add_peer_options,
    add_territory,
    read_indicator,
    read_peers,
    read_territory,
    read_year,
    read_year_of,
    years_sentence,
)
from observatoire.command_output import comparison_fields, figure_fields, leave_after, peers_fields
from observatoire.model.catalog import Catalog, CatalogError
from observatoire.model.composed.members import listed
from observatoire.model.files import DataNotReadableError
from observatoire.model.search.index import SearchIndex
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.components import years
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerGroup, offered_methods
from observatoire.views.french.editions import trial_sentence
from observatoire.views.french.searching import remark_sentence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status."""
    try:
        options = _parser().parse_args(arguments)
        store, catalog = open_offered()
        print(trial_sentence(store), end="\n" * store.of_extracts, file=sys.stderr)
        payload = options.run(store, catalog, options)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except (DataNotReadableError, CatalogError) as error:
        print(f"Les données ne peuvent pas être lues\u202f: {error}.", file=sys.stderr)
        return 1
    if options.json:
        json.dump(payload, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
        print()
    else:
        _print_plain(payload)
    return 0


def _parser() -> Parser:
    parser = Parser(prog="python -m observatoire", description="Observatoire territorial citoyen")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    search = commands.add_parser("search", help="chercher un territoire par nom, code postal ou code")
    search.add_argument("text", help="ce que l'on cherche")
    search.add_argument("--limit", type=int, default=15, help="combien de réponses au plus, de 1 à 100")
    search.set_defaults(run=_search)
    show = commands.add_parser("show", help="les indicateurs d'un territoire")
    add_territory(show)
    show.add_argument("--indicator", help="un seul indicateur")
    show.add_argument("--year", help="une seule année")
    show.set_defaults(run=_show)
    peers = commands.add_parser("peers", help="les pairs d'un territoire")
    add_territory(peers)
    add_peer_options(peers)
    peers.set_defaults(run=_peers)
    comparing = commands.add_parser("compare", help="un territoire parmi ses pairs")
    add_territory(comparing, with_indicator=True)
    add_peer_options(comparing)
    comparing.set_defaults(run=_compare)
    fiche, table = _export_parsers(commands)
    for command in (search, show, peers, comparing, fiche, table):
        command.add_argument("--json", action="store_true", help="sortie JSON")
    return parser


def _export_parsers(commands: Any) -> tuple[Parser, Parser]:
    export = commands.add_parser("export", help="écrire des fichiers : fiche d'un territoire, tableau d'un indicateur")
    kinds = export.add_subparsers(dest="kind", required=True, parser_class=Parser)
    fiche = kinds.add_parser("fiche", help="la fiche d'un territoire, ou de chaque commune d'un EPCI")
    add_territory(fiche)
    fiche.add_argument("--out", required=True, help="dossier où écrire")
    fiche.add_argument("--formats", default="pdf", help="formats, séparés par des virgules (pdf sans cette option)")
    fiche.add_argument("--themes", default="", help="thèmes de la fiche, séparés par des virgules")
    add_peer_options(fiche)
    fiche.add_argument("--members", action="store_true", help="EPCI : la fiche de chacune de ses communes")
    fiche.add_argument("--site", default="", help="adresse du site, pour le lien et le code QR")
    fiche.set_defaults(run=_export_fiche)
    table = kinds.add_parser("table", help="un indicateur pour un territoire et ses pairs")
    add_territory(table, with_indicator=True)
    table.add_argument("--out", required=True, help="dossier où écrire")
    table.add_argument("--formats", default="csv", help="formats, séparés par des virgules (csv sans cette option)")
    add_peer_options(table)
    table.set_defaults(run=_export_table)
    return fiche, table


def _search(store: Store, catalog: Catalog, options: argparse.Namespace) -> list[dict[str, Any]]:
    if not options.text.strip():
        raise InputError("Recherche vide : indiquez un nom de commune ou d'EPCI, un code postal ou un code INSEE.")
    if composition := listed(store, options.text):
        return [_found(store.territory(composition.id), "code", options.text.strip(), certain=True)]
    index = SearchIndex(store.territories, store.former_communes, catalog)
    answer = index.answer(options.text, limit=max(1, min(options.limit, 100)))
    for remark in answer.remarks:
        print(remark_sentence(store, catalog, remark), file=sys.stderr)
    return [_found(store.territory(m.id), m.reason, m.matched, certain=m.certain) for m in answer.matches]


def _found(place: Territory, reason: str, matched: str, *, certain: bool) -> dict[str, Any]:
    return {
        "id": place.id, "name": place.name, "level": "compose" if place.composed else place.level,
        "departement": place.departement, "reason": reason, "matched": matched, "certain": certain,
    }  # fmt: skip


def _show(store: Store, catalog: Catalog, options: argparse.Namespace) -> list[dict[str, Any]]:
    territory = read_territory(store, options.territory, options.name)
    if options.indicator:
        wanted = [read_indicator(catalog, options.indicator)]
    else:
        wanted = list(catalog.indicators.values())
    year = read_year(options.year)
    if year is not None and not any(year in years(store, i) for i in wanted):
        raise InputError(f"Aucune donnée pour l'année {year}. {years_sentence(store, wanted)}")
    return [
        figure_fields(store, catalog, territory, indicator, at)
        for indicator in wanted
        for at in years(store, indicator)
        if year in (None, at)
    ]


def _peers(store: Store, catalog: Catalog, options: argparse.Namespace) -> dict[str, Any]:
    territory = read_territory(store, options.territory, options.name)
    return peers_fields(store, catalog, territory, read_peers(store, catalog, territory, options))


def _compare(store: Store, catalog: Catalog, options: argparse.Namespace) -> dict[str, Any]:
    territory = read_territory(store, options.territory, options.name)
    indicator = read_indicator(catalog, options.indicator)
    group = read_peers(store, catalog, territory, options)
    year = read_year_of(store, indicator, territory.level, options.year)
    return comparison_fields(store, catalog, territory, group, indicator, year)


def _export_fiche(store: Store, catalog: Catalog, options: argparse.Namespace) -> list[dict[str, str]]:
    from observatoire.exports.commands import ExportError, export_fiche  # slow to load: only when asked for

    def peers_of(place: Territory) -> PeerGroup | None:
        return read_peers(store, catalog, place, options) if offered_methods(place) else None

    try:
        return export_fiche(store, catalog, read_territory(store, options.territory, options.name), peers_of, options)
    except ExportError as error:
        raise InputError(str(error)) from None


def _export_table(store: Store, catalog: Catalog, options: argparse.Namespace) -> list[dict[str, str]]:
    from observatoire.exports.commands import ExportError, export_table

    territory, indicator = (
        read_territory(store, options.territory, options.name),
        read_indicator(catalog, options.indicator),
    )
    group = read_peers(store, catalog, territory, options) if offered_methods(territory) else None
    year = read_year_of(store, indicator, territory.level, options.year)
    try:
        return export_table(store, catalog, territory, group, indicator, year, options)
    except ExportError as error:
        raise InputError(str(error)) from None


def _print_plain(payload: Any) -> None:
    """Print one line a row, and under it the rows that it holds (peers, members); what is absent is empty."""
    for row in payload if isinstance(payload, list) else [payload]:
        fields = [(key, "" if value is None else value) for key, value in row.items()]
        print("\t".join(f"{key}={value}" for key, value in fields if not isinstance(value, list | dict)))
        for value in row.values():
            if isinstance(value, list):
                _print_plain([held for held in value if isinstance(held, dict)])


if __name__ == "__main__":
    leave_after(main)
