"""A campaign: one questionnaire put to some organisations, for a time, in a mode that never changes once it is open."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from participation.model.organisations import Organisation, Type
from participation.model.questionnaire import Questionnaire
from participation.model.within import is_held

Mode = Literal["organisation", "anonyme", "signee", "citoyenne"]
"""`organisation`: tied to a collectivité. `anonyme`: strata alone are kept. `signee`: a contribution under a name.
`citoyenne`: an open poll."""
CampaignState = Literal["draft", "open", "closed", "coded", "published", "purged"]
STATES: tuple[CampaignState, ...] = get_args(CampaignState)
Respondents = Literal["one", "last", "by_function"]
"""Of one organisation: a single one; the last who submits; one of each function."""

NEXT: dict[CampaignState, tuple[CampaignState, ...]] = {
    "draft": ("open",),
    "open": ("closed",),
    "closed": ("coded", "published", "purged"),
    "coded": ("published", "purged"),
    "published": ("purged",),
    "purged": (),
}
"""From each state to those that may follow: never back, and nothing is published that is still open."""

MOST_STRATA = 4
MOST_TERRITORIES = 30
FEWEST_IN_CELL = {"organisation": 5, "anonyme": 5, "signee": 5, "citoyenne": 11}
STRATA = ("type", "size", "region")
OTHER_TERRITORIES = "L’édition précédente, « {earlier} », portait sur d’autres territoires : elles ne se comparent pas."
UNFILLED = "La notice a encore une partie entre crochets à remplir : « {blank} »."
_BLANK = re.compile(r"\[[^\[\]\n]*\]?")
_MOVABLE = {"state", "closes", "purge_on"}


class CampaignError(ValueError):
    """A campaign that cannot be, or cannot become so; the message is a French sentence."""


class Quintiles(BaseModel):
    """Where a covariate is cut among the collectivités of one kind.

    Attributes
    ----------
    indicator, kind, year
        Which figure of which collectivités.
    bounds : tuple of float
        The last value of each of the first four fifths.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    indicator: str
    kind: Type
    year: int
    bounds: tuple[float, ...] = Field(min_length=4, max_length=4)


class Campaign(BaseModel):
    """One campaign.

    Attributes
    ----------
    id : str
        Lower case, digits and underscores.
    questionnaire, version, sha
        The frozen document that is answered.
    mode : str
        See `Mode`.
    eligible : tuple of str
        Types of organisations that may answer; empty for anybody, which is what `citoyenne` is.
    within : tuple of str
        Identifiers of the territories whose collectivités it speaks of, and no other; empty for all of France.
    respondents : str
        How many of one organisation, see `Respondents`.
    invited : bool
        Whether an invitation's token is asked for.
    opens, closes, purge_on : date
        First and last day of answers; the day when answers and contacts are purged.
    min_cell : int
        Below it nothing is published of a group.
    strata : tuple of str
        Declared strata, coarsest first, of `STRATA`.
    covariates : tuple of str
        Indicators of the observatory by whose quintiles results are told: kept of a respondent in `anonyme`, joined on
        the organisation elsewhere.
    quintiles : tuple of Quintiles
        Of the covariates, cut before it opens.
    mirror_of : str
        The campaign whose questions this one puts to citizens; "" for none.
    earlier : str
        The campaign of the edition before, which this one is compared with; "" for none.
    notice : str
        What respondents are told and consent to; its SHA-256 is kept with each consent.
    contact_key : str
        Public key (hexadecimal) that seals contacts; "" when none are asked for. The private one is the organiser's.
    demonstration : bool
        Its answers are invented; each page and file of it says so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    title: str = Field(min_length=1, max_length=200)
    questionnaire: str
    version: int = Field(ge=1)
    sha: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    mode: Mode
    eligible: tuple[Type, ...] = ()
    within: tuple[str, ...] = Field(default=(), max_length=MOST_TERRITORIES)
    respondents: Respondents = "one"
    invited: bool = False
    opens: date
    closes: date
    state: CampaignState = "draft"
    min_cell: int = Field(default=0, ge=0)
    strata: tuple[Literal["type", "size", "region"], ...] = ("type", "size", "region")
    covariates: tuple[str, ...] = Field(default=(), max_length=MOST_STRATA)
    quintiles: tuple[Quintiles, ...] = ()
    mirror_of: str = ""
    earlier: str = ""
    notice: str = Field(min_length=1, max_length=20_000)
    contact_key: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    purge_on: date
    demonstration: bool = False

    @model_validator(mode="before")
    @classmethod
    def _with_min_cell(cls, raw: Any) -> Any:
        return {"min_cell": FEWEST_IN_CELL.get(str(raw.get("mode")), 5)} | raw if isinstance(raw, dict) else raw

    @model_validator(mode="after")
    def _sound(self) -> Campaign:
        if self.min_cell < FEWEST_IN_CELL[self.mode]:
            raise ValueError(f"min_cell vaut au moins {FEWEST_IN_CELL[self.mode]} dans ce mode.")
        if not self.opens <= self.closes <= self.purge_on:
            raise ValueError("les dates se suivent : opens, closes, purge_on.")
        if (self.mode == "citoyenne") == bool(self.eligible):
            raise ValueError(
                "eligible dit quels types d’organisations répondent ; une consultation citoyenne n’en a pas."
            )
        if self.mode == "anonyme" and not self.invited:
            raise ValueError("une enquête anonyme demande des invitations : sans elles, chacun répondrait dix fois.")
        if self.mode == "citoyenne" and self.invited and self.state == "draft":
            raise ValueError("une consultation citoyenne ne demande pas d’invitation : elle est ouverte à tous.")
        if self.mode != "organisation" and self.respondents != "one":
            raise ValueError("respondents ne se choisit qu’en mode organisation.")
        if self.covariates and not self.eligible:
            raise ValueError("covariates demande des collectivités : l’observatoire ne sait rien des habitants.")
        if self.within and not self.eligible:
            raise ValueError("within demande des collectivités : d’où répond un habitant, personne ne le sait.")
        return self

    @property
    def named(self) -> bool:
        """Whether a response is tied to an organisation."""
        return self.mode in ("organisation", "signee")

    def takes_answers(self, today: date) -> bool:
        """Tell whether it may be answered on a day: open, and between its dates, both included."""
        return self.state == "open" and self.opens <= today <= self.closes


def advanced(campaign: Campaign, state: CampaignState) -> Campaign:
    """Return the campaign in its next state.

    Raises
    ------
    CampaignError
        When that state does not follow its own.
    """
    if state not in NEXT[campaign.state]:
        raise CampaignError(
            f"La campagne « {campaign.id} » est {SAID[campaign.state]} : elle ne peut pas être {SAID[state]}."
        )
    if state == "open" and campaign.covariates and not campaign.quintiles:
        raise CampaignError(f"Les cinquièmes de « {campaign.id} » ne sont pas calculés : préparez-la de nouveau.")
    return campaign.model_copy(update={"state": state})


def changed(campaign: Campaign, **values: Any) -> Campaign:
    """Return the campaign with other values, checked anew.

    Raises
    ------
    CampaignError
        When it has opened and a value is frozen: all but its last day and the day of its purge.
    """
    frozen = sorted(set(values) - _MOVABLE)
    if campaign.state != "draft" and frozen:
        raise CampaignError(f"La campagne a été ouverte : {', '.join(frozen)} ne peut plus changer.")
    try:
        return Campaign.model_validate(campaign.model_dump() | values)
    except ValidationError as error:
        said = (
            str(fault["ctx"]["error"]) if fault["type"] == "value_error" else ".".join(map(str, fault["loc"]))
            for fault in error.errors()
        )
        raise CampaignError(f"Ce changement n’est pas possible : {' '.join(said)}") from error


def blank_of(notice: str) -> str:
    """Return the first part of a notice that is still to be filled, « [date] »; "" when none is."""
    found = _BLANK.search(notice)
    return "" if found is None else found[0][:60]


def wrong_reference(campaign: Campaign, form: Questionnaire, find: Callable[[str], Campaign | None]) -> str:
    """Return what is wrong with the other campaigns that a campaign names, a French sentence; "" for nothing.

    Parameters
    ----------
    campaign : Campaign
    form : Questionnaire
        Which it puts.
    find : callable
        From an identifier to the campaign of that name; None where there is none.
    """
    return _wrong_mirror(campaign, form, find) or _wrong_edition(campaign, find)


def _wrong_mirror(campaign: Campaign, form: Questionnaire, find: Callable[[str], Campaign | None]) -> str:
    if not (name := campaign.mirror_of):
        return ""
    if campaign.mode != "citoyenne":
        return "mirror_of ne va qu’à une consultation citoyenne, mise en miroir d’une enquête de collectivités."
    if (mirrored := find(name)) is None or mirrored.mode == "citoyenne":
        return f"L’enquête à mettre en miroir, « {name[:40]} », n’est pas une enquête de collectivités préparée ici."
    if all(one.mirror_of.partition(".")[0] != mirrored.questionnaire for one in form.questions.values()):
        return f"Aucune question de « {form.id} » n’est en miroir de celles de « {name} »."
    return ""


def _wrong_edition(campaign: Campaign, find: Callable[[str], Campaign | None]) -> str:
    if not (name := campaign.earlier):
        return ""
    if campaign.mode == "citoyenne":
        return "earlier ne va pas à une consultation citoyenne : elle ne se compare à aucune édition."
    if (before := find(name)) is None or before.id == campaign.id or before.mode == "citoyenne":
        return f"L’édition précédente, « {name[:40]} », n’est pas une autre enquête de collectivités préparée ici."
    if before.questionnaire != campaign.questionnaire:
        return f"L’édition précédente, « {name} », posait un autre questionnaire : « {before.questionnaire} »."
    return "" if same_territories(campaign, before) else OTHER_TERRITORIES.format(earlier=name)


def is_eligible(campaign: Campaign, organisation: Organisation) -> bool:
    """Tell whether an organisation may answer: of its types, and inside its territories."""
    return organisation.type in campaign.eligible and is_inside(campaign, organisation)


def is_inside(campaign: Campaign, organisation: Organisation) -> bool:
    """Tell whether an organisation is inside the territories of a campaign; one that nobody knows may be."""
    return organisation.territory is None or is_held(organisation.held_by, campaign.within)


def same_territories(campaign: Campaign, other: Campaign) -> bool:
    """Tell whether two campaigns are kept within the same territories: only then are their figures of the same."""
    return set(campaign.within) == set(other.within)


def slot_of(campaign: Campaign, organisation: Organisation | None, function: str) -> str | None:
    """Return what can be submitted only once in a campaign; None where nothing ties a response to anybody.

    A signed contribution is one of as many as its organisation likes, unless an invitation is asked for, which serves
    once.

    Parameters
    ----------
    campaign : Campaign
    organisation : Organisation or None
        None in `anonyme` and `citoyenne`.
    function : str
        The answer to the question `fonction`, for `by_function`.
    """
    if organisation is None or not (campaign.mode == "organisation" or campaign.invited):
        return None
    return f"{organisation.id}/{function}" if campaign.respondents == "by_function" else organisation.id


SAID: dict[CampaignState, str] = {
    "draft": "en préparation",
    "open": "ouverte",
    "closed": "close",
    "coded": "codée",
    "published": "publiée",
    "purged": "purgée",
}
