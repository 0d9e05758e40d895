"""What a search says: why a place answers, what is no territory here, what the data do not hold yet."""

from __future__ import annotations

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.search.answers import Match, Remark
from observatoire.model.search.lookup import Found
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.views.french.composing import members_sentence
from observatoire.views.french.grammar import display_name, of_place, typographic
from observatoire.views.french.wording import spaced

NO_TERRITORY = "Aucun territoire ne correspond. Vérifiez l’orthographe, ou essayez le code postal."
NO_INDICATOR = "Aucun indicateur ne répond à ces mots."
PERHAPS = spaced("Vouliez-vous dire :")
NEAR = spaced("Ce qui s’en approche ici :")
AWAITED_TITLE = "Ce que l’on n’a pas encore, et où le trouver"
AWAITED_INTRO = (
    "Ces sujets ne sont pas dans les données d’ici. Voici qui les publie\u202f: les liens mènent aux sites des "
    "producteurs."
)


def absent_sentence(catalog: Catalog, indicator: Indicator) -> str:
    """Say that the opened edition does not hold an indicator, and where its figures can be had."""
    source = catalog.sources.get(catalog.measures[indicator.used_measures[0]].source)
    where = f"\u202f; {source.producer} le publie\u202f: {source.page}" if source and source.page else ""
    return f"Cette édition des données n’a pas l’indicateur «\u00a0{indicator.title}\u00a0»{where}."


def why(match: Match, place: Territory) -> str:
    """Say why a place answers, when its name does not: "parce que 16100 est son code postal"; empty otherwise."""
    if match.reason == "postcode":
        if len(place.postcodes) > 1:
            return f"parce que {match.matched} est l’un de ses codes postaux"
        return f"parce que {match.matched} est son code postal"
    if match.reason == "siren":
        return f"parce que {match.matched} est son numéro SIREN"
    if match.reason == "code" and match.certain and match.matched == place.code:
        return f"parce que {match.matched} est son {_CODE_NAMES.get(place.level, 'code')}"
    if match.reason == "code" and match.matched == place.code:
        return f"si {match.matched} est son {_CODE_NAMES.get(place.level, 'code')}"
    if match.reason == "former":
        return f"ancienne commune\u202f: {typographic(match.matched)}"
    if match.reason == "usual":
        return f"dit aussi «\u00a0{typographic(match.matched)}\u00a0»"
    return ""


_CODE_NAMES = {"commune": "code Insee", "departement": "numéro", "region": "code Insee"}


def remark_sentence(store: Store, catalog: Catalog, remark: Remark) -> str:
    """Say what the results do not: an arrondissement, a postcode that no commune has, a place that is not here."""
    if remark.kind == "uncovered":
        return spaced(catalog.uncovered[remark.text].sentence)
    if remark.kind == "district":
        return district_sentence(store.territory(remark.text))
    return spaced(
        f"{remark.text} n’est le code postal d’aucune commune ; c’est peut-être un CEDEX, que seul le nom de la "
        "commune permet de situer."
    )


def remark_link(catalog: Catalog, remark: Remark) -> tuple[str, str]:
    """Return who publishes figures on a place that is not here, and where; empty when nobody is named."""
    entry = catalog.uncovered.get(remark.text) if remark.kind == "uncovered" else None
    return (entry.producer, entry.page) if entry and entry.page else ("", "")


def district_sentence(town: Territory) -> str:
    """Say that an arrondissement leads to its commune."""
    return spaced(
        f"Les arrondissements {of_place(town)} n’ont pas de page ici : les chiffres sont ceux de toute la commune."
    )


def look_up_sentence(found: Found) -> str:
    """Say why a territory is not the one that an identifier named; empty when it is."""
    if found.kind == "district":
        return district_sentence(found.territory)
    if found.kind == "composed":
        return members_sentence(found.remarks)
    if found.kind == "former":
        return (
            f"{typographic(found.was)} fait aujourd’hui partie de la commune\u202f: {display_name(found.territory)}, "
            "montrée ici."
        )
    return ""
