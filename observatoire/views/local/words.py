"""All the words of « Mes données »: badge, source, report of a reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from observatoire.local.catalogue import Entry, official_year
from observatoire.local.record import Description, Kind
from observatoire.local.report import Reading, Remark
from observatoire.model.store import Store
from observatoire.views.french.wording import LOCAL_BADGE, plural
from observatoire.views.html.rendering import render
from observatoire.views.html.tables import Heading, Row, table_html

KIND_LABELS: Final[dict[Kind, str]] = {
    "count": "Un effectif, qui s’additionne (places, arbres, signalements)",
    "ratio": "Un rapport\u202f: un numérateur et un dénominateur",
    "value": "Une valeur qui ne s’additionne pas (prix, note, indice, taux déjà calculé)",
}
"""Choices of the form."""
MOST_SHOWN: Final = 60
"""Lines of a report that are shown; the others are counted."""

PRIVACY: Final = (
    "Votre fichier n’est lu que pour vous\u202f: rien n’en est gardé sur le serveur après votre visite, ni montré à "
    "d’autres. Ce que vous apportez est gardé dans ce navigateur (jusqu’à 400\u202fko), et vous est rendu ici à votre "
    "prochaine visite\u202f; sur un appareil que d’autres utilisent, retirez-le avant de partir. Le fichier de vos "
    "données les garde, lui, aussi longtemps que vous."
)
NEVER_OFFICIAL: Final = (
    "Ces chiffres portent partout la mention «\u00a0donnée locale\u00a0»\u202f; ils n’entrent dans aucune somme "
    "officielle, dans aucun choix de pairs, ni dans «\u00a0ce qui ressort\u00a0»."
)
NOT_HERE: Final = (
    "Cette vue montre des données locales qui ne sont pas dans ce navigateur\u202f: demandez à qui les a le fichier de "
    "la séance, qui peut les contenir, ou celui de ses données."
)
NOT_OF_THIS_LEVEL: Final = "Ces données ne disent rien d’un territoire comme celui-ci\u202f: choisissez-en un autre."
NAMED_ONLY: Final = (
    "Le lien d’une séance nomme vos données (leur titre) sans les contenir\u202f; son fichier peut les emporter."
)
_KINDS: Final = {
    "code": "Codes", "former": "Anciennes communes", "name": "Noms", "year": "Années", "figure": "Chiffres",
    "twice": "Doublons", "merged": "Cases fusionnées", "total": "Totaux",
}  # fmt: skip


def badge_html(lines: Sequence[str]) -> Markup:
    """Return the badge of local data above some sentences."""
    return render("local/badge", badge=LOCAL_BADGE, lines=list(lines))


def local_block_html(*blocks: Markup) -> Markup:
    """Return blocks of figures of local data (a table, a legend) behind the hatches and the hue of these, badged."""
    return render("local/block", badge=LOCAL_BADGE, blocks=blocks)


def own_kept_html(content: str, known: str) -> Markup:
    """Return what `browser/owndata.js` copies to the browser's own store, hidden.

    Parameters
    ----------
    content : str
        The file of the visitor's data; empty for none. Signs that close an element are written as JSON can.
    known : str
        "no" asks for what the browser kept before; else it keeps `content`, or nothing.
    """
    return render("local/kept", known=known, content=content.replace("<", r"\u003c").replace(">", r"\u003e"))


def source_sentences(told: Description) -> list[str]:
    """Return what is said of the source of local data, wherever they are shown."""
    return [
        f"Source\u202f: {told.source}, {told.observed}. Licence\u202f: {told.licence}. {told.answers[:1].upper()}"
        f"{told.answers[1:]} en répond.",
        "Chiffre apporté, non officiel\u202f: l’observatoire n’en a vérifié que la forme.",
    ]


def places_sentence(signs: Sequence[tuple[str, str, int]]) -> str:
    """Return the key of the places of a map, as Markdown: sign, category and number of each."""
    told = ", ".join(f"{sign}\u00a0{plain_markdown(category)} ({count})" for sign, category, count in signs)
    return f"Lieux apportés (donnée locale)\u202f: {told}."


def plain_markdown(text: str) -> str:
    """Return a visitor's text as Markdown shows it as it is.

    Brackets hold what parentheses would make of it. The framework names fields by their labels as they are written: a
    screen reader says each backslash, so there are no more of them than are needed.
    """
    escaped = "".join(f"\\{sign}" if sign in r"\`*_{}[]<>#|~$" else sign for sign in text)
    # The framework makes icons and emojis of `:material/…:` and `:smile:` once they are unescaped: a joiner parts them.
    # An address is no link.
    return re.sub(r":(?=\w)", ":\u2060", escaped).replace(":/", "\\:/")


def entry_sentences(store: Store, entry: Entry, year: int) -> list[str]:
    """Return all that must be said of a local figure: what it counts, its sources, the official part if any.

    Parameters
    ----------
    store : Store
        The edition.
    entry : Entry
        The local indicator.
    year : int
        Of the figures shown.
    """
    told = entry.local.description
    lines = [told.counted, *source_sentences(told)]
    if entry.over is not None:
        of_when = official_year(store, entry, year)
        apart = "" if of_when == year else f", année la plus proche de {year}"
        lines.append(
            f"Numérateur local ({told.source}), dénominateur officiel\u202f: {entry.over.title}, {of_when}{apart}."
        )
    return lines


def read_sentence(reading: Reading) -> str:
    """Say how much of a table was read."""
    figures = sum(len(one.cells) for one in reading.series)
    left = sum(reading.counts.values())
    told = (
        f"{plural(reading.lines, 'ligne lue', 'lignes lues')}, {plural(figures, 'chiffre retenu', 'chiffres retenus')}"
    )
    if not left:
        return f"{told}\u202f; rien n’a été laissé de côté."
    return f"{told}\u202f; {plural(left, 'remarque', 'remarques')}, ligne par ligne ci-dessous."


def report_html(remarks: Sequence[Remark]) -> Markup:
    """Return the table of the lines of a file that were not read as they stand."""
    rows = [Row("", (str(one.line), _KINDS[one.kind], one.text)) for one in remarks[:MOST_SHOWN]]
    if len(remarks) > MOST_SHOWN:
        rows.append(
            Row("", ("…", "", f"et {plural(len(remarks) - MOST_SHOWN, 'autre remarque', 'autres remarques')}."))
        )
    columns = [Heading("Ligne"), Heading("Sur quoi"), Heading("Remarque", wide=True)]
    return table_html("Ce qui n’a pas été lu tel quel", columns, rows)


def brought_html(session: str, content: str) -> Markup:
    """Return what `browser/brought.js` holds in the tab's memory, hidden: all that a visitor brought.

    Parameters
    ----------
    session : str
        What tells this session of the application from another.
    content : str
        The file that opens again; empty when nothing was brought. Signs that close an element are written as JSON can:
        the framework drops an attribute that holds them.
    """
    return render("local/brought", session=session, content=content.replace("<", r"\u003c").replace(">", r"\u003e"))
