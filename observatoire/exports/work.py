"""What is made away from the pages: a function of ours and what it is given, sent to another process as bytes.

The store and the catalogue never travel: the other process has its own, of the same edition.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from typing import Any, Final

from observatoire.model.catalog import Catalog
from observatoire.model.store import Store

_OURS: Final = ("observatoire.", "participation.")
"""Packages whose functions the other process finds; what is of participation is loaded there when it is asked for."""


class Work:
    """A file or an answer to make: called, it is made here; packed, it is made by another process.

    Parameters
    ----------
    function : callable
        Returns the bytes. A function of a module of `observatoire` or of `participation`: the other process finds it by
        its name.
    *given, **named
        What it is called with: records and partial functions of ours, the store, the catalogue.

    Raises
    ------
    ValueError
        When the function has no such name: a closure, or one of the pages.
    """

    __slots__ = ("_function", "_given", "_named")

    def __init__(self, function: Callable[..., bytes], *given: Any, **named: Any) -> None:
        if not function.__module__.startswith(_OURS) or "<" in function.__qualname__:
            raise ValueError(f"{function.__module__}.{function.__qualname__} cannot be found by its name")
        self._function, self._given, self._named = function, given, named

    def __call__(self) -> bytes:
        """Make it here and now."""
        return self._function(*self._given, **self._named)

    def packed(self) -> bytes:
        """Return the work as bytes.

        Raises
        ------
        pickle.PicklingError, TypeError, AttributeError
            When what the function is given cannot travel.
        """
        written = io.BytesIO()
        _Pickler(written, protocol=pickle.HIGHEST_PROTOCOL).dump((self._function, self._given, self._named))
        return written.getvalue()

    @classmethod
    def unpacked(cls, packed: bytes, store: Store, catalog: Catalog) -> Work:
        """Return the work that was packed by another process of ours.

        Parameters
        ----------
        packed : bytes
            As `packed` returns it; never what came from a visitor.
        store, catalog : Store, Catalog
            Those of this process.

        Raises
        ------
        LookupError
            When it was packed with another edition of the data.
        """
        function, given, named = _Unpickler(io.BytesIO(packed), store, catalog).load()
        return cls(function, *given, **named)


class LaterWork:
    """A work that is known only when it is asked for: `prepared` gathers what it needs, here."""

    __slots__ = ("prepared",)

    def __init__(self, prepared: Callable[[], Work]) -> None:
        self.prepared = prepared

    def __call__(self) -> bytes:
        """Make it here and now."""
        return self.prepared()()


class _Pickler(pickle.Pickler):
    def persistent_id(self, obj: Any) -> tuple[str, str] | None:
        if isinstance(obj, Store):
            return "store", obj.edition
        return ("catalog", "") if isinstance(obj, Catalog) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, store: Store, catalog: Catalog) -> None:
        super().__init__(file)
        self._store, self._catalog = store, catalog

    def persistent_load(self, pid: tuple[str, str]) -> Store | Catalog:
        name, edition = pid
        if name == "catalog":
            return self._catalog
        if edition != self._store.edition:
            raise LookupError(f"edition {edition} is not the one of this process")
        return self._store
