"""A place chosen without its name: which EPCI a département has, what is drawn of it, what it weighs."""

from __future__ import annotations

import gzip
import re

import pytest

from observatoire.model.store import open_store
from observatoire.model.territory import territory_id
from observatoire.views.home.choice import choice_svg, country_html, departement_html
from observatoire.views.home.drawings import AROUND_PARIS, country_map, departement_map, epci_of

STORE = open_store()
DEPARTEMENTS = [str(name) for name in STORE.index("departement")]


def opened(identifier: str) -> str:
    return f"./?departement={identifier.removeprefix('dep-')}"


def portrait(identifier: str) -> str:
    return f"portrait?territoire={identifier}"


def of_departement(identifier: str) -> str:
    return departement_html(STORE, STORE.territory(identifier), "/x.svg", portrait, "./")


def test_charente_has_nine_epci_in_order_of_name() -> None:
    names = [place.short_name for place in epci_of(STORE, STORE.territory("dep-16"))]
    assert len(names) == 9
    assert names == sorted(names)
    assert {"Grand Cognac", "Grand Angoulême"} <= set(names)


def test_an_epci_of_two_departements_is_found_in_both() -> None:
    # Redon Agglomération has communes in Ille-et-Vilaine, Loire-Atlantique and Morbihan.
    [redon] = [place for place in epci_of(STORE, STORE.territory("dep-35")) if "Redon" in place.short_name]
    for other in ("dep-44", "dep-56"):
        assert redon.id in {place.id for place in epci_of(STORE, STORE.territory(other))}


def test_every_commune_of_an_epci_leads_to_it_from_its_departement() -> None:
    communes = STORE.level("commune").dropna(subset=["epci"])
    pairs = set(zip(communes["departement"], communes["epci"], strict=True))
    listed = {
        (name.removeprefix("dep-"), place.code)
        for name in DEPARTEMENTS
        for place in epci_of(STORE, STORE.territory(name))
    }
    assert listed == pairs


def test_a_departement_says_how_many_epci_it_has_and_which_reach_beyond_it() -> None:
    assert "<h2>Charente\u202f: 9\u00a0intercommunalités</h2><" in of_departement("dep-16")
    assert "limites" not in of_departement("dep-16")
    assert "<p>2\u00a0dépassent les limites du département.</p>" in of_departement("dep-62")
    assert "Paris\u202f: 1\u00a0intercommunalité<" in of_departement("dep-75")
    assert "<p>Elle dépasse les limites du département.</p>" in of_departement("dep-75")
    assert "Le portrait de la Charente" in of_departement("dep-16")


def test_numbers_of_the_map_are_those_of_the_list() -> None:
    html = of_departement("dep-16")
    listed = re.findall(r'<li><a href="portrait\?territoire=([\w-]+)"', html)
    drawn = [outline.id for outline in departement_map(STORE, "dep-16").outlines]
    assert listed == drawn
    assert re.findall(r'class="otc-number"[^>]*>(\d+)<', html) == [str(rank) for rank in range(1, 10)]


def test_the_map_of_france_leads_to_every_departement_and_to_france() -> None:
    html = country_html(STORE, "/x.svg", opened, portrait)
    for name in DEPARTEMENTS:
        assert html.count(f'href="{opened(name)}"') == (3 if name in AROUND_PARIS else 2), "on the map, in the list"
    assert f'href="{portrait("france")}"' in html


def test_the_surroundings_of_paris_and_overseas_are_insets() -> None:
    names = {inset.name: [outline.id for outline in inset.outlines] for inset in country_map(STORE).insets}
    assert names["Paris et autour"] == ["dep-75", "dep-92", "dep-93", "dep-94"]
    assert names["La Réunion"] == [territory_id("departement", "974")]
    assert len(names) == 6


def test_all_that_is_drawn_lies_in_the_picture() -> None:
    for drawing in (country_map(STORE), departement_map(STORE, "dep-29"), departement_map(STORE, "dep-976")):
        insets = [outline for inset in drawing.insets for outline in inset.outlines]
        for outline in (*drawing.outlines, *insets):
            percents = [float(text) for text in re.findall(r"(-?[\d.]+)%", outline.polygon)]
            assert len(percents) >= 6
            assert min(percents) >= 0
            assert max(percents) <= 100
            assert 0 < outline.left < 100
            assert 0 < outline.top < 100


@pytest.mark.parametrize("name", ["france", "dep-16", "dep-62", "dep-29", "dep-973"])
def test_a_map_to_choose_on_is_light(name: str) -> None:
    place = STORE.territory(name)
    picture = choice_svg(STORE, place)
    html = country_html(STORE, "/x.svg", opened, portrait) if name == "france" else of_departement(name)
    assert len(gzip.compress(picture.encode(), 6)) <= 20_000
    assert len(gzip.compress(html.encode(), 6)) <= 20_000
    assert "<script" not in picture
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")
