"""The style sheet of the tables with drawings of the page Comparer: rows on a screen, blocks on a phone."""

from __future__ import annotations

from typing import Final

from observatoire.views.style import tokens as style

_CSS: Final = """
.otc-rows{table-layout:auto}
.otc-rows tbody th,.otc-rows tbody td{vertical-align:middle}
.otc-rows tbody th{width:29%;min-width:13rem;font-weight:600}
.otc-rows .otc-drawn{width:37%;padding:.1rem .9rem .25rem}
.otc-rows .otc-strip{margin:.2rem 4px 0}
.otc-rows .otc-strip-ends{padding-top:8px}
.otc-side tbody th{width:24%}
.otc-rows .otc-num{white-space:normal;min-width:5.6rem}
.otc-rows .otc-own{font-weight:700}
.otc-aside{display:block;font-size:.82rem;font-weight:400;line-height:1.35;color:$MUTED}
.otc-far{font-weight:650;color:$ACCENT;white-space:nowrap}
.otc-wider{margin-top:.9rem}
.otc-wider .otc-figures dd:first-of-type{font-family:inherit;font-size:1.05rem!important}
.otc-rows .otc-num .otc-aside{white-space:nowrap}
.otc-rows .otc-note{margin:0}
.otc-rows .otc-label{display:none}
.otc-rows .otc-part th{padding-top:1.3rem;font-weight:650;color:$MUTED;background:none}
.otc-at{width:1rem;margin-left:-.5rem;text-align:center;font-size:17px;line-height:17px;text-shadow:0 0 2px $PAPER,0 0 2px $PAPER}
.otc-side .otc-drawn{width:24%}
.otc-side thead th{position:sticky;top:0;z-index:2;background:$PAPER;box-shadow:inset 0 -2px 0 $INK}
.otc-side .otc-sign{color:inherit;white-space:nowrap}
.otc-key{list-style:none;display:flex;flex-wrap:wrap;gap:.15rem 1.3rem;margin:.2rem 0 .4rem;padding:0!important;font-size:.9rem;color:$MUTED}
.otc-key li{margin:0;display:flex;align-items:center;gap:.45rem}
.otc-key i,.otc-key b{flex:none;display:block}
.otc-key .otc-key-place{width:11px;height:11px;background:$ACCENT;transform:rotate(45deg)}
.otc-key .otc-key-peer{width:7px;height:7px;border-radius:50%;background:$PEERS}
.otc-key .otc-key-band{width:22px;height:12px;background:$BAND;border:1px solid $RULE}
.otc-key .otc-key-median{height:14px;border-left:2px dashed $MEDIAN}
@media (max-width:900px){
.stMain [data-testid="stPageLink-NavLink"] :is(span,p){white-space:normal;overflow:visible}
.otc-rows,.otc-rows tbody,.otc-rows caption{display:block}
.otc-rows thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.otc-rows tbody tr{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:.1rem .8rem;padding:.8rem 0 .7rem;border-bottom:1px solid $RULE}
.otc-side tbody tr{grid-template-columns:1fr}
.otc-rows tbody th,.otc-rows tbody td{border:0;padding:0;width:auto;min-width:0}
.otc-rows tbody th:first-child{padding-left:0}
.otc-rows tbody th,.otc-rows .otc-drawn{grid-column:1/-1;width:auto;padding:0}
.otc-rows .otc-drawn{padding:.1rem 0 .4rem}
.otc-rows .otc-num{text-align:left}
.otc-rows .otc-label{display:block;font-size:.82rem;font-weight:400;color:$MUTED}
.otc-side tbody td:not(.otc-drawn){display:flex;justify-content:space-between;gap:1rem;align-items:baseline}
.otc-side .otc-num{text-align:right}
.otc-side .otc-label{font-size:.95rem;color:$INK}
.otc-side .otc-own .otc-label{font-weight:700}
}
@media print{.otc-rows tr{break-inside:avoid}.otc-side thead th{position:static}
.otc-at,.otc-key i,.otc-key b{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""


def compare_stylesheet() -> str:
    """Return the `<style>` block of the page, part of the style sheet of all pages."""
    css = _CSS
    for name in ("ACCENT", "MEDIAN", "MUTED", "PAPER", "PEERS", "BAND", "RULE", "INK"):
        css = css.replace(f"${name}", getattr(style, name))
    return f"<style>{css}</style>"
