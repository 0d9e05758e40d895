"""Tokens: contrasts, French axes, and the theme in step with them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import altair as alt
import pytest
import vl_convert as vlc

from observatoire.model.store import STATUSES
from observatoire.views.charts import encodings, vega
from observatoire.views.charts.drawing import Drawing
from observatoire.views.french.wording import CAUTIONS
from observatoire.views.style import sheets
from observatoire.views.style import tokens as style
from tests.views.colour_vision import contrast
from tests.views.specifications import inlined

STYLE_SHEETS = Path(sheets.__file__).parent
CONFIG = tomllib.loads(Path(__file__).parents[2].joinpath(".streamlit/config.toml").read_text(encoding="utf-8"))


def blend(ink: str, ground: str, share: float) -> str:
    pairs = ((int(ink[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02X}" for a, b in pairs)


@pytest.mark.parametrize("ground", [style.PAPER, style.SURFACE, style.BAND])
def test_text_is_readable_on_every_ground(ground: str) -> None:
    assert contrast(style.INK, ground) >= 7
    for ink in (style.MUTED, style.ACCENT, style.SECOND, style.THIRD, style.MEDIAN):
        assert contrast(ink, ground) >= 4.5, ink


def test_marks_stand_out_from_paper() -> None:
    for mark in (style.ACCENT, style.SECOND, style.THIRD, style.PEERS, style.MEDIAN):
        assert contrast(mark, style.PAPER) >= 3, mark
    for look in style.MISSING.values():
        assert contrast(look.stroke, style.PAPER) >= 3, look


def test_streamlit_captions_stay_readable() -> None:
    # Streamlit writes captions with the text colour at 60 %
    for ground in (style.PAPER, CONFIG["theme"]["sidebar"]["backgroundColor"]):
        assert contrast(blend(style.INK, ground, 0.6), ground) >= 4.5


def test_missing_states_have_one_mark_each() -> None:
    assert set(style.MISSING) == {*STATUSES[1:], *CAUTIONS}
    assert len({look.pattern for look in style.MISSING.values()}) == len(style.MISSING)
    assert all("{" not in style.pattern_css(look) for look in style.MISSING.values())


def test_style_sheets_and_tokens_agree() -> None:
    """Colours and families of type are written in `tokens` alone; a sheet names them, and all names are known."""
    found = sorted(STYLE_SHEETS.glob("*.css"))
    assert {"blocks", "frame", "compare", "workshop", "stage", "fiche"} <= {path.stem for path in found}
    declared = dict(re.findall(r"(--[a-z-]+):([^;}]+)", sheets.root_rule()))
    assert declared == {sheets.property_name(name): getattr(style, name) for name in sheets.PROPERTIES}
    used: set[str] = set()
    for path in found:
        rules = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        used |= set(re.findall(r"var\((--[a-z-]+)\)", rules))
        assert rules.count("{") == rules.count("}"), path.name
        assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*})", rules)) <= {"#fff"}, f"{path.name}: white paper alone"
        assert not re.search(r"\b(rgb|hsl)a?\(", rules), path.name
        assert not re.search(r"font-family:(?!var\(|inherit|monospace)", rules), path.name
        assert not re.search(r"url\(|@import", rules), path.name
    assert used == set(declared), "every property is read, and none is unknown"


def test_a_sheet_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        sheets.sheet("blocs")


def test_theme_and_tokens_agree() -> None:
    theme = CONFIG["theme"]
    assert theme["textColor"] == style.INK
    assert theme["backgroundColor"] == style.PAPER
    assert theme["secondaryBackgroundColor"] == style.SURFACE
    assert theme["primaryColor"] == theme["linkColor"] == style.ACCENT
    assert theme["borderColor"] == style.RULE
    assert (theme["font"], theme["headingFont"]) == ("sans-serif", "serif")


def test_server_is_closed_and_silent() -> None:
    server = CONFIG["server"]
    protections = [server[name] for name in ("enableCORS", "enableXsrfProtection", "enableStaticServing")]
    assert protections == [True, True, False]
    assert (server["maxUploadSize"], server["fileWatcherType"]) == (2, "none")
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["showErrorDetails"] == "none"


def test_every_option_of_the_theme_exists_in_this_streamlit() -> None:
    from streamlit import config

    def names(table: dict[str, object], prefix: str = "") -> list[str]:
        return [
            name
            for key, value in table.items()
            for name in (names(value, f"{prefix}{key}.") if isinstance(value, dict) else [prefix + key])
        ]

    assert set(names(CONFIG)) <= set(config._config_options_template)


def test_axes_are_french() -> None:
    layers = vega.drawn(alt.Chart().mark_point().encode(x=alt.X("x:Q")))
    rows = [{"x": -12345.6}, {"x": 45678.9}]
    spec = vega.finished(vega.bound(layers, rows, x={"axis": encodings.figures_axis("km", 1)}), 60, "Essai", ["Note."])
    texts = re.findall(r">([^<>]+)</text>", vlc.vegalite_to_svg(inlined(Drawing(spec, "Essai")) | {"width": 600}))
    assert "−10\u202f000\u00a0km" in texts
    assert "40\u202f000\u00a0km" in texts
    assert "Note." in texts


def test_no_tick_but_zero_is_written_as_zero() -> None:
    layers = vega.drawn(alt.Chart().mark_point().encode(x=alt.X("x:Q")))
    rows = [{"x": 0.0}, {"x": 0.8}]
    spec = vega.finished(vega.bound(layers, rows, x={"axis": encodings.figures_axis("€", 0)}), 60, "Essai", [])
    texts = re.findall(r">([^<>]+)</text>", vlc.vegalite_to_svg(inlined(Drawing(spec, "Essai")) | {"width": 600}))
    assert texts.count("0\u00a0€") == 1
    assert "0,4\u00a0€" in texts


def test_decimal_comma_and_year_without_separator() -> None:
    spec = {
        "data": {"values": [{"y": 0.5}, {"y": 1.5}]},
        "mark": "point",
        "encoding": {"y": {"field": "y", "type": "quantitative", "axis": {"format": ",.1~f", "values": [0.5, 1]}}},
        "config": vega.chart_config(),
    }
    texts = re.findall(r">([^<>]+)</text>", vlc.vegalite_to_svg(spec))
    assert "0,5" in texts
