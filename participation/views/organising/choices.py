"""What an organiser chooses of a campaign, each choice in one sentence; the notice to begin from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from observatoire.model.catalog import Indicator
from observatoire.views.french.numerals import plural
from observatoire.views.french.wording import spaced
from participation.model.campaigns import Campaign, Mode, Respondents
from participation.views.words import KINDS

MODES: Final[dict[Mode, str]] = {
    "organisation": "Rattachée à l’organisation\u202f: on sait qui a répondu quoi, les résultats sont par groupes",
    "anonyme": "Anonyme\u202f: on sait qui a répondu, jamais quoi\u202f; un code d’invitation est obligatoire",
    "signee": "Contribution signée\u202f: publiée avec le nom de l’organisation",
    "citoyenne": "Consultation ouverte à tous\u202f: ce n’est pas un sondage",
}
RESPONDENTS: Final[dict[Respondents, str]] = {
    "one": "une seule réponse par organisation",
    "last": "la dernière réponse envoyée compte",
    "by_function": "une réponse par fonction",
}
NOTICE: Final = """Qui\u202f: [nom de votre organisation, adresse].
Pourquoi\u202f: [à quoi serviront les réponses]. Les résultats sont publiés par groupes d’au moins cinq réponses.
Sur quelle base\u202f: [mission d’intérêt public, consentement…].
Qui lit les réponses\u202f: [l’équipe de l’enquête]. Personne d’autre.
Combien de temps\u202f: les réponses sont effacées le [date].
Vos droits\u202f: votre code permet de relire, de retirer et d’effacer votre réponse jusqu’à la publication. \
Écrivez à [contact de la personne chargée de la protection des données].
Ce que personne ne peut garantir\u202f: qui héberge le site pourrait voir une réponse pendant qu’elle s’écrit\u202f; \
la façon d’écrire un texte peut faire reconnaître son auteur."""
TOO_FEW: Final = (
    "Les résultats ne se liront pas selon un chiffre de l’observatoire\u202f: il y faut cent collectivités interrogées "
    "d’un même type."
)
THRESHOLD: Final = (
    "D’un groupe qui en compte moins, rien n’est publié. Un seuil plus haut protège davantage, et tait davantage."
)
FIFTHS: Final = (
    "Toutes les collectivités d’un même type sont rangées selon ce chiffre, puis partagées en cinq groupes égaux, des "
    "cinquièmes\u202f: les résultats se liront aussi pour chacun. Les limites se calculent ici et ne changent plus."
)
FIFTHS_KEPT: Final = (
    " L’enquête étant anonyme, une réponse ne garde son cinquième que si vingt collectivités au moins lui ressemblent."
)
EDITION: Final = (
    "Les questions que le questionnaire déclare comparables se liront à côté de ce qui avait été publié, avec ce qui a "
    "changé."
)
UNDECLARED: Final = (
    "Une édition de ce questionnaire est déjà publiée. Elle ne peut pas être mise à côté de celle-ci\u202f: le "
    "questionnaire ne dit pas lesquelles de ses questions se comparent."
)
MIRROR: Final = (
    "Un miroir montre, question par question, ce que disent des habitants à côté de ce que disent les collectivités, "
    "une fois les deux publiées. Ce n’est pas un sondage."
)


def comparison_rows(
    campaign: Campaign, indicators: Mapping[str, Indicator], others: Iterable[Campaign]
) -> list[tuple[str, str]]:
    """Return what the results of a campaign will also be read by, as lines of a table: name and words.

    Parameters
    ----------
    campaign : Campaign
    indicators : mapping of str to Indicator
        Of the catalogue.
    others : iterable of Campaign
        Among which are those that it names.
    """
    rows, titles = [], {one.id: one.title for one in others}
    for name in campaign.covariates:
        cuts = [one for one in campaign.quintiles if one.indicator == name]
        kinds = ", ".join(f"{KINDS[one.kind][1]} ({one.year})" for one in cuts)
        title = indicators[name].title if name in indicators else name
        rows.append(("Selon un chiffre", spaced(f"{title}, par cinquièmes : {kinds}")))
    if campaign.earlier:
        rows.append(("Édition d’avant", titles.get(campaign.earlier, campaign.earlier)))
    if campaign.mirror_of:
        rows.append(("En miroir de", titles.get(campaign.mirror_of, campaign.mirror_of)))
    return rows


_ALONE: Final = {
    "epci": "Un EPCI seul est un groupe à lui seul",
    "departement": "Un département seul est un groupe à lui seul",
    "region": "Une région seule est un groupe à elle seule",
}


def alone_sentences(counts: Mapping[str, int], eligible: Sequence[str]) -> list[str]:
    """Return what is said of each type of which one collectivité alone is asked; `counts` and `eligible` as below."""
    why = "\u202f: rien n’en sera publié à part. Interrogez plutôt ses communes."
    return [f"{said}{why}" for kind, said in _ALONE.items() if kind in eligible and counts.get(kind, 0) == 1]


def asked_text(counts: Mapping[str, int], eligible: Sequence[str]) -> str:
    """Return how many collectivités of each type that is asked stand inside some territories.

    Parameters
    ----------
    counts : mapping of str to int
        Collectivités inside by their level; one that is absent counts none.
    eligible : sequence of str
        Types that are asked; one that the observatory does not count, as syndicats, is left out.
    """
    told = [
        plural(int(counts.get(kind, 0)), *KINDS[kind][:2]) for kind in eligible if kind not in ("syndicat", "autre")
    ]
    return f"Collectivités interrogées\u202f: {', '.join(told)}." if told else ""
