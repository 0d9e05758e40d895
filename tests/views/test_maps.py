"""The folium map and its layer: nothing from outside, nothing that a hostile text can run."""

from __future__ import annotations

import json
import math
import re

import folium
import pytest
import streamlit_folium
from streamlit_folium import _get_feature_group_string, _get_header, _get_map_string

from observatoire.views.maps import folium_map as maps
from observatoire.views.maps.classes import Muted
from observatoire.views.style import tokens as style

HOSTILE = "</script><script>alert(1)</script> {{ 'alert' }} {{ 7*7 }} {% raw %} {# ${alert(1)} `'\"\\ & \u2028 | é"


def script(layer: folium.FeatureGroup) -> str:
    """Return what streamlit-folium sends to the frame for this layer."""
    return _get_feature_group_string(layer, map=rendered(maps.base_map()))


def rendered(ground: folium.Map) -> folium.Map:
    ground.get_root().render()
    _get_map_string(ground)
    return ground


def spec_of(text: str) -> dict:
    found = re.search(r"thematicMap\.show\(map_div, (.*)\);", text)
    assert found is not None
    return json.loads(found.group(1))


def layer(**changes) -> folium.FeatureGroup:
    settings = {
        "geometry_url": "../../geo/x/epci-france.map",
        "names_url": "../../geo/x/epci-france.names",
        "classes": [0, 4, "secret", 2],
        "palette": style.SEQUENTIAL[5],
        "figures": ["1", "2", "", "3"],
        "unit": "\u00a0%",
        "count": 4,
        "selected": 1,
        "looks": style.MISSING,
    }
    return maps.thematic_layer(maps.Layer(**{**settings, **changes}))


def test_the_map_asks_nothing_of_the_outside():
    ground = maps.base_map()
    ground.add_child(layer())
    page = ground.get_root().render()
    assert not re.search(r"(https?:)?//(?!www\.w3\.org)[a-z]", page.replace(r"\/", "/"))
    for links in (ground.default_js, ground.default_css):
        assert all(address.startswith(("../../vendor/", "../../style/")) for _, address in links)
    kinds = ("jquery", "bootstrap", "awesome", "glyphicon", "d3.min.js", "tilelayer")
    assert not any(kind in page.lower() for kind in kinds)


def test_folium_s_own_map_is_left_as_it_was():
    maps.base_map()
    assert any("jsdelivr" in address for _, address in folium.Map.default_js)


def test_the_ground_never_changes_so_that_the_frame_is_kept():
    texts = {_get_map_string(rendered(maps.base_map())) for _ in range(3)}
    keys = {streamlit_folium.generate_js_hash(text, "carte") for text in texts}
    assert len(keys) == 1


def test_the_ground_speaks_french_and_forbids_no_zoom():
    ground = maps.base_map()
    text = _get_map_string(rendered(ground))
    assert '"Zoomer"' in text
    assert '"Dézoomer"' in text
    assert '"attributionControl": false' in text
    assert "user-scalable" not in _get_header(ground)


def test_a_layer_sends_one_mark_a_shape():
    spec = spec_of(script(layer()))
    assert spec["classes"] == "04a2"
    assert spec["missing"]["a"]["pattern"] == style.MISSING["secret"].pattern
    assert spec["missing"]["a"]["label"] == "secret"
    assert spec["figures"].split("|") == ["1", "2", "", "3"]
    assert spec["selected"] == 1
    assert spec["symbols"] is None


def test_a_class_muted_is_sent_as_a_look_of_its_own():
    looks = {Muted(1): style.muted("#8CBED7"), "secret": style.MISSING["secret"]}
    spec = spec_of(script(layer(classes=[1, Muted(1), "secret", 0], looks=looks)))
    assert spec["classes"] == "1ab0"
    assert spec["missing"]["a"] == {
        "name": "fragile", "label": "ordre de grandeur",
        "fill": "#C9DFE8", "stroke": "#7A7A7A", "pattern": "hatch-light",
    }  # fmt: skip


def test_missing_states_differ_by_their_pattern():
    patterns = [look["pattern"] for look in spec_of(script(layer()))["missing"].values()]
    assert len(set(patterns)) == len(patterns)


def test_all_epci_of_france_fit_the_budget_of_the_wire():
    full = layer(classes=[3] * 1253, figures=["1\u202f234,5"] * 1253, count=1253)
    assert len(script(full).encode()) < 15_000
    plain = layer(classes=[3] * 1253, figures=["12,4"] * 1253, count=1253)
    assert len(script(plain).encode()) < 9_000


def test_all_communes_of_france_send_their_classes_alone():
    text = script(layer(classes=[3] * 34_875, figures=None, figures_url="../../geo/x/f", count=34_875))
    assert len(text.encode()) < 38_000
    assert spec_of(text)["figures"] is None


def test_peers_are_sent_as_steps_between_ranks():
    spec = spec_of(script(layer(shown=[3, 10, 11, 1252], count=1253)))
    assert spec["shown"] == "3 7 1 1241"
    assert spec["classes"] == "04a2"


def test_hostile_texts_come_through_as_text():
    text = script(layer(figures=[HOSTILE, "", "", ""], label=HOSTILE, selected_name=HOSTILE))
    assert "<" not in text
    assert not re.search(r"{[{%#]", text)  # branca reads the whole script as a template once more
    spec = spec_of(text)
    assert spec["label"] == spec["selectedName"] == HOSTILE
    assert spec["figures"].split("|")[0] == HOSTILE.replace("|", "¦")


def test_symbols_are_radii_and_none_where_there_is_no_number():
    spec = spec_of(script(layer(symbols=[0, 4.25, math.nan, 12])))
    assert spec["symbols"] == "0|4.2|0|12.0"


@pytest.mark.parametrize(
    "changes",
    [
        {"classes": [0, 1, 2, 5]},
        {"classes": [0, 1, 2, -1]},
        {"classes": [0, 1, 2, "inconnu"]},
        {"figures": ["1"]},
        {"symbols": [1.0]},
        {"count": 5},
        {"shown": [1, 2]},
    ],
)
def test_a_layer_that_does_not_hold_together_is_refused(changes):
    with pytest.raises(ValueError, match=r"colour|one per shape"):
        layer(**changes)


@pytest.mark.parametrize("name", ["map.js", "mosaic.js", "topology.js"])
def test_the_browser_scripts_never_write_html(name):
    with open(maps.__file__.replace("maps/folium_map.py", f"browser/{name}"), encoding="utf-8") as file:  # noqa: PTH123
        source = file.read()
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", source)


def test_only_the_background_map_has_an_address_outside():
    for name in ("map.js", "mosaic.js", "topology.js"):
        with open(maps.__file__.replace("maps/folium_map.py", f"browser/{name}"), encoding="utf-8") as file:  # noqa: PTH123
            outside = re.findall(r"https?://[^/\"]+", file.read())
        assert set(outside) <= {"https://data.geopf.fr", "http://www.w3.org"}
