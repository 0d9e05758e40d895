"""The parameters of each address of the API: their names, their forms, what they mean, an example of each."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from observatoire.api.limits import LONGEST_QUERY, MOST_COMPOSED, MOST_FOUND, MOST_PLACES
from observatoire.model.composed.names import LONGEST_NAME
from observatoire.statistics.peers.groups import FEWEST_SIMILAR, MOST_CHOSEN, MOST_SIMILAR, SIMILAR

_Listed = Annotated[str, Field(min_length=1, max_length=LONGEST_QUERY)]
_MANY = "Plusieurs\u202f: répétez le paramètre, ou séparez par des virgules."

Text = Annotated[str, Field(max_length=200)]
LevelName = Literal["commune", "epci", "departement", "region", "france"]
FormName = Literal["json", "csv", "tableur", "json-stat", "parquet"]
Years = Annotated[str, Field(pattern=r"^(derniere|toutes|[0-9]{4}(,[0-9]{4})*)$")]
Nothing = SkipJsonSchema[None]
"""What a parameter that is not given is: the document does not offer it."""


def _listed(description: str, example: str) -> Any:
    return Field(default=None, description=f"{description} {_MANY}", examples=[[example]], max_length=MOST_PLACES)


class Query(BaseModel):
    """Parameters: those that an address does not have are refused."""

    model_config = ConfigDict(extra="forbid")

    def given(self) -> dict[str, tuple[str, ...]]:
        """Return the parameters that were given, each with its values as texts."""
        told = self.model_dump(exclude_unset=True, exclude_none=True)
        return {
            name: tuple(map(str, value)) if isinstance(value, list) else (str(value),) for name, value in told.items()
        }


class TableQuery(Query):
    """Parameters of every table."""

    format: FormName | Nothing = Field(
        default=None,
        description="Forme de la réponse\u202f; sans ce paramètre, celle que l’en-tête Accept demande, ou json.",
        examples=["csv"],
    )


class Places(BaseModel):
    """Which territories."""

    territoire: list[_Listed] | Nothing = _listed(
        f"Identifiants, {MOST_PLACES} au plus, dont {MOST_COMPOSED} composés\u202f: com-16102, epci-200070514, dep-16, "
        "reg-75, france, compose-17415.200070514.",
        "com-16102",
    )
    nom: Annotated[str, Field(max_length=4 * LONGEST_NAME)] | Nothing = Field(
        default=None, description="Nom d’un territoire composé.", examples=["Mon SCoT"]
    )
    niveau: LevelName | Nothing = Field(
        default=None, description="Tout un niveau, au lieu de territoires nommés.", examples=["epci"]
    )
    dans: _Listed | Nothing = Field(
        default=None, description="Avec niveau\u202f: seulement dans ce territoire plus large.", examples=["dep-16"]
    )


class OnePlace(BaseModel):
    """Which territory, and who its peers are."""

    territoire: _Listed = Field(
        description="Identifiant\u202f: com-16102, epci-200070514, dep-16, reg-75, compose-17415.200070514.",
        examples=["com-16102"],
    )
    nom: Annotated[str, Field(max_length=4 * LONGEST_NAME)] | Nothing = Field(
        default=None, description="Nom d’un territoire composé.", examples=["Mon SCoT"]
    )
    pairs: Text | Nothing = Field(
        default=None,
        description="Groupe de comparaison\u202f: similaires, similaires_proches, categorie, densite, limitrophes, "
        "epci, departement, region, france ou choisis, selon le niveau\u202f; sans ce paramètre, celui du site.",
        examples=["similaires"],
    )
    nombre: Annotated[int, Field(ge=FEWEST_SIMILAR, le=MOST_SIMILAR)] | Nothing = Field(
        default=None,
        description=f"Combien de territoires semblables\u202f; {SIMILAR} sans ce paramètre.",
        examples=[10],
    )
    sans: list[Text] | Nothing = _listed("Critères de ressemblance laissés de côté.", "population")
    double: list[Text] | Nothing = _listed("Critères qui comptent double.", "densite")
    hors: list[_Listed] | Nothing = _listed(f"Territoires retirés du groupe, {MOST_CHOSEN} au plus.", "com-17415")
    restreint: Text | Nothing = Field(
        default=None,
        description="Territoires semblables de la même région (region) ou, pour un EPCI, de même nature (nature).",
        examples=["region"],
    )
    liste: list[_Listed] | Nothing = _listed(
        f"Pairs choisis un à un (pairs=choisis), {MOST_CHOSEN} au plus.", "com-17415"
    )


class TerritoiresQuery(TableQuery, Places):
    """Parameters of `/territoires`."""

    q: Text | Nothing = Field(
        default=None, description="Recherche\u202f: nom, code postal, code Insee, Siren.", examples=["cognac"]
    )
    limite: Annotated[int, Field(ge=1, le=MOST_FOUND)] | Nothing = Field(
        default=None, description="Avec q\u202f: combien de réponses au plus\u202f; 15 sans ce paramètre.", examples=[5]
    )


class IndicateursQuery(TableQuery):
    """Parameters of `/indicateurs`."""

    q: Text | Nothing = Field(default=None, description="Recherche par mots.", examples=["logements vacants"])
    theme: Text | Nothing = Field(default=None, description="Identifiant d’un thème.", examples=["logement"])
    indicateur: list[Text] | Nothing = _listed("Identifiants.", "part_65_ans_plus")


class ValeursQuery(TableQuery, Places):
    """Parameters of `/valeurs`."""

    indicateur: list[Text] | Nothing = _listed("Identifiants\u202f; tous sans ce paramètre.", "part_65_ans_plus")
    annee: list[Years] | Nothing = Field(
        default=None,
        description=f"Années\u202f; derniere (celle de chaque indicateur), sans ce paramètre\u202f; ou toutes. {_MANY}",
        examples=[["2021"]],
        max_length=100,
    )


class ComparaisonQuery(TableQuery, OnePlace):
    """Parameters of `/comparaison`."""

    indicateur: Text = Field(description="Identifiant.", examples=["part_65_ans_plus"])
    annee: Annotated[str, Field(pattern=r"^(derniere|[0-9]{4})$")] | Nothing = Field(
        default=None, description="Année\u202f; la dernière sans ce paramètre.", examples=["2021"]
    )


class PairsQuery(TableQuery, OnePlace):
    """Parameters of `/pairs`."""


class ContoursQuery(Query, Places):
    """Parameters of `/contours`."""

    detail: Literal["leger", "complet"] | Nothing = Field(
        default=None, description="Finesse des contours\u202f; leger sans ce paramètre.", examples=["complet"]
    )
