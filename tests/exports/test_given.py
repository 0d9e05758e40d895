"""The table of figures that a visitor brought: values, ranks, both sources, a mention in each row, no live formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from observatoire.exports.formats.registry import FORMATS
from observatoire.exports.tables.given import given_export
from observatoire.local.catalogue import entry_of, with_local
from observatoire.local.containers.opening import open_sheet
from observatoire.local.figures import local_yearly
from observatoire.local.matching import Places
from observatoire.local.reading import read_figures
from observatoire.local.record import LocalIndicator
from observatoire.statistics.peers.groups import PeerRequest, peer_group
from tests.local.test_figures import CATALOG, DESCRIPTION, MEMBERS, STORE, of_members


def test_a_table_of_local_figures_says_what_it_is_and_runs_nothing() -> None:
    told = replace(DESCRIPTION, title="=HYPERLINK(1)", source="@cmd")
    entry = entry_of(CATALOG, LocalIndicator(told, "ratio", of_members([3.0, 1.0, 2.0]), over="population", scale=1000))
    assert entry is not None
    place = STORE.territory(MEMBERS[0])
    group = peer_group(STORE, CATALOG, place, PeerRequest("epci"))
    found = local_yearly(STORE, entry, "commune", [place.id, *group.ids])
    export = given_export(STORE, with_local(CATALOG, [entry]), found, place, group, "donnée locale")
    assert export.sources[0].producer == "@cmd"
    assert any(source.producer == "Insee" for source in export.sources)
    first = export.frame.iloc[0]
    assert (first["identifiant"], first["role"], first["numerateur"]) == (place.id, "territoire", 3.0)
    assert first["valeur"] == 1000 * 3.0 / first["denominateur"]
    assert set(export.frame["mention"]) == {"donnée locale"}
    assert sorted(export.frame["rang"].dropna()) == [1.0, 2.0, 3.0]
    for name in ("csv", "csv-rfc", "xlsx", "ods"):
        content = FORMATS[name].write(export)
        if name.startswith("csv"):
            text = content.decode("utf-8-sig")
            cells = [
                cell for row in csv.reader(io.StringIO(text), delimiter=";" if name == "csv" else ",") for cell in row
            ]
            assert not [cell for cell in cells if cell.startswith(("=", "@"))]
        else:
            assert content.startswith(b"PK")


def test_what_the_observatory_gives_away_can_be_brought_back() -> None:
    entry = entry_of(CATALOG, LocalIndicator(DESCRIPTION, "count", of_members([3.0, 1.0, 2.5])))
    assert entry is not None
    place = STORE.territory(MEMBERS[0])
    group = peer_group(STORE, CATALOG, place, PeerRequest("epci"))
    found = local_yearly(STORE, entry, "commune", [place.id, *group.ids])
    export = given_export(STORE, with_local(CATALOG, [entry]), found, place, group, "donnée locale")
    for name in ("csv", "xlsx", "ods"):
        reading = read_figures(open_sheet(FORMATS[name].write(export)), Places(STORE))
        values = next(one for one in reading.series if one.name in ("valeur", "Valeur", "Valeur (places)"))
        assert dict(zip(values.cells.ids, values.cells.values.tolist(), strict=True)) == {
            MEMBERS[0]: 3.0, MEMBERS[1]: 1.0, MEMBERS[2]: 2.5,
        }, name  # fmt: skip
