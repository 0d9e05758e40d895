"""Every page, driven without a browser: each kind of place, each kind of bad address, no exception, French words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from observatoire.model.catalog import load_catalog
from observatoire.model.store import open_store
from observatoire.statistics.components import years
from observatoire.statistics.offering import open_offered
from observatoire.views.french.wording import spaced

MAIN = Path(__file__).parents[2] / "pages" / "main.py"
PLACE_PAGES = ("portrait", "pairs", "comparer", "carte", "evolution")
PLACES = {
    "commune": "com-16102",
    "epci": "epci-200070514",
    "departement": "dep-16",
    "region": "reg-75",
    "france": "france",
    "nobody lives there": "com-55039",
    "hamlet, fragile": "com-26274",
    "Mayotte, not published": "com-97611",
    "island without EPCI": "com-85113",
    "Paris": "com-75056",
    "article": "com-72181",
}


def unfolded(app: AppTest, key: str) -> AppTest:
    """Return the page with one of its folded parts opened: these are made for who opens them."""
    app.session_state[key] = True
    return app.run()


def at_page(page: str) -> AppTest:
    """A visitor's application that has not run yet, at the address of a page."""
    app = AppTest.from_file(str(MAIN), default_timeout=180)
    # `switch_page` guesses the address from the name of the file until a first run has declared the pages.
    app._page_hash = calc_hash("" if page == "accueil" else page)
    return app


def run(page: str, **parameters: str) -> AppTest:
    """Open a page of the application as a fresh visitor would, by its own address."""
    app = at_page(page)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception
    return app


def held(app: AppTest, name: str) -> str:
    """What the URL holds for a parameter (AppTest gives a list for what was set from outside)."""
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def words(app: AppTest) -> str:
    """All the text of a page: markdown, titles, captions, notices, HTML."""
    kinds = (app.markdown, app.title, app.header, app.subheader, app.caption, app.warning, app.info)
    texts = [str(element.value) for kind in kinds for element in kind]
    return "\n".join(texts + [str(element.proto.body) for element in app.get("html")])


@pytest.mark.parametrize("page", PLACE_PAGES)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_every_page_shows_every_kind_of_place(page: str, place: str) -> None:
    app = run(page, territoire=place)
    assert app.title[0].value == open_store().territory(place).short_name.replace("'", "’")
    text = words(app)
    assert "nan" not in text.lower().split()
    assert "None" not in text
    assert "otc-footer" in text


@pytest.mark.parametrize("page", ["accueil", "donnees", "lexique"])
def test_pages_without_a_place(page: str) -> None:
    assert "otc-footer" in words(run(page))


def test_the_glossary_gives_each_term_its_own_anchor() -> None:
    app = run("lexique")
    anchors = [heading.anchor for heading in app.subheader]
    assert "terme-epci" in anchors
    assert len(anchors) == len(set(anchors)) == len(load_catalog().terms)
    assert [h.value for h in app.header] == sorted({h.value for h in app.header})


def test_the_known_errors_of_the_sources_are_all_on_the_method_page() -> None:
    text = words(run("donnees"))
    for correction in load_catalog().corrections.values():
        assert spaced(correction.what) in text
        assert spaced(correction.effect) in text
    assert "Les mots" not in [h.value for h in run("donnees").header]
    assert "]()" not in text, "a source whose producer nobody knows has no page"


@pytest.mark.parametrize("page", PLACE_PAGES)
def test_without_a_place_a_page_offers_the_search(page: str) -> None:
    app = run(page)
    assert app.title[0].value == "Quel territoire\u202f?"
    assert app.text_input


HOSTILE = {
    "unknown": "com-99999",
    "script": "<script>alert(1)</script>",
    "markdown image": "![x](http://example.org/x.png)",
    "absurdly long": "com-" + "9" * 5_000,
    "arabic digits": "com-١٦١٠٢",
    "null": "com-16\x00102",
}


@pytest.mark.parametrize("page", PLACE_PAGES)
@pytest.mark.parametrize("asked", HOSTILE.values(), ids=HOSTILE.keys())
def test_an_unknown_place_gets_one_sentence_and_a_way_on(page: str, asked: str) -> None:
    app = run(page, territoire=asked)
    assert len(app.warning) == 1
    assert "n’existe pas dans ces données" in app.warning[0].value
    assert "://" not in app.warning[0].value
    assert "<" not in app.warning[0].value
    assert app.text_input, "no way on"


@pytest.mark.parametrize(
    ("parameter", "asked", "sentence"),
    [
        ("indicateur", "bonheur", "L’indicateur «\u00a0bonheur\u00a0» n’existe pas"),
        ("annee", "1789", "L’année «\u00a01789\u00a0» n’est pas disponible"),
        ("pairs", "amis", "Le groupe de comparaison «\u00a0amis\u00a0» n’existe pas"),
        ("avec", "com-00000", "Le territoire «\u00a0com-00000\u00a0» n’existe pas\u202f; il n’est pas mis en avant"),
    ],
)
@pytest.mark.parametrize("page", ["comparer", "evolution"])
def test_every_other_parameter_too(page: str, parameter: str, asked: str, sentence: str) -> None:
    app = run(page, territoire="epci-200070514", **{parameter: asked})
    assert [w for w in app.warning if sentence in w.value]
    assert app.title[0].value == "Grand Cognac"


def test_an_unknown_map_is_replaced_and_said() -> None:
    app = run("carte", territoire="epci-200070514", perimetre="planetes-galaxie")
    assert [w for w in app.warning if "La carte «\u00a0planetes-galaxie\u00a0» n’existe pas" in w.value]


def test_a_former_commune_leads_to_the_living_one() -> None:
    app = run("portrait", territoire="com-14174")
    assert app.title[0].value == "Condé-en-Normandie"


def test_compare_says_rank_median_and_the_groups_own_value() -> None:
    text = words(run("comparer", territoire="epci-200070514", pairs="departement", indicateur="part_65_ans_plus"))
    # Figures of `python -m observatoire compare epci-200070514 --indicator part_65_ans_plus --peers departement`.
    for expected in (
        "25,1\u00a0%",
        "Entre la 2e et la 3e valeur la plus faible sur 9",
        "28,3\u00a0%",
        "26,9\u00a0%",
        "26,3\u00a0%",
    ):
        assert expected in text


def test_changing_the_indicator_changes_the_url_and_the_page() -> None:
    app = run("comparer", territoire="epci-200070514", indicateur="part_65_ans_plus", annee="2021")
    app.selectbox(key="indicateur-choisi").set_value("densite").run()
    assert not app.exception
    assert held(app, "indicateur") == "densite"
    assert held(app, "annee") == "2023"
    assert "Densité de population (2023)" in [h.value for h in app.header]


def test_the_url_holds_the_whole_view() -> None:
    app = run("comparer", territoire="com-16102")
    view = {name: held(app, name) for name in app.query_params}
    assert view == {
        "territoire": "com-16102", "pairs": "similaires", "indicateur": "part_65_ans_plus", "annee": "2021",
        "edition": open_store().edition,
    }  # fmt: skip
    again = run("comparer", **view)
    assert words(again) == words(app)


@pytest.mark.parametrize(
    ("page", "more"),
    [
        ("accueil", {}), ("questions", {}), ("portrait", {"theme": "tout"}), ("pairs", {}), ("comparer", {}),
        ("comparer", {"vue": "theme"}), ("comparer", {"vue": "croiser"}), ("comparer", {"vue": "cote"}),
        ("carte", {}), ("evolution", {"indicateur": "population"}), ("atelier", {}), ("donnees", {}), ("lexique", {}),
        ("guide", {}), ("mes-donnees", {}), ("composer", {}),
        ("composer", {"par": "tout-fait"}), ("composer", {"par": "carte"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["com-16102", "com-26274", "epci-200070514", "dep-976"])
def test_no_line_can_begin_with_a_colon(page: str, more: dict[str, str], place: str) -> None:
    app = run(page, territoire=place, **more)
    for key in ("calcul", "comprendre"):
        app.session_state[key] = True
    text = re.sub(r"<style.*?</style>|<svg.*?</svg>|<[^>]*>", "", words(app.run()), flags=re.DOTALL)
    loose = re.findall(r".{0,40}(?:[\w)%»] [:;?!](?=\s|$)|« | »).{0,20}", text)
    assert not loose


def test_any_territory_of_the_level_may_be_picked_by_search() -> None:
    app = unfolded(run("comparer", territoire="epci-200070514", avec="epci-241700434"), "un-autre")
    field = next(f for f in app.text_input if f.label == "Chercher un territoire à ajouter (EPCI seulement)")
    field.set_value("rennes").run()
    labels = [button.label for button in app.button]
    assert not any("Rennes (35)" in label for label in labels)  # the commune is of another level
    next(button for button in app.button if "Rennes Métropole" in button.label).click().run()
    assert held(app, "avec") == "epci-241700434,epci-243500139"
    assert "▲ </span>Rennes Métropole" in words(app)
    field = next(f for f in app.text_input if f.label.startswith("Chercher un territoire"))
    field.set_value("zzzz").run()
    assert "Aucun territoire de ce niveau" in words(app)


def test_four_territories_may_be_picked_and_the_first_two_are_marked() -> None:
    five = "com-16089,com-16167,com-16058,com-16046,com-16012"
    app = run("comparer", territoire="com-16102", pairs="epci", avec=five)
    assert app.multiselect(key="mis-en-avant").value == five.split(",")[:4]
    text = words(app)
    assert "■ </span>Châteaubernard" in text
    assert "▲ </span>Jarnac" in text


def test_a_fragile_figure_is_an_order_of_magnitude_and_offers_the_epci() -> None:
    app = run("comparer", territoire="com-26274", indicateur="part_65_ans_plus")
    text = words(app)
    assert "Ordre de grandeur seulement" in text
    assert "Pas de rang" in text
    assert "non classé" in text


def test_no_value_is_never_written_as_zero() -> None:
    text = words(run("comparer", territoire="com-97611", indicateur="part_65_ans_plus", annee="2021"))
    assert "non publié" in text
    assert "0,0\u00a0%" not in text.split("Le classement")[0]


def test_the_map_sends_classes_and_never_geometry() -> None:
    app = run("carte", territoire="epci-200070514")
    sent = app.get("component_instance")[0].proto.json_args
    assert "geo/2026.1/communes-epci-200070514.map" in sent
    assert "coordinates" not in sent
    assert "http://" not in sent.replace("http://www.w3.org", "")
    assert "https://" not in sent


def test_a_count_is_drawn_as_circles() -> None:
    app = run("carte", territoire="epci-200070514", indicateur="population")
    assert "otc-circle" in words(app)


def test_a_click_on_the_map_opens_that_territory_and_keeps_the_map(monkeypatch: pytest.MonkeyPatch) -> None:
    jarnac = open_store().territory("com-16167")
    click = {"last_clicked": {"lat": jarnac.lat, "lng": jarnac.lon}}
    monkeypatch.setattr("streamlit_folium.st_folium", lambda *_args, **_kwargs: click)
    monkeypatch.setattr("pages.parts.maps.frame.st_folium", lambda *_args, **_kwargs: click)
    app = run("carte", territoire="epci-200070514")
    assert held(app, "territoire") == "com-16167"
    assert held(app, "perimetre") == "communes-epci-200070514"
    assert app.title[0].value == "Jarnac"


def test_evolution_in_base_100() -> None:
    app = run("evolution", territoire="epci-200070514", indicateur="population", mode="base100", pairs="departement")
    text = words(app)
    assert "100,0 en 2016" in text
    # 69 249 / 69 775
    assert "99,2 en 2023" in text


def test_the_change_over_a_chosen_period_names_both_ends() -> None:
    app = run(
        "evolution", territoire="com-16102", indicateur="population", depuis="2017", jusqua="2023", pairs="region"
    )
    text = words(app)
    # 18 532 / 18 825
    assert "18\u202f825\u00a0hab. en 2017, 18\u202f532\u00a0hab. en 2023, soit −1,6\u00a0%" in text
    assert "l’évolution médiane est de" in text
    assert "partagent une partie de leurs réponses" not in text
    turned = words(run("evolution", territoire="com-16102", indicateur="population", depuis="2023", jusqua="2017"))
    assert "en 2017, 18\u202f532" in turned


def test_census_years_that_overlap_are_said() -> None:
    app = run("evolution", territoire="com-16013", indicateur="population", depuis="2021", jusqua="2023")
    text = " ".join(w.value for w in app.warning)
    assert "moins de 5 ans partagent" in text
    assert "effet de l’enquête" in text


def test_no_change_is_computed_across_a_break() -> None:
    store, catalog = open_offered()
    broken = next(i for i in catalog.indicators.values() if i.breaks and len(years(store, i)) > 1)
    known, rupture = years(store, broken), broken.breaks[0].year
    before, after = max(y for y in known if y < rupture), min(y for y in known if y >= rupture)
    app = run("evolution", territoire="dep-16", indicateur=broken.id, depuis=str(before), jusqua=str(after))
    assert "elle n’est pas calculée" in " ".join(w.value for w in app.warning)


@pytest.mark.parametrize(("depuis", "jusqua"), [("1789", "2023"), ("2020", "2020"), ("<script>", "x")])
def test_an_absurd_period_gets_a_sentence(depuis: str, jusqua: str) -> None:
    app = run("evolution", territoire="com-16102", indicateur="population", depuis=depuis, jusqua=jusqua)
    assert app.warning
    assert "<script" not in app.warning[0].value
    assert "Cognac\u202f: " in words(app)


def test_the_table_of_changes_says_a_long_unit_once() -> None:
    text = words(run("evolution", territoire="epci-200070514", indicateur="population", depuis="2016", jusqua="2023"))
    assert "Population municipale (hab.), évolution de 2016 à 2023" in text
    assert '<td class="otc-num">69\u202f775</td><td class="otc-num">69\u202f249</td>' in text


def test_a_figure_says_where_it_comes_from() -> None:
    app = run("evolution", territoire="com-16102", indicateur="population")
    assert "D’où vient ce chiffre" in " ".join(e.label for e in app.expander)
    assert "Licence Ouverte" not in words(app)
    text = words(unfolded(app, "calcul"))
    assert "Licence Ouverte" in text
    assert "Repose sur" in text
    text = words(unfolded(app, "comprendre"))
    assert "Ce que ce chiffre ne dit pas" in text


def test_the_search_field_finds_and_says_when_it_does_not() -> None:
    app = run("accueil")
    app.text_input(key="recherche-accueil").set_value("sant etiene").run()
    labels = [link.proto.label for link in app.get("page_link")]
    assert any(label.startswith("**Saint-Étienne** — Commune · Loire (42)") for label in labels)
    app.text_input(key="recherche-accueil").set_value("zzzzqqqq").run()
    assert "Aucun territoire ne correspond" in app.info[0].value
    assert not app.exception


def linked(app: AppTest) -> list[str]:
    return [link.proto.label for link in app.get("page_link") if link.proto.label.startswith("**")]


@pytest.mark.parametrize(
    ("text", "first", "said"),
    [
        ("16100", "**Cognac** — Commune", "(parce que 16100 est son code postal)"),
        ("75112", "**Paris** — Commune", "Les arrondissements de Paris n’ont pas de page ici"),
        ("grand lyon", "**Métropole de Lyon** —", "(dit aussi «\u00a0Grand Lyon\u00a0»)"),
        ("44021 NANTES CEDEX 1", "**Nantes** — Commune", "Vouliez-vous dire"),
        ("Plaine Commune", "**Métropole du Grand Paris** —", "Vouliez-vous dire"),
    ],
)
def test_a_search_says_why_and_how_sure_it_is(text: str, first: str, said: str) -> None:
    app = run("accueil", q=text)
    assert linked(app)[0].startswith(first)
    assert said in words(app) + " ".join(linked(app))
    assert not app.exception


def test_what_is_not_here_is_said_with_the_way_on() -> None:
    app = run("accueil", q="Nouméa")
    assert "La Nouvelle-Calédonie n’est pas dans ces données" in app.info[0].value
    assert "(https://www.isee.nc/)" in app.info[0].value
    assert len(linked(app)) == 0
    for text in ("zzzzqqqq", "Nouméa"):
        assert "Ce que l’on n’a pas encore, et où le trouver" in words(run("accueil", q=text))


def test_a_word_that_is_a_subject_leads_to_its_indicators_or_to_who_publishes_it() -> None:
    assert "Part des accidents impliquant un vélo" in words(run("accueil", q="vélo"))
    app = run("accueil", q="médecin")
    assert "Les médecins et l’accès aux soins ne sont pas encore ici" in words(app)
    assert "https://data.drees.solidarites-sante.gouv.fr/" in words(app)
    assert len(linked(app)) == 0, "no misspelt place"


def test_an_indicator_is_found_by_a_word() -> None:
    app = run("questions")
    app.text_input(key="mots").set_value("loyer").run()
    [subjects] = [str(e.proto.body) for e in app.get("html") if "otc-subjects" in str(e.proto.body)]
    assert "Les loyers ne sont pas encore ici" in subjects
    assert "Altitude" not in subjects
    assert "Ce que l’on n’a pas encore, et où le trouver" in words(app)
    app.text_input(key="mots").set_value("poisson rouge").run()
    assert "Aucun indicateur ne répond à ces mots." in app.info[0].value
    assert not app.exception


def test_what_is_not_here_yet_has_a_place_of_its_own() -> None:
    text = words(run("donnees"))
    assert "Ce que l’on n’a pas encore, et où le trouver" in text
    for entry in load_catalog().awaited.values():
        assert entry.page in text


@pytest.mark.parametrize("asked", ["COM-2a004", "2a004", "com-2A004"])
def test_a_link_may_be_written_in_lower_case(asked: str) -> None:
    app = run("portrait", territoire=asked)
    assert "Ajaccio" in words(app)
    assert not app.warning
    app = run("portrait", territoire="com-75112")
    assert "Les arrondissements de Paris" in app.warning[0].value


def test_homonyms_are_told_apart() -> None:
    app = run("accueil", q="saint-denis")
    labels = [link.proto.label for link in app.get("page_link") if "Saint-Denis**" in link.proto.label]
    assert len(labels) == len(set(labels)) > 2


def test_links_of_the_menu_carry_the_choices() -> None:
    app = run("comparer", territoire="epci-200070514", indicateur="densite", annee="2020", pairs="region")
    queries = {link.proto.page: link.proto.query_string for link in app.get("page_link")}
    assert "territoire=epci-200070514" in queries["carte"]
    assert "indicateur=densite" in queries["carte"]
    assert "pairs=region" in queries["evolution"]


@pytest.mark.parametrize("page", ["comparer", "carte"])
def test_a_break_in_series_is_said_where_the_figure_is(page: str) -> None:
    app = run(page, territoire="epci-200070514", indicateur="taux_moyen_taxe_fonciere", theme="fiscalite")
    assert "upture de série en 2022" in words(app)


def test_the_portrait_opens_with_what_stands_out_and_serves_every_theme() -> None:
    app = run("portrait", territoire="epci-200070514", pairs="departement")
    assert app.header[0].value == "Ce qui ressort"
    assert words(app).count('<li><span class="otc-sign"') in range(1, 9)
    for theme in open_offered()[1].themes.values():
        shown = run("portrait", territoire="epci-200070514", theme=theme.id)
        assert theme.title in [header.value for header in shown.header]
        assert 'class="otc-row"' in words(shown)


def test_missing_figures_take_one_line_a_theme_not_a_card_each() -> None:
    app = run("portrait", territoire="com-97608", theme="demographie")
    assert "otc-unknown" not in words(app)
    [line] = [c.value for c in app.caption if c.value.startswith("Sans chiffre ici") and "65" in c.value]
    assert " Part des moins de 20\u00a0ans\u202f; Part des 20-64\u00a0ans\u202f; " in line
    assert line.endswith("non publié. La source ne donne pas ce chiffre pour Mayotte.")


def test_nothing_stands_out_of_a_hamlet() -> None:
    assert "Moins de 200 habitants" in words(run("portrait", territoire="com-26274"))


def test_a_page_without_territory_keeps_what_was_asked() -> None:
    app = run("comparer", indicateur="densite", annee="2020")
    queries = [link.proto.query_string for link in app.get("page_link") if "Grand Cognac" in link.proto.label]
    assert any("territoire=epci-200070514" in q and "indicateur=densite" in q for q in queries)
    pages = [link.proto.page for link in app.get("page_link") if "Grand Cognac" in link.proto.label]
    assert pages == ["comparer"]


def test_the_fold_of_a_portrait_holds_who_the_place_is_where_it_lies_and_what_it_holds() -> None:
    closed = run("portrait", territoire="epci-200070514")
    assert "portrait?territoire=com-16102" not in words(closed), "fifty links that few look at"
    opened = words(unfolded(closed, "identite"))
    for said in ("200070514", "otc-locator", "portrait?territoire=com-16102"):
        assert said in opened
