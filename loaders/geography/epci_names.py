"""Names of the EPCI: the official long form, and the short one that people say.

The producer's names are official but uneven: some lack their legal form, some repeat it, some carry an
acronym or an unaccented capital. What a rule can mend is mended by a rule; the rest is listed below.
"""

from __future__ import annotations

import re

FORMS = {"CC": "Communauté de communes", "CA": "Communauté d'agglomération", "CU": "Communauté urbaine"}

# Spelling: the producer's text -> the right one, wherever it stands.
SPELLINGS = {
    "Coeur": "Cœur",
    "Ecrins": "Écrins",
    "Emeraude": "Émeraude",
    "Evreux": "Évreux",
    "Ile de France": "Île-de-France",
    "Saint-Etienne": "Saint-Étienne",
    "Saint Affricain": "Saint-Affricain",
    "Saint Cyr": "Saint-Cyr",
    "Saint Exupéry": "Saint-Exupéry",
    "Saint Germain": "Saint-Germain",
    "Saint Malo": "Saint-Malo",
    "Mont Saint-Michel": "Mont-Saint-Michel",
    "Lubéron": "Luberon",
    "Haut - Bugey": "Haut-Bugey",
    "Poher communauté": "Poher Communauté",
    "Bretagne porte": "Bretagne Porte",
    "Rochefoucauld porte": "Rochefoucauld - Porte",
    "Vosges côté Sud Ouest": "Vosges Côté Sud-Ouest",
    "Pyrénées catalanes": "Pyrénées Catalanes",
    "Aulne maritime": "Aulne Maritime",
    "1000 étangs": "1000 Étangs",
    "communes du Saves": "communes du Savès",
    "Plateau de Russey": "Plateau du Russey",
    "Monts de Chalus": "Monts de Châlus",
    "Pays de la Châtaigneraie": "Pays de La Châtaigneraie",
    "de la Châtre": "de La Châtre",
    "«Agglopolys»": "- Agglopolys",
    "Intercommunale": "intercommunale",
}

# Code -> long name, where the producer repeats the legal form inside the name or turns the name round it.
LONG_NAMES = {
    "200042646": "Communauté de communes Grand Orb",
    "200056232": "Communauté d'agglomération Paris-Saclay",
    "200070068": "Communauté de communes Bray-Eawy",
    "242900793": "Communauté de communes Lesneven Côte des Légendes",
    "245400262": "Communauté d'agglomération Grand Longwy Agglomération",
}

# Code -> short name, where dropping the legal form leaves a name that says too little, or breaks it.
SHORT_NAMES = {
    "200006682": "Beaune, Côte et Sud",
    "200030385": "Blois Agglopolys",
    "200059871": "Centre-Ouest de Mayotte",
    "200060473": "Sud de Mayotte",
    "200069599": "Communes rurales de l'Entre-Deux-Mers",
    "200069722": "Aumale - Blangy-sur-Bresle",
    "200070647": "Bergeracois",
    "200071116": "ECLA",
    "200073419": "Le Puy-en-Velay",
    "244500203": "Agglomération montargoise",
    "244500211": "Communes giennoises",
    "245400262": "Grand Longwy",
    "249740077": "CIVIS",
    "249740085": "Sud de La Réunion",
    "249740093": "CIREST",
    "249740119": "CINOR",
    "200046977": "Métropole de Lyon",
    "200093201": "Métropole européenne de Lille",
}

_LEGAL = re.compile(r"(?:Communauté (?:de communes|d'agglomération|urbaine)|Métropole(?= (?:d'|de |du |[A-Z])))\s+")
_ARTICLE = re.compile(r"^(?:de la |de l'|des |du |de |d')")
_LATER_ARTICLE = re.compile(r"(, | et )(?:de la |de l'|des |du |de |d')")
_COMPLEMENT = re.compile(r"\b(?:de |du |des |d'|l')")
_ACRONYM = re.compile(r"\s*\([^)]*\)$")


def long_name(code: str, name: str, nature: str) -> str:
    """Return the official name of an EPCI, with its legal form.

    Parameters
    ----------
    code : str
        SIREN.
    name : str
        The producer's name.
    nature : str
        CC, CA, CU or METRO.

    Returns
    -------
    str
    """
    if code in LONG_NAMES:
        return LONG_NAMES[code]
    name = re.sub(r"\s+", " ", name.replace("’", "'")).strip()
    for found, right in SPELLINGS.items():
        name = re.sub(rf"(?<!\w){re.escape(found)}(?!\w)", right, name)
    form = FORMS.get(nature)
    return name if form is None or name.startswith(form) else f"{form} {name}"


def short_name(code: str, name: str) -> str:
    """Return what remains of a long name without legal form, its article, and a closing acronym.

    A capital article belongs to the name and stays ("La Rochelle", "Le Grand Chalon").

    Parameters
    ----------
    code : str
        SIREN.
    name : str
        As `long_name` gives it.

    Returns
    -------
    str
    """
    if code in SHORT_NAMES:
        return SHORT_NAMES[code]
    bare = _ACRONYM.sub("", name)
    legal = _LEGAL.match(bare)
    if legal is None:
        return bare
    bare = bare[legal.end() :]
    if _ARTICLE.match(bare):
        bare = _drop_later_articles(_ARTICLE.sub("", bare))
    return bare[0].upper() + bare[1:]


def _drop_later_articles(bare: str) -> str:
    """Drop the articles of an enumeration ("Guillestrois et du Queyras"), not those of a complement of a noun
    ("Vallée du Lot et du Vignoble"): the latter comes after a first "de"."""
    later = _LATER_ARTICLE.search(bare)
    if later is None or _COMPLEMENT.search(bare[: later.start()]):
        return bare
    return bare[: later.start()] + later[1] + _drop_later_articles(bare[later.end() :])
