"""Two editions side by side: what both published, over the strata that both tell, and who answered twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from participation.model.questionnaire import Cell, Comparison, Questionnaire
from participation.results.columns import Column, Submission, columns_of, places_of
from participation.results.following import is_led_to
from participation.results.groups import Cut, Grouping, grouping
from participation.statistics.cells import Bools, Frame, Ints
from participation.statistics.changes import change, mcnemar, told_of_panel
from participation.statistics.protection.disclosure import Shown, States, Table, protect
from participation.statistics.protection.rare_answers import LEAST_COUNT

Made = Mapping[str, Any]
DIGITS = 3


@dataclass(frozen=True)
class Edition:
    """One edition, as it is compared.

    Attributes
    ----------
    form : Questionnaire
        That was answered.
    made : mapping
        Its publication.
    frame : Frame
    cuts : tuple of str
        Groups that it tells.
    submissions : tuple of Submission
        Empty once it is purged, and where nobody is named.
    organisations : tuple of str
        Who gave each.
    """

    form: Questionnaire
    made: Made
    frame: Frame
    cuts: tuple[Cut, ...]
    submissions: tuple[Submission, ...]
    organisations: tuple[str, ...]


def comparisons(now: Edition, before: Edition, least: int) -> list[dict[str, Any]]:
    """Return what changed for each question that is declared comparable, and why others are not, as plain values.

    Parameters
    ----------
    now, before : Edition
        The newer one declares what may be compared.
    least : int
        Answers that a panel needs.
    """
    columns = None
    if all(_one_each(edition) for edition in (now, before)):
        columns = columns_of(now.form, now.submissions), columns_of(before.form, before.submissions)
    return [one for declared in now.form.compared for one in _compared(now, before, declared, columns, least)]


def _one_each(edition: Edition) -> bool:
    """Tell whether each answer is that of one organisation alone: only then is who answered twice known."""
    who = edition.organisations
    return bool(who) and all(who) and len(set(who)) == len(who)


def _compared(
    now: Edition,
    before: Edition,
    declared: Comparison,
    columns: tuple[Sequence[Column], Sequence[Column]] | None,
    least: int,
) -> Iterator[dict[str, Any]]:
    named = {"question": declared.question, "earlier": declared.earlier or declared.question}
    if declared.broken:
        yield {**named, "row": "", "broken": declared.broken, "groups": [], "panel": []}
        return
    new, old = (
        form.questions.get(name) for form, name in ((now.form, named["question"]), (before.form, named["earlier"]))
    )
    if new is None or old is None:
        return
    options = [one for one in new.option_ids if one in (declared.options or old.option_ids) and one in old.option_ids]
    for table in now.made["questions"]:
        if table["question"] != new.id:
            continue
        other = _table_of(before.made, old.id, table["row"])
        if other is None:
            continue
        pair = (Cell(new.id, table["row"]), Cell(old.id, table["row"]))
        panel = [] if columns is None else _panel(now, before, (table, other), columns, pair, options, least)
        yield {
            **named, "row": table["row"], "broken": "", "panel": panel,
            "groups": _groups(now, before, table, other, options),
        }  # fmt: skip


def _table_of(made: Made, question: str, row: str) -> Made | None:
    return next((one for one in made["questions"] if (one["question"], one["row"]) == (question, row)), None)


# --- Strata that both tell ---


def _strata(edition: Edition, table: Made) -> dict[tuple[str, ...], Made]:
    """Return the finest groups of a table that part all collectivités, by their names: those of two editions meet."""
    cut = next(cut for cut in ("kind_size", "kind", "all") if cut in edition.cuts)
    frame = edition.made["frame"]
    names = (frame["kinds"], frame["sizes"])
    return {
        tuple(names[axis][at] for axis, at in enumerate(group["place"])): group
        for group in table["groups"]
        if group["cut"] == cut and not group["withheld"] and not group["rounded"]
    }


def _groups(now: Edition, before: Edition, table: Made, other: Made, options: Sequence[str]) -> list[dict[str, Any]]:
    new, old = _strata(now, table), _strata(before, other)
    common = [key for key in new if key in old]
    made = [_group(now, "all", (), list(common), (new, old), options)]
    if all(key for key in common) and len(now.frame.kinds) > 1:
        for kind, name in enumerate(now.frame.kinds):
            made.append(_group(now, "kind", (kind,), [key for key in common if key[0] == name], (new, old), options))
    return [one for one in made if one["options"]]


def _group(
    now: Edition,
    cut: Cut,
    place: tuple[int, ...],
    common: Sequence[tuple[str, ...]],
    tables: tuple[Mapping[tuple[str, ...], Made], Mapping[tuple[str, ...], Made]],
    options: Sequence[str],
) -> dict[str, Any]:
    """Return the changes of one group, option by option, each over the strata in which both editions tell it."""
    everybody = now.frame.counts[place].sum() if place else now.frame.counts.sum()
    told = []
    for option in options:
        known = []
        for key in common:
            second, first = (_share(table[key], option) for table in tables)
            if first is not None and second is not None:
                known.append((_total(now.frame, key), first, second))
        if not known:
            continue
        totals = np.array([total for total, _, _ in known], dtype=float)
        first_told, second_told = (np.array([one[at] for one in known], dtype=float) for at in (1, 2))
        found = change(totals, first_told, second_told)
        told.append(
            {
                "option": option, "coverage": round(float(totals.sum() / everybody), DIGITS), "strata": len(known),
                "step": max(table[key].get("step") or 0.0 for key in common for table in tables),
                "before": _rounded(found.before), "after": _rounded(found.after), "change": _rounded(found.change),
            }
        )  # fmt: skip
    return {"cut": cut, "place": list(place), "options": told}


def _share(group: Made, option: str) -> tuple[float, float, float] | None:
    share = next((one["share"] for one in group["options"] if one["option"] == option), None)
    return None if share is None else (share["value"], share["low"], share["high"])


def _total(frame: Frame, key: tuple[str, ...]) -> int:
    counts = frame.counts
    if key:
        counts = counts[frame.kinds.index(key[0])]
    return int(counts[frame.sizes.index(key[1])].sum() if len(key) > 1 else counts.sum())


def _rounded(figures: Sequence[float]) -> dict[str, float]:
    return {name: round(float(one), DIGITS) for name, one in zip(("value", "low", "high"), figures, strict=True)}


# --- Who answered twice ---


def _panel(
    now: Edition,
    before: Edition,
    tables: tuple[Made, Made],
    columns: tuple[Sequence[Column], Sequence[Column]],
    cells: tuple[Cell, Cell],
    options: Sequence[str],
    least: int,
) -> list[dict[str, Any]]:
    """Return who said so twice, only since, only before, never: where neither edition is told more of by it.

    Of questions that all are asked alone, or how many answered twice would tell who changed their answer before. And
    where the edition before has told no panel: who is in both panels, and in one of them, would be told apart. Where
    answers exclude each other and one or two went from one to another, the first alone: others would tell them.
    """
    new, old = (next(one for one in of if one.cell == cell) for of, cell in zip(columns, cells, strict=True))
    if is_led_to(now.form, new) or is_led_to(before.form, old) or _has_panel(before.made, cells[1]):
        return []
    first = {name: at for at, name in enumerate(before.organisations) if old.base[at]}
    pairs = [(at, first[name]) for at, name in enumerate(now.organisations) if new.base[at] and name in first]
    if len(pairs) < least:
        return []
    of_new, of_old = (np.array(side) for side in zip(*pairs, strict=True))
    free = [
        _free(edition, table, column, members, least)
        for edition, table, column, members in ((now, tables[0], new, of_new), (before, tables[1], old, of_old))
    ]
    sensitive = new.question.sensitive or old.question.sensitive
    told = []
    for option in options:
        places = new.options.index(option), old.options.index(option)
        after, since = new.said[of_new, places[0]], old.said[of_old, places[1]]
        kept, gained, lost, never = (
            int(one.sum()) for one in (after & since, after & ~since, ~after & since, ~after & ~since)
        )
        if not all(states[place] for states, place in zip(free, places, strict=True)):
            continue
        if told_of_panel((kept, gained, lost, never), least, LEAST_COUNT, sensitive=sensitive):
            told.append(
                {
                    "option": option, "answers": len(pairs), "kept": kept, "gained": gained, "lost": lost,
                    "never": never, "chance": round(mcnemar(gained, lost), 4),
                }
            )  # fmt: skip
    crossed = new.said[of_new].T.astype(np.int64) @ old.said[of_old]
    lone = ((crossed > 0) & (crossed < LEAST_COUNT)).any()
    said = [one for one in told if one["never"] != len(pairs)]
    if lone and (new.exclusive or old.exclusive):
        return said[:1]
    return told if said else []  # of answers that nobody ever gave alone, it would say nothing


def _has_panel(made: Made, cell: Cell) -> bool:
    """Tell whether a publication has told who answered a question twice."""
    return any(
        one["panel"] and (one["question"], one["row"]) == (cell.question, cell.row)
        for one in made.get("edition", {}).get("questions", ())
    )


def _free(edition: Edition, table: Made, column: Column, members: Ints, least: int) -> Bools:
    """Tell of which options the panel may be told beside what its edition has published: the linear audit of both.

    The panel is one group more of the same answers, and so are those who are not of it.
    """
    groups = grouping(edition.frame, *_placed(edition))
    states = _published(table, column)
    nothing = np.zeros(len(column.options), dtype=bool)
    if len(states) != len(groups.groups):
        return nothing
    told = np.vstack([states, np.full((2, states.shape[1]), Shown.FEW, dtype=np.int8)])
    try:
        found = protect(_with_panel(groups, column, members), least, told)
    except ValueError:
        return nothing
    stands = bool((found[:-2][states == Shown.VALUE] == Shown.VALUE).all())
    free: Bools = (found[-2] == Shown.VALUE) & stands
    return free


def _placed(edition: Edition) -> tuple[Ints, tuple[Cut, ...], Ints]:
    places, quintiles = places_of(edition.submissions)
    return places, edition.cuts, quintiles


def _published(table: Made, column: Column) -> States:
    made = np.full((len(table["groups"]), len(column.options)), Shown.TOO_FEW, dtype=np.int8)
    for number, group in enumerate(table["groups"]):
        for option in group["options"]:
            made[number, column.options.index(option["option"])] = Shown[option["shown"].upper()]
    return made


def _with_panel(groups: Grouping, column: Column, members: Ints) -> Table:
    """Return the table of a question with the panel, then those who are not of it, as groups, each atom parted."""
    inside = groups.atom >= 0
    panel = np.zeros(len(groups.atom), dtype=np.int64)
    panel[members] = 1
    atoms = 2 * groups.of_atoms.shape[1]
    atom = (2 * groups.atom + panel)[inside]
    bases, counts = np.zeros(atoms, dtype=np.int64), np.zeros((atoms, len(column.options)), dtype=np.int64)
    np.add.at(bases, atom, column.base[inside])
    np.add.at(counts, atom, column.said[inside])
    of_panel = np.arange(atoms) % 2 == 1
    united = np.vstack([np.repeat(groups.of_atoms, 2, axis=1), of_panel, ~of_panel])
    both = (len(groups.groups), len(groups.groups) + 1)
    parts = (*groups.parts, *((at, both) for at, one in enumerate(groups.groups) if one.cut == "all"))
    return Table(united, bases, counts, column.exclusive, column.question.sensitive, column.unknown_told, True, parts)
