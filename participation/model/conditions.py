"""When a question is asked: a typed tree on the answers to earlier questions.

A leaf holds when its question was asked, has a valid answer, and that answer fits. It does not hold for
« ne sait pas », for a question left unanswered, not asked, or answered invalidly: nobody is led on by what they did
not say. `not` turns a whole condition round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

Known = Callable[[str, str], object]
"""From a question and a row ("" but in a grid) to the valid answer to it, None without one."""


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Is(_Node):
    """The answer is one of some options; for several choices or a ranking, it holds one of them."""

    question: str
    row: str = ""
    options: tuple[str, ...] = Field(alias="is", min_length=1)


class Within(_Node):
    """The number given lies between two bounds, both included; None for no bound."""

    question: str
    row: Literal[""] = ""
    at_least: float | None = None
    at_most: float | None = None


class Answered(_Node):
    """The question has a valid answer, whatever it is."""

    question: str
    row: str = ""
    answered: Literal[True]


class All(_Node):
    """Every condition of a list holds."""

    all: tuple[Condition, ...] = Field(min_length=1)


class Any_(_Node):  # noqa: N801 - `Any` is typing's
    """One condition of a list holds."""

    any: tuple[Condition, ...] = Field(min_length=1)


class Not(_Node):
    """A condition does not hold."""

    negated: Condition = Field(alias="not")


def _kind(raw: Any) -> str | None:
    """Tell the kind of a node by the field that only it has; None for a node of no kind."""
    given = set(raw) if isinstance(raw, dict) else set()
    kinds = {"is": "is", "options": "is", "at_least": "within", "at_most": "within", "answered": "answered"}
    kinds |= {"all": "all", "any": "any", "not": "not", "negated": "not"}
    if isinstance(raw, _Node):
        return next(tag for tag, kind in _KINDS.items() if type(raw) is kind)
    return next((kind for key, kind in kinds.items() if key in given), None)


Condition = Annotated[
    Annotated[Is, Tag("is")]
    | Annotated[Within, Tag("within")]
    | Annotated[Answered, Tag("answered")]
    | Annotated[All, Tag("all")]
    | Annotated[Any_, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(_kind),
]
Leaf = Is | Within | Answered
_KINDS = {"is": Is, "within": Within, "answered": Answered, "all": All, "any": Any_, "not": Not}

for _branch in (All, Any_, Not):
    _branch.model_rebuild()


def leaves(condition: Condition | None) -> Iterator[Leaf]:
    """Give the leaves of a condition, in the order in which they are written; nothing of None."""
    if isinstance(condition, All):
        children = condition.all
    elif isinstance(condition, Any_):
        children = condition.any
    elif isinstance(condition, Not):
        children = (condition.negated,)
    else:
        if condition is not None:
            yield condition
        return
    for child in children:
        yield from leaves(child)


def holds(condition: Condition | None, known: Known) -> bool:
    """Tell whether a condition holds; one that is not there always does.

    Parameters
    ----------
    condition : Condition or None
    known : callable
        The valid answer to a question that is asked, None for all others (`Known`).
    """
    if condition is None:
        return True
    if isinstance(condition, All):
        return all(holds(child, known) for child in condition.all)
    if isinstance(condition, Any_):
        return any(holds(child, known) for child in condition.any)
    if isinstance(condition, Not):
        return not holds(condition.negated, known)
    return _leaf_holds(condition, known(condition.question, condition.row))


def _leaf_holds(leaf: Leaf, value: object) -> bool:
    if value is None:
        return False
    if isinstance(leaf, Is):
        held = value if isinstance(value, list | tuple | dict) else (value,)
        return any(option in held for option in leaf.options)
    if isinstance(leaf, Within):
        if not isinstance(value, int | float):
            return False
        low, high = leaf.at_least, leaf.at_most
        return (low is None or value >= low) and (high is None or value <= high)
    return True
