"""Options of peers that make no sense: refused once, in one French sentence, by a page, a link and a command alike."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from observatoire.__main__ import main
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerRequest
from observatoire.statistics.peers.neighbours import nearest
from pages.state.peers import parse_peers, quoted
from pages.state.selection import parse
from tests.pages.test_pages import run

STORE, CATALOG = open_offered()
PLACE = STORE.territory("com-16102")
ALL = [feature.id for feature in CATALOG.features.values() if PLACE.level in feature.levels]


class Hostile(NamedTuple):
    """An option as an address and as a command have it."""

    parameters: dict[str, str]
    options: tuple[str, ...]


CASES = {
    "too few": Hostile({"nombre": "4"}, ("--n", "4")),
    "too many": Hostile({"nombre": "31"}, ("--n", "31")),
    "no number": Hostile({"nombre": "vingt"}, ("--n", "vingt")),
    "other digits": Hostile({"nombre": "٢٠"}, ("--n", "٢٠")),
    "below nothing": Hostile({"nombre": "-20"}, ("--n=-20",)),
    "left out, unknown": Hostile({"sans": "bonheur"}, ("--drop", "bonheur")),
    "double, unknown": Hostile({"double": "bonheur"}, ("--double", "bonheur")),
    "nothing left": Hostile({"sans": ",".join(ALL)}, tuple(text for name in ALL for text in ("--drop", name))),
    "nowhere": Hostile({"restreint": "planete"}, ("--within", "planete")),
    "an attribute": Hostile({"restreint": "__class__"}, ("--within", "__class__")),
    "taken out, unknown": Hostile({"hors": "com-00000"}, ("--remove", "com-00000")),
    "taken out, of another level": Hostile({"hors": "dep-16"}, ("--remove", "dep-16")),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_link_says_it_once_and_asks_for_what_is_usual(case: Hostile) -> None:
    notices: list[str] = []
    asked = parse_peers({"pairs": "similaires", **case.parameters}, STORE, CATALOG, PLACE, notices)
    assert len(notices) == 1
    assert notices[0].endswith(".")
    assert asked == PeerRequest("similaires")
    whole = parse({"territoire": PLACE.id, "pairs": "similaires", **case.parameters}, STORE, CATALOG, "pairs")
    assert [notice for notice in whole.notices if notice in notices] == notices


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_page_says_it_once_and_goes_on(case: Hostile) -> None:
    app = run("pairs", territoire=PLACE.id, pairs="similaires", **case.parameters)
    assert not app.exception
    assert len(app.warning) == 1
    assert app.title[0].value == "Cognac"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_command_says_it_once_and_prints_nothing_else(case: Hostile, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["peers", PLACE.id, *case.options]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1


def test_what_is_left_out_cannot_count_double(capsys: pytest.CaptureFixture[str]) -> None:
    notices: list[str] = []
    asked = parse_peers({"sans": "densite", "double": "densite,altitude"}, STORE, CATALOG, PLACE, notices)
    assert asked == PeerRequest("similaires", dropped=("densite",), doubled=("altitude",))
    assert notices == []  # the page shows which criteria are left out
    assert main(["peers", PLACE.id, "--drop", "densite", "--double", "densite"]) == 2
    assert "ne peut pas à la fois" in capsys.readouterr().err


def test_the_search_itself_checks_nothing_again() -> None:
    usual = nearest(STORE, CATALOG, PLACE)
    assert nearest(STORE, CATALOG, PLACE, dropped=["bonheur"], doubled=["bonheur"]) == usual


@pytest.mark.parametrize(
    ("typed", "repeated"),
    [("1999.9", "1999.9"), ("../..", "…"), ("![x](http://a.b/c.png)", "xhttpabcpng"), ("2.b.3", "2b3"), ("😀", "…")],
)
def test_what_a_visitor_typed_is_repeated_without_what_could_be_a_link(typed: str, repeated: str) -> None:
    assert quoted(typed) == repeated
