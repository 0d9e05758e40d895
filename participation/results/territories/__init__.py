"""Territories of a campaign: those that it is kept within, and the parts of them that took part."""
