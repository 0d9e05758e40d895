"""Nobody is told by asking the API many times: an attacker's requests, through its own address, and their equations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from starlette.applications import Starlette

from loaders.privacy.disclosure import eliminate
from observatoire.api.limits import MOST_COMPOSED
from observatoire.model.composed.names import composed_id
from observatoire.model.store import open_store
from pages.server.routes import routes
from tests.pages.asgi import Client

STORE = open_store()
INDICATOR, YEAR = "part_femmes_elus_municipaux", 2021
EPCI = "epci-200070514"
CLIENT = Client(Starlette(routes=routes(base_path="")))


def rows(query: str) -> list[dict[str, object]]:
    answer = CLIENT.get(f"/api/v1/valeurs?{query}&indicateur={INDICATOR}&annee={YEAR}")
    assert answer.status_code == 200, answer.text
    return answer.json()["lignes"]


@pytest.fixture(scope="module")
def communes() -> dict[str, float | None]:
    """Women of each council of the département, as the API tells them; None where they are withheld."""
    return {row["identifiant"]: row["numerateur"] for row in rows("niveau=commune&dans=dep-16")}  # type: ignore[misc]


def made(members: Sequence[str]) -> str:
    return composed_id([identifier[4:] for identifier in members])


def attacks(communes: dict[str, float | None]) -> list[str]:
    """Return composed territories that differ by one withheld commune, by two, by an EPCI, or by a told one."""
    index = STORE.index("commune")
    inside = [str(identifier) for identifier in index[STORE.members(EPCI)]]
    secret = [identifier for identifier in inside if communes[identifier] is None]
    told = [identifier for identifier in inside if communes[identifier] is not None]
    found = [made(told), made(secret)]
    for commune in secret:
        found += [made([i for i in inside if i != commune]), made([*told, commune]), made([*told[1:], commune])]
        found.append(made([*told, *(i for i in secret if i != commune)]))
        found.append(f"compose-{commune[4:]}.241600303")
    around = [str(i) for i in STORE.index("epci")[np.unique(STORE.membership("epci")[STORE.members("dep-16")])]]
    for other in around:
        members = [str(identifier) for identifier in index[STORE.members(other)]]
        known = [identifier for identifier in members if communes.get(identifier) is not None]
        if other != EPCI and 1 < len(known) < len(members):
            found += [made(known), f"compose-{'.'.join(sorted([other[5:], EPCI[5:]]))}"]
    return list(dict.fromkeys(found))


def test_no_number_of_requests_tells_a_withheld_council(communes):
    secret = [identifier for identifier, women in communes.items() if women is None]
    assert len(secret) > 20
    asked = attacks(communes)
    answers = []
    for start in range(0, len(asked), MOST_COMPOSED):
        answers += rows(f"territoire={','.join(asked[start : start + MOST_COMPOSED])}")
    states = [row["statut_code"] for row in answers]
    assert {"value", "secret"} == set(states)
    for row in answers:
        if row["statut_code"] == "secret":  # nothing beside the state that would tell it
            assert [row[name] for name in ("valeur", "numerateur", "denominateur", "marge_valeur")] == [None] * 4
            assert row["communes_avec_donnee"] == row["population_couverte_pct"] == 0
    answers += rows("niveau=epci&dans=dep-16") + rows("territoire=dep-16")
    equations = equations_of([row for row in answers if row["statut_code"] == "value"], communes, secret)
    assert len(equations) > 5
    assert not alone(eliminate(equations, len(secret))), "a council that follows from what is told"
    # The attack finds what there is to find: were one of the refused sums told, its council would follow.
    whole = next(row for row in answers if row["identifiant"] == EPCI)
    hidden = [i for i in secret if i in set(STORE.index("commune")[STORE.members(EPCI)])]
    less_one = {"identifiant": made([str(i) for i in STORE.index("commune")[STORE.members(EPCI)] if i != hidden[0]]),
                "numerateur": float(whole["numerateur"]) - 4}  # fmt: skip
    both = np.vstack([equations, equations_of([less_one], communes, secret)])
    assert alone(eliminate(both, len(secret)))


def equations_of(told, communes, secret) -> np.ndarray:
    """Return an equation a sum that is told: which withheld councils it holds, and what is left for them."""
    found = []
    for row in told:
        members = {str(i) for i in STORE.index("commune")[STORE.members(row["identifiant"])]}
        if members <= communes.keys():
            rest = float(row["numerateur"]) - sum(communes[i] for i in members if communes[i] is not None)
            found.append([*(identifier in members for identifier in secret), rest])
    return np.array(found, dtype=float)


def alone(reduced: np.ndarray) -> list[int]:
    """Return the unknowns that stand alone in an equation."""
    held = np.abs(reduced[:, :-1]) > 1e-7
    return [int(np.flatnonzero(row)[0]) for row in held if row.sum() == 1]


def test_a_group_picked_by_hand_counts_told_councils_only(communes):
    """The value of peers taken as one is a sum too: with withheld councils in the list or without, it is the same."""
    inside = [str(identifier) for identifier in STORE.index("commune")[STORE.members(EPCI)]]
    secret = [identifier for identifier in inside if communes[identifier] is None]
    told = [identifier for identifier in inside if communes[identifier] is not None][1:30]

    def group_value(listed: Sequence[str]) -> float:
        query = f"territoire=com-16102&indicateur={INDICATOR}&annee={YEAR}&pairs=choisis&liste={','.join(listed)}"
        resume = CLIENT.get(f"/api/v1/comparaison?{query}").json()["resume"]
        assert resume["pairs_sans_valeur"] == len([i for i in listed if i in secret])
        return float(resume["valeur_du_groupe"])

    told = [identifier for identifier in told if identifier != "com-16102"]
    assert group_value([*told, *secret]) == group_value(told)
