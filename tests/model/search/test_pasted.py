"""Lines pasted out of a spreadsheet: matched by code, else by name; what is not sure is only suggested."""

from __future__ import annotations

import pytest

from observatoire.model.search.index import SearchIndex
from observatoire.model.search.pasted import LONGEST_LINE, MOST_DOUBTFUL, MOST_LINES, PastedLine, match_lines
from observatoire.model.store import Store, open_store


@pytest.fixture(scope="module")
def opened() -> tuple[Store, SearchIndex]:
    store = open_store()
    return store, SearchIndex(store.territories, store.former_communes)


def line(opened: tuple[Store, SearchIndex], text: str) -> PastedLine:
    [found] = match_lines(*opened, text).lines
    return found


@pytest.mark.parametrize(
    ("text", "identifier", "how"),
    [
        ("16102", "com-16102", "code"),
        ("16102;Cognac;18 670", "com-16102", "code"),
        ("Cognac\t16102\t18670", "com-16102", "code"),
        ("1001;L'Abergement-Clémenciat", "com-01001", "code"),
        ("com-16102", "com-16102", "code"),
        ("200070514\tGrand Cognac", "epci-200070514", "code"),
        ("200 070 514", "epci-200070514", "code"),
        ("16", "dep-16", "code"),
        ("dep-2A", "dep-2A", "code"),
        ("« Cognac »", "com-16102", "name"),
        ("angouleme", "com-16015", "name"),
        ("Jarnac", "com-16167", "name"),
        ("CC du Rouillacais", "epci-241600303", "name"),
        ("Charente", "dep-16", "name"),
        ("Saint-Denis (93)", "com-93066", "name"),
        ("SAINT DENIS;93", "com-93066", "name"),
        ("Saint-Denis\t93200", "com-93066", "name"),
        ("Louzac Saint André", "com-16193", "name"),
        ("Sonneville;16", "com-16286", "former"),
        ("16355", "com-16097", "former"),
        ("Hiersac\t1 100", "com-16163", "name"),  # 01100 and 02100 are communes: these are inhabitants
        ("\tSegonzac (16)\t2100", "com-16366", "name"),
        ("Cognac\t16 102", "com-16102", "code"),
        ("75056\tZzzz", "com-75056", "code"),
    ],
)
def test_what_a_line_names(opened: tuple[Store, SearchIndex], text: str, identifier: str, how: str) -> None:
    found = line(opened, text)
    assert (found.id, found.how, found.suggestions) == (identifier, how, ())


@pytest.mark.parametrize(
    ("text", "how", "first"),
    [
        ("Saint-Denis", "several", "com-97411"),
        ("Angoulèmme", "unknown", "com-16015"),
        ("Angoulèmme\t1 100", "unknown", "com-16015"),
        ("16102;Angoulême", "contradiction", "com-16102"),
    ],
)
def test_what_is_not_sure_is_suggested(opened: tuple[Store, SearchIndex], text: str, how: str, first: str) -> None:
    found = line(opened, text)
    assert (found.id, found.how) == ("", how)
    assert found.suggestions[0] == first
    assert len(found.suggestions) == len(set(found.suggestions)) <= 5


@pytest.mark.parametrize("text", ["99999", "=cmd()|' /C calc'!A0", "<script>", "\u202e\u200b", "1" * 500, "0"])
def test_hostile_and_idle_lines_are_unknown(opened: tuple[Store, SearchIndex], text: str) -> None:
    found = line(opened, text)
    assert (found.id, found.how) == ("", "unknown")
    assert len(found.text) <= LONGEST_LINE


def test_a_whole_sheet(opened: tuple[Store, SearchIndex]) -> None:
    found = match_lines(
        *opened, "Code INSEE;Nom de la commune\r\n16102;Cognac\r\n\r\n16102;Cognac\r\n16286;Rouillac\r\nXyz\r\n"
    )
    assert [(each.number, each.how) for each in found.lines] == [
        (1, "heading"), (2, "code"), (4, "code"), (5, "code"), (6, "unknown"),
    ]  # fmt: skip
    assert found.ids == ("com-16102", "com-16286")


@pytest.mark.parametrize("text", ["TOTAL\t\t60 000", "Ensemble;1100", "total général"])
def test_a_total_names_no_territory(opened: tuple[Store, SearchIndex], text: str) -> None:
    assert (line(opened, text).id, line(opened, text).how) == ("", "heading")


def test_lines_beyond_the_most_are_counted(opened: tuple[Store, SearchIndex]) -> None:
    found = match_lines(*opened, "16102\n" * (MOST_LINES + 7))
    assert (len(found.lines), found.beyond) == (MOST_LINES, 7)


def test_reading_stops_where_nothing_is_sure(opened: tuple[Store, SearchIndex]) -> None:
    found = match_lines(*opened, "16102\n\n" + "99999\n" * (MOST_DOUBTFUL + 3) + "16167\n")
    assert (len(found.lines), found.beyond) == (1 + MOST_DOUBTFUL, 4)
    assert found.ids == ("com-16102",)
    whole = match_lines(*opened, "16102\n" + "99999\n" * MOST_DOUBTFUL)
    assert (len(whole.lines), whole.beyond) == (1 + MOST_DOUBTFUL, 0)
