"""The API does what its OpenAPI document says: requests made from the document, good ones and bad ones.

The document cannot say that two parameters exclude each other: a request that it allows may be refused, by a problem.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.applications import Starlette

from observatoire.api.problems import KINDS
from pages.server.middleware import middleware
from pages.server.routes import routes

APP = Starlette(routes=routes(base_path=""), middleware=middleware())
DOCUMENT = "/api/v1/openapi.json"
REAL: dict[str, list[Any]] = {
    "territoire": ["com-16102", "epci-200070514", "dep-16", "compose-17415.200070514", "com-2A004", "france"],
    "dans": ["dep-16", "epci-200070514", "reg-75", "compose-200070514.17415"],
    "indicateur": ["part_65_ans_plus", "densite", "part_femmes_elus_municipaux", "evolution_population_6_ans"],
    "annee": ["2021", "derniere"],
    "niveau": ["epci", "departement", "region"],
    "pairs": ["similaires", "similaires_proches"],
    "q": ["cognac", "16100", "saint jean", "logement"],
    "theme": ["logement"],
    "sans": ["population"],
    "double": ["densite"],
    "restreint": ["region"],
}
"""Values that exist, by parameter."""
FEW = settings(
    max_examples=10, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
"""The same requests each time; without shrinking, a failure is told at once."""

SCHEMA = schemathesis.openapi.from_asgi(DOCUMENT, APP)
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations()}
WITH_PARAMETERS = [label for label in OPERATIONS if label != "GET /"]


def requests(label: str, mode: GenerationMode) -> Any:
    """Return requests to an address: what its document allows, or what it does not."""
    return OPERATIONS[label].as_strategy(generation_mode=mode)


def refused_in_french(response: Any) -> None:
    """A refusal is a problem of a kind that we know, in one sentence."""
    told = response.json()
    assert response.headers["content-type"] == ["application/problem+json"], response.text
    kind = told["type"].rpartition("#")[2]
    assert (told["status"], told["title"]) == (KINDS[kind].status, KINDS[kind].title)
    assert told["status"] == response.status_code
    assert re.fullmatch(r"[A-ZÀ-Ý].*[^\s.]\.", told["detail"]), told["detail"]
    ours = re.sub(r"«\u00a0.*\u00a0»", "", told["detail"])  # what was asked is said as it was written
    assert not re.search(r" [;:?!»]|« |'", ours), ours


def answered(case: Any) -> Any:
    """Send a request; return the answer, which its document describes."""
    response = case.call()
    case.validate_response(response, excluded_checks=[positive_data_acceptance])
    assert response.headers["access-control-allow-origin"] == ["*"]
    assert response.status_code < 500
    if response.status_code >= 400:
        refused_in_french(response)
    else:
        assert response.headers["etag"]
        assert response.headers["observatoire-edition"]
    return response


def test_every_address_is_tried() -> None:
    assert len(OPERATIONS) == 7
    assert answered(OPERATIONS["GET /"].Case()).status_code == 200


@pytest.mark.parametrize(("label", "mode"), [(label, mode) for label in WITH_PARAMETERS for mode in GenerationMode])
def test_every_address_answers_as_it_says(label: str, mode: GenerationMode) -> None:
    @FEW
    @given(case=requests(label, mode))
    def asked(case: Any) -> None:
        answered(case)

    asked()


@pytest.mark.parametrize("label", WITH_PARAMETERS)
def test_requests_for_what_exists_are_answered_as_it_says(label: str) -> None:
    statuses: list[int] = []

    @FEW
    @given(case=requests(label, GenerationMode.POSITIVE))
    def asked(case: Any) -> None:
        for name, value in dict(case.query or {}).items():
            if name in REAL:
                case.query[name] = REAL[name][len(str(value)) % len(REAL[name])]
        if "territoire" in case.query:
            for other in ("niveau", "dans", "q", "limite", "hors", "liste"):
                case.query.pop(other, None)
        statuses.append(answered(case).status_code)

    asked()
    assert statuses.count(200) >= 2, "requests that are all refused would prove nothing"
