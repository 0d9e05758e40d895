"""How a publication is to be read: who answered, how answers were weighed, what each figure means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from observatoire.views.french.numerals import number, plural
from observatoire.views.french.wording import long_date, spaced
from participation.model.questionnaire import Question
from participation.model.strata import MERGED
from participation.views.words import RegionNames, days_text, group_name, kind_words, reservation_sentence

_UNTOLD: Final = (
    "loin de la part des réponses qui lui reviendrait ; leur nombre n’est pas communiqué",
    "loin de la part des réponses qui leur reviendrait ; leur nombre n’est pas communiqué",
)
"""Of a région, and of several."""


def weights_sentences(made: Mapping[str, Any]) -> list[str]:
    """Return how the answers of a publication were weighed, and what no figure speaks of."""
    if made["weights"]["method"] == "none":
        return ["Chaque réponse compte pour une, et pour elle seule."]
    frame = made["frame"]
    several = len(frame["regions"]) > 1
    alike = "même type, de même taille et de même région" if several else "même type et de même taille"
    told = [
        f"Une réponse compte pour toutes les collectivités de son groupe, celles de {alike} : leur nombre, divisé par "
        "celui des réponses. Un groupe qui a moins de cinq réponses est réuni à ses voisins (les statisticiens parlent "
        "de strates)."
    ]
    if "within" in frame:
        told.append(_within_sentence(frame))
    if len(frame["kinds"]) > 1 and MERGED in frame["kinds"]:
        told.append(
            "Les types et les tailles qui comptent moins de vingt collectivités sont réunis sous « autres "
            "collectivités » : chaque autre groupe ne parle que de celles qui n’y sont pas."
        )
    if made["weights"]["method"] == "raked":
        last = ", de chaque région" if several else ""
        told.append(f"Les poids sont ensuite ajustés, pour retrouver le total de chaque type, de chaque taille{last}.")
    if made["answers"] == frame["collectivites"]:
        told.append(
            "Toutes ont répondu : aucune ne parle pour d’autres, et les fourchettes se réduisent à l’arrondi des "
            "chiffres."
        )
    if (capped := made["weights"]["capped"]) != 0:
        those = (
            "Quelques réponses pesaient" if capped is None else plural(capped, "réponse pesait", "réponses pesaient")
        )
        told.append(f"{those} plus de cinq fois le poids médian : ce poids a été coupé.")
    if missing := made["weights"]["missing"]:
        names = ", ".join(kind_words(made["frame"], kind) for kind in missing)
        told.append(f"Non représentés, faute de réponse : {names}. Aucun chiffre n’en parle.")
    if made["apart"] != 0:
        apart = made["apart"]
        who = "Quelques organisations" if apart is None else plural(apart, "organisation", "organisations")
        told.append(
            f"{who} d’un autre type, ou que l’observatoire ne connaît pas, ont répondu : on ne sait pas combien il y "
            "en a, elles n’ont pas de poids, et aucun chiffre ne les compte."
        )
    return [spaced(line) for line in told]


def _within_sentence(frame: Mapping[str, Any]) -> str:
    """Return of which territory figures speak, and how an EPCI over several départements is of one."""
    told = (
        f"L’enquête porte sur les seules collectivités {frame['within']['of']} : leur nombre, les parts, les habitants "
        "sont comptés parmi elles."
    )
    if "epci" not in frame["kinds"]:
        return told
    return f"{told} Un EPCI est du département, et de la région, où vit la plus grande part de ses habitants."


def reservation_sentences(made: Mapping[str, Any], regions: RegionNames) -> list[str]:
    """Return the reasons of the banner; what is said alike of several régions is said once, of all of them.

    Parameters
    ----------
    made : mapping
        The publication.
    regions : callable
        From the code of a région to its name.
    """
    told: list[str] = []
    untold: list[str] = []
    for one in made["reservations"]:
        if one["doubt"] == "region" and one["measured"] is None:
            untold.append(group_name(made["frame"], {"cut": "region", **one}, regions))
        else:
            told.append(reservation_sentence(one, made["frame"], regions))
    if untold:
        alone, together = _UNTOLD
        names = f"{', '.join(untold[:-1])} et {untold[-1]}" if untold[1:] else untold[0]
        told.append(spaced(f"{names} : {together if untold[1:] else alone}."))
    return told


def facts_sentence(made: Mapping[str, Any], *, out: bool = True) -> str:
    """Return what a publication is, in a sentence: how many answered, of how many, when, published when.

    Parameters
    ----------
    made : mapping
        The publication.
    out : bool
        Whether it is published: of one that is only prepared, no day is said.
    """
    campaign = made["campaign"]
    published = f"Publié le {long_date(campaign['published'])}. " if out else ""
    if campaign["mode"] == "citoyenne":
        return spaced(
            f"Pas un sondage. {plural(made['answers'], 'réponse libre', 'réponses libres')}, "
            f"{days_text(campaign['opens'], campaign['closes'])}. {published}"
            f"Rien n’est dit de moins de {campaign['least']} réponses."
        )
    where = f" {made['frame']['within']['of']}" if "within" in made["frame"] else ""
    return spaced(
        f"{plural(made['answers'], 'réponse', 'réponses')} sur {number(made['frame']['collectivites'])} collectivités "
        f"visées{where}, {days_text(campaign['opens'], campaign['closes'])}. {published}"
        f"Rien n’est dit d’un groupe de moins de {campaign['least']} réponses."
    )


_READING: Final = (
    "La fourchette dit entre quoi le chiffre se tiendrait, dix-neuf fois sur vingt, si celles qui ont répondu "
    "avaient été tirées au sort dans leur groupe. Elle est indicative : elle ne dit rien de ce qu’auraient répondu "
    "les autres.",
    "« Part des collectivités » compte chacune pour une, « ne sait pas » compris. « Part de celles qui savent » "
    "laisse « ne sait pas » de côté. « Part des habitants » dit combien d’habitants vivent dans une collectivité "
    "qui a répondu ainsi, chacune comptant pour la population moyenne de celles de sa taille ; elle n’a de sens que "
    "pour un seul type, sans quoi on compterait les mêmes deux fois. Elle n’est pas donnée là où elle ferait "
    "reconnaître qui a répondu quoi.",
    "Les réponses effectives sont celles qu’il aurait fallu, toutes de même poids, pour être aussi précis.",
    "Une part n’est pas dite plus finement que ce qu’y pèse une seule réponse : à dix points près, par exemple, là où "
    "l’une pèse un dixième. Quelques-unes, qui ne sont pas personne, y sont dites « moins de 5\u00a0% » ; les fichiers "
    "donnent alors la moitié du pas. Là où une seule pèse plus d’un cinquième, rien n’est dit.",
)


def reading_sentences(question: Question) -> list[str]:
    """Return how the figures of a question are read."""
    told = list(_READING)
    if question.kind == "rank":
        top = question.top
        told.insert(
            0,
            f"La part est celle des collectivités qui placent la réponse parmi leurs {top} premières. Les points sont "
            f"leur rang compté à l’envers : {top} pour la première, 1 de moins pour la suivante, 0 hors classement.",
        )
    return [spaced(line) for line in told]


def source_sentence(made: Mapping[str, Any], sha: str, address: str) -> str:
    """Return the source of a figure, to copy with it: what was published, when, its address, its digest.

    Parameters
    ----------
    made : mapping
        The publication.
    sha : str
        Its digest.
    address : str
        Of the page.
    """
    campaign = made["campaign"]
    notice = f"{made['notice']}. " if made["notice"] else ""
    where = f" ({made['frame']['within']['name']})" if "within" in made["frame"] else ""
    return (
        spaced(
            f"{notice}Source : {campaign['title']}{where}, {plural(made['answers'], 'réponse', 'réponses')}, résultats "
            f"publiés le {long_date(campaign['published'])}, Observatoire territorial citoyen "
            f"(document nº\u00a0{sha[:12]}). "
        )
        + address
    )
