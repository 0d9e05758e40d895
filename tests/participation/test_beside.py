"""What is measured beside what is declared: the file that ships is sound, and each fault of another is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from observatoire.model.catalog import Catalog, load_catalog
from observatoire.model.store import PREPARED_DIR, Store, open_store
from observatoire.statistics.figures import figures
from participation.__main__ import main
from participation.model.beside import Beside
from participation.model.questionnaire import Questionnaire
from participation.model.reading import BESIDE, QuestionnaireError, load_questionnaires, read_beside
from participation.views.beside import AGREE, DIFFER, measured


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(PREPARED_DIR)


def test_what_ships_names_what_exists_and_says_what_each_does_not_say(catalog: Catalog) -> None:
    found = read_beside(BESIDE, load_questionnaires(), catalog)
    assert {one.question.partition(".")[0] for one in found} >= {"barometre_communication", "barometre_infrastructures"}
    assert any(one.awaited == "internet" for one in found), "no fibre is measured here yet: it is said"
    assert len({(one.question, one.indicator or one.awaited) for one in found}) == len(found)
    for one in found:
        assert one.not_said.endswith(".")
        assert "'" not in one.not_said
        assert " :" not in one.not_said, "written with plain spaces, read with French ones"


FAULTS = {
    'question = "essai.site"\nindicator = "part_absente"': "n’est pas au catalogue",
    'question = "essai.site"\nawaited = "absent"': "n’est pas au catalogue",
    'question = "essai.ailleurs"\nindicator = "population"': "n’existe pas",
    'question = "autre.site"\nindicator = "population"': "n’existe pas",
    'question = "essai.site"\nindicator = "population"\nrow = "wifi"': "n’a pas de ligne",
    'question = "essai.projets"\nindicator = "population"': "n’a pas de ligne",
    'question = "essai.pourquoi"\nindicator = "population"': "ne se compare pas",
    'question = "essai.site"\nindicator = "part_communes_site_internet"\nyes = ["peut_etre"]': "n’a pas de réponse",
    'question = "essai.site"\nindicator = "part_communes_site_internet"\nyes = ["aucun"]\nno = ["aucun"]': "deux fois",
    'question = "essai.site"\nindicator = "population"\nyes = ["aucun"]': "qu’avec une part",
    'question = "essai.site"': "l’un des deux",
    'question = "essai.site"\nindicator = "population"\nawaited = "internet"': "l’un des deux",
    'question = "essai.site"\nindicator = "population"\nhas = "Oui."': "has et has_not",
    'question = "site"\nindicator = "population"': "identifiant",
}


@pytest.mark.parametrize("entry", FAULTS)
def test_each_fault_is_told(entry: str, tmp_path: Path, form: Questionnaire, catalog: Catalog) -> None:
    path = tmp_path / "mesures.toml"
    path.write_text(f'[[beside]]\n{entry}\nnot_said = "Rien."\n', encoding="utf-8")
    with pytest.raises(QuestionnaireError) as told:
        read_beside(path, {form.id: form}, catalog)
    assert FAULTS[entry] in str(told.value)


def test_check_reads_it_with_the_questionnaires(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "beside"
    folder.mkdir()
    wrong = folder / "mesures.toml"
    wrong.write_text('[[beside]]\nquestion = "a.b"\nindicator = "population"\nnot_said = "Rien."\n', encoding="utf-8")
    assert main(["check", "--json", str(BESIDE)]) == 0
    [told] = json.loads(capsys.readouterr().out)
    assert told == {
        "file": "measures.toml",
        "measures": len(read_beside(BESIDE, load_questionnaires(), load_catalog())),
    }
    assert main(["check", str(wrong)]) == 2
    assert "mesures.toml, ligne 2" in capsys.readouterr().err


SITE = Beside(
    question="essai.site", indicator="part_communes_site_internet", yes=("propre",), no=("aucun",), not_said="Rien."
)


@pytest.mark.parametrize("value", [0, 100])
def test_declared_and_measured_agree_or_differ_in_a_commune(store: Store, catalog: Catalog, value: int) -> None:
    """A commune with a site in the directory, another without: both answers of each."""
    indicator = catalog.indicators["part_communes_site_internet"]
    every = figures(store, indicator, "commune", 2026)
    place = store.territory(next(one for one, told in zip(every.ids, every.value, strict=True) if told == value))
    verdicts = {}
    for declared in ("propre", "aucun", "partage", ["propre"], None):
        found = measured(store, catalog, SITE, place, declared)  # type: ignore[arg-type]
        assert found is not None
        verdicts[str(declared)] = found.verdict
    differ = DIFFER.replace(" :", "\u202f:")
    assert verdicts == {
        "propre": AGREE if value else differ, "aucun": differ if value else AGREE, "partage": "", "['propre']": "",
        "None": "",
    }  # fmt: skip


def test_of_france_a_share_agrees_with_nobody_and_is_read_with_its_source(store: Store, catalog: Catalog) -> None:
    found = measured(store, catalog, SITE, store.territory("france"), "propre")
    assert found is not None
    assert (found.verdict, found.indicator) == ("", "part_communes_site_internet")
    assert "61,5" in found.sentence
    assert found.source.startswith("2026 · DILA")
    assert found.not_said == (catalog.indicators["part_communes_site_internet"].not_said, "Rien.")


def test_of_one_commune_a_share_is_a_yes_or_a_no(store: Store, catalog: Catalog) -> None:
    """Cognac has a site in https and an address of its own; Angeac-Champagne neither: never « 1 sur 1, 100 % »."""
    shipped = read_beside(BESIDE, load_questionnaires(), catalog)
    told = {}
    for code in ("com-16102", "com-16012", "epci-200070514"):
        found = [measured(store, catalog, one, store.territory(code)) for one in shipped]
        told[code] = " ".join(one.sentence for one in found if one is not None)
    for code in ("com-16102", "com-16012"):
        assert "sur 1," not in told[code].replace("\u00a0", " ")
    assert "à cette commune est déclaré en https" in told["com-16102"]
    assert "n’est pas chez un fournisseur grand public" in told["com-16102"]
    assert "à cette commune n’est pas déclaré en https" in told["com-16012"]
    assert "cette commune" not in told["epci-200070514"], "of many communes it is a share"


def test_what_means_nothing_in_a_place_or_is_not_here_is_left_out(store: Store, catalog: Catalog) -> None:
    """A commune without any site has no share of sites in https; a subject that is awaited says who publishes it."""
    secure = Beside(question="essai.site", indicator="part_sites_https", not_said="Rien.")
    every = figures(store, catalog.indicators["part_sites_https"], "commune", 2026)
    none = next(one for one, told in zip(every.ids, every.denominator, strict=True) if told == 0)
    assert measured(store, catalog, secure, store.territory(none)) is None
    assert measured(store, catalog, secure, store.territory("france")) is not None
    found = measured(
        store, catalog, Beside(question="essai.site", awaited="internet", not_said="Rien."), store.territory("france")
    )
    assert found is not None
    assert (found.source, found.indicator) == ("Arcep", "")
    assert found.page.startswith("https://")
