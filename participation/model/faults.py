"""What is wrong with a questionnaire, each fault with its place and its mend, in French."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from participation.model.conditions import Condition, Is, Within, leaves
from participation.model.questionnaire import CHOSEN, YES_NO, Question, Questionnaire
from participation.model.typography import punctuated, quoted, unseen


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a file.

    Attributes
    ----------
    file, line : str, int
        Where it is; line 0 when no line can be named.
    place : str
        The same in words: « question « site » ».
    mend : str
        What is wrong and what to write instead, a French sentence.
    """

    file: str
    line: int
    place: str
    mend: str

    @property
    def sentence(self) -> str:
        """All of it, on one line."""
        line = f", ligne {self.line}" if self.line else ""
        place = f", {self.place}" if self.place else ""
        return punctuated(f"{self.file}{line}{place} : {self.mend}")


Found = tuple[str, str, str]
"""The id that a line is looked up by, the place in words, the mend."""


def questionnaire_faults(form: Questionnaire) -> Iterator[Found]:
    """Give the ways in which a questionnaire that has the right shape contradicts itself."""
    if sign := unseen("\n".join(_texts(form.model_dump()))):
        yield "", "", f"un texte contient un signe invisible ({sign}) ; effacez-le."
    yield from _doubles((section.id for section in form.sections), "section")
    yield from _doubles((question.id for _, question in form.in_order()), "question")
    for _, question in form.in_order():
        for mend in (*_kind_faults(question), *_entry_faults(question)):
            yield question.id, f"question {quoted(question.id)}", mend
    yield from _condition_faults(form)
    yield from _retired_faults(form)
    yield from _compared_faults(form)


def _texts(value: object) -> Iterator[str]:
    """Give all texts of a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _doubles(ids: Iterable[str], noun: str) -> Iterator[Found]:
    for name, times in Counter(ids).items():
        if times > 1:
            yield name, f"{noun} {quoted(name)}", f"cet identifiant sert {times} fois ; donnez-en un à chacune."


def _kind_faults(question: Question) -> Iterator[str]:
    """Give the fields that a kind of question lacks, or has in vain."""
    kind, options = question.kind, len(question.options)
    if kind in CHOSEN and options < 2:
        yield "il faut au moins deux réponses possibles dans « options », ou une échelle dans « scale »."
    if kind in ("number", "text") and options:
        yield "une question de nombre ou de texte n’a pas de réponses possibles ; retirez « options »."
    if kind == "yes_no" and tuple((o.id, o.label) for o in question.options) != YES_NO:
        yield "une question par oui ou non n’écrit pas ses réponses ; retirez « options »."
    if (kind == "grid") != bool(question.rows):
        yield '« rows » va avec kind = "grid", et avec lui seul : ajoutez les lignes ou retirez-les.'
    if (kind == "rank") != bool(question.top) or question.top > options:
        yield '« top » va avec kind = "rank" : combien de réponses classer, au plus le nombre de réponses.'
    if question.scale and kind not in ("one", "grid"):
        yield '« scale » va avec kind = "one" ou "grid" ; retirez-la ou changez « kind ».'
    if (question.low or question.high) and question.scale != "degree":
        yield '« low » et « high » nomment les bouts d’une échelle scale = "degree" ; retirez-les.'
    if kind != "number" and (question.unit or question.decimals or _bounded(question)):
        yield '« unit », « minimum », « maximum » et « decimals » vont avec kind = "number" ; retirez-les.'
    if question.minimum is not None and question.maximum is not None and question.minimum > question.maximum:
        yield "le minimum dépasse le maximum ; échangez-les."


def _bounded(question: Question) -> bool:
    return question.minimum is not None or question.maximum is not None


def _entry_faults(question: Question) -> Iterator[str]:
    """Give the faults of options and rows."""
    for noun, ids in (("réponse", question.option_ids), ("ligne", tuple(row.id for row in question.rows))):
        for name, times in Counter(ids).items():
            if times > 1:
                yield f"la {noun} {quoted(name)} est écrite {times} fois ; donnez à chacune son identifiant."
    if any(option.exclusive for option in question.options) and question.kind != "several":
        yield '« exclusive » ne sert qu’à kind = "several" ; retirez-le.'
    if question.kind == "grid" and any(option.open for option in question.options):
        yield "dans une grille, « open » va sur une ligne, pas sur une réponse ; déplacez-le."
    for row in question.rows:
        if row.open_if and not row.open:
            yield f"« open_if » de la ligne {quoted(row.id)} ne va qu’avec « open = true » ; ajoutez-le."
        for name in row.open_if:
            if name not in question.option_ids:
                yield f"« open_if » de la ligne {quoted(row.id)} : {quoted(name)} n’est pas une réponse de la grille."


def _condition_faults(form: Questionnaire) -> Iterator[Found]:
    """Give the conditions on what is not there, or comes later."""
    places = {question.id: at for at, (_, question) in enumerate(form.in_order())}
    first: dict[str, int] = {}
    for at, (section, question) in enumerate(form.in_order()):
        first.setdefault(section.id, at)
        told = f"question {quoted(question.id)}, shown_if"
        for mend in _faults_of_condition(form, question.shown_if, at, places):
            yield question.id, told, mend
    for section in form.sections:
        told = f"section {quoted(section.id)}, shown_if"
        for mend in _faults_of_condition(form, section.shown_if, first[section.id], places):
            yield section.id, told, mend


def _faults_of_condition(
    form: Questionnaire, condition: Condition | None, at: int, places: Mapping[str, int]
) -> Iterator[str]:
    for leaf in leaves(condition):
        asked = form.questions.get(leaf.question)
        if asked is None:
            yield f"la question {quoted(leaf.question)} n’existe pas ; écrivez l’identifiant d’une question d’avant."
            continue
        if places[leaf.question] >= at:
            yield (
                f"la question {quoted(leaf.question)} vient après, ou est elle-même : la condition "
                "tournerait en rond ; ne posez de condition que sur une question d’avant."
            )
        if leaf.row not in [cell.row for cell in asked.cells if not cell.words_of]:
            yield (
                f"la question {quoted(leaf.question)} n’a pas de ligne {quoted(leaf.row)} ; « row » nomme une ligne "
                "d’une grille, et ne s’écrit que pour une grille."
            )
        if isinstance(leaf, Within) and asked.kind != "number":
            yield f"« at_least » et « at_most » valent pour un nombre ; {quoted(leaf.question)} n’en est pas un."
        for option in leaf.options if isinstance(leaf, Is) else ():
            if option not in asked.option_ids:
                yield f"{quoted(option)} n’est pas une réponse de {quoted(leaf.question)} ; écrivez l’une des siennes."


def _retired_faults(form: Questionnaire) -> Iterator[Found]:
    for question, names in ids_of(form).items():
        for name in (question, *(f"{question}.{entry}" for entry in names)):
            if name in form.retired:
                mend = (
                    f"{quoted(name)} est dans « retired » : un identifiant retiré ne sert plus ; donnez-en un nouveau."
                )
                yield question, f"question {quoted(question)}", mend


def _compared_faults(form: Questionnaire) -> Iterator[Found]:
    """Give what is declared comparable and cannot be: no share of it is told, or it is not there."""
    yield from _doubles((one.question for one in form.compared), "compared, question")
    for one in form.compared:
        asked = form.questions.get(one.question)
        place = f"compared, question {quoted(one.question)}"
        if asked is None:
            yield "", place, "cette question n’existe pas ; écrivez l’identifiant d’une question."
        elif asked.kind in ("number", "text"):
            yield one.question, place, "seules les réponses à choisir se comparent ; retirez-la."
        elif strange := sorted(set(one.options) - set(asked.option_ids)):
            yield one.question, place, f"{quoted(strange[0])} n’est pas l’une de ses réponses ; corrigez « options »."
        elif one.broken and one.options:
            yield one.question, place, "« broken » dit qu’elle ne se compare pas ; retirez « options »."


def ids_of(form: Questionnaire) -> dict[str, frozenset[str]]:
    """Return the ids of options and rows of each question."""
    return {
        question.id: frozenset((*question.option_ids, *(row.id for row in question.rows)))
        for question in form.questions.values()
    }


def edition_faults(earlier: Questionnaire, later: Questionnaire) -> Iterator[Found]:
    """Give the ways in which a later version of a questionnaire breaks with an earlier one.

    An id keeps its kind; an id that is gone is listed in `retired`, with all that were before it. Order and wording are
    free: they identify nothing, and whether a new wording is still comparable is declared, not guessed.
    """
    before, after = ids_of(earlier), ids_of(later)
    for question, its in before.items():
        place = f"question {quoted(question)}"
        if question not in after:
            if question not in later.retired:
                yield "", place, f"elle a disparu depuis la version {earlier.version} ; écrivez-la dans « retired »."
            continue
        if earlier.questions[question].kind != later.questions[question].kind:
            yield (
                question,
                place,
                "elle a changé de sorte depuis la version d’avant ; donnez-lui un nouvel identifiant.",
            )
        for name in sorted(its - after[question] - {n.partition(".")[2] for n in later.retired if _of(n, question)}):
            mend = f"{quoted(name)} a disparu depuis la version {earlier.version} ; écrivez"
            yield question, place, f"{mend} {quoted(f'{question}.{name}')} dans « retired »."
    for one in later.compared:
        asked = earlier.questions.get(one.earlier or one.question)
        place = f"compared, question {quoted(one.question)}"
        if asked is None and not one.broken:
            yield one.question, place, f"elle n’était pas dans la version {earlier.version} ; écrivez « earlier »."
        elif asked is not None and (strange := sorted(set(one.options) - set(asked.option_ids))):
            yield one.question, place, f"{quoted(strange[0])} n’y était pas une réponse ; corrigez « options »."
    if lost := sorted(set(earlier.retired) - set(later.retired)):
        names = ", ".join(map(quoted, lost))
        yield "", "retired", f"{names} y figurait dans la version {earlier.version} ; remettez ce qui a été retiré."


def _of(name: str, question: str) -> bool:
    return name.partition(".")[0] == question
