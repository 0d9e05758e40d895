"""The modules of `loaders/producers` and of its rooms, found by themselves: nothing lists them.

Each takes part by what it has of these four functions:

- `stage(artifacts: Artifacts) -> dict[str, DataFrame]`: its tables as the producer wrote them, by name;
- `prepare(inputs: Inputs) -> MeasureColumns`: its measures of today's communes, by measure and year;
- `tables(inputs: Inputs) -> dict[str, DataFrame]`: other tables of the edition, by name, with a contract of theirs;
- `notices(inputs: Inputs) -> list[str]`: what the person who prepares the data should know, a sentence each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any, Literal

from loaders import producers
from loaders.pipeline.sources import SourceError

Hook = Literal["stage", "prepare", "tables", "notices"]


def modules_of(package: ModuleType) -> dict[str, ModuleType]:
    """Return the modules of a package and of its rooms by their path in it, in order of these.

    Raises
    ------
    SourceError
        When two rooms have a module of one name.
    """
    begins = f"{package.__name__}."
    whole = sorted(one.name for one in walk_packages(package.__path__, begins) if not one.ispkg)
    if len({name.rpartition(".")[2] for name in whole}) < len(whole):
        raise SourceError(f"Two modules of {package.__name__} have one name.")
    return {name.removeprefix(begins).replace(".", "/"): import_module(name) for name in whole}


def found(hook: Hook) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """Yield the modules that have one of the four functions, by their path, in order of these, and that function."""
    for name, module in modules_of(producers).items():
        function = getattr(module, hook, None)
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
