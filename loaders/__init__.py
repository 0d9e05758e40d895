"""Offline data preparation: packages to data/sources, data/staged, data/prepared."""
