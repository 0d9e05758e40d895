"""What an organiser chooses of a campaign, each choice in one sentence; the notice to begin from."""

from __future__ import annotations

from typing import Final

from participation.model.campaigns import Mode, Respondents

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
BLANK: Final = "["
"""What begins a part of the notice that is still to be filled."""
BY_COMMAND: Final = (
    "Ce que cette page ne propose pas\u202f: lire les résultats par cinquièmes d’un indicateur de l’observatoire, les "
    "comparer à l’édition d’avant, mettre une consultation en miroir d’une enquête, changer le seuil. Qui héberge le "
    "site le fait en préparant la campagne par la commande `python -m participation create`."
)
"""Fields of a campaign that only its file has: fifths are cut by the command, none of them afterwards."""
