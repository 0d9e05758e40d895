"""What answers hold, for the OpenAPI document: `observatoire.api` writes them itself, many times faster."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Cell = str | float | bool | None
"""A text, a number, oui or non; null for a number that is missing."""


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Source(_Said):
    """Who publishes the figures."""

    source: str = Field(description="Identifiant.")
    producteur: str
    titre: str
    edition: str
    publication: str
    licence: str
    citation: str = Field(description="Comment citer.")
    page: str = Field(description="Page du producteur\u202f; vide si elle n’est pas connue.")


class Indicateur(_Said):
    """What an indicator of the rows is."""

    indicateur: str = Field(description="Identifiant.")
    titre: str
    unite: str
    unite_dite: str
    decimales: int
    definition: str
    a_savoir: list[str] = Field(description="Ce que le chiffre ne dit pas, ses limites, ses ruptures de série.")
    annees: list[int]
    sources: list[str] = Field(description="Identifiants.")


class Colonne(_Said):
    """What a column of the rows is."""

    nom: str
    libelle: str
    genre: Literal["text", "number", "integer", "year", "flag"]
    unite: str
    description: str


class Entete(_Said):
    """What every answer says beside its rows."""

    titre: str
    territoire: str
    pairs: str = Field(description="Qui sont les pairs, et comment ils ont été trouvés.")
    annees: str
    couverture: str
    remarques: list[str] = Field(description="Ce qui a été compris autrement que demandé.")
    a_savoir: list[str]
    indicateurs: list[Indicateur]
    sources: list[Source]
    edition_des_donnees: str
    lien: str
    resume: dict[str, Any] | None = Field(description="Ce qui vaut pour l’ensemble et ne tient dans aucune ligne.")


class Tableau(Entete):
    """A table, as JSON."""

    colonnes: list[Colonne]
    nombre: int = Field(description="Nombre de lignes.")
    lignes: list[dict[str, Cell]]


class Categories(_Said):
    """The categories of a dimension of a cube."""

    index: list[str]
    label: dict[str, str]
    unit: dict[str, dict[str, Any]] | None = None
    note: dict[str, list[str]] | None = None


class Dimension(_Said):
    """A dimension of a cube."""

    label: str
    category: Categories


class Extension(Entete):
    """What JSON-stat has no room for."""

    statuts: dict[str, str] = Field(description="Les mots de status, et ce qu’ils veulent dire.")
    colonnes_des_cellules: list[Colonne]
    cellules: dict[str, list[Cell]] = Field(description="Ce qui est su de chaque case, dans l’ordre de value.")


class JsonStat(BaseModel):
    """A cube of territories, indicators and years, as JSON-stat 2.0."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    version: Literal["2.0"]
    kind: Literal["dataset"] = Field(alias="class")
    label: str
    source: str
    note: list[str]
    id: list[str]
    size: list[int]
    role: dict[str, list[str]]
    dimension: dict[str, Dimension]
    value: list[float | None]
    status: dict[str, str] = Field(description="Par position\u202f: pourquoi il n’y a pas de valeur, ou sa réserve.")
    extension: Extension


class Contour(_Said):
    """The outline of a territory."""

    type: Literal["Feature"]
    id: str
    properties: dict[str, Cell]
    geometry: dict[str, Any]


class Contours(_Said):
    """Outlines, as GeoJSON (RFC 7946)."""

    type: Literal["FeatureCollection"]
    name: str
    metadonnees: dict[str, Any]
    features: list[Contour]


class Probleme(BaseModel):
    """Why a request is refused (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Adresse qui explique ce genre de refus.")
    title: str
    status: int
    detail: str = Field(description="Une phrase, en français.")
    limite: int | None = Field(default=None, description="La limite dépassée.")
    choix: list[str] | None = Field(default=None, description="Les choix possibles.")


class Accueil(_Said):
    """What the root of the API says."""

    nom: str
    version: str
    edition_des_donnees: str
    documentation: str
    openapi: str
    adresses: dict[str, str]
    formats: dict[str, str]
    limites: dict[str, int]
