"""The method in plain French, and the catalogue's entries as readable texts."""

from __future__ import annotations

from collections.abc import Sequence

from observatoire.model.catalog import Catalog, Correction, Indicator, Source
from observatoire.views.glossary import linked_parts
from observatoire.views.wording import STATES, number

MOST_CORRECTIONS = 4
"""How many known errors of the sources are listed under one indicator."""

METHOD = """
**Un rapport se calcule sur les sommes.** Pour un EPCI, la part des 65 ans et plus est le nombre d’habitants de
65 ans et plus de toutes ses communes, divisé par leur nombre total d’habitants : jamais la moyenne des parts des
communes, qui donnerait le même poids à un village et à une ville. Seules comptent les communes pour lesquelles les
deux nombres existent ; si certaines manquent, la couverture est écrite à côté du chiffre.

**Les pairs.** Un territoire n’est jamais compté parmi ses propres pairs. La médiane partage le groupe en deux
moitiés ; les quartiles encadrent sa moitié centrale. Le rang 1 est la valeur la plus élevée, ce qui ne veut dire ni
mieux ni moins bien ; les valeurs égales partagent le même rang. Aucun classement général n’est établi.

**Même nature et taille.** Les communes sont comparées dans les quinze strates de population du code général des
collectivités territoriales, appliquées ici à la population municipale. Les communautés de communes et
d’agglomération le sont par tranches de population (15 000, 30 000, 50 000, 100 000 et 250 000 habitants) ; les
communautés urbaines et les métropoles, trop peu nombreuses, forment chacune un seul groupe.

**Même département.** Un EPCI à cheval sur plusieurs départements est rattaché à celui où vit la plus grande part de
sa population.

**Petits effectifs.** Sous un seuil propre à chaque indicateur (200 habitants ou logements pour le recensement,
selon le conseil de l’Insee), le chiffre n’est qu’un ordre de grandeur : il n’est ni classé ni coloré, et ne compte
ni dans la médiane ni dans les quartiles des autres.

**Une seule géographie.** Toutes les années sont ramenées aux communes et aux EPCI de 2026 : les communes fusionnées
sont additionnées ; pour une commune scindée, la valeur d’avant est partagée selon la population de 2023, et signalée
comme estimée.

**Les cartes.** Les classes sont des quantiles des territoires montrés : chaque couleur rassemble à peu près autant
de territoires. Pour une évolution, deux couleurs se séparent à zéro.
"""


def states_markdown() -> str:
    """Return the states of a figure that is missing or fragile, each explained."""
    return "\n".join(f"- **{_capital(words.label)}** : {words.explanation}" for words in STATES.values())


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
    span = str(years[0]) if len(years) == 1 else f"{years[0]} à {years[-1]} ({len(years)} années)"
    texts = [indicator.description, indicator.not_said, *indicator.caveats]
    description, not_said, *caveats = linked_parts(texts, catalog.terms.values())
    lines = [
        description,
        f"**Calcul** : {formula(catalog, indicator)}.",
        f"**Unité** : {indicator.unit or indicator.unit_spoken}. **Années** : {span}.",
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
    cited = " ; ".join(f"[{s.citation}]({s.page})" for s in catalog.sources_of(indicator))
    lines.append(f"**Source** : {cited}")
    return "\n\n".join(lines)


def corrections_markdown(corrections: Sequence[Correction]) -> str:
    """Return known errors of one source as a list: the error, its cause or its proof, what became of it."""
    return "\n".join(
        f"- {error.what}\n\n  **Explication** : {error.reason}\n\n  **{_capital(error.status)}** : {error.effect}"
        for error in corrections
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def source_markdown(source: Source) -> str:
    """Return all that the catalogue says of a source."""
    lines = [
        f"**Édition** : {source.edition}. **Publication** : {source.published}.",
        f"**Géographie** : {source.geography}.",
        f"**Licence** : {source.licence}.",
        f"**Citer** : {source.citation}",
        f"[Page du producteur]({source.page})",
    ]
    if source.note:
        lines.append(f"**Note** : {source.note}")
    return "\n\n".join(lines)
