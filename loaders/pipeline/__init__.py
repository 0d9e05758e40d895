"""From packages to a prepared edition.

- Steps: `fetch` (`packages.toml`), `stage`, `prepare` (with `measures`, `features`, `manifest`).
- `discovery`: how the producers' modules are found, and the functions that they may have.
- What those modules use, in order: `sources` (read a file of a package), `delimited`, `staging` (the form of a staged
  table), `inputs` (what measures are prepared from), `passage` (to today's communes), `remarks` (a column, its gaps).
"""
