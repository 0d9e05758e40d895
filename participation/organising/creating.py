"""A campaign from what an organiser chooses, with all that is wrong with it in one report."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from observatoire.model.store import Store
from participation.model.campaigns import UNFILLED, Campaign, blank_of
from participation.model.organisations import Type
from participation.model.questionnaire import Questionnaire
from participation.model.within import inside

LONGEST_ID: Final = 40
_PARTED: Final = str.maketrans({"œ": "oe", "Œ": "OE", "’": " ", "'": " "})
_PLACES: Final = {
    "title": "le titre", "id": "l’identifiant", "notice": "la notice", "contact_key": "la clé des contacts",
    "opens": "le premier jour", "closes": "le dernier jour", "purge_on": "le jour de l’effacement",
    "eligible": "qui répond", "min_cell": "le seuil", "within": "le territoire",
}  # fmt: skip
_MENDS: Final = {
    "string_too_short": "est vide",
    "string_too_long": "est trop long",
    "string_pattern_mismatch": "n’a pas la forme attendue",
    "date_type": "n’est pas une date",
    "tuple_type": "n’est pas choisi",
    "too_long": "compte trop de noms",
}


class CreationError(ValueError):
    """A campaign that cannot be; `faults` are French sentences, all of them."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(faults))


def identifier_of(title: str) -> str:
    """Return an identifier made from a title: « Baromètre 2026 » gives `barometre_2026`."""
    folded = unicodedata.normalize("NFKD", title.translate(_PARTED))
    words = re.sub(r"[^a-z0-9]+", "_", folded.encode("ascii", "ignore").decode().lower()).strip("_")
    return re.sub(r"^[^a-z]+", "", words)[:LONGEST_ID].strip("_")


def proposed_types(store: Store, within: tuple[str, ...]) -> tuple[Type, ...]:
    """Return who is asked as long as an organiser chooses nobody else: communes, and EPCI where there are two or more.

    A single one would be a group by itself, of which nothing can be published, and all would know what it answered.

    Parameters
    ----------
    store : Store
    within : tuple of str
        Territories that the campaign is kept within; empty for all of France.
    """
    held = inside(store, within)
    communities = store.index("epci")
    return ("commune", "epci") if sum(str(one) in held for one in communities) > 1 else ("commune",)


def campaign_from(fields: Mapping[str, Any], form: Questionnaire) -> Campaign:
    """Return the campaign of some fields.

    Parameters
    ----------
    fields : mapping
        Those of `Campaign` that an organiser chooses; dates may be None, as territories that are still to be chosen.
    form : Questionnaire
        Which it puts.

    Raises
    ------
    CreationError
        With all that is wrong.
    """
    faults = []
    days = [fields[name] for name in ("opens", "closes", "purge_on")]
    if None in days:
        faults.append("Il manque une date.")
    elif days != sorted(days):
        faults.append("Les dates se suivent : premier jour, dernier jour, effacement.")
    if blank := blank_of(fields["notice"]):
        faults.append(UNFILLED.format(blank=blank))
    if fields["mode"] != "citoyenne" and not fields["eligible"]:
        faults.append("Dites qui répond : au moins un type d’organisation.")
    campaign = None
    try:
        campaign = Campaign.model_validate({**fields, "questionnaire": form.id, "version": form.version})
    except ValidationError as error:
        told = [fault for fault in error.errors() if fault["type"] != "value_error" or not faults]
        faults += [_sentence(fault) for fault in told if not (None in days and fault["type"] == "date_type")]
    if faults or campaign is None:
        raise CreationError(faults)
    return campaign


def _sentence(fault: Any) -> str:
    if fault["type"] == "value_error":
        said = str(fault["ctx"]["error"])
        return f"{said[0].upper()}{said[1:]}"
    place = _PLACES.get(str(fault["loc"][0]), str(fault["loc"][0]))
    return f"{place[0].upper()}{place[1:]} {_MENDS.get(fault['type'], 'n’est pas accepté')}."
