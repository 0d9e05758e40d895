"""What the observatory measures beside what is declared, with the ways to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from observatoire.model.territory import Territory, UnknownTerritoryError
from pages.server.first_view import selection_of
from pages.server.participer.published import PATH, measures
from pages.state.data import shared_data
from pages.state.links import address_to
from participation.model.answers import Value
from participation.model.beside import Beside
from participation.views.beside import Measured, measured

FIFTHS_NOT_SAID = (
    "Un cinquième réunit les collectivités dont cette mesure est proche\u202f: elle n’explique pas, à elle seule, ce "
    "qu’elles répondent."
)


@dataclass(frozen=True)
class Way:
    """A link to a view of the observatory."""

    label: str
    address: str


@dataclass(frozen=True)
class MeasuredShown:
    """A measure, and the views that show it; none for a subject that the observatory awaits."""

    measure: Measured
    ways: tuple[Way, ...]


def beside_question(
    form: str,
    question: str,
    home: str,
    place: Territory | None = None,
    declared: Value | None = None,
    row: str | None = None,
) -> list[MeasuredShown]:
    """Return what is measured beside a question, of France or of who answered.

    Parameters
    ----------
    form, question : str
        Ids.
    home : str
        Address of the list of surveys.
    place : Territory, optional
        Whose; France without it.
    declared : Value, optional
        What it declared.
    row : str, optional
        Of a grid; all rows without it.
    """
    store, catalog = shared_data()
    where = store.territory("france") if place is None else place
    found = []
    for one in measures():
        if one.is_of(form, question, row) and (told := measured(store, catalog, one, where, declared)) is not None:
            found.append(MeasuredShown(told, _ways(told, where, home)))
    return found


def place_measured(made: dict[str, Any]) -> Territory:
    """Return the territory whose measures stand beside a publication: the one that it is kept within, else France."""
    store = shared_data()[0]
    within = made["frame"].get("within", {}).get("territories", ())
    if len(within) == 1:
        try:
            return store.territory(within[0])
        except UnknownTerritoryError:  # of an edition before this one
            pass
    return store.territory("france")


def beside_fifths(made: dict[str, Any], home: str) -> list[MeasuredShown]:
    """Return what is measured by which a publication tells fifths, of its territory; empty where it has none.

    Parameters
    ----------
    made : dict
        The publication.
    home : str
        Address of the list of surveys.
    """
    store, catalog = shared_data()
    place = place_measured(made)
    found = []
    for one in made.get("covariates", ()):
        asked = Beside(question="mesure.cinquiemes", indicator=one["indicator"], not_said=FIFTHS_NOT_SAID)
        if (told := measured(store, catalog, asked, place)) is not None:
            found.append(MeasuredShown(told, _ways(told, place, home)))
    return found


def _ways(told: Measured, place: Territory, home: str) -> tuple[Way, ...]:
    if not told.indicator:
        return ()
    site = home.removesuffix(PATH)
    asked = f"territoire={place.id}&indicateur={told.indicator}"
    return tuple(
        Way(label, f"{site}/{address_to(page, selection_of(page, asked))}")
        for page, label in (("comparer", "Comparer"), ("carte", "Carte"))
    )


def place_ways(place: Territory, home: str) -> tuple[Way, ...]:
    """Return the ways to the views of the observatory about a place.

    Parameters
    ----------
    place : Territory
    home : str
        Address of the list of surveys.
    """
    site = home.removesuffix(PATH)
    asked = f"territoire={place.id}"
    return tuple(
        Way(label, f"{site}/{address_to(page, selection_of(page, asked))}")
        for page, label in (("portrait", "Portrait"), ("pairs", "Territoires semblables"))
    )
