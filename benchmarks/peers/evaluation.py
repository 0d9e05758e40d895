"""What peers explain: one level, its outcomes, the groups that rival with neighbours, and the tables of them.

For each outcome that is no feature, the share of variance explained by the median of each territory's group, the
territory itself left out: R² = 1 - sum (value - median)² / sum (value - mean)².
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.peers.outcomes import NEAR, catalogue_outcomes, edition_outcomes, official_outcomes
from observatoire.model.catalog import load_catalog
from observatoire.model.store import Floats, Ints, open_store
from observatoire.model.territory import Level
from observatoire.statistics.peers.feature_space import Space, scaled
from observatoire.statistics.peers.neighbours import (
    MOST_SIMILAR,
    SIMILAR,
    ranked,
    squared_distances,
)
from observatoire.statistics.peers.strata import COMMUNE_STRATA, DENSITY_BOUNDS, EPCI_STRATA, SIZED_NATURES

FLOOR = 2_000
"""Communes judged: from this many inhabitants on, as INSEE advises for its complementary census figures."""
HALF_SEED = 7
FEWEST_JUDGED = 300
"""Places judged with a figure, below which an outcome says nothing."""
ABLATION_STEP = 3
"""One commune judged in three is enough to see what a feature brings."""

store = open_store()
catalog = load_catalog()


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

    def print_outcomes(self) -> tuple[Ints, Floats]:
        """Print what each group explains; return the nearest of the places judged, and the medians of the first 20."""
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
        return lists, base

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
