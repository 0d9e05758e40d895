"""The style sheets: `.css` files beside this module, and the custom properties that they read.

A colour or a family of type is written once, in `tokens.py`; a sheet names it, `var(--accent)`.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

from observatoire.views.style import tokens

PROPERTIES: Final = (
    "PAPER", "SURFACE", "RULE", "INK", "MUTED", "ACCENT", "SECOND", "PEERS", "LOCAL", "MEDIAN", "BAND", "MAP_GROUND",
    "SANS", "SERIF",
)  # fmt: skip
"""Tokens that a style sheet may name: `MAP_GROUND` is `--map-ground` there."""


def property_name(token: str) -> str:
    """Return the custom property of a token: `MAP_GROUND` is `--map-ground`."""
    return f"--{token.lower().replace('_', '-')}"


@cache
def root_rule() -> str:
    """Return the rule that gives the custom properties their values, for the head of a style sheet."""
    return f":root{{{';'.join(f'{property_name(token)}:{getattr(tokens, token)}' for token in PROPERTIES)}}}\n"


@cache
def sheet(*names: str) -> str:
    """Return the rules of some sheets, one after the other: `sheet("blocks", "fiche")`."""
    folder = files("observatoire.views.style")
    return "".join(folder.joinpath(f"{name}.css").read_text(encoding="utf-8") for name in names)


def whole_sheet(*names: str) -> str:
    """Return the rules of some sheets after the values that they name: a style sheet that needs no other."""
    return root_rule() + sheet(*names)


@cache
def sheet_path(*names: str) -> str:
    """Return the path of `whole_sheet`, relative to the application: with its digest, a browser keeps it for ever."""
    return f"style/{hashlib.sha256(whole_sheet(*names).encode()).hexdigest()[:16]}.css"
