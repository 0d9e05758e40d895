"""An adversary: reads a frozen publication alone, and finds whatever it lets be found that it does not tell.

What the adversary may know besides is what anybody does: the questionnaire, and how publications are made. Nothing of
the code that withholds is called: sums are solved by linear programming, sets of atoms tried one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from typing import Any

import numpy as np
from scipy.optimize import linprog

from participation.model.conditions import Is, leaves
from participation.model.questionnaire import Questionnaire

Made = Mapping[str, Any]
Row = np.ndarray
MOST_ENUMERATED = 12
"""Atoms of which every set is tried; of more, those that a reader would name, and pairs of them."""
FEWEST = 3
"""Answers for, or against, below which a number is not told."""


@dataclass(frozen=True)
class Known:
    """What is known of a list of unknown numbers, none of them negative.

    Attributes
    ----------
    rows, values : ndarray
        Sums that are known.
    least_rows, least_values : ndarray
        Sums that are at least so much.
    """

    rows: Row
    values: Row
    least_rows: Row
    least_values: Row

    def between(self, wanted: Row) -> tuple[float, float]:
        """Return between what a sum lies."""
        ends = []
        for sign in (1, -1):
            solved = linprog(
                sign * wanted,
                A_ub=-self.least_rows if len(self.least_rows) else None,
                b_ub=-self.least_values if len(self.least_values) else None,
                A_eq=self.rows if len(self.rows) else None,
                b_eq=self.values if len(self.rows) else None,
            )
            ends.append(float(sign * solved.fun) if solved.status == 0 else float("inf"))
        return ends[0], ends[1]


class Reading:
    """A publication as sums over atoms: kind, size, région, a fifth of each covariate (0 for none), then its part.

    Parameters
    ----------
    made : mapping
        The document.
    """

    def __init__(self, made: Made) -> None:
        self.made, self.least = made, made["campaign"]["least"]
        frame = made["frame"]
        axes = [range(len(frame[name])) for name in ("kinds", "sizes", "regions")]
        fifths = [range(6) for _ in made.get("covariates", ())]
        parts = [range(-1, len(frame["parts"]))] if frame.get("parts") else []
        held = {tuple(group["place"]) for group in made["questions"][0]["groups"] if group["cut"] == "kind_size"}
        self.atoms = np.array([one for one in product(*axes, *fifths, *parts) if not held or one[:2] in held])

    def group(self, group: Made) -> Row:
        """Return the atoms of a declared group."""
        cut, place = group["cut"], group["place"]
        if cut == "covariate":
            return self.atoms[:, 3 + place[0]] == place[1]
        if cut == "part":
            return self.atoms[:, -1] == place[0]
        axes = {"all": (), "kind": (0,), "kind_size": (0, 1), "region": (2,)}[cut]
        return (self.atoms[:, axes] == place).all(axis=1)

    def cell(self, cell: Made) -> Row:
        """Return the atoms of a cell of weights."""
        inside = self.atoms[:, 0] == cell["kind"]
        return inside & np.isin(self.atoms[:, 1], cell["sizes"]) & np.isin(self.atoms[:, 2], cell["regions"])

    def named(self) -> Iterator[Row]:
        """Give the sets of atoms that a reader would name: single ones, and every crossing of kind, size and région."""
        for axes in ((0, 1, 2), (0, 2), (0, 1), (1, 2), (0,), (1,), (2,)):
            for values in {tuple(atom) for atom in self.atoms[:, axes]}:
                yield (self.atoms[:, axes] == values).all(axis=1)
        if self.atoms.shape[1] > 3:
            yield from (self.atoms[:, -1] == last for last in np.unique(self.atoms[:, -1]))
            for at in range(len(self.atoms)):
                yield np.arange(len(self.atoms)) == at

    def who_took_part(self) -> Known:
        """Return what all counts say together of how many took part."""
        made, known, least = self.made, [(np.ones(len(self.atoms)), self.made["answers"])], []
        known += [(self.group(one), one["answers"]) for one in made["participation"] if one["answers"] is not None]
        known += [(self.atoms[:, 0] == kind, 0) for kind in made["weights"]["missing"]]
        for cell in made["weights"]["cells"]:
            inside = self.cell(cell)
            least.append((inside, 1))
            if cell["answers"] is None:
                continue
            known.append((inside, cell["answers"]))
            for size in cell["sizes"]:
                part = inside & (self.atoms[:, 1] == size)
                if part.any():
                    (known if size in cell["silent"] else least).append((part, int(size not in cell["silent"])))
        for table in made["questions"]:
            for group in table["groups"]:
                if not group["withheld"]:
                    least.append((self.group(group), group["answers"]))
                    least += self._weakest(group)
        return _known(known, _greatest(least))

    def who_answered(self, table: Made) -> Known:
        """Return what a question says of how many answered it."""
        told = [one for one in table["groups"] if not one["withheld"] and not one["rounded"]]
        known = [(self.group(one), one["answers"]) for one in told]
        known += [pair for one in told for pair in self._weakest(one)]
        return _known(known, [])

    def _weakest(self, group: Made) -> list[tuple[Row, int]]:
        estimates = [option["share"] for option in group["options"]] + [group.get("mean")]
        return [
            (self.group(group) & self.cell(one["weakest"]), one["weakest_answers"])
            for one in estimates[:1] + estimates[-1:]
            if one and one["weakest_answers"] is not None
        ]


def _greatest(least: Sequence[tuple[Row, int]]) -> list[tuple[Row, int]]:
    found: dict[bytes, tuple[Row, int]] = {}
    for row, value in least:
        key = row.tobytes()
        found[key] = max(found.get(key, (row, 0)), (row, value), key=lambda pair: pair[1])
    return list(found.values())


def _known(known: Sequence[tuple[Row, int]], least: Sequence[tuple[Row, int]]) -> Known:
    def both(pairs: Sequence[tuple[Row, int]]) -> tuple[Row, Row]:
        rows = np.array([row for row, _ in pairs], dtype=float)
        return rows, np.array([value for _, value in pairs], dtype=float)

    return Known(*both(known), *both(least))


@cache
def _every_set(atoms: int) -> Row:
    return (np.arange(1, 2**atoms)[:, None] >> np.arange(atoms)) % 2 == 1


def small_sets(known: Known, least: int, named: Sequence[Row]) -> list[str]:
    """Return the sets of atoms with too few answers, but some, that known sums give."""
    rows, values = known.rows, known.values
    if not len(rows):
        return []
    atoms = rows.shape[1]
    if atoms <= MOST_ENUMERATED:
        sets = _every_set(atoms)
    else:
        alone = [row for row in named if row.any()]
        sets = np.array(alone + [one | other for one, other in combinations(alone[:80], 2)])
    _, singular, right = np.linalg.svd(rows, full_matrices=False)
    basis = right[singular > 1e-9]
    wanted = sets.astype(float)
    near = np.linalg.norm(wanted - (wanted @ basis.T) @ basis, axis=1) < 1e-7
    totals = wanted[near] @ np.linalg.pinv(rows) @ values
    return [
        f"{np.flatnonzero(one).tolist()}: {total:.0f}"
        for one, total in zip(sets[near], totals, strict=True)
        if 0.5 < total < least - 0.5
    ]


def found_out(made: Made, form: Questionnaire) -> list[str]:
    """Return all that a publication lets be found and does not tell; nothing where it holds.

    Parameters
    ----------
    made : mapping
        The frozen document, of collectivités.
    form : Questionnaire
        That was answered.
    """
    reading = Reading(made)
    found = [f"who took part, {one}" for one in _of_participation(reading)]
    for table in made["questions"]:
        name = f"{table['question']} {table['row']}"
        small = small_sets(reading.who_answered(table), reading.least, list(reading.named()))
        found += [f"{name}, answers of {one}" for one in small]
        told = (*_given_back(reading, table, form), *_ratios(table), *_led_to(made, table, form))
        found += [f"{name}, {one}" for one in told]
    return found


def _of_participation(reading: Reading) -> list[str]:
    """Solve all counts together: what can only be one number, and the sets that such numbers then give."""
    known, named = reading.who_took_part(), list(reading.named())
    pinned = []
    for wanted in named:
        low, high = known.between(wanted.astype(float))
        if high - low < 1e-6:
            pinned.append((wanted, round(low)))
    for_sure = [(row, value) for row, value in zip(known.rows, known.values, strict=True)] + pinned
    found = [f"{reading.atoms[row].tolist()}: {value}" for row, value in pinned if 0 < value < reading.least]
    return found + small_sets(_known(for_sure, []), reading.least, named)


def _given_back(reading: Reading, table: Made, form: Questionnaire) -> Iterator[str]:
    """Give the hidden cells that are combinations of shown ones, who answered in each atom being known besides."""
    question = form.questions[table["question"]]
    if not question.option_ids:
        return
    answered, names, atoms = reading.who_answered(table), (*question.option_ids, "ne_sait_pas"), len(reading.atoms)
    shown, hidden, nobody = [], [], np.zeros((len(names), atoms), dtype=bool)
    for group in table["groups"]:
        inside = reading.group(group)
        for at, name in enumerate(names):
            option = next((one for one in group["options"] if one["option"] == name), None)
            row = np.zeros((len(names), atoms))
            row[at, inside] = 1
            (shown if option and option["shown"] == "value" else hidden).append(
                (row, (group["cut"], group["place"], name))
            )
            if option and option["shown"] == "value" and option["share"]["value"] == option["share"]["low"] == 0:
                nobody[at] |= inside
    rows = [row for row, _ in shown]
    if question.kind in ("one", "yes_no", "grid"):
        rows += [np.tile(np.arange(atoms) == atom, (len(names), 1)).astype(float) for atom in range(atoms)]
    if not rows or not hidden:
        return
    kept = ~nobody.ravel()
    matrix = np.array([row.ravel()[kept] for row in rows])
    _, singular, right = np.linalg.svd(matrix, full_matrices=False)
    basis = right[singular > 1e-9]
    for row, name in hidden:
        wanted = row.ravel()[kept]
        if not wanted.any() or np.linalg.norm(wanted - (wanted @ basis.T) @ basis) > 1e-7:
            continue
        low, high = answered.between(row.any(axis=0).astype(float))
        # That nobody answered is no answer of anybody; of a large group, known as it is, no lone answer is given back.
        if high > 0.5 and low < reading.least:
            yield f"given back: {name}"


def _ratios(table: Made) -> Iterator[str]:
    """Give the groups in which two figures tell how many do not know, which is withheld there."""
    for group in table["groups"]:
        unknown = next((one["shown"] for one in group["options"] if one["option"] == "ne_sait_pas"), "value")
        if unknown != "value" and any(one["of_those_who_know"] or one["points"] for one in group["options"]):
            yield f"who does not know: {group['cut']}, {group['place']}"
        mean = group.get("mean")
        if mean and mean["effective"] > group["answers"]:
            yield f"more answers than are told: {group['cut']}, {group['place']}"


def _led_to(made: Made, table: Made, form: Questionnaire) -> Iterator[str]:
    """Give the groups in which a base tells how many gave the answer that leads to the question."""
    section = next(one for one, question in form.in_order() if question.id == table["question"])
    led = [*leaves(section.shown_if), *leaves(form.questions[table["question"]].shown_if)]
    for leaf in led:
        if not isinstance(leaf, Is):
            continue
        before = next(one for one in made["questions"] if (one["question"], one["row"]) == (leaf.question, leaf.row))
        for group, parent in zip(table["groups"], before["groups"], strict=True):
            if group["withheld"]:
                continue
            told = {one["option"]: one["shown"] for one in parent["options"] if one["option"] in leaf.options}
            if len(told) < len(leaf.options) or (set(told.values()) != {"value"} and not _blurred(group, parent)):
                yield f"answers before: {group['cut']}, {group['place']}"


def _blurred(group: Made, parent: Made) -> bool:
    """Tell whether a base tells no more than « nearly all » does: whole percents of it are those of one fewer."""
    return bool(group["rounded"] and group["answers"] >= 195 and group["answers"] <= parent["answers"] - FEWEST + 1)
