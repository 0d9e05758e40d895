"""Nobody is told by a count of elected persons (`docs/decisions/0006-counts-of-persons.md`).

- `withholding`: what is chosen not to be told, while data are prepared;
- `disclosure`: the attempt to recover it from what ships, which knows nothing of the choice.
"""
