"""Counted nouns of the sentences that the loaders say in French."""

from __future__ import annotations

LEVEL_NOUNS = {
    "commune": ("commune", "communes"),
    "arrondissement": ("arrondissement", "arrondissements"),
    "epci": ("EPCI", "EPCI"),
    "departement": ("département", "départements"),
    "region": ("région", "régions"),
    "france": ("France", "France"),
}


def licence_told(licence: str) -> str:
    """Return a licence with how far it is known: none was read file by file.

    The open licence of the State is what its services give by habit; another was read in somebody else’s work.
    """
    known = "celle que le producteur donne d’habitude" if licence.startswith("Licence Ouverte") else "à confirmer"
    return f"{licence}, {known}"


def counted(number: int, one: str, several: str) -> str:
    """Return a number and its noun: "1 commune", "34 875 communes"."""
    return f"{number:,}".replace(",", "\u202f") + f"\u00a0{one if number < 2 else several}"


def counted_level(number: int, level: str) -> str:
    """Return so many territories of a level: "3 communes"."""
    return counted(number, *LEVEL_NOUNS[level])
