"""The map for a report: sound SVG, figures as computed, states apart, nothing hostile, nothing from outside."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from io import BytesIO
from itertools import combinations

import numpy as np
import pytest
import shapely
from PIL import Image

from observatoire.exports.maps.files import map_png
from observatoire.exports.maps.frames import map_frames
from observatoire.exports.maps.legend import mark_name, pattern_fill
from observatoire.exports.maps.sheet import MapSheet, map_file_name
from observatoire.exports.maps.svg import map_svg
from observatoire.exports.maps.svg_paths import polygon_paths
from observatoire.exports.maps.svg_text import text_width, wrapped, xml_text
from observatoire.model.catalog import load_catalog
from observatoire.views.french.sentences import value_text
from observatoire.views.french.wording import number
from observatoire.views.maps.classes import Muted
from observatoire.views.maps.geometry import Scope
from observatoire.views.maps.scopes import Outlined
from observatoire.views.style.tokens import MISSING
from tests.conftest import values
from tests.exports.map_cases import (
    ALL_COMMUNES,
    ALL_EPCI,
    ALPS,
    ATTACK,
    COGNAC,
    LINK,
    REUNION,
    STORE,
    five_states,
    hostile,
    sheet_of,
)

SVG = "{http://www.w3.org/2000/svg}"
SHARE = load_catalog().indicator("part_65_ans_plus")


def drawn(text: str) -> ET.Element:
    return ET.fromstring(text)


def words(root: ET.Element) -> str:
    return " ".join(node.text or "" for node in root.iter(f"{SVG}text"))


def shapes(root: ET.Element) -> dict[str, ET.Element]:
    territories = root.find(f"{SVG}g[@id='territoires']")
    assert territories is not None
    return {path.attrib["id"]: path for path in territories.iter(f"{SVG}path")}


@pytest.mark.parametrize("scope", [COGNAC, ALPS, REUNION, ALL_EPCI])
def test_each_territory_is_drawn_with_its_name_and_its_computed_value(scope) -> None:
    found = shapes(drawn(map_svg(STORE, sheet_of(scope))))
    computed = values(STORE, SHARE, scope.level, 2021)
    names = STORE.territories["short_name"]
    assert sorted(found) == sorted(sheet_of(scope).model.ids)
    for identifier, path in found.items():
        title = path.find(f"{SVG}title")
        row = computed.loc[identifier]
        assert title is not None
        assert title.text is not None
        assert title.text.startswith(names[identifier].replace("'", "’"))
        assert value_text(SHARE, row["value"], str(row["status"])) in title.text
        assert path.attrib["d"].startswith("M")


def test_a_shape_is_in_the_group_of_its_class() -> None:
    sheet = sheet_of(COGNAC)
    root = drawn(map_svg(STORE, sheet))
    for rank, colour in enumerate(sheet.model.palette):
        group = root.find(f".//{SVG}g[@id='classe-{rank + 1}']")
        assert group is not None
        assert group.attrib["fill"] == colour
        inside = {path.attrib["id"] for path in group.iter(f"{SVG}path")}
        assert inside == {i for i, c in zip(sheet.model.ids, sheet.model.classes, strict=True) if c == rank}


def test_title_unit_year_scope_legend_sources_and_link_are_texts() -> None:
    sheet = sheet_of(COGNAC, place_id="com-16102")
    root = drawn(map_svg(STORE, sheet))
    told = words(root)
    expected = [
        *(sheet.title, "Communes de l’EPCI Grand Cognac", "2021", "en\u00a0%", "nombre de communes"),
        *(*sheet.legend.labels, *map(number, sheet.legend.counts), "Cognac", "Jarnac", "5\u00a0km"),
        *("Insee, recensement de la population 2021", "Licence Ouverte", "IGN", "22\u00a0novembre 2026", "édition"),
        LINK,
    ]
    for text in expected:
        assert text in told, text
    assert root.find(f".//{SVG}g[@id='territoire-choisi']") is not None
    assert root.find(f"{SVG}title") is not None
    assert root.find(f"{SVG}desc") is not None


def test_the_five_states_and_values_have_each_their_own_look_and_legend_entry() -> None:
    sheet = five_states()
    root = drawn(map_svg(STORE, sheet))
    muted = {f"#motif-{mark_name(m)}" for m in sheet.model.looks if isinstance(m, Muted)}
    fills = {kind: root.find(f".//{SVG}g[@id='etat-{kind}']").attrib["fill"] for kind in MISSING}  # type: ignore[union-attr]
    assert len({*fills.values(), *sheet.model.palette}) == len(MISSING) + len(sheet.model.palette)
    patterns = {p.attrib["id"]: ET.tostring(p) for p in root.iter(f"{SVG}pattern")}
    assert len({re.sub(rb'id="[^"]*"', b"", text) for text in patterns.values()}) == len(MISSING) - 1 + 5, (
        "one is plain"
    )
    assert len({name for name in muted if "fragile" in name}) == 5
    assert {name for name in muted if "fragile" not in name} <= {"#motif-marge-1", "#motif-marge-5"}, "ends alone"
    legend = root.find(f".//{SVG}g[@id='legende']")
    assert legend is not None
    told = words(legend)
    for kind, label in {
        "secret": "secret", "not_published": "non publié", "not_applicable": "sans objet",
        "not_computable": "non calculable", "fragile": "valeur fragile", "implausible": "à vérifier",
    }.items():  # fmt: skip
        assert label in told
        painted = {rect.attrib["fill"] for rect in legend.iter(f"{SVG}rect")}
        if kind == "fragile":
            assert {f"url({name})" for name in muted if "fragile" in name} <= painted, "as it is in each class"
        else:
            assert pattern_fill(kind, MISSING[kind]) in painted
        group = root.find(f".//{SVG}g[@id='etat-{kind}']")
        assert group is not None
        assert len(list(group.iter(f"{SVG}path"))) == sheet.model.missing[kind]


def test_classes_and_states_stay_apart_in_pixels_and_in_grey() -> None:
    drawing = map_svg(STORE, five_states())
    picture = Image.open(BytesIO(map_png(drawing))).convert("L")
    assert picture.width == 2 * 1208
    legend = drawn(drawing).find(f".//{SVG}g[@id='legende']")
    assert legend is not None
    swatches: dict[str, np.ndarray] = {}
    for rect in legend.iter(f"{SVG}rect"):
        left, top, wide, high = (int(rect.attrib[side]) / 5 for side in ("x", "y", "width", "height"))
        inside = picture.crop((int(left) + 2, int(top) + 2, int(left + wide) - 2, int(top + high) - 2))
        swatches.setdefault(rect.attrib["fill"], np.asarray(inside, dtype=float))
    doubtful = {fill for fill in swatches if "marge" in fill}
    assert doubtful <= {"url(#motif-marge-1)", "url(#motif-marge-5)"}, "they look as fragile values of their class do"
    swatches = {fill: swatch for fill, swatch in swatches.items() if fill not in doubtful}
    assert len(swatches) == 5 + 5 + len(MISSING) - 1, "classes, the same muted, states but fragile, which is in classes"
    for (one, first), (other, second) in combinations(swatches.items(), 2):
        high, wide = (min(sides) for sides in zip(first.shape, second.shape, strict=True))
        apart = np.abs(first[:high, :wide] - second[:high, :wide]).mean()
        assert apart > 4, f"{one} and {other} look alike in grey"


def test_fragile_counts_are_hollow_circles() -> None:
    sheet = sheet_of(ALPS, "logements", 2021)
    circles = drawn(map_svg(STORE, sheet)).find(f".//{SVG}g[@id='cercles']")
    assert circles is not None
    hollow = [circle for circle in circles.iter(f"{SVG}circle") if circle.attrib.get("fill") == "none"]
    assert len(hollow) == sheet.model.missing["fragile"]
    assert all("ordre de grandeur" in (circle.findtext(f"{SVG}title") or "") for circle in hollow)


def test_counts_are_circles_with_a_size_legend() -> None:
    sheet = sheet_of(COGNAC, "population", 2023)
    root = drawn(map_svg(STORE, sheet))
    circles = root.find(f".//{SVG}g[@id='cercles']")
    assert circles is not None
    radii = [int(c.attrib["r"]) for c in circles.iter(f"{SVG}circle")]
    assert radii == sorted(radii, reverse=True)
    assert len(radii) == 54
    assert "18\u202f532" in words(root)
    cognac = next(c for c in circles if "Cognac\u202f:" in (c.findtext(f"{SVG}title") or ""))
    assert int(cognac.attrib["r"]) == 300


def test_overseas_is_in_named_insets_with_their_own_scale() -> None:
    root = drawn(map_svg(STORE, sheet_of(ALL_EPCI)))
    insets = root.find(f".//{SVG}g[@id='cartons']")
    assert insets is not None
    told = words(insets)
    for name in ("Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte"):
        assert name in told
    assert told.count("km") == 5
    for frame in map_frames(STORE, sheet_of(ALL_EPCI), 32, 100):
        left, top, right, bottom = frame.window.corners
        west, north, east, south = shapely.total_bounds(frame.shapes)
        assert left <= west < east <= right
        assert top <= north < south <= bottom


def test_a_map_of_one_overseas_departement_has_no_inset_and_its_own_towns() -> None:
    sheet = sheet_of(REUNION)
    assert len(map_frames(STORE, sheet, 0, 0)) == 1
    assert "Saint-Denis" in words(drawn(map_svg(STORE, sheet)))


def few_among_all(*ids: str) -> MapSheet:
    """A map of some communes of France, as peers are."""
    sheet = sheet_of(ALL_COMMUNES)
    model = sheet.model
    ranks = [model.ids.index(identifier) for identifier in ids]
    marks = tuple(model.classes[rank] for rank in ranks)
    kept = replace(model, ids=ids, classes=marks, data=model.data.take(np.array(ranks)))
    return replace(sheet, model=kept, outlined=Outlined(0))


def test_scattered_communes_are_dots_on_the_whole_mainland() -> None:
    sheet = few_among_all("com-16102", "com-59350", "com-06088", "com-97411")
    main, reunion = map_frames(STORE, sheet, 0, 0)
    assert main.dots
    assert not reunion.dots
    corsica = main.window.place(np.array([[9.2, 41.4]]))[0]
    assert shapely.contains_xy(shapely.box(*main.window.corners), *corsica)
    west, _, east, _ = shapely.bounds(main.shapes[0])
    assert east - west == pytest.approx(6.4)
    assert "sont des points" in words(drawn(map_svg(STORE, sheet)))


def test_overseas_alone_keeps_the_mainland_for_its_place() -> None:
    frames = map_frames(STORE, few_among_all("com-97411", "com-97105"), 0, 0)
    assert [frame.window.name for frame in frames] == ["", "Guadeloupe", "La Réunion"]
    assert len(frames[0].shapes) == 0
    assert len(frames[0].ground) > 90


def test_one_commune_fills_its_map() -> None:
    for identifier in ("com-29155", "com-75056", "com-97411"):
        (frame,) = map_frames(STORE, few_among_all(identifier), 0, 0)
        west, north, east, south = shapely.total_bounds(frame.shapes)
        assert max((east - west) / frame.window.box[2], (south - north) / frame.window.box[3]) > 0.9


def test_the_scale_bar_is_true() -> None:
    """Cognac to Jarnac is 13.4 km from point to point; in the drawing, as many scale metres."""
    window = map_frames(STORE, sheet_of(COGNAC), 0, 0)[0].window
    rows = STORE.territories.loc[["com-16102", "com-16167"], ["lon", "lat"]].to_numpy(dtype=float)
    from pyproj import Geod

    true = Geod(ellps="WGS84").line_length(rows[:, 0], rows[:, 1])
    pixels = np.hypot(*np.diff(window.place(rows), axis=0)[0])
    assert pixels * window.metres == pytest.approx(true, rel=0.003)


def test_names_of_towns_do_not_cover_each_other() -> None:
    for scope in (COGNAC, ALPS, ALL_EPCI):
        root = drawn(map_svg(STORE, sheet_of(scope)))
        towns = root.find(f".//{SVG}g[@id='villes']")
        assert towns is not None
        boxes = []
        for label in towns.iter(f"{SVG}text"):
            width = text_width(label.text or "", 120)
            x, y = int(label.attrib["x"]), int(label.attrib["y"])
            left = {"start": x, "end": x - width, "middle": x - width / 2}[label.attrib["text-anchor"]]
            boxes.append(shapely.box(left, y - 90, left + width, y))
        assert len(boxes) >= 8
        assert not any(shapely.intersects(a, b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_a_small_place_is_ringed_and_a_large_one_outlined() -> None:
    far = drawn(map_svg(STORE, sheet_of(ALL_COMMUNES, place_id="com-16102")))
    near = drawn(map_svg(STORE, sheet_of(COGNAC, place_id="com-16102")))
    assert len(far.findall(f".//{SVG}g[@id='territoire-choisi']/{SVG}circle")) == 3
    assert len(near.findall(f".//{SVG}g[@id='territoire-choisi']/{SVG}path")) == 3


def test_a_composed_territory_is_outlined_as_one() -> None:
    whole = sheet_of(Scope.parse("epci-departement-16"), place_id="compose-200070514.241600303")
    [first, *_] = drawn(map_svg(STORE, whole)).findall(f".//{SVG}g[@id='territoire-choisi']/{SVG}path")
    assert first.attrib["d"].count("M") == 1, "two EPCI that touch are one ring: no sliver, no border between them"
    assert whole.legend.place_name
    part = sheet_of(Scope.parse("epci-departement-16"), place_id="compose-16015.200070514")
    paths = drawn(map_svg(STORE, part)).findall(f".//{SVG}g[@id='territoire-choisi']/{SVG}path")
    assert paths[0].attrib["d"].count("M") == 2, "Angoulême lies apart from Grand Cognac"


def test_all_communes_of_france_stay_a_file_that_can_be_sent() -> None:
    text = map_svg(STORE, sheet_of(ALL_COMMUNES))
    assert len(text.encode()) < 6_000_000
    root = drawn(text)
    found = shapes(root)
    assert len(found) == 34_875
    assert all(path.attrib["d"] for path in found.values())
    assert "nombre de communes" in words(root)
    fragile = [root.find(f".//{SVG}g[@id='etat-fragile-{rank}']") for rank in range(1, 6)]
    drawn_so = sum(len(list(group.iter(f"{SVG}path"))) for group in fragile if group is not None)
    assert drawn_so == values(STORE, SHARE, "commune", 2021)["fragile"].sum()


def test_nothing_comes_from_outside_and_nothing_runs() -> None:
    text = map_svg(STORE, sheet_of(COGNAC, place_id="com-16102"))
    assert not re.search(r"href|@import|<script|<image|<foreignObject|\son\w+=|style=", text)
    assert set(re.findall(r"url\(([^)]*)\)", text)) <= {
        *(f"#motif-{kind}" for kind in MISSING),
        *(f"#motif-fragile-{rank}" for rank in range(1, 6)),
        *("#motif-marge-1", "#motif-marge-5"),
    }


def test_hostile_texts_stay_texts() -> None:
    root = drawn(map_svg(*hostile()))
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
        *("svg", "title", "desc", "defs", "pattern", "rect", "circle", "path", "g", "text"),
    }
    assert not [name for node in root.iter() for name in node.attrib if name.startswith("on")]
    assert "<script>alert(1)</script>" in words(root)


def test_the_same_map_gives_the_same_bytes() -> None:
    sheet = sheet_of(ALPS)
    assert map_svg(STORE, sheet) == map_svg(STORE, sheet)


INK_WITHOUT_FONTS = """
import io, sys
import numpy as np
from PIL import Image
from observatoire.exports.maps.files import map_png
from observatoire.exports.maps.svg_text import FONT
def ink(family, words):
    text = f'<text x="5" y="28" font-size="20" font-family="{family}">{words}</text>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="40">{text}</svg>'
    return int((np.array(Image.open(io.BytesIO(map_png(svg, 1))))[:, :, 3] > 128).sum())
words = ("abc", "Île", "Hœdic", "−3", "«\u00a0a\u00a0»", "12\u202f3", "≈")
print(ink("DejaVu Sans", "abc"), *(ink(FONT, word) for word in words))
"""


def test_a_picture_has_its_texts_where_no_font_is_installed(tmp_path) -> None:
    """vl-convert brings Liberation Sans; a family that it does not find leaves a picture without a word or an error."""
    import os
    import subprocess
    import sys

    none = tmp_path / "fonts.conf"
    none.write_text(f"<?xml version='1.0'?><fontconfig><dir>{tmp_path}/none</dir></fontconfig>")
    run = [sys.executable, "-c", INK_WITHOUT_FONTS]
    out = subprocess.run(
        run, env=os.environ | {"FONTCONFIG_FILE": str(none)}, capture_output=True, text=True, check=True
    )
    absent, *present = map(int, out.stdout.split())
    assert absent == 0, "the machine's fonts are out of reach"
    assert min(present) > 10


def test_file_names_explain_themselves() -> None:
    name = map_file_name(sheet_of(COGNAC), "svg")
    assert name == "65-ans-et-plus_2021_Communes-de-l-EPCI-Grand-Cognac.svg"


def test_paths_close_their_rings_and_keep_holes_and_specks() -> None:
    holed = shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
    speck = shapely.box(7, 7, 7.01, 7.01)
    pair = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), speck])
    texts = polygon_paths(np.array([holed, speck, pair], dtype=object))
    assert texts[0] == "M0 0l40 0 0 40-40 0zM10 10l10 0 0 10-10 0z"
    assert texts[1] == "M67 67h6v6h-6z"
    assert texts[2].count("M") == 1


def test_texts_are_cut_where_they_should() -> None:
    assert wrapped("un deux trois", 10, text_width("un deux", 10)) == ["un deux", "trois"]
    assert "".join(wrapped("x" * 200, 10, 300)) == "x" * 200
    assert wrapped("12\u202f345\u00a0hab. de plus", 10, 60)[0] == "12\u202f345\u00a0hab."
    assert xml_text(ATTACK).isprintable()
