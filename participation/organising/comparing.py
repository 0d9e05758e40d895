"""What the results of a campaign that is being prepared may be read beside: only what is possible is offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from participation.model.campaigns import Campaign, Mode
from participation.model.questionnaire import Questionnaire
from participation.model.within import inside
from participation.organising.office import Office
from participation.results.covariates import FEWEST_TO_CUT
from participation.storage.publishing import published_campaigns


@dataclass(frozen=True, slots=True)
class Possible:
    """What may be chosen.

    Attributes
    ----------
    indicators : tuple of str
        Of the catalogue, in its order, whose fifths can be cut among a kind of collectivités that the campaign asks.
    editions : tuple of Campaign
        Published campaigns of the same questionnaire, whose questions it declares comparable, and territories; the last
        one first.
    undeclared : tuple of Campaign
        Those that would be there if the questionnaire said which questions are comparable.
    mirrored : tuple of Campaign
        Campaigns that put the questions which those of an open poll mirror.
    """

    indicators: tuple[str, ...] = ()
    editions: tuple[Campaign, ...] = ()
    undeclared: tuple[Campaign, ...] = ()
    mirrored: tuple[Campaign, ...] = ()


def possible(
    office: Office,
    store: Store,
    catalog: Catalog,
    form: Questionnaire,
    mode: Mode,
    eligible: Sequence[str],
    within: tuple[str, ...] = (),
) -> Possible:
    """Return what the results of a campaign may be read beside.

    Parameters
    ----------
    office : Office
    store, catalog
        The edition.
    form : Questionnaire
        Which it puts.
    mode : str
        An open poll knows nothing of those who answer: it has a mirror alone, and no other campaign has one.
    eligible : sequence of str
        Types of organisations that it asks.
    within : tuple of str
        Territories that it is kept within: it is compared with an edition of the same, none else.
    """
    if mode == "citoyenne":
        forms = {question.mirror_of.partition(".")[0] for question in form.questions.values() if question.mirror_of}
        seen = [one for one in office.campaigns() if one.mode != "citoyenne" and one.state != "draft"]
        return Possible(mirrored=tuple(one for one in seen if one.questionnaire in forms))
    counts = store.territories["level"].reindex(list(inside(store, within))).value_counts()
    kinds = {kind for kind in eligible if counts.get(kind, 0) >= FEWEST_TO_CUT}
    indicators = tuple(name for name, one in catalog.indicators.items() if kinds & set(one.levels))
    before = tuple(
        one
        for one in published_campaigns(office.storage)
        if one.questionnaire == form.id and one.mode != "citoyenne" and set(one.within) == set(within)
    )
    return Possible(indicators, before if form.compared else (), () if form.compared else before)
