"""Grammar of places: the hard cases by hand, then every territory of the edition."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from observatoire.model.store import PREPARED_DIR
from observatoire.model.territory import Level, Territory, territory_id
from observatoire.views.french.grammar import at_place, display_name, lowered, of_place, short_label, the_place


def place(level: Level, code: str, name: str, liaison: int = 0, short_name: str = "") -> Territory:
    """Return a territory of which only the name matters."""
    identifier = territory_id(level, code)
    return Territory(
        identifier, level, code, name, short_name or name, liaison, None, (), None, None, None,
        1, 1.0, 1, (), None, 0.0, 45.0, (0.0, 44.0, 1.0, 46.0),
    )  # fmt: skip


# code, name, TNCC, of, at, subject
COMMUNES = """
16102|Cognac|0|de Cognac|à Cognac|Cognac
16015|Angoulême|1|d’Angoulême|à Angoulême|Angoulême
72181|Le Mans|2|du Mans|au Mans|Le Mans
76351|Le Havre|2|du Havre|au Havre|Le Havre
97415|Le Tampon|2|du Tampon|au Tampon|Le Tampon
17300|La Rochelle|3|de La Rochelle|à La Rochelle|La Rochelle
94038|L'Haÿ-les-Roses|5|de L’Haÿ-les-Roses|à L’Haÿ-les-Roses|L’Haÿ-les-Roses
2B134|L'Île-Rousse|5|de L’Île-Rousse|à L’Île-Rousse|L’Île-Rousse
97101|Les Abymes|4|des Abymes|aux Abymes|Les Abymes
85194|Les Sables-d'Olonne|4|des Sables-d’Olonne|aux Sables-d’Olonne|Les Sables-d’Olonne
83069|Hyères|1|d’Hyères|à Hyères|Hyères
67205|Hœrdt|0|de Hœrdt|à Hœrdt|Hœrdt
14333|Honfleur|0|de Honfleur|à Honfleur|Honfleur
62427|Hénin-Beaumont|1|d’Hénin-Beaumont|à Hénin-Beaumont|Hénin-Beaumont
91691|Yerres|1|d’Yerres|à Yerres|Yerres
78311|Houilles|1|de Houilles|à Houilles|Houilles
57757|Yutz|1|de Yutz|à Yutz|Yutz
78267|Gambais|0|de Gambais|à Gambais|Gambais
80829|Y|1|d’Y|à Y|Y
51413|Œuilly|1|d’Œuilly|à Œuilly|Œuilly
76676|Ételfay|1|d’Ételfay|à Ételfay|Ételfay
60703|Aux Marais|6|d’Aux Marais|à Aux Marais|Aux Marais
66104|Los Masos|8|de Los Masos|à Los Masos|Los Masos
63448|Le Vernet-Chaméane|0|du Vernet-Chaméane|au Vernet-Chaméane|Le Vernet-Chaméane
59350|Lille|0|de Lille|à Lille|Lille
37132|Lestiou|0|de Lestiou|à Lestiou|Lestiou
"""

EPCIS = """
Communauté d'agglomération du Grand Cognac|de la communauté d’agglomération du Grand Cognac|\
dans la communauté d’agglomération du Grand Cognac|la communauté d’agglomération du Grand Cognac
Communauté de communes Le Grésivaudan|de la communauté de communes Le Grésivaudan|\
dans la communauté de communes Le Grésivaudan|la communauté de communes Le Grésivaudan
Communauté urbaine Le Mans Métropole|de la communauté urbaine Le Mans Métropole|\
dans la communauté urbaine Le Mans Métropole|la communauté urbaine Le Mans Métropole
Communauté de communes de l'Aire à l'Argonne|de la communauté de communes de l’Aire à l’Argonne|\
dans la communauté de communes de l’Aire à l’Argonne|la communauté de communes de l’Aire à l’Argonne
Métropole Européenne de Lille|de la Métropole Européenne de Lille|\
dans la Métropole Européenne de Lille|la Métropole Européenne de Lille
Métropole d'Aix-Marseille-Provence|de la Métropole d’Aix-Marseille-Provence|\
dans la Métropole d’Aix-Marseille-Provence|la Métropole d’Aix-Marseille-Provence
Métropole du Grand Paris|de la Métropole du Grand Paris|dans la Métropole du Grand Paris|la Métropole du Grand Paris
Métropole Nice Côte d'Azur|de la Métropole Nice Côte d’Azur|dans la Métropole Nice Côte d’Azur|\
la Métropole Nice Côte d’Azur
Eurométropole de Strasbourg|de l’Eurométropole de Strasbourg|dans l’Eurométropole de Strasbourg|\
l’Eurométropole de Strasbourg
Agglomération du Grand Longwy|de l’Agglomération du Grand Longwy|dans l’Agglomération du Grand Longwy|\
l’Agglomération du Grand Longwy
Rennes Métropole|de Rennes Métropole|à Rennes Métropole|Rennes Métropole
Orléans Métropole|d’Orléans Métropole|à Orléans Métropole|Orléans Métropole
Angers Loire Métropole|d’Angers Loire Métropole|à Angers Loire Métropole|Angers Loire Métropole
Ardenne Métropole|d’Ardenne Métropole|à Ardenne Métropole|Ardenne Métropole
LBN Communauté|de LBN Communauté|à LBN Communauté|LBN Communauté
Le Grand Chalon|du Grand Chalon|dans le Grand Chalon|le Grand Chalon
"""

# code|name|TNCC|of|at|subject
DEPARTEMENTS = """
01|Ain|5|de l’Ain|dans l’Ain|l’Ain
02|Aisne|5|de l’Aisne|dans l’Aisne|l’Aisne
03|Allier|5|de l’Allier|dans l’Allier|l’Allier
04|Alpes-de-Haute-Provence|4|des Alpes-de-Haute-Provence|dans les Alpes-de-Haute-Provence|les Alpes-de-Haute-Provence
05|Hautes-Alpes|4|des Hautes-Alpes|dans les Hautes-Alpes|les Hautes-Alpes
06|Alpes-Maritimes|4|des Alpes-Maritimes|dans les Alpes-Maritimes|les Alpes-Maritimes
07|Ardèche|5|de l’Ardèche|en Ardèche|l’Ardèche
08|Ardennes|4|des Ardennes|dans les Ardennes|les Ardennes
09|Ariège|5|de l’Ariège|en Ariège|l’Ariège
10|Aube|5|de l’Aube|dans l’Aube|l’Aube
11|Aude|5|de l’Aude|dans l’Aude|l’Aude
12|Aveyron|5|de l’Aveyron|dans l’Aveyron|l’Aveyron
13|Bouches-du-Rhône|4|des Bouches-du-Rhône|dans les Bouches-du-Rhône|les Bouches-du-Rhône
14|Calvados|2|du Calvados|dans le Calvados|le Calvados
15|Cantal|2|du Cantal|dans le Cantal|le Cantal
16|Charente|3|de la Charente|en Charente|la Charente
17|Charente-Maritime|3|de la Charente-Maritime|en Charente-Maritime|la Charente-Maritime
18|Cher|2|du Cher|dans le Cher|le Cher
19|Corrèze|3|de la Corrèze|en Corrèze|la Corrèze
21|Côte-d'Or|3|de la Côte-d’Or|en Côte-d’Or|la Côte-d’Or
22|Côtes-d'Armor|4|des Côtes-d’Armor|dans les Côtes-d’Armor|les Côtes-d’Armor
23|Creuse|3|de la Creuse|dans la Creuse|la Creuse
24|Dordogne|3|de la Dordogne|en Dordogne|la Dordogne
25|Doubs|2|du Doubs|dans le Doubs|le Doubs
26|Drôme|3|de la Drôme|dans la Drôme|la Drôme
27|Eure|5|de l’Eure|dans l’Eure|l’Eure
28|Eure-et-Loir|1|d’Eure-et-Loir|en Eure-et-Loir|l’Eure-et-Loir
29|Finistère|2|du Finistère|dans le Finistère|le Finistère
2A|Corse-du-Sud|3|de la Corse-du-Sud|en Corse-du-Sud|la Corse-du-Sud
2B|Haute-Corse|3|de la Haute-Corse|en Haute-Corse|la Haute-Corse
30|Gard|2|du Gard|dans le Gard|le Gard
31|Haute-Garonne|3|de la Haute-Garonne|en Haute-Garonne|la Haute-Garonne
32|Gers|2|du Gers|dans le Gers|le Gers
33|Gironde|3|de la Gironde|en Gironde|la Gironde
34|Hérault|5|de l’Hérault|dans l’Hérault|l’Hérault
35|Ille-et-Vilaine|1|d’Ille-et-Vilaine|en Ille-et-Vilaine|l’Ille-et-Vilaine
36|Indre|5|de l’Indre|dans l’Indre|l’Indre
37|Indre-et-Loire|1|d’Indre-et-Loire|en Indre-et-Loire|l’Indre-et-Loire
38|Isère|5|de l’Isère|en Isère|l’Isère
39|Jura|2|du Jura|dans le Jura|le Jura
40|Landes|4|des Landes|dans les Landes|les Landes
41|Loir-et-Cher|2|du Loir-et-Cher|dans le Loir-et-Cher|le Loir-et-Cher
42|Loire|3|de la Loire|dans la Loire|la Loire
43|Haute-Loire|3|de la Haute-Loire|en Haute-Loire|la Haute-Loire
44|Loire-Atlantique|3|de la Loire-Atlantique|en Loire-Atlantique|la Loire-Atlantique
45|Loiret|2|du Loiret|dans le Loiret|le Loiret
46|Lot|2|du Lot|dans le Lot|le Lot
47|Lot-et-Garonne|2|du Lot-et-Garonne|dans le Lot-et-Garonne|le Lot-et-Garonne
48|Lozère|3|de la Lozère|en Lozère|la Lozère
49|Maine-et-Loire|0|de Maine-et-Loire|en Maine-et-Loire|le Maine-et-Loire
50|Manche|3|de la Manche|dans la Manche|la Manche
51|Marne|3|de la Marne|dans la Marne|la Marne
52|Haute-Marne|3|de la Haute-Marne|en Haute-Marne|la Haute-Marne
53|Mayenne|3|de la Mayenne|en Mayenne|la Mayenne
54|Meurthe-et-Moselle|0|de Meurthe-et-Moselle|en Meurthe-et-Moselle|la Meurthe-et-Moselle
55|Meuse|3|de la Meuse|dans la Meuse|la Meuse
56|Morbihan|2|du Morbihan|dans le Morbihan|le Morbihan
57|Moselle|3|de la Moselle|en Moselle|la Moselle
58|Nièvre|3|de la Nièvre|dans la Nièvre|la Nièvre
59|Nord|2|du Nord|dans le Nord|le Nord
60|Oise|5|de l’Oise|dans l’Oise|l’Oise
61|Orne|5|de l’Orne|dans l’Orne|l’Orne
62|Pas-de-Calais|2|du Pas-de-Calais|dans le Pas-de-Calais|le Pas-de-Calais
63|Puy-de-Dôme|2|du Puy-de-Dôme|dans le Puy-de-Dôme|le Puy-de-Dôme
64|Pyrénées-Atlantiques|4|des Pyrénées-Atlantiques|dans les Pyrénées-Atlantiques|les Pyrénées-Atlantiques
65|Hautes-Pyrénées|4|des Hautes-Pyrénées|dans les Hautes-Pyrénées|les Hautes-Pyrénées
66|Pyrénées-Orientales|4|des Pyrénées-Orientales|dans les Pyrénées-Orientales|les Pyrénées-Orientales
67|Bas-Rhin|2|du Bas-Rhin|dans le Bas-Rhin|le Bas-Rhin
68|Haut-Rhin|2|du Haut-Rhin|dans le Haut-Rhin|le Haut-Rhin
69|Rhône|2|du Rhône|dans le Rhône|le Rhône
70|Haute-Saône|3|de la Haute-Saône|en Haute-Saône|la Haute-Saône
71|Saône-et-Loire|0|de Saône-et-Loire|en Saône-et-Loire|la Saône-et-Loire
72|Sarthe|3|de la Sarthe|dans la Sarthe|la Sarthe
73|Savoie|3|de la Savoie|en Savoie|la Savoie
74|Haute-Savoie|3|de la Haute-Savoie|en Haute-Savoie|la Haute-Savoie
75|Paris|0|de Paris|à Paris|Paris
76|Seine-Maritime|3|de la Seine-Maritime|en Seine-Maritime|la Seine-Maritime
77|Seine-et-Marne|0|de Seine-et-Marne|en Seine-et-Marne|la Seine-et-Marne
78|Yvelines|4|des Yvelines|dans les Yvelines|les Yvelines
79|Deux-Sèvres|4|des Deux-Sèvres|dans les Deux-Sèvres|les Deux-Sèvres
80|Somme|3|de la Somme|dans la Somme|la Somme
81|Tarn|2|du Tarn|dans le Tarn|le Tarn
82|Tarn-et-Garonne|2|du Tarn-et-Garonne|dans le Tarn-et-Garonne|le Tarn-et-Garonne
83|Var|2|du Var|dans le Var|le Var
84|Vaucluse|2|du Vaucluse|dans le Vaucluse|le Vaucluse
85|Vendée|3|de la Vendée|en Vendée|la Vendée
86|Vienne|3|de la Vienne|dans la Vienne|la Vienne
87|Haute-Vienne|3|de la Haute-Vienne|en Haute-Vienne|la Haute-Vienne
88|Vosges|4|des Vosges|dans les Vosges|les Vosges
89|Yonne|5|de l’Yonne|dans l’Yonne|l’Yonne
90|Territoire de Belfort|2|du Territoire de Belfort|dans le Territoire de Belfort|le Territoire de Belfort
91|Essonne|5|de l’Essonne|en Essonne|l’Essonne
92|Hauts-de-Seine|4|des Hauts-de-Seine|dans les Hauts-de-Seine|les Hauts-de-Seine
93|Seine-Saint-Denis|3|de la Seine-Saint-Denis|en Seine-Saint-Denis|la Seine-Saint-Denis
94|Val-de-Marne|2|du Val-de-Marne|dans le Val-de-Marne|le Val-de-Marne
95|Val-d'Oise|2|du Val-d’Oise|dans le Val-d’Oise|le Val-d’Oise
971|Guadeloupe|3|de la Guadeloupe|en Guadeloupe|la Guadeloupe
972|Martinique|3|de la Martinique|en Martinique|la Martinique
973|Guyane|3|de la Guyane|en Guyane|la Guyane
974|La Réunion|0|de La Réunion|à La Réunion|La Réunion
976|Mayotte|0|de Mayotte|à Mayotte|Mayotte
"""

REGIONS = """
01|Guadeloupe|3|de la Guadeloupe|en Guadeloupe|la Guadeloupe
02|Martinique|3|de la Martinique|en Martinique|la Martinique
03|Guyane|3|de la Guyane|en Guyane|la Guyane
04|La Réunion|0|de La Réunion|à La Réunion|La Réunion
06|Mayotte|0|de Mayotte|à Mayotte|Mayotte
11|Île-de-France|1|d’Île-de-France|en Île-de-France|l’Île-de-France
24|Centre-Val de Loire|2|du Centre-Val de Loire|dans le Centre-Val de Loire|le Centre-Val de Loire
27|Bourgogne-Franche-Comté|0|de Bourgogne-Franche-Comté|en Bourgogne-Franche-Comté|la Bourgogne-Franche-Comté
28|Normandie|0|de Normandie|en Normandie|la Normandie
32|Hauts-de-France|4|des Hauts-de-France|dans les Hauts-de-France|les Hauts-de-France
44|Grand Est|2|du Grand Est|dans le Grand Est|le Grand Est
52|Pays de la Loire|4|des Pays de la Loire|dans les Pays de la Loire|les Pays de la Loire
53|Bretagne|0|de Bretagne|en Bretagne|la Bretagne
75|Nouvelle-Aquitaine|3|de Nouvelle-Aquitaine|en Nouvelle-Aquitaine|la Nouvelle-Aquitaine
76|Occitanie|1|d’Occitanie|en Occitanie|l’Occitanie
84|Auvergne-Rhône-Alpes|1|d’Auvergne-Rhône-Alpes|en Auvergne-Rhône-Alpes|Auvergne-Rhône-Alpes
93|Provence-Alpes-Côte d'Azur|0|de Provence-Alpes-Côte d’Azur|en Provence-Alpes-Côte d’Azur|Provence-Alpes-Côte d’Azur
94|Corse|0|de Corse|en Corse|la Corse
"""


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(line.split("|")) for line in table.strip().splitlines()]


def said(territory: Territory) -> tuple[str, str, str]:
    return of_place(territory), at_place(territory), the_place(territory)


@pytest.mark.parametrize(
    ("level", "row"),
    [("commune", row) for row in rows(COMMUNES)]
    + [("departement", row) for row in rows(DEPARTEMENTS)]
    + [("region", row) for row in rows(REGIONS)],
    ids=str,
)
def test_said_as_french_says_it(level: Level, row: tuple[str, ...]) -> None:
    code, name, liaison, *expected = row
    assert said(place(level, code, name, int(liaison))) == tuple(expected)


@pytest.mark.parametrize("row", rows(EPCIS), ids=str)
def test_epci_said_as_french_says_it(row: tuple[str, ...]) -> None:
    assert said(place("epci", "200070514", row[0])) == row[1:]


def test_france() -> None:
    assert said(place("france", "france", "France", 3)) == ("de la France", "en France", "la France")


def test_the_tables_are_exhaustive() -> None:
    assert len(rows(DEPARTEMENTS)) == 101
    assert len(rows(REGIONS)) == 18


def test_names_are_printed_with_french_typography() -> None:
    epci = place(
        "epci",
        "200070514",
        "Communauté d'agglomération  \"Saintes - L'Agglo\"",
        short_name="Saintes - L'Agglo",
    )
    assert display_name(epci) == "Communauté d’agglomération «\u00a0Saintes - L’Agglo\u00a0»"
    assert short_label(epci) == "Saintes - L’Agglo"
    assert display_name(place("epci", "200070514", "CA de Blois ''Agglopolys''")).endswith("«\u00a0Agglopolys\u00a0»")


# --- Every territory of the edition -------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> list[Territory]:
    columns = ["level", "code", "name", "short_name", "liaison"]
    frame = pd.read_parquet(PREPARED_DIR / "territories.parquet", columns=columns)
    return [
        place(level, str(code), name, int(liaison), short_name)
        for level, code, name, short_name, liaison in frame.itertuples(index=False)
    ]


NEVER = re.compile(
    r"^(?:de|à) [Ll]es? "  # not contracted
    r"|^(?:d’|en |dans )L[ea’]s? "
    r"|^(?:du|au|des|aux|dans le|dans la|dans les|de la|la|le|les) (?:[Ll]es?|[Ll]a) "  # two articles
    r"|^d’[^AÀÂEÉÈÊËIÎÏOÔUŒÆHYaeiou]"  # elided before a consonant
    r"|['\"]|  |^\W|\s$|’’"  # typography
)


def test_no_article_is_doubled_or_left_uncontracted(shipped: list[Territory]) -> None:
    phrases = [phrase for territory in shipped for phrase in said(territory)]
    assert len(phrases) >= 3 * 36_000
    assert not [phrase for phrase in phrases if NEVER.search(phrase)]


def test_every_epci_in_full_takes_an_article(shipped: list[Territory]) -> None:
    named = [t for t in shipped if t.level == "epci"]
    for territory in named:
        inside, subject = at_place(territory), the_place(territory)
        if territory.name.startswith(("Communauté d", "Communauté urbaine", "Métropole ")):
            assert inside == f"dans {subject}", territory.name
            assert subject.startswith("la "), territory.name
            assert of_place(territory) == f"de {subject}", territory.name


def test_a_vowel_is_always_elided(shipped: list[Territory]) -> None:
    for territory in shipped:
        assert not re.match(r"(?:de|la|le) [AÀÂEÉÈÊËIÎÏOÔUŒÆaeiou]", of_place(territory)), territory.name


@pytest.mark.parametrize(
    ("line", "inside"),
    [
        ("Communes semblables", "communes semblables"), ("EPCI semblables", "EPCI semblables"),
        ("T3 et plus", "T3 et plus"),
        ("L’écart est net", "l’écart est net"), ("Âge médian", "âge médian"), ("À pied", "à pied"), ("", ""),
    ],
)  # fmt: skip
def test_an_acronym_keeps_its_capitals_inside_a_sentence(line: str, inside: str) -> None:
    assert lowered(line) == inside
