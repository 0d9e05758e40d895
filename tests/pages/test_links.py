"""Links: every option survives a round trip, a tampered one gets a sentence, an old one says so and shows both."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from observatoire.model.folders import editions
from observatoire.statistics.components import years
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import FEWEST_SIMILAR, MOST_SIMILAR, offered_methods
from pages.state.links import same_page, same_page_for_each
from pages.state.parameters import OPTIONS, VIEW_PARAMETERS, names_of
from pages.state.selection import Selection, parse
from tests.pages.test_pages import held, run, unfolded, words

STORE, CATALOG = open_offered()
TODAY = STORE.edition
PLACES = ("com-16102", "com-26274", "com-97611", "com-75056", "epci-200070514", "dep-16", "reg-75", "france")
LEVELS = {
    level: tuple(STORE.level(level).index[:: max(1, len(STORE.level(level)) // 60)])  # type: ignore[arg-type]
    for level in ("commune", "epci", "departement", "region", "france")
}
ALL_OPTIONS = sorted({name for names in OPTIONS.values() for name in names} | {"seance"})
PARAMETERS = (*VIEW_PARAMETERS, "seance", "edition")
PAGES_OF_PLACES = ("portrait", "pairs", "comparer", "carte", "evolution")
BOUNDED = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], database=None
)


@st.composite
def sound_links(draw: st.DrawFn) -> dict[str, str]:
    """Parameters that ask for what exists, any option set or not."""
    place = STORE.territory(draw(st.sampled_from(PLACES)))
    indicator = draw(st.sampled_from(list(CATALOG.indicators.values())))
    others = st.lists(st.sampled_from(LEVELS[place.level]), max_size=4, unique=True)
    features = [f.id for f in CATALOG.features.values() if place.level in f.levels]
    some = st.lists(st.sampled_from(features), max_size=3, unique=True) if features else st.just([])
    given_parameters = {
        "territoire": place.id,
        "indicateur": indicator.id,
        "annee": str(draw(st.sampled_from(years(STORE, indicator)))),
        "pairs": draw(st.sampled_from(["", *offered_methods(place)])),
        "nombre": draw(st.sampled_from(["", *map(str, range(FEWEST_SIMILAR, MOST_SIMILAR + 1))])),
        "sans": ",".join(draw(some)),
        "double": ",".join(draw(some)),
        "hors": ",".join(draw(others)),
        "restreint": draw(st.sampled_from(["", "region", "nature"])),
        "liste": ",".join(draw(others)),
        "avec": ",".join(draw(others)),
        "edition": draw(st.sampled_from(["", TODAY, "2025.1", "2024.12"])),
        **{name: draw(st.sampled_from(["", "tout", "a b+c&d=é", "10,20;30"])) for name in ALL_OPTIONS},
    }
    return {name: value for name, value in given_parameters.items() if value}


def read(query: str, page: str = "carte") -> Selection:
    """Read the query of an address as the server does: the last of repeated parameters counts."""
    return parse({name: found[-1] for name, found in parse_qs(query).items()}, STORE, CATALOG, page)


@BOUNDED
@given(sound_links(), st.sampled_from(PAGES_OF_PLACES))
def test_every_option_of_a_page_survives_the_round_trip_and_no_other(asked: dict[str, str], page: str) -> None:
    first = parse(asked, STORE, CATALOG, page)
    again = read(first.query(), page)
    assert again == first, first.query()
    assert again.query() == first.query()
    kept = first.parameters()
    assert {"territoire", "indicateur", "annee"} <= set(kept) <= set(names_of(page))
    for name in ALL_OPTIONS:
        assert kept.get(name) == (asked.get(name) if name in (*OPTIONS[page], "seance") else None)
    assert kept.get("edition", TODAY) == asked.get("edition", TODAY)


def test_what_a_link_asks_of_its_peers_is_what_it_gets() -> None:
    asked = {
        "territoire": "epci-200070514", "pairs": "similaires", "nombre": "12", "hors": "epci-241600303",
        "restreint": "region", "avec": "epci-241600303,epci-200072049",
    }  # fmt: skip
    found = parse(asked, STORE, CATALOG, "comparer")
    assert found.peers is not None
    assert (found.peers.n, found.peers.removed, found.peers.within) == (12, ("epci-241600303",), "region")
    assert [t.id for t in found.picked] == ["epci-241600303", "epci-200072049"]
    assert {name: found.parameters()[name] for name in asked} == asked


VALUES = st.one_of(
    st.text(max_size=60),
    st.binary(max_size=40).map(lambda raw: raw.decode("latin-1")),
    st.text(alphabet="com-epc0123456789,._<>&%'\"\\ \u0000\u0661\u202e", max_size=80),
    st.integers(1_000, 60_000).map(lambda n: "9" * n),
    st.sampled_from(
        ["<script>alert(1)</script>", "../../etc/passwd", "com-١٦١٠٢", "2026.1\n", "９９９９.1", "0" * 5000]
    ),
)


@BOUNDED
@given(sound_links(), st.dictionaries(st.sampled_from(PARAMETERS), VALUES, min_size=1, max_size=5), st.randoms())
@example({"territoire": "com-16102"}, {"edition": "2026.1\n"}, None)
def test_a_tampered_link_gets_sentences_and_never_an_exception(
    asked: dict[str, str], tampered: dict[str, str], chance: object
) -> None:
    pairs = [*asked.items(), *tampered.items(), *list(tampered.items())[:2]]
    if chance is not None:
        chance.shuffle(pairs)  # type: ignore[attr-defined]
    found = read(urlencode(pairs))
    assert all(len(sentence) < 400 and "<" not in sentence and "\n" not in sentence for sentence in found.notices)
    assert all(sentence.rstrip().endswith((".", "!", "?", TODAY)) for sentence in found.notices)
    assert sum(map(len, found.parameters().values())) < 25_000
    calm = read(found.query())
    assert calm.query() == found.query(), "what is kept of a tampered link is a sound one"
    assert calm.edition == found.edition


@BOUNDED
@given(st.text(max_size=300), st.binary(max_size=300))
def test_any_query_at_all_can_be_read(text: str, raw: bytes) -> None:
    for query in (text, raw.decode("latin-1")):
        parameters = dict(parse_qsl(query, keep_blank_values=True, errors="replace"))
        parse(parameters, STORE, CATALOG, "comparer")


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("2027.1", "plus récente que celle de ce site"),
        ("<b>x", "L’édition «\u00a0bx\u00a0» n’existe pas"),
        ("2026.1.1", "n’existe pas"),
        ("../../etc", "n’existe pas"),
        ("٢٠٢٦.١", "n’existe pas"),
    ],
)
def test_an_edition_that_is_no_earlier_one_gets_one_sentence(asked: str, sentence: str) -> None:
    found = parse({"territoire": "com-16102", "edition": asked}, STORE, CATALOG, "comparer")
    assert found.edition == ""
    assert len(found.notices) == 1
    assert sentence in found.notices[0]


def copied_address(app: object) -> str:
    [found] = re.findall(r'<input class="otc-field"[^>]* value="([^"]*)"', words(app))  # type: ignore[arg-type]
    return found.replace("&amp;", "&")


@pytest.mark.parametrize("page", ["portrait", "pairs", "comparer", "carte", "evolution"])
def test_every_view_of_a_place_has_a_link_that_names_the_edition(page: str) -> None:
    app = run(page, territoire="com-16102", indicateur="population")
    assert "Copier le lien" not in words(app), "made when asked for"
    assert held(app, "edition") == TODAY, "the address bar"
    text = words(unfolded(app, "partager"))
    assert '<button type="button" class="otc-copy" data-otc-copy' in text
    assert 'role="status"' in text
    assert read(copied_address(app).lstrip("?")).territory.id == "com-16102"  # type: ignore[union-attr]
    assert copied_address(app).endswith(f"&edition={TODAY}")
    assert ("&lt;iframe" in text) == (page in ("comparer", "carte", "evolution"))


def test_pages_without_a_place_have_no_link_to_copy() -> None:
    assert "data-otc-copy" not in words(run("accueil"))
    assert "data-otc-copy" not in words(run("portrait"))


def test_an_old_link_whose_edition_is_not_installed_says_that_only_today_is_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(editions, "EDITIONS_DIR", tmp_path / "none")
    app = run("comparer", territoire="com-16102", edition="2025.1")
    [sentence] = [i.value for i in app.info if "édition" in i.value]
    assert "date de l’édition 2025.1" in sentence
    assert "seuls les chiffres d’aujourd’hui sont montrés" in sentence
    assert "Alors" not in words(app)


@pytest.mark.parametrize("page", ["portrait", "comparer", "evolution"])
def test_an_old_link_shows_its_own_figure_beside_today_s(
    page: str, monkeypatch: pytest.MonkeyPatch, earlier: Path
) -> None:
    monkeypatch.setattr(editions, "EDITIONS_DIR", earlier)
    app = run(page, territoire="com-16102", indicateur="population", annee="2022", edition="2025.1")
    [table] = [body for body in map(str, (h.proto.body for h in app.get("html"))) if "Alors (2025.1)" in body]
    # The earlier edition of the tests counts 1 000 more people in Cognac in 2022: 18 466, then 19 466.
    cells = re.findall(r"<(?:th scope=\"row\"|td class=\"otc-num\")>(.*?)</t", table)
    assert cells[:3] == ["Alors (2025.1)", "2022", "19\u202f466\u00a0hab."]
    assert cells[4:7] == [f"Aujourd’hui ({TODAY})", "2022", "18\u202f466\u00a0hab."]
    assert cells[8:11] == ["Aujourd’hui, dernière année", "2023", "18\u202f532\u00a0hab."]
    assert "a été révisé" in table
    assert held(app, "edition") == "2025.1", "kept on the way"
    assert copied_address(unfolded(app, "partager")).endswith(f"&edition={TODAY}"), "a fresh link is today's"
    way_out = next(link.proto for link in app.get("page_link") if "seuls chiffres" in link.proto.label)
    assert f"edition={TODAY}" in way_out.query_string
    menu = next(link.proto for link in app.get("page_link") if link.proto.page == "carte")
    assert "edition=2025.1" in menu.query_string


def test_a_place_or_an_indicator_that_was_not_there_is_said(monkeypatch: pytest.MonkeyPatch, earlier: Path) -> None:
    monkeypatch.setattr(editions, "EDITIONS_DIR", earlier)
    assert "n’a pas cet indicateur" in words(
        run("comparer", territoire="com-16102", indicateur="densite", edition="2025.1")
    )
    assert "n’a pas ce territoire" in words(
        run("comparer", territoire="com-16089", indicateur="population", edition="2025.1")
    )


@pytest.mark.parametrize("page", PAGES_OF_PLACES)
@pytest.mark.parametrize("place", ["com-16102", "compose-200070514.241600303"])
def test_addresses_of_many_places_are_those_of_each(page: str, place: str) -> None:
    asked = {"territoire": place, "nom": "Vallée", "pairs": "choisis", "liste": "com-16015,epci-200070514"}
    selection = parse({**asked, "indicateur": "densite"}, STORE, CATALOG, page)
    address = same_page_for_each(selection)
    for other in ("com-16102", "com-16015", "epci-200070514", "dep-16", "reg-75", "france", "compose-16.17~Deux"):
        assert address(other) == same_page(selection, other), other
