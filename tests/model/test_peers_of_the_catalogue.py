"""What the catalogue says of peers: the group that explains an indicator best, what nearness weighs."""

from __future__ import annotations

from pathlib import Path

import pytest

from observatoire.model.catalog import CatalogError, load_catalog
from tests.model.test_catalog import write


def test_the_peers_that_explain_best_are_groups_of_a_level_of_an_indicator_that_is(tmp_path: Path) -> None:
    folder = write(tmp_path)
    sound = '[best_peers.population]\ncommune = "similaires_proches"\n'
    (folder / "best_peers.toml").write_text(sound, encoding="utf-8")
    assert load_catalog(folder).best_peers["population"].commune == "similaires_proches"
    (tmp_path / "faulty").mkdir()
    folder = write(tmp_path / "faulty")
    faulty = '[best_peers.population]\ncommune = "voisins"\n[best_peers.absent]\nepci = "region"\n'
    (folder / "best_peers.toml").write_text(faulty, encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        load_catalog(folder)
    assert any(fault.startswith("[best_peers.population] commune: ") for fault in caught.value.faults)
    assert "[best_peers.absent] no indicator 'absent'; add it or remove the entry" in caught.value.faults
    assert len(caught.value.faults) == 2


def test_only_the_group_near_and_alike_has_a_nearness(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "peers.toml").write_text(
        '[nearness.departement]\ntitle = "Title"\nother_departement = 0.2\nweight = 0.1\nkilometres = 10.0\n'
        'width = 2.0\nbound = 3.0\nreason = "r"\n',
        encoding="utf-8",
    )
    with pytest.raises(CatalogError, match=r"\[nearness\.departement\] id: "):
        load_catalog(folder)
