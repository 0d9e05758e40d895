"""Who takes part, as sentences, tables and a map of the départements."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Final

import numpy as np
from markupsafe import Markup

from observatoire.model.store import Store
from observatoire.views.french.numerals import number, plural, quantity
from observatoire.views.french.wording import spaced
from observatoire.views.home.drawings import country_map
from observatoire.views.html.tables import Heading, MapLegend, Row, map_legend_html, table_html
from observatoire.views.style.tokens import MISSING, PAPER, RULE, SEQUENTIAL, SURFACE
from participation.model.campaigns import Campaign
from participation.organising.following import OUTSIDE, Followed, Following
from participation.views.html.pages import render
from participation.views.words import KINDS, size_words

STEPS: Final = (0.10, 0.25, 0.50, 0.75)
"""Rates between two classes of the map: the same from the first day to the last, so that two maps can be compared."""
LABELS: Final = (
    "moins de 10\u202f%",
    "de 10 à 25\u202f%",
    "de 25 à 50\u202f%",
    "de 50 à 75\u202f%",
    "75\u202f% et plus",
)
TOO_FEW: Final = "non communiqué"
COLUMNS: Final = (
    Heading("Groupe"), Heading("Taux", numeric=True), Heading("Ont répondu", numeric=True),
    Heading("Interrogées", numeric=True),
)  # fmt: skip


def percent(rate: float) -> str:
    """Return a rate from 0 to 1 in percent; « sans objet » where nobody was asked."""
    return quantity(100 * rate, "%", 1) if np.isfinite(rate) else "sans objet"


def standing_sentence(campaign: Campaign, found: Following) -> str:
    """Return where a campaign stands: who was asked, how many answered, how many are at it."""
    begun = f" {plural(found.drafts, 'réponse est commencée', 'réponses sont commencées')} et pas encore envoyées."
    begun = begun.replace("commencée et pas encore envoyées", "commencée et pas encore envoyée") if found.drafts else ""
    if campaign.mode == "citoyenne":
        told = (
            f"{plural(found.submitted, 'réponse envoyée', 'réponses envoyées')}. Personne n’est invité en particulier."
        )
        return spaced(told + begun)
    asked = int(found.everyone.rates.invited.sum())
    who = "invitées" if found.from_invitations else "à qui l’enquête s’adresse"
    if not asked:
        return spaced(f"Aucune organisation n’est encore invitée.{begun}")
    if found.everyone.withheld.any():
        return spaced(f"Moins de {campaign.min_cell} des {number(asked)} organisations {who} ont répondu.{begun}")
    taken = int(found.everyone.rates.taken_part.sum())
    rate = percent(float(found.everyone.rates.rate[0]))
    said = "a répondu" if taken == 1 else "ont répondu"
    some = "Aucune" if not taken else number(taken)
    said = "n’a répondu" if not taken else said
    return spaced(f"{some} des {number(asked)} organisations {who} {said}, soit {rate}.{begun}")


def rates_table(caption: str, followed: Followed, name: Callable[[str], str]) -> Markup:
    """Return the rates of some groups as a table, those that are withheld said to be.

    Parameters
    ----------
    caption : str
    followed : Followed
    name : callable
        From the key of a group to its name.
    """
    lines = zip(
        followed.keys, followed.rates.invited, followed.rates.taken_part, followed.rates.rate, followed.withheld,
        strict=True,
    )  # fmt: skip
    rows = [
        Row(key, (
            name(key), TOO_FEW if hidden else percent(float(rate)), TOO_FEW if hidden else number(int(taken)),
            number(int(invited)),
        ))
        for key, invited, taken, rate, hidden in lines
    ]  # fmt: skip
    return table_html(caption, COLUMNS, rows, stacked=True)


def type_name(key: str) -> str:
    """Return the name of a type, as a line of a table begins."""
    many = KINDS[key][1]
    return many[0].upper() + many[1:]


def size_name(key: str) -> str:
    """Return the name of a type and class of size, as a line of a table begins."""
    kind, _, size = key.partition(" ")
    return f"{type_name(kind)} {size_words(size)}"


def size_within(key: str) -> str:
    """Return the name of a type and class of size within a sentence."""
    kind, _, size = key.partition(" ")
    return f"les {KINDS[kind][1]} {size_words(size)}"


def departement_names(store: Store) -> Callable[[str], str]:
    """Return what names a département by its code."""
    names = store.territories["short_name"]
    return lambda code: "Hors département" if code == OUTSIDE else f"{names[f'dep-{code}']} ({code})"


def extremes_sentence(followed: Followed, name: Callable[[str], str]) -> str:
    """Return which groups answer most and least, among those that are told and have ten organisations asked or more."""
    told = np.flatnonzero(~followed.withheld & (followed.rates.invited >= 10))
    if len(told) < 2:
        return ""
    order = told[np.argsort(followed.rates.rate[told], kind="stable")]
    low, high = int(order[0]), int(order[-1])
    if followed.rates.rate[low] == followed.rates.rate[high]:
        return ""
    return spaced(
        f"Parmi les groupes de dix organisations interrogées ou plus, répondent le plus : {name(followed.keys[high])}, "
        f"{percent(float(followed.rates.rate[high]))} ; le moins : {name(followed.keys[low])}, "
        f"{percent(float(followed.rates.rate[low]))}."
    )


def rate_map_svg(store: Store, followed: Followed) -> str:
    """Return the map of the rates by département, overseas and around Paris as insets; no word on it.

    Those of which nobody was asked are pale; those whose count is withheld are hatched.
    """
    look, classes = MISSING["secret"], _classes(followed)
    colours = {code: SEQUENTIAL[5][rank] for code, rank in classes.items() if rank >= 0}
    hidden = {code for code, rank in classes.items() if rank < 0}
    drawing = country_map(store)
    outlines = [*drawing.outlines, *(one for inset in drawing.insets for one in inset.outlines)]
    fills = [
        (one.path, "url(#tu)" if (code := one.id.partition("-")[2]) in hidden else colours.get(code, SURFACE))
        for one in outlines
    ]
    return str(
        render(
            "organising/rates", drawing=drawing, fills=fills, ground=look.fill, stroke=look.stroke, rule=RULE,
            border=RULE, paper=PAPER,
        )
    )  # fmt: skip


def rate_legend(followed: Followed) -> Markup:
    """Return the legend of the map: its classes, how many départements are in each."""
    classes = list(_classes(followed).values())
    counts = tuple(classes.count(rank) for rank in range(len(LABELS)))
    missing = {"secret": classes.count(-1)} if -1 in classes else {}
    return map_legend_html(
        MapLegend(
            "Taux de réponse par département", LABELS, counts, SEQUENTIAL[5], missing, "départements",
            footnote="Les classes restent les mêmes du premier jour au dernier. En clair\u202f: personne à interroger.",
        )
    )  # fmt: skip


def _classes(followed: Followed) -> dict[str, int]:
    """Return the class of each département of which somebody was asked; -1 where its count is withheld."""
    lines = zip(followed.keys, followed.rates.rate, followed.rates.invited, followed.withheld, strict=True)
    return {
        key: -1 if hidden else int(np.searchsorted(STEPS, rate, side="right"))
        for key, rate, invited, hidden in lines
        if invited and key != OUTSIDE
    }


def picture_html(svg: str) -> Markup:
    """Return a drawing as a picture of a page, never a part of it; a table beside it says all of it in words."""
    return render("organising/picture", content=b64encode(svg.encode()).decode())
