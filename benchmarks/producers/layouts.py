"""The files of producers other than Melodi: their columns, years and kinds, as many lines as they publish.

Columns that nobody reads are there too: they are most of what must be gone through. Figures mean nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from benchmarks.producers.writing import Cells, Layout, Lines, at, code, exactly, share
from loaders.official.producers.insee import base_cc_emploi, base_cc_logement


def years(first: int, last: int) -> list[str]:
    """Return years as texts, the last included."""
    return [str(year) for year in range(first, last + 1)]


def _of_filosofi(lines: Lines) -> npt.NDArray[np.bool_]:
    """Tell the territories that Filosofi covers: neither Guadeloupe, nor Guyane, nor Mayotte."""
    return ~np.isin(lines.codes, ["01", "03", "06"]) | (len(lines.codes) > 30)


def departement_of(lines: Lines) -> npt.NDArray[np.object_]:
    """Return the code of the département of each line."""
    return np.array([one[:3] if one.startswith("97") else one[:2] for one in lines.codes], dtype=object)


def _difference(first: float, second: float) -> Cells:
    return lambda lines: np.round(lines.people * first).astype(int) - np.round(lines.people * second).astype(int)


def _larger_than(people: float) -> Callable[[Lines], npt.NDArray[np.bool_]]:
    return lambda lines: lines.people > people


def _wide(shares: Mapping[str, float], patterns: tuple[str, ...], censuses: tuple[int, ...]) -> dict[str, Cells]:
    """Return the columns of a wide table of INSEE, and as many that nobody reads."""
    names = [pattern.replace("{yy}", f"{census:02}") for census in censuses for pattern in patterns]
    kinds = {name: next((of for key, of in shares.items() if name.endswith(key)), 0.03) for name in names}
    unread = {f"X{place}": exactly(12.3456789012345) for place in range(len(names))}
    return {"CODGEO": code, **{name: share(of) for name, of in kinds.items()}, **unread}


_JOBS = {
    "_POP1564": 0.63, "_ACT1564": 0.45, "_ACTOCC1564": 0.4, "_CHOM1564": 0.05, "_ETUD1564": 0.06, "_ACT1524": 0.04,
    "_CHOM1524": 0.01, "_ACTOCC": 0.41, "_EMPLT": 0.4, "_EMPLT_SAL": 0.3, "_FACTOCC1564": 0.2, "_F1564": 0.31,
    "_HACTOCC1564": 0.2, "_H1564": 0.32,
}  # fmt: skip
_DWELLINGS = {"_LOG": 0.5, "_LOGVAC": 0.04, "_RP": 0.45, "_RP_PROP": 0.2, "_RP_VOIT1P": 0.3}
_COMPARED: dict[str, Cells] = {
    "CODGEO": code, "P22_POP": share(1), "P16_POP": share(1), "SUPERF": exactly(12.3), "NAIS1621": share(0.06),
    "DECE1621": share(0.05), "P22_MEN": share(0.45), "NAISD24": share(0.01), "DECESD24": share(0.01),
    "P22_LOG": share(0.5), "P22_RP": share(0.45), "P22_RSECOCC": share(0.01), "P22_LOGVAC": share(0.04),
    "P22_RP_PROP": share(0.2), "NBMENFISC21": share(0.4), "PIMP21": exactly(50), "MED21": exactly(22000),
    "TP6021": exactly(15), "P22_EMPLT": share(0.4), "P22_EMPLT_SAL": share(0.3), "P16_EMPLT": share(0.4),
    "P22_POP1564": share(0.63), "P22_CHOM1564": share(0.05), "P22_ACT1564": share(0.45),
}  # fmt: skip
_VOTES: dict[str, Cells] = {
    "Inscrits": share(0.6), "Votants": share(0.4), "% Votants": "66,67%", "Abstentions": _difference(0.6, 0.4),
    "% Abstentions": "33,33%", "Exprimés": share(0.39), "% Exprimés/inscrits": "65%", "% Exprimés/votants": "98%",
    "Blancs": "0", "% Blancs/inscrits": "0,00%", "% Blancs/votants": "0,00%", "Nuls": "0",
    "% Nuls/inscrits": "0,00%", "% Nuls/votants": "0,00%",
}  # fmt: skip
_PLACE: dict[str, Cells] = {
    "Code département": departement_of, "Libellé département": "Département", "Code commune": code,
    "Libellé commune": "Une commune",
}  # fmt: skip
_BLOCKS = {
    "municipales_2026": (
        "Numéro de panneau", "Nom candidat", "Nuance liste", "Libellé de liste", "Voix", "Elu", "Sièges au CM",
    ),
    "legislatives_2024": ("Numéro de panneau", "Nuance candidat", "Nom candidat", "Prénom candidat", "Voix", "Elu"),
    "europeennes_2024": ("Numéro de panneau", "Nuance liste", "Libellé abrégé de liste", "Libellé de liste", "Voix",
                         "Sièges"),
}  # fmt: skip
_ELECTIONS = [
    f"{year}_{kind}"
    for kind, held in {
        "muni_t1": (2008, 2014, 2020, 2026), "muni_t2": (2008, 2014, 2020, 2026),
        "legi_t1": (2002, 2007, 2012, 2017, 2022, 2024), "legi_t2": (2002, 2007, 2012, 2017, 2022, 2024),
        "euro_t1": (1999, 2004, 2009, 2014, 2019, 2024), "pres_t1": (2002, 2007, 2012, 2017, 2022),
        "pres_t2": (2002, 2007, 2012, 2017, 2022), "regi_t1": (2004, 2010, 2015, 2021),
        "regi_t2": (2004, 2010, 2015, 2021),
    }.items()
    for year in held
]  # fmt: skip
_FUELS = [
    (fuel, crit_air, owner)
    for fuel, classes in {
        "Essence": ("1", "2", "3", "Non classé"), "Essence HR": ("1", "2"), "Essence HNR": ("1", "2", "3"),
        "Diesel": ("2", "3", "4", "5", "Non classé"), "Diesel HNR": ("2", "3"), "Gaz": ("1",), "Electrique": ("E",),
    }.items()
    for crit_air in classes
    for owner in ("Particulier", "Professionel")
]  # fmt: skip
_CLIENTS = [
    (operator, energy, kind)
    for operator, energy, kinds in (
        ("Enedis", "Electricité", ("RES", "PRO", "ENT", "AGRI", "RES", "ENT")),
        ("Régie", "Electricité", ("RES", "ENT")),
        ("GRDF", "Gaz", ("RES", "PRO", "ENT", "AGRI")),
        ("GRTgaz", "Gaz", ("ENT",)),
    )
    for kind in kinds
]
_FACTS = [
    ("Cambriolages de logement", 0.005), ("Violences physiques intrafamiliales", 0.003), ("Vols de véhicule", 0.002),
    ("Destructions et dégradations volontaires", 0.007), ("Escroqueries et fraudes aux moyens de paiement", 0.006),
    *((f"Autre fait {place}", 0.001) for place in range(11)),
]  # fmt: skip
_AGES = [(sex, "Total") for sex in ("Total", "Femmes", "Hommes")] + [
    ("Total", age) for age in ("Moins de 25 ans", "De 25 à 49 ans", "50 ans et plus")
]
_ACCOUNTS = ["Encours de dette", "Dépenses de fonctionnement", "Recettes de fonctionnement", "Dépenses d'équipement"]


def _facts(lines: Lines) -> npt.NDArray[np.float64]:
    of_people = lines.of("fact", 1).astype(np.float64)
    return np.round(lines.people * of_people).astype(np.float64)


def _rates(lines: Lines) -> npt.NDArray[np.object_]:
    dwellings = lines.of("fact", 0) == _FACTS[0][0]
    base = np.where(dwellings, np.round(lines.people * 0.5), np.round(lines.people))
    rates = np.divide(_facts(lines) * 1000, base, out=np.zeros(len(base)), where=base > 0)
    return np.array([f"{rate:.7f}".replace(".", ",") for rate in rates], dtype=object)


def _crime(place: Mapping[str, Cells]) -> dict[str, Cells]:
    return {
        **place, "annee": at("year"), "indicateur": at("fact", 0), "unite_de_compte": "Infraction",
        "nombre": lambda lines: _facts(lines).astype(int), "taux_pour_mille": _rates,
        **({"est_diffuse": "diff"} if "CODGEO_2026" in place else {}),
        "insee_pop": share(1), "insee_pop_millesime": "2023", "insee_log": share(0.5), "insee_log_millesime": "2022",
        "complement_info_nombre": "NA", "complement_info_taux": "NA",
    }  # fmt: skip


def filosofi(year: int) -> dict[str, Cells]:
    """Return the columns of an old Filosofi."""
    short = f"{year % 100:02}"
    texts = {"MED": 22000.0, "TP60": 15.0, "PACT": 70.0, "PPSOC": 6.0, "D1": 12000.0, "D9": 40000.0, "RD": 3.3}
    more = {"GI": 0.3} | {f"PX{place}": 1.0 for place in range(12)}
    return {"CODGEO": code, **{f"{name}{short}": exactly(value) for name, value in {**texts, **more}.items()}}


_VACANT: dict[str, Cells] = {
    name: cells
    for year in range(20, 27)
    for name, cells in (
        (f"pp_vacant_{year}", share(0.04)), (f"pp_vacant_plus_2ans_{year}", share(0.02)),
        (f"pp_total_{year - 1}", share(0.45)),
    )
}  # fmt: skip
_LAND: dict[str, Cells] = {
    name: exactly(120.0)
    for year in range(11, 25)
    for name in (f"naf{year}art{year + 1}",
                 *(f"art{year}{use}{year + 1}" for use in ("hab", "act", "inc", "mix", "fer", "rou")))
}  # fmt: skip


LAYOUTS: tuple[Layout, ...] = (
    Layout("bio.csv", {"annee": at("year"), "codeinseecommune": code, "codeepci": "200070514", "groupe": at("group"),
                       "nb_exp": "4", "surfab": exactly(80.5), "surfbio": exactly(120.25)},
           crossed={"year": years(2011, 2024), "group": ["Total"]}, separator=","),
    Layout("parc.csv", {"COMMUNE_CODE": code, "COMMUNE_NOM": "Une commune", "CARBURANT": at("fuel", 0),
                        "CRIT_AIR": lambda lines: np.array([one if one == "Non classé" else f"Crit'Air {one}"
                                                            for one in lines.of("fuel", 1)], dtype=object),
                        "STATUT_UTILISATEUR": at("fuel", 2), "GROUPE": "VP", "CATEGORIE": "VP",
                        **{f"PARC_{year}": share(0.01) for year in range(2011, 2027)}},
           places="districts", crossed={"fuel": _FUELS}),
    *(Layout(f"txcouv_{ending}.csv", {f"num{ending}": code, "annee": at("year"), f"txcouv_{ending}": exactly(60.9)},
             places=places, crossed={"year": years(2017, 2023)}, kept=_larger_than(least))
      for ending, places, least in (("com", "communes", 10_000), ("epci", "epci", 0), ("dep", "departement", 0),
                                    ("reg", "region", 0), ("nat", "france", 0))),
    Layout("s_ben_com_f.csv", {"dtreffre": at("month"), "numcomdo": code, "nomcom": "UNE COMMUNE",
                               "indfoy_rsa": share(0.03), "indfoy_ppa": share(0.06)},
           places="districts", crossed={"month": [f"{year}-{month}" for year in years(2020, 2024)
                                                  for month in ("03", "06", "09", "12")]}),
    Layout("defm.csv", {"Date": at("date"), "Code région": "75", "Région": "Nouvelle-Aquitaine",
                        "Code département": departement_of, "Département": "Gironde", "Code commune": code,
                        "Commune": "Une commune", "Type de données": "Brutes", "Catégorie": at("category"),
                        "Sexe": at("age", 0), "Tranche d'âge": at("age", 1),
                        "Nombre de demandeurs d'emploi": share(0.02)},
           places="both", crossed={"date": [f"{year}-T4" for year in years(2015, 2024)], "category": ["ABC"],
                                   "age": _AGES}),
    Layout("general_results.parquet",
           {"id_election": at("election"), "id_brut_miom": code, "code_departement": departement_of,
            "libelle_departement": "Département", "code_commune": code, "libelle_commune": "Une commune",
            "code_bv": at("station"), "inscrits": share(0.3), "abstentions": _difference(0.3, 0.2),
            "votants": share(0.2), "blancs": "0", "nuls": "0", "exprimes": share(0.2), "ratio_votants_inscrits": "66"},
           crossed={"election": _ELECTIONS, "station": ["0001", "0002"]}),
    *(Layout(f"{name}.csv", {**_PLACE, **_VOTES, **{f"{column} {place}": "1" if column == "Voix" else ""
                                                    for place in range(1, 14) for column in block}})
      for name, block in _BLOCKS.items()),
    Layout("conso-com.csv", {"idcom": code, "idcomtxt": "Une commune", "epci25": "243300316", **_LAND,
                             "naf11art25": exactly(1680.0), "surfcom2025": exactly(9653698.0)}, separator=","),
    Layout("igt.csv", {"INSEE commune": code, "Commune": "UNE COMMUNE",
                       **{name: exactly(309.358195) for name in ("Agriculture", "Autres transports",
                          "Autres transports international", "CO2 biomasse hors-total", "Déchets", "Energie",
                          "Industrie hors-énergie", "Résidentiel", "Routier", "Tertiaire")}},
           places="districts", separator=","),
    Layout("base-cc-emploi-pop-active-2022.zip", _wide(_JOBS, base_cc_emploi.FILE.needed, (11, 16, 22)),
           places="both"),
    Layout("base-cc-logement-2022.zip", _wide(_DWELLINGS, base_cc_logement.FILE.needed, (11, 16, 22)),
           places="both"),
    Layout("base_cc_comparateur.zip", _COMPARED, places="both"),
    *(Layout(f"FILO{year}_DISP_{ending}.csv", filosofi(year), places=places, kept=_of_filosofi)
      for year in (*range(2012, 2020), 2021)
      for ending, places in (("COM", "both"), ("EPCI", "epci"), ("DEP", "departement"), ("REG", "region"))),
    Layout("base_cc_tous_salaries_2022.csv",
           {"CODGEO": code, **{f"SNHM{kind}22": exactly(15.5) for kind in ("", "F", "H", "C", "P", "E", "O")}},
           places="both", kept=_larger_than(2000)),
    Layout("ips-colleges.csv", {"Rentrée scolaire": at("year"), "Académie": "POITIERS", "UAI": code,
                                "Nom de l'établissment": "COLLEGE", "Code INSEE de la commune": code,
                                "Nom de la commune": "UNE COMMUNE", "Secteur": "public", "IPS": exactly(100.5)},
           places="districts", crossed={"year": [f"{year}-{year + 1}" for year in range(2016, 2025)]},
           kept=_larger_than(2200)),
    Layout("lovac-opendata-communes26.csv", {"CODGEO_26": code, "LIBGEO_26": "Une commune", "DEP": departement_of,
                                             **_VACANT}, places="districts"),
    Layout("lovac-opendata-dep26.csv", {"DEP": code, "LIB_DEP": "Un département", **_VACANT}, places="departement"),
    Layout("lovac-opendata-reg26.csv", {"REG": code, "LIB_REG": "Une région", **_VACANT}, places="region"),
    Layout("registre-agrege-311225.json", {"codeinseecommune": code, "filiere": at("kind"), "inst": share(0.003),
                                           "kw": share(0.02)},
           crossed={"kind": ["Solaire", "Eolien", "Hydraulique", "Thermique non renouvelable"]}),
    Layout("ofgl-communes.csv", {"exer": at("year"), "com_code": code, "siren": lambda lines: lines.codes + "0000",
                                 "agregat": at("account"), "montant": share(900), "ptot": share(1)},
           crossed={"year": years(2017, 2024), "account": _ACCOUNTS}),
    Layout("ofgl-epci.csv", {"exer": at("year"), "epci_code": code, "siren": code, "agregat": _ACCOUNTS[0],
                             "montant": share(500), "ptot": share(1)},
           places="epci", crossed={"year": years(2017, 2024)}),
    Layout("ore.csv", {"operateur": at("client", 0), "filiere": at("client", 1), "annee": at("year"),
                       "code_commune": code, "libelle_commune": "Une commune", "code_epci": "200070514",
                       "libelle_epci": "Une intercommunalité", "code_departement": departement_of,
                       "code_categorie_consommation": at("client", 2), "nb_sites": share(0.05),
                       "conso_totale_mwh": lambda lines: lines.people * 0.1234567890123,
                       "conso_moyenne_mwh": exactly(5.1234567890123), "nombre_de_mailles_secretisees": "0",
                       "indique_qualite": exactly(1.0)},
           crossed={"year": years(2011, 2024), "client": _CLIENTS}, separator=","),
    Layout("rei_2025.csv", {"annee": "2025", "idcom": code, "varlib": at("variable"), "valeur": exactly(44.23),
                            "secret_statistique": ""},
           crossed={"variable": ["FB - COMMUNE / TAUX VOTÉ", *(f"FB - COMMUNE / AUTRE {at_}" for at_ in range(40))]}),
    Layout("rpls_2025.csv", {"DEPCOM": code, "DEP_CODE": departement_of, "DPEENERGIE": "C"}, places="districts",
           by_people=0.08),
    Layout("sitadel.csv", {"ANNEE": at("year"), "MOIS": at("month"), "CODE_INSEE": code, "TYPE_LGT": "Tous Logements",
                           "LOG_AUT": share(0.0001), "LOG_COM": share(0.0001)},
           crossed={"year": years(2013, 2025), "month": [f"{month:02}" for month in range(1, 13)]}),
    Layout("sru.csv", {"Code_INSEE_commune": code, "Nom_commune": "UNE COMMUNE",
                       "Taux_cible_commune_2023_2025": "20 %", "Taux_SRU_au_01_01_2025": "21,37 %",
                       "commune_deficitaire": "0"}, kept=_larger_than(4500)),
    Layout("communes-crime.csv.gz", _crime({"CODGEO_2026": code}), places="both",
           crossed={"year": years(2016, 2025), "fact": _FACTS}),
    Layout("departements-crime.csv", _crime({"Code_departement": code, "Code_region": "75"}), places="departement",
           crossed={"year": years(2016, 2025), "fact": _FACTS}),
    Layout("urssaf.csv", {"code_commune": code, **{f"effectifs_salaries_{year}": share(0.3)
                                                   for year in range(2012, 2025)}}),
    Layout("pred-app-mef-dhup_2025.csv", {"id_zone": "1471", "INSEE_C": code, "LIBGEO": "Une commune",
                                          "EPCI": "200054781", "loypredm2": "12,4480798034678", "lwr.IPm2": "9,1",
                                          "upr.IPm2": "14,2", "TYPPRED": "maille", "nbobs_com": "81"},
           places="districts"),
)  # fmt: skip
