"""How much one request may ask for: said in the documentation, in a header of every answer, in refusals."""

from __future__ import annotations

from typing import Final

MOST_PLACES: Final = 500
"""Territories named in one request."""
MOST_COMPOSED: Final = 20
"""Composed territories among them: each is thousands of communes to add up."""
MOST_SERIES: Final = 300
"""Indicators, each with a year."""
MOST_ROWS: Final = 110_000
"""Rows of figures: three indicators of all communes. The answer then weighs 40 MB before compression."""
MOST_FOUND: Final = 100
"""Answers of a search."""
MOST_FULL_OUTLINES: Final = 2_000
"""Outlines in full detail; the light ones are given of a whole level."""
LONGEST_QUERY: Final = 12_000
"""Characters of an address after its question mark: five hundred identifiers, or two long composed ones."""

LIGHT_ROWS: Final = 2_000
LIGHT_SERIES: Final = 120
LIGHT_OUTLINES: Final = 100
"""Beyond any of these, a request waits for its turn among the heavy ones."""
USUAL_YEARS: Final = 6
"""Years that an indicator is taken to have, before they are counted."""

LIMITS: Final = {
    "territoires": MOST_PLACES,
    "territoires-composes": MOST_COMPOSED,
    "series": MOST_SERIES,
    "lignes": MOST_ROWS,
    "resultats-de-recherche": MOST_FOUND,
    "contours-complets": MOST_FULL_OUTLINES,
    "caracteres": LONGEST_QUERY,
}
"""As answers say them."""
