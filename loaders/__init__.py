"""Offline data preparation, never imported by the application: packages -> data/sources -> staged -> prepared.

- `pipeline`: the steps (fetch, stage, prepare), and what all producers' modules use;
- `privacy`: what is withheld about persons, and the attempt to recover it;
- `edition`: what is done with a prepared edition: check, diff, pack and install;
- `producers`: one module a producer's file, found by itself; where a new source goes (`docs/add_a_source.md`);
- `geography`: territories, their names, outlines, areas, borders, from what the producers' modules stage;
- `kit`: the offline kit.

`python -m loaders --help` lists the commands.
"""
