"""Near and alike: `python -m benchmarks.peers.near [--official DIRECTORY]` prints the tables of docs/peers.md.

What the map should weigh is chosen and judged by rules written before anything was looked at:

- grid: `GAMMAS` for another département, `DELTAS` for remoteness, 0 and 0 being structure alone; nothing else is tried;
- blocks: half of the départements and every second outcome choose, the other halves judge. Communes drawn at random
  would not do: their neighbours on the map are alike, and both halves would hold the same places;
- stopping: one pass over the grid; the lightest mix within `CLOSE_ENOUGH` of the best mean R² is chosen;
- verdicts: against the best rival (département, région, category, density), départements drawn again `DRAWS` times:
  a clear win or loss when 95 % of the draws agree, else undecided;
- one look at `VIRGIN` outcomes, that chose nothing, once all this is settled.

To read official outcomes, name an edition that holds them by OBSERVATOIRE_DATA, and the files by --official.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.peers.evaluation import Evaluation, catalog, store
from benchmarks.peers.outcomes import ALSO_OFFICIAL, HELD_OUT, VIRGIN, catalogue_outcomes, judged, pooled
from observatoire.model.features import Nearness
from observatoire.model.store import Bools, Floats, Ints
from observatoire.model.territory import Level
from observatoire.statistics.peers.nearness import added, away
from observatoire.statistics.peers.neighbours import SIMILAR, ranked, squared_distances

GAMMAS, DELTAS = (0.0, 0.1, 0.2, 0.4), (0.0, 0.05, 0.1, 0.2, 0.4)
CLOSE_ENOUGH = 0.005
DRAWS, SPLITS = 400, 10
HALF_SEED, DRAW_SEED = 7, 13
STEP = 2
"""One commune in two is enough to choose by."""
LEAST_GAIN, LEAST_EXPLAINED = 0.05, 0.1
"""A list is named for an indicator when it clearly explains so much more than « similaires », and so much at all."""
DECLARED = catalog.nearness["similaires_proches"]
Mix = tuple[float, float]
STRUCTURE: Mix = (0.0, 0.0)
CHOSEN: Mix = (DECLARED.other_departement, DECLARED.weight)
GRID: tuple[Mix, ...] = tuple((gamma, delta) for gamma in GAMMAS for delta in DELTAS)
RIVALS = {"département": "departement", "région": "region", "catégorie": "categorie", "densité": "densite"}
"""Rival groups and the peers that they are in the catalogue."""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers.near")
    parser.add_argument("--official", type=Path, default=os.environ.get("OFFICIAL_DATA"), help="official files")
    parser.add_argument("--best", action="store_true", help="the groups to name in best_peers.toml only")
    options = parser.parse_args()
    official = options.official
    levels: tuple[Level, ...] = ("commune", "epci")
    for level in () if options.best else levels:
        tuned = Tuning(level, official)
        tuned.print_choice()
        tuned.print_splits()
        tuned.print_verdicts()
        VirginLook(level).print_verdicts()
    for level in levels:
        print_best(level)


class Tuning:
    """One level: the lists of every mix of the grid, what each explains, by place and outcome."""

    def __init__(self, level: Level, official: Path | None) -> None:
        self.level = level
        self.evaluation = Evaluation(level, official)
        every = STEP if level == "commune" else 1
        self.evaluation.places = self.evaluation.places[::every]
        self.use(pooled(store, catalog, level, self.evaluation.outcomes))
        self.mixes = GRID

    def use(self, outcomes: pd.DataFrame) -> None:
        """Judge by some outcomes."""
        self.evaluation.outcomes, self.evaluation.values = outcomes, outcomes.to_numpy(dtype=np.float64)
        self.names = list(outcomes.columns)
        blocks = store.level(self.level)["departement"].to_numpy(dtype=str)[self.evaluation.places]
        self.codes, self.blocks = np.unique(blocks, return_inverse=True)

    def medians(self, mixes: Sequence[Mix]) -> dict[Mix, Floats]:
        """Return the median of each outcome among the neighbours of each place, by mix."""
        lists = mixed_lists(self.evaluation, mixes)
        return {mix: self.evaluation.medians_of_lists(lists[:, at]) for at, mix in enumerate(mixes)}

    def rivals(self) -> dict[str, Floats]:
        """Return the same by rival group."""
        return {name: self.evaluation.medians_of_groups(labels) for name, labels in self.evaluation.groups.items()}

    def sums(self, groups: dict[str, Floats] | dict[Mix, Floats]) -> Floats:
        """Return, by group, outcome and block: how many, their sum, sum of squares, and of squared errors."""
        values = self.evaluation.values[self.evaluation.places]  # noqa: PD011 - an array of ours
        known = ~np.isnan(values)
        for medians in groups.values():
            known &= ~np.isnan(medians)
        size = len(self.codes)
        found = np.zeros((len(groups), len(self.names), size, 4))
        for at, medians in enumerate(groups.values()):
            for outcome in range(len(self.names)):
                rows = known[:, outcome]
                value, guess, block = values[rows, outcome], medians[rows, outcome], self.blocks[rows]
                for of, weights in enumerate((np.ones(len(value)), value, value**2, (value - guess) ** 2)):
                    found[at, outcome, :, of] = np.bincount(block, weights, minlength=size)
        return found

    def print_choice(self) -> None:
        """Print the grid on the halves that choose, and what the halves that judge say of the mix chosen."""
        groups: dict[object, Floats] = {**self.medians(self.mixes), **self.rivals()}
        self.whole = self.sums(groups)  # type: ignore[arg-type]
        self.order = list(groups)
        choosing = np.random.default_rng(HALF_SEED).permutation(len(self.codes)) % 2 == 0
        outcomes = np.arange(len(self.names)) % 2 == 0
        places, blocks = len(self.evaluation.places), len(self.codes)
        print(f"\n{self.level}: {places} places, {len(self.names)} outcomes, {blocks} blocks")
        scores = explained(self.whole[:, outcomes][:, :, choosing].sum(axis=2))
        for mix, row in zip(self.mixes, scores, strict=False):
            print(f"γ {mix[0]:<4} δ {mix[1]:<4} mean R² {row.mean():.3f}, wins {self.wins(scores, mix)} of {row.size}")
        chosen = self.chosen(scores)
        print(f"chosen by the rule: γ {chosen[0]}, δ {chosen[1]}; declared: γ {CHOSEN[0]}, δ {CHOSEN[1]}")
        apart = explained(self.whole[:, ~outcomes][:, :, ~choosing].sum(axis=2))
        for label, mix in (("structure", STRUCTURE), ("chosen by the rule", chosen), ("declared", CHOSEN)):
            mean = apart[self.order.index(mix)].mean()
            print(f"halves kept apart, {label}: mean R² {mean:.3f}, wins {self.wins(apart, mix)} of {apart.shape[1]}")

    def wins(self, scores: Floats, mix: Mix) -> int:
        """Return on how many outcomes a mix explains more than every rival."""
        return int((scores[self.order.index(mix)] > scores[len(self.mixes) :].max(axis=0)).sum())

    def chosen(self, scores: Floats) -> Mix:
        """Return the lightest mix within `CLOSE_ENOUGH` of the best."""
        means = scores[: len(self.mixes)].mean(axis=1)
        good = [mix for mix, mean in zip(self.mixes, means, strict=True) if mean >= means.max() - CLOSE_ENOUGH]
        return min(good, key=lambda mix: (sum(mix), mix))

    def print_splits(self) -> None:
        """Print how mixes chosen on one half fare on the other, the halves drawn several times."""
        found = []
        for split in range(SPLITS):
            chance = np.random.default_rng(HALF_SEED + split)
            blocks = chance.permutation(len(self.codes)) % 2 == 0
            outcomes = chance.permutation(len(self.names)) % 2 == 0
            mix = self.chosen(explained(self.whole[:, outcomes][:, :, blocks].sum(axis=2)))
            apart = explained(self.whole[:, :, ~blocks].sum(axis=2))
            found.append([self.wins(apart, one) / len(self.names) for one in (STRUCTURE, mix, CHOSEN)])
        structure, chosen, declared = np.mean(found, axis=0)
        print(
            f"{SPLITS} splits, départements kept apart, all outcomes: structure wins {structure:.0%}, "
            f"the mix chosen on the others {chosen:.0%}, the declared one {declared:.0%}"
        )

    def print_verdicts(self) -> None:
        """Print clear wins, undecided and clear losses of structure and of the declared mix against the best rival."""
        for label, mix in (("structure", STRUCTURE), ("declared mix", CHOSEN)):
            tell_verdicts(f"{self.level}, {label}", self.names, self.whole, self.order.index(mix), len(self.mixes))


class VirginLook(Tuning):
    """One level, outcomes that chose nothing: structure and the declared mix only."""

    def __init__(self, level: Level) -> None:
        self.level = level
        self.evaluation = Evaluation(level, None)
        outcomes = pooled(store, catalog, level, catalogue_outcomes(store, catalog, level, self.asked))
        self.use(judged(outcomes, self.evaluation.places))
        self.mixes = (STRUCTURE, CHOSEN)
        groups: dict[object, Floats] = {**self.medians(self.mixes), **self.rivals()}
        self.whole, self.order = self.sums(groups), list(groups)  # type: ignore[arg-type]
        scores = explained(self.whole.sum(axis=2))
        print(f"\n{level}, {type(self).__name__}: {len(self.evaluation.places)} places, R²")
        print(pd.DataFrame(scores.T, self.names, ["similaires", "similaires_proches", *RIVALS]).round(2).to_string())
        print(
            "mean", dict(zip(["similaires", "similaires_proches", *RIVALS], scores.mean(axis=1).round(3), strict=True))
        )

    asked: Sequence[str] = VIRGIN


class Named(VirginLook):
    """One level, all outcomes that are indicators: which list explains each best."""

    asked = (*HELD_OUT, *VIRGIN, *ALSO_OFFICIAL)


def print_best(level: Level) -> None:
    """Print the group to name for each indicator, as `best_peers.toml` has it."""
    found = Named(level)
    groups = ["similaires", "similaires_proches", *RIVALS.values()]
    scores, drawn = explained(found.whole.sum(axis=2)), redrawn(found.whole)
    for outcome, name in enumerate(found.names):
        best = int(scores[:, outcome].argmax())
        gain = drawn[:, best, outcome] - drawn[:, 0, outcome]
        more = scores[best, outcome] - scores[0, outcome]
        if best and np.quantile(gain, 0.025) > 0 and more >= LEAST_GAIN and scores[best, outcome] >= LEAST_EXPLAINED:
            print(f'[best_peers.{name}] {level} = "{groups[best]}"  # R² {scores[best, outcome]:.2f}, +{more:.2f}')


def explained(sums: Floats) -> Floats:
    """Return R² from sums whose last axis is: how many, their sum, sum of squares, and of squared errors."""
    count, total, squares, errors = np.moveaxis(sums, -1, 0)
    return np.asarray(1 - errors / (squares - total**2 / np.maximum(count, 1)))


def redrawn(whole: Floats) -> Floats:
    """Return R² by draw, group and outcome, the blocks drawn again with replacement."""
    chance, size = np.random.default_rng(DRAW_SEED), whole.shape[2]
    times = chance.multinomial(size, np.full(size, 1 / size), DRAWS).astype(np.float64)
    return explained(np.einsum("db,gobs->dgos", times, whole))


def tell_verdicts(label: str, names: Sequence[str], whole: Floats, judged_group: int, mixes: int) -> None:
    """Print what is clear and what is not of one group against the best of the rivals."""
    drawn = redrawn(whole)
    gain = drawn[:, judged_group] - drawn[:, mixes:].max(axis=1)
    low, high = np.quantile(gain, [0.025, 0.975], axis=0)
    scores = explained(whole.sum(axis=2))
    ahead = int((scores[judged_group] > scores[mixes:].max(axis=0)).sum())
    lost = [name for name, most in zip(names, high, strict=True) if most < 0]
    unsure = [name for name, least, most in zip(names, low, high, strict=True) if least <= 0 <= most]
    share = f"{ahead} of {len(names)} ({ahead / len(names):.0%})"
    print(
        f"{label}: mean R² {scores[judged_group].mean():.3f}, ahead on {share}: "
        f"{int((low > 0).sum())} clear wins, {len(unsure)} undecided ({', '.join(unsure)}), "
        f"{len(lost)} clear losses ({', '.join(lost)})"
    )


def mixed_lists(evaluation: Evaluation, mixes: Sequence[Mix]) -> Ints:
    """Return positions of the nearest of each place by each mix, shape (places, mixes, SIMILAR)."""
    space, places = evaluation.space, evaluation.places
    everyone = np.arange(len(space.ids))
    laws = [_law(mix) for mix in mixes]
    chosen = np.full((len(places), len(mixes), SIMILAR), -1)
    for row, place in enumerate(places):
        squares = squared_distances(space, space.weights, place)
        far, same = away(store, store.territory(str(space.ids[place])), everyone)
        allowed: Bools = everyone != place
        for at, law in enumerate(laws):
            found = ranked(squares + added(law, far, same) if law else squares, allowed, SIMILAR)
            chosen[row, at, : len(found)] = found
    return chosen


def _law(mix: Mix) -> Nearness | None:
    """Return the declared nearness with other weights; None for structure alone."""
    gamma, delta = mix
    return DECLARED.model_copy(update={"other_departement": gamma, "weight": delta}) if gamma or delta else None


if __name__ == "__main__":
    main()
