"""What the tests of producers' modules share."""

from __future__ import annotations

import pandas as pd
import pytest

from loaders.pipeline.passage import Passage, build_passage
from loaders.pipeline.remarks import MeasureColumn
from tests.loaders.made_communes import COG, COMMUNES


@pytest.fixture
def passage() -> Passage:
    """To the communes made by hand, one of which was split in two."""
    return build_passage(COG, {"01004": ("01004", "01005")})


@pytest.fixture
def population() -> MeasureColumn:
    """Of the communes made by hand."""
    return MeasureColumn(pd.Series([300.0, 60.0, 40.0, 0.0, 500.0, 700.0], index=COMMUNES))
