"""The fiche as one HTML file: the cards of the portrait, its drawings inside, nothing fetched, no script."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from observatoire.exports.fiche.record import Fiche, FicheTheme, left_out_words, peers_intro
from observatoire.exports.pictures.qr_codes import qr_svg
from observatoire.views.french.wording import long_date
from observatoire.views.html.cards import cards_grid_html, safe_href
from observatoire.views.html.tables import key_value_html
from observatoire.views.style.page_css import stylesheet
from observatoire.views.style.tokens import ACCENT, INK, MUTED, PAPER, RULE, SANS

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""Even if a text of the data ever passed for HTML, the browser would run and fetch nothing."""

_STYLE: Final = f"""<style>
html{{background:{PAPER};color:{INK};font:17px/1.5 {SANS};-webkit-text-size-adjust:100%}}
body{{margin:0 auto;max-width:74rem;padding:1.2rem clamp(1rem,4vw,3rem) 3rem}}
h1{{font-size:clamp(1.7rem,5vw,2.6rem);line-height:1.15;margin:.2rem 0 .3rem;overflow-wrap:anywhere}}
h2{{font-size:1.45rem;line-height:1.25;margin:2.6rem 0 .4rem}}
p{{margin:.4rem 0}}
a{{color:{ACCENT}}}
.kind,.small{{color:{MUTED};font-size:.9rem}}
.kind{{border-top:5px solid {ACCENT};display:inline-block;padding-top:.3rem;margin:0}}
.head{{display:flex;flex-wrap:wrap;gap:1rem 3rem;justify-content:space-between;align-items:flex-start}}
.head>div:first-child{{flex:1 1 22rem;min-width:0}}
.qr{{margin:0;text-align:center;font-size:.85rem;width:8rem}}
.qr svg{{display:block;width:8rem;height:8rem;background:#fff}}
.who{{display:flex;flex-wrap:wrap;gap:1.5rem 3rem;align-items:flex-start;margin-top:1rem}}
.who>div{{flex:1 1 24rem;min-width:0}}
.who figure{{margin:0;flex:0 0 13rem}}
.who figure svg{{max-width:100%;height:auto}}
.standouts{{list-style:none;padding:0;margin:.6rem 0}}
.standouts li{{padding:.35rem 0 .35rem 1.6rem;border-bottom:1px solid {RULE};position:relative}}
.standouts .otc-sign{{position:absolute;left:0;color:{ACCENT}}}
.names{{list-style:none;padding:0;margin:.5rem 0;columns:13rem;font-size:.95rem}}
.lines{{list-style:none;padding:0;margin:1rem 0}}
.lines li{{height:2.4rem;border-bottom:1px solid {RULE}}}
.sources li{{margin:.4rem 0}}
dl.key dt{{font-weight:650}}dl.key dd{{margin:0 0 .5rem}}
@media screen and (max-width:640px){{.qr{{width:auto}}.qr svg{{display:none}}}}
@media print{{html{{background:#fff;font-size:10pt}}body{{max-width:none;padding:0}}h2{{break-after:avoid}}
@page{{size:A4;margin:14mm}}}}
</style>"""


def fiche_html(fiche: Fiche) -> str:
    """Return the fiche as a self-contained HTML page: French, headings in order, readable on a phone and printed."""
    parts = [_head(fiche), _standouts(fiche), *(_theme(theme) for theme in fiche.themes), _reading(fiche)]
    parts += [_peers(fiche), _members(fiche), _notes(), _sources(fiche)]
    title = escape(f"{fiche.name} : fiche territoire")
    return (
        '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light">'
        f"<title>{title}</title>{stylesheet()}{_STYLE}</head>"
        f'<body><main class="stHtml">{"".join(parts)}</main></body></html>'
    )


def _head(fiche: Fiche) -> str:
    code = ""
    if fiche.link:
        code = (
            f'<figure class="qr">{_named_svg(qr_svg(fiche.link), "Code QR : ouvre cette page sur le site")}'
            f'<figcaption><a href="{safe_href(fiche.link)}">Voir sur le site</a></figcaption></figure>'
        )
    return (
        f'<div class="head"><div><p class="kind">Fiche territoire</p><h1>{escape(fiche.name)}</h1>'
        f"<p>{escape(fiche.what)}</p></div>{code}</div>"
        f'<div class="who"><div>{key_value_html(fiche.identity)}</div>'
        f"<figure>{_named_svg(fiche.locator, fiche.locator_alt)}</figure></div>"
    )


def _named_svg(svg: str, alt: str) -> str:
    """Return a drawing of ours with a text for those who cannot see it."""
    untitled = re.sub(r"<title>.*?</title>", "", svg, count=1)
    return re.sub(
        r"<svg\b(.*?)( role=\"img\")?>",
        lambda found: f'<svg{found[1]} role="img" aria-label="{escape(alt)}">',
        untitled,
        count=1,
    )


def _standouts(fiche: Fiche) -> str:
    if not fiche.standouts_note:
        return ""
    items = "".join(
        f'<li><span class="otc-sign" aria-hidden="true">{item.sign}</span><strong>{escape(item.title)} : '
        f"{escape(item.figure)}{item.stop}</strong> {escape(item.sentence)}</li>"
        for item in fiche.standouts
    )
    told = f'<ul class="standouts">{items}</ul>' if items else ""
    return f'<h2>Ce qui ressort</h2><p class="small">{escape(fiche.standouts_note)}</p>{told}'


def _theme(theme: FicheTheme) -> str:
    more = left_out_words(theme.left_out)
    return (
        f'<h2>{escape(theme.title)}</h2><p class="small">{escape(theme.description)}</p>'
        f"{cards_grid_html([line.card for line in theme.lines])}"
        + (f'<p class="small">{escape(more)}</p>' if more else "")
    )


def _reading(fiche: Fiche) -> str:
    if not fiche.key:
        return ""
    items = "".join(f"<dt>{escape(label)}</dt><dd>{escape(words)}</dd>" for label, words in fiche.key)
    return f'<h2>Quand un chiffre manque ou demande une précaution</h2><dl class="key">{items}</dl>'


def _peers(fiche: Fiche) -> str:
    if not fiche.peers_label:
        return ""
    return (
        f"<h2>Les pairs : {escape(fiche.peers_label)}</h2><p>{escape(fiche.peers_explanation)}</p>"
        f"<p>{escape(peers_intro(fiche))}</p>{_names(fiche.peers)}"
    )


def _members(fiche: Fiche) -> str:
    return f"<h2>Les communes membres</h2>{_names(fiche.members)}" if fiche.members else ""


def _names(names: tuple[str, ...]) -> str:
    return f'<ul class="names">{"".join(f"<li>{escape(name)}</li>" for name in names)}</ul>'


def _notes() -> str:
    return f'<h2>Notes</h2><ul class="lines" aria-hidden="true">{"<li></li>" * 8}</ul>'


def _sources(fiche: Fiche) -> str:
    items = "".join(
        f"<li><strong>{escape(f'{s.producer}, {s.title}')}.</strong> {escape(s.edition)}. Publication : "
        f"{escape(s.published)}. Licence : {escape(s.licence)}. "
        + (f'<a href="{safe_href(s.page)}">Page du producteur</a></li>' if s.page else "</li>")
        for s in fiche.sources
    )
    made = f"Observatoire territorial citoyen. Données {fiche.release}, fiche du {long_date(fiche.made_on)}."
    return f'<h2>Sources</h2><ul class="sources">{items}</ul><p class="small">{escape(made)}</p>'
