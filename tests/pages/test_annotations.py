"""« Annoter »: what is noted of a view joins the workshop, stands under the view, leaves with it."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest
from streamlit.testing.v1 import AppTest

from observatoire.exports.fiche.content import fiche_of
from observatoire.exports.fiche.docx import fiche_docx
from observatoire.exports.fiche.html import fiche_html
from observatoire.exports.fiche.pdf import fiche_pdf, template_data
from observatoire.model.composed.names import composed_id, listed_codes
from observatoire.model.workshop.files import read_file, read_link, write_file
from observatoire.model.workshop.record import Gathered, Notes, View, Workshop
from observatoire.statistics.offering import open_offered
from observatoire.views.workshop.notes import TakenNotes
from pages.parts import annotations
from pages.parts.kept import FIELD, GIVEN_BACK
from pages.state.parameters import VIEW_PARAMETERS
from pages.state.workshop import GATHERED
from tests.pages.test_pages import held, run, unfolded, words

PLACE = "com-16102"
EVIL = "<b>Beaucoup</b> de *logements* vides"
SHOWN_EVIL = "&lt;b&gt;Beaucoup"
"""As it stands under its view; what the browser keeps of it is written otherwise."""


def annotated(page: str, **parameters: str) -> AppTest:
    app = unfolded(run(page, territoire=PLACE, **parameters), "annoter")
    seen = next(area for area in app.text_area if area.label == "On voit")
    seen.set_value(EVIL).run()
    assert not app.exception, app.exception
    return app


@pytest.mark.parametrize(
    ("page", "more"),
    [("portrait", {}), ("comparer", {"vue": "croiser"}), ("carte", {}), ("evolution", {}), ("pairs", {})],
)
def test_a_view_that_is_annotated_joins_the_workshop_and_bears_its_notes(page: str, more: dict[str, str]) -> None:
    app = annotated(page, **more)
    workshop = read_link(held(app, "seance"), VIEW_PARAMETERS)
    [view] = workshop.views
    assert view.page == page
    given: Gathered = app.session_state[GATHERED]
    assert given.notes == {view.key: Notes(seen=EVIL)}
    assert "&lt;b&gt;Beaucoup&lt;/b&gt;" in words(app)
    again = next(area for area in app.text_area if area.label == "On pense")
    again.set_value("C’est peu").run()
    assert read_link(held(app, "seance"), VIEW_PARAMETERS) == workshop  # once
    _, reopened = read_file(write_file(workshop, app.session_state[GATHERED]), VIEW_PARAMETERS)
    assert reopened.notes[view.key] == Notes(seen=EVIL, thought="C’est peu")


def test_another_view_has_none_of_it_and_another_visitor_neither() -> None:
    app = annotated("comparer", indicateur="densite")
    app.query_params["indicateur"] = "population"
    assert SHOWN_EVIL not in words(app.run())
    assert "Beaucoup" not in words(run("comparer", territoire=PLACE, indicateur="densite"))


def test_what_is_noted_is_drawn_for_the_browser_to_keep_and_comes_back_where_it_was_noted() -> None:
    app = annotated("comparer", indicateur="densite")
    workshop, given = read_link(held(app, "seance"), VIEW_PARAMETERS), app.session_state[GATHERED]
    assert f'data-otc-kept="{workshop.key}"' in words(app)
    again = run("comparer", territoire=PLACE, indicateur="densite", seance=held(app, "seance"))
    assert SHOWN_EVIL not in words(again)
    again.text_area(key=FIELD).set_value(f"{GIVEN_BACK}\n{write_file(workshop, given).decode()}").run()
    assert not again.exception, again.exception
    assert SHOWN_EVIL in words(again)


def test_a_fiche_ends_with_what_was_noted_of_its_place() -> None:
    store, catalog = open_offered()
    fiche = fiche_of(store, catalog, store.territory(PLACE), None, ["demographie"], "")
    noted = replace(fiche, notes=(TakenNotes("Densité", Notes(seen=EVIL, to_check="La date")),))
    html = fiche_html(noted)
    assert "&lt;b&gt;Beaucoup&lt;/b&gt;" in html
    assert "On pense" not in html
    told = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(fiche_docx(noted))).paragraphs)
    assert f"On voit. {EVIL}" in told
    assert "À vérifier. La date" in told
    assert template_data(noted)["notes"] == [
        {"heading": "Densité", "columns": [["On voit", EVIL], ["À vérifier", "La date"]]}
    ]
    assert len(fiche_pdf(noted)) > len(fiche_pdf(fiche))


def test_notes_of_a_composed_territory_follow_it_whatever_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    store, catalog = open_offered()
    bare = "compose-200070514.241600303"
    view = View("comparer", {"territoire": bare, "nom": "PETR Ouest Charente", "indicateur": "densite"})
    monkeypatch.setattr(annotations, "gathered", lambda: Gathered(notes={view.key: Notes(seen=EVIL)}))
    monkeypatch.setattr(annotations, "carried_workshop", lambda: (Workshop(views=(view,)), ""))
    for name in ("PETR Ouest Charente", ""):
        [found] = annotations.notes_of(catalog, store.territory(composed_id(listed_codes(bare), name)))
        assert found.notes.seen == EVIL
    assert not annotations.notes_of(catalog, store.territory(PLACE))
