"""Palettes: what greyscale, dichromats, a lit room leave of them, and the page that says so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from observatoire.views.style.marks import MARKS
from observatoire.views.style.tokens import DIVERGING, LOCAL, MISSING, PAPER, PEERS, SEQUENTIAL, SEQUENTIAL_LOCAL, muted
from tests.views.colour_vision import (
    DICHROMATS,
    VISIONS,
    contrast,
    difference,
    lab,
    least,
    least_projected,
    least_step,
    lightness,
    linear,
    seen,
)

PAGE = Path(__file__).parents[2].joinpath("docs/palettes.md").read_text(encoding="utf-8")
GROUNDS = {state: look.fill for state, look in sorted(MISSING.items(), key=lambda entry: -lightness(entry[1].fill))}
BORDERS = {"white": "#FFFFFF", "EPCI": "#5D626A", "département": "#3C4148"}
"""Of shapes, of the territories that hold them (`views/browser/mosaic.js`)."""


# Sharma, Wu, Dalal (2005), "The CIEDE2000 color-difference formula", table 1: pairs 1, 7, 10, 12, 17, 19, 25, 34.
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
        ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (61, -5, 29), 22.8977),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_differences_are_those_of_the_published_pairs(
    one: tuple[float, ...], other: tuple[float, ...], expected: float
) -> None:
    assert difference(np.array(one, float), np.array(other, float)) == pytest.approx(expected, abs=5e-5)


def test_known_colours_have_their_known_places() -> None:
    assert seen("#FFFFFF") == pytest.approx([100, 0, 0], abs=1e-3)
    assert seen("#FF0000") == pytest.approx([53.24, 80.09, 67.20], abs=0.01)
    assert lab(np.full(3, 0.18419)) == pytest.approx([50, 0, 0], abs=0.01)  # a grey that reflects 18 %
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_dichromats_see_greys_as_greys_and_confuse_what_they_confuse() -> None:
    for vision in DICHROMATS:
        assert seen("#808080", vision) == pytest.approx(seen("#808080"), abs=0.01)
    red, green = "#C83737", "#6F7D28"  # told apart by all but those who lack one of the two cones
    assert least([(red, green)]) > 40
    assert least([(red, green)], "deuteranopia") < 15
    assert least([(red, green)], "tritanopia") > 30


@pytest.mark.parametrize("size", list(SEQUENTIAL))
def test_sequential_classes_darken_evenly_and_stay_apart(size: int) -> None:
    palette = SEQUENTIAL[size]
    lights = [lightness(colour) for colour in palette]
    assert len(palette) == size
    assert lights == sorted(lights, reverse=True), "greyscale keeps the order"
    steps = -np.diff(lights)
    assert steps.min() >= 11
    assert steps.max() - steps.min() < 1.2, "equal steps of the scale look equal"
    for vision in VISIONS:
        assert least(pairwise(palette), vision) >= 7.5
        assert least(combinations(palette, 2), vision) == least(pairwise(palette), vision), (
            "classes in a row are the closest"
        )
    assert least_projected(palette) >= 6.5
    hues = [np.degrees(np.arctan2(*seen(colour)[:0:-1])) % 360 for colour in palette]
    assert max(hues) - min(hues) < 20, "one hue"


@pytest.mark.parametrize("size", list(SEQUENTIAL_LOCAL))
def test_classes_of_local_data_are_as_good_and_of_another_hue(size: int) -> None:
    palette = SEQUENTIAL_LOCAL[size]
    lights = [lightness(colour) for colour in palette]
    steps = -np.diff(lights)
    assert len(palette) == size
    assert steps.min() >= 11
    assert steps.max() - steps.min() < 1.2
    for vision in VISIONS:
        assert least(pairwise(palette), vision) >= 7.5
        assert least(combinations(palette, 2), vision) == least(pairwise(palette), vision)
        assert least(((ground, colour) for ground in GROUNDS.values() for colour in palette), vision) >= 9
    assert least_projected(palette) >= 6.5
    hues = [np.degrees(np.arctan2(*seen(colour)[:0:-1])) % 360 for colour in palette]
    assert max(hues) - min(hues) < 20, "one hue"
    # Who lacks the cones of blue sees both as one: the badge and the words of the map say it too.
    for vision in ("normal", "protanopia", "deuteranopia"):
        assert least(zip(palette, SEQUENTIAL[size], strict=True), vision) >= 20
    assert contrast(LOCAL, PAPER) >= 4.5


@pytest.mark.parametrize("size", list(DIVERGING))
def test_diverging_classes_are_balanced_and_their_sides_told_apart(size: int) -> None:
    palette = DIVERGING[size]
    half = size // 2
    assert len(palette) == size
    for left, right in zip(palette[:half], palette[::-1][:half], strict=True):
        assert abs(lightness(left) - lightness(right)) < 2.5, "same weight on both sides"
        assert linear(left)[0] > linear(left)[2], "brown"
        assert linear(right)[2] > linear(right)[0], "blue"
        for vision in VISIONS:
            assert least([(left, right)], vision) >= 15, "greyscale alone confuses the two sides"
    for side in (palette[: half + size % 2], palette[::-1][: half + size % 2]):
        assert all(lightness(b) - lightness(a) >= 18 for a, b in pairwise(side))
    for vision in VISIONS:
        assert least(combinations(palette, 2), vision) >= 15
    assert least_projected(palette) >= 12


def test_states_without_a_plain_value_are_told_apart_by_their_ground_alone() -> None:
    """From afar, maps of all communes show no pattern."""
    assert list(GROUNDS) == ["fragile", "not_applicable", "not_computable", "secret", "not_published", "implausible"]
    colours = {colour for palettes in (SEQUENTIAL, DIVERGING) for palette in palettes.values() for colour in palette}
    blues = {colour for palette in SEQUENTIAL.values() for colour in palette}
    for vision in VISIONS:
        assert least(combinations(GROUNDS.values(), 2), vision) >= 4
        assert least(((ground, colour) for ground in GROUNDS.values() for colour in colours), vision) >= 3.4
        assert least(((ground, colour) for ground in GROUNDS.values() for colour in blues), vision) >= 9
    for look in MISSING.values():
        assert look.pattern == "plain" or contrast(look.fill, look.stroke) >= 3, "the pattern shows on its ground"


@pytest.mark.parametrize("palette", [*SEQUENTIAL.values(), *DIVERGING.values(), *SEQUENTIAL_LOCAL.values()], ids=len)
def test_classes_muted_keep_their_order_and_their_hatches_show(palette: tuple[str, ...]) -> None:
    looks = [muted(colour) for colour in palette]
    grounds = [look.fill for look in looks]
    order, solid = (np.argsort([lightness(c) for c in colours]).tolist() for colours in (grounds, palette))
    assert order == solid, "greyscale keeps the order"
    for ground, colour in zip(grounds, palette, strict=True):
        assert lightness(ground) > lightness(colour) + 3, "nearer to paper"
    for vision in VISIONS:
        assert least(pairwise(grounds), vision) >= 3.2
        greys = [look.fill for state, look in MISSING.items() if state != "fragile"]
        assert least(((ground, grey) for ground in grounds for grey in greys), vision) >= 3.3
    for look in looks:
        assert 3 <= contrast(look.fill, look.stroke) < 3.3, "hatches are as plain on each class, and no plainer"
        assert look.pattern == MISSING["fragile"].pattern


def test_the_place_and_the_first_two_others_differ_by_colour_and_all_five_by_shape() -> None:
    colours = [mark.colour for mark in MARKS]
    for vision in VISIONS:
        assert least(combinations(colours[:3], 2), vision) >= 11
        assert least(((colour, PEERS) for colour in colours), vision) >= 9
    assert len({mark.shape for mark in MARKS}) == len({mark.glyph for mark in MARKS}) == len(MARKS)


def test_a_border_stands_out_from_each_class() -> None:
    """White fades on pale classes, where the dark borders of EPCI and départements carry the map."""
    for palette in (*SEQUENTIAL.values(), *DIVERGING.values()):
        assert all(max(contrast(line, colour) for line in BORDERS.values()) >= 3 for colour in palette)


def test_the_page_of_palettes_gives_the_figures_of_today() -> None:
    missing = [line for line in page_rows() if line not in PAGE]
    assert not missing, "docs/palettes.md lacks:\n" + "\n".join(missing)


def page_rows() -> Iterator[str]:
    """Give the lines of the tables of docs/palettes.md."""
    for name, palettes in (("sequential", SEQUENTIAL), ("diverging", DIVERGING), ("local", SEQUENTIAL_LOCAL)):
        for size, palette in palettes.items():
            lights = " ".join(f"{lightness(colour):.0f}" for colour in palette)
            apart = " | ".join(f"{least(pairwise(palette), vision):.1f}" for vision in VISIONS)
            yield (
                f"| {name} {size} | {lights} | {least_step(palette):.1f} | {apart} | {least_projected(palette):.1f} |"
            )
    for name, palette in (("sequential", SEQUENTIAL[5]), ("diverging", DIVERGING[5]), ("local", SEQUENTIAL_LOCAL[5])):
        looks = [muted(colour) for colour in palette]
        grounds = [look.fill for look in looks]
        lights = " ".join(f"{lightness(ground):.0f}" for ground in grounds)
        worst = min(least(pairwise(grounds), vision) for vision in VISIONS)
        hatches = min(contrast(look.fill, look.stroke) for look in looks)
        yield f"| {name} 5 | {' '.join(f'`{ground}`' for ground in grounds)} | {lights} | {worst:.1f} | {hatches:.1f} |"
    for state, ground in GROUNDS.items():
        others = [other for other in GROUNDS.values() if other != ground]
        near = [colour for palette in SEQUENTIAL.values() for colour in palette]
        both = [colour for palette in DIVERGING.values() for colour in palette]
        worst = [
            f"{min(least([(ground, colour) for colour in colours], vision) for vision in VISIONS):.1f}"
            for colours in (others, near, both)
        ]
        yield f"| {state} | `{ground}` | {lightness(ground):.0f} | {' | '.join(worst)} |"
    colours = [mark.colour for mark in MARKS]
    for name, pairs in (
        ("the place, first, second", list(combinations(colours[:3], 2))),
        ("all five", list(combinations(colours, 2))),
        ("any of them and the group", [(colour, PEERS) for colour in colours]),
    ):
        yield f"| {name} | {' | '.join(f'{least(pairs, vision):.1f}' for vision in VISIONS)} |"
    for name, line in BORDERS.items():
        cells = (
            f"{contrast(line, palette[0]):.1f} – {contrast(line, palette[size // 2]):.1f} – "
            f"{contrast(line, palette[-1]):.1f}"
            for size, palette in ((5, SEQUENTIAL[5]), (5, DIVERGING[5]))
        )
        yield f"| {name} `{line}` | {' | '.join(cells)} | {contrast(line, PAPER):.1f} |"
