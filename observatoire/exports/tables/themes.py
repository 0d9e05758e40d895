"""The tables of the views on a theme, a row an indicator: whole theme, portrait, places side by side.

They take what the view shows, so that the file and the screen say the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from observatoire.exports.tables.columns import (
    BASE,
    PLACE,
    ROLE,
    STATE,
    WHEN,
    caveats_of_all,
    circular_caveats,
    coverage_words,
    member_caveats,
    peers_words,
    role_of,
    sources_of,
)
from observatoire.exports.tables.table import Column, Export
from observatoire.exports.tables.texts import state_label
from observatoire.exports.tables.verdicts import difference_cells, difference_columns, verdict_cells, verdict_columns
from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.comparison import Comparison, compare_first
from observatoire.statistics.figures import Figure, latest, panel
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.statistics.standout import LEAST_SCORE
from observatoire.statistics.uncertainty.differences import Difference
from observatoire.statistics.uncertainty.judgement import NOTHING, Judgement
from observatoire.statistics.uncertainty.verdicts import judge_first
from observatoire.views.compare.panorama import Panorama
from observatoire.views.compare.panorama_words import absent_sentence
from observatoire.views.compare.side_by_side import SideRow
from observatoire.views.french.editions import edition_text
from observatoire.views.french.grammar import full_name
from observatoire.views.french.sentences import FEWEST_FOR_QUARTILES, has_middle_half, period, reason
from observatoire.views.french.wording import number

_WHAT = (
    Column("theme", "Thème"),
    Column("indicateur", "Indicateur", description="Identifiant de l’indicateur, le même dans les liens du site."),
    Column("intitule", "Intitulé"),
    *WHEN,
)
_UNIT = Column("unite", "Unité", description="Unité de la valeur, de la médiane et des quartiles.")
_FEW = f"Vide quand moins de {FEWEST_FOR_QUARTILES} pairs comptent."
_RANK = (
    Column("rang", "Rang", "integer", description="1 = valeur la plus élevée du territoire et de ses pairs."),
    Column("classes", "Classés", "integer", description="Territoires classés, lui compris."),
)
_COUNTED = (
    Column("pairs_comptes", "Pairs comptés", "integer", description="Ceux dont la médiane tient compte."),
    Column("pairs_fragiles", "Pairs fragiles", "integer", description="Base trop petite : hors de la médiane."),
    Column(
        "pairs_a_verifier",
        "Pairs à vérifier",
        "integer",
        description="Chiffre hors du vraisemblable : hors de la médiane.",
    ),
    Column("pairs_sans_valeur", "Pairs sans valeur", "integer", description="Hors de la médiane."),
)
_AWAY = Column(
    "ecart_net", "Écart net",
    description="au-dessus ou au-dessous : l’écart à la médiane des pairs atteint "
    f"{number(LEAST_SCORE, 1)} fois leur dispersion (écart interquartile rapporté à celui d’une loi normale), et "
    "dépasse ce que fait le hasard.",
)  # fmt: skip
_ABOUT = (
    Column("definition", "Définition"),
    Column("source", "Source"),
    Column("licence", "Licence"),
)
_OWN_UNIT = "celle de chaque indicateur, dans la colonne « unite »"


_ALONE = Difference(None)


@dataclass(frozen=True, slots=True)
class _Line:
    """One indicator: the figures of the places, the first one’s standing among its peers, how far they lie apart."""

    indicator: Indicator
    year: int
    figures: tuple[Figure, ...]
    result: Comparison
    away: str = ""
    judged: Judgement = NOTHING
    apart: Difference = _ALONE


def theme_export(
    store: Store, catalog: Catalog, view: Panorama, title: str, group: PeerGroup | None, link: str = ""
) -> Export:
    """Return a whole theme of one place among its peers: a row an indicator, in the order of the screen.

    Parameters
    ----------
    store, catalog
        The edition and the catalogue.
    view : Panorama
        As the page shows it.
    title, group, link
        The theme’s title, the peers that `view` compares with, the address of the view.
    """
    lines = [
        _Line(row.indicator, row.year, (row.figure,), row.result,
              ("au-dessus" if (row.score or 0) > 0 else "au-dessous") if row.stands_out else "", row.judged)
        for row in view.rows
    ]  # fmt: skip
    absent = absent_sentence(view)
    return _lines_export(store, catalog, lines, [view.place], group, title, link, (absent,) if absent else (), True)


def portrait_export(
    store: Store,
    catalog: Catalog,
    place: Territory,
    indicators: Sequence[Indicator],
    title: str,
    group: PeerGroup | None,
    link: str = "",
) -> Export:
    """Return some indicators of one place, latest years, among its peers when it has some: a row an indicator.

    Parameters
    ----------
    store, catalog, place, group
        The edition, the catalogue, the place and its peers.
    indicators : sequence of Indicator
        Those of the themes shown, in their order.
    title : str
        What they are together.
    link : str, optional
        Address that shows it again.
    """
    ids = [place.id, *(group.ids if group else ())]
    lines = [
        _Line(found.indicator, found.year, (found.figure(0),), compare_first(found), judged=judge_first(store, found))
        for found in panel(store, latest(store, indicators, place.level), place.level, ids)
    ]
    return _lines_export(store, catalog, lines, [place], group, title, link, (), False)


def side_export(
    store: Store,
    catalog: Catalog,
    rows: Sequence[SideRow],
    places: Sequence[Territory],
    title: str,
    group: PeerGroup,
    link: str = "",
) -> Export:
    """Return places side by side over a theme: a row an indicator and place, the median of the first one’s peers.

    Parameters
    ----------
    store, catalog
        The edition and the catalogue.
    rows, places
        As `side_by_side.side_rows` returns and takes them.
    title : str
        The theme’s.
    group : PeerGroup
        The peers of the first place.
    link : str, optional
        Address that shows it again.
    """
    lines = [
        _Line(row.figures.indicator, row.figures.year, tuple(map(row.figures.figure, range(len(places)))), row.group,
              apart=row.difference)
        for row in rows
    ]  # fmt: skip
    return _lines_export(store, catalog, lines, places, group, title, link, (), False)


def _lines_export(
    store: Store,
    catalog: Catalog,
    lines: Sequence[_Line],
    places: Sequence[Territory],
    group: PeerGroup | None,
    title: str,
    link: str,
    caveats: tuple[str, ...],
    away: bool,
) -> Export:
    """Return the table of several indicators, each row with its own unit, definition, source and licence."""
    indicators = [line.indicator for line in lines]
    decimals = max((i.decimals for i in indicators), default=0)
    alone = len(places) == 1
    with_peers = group is not None
    columns = (
        *PLACE,
        *(() if alone else (ROLE,)),
        *_WHAT,
        Column("valeur", "Valeur", "number", decimals),
        _UNIT,
        *STATE,
        *(_RANK if with_peers and alone else ()),
        *((_AWAY,) if with_peers and away else ()),
        *(verdict_columns(decimals) if with_peers and alone else ()),
        *(() if alone else difference_columns("ecart_max", "Écart du plus haut au plus bas", decimals)),
        *(_landmarks(decimals) if with_peers else ()),
        *BASE,
        *_ABOUT,
    )
    picked = [place.id for place in places[1:]]
    roles = [role_of(place.id, places[0].id, group, picked) for place in places]
    cells = [_cells(catalog, line, at, _who(place, roles[at])) for line in lines for at, place in enumerate(places)]
    frame = pd.DataFrame(cells, columns=[column.name for column in columns])
    noun = ("indicateur", "indicateurs") if alone else ("chiffre", "chiffres")
    return Export(
        title=f"{title}, dernière année connue de chaque indicateur",
        territory=" ; ".join(full_name(place) for place in places),
        peers=peers_words(store, places[0], group),
        years=", ".join(sorted({period(line.indicator, line.year) for line in lines})),
        unit=_OWN_UNIT,
        definition="Une ligne par indicateur" + ("" if alone else " et par territoire") + " ; sa définition est dans "
        "la colonne « definition ».",
        coverage=coverage_words(frame["statut_code"], frame["fragile"], noun=noun)
        + " Ce sur quoi chacun repose est dans « communes_avec_donnee » et « population_couverte_pct ».",
        sources=sources_of(catalog, indicators),
        link=link,
        edition=edition_text(store),
        columns=columns,
        frame=frame,
        caveats=(
            *member_caveats(store, [(line.indicator, line.year) for line in lines], places),
            *caveats,
            *circular_caveats(catalog, indicators, places[0], group),
            *caveats_of_all(indicators),
        ),
    )


def _landmarks(decimals: int) -> tuple[Column, ...]:
    return (
        Column("mediane_des_pairs", "Médiane des pairs", "number", decimals),
        Column("q1_des_pairs", "Premier quartile des pairs", "number", decimals, description=_FEW),
        Column("q3_des_pairs", "Troisième quartile des pairs", "number", decimals, description=_FEW),
        *_COUNTED,
    )


def _cells(catalog: Catalog, line: _Line, at: int, who: dict[str, object]) -> dict[str, object]:
    """Return one row, by column; the frame keeps those that its table has."""
    indicator, figure, result = line.indicator, line.figures[at], line.result
    ranked = at == 0 and bool(result.rank and result.peers_ranked)
    sources = catalog.sources_of(indicator)
    return {
        **who,
        "theme": catalog.themes[indicator.theme].title,
        "indicateur": indicator.id,
        "intitule": indicator.title,
        "annee": line.year,
        "periode": period(indicator, line.year),
        "valeur": figure.value,
        "unite": indicator.unit or indicator.unit_spoken,
        "statut": state_label(figure.status),
        "statut_code": figure.status,
        "motif": reason(indicator, figure),
        "fragile": figure.fragile,
        "a_verifier": figure.implausible,
        "rang": float(result.rank or 0) if ranked else math.nan,
        "classes": float(result.n),
        "ecart_net": line.away,
        **verdict_cells(line.judged),
        **difference_cells("ecart_max", line.apart),
        "mediane_des_pairs": result.median,
        "q1_des_pairs": result.q1 if has_middle_half(result.peers_ranked) else math.nan,
        "q3_des_pairs": result.q3 if has_middle_half(result.peers_ranked) else math.nan,
        "pairs_comptes": result.peers_ranked,
        "pairs_fragiles": result.peers_fragile,
        "pairs_a_verifier": result.peers_implausible,
        "pairs_sans_valeur": result.peers_missing,
        "numerateur": figure.numerator,
        "denominateur": figure.denominator,
        "communes": figure.members,
        "communes_avec_donnee": figure.members_with_data,
        "population_couverte_pct": round(figure.population_covered_pct, 3),
        "en_partie_estimee": figure.flagged,
        "definition": indicator.description,
        "source": " ; ".join(source.citation for source in sources),
        "licence": " ; ".join(dict.fromkeys(source.licence for source in sources)),
    }


def _who(place: Territory, role: str) -> dict[str, object]:
    return {"identifiant": place.id, "code": place.code, "nom": place.name, "role": role}
