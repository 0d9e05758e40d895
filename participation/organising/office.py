"""Somebody who is signed in, and what they may do: rights are read from the database at each question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from participation.model.campaigns import Campaign
from participation.model.rights import EVERYWHERE, ROLE_NAMES, ROLES, Act, Right, actor_of, is_allowed
from participation.storage.access.rights import rights_of
from participation.storage.audit import record_act
from participation.storage.campaigns import all_campaigns, campaign_of
from participation.storage.opening import Storage
from participation.storage.refusals import RefusedError

FORBIDDEN = "Vous n’avez pas ce droit sur cette campagne, ou vous ne l’avez plus. Rien n’a été fait."


class ForbiddenError(RefusedError):
    """Somebody without the right asked for an act; nothing was done."""

    def __init__(self) -> None:
        super().__init__(FORBIDDEN)


@dataclass(frozen=True, slots=True)
class Office:
    """Somebody at work.

    Attributes
    ----------
    storage : Storage
    person : str
        Their code.
    day : date
        On which they act.
    """

    storage: Storage
    person: str
    day: date

    @property
    def rights(self) -> frozenset[Right]:
        """Their rights, now."""
        return rights_of(self.storage, self.person)

    @property
    def actor(self) -> str:
        """What the audit calls them: their roles, and their pseudonym."""
        held = {right.role for right in self.rights}
        roles = " et ".join(ROLE_NAMES[role] for role in ROLES if role in held)
        return f"{roles} {actor_of(self.storage.key, self.person)}"

    def may(self, act: Act, campaign: str = EVERYWHERE) -> bool:
        """Tell whether they may do something on a campaign, now."""
        return is_allowed(self.rights, act, campaign)

    def check(self, act: Act, campaign: str = EVERYWHERE) -> None:
        """Let an act pass.

        Raises
        ------
        ForbiddenError
            When they may not.
        """
        if not self.may(act, campaign):
            raise ForbiddenError

    def record(self, action: str, target: str) -> None:
        """Write an act of the vault, or of nobody's campaign, into the audit, before it is done.

        An act that fails after that is told all the same: better than one that nobody can read of.
        """
        actor = self.actor
        self.storage.answers.writer.do(lambda connection: record_act(connection, self.day, actor, action, target))

    def campaign(self, identifier: str) -> Campaign:
        """Return a campaign that they may see.

        Raises
        ------
        ForbiddenError
            When they may not; before anything tells whether there is such a campaign.
        """
        self.check("see", identifier)
        return campaign_of(self.storage, identifier)

    def campaigns(self) -> list[Campaign]:
        """Return the campaigns that they may see, those that are at work first, then by their last day."""
        rights = self.rights
        order = ("open", "draft", "closed", "coded", "published", "purged")
        seen = [one for one in all_campaigns(self.storage) if is_allowed(rights, "see", one.id)]
        return sorted(seen, key=lambda one: (order.index(one.state), -one.closes.toordinal(), one.id))
