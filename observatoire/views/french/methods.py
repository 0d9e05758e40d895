"""The method in plain French, and the catalogue's entries as readable texts."""

from __future__ import annotations

from collections.abc import Sequence

from observatoire.model.catalog import Catalog, Correction, Indicator, Source
from observatoire.model.features import Nearness
from observatoire.views.french.glossary import linked_texts
from observatoire.views.french.sentences import period
from observatoire.views.french.wording import STATES, number, spaced

MOST_CORRECTIONS = 4
"""How many known errors of the sources are listed under one indicator."""

METHOD = """
**Un rapport se calcule sur les sommes.** Pour un EPCI, la part des 65 ans et plus est le nombre d’habitants de
65 ans et plus de toutes ses communes, divisé par leur nombre total d’habitants : jamais la moyenne des parts des
communes, qui donnerait le même poids à un village et à une ville. Seules comptent les communes pour lesquelles les
deux nombres existent ; si certaines manquent, la couverture est écrite à côté du chiffre.

**Les pairs.** Un territoire n’est jamais compté parmi ses propres pairs. La médiane est la valeur du milieu : au
plus la moitié des pairs sont au-dessus, au plus la moitié au-dessous, et bien moins quand beaucoup ont la même valeur.
Les quartiles encadrent la moitié centrale, donnée et dessinée à partir de quatre pairs qui comptent. Le
rang 1 est la valeur la plus élevée, ce qui ne veut dire ni mieux ni moins bien ; les valeurs égales partagent le même
rang. Aucun classement général n’est établi. Rangs et écarts se calculent sur les valeurs exactes, avant l’arrondi de
l’affichage.

**Même nature et taille.** Les communes sont comparées dans les quinze strates de population du code général des
collectivités territoriales, appliquées ici à la population municipale. Les communautés de communes et
d’agglomération le sont par tranches de population (15 000, 30 000, 50 000, 100 000 et 250 000 habitants) ; les
communautés urbaines et les métropoles, trop peu nombreuses, forment chacune un seul groupe.

**Même département.** Un EPCI à cheval sur plusieurs départements est rattaché à celui où vit la plus grande part de
sa population.

**Territoires composés.** Un pays, un SCoT, trois EPCI qui travaillent ensemble se regardent comme un territoire : ses
sommes et ses rapports viennent de ses communes, chacune comptée une fois. Une médiane ne s’additionne pas : elle n’est
donnée que pour ses membres. Un chiffre d’élus n’y est donné que s’il est une somme de chiffres déjà donnés, pour que
rien de secret ne se retrouve par différence. Ses pairs sont des EPCI, jamais ceux dont il a des communes.

**Petits effectifs.** Sous un seuil propre à chaque indicateur (200 habitants ou logements pour le recensement, selon
le conseil de l’Insee), le chiffre n’est qu’un ordre de grandeur : il n’est pas classé, une carte le montre pâli et
hachuré, et il ne compte ni dans la médiane ni dans les quartiles des autres.

**Arrondis.** Un nombre qui n’est pas nul n’est jamais écrit zéro : il garde alors son premier chiffre significatif
(0,04 habitant par km²). Une évolution porte ses deux années.

**Une seule géographie.** Toutes les années sont ramenées aux communes et aux EPCI de 2026 : les communes fusionnées
sont additionnées ; pour une commune scindée, la valeur d’avant est partagée selon la population de 2023, et signalée
comme estimée.

**Les cartes.** Les classes sont des quantiles des territoires montrés : chaque couleur rassemble à peu près autant
de territoires, sauf où beaucoup ont la même valeur. Pour une évolution, deux couleurs se séparent à zéro.
"""


CHANCE = """
**Trois cas.** Un écart est *net* quand il dépasse sa marge, ce dont le seul hasard peut le déplacer 95 fois sur
100. Il est *trop proche pour départager* quand il tient dedans : cela ne veut pas dire que les territoires sont
égaux, mais que ce chiffre ne permet pas de les distinguer. Et parfois *on ne peut rien dire* : trop peu de cas, un
chiffre arrondi ou estimé, une marge plus large que les écarts habituels. Ce qui est compté en entier (un taux voté,
un budget, une surface) est *exact* : il n’a pas de marge.

**D’où vient la marge.** À partir de 10 000 habitants, le recensement n’interroge que 40 % des logements en cinq ans
: l’Insee publie de combien un nombre ainsi estimé peut s’écarter du vrai. Dans les communes plus petites tout le
monde est compté, mais deux villages pareils diffèrent quand même, d’une année à l’autre, par les départs et les
arrivées ; nous en tenons compte par une convention. Les accidents, les naissances, les faits enregistrés sont
comptés un à un, mais leur nombre changerait l’an prochain même si rien ne changeait : nous l’estimons d’après les
années passées.

**L’écart aux pairs.** La médiane des pairs est elle aussi incertaine : sa marge s’ajoute à celle du territoire.
Pour les événements, on demande plutôt combien il y en aurait si le territoire était comme ses pairs pris tous
ensemble.

**Le rang.** Le rang dit d’ordinaire plus que l’on n’en sait. « Entre le 4e et le 12e rang » veut dire : trois pairs
sont nettement au-dessus, neuf nettement en dessous sur vingt, les autres trop proches pour être départagés.

**Trop peu de cas.** On additionne alors plusieurs années, jamais par-dessus une rupture de série, ou l’on regarde
l’intercommunalité. Un nombre d’une année qui ne présage pas du suivant n’a pas de rang.

**Ce qui ressort.** N’y figure que ce qui est à la fois loin des pairs et net. Comme on regarde une centaine
d’indicateurs, le seul hasard en ferait paraître cinq : le seuil est resserré pour qu’au plus un sur dix de ceux que
l’on montre soit dû au hasard. Un chiffre compté en entier n’a pas de marge, mais s’il ne tient qu’à un ou deux élus,
il n’y figure pas. Ce qui dit peu d’un territoire (horaires de mairie, profession des élus, périmètres) passe après le
reste. Quand rien ne passe, la page le dit.

**Ce que la marge ne couvre pas.** Les personnes qui n’ont pas répondu, les réponses tardives, les erreurs de
saisie. Les calculs, leurs constantes et leurs sources sont décrits avec le code (`docs/uncertainty.md`).
"""


NEIGHBOURS = """
**Des territoires qui se ressemblent.** Les territoires « similaires » sont ceux dont la *structure* est la plus
proche : leur taille, leur densité, leur entourage, les âges, le bâti, les ressources, le relief. Ces traits ne sont
pas ceux que l’on vient comparer : un élu ne peut guère changer l’altitude ni le nombre d’habitants, et c’est à
structure proche que les autres différences parlent. Un indicateur qui sert de trait sera, par construction, proche
de celui des similaires.

**Comment se mesure la ressemblance.** Les valeurs très étalées (population, densité, revenu…) sont d’abord ramenées
à une échelle de proportions : passer de 1 000 à 2 000 habitants compte autant que passer de 10 000 à 20 000. Chaque
écart est ensuite rapporté à la dispersion ordinaire entre territoires, mesurée sur les quatre cinquièmes du milieu
pour que quelques cas extrêmes ne faussent rien. La distance est la racine de la moyenne des carrés de ces écarts,
chaque trait ayant son poids : 0 veut dire identique ; 1, un écart ordinaire sur tous les traits à la fois. Les
similaires sont les plus proches ; à égalité, l’ordre des codes décide. On peut écarter un trait, le compter double,
retirer un territoire.

**Les petites communes.** Dans un village, quelques familles font varier une part de plusieurs points. Pour mesurer
la ressemblance seulement, l’âge, les résidences secondaires, le revenu et les ressources d’une commune sont
rapprochés de ceux de son EPCI, comme si 50 habitants (ou logements) de l’EPCI s’y ajoutaient (200 habitants pour la
croissance). Un village en est nettement rapproché, une ville presque pas. Les chiffres affichés restent ceux de la
commune.

**Ce qui manque.** Un trait inconnu ici est laissé de côté, et la page le dit : l’altitude outre-mer, une grande
part du recensement à Mayotte. Un territoire auquel manquent plus de 40 % des traits (en poids) n’est pas proposé ;
s’ils manquent à celui que l’on compare (une commune sans habitants), on ne peut dire à qui il ressemble.

**Outre-mer et Corse.** Être outre-mer est un trait, au poids élevé : les autres territoires d’outre-mer passent
d’abord, mais une ville de métropole reste possible quand elle ressemble davantage sur tout le reste. La Corse n’a
pas de règle propre : son relief, son éloignement et ses résidences secondaires suffisent à la situer.

**Semblables et proches.** Un second groupe ajoute la carte à la structure : à ressemblance égale, un territoire du même
département, ou plus près à vol d’oiseau, passe devant. Cela explique souvent mieux ce que la géographie commande.
Mais des pairs proches partagent ce que la géographie apporte (la même pénurie de médecins, par exemple) et le
cachent ; des pairs semblables mais lointains le montrent. Les « similaires » restent donc le groupe proposé d’abord.
La page « Pairs » dit de chacun à combien de kilomètres il se trouve et quelle part de la distance en vient ; sa
ressemblance, elle, se juge toujours sur la structure seule.

**Quand personne ne ressemble.** Paris n’a pas de semblable. Quand le similaire du milieu de la liste est à plus de
1, la page prévient : la comparaison n’est alors qu’un repère. C’est le cas d’une commune sur mille, presque toutes
outre-mer ou en Corse, et de deux EPCI sur cent.

**Ce que cela vaut.** La médiane des similaires explique bien mieux que celle du département, de la région ou de la
même strate la plupart des indicateurs laissés de côté : chômage, prix des logements, pauvreté, logement social.
Elle explique moins bien ce que la géographie ou une décision locale commande : l’accès aux infirmières, les taux
votés par l’EPCI. L’évaluation complète est publiée avec le code de l’application (`docs/peers.md`).

**Ce que la méthode ne sait pas.** Les villes voisines de l’étranger (Genève, Luxembourg, Bruxelles) ne sont pas
comptées dans l’entourage ; le littoral, l’histoire industrielle ou le climat n’entrent pas dans les traits.
"""


def neighbours_markdown(catalog: Catalog) -> str:
    """Return how statistical neighbours are found, then each feature with its figure, its weight and its reason."""
    lines = []
    for feature in catalog.features.values():
        when = str(feature.year)
        if feature.indicator is not None:
            when = period(catalog.indicator(feature.indicator), feature.year)
        scope = "" if len(feature.levels) > 1 else f", {_OF_LEVEL[feature.levels[0]]}"
        weight = number(feature.weight, 0 if feature.weight == int(feature.weight) else 1)
        lines.append(f"- **{feature.title}** ({when}{scope}, poids\u00a0{weight}). {feature.reason}")
    lines += [_nearness_line(nearness) for nearness in catalog.nearness.values()]
    return spaced(f"{NEIGHBOURS.strip()}\n\n**Les traits**\n\n" + "\n".join(lines))


def _nearness_line(nearness: Nearness) -> str:
    """Say what the map adds to the squared distance, with its numbers."""
    remote = f"le logarithme de (1 + km ÷ {number(nearness.kilometres)}), divisé par {number(nearness.width)}"
    return (
        f"- **{nearness.title}** (semblables et proches seulement). {nearness.reason} Au carré de la distance de "
        f"structure s’ajoutent {number(nearness.other_departement, 1)} pour un autre département, et "
        f"{number(nearness.weight, 1)} fois le carré de l’éloignement : {remote}, au plus {number(nearness.bound)}."
    )


_OF_LEVEL = {"commune": "communes seulement", "epci": "EPCI seulement"}


def states_markdown() -> str:
    """Return the states of a figure that is missing or fragile, each explained."""
    return "\n".join(f"- **{_capital(words.label)}**\u202f: {words.explanation}" for words in STATES.values())


def formula(catalog: Catalog, indicator: Indicator) -> str:
    """Write an indicator's formula with the names of its measures."""
    top = _terms(catalog, indicator.numerator_terms)
    if indicator.kind == "count":
        return top
    if indicator.kind == "change":
        rate = "taux annuel moyen" if indicator.annual else "évolution"
        return f"{top}, {rate} depuis {indicator.base_year}"
    bottom = _terms(catalog, indicator.denominator_terms)
    factor = f"{number(indicator.scale)} × " if indicator.scale != 1 else ""
    return f"{factor}({top}) ÷ ({bottom})"


def _terms(catalog: Catalog, terms: tuple[tuple[int, str], ...]) -> str:
    words = [f"{'−' if sign < 0 else '+'} {catalog.measures[measure].label}" for sign, measure in terms]
    return " ".join(words).removeprefix("+ ")


def indicator_markdown(catalog: Catalog, indicator: Indicator, years: Sequence[int]) -> str:
    """Return all that the catalogue says of an indicator, for a reader."""
    span = period(indicator, years[0]) if len(years) == 1 else f"{years[0]} à {years[-1]} ({len(years)} années)"
    texts = [indicator.description, indicator.not_said, *indicator.caveats]
    description, not_said, *caveats = linked_texts(texts, catalog.terms.values())
    lines = [
        description,
        f"**Calcul** : {formula(catalog, indicator)}.",
        f"**Unité** : {(indicator.unit or indicator.unit_spoken).removesuffix('.')}. **Années** : {span}.",
        f"**Ce que ce chiffre ne dit pas** : {not_said}",
    ]
    if caveats:
        lines.append("**À savoir** :\n" + "\n".join(f"- {caveat}" for caveat in caveats))
    for rupture in indicator.breaks:
        lines.append(f"**Rupture de série en {rupture.year}** : {rupture.note}")
    if indicator.min_base:
        lines.append(f"**Seuil de fragilité** : {number(indicator.min_base)} (base du calcul).")
    corrections = catalog.corrections_of(indicator)
    if corrections:
        known = [
            f"- {correction.what} **{_capital(correction.status)}** : {correction.effect}" for correction in corrections
        ]
        if len(known) > MOST_CORRECTIONS:
            known[MOST_CORRECTIONS:] = ["- Les autres sont à la page [Données et méthode](donnees)."]
        lines.append("**Corrections et défauts connus de la source** :\n" + "\n".join(known))
    cited = " ; ".join(f"[{s.citation}]({s.page})" if s.page else s.citation for s in catalog.sources_of(indicator))
    lines.append(f"**Source** : {cited}")
    return spaced("\n\n".join(lines))


def corrections_markdown(corrections: Sequence[Correction]) -> str:
    """Return known errors of one source as a list: the error, its cause or its proof, what became of it."""
    told = (
        f"- {error.what}\n\n  **Explication** : {error.reason}\n\n  **{_capital(error.status)}** : {error.effect}"
        for error in corrections
    )
    return spaced("\n".join(told))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def source_markdown(source: Source) -> str:
    """Return all that the catalogue says of a source."""
    lines = [
        f"**Édition** : {source.edition}. **Publication** : {source.published}.",
        f"**Géographie** : {source.geography}.",
        f"**Licence** : {source.licence}.",
        f"**Citer** : {source.citation}",
    ]
    if source.page:
        lines.append(f"[Page du producteur]({source.page})")
    if source.note:
        lines.append(f"**Note** : {source.note}")
    return spaced("\n\n".join(lines))
