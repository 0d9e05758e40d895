"""Other published surveys that asked the same questions of the same collectivités: who reads both may subtract them."""

from __future__ import annotations

from collections.abc import Collection

from observatoire.model.store import Store
from observatoire.views.french.numerals import plural
from observatoire.views.french.wording import spaced
from participation.model.campaigns import Campaign
from participation.model.within import inside
from participation.storage.opening import Storage
from participation.storage.publishing import published_campaigns
from participation.storage.submitting import submitted_organisations


def overlapping(storage: Storage, store: Store, campaign: Campaign, organisations: Collection[str]) -> tuple[str, ...]:
    """Return a sentence for each published survey of this installation that overlaps one about to be published.

    None where it is known that nobody answered both.

    Parameters
    ----------
    storage : Storage
        Of which the answers alone are read.
    store : Store
    campaign : Campaign
        About to be published.
    organisations : collection of str
        Who answered it; empty where nobody is named.
    """
    told = []
    for other in published_campaigns(storage):
        if (
            other.id == campaign.id
            or other.questionnaire != campaign.questionnaire
            or not _meet(store, campaign, other)
        ):
            continue
        own, theirs = set(organisations), set(submitted_organisations(storage, other.id))
        if own & theirs or not own or not theirs:
            told.append(overlap_sentence(campaign, other, own, theirs))
    return tuple(told)


def _meet(store: Store, campaign: Campaign, other: Campaign) -> bool:
    """Tell whether somebody may have answered both."""
    shared = set(campaign.eligible) & set(other.eligible)
    return bool(shared and set(inside(store, campaign.within)) & set(inside(store, other.within)))


def overlap_sentence(campaign: Campaign, other: Campaign, own: set[str], theirs: set[str]) -> str:
    """Return what is to be known of two surveys whose results subtract.

    Parameters
    ----------
    campaign, other : Campaign
        About to be published, and published.
    own, theirs : set of str
        Who answered each; empty where nobody is named, or the answers are purged.
    """
    said = (
        f"« {other.title} » a posé les mêmes questions, et ses résultats sont publics : qui lit les deux peut les "
        "soustraire."
    )
    if not own or not theirs:
        return spaced(f"{said} Combien n’ont répondu qu’à l’une des deux, ce site ne le sait pas : à vous d’en juger.")
    both, alone = own & theirs, (len(own - theirs), len(theirs - own))
    if both and any(0 < one < campaign.min_cell for one in alone):
        few = min(one for one in alone if one)
        who = plural(few, "organisation n’a répondu", "organisations n’ont répondu")
        return spaced(
            f"{said} {who} qu’à l’une : si les autres ont dit la même chose aux deux, la différence dirait ces "
            "réponses-là. Mieux vaut ne pas publier."
        )
    return spaced(f"{said} {plural(len(both), 'organisation a répondu', 'organisations ont répondu')} aux deux.")
