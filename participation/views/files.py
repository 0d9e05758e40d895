"""Files to take away: a publication as a table, one line for each answer of each group; a respondent's own answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from observatoire.exports.tables.texts import csv_bytes, decimal_comma, safe_cell
from observatoire.views.french.wording import long_date
from observatoire.views.style.tokens import ACCENT, INK, MUTED, RULE
from participation.model.questionnaire import Question, Questionnaire
from participation.views.words import SHOWN, WHY, RegionNames, group_name, option_label, weakest_text

HEADER: Final = (
    "campagne", "demonstration", "question", "intitule", "ligne", "decoupage", "groupe", "reponse", "intitule_reponse",
    "etat", "raison", "reponses", "reponses_arrondies", "part", "part_bas", "part_haut", "reponses_effectives",
    "part_de_ceux_qui_savent", "part_des_habitants", "points", "moyenne", "quartile_1", "mediane", "quartile_3",
    "strate_la_plus_faible", "territoire", "precision_part", "precision_part_de_ceux_qui_savent",
    "precision_part_des_habitants", "precision_points",
    "precision_moyenne",
)  # fmt: skip
CUTS: Final = {
    "all": "ensemble",
    "kind": "type",
    "kind_size": "type et taille",
    "region": "region",
    "covariate": "cinquieme",
}


def rows(made: Mapping[str, Any], form: Questionnaire, regions: RegionNames) -> list[list[str]]:
    """Return the lines of a publication, as `HEADER` names their cells; an empty cell where there is no figure.

    Parameters
    ----------
    made : mapping
        The publication.
    form : Questionnaire
        Whose digest it names.
    regions : callable
        From the code of a région to its name.
    """
    lines = []
    start = [made["campaign"]["id"], made["notice"]]
    where = "" if "poll" in made else made["frame"].get("within", {"name": "France"})["name"]
    for table in made["questions"]:
        question = form.questions[table["question"]]
        row = next((one.label for one in question.rows if one.id == table["row"]), "")
        for group in table["groups"]:
            name = group_name(made["frame"], group, regions)
            if group["cut"] == "covariate":
                name = f"{made['covariates'][group['place'][0]]['title']} – {name}"
            head = [*start, question.id, question.text, row, CUTS[group["cut"]], name]
            precise = [[*_precisions(option), ""] for option in group["options"]]
            precise = precise or [[""] * len(_STEPPED) + [_step(group.get("mean"))]]
            for (tail, estimate), steps in zip(_tails(question, group), precise, strict=True):
                weakest = weakest_text(made, estimate, regions)
                lines.append([safe_cell(cell) for cell in [*head, *tail, weakest, where, *steps]])
    return lines


Estimated = Mapping[str, Any] | None
_STEPPED: Final = ("share", "of_those_who_know", "of_inhabitants", "points")
"""Figures that are told by steps."""


def _precisions(option: Mapping[str, Any]) -> list[str]:
    """Return by which steps the figures of an option are told; "" of those that are not told, or came before steps."""
    return [_step(option[name]) for name in _STEPPED]


def _step(estimate: Estimated) -> str:
    step = (estimate or {}).get("step")
    return "" if step is None else decimal_comma(step)


def _tails(question: Question, group: Mapping[str, Any]) -> list[tuple[list[str], Estimated]]:
    """Return the cells of each line of a group, and the estimate that they tell."""
    if group["withheld"]:
        return [(["", "", SHOWN["too_few"], WHY["too_few"], *[""] * 13], None)]
    base = [str(group["answers"]), "oui" if group["rounded"] else "non"]
    if "quartiles" in group:
        quartiles = [decimal_comma(value) for value in group["quartiles"] or ()] or [""] * 3
        mean = decimal_comma(group["mean"]["value"]) if group["mean"] else ""
        return [(["", "", "valeur", "", *base, *[""] * 7, mean, *quartiles], group["mean"])]
    return [(_option_tail(question, option, base), option["share"]) for option in group["options"]]


def _option_tail(question: Question, option: Mapping[str, Any], base: list[str]) -> list[str]:
    shown = option["shown"]
    told = ["valeur", ""] if shown == "value" else [SHOWN[shown], WHY[shown]]
    share = option["share"] or {}
    figures = [share.get(key) for key in ("value", "low", "high", "effective")]
    figures += [(option[key] or {}).get("value") for key in ("of_those_who_know", "of_inhabitants", "points")]
    label = option_label(question, option["option"])
    cells = ["" if figure is None else decimal_comma(figure) for figure in figures]
    return [option["option"], label, *told, *base, *cells, *[""] * 4]


def csv_of(made: Mapping[str, Any], form: Questionnaire, regions: RegionNames) -> bytes:
    """Return a publication as CSV for spreadsheets: UTF-8 with BOM, semicolons, decimal commas.

    Parameters
    ----------
    made : mapping
    form : Questionnaire
    regions : callable
        From the code of a région to its name.
    """
    return csv_bytes(rows(made, form, regions), HEADER)


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a form as its respondent reads it again.

    Attributes
    ----------
    id, title : str
    lines : tuple of (str, str)
        Each question that is asked, and its answer in words.
    """

    id: str
    title: str
    lines: tuple[tuple[str, str], ...]


OWN_HEADER: Final = ("partie", "question", "reponse")
TEMPLATE: Final = Path(__file__).with_name("answers.typ")


def own_csv(parts: Sequence[Part]) -> bytes:
    """Return a respondent's answers as CSV for spreadsheets."""
    return csv_bytes(
        [[safe_cell(cell) for cell in (part.title, *line)] for part in parts for line in part.lines], OWN_HEADER
    )


def own_pdf(campaign: str, facts: Sequence[str], parts: Sequence[Part], made_on: date) -> bytes:
    """Return a respondent's answers as a tagged PDF, a heading for each question.

    Parameters
    ----------
    campaign : str
        Its title.
    facts : sequence of str
        What stands under it: for whom they answer, whether it is sent.
    parts : sequence of Part
    made_on : date
    """
    # Typst is heavy, and most visits take nothing away.
    from observatoire.exports.typesetting import typeset

    data = {
        "colours": [INK, MUTED, ACCENT, RULE],
        "title": f"{campaign}\u202f: mes réponses",
        "campaign": campaign,
        "kicker": "Mes réponses",
        "facts": list(facts),
        "made": f"le {long_date(made_on)}",
        "parts": [
            {
                "title": part.title,
                "lines": [{"question": question, "answer": answer.split("\n")} for question, answer in part.lines],
            }
            for part in parts
        ],
    }
    return typeset(TEMPLATE, "answers", data, made_on)
