"""Is a gap more than chance: known cases, hand computed, and worlds in which nothing differs."""
