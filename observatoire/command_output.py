"""What commands give: fields of JSON that keep their names and their meaning (`docs/interfaces.md`)."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable
from typing import Any, Final, NoReturn

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.composed.names import bare_id
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.comparison import compare_first, ranked
from observatoire.statistics.figures import figures
from observatoire.statistics.peers.best import best_peers
from observatoire.statistics.peers.circularity import circularity
from observatoire.statistics.peers.groups import PeerGroup, similar
from observatoire.statistics.peers.nearness import Remoteness
from observatoire.statistics.uncertainty.judgement import Judgement
from observatoire.statistics.uncertainty.verdicts import judge_first
from observatoire.views.french.circularity import circular_sentence
from observatoire.views.french.groups import group_explanation
from observatoire.views.french.sentences import has_middle_half, period, reason

NOT_READ: Final = 141
"""Status of a command whose output nobody reads to its end, as a shell tells it of any other (128 and SIGPIPE)."""
STOPPED: Final = 130


def leave_after(command: Callable[[], int]) -> NoReturn:
    """Run a command and leave with its status: no traceback for `| head`, nor for Ctrl+C."""
    try:
        status = command()
        sys.stdout.flush()
    except BrokenPipeError:
        os._exit(NOT_READ)  # Python would write what is left as it ends, and say that it cannot
    except KeyboardInterrupt:
        status = STOPPED
    sys.exit(status)


def figure_fields(
    store: Store, catalog: Catalog, territory: Territory, indicator: Indicator, year: int
) -> dict[str, Any]:
    """Return one figure of a territory, as JSON has it.

    Parameters
    ----------
    store, catalog
        The edition and its catalogue.
    territory, indicator, year
        Whose figure, and which.
    """
    row = figures(store, indicator, territory.level, year, [territory.id]).figure(0)
    return {
        "territory": bare_id(territory.id),
        "indicator": indicator.id,
        "year": year,
        "period": period(indicator, year),
        "value": finite(row.value),
        "status": row.status,
        "reason": reason(indicator, row) or None,
        "unit": indicator.unit,
        "members": row.members,
        "members_with_data": row.members_with_data,
        "population_covered_pct": finite(row.population_covered_pct),
        "fragile": row.fragile,
        "implausible": row.implausible,
        "source": " ; ".join(source.citation for source in catalog.sources_of(indicator)),
    }


def peers_fields(store: Store, catalog: Catalog, territory: Territory, group: PeerGroup) -> dict[str, Any]:
    """Return the peers of a place and how they were found, as JSON has it.

    Parameters
    ----------
    store, catalog
        The edition and its catalogue.
    territory, group
        The place and its peers.
    """
    found = similar(store, catalog, territory, group.request)
    neighbours = {neighbour.id: neighbour for neighbour in found.neighbours} if found else {}
    names = store.places(group.ids)["name"]
    return {
        "territory": bare_id(territory.id),
        "method": group.method,
        "asked": group.request.n if found else None,
        "found": len(group.ids),
        "explanation": group_explanation(store, territory, group),
        "features": list(found.features) if found else [],
        "missing": list(found.missing) if found else [],
        "enough": found.enough if found else None,
        "close": found.close if found else None,
        "peers": [
            {
                "id": peer,
                "name": names[peer],
                "distance": neighbours[peer].distance if found else None,
                "structure": neighbours[peer].structure if found else None,
                **remoteness_fields(neighbours[peer].remoteness if found else None),
                "contributions": neighbours[peer].contributions if found else {},
            }
            for peer in group.ids
        ],
    }


def remoteness_fields(lying: Remoteness | None) -> dict[str, Any]:
    """Return how far away a neighbour lies and what it weighs, as JSON has it; null where that counts for nothing."""
    return {
        "kilometres": lying.kilometres if lying else None,
        "same_departement": lying.same_departement if lying else None,
        "remoteness": lying.share if lying else None,
    }


def comparison_fields(
    store: Store, catalog: Catalog, territory: Territory, group: PeerGroup, indicator: Indicator, year: int
) -> dict[str, Any]:
    """Return a place among its peers on one indicator, as JSON has it.

    Parameters
    ----------
    store, catalog
        The edition and its catalogue.
    territory, group
        The place and its peers.
    indicator, year
        What is compared.
    """
    of_all = figures(store, indicator, territory.level, year, [territory.id, *group.ids])
    result, judged = compare_first(of_all), judge_first(store, of_all)
    peers = of_all.take(slice(1, None))
    _, order, _ = ranked(peers, group.ids)
    names = store.places(group.ids)["name"]
    circular = circularity(catalog, indicator, territory, group)
    return {
        "territory": bare_id(territory.id),
        "indicator": indicator.id,
        "year": year,
        "period": period(indicator, year),
        "unit": indicator.unit,
        "peers": group.method,
        "value": finite(result.value),
        "status": result.status,
        "reason": reason(indicator, of_all.figure(0)) or None,
        "fragile": result.fragile,
        "implausible": result.implausible,
        "rank": result.rank,
        "n": result.n,
        "percentile": finite(result.percentile),
        "median": finite(result.median),
        "q1": finite(result.q1) if has_middle_half(result.peers_ranked) else None,
        "q3": finite(result.q3) if has_middle_half(result.peers_ranked) else None,
        "gap": finite(result.gap),
        **verdict_fields(judged),
        "criterion": bool(circular and circular.itself),
        "circularity": circular_sentence(circular, territory.level) if circular else None,
        "suggestion": circular.instead if circular else None,
        "best_peers": best_peers(catalog, indicator, territory, group),
        "group_value": finite(peers.together()),
        "peers_total": result.peers,
        "peers_ranked": result.peers_ranked,
        "peers_fragile": result.peers_fragile,
        "peers_implausible": result.peers_implausible,
        "peers_missing": result.peers_missing,
        "members": [
            {
                "id": str(peers.ids[at]),
                "name": names[peers.ids[at]],
                "value": finite(figure.value),
                "status": figure.status,
                "reason": reason(indicator, figure) or None,
                "fragile": figure.fragile,
                "implausible": figure.implausible,
                "apart": judged.apart[at] if judged.apart else None,
            }
            for at, figure in ((at, peers.figure(at)) for at in order.tolist())
        ],
    }


def verdict_fields(judged: Judgement) -> dict[str, Any]:
    """Return what can be said of a gap, as JSON has it: null for what is not known."""
    return {
        "reference": finite(judged.reference),
        "margin": finite(judged.margin),
        "verdict": judged.verdict,
        "verdict_reason": judged.reason if judged.verdict else None,
        "heads": finite(judged.heads),
        "expected": finite(judged.expected),
        "rank_low": judged.rank_low,
        "rank_high": judged.rank_high,
    }


def finite(value: float) -> float | None:
    """Return a number, or nothing: JSON has no NaN, a missing value is null and its status says why."""
    number = float(value)
    return number if math.isfinite(number) else None
