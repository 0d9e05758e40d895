"""The facilitators' guide: one page on screen, one sheet of A4 on paper."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from observatoire.views.french.wording import spaced
from observatoire.views.html.rendering import render, style_html

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
            "Dites à qui l’on se compare et pourquoi : la vue « Territoires semblables » le montre. Si la salle "
            "trouve le groupe injuste, changez-le.",
        ),
    ),
    (
        "Devinez",
        (
            "Laissez une minute de silence, puis une estimation par table, saisie telle quelle, sans commentaire ; "
            "« Plusieurs à la fois » les prend d’un coup.",
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
            "« Secret » protège des personnes : ne cherchez pas à le deviner.",
        ),
    ),
    (
        "Finir",
        (
            "Relisez à voix haute les trois colonnes : on voit, on pense, à vérifier. Séparez ce que disent les "
            "chiffres de ce que pense la salle.",
            "Téléchargez les notes et les estimations : le site n’en garde rien, ce navigateur seul. Sur un ordinateur "
            "partagé, effacez-les de l’Atelier avant de partir.",
        ),
    ),
    (
        "Sans réseau",
        (
            "Le même site tient sur un ordinateur portable (kit hors ligne) : installez-le la veille et ouvrez-y le "
            "fichier de la séance.",
            "Connexion perdue en séance : attendez, la vue, les notes et les estimations reviennent d’elles-mêmes.",
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


def guide_stylesheet() -> Markup:
    """Return the `<style>` block of the guide, to send with `st.html`."""
    return style_html("guide")


def guide_html() -> Markup:
    """Return the guide as HTML: a section a moment of the session, then the keys."""
    sections = [(title, [spaced(line) for line in lines]) for title, lines in GUIDE]
    return render("workshop/guide", sections=sections, keys=KEYS)
