"""The synthesis of a campaign, from its frozen publication alone: who answered, each theme, how it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from observatoire.exports.reports.docx import report_docx
from observatoire.exports.reports.pdf import report_pdf
from observatoire.exports.reports.record import Block, Bullets, Grid, Heading, Paragraph, Report
from observatoire.exports.word import AUTHOR
from observatoire.views.french.numerals import number, plural
from observatoire.views.french.wording import long_date, spaced
from participation.model.questionnaire import Questionnaire
from participation.results.groups import repeats_all
from participation.views.editions import HEADS, PANEL_CAPTION, PANEL_HEADS, changes_shown, edition_sentence
from participation.views.mirror import NO_SURVEY, poll_sentences
from participation.views.reading import facts_sentence, reading_sentences, reservation_sentences, weights_sentences
from participation.views.synthesis.groups import estimate_of
from participation.views.synthesis.questions import question_blocks
from participation.views.words import SHOWN, WHY, RegionNames, cell_name, days_text

Made = Mapping[str, Any]


def synthesis(made: Made, form: Questionnaire, regions: RegionNames, sha: str) -> Report:
    """Return the synthesis of a publication, before any format; `report_pdf` and `report_docx` make it elsewhere.

    Parameters
    ----------
    made : mapping
        The publication.
    form : Questionnaire
        Whose digest it names.
    regions : callable
        From the code of a région to its name.
    sha : str
        The digest of the publication.
    """
    campaign = made["campaign"]
    published = date.fromisoformat(campaign["published"])
    return Report(
        "Synthèse des résultats",
        campaign["title"],
        facts_sentence(made),
        made["notice"],
        published,
        f"{campaign['title'][:80]} · {AUTHOR} · résultats publiés le {long_date(published)}",
        tuple(_blocks(made, form, regions, sha)),
    )


def synthesis_pdf(made: Made, form: Questionnaire, regions: RegionNames, sha: str) -> bytes:
    """Return the synthesis of a publication as PDF: A4, tagged; the same publication, the same bytes.

    Parameters
    ----------
    made, form, regions, sha
        As `synthesis`.
    """
    return report_pdf(synthesis(made, form, regions, sha))


def synthesis_docx(made: Made, form: Questionnaire, regions: RegionNames, sha: str) -> bytes:
    """Return the synthesis of a publication as DOCX, to be edited.

    Parameters
    ----------
    made, form, regions, sha
        As `synthesis`.
    """
    return report_docx(synthesis(made, form, regions, sha))


def _blocks(made: Made, form: Questionnaire, regions: RegionNames, sha: str) -> Iterator[Block]:
    yield from _who_answered(made, regions)
    for section in form.sections:
        blocks = [block for one in section.questions for block in question_blocks(made, form, one, regions)]
        if blocks:
            yield Heading(section.title)
            yield from blocks
    yield from _edition(made, form, regions)
    yield from _withheld(made)
    yield from _method(made, form)
    yield from _sources(made, form, sha)
    yield from _strata(made, regions)


def _who_answered(made: Made, regions: RegionNames) -> Iterator[Block]:
    yield Heading("Qui a répondu")
    if "poll" in made:
        yield Bullets(tuple(poll_sentences()), NO_SURVEY)
        return
    doubts = reservation_sentences(made, regions)
    yield Bullets(
        tuple(doubts) or ("Aucune réserve : chaque groupe qui compte a répondu.".replace(" :", "\u202f:"),),
        "À savoir avant de lire",
    )
    facts = [
        (("Réponses",), (number(made["answers"]),)),
        (("Collectivités visées",), (number(made["frame"]["collectivites"]),)),
        (("Réponses effectives",), (_effective(made),)),
        (("Groupe le moins représenté",), (_weakest(made, regions),)),
        (("Seuil sous lequel rien n’est dit",), (plural(made["campaign"]["least"], "réponse", "réponses"),)),
    ]
    if "within" in made["frame"]:
        facts.insert(0, (("Territoire",), (made["frame"]["within"]["name"],)))
    yield Grid("", ("", "Ensemble de l’enquête"), tuple(facts), 0.4)


def _effective(made: Made) -> str:
    """Return how many answers of equal weight the figures of all are worth, from the least to the most."""
    told = [estimate_of(table["groups"][0]) for table in made["questions"] if table["groups"][0]["cut"] == "all"]
    counts = [one["effective"] for one in told if one is not None]
    if not counts:
        return SHOWN["too_few"]
    low, high = min(counts), max(counts)
    return number(low) if low == high else f"de {number(low)} à {number(high)} selon la question"


def _weakest(made: Made, regions: RegionNames) -> str:
    """Return the stratum with the fewest answers."""
    cells = made["weights"]["cells"]
    if not cells:
        return SHOWN["too_few"]
    first = min(cells, key=lambda cell: cell["answers"] or 0)
    answers = first["answers"]
    told = "nombre de réponses non communiqué" if answers is None else plural(answers, "réponse", "réponses")
    return f"{cell_name(made, first, regions)}, {told}"


def _edition(made: Made, form: Questionnaire, regions: RegionNames) -> Iterator[Block]:
    if "edition" not in made:
        return
    yield Heading("Depuis l’édition précédente")
    yield Paragraph(edition_sentence(made))
    for one in changes_shown(made, form, regions):
        yield Heading(f"{one.question} {one.row}".strip(), 3)
        yield Paragraph(one.sentence, "lead")
        if one.lines:
            yield Grid("", HEADS, tuple(tuple((cell,) for cell in line) for line in one.lines), 0.2)
        if one.panel:
            rows = tuple(tuple((cell,) for cell in line) for line in one.panel)
            yield Grid(PANEL_CAPTION, PANEL_HEADS, rows, 0.25)


def _withheld(made: Made) -> Iterator[Block]:
    yield Heading("Ce qui est tu, et pourquoi")
    frame = made["frame"]
    groups = [group for table in made["questions"] for group in table["groups"] if not repeats_all(frame, group)]
    states = [one["shown"] for group in groups for one in group["options"]]
    withheld = sum(group["withheld"] for group in groups)
    yield Paragraph(spaced(f"{_untold_tables(withheld, len(groups))} {_untold_shares(states)}"))
    counts = {"too_few": withheld, **{state: states.count(state) for state in ("few", "nearly_all", "hidden")}}
    told = tuple(f"«\u00a0{SHOWN[state]}\u00a0» ({number(n)} fois). {WHY[state]}" for state, n in counts.items() if n)
    if told:
        yield Bullets(told)


def _untold_tables(untold: int, tables: int) -> str:
    """Return how many tables are withheld: « Sur 120 tableaux (…), 1 est tu en entier »."""
    told = "aucun n’est tu" if not untold else f"{number(untold)} {'est tu' if untold == 1 else 'sont tus'}"
    return f"Sur {plural(tables, 'tableau', 'tableaux')} (une question, un groupe), {told} en entier."


def _untold_shares(states: Sequence[str]) -> str:
    """Return how many shares of the other tables are not given."""
    untold = sum(state != "value" for state in states)
    if not untold:
        return "Toutes les parts des autres sont données."
    given = "n’est pas donnée" if untold == 1 else "ne sont pas données"
    told = f"Dans les autres, {plural(untold, 'part', 'parts')} sur {number(len(states))} {given}."
    return f"{told} Un chiffre tu n’est pas un zéro."


def _method(made: Made, form: Questionnaire) -> Iterator[Block]:
    yield Heading("Méthode")
    told = [*weights_sentences(made), *(poll_sentences() if "poll" in made else ())]
    for question in form.questions.values():
        if "poll" not in made and any(table["question"] == question.id for table in made["questions"]):
            told += reading_sentences(question)
    for sentence in dict.fromkeys(told):
        yield Paragraph(sentence)


def _sources(made: Made, form: Questionnaire, sha: str) -> Iterator[Block]:
    yield Heading("Sources")
    campaign = made["campaign"]
    lines = [
        f"Enquête « {campaign['title']} », {days_text(campaign['opens'], campaign['closes'])}.",
        f"Questionnaire « {form.title} », version {form.version} (document nº {form.sha[:12]}).",
        f"Publication du {long_date(date.fromisoformat(campaign['published']))}, dont le numéro de contrôle (empreinte "
        f"SHA-256) est {sha}. Tous les chiffres de ce document en viennent, et d’elle seule.",
        "Nombre de collectivités, d’habitants, noms des territoires : Observatoire territorial citoyen, page « Données "
        "et méthode ».",
    ]
    if made["notice"]:
        lines.insert(
            0, f"{made['notice']}. Personne n’a répondu : rien de ce document ne dit rien d’aucune collectivité."
        )
    yield Bullets(tuple(spaced(line) for line in lines))


def _strata(made: Made, regions: RegionNames) -> Iterator[Block]:
    cells: Sequence[Made] = made["weights"]["cells"]
    if not cells:
        return
    yield Heading("Annexe\u202f: qui parle pour qui")
    rows = tuple(
        (
            (cell_name(made, cell, regions),), (number(cell["total"]),),
            ("", SHOWN["hidden"]) if cell["answers"] is None else (number(cell["answers"]),),
        )
        for cell in cells
    )  # fmt: skip
    yield Grid(
        "Une réponse compte pour toutes les collectivités de son groupe, qui lui ressemblent",
        ("Groupe", "Collectivités", "Réponses"),
        rows,
        0.6,
    )
