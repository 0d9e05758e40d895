"""The style sheet of the frame around every page: menu, banner, choices, map, footer."""

from __future__ import annotations

from typing import Final

from observatoire.views.style import tokens as style

_CSS: Final = """
.stMainBlockContainer{padding-top:1.4rem;padding-bottom:2.5rem;max-width:76rem}
.stAppHeader{display:none}
.st-key-otc-menu{border-bottom:1px solid $RULE;padding-bottom:.45rem;gap:.2rem 1.1rem}
.otc-brand{margin:0 .8rem 0 0;font-family:$SERIF;font-weight:650;font-size:1.1rem;color:$INK;white-space:nowrap;line-height:2rem}
.st-key-otc-menu [data-testid="stPageLink-NavLink"]{padding:.2rem .1rem;border-radius:0;border-bottom:2px solid transparent}
.st-key-otc-menu [data-testid="stPageLink-NavLink"]:has(strong){border-bottom-color:$ACCENT;background:none}
.st-key-otc-banniere{border-bottom:0;padding-top:.4rem}
.st-key-otc-banniere h1{padding:0 0 .3rem}
.st-key-otc-choix{margin-top:.6rem;background:$SURFACE;padding:.9rem 1.1rem 1.1rem;border-radius:6px}
.st-key-otc-choix [data-baseweb="select"]>div,.st-key-otc-choix [data-testid="stSelectbox"] input{background:$PAPER}
.st-key-otc-carte iframe{border:1px solid $RULE;border-radius:6px;background:#f7f5f0}
.otc-figures{grid-template-columns:repeat(auto-fit,minmax(min(100%,11.5rem),1fr))!important;gap:1rem 1.4rem!important}
.otc-circle{display:block;border-radius:50%;background:$SECOND;opacity:.75;justify-self:center}
.otc-legend li:has(.otc-circle){grid-template-columns:64px 1fr!important}
.otc-table thead th{white-space:normal!important}
.otc-figures dd:first-of-type{font-size:1.45rem!important}
.otc-only-year{margin:0;font-size:.95rem;line-height:1.35}
.otc-only-year span{display:block;font-size:.875rem;margin-bottom:.75rem}
.otc-standouts{list-style:none;margin:.2rem 0 .6rem;padding:0!important;columns:2 26rem;column-gap:2.2rem}
.otc-standouts li{margin:0 0 .7rem;padding-left:1.5rem;text-indent:-1.5rem;line-height:1.5;break-inside:avoid}
.otc-standouts .otc-sign{display:inline-block;width:1.5rem;text-indent:0;font-size:.8rem}
.otc-standouts a{color:$ACCENT;font-weight:600}
.otc-locator{display:block;width:100%;max-width:22rem;margin:0 auto}
.st-key-otc-partage{justify-content:flex-end;margin:-.3rem 0 -.6rem;min-height:2.3rem;pointer-events:none}
.st-key-otc-partage>*{pointer-events:auto}
@media (min-width:960px){.st-key-otc-partage{margin-bottom:-3.1rem;z-index:1}}
.otc-copying{display:flex;flex-wrap:wrap;align-items:center;gap:.3rem .7rem}
.otc-copy{font:inherit;font-size:.95rem;color:$INK;background:$PAPER;border:1px solid $RULE;border-radius:4px;padding:.35rem .75rem;min-height:2.35rem;cursor:pointer}
.otc-copy:hover{border-color:$ACCENT;color:$ACCENT}
.otc-copy:focus-visible,.otc-field:focus-visible{outline:3px solid $SECOND;outline-offset:2px}
.otc-field{font:inherit;font-size:.86rem;color:$INK;background:$SURFACE;border:1px solid $RULE;border-radius:4px;padding:.35rem .5rem;width:100%;min-width:min(100%,19rem)}
.otc-field[hidden]{display:none}
textarea.otc-field{font-family:monospace;order:-1;resize:vertical}
.otc-copied{font-size:.9rem;color:$MUTED}.otc-copied:empty{display:none}
.st-key-otc-edition{border-left:3px solid $SECOND;padding-left:1rem}
.st-key-otc-edition .otc-table{max-width:46rem}
.st-key-otc-edition .otc-table :is(th,td){padding:.35rem .35rem}
.st-key-otc-edition .otc-table th:first-child{min-width:0}
.st-key-otc-integre>:not(:has(.st-key-otc-dessin,.st-key-otc-avis)):not(.st-key-otc-dessin,.st-key-otc-avis){display:none}
.stMainBlockContainer:has(.st-key-otc-integre){padding:.7rem .9rem .5rem;max-width:none}
.otc-embed h1{font-size:1.3rem!important;line-height:1.25!important;padding:0 0 .3rem!important}
.otc-embed p,.otc-embed-foot{margin:0;font-size:.95rem;line-height:1.45}
.otc-embed-foot{font-size:.82rem;color:$MUTED}
.otc-embed-foot{margin-top:.3rem!important}
[data-testid="stElementContainer"]:has(.otc-embed-foot){position:sticky;bottom:0;z-index:3;background:$PAPER;padding-bottom:.3rem}
.otc-embed-foot a{color:$ACCENT;text-decoration:underline}
.otc-footer{margin-top:2.5rem;border-top:1px solid $RULE;padding-top:.8rem;font-size:.86rem;line-height:1.5;color:$MUTED}
.otc-footer p{margin:0 0 .2rem;font-size:.86rem}
@media (max-width:640px){
.stMainBlockContainer{padding:.8rem 1rem 2rem}
.st-key-otc-menu{gap:0 .9rem}
.otc-brand{flex-basis:100%}
.st-key-otc-choix{padding:.7rem .8rem .9rem}
.st-key-otc-banniere{flex-direction:column!important;align-items:flex-start!important;gap:.5rem!important}
.otc-figures{grid-template-columns:repeat(2,minmax(0,1fr))!important}
.otc-figures dd:first-of-type{font-size:1.15rem!important}
}
@media print{
.st-key-otc-menu,.st-key-otc-choix,.st-key-otc-partage,.stPopover,.stDownloadButton,[data-testid="stExpander"]{display:none!important}
.stButtonGroup,.stMultiSelect,.stSelectbox,.stPageLink,.stTextInput,.stButton{display:none!important}
.st-key-otc-carte [data-testid="stHorizontalBlock"]{display:block}
.st-key-otc-carte [data-testid="stColumn"]{width:100%!important;min-width:0}
.st-key-otc-carte iframe{break-inside:avoid}
.stMainBlockContainer{padding:0;max-width:none}
@page{margin:14mm 12mm}
}
"""


def frame_stylesheet() -> str:
    """Return the `<style>` block of the frame, part of the style sheet of all pages."""
    css = _CSS
    for name in ("SURFACE", "SECOND", "ACCENT", "PAPER", "MUTED", "SERIF", "RULE", "INK"):
        css = css.replace(f"${name}", getattr(style, name))
    return f"<style>{css}</style>"
