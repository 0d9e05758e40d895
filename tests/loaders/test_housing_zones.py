"""Housing zones: the people of tense ones."""

from __future__ import annotations

import pandas as pd
import pytest

from loaders.pipeline.passage import Passage
from loaders.pipeline.remarks import MeasureColumn
from loaders.pipeline.sources import SourceError
from loaders.pipeline.staging import conform
from loaders.producers import housing_zones
from tests.loaders.made_communes import COG


def test_people_of_tense_zones(passage: Passage, population: MeasureColumn) -> None:
    zones = pd.DataFrame(
        {housing_zones.CODE_COLUMN: COG["code"].drop(2), housing_zones.ZONE: ["Abis", "B1", "C", "A", "B2", "C"]}
    )
    column = housing_zones.housing_zones(zones, passage, population)["pop_zone_tendue", 2024]
    # 01005, restored since, keeps the zone of its former whole.
    assert column.cells.tolist() == [300, 60, 40, 0, 500, 0]
    wrong = pd.concat([zones] * 6000).head(34935).assign(**{housing_zones.ZONE: "D"})
    with pytest.raises(SourceError, match=r"zonage\.csv: column 'Zone en vigueur depuis le 5 juillet 2024' holds 'D'"):
        conform(wrong, housing_zones.ZONES, "zonage.csv")
