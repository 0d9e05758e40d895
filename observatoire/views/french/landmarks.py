"""A rank, a median and a middle half in a few words that stay true where values repeat."""

from __future__ import annotations

from observatoire.views.french.numerals import number, plural


def rank_text(rank: int, n: int, ties: int) -> str:
    """Return a rank in a cell: "3 sur 9", "3 ex æquo sur 9" (see `wording.rank_sentence`)."""
    return f"{number(rank)}{' ex æquo' if ties else ''} sur {number(n)}"


def middle_half_text(low: str, high: str) -> str:
    """Say between which two written figures the middle half lies, the same one when both are written alike."""
    return f"la moitié centrale va de {low} à {high}" if low != high else f"la moitié centrale est tout entière à {low}"


def middle_text(ranked: int, over: int, under: int) -> str:
    """Say how a group lies about its median: halves only where they are.

    Parameters
    ----------
    ranked : int
        Peers that count.
    over, under : int
        Those strictly above the median, and strictly below.
    """
    if ranked < 2:
        return "le seul pair comparable" if ranked else "aucun pair comparable"
    if not over and not under:
        return "la même valeur pour tous les pairs"
    if over == under:
        return "autant de pairs au-dessus qu’au-dessous"
    at = ranked - over - under
    return f"{plural(over, 'pair', 'pairs')} au-dessus, {number(under)} au-dessous, {number(at)} à ce niveau"
