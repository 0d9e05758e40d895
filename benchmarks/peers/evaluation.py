"""What peers explain: `python -m benchmarks.peers [--official DIRECTORY] [--quick]` prints the tables of docs/peers.md.

For each outcome that is no feature, the share of variance explained by the median of each territory's group, the
territory itself left out: R² = 1 - sum (value - median)² / sum (value - mean)². Official files are read where the
option or the variable OFFICIAL_DATA says; without them the catalogue's own indicators are judged alone. When
OBSERVATOIRE_DATA names an edition with official files, the indicators that they open are judged too.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.peers.outcomes import NEAR, catalogue_outcomes, edition_outcomes, official_outcomes
from observatoire.model.catalog import load_catalog
from observatoire.model.features import SHRUNK
from observatoire.model.store import Floats, Ints, open_store
from observatoire.model.territory import Level
from observatoire.statistics.peers.feature_space import Space, scaled, space_of
from observatoire.statistics.peers.groups import SEARCHED, PeerRequest, similar
from observatoire.statistics.peers.neighbours import (
    MOST_SIMILAR,
    SIMILAR,
    nearest,
    ranked,
    squared_distances,
)
from observatoire.statistics.peers.strata import COMMUNE_STRATA, DENSITY_BOUNDS, EPCI_STRATA, SIZED_NATURES

FLOOR = 2_000
"""Communes judged: from this many inhabitants on, as INSEE advises for its complementary census figures."""
PLACES = (
    *("com-16102", "epci-200070514", "com-35238", "com-05023", "com-97411", "com-16001", "com-75056", "com-2B096"),
    *("com-62826", "com-93066", "com-97302"),
)
HALF_SEED, NOISE_SEED = 7, 11
NOISE_POPULATION = 0.01
"""Standard error of the population, as a share; shares of it have that of a census of 40 % of the base."""
SAMPLE = 0.4
FEWEST_JUDGED = 300
"""Places judged with a figure, below which an outcome says nothing."""
ABLATION_STEP = 3
"""One commune judged in three is enough to see what a feature brings."""

store = open_store()
catalog = load_catalog()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers")
    parser.add_argument("--official", type=Path, default=os.environ.get("OFFICIAL_DATA"), help="official files")
    parser.add_argument("--quick", action="store_true", help="the table of outcomes only")
    options = parser.parse_args()
    print_speed(whole=not options.quick)
    for level in ("commune", "epci"):
        Evaluation(level, options.official).print_all(options.quick)
    if not options.quick:
        print_places()


def print_speed(whole: bool) -> None:
    """Print how long loading, one territory, and all of France take."""
    start = time.perf_counter()
    frame = store.features("commune")
    loaded = time.perf_counter()
    space = scaled(store, catalog, "commune")
    built = time.perf_counter()
    megabytes = (space.matrix.nbytes + frame.memory_usage().sum()) / 1e6
    print(f"features read {ms(start, loaded)}, scaled {ms(loaded, built)};")
    print(f"{megabytes:.1f} MB for communes")
    for method in SEARCHED:
        times = []
        for identifier in space.ids[:: len(space.ids) // 200]:
            territory, begun = store.territory(str(identifier)), time.process_time()
            similar(store, catalog, territory, PeerRequest(method))
            times.append(1000 * (time.process_time() - begun))
        print(f"one commune, {method}: processor p50 {np.median(times):.1f} ms, p95 {np.quantile(times, 0.95):.1f} ms")
    if whole:
        begun = time.perf_counter()
        for level in ("commune", "epci"):
            lists_of(scaled(store, catalog, level), np.arange(len(store.level(level))), SIMILAR)
        print(f"all communes and EPCI of France: {time.perf_counter() - begun:.0f} s")


def ms(start: float, end: float) -> str:
    """Return a duration for a reader."""
    return f"{1000 * (end - start):.0f} ms"


def lists_of(space: Space, places: Ints, n: int, weights: Floats | None = None) -> Ints:
    """Return positions of the n nearest of each place, shape (places, n), nearest first; -1 where there are fewer."""
    chosen = np.full((len(places), n), -1)
    allowed = np.ones(len(space.ids), dtype=bool)
    for row, place in enumerate(places):
        allowed[place] = False
        found = ranked(squared_distances(space, space.weights if weights is None else weights, place), allowed, n)
        chosen[row, : len(found)] = found
        allowed[place] = True
    return chosen


def explained(outcome: Floats, medians: Floats) -> float:
    """Return R² over the places for which both are known."""
    known = ~np.isnan(outcome) & ~np.isnan(medians)
    value, guess = outcome[known], medians[known]
    return float(1 - ((value - guess) ** 2).sum() / ((value - value.mean()) ** 2).sum())


def medians_of_others(values: Floats) -> Floats:
    """Return, for each value of a group, the median of the others that are known; NaN when there is none."""
    known = np.flatnonzero(~np.isnan(values))
    if not len(known):
        return np.full(len(values), np.nan)
    ordered = known[np.argsort(values[known], kind="stable")]
    result = np.full(len(values), np.median(values[known]))
    others = len(known) - 1
    if not others:
        result[known] = np.nan
        return result
    rank = np.arange(len(known))
    middle = [place + (place >= rank) for place in ((others - 1) // 2, others // 2)]
    result[ordered] = (values[ordered[middle[0]]] + values[ordered[middle[1]]]) / 2
    return result


class Evaluation:
    """One level: its outcomes, the places judged and the groups that rival with neighbours."""

    def __init__(self, level: Level, official: Path | None) -> None:
        self.level: Level = level
        self.space = scaled(store, catalog, level)
        frame = store.level(level)
        self.populations = frame["population"].to_numpy()
        self.places = np.flatnonzero(self.populations >= (FLOOR if level == "commune" else 0))
        outcomes = catalogue_outcomes(store, catalog, level)
        if official is not None and Path(official).is_dir():
            outcomes = outcomes.join(official_outcomes(store, level, Path(official)))
        else:
            print("official files absent (--official or OFFICIAL_DATA): indicators of the catalogue only")
        outcomes = outcomes.join(edition_outcomes(store, catalog, level))
        # Persons are counted from EPCI up only: their shares have no figure by commune.
        outcomes = outcomes.loc[:, outcomes.iloc[self.places].notna().sum() >= FEWEST_JUDGED]
        self.outcomes = outcomes
        self.values = outcomes.to_numpy(dtype=np.float64)
        half = np.random.default_rng(HALF_SEED).random(len(frame)) < 0.5
        self.kept_apart = ~half[self.places]
        self.groups = self._rivals(frame)

    def _rivals(self, frame: pd.DataFrame) -> dict[str, npt.NDArray[np.str_]]:
        density = frame["population"] / frame["area_km2"]
        sizes = np.searchsorted(COMMUNE_STRATA, self.populations, side="right").astype(str)
        if self.level == "epci":
            classes = np.searchsorted(EPCI_STRATA, self.populations, side="right").astype(str)
            sized = frame["nature"].isin(SIZED_NATURES).to_numpy()
            sizes = np.where(sized, np.char.add(frame["nature"].to_numpy(dtype=str), classes), frame["nature"])
        return {
            "département": frame["departement"].to_numpy(dtype=str),
            "région": frame["region"].to_numpy(dtype=str),
            "catégorie": sizes.astype(str),
            "densité": np.searchsorted(DENSITY_BOUNDS, density, side="right").astype(str),
        }

    def medians_of_lists(self, lists: Ints) -> Floats:
        """Return the median of each outcome over each list, shape (places, outcomes)."""
        columns = []
        for outcome in self.values.T:
            values = np.sort(np.where(lists >= 0, outcome[lists], np.nan), axis=1)  # what is missing goes last
            known = (~np.isnan(values)).sum(axis=1)
            rows, low, high = np.arange(len(values)), np.maximum(known - 1, 0) // 2, known // 2
            columns.append((values[rows, low] + values[rows, np.minimum(high, values.shape[1] - 1)]) / 2)
        return np.column_stack(columns)

    def medians_of_groups(self, labels: npt.NDArray[np.str_]) -> Floats:
        """Return the same over the places judged that share a label, each left out of its own group.

        Only the places judged are in the group: small communes would lower these rivals.
        """
        known = self.values[self.places]
        result = np.full(known.shape, np.nan)
        for label in np.unique(labels[self.places]):
            rows = np.flatnonzero(labels[self.places] == label)
            for column in range(known.shape[1]):
                result[rows, column] = medians_of_others(known[rows, column])
        return result

    def scores(self, medians: Floats, mask: npt.NDArray[np.bool_] | None = None) -> Floats:
        """Return R² by outcome, over the places or those of a mask."""
        rows = np.ones(len(self.places), dtype=bool) if mask is None else mask
        known = self.values[self.places]
        return np.array([explained(known[rows, i], medians[rows, i]) for i in range(known.shape[1])])

    def print_all(self, quick: bool) -> None:
        """Print every table of the level."""
        lists = lists_of(self.space, self.places, MOST_SIMILAR)
        base = self.medians_of_lists(lists[:, :SIMILAR])
        table = {"similaires": self.scores(base), "moitié à part": self.scores(base, self.kept_apart)}
        table |= {name: self.scores(self.medians_of_groups(labels)) for name, labels in self.groups.items()}
        frame = pd.DataFrame(table, index=self.outcomes.columns)
        frame["écart au meilleur"] = frame["similaires"] - frame[list(self.groups)].max(axis=1)
        print(f"\n{self.level}: {len(self.places)} places judged, R² of the group's median\n")
        print(frame.round(2).to_string())
        for label, rows in (("all", frame), ("not tied to a feature", frame.drop(index=list(NEAR), errors="ignore"))):
            wins = int((rows["écart au meilleur"] > 0).sum())
            print(f"mean, {label}: {rows.mean().round(3).to_dict()}; neighbours win {wins} of {len(rows)}")
        if not quick:
            self.print_numbers(lists)
            self.print_stability(lists[:, :SIMILAR])
            self.print_ablation(base)

    def print_numbers(self, lists: Ints) -> None:
        """Print the mean R² for several numbers of neighbours."""
        for n in (5, 10, 15, 20, 30):
            print(f"n = {n:2}: mean R² {self.scores(self.medians_of_lists(lists[:, :n])).mean():.3f}")

    def print_ablation(self, base: Floats) -> None:
        """Print what each feature left out, and other distances, change."""
        rows = slice(None, None, ABLATION_STEP if self.level == "commune" else 1)
        self.places, base = self.places[rows], base[rows]
        print(f"each feature left out in turn, on {len(self.places)} places:")
        whole = self.scores(base)
        for i, feature in enumerate(self.space.features):
            weights = self.space.weights.copy()
            weights[i] = 0.0
            self._compare(f"without {feature.id}", self.space, weights, whole)
        self._compare("all weights 1", self.space, np.ones(len(self.space.weights)), whole)

    def _compare(self, label: str, space: Space, weights: Floats, whole: Floats) -> None:
        change = self.scores(self.medians_of_lists(lists_of(space, self.places, SIMILAR, weights))) - whole
        worst, best = int(change.argmin()), int(change.argmax())
        names = self.outcomes.columns
        print(
            f"{label:32} mean R² {change.mean():+.3f}; most lost {names[worst]} {change[worst]:+.2f}, "
            f"most won {names[best]} {change[best]:+.2f}"
        )

    def print_stability(self, lists: Ints) -> None:
        """Print how many of the 20 nearest stay when figures move as a census moves."""
        noisy = self._noisy_space()
        classes: Sequence[tuple[str, int, float]] = (
            [("200 to 500 inhabitants", 200, 500), ("500 to 2 000", 500, 2_000)] if self.level == "commune" else []
        )
        for label, low, high in [*classes, ("places judged", 0, np.inf)]:
            if label == "places judged":
                places, before = self.places, lists
            else:
                eligible = np.flatnonzero((self.populations >= low) & (self.populations < high))
                places = eligible[:: max(1, len(eligible) // 500)]
                before = lists_of(self.space, places, SIMILAR)
            after = lists_of(noisy, places, SIMILAR)
            kept = [len(set(a) & set(b)) / SIMILAR for a, b in zip(before, after, strict=True)]
            drift = lists_of(self.space, places, 2 * SIMILAR)
            near = [len(set(a) & set(b)) / SIMILAR for a, b in zip(after, drift, strict=True)]
            print(
                f"stability, {label}: {np.mean(kept):.0%} of the 20 stay (p10 {np.quantile(kept, 0.1):.0%}); "
                f"{np.mean(near):.0%} of the new 20 were among the first 40"
            )

    def _noisy_space(self) -> Space:
        """Return the space of figures redrawn: shares with the error of a sample survey, amounts by 1 %."""
        chance = np.random.default_rng(NOISE_SEED)
        frame = store.features(self.level).copy()
        base = np.maximum(self.populations, 1.0)
        for column in frame:
            figures = frame[column].to_numpy()
            feature = catalog.features[str(column).removesuffix(SHRUNK)]
            draw = chance.standard_normal(len(frame))
            if str(column).endswith(SHRUNK) and self.level == "commune":
                draw *= base / (base + feature.shrink)  # what the EPCI lends does not move
            if feature.id in ("altitude", "outre_mer", "communes", "montagne", "eloignement", "densite"):
                continue
            if feature.id in ("moins_20_ans", "plus_65_ans", "residences_secondaires", "appartements"):
                spread = np.sqrt(np.clip(figures * (100 - figures), 0, None) * (1 - SAMPLE) / (SAMPLE * base))
                frame[column] = np.clip(figures + draw * spread, 0, 100)
            elif feature.id == "croissance":
                frame[column] = figures + draw * 100 * NOISE_POPULATION * np.sqrt(2) / 6
            else:
                frame[column] = figures * (1 + NOISE_POPULATION * draw)
        counted = (self.level != "commune") | (self.populations >= 200)
        return space_of(frame, self.space.features, np.broadcast_to(counted, len(frame)))


def print_places() -> None:
    """Print the neighbours of places that everybody knows."""
    names = store.territories["short_name"]
    label: Callable[[str], str] = lambda i: f"{names[i]} ({store.territory(i).departement})"  # noqa: E731
    for identifier in PLACES:
        found = nearest(store, catalog, store.territory(identifier))
        close = "" if found.close else ", NOBODY CLOSE"
        print(
            f"\n{label(identifier)}: {found.neighbours[0].distance:.2f} to {found.neighbours[-1].distance:.2f}{close}"
        )
        print(", ".join(f"{label(peer.id)} {peer.distance:.2f}" for peer in found.neighbours))


if __name__ == "__main__":
    main()
