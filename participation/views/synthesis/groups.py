"""Which groups of a publication a synthesis tells, and the cells of its tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from observatoire.exports.reports.record import Lines
from observatoire.views.french.grammar import lowered
from observatoire.views.french.numerals import number, plural
from participation.model.questionnaire import Question
from participation.views.precision import is_coarse, mean_digits, points_text, share_text, within_points
from participation.views.words import SHOWN, WHY, RegionNames, group_name, range_text, weakest_text

Group = Mapping[str, Any]


def groups_told(made: Mapping[str, Any], table: Mapping[str, Any]) -> list[Group]:
    """Return the groups of a question that a synthesis tells: all, then each kind where there are several."""
    cuts = ("all", "kind") if len(made["frame"]["kinds"]) > 1 else ("kind",)
    told = [group for group in table["groups"] if group["cut"] in cuts]
    return told or [group for group in table["groups"] if group["cut"] == "all"]


def untold_words(made: Mapping[str, Any], groups: Sequence[Group], regions: RegionNames) -> str:
    """Return which groups tell nothing and why; "" where each tells something."""
    withheld = [group for group in groups if group["withheld"]]
    names = ", ".join(dict.fromkeys(names_of(made, withheld, regions)))
    return f"{names}\u202f: {SHOWN['too_few']}. {WHY['too_few']}" if withheld else ""


def semicolon(told: Iterable[str]) -> str:
    """Return parts of a sentence, one after the other."""
    return "\u202f; ".join(told)


def names_of(made: Mapping[str, Any], groups: Sequence[Group], regions: RegionNames) -> list[str]:
    """Return the names of groups, as a table is headed."""
    return [group_name(made["frame"], group, regions) for group in groups]


def option_of(group: Group, option: str) -> Mapping[str, Any]:
    """Return what a group tells of an option; of a group that is withheld, that it is."""
    untold = {"option": option, "shown": "too_few", "share": None, "of_inhabitants": None, "points": None}
    return next((one for one in group["options"] if one["option"] == option), untold)


def share_lines(group: Group, option: str) -> Lines:
    """Return the cell of an option: share of collectivités, its range, share of inhabitants, points of a ranking."""
    one, coarse = option_of(group, option), is_coarse(group)
    if one["share"] is None:
        return ("", SHOWN[one["shown"]])
    told = [share_text(one["share"], coarse=coarse)]
    if extent := range_text(one["share"], coarse=coarse):
        told.append(extent)
    elif one["count"] is not None:
        told.append(plural(one["count"], "réponse", "réponses"))
    if one["of_inhabitants"] is not None:
        told.append(f"habitants\u202f: {share_text(one['of_inhabitants'], coarse=coarse)}")
    if one["points"] is not None:
        told.append(f"{points_text(one['points'])} points")
    return tuple(told)


def answers_lines(group: Group) -> Lines:
    """Return how many answers a group has; « au moins » where they are rounded."""
    if group["withheld"]:
        return ("", SHOWN["too_few"])
    return (f"au moins {number(group['answers'])}" if group["rounded"] else number(group["answers"]),)


def effective_lines(group: Group) -> Lines:
    """Return how many answers of equal weight a group is worth; empty where nothing of it is told."""
    estimate = estimate_of(group)
    return () if estimate is None or estimate["effective"] is None else (number(estimate["effective"]),)


def precision_lines(group: Group) -> Lines:
    """Return how finely the shares of a group are told, where that is less than their digits would say."""
    told = within_points(group.get("step") or 0.0) if group["options"] else ""
    return (told,) if told else ()


def estimate_of(group: Group) -> Mapping[str, Any] | None:
    """Return the first estimate that a group tells: all of its options rest on the same answers."""
    if "quartiles" in group:
        mean: Mapping[str, Any] | None = group["mean"]
        return mean
    return next((one["share"] for one in group["options"] if one["share"] is not None), None)


def number_rows(question: Question, groups: Sequence[Group]) -> list[tuple[Lines, ...]]:
    """Return the lines of a number, in its unit: median, quartiles, mean with its range."""
    rows: list[tuple[Lines, ...]] = []
    for at, name in ((1, "Médiane"), (0, "Un quart donne moins que"), (2, "Un quart donne plus que")):
        told: list[Lines] = [(name,)]
        for group in groups:
            quartiles = group.get("quartiles")
            told.append(("", SHOWN["too_few"]) if quartiles is None else (number(quartiles[at], question.decimals),))
        rows.append(tuple(told))
    means: list[Lines] = [("Moyenne",)]
    for group in groups:
        mean = group.get("mean")
        if mean is None:
            means.append(("", SHOWN["too_few"]))
            continue
        value, low, high = (
            "" if mean[key] is None else number(mean[key], mean_digits(mean, question.decimals))
            for key in ("value", "low", "high")
        )
        means.append((value, f"de {low} à {high}") if low else (value,))
    return [*rows, tuple(means)]


def weakest_words(made: Mapping[str, Any], groups: Sequence[Group], regions: RegionNames) -> str:
    """Return on which stratum each group rests least well; "" where none can be told.

    Parameters
    ----------
    made : mapping
        The publication.
    groups : sequence of mapping
    regions : callable
        From the code of a région to its name.
    """
    told = []
    for group, name in zip(groups, names_of(made, groups, regions), strict=True):
        if weakest := weakest_text(made, estimate_of(group), regions):
            # « Communes : Communes de 500 à 1 999 habitants » would say the word twice.
            told.append(weakest if weakest.startswith(name) else f"{name}\u202f: {weakest}")
    return f"Groupe le moins représenté. {semicolon(told)}." if told else ""


def reasons(groups: Sequence[Group]) -> list[str]:
    """Return what is withheld in some groups and why, each reason once."""
    told = [group for group in groups if not group["withheld"]]
    states = dict.fromkeys(one["shown"] for group in told for one in group["options"] if one["shown"] != "value")
    return [f"«\u00a0{SHOWN[state]}\u00a0»\u202f: {lowered(WHY[state])}" for state in states]
