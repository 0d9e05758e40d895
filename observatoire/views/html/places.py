"""Where a place stands among the territories that hold it, and those it holds, as links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from markupsafe import Markup

from observatoire.model.store import Store
from observatoire.model.territory import Level, Territory
from observatoire.statistics.enclosing import enclosing
from observatoire.views.french.grammar import short_label, typographic
from observatoire.views.french.groups import COMPOSED, NATURES
from observatoire.views.french.wording import plural
from observatoire.views.html.rendering import render

Address = Callable[[str], str]
"""Identifier of a territory -> address that shows it."""

_BELOW: Final[dict[Level, tuple[Level, str]]] = {
    "epci": ("commune", "epci"),
    "departement": ("epci", "departement"),
    "region": ("departement", "region"),
    "france": ("region", ""),
}
"""Level -> the level that it is made of, and the column that says of which."""
_NOUNS: Final = {"commune": "Commune", "departement": "Département", "region": "Région", "france": "Pays"}


def lineage_html(store: Store, place: Territory, address: Address) -> Markup:
    """Return what a place is, and the territories that hold it, each a link: "Commune · Grand Cognac · Charente".

    Parameters
    ----------
    store, place
        The edition and the place.
    address : callable
        Where another territory is shown.
    """
    noun = COMPOSED if place.composed else _NOUNS.get(place.level) or NATURES.get(place.nature or "", ("EPCI", ""))[0]
    links = [(address(around.id), short_label(around)) for around in enclosing(store, place)]
    facts = [] if place.level == "commune" else [plural(place.members, "commune", "communes")]
    facts.append(plural(place.population, "habitant", "habitants"))
    if place.level == "commune" and place.epci is None:
        facts.append("hors de tout EPCI")
    held = members_of(store, place) if place.composed else []
    members = [(address(member.id), short_label(member)) for member in held]
    counted = plural(len(members), "membre", "membres")
    noun = noun[:1].upper() + noun[1:]
    return render("blocks/lineage", noun=noun, links=links, facts=facts, members=members, counted=counted)


def members_html(members: Sequence[Territory], address: Address) -> Markup:
    """Return territories as a list of links.

    Parameters
    ----------
    members : sequence of Territory
        As `members_of` returns them.
    address : callable
        Where each is shown.
    """
    return render("blocks/links", links=[(address(member.id), short_label(member)) for member in members])


def members_of(store: Store, place: Territory) -> list[Territory]:
    """Return what a place is made of: its members if composed, an EPCI of communes, and so on; empty for none."""
    if place.composed:
        return [store.territory(member) for member in place.composed]
    if place.level not in _BELOW:
        return []
    level, column = _BELOW[place.level]
    rows = store.level(level)
    rows = rows[rows[column] == place.code] if column else rows
    return [store.territory(str(identifier)) for identifier in rows.sort_values("short_name").index]


def former_sentence(store: Store, place: Territory) -> str:
    """Name the former communes that a commune holds; empty when it holds none."""
    if place.level != "commune":
        return ""
    former = store.former_communes
    names = sorted({typographic(str(name)) for name in former.loc[former["current"] == place.code, "name"]})
    names = [name for name in names if name != typographic(place.short_name)]
    if not names:
        return ""
    listed = ", ".join(names[:-1]) + f" et {names[-1]}" if len(names) > 1 else names[0]
    verb = "ont" if len(names) > 1 else "a"
    return f"{listed} {verb} rejoint cette commune."
