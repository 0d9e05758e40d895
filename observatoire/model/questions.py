"""Questions that people ask, each leading to indicators, their limits and a prompt for debate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

_Text = Annotated[str, Field(min_length=1)]


class Question(BaseModel):
    """An entrance in plain words.

    Attributes
    ----------
    title : str
        The question, as people ask it.
    indicators : tuple of str
        Where figures begin to answer; the first one opens, and gives the question its theme.
    limits : str
        What these figures cannot tell.
    debate : str
        A prompt to start the room.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
    title: Annotated[str, Field(min_length=5, max_length=80, pattern=r"\?$")]
    indicators: tuple[str, ...] = Field(strict=False, min_length=1, max_length=5)
    limits: _Text
    debate: Annotated[str, Field(min_length=5)]


def question_faults(questions: Mapping[str, Question], indicators: Mapping[str, Any]) -> Iterator[str]:
    """Yield the faults of questions against the indicators that they lead to."""
    for question in questions.values():
        for identifier in question.indicators:
            if identifier not in indicators:
                yield f"[questions.{question.id}] indicators: no indicator {identifier!r}; add it or correct it"
