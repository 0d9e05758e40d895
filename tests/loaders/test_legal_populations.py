"""The members of EPCI are read as they are nested, or refused with the name of their file."""

from __future__ import annotations

import pytest

from loaders.pipeline.sources import SourceError
from loaders.producers.legal_populations import member_records


def test_members_nested_otherwise_are_refused() -> None:
    with pytest.raises(SourceError, match=r"epci\.json: .*membres"):
        member_records(b'[{"code": "200070514", "members": []}]', "epci.json")
