"""Words of the glossary are linked where texts use them, once, and nothing else is touched."""

from __future__ import annotations

import re
import time

import pytest

from observatoire.model.catalog import Catalog, Term, load_catalog
from observatoire.views.french.glossary import TOO_COMMON, alphabetical, forms, initial, linked, linked_texts
from observatoire.views.french.methods import indicator_markdown

JARGON = (
    "DGF", "DSU", "DSR", "DNP", "DACOM", "QPV", "ZRR", "FRR", "EPCI", "COG", "IRIS", "UAI", "SIREN", "BAAC", "RNE",
    "CSP", "SRU", "DGCL", "potentiel financier", "potentiel fiscal", "effort fiscal", "médiane", "quartile",
    "péréquation", "percentile", "millésime", "dénominateur", "base nette", "attribution de compensation",
    "droits de mutation",
    "versement mobilité", "versement transport", "coefficient correcteur", "dotation forfaitaire", "secret statistique",
    "zone tendue", "population municipale", "population totale", "population comptée à part", "rupture de série",
)  # fmt: skip


def term(identifier: str, title: str, *also: str) -> Term:
    return Term(id=identifier, title=title, also=also, definition="…")


TERMS = (
    term("agglo", "Agglomération"),
    term("ca", "Communauté d’agglomération (CA)"),
    term("zrr", "Zone de revitalisation rurale (ZRR)"),
    term("vacant", "Logement vacant"),
    term("elu", "Conseiller municipal (élu municipal)", "élu municipal"),
    term("menage", "Ménage"),
    term("siege", "Chef-lieu"),
    term("commune", "Commune"),
)


def texts(catalog: Catalog) -> list[str]:
    """All that the catalogue says of themes and indicators."""
    of_indicators = [
        text
        for i in catalog.indicators.values()
        for text in (i.title, i.question, i.description, i.not_said, *i.caveats, *(b.note for b in i.breaks))
    ]
    return [theme.description for theme in catalog.themes.values()] + of_indicators


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un ménage.", "Un [ménage](lexique#terme-menage)."),
        ("Les Ménages du lieu", "Les [Ménages](lexique#terme-menage) du lieu"),
        ("logements vacants", "[logements vacants](lexique#terme-vacant)"),
        ("logement\u00a0vacant", "[logement\u00a0vacant](lexique#terme-vacant)"),
        ("les élus municipaux", "les [élus municipaux](lexique#terme-elu)"),
        ("deux chefs-lieux", "deux [chefs-lieux](lexique#terme-siege)"),
        ("une communauté d'agglomération", "une [communauté d'agglomération](lexique#terme-ca)"),
        ("des communautés d’agglomération", "des [communautés d’agglomération](lexique#terme-ca)"),
        ("l’agglomération", "l’[agglomération](lexique#terme-agglo)"),
        ("classée ZRR (ZRR)", "classée [ZRR](lexique#terme-zrr) (ZRR)"),
        ("**ZRR**", "**[ZRR](lexique#terme-zrr)**"),
    ],
)
def test_a_term_is_linked_as_texts_write_it(text: str, expected: str) -> None:
    assert linked(text, TERMS) == expected


def test_the_longest_term_wins_and_each_is_linked_once() -> None:
    text = linked("La communauté d’agglomération, cette communauté d’agglomération, une agglomération", TERMS)
    assert text == (
        "La [communauté d’agglomération](lexique#terme-ca), cette communauté d’agglomération, "
        "une [agglomération](lexique#terme-agglo)"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "aménagement, déménage, zrr, Ça, ca",
        "sous-ménage et ménage-là",
        "[le ménage](https://www.insee.fr/menage)",
        "[note [1] ménage](https://x.fr/a_(b))",
        "![ménage](x.png)",
        "`ménage`",
        "<span title='ménage'>",
        "https://x.fr/ménage www.ménage.fr a@ménage.fr",
        "une commune",
        "[ménage][1]",
    ],
)
def test_what_stays_as_it_is(text: str) -> None:
    assert linked(text, TERMS) == text


def test_no_link_is_made_inside_a_link_by_a_second_pass() -> None:
    once = linked("Un ménage, un logement vacant.", TERMS)
    assert linked(once, TERMS) == once


@pytest.mark.parametrize("mark", ["[", "(", "<", "`", "[a", "[a](", "a", "@", "](", "[[a]"])
def test_hostile_texts_are_read_fast(mark: str) -> None:
    start = time.perf_counter()
    assert linked(mark * 4_000 + " ménage", TERMS).startswith(mark)
    assert time.perf_counter() - start < 2


def test_no_terms_no_links() -> None:
    assert linked("ménage", ()) == "ménage"


def test_texts_read_together_link_a_term_once() -> None:
    assert linked_texts(["ménage", "ménage"], TERMS, href="") == ["[ménage](#terme-menage)", "ménage"]


def test_the_dictionary_order_forgets_accents_and_case() -> None:
    terms = alphabetical([term("a", "Zone"), term("b", "Élu"), term("c", "https"), term("d", "Effectif")])
    assert [t.id for t in terms] == ["d", "b", "c", "a"]
    assert [initial(t) for t in terms] == ["E", "E", "H", "Z"]


def test_every_jargon_word_of_the_catalogue_has_an_entry() -> None:
    catalog = load_catalog()
    text = "\n".join(texts(catalog))
    linkable = [t for t in catalog.terms.values() if t.id not in TOO_COMMON]
    acronyms = set(re.findall(r"\b[A-Z]{2,}\b", text))
    used = acronyms | {word for word in JARGON if re.search(rf"\b{word}s?\b", text, re.IGNORECASE)}
    missing = {word for word in used if "](lexique#terme-" not in linked(word, linkable)}
    assert not missing, f"used in the catalogue, absent from glossary.toml: {sorted(missing)}"
    absent = {word for word in JARGON if "](lexique#terme-" not in linked(word, linkable)}
    assert not absent, f"words of our pages without an entry: {sorted(absent)}"


def test_the_shipped_glossary_is_without_ambiguity() -> None:
    terms = load_catalog().terms
    assert set(terms) >= TOO_COMMON
    written = [form.casefold() for t in terms.values() for form in forms(t)]
    assert len(written) == len(set(written)), "two terms are written alike"


def test_the_method_of_an_indicator_links_words_and_lists_known_errors() -> None:
    catalog = load_catalog()
    for indicator in catalog.indicators.values():
        text = indicator_markdown(catalog, indicator, [2020, 2021])
        links = re.findall(r"\]\(lexique#terme-(\w+)\)", text)
        assert len(links) == len(set(links)), indicator.id
        assert set(links) <= set(catalog.terms)
        assert ("Corrections et défauts connus" in text) == bool(catalog.corrections_of(indicator))
    text = indicator_markdown(catalog, catalog.indicator("accidents_pour_10000_habitants"), [2020])
    assert "Jusqu’à 47 codes" in text
    assert "Les autres sont à la page [Données et méthode](donnees)" in text
