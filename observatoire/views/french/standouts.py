"""What stands out of a place, in words: the same on the portrait, in a workshop and in the fiche."""

from __future__ import annotations

from dataclasses import dataclass

from observatoire.statistics.standout import FEWEST_PEOPLE, StandingOut, Standout
from observatoire.views.french.sentences import period, standing, value_text
from observatoire.views.french.wording import plural

NOTHING = "Rien ne se détache nettement de ses pairs."
TOO_SMALL = f"Moins de {FEWEST_PEOPLE} habitants\u202f: les écarts y tiennent à quelques personnes."


@dataclass(frozen=True, slots=True)
class StandoutLine:
    """One indicator that stands out: its sign, figure, years, and where it stands among the peers."""

    sign: str
    figure: str
    period: str
    standing: str


def standout_line(item: Standout, label: str) -> StandoutLine:
    """Return the words of one indicator that stands out; `label` names the peers."""
    stands = standing(item.indicator, item.comparison, label, item.judgement)
    if item.circular:
        follows = "Il se déduit pourtant de ce qui sert à choisir ces pairs."
        stands += f" {'C’est pourtant un critère de choix de ces pairs.' if item.circular.itself else follows}"
    return StandoutLine(
        sign="▲" if item.score > 0 else "▼",
        figure=value_text(item.indicator, item.figure.value, item.figure.status),
        period=period(item.indicator, item.year),
        standing=stands,
    )


def standing_out_sentence(stands: StandingOut) -> str:
    """Say how what stands out was found, or why nothing does."""
    if stands.too_small:
        return TOO_SMALL
    if not stands.found:
        return NOTHING
    return (
        f"{plural(len(stands.found), 'indicateur', 'indicateurs')}, de tous les thèmes, sur lesquels ce territoire "
        "s’écarte le plus de la médiane de ses pairs (▲ au-dessus, ▼ au-dessous), rapporté à la dispersion du groupe. "
        "Chacun s’en écarte plus que le hasard ne le ferait, ou se compte exactement. S’écarter n’est ni bien ni mal."
    )
