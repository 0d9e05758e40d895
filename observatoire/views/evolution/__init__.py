"""The view of Évolution: change over a period, in words."""
