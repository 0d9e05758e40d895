"""The measures by commune that ship: their years, their plausible bounds, which is a part of which."""

from __future__ import annotations

from observatoire.model.upper import COUNCIL_YEARS, WHOLES

YEARS: dict[str, tuple[int, ...]] = {
    "pop_mun": tuple(range(2016, 2024)),
    "pop_tot": tuple(range(2017, 2023)),
    "rp_pop": (2021,),
    "rp_pop_0_19": (2021,),
    "rp_pop_20_64": (2021,),
    "rp_pop_65p": (2021,),
    "rp_logements": (2021,),
    "rp_res_principales": (2021,),
    "rp_res_secondaires": (2021,),
    "rp_logements_vacants": (2021,),
    "rp_maisons": (2021,),
    "rp_appartements": (2021,),
    "rp_en_appartement": (2021,),
    "area_km2": (2026,),
    "pop_densite_50": (2023,),
    "pop_densite_300": (2023,),
    "n_communes_500": (2023,),
    "n_communes_2000": (2023,),
    "pop_montagne": (2022,),
    "pop_zrr": (2022,),
    "n_communes": (2026,),
    "n_communes_issues_fusion": (2026,),
    "n_deleguees": (2026,),
    "baac_acc": tuple(range(2005, 2021)),
    "baac_tues": tuple(range(2005, 2021)),
    "baac_hosp": tuple(range(2005, 2021)),
    "baac_velo": tuple(range(2005, 2021)),
    "baac_pieton": tuple(range(2005, 2021)),
    "velo_pop_aide_locale": (2026,),
    "lycees": (2026,),
    "pop_commune_avec_lycee": (2023,),
    "alt_x_area": (2018,),
    "area_km2_metro": (2018,),
}
YEARS |= COUNCIL_YEARS
YEARS |= dict.fromkeys(("mairie_n", "mairie_has_tel", "mairie_has_site", "mairie_https"), (2026,))
YEARS |= dict.fromkeys(("mairie_has_mail", "mairie_mail_gp", "mairie_has_horaires", "mairie_heures"), (2026,))
YEARS |= dict.fromkeys(("mairie_jours", "mairie_samedi", "mairie_soir"), (2026,))
DGCL_COUNTS = (
    *("dgcl_pop_insee", "dgcl_pop_dgf", "dgcl_pop_3_16", "dgcl_pop_qpv", "dgcl_res_sec", "dgcl_logements_th"),
    *("dgcl_logements_sociaux", "dgcl_beneficiaires_apl", "dgcl_voirie_m"),
)
DGCL_EUROS = (
    *("dgcl_revenu_imposable", "dgcl_potentiel_fiscal", "dgcl_potentiel_financier", "dgcl_effort_num"),
    *("dgcl_effort_den", "dgcl_produit_tfb", "dgcl_bases_nettes_tfb", "dgcl_rrf", "dgcl_dgf_communale"),
    *("dgcl_dsu", "dgcl_dsr", "dgcl_dnp", "dgcl_attribution_comp"),
)
YEARS |= dict.fromkeys(DGCL_COUNTS + DGCL_EUROS, (2020, 2021, 2022)) | {"dgcl_dmto": (2022,), "th_base_2021": (2021,)}
YEARS |= dict.fromkeys(("th_prod_theo_com", "th_prod_theo_epci"), tuple(range(2017, 2023)))
YEARS |= {"vt_taux_x_pop": (2018,), "vt_pop_couverte": (2018,), "pop_zone_tendue": (2024,)}
# No commune exceeds these: Paris for people and dwellings, Maripasoula for the area.
LARGEST = {"area_km2": 20_000.0, "n_communes": 1.0, "n_communes_issues_fusion": 1.0, "n_deleguees": 40.0}
LARGEST |= dict.fromkeys((*DGCL_EUROS, "dgcl_dmto", "th_base_2021"), 1e11)
LARGEST |= {"th_prod_theo_com": 1e10, "th_prod_theo_epci": 1e10, "vt_taux_x_pop": 1e7}
LARGEST_COUNT = 3_000_000.0
# None goes below 0, save what a commune pays to its EPCI, and the property tax that it keeps (2022).
SMALLEST = {"dgcl_attribution_comp": -1e9, "dgcl_produit_tfb": -1e6}
# Parts that can never exceed their whole, in every commune.
PARTS: dict[str, str] = {
    "rp_pop_0_19__2021": "rp_pop__2021",
    "rp_pop_20_64__2021": "rp_pop__2021",
    "rp_pop_65p__2021": "rp_pop__2021",
    "rp_res_principales__2021": "rp_logements__2021",
    "rp_maisons__2021": "rp_logements__2021",
    "pop_densite_50__2023": "pop_mun__2023",
    "pop_montagne__2022": "pop_mun__2023",
    "pop_zrr__2022": "pop_mun__2023",
    "n_communes_500__2023": "n_communes_2000__2023",
    **{f"baac_{part}__{year}": f"baac_acc__{year}" for part in ("velo", "pieton") for year in range(2005, 2021)},
    "velo_pop_aide_locale__2026": "pop_mun__2023",
    **{
        f"{part}__{year}": f"{WHOLES[part]}__{year}"
        for part in COUNCIL_YEARS
        if part in WHOLES
        for year in COUNCIL_YEARS[part]
    },
    **{f"mairie_{part}__2026": "mairie_has_horaires__2026" for part in ("samedi", "soir")},
    "mairie_https__2026": "mairie_has_site__2026",
    "mairie_mail_gp__2026": "mairie_has_mail__2026",
    "pop_commune_avec_lycee__2023": "pop_mun__2023",
    **{
        f"dgcl_pop_{part}__{year}": f"dgcl_pop_insee__{year}" for part in ("3_16", "qpv") for year in (2020, 2021, 2022)
    },
    **{
        f"dgcl_{part}__{year}": f"dgcl_dgf_communale__{year}"
        for part in ("dsu", "dsr", "dnp")
        for year in (2020, 2021, 2022)
    },
    "vt_pop_couverte__2018": "pop_mun__2023",
    "pop_zone_tendue__2024": "pop_mun__2023",
}
