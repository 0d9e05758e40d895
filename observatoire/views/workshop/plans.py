"""Ready-made workshops: sequences of views that suit any place of France."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from observatoire.model.catalog import Catalog
from observatoire.model.territory import Level


@dataclass(frozen=True, slots=True)
class Step:
    """One view of a sequence, without its place."""

    page: str
    heading: str
    indicator: str = ""
    guess: bool = False
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """A sequence: its title and its steps."""

    title: str
    steps: tuple[Step, ...]


PLANS: Final[Mapping[str, Plan]] = {
    "decouvrir": Plan(
        "Découvrir son territoire en dix vues",
        (
            Step("portrait", "De quel territoire parlons-nous\u202f?"),
            Step("pairs", "À qui le comparer\u202f?"),
            Step("comparer", "Combien sommes-nous\u202f?", "population", True),
            Step("evolution", "Plus nombreux qu’avant\u202f?", "population"),
            Step("comparer", "Combien ont 65 ans ou plus\u202f?", "part_65_ans_plus", True),
            Step("carte", "Et d’une commune à l’autre\u202f?", "part_65_ans_plus"),
            Step("comparer", "Combien de logements sont vides\u202f?", "part_logements_vacants", True),
            Step("carte", "Où sont les résidences secondaires\u202f?", "part_residences_secondaires"),
            Step("comparer", "Avec quels revenus vivons-nous\u202f?", "revenu_imposable_par_habitant"),
            Step("comparer", "Qui décide ici\u202f?", "part_femmes_elus_municipaux", True),
        ),
    ),
    "se_loger": Plan(
        "Se loger ici en six vues",
        (
            Step("comparer", "Seul, à deux, en famille\u202f?", "habitants_par_residence_principale", True),
            Step("comparer", "Maison ou immeuble\u202f?", "part_maisons"),
            Step("comparer", "Des logements vides\u202f?", "part_logements_vacants", True),
            Step("carte", "Où sont-ils\u202f?", "part_logements_vacants"),
            Step("comparer", "Et les résidences secondaires\u202f?", "part_residences_secondaires"),
            Step("evolution", "Pour combien d’habitants\u202f?", "population"),
        ),
    ),
    "se_parler": Plan(
        "Joindre sa mairie, choisir ses élus, en six vues",
        (
            Step("comparer", "Combien d’élus pour nous\u202f?", "elus_municipaux", True),
            Step("comparer", "Quelle part de femmes\u202f?", "part_femmes_elus_municipaux", True),
            Step("comparer", "Quel âge ont-ils\u202f?", "age_moyen_elus", True),
            Step("comparer", "Combien d’heures ouvre la mairie\u202f?", "heures_ouverture_mairie"),
            Step("comparer", "Peut-on y aller le soir\u202f?", "part_mairies_ouvertes_apres_18h"),
            Step("comparer", "Et par écrit\u202f?", "part_communes_courriel"),
        ),
    ),
}
"""By id; the first is the usual one."""


def steps_for(plan: Plan, catalog: Catalog, level: Level) -> tuple[Step, ...]:
    """Return the steps that mean something at a level: no indicator that it has not, no peers for France."""
    return tuple(
        step
        for step in plan.steps
        if (not step.indicator or level in catalog.indicator(step.indicator).levels)
        and not (step.page == "pairs" and level == "france")
    )
