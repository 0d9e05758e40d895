"""The script that Streamlit runs for each visitor: the frame, and in it the page that the URL names."""

from __future__ import annotations

from pages.parts.frame import run
from pages.server.bounds.runs import RUNS
from pages.server.operation import metrics

with metrics.RUNS.timed(), RUNS.turn():
    run()
