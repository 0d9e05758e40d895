"""The facilitators' guide: one page on screen, one sheet of A4 on paper."""

from __future__ import annotations

from html import escape
from typing import Final

from observatoire.views.french.wording import spaced
from observatoire.views.style import tokens as style

GUIDE: Final = (
    (
        "Avant la séance",
        (
            "Choisissez une seule question et dix vues au plus : comptez six à huit minutes par vue, débat compris.",
            "Dans l’Atelier, partez d’une suite toute prête, retirez ce qui ne sert pas, donnez à chaque vue un titre "
            "en forme de question.",
            "Enregistrez le fichier et le lien. Essayez sur place, au projecteur, depuis le dernier rang.",
        ),
    ),
    (
        "Ouvrir",
        (
            "Dites d’où viennent les chiffres, de quelle année, et que personne ici n’est noté.",
            "Dites à qui l’on se compare et pourquoi : la vue « Pairs » le montre. Si la salle trouve le groupe "
            "injuste, changez-le.",
        ),
    ),
    (
        "Devinez",
        (
            "Laissez une minute de silence, puis une estimation par table, saisie telle quelle, sans commentaire.",
            "Montrez la réponse (touche V). Demandez « qu’est-ce qui vous surprend ? », jamais « qui s’est trompé ? ».",
            "Un grand écart n’est pas une faute : il dit ce que l’on ne voit pas d’ici.",
        ),
    ),
    (
        "Lire un graphique ensemble",
        (
            "Toujours dans cet ordre : le titre, l’année, l’unité, notre signe (losange), la médiane des pairs, les "
            "extrêmes.",
            "Faites dire une phrase entière à quelqu’un : « En 2021, chez nous, un quart des habitants… ».",
            "Être loin de la médiane n’est ni bien ni mal.",
        ),
    ),
    (
        "Quand un chiffre est contesté",
        (
            "Remerciez, notez-le dans « à vérifier », lisez ensemble la définition et les limites sous le chiffre.",
            "Un vécu et une moyenne peuvent être vrais tous les deux : demandez où, quand, pour qui.",
            "Ne tranchez pas en séance : écrivez qui vérifie, auprès de qui, pour quand.",
        ),
    ),
    (
        "Petits nombres",
        (
            "Sous 200 habitants, ou avec le signe ≈, le chiffre est un ordre de grandeur : ne comparez pas, voyez "
            "plutôt l’intercommunalité.",
            "« Secret statistique » protège des personnes : ne cherchez pas à le deviner.",
        ),
    ),
    (
        "Finir",
        (
            "Relisez à voix haute les trois colonnes : on voit, on pense, à vérifier. Séparez ce que disent les "
            "chiffres de ce que pense la salle.",
            "Téléchargez les notes et les estimations avant de fermer l’onglet : le site n’en garde rien.",
        ),
    ),
    (
        "Sans réseau",
        (
            "Le même site tient sur un ordinateur portable (kit hors ligne) : installez-le la veille et ouvrez-y le "
            "fichier de la séance.",
            "Emportez une fiche imprimée par table : elle sauve une panne de projecteur.",
        ),
    ),
)
"""Title of each part, and its sentences."""

KEYS: Final = (
    ("→ ou espace", "vue suivante"),
    ("←", "vue précédente"),
    ("V", "montrer ou masquer"),
    ("E", "saisir une estimation"),
    ("N", "notes"),
    ("T", "minuterie"),
    ("F", "plein écran"),
    ("Échap", "sortir d’un champ, puis quitter"),
)

_CSS: Final = """
.otc-guide{columns:2 22rem;column-gap:2.4rem}
.otc-guide section{break-inside:avoid;margin:0 0 1rem}
.otc-guide h2{margin:0!important;padding:0 0 .2rem!important;font-size:1.2rem!important}
.otc-guide ul{margin:0!important;padding-left:1.1rem!important}
.otc-guide li{margin:0 0 .3rem;font-size:1rem;line-height:1.45}
.otc-guide kbd{border:1px solid $RULE;border-radius:3px;padding:0 .35rem;background:$SURFACE;font:inherit}
@media print{
@page{size:A4;margin:12mm}
.otc-footer,[data-testid="stPageLink"],.otc-unsaved{display:none!important}
.stMainBlockContainer h1{font-size:17pt!important;padding:0 0 4pt!important}
.otc-guide{columns:2;column-gap:8mm}.otc-guide section{margin:0 0 5pt}
.otc-guide h2{font-size:11pt!important}
.otc-guide li,.stMainBlockContainer p{font-size:9.2pt;line-height:1.32;margin-bottom:2pt}
}
"""


def guide_stylesheet() -> str:
    """Return the `<style>` block of the guide, to send with `st.html`."""
    return f"<style>{_CSS.replace('$RULE', style.RULE).replace('$SURFACE', style.SURFACE)}</style>"


def guide_html() -> str:
    """Return the guide as HTML: a section a moment of the session, then the keys."""
    sections = "".join(
        f"<section><h2>{escape(title)}</h2><ul>"
        + "".join(f"<li>{escape(spaced(line))}</li>" for line in lines)
        + "</ul></section>"
        for title, lines in GUIDE
    )
    keys = "".join(f"<li><kbd>{escape(key)}</kbd> {escape(what)}</li>" for key, what in KEYS)
    return f'<div class="otc-guide">{sections}<section><h2>Les touches</h2><ul>{keys}</ul></section></div>'
