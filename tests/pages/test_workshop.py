"""The Atelier and its presentation, driven without a browser: states, hostile links and files, estimates."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile

import pytest
from streamlit.testing.v1 import AppTest

from observatoire.exports.notes.docx import notes_docx
from observatoire.exports.notes.record import guesses_csv, notes_html
from observatoire.model.store import open_store
from observatoire.model.workshop.files import NOT_KEPT, read_file, read_link, write_file, write_link
from observatoire.model.workshop.record import GUESSED, PAGES, Gathered, Guess, Notes, View, Workshop
from observatoire.statistics.offering import open_offered
from observatoire.views.workshop.plans import PLANS
from pages.explorer.atelier.additions import plan_views
from pages.explorer.atelier.record import record_of
from pages.parts.kept import FIELD
from pages.state.parameters import ABOUT_A_PLACE, OPTIONS, VIEW_PARAMETERS, view_names
from pages.state.selection import parse
from pages.state.workshop import GATHERED, view_of
from tests.pages.test_pages import at_page, held, run, unfolded, words

COGNAC = "epci-200070514"


def ten_views(place: str = COGNAC) -> Workshop:
    store, catalog = open_offered()
    selection = parse({"territoire": place}, store, catalog, "atelier")
    return Workshop("Dix vues", store.edition, plan_views(PLANS["decouvrir"], store, catalog, selection))


def seance(app: AppTest) -> Workshop:
    return read_link(held(app, "seance"), VIEW_PARAMETERS)


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, app.exception
    return app


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("place", ["com-16102", COGNAC, "dep-16", "france"])
def test_ready_made_sequences_suit_every_level(plan: str, place: str) -> None:
    store, catalog = open_offered()
    views = plan_views(PLANS[plan], store, catalog, parse({"territoire": place}, store, catalog, "atelier"))
    assert len(views) >= 5
    assert all(view.page in PAGES and view.heading for view in views)
    for step in PLANS[plan].steps:
        assert not step.indicator or step.indicator in catalog.indicators
        assert not step.guess or step.page in GUESSED
    assert len(write_link(Workshop(views=views))) < 1_200


def test_discovering_ones_place_takes_ten_views() -> None:
    assert len(ten_views().views) == len(ten_views("com-16102").views) == 10


def test_every_option_of_a_page_belongs_to_a_view() -> None:
    for page in ABOUT_A_PLACE:
        views = ("indicateur", "theme", "croiser", "cote") if page == "comparer" else ("",)
        assert set(OPTIONS[page]) <= {name for view in views for name in view_names(page, view)}
    assert "seance" not in VIEW_PARAMETERS


def test_an_empty_workshop_says_what_to_do() -> None:
    app = run("atelier", territoire=COGNAC)
    assert "La séance est vide" in app.info[0].value
    press(app, "ajouter-suite")
    assert [view.heading for view in seance(app).views] == [view.heading for view in ten_views().views]
    assert seance(app).edition == open_store().edition
    assert "10\u00a0vues" in app.header[0].value


def test_without_a_place_the_atelier_asks_for_one() -> None:
    assert run("atelier").text_input(key="recherche-atelier")


def test_one_view_is_added_from_the_menu() -> None:
    app = run("atelier", territoire="com-16102")
    app.selectbox(key="ajout-indicateur").set_value("densite")
    app.selectbox(key="ajout-page").set_value("carte")
    next(b for b in app.button if b.label == "Ajouter la vue").click().run()
    (view,) = seance(app).views
    assert (view.page, view.parameters["indicateur"], view.parameters["annee"]) == ("carte", "densite", "2023")


def test_views_are_moved_renamed_guessed_removed() -> None:
    workshop = ten_views()
    app = run("atelier", territoire=COGNAC, seance=write_link(workshop))
    press(app, "descendre-0")
    assert seance(app).views[:2] == (workshop.views[1], workshop.views[0])
    press(app, "monter-1")
    press(app, "retirer-9")
    assert seance(app).views == workshop.views[:9]
    app.text_input(key="titre-0").set_value("Qui ![x](http://a.b/c.png) <b>\x07").run()
    assert seance(app).views[0].heading == "Qui ![x](http://a.b/c.png) <b>"
    app.toggle(key="devinez-2").set_value(False).run()
    assert not seance(app).views[2].guess
    app.text_input(key="titre-seance").set_value("Réunion du 12").run()
    assert seance(app).title == "Réunion du 12"
    assert not app.exception


def test_a_full_workshop_refuses_one_more_with_a_sentence() -> None:
    workshop = Workshop(views=ten_views().views * 3)
    app = run("atelier", territoire=COGNAC, seance=write_link(workshop))
    press(app, "ajouter-suite")
    assert [w.value for w in app.warning] == ["Une séance compte au plus 30 vues\u202f: retirez-en avant d’en ajouter."]
    assert len(seance(app).views) == 30
    page = unfolded(run("comparer", territoire=COGNAC, seance=held(app, "seance")), "partager")
    labels = [link.proto.label for link in page.get("page_link")]
    assert "Séance complète" in labels


@pytest.mark.parametrize("link", ["x", "1", "1abcd", "9abc", "<script>alert(1)</script>", "1" + "A" * 9_000, "é\x00"])
@pytest.mark.parametrize("page", ["atelier", "presenter", "comparer"])
def test_a_tampered_link_gets_one_sentence(page: str, link: str) -> None:
    app = run(page, territoire=COGNAC, seance=link)
    if page == "comparer":  # carried along, told where it matters
        assert app.title[0].value == "Grand Cognac"
        return
    assert len(app.warning) == 1
    assert "séance" in app.warning[0].value
    assert "<" not in app.warning[0].value


@pytest.mark.parametrize("page", ["portrait", "pairs", "comparer", "carte", "evolution"])
def test_each_page_adds_its_view_to_the_workshop(page: str) -> None:
    app = run(page, territoire=COGNAC, pairs="departement", indicateur="population", seance=write_link(ten_views()))
    app = unfolded(app, "partager")
    link = next(link.proto for link in app.get("page_link") if link.proto.label.startswith("Ajouter à la séance"))
    assert link.page == "atelier"
    query = dict(part.split("=", 1) for part in link.query_string.split("&"))
    added = read_link(query["seance"], VIEW_PARAMETERS)
    assert added.views[:10] == ten_views().views
    assert added.views[10].page == page
    assert added.views[10].parameters["pairs"] == "departement"
    assert {link.proto.page for link in app.get("page_link") if "seance=" in link.proto.query_string} >= {
        "carte",
        "atelier",
    }


def present(workshop: Workshop, **parameters: str) -> AppTest:
    return run("presenter", seance=write_link(workshop), **parameters)


@pytest.mark.parametrize("place", ["com-16102", COGNAC, "com-26274", "com-97611", "france"])
def test_every_view_is_presented(place: str) -> None:
    workshop = ten_views(place)
    for step, view in enumerate(workshop.views, 1):
        app = present(workshop, etape=str(step))
        text = words(app)
        assert f"{step} sur {len(workshop.views)}" in text
        assert view.heading in text
        if view.guess:
            assert "otc-scene-value" in text
            assert ">?</p>" in text
            press(app, "otc-valeurs")
            assert ">?</p>" not in words(app)


@pytest.mark.parametrize("step", ["0", "99", "-1", "deux", "１", ""])
def test_an_absurd_step_stays_inside(step: str) -> None:
    app = present(ten_views(), etape=step)
    assert "sur 10" in words(app)


def test_next_and_previous_write_the_step() -> None:
    app = present(ten_views())
    press(press(app, "otc-suivante"), "otc-suivante")
    assert held(app, "etape") == "3"
    press(app, "otc-precedente")
    assert held(app, "etape") == "2"
    assert app.button(key="otc-precedente").disabled is False
    assert present(ten_views(), etape="10").button(key="otc-suivante").disabled


def test_values_hide_and_show() -> None:
    app = present(ten_views(), etape="9")
    assert "€" in words(app)
    press(app, "otc-valeurs")
    assert ">?</p>" in words(app)
    assert app.get("vega_lite_chart") == []


def guess(app: AppTest, who: str, how_much: str) -> AppTest:
    app.text_input(key="devinez-qui").set_value(who)
    app.text_input(key="devinez-combien").set_value(how_much)
    next(b for b in app.button if b.label == "Ajouter l’estimation").click().run()
    assert not app.exception, app.exception
    return app


def test_the_room_guesses_then_sees_the_gap() -> None:
    app = present(ten_views(), etape="5")
    text = words(app)
    assert "25,1" not in text, "the answer was sent before it was asked for"
    guess(app, "Table 1", "20")
    guess(app, "Table 2", "32,5 %")
    guess(app, "", "22.1")
    assert "3\u00a0estimations" in words(app)
    press(app, "otc-suivante")
    press(app, "otc-precedente")
    assert "3\u00a0estimations" in words(app), "lost between two views"
    assert "devinez" not in str(dict(app.query_params)), "never in the URL"
    press(app, "otc-valeurs")
    text = words(app)
    # Grand Cognac, 65 and over, 2021: 25.1 %; the median estimate is 22.1
    assert "La médiane des 3\u00a0estimations de la salle\u202f: 22,1\u00a0%, soit 3,0\u00a0points de moins" in text
    assert "7,4\u00a0points de plus que le chiffre mesuré" in text
    assert app.get("vega_lite_chart")
    assert "data-otc-unsaved" in text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("beaucoup", "Écrivez un nombre"),
        ("", "Écrivez un nombre"),
        ("12 000 km", "Écrivez un nombre"),
        ("1e9", "Écrivez un nombre"),
        ("-5", "ne peut pas être négatif"),
        ("120", "ne peut pas dépasser 100"),
        ("=1+1", "Écrivez un nombre"),
        ("9" * 40, "ne peut pas dépasser 100"),
    ],
)
def test_an_absurd_estimate_gets_one_sentence(asked: str, sentence: str) -> None:
    app = guess(present(ten_views(), etape="5"), "Table 1", asked)
    assert len(app.warning) == 1
    assert sentence in app.warning[0].value
    assert app.session_state[GATHERED].guesses == {}


def test_a_hostile_name_is_only_text() -> None:
    app = guess(present(ten_views(), etape="5"), "![x](http://a.b/c) <b>:red[x]", "20")
    label = next(b.label for b in app.button if "✕" in b.label)
    assert not set("![]<>*`/") & set(label)
    assert label.count(":") == 1, "no icon, no colour: our own colon only"
    press(app, "otc-valeurs")
    assert "&lt;b&gt;" in words(app)
    assert "<b>:red" not in words(app)


def test_a_guess_about_what_nobody_knows_has_no_gap() -> None:
    app = guess(present(ten_views("com-97611"), etape="5"), "Table 1", "20")
    press(app, "otc-valeurs")
    assert "Faute de chiffre mesuré" in words(app)


def test_notes_follow_their_view() -> None:
    workshop = ten_views()
    app = present(workshop, etape="1")
    press(app, "otc-notes")
    first = workshop.views[0].key
    app.session_state[GATHERED].notes[first] = Notes(thought="rendu")  # by the browser, while somebody types
    app.text_area(key=f"note-seen-{first}").set_value("Beaucoup de vignes").run()
    press(app, "otc-suivante")
    assert not app.text_area(key=f"note-seen-{workshop.views[1].key}").value
    press(app, "otc-precedente")
    assert app.text_area(key=f"note-seen-{first}").value == "Beaucoup de vignes"
    assert app.session_state[GATHERED].notes[first] == Notes(seen="Beaucoup de vignes", thought="rendu")


def test_the_atelier_offers_what_the_room_gave_and_warns() -> None:
    workshop = ten_views()
    app = at_page("atelier")
    app.query_params["seance"] = write_link(workshop)
    app.session_state[GATHERED] = Gathered({workshop.views[4].key: (Guess("a", 20.0),)}, {})
    app.run()
    assert not app.exception
    assert "data-otc-unsaved" in words(app)
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == [
        "Enregistrer la séance (fichier)", "Notes (Word)", "Notes à imprimer (HTML)", "Estimations et chiffres (CSV)",
    ]  # fmt: skip


def test_a_saved_file_opens_again_with_notes_and_a_foreign_one_gets_a_sentence() -> None:
    workshop = ten_views()
    key = workshop.views[4].key
    given = Gathered({key: (Guess("Table 1", 20.0),)}, {key: Notes(thought="On croyait moins")})
    app = run("atelier")
    app.get("file_uploader")[0].set_value([("seance.json", write_file(workshop, given), "application/json")]).run()
    assert not app.exception
    assert seance(app) == workshop
    assert app.session_state[GATHERED] == given
    assert "data-otc-unsaved" not in words(app), "just opened: nothing to lose"
    for content in (b"", b"\xff\xfe\x00", b'{"a": 1}', b"[" * 100_000):
        app = run("atelier")
        app.get("file_uploader")[0].set_value([("seance.json", content, "application/json")]).run()
        assert not app.exception
        assert [w.value for w in app.warning] == ["Ce fichier n’est pas une séance de l’observatoire, ou il est abîmé."]


def test_documents_hold_figures_estimates_and_notes() -> None:
    workshop = ten_views()
    key = workshop.views[4].key
    given = Gathered(
        {key: (Guess("=SOMME(A1)", 20.0), Guess("<b>Table</b> 2\x00", 32.5))},
        {key: Notes("On voit\nça", "<script>alert(1)</script>", "Le chiffre de 2015")},
    )
    record = record_of(workshop, given, "http://127.0.0.1/")
    page = notes_html(record).decode()
    assert "<script" not in page
    assert "25,1\u00a0%" in page
    assert "http://127.0.0.1/comparer?territoire=" in page
    assert page.count("<section>") == 10
    lines = guesses_csv(record).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "'=SOMME(A1)" in lines[1]
    cells = lines[1].split(";")
    assert (cells[8], cells[9][:4], cells[10]) == ("20", "25,1", "valeur")
    content = zipfile.ZipFile(io.BytesIO(notes_docx(record))).read("word/document.xml").decode()
    for expected in ("25,1\u00a0%", "Le chiffre de 2015", "On voit", "5,1\u00a0points de moins", "Insee"):
        assert expected in content


def test_a_view_of_several_figures_is_presented() -> None:
    store, catalog = open_offered()
    for asked in (
        {"vue": "theme"},
        {"vue": "cote", "avec": "epci-241600303"},
        {"vue": "croiser", "second": "densite"},
        {"vue": "croiser", "second": "nimporte"},
    ):
        view = view_of(parse({"territoire": COGNAC, **asked}, store, catalog, "comparer"))
        app = present(Workshop(views=(view,)))
        assert "otc-told" in words(app)


def test_a_view_of_a_place_that_is_no_more_says_so() -> None:
    app = present(
        Workshop(views=(View("comparer", {"territoire": "com-99999"}), View("carte", {"territoire": "dep-16"})))
    )
    assert "n’existe pas" in app.warning[0].value
    press(app, "otc-suivante")
    assert not app.exception
    atelier = run("atelier", seance=write_link(Workshop(views=(View("comparer", {"territoire": "com-99999"}),))))
    assert "territoire inconnu" in words(atelier)


def test_the_guide_and_the_questions() -> None:
    text = words(run("guide"))
    for part in ("Devinez", "contesté", "Petits nombres", "Sans réseau", "trois colonnes"):
        assert part in text
    app = run("questions", territoire=COGNAC)
    text = words(app)
    catalog = open_offered()[1]
    assert len(catalog.questions) >= 25
    assert text.count("<article>") == len(catalog.questions)
    assert {catalog.indicators[q.indicators[0]].theme for q in catalog.questions.values()} == set(catalog.themes)
    assert f"territoire={COGNAC}" in text
    assert "Grand Cognac" in text


def test_a_saved_file_is_plain_json() -> None:
    content = json.loads(write_file(ten_views()))
    assert [view["page"] for view in content["vues"]][:2] == ["portrait", "pairs"]
    assert "notes" not in content


# --- What the browser keeps ---


def hand(app: AppTest, asked: str, content: str) -> AppTest:
    """Hand something to the application as `browser/kept.js` does."""
    app.text_area(key=FIELD).set_value(f"{asked}\n{content}").run()
    assert not app.exception, app.exception
    assert app.text_area(key=FIELD).value == "", "read, and not again at the next run"
    return app


def kept_by(app: AppTest) -> tuple[str, Gathered]:
    """Whether the application knows what was kept, and what it gives to keep."""
    (box,) = re.findall(r'data-otc-known="(\w+)" data-otc-content="([^"]*)"', words(app))
    return box[0], read_file(html.unescape(box[1]).encode(), VIEW_PARAMETERS)[1]


def test_what_the_room_gives_is_drawn_for_the_browser_to_keep() -> None:
    workshop = ten_views()
    app = guess(present(workshop, etape="5"), "</style> --> ]>", "20")
    assert "</style" not in str(app.text_area(key=FIELD).proto)
    assert kept_by(app) == ("no", Gathered({workshop.views[4].key: (Guess("</style> --> ]>", 20.0),)}, {}))
    (content,) = re.findall(r'data-otc-content="([^"]*)"', words(app))
    assert not set("<>") & set(html.unescape(content)), "the framework drops an attribute that closes an element"


def test_what_was_kept_is_handed_back_to_a_session_that_knows_nothing() -> None:
    workshop = ten_views()
    key = workshop.views[4].key
    before = Gathered({key: (Guess("Table 1", 20.0),)}, {key: Notes("en train d’écr")})
    app = hand(present(workshop, etape="5", carnet="oui"), "rendre", write_file(workshop, before).decode())
    assert kept_by(app) == ("yes", before)
    assert app.text_area(key=f"note-seen-{key}").value == "en train d’écr"
    app = guess(app, "Table 2", "30")
    app = hand(app, "rendre", write_file(workshop, before).decode())
    assert kept_by(app)[1].guesses[key] == (Guess("Table 1", 20.0), Guess("Table 2", 30.0)), "handed back twice"


def test_nothing_kept_is_no_fault() -> None:
    app = hand(present(ten_views(), etape="5"), "rendre", "")
    assert not app.warning
    assert kept_by(app) == ("yes", Gathered())


@pytest.mark.parametrize("page", ["atelier", "presenter"])
@pytest.mark.parametrize("content", ["{", "[]", "<script>alert(1)</script>", '{"a": "\\ud800"}', "[" * 50_000, "null"])
def test_what_is_no_workshop_is_refused_with_one_sentence(page: str, content: str) -> None:
    app = hand(run(page, seance=write_link(ten_views())), "rendre", content)
    assert [w.value for w in app.warning] == [NOT_KEPT]
    assert kept_by(app) == ("refused", Gathered())


def test_a_workshop_whose_link_is_lost_is_taken_up_again_then_forgotten() -> None:
    workshop = ten_views()
    key = workshop.views[4].key
    before = Gathered({key: (Guess("Table 1", 20.0),)}, {key: Notes("vu")})
    content = write_file(workshop, before).decode()
    app = run("atelier")
    assert "data-otc-kept-list" in words(app)
    app = hand(app, "reprendre", content)
    assert seance(app) == workshop
    assert kept_by(app) == ("yes", before)
    app = hand(app, "effacer", content)
    assert seance(app) == workshop, "its views stay"
    assert kept_by(app) == ("yes", Gathered())


# --- In the room ---


def test_a_refused_estimate_keeps_its_name_until_it_is_given_or_the_view_changes() -> None:
    workshop = ten_views()
    app = guess(present(workshop, etape="5"), "Table 4", "beaucoup")
    assert (app.text_input(key="devinez-qui-1").value, app.text_input(key="devinez-combien-1").value) == (
        "Table 4",
        "beaucoup",
    )
    app.text_input(key="devinez-combien-1").set_value("31")
    next(b for b in app.button if b.label == "Ajouter l’estimation").click().run()
    assert app.session_state[GATHERED].guesses[workshop.views[4].key] == (Guess("Table 4", 31.0),)
    assert app.text_input(key="devinez-qui").value == ""
    app = guess(app, "Table 5", "beaucoup")
    app.query_params["etape"] = "3"
    app.run()
    assert app.text_input(key="devinez-qui").value == ""


def test_many_estimates_are_taken_and_refused_lines_stay() -> None:
    workshop = ten_views()
    app = present(workshop, etape="5")
    app.text_area(key="devinez-plusieurs").set_value("Table 1 ; 12,5\n<b>x</b> ; non\nTable 3\t18")
    next(b for b in app.button if b.label == "Ajouter ces estimations").click().run()
    assert not app.exception
    assert app.session_state[GATHERED].guesses[workshop.views[4].key] == (
        Guess("Table 1", 12.5),
        Guess("Table 3", 18.0),
    )
    assert app.text_area(key="devinez-plusieurs-1").value == "<b>x</b> ; non"
    assert "Ligne 2 («\u00a0&lt;b&gt;x&lt;/b&gt; ; non\u00a0»)" in words(app)
    app.run()
    assert "Ligne 2" not in words(app), "said once"


def test_the_warning_is_never_written_on_the_projector() -> None:
    app = guess(present(ten_views(), etape="5"), "Table 1", "20")
    assert "data-otc-unsaved hidden" in words(app)


def test_what_is_shown_and_open_is_in_the_address() -> None:
    app = present(ten_views(), etape="5")
    press(press(app, "otc-valeurs"), "otc-notes")
    assert (held(app, "montrees"), held(app, "carnet")) == ("5", "oui")
    again = present(ten_views(), etape="5", montrees="5", carnet="oui")
    assert ">?</p>" not in words(again)
    assert len(again.text_area) == 4, "three columns, and the hidden field"
    for absurd in ("99", "x", "5,5,é", "-1," * 400):
        assert ">?</p>" in words(present(ten_views(), etape="3", montrees=absurd, carnet="peut-être"))


def test_presenting_keeps_the_territory() -> None:
    app = present(ten_views(), etape="5", territoire="com-26274", pairs="departement")
    assert "Grand Cognac" in words(app), "the views are about their own place"
    (leave,) = [link.proto for link in app.get("page_link") if link.proto.label.startswith("Quitter")]
    assert "territoire=com-26274&pairs=departement" in leave.query_string


def test_a_view_is_given_a_timer_of_its_own() -> None:
    app = run("atelier", territoire=COGNAC, seance=write_link(ten_views()))
    app.number_input(key="duree-1").set_value(7).run()
    assert not app.exception
    assert [view.minutes for view in seance(app).views[:3]] == [0, 7, 0]
    shown = words(run("presenter", seance=held(app, "seance"), etape="2"))
    assert f'data-otc-minutes="7" data-otc-timer-of="{ten_views().views[1].key}"' in shown
    assert 'data-otc-minutes="20" data-otc-timer-of=""' in words(
        run("presenter", seance=held(app, "seance"), etape="3")
    )
    app.number_input(key="duree-1").set_value(0).run()
    assert seance(app) == ten_views()
