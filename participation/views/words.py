"""Words of results: groups, what is withheld and why, and the sentence that each figure is read by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from observatoire.model.store import Store
from observatoire.views.french.grammar import typographic
from observatoire.views.french.numerals import number, plural, quantity
from observatoire.views.french.wording import long_date, spaced
from participation.model.questionnaire import Question
from participation.model.strata import MERGED
from participation.results.columns import UNKNOWN
from participation.results.poll import POLL_KIND
from participation.views.precision import is_coarse, mean_digits, percent, share_text, within_step

KINDS: Final = {
    "commune": ("commune", "communes"),
    "epci": ("EPCI", "EPCI"),
    "departement": ("département", "départements"),
    "region": ("région", "régions"),
    "syndicat": ("syndicat", "syndicats"),
    "autre": ("autre organisation", "autres organisations"),
    MERGED: ("collectivité", "collectivités"),
    POLL_KIND: ("réponse", "réponses"),
}
SHOWN: Final = {
    "few": "presque aucune",
    "nearly_all": "presque toutes",
    "hidden": "non communiqué",
    "too_few": "non communiqué",
}
WHY: Final = {
    "few": "Moins de trois l’ont dit\u202f; combien exactement ferait reconnaître l’une d’elles.",
    "nearly_all": "Moins de trois ne l’ont pas dit\u202f; combien exactement ferait reconnaître l’une d’elles.",
    "hidden": "Réponse rare, ici ou dans un autre groupe\u202f: ce chiffre ferait retrouver celle de quelqu’un.",
    "too_few": "Trop peu de réponses pour que personne ne soit reconnu, ou un chiffre qui ferait retrouver les leurs.",
}
FIFTHS: Final = (
    "Le cinquième le plus bas", "Le deuxième cinquième", "Le cinquième du milieu", "Le quatrième cinquième",
    "Le cinquième le plus haut",
)  # fmt: skip
"""Of the collectivités of a kind, by what the observatory measures of them."""
RANGE: Final = "fourchette indicative, si celles qui se taisent sont comme les autres"
"""How a range is to be taken: it knows nothing of who does not answer."""
RegionNames = Callable[[str], str]
"""From the code of a région to its name."""


def regions_of(store: Store) -> RegionNames:
    """Return the names of régions of an edition; a code that it does not know stands for itself."""
    names = store.territories["name"]
    return lambda code: typographic(str(names.get(f"reg-{code}", code)))


def size_words(size: str) -> str:
    """Return a class of size in words: « moins de 500 habitants », « de 500 à 1 999 habitants »."""
    if size == MERGED:
        return "d’autres tailles"
    first, _, last = size.partition("-")
    if not last:
        return f"de {number(int(first))} habitants et plus"
    if first == "0":
        return f"de moins de {number(int(last) + 1)} habitants"
    return f"de {number(int(first))} à {number(int(last))} habitants"


def kind_words(frame: Mapping[str, Any], kind: int) -> str:
    """Return a kind of a publication, many of them; « autres collectivités » of those that a class holds together."""
    name = frame["kinds"][kind]
    return f"autres {KINDS[name][1]}" if name == MERGED and len(frame["kinds"]) > 1 else KINDS[name][1]


def _sized(frame: Mapping[str, Any], place: Sequence[int]) -> str:
    """Return a class of size, a space before it; "" where there is no other beside it."""
    size = frame["sizes"][place[1]]
    alone = size == MERGED and (len(frame["sizes"]) == 1 or frame["kinds"][place[0]] == MERGED)
    return "" if alone else f" {size_words(size)}"


def group_name(frame: Mapping[str, Any], group: Mapping[str, Any], regions: RegionNames) -> str:
    """Return the name of a group of a publication, as it begins a line of a table.

    Parameters
    ----------
    frame : mapping
        Of the publication: names of kinds, sizes and régions.
    group : mapping
        Its cut and place.
    regions : callable
        From the code of a région to its name.
    """
    place = group["place"]
    if group["cut"] == "covariate":
        return FIFTHS[place[1] - 1]
    if group["cut"] == "region":
        code = frame["regions"][place[0]]
        return "Autres régions" if code == MERGED else regions(code)
    if group["cut"] == "all":
        kinds = frame["kinds"]
        every = f"Toutes les {KINDS[kinds[0]][1]}" if len(kinds) == 1 else "Toutes les collectivités"
        return f"{every} ({frame['within']['name']})" if "within" in frame else every
    kind = kind_words(frame, place[0])
    return kind[0].upper() + kind[1:] + (_sized(frame, place) if group["cut"] == "kind_size" else "")


def option_label(question: Question, option: str) -> str:
    """Return the label of an option, « ne sait pas » included."""
    if option == UNKNOWN:
        return "Ne sait pas"
    return next(one.label for one in question.options if one.id == option)


def shown_text(option: Mapping[str, Any], *, coarse: bool = False) -> str:
    """Return what the cell of an option says: its share, or the words for what is withheld."""
    share = option["share"]
    return share_text(share, coarse=coarse) if share is not None else SHOWN[option["shown"]]


def answers_text(group: Mapping[str, Any]) -> str:
    """Return how many answers a group has: « 120 réponses », « au moins 55 réponses », or that it is not told."""
    if group["withheld"]:
        return "nombre de réponses non communiqué"
    told = plural(group["answers"], "réponse", "réponses")
    return f"au moins {told}" if group["rounded"] else told


def range_text(estimate: Mapping[str, Any], *, coarse: bool = False) -> str:
    """Return a range at 95 %: « de 45,2 % à 60,1 % »; "" of an open poll, which has none."""
    if estimate["low"] is None:
        return ""
    return f"de {percent(estimate['low'], coarse=coarse)} à {percent(estimate['high'], coarse=coarse)}"


def option_sentence(label: str, who: str, option: Mapping[str, Any], group: Mapping[str, Any]) -> str:
    """Return the sentence by which a share is read, with its range, its answers and the inhabitants.

    Parameters
    ----------
    label : str
        Of the option.
    who : str
        Of whom, as in « des communes ».
    option, group : mapping
        Of the publication.
    """
    if option["share"] is None:
        return spaced(f"« {label} » : {SHOWN[option['shown']]}. {WHY[option['shown']]}")
    coarse = is_coarse(group)
    share = option["share"]
    told = f"« {label} » : {share_text(share, coarse=coarse)} {who}, sur {answers_text(group)}"
    told += (
        ". Pas un sondage." if share["low"] is None
        else f" ({RANGE} : {range_text(share, coarse=coarse)})."
    )  # fmt: skip
    if option["of_inhabitants"] is not None:
        told += f" Ces collectivités réunissent {share_text(option['of_inhabitants'], coarse=coarse)} des habitants."
    return spaced(told)


def days_text(first: date | str, last: date | str) -> str:
    """Return from which day to which, or which one where it is the same, as in « ouverte du 1er au 3 mai »."""
    told = long_date(first), long_date(last)
    return f"le {told[0]}" if told[0] == told[1] else f"du {told[0]} au {told[1]}"


def reservation_sentence(one: Mapping[str, Any], frame: Mapping[str, Any], regions: RegionNames) -> str:
    """Return one reason of the banner as a sentence; of a région, one that answered and whose part is told.

    Parameters
    ----------
    one, frame : mapping
        Of the publication.
    regions : callable
        From the code of a région to its name.
    """
    place, measured, expected = one["place"], one["measured"], one["expected"]
    if one["doubt"] == "few":
        return spaced(
            f"Ces réponses ne renseignent pas plus que {number(measured)} de même poids : c’est peu, lisez des "
            "ordres de grandeur."
        )
    if one["doubt"] == "missing":
        return f"Aucune réponse des {kind_words(frame, place[0])} : aucun chiffre n’en parle.".replace(" :", "\u202f:")
    if one["doubt"] == "silent":
        who = f"{kind_words(frame, place[0])}{_sized(frame, place)}"
        return spaced(f"Moins de cinq réponses des {number(expected)} {who} : d’autres parlent à leur place.")
    name = group_name(frame, {"cut": "region", "place": place}, regions)
    return spaced(f"{name} : {number(measured, 1)} fois la part des réponses qui lui reviendrait.")


def of_group(frame: Mapping[str, Any], group: Mapping[str, Any], regions: RegionNames) -> str:
    """Return of whom the figures of a group are, as in « 45 % des communes ».

    Parameters
    ----------
    frame, group : mapping
        Of the publication.
    regions : callable
        From the code of a région to its name.
    """
    kinds = frame["kinds"]
    where = f" {frame['within']['of']}" if "within" in frame else ""
    if group["cut"] in ("kind", "kind_size"):
        kind = kind_words(frame, group["place"][0])
        size = _sized(frame, group["place"]) if group["cut"] == "kind_size" else ""
        return f"des {kind}{size}{where}"
    kind = f"{KINDS[kinds[0]][1] if len(kinds) == 1 else 'collectivités'}{where}"
    if group["cut"] == "covariate":
        return f"des {kind} ({FIFTHS[group['place'][1] - 1].lower()})"
    return f"des {kind}" if group["cut"] == "all" else f"des {kind} ({group_name(frame, group, regions)})"


def weakest_text(made: Mapping[str, Any], estimate: Mapping[str, Any] | None, regions: RegionNames) -> str:
    """Return on which stratum an estimate rests least well: « Communes de moins de 500 habitants, 7 réponses ».

    Parameters
    ----------
    made : mapping
        The publication.
    estimate : mapping or None
        "" where there is none, or nothing to tell.
    regions : callable
        From the code of a région to its name.
    """
    if estimate is None or estimate["weakest"] is None:
        return ""
    answers = estimate["weakest_answers"]
    told = "nombre de réponses non communiqué" if answers is None else plural(answers, "réponse", "réponses")
    return f"{cell_name(made, estimate['weakest'], regions)}, {told}"


def cell_name(made: Mapping[str, Any], cell: Mapping[str, Any], regions: RegionNames) -> str:
    """Return the name of a cell of weights: what it merges, unless that is all there is.

    Parameters
    ----------
    made, cell : mapping
        The publication, and the kind, sizes and régions of a cell of it.
    regions : callable
        From the code of a région to its name.
    """
    frame = made["frame"]
    beside = [one for one in made["weights"]["cells"] if one["kind"] == cell["kind"]]
    name = kind_words(frame, cell["kind"])
    name = name[0].upper() + name[1:]
    if len(cell["sizes"]) < len({size for one in beside for size in one["sizes"]}):
        name += f" {' ou '.join(size_words(frame['sizes'][size]) for size in cell['sizes'])}"
    codes = [frame["regions"][region] for region in cell["regions"]]
    if len(codes) == len({region for one in beside for region in one["regions"]}):
        return name
    named = ["autres régions" if code == MERGED else regions(code) for code in codes]
    return f"{name} ({', '.join(named) if len(named) <= 3 else plural(len(named), 'région', 'régions')})"


def number_sentence(who: str, unit: str, group: Mapping[str, Any], decimals: int) -> str:
    """Return the sentence by which a number is read: median, quartiles, mean with its range, answers.

    Parameters
    ----------
    who : str
        Of whom, as in « des communes ».
    unit : str
        Of the number.
    group : mapping
        Of the publication.
    decimals : int
        With which it was asked.
    """
    if group["quartiles"] is None and group["mean"] is None:
        return spaced(f"{answers_text(group)[0].upper()}{answers_text(group)[1:]} : trop peu pour un nombre.")
    told = ""
    if group["quartiles"] is not None:
        first, middle, third = group["quartiles"]
        median, first, third = quantity(middle, unit, decimals), number(first, decimals), number(third, decimals)
        told = f"La moitié {who} donnent {median} ou moins, un quart {first} ou moins, un quart {third} ou plus. "
    if group["mean"] is not None:
        mean, digits = group["mean"], mean_digits(group["mean"], decimals)
        near = within_step(mean, unit, decimals)
        told += f"Moyenne : {quantity(mean['value'], unit, digits)}{f', {near}' if near else ''}"
        if mean["low"] is not None:
            told += f" ({RANGE} : de {number(mean['low'], digits)} à {quantity(mean['high'], unit, digits)})"
        told += ". "
    return spaced(f"{told}Sur {answers_text(group)}.")
