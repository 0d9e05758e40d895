"""What a map says in words: what it shows, where a place stands on it, which map is surer."""

from __future__ import annotations

import math

import numpy as np

from observatoire.model.store import Store
from observatoire.model.territory import Territory, territory_id
from observatoire.views.french.grammar import short_label
from observatoire.views.french.groups import LEVEL_NOUNS
from observatoire.views.french.sentences import period, value_text
from observatoire.views.french.wording import STATES, number, plural, rank_sentence
from observatoire.views.maps.geometry import Scope
from observatoire.views.maps.model import MapModel
from observatoire.views.maps.scopes import scope_label, shape_of


def map_sentence(model: MapModel, label: str) -> str:
    """Say what a map shows: range, number of territories, those that are fragile, those without a plain value.

    `label` is the map's name: "Communes de la Charente".
    """
    when, fragile = period(model.indicator, model.year), _fragile_sentence(model)
    plain = model.data.value[model.data.counts]
    if not plain.size:
        return f"Aucune valeur à classer sur cette carte ({label}, {when}). {fragile}".strip()
    low, high = (value_text(model.indicator, float(value)) for value in (plain.min(), plain.max()))
    shown = plural(len(plain), *LEVEL_NOUNS[model.scope.level])
    spread = low if len(plain) == 1 else f"de {low} à {high}"
    spread = f"taux lissés {spread}" if model.beside else spread
    told = [f"{label}, {when}\u202f: {spread} pour {shown}.", fragile, _uncoloured_sentence(model)]
    return " ".join(filter(None, told))


def _fragile_sentence(model: MapModel) -> str:
    """Say how many values are fragile, how they are painted, and that they are most of them."""
    count = model.missing.get("fragile", 0)
    if not count:
        return ""
    how = "Hachures" if model.radii or not model.palette else "Hachures sur une couleur pâlie"
    counted = plural(count, *LEVEL_NOUNS[model.scope.level])
    words = STATES["fragile"].label if count == 1 else "ordres de grandeur"
    if not model.mostly_fragile:
        return f"{how}\u202f: {counted} ({words})."
    return (
        f"{how}\u202f: {counted} sur {number(len(model.ids))} ({words}), soit la plupart\u202f: l’ensemble se lit, une "
        "valeur seule ne se compare pas."
    )


def _uncoloured_sentence(model: MapModel) -> str:
    nouns = LEVEL_NOUNS[model.scope.level]
    missing = [(kind, count) for kind, count in model.missing.items() if kind != "fragile"]
    if not missing:
        return ""
    sentence = f"Sans couleur\u202f: {', '.join(f'{plural(n, *nouns)} ({STATES[kind].label})' for kind, n in missing)}."
    if model.scope.nationwide and model.scope.level == "commune":
        sentence += " De loin, on ne voit d’elles que leur fond gris\u202f: rapprochez-vous pour voir leurs motifs."
    return sentence


def surer_scope(store: Store, model: MapModel, rare: bool = False) -> Scope | None:
    """Return the map of EPCI to offer beside a map of communes that are mostly fragile, or whose events are rare.

    Parameters
    ----------
    store, model
        The edition, and a map of it.
    rare : bool
        Whether a year of its events says little of the next (`remedies`).

    Returns
    -------
    Scope or None
        The EPCI of the région; those of France for all communes or a list of them; None when the map has no need of it,
        or the indicator has no figure for EPCI.
    """
    scope = model.scope
    if not (model.mostly_fragile or rare) or scope.level != "commune" or "epci" not in model.indicator.levels:
        return None
    held = scope.within in ("epci", "departement")
    region = store.territory(territory_id(scope.within, scope.code)).region if held else None  # type: ignore[arg-type]
    return Scope("epci", "region", region) if region else Scope("epci", "france")


def surer_text(store: Store, scope: Scope) -> str:
    """Return the words of the link to a surer map: "Voir plutôt la carte des EPCI de Normandie…"."""
    return f"Voir plutôt la carte des {scope_label(store, scope)}, aux valeurs plus sûres"


def standing_sentence(model: MapModel, territory: Territory) -> str:
    """Say where a place, or what holds it, stands on a map: value, rank, class; empty when it is not on it."""
    at = shape_of(model.scope, model.ids, territory)
    if at is None:
        return ""
    name = short_label(territory)
    if model.ids[at] != territory.id:
        name = f"L’ensemble qui contient {name}"
    value, ranked = float(model.data.value[at]), model.data.counted
    if math.isnan(ranked[at]) or model.beside:
        return f"{name}\u202f: {model.text_of(at)}, sans rang."
    known = int(np.isfinite(ranked).sum())
    higher, ties = int((ranked > value).sum()), int((ranked == value).sum()) - 1
    rank = rank_sentence(higher + 1, known, ties, LEVEL_NOUNS[model.scope.level][1])
    kind = model.classes[at]
    of = len(model.palette)
    where = f", {number(int(kind) + 1)}e classe sur {of}" if isinstance(kind, int) and of > 1 else ""
    where = where.replace(" 1e classe", " 1re classe")
    return f"{name}\u202f: {model.text_of(at)}, {rank}{where}."
