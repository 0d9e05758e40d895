"""Letters that bring codes, one a page: made from the codes while they are shown, and kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from observatoire.views.french.grammar import typographic
from observatoire.views.french.wording import long_date, spaced
from observatoire.views.style.tokens import ACCENT, INK, MUTED, RULE
from participation.model.campaigns import Campaign
from participation.model.codes import shown_code
from participation.model.organisations import Organisation

MOST_LETTERS: Final = 500
"""Letters of one file, made where the codes are: another process would have them on its disk."""
TEMPLATE: Final = Path(__file__).with_name("letters.typ")
CODE: Final = (
    "Il compte dix-sept signes, sans la lettre O ni la lettre I. Qui le connaît peut répondre pour votre organisation "
    ": gardez-le comme une clé."
)


@dataclass(frozen=True, slots=True)
class Letters:
    """What the letters of some organisations say.

    Attributes
    ----------
    campaign : Campaign
    organisations : tuple of Organisation
    codes : dict of str to str
        By the id of an organisation; empty where no code is asked for.
    address : str
        Of the form.
    mode : str
        What becomes of an answer, in one sentence.
    day : date
        That they bear.
    """

    campaign: Campaign
    organisations: Sequence[Organisation]
    codes: Mapping[str, str]
    address: str
    mode: str
    day: date

    @property
    def few_enough(self) -> bool:
        """Whether one file can hold them."""
        return len(self.organisations) <= MOST_LETTERS

    def pdf(self) -> bytes:
        """Return them as PDF: A4, tagged, one a page."""
        # What draws codes and sets pages is not loaded before somebody asks for letters.
        from observatoire.exports.pictures.qr_codes import qr_svg
        from observatoire.exports.typesetting import typeset

        title = self.campaign.title
        data = {
            "colours": [INK, MUTED, ACCENT, RULE], "title": title, "address": self.address,
            "drawing": qr_svg(self.address), "made": long_date(self.day),
            "asked": spaced(f"Votre organisation est invitée à répondre à l’enquête « {title} »."),
            "until": spaced(f"Vous pouvez répondre jusqu’au {long_date(self.campaign.closes)} inclus. {self.mode}"),
            "care": spaced(CODE) if self.codes else "",
            "letters": [
                {"name": typographic(one.name), "place": one.place, "code": shown_code(self.codes.get(one.id, ""))}
                for one in self.organisations
            ],
        }  # fmt: skip
        return typeset(TEMPLATE, "letters", data, self.day)
