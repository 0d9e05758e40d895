"""What is said of a list of members: what is unknown, repeated, contained, too many; which values they have."""

from __future__ import annotations

from collections.abc import Sequence

from observatoire.model.catalog import Indicator
from observatoire.model.composed.members import MemberRemark
from observatoire.model.composed.names import LONGEST_NAME, MOST_MEMBERS, cleaned_name
from observatoire.model.territory import Territory
from observatoire.statistics.figures import Figure
from observatoire.views.french.grammar import typographic
from observatoire.views.french.sentences import caution, period, value_text
from observatoire.views.french.wording import SEMICOLON, number, plural, spaced, when

MOST_NAMED = 5
"""Names that a sentence gives before it counts the others."""
MOST_VALUES = 12
"""Members whose values a sentence gives one by one: of more, it says from which to which."""


def listed_names(names: Sequence[str]) -> str:
    """Return names of territories in a sentence: "Cognac, Jarnac et 3 autres"."""
    told = [typographic(name) for name in names]
    if len(told) > MOST_NAMED:
        others = len(told) - MOST_NAMED
        return f"{', '.join(told[:MOST_NAMED])} et {number(others)} {'autre' if others == 1 else 'autres'}"
    return " et ".join(part for part in (", ".join(told[:-1]), told[-1]) if part) if told else "…"


def member_sentence(remark: MemberRemark) -> str:
    """Say in one sentence what must be said of a list of members."""
    # What names nothing is a visitor's text: made fit to be shown.
    told = [cleaned_name(name) or "…" for name in remark.names] if remark.kind == "unknown" else remark.names
    names, others, many = listed_names(told), listed_names(remark.others), len(remark.names) > 1
    sentences = {
        "unknown": f"Inconnus dans ces données, laissés de côté : {names}."
        if many
        else f"Inconnu dans ces données, laissé de côté : {names}.",
        "repeated": f"Cités plusieurs fois, comptés une seule : {names}."
        if many
        else f"Cité plusieurs fois, compté une seule : {names}.",
        "contained": f"Déjà compris dans un autre membre ({others}), comptés une seule fois : {names}."
        if many
        else f"Déjà compris dans un autre membre ({others}), compté une seule fois : {names}.",
        "overlap": f"{names} et {others} ont des communes en commun : chacune n’est comptée qu’une fois.",
        "many": f"Un territoire composé a au plus {number(MOST_MEMBERS)} membres : les suivants sont laissés de côté.",
        "former": f"{names} fait aujourd’hui partie de {others}, qui est prise à sa place.",
        "district": f"L’arrondissement {names} n’a pas de chiffres à lui : {others} est prise en entier.",
        "single": f"Un seul membre ne compose pas un territoire, c’est donc lui qui est montré : {names}.",
        "name": f"Le nom donné à ce territoire a perdu des signes qui ne se montrent pas, ou ce qui dépasse "
        f"{plural(LONGEST_NAME, 'caractère', 'caractères')}.",
        "parted": f"{names} : remplacés par ce qui en reste sans {others}."
        if many
        else f"{names} : remplacé par ce qui en reste sans {others}.",
        "unparted": f"{names} n’est pas retiré : ce qui resterait de {others} ferait plus de {number(MOST_MEMBERS)} "
        "membres. Composez plutôt avec les intercommunalités voulues.",
    }
    return spaced(sentences[remark.kind])


def members_sentence(remarks: Sequence[MemberRemark]) -> str:
    """Say all that must be said of a list of members, a sentence each; empty when there is nothing."""
    return " ".join(map(member_sentence, remarks))


def member_values_sentence(indicator: Indicator, year: int, members: Sequence[tuple[Territory, Figure]]) -> str:
    """Give the members' own values where a composed territory has none: highest first, those without one last.

    Parameters
    ----------
    indicator, year
        The indicator and its year.
    members : sequence of (Territory, Figure)
        As `member_figures` returns them; the sentence is empty without any.
    """
    if not members:
        return ""
    known = sorted((pair for pair in members if pair[1].status == "value"), key=lambda pair: -pair[1].value)
    lacking = [pair for pair in members if pair[1].status != "value"]
    year_said = when(period(indicator, year))
    if len(members) <= MOST_VALUES:
        told = SEMICOLON.join(
            f"{typographic(member.short_name)}, {_member_value(indicator, row)}" for member, row in (*known, *lacking)
        )
        return f"Les chiffres de ses membres, {year_said}\u202f: {told}."
    counted = plural(len(members), "membre", "membres")
    if not known:
        return f"Aucun de ses {counted} n’a de chiffre {year_said}."
    ends = [f"{_member_value(indicator, row)} ({typographic(member.short_name)})" for member, row in known]
    having = plural(len(known), "a un chiffre", "ont un chiffre")
    return f"Parmi ses {counted}, {having} {year_said}, de {ends[-1]} à {ends[0]}."


def _member_value(indicator: Indicator, row: Figure) -> str:
    aside = caution(row)
    return value_text(indicator, row.value, row.status) + (f" ({aside})" if aside else "")
