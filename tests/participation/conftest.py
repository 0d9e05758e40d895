"""A small form that has every kind of question, conditions two deep, and an « autre »."""

from __future__ import annotations

from typing import Any

import pytest

from participation.model.questionnaire import Questionnaire

OPTIONS = [
    {"id": "propre", "label": "Un site à nous"},
    {"id": "partage", "label": "Partagé"},
    {"id": "aucun", "label": "Aucun"},
]
FORM: dict[str, Any] = {
    "id": "essai", "version": 1, "title": "Essai", "purpose": "Essayer toutes les sortes de questions.",
    "sections": [
        {"id": "vous", "title": "Vous", "minutes": 1, "questions": [
            {"id": "fonction", "kind": "one", "text": "Votre fonction ?", "required": True, "options": [
                {"id": "maire", "label": "Maire"}, {"id": "dgs", "label": "DGS"},
                {"id": "autre", "label": "Autre", "open": True}]},
        ]},
        {"id": "site", "title": "Site", "minutes": 2, "questions": [
            {"id": "site", "kind": "one", "text": "Un site ?", "options": OPTIONS},
            {"id": "francais", "kind": "yes_no", "text": "Accessible ?", "required": True,
             "shown_if": {"question": "site", "is": ["propre", "partage"]}},
            {"id": "pourquoi", "kind": "text", "text": "Comment ?",
             "shown_if": {"question": "francais", "is": ["oui"]}},
            {"id": "heures", "kind": "number", "text": "Heures ?", "unit": "h",
             "minimum": 0, "maximum": 80, "decimals": 1},
            {"id": "beaucoup", "kind": "text", "text": "À quoi ?", "shown_if": {"question": "heures", "at_least": 10}},
        ]},
        {"id": "suite", "title": "Suite", "minutes": 3, "questions": [
            {"id": "lieux", "kind": "several", "text": "Lesquels ?", "options": [
                {"id": "fs", "label": "France services"}, {"id": "mediatheque", "label": "Médiathèque"},
                {"id": "rien", "label": "Aucun", "exclusive": True}, {"id": "autre", "label": "Autre", "open": True}]},
            {"id": "freins", "kind": "rank", "text": "Freins ?", "top": 3, "options": [
                {"id": "argent", "label": "Argent"}, {"id": "personnel", "label": "Personnel"},
                {"id": "locaux", "label": "Locaux"}, {"id": "trajets", "label": "Trajets"}]},
            {"id": "projets", "kind": "grid", "text": "Projets ?", "scale": "progress", "rows": [
                {"id": "wifi", "label": "Wifi"}, {"id": "autre", "label": "Autre", "open": True}]},
            {"id": "confiance", "kind": "one", "text": "Confiance ?", "scale": "degree",
             "low": "aucune", "high": "totale"},
        ]},
    ],
}  # fmt: skip


@pytest.fixture(scope="session")
def form() -> Questionnaire:
    """The small form."""
    return Questionnaire.model_validate(FORM)
