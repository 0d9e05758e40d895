"""Peer groups and territories in words: what a place is, and whom it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from observatoire.model.features import Feature
from observatoire.model.store import Store
from observatoire.model.territory import Level, Territory, is_composed, territory_id
from observatoire.statistics.peers.groups import PeerGroup
from observatoire.views.french.grammar import at_place, lowered, of_place, short_label, typographic
from observatoire.views.french.wording import number, plural

METHOD_LABELS: dict[str, dict[Level, str]] = {
    "similaires": {"commune": "Communes qui lui ressemblent", "epci": "EPCI qui lui ressemblent"},
    "similaires_proches": {"commune": "Communes semblables et proches", "epci": "EPCI semblables et proches"},
    "categorie": {"commune": "Communes de même taille", "epci": "EPCI de même nature et taille"},
    "densite": {"commune": "Communes de même densité", "epci": "EPCI de même densité"},
    "limitrophes": {
        "commune": "Communes limitrophes",
        "epci": "EPCI limitrophes",
        "departement": "Départements limitrophes",
        "region": "Régions limitrophes",
    },
    "epci": {"commune": "Communes du même EPCI"},
    "departement": {"commune": "Communes du même département", "epci": "EPCI du même département"},
    "region": {
        "commune": "Communes de la même région",
        "epci": "EPCI de la même région",
        "departement": "Départements de la même région",
    },
    "france": {
        "epci": "Tous les EPCI",
        "departement": "Tous les départements",
        "region": "Toutes les régions",
    },
    "choisis": {
        "commune": "Communes de mon choix",
        "epci": "EPCI de mon choix",
        "departement": "Départements de mon choix",
        "region": "Régions de mon choix",
    },
}
"""Choices of the menu « Comparer avec », by method and level."""

LEVEL_NOUNS: dict[Level, tuple[str, str]] = {
    "commune": ("commune", "communes"),
    "epci": ("EPCI", "EPCI"),
    "departement": ("département", "départements"),
    "region": ("région", "régions"),
    "france": ("pays", "pays"),
}
"""Singular and plural of each level's name."""
NEAR_HIDE = (
    "Des pairs proches partagent ce que la géographie apporte (la même pénurie de médecins, par exemple) et le "
    "cachent\u202f; des pairs semblables mais lointains le montrent."
)
"""What must be said wherever peers are chosen near or not."""
COMPOSED = "Territoire composé"
"""What a territory made of others is called."""

NATURES = {
    "CC": ("communauté de communes", "communautés de communes"),
    "CA": ("communauté d’agglomération", "communautés d’agglomération"),
    "CU": ("communauté urbaine", "communautés urbaines"),
    "METRO": ("métropole", "métropoles"),
}
"""Singular and plural of the legal forms of an EPCI."""


def what_it_is(store: Store, territory: Territory) -> str:
    """Say what a territory is in one line: "Communauté d’agglomération · Charente · 54 communes"."""
    people = plural(territory.population, "habitant", "habitants")
    communes = plural(territory.members, "commune", "communes")
    if territory.level == "commune":
        return " · ".join([_commune_line(store, territory), people])
    if territory.composed:
        members = plural(len(territory.composed), "membre", "membres")
        return " · ".join([COMPOSED, members, ", ".join(_department_names(store, territory)), communes, people])
    if territory.level == "epci":
        nature = NATURES.get(territory.nature or "", ("EPCI", ""))[0]
        departements = ", ".join(_department_names(store, territory))
        return " · ".join([nature[:1].upper() + nature[1:], departements, communes, people])
    if territory.level == "departement":
        region = _name(store, "region", territory.region)
        # An overseas département and its region bear the same name: once is enough.
        where = [] if region == short_label(territory) else [region]
        return " · ".join(["Département", *where, communes, people])
    return " · ".join([{"region": "Région"}.get(territory.level, "Pays"), communes, people])


def _commune_line(store: Store, territory: Territory) -> str:
    departement = store.territory(territory_id("departement", str(territory.departement)))
    line = f"Commune · {short_label(departement)} ({territory.departement})"
    if territory.epci is None:
        return f"{line} · hors de tout EPCI"
    epci = store.territory(territory_id("epci", territory.epci))
    return f"{line} · membre {of_place(epci)}"


def _department_names(store: Store, territory: Territory) -> list[str]:
    main = [territory.departement] if territory.departement else []
    codes = dict.fromkeys([*main, *territory.departements])
    return [_name(store, "departement", code) for code in codes]


def _name(store: Store, level: Level, code: str | None) -> str:
    return short_label(store.territory(territory_id(level, str(code))))


def option_label(territory: Territory) -> str:
    """Return a territory's name as a list shows it, homonyms told apart: "Saint-Denis (974)"."""
    label = typographic(territory.short_name)
    return f"{label} ({territory.departement})" if territory.level in ("commune", "epci") else label


def short_labels(places: pd.DataFrame) -> list[str]:
    """Return `grammar.short_label` for many territories at once: rows of `Store.territories`, in their order."""
    columns = (places[name].tolist() for name in ("short_name", "homonym", "departement"))
    return [
        f"{typographic(name)} ({departement})" if homonym and departement else typographic(name)
        for name, homonym, departement in zip(*columns, strict=True)
    ]


@lru_cache(maxsize=8)
def _names(store: Store, level: Level) -> list[str]:
    return short_labels(store.level(level))


def level_names(store: Store, level: Level, ids: Sequence[str]) -> list[str]:
    """Return the names of some territories of a level, composed ones among EPCI; homonyms are told apart."""
    names, plain = _names(store, level), [identifier for identifier in ids if not is_composed(identifier)]
    known = {i: names[position] for i, position in zip(plain, store.positions(level, plain), strict=True)}
    return [known[i] if i in known else typographic(store.territory(i).short_name) for i in ids]


def option_labels(places: pd.DataFrame) -> dict[str, str]:
    """Return `option_label` for many territories at once: rows of `Store.territories`, in their order."""
    return {
        str(identifier): f"{typographic(name)} ({departement})" if level in ("commune", "epci") else typographic(name)
        for identifier, level, name, departement in zip(
            places.index, places["level"], places["short_name"], places["departement"], strict=True
        )
    }


def size_words(size: tuple[int, int | None]) -> str:
    """Say a population class: "de 15 000 à 19 999 habitants"."""
    low, high = size
    if high is None:
        return f"de {number(low)} habitants et plus"
    if low == 0:
        return f"de moins de {number(high)} habitants"
    return f"de {number(low)} à {number(high - 1)} habitants"


def density_words(size: tuple[int, int | None]) -> str:
    """Say a density class: "de 50 à 150 habitants au km²"."""
    low, high = size
    if high is None:
        return f"de plus de {number(low)} habitants au km²"
    if low == 0:
        return f"de moins de {number(high)} habitants au km²"
    return f"de {number(low)} à {number(high)} habitants au km²"


def group_label(store: Store, group: PeerGroup) -> str:
    """Name a peer group: "communes de 15 000 à 19 999 habitants", "EPCI de la Charente"."""
    plural_noun = LEVEL_NOUNS[group.level][1]
    if group.parent is not None:
        return f"{plural_noun} {of_place(store.territory(group.parent))}"
    if group.method == "categorie":
        noun = NATURES[group.nature][1] if group.nature in NATURES else plural_noun
        return f"{noun} {size_words(group.size)}" if group.size else noun
    if group.method == "densite" and group.size is not None:
        return f"{plural_noun} {density_words(group.size)}"
    adjectives = {
        "similaires": _similar_label(group),
        "similaires_proches": _similar_label(group),
        "limitrophes": "limitrophes",
        "choisis": "choisies une à une" if group.level in ("commune", "region") else "choisis un à un",
    }
    return f"{plural_noun} {adjectives.get(group.method, 'de France')}"


def _similar_label(group: PeerGroup) -> str:
    where = {"region": " de la même région", "nature": " de même nature juridique"}.get(group.request.within, "")
    near = " et proches" if group.method == "similaires_proches" else ""
    if not group.enough:
        return f"les plus proches{where} sur les seuls critères connus"
    return f"les plus semblables{near}{where}"


def group_explanation(store: Store, place: Territory, group: PeerGroup) -> str:
    """Explain a peer group in one sentence: who is in it, how it was made, and that the place is not."""
    count = plural(len(group.ids), "territoire", "territoires")
    name = short_label(place)
    if not group.ids:
        return _why_nobody(place, group)
    if group.request.searched and len(group.ids) < group.request.n:
        count += f", et non les {number(group.request.n)} demandés, faute d’autres"
    rule = {
        "similaires": _similar_rule(place, group),
        "similaires_proches": _similar_rule(place, group),
        "densite": _density_rule(place, group),
        "limitrophes": f"les {LEVEL_NOUNS[place.level][1]} qui ont une frontière commune avec {name}",
        "choisis": "votre liste",
        "categorie": _category_rule(place, group),
        "epci": "les autres communes du même EPCI",
        "departement": _parent_rule(store, place, group, "du même département"),
        "region": _parent_rule(store, place, group, "de la même région"),
        "france": "tous les territoires de même niveau en France",
    }[group.method]
    removed = len(group.removed)
    words = plural(removed, "territoire", "territoires")
    without = f" Hors du groupe, à votre demande\u202f: {words}." if removed else ""
    without += f" {NEAR_HIDE}" if group.method == "similaires_proches" else ""
    if place.composed and group.method != "choisis":
        kept_out = f"Ni {name} ni les EPCI dont il a des communes ne sont comptés parmi ses pairs."
        return f"{count}\u202f: {rule}.{without} {kept_out}"
    return f"{count}\u202f: {rule}.{without} {name} n’est pas compté parmi ses pairs."


def _why_nobody(place: Territory, group: PeerGroup) -> str:
    """Say why a group is empty, as it was made."""
    name, noun = short_label(place), LEVEL_NOUNS[place.level][0]
    if group.removed:
        return f"Tous les territoires de ce groupe en ont été retirés, à votre demande\u202f: {name} n’a plus de pairs."
    if group.method == "choisis":
        return f"Votre liste est vide\u202f: {name} n’est comparé à personne."
    if group.method == "limitrophes":
        other = "aucune autre" if place.level in ("commune", "region") else "aucun autre"
        return f"{name} n’a de frontière terrestre avec {other} {noun}\u202f: choisissez un autre groupe."
    return f"Aucun autre territoire ne remplit ce critère\u202f: {name} ne peut pas être comparé ainsi."


def _similar_rule(place: Territory, group: PeerGroup) -> str:
    """Say by what statistical neighbours were found: the features used, not only those asked for."""
    noun, request = LEVEL_NOUNS[place.level][1], group.request
    where = {"region": " de la même région", "nature": " de même nature juridique"}.get(request.within, "")
    if not group.lacking and not group.dropped:
        structure = "la structure (taille, densité, âges, logements, revenus, situation)"
        return f"les {noun}{where} dont {structure} est la plus proche{_near(group)}{_doubled(group)}"
    total = len(group.criteria) + len(group.lacking) + len(group.dropped)
    rule = f"les {noun}{where} les plus proches sur {plural(len(group.criteria), 'critère', 'critères')} sur "
    rule += f"{number(total)} ({_named(group.criteria)}){_near(group)}{_doubled(group)}"
    if group.lacking:
        rule += f"\u202f; sans chiffre ici\u202f: {_named(group.lacking)}"
    if group.dropped:
        rule += f"\u202f; laissé de côté à votre demande\u202f: {_named(group.dropped)}"
    if not group.enough:
        rule += "\u202f; c’est trop peu pour dire qu’ils lui ressemblent"
    return rule


def _near(group: PeerGroup) -> str:
    if group.method != "similaires_proches":
        return ""
    return ", et qui sont proches aussi sur la carte, de préférence dans le même département"


def _doubled(group: PeerGroup) -> str:
    names = _named([feature for feature in group.criteria if feature.id in group.request.doubled])
    return f", {names} comptant double" if names else ""


def _named(features: Sequence[Feature]) -> str:
    return ", ".join(lowered(feature.short_title) for feature in features)


def _density_rule(place: Territory, group: PeerGroup) -> str:
    words = density_words(group.size) if group.size else ""
    return f"les {LEVEL_NOUNS[place.level][1]} {words} (population divisée par la superficie), partout en France"


def _category_rule(place: Territory, group: PeerGroup) -> str:
    if place.level == "commune" and group.size:
        return (
            f"les communes {size_words(group.size)} (strate de population du code général des collectivités "
            "territoriales, appliquée à la population municipale), où qu’elles soient en France"
        )
    noun = NATURES.get(place.nature or "", ("", "EPCI"))[1]
    return f"les {noun} {size_words(group.size)}, où qu’elles soient en France" if group.size else f"les {noun}"


def _parent_rule(store: Store, place: Territory, group: PeerGroup, words: str) -> str:
    noun = LEVEL_NOUNS[place.level][1]
    rule = f"les autres {noun} {words}"
    if place.level == "epci" and group.method == "departement" and group.parent:
        parent = store.territory(group.parent)
        rule += f", c’est-à-dire ceux dont la population vit en majorité {at_place(parent)}"
    return rule
