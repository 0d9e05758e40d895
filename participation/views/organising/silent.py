"""Those who do not answer, beside those who do: a sentence on their size, a table of the rest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from observatoire.model.catalog import Catalog
from observatoire.views.french.numerals import quantity
from observatoire.views.french.wording import spaced
from observatoire.views.html.tables import Heading, Row, table_html
from participation.organising.silent import Trait
from participation.views.organising.following import percent
from participation.views.words import KINDS

CLASSES: Final = {
    0: ("", ()),
    2: ("moitié", ("moitié basse", "moitié haute")),
    3: ("tiers", ("tiers bas", "tiers du milieu", "tiers haut")),
    4: ("quart", ("les plus bas", "2e quart", "3e quart", "les plus hauts")),
    5: ("cinquième", ("les plus bas", "2e cinquième", "3e cinquième", "4e cinquième", "les plus hauts")),
}
"""What classes of figures are called, by how many there are."""
CAPTION: Final = "Ce que l’observatoire sait des {who}"
BY_CLASSES: Final = "\u202f; taux de réponse par {one}, des chiffres bas aux hauts"
ALIKE: Final = 0.1
"""Part of a median up to which two are said to be about the same: a few communes more would turn the sentence round."""
NOTHING: Final = (
    "Il faut dix réponses et dix silences d’un même type pour dire en quoi ceux qui se taisent diffèrent des autres."
)


def silent_sentence(catalog: Catalog, traits: Sequence[Trait], level: str) -> str:
    """Return in what those of a level who do not answer differ most, among the traits that are told.

    Parameters
    ----------
    catalog : Catalog
    traits : sequence of Trait
    level : str
    """
    mine = [one for one in traits if one.level == level]
    size = next((one for one in mine if one.feature == "population"), None)
    if size is None:
        return ""
    who = KINDS[level][1]
    silent, answered = (_figure(catalog, size.feature, value) for value in (size.silent, size.answered))
    than = "plus petites" if level == "commune" else "plus petits"
    if size.silent >= size.answered:
        than = "plus grandes" if level == "commune" else "plus grands"
    which = "celles" if level == "commune" else "ceux"
    if abs(size.silent - size.answered) <= ALIKE * size.answered:
        return spaced(
            f"Les {who} qui se taisent ont à peu près la taille de {which} qui répondent : la moitié ont moins de "
            f"{silent}, contre {answered} pour les autres."
        )
    return spaced(
        f"Les {who} qui se taisent sont {than} : la moitié ont moins de {silent}, contre {answered} pour {which} qui "
        "répondent."
    )


def silent_table(catalog: Catalog, traits: Sequence[Trait], level: str) -> Markup:
    """Return the traits of a level: both medians, and the rate of answers in each class of the figures."""
    mine = [one for one in traits if one.level == level]
    one, classes = CLASSES[max((len(trait.rates) for trait in mine), default=0)]
    columns = (
        Heading("Trait"), Heading("Médiane\u202f: qui répond", numeric=True),
        Heading("Médiane\u202f: qui se tait", numeric=True),
        *(Heading(f"Taux\u202f: {each}", numeric=True) for each in classes),
    )  # fmt: skip
    rows = [
        Row(trait.feature, (
            catalog.features[trait.feature].title, _figure(catalog, trait.feature, trait.answered),
            _figure(catalog, trait.feature, trait.silent),
            *("trop peu" if math.isnan(rate) else percent(rate) for rate in trait.rates),
        ))
        for trait in mine
    ]  # fmt: skip
    caption = CAPTION.format(who=KINDS[level][1]) + (BY_CLASSES.format(one=one) if classes else "")
    return table_html(caption, columns, rows, stacked=True)


def _figure(catalog: Catalog, name: str, value: float) -> str:
    feature = catalog.features[name]
    if feature.indicator is None:
        return quantity(value, feature.unit or "", feature.decimals or 0)
    indicator = catalog.indicator(feature.indicator)
    return quantity(value, indicator.unit, indicator.decimals)
