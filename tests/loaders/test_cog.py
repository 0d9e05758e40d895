"""A list of communes is read whole, or refused with its name."""

from __future__ import annotations

import json

import pytest

from loaders.pipeline.sources import SourceError
from loaders.producers import cog


def test_broken_json_names_the_file() -> None:
    whole = json.dumps([{"code": "16102", "codesPostaux": ["16100", "16200"], "arrondissement": ""}]).encode()
    table = cog.records(whole, "communes.json")
    assert table["codesPostaux"].tolist() == ["16100 16200"]
    assert table["arrondissement"].isna().all()
    with pytest.raises(SourceError, match=r"communes\.json: expected a whole JSON list"):
        cog.records(whole[:20], "communes.json")
