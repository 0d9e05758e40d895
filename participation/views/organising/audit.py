"""The audit in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from observatoire.views.french.numerals import plural
from observatoire.views.french.wording import spaced
from participation.storage.audit import Act

ACTS: Final = {
    "create": "a préparé", "open": "a ouvert", "discard": "a jeté",
    "closed": "a clos", "coded": "a dit codée", "published": "a publié",
    "purged": "a purgé", "erase": "a effacé une réponse", "purge_drafts": "a effacé des brouillons",
    "invite": "a invité", "replace_code": "a remplacé un code utilisé", "move_last_day": "a déplacé le dernier jour",
    "change_notice": "a changé la notice", "release": "a libéré les contacts",
    "take_contacts": "a pris les contacts scellés", "erase_contacts": "a effacé les contacts",
    "grant": "a donné un droit à", "revoke": "a retiré un droit à",
}  # fmt: skip


def act_name(action: str) -> str:
    """Return what an act is, as the audit is read; one of no known name stands for itself."""
    return ACTS.get(action, action)


def chain_sentence(lines: Sequence[Act]) -> str:
    """Return whether the chain of the audit holds."""
    broken = next((line.seq for line in lines if not line.sound), None)
    if broken is not None:
        return spaced(f"La chaîne est rompue à la ligne {broken} : une ligne a été changée ou retirée.")
    return spaced(f"{plural(len(lines), 'acte', 'actes')}, et la chaîne est entière.")
