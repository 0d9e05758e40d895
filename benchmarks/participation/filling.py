"""What somebody types in a page of the plain form: a field each, drawn by lot, the same each time it is shown."""

from __future__ import annotations

import random
from collections import defaultdict

from lxml import html

from participation.model.questionnaire import Cell, Questionnaire
from participation.storage.refusals import NOTHING
from participation.storage.responses import Draft

UNKNOWN = "ne_sait_pas"
NUMBER, WORDS = "5", "Écrit à la main, « entre guillemets » & <simplement>."


def answers_of(page: str, who: str) -> tuple[str, dict[str, list[str]]] | None:
    """Return where a page's form is sent and what is typed in it; None for a page that asks nothing.

    Parameters
    ----------
    page : str
        HTML.
    who : str
        Somebody else types something else.
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
    return str(forms[0].get("action")), fields


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
