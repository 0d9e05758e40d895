"""What a chart is for those who show it: a specification and a sentence. No drawing library here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart (a Vega-Lite specification, its rows under `datasets`) and the sentence that says what it shows."""

    spec: dict[str, Any]
    description: str
