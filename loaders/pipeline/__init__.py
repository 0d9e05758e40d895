"""From packages to a release: fetch, stage, prepare, check, compare."""
