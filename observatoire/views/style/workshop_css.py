"""The style sheets of the workshop: its list of views, and its presentation, readable from the back of a room."""

from __future__ import annotations

from typing import Final

from observatoire.views.style import tokens as style

_CSS: Final = """
[data-testid="InputInstructions"]{display:none}
.otc-view-line{margin:0 0 .4rem;font-size:.95rem;color:$MUTED}
[class*="st-key-otc-vue-"]{border-top:1px solid $RULE;padding-top:.8rem}
[class*="st-key-otc-vue-"] [data-testid="stColumn"]>[data-testid="stVerticalBlock"]{gap:.4rem}
.st-key-otc-lancer [data-testid="stPageLink-NavLink"]{background:$ACCENT;padding:.35rem 1rem;border-radius:4px}
.st-key-otc-lancer [data-testid="stPageLink-NavLink"] *{color:$PAPER!important}
.otc-view-number{margin:0;font-family:$SERIF;font-size:1.6rem;line-height:1.2;font-weight:600;min-width:2rem}
[data-testid="stFileUploaderDropzoneInstructions"]{display:none}
[data-testid="stFileUploaderDropzone"] button p,[data-testid="stFileUploaderDropzone"] button span{font-size:0}
[data-testid="stFileUploaderDropzone"] button::after{content:"Choisir un fichier";font-size:1rem}
"""

_STAGE: Final = """
.stMainBlockContainer{max-width:none;padding:1rem 2.2rem 1rem}
.stMainBlockContainer p,.stMainBlockContainer li{line-height:1.4}
.stMainBlockContainer button,.stMainBlockContainer button p,.stMainBlockContainer label p,
.stMainBlockContainer input,.stMainBlockContainer textarea,.stMainBlockContainer a p{font-size:1rem!important}
.otc-scene-head p{margin:0;font-size:1rem;color:$MUTED}.otc-scene-head strong{color:$INK}
.otc-scene-head h1{margin:0;padding:.1rem 0 .2rem!important;font-size:1.75rem!important;line-height:1.15!important}
.otc-scene h2,.otc-stands h2{margin:0!important;padding:.2rem 0!important;font-family:$SANS!important;
  font-size:1.15rem!important;font-weight:600!important;line-height:1.3!important}
.otc-scene-value{margin:0!important;padding:.1rem 0 .4rem;font-family:$SERIF;font-size:3.6rem!important;
  font-weight:600;line-height:1.1!important;color:$ACCENT;font-variant-numeric:lining-nums tabular-nums}
.otc-scene-value.otc-scene-state{font-size:2rem!important;color:$MUTED}
.otc-scene>p{margin:0 0 .6rem;font-size:1.08rem}
.otc-scene .otc-scene-source{font-size:1rem;line-height:1.3;color:$MUTED}
.otc-told{margin:.2rem 0 .5rem;font-size:1.08rem}
.otc-stands ul{list-style:none;margin:.2rem 0 0;padding:0!important}
.otc-stands li{margin:0 0 .4rem;font-size:1rem}
.otc-timer{display:flex;align-items:center;gap:.7rem;justify-content:flex-end}
.otc-timer-left{font-family:$SERIF;font-size:1.5rem;font-weight:600;font-variant-numeric:lining-nums tabular-nums}
.otc-timer.otc-over .otc-timer-left{color:$PAPER;background:$ACCENT;padding:0 .4rem}
.st-key-otc-commandes{background:$PAPER;border-top:1px solid $RULE;padding:.5rem 0 .4rem}
.stMainBlockContainer .otc-table,.stMainBlockContainer .otc-facts dt,.stMainBlockContainer .otc-facts dd,
.stMainBlockContainer .otc-legend,.stMainBlockContainer .otc-legend .otc-count,.stMainBlockContainer .otc-copy,
.stMainBlockContainer .otc-strip,.stMainBlockContainer .otc-aside,.stMainBlockContainer .otc-table caption,
.stMainBlockContainer .otc-unsaved{font-size:1rem}
.stMainBlockContainer .otc-legend li{grid-template-columns:1.9rem 1fr auto}
.otc-locator{max-height:38vh;width:auto;max-width:100%}
.st-key-otc-carnet,.st-key-otc-devinez{background:$SURFACE;padding:.6rem 1rem 1rem;border-radius:6px}
.st-key-otc-carnet textarea,.st-key-otc-devinez input{background:$PAPER}
.st-key-otc-dessin-scene [data-testid="stElementContainer"],.st-key-otc-dessin-scene [data-testid="stFullScreenFrame"],
.st-key-otc-dessin-scene [data-testid="stFullScreenFrame"]>div,.st-key-otc-dessin-scene [data-testid="stVegaLiteChart"],
.st-key-otc-dessin-scene [data-testid="stVegaLiteChart"] div{width:100%!important}
.otc-names{columns:3 14rem;column-gap:2rem;list-style:none;margin:.4rem 0 0;padding:0!important}
.otc-names li{margin:0 0 .35rem;font-size:1.08rem;break-inside:avoid}
.st-key-otc-dessin-scene [data-testid="stVegaLiteChart"] svg{width:100%!important;height:auto!important;max-height:74vh}
@media (min-width:1000px) and (min-height:600px){
.stMainBlockContainer{padding-bottom:5rem}
.st-key-otc-commandes{position:fixed;z-index:5;left:0;right:0;bottom:0;padding:.5rem 2.2rem .4rem}
.st-key-otc-carte{zoom:1.3;width:calc(100%/1.3)}
}
@media (min-width:1200px) and (min-height:640px){html{font-size:20px!important}}
@media (min-width:1500px) and (min-height:800px){html{font-size:24px!important}}
@media (min-width:1800px) and (min-height:900px){html{font-size:28px!important}}
@media (min-width:2500px) and (min-height:1300px){html{font-size:38px!important}}
@media print{.st-key-otc-commandes,.otc-timer{display:none!important}}
"""
"""Sizes are in `rem`, so that the screen sets them all; drawings have a fixed width and are enlarged as pictures."""

SCENE_WIDTH: Final = 480
"""Pixels of a drawing before it is enlarged: its texts of 13 pixels then are 28 high on a screen 1920 wide."""


def workshop_stylesheet() -> str:
    """Return the `<style>` block of the Atelier, to send with `st.html`."""
    return _styled(_CSS)


def stage_stylesheet() -> str:
    """Return the `<style>` block of the presentation: at 1920 pixels the smallest text is 28 pixels high."""
    return _styled(_CSS + _STAGE)


def _styled(css: str) -> str:
    for name in ("SURFACE", "ACCENT", "PAPER", "MUTED", "SERIF", "SANS", "RULE", "INK"):
        css = css.replace(f"${name}", getattr(style, name))
    return f"<style>{css}</style>"
