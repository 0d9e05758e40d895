"""How a data edition is named to a reader, what must be said of one made of extracts, and its official files."""

from __future__ import annotations

from datetime import date
from typing import Any

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.views.french.wording import long_date, plural, spaced

TRIAL = spaced(
    "Extraits : édition d’essai. Les fichiers officiels n’y sont qu’en partie, et beaucoup de territoires n’y ont pas "
    "de chiffre."
)
"""On every page, beside every answer of the command line."""
_TRIAL_IN_SHORT = spaced("extraits : édition d’essai")
OFFICIAL_TITLE = "Les fichiers officiels"
_OFFICIAL_INTRO = spaced(
    "Les données livrées avec l’application sont complétées par des fichiers que les producteurs publient. Là où un "
    "producteur publie un chiffre pour une intercommunalité, un département, une région ou la France, c’est ce chiffre "
    "qui est montré ; sinon, la somme des communes."
)
_ABSENT_INTRO = spaced(
    "Ces indicateurs sont prêts, mais leurs fichiers ne sont pas dans cette édition. Qui tient le site peut les "
    "ajouter ; chacun peut les lire chez leurs producteurs."
)


def edition_text(store: Store) -> str:
    """Return the name of an edition as tables, drawings and documents cite it: "2026.1"."""
    return f"{store.edition} ({_TRIAL_IN_SHORT})" if store.of_extracts else store.edition


def trial_sentence(store: Store) -> str:
    """Return what must be said of an edition before any of its figures; empty when nothing must."""
    return TRIAL if store.of_extracts else ""


def files_markdown(store: Store, day: date) -> str:
    """Return the official files of an edition, each with its edition, its age, the next one; empty for what ships.

    Parameters
    ----------
    store : Store
        The edition.
    day : date
        To which ages are counted.
    """
    lines = [f"- {_file(one, day)}" for one in store.manifest.get("official", ())]
    return spaced("\n".join([_OFFICIAL_INTRO, "", *lines])) if lines else ""


def _file(one: dict[str, Any], day: date) -> str:
    told = [f"**{one['producer']}**, [{one['title']}]({one['page']}), édition {one['edition']}"]
    if one["geography"]:
        told.append(f"communes de {one['geography']}")
    if one["retrieved"]:
        age = (day - date.fromisoformat(one["retrieved"])).days
        old = "aujourd’hui" if age <= 0 else f"il y a {plural(age, 'jour', 'jours')}"
        told.append(f"fichier pris le {long_date(one['retrieved'])}, {old}")
    else:
        told.append("fichier sans date")
    lines = [", ".join(told) + "."]
    if one["extract"]:
        lines.append("**Extrait** : seule une partie de ses territoires y est.")
    lines.append(f"Nouvelle édition : {one['rhythm']}. {one['licence']}.")
    lines += [f"{note[:1].upper()}{note[1:]}." for note in one["notes"]]
    return " ".join(lines)


def absent_markdown(catalog: Catalog) -> str:
    """Return the official sources that an edition lacks: what each would open, where it can be had.

    Parameters
    ----------
    catalog : Catalog
        As it is offered (`statistics.offering`); the text is empty when nothing is absent.
    """
    waiting: dict[str, list[str]] = {}
    for indicator in catalog.absent.values():
        lacking = catalog.measures[indicator.used_measures[0]].source
        waiting.setdefault(lacking, []).append(indicator.title)
    lines = []
    for name, titles in waiting.items():
        source = catalog.sources[name]
        where = f"[{source.title}]({source.page})" if source.page else source.title
        lines.append(f"- **{source.producer}**, {where} : {', '.join(titles)}.")
    return spaced("\n".join([_ABSENT_INTRO, "", *lines])) if lines else ""
