"""Charts: the only place for Altair."""
