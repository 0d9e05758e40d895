"""A report as PDF: A4, tagged, its parts listed at the head."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from observatoire.exports.reports.record import Block, Report
from observatoire.exports.typesetting import typeset
from observatoire.views.style.tokens import ACCENT, INK, MUTED, RULE, SURFACE

TEMPLATE: Final = Path(__file__).with_name("report.typ")


def report_pdf(report: Report) -> bytes:
    """Return a report as PDF/UA-1: its notice stands on every page; the same report, the same bytes."""
    data = {
        "colours": [INK, MUTED, ACCENT, RULE, SURFACE],
        **{name: getattr(report, name) for name in ("kind", "title", "subtitle", "notice", "foot")},
        "blocks": [_block(block) for block in report.blocks],
    }
    return typeset(TEMPLATE, "report", data, report.made_on)


def _block(block: Block) -> dict[str, Any]:
    return {"block": type(block).__name__.lower(), **_listed(asdict(block))}


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _listed(item) for name, item in value.items()}
    return [_listed(item) for item in value] if isinstance(value, list | tuple) else value
