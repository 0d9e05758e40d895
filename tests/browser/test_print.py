"""On paper: few pages, white, each title with what it announces, nothing that can only be pressed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PLACE = "territoire=epci-200070514"
PAPERS = {
    "portrait": (f"portrait?{PLACE}", 6, ("Ce qui ressort", "Démographie", "Logement", "Territoire")),
    "a commune": ("portrait?territoire=com-16102", 6, ("Ce qui ressort", "Démographie")),
    "comparison": (f"comparer?{PLACE}", 2, ("Le classement en tableau",)),
    "theme": (f"comparer?{PLACE}&vue=theme", 2, ("tout le thème", "Rang")),
    "side by side": (f"comparer?{PLACE}&vue=cote&avec=epci-241600303", 2, ("Rouillacais",)),
    "map": (f"carte?{PLACE}", 2, ("Les valeurs de la carte en tableau",)),
    "series": (f"evolution?{PLACE}&indicateur=population", 2, ("Entre deux années", "Les valeurs en tableau")),
}
PRESSED = (
    "Changer",
    "Copier la phrase",
    "Copier le lien",
    "Annoter",
    "Emporter",
    "Partager",
    "Comparer avec",
    "Indicateur\n",
    "Année\n",
    "Choisissez",
)


def printed(visit: Visit, address: str, folder: Path) -> Path:
    visit.open(address)
    visit.quiet()
    path = folder / "page.pdf"
    visit.page.pdf(path=path, format="A4", print_background=True, prefer_css_page_size=True)
    return path


def pages_of(path: Path) -> list[str]:
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    return [page for page in text.split("\f") if page.strip()]


@pytest.mark.parametrize("name", PAPERS)
def test_a_print_is_short_white_and_whole(desktop: Visit, tmp_path: Path, name: str) -> None:
    address, most, titles = PAPERS[name]
    path = printed(desktop, address, tmp_path)
    assert path.stat().st_size < 1_500_000, "too large to be sent"
    pages = pages_of(path)
    assert 1 <= len(pages) <= most
    for title in titles:
        [page] = [page for page in pages if f"{title}\n" in page]
        after = page.partition(f"{title}\n")[2]
        assert len([line for line in after.splitlines() if line.strip()]) >= 5, f"« {title} » stands alone"
    assert not [word for word in PRESSED if any(word in page for page in pages)]
    assert "édition 2026" in pages[-1], "where the figures come from"
    subprocess.run(["pdftoppm", "-r", "30", "-png", path, tmp_path / "page"], check=True)
    for picture in sorted(tmp_path.glob("page-*.png")):
        image = Image.open(picture).convert("RGB")
        width, height = image.size
        corners = [(2, 2), (width - 3, 2), (2, height - 3), (width - 3, height - 3), (width // 2, height - 8)]
        assert {image.getpixel(corner) for corner in corners} == {(255, 255, 255)}


def test_on_paper_a_chart_keeps_its_shape_and_its_notes(desktop: Visit) -> None:
    page = desktop.own_page
    desktop.open(f"comparer?{PLACE}")
    desktop.quiet()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})
    sizes = page.locator("[data-testid=stVegaLiteChart]").evaluate(
        "(chart) => [chart.getBoundingClientRect().height, chart.querySelector('svg').getBoundingClientRect().height]"
    )
    assert abs(sizes[0] - sizes[1]) < 12, "white room is left where the chart was larger"
    assert page.locator("[data-testid=stVegaLiteChart] svg").text_content().count("Bande") == 1
