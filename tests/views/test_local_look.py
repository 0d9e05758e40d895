"""Charts, legends and maps of local data: a hue and a pattern that no official one has."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pandas as pd
import pytest

from observatoire.exports.maps.legend import legend_svg
from observatoire.exports.maps.sheet import MapSheet
from observatoire.views.charts.distribution import distribution_chart
from observatoire.views.charts.drawing import Drawing
from observatoire.views.charts.local import as_local
from observatoire.views.charts.ranking import ranking_chart
from observatoire.views.html.tables import MapLegend
from observatoire.views.layout.positions import Reference
from observatoire.views.style.tokens import ACCENT, BAND, LOCAL, LOCAL_PEERS, PAPER, PEERS, PEERS_SOFT, SECOND
from tests.views.colour_vision import VISIONS, contrast, least
from tests.views.specifications import inlined

OFFICIAL = (ACCENT, PEERS, PEERS_SOFT, BAND)


def drawn(count: int) -> Drawing:
    values = [float(at) for at in range(count)]
    frame = pd.DataFrame(
        {"id": [f"com-{at:05}" for at in range(count)], "name": "x", "value": values, "fragile": False, "text": "1",
         "rank": np.arange(1.0, count + 1)}
    )  # fmt: skip
    chart = ranking_chart if count <= 40 else distribution_chart
    return chart(frame, "com-00003", (), Reference("pairs", 5.0, 2.0, 8.0), unit="%", decimals=1)


@pytest.mark.parametrize("count", [12, 60, 900], ids=["ranking", "dots", "bars"])
def test_a_chart_of_local_data_has_nothing_of_the_look_of_an_official_one(count: int) -> None:
    official = drawn(count)
    before = deepcopy(official.spec)
    local = as_local(official)
    assert official.spec == before, "layers are shared by all charts"
    layers = json.dumps(inlined(local)["layer"])
    assert any(colour in json.dumps(official.spec["layer"]) for colour in OFFICIAL)
    assert not any(colour in layers for colour in OFFICIAL)
    assert LOCAL in layers
    # Without colours: dashes around it, crosses or dashed bars in it, a hatched sign and words over it.
    frame = local.spec["layer"][0]["mark"]
    assert (frame["type"], frame["stroke"], frame["strokeDash"]) == ("rect", LOCAL, [2, 3])
    assert '"cross"' in layers if count < 900 else '"strokeDash": [3, 2]' in layers
    assert '"circle"' not in layers
    assert '"text": "Donnée locale"' in json.dumps(local.spec["layer"], ensure_ascii=False)
    assert local.description == official.description


def test_the_hues_of_charts_of_local_data_stand_out_and_apart() -> None:
    assert contrast(LOCAL, PAPER) >= 4.5
    assert contrast(LOCAL_PEERS, PAPER) >= 3
    for vision in VISIONS:
        assert least([(LOCAL, LOCAL_PEERS)], vision) >= 15, "the place among its peers"
        assert least([(LOCAL_PEERS, PEERS)], vision) >= 12, "peers of both sorts of data"


def test_the_legend_of_a_local_map_on_paper_has_its_badge_and_its_circles_their_hue() -> None:
    legend = MapLegend("Arbres", (), (), (), {}, circles=((30.0, "25"), (15.0, "6")), circle_colour=LOCAL)
    official = SimpleNamespace(legend=legend, model=SimpleNamespace(looks={}), indicator=SimpleNamespace(unit="arbres"))
    local = SimpleNamespace(**vars(official) | {"legend": replace(legend, mention="Donnée locale")})
    plain, end = legend_svg(cast(MapSheet, official), 0.0, 0.0)
    badged, lower = legend_svg(cast(MapSheet, local), 0.0, 0.0)
    assert plain.count(f'stroke="{LOCAL}"') == 2
    assert SECOND not in badged
    assert ">Donnée locale</text>" in badged
    assert ">Donnée locale</text>" not in plain
    assert lower > end
