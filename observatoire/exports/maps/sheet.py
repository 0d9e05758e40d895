"""All that a map taken away says: its figures, its legend, its words and its sources. No drawing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import geopandas as gpd
import numpy as np

from observatoire.exports.tables.texts import file_name, state_label
from observatoire.model.catalog import Catalog, Indicator, Source
from observatoire.model.store import Store
from observatoire.model.territory import Level
from observatoire.views.french.editions import edition_text
from observatoire.views.french.grammar import typographic
from observatoire.views.french.groups import short_labels
from observatoire.views.french.sentences import period, reasons
from observatoire.views.french.wording import STATES, long_date
from observatoire.views.html.tables import FRAGILE_LABEL, MapLegend
from observatoire.views.maps.classes import DOUBTFUL, Mark, Muted
from observatoire.views.maps.model import MapModel
from observatoire.views.maps.scopes import Outlined

APPLICATION: Final = "Observatoire territorial citoyen"
OUTLINES: Final = "ign_contours"
"""Source, in the catalogue, of the outlines."""


@dataclass(frozen=True)
class MapSheet:
    """One map, ready to leave the screen.

    Attributes
    ----------
    indicator : Indicator
    year : int
    model : MapModel
        What the map shows: `ids`, `classes`, `tooltips`, `palette`, `radii`, `frame`.
    legend : MapLegend
        As the page shows it.
    label : str
        The map's name: "Communes de la Charente".
    sentence : str
        What to read on it; "" for none.
    outlined : Outlined
        What is outlined for the place.
    sources : tuple of Source
        Of the figures, numerator first, then of the outlines.
    edition : str
        Edition of the data.
    link : str
        Address of the map on line; "" for none.
    day : date
        When the map was taken away.
    """

    indicator: Indicator
    year: int
    model: MapModel
    legend: MapLegend
    label: str
    sentence: str
    outlined: Outlined
    sources: tuple[Source, ...]
    edition: str
    link: str
    day: date

    @property
    def level(self) -> Level:
        """Level of the shapes."""
        return self.model.scope.level

    @property
    def title(self) -> str:
        """What is shown: the indicator."""
        return self.indicator.title

    @property
    def subtitle(self) -> str:
        """Where, when, in which unit: "Communes de la Charente, 2021, en %"."""
        unit = f", en\u00a0{self.indicator.unit}" if self.indicator.unit else ""
        return f"{self.label}, {period(self.indicator, self.year)}{unit}"

    @property
    def credits(self) -> list[str]:
        """Lines on where it comes from: producers, dates, licences, outlines, edition, day, link."""
        figures = [f"Source\u202f: {s.citation}. {s.licence}." for s in self.sources if s.id != OUTLINES]
        outlines = [f"Contours\u202f: {s.citation}. {s.licence}." for s in self.sources if s.id == OUTLINES]
        made = f"{APPLICATION}, édition {self.edition} des données, carte du {long_date(self.day)}."
        return [*figures, *outlines, made, *([self.link] if self.link else [])]


def map_sheet(
    store: Store,
    catalog: Catalog,
    indicator: Indicator,
    year: int,
    model: MapModel,
    legend: MapLegend,
    label: str,
    *,
    sentence: str = "",
    outlined: Outlined | None = None,
    link: str = "",
    day: date | None = None,
) -> MapSheet:
    """Gather what a map taken away says.

    Parameters
    ----------
    store, catalog, indicator, year
        The edition, the catalogue, the indicator and its year.
    model : MapModel
        The map, before any drawing.
    legend : MapLegend
        What its legend lists.
    label : str
        The map's name: "Communes de la Charente".
    sentence : str, optional
        What to read on it.
    outlined : Outlined, optional
        What is outlined for the place; nothing by default.
    link : str, optional
        Address that shows it again.
    day : date, optional
        Of the extraction; today by default.
    """
    outlines = (catalog.sources[OUTLINES],) if OUTLINES in catalog.sources else ()
    sources = tuple(dict.fromkeys([*catalog.sources_of(indicator), *outlines]))
    return MapSheet(
        indicator,
        year,
        model,
        legend,
        label,
        sentence,
        outlined or Outlined(),
        sources,
        edition_text(store),
        link,
        day or date.today(),
    )


def map_file_name(sheet: MapSheet, extension: str) -> str:
    """Return a file name that explains itself: "65-ans-et-plus_2021_Communes-de-la-Charente.svg"."""
    return file_name(sheet.indicator.short_title, period(sheet.indicator, sheet.year), sheet.label, extension=extension)


def shown_names(store: Store, sheet: MapSheet) -> list[str]:
    """Return the name of each territory of the map, in its order."""
    return short_labels(store.territories.loc[list(sheet.model.ids)])


def class_words(sheet: MapSheet) -> list[str]:
    """Return, for each territory, its class or the state that stands for its value, as the legend words it."""
    return [
        mark_words(sheet, mark, value)
        for mark, value in zip(sheet.model.classes, sheet.model.data.value.tolist(), strict=True)
    ]


def mark_words(sheet: MapSheet, mark: Mark, value: float) -> str:
    """Return the words of one class or state; a fragile value beyond all limits is not said to lie between them."""
    labels, bounds = sheet.legend.labels, sheet.model.bounds
    if isinstance(mark, int):
        return labels[mark] if labels else "valeur"  # a map of counts has circles and no classes to name
    if isinstance(mark, Muted) and mark.doubtful:
        return f"{labels[mark.rank]} ({DOUBTFUL})"
    if isinstance(mark, Muted):
        beyond = value < bounds[0] or value > bounds[-1]
        return FRAGILE_LABEL if beyond else f"{labels[mark.rank]} ({FRAGILE_LABEL})"
    return state_words(mark)


def state_words(kind: str) -> str:
    """Return how a legend words a state that is no plain value."""
    return FRAGILE_LABEL if kind == "fragile" else STATES[kind].label


def map_table(store: Store, sheet: MapSheet) -> gpd.GeoDataFrame:
    """Return the figures of a map with the full outlines, in true position.

    Parameters
    ----------
    store, sheet
        An edition and a map of it.

    Returns
    -------
    GeoDataFrame
        One row a territory, in the order of the map, WGS84. Columns as those of the tables to take away: texts
        `identifiant`, `code`, `nom`, `indicateur`, `periode`, `etat`, `motif` (why there is no value, or what must be
        known of it), `classe`, `unite`, `source`; numbers `annee`, `valeur`
        (NaN without a value, never 0), `numerateur`, `denominateur`, `communes`, `communes_avec_donnee`,
        `population_couverte_pct`; `fragile` and `a_verifier`, true or false.
    """
    ids = list(sheet.model.ids)
    data, places = sheet.model.data, store.territories.loc[ids]
    columns = {
        "identifiant": ids,
        "code": places["code"].astype(str).to_list(),
        "nom": [typographic(name) for name in places["name"]],
        "indicateur": sheet.indicator.title,
        "annee": np.int32(sheet.year),
        "periode": period(sheet.indicator, sheet.year),
        "valeur": data.value,
        "etat": [state_label(status) for status in data.statuses],
        "motif": reasons(data),
        "classe": class_words(sheet),
        "unite": sheet.indicator.unit,
        "numerateur": data.numerator,
        "denominateur": data.denominator,
        "communes": data.members.astype(np.int32),
        "communes_avec_donnee": data.members_with_data.astype(np.int32),
        "population_couverte_pct": data.covered.astype(np.float64),
        "fragile": data.fragile,
        "a_verifier": data.implausible,
        "source": " ; ".join(s.citation for s in sheet.sources if s.id != OUTLINES),
    }
    outlines = store.contours(sheet.level, "full", ids).geometry.to_numpy()
    return gpd.GeoDataFrame(columns, geometry=outlines, crs="EPSG:4326")
