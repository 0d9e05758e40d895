"""The features by which territories are found alike: one entry of the catalogue each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from observatoire.model.territory import Level

Transform = Literal["none", "log", "log1p", "sqrt"]
Computed = Literal["potentiel", "eloignement", "poids", "outre_mer"]
_Text = Annotated[str, Field(min_length=1)]

SHRUNK = "__shrunk"
"""Ending of the columns in which small communes lean on their EPCI."""


class Feature(BaseModel):
    """One trait of structure that enters the distance between two territories of one level.

    Its figures are an indicator's, in the year named, or are computed from places and populations
    (`loaders/pipeline/features.py`); only the latter have a unit of their own.

    Attributes
    ----------
    radius : float or None
        `potentiel`: within how many kilometres people are counted.
    town : float or None
        `eloignement`: from how many inhabitants on a commune is a town.
    transform : str
        What is done to skewed figures before they are scaled.
    bound : float or None
        Beyond how many scaled units from the median two figures count as the same.
    weight : float
        Factor of the squared difference in the distance.
    shrink : float
        How many inhabitants of its EPCI a commune is given before its figure is scaled (0: none): small
        communes' shares are mostly chance.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
    title: Annotated[str, Field(min_length=3, max_length=60)]
    short_title: Annotated[str, Field(min_length=2, max_length=28)]
    indicator: str | None = None
    computed: Computed | None = None
    year: int
    radius: float | None = None
    town: float | None = None
    unit: str | None = None
    decimals: int | None = None
    transform: Transform
    bound: Annotated[float, Field(gt=0)] | None = None
    weight: Annotated[float, Field(gt=0, le=10)]
    shrink: Annotated[float, Field(ge=0)] = 0.0
    levels: tuple[Level, ...] = Field(strict=False, min_length=1)
    reason: _Text

    @model_validator(mode="after")
    def _origin_fits_fields(self) -> Feature:
        if (self.indicator is None) == (self.computed is None):
            raise ValueError("give either `indicator` or `computed`")
        if (self.computed is None) != (self.unit is None) or (self.unit is None) != (self.decimals is None):
            raise ValueError("`unit` and `decimals` go with `computed`; an indicator has its own")
        if (self.computed == "potentiel") != (self.radius is not None):
            raise ValueError("`radius` is required for computed = potentiel, and only there")
        if (self.computed == "eloignement") != (self.town is not None):
            raise ValueError("`town` is required for computed = eloignement, and only there")
        return self


class Nearness(BaseModel):
    """What being far away adds to the distance of structure, in a group of neighbours near and alike.

    Added to the squared distance of structure:
    `other_departement` x [another département] + `weight` x min(log(1 + km / `kilometres`) / `width`, `bound`)².

    Attributes
    ----------
    id : str
        The group of peers that it makes.
    other_departement : float
        What another département than the place's adds.
    weight : float
        Factor of the squared remoteness.
    kilometres : float
        Under it kilometres count about evenly, beyond it by proportions.
    width : float
        What the logarithm is divided by.
    bound : float
        Beyond it remoteness no longer grows: the other side of France is as far as the other side of the sea.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: Literal["similaires_proches"]
    title: Annotated[str, Field(min_length=3, max_length=60)]
    other_departement: Annotated[float, Field(ge=0, le=10)]
    weight: Annotated[float, Field(gt=0, le=10)]
    kilometres: Annotated[float, Field(gt=0)]
    width: Annotated[float, Field(gt=0)]
    bound: Annotated[float, Field(gt=0)]
    reason: _Text


Explaining = Literal["similaires", "similaires_proches", "categorie", "densite", "departement", "region"]
"""Groups of peers that may explain an indicator best."""


class BestPeers(BaseModel):
    """The group whose median explains an indicator best, by level, where one is clearly ahead of « similaires ».

    Attributes
    ----------
    id : str
        The indicator.
    commune, epci : str or None
        A group of peers; None where none is clearly ahead.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
    commune: Explaining | None = None
    epci: Explaining | None = None

    @model_validator(mode="after")
    def _names_a_group(self) -> BestPeers:
        if self.commune is None and self.epci is None:
            raise ValueError("name a group for `commune` or for `epci`, or remove the entry")
        return self


def feature_faults(features: Mapping[str, Feature], indicators: Mapping[str, Any]) -> Iterator[str]:
    """Yield the faults of features against the indicators that they are taken from."""
    for feature in features.values():
        if feature.indicator is None:
            continue
        indicator = indicators.get(feature.indicator)
        if indicator is None:
            yield f"[features.{feature.id}] indicator: no indicator {feature.indicator!r}; add it or correct it"
        else:
            stray = [level for level in feature.levels if level not in indicator.levels]
            if stray:
                yield f"[features.{feature.id}] levels: {feature.indicator} has no {', '.join(stray)}; remove it"


def best_peers_faults(best: Mapping[str, BestPeers], indicators: Mapping[str, Any]) -> Iterator[str]:
    """Yield the faults of the groups said to explain indicators best against those indicators."""
    for entry in best.values():
        indicator = indicators.get(entry.id)
        if indicator is None:
            yield f"[best_peers.{entry.id}] no indicator {entry.id!r}; add it or remove the entry"
            continue
        told: tuple[tuple[Level, str | None], ...] = (("commune", entry.commune), ("epci", entry.epci))
        for level in (level for level, group in told if group and level not in indicator.levels):
            yield f"[best_peers.{entry.id}] {level}: {entry.id} has no such level; remove it"
