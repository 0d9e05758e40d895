"""Mes données, driven without a browser: a file brought, described, shown, kept; nothing of it for anybody else."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatoire.local.catalogue import entry_of, with_local
from observatoire.local.file import read_local, write_local
from observatoire.local.record import LocalData, LocalIndicator
from observatoire.model.store import open_store
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerRequest, peer_group
from observatoire.views.local.maps import local_legend, local_map, pins_of
from observatoire.views.maps.geometry import Scope
from observatoire.views.maps.scopes import outlined
from observatoire.views.style.tokens import LOCAL, SEQUENTIAL, SEQUENTIAL_LOCAL
from pages.explorer.mesdonnees.compared import Compared
from pages.explorer.mesdonnees.files import chart_pictures, map_pictures
from pages.parts.brought import FIELD
from pages.state import data, local
from pages.state.models.local import shown_local
from tests.local.test_figures import EPCI, MEMBERS, of_members
from tests.local.test_file import DATA, DESCRIPTION
from tests.local.workbooks import inline, packed
from tests.pages.test_pages import run, words

CSV = "code;nom;2022;2023\n" + "".join(f"{one[4:]};x;{10 + at};{at},5\n" for at, one in enumerate(MEMBERS[:8]))
TWO = "code;annee;arbres;bancs\n" + "".join(f"{one[4:]};2023;{at};{at + 9}\n" for at, one in enumerate(MEMBERS[:8]))
FIELDS = {
    "counted": "Arbres plantés", "observed": "2023", "source": "Service des espaces verts", "licence": "Libre",
    "answers": "le service", "title": "Arbres plantés",
}  # fmt: skip


def brought(content: str | bytes, name: str = "x.csv", place: str = MEMBERS[0]) -> AppTest:
    app = run("mes-donnees", territoire=place)
    held = content.encode() if isinstance(content, str) else content
    app.file_uploader[0].set_value((name, held, "text/plain"))
    app.run()
    assert not app.exception, app.exception
    return app


def described(app: AppTest, **texts: str) -> AppTest:
    for name, text in (FIELDS | texts).items():
        app.text_input(key=f"local-{name}").set_value(text)
    app.button(key="local-ajouter").click()
    app.run()
    assert not app.exception, app.exception
    return app


def test_a_table_is_read_described_and_compared_with_those_it_is_about() -> None:
    app = brought(CSV)
    assert "8\u00a0lignes lues, 16\u00a0chiffres retenus" in words(app)
    text = words(described(app))
    [indicator] = app.session_state[local.DATA].indicators
    assert indicator.description.source == "Service des espaces verts"
    assert "Donnée locale" in text
    assert "le service en répond" in text.lower()
    assert "Vos données disent peu des communes les plus semblables" in text  # two of twenty are in the file
    assert "Valeur la plus faible sur 8" in text  # 0,5 in 2023
    assert "data-otc-unsaved hidden" not in text, "its browser keeps it"
    assert 'data-otc-known="yes"' in text


def test_a_description_that_lacks_something_is_refused_and_nothing_is_kept() -> None:
    app = described(brought(CSV), source="")
    assert any("Il manque la source" in warning.value for warning in app.warning)
    assert local.DATA not in app.session_state
    app = described(app, answers="marie@exemple.fr")
    assert any("rôle" in warning.value for warning in app.warning)


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"PK\x03\x04" + b"x" * 50, "abîmé"), (b"a;b\n1;2\n", "code"), (b'{"features": 1}', "GeoJSON"),
     (b"\x89PNG\r\n" + b"x" * 20, "image"), (write_local(DATA).replace(b"60.5", b"61.5"), "modifié")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_gets_one_sentence(content: bytes, word: str) -> None:
    app = brought(content)
    [told] = [error.value for error in app.error]
    assert word in told


def test_names_are_confirmed_before_anything_is_read_of_them() -> None:
    app = brought("commune;annee;arbres\nCognac;2023;3\nSaint-Denis;2023;4\n")
    assert "0\u00a0chiffre retenu" in words(app)
    boxes = [box for box in app.selectbox if box.key and box.key.startswith("local-nom-")]
    assert [box.label for box in boxes] == ["Cognac", "Saint-Denis"]
    assert [box.value for box in boxes] == ["com-16102", None]  # a homonym is nobody's before it is chosen
    boxes[1].set_value("com-93066")
    next(button for button in app.button if button.label == "Confirmer ces noms").click()
    app.run()
    assert "2\u00a0chiffres retenus" in words(app)


def test_the_file_that_was_saved_opens_again_beside_what_is_there() -> None:
    app = brought(write_local(DATA), "donnees-locales.json")
    opened = app.session_state[local.DATA]
    assert [one.id for one in opened.indicators] == [one.id for one in DATA.indicators]
    assert read_local(write_local(opened)).points == DATA.points
    assert len(app.file_uploader[0].value or ()) == 0  # the field is empty again


def test_nothing_of_a_visitor_reaches_another() -> None:
    described(brought(CSV))
    for page in ("mes-donnees", "comparer", "carte", "donnees"):
        other = run(page, territoire=MEMBERS[0])
        assert local.DATA not in other.session_state
        assert "Arbres plantés" not in words(other)
        assert not any("Arbres" in str(box.options) for box in other.selectbox)


def test_local_data_follow_their_visitor_to_no_official_page() -> None:
    app = run("portrait", territoire=MEMBERS[0])
    before = words(app)
    app.session_state[local.DATA] = LocalData((LocalIndicator(DESCRIPTION, "count", of_members([3.0, 9.0])),))
    after = re.sub(r'<p class="otc-unsaved".*?</p>\n', "", words(app.run()))
    assert after == before


@pytest.mark.parametrize("view", ["carte", "temps", "croiser"])
def test_each_view_bears_the_badge_and_its_own_source(view: str) -> None:
    app = run("mes-donnees", territoire=MEMBERS[0], vue=view)
    cells = of_members([float(at) for at in range(10)])
    made = LocalIndicator(DESCRIPTION, "ratio", cells, over="population", scale=1000.0)
    app.session_state[local.DATA] = LocalData((made,))
    app.run()
    assert not app.exception, app.exception
    text = words(app)
    assert "otc-local-badge" in text
    assert "dénominateur officiel" in text
    assert "donnée locale" in text
    assert "Insee" in text


@pytest.mark.parametrize("view", ["pairs", "carte", "temps", "croiser"])
def test_a_composed_territory_has_its_own_figures_in_every_view(view: str) -> None:
    app = brought(CSV, place="compose-200070514.241600303")
    described(app)
    app.segmented_control(key="local-vue").set_value(view).run()
    assert not app.exception, app.exception
    text = words(app)
    assert "Donnée locale" in text
    assert "Grand Cognac et Rouillacais" in text


def test_the_map_of_local_data_has_a_hue_that_no_official_map_has() -> None:
    store, catalog = open_offered()
    entry = entry_of(catalog, LocalIndicator(DESCRIPTION, "value", of_members([float(at) for at in range(20)])))
    assert entry is not None
    model = local_map(store, entry, 2023, Scope("commune", "epci", EPCI.removeprefix("epci-")))
    assert model.palette == SEQUENTIAL_LOCAL[5]
    assert not set(model.palette) & {colour for palette in SEQUENTIAL.values() for colour in palette}
    assert model.missing == {"not_published": len(MEMBERS) - 20}
    assert len(model.ids) == len(open_store().members(EPCI))


def test_what_is_shown_of_local_data_is_taken_away_as_a_picture_that_says_so() -> None:
    store, catalog = open_offered()
    entry = entry_of(catalog, LocalIndicator(DESCRIPTION, "value", of_members([float(at) for at in range(20)])))
    assert entry is not None
    mine, place = with_local(catalog, [entry]), store.territory(MEMBERS[0])
    group = peer_group(store, catalog, place, PeerRequest("epci"))
    one, shown = Compared(store, mine, place, group, entry), shown_local(store, entry, place, group, 2023)
    offers = chart_pictures(one, shown.drawing, ((entry.indicator, "2023"),))()
    assert [offer.name.rpartition(".")[2] for offer in offers] == ["png", "svg"]
    drawing = unescape(offers[1].write().decode())
    assert "(donnée locale)" in drawing
    assert DESCRIPTION.source in drawing
    assert offers[0].write().startswith(b"\x89PNG")
    assert chart_pictures(one, None, ((entry.indicator, "2023"),))() == []
    scope = Scope("commune", "epci", EPCI.removeprefix("epci-"))
    model = local_map(store, entry, 2023, scope)
    legend = local_legend(model, "Cognac")
    of_map = map_pictures(
        store, mine, model, legend, "Communes, donnée locale", outlined(store, scope, model.ids, place)
    )
    sheet = unescape(of_map()[1].write().decode())
    assert "donnée locale" in sheet
    assert SEQUENTIAL_LOCAL[5][0] in sheet
    assert ">Donnée locale</text>" in sheet, "over the legend, behind its hatches"
    assert f'stroke="{LOCAL}" stroke-width="14" stroke-dasharray' in sheet, "a dashed frame"
    assert "territoire-choisi" in sheet
    assert all("donnee-locale" in offer.name for offer in (*offers, *of_map()))


def test_places_are_shown_over_an_official_figure_with_their_key_and_their_table() -> None:
    app = run("mes-donnees", territoire=MEMBERS[0])
    app.session_state[local.DATA] = LocalData(points=DATA.points)
    app.run()
    assert not app.exception, app.exception
    text = words(app)
    assert "●\u00a0Culture (1), ■\u00a0Lieu (1)" in text
    assert "Médiathèque" in text
    assert "otc-local-badge" in text
    assert "Insee" in text


def test_many_places_lose_their_labels_and_keep_their_signs() -> None:
    few = pins_of(DATA.points)
    assert few == {
        "signs": ["●", "■"],
        "named": True,
        "points": [["Médiathèque", 0, -0.33, 45.69], ["Halle", 1, -0.3, 45.7]],
    }
    assert not pins_of([replace(DATA.points[0], points=DATA.points[0].points * 40)])["named"]


def test_markup_of_a_title_is_shown_as_it_is() -> None:
    app = run("mes-donnees", territoire=MEMBERS[0])
    told = replace(DESCRIPTION, title="![x](https://ailleurs.exemple/x.png) <b>", source="[ici](https://ailleurs)")
    app.session_state[local.DATA] = LocalData((LocalIndicator(told, "value", of_members([1.0, 2.0, 3.0])),))
    app.run()
    shown = "\n".join(str(one.value) for kind in (app.markdown, app.caption, app.info) for one in kind)
    assert "ailleurs" in shown
    assert not re.search(r"(?<!\\)\]\(|(?<!\\)<b>", shown)
    assert "<b>" not in words(app).replace("\\<b\\>", "")


def test_what_an_operator_installs_is_shown_to_all_with_its_badge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = replace(DESCRIPTION, title="Chiffres de tous")
    made = LocalIndicator(told, "value", of_members([float(at) for at in range(20)]))
    (tmp_path / "one.json").write_bytes(write_local(LocalData((made,))))
    (tmp_path / "two.json").write_bytes(b"{}")  # is left out, and nothing falls
    monkeypatch.setattr(data, "local_directory", lambda: tmp_path)
    data.installed_local.clear()
    try:
        text = words(run("mes-donnees", territoire=MEMBERS[0]))
        assert "Chiffres de tous" in text
        assert "otc-local-badge" in text
        assert "data-otc-unsaved" not in text
        assert "Chiffres de tous" not in words(run("comparer", territoire=MEMBERS[0]))
    finally:
        data.installed_local.clear()


def test_a_local_numerator_is_set_over_an_official_count_in_the_form() -> None:
    app = brought(CSV)
    app.radio(key="local-nature").set_value("ratio").run()
    app.selectbox(key="local-denominateur").set_value("officiel:population").run()
    text = words(described(app, title="Arbres par habitant"))
    [made] = app.session_state[local.DATA].indicators
    assert (made.kind, made.over, made.scale, made.denominator) == ("ratio", "population", 100.0, None)
    assert "dénominateur officiel\u202f: Population municipale" in text
    assert "Insee" in text


def test_an_indicator_whose_official_denominator_is_not_here_is_said_not_to_be_shown() -> None:
    app = run("mes-donnees", territoire=MEMBERS[0])
    app.session_state[local.DATA] = LocalData((LocalIndicator(DESCRIPTION, "ratio", of_members([1.0]), over="absent"),))
    app.run()
    assert not app.exception, app.exception
    assert any("dénominateur, absent de ce site" in info.value for info in app.info)
    assert "otc-local-badge" not in words(app)


def test_the_sheet_of_a_workbook_is_chosen_even_where_the_first_is_no_table() -> None:
    sheets = (
        '<workbook xmlns="m" xmlns:r="r"><sheets><sheet name="Lisez-moi" r:id="rId1"/>'
        '<sheet name="Arbres" r:id="rId2"/></sheets></workbook>'
    )
    relations = "".join(f'<Relationship Id="rId{n}" Target="/xl/worksheets/sheet{n}.xml"/>' for n in (1, 2))
    table = [["code", "annee", "valeur"], *([one[4:], 2023, 5] for one in MEMBERS[:3])]
    content = packed(
        {
            "xl/workbook.xml": sheets,
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="p">{relations}</Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="m">{inline([["Notice"], ["Lisez bien"]])}</worksheet>',
            "xl/worksheets/sheet2.xml": f'<worksheet xmlns="m">{inline(table)}</worksheet>',
        }
    )
    app = brought(content, "x.xlsx")
    assert app.error
    [choice] = [box for box in app.selectbox if box.label == "Feuille du classeur"]
    assert choice.options == ["Arbres", "Lisez-moi"]
    choice.set_value("Arbres").run()
    assert not app.error
    assert "3\u00a0lignes lues, 3\u00a0chiffres retenus" in words(app)


# --- Kept in the browser --------------------------------------------------------------------------


def kept_in(app: AppTest) -> tuple[str, str]:
    """Return what the page gives the browser to keep, and whether the session knows what it kept before."""
    [box] = re.findall(r'data-otc-own="([^"]*)" data-otc-known="(\w+)"', words(app))
    return unescape(box[0]), box[1]


def test_a_reload_loses_nothing_of_what_was_brought() -> None:
    first = described(brought(CSV))
    content, known = kept_in(first)
    assert known == "yes"
    assert len(read_local(content.encode()).indicators) == 1
    # Another session, to which the browser hands it back.
    second = run("mes-donnees", territoire=MEMBERS[0])
    assert kept_in(second) == ("", "no")
    second.text_area(key=FIELD).set_value(content).run()
    assert not second.exception
    [held] = second.session_state[local.DATA].indicators
    assert held.id == first.session_state[local.DATA].indicators[0].id
    assert kept_in(second) == (content, "yes")
    # Handed twice, by a browser that was not answered at once, it is there once.
    second.text_area(key=FIELD).set_value(content).run()
    assert len(second.session_state[local.DATA].indicators) == 1
    second.button(key="local-tout-retirer").click().run()
    assert not second.session_state[local.DATA]
    assert kept_in(second) == ("", "yes"), "the browser is to let it go"


@pytest.mark.parametrize(
    "content", ["{", '{"format":"x"}', "x" * 300, write_local(DATA).decode().replace("60.5", "61.5")]
)
def test_what_a_browser_kept_and_cannot_be_read_is_let_go_in_one_sentence(content: str) -> None:
    app = run("mes-donnees", territoire=MEMBERS[0])
    app.text_area(key=FIELD).set_value(content).run()
    assert not app.exception
    assert ["ne se lit plus" in warning.value for warning in app.warning] == [True]
    assert kept_in(app) == ("", "yes")


def test_what_is_too_large_for_a_browser_is_said_to_be_lost_with_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "LARGEST_IN_BROWSER", 500)
    app = described(brought(CSV))
    assert kept_in(app) == ("", "yes")
    text = words(app)
    assert "data-otc-unsaved hidden" in text
    assert "trop longues pour ce navigateur" in text


def test_what_was_typed_of_a_column_does_not_describe_the_next_one() -> None:
    app = described(brought(TWO), unit="arbres")
    app.selectbox(key="local-colonne").set_value("bancs").run()
    own = {name: app.text_input(key=f"local-{name}").value for name in ("title", "unit", "counted", "source")}
    assert own == {"title": "bancs", "unit": "", "counted": "", "source": FIELDS["source"]}
    app.radio(key="local-nature").set_value("ratio").run()
    assert app.text_input(key="local-unit").value == "%", "of a ratio of two columns, for a hundred"
