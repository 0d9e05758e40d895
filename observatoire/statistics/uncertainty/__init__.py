"""Is a gap more than chance: variances, gaps, ranks, changes, verdicts (`docs/uncertainty.md`)."""
