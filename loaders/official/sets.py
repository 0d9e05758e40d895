"""The sets of INSEE's Melodi, declared in `sets.toml`: which lines of each are our measures."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

SETS = Path(__file__).with_name("sets.toml")
FILE_ADDRESS = "https://api.insee.fr/melodi/file/{set}/{product}"
TOTAL = "_T"

Codes = Mapping[str, str | tuple[str, ...]]
_Level = Literal["commune", "epci", "departement", "region", "france"]


class SetMeasure(BaseModel):
    """One measure of a set.

    Attributes
    ----------
    id : str
        Of the catalogue.
    where : mapping of str to str or tuple of str
        The code of each dimension that tells it from others; of several codes, the lines are added up.
    years : tuple of int
        The only years kept; all without it.
    over : mapping of str to str or tuple of str
        The codes of the whole of which this is a rate, in hundredths; empty when it is no rate.
    least : float
        The least whole of which a rate is made.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    where: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    years: tuple[int, ...] = ()
    over: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    least: float = 0

    @property
    def whole(self) -> SetMeasure | None:
        """What it is a rate of."""
        return self.model_copy(update={"where": self.over, "over": {}}) if self.over else None


class MelodiSet(BaseModel):
    """A set of Melodi, as one file or as answers of the API.

    Attributes
    ----------
    title : str
        As INSEE says, in French.
    source : str
        Id of its source in the catalogue.
    product : str
        Name of its file: "DS_RP_EMPLOI_LR_PRINC_2023_CSV_FR".
    dimensions : tuple of str
        All of them; its files are known by these columns.
    optional : tuple of str
        Of these, those that some editions lack.
    known_by : mapping of str to str
        A code of a dimension that tells it from sets of the same dimensions.
    fixed : mapping of str to str
        The code of the dimensions that no measure names; `_T` where it is not written.
    levels : tuple of str
        Those that are read.
    absent : str
        What a line that is not there means: "missing", or "zero".
    geography : int
        Year of the COG of its files.
    page, rhythm : str
        Where it is presented; when it comes, in French.
    size : int
        Bytes, about.
    expected : mapping of str to int
        Least number of territories of a whole file, by level.
    sums : tuple of (str, str)
        Levels of which one makes up the other.
    measures : tuple of SetMeasure
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    source: str
    product: str
    dimensions: tuple[str, ...]
    optional: tuple[str, ...] = ()
    known_by: dict[str, str] = Field(default_factory=dict)
    fixed: dict[str, str] = Field(default_factory=dict)
    levels: tuple[_Level, ...] = ("commune", "epci", "departement", "region", "france")
    absent: Literal["missing", "zero"] = "missing"
    geography: int
    page: str
    rhythm: str
    size: int = 0
    expected: dict[str, int] = Field(default_factory=dict)
    sums: tuple[tuple[str, str], ...] = ()
    measures: Annotated[tuple[SetMeasure, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _dimensions_are_known(self) -> MelodiSet:
        beside = {"FREQ", "UNIT_MEASURE"}
        named = {
            *self.fixed,
            *self.known_by,
            *(name for measure in self.measures for name in (*measure.where, *measure.over)),
        }
        if stray := named - set(self.dimensions) - beside:
            raise ValueError(f"no dimension {', '.join(sorted(stray))} among `dimensions`")
        if stray := set(self.optional) - set(self.dimensions):
            raise ValueError(f"`optional` names {', '.join(sorted(stray))}, which `dimensions` does not")
        return self

    @property
    def dataset(self) -> str:
        """The id of the set in commands: "ds-rp-emploi-lr-princ"."""
        return self.id.lower().replace("_", "-")

    @property
    def address(self) -> str:
        """Where its file is."""
        return FILE_ADDRESS.format(set=self.id, product=self.product)

    def codes_of(self, measure: SetMeasure) -> dict[str, tuple[str, ...]]:
        """Return the codes of every dimension for one measure: its own, those fixed for the set, else the total."""
        chosen: dict[str, str | tuple[str, ...]] = {
            **dict.fromkeys(self.dimensions, TOTAL),
            **self.fixed,
            **measure.where,
        }
        return {name: (codes,) if isinstance(codes, str) else codes for name, codes in chosen.items()}


@cache
def sets(path: Path = SETS) -> dict[str, MelodiSet]:
    """Return the declared sets by id.

    Raises
    ------
    ValueError
        When one is badly declared.
    """
    declared = tomllib.loads(path.read_text(encoding="utf-8"))["sets"]
    return {name: MelodiSet.model_validate({"id": name, **entry}) for name, entry in declared.items()}
