"""The modules of `loaders/producers`, found by themselves: nothing lists them.

Each takes part by what it has of these four functions:

- `stage(artifacts: Artifacts) -> dict[str, DataFrame]`: its tables as the producer wrote them, by name;
- `prepare(inputs: Inputs) -> MeasureColumns`: its measures of today's communes, by measure and year;
- `tables(inputs: Inputs) -> dict[str, DataFrame]`: other tables of the edition, by name, with a contract of theirs;
- `notices(inputs: Inputs) -> list[str]`: what the person who prepares the data should know, a sentence each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Literal

from loaders import producers
from loaders.pipeline.sources import SourceError

Hook = Literal["stage", "prepare", "tables", "notices"]


def found(hook: Hook) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """Yield the modules that have one of the four functions, in order of names, and that function."""
    for name in sorted(module.name for module in iter_modules(producers.__path__)):
        function = getattr(import_module(f"{producers.__name__}.{name}"), hook, None)
        if function is not None:
            yield name, function


def results(hook: Hook, given: object) -> Iterator[tuple[str, Any]]:
    """Call one of the four functions in every module that has it, with what it is given (`Artifacts` or `Inputs`)."""
    for name, function in found(hook):
        yield name, function(given)


def refuse_twice(name: str, made: Mapping[Any, object], before: Mapping[Any, object]) -> None:
    """Stop when a module makes what another has made already."""
    twice = sorted(set(made) & set(before))
    if twice:
        raise SourceError(f"loaders/producers/{name}.py makes {twice[0]}, which another module makes already.")
