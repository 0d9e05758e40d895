"""From TOML files to questionnaires: all faults in one report, nothing of a faulty file kept. Reads files alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from observatoire.model.catalog import Catalog
from participation.model.beside import Beside, BesideFile, beside_faults
from participation.model.campaigns import Campaign
from participation.model.faults import Fault, edition_faults, questionnaire_faults
from participation.model.questionnaire import Questionnaire
from participation.model.typography import quoted

M = TypeVar("M", bound=BaseModel)

QUESTIONNAIRES = Path(__file__).parents[2] / "data" / "questionnaires"
BESIDE = QUESTIONNAIRES / "beside" / "measures.toml"
LARGEST_FILE = 2_000_000
"""Bytes of a questionnaire's file."""

TOO_LARGE = "ce fichier dépasse 2 Mo ; un questionnaire est bien plus petit."
NOT_UTF8 = "ce fichier n’est pas un texte UTF-8 ; enregistrez-le en UTF-8."
_TOO_DEEP = "des listes ou des conditions y sont imbriquées sans fin ; simplifiez-les."
_MENDS = {
    "missing": "il manque cette valeur ; écrivez-la.",
    "extra_forbidden": "ce nom n’est pas connu ; corrigez-le ou retirez-le.",
    "string_pattern_mismatch": "un identifiant s’écrit en minuscules sans accent, chiffres et traits bas.",
    "string_too_short": "ce texte est vide ; écrivez-le.",
    "string_too_long": "ce texte est trop long : {max_length} signes au plus.",
    "string_type": "il faut un texte entre guillemets.",
    "too_short": "cette liste est vide ; il y faut au moins un élément.",
    "too_long": "cette liste est trop longue ; raccourcissez-la.",
    **dict.fromkeys(("greater_than", "greater_than_equal"), "ce nombre est trop petit ; augmentez-le."),
    **dict.fromkeys(("less_than", "less_than_equal"), "ce nombre est trop grand ; diminuez-le."),
    "tuple_type": "il faut une liste entre crochets.",
    "model_type": "il faut une table.",
    "model_attributes_type": "il faut une table.",
    "bool_type": "il faut true ou false.",
    "bool_parsing": "il faut true ou false.",
    "int_type": "il faut un nombre entier.",
    "int_parsing": "il faut un nombre entier.",
    "int_from_float": "il faut un nombre entier.",
    "float_type": "il faut un nombre.",
    "recursion_depth_exceeded": _TOO_DEEP,
    "date_type": "il faut une date : 2026-09-01, sans guillemets.",
    "date_from_datetime_parsing": "il faut une date : 2026-09-01, sans guillemets.",
    "float_parsing": "il faut un nombre.",
    "union_tag_not_found": "une condition s’écrit avec is, at_least, at_most, answered, all, any ou not.",
    "union_tag_invalid": "une condition s’écrit avec is, at_least, at_most, answered, all, any ou not.",
}
_NOUNS = {"beside": "mesure", "sections": "section", "questions": "question", "options": "réponse", "rows": "ligne"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What some files hold: the sound questionnaires by file name, and the faults of all others."""

    forms: dict[str, Questionnaire]
    faults: tuple[Fault, ...]


class QuestionnaireError(ValueError):
    """Questionnaires that cannot be used; `faults` are all that is wrong with them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.sentence for fault in faults))


def read_questionnaires(paths: Iterable[Path]) -> Reading:
    """Read files, and check each alone, versions of one form against each other, mirrors against what they mirror.

    A file with a fault of its own gives no questionnaire. Files are read whole, up to `LARGEST_FILE` bytes.
    """
    forms: dict[str, Questionnaire] = {}
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for path in paths:
        name = path.name
        text, refused = _text(path)
        if refused:
            faults.append(Fault(name, 0, "", refused))
            continue
        texts[name] = text
        form, own = parse_questionnaire(text, name)
        faults += own
        if form is not None:
            forms[name] = form
    faults += _faults_between(forms, texts)
    faulty = {fault.file for fault in faults}
    return Reading({name: form for name, form in forms.items() if name not in faulty}, tuple(faults))


def read_brought(content: bytes, name: str) -> Reading:
    """Read the file of a questionnaire that somebody brings: the form, or all that is wrong with it.

    Parameters
    ----------
    content : bytes
        Of the file, up to `LARGEST_FILE`.
    name : str
        Of the file.
    """
    if len(content) > LARGEST_FILE:
        return Reading({}, (Fault(name, 0, "", TOO_LARGE),))
    try:
        form, faults = parse_questionnaire(content.decode("utf-8-sig").replace("\r\n", "\n"), name)
    except UnicodeDecodeError:
        return Reading({}, (Fault(name, 0, "", NOT_UTF8),))
    return Reading({name: form} if form is not None and not faults else {}, tuple(faults))


def load_questionnaires(folder: Path = QUESTIONNAIRES) -> dict[str, Questionnaire]:
    """Return the questionnaires of a folder by id, in that order, the last version of each.

    Raises
    ------
    QuestionnaireError
        When one of them is faulty.
    """
    reading = read_questionnaires(sorted(folder.glob("*.toml")))
    if reading.faults:
        raise QuestionnaireError(reading.faults)
    return {form.id: form for form in sorted(reading.forms.values(), key=lambda form: (form.id, form.version))}


def _text(path: Path) -> tuple[str, str]:
    """Return the text of a file, and why it cannot be read ("" when it can)."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            return "", TOO_LARGE
        return path.read_text(encoding="utf-8"), ""
    except UnicodeDecodeError:
        return "", NOT_UTF8
    except OSError:
        return "", "ce fichier n’existe pas ou ne peut pas être lu."


def parse_questionnaire(text: str, name: str) -> tuple[Questionnaire | None, list[Fault]]:
    """Return the questionnaire that a text is, or None and all its faults.

    Parameters
    ----------
    text, name : str
        TOML, and the name of the file that it comes from.
    """
    try:
        raw = tomllib.loads(text)
    except RecursionError:
        return None, [Fault(name, 0, "", _TOO_DEEP)]
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        mend = f"ce n’est pas du TOML ({error}) ; corrigez cette ligne."
        return None, [Fault(name, int(found[1]) if found else 0, "", mend)]
    try:
        form = Questionnaire.model_validate(raw)
    except RecursionError:
        return None, [Fault(name, 0, "", _TOO_DEEP)]
    except ValidationError as error:
        return None, [_shape_fault(raw, text, name, fault) for fault in error.errors() if not _echo(fault)]
    faults = [Fault(name, line_of(text, key), place, mend) for key, place, mend in questionnaire_faults(form)]
    return form, faults


def _echo(fault: Any) -> bool:
    """Tell whether a list is only called short because its elements, told beside, are faulty."""
    return bool(fault["type"] == "too_short" and fault["input"])


def read_beside(path: Path, forms: Mapping[str, Questionnaire], catalog: Catalog) -> tuple[Beside, ...]:
    """Return the measures that a file sets beside questions.

    Parameters
    ----------
    path : Path
    forms : mapping of str to Questionnaire
        By id; a question that none has is a fault.
    catalog : Catalog
        Whole.

    Raises
    ------
    QuestionnaireError
        With all its faults.
    """
    found, text = _described(path, BesideFile)
    faults = [
        Fault(path.name, _line_of_measure(text, key), *told) for key, *told in beside_faults(found, forms, catalog)
    ]
    if faults:
        raise QuestionnaireError(faults)
    return found.beside


def _line_of_measure(text: str, question: str) -> int:
    at = text.find(f'"{question}"')
    return text.count("\n", 0, at) + 1 if at >= 0 else 0


def read_campaign(path: Path) -> Campaign:
    """Return the campaign that a TOML file describes, in preparation.

    Raises
    ------
    QuestionnaireError
        With all its faults.
    """
    return _described(path, Campaign)[0]


def _described(path: Path, model: type[M]) -> tuple[M, str]:
    """Return what a TOML file describes, and its text; `QuestionnaireError` with all that is wrong with its shape."""
    text, refused = _text(path)
    if refused:
        raise QuestionnaireError([Fault(path.name, 0, "", refused)])
    raw: dict[str, Any] = {}
    try:
        raw = tomllib.loads(text)
        return model.model_validate(raw), text
    except tomllib.TOMLDecodeError as error:
        refused = f"ce n’est pas du TOML ({error}) ; corrigez cette ligne."
        raise QuestionnaireError([Fault(path.name, 0, "", refused)]) from None
    except ValidationError as error:
        raise QuestionnaireError([_shape_fault(raw, text, path.name, fault) for fault in error.errors()]) from None


def line_of(text: str, identifier: str) -> int:
    """Return the line on which an id is given, from 1; 0 when none is."""
    found = (
        re.search(rf'^[^#\n]*\bid\s*=\s*["\']{re.escape(identifier)}["\']', text, re.MULTILINE) if identifier else None
    )
    return text.count("\n", 0, found.start()) + 1 if found else 0


def _shape_fault(raw: dict[str, Any], text: str, name: str, fault: Any) -> Fault:
    """Return what pydantic found, its place in words."""
    places: list[str] = []
    key, at = "", cast(Any, raw)
    location = [part for at, part in enumerate(fault["loc"]) if not (at and isinstance(part, str) and part in _TAGS)]
    for part, after in zip(location, [*location, None][1:], strict=True):
        at = at[part] if isinstance(at, dict | list) and _holds(at, part) else None
        if isinstance(part, int):
            continue
        if isinstance(after, int) and part in _NOUNS:
            entry = at[after] if isinstance(at, list) and after < len(at) else None
            named = entry.get("id") if isinstance(entry, dict) else None
            places.append(f"{_NOUNS[part]} {quoted(str(named)) if named else after + 1}")
            key = str(named) if named and part in ("sections", "questions") else key
        else:
            places.append(str(part))
    if fault["type"] == "literal_error":
        mend = f"valeurs possibles : {fault['ctx']['expected'].replace(' or ', ' ou ')}."
        return Fault(name, line_of(text, key), ", ".join(dict.fromkeys(places)), mend)
    if fault["type"] == "value_error":
        return Fault(name, 0, ", ".join(places), str(fault["ctx"]["error"]))
    mend = _MENDS.get(fault["type"], "cette valeur n’est pas acceptée ; corrigez-la.").format(**fault.get("ctx", {}))
    return Fault(name, line_of(text, key), ", ".join(dict.fromkeys(places)), mend)


_TAGS = {"within"}
"""Names that only the schema of conditions has, and that no document begins with."""


def _holds(at: dict[str, Any] | list[Any], part: int | str) -> bool:
    return part in at if isinstance(at, dict) else isinstance(part, int) and part < len(at)


def _faults_between(forms: dict[str, Questionnaire], texts: dict[str, str]) -> list[Fault]:
    """Return what is wrong between files: versions of one form, mirrors of another."""
    faults = []
    ordered = sorted(forms.items(), key=lambda item: (item[1].id, item[1].version))
    for (_, earlier), (name, later) in pairwise(ordered):
        if earlier.id != later.id:
            continue
        if earlier.version == later.version:
            faults.append(
                Fault(name, 0, "version", f"un autre fichier est déjà la version {later.version} ; augmentez-la.")
            )
        else:
            found = edition_faults(earlier, later)
            faults += [Fault(name, line_of(texts[name], key), place, mend) for key, place, mend in found]
    last = {form.id: form for _, form in ordered}
    for name, form in ordered:
        for question in form.questions.values():
            mirrored, _, its = question.mirror_of.partition(".")
            if mirrored in last and its not in last[mirrored].questions:
                mend = f"{quoted(question.mirror_of)} n’existe pas ; écrivez questionnaire.question."
                faults.append(Fault(name, line_of(texts[name], question.id), f"question {quoted(question.id)}", mend))
    return faults
