"""Who takes part: rates by place, type and size, from invitations or from organisations that answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from observatoire.model.store import Store
from observatoire.model.territory import PREFIXES, Level
from participation.model.campaigns import Campaign
from participation.model.organisations import TYPES
from participation.model.strata import SIZES, size_of
from participation.organising.office import Office
from participation.results.covariates import those_asked
from participation.results.territories.parts import LEVELS, codes_at
from participation.statistics.cells import Bools, Ints
from participation.statistics.representativeness import Rates, rates
from participation.storage.campaigns import campaign_of
from participation.storage.opening import Storage
from participation.storage.submitting import counts_by_state, submitted_organisations
from participation.storage.vault import spent_by

OUTSIDE = ""
"""Place of an organisation that is in none: a syndicat that the observatory does not know."""


@dataclass(frozen=True)
class Followed:
    """Rates of the groups of one kind.

    Attributes
    ----------
    keys : tuple of str
        Identifier of a place; a type; a type and a class of size, as `commune 0-499`.
    rates : Rates
    withheld : ndarray of bool, shape (groups,)
        Whose count and rate are not told.
    """

    keys: tuple[str, ...]
    rates: Rates
    withheld: Bools


@dataclass(frozen=True)
class Following:
    """Where a campaign stands.

    Attributes
    ----------
    from_invitations : bool
        Whether those who are asked are those who were invited; else all organisations that may answer.
    everyone : Followed
        One group: all of them.
    places : Followed
        Départements; inside one of them its EPCI; inside one EPCI its communes, unless the campaign is anonymous.
    types, sizes : Followed
    taken_part : dict of str to bool
        Of each organisation, by its id.
    drafts, submitted : int
        Responses that are begun, and those that count.
    """

    from_invitations: bool
    everyone: Followed
    places: Followed
    types: Followed
    sizes: Followed
    taken_part: Mapping[str, bool]
    drafts: int
    submitted: int


def following(office: Office, store: Store, identifier: str) -> Following:
    """Return where a campaign stands.

    Who is invited and has answered is known to the vault, never what was said. In `anonyme`, groups in which fewer
    than the threshold took part are withheld, and those by which they could be found.

    Parameters
    ----------
    office, store, identifier

    Raises
    ------
    ForbiddenError
    """
    office.check("follow", identifier)
    campaign = campaign_of(office.storage, identifier)
    taken = takes_part(office.storage, campaign)
    if not campaign.invited and campaign.named:
        answered = submitted_organisations(office.storage, identifier)
        asked = list(taken) or those_asked(store, campaign)
        taken = {one: one in answered for one in dict.fromkeys([*asked, *answered])}
    states = counts_by_state(office.storage, identifier)
    counted = states.get("submitted", 0) + states.get("published", 0)
    return followed(store, campaign, taken, states.get("draft", 0), counted)


def takes_part(storage: Storage, campaign: Campaign) -> dict[str, bool]:
    """Return the organisations that were invited, and whether they take part.

    Where responses are tied to organisations, one of theirs counts: who withdrew it, or had it erased, is waited for
    again. Elsewhere their code was spent, and nothing tells what became of its response.
    """
    spent = spent_by(storage, campaign.id)
    if not campaign.named:
        return spent
    answered = submitted_organisations(storage, campaign.id)
    return {one: one in answered for one in spent}


def followed(store: Store, campaign: Campaign, taken: Mapping[str, bool], drafts: int, submitted: int) -> Following:
    """Return the rates of organisations that are known to have taken part or not.

    Parameters
    ----------
    store, campaign
    taken : mapping of str to bool
        By id of organisation.
    drafts, submitted : int
        As `Following` has them.
    """
    parts = np.array(list(taken.values()), dtype=bool)
    kinds, sized = _kinds(store, list(taken))
    held = _places(store, campaign, list(taken))
    everyone = _counted(["all"] * len(kinds), parts, ["all"])
    types = _counted(kinds, parts, [kind for kind in TYPES if kind in kinds])
    order = [f"{kind} {size_of(kind, step)}" for kind, steps in SIZES.items() for step in (0, *steps)]
    sizes = _counted(sized, parts, [one for one in order if one in sized])
    places = _counted(held, parts, sorted(set(held)))
    if campaign.mode == "anonyme":
        everyone, places, types, sizes = _protected(campaign.min_cell, everyone, places, types, sizes)
    return Following(campaign.invited, everyone, places, types, sizes, dict(taken), drafts, submitted)


def _places(store: Store, campaign: Campaign, organisations: Sequence[str]) -> list[str]:
    """Return the place of each organisation, of the widest level of which a campaign has several.

    An organiser may see who answered where organisations are named: one EPCI is seen by commune. A commune is one
    answer: in an anonymous campaign none is looked for below the EPCI.
    """
    rows = store.territories.reindex(list(organisations))
    levels: tuple[Level, ...] = (*LEVELS, "commune") if campaign.named else LEVELS
    for level in levels:
        codes = rows["code"].where(rows["level"] == level) if level == "commune" else codes_at(store, rows, level)
        if len(set(codes.dropna())) > 1:
            break
    return [f"{PREFIXES[level]}-{code}" if isinstance(code, str) else OUTSIDE for code in codes]


def _kinds(store: Store, organisations: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the type, and the type and class of size, of each organisation.

    All of them at once: a campaign to all communes asks 35 000. One that the observatory does not know is `autre`.
    """
    rows = store.territories.reindex(list(organisations))
    kinds, sized = [], []
    for level, population in zip(rows["level"].tolist(), rows["population"].tolist(), strict=True):
        known = level in SIZES
        kinds.append(str(level) if known else "autre")
        sized.append(f"{level} {size_of(level, int(population or 0))}" if known else "")
    return kinds, sized


def _counted(values: Sequence[str], taken_part: Bools, keys: Sequence[str]) -> Followed:
    """Return the rates by group; what is in no group is counted in none."""
    at = {key: rank for rank, key in enumerate(keys)}
    group: Ints = np.array([at.get(value, -1) for value in values], dtype=np.int64)
    inside = group >= 0
    found = rates(group[inside], taken_part[inside], len(keys))
    return Followed(tuple(keys), found, np.zeros(len(keys), dtype=bool))


def _protected(
    least: int, everyone: Followed, places: Followed, types: Followed, sizes: Followed
) -> tuple[Followed, Followed, Followed, Followed]:
    """Withhold counts below the threshold, and what would give one back by subtraction.

    Places and types part all of them, sizes part each type: the only sums that give a withheld count back are
    those of what is withheld within one whole. Each such sum is brought to the threshold, the smallest first.
    """
    total = int(everyone.rates.taken_part.sum())
    if total < least:
        return (_withheld(everyone), _withheld(places), _withheld(types), _withheld(sizes))
    of_places = _hidden(places.rates.taken_part, least)
    of_types = _hidden(types.rates.taken_part, least)
    of_sizes = np.zeros(len(sizes.keys), dtype=bool)
    for rank, kind in enumerate(types.keys):
        inside = np.array([key.split(" ")[0] == kind for key in sizes.keys], dtype=bool)
        # The sizes of a type that is withheld would add up to it.
        of_sizes[inside] = True if of_types[rank] else _hidden(sizes.rates.taken_part[inside], least)
    return (
        everyone,
        Followed(places.keys, places.rates, of_places),
        Followed(types.keys, types.rates, of_types),
        Followed(sizes.keys, sizes.rates, of_sizes),
    )


def _withheld(one: Followed) -> Followed:
    return Followed(one.keys, one.rates, np.ones(len(one.keys), dtype=bool))


def _hidden(counts: Ints, least: int) -> Bools:
    """Tell which parts of a whole that is told are withheld: too few, then the smallest, until their sum is enough."""
    hidden: Bools = counts < least
    while hidden.any() and not hidden.all() and counts[hidden].sum() < least:
        hidden[np.flatnonzero(~hidden)[np.argmin(counts[~hidden])]] = True
    return hidden
