"""Who may do what: three roles, the acts of each, and the campaigns that a right extends to."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, get_args

from participation.model.codes import code_from, keyed, shown_code

Role = Literal["organiser", "guardian", "coder"]
"""`organiser`: form, campaign, rates, publication. `guardian` (DPO): notices, erasures, purge, audit, release of
contacts. `coder`: open answers, whose pages declare their own acts."""
ROLES: Final[tuple[Role, ...]] = get_args(Role)
Act = Literal[
    "see", "create", "discard", "open", "invite", "follow", "move_last_day", "close", "publish", "take_contacts",
    "change_notice", "erase", "purge", "purge_drafts", "release", "erase_contacts", "read_audit",
]  # fmt: skip
EVERYWHERE: Final = "*"
"""The scope of a right on all campaigns, those to come too."""

ALLOWED: Final[dict[Act, frozenset[Role]]] = {
    "see": frozenset({"organiser", "guardian"}),
    "create": frozenset({"organiser"}),
    "discard": frozenset({"organiser"}),
    "open": frozenset({"organiser"}),
    "invite": frozenset({"organiser"}),
    "follow": frozenset({"organiser"}),
    "move_last_day": frozenset({"organiser"}),
    "close": frozenset({"organiser"}),
    "publish": frozenset({"organiser"}),
    "take_contacts": frozenset({"organiser"}),
    "change_notice": frozenset({"guardian"}),
    "erase": frozenset({"guardian"}),
    "purge": frozenset({"guardian"}),
    "purge_drafts": frozenset({"guardian"}),
    "release": frozenset({"guardian"}),
    "erase_contacts": frozenset({"guardian"}),
    "read_audit": frozenset({"guardian"}),
}
"""Roles that may do each act. No act of both but to see: who opens a campaign does not release its contacts."""
OF_ALL_CAMPAIGNS: Final[frozenset[Act]] = frozenset({"create", "purge_drafts", "read_audit"})
"""Acts of no single campaign: only a right on all of them allows these."""

ROLE_NAMES: Final[dict[Role, str]] = {
    "organiser": "organisation", "guardian": "protection des données", "coder": "codage",
}  # fmt: skip


@dataclass(frozen=True, order=True, slots=True)
class Right:
    """A role, on one campaign or (`EVERYWHERE`) on all."""

    role: Role
    scope: str


def is_allowed(rights: Iterable[Right], act: Act, campaign: str = EVERYWHERE) -> bool:
    """Tell whether rights allow an act.

    Parameters
    ----------
    rights : iterable of Right
        All those of a person.
    act : str
    campaign : str
        On which; `EVERYWHERE` for an act of no single one.
    """
    scopes = {EVERYWHERE} if act in OF_ALL_CAMPAIGNS else {EVERYWHERE, campaign}
    return any(right.role in ALLOWED[act] and right.scope in scopes for right in rights)


def person_of(key: bytes, issuer: str, subject: str) -> str:
    """Return the code by which somebody is known here: nobody without the key can tell whose it is.

    Parameters
    ----------
    key : bytes
        Of the server.
    issuer, subject : str
        Who vouches for them (the address of a provider), and what they are called there.
    """
    told = f"person:{len(issuer)}:{issuer}:{subject}".encode()
    return code_from(hmac.digest(key, told, hashlib.sha256))


def actor_of(key: bytes, person: str) -> str:
    """Return the pseudonym of a person in the audit, which is in the other database: never their code itself."""
    digest = bytes.fromhex(keyed(key, "actor", person))
    return shown_code(code_from(digest))[:9]
