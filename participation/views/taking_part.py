"""Who answered and who did not, in sentences: what the map of answers says, and what it cannot say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from observatoire.views.french.wording import spaced
from participation.views.answer_map import WORDS, Standing

_DUE: Final = len(WORDS) // 2
"""Class of a territory that answered for about its share."""


def map_sentence(told: Sequence[Standing]) -> str:
    """Return what the map of answers says: who answered most, who least, for their number; who is not told of."""
    if not told:
        return ""
    words, known = told[0].level, [one for one in told if one.rank is not None]
    if not known:
        return f"{_capital(words.none)} n’a assez de réponses pour que leur nombre soit communiqué."
    more = [one.name for one in known if one.rank is not None and one.rank > _DUE]
    less = [one.name for one in known if one.rank is not None and one.rank < _DUE]
    said = []
    if more:
        said.append(f"Plus de réponses que leur part : {', '.join(more)}.")
    if less:
        said.append(f"Moins que leur part : {', '.join(less)}.")
    if not said:
        said.append(f"{_capital(words.each)} dont on peut parler a répondu à peu près pour sa part.")
    if hidden := [one.name for one in told if one.rank is None]:
        said.append(f"Non communiqué : {', '.join(hidden)}.")
    return spaced(" ".join(said))


def silence_sentences(made: Mapping[str, Any], told: Sequence[Standing]) -> list[str]:
    """Return what a map of answers can and cannot tell, or why there is none.

    Parameters
    ----------
    made : mapping
        The publication.
    told : sequence of Standing
        Empty where neither régions nor parts are declared.
    """
    least = made["campaign"]["least"]
    few = f"Un nombre de moins de {least} réponses n’est pas communiqué, ni celui qui le ferait retrouver"
    if not told:
        return [spaced(line) for line in (*_no_map(made), f"{few}.")]
    words, by_region = told[0].level, told[0].id.startswith("reg-")
    hatched = f" : {words.a} {'hachurée' if by_region else 'hachuré'} peut n’avoir eu aucune réponse"
    said = [
        f"La part d’{words.a} est celle des collectivités visées qui s’y trouvent. Les réponses y sont comptées sans "
        "être pesées : les poids, eux, corrigent ce qu’ils peuvent de ces écarts.",
        f"{few}{hatched if any(one.rank is None for one in told) else ''}.",
        "Le département d’où l’on répond n’est pas gardé avec les résultats : la carte s’arrête à la région."
        if by_region
        else f"Ce que l’on a répondu, question par question, n’est pas donné par {words.one} : seulement combien y ont "
        "répondu.",
    ]
    return [spaced(line) for line in said]


def _no_map(made: Mapping[str, Any]) -> list[str]:
    """Return why there is no map: territories that have no part but communes, or answers of which no part is kept."""
    within = made["frame"].get("within")
    if within is None:
        return []
    if made["campaign"]["mode"] == "anonyme":
        return [
            f"Il n’y a pas de carte : l’enquête est anonyme, et rien n’est gardé de l’endroit ({within['name']}) d’où "
            "vient une réponse."
        ]
    if "parts" in made["frame"]:
        return [
            f"Il n’y a pas de carte : l’enquête porte sur {within['name']}, qui n’a plus à montrer que ses communes, "
            "et une commune ne donne qu’une réponse. Dire lesquelles ont répondu, ce serait parler de chacune."
        ]
    return [f"Il n’y a pas de carte des régions : l’enquête porte sur {within['name']}."]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
