"""Whether neighbours stay when figures move as a census moves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.peers.evaluation import Evaluation, catalog, lists_of, store
from observatoire.model.features import SHRUNK
from observatoire.model.store import Ints
from observatoire.statistics.peers.feature_space import Space, space_of
from observatoire.statistics.peers.neighbours import SIMILAR

NOISE_SEED = 11
NOISE_POPULATION = 0.01
"""Standard error of the population, as a share; shares of it have that of a census of 40 % of the base."""
SAMPLE = 0.4


def print_stability(evaluation: Evaluation, lists: Ints) -> None:
    """Print how many of the 20 nearest, by place judged, stay when figures move as a census moves."""
    noisy = _noisy_space(evaluation)
    classes: Sequence[tuple[str, int, float]] = (
        [("200 to 500 inhabitants", 200, 500), ("500 to 2 000", 500, 2_000)] if evaluation.level == "commune" else []
    )
    for label, low, high in [*classes, ("places judged", 0, np.inf)]:
        if label == "places judged":
            places, before = evaluation.places, lists
        else:
            eligible = np.flatnonzero((evaluation.populations >= low) & (evaluation.populations < high))
            places = eligible[:: max(1, len(eligible) // 500)]
            before = lists_of(evaluation.space, places, SIMILAR)
        after = lists_of(noisy, places, SIMILAR)
        kept = [len(set(a) & set(b)) / SIMILAR for a, b in zip(before, after, strict=True)]
        drift = lists_of(evaluation.space, places, 2 * SIMILAR)
        near = [len(set(a) & set(b)) / SIMILAR for a, b in zip(after, drift, strict=True)]
        print(
            f"stability, {label}: {np.mean(kept):.0%} of the 20 stay (p10 {np.quantile(kept, 0.1):.0%}); "
            f"{np.mean(near):.0%} of the new 20 were among the first 40"
        )


def _noisy_space(evaluation: Evaluation) -> Space:
    """Return the space of figures redrawn: shares with the error of a sample survey, amounts by 1 %."""
    chance = np.random.default_rng(NOISE_SEED)
    frame = store.features(evaluation.level).copy()
    base = np.maximum(evaluation.populations, 1.0)
    for column in frame:
        figures = frame[column].to_numpy()
        feature = catalog.features[str(column).removesuffix(SHRUNK)]
        draw = chance.standard_normal(len(frame))
        if str(column).endswith(SHRUNK) and evaluation.level == "commune":
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
    counted = (evaluation.level != "commune") | (evaluation.populations >= 200)
    return space_of(frame, evaluation.space.features, np.broadcast_to(counted, len(frame)))
