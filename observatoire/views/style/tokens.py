"""Design tokens: the colours, signs and fonts that every view shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# --- Paper and ink -----------------------------------------------------------------------------
PAPER: Final = "#FBFAF6"
SURFACE: Final = "#F1EEE6"  # panels, table heads
RULE: Final = "#D6D1C4"  # hairlines: decoration, never the only sign of something
INK: Final = "#14171D"  # 17:1 on paper; Streamlit writes captions with it at 60 %, still 4.5:1
MUTED: Final = "#565B63"  # captions, axis figures: 6.5:1

# --- Roles -------------------------------------------------------------------------------------
ACCENT: Final = "#8A1C4A"  # the place
SECOND: Final = "#1F5FA8"  # first territory picked by hand
THIRD: Final = "#8F5600"  # second territory picked by hand
PEERS: Final = "#82868A"  # marks of the group (3:1 at least)
PEERS_SOFT: Final = "#D3D2CC"  # ground of a histogram, always outlined in PEERS
MEDIAN: Final = "#3A3F47"
BAND: Final = "#ECE8DC"  # between the quartiles
MAP_GROUND: Final = "#F7F5F0"  # behind a map, before it is drawn

LOCAL: Final = "#35613B"  # what is said of local data: its badge, its circles, the place on its charts
LOCAL_PEERS: Final = "#68954D"  # marks of the group on charts of local data (3:1 at least)
LOCAL_SOFT: Final = "#D4ECBC"  # ground of their histograms
LOCAL_BAND: Final = "#EAF2DF"  # between their quartiles

PICKED: Final = (SECOND, THIRD)
SHAPES: Final = ("diamond", "square", "triangle-up")  # the place, then the picked ones
GLYPHS: Final = ("◆", "■", "▲")  # the same shapes in text

# --- Palettes ----------------------------------------------------------------------------------
# One hue, light to dark: lightness falls at each step, so that greyscale and colour-blind readers
# see the same order.
SEQUENTIAL: Final[dict[int, tuple[str, ...]]] = {
    3: ("#D4EAF6", "#4893B2", "#003D57"),
    4: ("#D4EAF6", "#75B0CB", "#167696", "#003D57"),
    5: ("#D4EAF6", "#8CBED7", "#4893B2", "#006787", "#003D57"),
    6: ("#D4EAF6", "#9AC7DE", "#63A4C2", "#2C81A2", "#005F7E", "#003D57"),
    7: ("#D4EAF6", "#A4CDE2", "#75B0CB", "#4893B2", "#167696", "#005977", "#003D57"),
}
# Local data, green: no official map is. Five classes at most, the usual ones.
SEQUENTIAL_LOCAL: Final[dict[int, tuple[str, ...]]] = {
    3: ("#D4ECBC", "#68954D", "#223F18"),
    4: ("#D4ECBC", "#89B26B", "#4B7835", "#223F18"),
    5: ("#D4ECBC", "#9AC17C", "#68954D", "#3F692C", "#223F18"),
}
# Brown below the reference, blue above: the pair that no common colour blindness confuses.
DIVERGING: Final[dict[int, tuple[str, ...]]] = {
    3: ("#733E00", "#ECE8DF", "#005677"),
    4: ("#733E00", "#C7AB95", "#94B7C8", "#005677"),
    5: ("#733E00", "#B28F71", "#ECE8DF", "#6F9EB4", "#005677"),
    6: ("#733E00", "#A67E5C", "#D7C2B2", "#B2CBD8", "#5990A8", "#005677"),
    7: ("#733E00", "#9D734E", "#C7AB95", "#ECE8DF", "#94B7C8", "#4986A0", "#005677"),
}


@dataclass(frozen=True, slots=True)
class MissingStyle:
    """How a map, a legend or a chart draws one state of a figure that is no plain value.

    Attributes
    ----------
    fill, stroke : str
        Ground colour, and colour of the pattern and outline.
    pattern : str
        `plain`, `hatch`, `dots`, `cross`, `lines` or `hatch-light`: the same state is told apart in greyscale.
    """

    fill: str
    stroke: str
    pattern: str


# Where shapes are too small for a pattern, its ground alone tells the states apart: six lightnesses, from paper down.
MISSING: Final[dict[str, MissingStyle]] = {
    "secret": MissingStyle("#BBB8B4", "#605E5A", "hatch"),
    "not_published": MissingStyle("#AAA8A4", "#74726E", "plain"),
    "not_applicable": MissingStyle("#DDDBD7", "#6C6A66", "dots"),
    "not_computable": MissingStyle("#CBC9C4", "#6C6A66", "cross"),
    "fragile": MissingStyle(PAPER, PEERS, "hatch-light"),
    "implausible": MissingStyle("#999793", "#3A3835", "lines"),
}

_MUTED_SHARE: Final = 0.45
"""Of the colour of a class, in the same class muted: the rest is paper."""
_HATCH_CONTRAST: Final = 3.1
"""Of the hatches on any class muted: as plain to see on the palest as on the darkest, and no plainer."""


def muted(colour: str) -> MissingStyle:
    """Return how a fragile value is drawn in its class: the colour of the class nearer to paper, hatched.

    Parameters
    ----------
    colour : str
        Of the class, as `#RRGGBB`.
    """
    pairs = ((int(colour[at : at + 2], 16), int(PAPER[at : at + 2], 16)) for at in (1, 3, 5))
    mixed = [round(own * _MUTED_SHARE + paper * (1 - _MUTED_SHARE)) for own, paper in pairs]
    # Relative luminance, as WCAG defines it, and the grey that has that of the hatches.
    light = sum(
        share * ((part / 255 + 0.055) / 1.055) ** 2.4
        for share, part in zip((0.2126, 0.7152, 0.0722), mixed, strict=True)
    )
    grey = round(255 * (1.055 * ((light + 0.05) / _HATCH_CONTRAST - 0.05) ** (1 / 2.4) - 0.055))
    return MissingStyle("#{:02X}{:02X}{:02X}".format(*mixed), f"#{grey:02X}{grey:02X}{grey:02X}", "hatch-light")


_CSS_PATTERNS: Final = {
    "plain": "none",
    "hatch": "repeating-linear-gradient(45deg,{s} 0 1.5px,transparent 1.5px 5px)",
    "hatch-light": "repeating-linear-gradient(-45deg,{s} 0 1px,transparent 1px 4px)",
    "lines": "repeating-linear-gradient(0deg,{s} 0 1px,transparent 1px 5px)",
    "dots": "radial-gradient({s} 1.2px,transparent 1.4px) 0 0/6px 6px",
    "cross": "repeating-linear-gradient(45deg,{s} 0 1px,transparent 1px 6px),"
    "repeating-linear-gradient(-45deg,{s} 0 1px,transparent 1px 6px)",
}


def pattern_css(style: MissingStyle) -> str:
    """Return the CSS `background` that draws a missing state."""
    image = _CSS_PATTERNS[style.pattern].format(s=style.stroke)
    return style.fill if image == "none" else f"{image},{style.fill}"


def shared_css(colour: str) -> str:
    """Return the CSS `background` of a class that fragile values have too: one half solid, one muted and hatched."""
    return f"linear-gradient(90deg,{colour} 50%,transparent 50%),{pattern_css(muted(colour))}"


def muted_css(palette: Sequence[str]) -> str:
    """Return the CSS `background` of fragile values, whatever their class: all classes, muted and hatched."""
    looks, width = [muted(colour) for colour in palette], 100 / len(palette)
    stops = ",".join(f"{look.fill} {at * width:.4g}% {(at + 1) * width:.4g}%" for at, look in enumerate(looks))
    return f"{_CSS_PATTERNS[looks[0].pattern].format(s=looks[0].stroke)},linear-gradient(90deg,{stops})"


# --- Type --------------------------------------------------------------------------------------
SANS: Final = '"Source Sans", "Source Sans 3", "Liberation Sans", Arial, sans-serif'
SERIF: Final = '"Source Serif", "Source Serif 4", "Liberation Serif", Georgia, serif'

SCENE_WIDTH: Final = 480
"""Pixels of a drawing before a presentation enlarges it: its texts of 13 pixels then are 28 high on a screen 1920 wide.
"""
