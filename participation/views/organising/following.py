"""Who takes part, as sentences, tables and a map of the places."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Collection
from typing import Final

import numpy as np
from markupsafe import Markup

from observatoire.model.search.queries import normalise
from observatoire.model.store import Store
from observatoire.views.french.grammar import typographic
from observatoire.views.french.numerals import number, plural, quantity
from observatoire.views.french.wording import spaced
from observatoire.views.home.drawings import country_map
from observatoire.views.html.tables import Heading, MapLegend, Row, map_legend_html, table_html
from observatoire.views.style.tokens import MISSING, PAPER, RULE, SEQUENTIAL, SURFACE
from participation.model.campaigns import Campaign
from participation.organising.following import OUTSIDE, Followed, Following
from participation.views.html.pages import render
from participation.views.outlines import part_outlines
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
ANSWERED: Final = ("pas de réponse", "a répondu")
"""Of a commune."""
LEVELS: Final = {"dep": "département", "epci": "EPCI", "com": "commune"}
TOO_FEW: Final = "non communiqué"
NO_MAP: Final = (
    "Pas de carte\u202f: ce territoire ne se découpe plus qu’en communes, et l’enquête est anonyme. Qui a répondu ne "
    "se sait pas commune par commune."
)
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
    if asked == 1 and not found.everyone.withheld.any():
        said = "a répondu" if found.everyone.rates.taken_part.sum() else "n’a pas répondu"
        return spaced(f"La seule organisation {'invitée' if found.from_invitations else who} {said}.{begun}")
    if not asked:
        return spaced(f"Aucune organisation n’est encore invitée.{begun}")
    if found.everyone.withheld.any():
        return spaced(f"Moins de {campaign.min_cell} des {number(asked)} organisations {who} ont répondu.{begun}")
    taken = int(found.everyone.rates.taken_part.sum())
    if not taken:
        return spaced(f"Aucune des {number(asked)} organisations {who} n’a répondu.{begun}")
    rate = percent(float(found.everyone.rates.rate[0]))
    said = "a répondu" if taken == 1 else "ont répondu"
    return spaced(f"{number(taken)} des {number(asked)} organisations {who} {said}, soit {rate}.{begun}")


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


def place_names(store: Store) -> Callable[[str], str]:
    """Return what names a place by its identifier, a département with its code."""
    names = store.territories["short_name"]

    def name(identifier: str) -> str:
        if identifier == OUTSIDE:
            return "Hors de ces territoires"
        told = typographic(str(names[identifier]))
        return f"{told} ({identifier.removeprefix('dep-')})" if identifier.startswith("dep-") else told

    return name


def level_of(followed: Followed) -> str:
    """Return the level of places in words: « département », « EPCI », « commune »; "" of one place, or none."""
    known = [key for key in followed.keys if key != OUTSIDE]
    return LEVELS[known[0].partition("-")[0]] if len(known) > 1 else ""


def no_map_sentence(campaign: Campaign) -> str:
    """Return why a campaign within some territories has no map; "" where it asks of one place alone, which is said."""
    return NO_MAP if campaign.within and not campaign.named else ""


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


def rate_map_svg(store: Store, followed: Followed, within: tuple[str, ...] = ()) -> str:
    """Return the map of the rates, no word on it: of France by département, overseas and around Paris as insets.

    Of a territory, its parts alone are drawn; communes are those that answered, or not. Places of which nobody
    was asked are pale; those whose count is withheld are hatched.

    Parameters
    ----------
    store : Store
    followed : Followed
        Places.
    within : tuple of str, optional
        The territories of the campaign.
    """
    look, classes = MISSING["secret"], _classes(followed)
    colours = {key: _palette(followed)[rank] for key, rank in classes.items() if rank >= 0}
    hidden = {key for key, rank in classes.items() if rank < 0}
    parts = part_outlines(store, tuple(classes), within) if _drawn_alone(classes, within) else None
    country = country_map(store)
    outlines = [*country.outlines, *(one for inset in country.insets for one in inset.outlines)]
    paths = [(one.id, one.path) for one in outlines] if parts is None else list(parts.paths.items())
    fills = [(path, "url(#tu)" if key in hidden else colours.get(key, SURFACE)) for key, path in paths]
    return str(
        render(
            "organising/rates", drawing=parts or country, fills=fills, ground=look.fill, stroke=look.stroke,
            rule=RULE, border=RULE, paper=PAPER,
        )
    )  # fmt: skip


def _drawn_alone(places: Collection[str], within: tuple[str, ...]) -> bool:
    """Tell whether places are drawn without the rest of France: not where some are overseas, which insets show."""
    whole = not within and any(one.startswith("dep-") for one in places)
    return bool(places) and not whole and len({one.startswith("dep-97") for one in places}) == 1


def rate_legend(followed: Followed) -> Markup:
    """Return the legend of the map: its classes, how many places are in each."""
    classes = list(_classes(followed).values())
    labels, level = (ANSWERED if _is_of_communes(followed) else LABELS), level_of(followed)
    counts = tuple(classes.count(rank) for rank in range(len(labels)))
    missing = {"secret": classes.count(-1)} if -1 in classes else {}
    title = "Réponses par commune" if _is_of_communes(followed) else f"Taux de réponse par {level}"
    note = (
        "" if _is_of_communes(followed)
        else "Les classes restent les mêmes du premier jour au dernier. En clair\u202f: personne à interroger."
    )  # fmt: skip
    noun = level if level == "EPCI" else f"{level}s"
    return map_legend_html(MapLegend(title, labels, counts, _palette(followed), missing, noun, footnote=note))


def _is_of_communes(followed: Followed) -> bool:
    return level_of(followed) == LEVELS["com"]


def _palette(followed: Followed) -> tuple[str, ...]:
    return (SEQUENTIAL[5][0], SEQUENTIAL[5][-1]) if _is_of_communes(followed) else SEQUENTIAL[5]


def _classes(followed: Followed) -> dict[str, int]:
    """Return the class of each place of which somebody was asked; -1 where its count is withheld."""
    lines = zip(followed.keys, followed.rates.rate, followed.rates.invited, followed.withheld, strict=True)
    steps = STEPS[-1:] if _is_of_communes(followed) else STEPS
    return {
        key: -1 if hidden else int(np.searchsorted(steps, rate, side="right"))
        for key, rate, invited, hidden in lines
        if invited and key != OUTSIDE
    }


def communes_table(store: Store, followed: Followed) -> Markup:
    """Return which communes answered and which did not yet, in order of name, those that did not first."""
    name, classes = place_names(store), _classes(followed)
    order = sorted(classes, key=lambda key: (classes[key], normalise(name(key))))
    rows = [Row(key, (name(key), ANSWERED[classes[key]])) for key in order]
    return table_html("Qui a répondu", (Heading("Commune"), Heading("Réponse")), rows)


def rate_picture(store: Store, followed: Followed, within: tuple[str, ...]) -> Markup:
    """Return the map of the rates as a picture of a page, never a part of it; a table beside it says it in words.

    Parameters
    ----------
    store, followed, within
        As `rate_map_svg` takes them.
    """
    of_communes = _is_of_communes(followed)
    about = "communes qui ont répondu" if of_communes else f"taux de réponse par {level_of(followed)}"
    content = b64encode(rate_map_svg(store, followed, within).encode()).decode()
    return render("organising/picture", content=content, about=about)
