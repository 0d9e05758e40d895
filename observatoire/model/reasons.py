"""Reasons that no table of the edition holds: they follow from what is asked, or from sums counted above communes."""

from __future__ import annotations

REASONS = (
    "",
    "Ce chiffre ne se donne que pour un ensemble de communes : pour une seule, il n'aurait pas de sens, ou il "
    "décrirait une personne.",
    "Le nombre auquel on rapporte ce chiffre est nul ici : il faudrait diviser par zéro.",
    "Le répertoire ne donne personne pour ce territoire.",
    "Trop peu de personnes : ce chiffre, ou celui d'un territoire voisin, parlerait de quelqu'un en particulier.",
    "Ce chiffre ne s'additionne pas : celui d'un ensemble ne peut être que publié par son producteur.",
    "Une commune au moins n'a pas de chiffre, et celles qui n'en ont pas ne ressemblent pas aux autres : la somme des "
    "autres tromperait.",
    "Le fichier officiel n'est ici qu'en partie : ce territoire n'y est pas.",
    "Ce chiffre n'est donné que pour des intercommunalités, des départements ou des régions entiers : ce territoire "
    "n'en est pas une somme.",
)
"""The first of `Store.reason_texts`, in this order."""
(
    NO_REASON, NOT_AT_THIS_LEVEL, ZERO_DENOMINATOR, NOBODY_LISTED, TOO_FEW_PERSONS, NO_SUM, NOT_COMPLETE,
    NOT_IN_EXTRACT, WHOLES_ONLY,
) = range(len(REASONS))  # fmt: skip
