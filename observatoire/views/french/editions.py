"""How a data edition is named to a reader, and what must be said of one that is made of extracts."""

from __future__ import annotations

from observatoire.model.store import Store
from observatoire.views.french.wording import spaced

TRIAL = spaced(
    "Extraits : édition d’essai. Les fichiers officiels n’y sont qu’en partie, et beaucoup de territoires n’y ont pas "
    "de chiffre."
)
"""On every page, beside every answer of the command line."""
_TRIAL_IN_SHORT = spaced("extraits : édition d’essai")


def edition_text(store: Store) -> str:
    """Return the name of an edition as tables, drawings and documents cite it: "2026.1"."""
    return f"{store.edition} ({_TRIAL_IN_SHORT})" if store.of_extracts else store.edition


def trial_sentence(store: Store) -> str:
    """Return what must be said of an edition before any of its figures; empty when nothing must."""
    return TRIAL if store.of_extracts else ""
