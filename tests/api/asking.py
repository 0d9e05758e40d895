"""The API without a server: what a request gives, as bytes and read back."""

from __future__ import annotations

import json
from typing import Any

from observatoire.api.answering import answer_bytes
from observatoire.api.asked import Asked
from observatoire.statistics.offering import open_offered

STORE, CATALOG = open_offered()
LINK = "https://exemple.fr/api/v1/valeurs?x=1"


def ask(what: str, form: str = "json", **parameters: str) -> bytes:
    """Return the body of an answer; a parameter of several values has commas."""
    return answer_bytes(STORE, CATALOG, Asked(what, {k: (v,) for k, v in parameters.items()}, form, LINK))


def told(what: str, form: str = "json", **parameters: str) -> Any:
    """Return an answer in JSON, read by the standard library, which refuses what is no JSON."""
    return json.loads(ask(what, form, **parameters), parse_constant=lambda name: pytest_fail(name))


def pytest_fail(name: str) -> None:
    """Refuse NaN and infinities."""
    raise AssertionError(f"{name} in JSON")
