"""How far apart colours look: CIELAB, CIEDE2000, and what dichromats, greyscale and a washed-out projector leave.

Sources: sRGB and D65 from IEC 61966-2-1; CIEDE2000 from Sharma, Wu and Dalal (2005), whose test pairs check it here;
dichromats from Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model for Simulation of Color Vision
Deficiency", IEEE TVCG 15(6), table 1 at severity 1, applied to linear sRGB.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Colour = npt.NDArray[np.float64]

DICHROMATS = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
VISIONS = ("normal", *DICHROMATS)
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
VEIL = 0.1
"""Light of the room on the screen of a projector, as a share of its white: a contrast of 11:1 is left."""


def linear(colour: str) -> Colour:
    """Return the linear sRGB of `#RRGGBB`."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def seen(colour: str, vision: str = "normal") -> Colour:
    """Return the CIELAB of a colour as one sees it, on paper or a screen."""
    light = linear(colour)
    if vision != "normal":
        light = np.clip(np.array(DICHROMATS[vision]) @ light, 0, 1)
    return lab(light)


def lightness(colour: str) -> float:
    """Return L*, all that is left in greyscale."""
    return float(seen(colour)[0])


def projected(colour: str) -> Colour:
    """Return the CIELAB of a colour in a lit room, where white is as white as before and black is a grey."""
    return lab((linear(colour) + VEIL) / (1 + VEIL))


def lab(light: Colour) -> Colour:
    """Return the CIELAB of linear sRGB."""
    ratio = (TO_XYZ @ light) / TO_XYZ.sum(axis=1)
    x, y, z = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one: str, other: str) -> float:
    """Return the contrast of WCAG, from 1 to 21."""
    light, dark = sorted((float(TO_XYZ[1] @ linear(c)) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def difference(one: Colour, other: Colour) -> float:
    """Return the CIEDE2000 between two colours in CIELAB: 1 is just seen side by side, 10 at a glance."""
    chroma = np.mean([np.hypot(*c[1:]) for c in (one, other)])
    stretch = 1.5 - 0.5 * np.sqrt(chroma**7 / (chroma**7 + 25**7))
    (l1, a1, b1), (l2, a2, b2) = one, other
    c1, c2 = np.hypot(a1 * stretch, b1), np.hypot(a2 * stretch, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a * stretch)) % 360 for _, a, b in (one, other))
    turn, hue = h2 - h1, (h1 + h2) / 2
    if c1 * c2 == 0:
        turn, hue = 0.0, h1 + h2
    elif abs(turn) > 180:
        turn -= np.copysign(360, turn)
        hue += 180 if hue < 180 else -180
    level, mean = (l1 + l2) / 2, (c1 + c2) / 2
    cosines = [np.cos(np.radians(n * hue + shift)) for n, shift in ((1, -30), (2, 0), (3, 6), (4, -63))]
    weight = 1 + np.dot([-0.17, 0.24, 0.32, -0.20], cosines)
    light = (l2 - l1) / (1 + 0.015 * (level - 50) ** 2 / np.sqrt(20 + (level - 50) ** 2))
    strong = (c2 - c1) / (1 + 0.045 * mean)
    around = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * mean * weight)
    twist = -2 * np.sqrt(mean**7 / (mean**7 + 25**7)) * np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    return float(np.sqrt(light**2 + strong**2 + around**2 + twist * strong * around))


def least(pairs: Iterable[tuple[str, str]], vision: str = "normal") -> float:
    """Return the smallest CIEDE2000 of some pairs as one sees them."""
    return min(difference(seen(one, vision), seen(other, vision)) for one, other in pairs)


def least_step(palette: Sequence[str]) -> float:
    """Return the smallest difference of L* between classes in a row, whatever its sign."""
    return min(abs(lightness(a) - lightness(b)) for a, b in pairwise(palette))


def least_projected(palette: Sequence[str]) -> float:
    """Return the smallest CIEDE2000 between classes in a row in a lit room."""
    return min(difference(projected(a), projected(b)) for a, b in pairwise(palette))
