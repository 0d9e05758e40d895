"""Statistical neighbours in words: how close they are, what brings each one close, what sets it apart. No praise."""

from __future__ import annotations

from typing import Final

from observatoire.model.catalog import Catalog
from observatoire.model.features import Feature
from observatoire.model.store import Store
from observatoire.model.territory import Level, Territory
from observatoire.statistics.peers.groups import (
    Method,
    PeerRequest,
)
from observatoire.statistics.peers.nearness import Remoteness
from observatoire.statistics.peers.neighbours import FAR, Neighbour, Neighbours
from observatoire.statistics.peers.resemblance import apart
from observatoire.statistics.peers.strata import COMMUNE_STRATA, DENSITY_BOUNDS, EPCI_STRATA, SIZED_NATURES, class_of
from observatoire.statistics.standout import FEWEST_PEOPLE
from observatoire.views.french.grammar import at_place, lowered, of_place, short_label, the_place
from observatoire.views.french.groups import LEVEL_NOUNS, NATURES, NEAR_HIDE, density_words, size_words
from observatoire.views.french.sentences import period, value_text
from observatoire.views.french.wording import SEMICOLON, figure, number, plural

DIRECTIONS: Final[dict[str, tuple[str, str]]] = {
    "population": ("plus d’habitants", "moins d’habitants"),
    "densite": ("plus dense", "moins dense"),
    "voisinage_15_km": ("plus d’habitants à 15 km à la ronde", "moins d’habitants à 15 km à la ronde"),
    "voisinage_50_km": ("plus d’habitants à 50 km à la ronde", "moins d’habitants à 50 km à la ronde"),
    "eloignement": ("plus loin d’une grande ville", "plus près d’une grande ville"),
    "poids": ("une ville-centre de plus de poids", "une ville-centre de moins de poids"),
    "communes": ("plus de communes", "moins de communes"),
    "moins_20_ans": ("plus de jeunes de moins de 20 ans", "moins de jeunes de moins de 20 ans"),
    "plus_65_ans": ("plus d’habitants de 65 ans ou plus", "moins d’habitants de 65 ans ou plus"),
    "residences_secondaires": ("plus de résidences secondaires", "moins de résidences secondaires"),
    "logements_vacants": ("plus de logements vacants", "moins de logements vacants"),
    "appartements": ("plus d’appartements", "moins d’appartements"),
    "taille_menages": ("ménages plus grands", "ménages plus petits"),
    "revenu": ("revenu par habitant plus élevé", "revenu par habitant plus bas"),
    "ressources": ("potentiel financier plus élevé", "potentiel financier plus bas"),
    "croissance": ("évolution de la population plus haute", "évolution de la population plus basse"),
    "altitude": ("plus haut en altitude", "moins haut en altitude"),
    "montagne": ("plus d’habitants en zone de montagne", "moins d’habitants en zone de montagne"),
    "outre_mer": ("en outre-mer", "hors de l’outre-mer"),
}
"""By feature, what a neighbour has when its figure is above the place's, and when it is below."""

VERY_CLOSE, CLOSE = 0.5, 0.75
"""Distance up to which a neighbour is very close, close; then rather close up to FAR, beyond which nobody resembles."""

_NOBODY: Final[dict[Level, str]] = {"commune": "Aucune commune", "epci": "Aucun EPCI"}
CORSICA: Final = "94"


def direction(feature: Feature, higher: bool) -> str:
    """Return what a neighbour has more, or less, of: "plus d’appartements"."""
    more, less = DIRECTIONS.get(feature.id) or (
        f"{feature.short_title}\u202f: plus",
        f"{feature.short_title}\u202f: moins",
    )
    return more if higher else less


def feature_text(catalog: Catalog, feature: Feature, value: float, status: str = "value") -> str:
    """Return a feature's figure in French, or its state.

    Parameters
    ----------
    catalog
        The catalogue.
    feature : Feature
        Which of the catalogue's features.
    value : float
        Its figure; NaN without any.
    status : str, optional
        Its state.
    """
    if feature.computed == "outre_mer" and status == "value":
        return "oui" if value else "non"
    if feature.indicator is not None:
        return value_text(catalog.indicator(feature.indicator), value, status)
    return figure(value, status, feature.unit or "", feature.decimals or 0)


def feature_period(catalog: Catalog, feature: Feature) -> str:
    """Return the year of a feature's figure, or both years of a change: "2023", "2017-2023"."""
    if feature.indicator is None:
        return str(feature.year)
    return period(catalog.indicator(feature.indicator), feature.year)


def listed(words: list[str]) -> str:
    """Join words as a sentence does: "a, b et c"."""
    return " et ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def closeness(peer: Neighbour, enough: bool = True) -> str:
    """Say how close a neighbour is, and its distance: "très proche (0,41)"; `enough` as `proximity` takes it."""
    return f"{proximity(peer, enough)} ({number(peer.structure, 2)})"


def proximity(peer: Neighbour, enough: bool = True) -> str:
    """Say how close a neighbour is by structure: "très proche"; "très semblable" where the map counts as well.

    It cannot be told unless the place has `enough` features.
    """
    if not enough:
        return "on ne peut le dire"
    word = "semblable" if peer.remoteness else "proche"
    words = ((VERY_CLOSE, f"très {word}"), (CLOSE, word), (FAR, f"assez {word}"))
    return next((told for most, told in words if peer.structure <= most), f"peu {word}")


def remoteness_text(lying: Remoteness) -> str:
    """Say how far away a neighbour lies, and its share of the distance: "38 km, même département (17\u202f%)"."""
    where = "même département" if lying.same_departement else "autre département"
    return f"{number(lying.kilometres)}\u00a0km, {where} ({number(100 * lying.share)}\u202f%)"


def verdict(place: Territory, found: Neighbours) -> str:
    """Say in one sentence how close the neighbours are, and so what they are worth."""
    name = short_label(place)
    if not found.neighbours:
        return (
            f"Aucun territoire ne remplit ces conditions\u202f: élargissez la recherche pour donner des pairs à {name}."
        )
    total = len(found.features) + len(found.missing)
    if not found.enough:
        return (
            f"On ne peut guère dire à qui {name} ressemble\u202f: il n’y a de chiffres que pour "
            f"{plural(len(found.features), 'critère', 'critères')} sur {number(total)}."
        )
    middle = found.middle
    distance = f"{number(middle, 2)} pour le pair du milieu"
    if not found.close:
        return (
            f"{_NOBODY[place.level]} ne ressemble vraiment à {name}\u202f: même les {LEVEL_NOUNS[place.level][1]} les "
            f"plus proches en restent loin (distance {distance}\u202f; au-delà de {number(FAR)}, on ne parle plus de "
            "ressemblance). Ne lisez pas leur médiane comme une norme."
        )
    word = "semblables" if found.neighbours[0].remoteness else "proches"
    if middle <= VERY_CLOSE:
        return f"{name} a des pairs très {word} (distance {distance})."
    if middle <= CLOSE:
        return f"{name} a des pairs {word} (distance {distance})."
    return (
        f"{name} a des pairs assez {word} (distance {distance})\u202f: regardez ci-dessous en quoi ils s’en "
        "distinguent."
    )


def remarks(store: Store, catalog: Catalog, place: Territory, found: Neighbours) -> list[str]:
    """Say what weakens or explains the neighbours: features that the place lacks, overseas, Corsica.

    Parameters
    ----------
    store, catalog, place
        The edition, the catalogue and the place.
    found : Neighbours
        Its neighbours.
    """
    told = []
    if found.missing:
        lacking = listed([lowered(catalog.features[name].title) for name in found.missing])
        one = len(found.missing) == 1
        told.append(
            f"{'Critère' if one else 'Critères'} sans chiffre {at_place(place)}, donc {'laissé' if one else 'laissés'} "
            f"de côté\u202f: {lacking}."
        )
    if place.level == "commune" and 0 < place.population < FEWEST_PEOPLE:
        told.append(
            f"Moins de {FEWEST_PEOPLE} habitants\u202f: les parts et les évolutions, marquées ≈, tiennent à quelques "
            "personnes. La recherche les rapproche de celles de l’EPCI."
        )
    peers = store.places([peer.id for peer in found.neighbours])
    if (place.departement or "").startswith("97"):
        here = int(peers["departement"].str.startswith("97").sum())
        told.append(_share(place, "en outre-mer", here, len(peers)))
    if place.region == CORSICA and place.level != "departement":
        told.append(_share(place, "en Corse", int((peers["region"] == CORSICA).sum()), len(peers)))
    if found.neighbours and found.neighbours[0].remoteness is None:
        told.append(f"Ces pairs peuvent être loin. {NEAR_HIDE}")
    if found.neighbours:
        told.append(
            "Les critères servent à choisir ces pairs\u202f: qu’ils lui ressemblent sur eux n’apprend rien. "
            "Comparez-les sur le reste."
        )
    return told


def _share(place: Territory, where: str, here: int, total: int) -> str:
    name = short_label(place)
    if here == 0:
        return f"{name} est {where}\u202f; aucun de ses {plural(total, 'pair', 'pairs')} n’y est."
    if here == total:
        return f"{name} est {where}, comme tous ses pairs."
    are = "y est" if here == 1 else "y sont"
    return f"{name} est {where}\u202f: {number(here)} de ses {plural(total, 'pair', 'pairs')} {are} aussi."


def overall(catalog: Catalog, place: Territory, found: Neighbours) -> str:
    """Say on which features neighbours most often differ from the place, and which way: the chart in a sentence."""
    tally: dict[str, list[float]] = {}
    for peer in found.neighbours:
        for name in apart(peer, len(peer.differences)):
            tally.setdefault(name, []).append(peer.differences[name])
    total = len(found.neighbours)
    if not tally:
        return f"Sur aucun critère les pairs {of_place(place)} ne s’écartent nettement."
    order = sorted(tally, key=lambda name: (-len(tally[name]), found.features.index(name)))[:3]
    clauses = [_tallied(catalog.features[name], tally[name], total) for name in order]
    return f"Ce qui distingue le plus souvent les pairs {of_place(place)}\u202f: {SEMICOLON.join(clauses)}."


def _tallied(feature: Feature, gaps: list[float], total: int) -> str:
    """Count neighbours on either side: "revenu imposable (19 pairs sur 20 au-dessous, 1 au-dessus)"."""
    above = sum(gap > 0 for gap in gaps)
    up, down = (
        ("en outre-mer", "hors de l’outre-mer") if feature.computed == "outre_mer" else ("au-dessus", "au-dessous")
    )
    first, second = sorted([(above, up), (len(gaps) - above, down)], reverse=True)
    pairs = "pair" if first[0] == 1 else "pairs"
    rest = f", {number(second[0])} {second[1]}" if second[0] else ""
    return f"{lowered(feature.short_title)} ({number(first[0])} {pairs} sur {number(total)} {first[1]}{rest})"


def method_caption(territory: Territory, method: Method) -> str:
    """Explain a choice of peers in one line, its class named where it has one."""
    nouns = LEVEL_NOUNS[territory.level][1]
    if method == "categorie" and territory.level == "epci":
        nature = NATURES.get(territory.nature or "", ("", "EPCI"))[1]
        sized = territory.nature in SIZED_NATURES
        return f"Les {nature} {size_words(class_of(territory.population, EPCI_STRATA))}." if sized else f"Les {nature}."
    density = territory.population / territory.area_km2
    return {
        "similaires": "Les plus proches par leur structure\u202f: taille, densité, âges, logements, ressources, "
        "situation.",
        "similaires_proches": "Proches par la structure et sur la carte, de préférence dans le même département.",
        "categorie": f"Même strate de la loi\u202f: {size_words(class_of(territory.population, COMMUNE_STRATA))}.",
        "densite": f"Les {nouns} {density_words(class_of(density, DENSITY_BOUNDS))}.",
        "limitrophes": f"Une frontière commune avec {the_place(territory)}.",
        "epci": "Les autres membres de son intercommunalité.",
        "departement": "Proches sur la carte, parfois très différents.",
        "region": "Le même cadre régional, des situations diverses.",
        "france": "Pour se situer dans l’ensemble du pays.",
        "choisis": f"Votre propre liste, gardée dans le lien\u202f: jusqu’à 40 {nouns}.",
    }[method]


def settings(catalog: Catalog, request: PeerRequest) -> str:
    """Say how the peers were asked for, when not as usual: "20 pairs · sans revenu · densité compte double"."""
    clauses = []
    if request.searched:
        clauses.append(f"{number(request.n)} pairs demandés")
        where = {"region": "même région seulement", "nature": "même nature juridique seulement"}.get(request.within)
        clauses += [where] if where else []
        clauses += [f"sans «\u00a0{catalog.features[name].short_title}\u00a0»" for name in request.dropped]
        clauses += [f"«\u00a0{catalog.features[name].short_title}\u00a0» compte double" for name in request.doubled]
    if request.removed:
        clauses.append(plural(len(request.removed), "territoire retiré", "territoires retirés"))
    return " · ".join(clauses)


def distinguished(feature: Feature, higher: bool, theirs: tuple[float, str], ours: tuple[float, str]) -> str:
    """Say what sets a peer apart: "plus d’appartements (45,2 % contre 30,1 %)".

    Parameters
    ----------
    feature : Feature
    higher : bool
        Whether the peer is above the place in the distance. A small commune's distance leans on its EPCI: where its own
        figure says the contrary, the words say so.
    theirs, ours : tuple of (float, str)
        Figure of the peer and of the place, and their texts.
    """
    words = direction(feature, higher)
    if feature.computed == "outre_mer":
        return words
    if theirs[0] != ours[0] and (theirs[0] > ours[0]) != higher:
        return f"{words} (petits nombres lissés)"
    return f"{words} ({theirs[1]} contre {ours[1]})"
