"""`python -m observatoire export`: tables and fiches as files, progress on standard error."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from urllib.parse import urlencode

from observatoire.exports.fiche.content import ESSENTIAL, fiche_of
from observatoire.exports.fiche.files import FICHE_FORMATS, written, zip_fiches
from observatoire.exports.fiche.record import Fiche
from observatoire.exports.formats.registry import FORMATS
from observatoire.exports.tables.indicators import indicator_export
from observatoire.exports.tables.table import TooLargeError
from observatoire.exports.tables.texts import file_name
from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.composed.names import bare_id, name_in
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.views.french.grammar import short_label
from observatoire.views.french.sentences import period


class ExportError(ValueError):
    """The request makes no sense; the message is the French sentence to show."""


PeersOf = Callable[[Territory], PeerGroup | None]


def export_fiche(
    store: Store, catalog: Catalog, territory: Territory, peers_of: PeersOf, options: Namespace
) -> list[dict[str, str]]:
    """Write the fiche of a territory, or those of all its communes in a zip; return the files' paths.

    Parameters
    ----------
    store, catalog, territory
        The edition, the catalogue and the place.
    peers_of : callable
        Gives the peers of the territory, or of one of its communes.
    options : Namespace
        `out` (folder), `formats`, `themes` (texts, commas between), `members` (bool), `site` (address or "").

    Raises
    ------
    ExportError
        In one French sentence.
    """
    formats = _chosen(options.formats, FICHE_FORMATS, "Format")
    themes = _chosen(options.themes, catalog.themes, "Thème") if options.themes else list(ESSENTIAL)
    if options.members and territory.level != "epci":
        raise ExportError("L’option --members ne vaut que pour un EPCI : une fiche pour chacune de ses communes.")
    if options.site and not options.site.startswith(("https://", "http://")):
        raise ExportError("Adresse du site illisible : écrivez par exemple --site https://observatoire.exemple.fr.")
    out = _folder(options.out)

    def made(place: Territory) -> Fiche:
        group = peers_of(place)
        return fiche_of(store, catalog, place, group, themes, _link(options.site, place, group))

    if not options.members:
        return _kept(out, written(made(territory), formats))
    ids = store.index("commune")[store.members(territory.id)].tolist()
    target = out / file_name("fiches", short_label(territory).lower(), territory.id, store.edition, extension="zip")
    done = 0

    def said(fiche: Fiche) -> None:
        nonlocal done
        done += 1
        print(f"{done}/{len(ids)} {fiche.short_name}", file=sys.stderr)

    try:
        zip_fiches((made(store.territory(i)) for i in ids), formats, target, said)
    except OSError as error:
        raise ExportError(f"Écriture impossible dans « {out} » : {error.strerror or error}.") from None
    return [{"file": str(target)}]


def export_table(
    store: Store,
    catalog: Catalog,
    territory: Territory,
    group: PeerGroup | None,
    indicator: Indicator,
    year: int,
    options: Namespace,
) -> list[dict[str, str]]:
    """Write one indicator of a territory and its peers (all of its level without peers); return the files' paths.

    Parameters
    ----------
    store, catalog, territory, group, indicator, year
        The edition, the catalogue, the territory, its peers (None: all of its level), the indicator and its
        year.
    options : Namespace
        `formats` and `out`, as parsed.

    Raises
    ------
    ExportError
        In one French sentence.
    """
    formats = _chosen(options.formats, FORMATS, "Format")
    out = _folder(options.out)
    ids = [territory.id, *group.ids] if group else None
    table = indicator_export(store, catalog, indicator, territory.level, year, ids, territory=territory, group=group)
    with_whom = [group.method] if group else []
    files = []
    for name in formats:
        kind = FORMATS[name]
        told = [short_label(territory).lower(), territory.id, *with_whom, indicator.id, period(indicator, year)]
        try:
            files.append((file_name(*told, kind.variant, extension=kind.extension), kind.write(table)))
        except TooLargeError:
            raise ExportError("Tableau trop grand pour un classeur : demandez csv ou parquet.") from None
    return _kept(out, files)


def _chosen(text: str, known: Collection[str], what: str) -> list[str]:
    names = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    strange = [name for name in names if name not in known]
    if strange or not names:
        asked = strange[0][:40] if strange else ""
        raise ExportError(f"{what} inconnu : « {asked} ». Choix possibles : {', '.join(known)}.")
    return names


def _folder(path: str) -> Path:
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"Dossier impossible à créer : « {path[:80]} » ({error.strerror or error}).") from None
    return folder


def _link(site: str, place: Territory, group: PeerGroup | None) -> str:
    if not site:
        return ""
    peers = {"pairs": group.method} if group else {}
    named = name_in(place.id)
    where = {"territoire": bare_id(place.id)} | ({"nom": named} if named else {})
    return f"{site.rstrip('/')}/portrait?{urlencode(where | peers)}"


def _kept(out: Path, files: Iterable[tuple[str, bytes]]) -> list[dict[str, str]]:
    """Write files in a folder; say each one once it is there."""
    paths = []
    try:
        for name, content in files:
            (out / name).write_bytes(content)
            print(f"{name}, {max(1, len(content) // 1000)} ko", file=sys.stderr)
            paths.append({"file": str(out / name)})
    except OSError as error:
        raise ExportError(f"Écriture impossible dans « {out} » : {error.strerror or error}.") from None
    return paths
