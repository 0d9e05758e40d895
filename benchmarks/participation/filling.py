"""What somebody types in a page of the plain form: a field each, drawn by lot, the same each time it is shown.

A page shows questions that an answer given on it may take away again: nobody types in those.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping

from lxml import html

from participation.model.answers import check_answer, review
from participation.model.questionnaire import Cell, Questionnaire
from participation.storage.refusals import NOTHING
from participation.storage.responses import Draft
from participation.views.html.fields import seen_name, typed

UNKNOWN = "ne_sait_pas"
Fields = Mapping[str, list[str]]
"""Names of fields, and what is typed in each."""
NUMBER, WORDS = "5", "Écrit à la main, « entre guillemets » & <simplement>."


def answers_of(page: str, who: str, form: Questionnaire, before: Fields) -> tuple[str, dict[str, list[str]]] | None:
    """Return where a page's form is sent and what is typed in it; None for a page that asks nothing.

    Parameters
    ----------
    page : str
        HTML.
    who : str
        Somebody else types something else.
    form : Questionnaire
    before : mapping of str to list of str
        What was typed in the pages before, on which it depends what is asked.
    """
    forms = [form for form in html.document_fromstring(page).forms if "/repondre/" in (form.get("action") or "")]
    if not forms:
        return None
    fields: dict[str, list[str]] = {}
    choices: dict[str, list[str]] = defaultdict(list)
    ranks: dict[str, list[str]] = defaultdict(list)
    for one in forms[0].iter("input", "select", "textarea"):
        name = one.get("name") or ""
        kind = "select" if one.tag == "select" else "text" if one.tag == "textarea" else one.get("type")
        if kind == "hidden":
            fields[name] = [one.get("value") or ""]
        elif kind in ("radio", "checkbox"):
            choices[name].append(one.get("value") or "")
        elif kind == "select":
            ranks[name.rpartition(".")[0]].append(name)
        else:
            fields[name] = [NUMBER if one.get("inputmode") else f"{WORDS} {name}"]
    for name, values in choices.items():
        offered = [value for value in values if value]
        if not name.startswith("ns."):
            fields[name] = [random.Random(f"{who} {name}").choice(offered)]
    for question, names in ranks.items():
        order = random.Random(f"{who} {question}").sample(sorted(names), len(names))
        fields |= {name: [str(at + 1) if at < 2 else ""] for at, name in enumerate(order)}  # no form asks for one alone
    asked = _asked(form, {**before, **fields})
    known = {_cell(name) for name in fields if name.partition(".")[0] in (*form.questions, "rang")}
    left = known - asked
    return str(forms[0].get("action")), {name: values for name, values in fields.items() if _cell(name) not in left}


def _asked(form: Questionnaire, fields: Fields) -> set[Cell]:
    """Return the places that are asked of who types this."""
    sent = {**fields, **{seen_name(cell): ["0"] for cell in form.cells}}
    given = {
        one.cell: check_answer(form, one.cell, one.raw, does_not_know=one.does_not_know)
        for question in form.questions.values()
        for one in typed(question, sent)
    }
    return set(review(form, given).asked)


def _cell(name: str) -> Cell:
    """Return the place of a field; a ranking has a field for each of its options."""
    kind, _, of_option = name.partition(".")
    return Cell(of_option.partition(".")[0]) if kind == "rang" else Cell(*name.split(".", 1))


def wrong_places(form: Questionnaire, draft: Draft, typed_in: Fields) -> list[Cell]:
    """Return the places that do not hold what they must: what was typed where it is asked, nothing elsewhere.

    What is asked follows from what was typed, not from what is kept: an answer that is lost hides no other. One that is
    asked and was never typed in is among them: it was not shown.

    Parameters
    ----------
    form : Questionnaire
    draft : Draft
        What is kept.
    typed_in : mapping of str to list of str
        All that was typed.
    """
    asked = _asked(form, typed_in)
    wrong = {_cell(name) for name, values in typed_in.items() if not is_kept(form, draft, name, values)}
    never = asked - {_cell(name) for name in typed_in}
    kept = {cell for cell, saved in draft.saved.items() if saved.given.state != "unanswered"}
    return [cell for cell in form.cells if cell in (wrong & asked) | never | (kept - asked)]


def is_kept(form: Questionnaire, draft: Draft, name: str, typed: list[str]) -> bool:
    """Tell whether what was typed in a field is what is kept at its place.

    Parameters
    ----------
    form : Questionnaire
    draft : Draft
    name : str
        Of the field.
    typed : list of str
    """
    if name.startswith("rang."):
        _, question, option = name.split(".")
        value = draft.saved.get(Cell(question), NOTHING).given.value
        return (str(value.get(option, "")) if isinstance(value, dict) else "") == typed[0]
    question, _, row = name.partition(".")
    given = draft.saved.get(Cell(question, row), NOTHING).given
    if typed == [UNKNOWN]:
        return given.state == "does_not_know"
    kind = "text" if row.startswith("words:") else form.questions[question].kind
    expected: object = typed if kind == "several" else int(typed[0]) if kind == "number" else typed[0]
    return given.state == "answered" and given.value == expected
