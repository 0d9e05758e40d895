"""Pages about a territory made of others, driven without a browser: they say its name, its members, its figures."""

from __future__ import annotations

import pytest

from observatoire.model.store import open_store
from tests.pages.test_pages import held, run, words

VALLEY = "compose-200070514.241600303"
NAME = "Vallée de la Charente"
LONG = "compose-" + ".".join(open_store().level("commune")["code"].iloc[open_store().members("dep-24")][:400])


@pytest.mark.parametrize("page", ["portrait", "pairs", "comparer", "carte", "evolution"])
def test_every_page_shows_a_composed_territory(page: str) -> None:
    app = run(page, territoire="compose-241600303.200070514", nom=NAME)
    text = words(app)
    assert app.title[0].value == NAME
    assert "Territoire composé" in text
    assert "nan" not in text.lower().split()
    assert "None" not in text
    assert "compose-" not in app.title[0].value
    # The address is put in order, and keeps the name.
    assert (held(app, "territoire"), held(app, "nom")) == (VALLEY, NAME)
