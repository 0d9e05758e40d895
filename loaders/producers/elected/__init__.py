"""Elected persons, as counts: read, matched in memory only, prepared."""
