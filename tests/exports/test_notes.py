"""The notes of a workshop in HTML: hostile words are only words, the page fits a phone with any letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from observatoire.exports.notes.record import ViewRecord, WorkshopRecord, notes_html
from observatoire.model.workshop.record import Guess, Notes
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.views.workshop.figure import ShownFigure
from tests.exports.letters import widths
from tests.views.test_rendering import EVIL
from tests.views.test_strips import Balance

LONG = "Saint-Germain-" * 12


def record(words: str) -> WorkshopRecord:
    store, catalog = open_offered()
    place, indicator = store.territory("com-16102"), catalog.indicator("part_65_ans_plus")
    of_all = figures(store, indicator, "commune", 2021)
    own = of_all.of(place.id)
    known = of_all.value
    figure = ShownFigure(place, indicator, 2021, own, None, "", known[:0], known, words)
    view = ViewRecord(
        words, words, figure, "https://exemple.fr/carte", Notes(words, words, words), (Guess(words, 20.0),)
    )
    several = replace(view, figure=None, guesses=(), link="")
    return WorkshopRecord(words, "2026.1", date(2026, 11, 22), "https://exemple.fr/atelier", [view, several])


def test_hostile_words_are_only_words() -> None:
    html = notes_html(record(EVIL)).decode()
    assert html.count("<style>") == html.count("</style>") == 1
    page = Balance(html)
    assert not [tag for tag, _ in page.tags if tag == "script"]
    assert page.text.count(EVIL) >= 11
    assert [a["href"] for tag, a in page.tags if tag == "a"] == [
        "https://exemple.fr/atelier",
        "https://exemple.fr/carte",
    ]


def test_a_foreign_link_is_refused() -> None:
    with pytest.raises(ValueError, match="not an address"):
        notes_html(replace(record("Notes"), link="javascript:alert(1)"))


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_fits_with_any_letters(browser: Browser, tmp_path: Path, width: int) -> None:
    path = tmp_path / "notes.html"
    for words in ("Notes", LONG, EVIL):
        path.write_bytes(notes_html(record(words)))
        assert widths(browser, path, width, wide=False) == (width, set())
        assert widths(browser, path, width, wide=True)[0] == width
