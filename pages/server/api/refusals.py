"""What the framework finds wrong with a request, as a problem in one French sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from observatoire.api.problems import ProblemError, quoted
from observatoire.views.french.wording import spaced

_BY_STATUS = {
    404: ("adresse-inconnue", "L’API n’a pas cette adresse."),
    405: ("methode-refusee", "L’API se lit seulement\u202f: GET, HEAD ou OPTIONS."),
}


def of_framework(status: int) -> ProblemError:
    """Return the problem of a refusal of the framework by its status."""
    kind, sentence = _BY_STATUS.get(status, ("parametre-illisible", "La demande ne se lit pas."))
    return ProblemError(kind, sentence)


def of_parameters(known: Sequence[dict[str, Any]], errors: Sequence[dict[str, Any]]) -> ProblemError:
    """Return the problem of the first parameter that cannot be taken, an unknown one before all.

    Parameters
    ----------
    known : sequence of dict
        The parameters of the address, as the OpenAPI document describes them.
    errors : sequence of dict
        What pydantic found: `type`, `loc`, `input`.
    """
    first = min(errors, key=lambda error: error["type"] != "extra_forbidden")
    name = str(first["loc"][1]) if len(first["loc"]) > 1 else ""
    if first["type"] == "extra_forbidden":
        names = [parameter["name"] for parameter in known]
        return ProblemError(
            "parametre-inconnu",
            spaced(f"Le paramètre {quoted(name)} n’existe pas ici : les paramètres sont {', '.join(names)}."),
            choix=names,
        )
    described = next((parameter for parameter in known if parameter["name"] == name), {})
    if first["type"] == "missing":
        return ProblemError(
            "parametre-manquant",
            spaced(f"Il manque le paramètre {name} : {name}={example_of(described)}, par exemple."),
        )
    if first["type"] == "too_long":
        most = first["ctx"]["max_length"]
        return ProblemError("trop-demande", f"Le paramètre {name} se répète au plus {most} fois.", limite=most)
    if choices := choices_of(described):
        return ProblemError(
            "parametre-illisible",
            spaced(f"Le paramètre {name} ne prend pas {quoted(_text(first))} : écrivez {', '.join(choices)}."),
            choix=choices,
        )
    return ProblemError(
        "parametre-illisible",
        spaced(
            f"Le paramètre {name} ne se lit pas, {quoted(_text(first))} : écrivez par exemple "
            f"{name}={example_of(described)}."
        ),
    )


def _text(error: dict[str, Any]) -> str:
    found = error.get("input")
    return found if isinstance(found, str) else ""


def choices_of(parameter: Mapping[str, Any]) -> list[str]:
    """Return the values that a parameter of the OpenAPI document takes; none when it is free."""
    schema = parameter.get("schema", {})
    branches = schema.get("anyOf", [schema])
    return [str(value) for branch in branches for value in branch.get("enum", ())]


def example_of(parameter: Mapping[str, Any]) -> str:
    """Return the example of a parameter of the OpenAPI document, as an address writes it; "" without one."""
    found = next(iter(parameter.get("schema", {}).get("examples", ())), "")
    return ",".join(map(str, found)) if isinstance(found, list) else str(found)
