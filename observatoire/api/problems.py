"""Why a request is refused: a kind that programs can tell, and one French sentence (RFC 9457)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

MEDIA_TYPE: Final = "application/problem+json"
_LONGEST_QUOTE: Final = 40


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of refusal: its HTTP status, its title, and what to do about it."""

    status: int
    title: str
    mend: str


KINDS: Final[dict[str, ProblemKind]] = {
    "parametre-inconnu": ProblemKind(
        400, "Paramètre inconnu", "Ôtez-le, ou corrigez son nom\u202f: chaque point d’accès liste les siens."
    ),
    "parametre-illisible": ProblemKind(400, "Valeur illisible", "Écrivez la valeur comme le détail l’indique."),
    "parametres-incompatibles": ProblemKind(400, "Paramètres incompatibles", "Gardez l’un ou l’autre."),
    "parametre-manquant": ProblemKind(400, "Paramètre manquant", "Ajoutez le paramètre que le détail nomme."),
    "trop-demande": ProblemKind(400, "Demande trop grande", "Partagez la demande en plusieurs."),
    "territoire-inconnu": ProblemKind(
        404, "Territoire inconnu", "Cherchez son identifiant avec /territoires?q=… ou par son code."
    ),
    "indicateur-inconnu": ProblemKind(404, "Indicateur inconnu", "La liste est à l’adresse /indicateurs."),
    "annee-sans-donnee": ProblemKind(
        404, "Année sans donnée", "Les années de chaque indicateur sont à l’adresse /indicateurs."
    ),
    "choix-inconnu": ProblemKind(404, "Choix inconnu", "Le détail liste les choix possibles."),
    "adresse-inconnue": ProblemKind(404, "Adresse inconnue", "La liste des adresses est à la racine de l’API."),
    "methode-refusee": ProblemKind(405, "Méthode refusée", "L’API se lit\u202f: GET, HEAD et OPTIONS."),
    "format-impossible": ProblemKind(406, "Format impossible ici", "Le détail liste les formats possibles."),
    "erreur": ProblemKind(
        500, "Erreur du serveur", "Réessayez plus tard\u202f; si cela dure, prévenez qui tient le site."
    ),
    "trop-de-demandes": ProblemKind(
        503, "Trop de demandes à la fois", "Attendez le nombre de secondes de Retry-After."
    ),
    "donnees-absentes": ProblemKind(503, "Données absentes", "Réessayez plus tard."),
}
"""Every kind, by the name that ends its `type`."""


class ProblemError(Exception):
    """A request that is refused; `more` are members that programs read: the limit that was passed, the choices."""

    def __init__(self, kind: str, detail: str, **more: Any) -> None:
        self.kind = kind
        self.detail = detail
        self.more = more
        super().__init__(detail)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return KINDS[self.kind].status

    def document(self, base: str) -> dict[str, Any]:
        """Return the problem as RFC 9457 has it; `base` is the address of the documentation, which explains kinds."""
        known = KINDS[self.kind]
        return {
            "type": f"{base}#{self.kind}", "title": known.title, "status": known.status, "detail": self.detail,
            **self.more,
        }  # fmt: skip


def quoted(text: str) -> str:
    """Return what was asked between French quotation marks, fit to be repeated: short, no line end, nothing hidden."""
    plain = " ".join("".join(c for c in text[:400] if c.isprintable()).split())
    cut = plain if len(plain) <= _LONGEST_QUOTE else f"{plain[:_LONGEST_QUOTE]}…"
    return f"«\u00a0{cut}\u00a0»"
