"""Identifiers of links and commands: other cases, lost zeros, communes that are no more, arrondissements."""

from __future__ import annotations

import pytest

from observatoire.model.search.lookup import look_up
from observatoire.model.store import open_store
from observatoire.model.territory import UnknownTerritoryError, canonical_id


@pytest.mark.parametrize(
    ("asked", "identifier", "kind"),
    [
        ("com-16102", "com-16102", "same"),
        ("COM-16102", "com-16102", "same"),
        (" com-16102 ", "com-16102", "same"),
        ("com-2a004", "com-2A004", "same"),
        ("2a004", "com-2A004", "same"),
        ("16102", "com-16102", "same"),
        ("com-1001", "com-01001", "same"),
        ("1001", "com-01001", "same"),
        ("dep-1", "dep-01", "same"),
        ("DEP-2a", "dep-2A", "same"),
        ("2b", "dep-2B", "same"),
        ("974", "dep-974", "same"),
        ("EPCI-200070514", "epci-200070514", "same"),
        ("200070514", "epci-200070514", "same"),
        ("20007051400019", "epci-200070514", "same"),
        ("REG-75", "reg-75", "same"),
        ("FRANCE", "france", "same"),
        ("com-74011", "com-74010", "former"),
        ("COM-75112", "com-75056", "district"),
        ("com-69383", "com-69123", "district"),
    ],
)
def test_an_identifier_is_read_as_it_is_written(asked: str, identifier: str, kind: str) -> None:
    found = look_up(open_store(), asked)
    assert (found.territory.id, found.kind) == (identifier, kind)


@pytest.mark.parametrize(
    "asked", ["", "com-", "com-99999", "com-75199", "reg-99", "lyon", "75112é", "com-²", "x" * 10_000, "-", "epci-"]
)
def test_what_names_nothing_is_refused(asked: str) -> None:
    with pytest.raises(UnknownTerritoryError):
        look_up(open_store(), asked)


def test_an_identifier_of_ours_is_left_as_it_is() -> None:
    for identifier in open_store().territories.index:
        assert canonical_id(identifier) == identifier
