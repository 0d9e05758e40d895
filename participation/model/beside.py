"""What the observatory measures beside what is declared: which indicator stands by which question, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ConfigDict, Field, model_validator

from observatoire.model.catalog import Catalog
from participation.model.faults import Found
from participation.model.questionnaire import OptionalText, Question, Questionnaire, Text
from participation.model.typography import quoted


class Beside(BaseModel):
    """One measure beside one question.

    Attributes
    ----------
    question : str
        `questionnaire.question`: ids are never reused, so it holds for all versions.
    row : str
        Of a grid; "" for another question.
    indicator : str
        Of the catalogue; "" where none measures it yet.
    awaited : str
        Subject of the catalogue that tells who publishes what is not here; "" where an indicator stands.
    yes, no : tuple of str
        Options that go with 100 and with 0 of a share, in a commune: what is declared and what is measured can then be
        said to agree or not.
    has, has_not : str
        The same of one commune, whose share of communes can only be all or nothing: a sentence for each. "" of others.
    not_said : str
        What the comparison of both does not say.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str = Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")
    row: OptionalText = ""
    indicator: OptionalText = ""
    awaited: OptionalText = ""
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    has: OptionalText = ""
    has_not: OptionalText = ""
    not_said: Text

    @model_validator(mode="after")
    def _one_subject(self) -> Beside:
        if bool(self.indicator) == bool(self.awaited):
            raise ValueError("il faut indicator, ou awaited, l’un des deux.")
        if bool(self.has) != bool(self.has_not):
            raise ValueError("il faut has et has_not, ou aucun des deux.")
        return self

    def is_of(self, form: str, question: str, row: str | None = None) -> bool:
        """Tell whether it stands by a question of a form, or by one row of it."""
        return self.question == f"{form}.{question}" and row in (None, self.row)


class BesideFile(BaseModel):
    """A file of measures: `[[beside]]`, in the order shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    beside: tuple[Beside, ...] = Field(min_length=1)


def beside_faults(found: BesideFile, forms: Mapping[str, Questionnaire], catalog: Catalog) -> Iterator[Found]:
    """Give what measures name and nothing has: a question, a row, an option, an indicator, a subject.

    Parameters
    ----------
    found : BesideFile
    forms : mapping of str to Questionnaire
        By id.
    catalog : Catalog
        Whole: an edition may lack the data of an indicator, which is then not shown.
    """
    for one in found.beside:
        form, _, its = one.question.partition(".")
        question = forms[form].questions.get(its) if form in forms else None
        mends = [*_subject_faults(one, catalog)]
        if question is None:
            mends.append(f"{quoted(one.question)} n’existe pas ; écrivez questionnaire.question.")
        else:
            mends += _answer_faults(one, question)
        for mend in mends:
            yield one.question, f"mesure de {quoted(one.question)}", mend


def _subject_faults(one: Beside, catalog: Catalog) -> Iterator[str]:
    if one.indicator and one.indicator not in catalog.indicators:
        yield f"l’indicateur {quoted(one.indicator)} n’est pas au catalogue ; corrigez-le."
    elif one.yes or one.no or one.has:
        indicator = catalog.indicators.get(one.indicator)
        if indicator is None or indicator.unit != "%":
            yield "yes, no, has et has_not ne vont qu’avec une part en % ; retirez-les."
    if one.awaited and one.awaited not in catalog.awaited:
        yield f"le sujet {quoted(one.awaited)} n’est pas au catalogue ; corrigez-le."


def _answer_faults(one: Beside, question: Question) -> Iterator[str]:
    if question.kind == "text":
        yield "une réponse écrite ne se compare pas ; retirez cette mesure."
    if one.row not in ([row.id for row in question.rows] or [""]):
        yield f"la question n’a pas de ligne {quoted(one.row)} ; écrivez row d’une de ses lignes."
    options = [*one.yes, *one.no]
    for option in sorted({*options} - {*question.option_ids}):
        yield f"la question n’a pas de réponse {quoted(option)} ; corrigez-la."
    if len({*options}) < len(options):
        yield "une réponse est deux fois dans yes et no ; gardez-la dans un seul."
