"""What is said of a territory that is being composed, and of lines that a visitor pasted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from observatoire.model.composed.members import Composition, MemberRemark
from observatoire.model.composed.names import MOST_MEMBERS
from observatoire.model.official.tables import Zone
from observatoire.model.search.pasted import MOST_DOUBTFUL, MOST_LINES, How, Pasted, PastedLine
from observatoire.model.territory import Territory
from observatoire.views.french.composing import member_sentence
from observatoire.views.french.grammar import typographic
from observatoire.views.french.numerals import number, plural
from observatoire.views.french.wording import spaced

LIMITS = spaced(
    f"Jusqu’à {number(MOST_MEMBERS)} membres : communes, intercommunalités (EPCI), départements. Chaque commune n’est "
    "comptée qu’une fois. Tout est dans l’adresse de la page : rechargez-la, partagez-la, rien ne se perd ; revenir en "
    "arrière défait le dernier geste."
)
NOBODY = "Rien n’est encore choisi. Ajoutez une commune, une intercommunalité ou un département."
ALONE = "Ajoutez-en un autre pour composer un territoire."
AWAITED = spaced(
    "Ce que l’on n’a pas encore : les arrondissements, les cantons, les bassins de vie, les zones d’emploi, les aires "
    "d’attraction des villes et les unités urbaines. L’Insee les publie dans sa table d’appartenance géographique des "
    "communes ; qui tient ce site peut l’y ajouter, et ils seront proposés ici tout faits. En attendant, collez la "
    "liste de leurs communes."
)
ZONINGS = {
    "aire_attraction": ("Aires d’attraction des villes", "Aire d’attraction"),
    "arrondissement": ("Arrondissements", "Arrondissement"),
    "bassin_vie": ("Bassins de vie", "Bassin de vie"),
    "canton": ("Cantons", "Canton"),
    "unite_urbaine": ("Unités urbaines", "Unité urbaine"),
    "zone_emploi": ("Zones d’emploi", "Zone d’emploi"),
}
"""What each zoning is called, and one of its zones."""
_REASONS: dict[How, str] = {
    "contradiction": "Le code et le nom ne désignent pas le même territoire.",
    "several": "Plusieurs territoires portent ce nom.",
    "unknown": "Aucun territoire reconnu.",
}
_SAID_ELSEWHERE = ("overlap", "single")
"""The page says these at each look, not at one change."""


def size_sentence(composition: Composition, place: Territory | None) -> str:
    """Say how large what is composed is: members, communes, inhabitants; that there is nothing yet.

    Parameters
    ----------
    composition : Composition
    place : Territory or None
        What it makes.
    """
    if place is None or not composition.members:
        return NOBODY
    parts = [plural(len(composition.members), "membre", "membres")]
    if place.level != "commune":
        parts.append(plural(place.members, "commune", "communes"))
    parts.append(plural(place.population, "habitant", "habitants"))
    return f"{', '.join(parts)}.{f' {ALONE}' if len(composition.members) == 1 else ''}"


def change_sentences(remarks: Sequence[MemberRemark]) -> list[str]:
    """Say what must be said of the last change."""
    return [member_sentence(remark) for remark in remarks if remark.kind not in _SAID_ELSEWHERE]


def shape_text(place: Territory) -> str:
    """Say what the drawing shows, for those who do not see it."""
    return f"Contour de {typographic(place.name)}"


def line_reason(line: PastedLine) -> str:
    """Say why a pasted line is not sure."""
    return _REASONS.get(line.how, "")


def pasted_sentence(pasted: Pasted, left: int) -> str:
    """Say what was read of a pasted list: lines that are sure, former communes, lines still to decide, those not read.

    Parameters
    ----------
    pasted : Pasted
    left : int
        Lines that the visitor has not decided yet.
    """
    kinds = Counter(line.how for line in pasted.lines)
    sure = len(pasted.lines) - kinds["heading"] - sum(kinds[how] for how in _REASONS)
    parts = [plural(sure, "ligne reconnue", "lignes reconnues")]
    if kinds["former"]:
        parts[0] += f" (dont {plural(kinds['former'], 'ancienne commune', 'anciennes communes')})"
    if kinds["heading"]:
        aside = ("ligne d’intitulés ou de total laissée", "lignes d’intitulés ou de total laissées")
        parts.append(f"{plural(kinds['heading'], *aside)} de côté")
    if left:
        parts.append(f"{plural(left, 'ligne', 'lignes')} à vérifier")
    told = f"{', '.join(parts)}."
    if pasted.beyond:
        beyond = plural(pasted.beyond, "ligne n’a pas été lue", "lignes n’ont pas été lues")
        told += f" La lecture s’arrête après {number(MOST_LINES)} lignes, ou {MOST_DOUBTFUL} à vérifier : {beyond}."
    return spaced(told)


def zone_label(zone: Zone) -> str:
    """Return a zone as a list shows it."""
    return f"{typographic(zone.name)} ({plural(len(zone.communes), 'commune', 'communes')})"


def zone_name(zone: Zone) -> str:
    """Return what a zone is called once it is composed: "Bassin de vie, Cognac"."""
    return f"{ZONINGS[zone.zoning][1]}, {zone.name}"
