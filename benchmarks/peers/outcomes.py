"""Outcomes on which peers are judged: indicators of the catalogue that are no feature, and official files beside it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from observatoire.model.catalog import Catalog
from observatoire.model.store import Ints, Store
from observatoire.model.territory import Level
from observatoire.statistics.components import years
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import offered

HELD_OUT = (
    "part_logements_vacants",
    "part_logements_sociaux_dgf",
    "beneficiaires_aides_logement_pour_100_logements",
    "part_population_zone_tendue",
    "effort_fiscal",
    "taux_moyen_taxe_fonciere",
    "taux_th_communal",
    "taux_th_intercommunal",
    "recettes_fonctionnement_par_habitant",
    "dgf_par_habitant",
    "part_perequation_dgf",
    "droits_mutation_par_habitant",
    "part_population_qpv",
    "voirie_communale_par_habitant",
    "taux_versement_transport",
    "part_femmes_elus_municipaux",
    "age_moyen_elus",
    "part_elus_cadres",
    "part_elus_ouvriers",
    "part_elus_retraites",
    "elus_pour_1000_habitants",
    "heures_ouverture_pour_1000_habitants",
    "part_mairies_ouvertes_samedi",
    "lycees_pour_10000_jeunes",
    "accidents_pour_10000_habitants",
)
"""Indicators that are neither features nor made of their measures."""

FEWEST: Mapping[Level, int] = {"commune": 5_000, "epci": 600}
"""Territories with a figure, below which an edition's outcome is not judged: an extract's would be of one corner."""

NEAR = (
    *("dgf_par_habitant", "part_perequation_dgf", "recettes_fonctionnement_par_habitant", "elus_pour_1000_habitants"),
    *("heures_ouverture_pour_1000_habitants", "voirie_communale_par_habitant", "niveau_de_vie_median_2021"),
    *("niveau_de_vie_median_2019", "pauvrete_2021", "prestations_sociales_2021", "prestations_sociales_2019"),
)
"""Outcomes that a law or an account ties to a feature (population, resources, income): judged, and set apart."""


VIRGIN = (
    *("taux_mortalite", "rapport_interdecile", "salaire_net_horaire_moyen", "taux_vacance_parc_social", "ips_colleges"),
    *("logements_sociaux_pour_100_residences_principales", "attribution_compensation_par_habitant"),
    *("bases_taxe_fonciere_par_habitant", "part_droits_mutation_recettes", "part_population_comptee_a_part"),
    *("part_elus_reconduits", "part_maires_reconduits", "heures_ouverture_mairie", "age_moyen_maires"),
    *("part_elus_moins_40_ans", "part_elus_65_ans_plus", "part_elus_agriculteurs", "part_elus_artisans_commercants"),
    *("part_elus_professions_intermediaires", "part_elus_employes", "part_femmes_maires", "part_femmes_adjoints"),
    *("part_femmes_conseil_communautaire", "part_communes_issues_fusion", "part_population_zrr"),
)
"""Outcomes that nobody tuned anything on; the first six come with official files, the others ship."""

ALSO_OFFICIAL = ("apl_infirmiers", "niveau_vie_median", "taux_pauvrete", "indice_gini")
"""Indicators of official files that the first evaluation judged under other names."""

FEWEST_JUDGED = 300
"""Territories with a figure below which an outcome of a level is not judged: an extract holds few communes."""
MOST_ALIKE = 0.8
"""Share of one and the same figure beyond which an outcome of a level is not judged: it hardly varies."""
POOLED = {"accidents_pour_10000_habitants": 5}
"""Years taken together of what is too rare to be judged on one."""


def catalogue_outcomes(store: Store, catalog: Catalog, level: Level, names: Sequence[str] = HELD_OUT) -> pd.DataFrame:
    """Return indicators of a level, fragile figures left out; indexed by id. Absent ones are left out.

    Parameters
    ----------
    store, catalog, level
        The edition, its catalogue, the level.
    names : sequence of str, optional
        Indicators; those held out when choosing the weights, by default.
    """
    columns = {}
    for name in names:
        indicator = catalog.indicator(name)
        known = years(store, indicator) if level in indicator.levels else []
        if known:
            columns[name] = figures(store, indicator, level, known[-1]).counted
    return pd.DataFrame(columns, index=store.index(level))


def edition_outcomes(store: Store, catalog: Catalog, level: Level) -> pd.DataFrame:
    """Return the indicators that official files open, each in the last year in which enough territories have it.

    Counts that add up are left out: that of a large place is large.
    """
    columns = {}
    for indicator in offered(catalog, store).indicators.values():
        of_files = any(catalog.sources[catalog.measures[name].source].official for name in indicator.used_measures)
        if not of_files or (indicator.kind == "count" and indicator.additive):
            continue
        for year in reversed(years(store, indicator)):
            counted = figures(store, indicator, level, year).counted
            if np.isfinite(counted).sum() >= FEWEST[level]:
                columns[f"{indicator.id}_{year}"] = counted
                break
    return pd.DataFrame(columns, index=store.index(level))


def judged(outcomes: pd.DataFrame, places: Ints) -> pd.DataFrame:
    """Return the outcomes that enough of the places have, and on which they differ."""
    rows = outcomes.iloc[places]
    known = rows.notna().sum()
    same = rows.apply(lambda column: column.value_counts(normalize=True).max() if column.notna().any() else 1.0)
    return outcomes.loc[:, (known >= FEWEST_JUDGED) & (same <= MOST_ALIKE)]


def pooled(store: Store, catalog: Catalog, level: Level, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return the outcomes, rare events taken over several years: sum of events over sum of what they are out of."""
    columns = {}
    for name, several in ((name, several) for name, several in POOLED.items() if name in outcomes):
        indicator = catalog.indicator(name)
        found = [figures(store, indicator, level, year) for year in years(store, indicator)[-several:]]
        below = sum(one.denominator for one in found)
        columns[name] = indicator.scale * sum(one.numerator for one in found) / np.where(below > 0, below, np.nan)
    return outcomes.assign(**columns)


def official_outcomes(store: Store, level: Level, directory: Path) -> pd.DataFrame:
    """Return outcomes read from official files, indexed by id; communes of other vintages that are no more are lost."""
    tables = [reader(directory) for reader in _READERS]
    parts = pd.concat(tables, axis=1)
    communes = store.level("commune")
    parts = parts.reindex(communes["code"])
    groups = None if level == "commune" else communes["epci"].to_numpy()
    columns = {}
    for name, (top, bottom, scale) in _RATIOS.items():
        both = parts[top].notna() & parts[bottom].notna()
        pair = parts[[top, bottom]].where(both)
        if groups is not None:
            pair = pair.groupby(groups).sum(min_count=1).reindex(store.level(level)["code"])
        columns[name] = scale * pair[top].to_numpy() / pair[bottom].where(pair[bottom] > 0).to_numpy()
    if level == "commune":
        columns |= {name: parts[name].to_numpy() for name in _PUBLISHED}
    else:
        listed = _epci_files(directory).reindex(store.level(level)["code"])
        columns |= {name: listed[name].to_numpy() for name in listed}
    return pd.DataFrame(columns, index=store.level(level).index)


_RATIOS = {
    "chomage_rp2018": ("P18_CHOM1564", "P18_ACT1564", 100.0),
    "proprietaires_rp2018": ("P18_RP_PROP", "P18_RP", 100.0),
    "activite_15_64_rp2018": ("P18_ACT1564", "P18_POP1564", 100.0),
    "emplois_par_actif_rp2018": ("P18_EMPLT", "P18_ACT1564", 100.0),
    "prix_m2_dvf2023": ("dvf_value", "dvf_sales", 1.0),
    "acces_infirmieres_2023": ("apl_value", "apl_people", 1.0),
    "fibre_2018": ("ftth", "P18_LOG", 100.0),
}
_PUBLISHED = ("niveau_de_vie_median_2021", "pauvrete_2021", "prestations_sociales_2021", "non_insertion_2018")


def _number(texts: pd.Series) -> pd.Series:
    """Read numbers with a decimal comma or point; `s` (secret) and blanks are missing."""
    return pd.to_numeric(texts.str.replace(",", ".", regex=False), errors="coerce")


def _comparator(directory: Path) -> pd.DataFrame:
    path = directory / "insee" / "base_cc_comparateur_csv.zip"
    with zipfile.ZipFile(path) as archive, archive.open("base_cc_comparateur.CSV") as file:
        table = pd.read_csv(file, sep=";", dtype=str, index_col="CODGEO")
    wanted = ["P18_CHOM1564", "P18_ACT1564", "P18_POP1564", "P18_RP_PROP", "P18_RP", "P18_EMPLT", "P18_LOG"]
    return table[wanted].apply(_number)


def _prices(directory: Path) -> pd.DataFrame:
    table = pd.read_csv(directory / "logement" / "dvf2023.csv", dtype={"INSEE_COM": str}).set_index("INSEE_COM")
    # Fewer than 20 sales make a price of chance.
    kept = table[table["Nb_mutations"] >= 20]
    sales = kept["Nb_mutations"].astype(float)
    return pd.DataFrame({"dvf_value": kept["Prixm2Moyen"] * sales, "dvf_sales": sales})


def _nurses(directory: Path) -> pd.DataFrame:
    path = directory / "sante" / "data_apl_infirmiers.xlsx"
    table = pd.read_excel(path, sheet_name="APL 2023", header=None, skiprows=10, dtype={0: str}, engine="calamine")
    table = table.set_index(0)
    rate, people = (pd.to_numeric(table[column], errors="coerce") for column in (2, 3))
    return pd.DataFrame({"apl_value": rate * people, "apl_people": people})


def _fibre(directory: Path) -> pd.DataFrame:
    path = directory / "numerique" / "arcep_ftthCommunes_2018T1.csv"
    table = pd.read_csv(path, skiprows=4, dtype=str)
    table = table[table["Champ"] == "Locaux Raccordables"].set_index("Code commune")
    return pd.DataFrame({"ftth": pd.to_numeric(table["T1 2018"], errors="coerce")})


def _incomes(directory: Path) -> pd.DataFrame:
    table = pd.read_csv(directory / "insee" / "cc_filosofi_2021_COM.csv", sep=";", dtype=str, index_col="CODGEO")
    names = {"MED21": _PUBLISHED[0], "TP6021": _PUBLISHED[1], "PPSOC21": _PUBLISHED[2]}
    return table[list(names)].apply(_number).rename(columns=names)


def _neet(directory: Path, level: str = "communes") -> pd.DataFrame:
    path = directory / "obs_territoires" / f"neet_{level}_2018.csv"
    table = pd.read_csv(path, sep=";", dtype=str, encoding="utf-8-sig").query("an == '2018'").set_index("codgeo")
    return pd.DataFrame({_PUBLISHED[3]: _number(table["part_non_inseres"])})


_READERS: tuple[Callable[[Path], pd.DataFrame], ...] = (_comparator, _prices, _nurses, _fibre, _incomes, _neet)


def _epci_files(directory: Path) -> pd.DataFrame:
    incomes = pd.read_csv(directory / "insee" / "FILO2019_DISP_EPCI.csv", sep=";", dtype=str, encoding="utf-8-sig")
    incomes = incomes.set_index("CODGEO")[["Q219", "PPSOC19", "GI19"]].apply(_number)
    names = {"Q219": "niveau_de_vie_median_2019", "PPSOC19": "prestations_sociales_2019", "GI19": "gini_2019"}
    return incomes.rename(columns=names).join(_neet(directory, "epci"), how="outer")
