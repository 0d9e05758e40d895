"""What Carte shows: one map, or two of the same shapes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from observatoire.model.catalog import Catalog, Indicator
from observatoire.model.store import Store
from observatoire.model.territory import Territory
from observatoire.statistics.comparison import compare
from observatoire.statistics.components import years
from observatoire.statistics.figures import figures
from observatoire.statistics.uncertainty.remedies import Remedies, remedies
from observatoire.views.compare.words import source_lines
from observatoire.views.french.grammar import short_label
from observatoire.views.french.groups import LEVEL_NOUNS
from observatoire.views.french.sentences import source_line
from observatoire.views.html.tables import MapLegend
from observatoire.views.maps.classes import ClassChoice
from observatoire.views.maps.legend import legend_of
from observatoire.views.maps.model import MapModel, map_model
from observatoire.views.maps.rare import rare_model, remedy_names, remedy_sentence
from observatoire.views.maps.scopes import Outlined, outlined, scope_label
from observatoire.views.maps.words import map_sentence
from pages.state.options.carte import MapOptions, map_options
from pages.state.selection import Selection


@dataclass(frozen=True)
class ShownMap:
    """One map, and another beside it if one is asked for.

    Attributes
    ----------
    options : MapOptions
    label : str
        The map's name.
    place : Territory
    model : MapModel
    second : MapModel or None
    outlined : Outlined
        What both outline for the place.
    beside : Remedies or None
        What the second can show instead of a year that says too little, as `MapOptions.remedies` has it of the first.
    """

    options: MapOptions
    label: str
    place: Territory
    model: MapModel
    second: MapModel | None
    outlined: Outlined
    beside: Remedies | None

    @property
    def models(self) -> tuple[MapModel, ...]:
        """The maps, from left to right."""
        return (self.model,) if self.second is None else (self.model, self.second)

    def legend(self, model: MapModel) -> MapLegend:
        """Return the legend of one of the maps."""
        return legend_of(model, short_label(self.place) if self.outlined else "")

    def source(self, catalog: Catalog) -> str:
        """Return the years and the producers of what is shown."""
        if self.second is None:
            return source_line(catalog, self.model.indicator, self.model.year)
        return source_lines(catalog, [(model.indicator, model.year) for model in self.models])

    def rare(self, model: MapModel) -> Remedies | None:
        """Return what one of the maps can show instead of a year; None where a year says enough."""
        return self.options.remedies if model is self.model else self.beside

    def on_rare_events(self, model: MapModel) -> str:
        """Say of one of the maps why a year is not enough, and what is shown instead; "" where it is."""
        found, nouns = self.rare(model), LEVEL_NOUNS[self.options.scope.level]
        return remedy_sentence(found, _named(found, self.options.rare), nouns[1]) if found else ""

    def sentence(self, model: MapModel) -> str:
        """Say what one of the maps shows."""
        return map_sentence(model, self.label)


def shown_map(store: Store, catalog: Catalog, selection: Selection, place: Territory) -> ShownMap:
    """Return what Carte shows of a place.

    Parameters
    ----------
    store, catalog, selection, place
        The edition, the catalogue, what the visitor looks at and the place.
    """
    options = map_options(store, catalog, selection, place)
    choice = _classes(store, selection, place, options)
    model = _one(store, (selection.indicator, selection.year), options, choice, options.remedies)
    second, beside = None, None
    if options.second is not None:
        asked = options.second, _nearest_year(store, options.second, selection.year)
        beside = remedies(store, asked[0], options.scope.level, asked[1], model.ids)
        second = _one(store, asked, options, choice.for_another(), beside)
    return ShownMap(
        options=options,
        label=scope_label(store, options.scope, place),
        place=place,
        model=model,
        second=second,
        outlined=outlined(store, model.scope, model.ids, place),
        beside=beside,
    )


def _named(found: Remedies | None, asked: str) -> str:
    """Return the remedy that the address asks for, "" where this map has it not: counts are never smoothed."""
    return asked if asked in remedy_names(found) else ""


def _one(
    store: Store, asked: tuple[Indicator, int], options: MapOptions, choice: ClassChoice, found: Remedies | None
) -> MapModel:
    """Return a map of an indicator: of its year, or what is shown instead of rare events."""
    indicator, year = asked
    if found is not None and (shown := _named(found, options.rare)):
        return rare_model(store, indicator, year, options.scope, choice, found, shown)
    return map_model(store, indicator, year, options.scope, choice)


def _classes(store: Store, selection: Selection, place: Territory, options: MapOptions) -> ClassChoice:
    """Return how the classes are cut; around the median of the peers where the map is of their level."""
    indicator = selection.indicator
    reference, name = math.nan, ClassChoice().reference_name
    if options.method == "mediane" and options.scope.level == place.level:
        peers = selection.group.ids if selection.group else ()
        reference = compare(
            figures(store, indicator, place.level, selection.year, [place.id, *peers]), place.id, peers
        ).median
        if math.isfinite(reference):
            name = "la médiane des pairs"
    cut_together = tuple(years(store, indicator)) if options.same_classes else ()
    return ClassChoice(options.method, options.count, options.breaks, reference, name, cut_together)


def _nearest_year(store: Store, second: Indicator, year: int) -> int:
    """Return the year of a second indicator that is nearest to the first's."""
    return min(years(store, second), key=lambda other: (abs(other - year), -other))
