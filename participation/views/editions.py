"""What changed since the edition before, as a page or a document tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from observatoire.views.french.numerals import number, plural, quantity
from observatoire.views.french.wording import long_date, spaced
from participation.model.questionnaire import Question, Questionnaire
from participation.views.precision import WHOLE, percent, within_points
from participation.views.words import RegionNames, group_name, option_label

HEADS = ("Groupe", "Réponse", "Avant", "Maintenant", "Évolution", "Fourchette de l’évolution", "Part comparée")
PANEL_HEADS = (
    "Réponse",
    "Ont répondu deux fois",
    "Toujours",
    "Depuis",
    "Ne le disent plus",
    "Jamais",
    "Chance si rien n’a changé",
)
PANEL_CAPTION = (
    "Celles qui ont répondu aux deux éditions\u202f; au bout de la ligne, la chance d’un partage aussi inégal si rien "
    "n’avait changé (test exact de McNemar)"
)
LITTLE = 0.05
"""Probability below which a change is said to be more than chance."""


@dataclass(frozen=True)
class ChangeShown:
    """The change of one question, or of one row of a grid.

    Attributes
    ----------
    question, row : str
        Its text; the label of the row, "" for no grid.
    sentence : str
        What to read, or why it is not compared.
    lines, panel : tuple of tuple of str
        As `HEADS` and `PANEL_HEADS` name their cells.
    """

    question: str
    row: str
    sentence: str
    lines: tuple[tuple[str, ...], ...]
    panel: tuple[tuple[str, ...], ...]


def edition_sentence(made: Mapping[str, Any]) -> str:
    """Return with what a publication is compared; "" where it is with nothing."""
    before = made.get("edition")
    if before is None:
        return ""
    invented = " (réponses inventées)" if before["demonstration"] else ""
    panel = "" if before["panel_kept"] else (
        " Ses réponses sont effacées : on ne sait plus qui a répondu aux deux éditions."
    )  # fmt: skip
    closes = long_date(date.fromisoformat(before["closes"]))
    return spaced(
        f"Comparé à « {before['title']} »{invented}, close le {closes}, sur les "
        "seuls groupes de collectivités que les deux éditions disent, chacun comptant pour autant dans les deux. Une "
        f"question que le questionnaire ne déclare pas comparable n’est pas comparée.{panel}"
    )


def changes_shown(made: Mapping[str, Any], form: Questionnaire, regions: RegionNames) -> tuple[ChangeShown, ...]:
    """Return what is shown of the comparison of a publication; empty where it has none.

    Parameters
    ----------
    made : mapping
        The publication.
    form : Questionnaire
        Whose digest it names.
    regions : callable
        From the code of a région to its name.
    """
    return tuple(
        _shown(made, form.questions[one["question"]], one, regions)
        for one in made.get("edition", {}).get("questions", ())
    )


def _shown(made: Mapping[str, Any], question: Question, one: Mapping[str, Any], regions: RegionNames) -> ChangeShown:
    row = next((entry.label for entry in question.rows if entry.id == one["row"]), "")
    if one["broken"]:
        return ChangeShown(question.text, row, spaced(f"Rupture : {one['broken']}"), (), ())
    lines = tuple(
        (
            group_name(made["frame"], group, regions), option_label(question, option["option"]), *_figures(option),
            percent(option["coverage"]),
        )
        for group in one["groups"] for option in group["options"]
    )  # fmt: skip
    panel = tuple(
        (
            option_label(question, option["option"]), number(option["answers"]), number(option["kept"]),
            number(option["gained"]), number(option["lost"]), number(option["never"]), _chance(option["chance"]),
        )
        for option in one["panel"]
    )  # fmt: skip
    return ChangeShown(question.text, row, _sentence(question, one), lines, panel)


def _figures(option: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Return before, after, the change and its range, with no more digits than the shares that they come from."""
    coarse, change = (option.get("step") or 0.0) >= WHOLE, option["change"]
    before, after = (percent(option[key]["value"], coarse=coarse) for key in ("before", "after"))
    value, low, high = (points(change[key], coarse=coarse) for key in ("value", "low", "high"))
    return before, after, value, f"de {low} à {high}"


def points(value: float, *, coarse: bool = False) -> str:
    """Return a difference of shares in points: « +4,2 points », « −0,3 point »; whole ones where shares are."""
    digits = 0 if coarse else 1
    return quantity(100 * value, "points", digits, signed=True)


def _sentence(question: Question, one: Mapping[str, Any]) -> str:
    """Return the sentence of the largest change of the first group, and whether it may be nothing but chance."""
    if not one["groups"]:
        return "Aucun groupe de collectivités n’est dit par les deux éditions : rien ne se compare."
    group = one["groups"][0]
    first = max(group["options"], key=lambda option: abs(option["change"]["value"]))
    change, label = first["change"], option_label(question, first["option"])
    sure = change["low"] > 0 or change["high"] < 0
    judged = "" if sure else " : la fourchette contient zéro, ce peut n’être que le hasard"
    before, after, value, extent = _figures(first)
    precise = f" Parts connues {near}." if (near := within_points(first.get("step") or 0.0)) else ""
    where = plural(first["strata"], "groupe de collectivités", "groupes de collectivités")
    return spaced(
        f"« {label} » : {before} puis {after}, soit {value} ({extent}){judged}. Sur "
        f"{where}, {percent(first['coverage'])} des collectivités.{precise}"
    )


def _chance(probability: float) -> str:
    told = "moins de 0,1\u00a0%" if probability < 0.001 else quantity(100 * probability, "%", 1)
    return f"{told}{'' if probability < LITTLE else ', peut-être le hasard'}"
