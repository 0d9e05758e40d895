"""What no file of a visitor exceeds, and how one that does is refused."""

from __future__ import annotations

from typing import Final

LARGEST_FILE: Final = 2_000_000
"""Bytes of a file as it is brought."""
MOST_INFLATED: Final = 40_000_000
"""Bytes of all that comes out of a workbook, counted while it comes out: what an archive declares is not believed."""
MOST_RATIO: Final = 120
"""How many times larger than packed a member of a workbook may be, from `RATIO_FROM` bytes on: real ones reach 30."""
RATIO_FROM: Final = 2_000_000
MOST_MEMBERS: Final = 200
MOST_ELEMENTS: Final = 700_000
"""XML elements of one part of a workbook."""
DEEPEST: Final = 40
"""Nesting of XML, and of JSON."""
MOST_LINES: Final = 40_000
"""All communes of France fit in, with five columns."""
MOST_COLUMNS: Final = 60
MOST_CELLS: Final = 200_000
LONGEST_CELL: Final = 300
"""Characters of a cell that are kept."""
MOST_MERGES: Final = 10_000
MOST_VALUES: Final = 60_000
"""Figures of one local file, all its indicators together: about a megabyte of a visitor's session."""
MOST_INDICATORS: Final = 12
MOST_POINTS: Final = 2_000


class LocalDataError(ValueError):
    """A file of a visitor cannot be read; the message is one French sentence for them."""
