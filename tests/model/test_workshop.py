"""A workshop survives its link and its file; nothing foreign is taken for one, whatever it is."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observatoire.model.workshop.files import (
    FORMAT,
    LARGEST_DATA,
    LARGEST_FILE,
    LONGEST_LINK,
    NOT_KEPT,
    data_in,
    read_file,
    read_kept,
    read_link,
    write_file,
    write_link,
)
from observatoire.model.workshop.record import (
    GUESSED,
    LOCAL_PAGE,
    LONGEST_NOTE,
    LONGEST_VALUE,
    MOST_GUESSES,
    MOST_MINUTES,
    MOST_VIEWS,
    PAGES,
    Gathered,
    Guess,
    Notes,
    View,
    Workshop,
    WorkshopError,
    plain_text,
)

KNOWN = ("territoire", "pairs", "indicateur", "annee", "perimetre", "mode")
COGNAC = View("comparer", {"territoire": "com-16102", "indicateur": "densite", "annee": "2023"}, "Serrés ?", True)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

texts = st.text(max_size=60).map(lambda t: plain_text(t, 60))
values = st.text(min_size=1, max_size=20).map(lambda t: plain_text(t, 20)).filter(bool)
numbers = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def views(draw: st.DrawFn) -> View:
    page = draw(st.sampled_from(PAGES))
    parameters = draw(st.dictionaries(st.sampled_from(KNOWN), values)) | {"territoire": draw(values)}
    guess = draw(st.booleans()) and page in GUESSED
    return View(page, parameters, draw(texts), guess, draw(st.sampled_from([0, 0, 1, 12, MOST_MINUTES])))


workshops = st.builds(
    Workshop, texts, st.sampled_from(["", "2026.1", "2031.12"]), st.lists(views(), max_size=6).map(tuple)
)


@QUICK
@given(workshops)
def test_a_workshop_survives_its_link_and_its_file(workshop: Workshop) -> None:
    assert read_link(write_link(workshop), KNOWN) == workshop
    assert read_file(write_file(workshop), KNOWN) == (workshop, Gathered())


@QUICK
@given(workshops, st.data())
def test_what_the_room_gave_survives_the_file_when_asked_for(workshop: Workshop, data: st.DataObject) -> None:
    keys = list(dict.fromkeys(view.key for view in workshop.views))
    guesses = st.lists(st.builds(Guess, texts.map(lambda t: t[:40].strip()), numbers), min_size=1, max_size=4).map(
        tuple
    )
    notes = st.builds(Notes, texts, texts, texts).filter(bool)
    gathered = Gathered({k: data.draw(guesses) for k in keys}, {k: data.draw(notes) for k in keys})
    assert read_file(write_file(workshop, gathered), KNOWN) == (workshop, gathered)
    assert read_file(write_file(workshop), KNOWN)[1] == Gathered(), "not asked for, yet in the file"


def refused_or_whole(read: Callable[[Any, tuple[str, ...]], Any], content: object) -> None:
    """Reading gives a workshop within bounds, or one French sentence: nothing else."""
    try:
        found = read(content, KNOWN)
    except WorkshopError:
        return
    workshop = found[0] if isinstance(found, tuple) else found
    assert len(workshop.views) <= MOST_VIEWS
    assert all(set(view.parameters) <= set(KNOWN) and view.page in PAGES for view in workshop.views)


@QUICK
@given(workshops, st.data())
def test_a_link_with_letters_changed_is_refused(workshop: Workshop, data: st.DataObject) -> None:
    link = write_link(workshop)
    at = data.draw(st.integers(0, len(link) - 2))  # the last letter holds bits that base64 ignores
    letter = data.draw(st.characters())
    if letter == link[at]:
        return
    with pytest.raises(WorkshopError):
        read_link(link[:at] + letter + link[at + 1 :], KNOWN)
    with pytest.raises(WorkshopError):
        read_link(link[:at], KNOWN)


@QUICK
@given(st.text(max_size=200) | st.text("0123456789abcdefXYZ-_", max_size=200).map(lambda t: f"1{t}"))
def test_any_text_as_a_link_gets_a_sentence(text: str) -> None:
    refused_or_whole(read_link, text)


jsons = st.recursive(
    st.none() | st.booleans() | numbers | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = ("format", "version", "titre", "edition", "vues", "estimations", "notes")


@QUICK
@given(st.binary(max_size=200) | jsons.map(lambda j: json.dumps(j).encode()))
def test_any_bytes_as_a_file_get_a_sentence(content: bytes) -> None:
    refused_or_whole(read_file, content)


@QUICK
@given(workshops, st.dictionaries(st.sampled_from(NAMES), jsons, min_size=1))
def test_a_file_with_anything_in_the_place_of_its_parts_gets_a_sentence(workshop: Workshop, changes: object) -> None:
    content = json.loads(write_file(workshop, Gathered())) | changes  # type: ignore[operator]
    refused_or_whole(read_file, json.dumps(content).encode())


@QUICK
@given(jsons)
def test_a_link_that_holds_any_json_gets_a_sentence(content: object) -> None:
    packed = base64.urlsafe_b64encode(zlib.compress(json.dumps(content).encode())).decode().rstrip("=")
    refused_or_whole(read_link, f"1{packed}")


def link_of(content: bytes) -> str:
    return "1" + base64.urlsafe_b64encode(zlib.compress(content, 9)).decode().rstrip("=")


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    bomb = link_of(b'["' + b"a" * 2_000_000 + b'","",[]]')
    assert len(bomb) < LONGEST_LINK, "short enough to be read"
    with pytest.raises(WorkshopError, match="incomplet ou abîmé"):
        read_link(bomb, KNOWN)


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 50_000,
        b'["","",[]] ["","",[]]',
        b'["","",[["comparer",{"territoire":"com-16102","mot_de_passe":"x"},"",0]]]',
        b'["","",[["comparer",{"indicateur":"densite"},"",0]]]',
        b'["","",[["donnees",{"territoire":"com-16102"},"",0]]]',
        b'["","nimporte",[]]',
        b'["","",' + json.dumps([["carte", {"territoire": "com-16102"}, "", 0]] * 31).encode() + b"]",
        b'["","",[["comparer",{"territoire":"\\ud800"},"",0]]]',
        b'["","",[["comparer",{"territoire":"' + b"9" * (LONGEST_VALUE + 1) + b'"},"",0]]]',
    ],
    ids=["deep", "two", "unknown parameter", "no place", "other page", "edition", "31 views", "half character", "long"],
)
def test_a_link_made_by_hand_is_refused(content: bytes) -> None:
    with pytest.raises(WorkshopError, match="incomplet ou abîmé"):
        read_link(link_of(content), KNOWN)


def test_a_later_version_is_named() -> None:
    later = json.dumps(json.loads(write_file(Workshop())) | {"version": 2}).encode()
    with pytest.raises(WorkshopError, match="version plus récente"):
        read_file(later, KNOWN)
    with pytest.raises(WorkshopError, match="version plus récente"):
        read_link("4abcd", KNOWN)


def test_a_foreign_file_is_named_so() -> None:
    for content in (b"", b"\xff\xfe", b'{"type": "FeatureCollection"}', b"nom;valeur\n", b"PK\x03\x04"):
        with pytest.raises(WorkshopError, match="n’est pas une séance"):
            read_file(content, KNOWN)
    with pytest.raises(WorkshopError, match="trop gros"):
        read_file(b" " * (LARGEST_FILE + LARGEST_DATA + 1), KNOWN)
    assert json.loads(write_file(Workshop()))["format"] == FORMAT


def test_guesses_that_are_no_numbers_are_refused() -> None:
    content = json.loads(write_file(Workshop(views=(COGNAC,)), Gathered({COGNAC.key: (Guess("a", 1.0),)})))
    for value in (None, "douze", [], 10**400, float("inf")):
        content["estimations"][COGNAC.key][0]["valeur"] = value
        with pytest.raises(WorkshopError):
            read_file(json.dumps(content).encode(), KNOWN)


def test_views_move_rename_leave_and_are_at_most_thirty() -> None:
    a, b, c = (View("carte", {"territoire": t}) for t in ("com-16102", "com-35238", "com-05023"))
    workshop = Workshop(views=(a, b, c))
    assert workshop.moved(2, -1).views == (a, c, b)
    assert workshop.moved(0, -1).views == (a, b, c)
    assert workshop.moved(2, 1).views == (a, b, c)
    assert workshop.without(1).views == (a, c)
    named = workshop.changed(1, heading="  Deux\nlignes\x00 ", guess=True)
    assert (named.views[1].heading, named.views[1].guess) == ("Deux lignes", True)
    assert named.views[1].key == b.key, "notes follow a renamed view"
    assert not Workshop(views=(View("portrait", {"territoire": "x"}),)).changed(0, guess=True).views[0].guess
    with pytest.raises(WorkshopError, match="au plus 30 vues"):
        Workshop(views=(a,) * MOST_VIEWS).with_view(b)


def test_a_workshop_that_a_link_cannot_hold_says_so() -> None:
    lists = [",".join(f"com-{(7919 * (i * 80 + n)) % 97_000:05d}" for n in range(80)) for i in range(30)]
    long = Workshop(views=tuple(View("comparer", {"territoire": "com-16102", "pairs": t}) for t in lists))
    with pytest.raises(WorkshopError, match="ne tient plus dans un lien"):
        write_link(long)
    assert read_file(write_file(long), KNOWN)[0] == long, "its file still opens"


def test_ten_usual_views_make_a_short_link() -> None:
    names = ["densite", "population", "part_65_ans_plus", "part_moins_20_ans", "part_logements_vacants"] * 2
    views = tuple(
        View(page, {"territoire": "epci-200070514", "pairs": "similaires", "indicateur": name, "annee": "2021"})
        for page, name in zip(PAGES[:5] * 2, names, strict=True)
    )
    assert len(write_link(Workshop("Dix vues", "2026.1", views))) < 700


# --- A timer of a view's own ---

BEFORE_TIMERS = (
    "1eNoVjDEOgzAQBL8SbX1E2EgUafKHUFouLLjiipyjw1QoD-IdfIyj3ZnZhM95bCpVQYh9HJ8BlBLm-v0VYwPtaGwmrYoxXjfowhj66L7oInNp"
    "vJmDhXWVxj4XVb5VvxvwJ0zen8f6eINCzvkCaUAksA"
)
"""A link as the Atelier wrote them when the timer was the workshop's alone."""


def test_a_link_and_a_file_from_before_timers_still_open() -> None:
    assert read_link(BEFORE_TIMERS, KNOWN) == Workshop("Réunion", "2026.1", (COGNAC,))
    assert write_link(Workshop("Réunion", "2026.1", (COGNAC,))) == BEFORE_TIMERS, "an older site opens it too"
    content = json.loads(write_file(Workshop(views=(COGNAC,))))
    assert "minutes" not in content["vues"][0]
    assert read_file(json.dumps(content).encode(), KNOWN)[0].views == (COGNAC,)


def test_a_view_has_a_timer_of_its_own_in_link_and_file() -> None:
    timed = Workshop(views=(COGNAC, COGNAC)).changed(1, minutes=7)
    assert [view.minutes for view in read_link(write_link(timed), KNOWN).views] == [0, 7]
    assert write_link(timed)[0] == "2", "an older site says that the link is newer"
    content = json.loads(write_file(timed))
    assert (content["version"], content["vues"][1]["minutes"]) == (1, 7), "an older site opens the file all the same"
    assert timed.views[1].key == COGNAC.key, "notes follow a view whose timer changes"
    assert [timed.changed(1, minutes=n).views[1].minutes for n in (-3, 999)] == [0, MOST_MINUTES]


@pytest.mark.parametrize("minutes", ["7", 7.0, -1, 181, True, None, [], 10**400])
def test_an_absurd_timer_is_refused(minutes: object) -> None:
    content = json.loads(write_file(Workshop(views=(COGNAC,))))
    content["vues"][0]["minutes"] = minutes
    with pytest.raises(WorkshopError, match="n’est pas une séance"):
        read_file(json.dumps(content).encode(), KNOWN)


# --- Views of local data ---

BROUGHT = View(LOCAL_PAGE, {"territoire": "com-16102", "local": "local_0123456789ab,lieux_0123456789ab"}, "Arbres")


def test_a_workshop_names_the_local_data_that_it_shows_and_its_file_alone_holds_them() -> None:
    workshop = Workshop("Réunion", "2026.1", (COGNAC, BROUGHT, BROUGHT))
    known = (*KNOWN, "local")
    assert workshop.brought == ("local_0123456789ab", "lieux_0123456789ab")
    assert write_link(workshop)[0] == "3", "an older site says that the link is newer"
    assert read_link(write_link(workshop), known) == workshop
    data = b'{"format":"x","valeurs":[0.1,12,null],"texte":"\xc3\xa9"}'
    held = write_file(workshop, Gathered({BROUGHT.key: (Guess("a", 1.0),)}), data)
    assert json.loads(held)["version"] == 3
    assert read_file(held, known) == (workshop, Gathered({BROUGHT.key: (Guess("a", 1.0),)}))
    assert data_in(held) == data, "as it was written: its checksum holds"
    assert data_in(write_file(workshop)) == b""
    assert json.loads(write_file(Workshop(views=(COGNAC,))))["version"] == 1, "an older site opens the others"


# --- What a browser keeps ---


def test_a_workshop_is_known_by_what_its_views_show_in_any_order() -> None:
    other = View("carte", {"territoire": "com-35238"})
    one = Workshop("Un", "2026.1", (COGNAC, other))
    assert one.key == Workshop("Deux", "", (other, COGNAC, other)).changed(0, heading="Autre", minutes=3).key
    assert one.key != Workshop("Un", "2026.1", (COGNAC,)).key


def test_what_was_kept_joins_what_was_given_since_nothing_twice() -> None:
    a, b, c = Guess("Table 1", 20.0), Guess("", 20.0), Guess("Table 3", 31.0)
    kept = Gathered({"v": (a, b, b)}, {"v": Notes("vu, et la suite", "", ""), "w": Notes(to_check="l’année")})
    given_since = Gathered({"v": (b, c), "x": (a,)}, {"v": Notes("vu", "pensé", "")})
    joined = given_since.joined(kept)
    assert joined.guesses == {"v": (a, b, b, c), "x": (a,)}
    assert joined.notes == {"v": Notes("vu, et la suite", "pensé", ""), "w": Notes(to_check="l’année")}
    assert joined.joined(kept) == joined, "handed back twice, nothing is added"
    many = Gathered({"v": tuple(Guess("", float(n)) for n in range(MOST_GUESSES))}, {})
    assert len(many.joined(kept).guesses["v"]) == MOST_GUESSES


def test_notes_written_without_sight_of_those_kept_take_their_place_under_them() -> None:
    kept = Gathered({}, {"v": Notes("ancien", "premi", "x" * LONGEST_NOTE)})
    since = Gathered({}, {"v": Notes("nouveau", "premier", "y"), "w": Notes("ailleurs")})
    joined = since.joined(kept, unseen=True)
    assert joined.notes["v"].seen == "ancien\nnouveau"
    assert joined.notes["v"].thought == "premier", "one that holds the other is not written twice"
    assert joined.notes["v"].to_check == "x" * (LONGEST_NOTE - 2) + "\ny", "within bounds, the later one is whole"
    assert joined.notes["w"] == Notes("ailleurs")
    assert joined.joined(kept, unseen=True).notes == joined.notes
    assert since.joined(kept).notes["v"] == Notes("ancien", "premi", "x" * LONGEST_NOTE), "what was seen was edited"


@QUICK
@given(st.text(max_size=200) | jsons.map(json.dumps) | st.just("\ud800") | st.just("[" * 100_000))
def test_anything_else_in_the_browser_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(WorkshopError) as refusal:
        read_kept(text, KNOWN)
    assert str(refusal.value) == NOT_KEPT


def test_what_is_kept_is_bounded_as_a_file_is() -> None:
    kept = write_file(Workshop(views=(COGNAC,)), Gathered({COGNAC.key: (Guess("a", 1.0),)})).decode()
    assert read_kept(kept, KNOWN)[1].guesses == {COGNAC.key: (Guess("a", 1.0),)}
    with pytest.raises(WorkshopError, match="rien n’en est repris"):
        read_kept(kept + " " * LARGEST_FILE, KNOWN)
