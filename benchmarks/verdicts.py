"""How often a gap is clear, noise, unknown or exact, by indicator and size: neither all nor nothing is noise.

`python -m benchmarks.verdicts [--each N]`: one place in N of each size, among its twenty similar peers. Then, as the
specification has it: sampling alone, in communes of 10 000 inhabitants and more; accidents, in one year and in five.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.statistics.components import latest_year
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerRequest, peer_group
from observatoire.statistics.uncertainty.pooling import pooled_figures
from observatoire.statistics.uncertainty.verdicts import judge_first

SIZES = ((200, 500), (500, 2_000), (2_000, 10_000), (10_000, 50_000), (50_000, 10_000_000))
VERDICTS = ("clear", "noise", "unknown", "exact", None)
SAMPLED = ("part_logements_vacants", "part_65_ans_plus", "part_maisons")
PEERS = 20


def places_of(store: Store, low: int, high: int, each: int) -> list[str]:
    """Return one commune in so many of a size, in order of code."""
    people = store.reference_population
    return [str(store.index("commune")[at]) for at in np.flatnonzero((people >= low) & (people < high))[::each]]


def yields(
    store: Store, catalog: Catalog, indicator: Indicator, places: Iterable[str], years: Sequence[int] = ()
) -> Counter[str | None]:
    """Count the verdicts of an indicator over some places, each among its similar peers."""
    found: Counter[str | None] = Counter()
    for place in places:
        group = peer_group(store, catalog, store.territory(place), PeerRequest("similaires", n=PEERS))
        ids = [place, *group.ids]
        if years:
            of_all = pooled_figures(store, indicator, "commune", years, ids)
        else:
            of_all = figures(store, indicator, "commune", latest_year(store, indicator, "commune"), ids)
        found[judge_first(store, of_all, max(len(years), 1)).verdict] += 1
    return found


def line(name: str, found: Counter[str | None]) -> str:
    """Return percentages of a count of verdicts, beside its name."""
    total = max(sum(found.values()), 1)
    return f"{name:<52}" + "".join(f"{100 * found[verdict] / total:9.0f}" for verdict in VERDICTS) + f"{total:8d}"


def without_turnover(indicator: Indicator) -> Indicator:
    """Return a share of the census whose only doubt is its sampling."""
    known = indicator.precision
    return indicator.model_copy(update={"precision": replace(known, turnover=False)}) if known else indicator


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=1, help="one place in so many")
    step = parser.parse_args().each
    store, catalog = open_offered()
    print(f"{'%':<52}" + "".join(f"{verdict or 'none':>9}" for verdict in VERDICTS) + f"{'places':>8}")
    judged = [i for i in catalog.indicators.values() if "commune" in i.levels and i.precision]
    for low, high in SIZES:
        places = places_of(store, low, high, {200: 60, 500: 80, 2_000: 40, 10_000: 8, 50_000: 2}[low] * step)
        print(f"\n{low} to {high} inhabitants")
        by_method: dict[str, Counter[str | None]] = {}
        for indicator in judged:
            found = yields(store, catalog, indicator, places)
            kind = indicator.precision.families[0] if indicator.precision else ""
            by_method.setdefault(kind, Counter()).update(found)
            if indicator.precision and indicator.precision.method != "exact":
                print(line(f"  {indicator.id}", found))
        for kind, found in by_method.items():
            print(line(f"all of {kind}", found))
    print("\nsampling alone, 10 000 inhabitants and more")
    towns = places_of(store, 10_000, 10_000_000, 4 * step)
    for name in SAMPLED:
        print(line(f"  {name}", yields(store, catalog, without_turnover(catalog.indicator(name)), towns)))
    print("\naccidents by inhabitant, 2 000 to 10 000 inhabitants (populations since 2016)")
    villages = places_of(store, 2_000, 10_000, 20 * step)
    accidents = catalog.indicator("accidents_pour_10000_habitants")
    for years in ((2019,), (2017, 2018, 2019), (2016, 2017, 2018, 2019)):
        print(line(f"  {years[0]}-{years[-1]}", yields(store, catalog, accidents, villages, years)))


if __name__ == "__main__":
    main()
