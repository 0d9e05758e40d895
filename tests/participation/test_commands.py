"""Commands and environment: a campaign from its file to its end, off by default, refusals in French with status 2."""

from __future__ import annotations

import ast
import io
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from participation import commands
from participation.__main__ import main
from participation.configuration import KEY, PLACE, ConfigurationError, configured
from participation.model.codes import read_code
from participation.storage.opening import open_storage
from participation.storage.responses import find_response, start_response
from participation.storage.vault import spend, spent_by
from tests.participation.conftest import COGNAC, DAY

ROOT = Path(__file__).parents[2]
CAMPAIGN = """
id = "barometre_2026"
title = "Baromètre 2026"
questionnaire = "barometre_inclusion"
version = 3
mode = "organisation"
eligible = ["commune", "epci"]
opens = 2026-09-01
closes = 2026-12-01
purge_on = 2027-03-01
notice = "Qui, pourquoi, combien de temps."
"""


@pytest.fixture
def on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Participation on, in a folder, on a day of the campaign; return the campaign's file."""
    monkeypatch.setenv(PLACE, str(tmp_path / "participation"))
    monkeypatch.setattr(commands, "_today", lambda: DAY)
    path = tmp_path / "campagne.toml"
    path.write_text(CAMPAIGN, encoding="utf-8")
    return path


def said(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert main(list(arguments)) == status
    told = capsys.readouterr()
    return (told.err if status else told.out).replace("\u202f", " ").replace("\u00a0", " ")


def test_off_unless_the_environment_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.delenv(PLACE, raising=False)
    monkeypatch.chdir(tmp_path)
    assert configured() is None
    assert "n’est pas en service" in said(capsys, "audit", status=2)
    assert list(tmp_path.iterdir()) == []


def test_what_the_environment_may_say(tmp_path: Path) -> None:
    folder = configured({PLACE: str(tmp_path)})
    assert folder is not None
    assert (folder.folder, folder.key) == (tmp_path, b"")
    key = "ab" * 32
    addresses = "postgresql://u@h/answers postgres://u@h/vault"
    server = configured({PLACE: addresses, KEY: key})
    assert server is not None
    assert server.answers == "postgresql+psycopg://u@h/answers"
    assert server.vault == "postgresql+psycopg://u@h/vault"
    assert key not in repr(server)
    assert repr(server.key) not in repr(server)
    for wrong in (
        {PLACE: addresses},
        {PLACE: addresses.split()[0], KEY: key},
        {PLACE: "postgresql://u@h/a postgresql://u@h/a", KEY: key},
        {PLACE: "mysql://u@h/a mysql://u@h/b", KEY: key},
        {PLACE: str(tmp_path), KEY: "abcd"},
        {PLACE: str(tmp_path), KEY: "z" * 64},
    ):
        with pytest.raises(ConfigurationError):
            configured(wrong)


def test_the_key_of_a_folder_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    configuration = configured({PLACE: str(tmp_path / "p")})
    assert configuration is not None
    keys = []
    for _ in range(2):
        storage = open_storage(configuration)
        keys.append(storage.key)
        storage.close()
    assert keys[0] == keys[1]
    assert len(keys[0]) == 32
    assert (tmp_path / "p" / "codes.key").stat().st_mode & 0o077 == 0
    assert (tmp_path / "p").stat().st_mode & 0o077 == 0


def test_a_campaign_from_its_file_to_its_end(
    on: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "préparée sur « barometre_inclusion », version 3" in said(capsys, "create", str(on))
    assert "est ouverte, du 01/09/2026 au 01/12/2026" in said(capsys, "open", "barometre_2026", "--actor", "Ana")
    configuration = configured()
    assert configuration is not None
    storage = open_storage(configuration)
    kept, erased = (start_response(storage, "barometre_2026", organisation=COGNAC, day=DAY) for _ in range(2))
    storage.close()
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{erased.code.lower()}\n"))
    assert "effacée" in said(capsys, "erase")
    assert "Aucune réponse" in said(capsys, "erase", erased.code, status=2)
    assert "mal recopié" in said(capsys, "erase", "0" * 16 + "1", status=2)
    private = PrivateKey.generate()
    path = tmp_path / "reponses.sauvegarde"
    options = ("--of", "answers", "--public-key", bytes(private.public_key).hex(), "--json")
    assert json.loads(said(capsys, "backup", str(path), *options))["rows"]["response"] == 1
    assert "close" in said(capsys, "close", "barometre_2026")
    assert "ne peut pas être ouverte" in said(capsys, "open", "barometre_2026", status=2)
    assert "01/03/2027" in said(capsys, "purge", "barometre_2026", status=2)
    monkeypatch.setattr(commands, "_today", lambda: DAY + timedelta(days=100))
    assert said(capsys, "purge").endswith("effacés : 1.\n")
    assert "sont effacés" in said(capsys, "purge", "barometre_2026")
    acts = json.loads(said(capsys, "audit", "--json"))["acts"]
    assert [(act["actor"], act["action"]) for act in acts] == [
        ("ligne de commande", "create"), ("Ana", "open"), ("ligne de commande", "erase"),
        ("ligne de commande", "closed"), ("ligne de commande", "purge_drafts"), ("ligne de commande", "purged"),
    ]  # fmt: skip
    assert "Dernier numéro de contrôle" in said(capsys, "audit")

    monkeypatch.setenv(PLACE, str(tmp_path / "ailleurs"))
    assert "scellé" in said(capsys, "restore", str(path), "--of", "answers", status=2)
    monkeypatch.setattr(sys, "stdin", io.StringIO(bytes(private).hex()))
    assert "response 1" in said(capsys, "restore", str(path), "--of", "answers", "--sealed")
    monkeypatch.setenv(KEY, (tmp_path / "participation" / "codes.key").read_text())
    configuration = configured()
    assert configuration is not None
    storage = open_storage(configuration)
    assert find_response(storage, kept.code) == kept.id
    storage.close()


def test_a_list_is_invited_whole_or_not_at_all(
    on: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said(capsys, "create", str(on))
    monkeypatch.setattr(sys, "stdin", io.StringIO("com-16102\n\n200070514\n"))
    told = json.loads(said(capsys, "invite", "barometre_2026", "--json"))
    assert [one["organisation"] for one in told] == ["com-16102", "epci-200070514"]
    assert len({read_code(one["code"]) for one in told}) == 2
    for wrong, word in (
        ("com-16102\nSaint-Denis\n443061841\n", "ligne 2, « Saint-Denis » ; ligne 3, « 443061841 »"),
        ("com-16102\ndep-16\n", "ne s’adresse pas à : Charente"),
    ):
        monkeypatch.setattr(sys, "stdin", io.StringIO(wrong))
        assert word in said(capsys, "invite", "barometre_2026", status=2)
    configuration = configured()
    assert configuration is not None
    storage = open_storage(configuration)
    assert len(spent_by(storage, "barometre_2026")) == 2
    spend(storage, read_code(told[0]["code"]), "barometre_2026", day=DAY)
    storage.close()
    monkeypatch.setattr(sys, "stdin", io.StringIO("com-16102\n200070514\n"))
    assert main(["invite", "barometre_2026"]) == 0
    again = capsys.readouterr()
    assert [line.split(";")[0] for line in again.out.splitlines()] == ["epci-200070514"]
    assert "n’en reçoivent pas d’autre : Cognac" in again.err
    monkeypatch.setattr(sys, "stdin", io.StringIO("com-16102\n200070514\n"))
    assert "une organisation à la fois" in said(capsys, "invite", "barometre_2026", "--spent", status=2)
    monkeypatch.setattr(sys, "stdin", io.StringIO("com-16102\n"))
    assert "com-16102;Cognac;" in said(capsys, "invite", "barometre_2026", "--spent")
    assert "replace_code" in said(capsys, "audit")


def test_an_audit_that_was_cut_is_refused(on: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "create", str(on))
    said(capsys, "open", "barometre_2026")
    configuration = configured()
    assert configuration is not None
    storage = open_storage(configuration)
    storage.answers.writer.do(lambda c: c.exec_driver_sql("DELETE FROM audit WHERE seq = 1").rowcount)
    storage.close()
    assert "rompue à la ligne 2" in said(capsys, "audit", status=2)


def test_a_campaign_is_kept_within_a_territory_or_refused_in_one_line(
    on: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for within, why in (
        ('["dep-99"]', "« dep-99 » n’est pas un territoire"),
        ('["com-16102"]', "« com-16102 » n’en est pas un"),
        ('"dep-16"', "campagne.toml, within : "),
        ('["epci-200070514"]\ninvited = true', "compte 1 "),
    ):
        anonymous = CAMPAIGN.replace('["commune", "epci"]', '["epci"]').replace('"organisation"', '"anonyme"')
        on.write_text(f"{anonymous if 'invited' in within else CAMPAIGN}within = {within}\n", encoding="utf-8")
        refused = said(capsys, "create", str(on), status=2)
        assert why in refused
        assert refused.count("\n") == 1
    on.write_text(f'{CAMPAIGN}within = ["epci-200070514"]\n', encoding="utf-8")
    said(capsys, "create", str(on))
    monkeypatch.setattr(sys, "stdin", io.StringIO("com-16102\ncom-17415\n"))
    assert "Hors du territoire de cette enquête : Saintes." in said(capsys, "invite", "barometre_2026", status=2)
    monkeypatch.setattr(sys, "stdin", io.StringIO("com-16102\n"))
    assert "Cognac" in said(capsys, "invite", "barometre_2026")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (('mode = "organisation"', 'mode = "secret"'), "mode : valeurs possibles"),
        (("2026-12-01", "2026-08-01"), "les dates se suivent"),
        (("2026-12-01", '"bientôt"'), "il faut une date"),
        (('questionnaire = "barometre_inclusion"', 'questionnaire = "absent"'), "n’est pas là"),
        (('eligible = ["commune", "epci"]', "eligible = []"), "eligible dit"),
        (("[", "[["), "pas du TOML"),
        (('eligible = ["commune", "epci"]', 'eligible = ["epci"]\nearlier = "rien"'), "L’édition précédente, « rien »"),
        (('eligible = ["commune", "epci"]', 'eligible = ["epci"]\nearlier = "barometre_2026"'), "n’est pas une autre"),
        (('eligible = ["commune", "epci"]', 'eligible = ["epci"]\nmirror_of = "rien"'), "mirror_of ne va qu’à"),
        (('eligible = ["commune", "epci"]', 'eligible = ["epci"]\nstrata = []'), "strata en demande au moins une"),
        (('notice = "', 'notice = "Effacé le [date]. '), "entre crochets à remplir : « [date] »"),
    ],
)
def test_a_faulty_campaign_is_refused(
    on: Path, capsys: pytest.CaptureFixture[str], change: tuple[str, str], word: str
) -> None:
    on.write_text(CAMPAIGN.replace(*change), encoding="utf-8")
    assert word in said(capsys, "create", str(on), status=2)


def test_checking_a_form_loads_no_database() -> None:
    code = (
        "import sys, participation.__main__; print(*{'sqlalchemy', 'alembic', 'nacl', 'streamlit'} & set(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not out.stdout.split()


def test_a_command_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Usage" in said(capsys, "publier", status=2)


def test_commands_and_measures_have_one_thread_of_linear_algebra() -> None:
    """OpenBLAS starts its threads when numpy is loaded: a process that loads it so has one task, and no new setting."""
    code = "import os, participation.one_thread, numpy; print(len(os.listdir('/proc/self/task')), *os.environ)"
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    tasks, *names = out.stdout.split()
    assert tasks == "1"
    assert set(names) & {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"} <= set(os.environ)
    for main_module in (ROOT / "participation" / "__main__.py", ROOT / "benchmarks" / "participation" / "__main__.py"):
        tree = ast.parse(main_module.read_text(encoding="utf-8"))
        imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        ours = [one for one in imports if "participation" in ast.unparse(one) or "observatoire" in ast.unparse(one)]
        assert ast.unparse(ours[0]) == "import participation.one_thread", "before whatever loads numpy"
