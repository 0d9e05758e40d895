"""The style sheet of our own HTML blocks: part of the one of all pages, and of a fiche in HTML."""

from __future__ import annotations

from typing import Final

from observatoire.views.style import tokens as style

_BASE: Final = """
.stHtml [class^="otc-"]{box-sizing:border-box}
.otc-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.otc-note{margin:.35rem 0 0;font-size:.86rem;line-height:1.4;color:$MUTED}
.otc-card a,.otc-table a{color:$ACCENT;text-decoration:underline;text-underline-offset:.18em;
  text-decoration-thickness:1px}
.otc-card a:hover,.otc-table a:hover{text-decoration-thickness:2px}
.otc-card a:focus-visible,.otc-table a:focus-visible,.otc-scroll:focus-visible{outline:3px solid $SECOND;
  outline-offset:2px;border-radius:2px}
[data-testid="stCaptionContainer"],[data-testid="stCaptionContainer"] *{color:$MUTED;opacity:1}
@media (max-width:640px){.stMain h1{font-size:1.9rem;line-height:1.2}.stMain h2{font-size:1.5rem}}
"""

_CARDS: Final = """
.otc-grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,18.5rem),1fr));gap:2.4rem 2rem;
  padding:.3rem 0 1rem}
.otc-card{display:flex;flex-direction:column;min-width:0;border-top:2px solid $INK;padding-top:.8rem;color:$INK;
  break-inside:avoid}
.stHtml .otc-card .otc-title{margin:0;padding:0;font-family:$SANS;font-size:1.05rem;font-weight:650;
  line-height:1.3;letter-spacing:0}
.otc-question{margin:.15rem 0 0;font-size:.95rem;line-height:1.4;color:$MUTED}
.otc-figure{margin:.5rem 0 .1rem;font-family:$SERIF;font-size:2.35rem;font-weight:600;line-height:1.1;
  font-variant-numeric:lining-nums tabular-nums}
.otc-figure.otc-unknown{font-family:$SANS;font-size:1.3rem;font-weight:600;font-style:italic;line-height:1.5;
  color:$MUTED}
.otc-year{font-family:$SANS;font-size:.95rem;font-weight:400;font-style:normal;color:$MUTED;white-space:nowrap}
.otc-chips{list-style:none;margin:.3rem 0 .1rem;padding:0!important;display:flex;flex-direction:column;gap:.3rem}
.otc-chip{margin:0;padding:.2rem .55rem;border-left:3px solid $MUTED;background:$SURFACE;font-size:.86rem;
  line-height:1.4}
.otc-chip strong{font-weight:650}
.otc-chip-fragile{border-left-style:dashed}.otc-chip-missing{border-left-style:double;border-left-width:5px}
.otc-chip-why{color:$MUTED}
.otc-reading{margin:.7rem 0 0;font-size:1rem;line-height:1.5}
.otc-rank{margin:.35rem 0 0;font-size:.95rem;line-height:1.45;color:$MUTED}
.otc-foot{margin-top:auto;padding-top:.8rem;display:flex;flex-wrap:wrap;justify-content:space-between;
  align-items:baseline;gap:.2rem 1rem}
.otc-source{margin:0;font-size:.82rem;line-height:1.4;color:$MUTED;flex:1 1 9rem}
.otc-link{font-size:.95rem;font-weight:600;white-space:nowrap;padding:.25rem 0}
"""

_STRIPS: Final = """
.otc-strip{margin:.75rem 8px 0;font-size:.8rem;line-height:1;color:$MUTED;font-variant-numeric:tabular-nums;
  forced-color-adjust:none}
.otc-strip-top{position:relative;height:1.1rem}
.otc-strip-top span{position:absolute;white-space:nowrap;color:$MEDIAN;font-weight:600}
.otc-strip-plot{position:relative;height:36px;border-bottom:1px solid $PEERS}
.otc-strip-plot i,.otc-strip-plot b{position:absolute;display:block}
.otc-band{top:0;bottom:0;background:$BAND}
.otc-col{bottom:0;width:2.25%;background:$PEERS}
.otc-dot{width:7px;height:7px;margin:0 0 1px -3.5px;border-radius:50%;background:$PEERS}
.otc-median{top:-2px;bottom:0;width:0;margin-left:-1px;border-left:2px dashed $MEDIAN}
.otc-place{top:3px;bottom:0;width:3px;margin-left:-1.5px;background:$ACCENT;outline:1.5px solid $PAPER}
.otc-place::after{content:"";position:absolute;left:-5px;bottom:-7px;width:13px;height:13px;background:$ACCENT;
  border:2px solid $ACCENT;outline:1.5px solid $PAPER;transform:rotate(45deg);box-sizing:border-box}
.otc-place.otc-hollow{background:none;border-left:3px dotted $ACCENT;outline:none}
.otc-place.otc-hollow::after{left:-8px;background:$PAPER}
.otc-strip-ends{display:flex;justify-content:space-between;gap:.5rem;padding-top:10px}
"""

_TABLES: Final = """
.otc-scroll{overflow-x:auto;max-width:100%}
.otc-table{border-collapse:collapse;width:100%;font-size:.95rem;line-height:1.35;color:$INK;
  font-variant-numeric:lining-nums tabular-nums}
.otc-table caption{text-align:left;padding:0 0 .5rem;font-size:.9rem;color:$MUTED;caption-side:top}
.otc-table th,.otc-table td{padding:.42rem .7rem;border:0;border-bottom:1px solid $RULE;text-align:left;
  vertical-align:baseline;font-weight:400}
.otc-table thead th{border-bottom:2px solid $INK;font-weight:650;vertical-align:bottom}
.otc-table .otc-num{text-align:right;white-space:nowrap}
.otc-table th:first-child{padding-left:.5rem;min-width:8.5rem}
.otc-table .otc-chosen th,.otc-table .otc-chosen td{font-weight:700;background:$SURFACE;border-bottom-color:$ACCENT}
.otc-table .otc-chosen th{box-shadow:inset 4px 0 0 $ACCENT}
.otc-sign{color:$INK}.otc-chosen .otc-sign{color:$ACCENT}
.otc-table caption span{position:sticky;left:0;display:inline-block;max-width:min(100%,calc(100vw - 2.6rem))}
.otc-facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,12.5rem),1fr));gap:.9rem 2rem;
  margin:.3rem 0;padding:0!important}
.otc-facts div{border-top:1px solid $RULE;padding-top:.35rem}
.otc-facts dt{font-size:.86rem;font-weight:400;color:$MUTED;line-height:1.35}
.otc-facts dd{margin:0;font-weight:600;line-height:1.4;font-variant-numeric:lining-nums tabular-nums}
.otc-figures dd{font-family:$SERIF;font-size:1.75rem;line-height:1.2}
.otc-figures .otc-word{font-family:$SANS;font-size:.88rem;font-weight:400;color:$MUTED}
.otc-legend{max-width:27rem;color:$INK;font-size:.92rem;line-height:1.35}
.otc-legend-title{margin:0 0 .4rem;font-weight:650}
.otc-legend ul{list-style:none;margin:0;padding:0!important;display:flex;flex-direction:column;gap:.22rem}
.otc-legend li{margin:0;display:grid;grid-template-columns:1.9rem 1fr auto;gap:.6rem;align-items:center;
  font-variant-numeric:tabular-nums}
.otc-swatch{display:block;height:1.05rem;border:1px solid $PEERS;forced-color-adjust:none}
.otc-outlined{border:3px solid $ACCENT;background:$PAPER}
.otc-count{color:$MUTED;font-size:.86rem;text-align:right}
"""

_STACKED: Final = r"""
@media (max-width:640px){.otc-table th,.otc-table td{padding:.4rem .4rem}.otc-table th:first-child{min-width:7.5rem}}
.otc-stacked .otc-label{display:none}
@media (max-width:640px){
.otc-stacked,.otc-stacked caption,.otc-stacked tbody{display:block}
.otc-stacked thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.otc-stacked tbody tr{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:.25rem .8rem;padding:.7rem 0 .8rem;
  border-bottom:1px solid $RULE}
.otc-stacked tbody th,.otc-stacked tbody td,.otc-stacked th:first-child{border:0;padding:0;min-width:0}
.otc-stacked tbody th,.otc-stacked .otc-wide{grid-column:1/-1}
.otc-stacked tbody th{font-weight:650}
.otc-stacked .otc-num{text-align:left;white-space:normal}
.otc-stacked .otc-label{display:block;font-size:.82rem;color:$MUTED}
.otc-stacked .otc-wide .otc-label{display:inline}
.otc-stacked .otc-wide .otc-label::after{content:"\202f: "}
}
"""

_MEDIA: Final = """
@media (prefers-reduced-motion:reduce){*,*::before,*::after{animation-duration:.01ms!important;
  transition-duration:.01ms!important;scroll-behavior:auto!important}}
@media print{
.otc-strip *,.otc-swatch,.otc-chosen *,.otc-chip{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.otc-card,.otc-table tr,.otc-legend,.otc-facts div{break-inside:avoid}
.otc-grid{grid-template-columns:repeat(2,1fr);gap:1.2rem 1.4rem}
.otc-table{font-size:.8rem}.otc-table th,.otc-table td{padding:.28rem .45rem}.otc-stacked .otc-wide{min-width:11rem}
.otc-scroll{overflow:visible}.otc-table thead{display:table-header-group}.otc-link{display:none}
[data-testid="stSidebar"],[data-testid="stHeader"],[data-testid="stToolbar"],[data-testid="stElementToolbar"]{
  display:none!important}
}
"""

_TOKENS: Final = {
    "INK": style.INK,
    "MUTED": style.MUTED,
    "SURFACE": style.SURFACE,
    "ACCENT": style.ACCENT,
    "SECOND": style.SECOND,
    "SANS": style.SANS,
    "SERIF": style.SERIF,
    "MEDIAN": style.MEDIAN,
    "PEERS": style.PEERS,
    "PAPER": style.PAPER,
    "BAND": style.BAND,
    "RULE": style.RULE,
}


def stylesheet() -> str:
    """Return the `<style>` block."""
    css = _BASE + _CARDS + _STRIPS + _TABLES + _STACKED + _MEDIA
    for name in sorted(_TOKENS, key=len, reverse=True):
        css = css.replace(f"${name}", _TOKENS[name])
    return f"<style>{css}</style>"
