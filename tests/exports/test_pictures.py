"""Chart pictures: what is around the chart, French figures, nothing from outside, hostile texts harmless."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from PIL import Image

from observatoire.exports.pictures.charts import Caption, caption_of, chart_png, chart_svg, view_caption
from observatoire.exports.pictures.qr_codes import qr_png, qr_svg
from observatoire.exports.pictures.strips import strip_ends, strip_svg
from observatoire.exports.tables.peers import feature_sources
from observatoire.statistics.comparison import compare
from observatoire.statistics.figures import figures
from observatoire.statistics.offering import open_offered
from observatoire.statistics.peers.groups import PeerRequest, peer_group
from observatoire.views.charts.drawing import Drawing
from observatoire.views.charts.ranking import ranking_chart
from observatoire.views.charts.series import series_chart
from observatoire.views.french.groups import group_label
from observatoire.views.html.frames import ranked_table, reference_of
from observatoire.views.html.series import series_frames
from observatoire.views.html.strips import Strip
from observatoire.views.layout.positions import Reference
from observatoire.views.peers.reasons import peer_reasons

STORE, CATALOG = open_offered()
LINK = "https://exemple.fr/comparer?territoire=epci-200070514&pairs=departement"


@pytest.fixture(scope="module")
def drawn() -> tuple[Drawing, Caption]:
    place, indicator = STORE.territory("epci-200070514"), CATALOG.indicator("part_65_ans_plus")
    group = peer_group(STORE, CATALOG, place, PeerRequest("departement"))
    frame = figures(STORE, indicator, "epci", 2021)
    table = ranked_table(STORE, frame, [place.id, *group.ids])
    marks = reference_of(indicator, compare(frame, place.id, group.ids), group_label(STORE, group))
    drawing = ranking_chart(table, place.id, [], marks, unit=indicator.unit, decimals=indicator.decimals)
    return drawing, caption_of(STORE, CATALOG, indicator, "2021", place, group, LINK)


def texts(svg: str) -> str:
    return " ".join(
        " ".join(node.itertext()) for node in ElementTree.fromstring(svg).iter() if node.tag.endswith("text")
    )


def test_the_svg_says_what_where_whence_and_when(drawn: tuple[Drawing, Caption]) -> None:
    svg = chart_svg(*drawn)
    said = texts(svg)
    for words in (
        "Part des 65\u00a0ans et plus, 2021",
        "Communauté d’agglomération du Grand Cognac, parmi les EPCI de la Charente",
        "Insee, recensement", "Licence Ouverte", "données 2026.1", LINK, "médiane 28,3\u00a0%", "25,1\u00a0%",
        "Bande\u202f: la moitié centrale",
    ):  # fmt: skip
        assert words in said, words
    assert re.search(r"\d\.\d", said.replace("2026.1", "")) is None, "decimal commas everywhere"
    assert ElementTree.fromstring(svg).get("width") == "900"
    title = ElementTree.fromstring(svg)[0]
    assert title.tag.endswith("title")


def test_the_svg_is_one_image_described_in_french(drawn: tuple[Drawing, Caption]) -> None:
    svg = chart_svg(*drawn)
    assert re.findall(r'(?:aria-[a-z]+|role)="[^"]*"', svg) == ['role="img"']
    assert f"<desc>{drawn[0].description}</desc>" in svg


def test_the_svg_fetches_and_runs_nothing(drawn: tuple[Drawing, Caption]) -> None:
    drawing, caption = drawn
    evil = replace(caption, title='"><script>alert(1)</script><image href="http://x.fr/a.png"/>', subtitle="]]>&amp;")
    svg = chart_svg(drawing, evil)
    kinds = {node.tag.rpartition("}")[2] for node in ElementTree.fromstring(svg).iter()}
    assert kinds <= {"svg", "title", "desc", "rect", "path", "g", "text", "tspan", "line", "circle", "clipPath", "defs"}
    assert "alert(1)" in texts(svg)


def test_a_unit_that_ends_with_a_stop_has_only_one() -> None:
    place, indicator = STORE.territory("epci-200070514"), CATALOG.indicator("population")
    lines, band = series_frames(
        STORE, indicator, [place], peer_group(STORE, CATALOG, place, PeerRequest("departement")).ids, based=False
    )
    drawing = series_chart(lines, place.id, [], band, unit=indicator.unit, decimals=0)
    assert drawing.description.endswith("hab.")
    assert ".." not in drawing.description


def test_the_picture_of_the_peers_says_its_key_in_the_house_font() -> None:
    place = STORE.territory("com-16102")
    group = peer_group(STORE, CATALOG, place, PeerRequest("similaires"))
    drawing = peer_reasons(STORE, CATALOG, place, group.request).drawing
    assert drawing is not None
    caption = view_caption(STORE, "Les pairs", feature_sources(CATALOG, list(CATALOG.features)), place, group, LINK)
    said = texts(chart_svg(drawing, caption))
    assert "Pointe en haut\u202f: ce pair a plus, pointe en bas\u202f: il a moins, rond\u202f: à peu près" in said
    assert not set("▲▼●") & set(said), "the font has none of them"
    assert "Cognac, parmi les communes les plus semblables" in said
    assert all(source in said for source in ("Insee, recensement", "DGCL, critères", LINK))


def test_the_png_is_large_and_not_blank(drawn: tuple[Drawing, Caption]) -> None:
    picture = Image.open(io.BytesIO(chart_png(*drawn)))
    assert picture.width == 1800
    assert 900 < picture.height < 1800
    assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 50


def strip(place: float | None, peers: list[float], **changes: object) -> Strip:
    reference = Reference("pairs", 3.0, 2.0, 4.0, "3,0", "2,0", "4,0")
    fields = {"place_name": "Ici", "place": place, "place_text": "", "peers": peers, "reference": reference} | changes
    return Strip(**fields)  # type: ignore[arg-type]


def test_a_strip_shows_each_peer_and_hollows_what_is_fragile() -> None:
    plain, fragile = strip_svg(strip(5.0, [1, 2, 3, 4])), strip_svg(strip(5.0, [1, 2, 3, 4], fragile=True))
    assert plain.count("<circle") == fragile.count("<circle") == 4
    assert 'stroke-dasharray="2 1.4"' in fragile
    assert 'stroke-dasharray="2 1.4"' not in plain
    assert len(strip_svg(strip(None, [1, 2, 3, 4]))) < len(plain), "no mark without a value"
    assert "<circle" not in strip_svg(strip(5.0, [float(x) for x in range(200)])), "columns when there are many"


def test_the_ends_of_a_strip_are_true() -> None:
    assert strip_ends(strip(5.0, [1, 2, 3, 4])) == ("1", "5")
    assert strip_ends(strip(2.0, [1, 2, 3, 4, 5, 900]))[1] == "900 →"
    assert strip_ends(strip(0.0, [0, 0, 0], reference=Reference("", None, None, None))) == ("partout 0", "")


def test_the_qr_code_is_a_picture() -> None:
    assert ElementTree.fromstring(qr_svg(LINK)).get("viewBox")
    assert Image.open(io.BytesIO(qr_png(LINK))).width > 200
    long = f"{LINK}&territoire=compose-{'.'.join(['24001'] * 400)}"
    assert (qr_svg(long), qr_png(long)) == ("", b""), "no code could hold it, nor a phone read it"
    assert qr_svg(LINK + "x" * (600 - len(LINK)))
