"""The page that explains the API to people: made from the OpenAPI document, without any script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from markupsafe import Markup

from observatoire.api.formats import FORMS
from observatoire.api.json_stat import STATUS_WORDS
from observatoire.api.limits import LIMITS
from observatoire.api.problems import KINDS
from observatoire.views.french.wording import STATES, number
from observatoire.views.html.api import (
    ApiAddress,
    ApiCode,
    ApiFact,
    ApiParameter,
    api_address_html,
    api_codes_html,
    api_facts_html,
    api_intro_html,
    api_page_html,
)
from observatoire.views.html.first import first_html
from pages.server.api.document import EXAMPLES
from pages.server.api.refusals import choices_of, example_of
from pages.state.links import MENU, PAGES, beside
from pages.state.models.essential import SITE

TITLE: Final = "L’API"
_LEAD: Final = (
    "Les mêmes chiffres que sur le site, pour un tableur ou un programme\u202f: avec leurs réserves, leurs marges, "
    "leurs sources et leurs licences."
)
_LIMIT_WORDS: Final = {
    "territoires": "territoires nommés dans une demande",
    "territoires-composes": "territoires composés parmi eux",
    "series": "indicateurs et années d’une demande",
    "lignes": "lignes de chiffres d’une réponse\u202f: trois indicateurs de toutes les communes",
    "resultats-de-recherche": "réponses d’une recherche",
    "contours-complets": "contours en détail complet",
    "caracteres": "caractères après le point d’interrogation d’une adresse",
}


def documentation_page(document: Mapping[str, Any], site: str, root: str, edition: str) -> Markup:
    """Return the page.

    Parameters
    ----------
    document : mapping
        The OpenAPI document.
    site : str
        Address of the API, with its host.
    root : str
        Path of the API, without it.
    edition : str
        Name of the data edition.
    """
    base = root.removesuffix("/api/v1")
    blocks = [
        api_intro_html(site, f"{root}/openapi.json", edition),
        *(api_address_html(address) for address in addresses(document, site)),
        api_codes_html(codes(site)),
        *_facts(),
    ]
    menu = [(f"{base}/{held[0]}", title, "donnees" in held) for title, held in MENU.items()]
    near = [(f"{base}/{name}", PAGES[name][1], False) for name in beside("donnees")]
    view = first_html(SITE, f"{base}/", menu, near, Markup(), TITLE, [], "", _LEAD, blocks)
    return api_page_html(f"{TITLE} · {SITE}", view)


def addresses(document: Mapping[str, Any], site: str) -> list[ApiAddress]:
    """Return the addresses of an OpenAPI document that take a request of ours as example.

    Parameters
    ----------
    document : mapping
        The OpenAPI document.
    site : str
        Address of the API.
    """
    found = []
    for path, operations in document["paths"].items():
        name, operation = path[1:], operations["get"]
        if name in EXAMPLES:
            found.append(
                ApiAddress(
                    path=path,
                    title=operation["summary"],
                    meaning=operation["description"],
                    parameters=tuple(_parameter(one) for one in operation["parameters"]),
                    media_types=tuple(operation["responses"]["200"]["content"]),
                    example=f"{site}{path}?{urlencode(EXAMPLES[name], safe=',')}",
                )
            )
    return found


def _parameter(one: Mapping[str, Any]) -> ApiParameter:
    name, example = one["name"], example_of(one)
    return ApiParameter(
        name, bool(one["required"]), one.get("description", ""), tuple(choices_of(one)), f"{name}={example}"
    )


def codes(site: str) -> Sequence[ApiCode]:
    """Return the examples to copy; `site` is the address of the API."""
    level = f"{site}/valeurs?niveau=epci&indicateur=part_65_ans_plus&format="
    one = f"{site}/valeurs?territoire=com-16102&indicateur=part_65_ans_plus&format=tableur"
    return (
        ApiCode(
            "LibreOffice Calc",
            "Feuille, Lier à des données externes…\u202f: collez l’adresse, touche Entrée\u202f; séparateur "
            "point-virgule, jeu de caractères UTF-8.",
            f"{level}tableur",
        ),
        ApiCode(
            "Excel, À partir du web",
            "Onglet Données, À partir du web\u202f: collez l’adresse\u202f; délimiteur point-virgule, origine UTF-8.",
            f"{level}tableur",
        ),
        ApiCode(
            "Excel, une seule cellule",
            "La valeur est la huitième colonne de la deuxième ligne\u202f; sans valeur, la cellule montre une erreur, "
            "et non un zéro.",
            f'=CNUM(INDEX(FRACTIONNER.TEXTE(SERVICEWEB("{one}");";";CAR(13)&CAR(10));2;8))',
        ),
        ApiCode(
            "Python",
            "Les codes sont des textes\u202f: leurs zéros de gauche comptent. Il faut le paquet pandas.",
            "import pandas\n\n"
            f'adresse = "{level}csv"\n'
            'valeurs = pandas.read_csv(adresse, dtype={"code": str})\n'
            'connues = valeurs[valeurs["statut_code"] == "value"]\n'
            'print(connues.sort_values("valeur")[["nom", "valeur", "marge_valeur"]])',
        ),
        ApiCode(
            "R",
            "Sans paquet\u202f; une case vide est NA.",
            f'adresse <- "{level}csv"\n'
            'valeurs <- read.csv(adresse, colClasses = c(code = "character"), encoding = "UTF-8")\n'
            'connues <- subset(valeurs, statut_code == "value")\n'
            'connues[order(connues$valeur), c("nom", "valeur", "marge_valeur")]',
        ),
    )


def _facts() -> list[Markup]:
    forms = [ApiFact(f"format={name}", f"{form.label} ({form.media_type}).") for name, form in FORMS.items()]
    states = [ApiFact("value", "La valeur est connue, zéro compris.")]
    states += [ApiFact(name, STATES[name].explanation) for name in STATUS_WORDS if name in STATES and name != "fragile"]
    asides = [
        ApiFact("fragile", STATES["fragile"].explanation),
        ApiFact("a_verifier", STATES["implausible"].explanation),
        ApiFact("en_partie_estimee", "En tout ou partie estimée, ou reprise d’une autre année."),
        ApiFact("marge_valeur", "Ce dont le seul hasard déplace la valeur, 95 fois sur 100."),
    ]
    limits = [ApiFact(name, f"{number(most)} {_LIMIT_WORDS[name]}.") for name, most in LIMITS.items()]
    kinds = [ApiFact(f"{kind.status} {name}", f"{kind.title}. {kind.mend}", name) for name, kind in KINDS.items()]
    return [
        api_facts_html("Les formats", "Par le paramètre format, ou par l’en-tête Accept.", forms),
        api_facts_html("Les statuts", "Dans statut_code\u202f; statut et motif le disent en français.", states),
        api_facts_html("Les réserves", "D’une valeur connue.", asides),
        api_facts_html(
            "Les limites",
            "Dites aussi par l’en-tête Observatoire-Limites. Les grandes réponses se font une à la fois\u202f: au-delà "
            "de quelques-unes en attente, la réponse est 503, et Retry-After dit quand redemander.",
            limits,
        ),
        api_facts_html(
            "Les refus", "En application/problem+json (RFC 9457)\u202f: type finit par l’un de ces noms.", kinds
        ),
    ]
