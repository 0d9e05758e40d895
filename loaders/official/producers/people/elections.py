"""Turnout, by commune (interior ministry): registered, voters, blank and void ballots. No candidate is ever read.

A file of results goes on, after its first columns, with a block for each candidate or list: their names tell which
election it is, and that is all that is looked at of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from loaders.official.columns import Columns, folded, known_member, member_of, names_of
from loaders.official.datasets import Dataset
from loaders.official.opened import Member, Opened
from loaders.official.reading import Reading, Unexpected
from loaders.official.tables.added import Order, refuse_twice
from loaders.official.values import drop_arrondissements, rows

MUNICIPAL, LEGISLATIVE, EUROPEAN = "municipales_t1", "legislatives_t1", "europeennes"
YEARS = {MUNICIPAL: 2026, LEGISLATIVE: 2024, EUROPEAN: 2024}
"""Of the layouts that tell an election by the columns of its candidates."""
_COUNTS = {
    MUNICIPAL: ("inscrits", "votants", "blancs_nuls"),
    LEGISLATIVE: ("inscrits", "votants"),
    EUROPEAN: ("inscrits", "votants"),
}
_SLUGS = {
    MUNICIPAL: ("69b82a7de5d58cc06ad35ce0", "Municipales 2026 - Résultats - Communes", "csv"),
    LEGISLATIVE: (
        "elections-legislatives-des-30-juin-et-7-juillet-2024-resultats-definitifs-du-1er-tour",
        "Résultats définitifs par commune",
        "csv",
    ),
    EUROPEAN: ("resultats-des-elections-europeennes-du-9-juin-2024", "Résultats définitifs par commune", "csv"),
}
_TITLES = {
    MUNICIPAL: "Élections municipales de 2026, premier tour : participation par commune",
    LEGISLATIVE: "Élections législatives de 2024, premier tour : participation par commune",
    EUROPEAN: "Élections européennes de 2024 : participation par commune",
}
_ALL = "elections-all"
DATASETS = (
    *(
        Dataset(
            id=f"elections-{election.replace('_', '-')}",
            producer="Ministère de l’Intérieur",
            title=_TITLES[election].replace(" :", "\u00a0:"),
            source="interieur_elections",
            opens=tuple(f"{election}_{count}" for count in _COUNTS[election]),
            page=f"https://www.data.gouv.fr/fr/datasets/{_SLUGS[election][0]}/",
            data_gouv=_SLUGS[election],
            licence="Licence Ouverte 2.0",
            size=15_000_000,
            rhythm="après chaque scrutin",
            expected={"commune": 34_000},
        )
        for election in YEARS
    ),
    Dataset(
        id=_ALL,
        producer="Ministère de l’Intérieur",
        title="Élections depuis 1999, participation par bureau de vote",
        source="interieur_elections",
        opens=tuple(f"{election}_{count}" for election, counts in _COUNTS.items() for count in counts),
        page="https://www.data.gouv.fr/fr/datasets/donnees-des-elections-agregees/",
        address="https://object.files.data.gouv.fr/data-pipeline-open/elections/general_results.parquet",
        licence="Licence Ouverte 2.0",
        size=70_000_000,
        rhythm="après chaque scrutin",
        expected={"commune": 34_000},
    ),
)
_KINDS = {"muni_t1": MUNICIPAL, "legi_t1": LEGISLATIVE, "euro_t1": EUROPEAN}
"""End of the elections' ids in the file that holds them all -> ours."""
_NUMBERS = {
    "registered": ("inscrits",),
    "voters": ("votants",),
    "abstentions": ("abstentions",),
    "blank": ("blancs",),
    "void": ("nuls",),
}
_PLACE = {
    "commune": ("code_commune", "code_de_la_commune"),
    "departement": ("code_departement", "code_du_departement"),
}
_RESULTS = Columns(wanted={**_PLACE, **_NUMBERS}, own=("registered", "voters"))
_STATIONS = Columns(wanted={"election": ("id_election",), **_PLACE, **_NUMBERS}, own=("election",))
_FEWEST_BLOCKS = {MUNICIPAL: 8, LEGISLATIVE: 6}
"""First rounds have a block for each of so many candidates at least, somewhere in France; second rounds have fewer."""
_MANY_LINES, _FAULTS = 100, 0.01
_SECOND = re.compile(r"(second|2e|2eme|2nd)[ _-]?tour|tour[ _-]?2|[ _-]t2([ _.-]|$)", re.IGNORECASE)
_OVERSEAS = {"ZA": "971", "ZB": "972", "ZC": "973", "ZD": "974", "ZM": "976"}
_COMMUNE = r"(\d\d|2[AB])\d{3}"


def recognise(opened: Opened) -> str | None:
    """Return the id of the election, by the names of its candidates' columns; None when it is none of ours."""
    # Of a JSON file, no column could be left unread: the ministry publishes none.
    if any(member.kind == "json" for member in opened.members):
        return None
    if member_of(opened, _STATIONS):
        return _ALL
    tables = (member for member in opened.members if member.kind != "xlsx" or len(opened.members) == 1)
    member = next((member for member in tables if _blocks(member) and _RESULTS.knows(member)), None)
    election = _election(member) if member else None
    return f"elections-{election.replace('_', '-')}" if election else None


def read(opened: Opened, dataset: str) -> Reading:
    """Add up the lines of each commune: constituencies that share it, or its polling stations.

    Parameters
    ----------
    opened : Opened
        The file.
    dataset : str
        One of this module's.
    """
    if dataset == _ALL:
        return _read_stations(opened, known_member(opened, _STATIONS))
    member = known_member(opened, _RESULTS)
    election = _election(member)
    if election is None:
        raise Unexpected(
            f"{member.file}\u202f: ce ne sont ni des municipales, ni des législatives, ni des européennes."
        )
    frame = _RESULTS.table(member)
    _refuse_second_round(opened, member, election, len(frame))
    refuse_twice(frame[frame["registered"].str.strip() != "0"], member.file)
    order = Order(opened)
    order.see(_codes(frame))
    values = _values(_counted(frame, member, _RESULTS), election, YEARS[election])
    return Reading(values, geography=YEARS[election], edition=str(YEARS[election]), unsure=order.unsure)


def _read_stations(opened: Opened, member: Member) -> Reading:
    """Read the first rounds of our elections, of all years, from the file of polling stations."""
    parts: dict[str, list[pd.DataFrame]] = {}
    order = Order(opened)
    for part in _STATIONS.parts(member, chunk=400_000):
        ours = part["election"].str.fullmatch(rf"\d{{4}}_({'|'.join(_KINDS)})")
        order.see(_codes(part), part["election"].str[:4].where(ours, "0").astype(int))
        for name, lines in part[ours].groupby("election", sort=True):
            parts.setdefault(str(name), []).append(lines.drop(columns="election"))
    if not parts:
        raise Unexpected(f"{member.file}\u202f: aucun premier tour de municipales, de législatives ou d’européennes.")
    values = [
        _values(
            _counted(pd.concat(lines, ignore_index=True), member, _STATIONS, _FAULTS), _KINDS[name[5:]], int(name[:4])
        )
        for name, lines in parts.items()
    ]
    last = max(int(name[:4]) for name in parts)
    return Reading(pd.concat(values, ignore_index=True), geography=last, edition=str(last), unsure=order.unsure)


def _counted(frame: pd.DataFrame, member: Member, columns: Columns, known_faults: float = 0.0) -> pd.DataFrame:
    """Return the sums of each commune; a line without a number leaves its commune without one.

    Parameters
    ----------
    frame : DataFrame
        Lines, their columns named by what they are.
    member : Member
        Their table.
    columns : Columns
        By which it is known.
    known_faults : float
        Share of lines whose numbers may contradict each other, and are then left out with their commune.

    Raises
    ------
    Unexpected
        When more lines contradict themselves: a column has slipped.
    """
    codes = _codes(frame)
    lines = pd.DataFrame({name: columns.number(frame[name], member, thousands=" ")[0] for name in _NUMBERS})
    off = (lines["voters"] + lines["abstentions"] - lines["registered"]).abs() > 0
    off |= lines["blank"] + lines["void"] > lines["voters"]
    if off.mean() > known_faults:
        row = lines[off].iloc[0]
        raise Unexpected(
            f"{member.file}\u202f: {codes[off].iloc[0]}\u202f: {row['registered']:.0f} inscrits, "
            f"{row['voters']:.0f} votants et {row['abstentions']:.0f} abstentions ne vont pas ensemble."
        )
    located = codes != ""
    lines, codes = lines[~off].reindex(lines.index)[located], codes[located]
    return lines.groupby(codes).sum().where(lines.notna().groupby(codes).all())


def _values(counted: pd.DataFrame, election: str, year: int) -> pd.DataFrame:
    counts: Mapping[str, pd.Series] = {
        "inscrits": counted["registered"],
        "votants": counted["voters"],
        "blancs_nuls": counted["blank"] + counted["void"],
    }
    codes = counted.index.to_series()
    parts = [
        rows(
            codes,
            "commune",
            f"{election}_{name}",
            year,
            counts[name],
            pd.Series("value", index=codes.index).mask(counts[name].isna(), "not_published"),
        )
        for name in _COUNTS[election]
    ]
    return drop_arrondissements(pd.concat(parts, ignore_index=True))


def _codes(frame: pd.DataFrame) -> pd.Series:
    """Return the INSEE codes; an empty one outside of the départements: abroad, collectivities overseas."""
    communes, places = frame["commune"].str.strip(), frame["departement"].str.strip().replace(_OVERSEAS)
    places = places.where(places.str.len() != 1, "0" + places)
    communes = communes.str.replace(rf"^(?:{'|'.join(_OVERSEAS)})(?=\d{{3}}$)", "97", regex=True)
    # In older layouts the commune has three figures, the first of which, overseas, is the last of its département.
    joined = places.str[:2] + communes.str.zfill(3)
    codes = communes.where(communes.str.len() == 5, joined)
    outside = ~codes.str.fullmatch(_COMMUNE) | codes.str.match("97[5789]|98|99")
    return codes.mask(outside, "")


def _blocks(member: Member) -> list[str]:
    """Return the names, without their numbers, of the columns of candidates and lists."""
    names = [folded(name) for name in names_of(member)]
    return [name for name in names if re.fullmatch(r"(numero_de_panneau|voix|nuance|sieges|elu|libelle).*_\d+", name)]


def _election(member: Member) -> str | None:
    kinds = {re.sub(r"_\d+$", "", name) for name in _blocks(member)}
    if "sieges_au_cm" in kinds:
        return MUNICIPAL
    if "nuance_candidat" in kinds and not any("liste" in kind for kind in kinds):
        return LEGISLATIVE
    return EUROPEAN if "sieges" in kinds and "nuance_liste" in kinds else None


def _refuse_second_round(opened: Opened, member: Member, election: str, lines: int) -> None:
    blocks = sum(1 for name in _blocks(member) if re.fullmatch(r"voix_\d+", name))
    few = lines > _MANY_LINES and blocks < _FEWEST_BLOCKS.get(election, 0)
    if few or _SECOND.search(opened.name) or _SECOND.search(member.name):
        raise Unexpected(
            f"{member.file}\u202f: c’est un second tour, qui n’a lieu que dans une partie des communes\u202f; "
            "seul le premier est repris."
        )
