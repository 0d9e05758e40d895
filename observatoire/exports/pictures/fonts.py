"""Where the house font lies on this machine: Source Sans Pro, from an installed package."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import font_source_sans_pro

FAMILY: Final = "Source Sans Pro"
FONT_DIRECTORY: Final = Path(font_source_sans_pro.font_directory)
