"""What the observatory measures, said beside what was declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.components import latest_year
from observatoire.statistics.figures import Figure, figures
from observatoire.views.french.sentences import reading, source_line
from observatoire.views.french.wording import spaced
from participation.model.answers import Value
from participation.model.beside import Beside

AGREE: Final = "Ce qui est déclaré et ce qui est mesuré vont ensemble."
DIFFER: Final = (
    "Ce qui est déclaré et ce qui est mesuré ne vont pas ensemble : l’un des deux a pu changer, ou ne parle pas de la "
    "même chose."
)


@dataclass(frozen=True)
class Measured:
    """One measure of a territory beside a question.

    Attributes
    ----------
    title, sentence, source : str
        The indicator, its figure read in a sentence, year and producer; or a subject that the observatory awaits, and
        who publishes it.
    not_said : tuple of str
        What the figure, then the comparison, do not say.
    verdict : str
        Whether it goes with what was declared; "" where that cannot be said.
    indicator : str
        Its id; "" for a subject that is awaited.
    page : str
        Official address of the producer of such a subject; "" for an indicator.
    """

    title: str
    sentence: str
    source: str
    not_said: tuple[str, ...]
    verdict: str = ""
    indicator: str = ""
    page: str = ""


def measured(
    store: Store, catalog: Catalog, beside: Beside, place: Territory, declared: Value | None = None
) -> Measured | None:
    """Return what is measured of a territory; None where this edition has nothing of it, or it means nothing there.

    Parameters
    ----------
    store : Store
    catalog : Catalog
        Of what the edition offers.
    beside : Beside
    place : Territory
        France, or the collectivité that answered.
    declared : Value or None
        What it declared.
    """
    if beside.awaited:
        subject = catalog.awaited.get(beside.awaited)
        if subject is None:
            return None
        return Measured(subject.title, subject.sentence, subject.producer, (beside.not_said,), page=subject.page)
    indicator = catalog.indicators.get(beside.indicator)
    if indicator is None or place.level not in indicator.levels:
        return None
    year = latest_year(store, indicator, place.level)
    figure = figures(store, indicator, place.level, year, [place.id]).of(place.id)
    if figure.status in ("not_applicable", "not_computable"):
        return None
    return Measured(
        indicator.title,
        _of_one(beside, figure) or reading(indicator, place, figure, year),
        source_line(catalog, indicator, year),
        (indicator.not_said, beside.not_said),
        _verdict(beside, place, figure, declared),
        indicator.id,
    )


def _of_one(beside: Beside, figure: Figure) -> str:
    """Return what is measured of one commune that has it, or has not: a share of one reads as nothing; "" of others."""
    if not beside.has or figure.denominator != 1 or figure.status != "value":
        return ""
    return beside.has if figure.value == 100 else beside.has_not


def _verdict(beside: Beside, place: Territory, figure: Figure, declared: Value | None) -> str:
    """Say whether both go together: of one commune alone, whose share can only be all or nothing."""
    expected = 100 if declared in beside.yes else 0 if declared in beside.no else None
    if place.level != "commune" or figure.status != "value" or expected is None:
        return ""
    return spaced(AGREE if figure.value == expected else DIFFER)
