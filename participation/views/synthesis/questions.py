"""One question of a synthesis: the sentence to read, a drawing, a table, what is withheld and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from observatoire.exports.pictures.bars import BarLine, StackedLine, bars_svg, stacked_svg
from observatoire.exports.reports.record import Block, Grid, Heading, Lines, Paragraph, Picture
from observatoire.views.french.numerals import number
from participation.model.questionnaire import Question, Questionnaire
from participation.results.columns import UNKNOWN
from participation.views.precision import is_coarse, share_text
from participation.views.synthesis.groups import (
    Group,
    answers_lines,
    effective_lines,
    groups_told,
    names_of,
    number_rows,
    option_of,
    precision_lines,
    reasons,
    semicolon,
    share_lines,
    untold_words,
    weakest_words,
)
from participation.views.tables import ROUNDED, question_shown
from participation.views.words import SHOWN, RegionNames, group_name, option_label, shown_text

Made = Mapping[str, Any]


def question_blocks(made: Made, form: Questionnaire, question: Question, regions: RegionNames) -> Iterator[Block]:
    """Give the blocks of a question; none where the publication tells nothing of it.

    Parameters
    ----------
    made : mapping
        The publication.
    form : Questionnaire
        Whose digest it names.
    question : Question
    regions : callable
        From the code of a région to its name.
    """
    tables = [table for table in made["questions"] if table["question"] == question.id]
    if not tables:
        return
    yield Heading(question.text, 3)
    sentences = [one.groups[0].sentence for one in question_shown(made, form, question.id, ("all", "kind"), regions)]
    if question.kind == "grid":
        yield from _grid(made, question, tables, sentences, regions)
    else:
        yield Paragraph(sentences[0], "lead")
        groups = [group for group in groups_told(made, tables[0]) if not group["withheld"]]
        if not groups:
            return
        yield from (
            _numbers(made, question, groups, regions)
            if question.kind == "number"
            else _options(made, question, groups, regions)
        )
    if question.option_ids and question.kind != "grid":
        yield from _by_fifths(made, question, tables[0], regions)
    all_groups = [group for table in tables for group in groups_told(made, table)]
    if notes := _notes(made, all_groups, regions, weakest=question.kind != "grid"):
        yield Paragraph(notes, "small")


def _by_fifths(made: Made, question: Question, table: Made, regions: RegionNames) -> Iterator[Block]:
    """Give a table for each covariate: the fifths of collectivités that it makes, those that tell something."""
    for number_of, covariate in enumerate(made.get("covariates", ())):
        groups = [
            group for group in table["groups"]
            if group["cut"] == "covariate" and group["place"][0] == number_of and not group["withheld"]
        ]  # fmt: skip
        if not groups:
            continue
        rows: list[tuple[Lines, ...]] = [
            ((option_label(question, option),), *(share_lines(group, option) for group in groups))
            for option in (*question.option_ids, UNKNOWN)
        ]
        caption = f"Selon «\u00a0{covariate['title']}\u00a0», mesuré par l’observatoire"
        yield _resting(Grid(caption, ("Réponse", *names_of(made, groups, regions)), tuple(rows)), groups)


def _notes(made: Made, groups: Sequence[Group], regions: RegionNames, *, weakest: bool) -> str:
    """Return what is to be known of a table, in one paragraph: the weakest strata, what is withheld, and why."""
    told = [weakest_words(made, groups, regions)] if weakest else []
    told += [*reasons(groups), untold_words(made, groups, regions)]
    if any(group["rounded"] for group in groups):
        told.append(ROUNDED.replace(" :", "\u202f:"))
    return " ".join(note for note in told if note)


def _options(made: Made, question: Question, groups: Sequence[Group], regions: RegionNames) -> Iterator[Block]:
    first, names = groups[0], names_of(made, groups, regions)
    ids = [*question.option_ids, UNKNOWN]
    lines = []
    for option in ids:
        one, told = option_of(first, option), option_label(question, option)
        share = one["share"] or {}
        lines.append(
            BarLine(
                told, shown_text(one, coarse=is_coarse(first)), *(share.get(key) for key in ("value", "low", "high"))
            )
        )
    if any(line.value is not None for line in lines):
        yield Picture(bars_svg(lines), f"{names[0]}. " + _spoken((line.label, line.told) for line in lines))
    rows: list[tuple[Lines, ...]] = [
        ((option_label(question, option),), *(share_lines(group, option) for group in groups)) for option in ids
    ]
    yield _resting(Grid(_read(question, poll="poll" in made), ("Réponse", *names), tuple(rows)), groups)


def _read(question: Question, *, poll: bool = False) -> str:
    """Return how the cells of a table are read."""
    if poll:
        return "Part des réponses, et leur nombre. Pas un sondage"
    points = " ; points" if question.kind == "rank" else ""
    return (
        "Part des collectivités, fourchette ; pour un seul type, part des habitants qui vivent dans une telle "
        f"collectivité{points}"
    ).replace(" ;", "\u202f;")


def _resting(grid: Grid, groups: Sequence[Group]) -> Grid:
    """Return a table with the lines that it rests on at its foot: answers, how many they are worth, how finely told."""
    foot = _foot(groups)
    return replace(grid, rows=(*grid.rows, *foot), foot=len(foot))


def _foot(groups: Sequence[Group]) -> list[tuple[Lines, ...]]:
    told: list[tuple[Lines, ...]] = [(("Réponses",), *(answers_lines(group) for group in groups))]
    for name, lines_of in (("Réponses effectives", effective_lines), ("Précision des parts", precision_lines)):
        lines = [lines_of(group) for group in groups]
        if any(lines):
            told.append(((name,), *lines))
    return told


def _spoken(told: Any) -> str:
    return semicolon(f"{label}\u202f: {figure}" for label, figure in told) + "."


def _numbers(made: Made, question: Question, groups: Sequence[Group], regions: RegionNames) -> Iterator[Block]:
    names = names_of(made, groups, regions)
    told = [group.get("quartiles") for group in groups]
    most = max((quartiles[2] for quartiles in told if quartiles), default=0)
    if most > 0:
        lines = [
            BarLine(name, SHOWN["too_few"]) if quartiles is None else BarLine(
                name, number(quartiles[1], question.decimals),
                quartiles[1] / most, quartiles[0] / most, quartiles[2] / most,
            )
            for name, quartiles in zip(names, told, strict=True)
        ]  # fmt: skip
        alt = "Médianes. " + _spoken((line.label, line.told) for line in lines)
        yield Picture(bars_svg(lines, middles=True), alt)
        yield Paragraph("Bande\u202f: la moitié centrale. Trait\u202f: la médiane, écrite à droite.", "small")
    caption = f"Nombre donné ({question.unit})" if question.unit else "Nombre donné"
    yield _resting(Grid(caption, ("", *names), tuple(number_rows(question, groups))), groups)


def _grid(
    made: Made, question: Question, tables: Sequence[Made], sentences: Sequence[str], regions: RegionNames
) -> Iterator[Block]:
    """Give the blocks of a grid: its lines stacked, then a table for each group that tells something."""
    labels = {row.id: row.label for row in question.rows}
    ids = [*question.option_ids, UNKNOWN]
    names = [option_label(question, option) for option in ids]
    told = [groups_told(made, table) for table in tables]
    yield Paragraph(f"{labels[tables[0]['row']]}. {sentences[0]}", "lead")
    lines = []
    for table, groups in zip(tables, told, strict=True):
        options = [option_of(groups[0], option) for option in ids]
        parts = tuple(None if one["share"] is None else one["share"]["value"] for one in options)
        words = tuple("" if one["share"] is None else share_text(one["share"], coarse=True) for one in options)
        lines.append(StackedLine(labels[table["row"]], parts, words))
    alt = " ".join(f"{line.label}\u202f: {_stacked_words(names, line)}." for line in lines)
    if any(part is not None for line in lines for part in line.parts):
        yield Picture(stacked_svg(lines, names, SHOWN["hidden"]), alt)
    for at in range(len(told[0])):
        groups = [one[at] for one in told]
        if all(group["withheld"] for group in groups):
            continue
        rows = tuple(
            (
                (labels[table["row"]],), *(share_lines(group, option) for option in ids),
                (
                    *answers_lines(group), *(f"effectives\u202f: {line}" for line in effective_lines(group)),
                    *precision_lines(group),
                ),
            )
            for table, group in zip(tables, groups, strict=True)
        )  # fmt: skip
        yield Heading(group_name(made["frame"], groups[0], regions), 4)
        yield Grid(_read(question, poll="poll" in made), ("", *names, "Réponses"), rows)


def _stacked_words(names: Sequence[str], line: StackedLine) -> str:
    return ", ".join(f"{name} {words or SHOWN['hidden']}" for name, words in zip(names, line.told, strict=True))
